//! Limits on how much may be sent, and to which numbers: for everybody, a class of users
//! (`[class.NAME]`), a user, a device or a network.

use ferrofax_gateway_toml::{UNBOUNDED, settings};
use ferrofax_spool::numbers::Openings;
use ferrofax_spool::window::{WindowError, Windows};

settings! {
    /// The limits of one user, class, device or network. A limit that is not set here is taken from
    /// the class of limits (`[class.NAME]`), and then from `[limits]`.
    pub partial struct Limits {}

    /// The keys for limits, which several tables of gateway.toml have. The defaults are those of
    /// `[limits]`.
    pub LIMIT_KEYS {
        /// Prefixes of allowed fax numbers, in the form +CC…. By default other countries, special
        /// numbers (0900, 0137, 118, satellites, …) and `forbidden` prefixes are blocked. If
        /// several prefixes match a number, the longest one applies: ["+43"] allows Austria, but
        /// not its 0900 numbers.
        allowed: Vec<String> = [], list(beginning);
        /// Prefixes of fax numbers that are blocked.
        forbidden: Vec<String> = [], list(beginning);
        /// If set, faxes may be sent only to numbers with these prefixes.
        only: Vec<String> = [], list(beginning);
        /// Highest number of recipients of one mail. In this and the following settings 0 means no
        /// limit.
        recipients: Option<u32> = 100, number(0..=UNBOUNDED);
        /// Highest number of pages that one fax may have.
        pages: Option<u32> = 0, number(0..=UNBOUNDED);
        /// Highest number of faxes that one user or device may send from midnight to midnight.
        jobs_per_day: Option<u32> = 500, number(0..=UNBOUNDED);
        /// Highest number of faxes that one user or device may send in a calendar month.
        jobs_per_month: Option<u32> = 5000, number(0..=UNBOUNDED);
        /// Highest number of pages that one user or device may send from midnight to midnight.
        pages_per_day: Option<u32> = 2000, number(0..=UNBOUNDED);
        /// Highest number of pages that one user or device may send in a calendar month.
        pages_per_month: Option<u32> = 20000, number(0..=UNBOUNDED);
        /// Highest number of faxes of one user that wait for a recipient's number at the same time.
        without_number: Option<u32> = 100, number(0..=UNBOUNDED);
        /// Highest number of fax calls at the same time for the faxes of one user, or of a
        /// [[network]] that owns its faxes itself. It has no effect in a [[device]].
        calls: Option<u32> = 0, number(0..=UNBOUNDED);
        /// The hours in which faxes may be submitted: "Mon-Fri 07:00-20:00". "": always.
        hours: Option<String> = "", text(hours);
        /// The hours of the night. In these hours night_jobs and night_pages apply. Without it, a
        /// [[device]], a [[network]] and [total] have the night of [limits].
        night: Option<String> = "22:00-06:00", text(hours);
        /// Highest number of faxes that one user or device may send in one night (the hours in
        /// `night`).
        night_jobs: Option<u32> = 50, number(0..=UNBOUNDED);
        /// Highest number of pages that one user or device may send in one night (the hours in
        /// `night`).
        night_pages: Option<u32> = 200, number(0..=UNBOUNDED);
        /// A user who submits more than this many faxes within burst_minutes is stopped: the user
        /// may send no faxes until `ferrofax users go-on`, and the faxmaster is notified. If the
        /// user retries several failed faxes in one request, this limit stops nobody: the faxes
        /// beyond the limit are refused.
        burst_jobs: Option<u32> = 200, number(0..=UNBOUNDED);
        /// A user who tries to fax to more than this many blocked numbers within burst_minutes is
        /// stopped like a user who exceeds burst_jobs.
        burst_refusals: Option<u32> = 20, number(0..=UNBOUNDED);
        /// The length, in minutes, of the period for burst_jobs and burst_refusals.
        // The period for `burst_jobs` and `burst_refusals`.
        burst_minutes: Option<u32> = 10, number(1..=1_440);
        /// Whether Ferrofax faxes mails that programs such as ERP and shop systems write
        /// (recognised by the headers Auto-Submitted: auto-generated, Precedence: bulk, or
        /// List-Id). By default Ferrofax faxes such mails only from senders who log in or come from
        /// a [[network]]. If the setting is true or false, it applies to all senders. Automatic
        /// replies, delivery reports and mails of this fax server are never faxed.
        machines: Option<bool> = unset, flag;
        /// Whether users may give a fax a higher priority than the default of its device. By
        /// default only operators and administrators may do this.
        priority: Option<bool> = unset, flag;
        /// Whether tones may be sent after the call is answered, for example for an extension
        /// (post-dial-string in IPP). The prefixes in allowed and forbidden do not apply to these
        /// digits: if the called exchange dials them, the call can reach any number.
        post_dial: Option<bool> = false, flag;
    }
}

/// The error for a text that is not a prefix of fax numbers.
#[derive(Debug, thiserror::Error)]
#[error("'{0}' begins no number; +49, +49900 and 118 do")]
struct NoBeginning(String);

/// Reads a prefix of fax numbers from a setting: of numbers in canonical form (`+49900`), or of
/// numbers that have none (`118`), such as extensions and services of the exchange.
fn beginning(text: &str) -> Result<String, NoBeginning> {
    let plain: String = text.chars().filter(|c| !matches!(c, ' ' | '-' | '/' | '.')).collect();
    let digits = plain.strip_prefix('+').unwrap_or(&plain);
    if digits.bytes().all(|byte| byte.is_ascii_digit()) && !plain.is_empty() {
        Ok(plain)
    } else {
        Err(NoBeginning(text.to_owned()))
    }
}

fn hours(text: &str) -> Result<Option<String>, WindowError> {
    Windows::parse(text, "").map(|_| Some(text.to_owned()))
}

impl Limits {
    /// The default limits (`[limits]`). They are high enough for an office, and low enough to limit
    /// the cost of a stolen password.
    pub(crate) fn of_everybody() -> Self {
        Self::with_defaults()
    }

    /// The prefixes of fax numbers that these limits allow or block.
    pub(crate) fn openings(&self) -> Openings<'_> {
        Openings { allowed: &self.allowed, forbidden: &self.forbidden, only: &self.only }
    }

    /// Completes these limits: each limit that is not set is taken from the limits `below`. The
    /// lists of allowed and blocked prefixes of both are joined.
    #[must_use]
    pub fn over(&self, below: &Self) -> Self {
        Self {
            allowed: [&*self.allowed, &below.allowed].concat(),
            forbidden: [&*self.forbidden, &below.forbidden].concat(),
            ..self.or(below)
        }
    }
}
