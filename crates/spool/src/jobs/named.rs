//! One job by its number, for a call that is there already.

use super::super::SpoolError;
use super::permit::may_be_dialled;
use super::queue::{activate, block_others, lease};
use super::{JobId, JobLease, JobState};
use crate::Queue;
use crate::event::Event;
use crate::jobs::asking::load;
use ferrofax_basics::UnixMs;

impl Queue<'_> {
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
        self.spool.claim_receiving()?;
        // As in `lease_job`: no recovery takes the new call for one that is gone.
        let mut calls = self.spool.calls();
        // A job that has expired stays failed when it is refused below.
        self.wake_jobs(now)?;
        let taken = self.spool.write_or_refuse(|transaction| {
            let folder = self.spool.jobs_folder();
            let found = load(transaction, &folder, job)?.ok_or(SpoolError::NoSuchJob(job))?;
            let state = found.state;
            let is_waiting = match state {
                JobState::Done | JobState::Failed => {
                    return Err(SpoolError::JobEnded { job, state }.into());
                }
                JobState::Suspended if found.waits_for_number() => {
                    return Err(SpoolError::NoNumber(job).into());
                }
                JobState::Active | JobState::Suspended => false,
                JobState::Ready | JobState::Blocked | JobState::Pending | JobState::Sleeping => {
                    may_be_dialled(transaction, job)?
                }
            };
            if !is_waiting {
                return Err(SpoolError::JobNotWaiting { job, state }.into());
            }
            let ledger = self.spool.jobs().ledger(transaction, now);
            let call = activate(&ledger, job, None, Event::PutInCall)?;
            block_others(&ledger, &found.canonical)?;
            let taken = lease(transaction, &folder, job, call)?;
            Ok(taken.ok_or(SpoolError::NoSuchJob(job))?)
        })?;
        calls.insert(taken.call, self.spool.lease_end(lease_ms));
        Ok(taken)
    }
}
