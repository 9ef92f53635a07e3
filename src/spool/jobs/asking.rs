//! Asking for jobs.

use super::super::{Spool, SpoolError};
use super::{Job, JobCounts, JobId, JobQuery};

impl Spool {
    /// One job with its documents and pages.
    pub fn job(&self, id: JobId) -> Result<Job, SpoolError> {
        let _ = id;
        todo!()
    }

    /// Jobs, by the query.
    pub fn jobs(&self, query: &JobQuery) -> Result<Vec<Job>, SpoolError> {
        let _ = query;
        todo!()
    }

    /// Counts for the operator.
    pub fn job_counts(&self) -> Result<JobCounts, SpoolError> {
        todo!()
    }
}
