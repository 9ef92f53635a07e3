//! The lease of one job by its number, for a call that exists already.

use super::super::SpoolError;
use super::permit::may_be_dialled;
use super::queue::{activate, block_others, lease};
use super::{JobId, JobLease, JobState};
use crate::Queue;
use crate::event::Event;
use crate::jobs::asking::load;
use ferrofax_basics::UnixMs;

impl Queue<'_> {
    /// Leases this job for a call that another program has placed, and counts the call. The job is
    /// sent at once, even if it waits for its time, its next attempt, its daily window or another
    /// call to the number, because the other program has placed the call for it.
    ///
    /// Only the process that receives into the spool may call this function, as with
    /// [`Self::lease_job`].
    ///
    /// # Errors
    /// - [`SpoolError::NoSuchJob`], [`SpoolError::JobEnded`] and [`SpoolError::NoNumber`];
    /// - [`SpoolError::JobNotWaiting`]: the job is held, is in a call, is in a shared database from
    ///   which other nodes send, or its latest time of sending has passed by a clock that is not
    ///   trusted. If the user of the job is stopped, the job is held first;
    /// - an error of the disk.
    pub fn lease_named(
        &self,
        job: JobId,
        now: UnixMs,
        lease_ms: i64,
    ) -> Result<JobLease, SpoolError> {
        self.spool.claim_receiving()?;
        // As in `lease_job`: the lock prevents recovery from taking the new call for a call that
        // has ended.
        let mut calls = self.spool.calls();
        // Expired jobs fail here, in a transaction of their own, and remain failed if this job is
        // refused below.
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
            // While the clock is not trusted, the expired jobs have not failed above.
            if !is_waiting || found.expires_at.is_some_and(|at| at <= now) {
                return Err(SpoolError::JobNotWaiting { job, state }.into());
            }
            if self.spool.jobs().hold_if_stopped(transaction, job, now)? {
                return Ok(None);
            }
            let ledger = self.spool.jobs().ledger(transaction, now);
            let call = activate(&ledger, job, None, Event::PutInCall)?;
            block_others(&ledger, &found.canonical)?;
            let taken = lease(transaction, &folder, job, call)?;
            Ok(Some(taken.ok_or(SpoolError::NoSuchJob(job))?))
        })?;
        let held = SpoolError::JobNotWaiting { job, state: JobState::Suspended };
        let taken = taken.ok_or(held)?;
        calls.insert(taken.call, self.spool.lease_end(lease_ms));
        Ok(taken)
    }
}
