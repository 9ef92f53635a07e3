//! Takes a job for a call that the dialler did not place: the dialplan has run `FaxSend(JOB)` with
//! the job's number. The job is sent in that call.

use super::place::dial_fields;
use super::terms::Terms;
use super::{Dialler, LEASE_MS, PlacedCall};
use crate::service::clock::{Clock, now_for};
use crate::service::line::Line;
use crate::service::settings::Settings;
use ferrofax_spool::jobs::{AttemptEnd, JobId};
use ferrofax_spool::{Spool, SpoolError};
use std::sync::Arc;

/// A job that was taken for a call that the dialler did not place.
pub(in crate::service) struct Named {
    pub(in crate::service) call: Arc<PlacedCall>,
    /// The fields of the AMI event that reports the beginning of the call for this job.
    pub(in crate::service) dial: Vec<(&'static str, String)>,
}

impl Dialler {
    /// Takes a job for a call that exists already. From now on the dialler renews the job's lease.
    /// If nothing of the job is left to be sent or fetched, ends its attempt and returns `None`.
    pub(in crate::service) fn take_named(
        &self,
        spool: &Spool,
        job: JobId,
        line: Line,
        settings: Arc<Settings>,
        clock: &Clock,
    ) -> Result<Option<Named>, SpoolError> {
        let now = now_for(clock, spool);
        let lease = spool.queue().lease_named(job, now, LEASE_MS)?;
        if !lease.job.has_work() {
            // The job's last page was confirmed, but this was stored only after its attempt had
            // ended.
            spool.queue().attempt_ended(&lease, &AttemptEnd::default(), now)?;
            return Ok(None);
        }
        line.update(|line| {
            lease.job.device.clone_into(&mut line.device);
            lease.job.number.clone_into(&mut line.number);
            line.job = Some(job);
        });
        let history = spool.jobs().job_history(job).unwrap_or_default();
        // The number that the channel leads to is not known. So the facts remembered about the
        // job's number are not applied.
        let terms = Terms::of(&lease.job, &history, &settings);
        let dial = dial_fields(&lease);
        let call = Arc::new(PlacedCall::new(lease, line, terms, settings, (None, clock)));
        self.calls.insert(Arc::clone(&call));
        Ok(Some(Named { call, dial }))
    }
}
