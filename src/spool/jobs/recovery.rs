//! After a crash: jobs whose call is gone.

use super::super::{Spool, SpoolError};
use super::{JobId, JobState};

impl Spool {
    /// Ends the tries of jobs that are active without a call: at start those that a crash cut off, later those whose
    /// lease ran out. They go on from their first page that is not confirmed. Says which, and where they stand now.
    pub fn recover_jobs(&self, now: i64) -> Result<Vec<(JobId, JobState)>, SpoolError> {
        let _ = now;
        todo!()
    }
}
