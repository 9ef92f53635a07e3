//! Limits on how much may be sent, and to which numbers: for everybody, a class, a user, a
//! device or a network.

use crate::keys::{Key, Kind, UNBOUNDED};
use ferrofax_spool::numbers::Openings;
use ferrofax_spool::window::{WindowError, Windows};

/// The limits of one user, class, device or network. A limit that is not set here is taken from
/// the class, and then from `[limits]`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Limits {
    /// `allowed`: canonical prefixes (`+43`) that are allowed though they are blocked by default.
    pub allowed: Vec<String>,
    /// `forbidden`: canonical prefixes that are blocked.
    pub forbidden: Vec<String>,
    /// `only`: if set, only these prefixes are allowed.
    pub only: Vec<String>,
    /// `recipients`: the most recipients of one mail. Here and below, 0 means no limit.
    pub recipients: Option<u32>,
    /// `pages`: the most pages of one fax.
    pub pages: Option<u32>,
    /// `jobs_per_day`: the most faxes from midnight to midnight.
    pub jobs_per_day: Option<u32>,
    /// `jobs_per_month`: the most faxes in a calendar month.
    pub jobs_per_month: Option<u32>,
    /// `pages_per_day`: the most pages from midnight to midnight.
    pub pages_per_day: Option<u32>,
    /// `pages_per_month`: the most pages in a calendar month.
    pub pages_per_month: Option<u32>,
    /// `without_number`: the most faxes that wait for a number at the same time.
    pub without_number: Option<u32>,
    /// `calls`: the most calls at the same time.
    pub calls: Option<u32>,
    /// `hours`: the hours in which faxes may be submitted, as `Mon-Fri 07:00-20:00`. Empty: always.
    pub hours: Option<String>,
    /// `night`: the hours in which `night_jobs` and `night_pages` apply.
    pub night: Option<String>,
    /// `night_jobs`: the most faxes in one night.
    pub night_jobs: Option<u32>,
    /// `night_pages`: the most pages in one night.
    pub night_pages: Option<u32>,
    /// `burst_jobs`: this many faxes within `burst_minutes` stop a user until an administrator lets
    /// them send again.
    pub burst_jobs: Option<u32>,
    /// `burst_minutes`: the period for `burst_jobs` and `burst_refusals`.
    pub burst_minutes: Option<u32>,
    /// `burst_refusals`: this many blocked numbers within `burst_minutes` also stop the user.
    pub burst_refusals: Option<u32>,
    /// `machines`: whether mails written by programs (`Auto-Submitted: auto-generated`,
    /// `Precedence: bulk`, lists) are faxed. None: only from clients that log in or are in a named
    /// network.
    pub machines: Option<bool>,
    /// `priority`: whether faxes may have a higher priority than usual for their device. None: only
    /// those of operators and administrators.
    pub priority: Option<bool>,
    /// `post_dial`: whether tones may be sent after the answer.
    pub post_dial: Option<bool>,
}

/// The keys of limits in all tables; the defaults are those of `[limits]`.
pub(crate) const LIMIT_KEYS: &[Key<Limits>] = &[
    Key {
        name: "allowed",
        default: "[]",
        kind: Kind::List(|limits, said| said.read(&mut limits.allowed, beginning)),
        help: "Prefixes of numbers, in the form +CC…, that are allowed. By default other \
               countries, special numbers (0900, 0137, 118, satellites, …) and `forbidden` \
               prefixes are blocked. If several prefixes match a number, the longest one counts: \
               [\"+43\"] allows Austria, but not its 0900 numbers.",
    },
    Key {
        name: "forbidden",
        default: "[]",
        kind: Kind::List(|limits, said| said.read(&mut limits.forbidden, beginning)),
        help: "Prefixes of numbers that are blocked.",
    },
    Key {
        name: "only",
        default: "[]",
        kind: Kind::List(|limits, said| said.read(&mut limits.only, beginning)),
        help: "If set, only numbers with these prefixes are allowed.",
    },
    Key {
        name: "recipients",
        default: "100",
        kind: Kind::Number(0..=UNBOUNDED, |limits, count| limits.recipients = count.into()),
        help: "Highest number of recipients of one mail. In this and the following settings 0 \
               means no limit.",
    },
    Key {
        name: "pages",
        default: "0",
        kind: Kind::Number(0..=UNBOUNDED, |limits, count| limits.pages = count.into()),
        help: "Highest number of pages that one fax may have.",
    },
    Key {
        name: "jobs_per_day",
        default: "500",
        kind: Kind::Number(0..=UNBOUNDED, |limits, count| limits.jobs_per_day = count.into()),
        help: "Highest number of faxes from midnight to midnight.",
    },
    Key {
        name: "jobs_per_month",
        default: "5000",
        kind: Kind::Number(0..=UNBOUNDED, |limits, count| limits.jobs_per_month = count.into()),
        help: "Highest number of faxes in a calendar month.",
    },
    Key {
        name: "pages_per_day",
        default: "2000",
        kind: Kind::Number(0..=UNBOUNDED, |limits, count| limits.pages_per_day = count.into()),
        help: "Highest number of pages from midnight to midnight.",
    },
    Key {
        name: "pages_per_month",
        default: "20000",
        kind: Kind::Number(0..=UNBOUNDED, |limits, count| limits.pages_per_month = count.into()),
        help: "Highest number of pages in a calendar month.",
    },
    Key {
        name: "without_number",
        default: "100",
        kind: Kind::Number(0..=UNBOUNDED, |limits, count| limits.without_number = count.into()),
        help: "Highest number of faxes that wait for a recipient's number at the same time.",
    },
    Key {
        name: "calls",
        default: "0",
        kind: Kind::Number(0..=UNBOUNDED, |limits, count| limits.calls = count.into()),
        help: "Highest number of calls at the same time for the faxes of one user, device or \
               network.",
    },
    Key {
        name: "hours",
        default: r#""""#,
        kind: Kind::Text(|limits, said| said.read_one(&mut limits.hours, hours)),
        help: "The hours in which faxes may be submitted: \"Mon-Fri 07:00-20:00\". \"\": always.",
    },
    Key {
        name: "night",
        default: r#""22:00-06:00""#,
        kind: Kind::Text(|limits, said| said.read_one(&mut limits.night, hours)),
        help: "The hours of a night, in which night_jobs and night_pages apply.",
    },
    Key {
        name: "night_jobs",
        default: "50",
        kind: Kind::Number(0..=UNBOUNDED, |limits, count| limits.night_jobs = count.into()),
        help: "Highest number of faxes in one night.",
    },
    Key {
        name: "night_pages",
        default: "200",
        kind: Kind::Number(0..=UNBOUNDED, |limits, count| limits.night_pages = count.into()),
        help: "Highest number of pages in one night.",
    },
    Key {
        name: "burst_jobs",
        default: "200",
        kind: Kind::Number(0..=UNBOUNDED, |limits, count| limits.burst_jobs = count.into()),
        help: "A user who sends this many faxes within burst_minutes is stopped until `ferrofax \
               users go-on`, and the faxmaster is notified.",
    },
    Key {
        name: "burst_refusals",
        default: "20",
        kind: Kind::Number(0..=UNBOUNDED, |limits, count| limits.burst_refusals = count.into()),
        help: "A user with this many rejected numbers within burst_minutes is stopped in the same \
               way.",
    },
    Key {
        name: "burst_minutes",
        default: "10",
        kind: Kind::Number(1..=1_440, |limits, count| limits.burst_minutes = count.into()),
        help: "The length, in minutes, of the period for burst_jobs and burst_refusals.",
    },
    Key {
        name: "machines",
        default: "",
        kind: Kind::Flag(|limits, may| limits.machines = Some(may)),
        help: "Whether mails written by programs (Auto-Submitted: auto-generated, Precedence: \
               bulk, List-Id) are faxed, as ERP and shop systems send them. By default they are \
               faxed from senders who log in or come from a [[network]], and not from outside; \
               true or false applies to both. Automatic replies, delivery reports and mails of \
               this fax server are never faxed.",
    },
    Key {
        name: "priority",
        default: "",
        kind: Kind::Flag(|limits, may| limits.priority = Some(may)),
        help: "Whether users may give a fax a higher priority than the usual one of its device. By \
               default only operators and administrators may do this.",
    },
    Key {
        name: "post_dial",
        default: "false",
        kind: Kind::Flag(|limits, may| limits.post_dial = Some(may)),
        help: "Whether tones may be sent after the answer (post-dial-string in IPP), for example \
               for an extension. The rules for numbers do not check these digits: if the called \
               exchange dials on with them, they can reach any number.",
    },
];

/// The error for a text that is no prefix of a number.
#[derive(Debug, thiserror::Error)]
#[error("'{0}' begins no number; +49, +49900 and 118 do")]
struct NoBeginning(String);

/// Reads a canonical prefix, or the prefix of a number without a canonical form (an extension,
/// a service of the exchange).
fn beginning(text: &str) -> Result<String, NoBeginning> {
    let plain: String = text.chars().filter(|c| !matches!(c, ' ' | '-' | '/' | '.')).collect();
    let digits = plain.strip_prefix('+').unwrap_or(&plain);
    match digits.bytes().all(|byte| byte.is_ascii_digit()) && !plain.is_empty() {
        true => Ok(plain),
        false => Err(NoBeginning(text.to_owned())),
    }
}

fn hours(text: &str) -> Result<Option<String>, WindowError> {
    Windows::parse(text, "").map(|_| Some(text.to_owned()))
}

impl Limits {
    /// The defaults (`[limits]`): enough for an office, and low enough to limit the cost of a
    /// stolen password.
    pub(crate) fn of_everybody() -> Self {
        Self {
            recipients: Some(100),
            pages: Some(0),
            jobs_per_day: Some(500),
            jobs_per_month: Some(5_000),
            pages_per_day: Some(2_000),
            pages_per_month: Some(20_000),
            without_number: Some(100),
            calls: Some(0),
            hours: Some(String::new()),
            night: Some("22:00-06:00".to_owned()),
            night_jobs: Some(50),
            night_pages: Some(200),
            burst_jobs: Some(200),
            burst_minutes: Some(10),
            burst_refusals: Some(20),
            post_dial: Some(false),
            ..Self::default()
        }
    }

    /// The allowed and blocked prefixes of numbers.
    pub(crate) fn openings(&self) -> Openings<'_> {
        Openings { allowed: &self.allowed, forbidden: &self.forbidden, only: &self.only }
    }

    /// Completes these limits: a limit that is not set here is taken from `below`. The lists of
    /// prefixes are joined.
    #[must_use]
    pub fn over(&self, below: &Self) -> Self {
        let joined = |mine: &[String], others: &[String]| [mine, others].concat();
        Self {
            allowed: joined(&self.allowed, &below.allowed),
            forbidden: joined(&self.forbidden, &below.forbidden),
            only: if self.only.is_empty() { below.only.clone() } else { self.only.clone() },
            recipients: self.recipients.or(below.recipients),
            pages: self.pages.or(below.pages),
            jobs_per_day: self.jobs_per_day.or(below.jobs_per_day),
            jobs_per_month: self.jobs_per_month.or(below.jobs_per_month),
            pages_per_day: self.pages_per_day.or(below.pages_per_day),
            pages_per_month: self.pages_per_month.or(below.pages_per_month),
            without_number: self.without_number.or(below.without_number),
            calls: self.calls.or(below.calls),
            hours: self.hours.clone().or_else(|| below.hours.clone()),
            night: self.night.clone().or_else(|| below.night.clone()),
            night_jobs: self.night_jobs.or(below.night_jobs),
            night_pages: self.night_pages.or(below.night_pages),
            burst_jobs: self.burst_jobs.or(below.burst_jobs),
            burst_minutes: self.burst_minutes.or(below.burst_minutes),
            burst_refusals: self.burst_refusals.or(below.burst_refusals),
            machines: self.machines.or(below.machines),
            priority: self.priority.or(below.priority),
            post_dial: self.post_dial.or(below.post_dial),
        }
    }
}
