//! Recovery of jobs after a crash. The attempts of jobs whose call is gone are ended, and the jobs
//! continue at their first unconfirmed page.

use super::super::SpoolError;
use super::super::failure::Failure;
use super::queue::{has_forgotten, release_forgotten};
use super::{AttemptEnd, CallId, JobId, JobState, RetryRules};
use crate::Queue;
use ferrofax_basics::UnixMs;
use ferrofax_basics::errand::caught;
use ferrofax_ground::outcome::Cause;

const ACTIVE: &str = "
    SELECT id, call FROM jobs WHERE state = 'active' ORDER BY id";

impl Queue<'_> {
    /// Ends the attempts of jobs that are active without a call. At start, a crash cut off these
    /// calls; later, their leases have expired. The jobs continue at their first unconfirmed page.
    /// Returns the jobs with their new states. Jobs that sleep because the wall clock ran ahead, and
    /// jobs that wait for a turn that nobody passes on, are corrected too.
    ///
    /// Leases use a steady clock. If the wall clock is put forward, no job is taken from a call
    /// that is sending it. Otherwise the job would be sent twice.
    ///
    /// This costs little, so it may be called now and then. If one job cannot be recovered, the
    /// others are recovered all the same.
    #[doc(hidden)]
    pub fn recover_jobs(&self, now: UnixMs) -> Result<Vec<(JobId, JobState)>, SpoolError> {
        self.recover_jobs_by(&RetryRules::default(), now)
    }

    /// Ends the attempts of jobs that are active without a call, as `recover_jobs` does. `retry`
    /// has the rules for the next attempts.
    pub fn recover_jobs_by(
        &self,
        retry: &RetryRules,
        now: UnixMs,
    ) -> Result<Vec<(JobId, JobState)>, SpoolError> {
        self.spool.claim_receiving()?;
        self.spool.jobs().put_jobs_right(now)?;
        let gone: Vec<(JobId, CallId)> = {
            // The lock on the calls is held while the jobs are read, so that no lease is half made.
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
        if let Err(error) = self.release_forgotten(now) {
            log::error!(
                "jobs that wait for other jobs to their numbers can't be released: {error}"
            );
        }
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

    /// Gives the turn to jobs to which no job has passed it on.
    fn release_forgotten(&self, now: UnixMs) -> Result<(), SpoolError> {
        if !self.spool.read(|transaction| has_forgotten(transaction, now))? {
            return Ok(());
        }
        self.spool
            .write(|transaction| release_forgotten(&self.spool.jobs().ledger(transaction, now)))
    }
}
