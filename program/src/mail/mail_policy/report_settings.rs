//! The settings for reports on mails: keys of `[mail]` in gateway.toml.

use crate::keys::{Key, Kind, Section, Unfit, host, mailbox};

/// The settings that decide who gets the reports on mails.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportSettings {
    /// `reply_order`: the order in which addresses are tried. Reports are sent to the first address
    /// that the mail has and that is permitted.
    pub reply_order: Vec<ReplyTo>,
    /// `report_domains`: domains to which reports may be sent, apart from the sender's own address:
    /// `example.com`, `*.example.com`.
    pub report_domains: Vec<String>,
    /// `reports_to`: one address that gets all reports on mails, instead of the senders.
    pub reports_to: Option<String>,
    /// `faxmaster`: the address for notices without another recipient. `None`: the address in
    /// ferrofax.conf is used.
    pub faxmaster: Option<String>,
}

/// The part of a mail from which the address for reports is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReplyTo {
    /// The address in the header Reply-To.
    ReplyTo,
    /// The address in the header From.
    From,
    /// The sender's address in the envelope.
    Envelope,
}

/// The keys of `[mail]` on reports.
pub(crate) const KEYS: &[Key<ReportSettings>] = &[
    Key {
        name: "reply_order",
        default: r#"["reply-to", "from", "envelope"]"#,
        kind: Kind::List(|reports, said| said.read(&mut reports.reply_order, reply_place)),
        help: "The mail address that gets the reports on a faxed mail: the first address in this \
               list that the mail has and that report_domains permits.",
    },
    Key {
        name: "report_domains",
        default: "[]",
        kind: Kind::List(|reports, said| said.read(&mut reports.report_domains, report_domain)),
        help: "Domains to which reports may be sent: [\"example.com\", \"*.example.com\"]. The \
               sender's own address is always permitted if it is known to be theirs. It is not \
               known in mails from machines that are allowed by their network only, since these \
               can write any address.",
    },
    Key {
        name: "reports_to",
        default: r#""""#,
        kind: Kind::Text(|reports, said| said.read_one(&mut reports.reports_to, mailbox)),
        help: "One mail address that gets all reports on faxed mails, instead of the addresses in \
               reply_order.",
    },
    Key {
        name: "faxmaster",
        default: r#""""#,
        kind: Kind::Text(|reports, said| said.read_one(&mut reports.faxmaster, mailbox)),
        help: "The address for notices that have no other recipient. By default the faxmaster of \
               ferrofax.conf.",
    },
];

/// The error for a word that `reply_order` does not allow.
#[derive(Debug, thiserror::Error)]
#[error("'{0}' is none of reply-to, from and envelope")]
struct NoPlace(String);

impl ReportSettings {
    /// Reads the keys of `[mail]` on reports.
    pub(super) fn read(&mut self, section: &Section<'_, '_>) {
        section.read(KEYS, self);
        if self.reply_order.is_empty() {
            section.wrong(
                "reply_order",
                "nobody would get a report; reply-to, from and envelope can be named",
            );
        }
    }
}

impl Default for ReportSettings {
    fn default() -> Self {
        Self {
            reply_order: vec![ReplyTo::ReplyTo, ReplyTo::From, ReplyTo::Envelope],
            report_domains: Vec::new(),
            reports_to: None,
            faxmaster: None,
        }
    }
}

fn reply_place(text: &str) -> Result<ReplyTo, NoPlace> {
    [("reply-to", ReplyTo::ReplyTo), ("from", ReplyTo::From), ("envelope", ReplyTo::Envelope)]
        .into_iter()
        .find_map(|(word, place)| word.eq_ignore_ascii_case(text).then_some(place))
        .ok_or_else(|| NoPlace(text.to_owned()))
}

fn report_domain(text: &str) -> Result<String, Unfit> {
    host(text.strip_prefix("*.").unwrap_or(text)).map(|_| text.to_ascii_lowercase())
}
