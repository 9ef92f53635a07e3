//! What people do with jobs. `by` says who, for the history.

use super::super::{Spool, SpoolError};
use super::{JobId, JobState};

impl Spool {
    /// Ends a job. One that is in a call is told to end it ([`super::Wish::Cancel`]) and stays active until it did.
    pub fn cancel_job(&self, job: JobId, by: &str, now: i64) -> Result<JobState, SpoolError> {
        let _ = (job, by, now);
        todo!()
    }

    /// Holds a job until it is released. One that is in a call is held after it, unless that sends it.
    pub fn hold_job(&self, job: JobId, by: &str, now: i64) -> Result<JobState, SpoolError> {
        let _ = (job, by, now);
        todo!()
    }

    /// Releases a held job; it waits for what it waited for before.
    pub fn release_job(&self, job: JobId, by: &str, now: i64) -> Result<JobState, SpoolError> {
        let _ = (job, by, now);
        todo!()
    }

    /// Has a job tried now: a waiting one without waiting for its time, a failed one afresh, with all its tries and from
    /// its first page that is not confirmed. Daily windows stay in force.
    pub fn retry_job(&self, job: JobId, by: &str, now: i64) -> Result<JobState, SpoolError> {
        let _ = (job, by, now);
        todo!()
    }

    /// Changes the priority of a job that has not ended.
    pub fn set_job_priority(&self, job: JobId, priority: u8, by: &str, now: i64) -> Result<(), SpoolError> {
        let _ = (job, priority, by, now);
        todo!()
    }
}
