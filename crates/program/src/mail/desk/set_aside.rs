//! Sets a mail aside (stops handling it) if it has repeatedly crashed the Ferrofax service or the
//! process that reads it. The sender is notified that the mail was not faxed. The faxmaster is
//! notified where the mail is stored. Both get exactly one notice, even after a crash.

use super::mail::mail_mark;
use super::refusal::Refusal;
use super::reports::Reports;
use super::{Desk, pause};
use crate::date;
use crate::mail::intake::{Entry, IntakeError};
use ferrofax_basics::UnixMs;
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
        let refused = self.without_job(entry, why)?;
        let reports = Reports::without_head(self.told(), entry);
        if let Some(letter) = Refusal::of(entry, None, &reports, refused).write() {
            // The mark differs from that of the final answer, since an administrator may have the
            // mail handled again.
            self.spool.outbox().file_letter(
                &NewLetter { mark: format!("{}:set-aside", mail_mark(entry)), ..letter },
                now,
            )?;
        }
        let letter = NewLetter {
            mark: format!("{}:set-aside:faxmaster", mail_mark(entry)),
            mailbox: self.faxmaster(),
            subject: format!("Mail {} was set aside: the fax software failed on it", entry.id),
            text: text(entry, why),
            ..NewLetter::default()
        };
        self.spool.outbox().file_letter(&letter, now).map(drop)
    }
}

fn text(entry: &Entry, why: &str) -> String {
    let sender = if entry.envelope.sender.is_empty() { "nobody" } else { &entry.envelope.sender };
    format!(
        "Ferrofax accepted a mail, but the fax software failed each time it processed the mail. The mail is NOT FAXED. All other \
         mails are processed.\n\n\
         Mail:        {}\nSent by:     {sender}\nReceived:    {}\nReason:      {why}\n\
         Next step:   The mail is in the folder mail/damaged of the spool. Please send it to the developers of Ferrofax. \
         `ferrofax mail-queue retry {}` retries it, `ferrofax mail-queue delete {}` deletes it.\n",
        entry.id,
        date::written(entry.envelope.received_at),
        entry.id,
        entry.id,
    )
}
