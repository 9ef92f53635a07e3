//! Every change of a job, with its time and cause; and the reports that follow from it.

use super::super::failure::{Failure, NotifyReason};
use super::super::{Spool, SpoolError};
use super::{CallId, JobId, JobState};

/// One change of a job, and how the job stood after it: reports speak of that, however late they are sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobChange {
    /// Its number; later ones are greater.
    pub id: i64,
    /// The job.
    pub job: JobId,
    /// When.
    pub at: i64,
    /// The state after it.
    pub state: JobState,
    /// What happened, in words.
    pub text: String,
    /// Why, if something failed or holds the job up.
    pub failure: Option<Failure>,
    /// The session's cause by T.30's phases, if one ended.
    pub cause: Option<String>,
    /// The network's hang-up cause (Q.850), if a call ended.
    pub hangup_cause: Option<u16>,
    /// The notice that it makes, if it makes one.
    pub notice: Option<NotifyReason>,
    /// The call, if one began or ended.
    pub call: Option<CallId>,
    /// Sessions so far.
    pub tries: u32,
    /// Calls so far.
    pub dials: u32,
    /// Pages confirmed so far.
    pub pages_confirmed: u32,
    /// When the job is due next.
    pub due_at: Option<i64>,
}

impl Spool {
    /// A job's changes, oldest first.
    pub fn job_history(&self, job: JobId) -> Result<Vec<JobChange>, SpoolError> {
        let _ = job;
        todo!()
    }

    /// One change, as a report's outbox entry names it.
    pub fn job_change(&self, id: i64) -> Result<JobChange, SpoolError> {
        let _ = id;
        todo!()
    }
}
