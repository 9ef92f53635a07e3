//! What goes next: time passes, the first job in order is leased, others to its number are blocked.

use super::super::{Spool, SpoolError};
use super::{CallId, Job, Wish};

/// A job that is being sent by a call.
#[derive(Clone, Debug, PartialEq)]
pub struct JobLease {
    /// The job as it stood when it was leased.
    pub job: Job,
    /// The call that this lease is for.
    pub call: CallId,
    /// When it runs out unless renewed.
    pub until: i64,
}

/// What a lease has to observe.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LeaseLimits {
    /// Calls at once, at most; none: no limit from this side.
    pub max_calls: Option<u32>,
    /// Canonical numbers to which no call may be placed now, for reasons outside of the queue.
    pub busy_numbers: Vec<String>,
    /// How long the lease holds, milliseconds.
    pub lease_ms: i64,
}

impl Spool {
    /// Lets time pass, then takes the first job that may go now: by priority, then age. Counts the dial.
    pub fn lease_job(&self, now: i64, limits: &LeaseLimits) -> Result<Option<JobLease>, SpoolError> {
        let _ = (now, limits);
        todo!()
    }

    /// Takes another waiting job to the same number, from the same device and with the same SUB and PWD, into the call
    /// of `lead`; no dial is counted. To be asked before the last page of `lead` is ended, so that EOM can be said.
    pub fn join_call(&self, lead: &JobLease, now: i64, lease_ms: i64) -> Result<Option<JobLease>, SpoolError> {
        let _ = (lead, now, lease_ms);
        todo!()
    }

    /// Holds a lease for longer, and tells what someone wants of the job meanwhile. To be asked every second or so.
    pub fn renew_lease(&self, lease: &JobLease, until: i64) -> Result<Wish, SpoolError> {
        let _ = (lease, until);
        todo!()
    }

    /// Gives a lease back untouched: no call was placed, or nothing of this job was begun in it. Nothing is counted.
    pub fn return_lease(&self, lease: &JobLease, now: i64, why: &str) -> Result<(), SpoolError> {
        let _ = (lease, now, why);
        todo!()
    }

    /// When [`Self::lease_job`] is worth asking again: now or earlier if a job is ready, else when the first one is
    /// due or expires. None if nothing waits for a time.
    pub fn next_job_due(&self) -> Result<Option<i64>, SpoolError> {
        todo!()
    }

    /// Lets time pass: jobs whose time has come are ready, those outside their hours are not, what has expired fails.
    /// Part of [`Self::lease_job`]; of its own for when no line is free.
    pub fn wake_jobs(&self, now: i64) -> Result<(), SpoolError> {
        let _ = now;
        todo!()
    }
}
