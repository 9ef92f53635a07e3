//! Sets a mail aside (stops handling it) if it has repeatedly crashed the Ferrofax service or the
//! process that reads it. The sender is notified that the mail was not faxed. The faxmaster gets a
//! notice that says where the mail is stored. Both get exactly one notice, even after a crash.

use super::mail::mail_mark;
use super::refusal::Refusal;
use super::reports::Reports;
use super::{Desk, pause};
use crate::date;
use crate::intake::{Entry, IntakeError};
use crate::texts::{Text, Words, reader};
use ferrofax_basics::UnixMs;
use ferrofax_network::asker::Envelope;
use ferrofax_spool::{NewLetter, SpoolError};

impl Desk {
    /// Sets a mail aside, so that it is not handled any longer, after the sender and the faxmaster
    /// have been notified.
    pub(super) fn set_aside(
        &self,
        entry: &Entry,
        why: &str,
        now: UnixMs,
    ) -> Result<(), IntakeError> {
        if let Err(error) = self.tell_of_set_aside(entry, why, now) {
            // If the notices cannot be written now, the mail stays in the intake.
            log::error!(
                FERROFAX_MAIL:% = entry.id;
                "mail {}: {why}; it should be set aside, but nobody can be notified: {error}",
                entry.id
            );
            return self.intake.broke(entry, now + pause(entry.begun), why);
        }
        log::error!(
            FERROFAX_MAIL:% = entry.id;
            "mail {}: {why}; it is set aside, see ferrofax mail-queue",
            entry.id
        );
        match self.intake.set_aside(entry, why) {
            Ok(()) | Err(IntakeError::Unknown(_)) => Ok(()),
            Err(error) => {
                let _ = self.intake.broke(entry, now + pause(entry.begun), why);
                Err(error)
            }
        }
    }

    fn tell_of_set_aside(&self, entry: &Entry, why: &str, now: UnixMs) -> Result<(), SpoolError> {
        let refused = self.without_job(entry, why, now)?;
        let reports = Reports::without_head(self.told(), entry);
        let words = self.words_for(&entry.envelope, &reports);
        if let Some(letter) = Refusal::of(entry, None, (&reports, words), refused).write() {
            // The mark differs from that of the final answer, since an administrator may have the
            // mail handled again.
            self.spool.outbox().file_letter(
                &NewLetter { mark: format!("{}:set-aside", mail_mark(entry)), ..letter },
                now,
            )?;
        }
        let words = reader::of_settings(&self.spool);
        let letter = NewLetter {
            mark: format!("{}:set-aside:faxmaster", mail_mark(entry)),
            mailbox: self.faxmaster(),
            subject: words.with_one(Text::set_aside_subject, "mail", &entry.id),
            text: text(&entry.id, &entry.envelope, why, words),
            ..NewLetter::default()
        };
        self.spool.outbox().file_letter(&letter, now).map(drop)
    }
}

fn text(id: &str, envelope: &Envelope, why: &str, words: Words) -> String {
    let nobody = words.text(Text::nobody);
    let sender = if envelope.sender.is_empty() { &nobody } else { &envelope.sender };
    let rows = words.rows(&[
        (Text::label_mail, id),
        (Text::label_sender, sender),
        (Text::label_received, &date::written(envelope.received_at)),
        (Text::label_reason, &words.said(why)),
        (Text::label_advice, &words.with_one(Text::set_aside_advice, "mail", id)),
    ]);
    format!("{}\n\n{rows}", words.text(Text::set_aside_text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use ferrofax_languages::Language;
    use ferrofax_network::asker::Client;
    use ferrofax_resources::english;

    #[test]
    fn the_notice_is_in_each_language() {
        let envelope = Envelope {
            client: Client::at([192, 0, 2, 1].into(), "mail", false),
            sender: String::new(),
            envelope_id: None,
            return_full: None,
            utf8: false,
            recipients: Vec::new(),
            received_at: UnixMs(1_790_000_000_000),
        };
        for words in Language::ALL.map(Words::of) {
            let why = "the program ended each time while it handled the mail";
            let text = text("M1", &envelope, why, words);
            assert!(text.contains("retry M1") && text.contains("2026-09-21"), "{text}");
            english::assert_none(&text, words.language.code());
        }
    }
}
