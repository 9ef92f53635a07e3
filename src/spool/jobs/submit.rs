//! A job is taken in: its documents first, then its rows.

use super::super::{Spool, SpoolError};
use super::{JobId, NewJob};

impl Spool {
    /// Takes a job in, whole or not at all; it is durable when this returns, and the given files are no longer needed.
    pub fn submit(&self, new: &NewJob, now: i64) -> Result<JobId, SpoolError> {
        let _ = (new, now);
        todo!()
    }
}
