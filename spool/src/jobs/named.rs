//! One job by its number, for a call that is there already.

use super::super::{Spool, SpoolError};
use super::permit::may_be_dialled;
use super::queue::{activate, block_others, lease};
use super::{JobId, JobLease, JobState};
use crate::event::Event;
use crate::jobs::asking::load;
use ferrofax_basics::UnixMs;

impl Spool {
    /// Takes this very job for a call that somebody else has placed, and counts the dial.
    /// A job that waits for its time, its next try, its daily window or its number goes
    /// at once: whoever placed the call has decided that.
    ///
    /// As with [`Self::lease_job`], only the process that receives into the spool may do this.
    ///
    /// # Errors
    /// [`SpoolError::NoSuchJob`], [`SpoolError::JobEnded`], [`SpoolError::JobNotWaiting`]
    /// (held, in a call, or in a store that other nodes send from), [`SpoolError::NoNumber`], and the disk's.
    pub fn lease_named(
        &self,
        job: JobId,
        now: UnixMs,
        lease_ms: i64,
    ) -> Result<JobLease, SpoolError> {
        self.claim_receiving()?;
        // As in `lease_job`: no recovery takes the new call for one that is gone.
        let mut calls = self.calls();
        let taken = self.write_in_time(now, |ledger| {
            let transaction = ledger.transaction;
            let folder = self.jobs_folder();
            let Some(found) = load(transaction, &folder, job)? else {
                return Ok(Err(SpoolError::NoSuchJob(job)));
            };
            match found.state {
                JobState::Done | JobState::Failed => {
                    return Ok(Err(SpoolError::JobEnded { job, state: found.state }));
                }
                JobState::Suspended if found.waits_for_number() => {
                    return Ok(Err(SpoolError::NoNumber(job)));
                }
                JobState::Active | JobState::Suspended => {
                    return Ok(Err(SpoolError::JobNotWaiting { job, state: found.state }));
                }
                JobState::Ready | JobState::Blocked | JobState::Pending | JobState::Sleeping => {}
            }
            if !may_be_dialled(transaction, job)? {
                return Ok(Err(SpoolError::JobNotWaiting { job, state: found.state }));
            }
            let call = activate(ledger, job, None, Event::PutInCall)?;
            block_others(ledger, &found.canonical)?;
            let lease = lease(transaction, &folder, job, call)?;
            Ok(lease.ok_or(SpoolError::NoSuchJob(job)))
        })?;
        calls.extend(taken.as_ref().map(|lease| (lease.call, self.lease_end(lease_ms))));
        taken
    }
}
