//! After a crash: jobs whose call is gone end their try and go on from their first page
//! that is not confirmed.

use super::super::SpoolError;
use super::super::failure::Failure;
use super::{AttemptEnd, CallId, JobId, JobState, RetryRules};
use crate::Queue;
use ferrofax_basics::UnixMs;
use ferrofax_basics::errand::caught;
use ferrofax_ground::outcome::Cause;

const ACTIVE: &str = "
    SELECT id, call FROM jobs WHERE state = 'active' ORDER BY id";

impl Queue<'_> {
    /// Ends the tries of jobs that are active without a call: at start those that a crash
    /// cut off, later those whose lease ran out. They go on from their first page that is
    /// not confirmed. Says which, and where they stand now. Jobs that were put to sleep
    /// while the wall clock was ahead are found too.
    ///
    /// Leases go by a steady clock: a wall clock that is put forward takes no job from a
    /// call that is sending it, which would send it twice.
    ///
    /// Cheap enough to be asked now and then. Whatever is wrong with one of them, the
    /// others are recovered too.
    #[doc(hidden)]
    pub fn recover_jobs(&self, now: UnixMs) -> Result<Vec<(JobId, JobState)>, SpoolError> {
        self.recover_jobs_by(&RetryRules::default(), now)
    }

    /// The same, by these rules for when they are tried again.
    pub fn recover_jobs_by(
        &self,
        retry: &RetryRules,
        now: UnixMs,
    ) -> Result<Vec<(JobId, JobState)>, SpoolError> {
        self.spool.claim_receiving()?;
        self.spool.jobs().put_jobs_right(now)?;
        let gone: Vec<(JobId, CallId)> = {
            // Held while looking, so that no lease is half made.
            let (calls, steady_ms) = (self.spool.calls(), self.spool.steady_ms());
            self.spool.read(|transaction| {
                let mut select = transaction.prepare_cached(ACTIVE)?;
                let mut rows = select.query([])?;
                let mut gone = Vec::new();
                while let Some(row) = &rows.next()? {
                    let call = CallId(row.get(1)?);
                    if calls.get(&call).is_none_or(|until| *until <= steady_ms) {
                        gone.push((JobId(row.get(0)?), call));
                    }
                }
                Ok(gone)
            })?
        };
        let mut recovered = Vec::new();
        let mut failure = None;
        for (job, call) in gone {
            let crashed = AttemptEnd {
                failure: Some(Failure::Internal),
                cause: Some(Cause::PbxCrashed.name().to_owned()),
                retry: retry.clone(),
                ..AttemptEnd::default()
            };
            match caught(|| self.end_attempt(job, call, &crashed, now))
                .unwrap_or(Err(SpoolError::Internal))
            {
                Ok((state, _)) => {
                    self.spool.calls().remove(&call);
                    recovered.extend(state.map(|state| (job, state)));
                }
                Err(error) => {
                    log::error!("job {job} cannot be recovered: {error}");
                    failure = Some(error);
                }
            }
        }
        match failure {
            Some(error) if recovered.is_empty() => Err(error),
            _ => Ok(recovered),
        }
    }
}
