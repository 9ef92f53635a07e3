//! Handles mails to the postmaster (RFC 5321 §4.5.1). They are not faxed but forwarded to the
//! faxmaster.

use super::Desk;
use super::mail::mail_mark;
use crate::date;
use crate::intake::Entry;
use crate::reading::Reader;
use crate::texts::{Text, Words, reader};
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
        let words = reader::of_settings(&self.spool);
        let subject = match subject(bytes, reader) {
            none if none.is_empty() => words.text(Text::no_subject),
            subject => subject,
        };
        let letter = NewLetter {
            mark: format!("{}:postmaster", mail_mark(entry)),
            mailbox: self.faxmaster(),
            subject: words.with_one(Text::postmaster_subject, "subject", &subject),
            text: text(entry, bytes, words),
            ..NewLetter::default()
        };
        self.spool.outbox().file_letter(&letter, now).map(drop)
    }
}

/// The subject of a mail, on one line; empty if the mail has none.
fn subject(bytes: &[u8], reader: &Reader) -> String {
    // Any sender will do that is not empty: a mail with an empty sender would be taken for a
    // delivery report.
    let head = reader.head(bytes, "postmaster@localhost").unwrap_or_default();
    blanked(&head.subject).trim().to_owned()
}

fn text(entry: &Entry, bytes: &[u8], words: Words) -> String {
    let shown = &bytes[..bytes.len().min(MOST_SHOWN)];
    let client = &entry.envelope.client;
    let sender = match entry.envelope.sender.as_str() {
        "" => words.text(Text::nobody_report),
        sender => sender.to_owned(),
    };
    let rows = words.rows(&[
        (Text::label_sender, &sender),
        (Text::label_origin, &format!("{} ({})", client.address, client.listener)),
        (Text::label_received, &date::written(entry.envelope.received_at)),
    ]);
    let more = match bytes.len() - shown.len() {
        0 => String::new(),
        rest => format!("\n[{}]\n", words.count(Text::postmaster_more, rest)),
    };
    format!(
        "{}\n\n{rows}\n{}\n\n{}{more}",
        words.text(Text::postmaster_text),
        words.text(Text::postmaster_mail),
        String::from_utf8_lossy(shown).replace("\r\n", "\n"),
    )
}
