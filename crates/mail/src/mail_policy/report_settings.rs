//! The settings that decide who gets the report mails on the results of faxed mails: keys of
//! `[mail]` in gateway.toml.

use ferrofax_gateway_toml::{Section, Unfit, host, mailbox, settings};

settings! {
    /// The settings that decide who gets the report mails on the results of faxed mails.
    pub struct ReportSettings {}

    /// The keys in `[mail]` of gateway.toml that decide who gets the report mails on the results of
    /// faxed mails.
    pub KEYS {
        /// The mail address that gets the report mails on the results of a faxed mail: the first
        /// address in this list that the mail has and that report_domains permits.
        reply_order: Vec<ReplyTo> = ["reply-to", "from", "envelope"], list(reply_place);
        /// Domains to which report mails on faxed mails are allowed to be sent: ["example.com",
        /// "*.example.com"]. The sender's own address is always permitted if Ferrofax knows that it
        /// is really the sender's. Ferrofax does not know this about mails from machines that are
        /// allowed to send by their network only, since they can write any address.
        report_domains: Vec<String> = [], list(report_domain);
        /// One mail address that gets all report mails on the results of faxed mails, instead of
        /// the addresses in reply_order.
        reports_to: Option<String> = "", text(mailbox);
        /// The mail address for notices that have no other recipient. By default the faxmaster of
        /// ferrofax.conf.
        faxmaster: Option<String> = "", text(mailbox);
    }
}

/// The part of a mail from which the mail address for report mails on its faxes is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReplyTo {
    /// Report mails are sent to the address in the header Reply-To.
    ReplyTo,
    /// Report mails are sent to the address in the header From.
    From,
    /// Report mails are sent to the sender in the envelope.
    Envelope,
}

/// The error for a word in the setting `reply_order` that is not known.
#[derive(Debug, thiserror::Error)]
#[error("'{0}' is none of reply-to, from and envelope")]
struct NoPlace(String);

impl ReportSettings {
    /// Reads the keys in `[mail]` of gateway.toml that decide who gets the report mails on the
    /// results of faxed mails.
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

fn reply_place(text: &str) -> Result<ReplyTo, NoPlace> {
    [("reply-to", ReplyTo::ReplyTo), ("from", ReplyTo::From), ("envelope", ReplyTo::Envelope)]
        .into_iter()
        .find_map(|(word, place)| word.eq_ignore_ascii_case(text).then_some(place))
        .ok_or_else(|| NoPlace(text.to_owned()))
}

fn report_domain(text: &str) -> Result<String, Unfit> {
    host(text.strip_prefix("*.").unwrap_or(text)).map(|_| text.to_ascii_lowercase())
}
