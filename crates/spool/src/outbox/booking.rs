//! The ends of mails and prints that could not be written to the spool when they came, for example
//! because the disk was full. They are kept in memory and written as soon as possible. Until then,
//! their entries are not leased. Otherwise a mail that the relay has accepted would be sent again.

use super::{About, DELIVERED, OutboxEntry, OutboxKind, OutboxState, count, one, printing, refuse};
use crate::database::{self, Transaction, params};
use crate::ids::OutboxId;
use crate::unbooked::Ending;
use crate::{Outbox, SpoolError};
use ferrofax_basics::UnixMs;
use ferrofax_basics::errand::caught;
use std::time::{Duration, Instant};

/// The time for which [`Outbox::book_at_last`] tries to write the ends.
const LAST_BOOKING: Duration = Duration::from_secs(2);

impl Outbox<'_> {
    /// Ends an entry now, or as soon as possible. Returns false if it had already ended.
    pub(super) fn end(
        &self,
        id: OutboxId,
        now: UnixMs,
        ending: Ending,
    ) -> Result<bool, SpoolError> {
        // The end is kept first, since the writing may also panic.
        self.spool.unbooked().keep(id, now, ending.clone());
        let ended = self.change(id, |transaction| self.write_end(transaction, id, now, &ending));
        if matches!(ended, Ok(_) | Err(SpoolError::NoSuchEntry(_))) {
            self.spool.unbooked().forget(id);
        }
        ended
    }

    fn write_end(
        &self,
        transaction: &Transaction<'_>,
        id: OutboxId,
        now: UnixMs,
        ending: &Ending,
    ) -> database::Result<usize> {
        let host = self.spool.host();
        let (answer, without_fax) = match ending {
            Ending::Delivered(answer) => (answer, None),
            Ending::DeliveredWithoutFax(answer, reason) => (answer, Some(reason)),
            Ending::Rejected(reason) => {
                return refuse(transaction, id, OutboxState::Leased, now, reason, host);
            }
        };
        transaction.prepare_cached(printing::FORGET)?.execute([id.0])?;
        let changed = transaction.prepare_cached(DELIVERED)?.execute(params![id.0, now, answer])?;
        count(transaction, id, changed, "delivered", now)?;
        let entry = one(transaction, id)?.filter(|_| changed > 0);
        if let Some(reason) = without_fax
            && let Some(OutboxEntry { kind: OutboxKind::Fax, fax: Some(fax), mailbox, .. }) = entry
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
        for (id, (at, ending)) in unbooked {
            // A bug that one end meets must not stop the others.
            let ended = caught(|| self.end(id, at, ending)).unwrap_or(Err(SpoolError::Internal));
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
