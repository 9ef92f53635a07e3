//! Retention: jobs that have ended go like received faxes, with a record.

use super::JobId;

/// The record of a deletion: no number, name or content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobDeletion {
    /// The job.
    pub job: JobId,
    /// Its device.
    pub device: String,
}
