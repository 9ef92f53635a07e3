//! The ends of mails and prints that could not be written to the spool when they came, for example
//! because the disk was full. They are kept in memory and written as soon as possible. Until then,
//! their entries are not leased. Otherwise a mail that the relay has accepted would be sent again.

use super::{About, DELIVERED, OutboxEntry, OutboxKind, OutboxState, count, one, printing, refuse};
use crate::database::{self, Transaction, params};
use crate::unbooked::{DeliveryAttempt, Ending};
use crate::{Outbox, SpoolError};
use ferrofax_basics::UnixMs;
use ferrofax_basics::errand::caught;
use std::time::{Duration, Instant};

/// The time for which [`Outbox::book_at_last`] tries to write the ends.
const LAST_BOOKING: Duration = Duration::from_secs(2);

impl Outbox<'_> {
    /// Ends an entry now, or as soon as possible. Returns false if it had already ended, or is sent
    /// again since the attempt.
    pub(super) fn end(
        &self,
        attempt: DeliveryAttempt,
        now: UnixMs,
        ending: Ending,
    ) -> Result<bool, SpoolError> {
        // The end is kept first, since the writing may also panic.
        self.spool.unbooked().keep(attempt.clone(), now, ending.clone());
        let ended = self
            .change(attempt.id, |transaction| self.write_end(transaction, &attempt, now, &ending));
        if matches!(ended, Ok(_) | Err(SpoolError::NoSuchEntry(_))) {
            self.spool.unbooked().forget(attempt.id);
        }
        ended
    }

    fn write_end(
        &self,
        transaction: &Transaction<'_>,
        attempt: &DeliveryAttempt,
        now: UnixMs,
        ending: &Ending,
    ) -> database::Result<usize> {
        let (host, DeliveryAttempt { id, message_id }) = (self.spool.host(), attempt);
        let (answer, without_fax) = match ending {
            Ending::Delivered(answer) => (answer, None),
            Ending::DeliveredWithoutFax(answer, reason) => (answer, Some(reason)),
            Ending::Rejected(reason) => {
                return refuse(transaction, attempt, OutboxState::Leased, now, reason, host);
            }
        };
        transaction.run(printing::FORGET_OF, params![id.0, message_id])?;
        let changed = transaction.change(DELIVERED, params![id.0, now, answer, message_id])?;
        count(transaction, *id, changed, "delivered", now)?;
        if let Some(reason) = without_fax
            && changed > 0
            && let Some(OutboxEntry { kind: OutboxKind::Fax, fax: Some(fax), mailbox, .. }) =
                one(transaction, *id)?
        {
            About::Fax(fax).queue_for_faxmaster(transaction, &mailbox, reason, now, host)?;
        }
        Ok(changed)
    }

    /// Writes the ends of entries that could not be written when they came. This is called
    /// before entries are leased.
    ///
    /// # Errors
    /// The first end that still can't be written met this error. The ends that are not written are
    /// kept.
    pub fn book_unbooked(&self) -> Result<(), SpoolError> {
        let unbooked = self.spool.unbooked().all();
        let mut booked = Ok(());
        for (attempt, at, ending) in unbooked {
            let id = attempt.id;
            // A bug that one end meets must not stop the others.
            let ended =
                caught(|| self.end(attempt, at, ending)).unwrap_or(Err(SpoolError::Internal));
            match ended {
                Ok(_) => log::info!("the end of entry {id} of the outbox is written now"),
                Err(SpoolError::NoSuchEntry(_)) => {}
                Err(error) => booked = booked.and(Err(error)),
            }
        }
        booked
    }

    /// At the end of the process, writes the results of mails that could not be written before. The
    /// disk gets a last time to recover. Mails whose results are not written then are sent again.
    pub fn book_at_last(&self) {
        let until = Instant::now() + LAST_BOOKING;
        while let Err(error) = self.book_unbooked() {
            if Instant::now() >= until {
                let left = self.spool.unbooked().all().len();
                log::error!(
                    "the ends of {left} mails or prints are not written, so these may come twice: {error}"
                );
                return;
            }
            std::thread::sleep(LAST_BOOKING / 10);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::database::faults;
    use crate::outbox::PrintJob;
    use crate::{FaxEnd, FaxId, NewFax, Spool};

    const LEASED: UnixMs = UnixMs(10);
    const SENT: UnixMs = UnixMs(100);
    const AGAIN: UnixMs = UnixMs(200);

    /// A fax whose only outbox entry is for this mailbox.
    fn fax(spool: &Spool, mailbox: &str) -> FaxId {
        let mailboxes = vec![mailbox.to_owned()];
        let new = NewFax { mailboxes, mail_without_pages: true, ..NewFax::default() };
        let fax = spool.receiving().begin_fax(&new).unwrap();
        spool.receiving().finish_fax(fax, &FaxEnd::unheard(UnixMs(2))).unwrap();
        fax
    }

    fn entry(spool: &Spool, fax: FaxId) -> OutboxEntry {
        spool.outbox().outbox_of(fax).unwrap().remove(0)
    }

    /// Another machine sends the entry after its lease has expired. Then a user has it sent again.
    fn sent_and_ordered_again(spool: &Spool, fax: FaxId) {
        let leased = spool.outbox().lease(entry(spool, fax).id, SENT, SENT + 50).unwrap().unwrap();
        assert!(spool.outbox().delivered(&leased, SENT, "250 Ok").unwrap());
        let again = if leased.printer().is_some() {
            spool.outbox().print_again(fax, &[], AGAIN)
        } else {
            spool.outbox().mail_again(fax, &[], AGAIN)
        };
        assert_eq!(again.unwrap()[0].state, OutboxState::Waiting);
    }

    /// Two machines send the mails of a shared database. One of them cannot write the end of a
    /// mail, and writes it only after the mail was sent by the other one and ordered again.
    #[test]
    fn a_late_end_does_not_end_a_mail_that_was_ordered_again() {
        type Ends = fn(&Spool, &OutboxEntry) -> Result<bool, SpoolError>;
        let ends: [Ends; 2] = [
            |spool, entry| spool.outbox().delivered(entry, LEASED, "250 Ok"),
            |spool, entry| spool.outbox().reject(entry, LEASED, "550 no such user"),
        ];
        for mailbox in ["alice@example.com", "print:office"] {
            for end in ends {
                let folder = tempfile::tempdir().unwrap();
                let [late, other] = [(), ()].map(|()| Spool::open(folder.path()).unwrap());
                let fax = fax(&late, mailbox);
                let id = entry(&late, fax).id;
                let leased = late.outbox().lease(id, LEASED, LEASED + 50).unwrap().unwrap();
                faults::die_after(0);
                assert!(end(&late, &leased).is_err());
                assert!(faults::live_again());
                sent_and_ordered_again(&other, fax);
                let job = PrintJob {
                    printer: "ipp://office".into(),
                    job: Some(7),
                    is_whole: true,
                    sends: 1,
                    withdrawn: None,
                    at: AGAIN,
                };
                other.outbox().note_print_job(id, &job).unwrap();
                late.outbox().book_unbooked().unwrap();
                assert_eq!(late.outbox().outbox_of(fax).unwrap().len(), 1);
                assert_eq!(entry(&late, fax).state, OutboxState::Waiting);
                assert_eq!(late.outbox().print_job(id).unwrap(), Some(job));
                // The end is settled, so this machine may send the entry.
                assert!(late.outbox().lease(id, AGAIN, AGAIN + 50).unwrap().is_some());
            }
        }
    }

    /// A machine was so slow with a mail that the mail was sent by another one and ordered again.
    #[test]
    fn a_late_deferral_does_not_put_off_a_mail_that_was_ordered_again() {
        type Defers = fn(&Spool, &OutboxEntry) -> Result<bool, SpoolError>;
        let deferrals: [Defers; 2] = [
            |spool, entry| spool.outbox().defer(entry, UnixMs(9_000), "451 later"),
            |spool, entry| spool.outbox().defer_uncounted(entry, UnixMs(9_000), "451 later"),
        ];
        for defer in deferrals {
            let folder = tempfile::tempdir().unwrap();
            let [late, other] = [(), ()].map(|()| Spool::open(folder.path()).unwrap());
            let fax = fax(&late, "alice@example.com");
            let id = entry(&late, fax).id;
            let leased = late.outbox().lease(id, LEASED, LEASED + 50).unwrap().unwrap();
            sent_and_ordered_again(&other, fax);
            other.outbox().lease(id, AGAIN, AGAIN + 50).unwrap().unwrap();
            assert!(!defer(&late, &leased).unwrap());
            let entry = entry(&late, fax);
            assert_eq!((entry.state, entry.next_try_at), (OutboxState::Leased, AGAIN + 50));
        }
    }
}
