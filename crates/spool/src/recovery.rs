//! Recovery of received faxes after a crash. Faxes that were being received are ended as
//! incomplete, and are delivered with the pages that they have.
//!
//! A page can be in the document without a row, if the crash came between the two writes. The page
//! is kept, as neither complete nor confirmed. The caller may believe that the page was not
//! received and send it again, but one page too many is better than a lost page.

use std::sync::Arc;

use super::{FaxEnd, FaxId, FaxStatus, SpoolError};
use crate::Receiving;
use crate::receiving_lock::ReceivingLock;
use ferrofax_basics::UnixMs;
use ferrofax_basics::errand::caught;
use ferrofax_basics::lock::lock;
use ferrofax_ground::outcome::Cause;

const FETCHED_YET: &str = "
    SELECT faxes.id FROM job_fetches JOIN faxes ON faxes.id = job_fetches.fax
    WHERE job_fetches.job = ?1 AND faxes.status = 'receiving'";
const RECEIVING: &str = "SELECT id FROM faxes WHERE status = 'receiving' ORDER BY id";

impl Receiving<'_> {
    /// Whether this process receives into the spool, and the previous process that did so crashed
    /// or was killed. The database should then be checked
    /// ([`Monitoring::own_check`](crate::Monitoring::own_check)).
    pub fn ended_badly_before(&self) -> bool {
        lock(self.spool.receiving_lock())
            .as_ref()
            .is_some_and(ReceivingLock::is_unclean)
    }

    /// Records that the module shuts down cleanly. Nothing may be written into the spool
    /// afterwards. Does nothing in a process that does not receive into the spool.
    pub fn note_orderly_end(&self) {
        let held = lock(self.spool.receiving_lock());
        if let Some(Err(error)) = held.as_ref().map(ReceivingLock::note_orderly_end) {
            log::warn!(
                "the database is checked at the next start, its mark can't be written: {error}"
            );
        }
    }

    /// Ends faxes in the state `receiving` whose call is gone, and returns their numbers. At start
    /// these are all faxes that a crash cut off. Later these are faxes whose end could not be
    /// stored when their call ended. This costs little, so it may be called now and then.
    ///
    /// If one fax cannot be ended, the others are ended all the same.
    pub fn recover(&self, now: UnixMs) -> Result<Vec<FaxId>, SpoolError> {
        self.spool.claim_receiving()?;
        let faxes: Vec<FaxId> = self
            .spool
            .read(|transaction| transaction.all(RECEIVING, [], |row| row.get(0).map(FaxId)))?;
        let mut finished = Vec::new();
        let mut failure = None;
        for fax in faxes {
            match caught(|| self.recover_one(fax, now)).unwrap_or(Err(SpoolError::Internal)) {
                Ok(true) => finished.push(fax),
                Ok(false) => {}
                Err(error) => {
                    log::error!("fax {fax} cannot be finished: {error}");
                    failure = Some(error);
                }
            }
        }
        match failure {
            Some(error) if finished.is_empty() => Err(error),
            _ => Ok(finished),
        }
    }

    /// Marks that the call of a fax is gone and reported no end. [`Self::recover`] ends the fax as
    /// one that was cut off.
    pub fn abandon_fax(&self, fax: FaxId) {
        self.spool.live().remove(&fax);
    }

    /// Ends a fax that a job fetched in a call that is now over. The spool was so slow that the fax
    /// was filed late. The call therefore did not know the fax's number and could not end it.
    pub(super) fn end_fetched(&self, job: i64, now: UnixMs) {
        let found: Result<Option<i64>, SpoolError> = self
            .spool
            .read(|transaction| transaction.first(FETCHED_YET, [job], |row| row.get(0)));
        let ended = found.and_then(|fax| match fax.map(FaxId) {
            Some(fax) if self.is_without_end(fax) => self.finish_fax(
                fax,
                &FaxEnd {
                    status: FaxStatus::Failed,
                    phase: "C".to_owned(),
                    cause: Cause::Storage.name().to_owned(),
                    event: Cause::Storage.into(),
                    ended_at: now,
                },
            ),
            _ => Ok(()),
        });
        if let Err(error) = ended {
            log::error!("the fetched fax of job {job} cannot be ended now: {error}");
        }
    }

    /// Whether a fax belongs to a call of this process that has not reported its end.
    fn is_without_end(&self, fax: FaxId) -> bool {
        let turn = self.spool.live().get(&fax).map(Arc::clone);
        turn.is_some_and(|turn| lock(&turn).end.is_none())
    }

    fn recover_one(&self, fax: FaxId, now: UnixMs) -> Result<bool, SpoolError> {
        let turn = self.spool.live().get(&fax).map(Arc::clone);
        let Some(turn) = turn else {
            let end = FaxEnd {
                status: FaxStatus::Incomplete,
                phase: String::new(),
                cause: Cause::PbxCrashed.name().to_owned(),
                event: Cause::PbxCrashed.into(),
                ended_at: now,
            };
            return self.end_fax(fax, None, &end);
        };
        let (end, confirmed) = {
            let turn = lock(&turn);
            (turn.end.clone(), turn.confirmed.clone())
        };
        let Some(end) = end else { return Ok(false) };
        if !confirmed.is_empty() {
            self.confirm_pages(fax, &confirmed)?;
        }
        self.finish_fax(fax, &end)?;
        Ok(true)
    }
}
