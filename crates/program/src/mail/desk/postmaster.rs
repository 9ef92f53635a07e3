//! Handles mails to the postmaster (RFC 5321 §4.5.1). They are not faxed but forwarded to the
//! faxmaster.

use super::Desk;
use super::mail::mail_mark;
use crate::date;
use crate::mail::intake::Entry;
use crate::mail::reading::Reader;
use ferrofax_basics::UnixMs;
use ferrofax_basics::control_signs::blanked;
use ferrofax_spool::{NewLetter, SpoolError};

/// The most bytes of a mail that are quoted to the faxmaster.
const MOST_SHOWN: usize = 64 << 10;

impl Desk {
    /// Removes the postmaster from a mail's recipients. Returns the mail with its other recipients,
    /// and whether the postmaster was among them.
    pub(super) fn parted(&self, mut entry: Entry) -> (Entry, bool) {
        let count = entry.envelope.recipients.len();
        entry.envelope.recipients.retain(|one| !self.policy.is_postmaster(&one.address));
        let for_postmaster = entry.envelope.recipients.len() < count;
        (entry, for_postmaster)
    }

    /// Sends the faxmaster a mail that quotes a mail to the postmaster. If this function is run
    /// twice for the same mail, the faxmaster still gets only one.
    pub(super) fn tell_postmaster(
        &self,
        entry: &Entry,
        bytes: &[u8],
        reader: &Reader,
        now: UnixMs,
    ) -> Result<(), SpoolError> {
        let letter = NewLetter {
            mark: format!("{}:postmaster", mail_mark(entry)),
            mailbox: self.faxmaster(),
            subject: format!("To the postmaster: {}", subject(bytes, reader)),
            text: text(entry, bytes),
            ..NewLetter::default()
        };
        self.spool.outbox().file_letter(&letter, now).map(drop)
    }
}

fn subject(bytes: &[u8], reader: &Reader) -> String {
    // Any sender but an empty one will do. With an empty one the mail would be taken for a delivery
    // report.
    let head = reader.head(bytes, "postmaster@localhost").unwrap_or_default();
    let subject = blanked(&head.subject).trim().to_owned();
    if subject.is_empty() { "(no subject)".to_owned() } else { subject }
}

fn text(entry: &Entry, bytes: &[u8]) -> String {
    let shown = &bytes[..bytes.len().min(MOST_SHOWN)];
    let client = &entry.envelope.client;
    let sender = match entry.envelope.sender.as_str() {
        "" => "nobody (a report of a mail server)",
        sender => sender,
    };
    let more = match bytes.len() - shown.len() {
        0 => String::new(),
        rest => format!("\n[{rest} more bytes are not shown]\n"),
    };
    format!(
        "This mail was written to the postmaster of the fax server. It is not faxed.\n\nSent by:     {sender}\n\
         Came from:   {} ({})\nReceived:    {}\n\nThe mail:\n\n{}{more}",
        client.address,
        client.listener,
        date::written(entry.envelope.received_at),
        String::from_utf8_lossy(shown).replace("\r\n", "\n"),
    )
}
