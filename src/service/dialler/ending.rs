//! Ends an attempt to send a fax job if its call was not answered, or if the PBX never reports the
//! end of the call.

use super::Run;
use crate::service::clock::now_for;
use crate::service::host::CallFailure;
use crate::service::job_events::job_end_fields;
use ferrofax_spool::T38Fate;
use ferrofax_spool::event::Reason;
use ferrofax_spool::failure::Failure;
use ferrofax_spool::jobs::{AttemptEnd, JobLease, JobSession};
use std::mem;

/// The longest time, in milliseconds, that the PBX may take after a call's ring time to report how
/// the unanswered call ended. After that, the call counts as lost.
const GRACE_MS: u64 = 30_000;

impl Run<'_> {
    /// Stores the results of ended attempts to send a job, if the spool could not store these
    /// results before. If storing a result panics because of a bug, that result is dropped, and the
    /// lease of its job expires.
    pub(super) fn end_unended(&mut self) {
        for (lease, end) in mem::take(&mut self.memory.unended) {
            self.guarded(|run| run.end(&lease, end));
        }
    }

    /// Stores that an attempt to send a job has failed, for each call that was not answered.
    pub(super) fn end_failed(&mut self) {
        let failed = mem::take(&mut self.dialler.lock().failed);
        for (token, failed) in failed {
            self.guarded(|run| run.end_failed_call(token, &failed));
        }
    }

    /// Gives up each placed call that was not answered in time and whose end the PBX did not
    /// report.
    pub(super) fn watch(&mut self) {
        let now = self.tools.clock.steady_ms();
        for call in self.dialler.calls.all() {
            let ring_ms = u64::from(call.settings.dialling.timeout_s) * 1000;
            if !call.is_answered() && now.saturating_sub(call.placed_at) > ring_ms + GRACE_MS {
                log::error!("call {}: the PBX never reported its end", call.token);
                self.guarded(|run| run.tools.host.give_up_call(call.token));
                let lost = Some(Reason::CallLost);
                self.guarded(|run| run.end_call(call.token, Failure::Internal, None, lost));
            }
        }
    }

    fn end_failed_call(&mut self, token: i64, failed: &CallFailure) {
        if let Some(trunk) = failed.trunk() {
            self.note_trunk(token, &trunk);
        }
        let hangup_cause = Some(failed.hangup_cause).filter(|cause| *cause != 0);
        self.end_call(token, failure(failed.hangup_cause, &failed.status), hangup_cause, None);
    }

    /// Stores the trunk of an unanswered call in the record of the job's attempt.
    fn note_trunk(&self, token: i64, trunk: &str) {
        let call = self.dialler.calls.get(token).filter(|call| !call.is_answered());
        for lease in call.iter().flat_map(|call| call.leases()) {
            let session = JobSession { trunk: Some(trunk.to_owned()), ..JobSession::default() };
            if let Err(error) = self.spool.queue().note_job_session(&lease, &session) {
                log::error!("job {}: by which trunk it was tried: {error}", lease.job.id);
            }
        }
    }

    fn end_call(
        &mut self,
        token: i64,
        failure: Failure,
        hangup_cause: Option<u16>,
        reason: Option<Reason>,
    ) {
        // A call that was answered meanwhile ends itself.
        let Some(call) = self.dialler.calls.get(token).filter(|call| call.close()) else { return };
        self.dialler.calls.remove(token);
        let failure = if call.is_cancelled() { Failure::Cancelled } else { failure };
        for lease in call.leases() {
            let end = AttemptEnd {
                failure: Some(failure),
                hangup_cause,
                reason: reason.clone(),
                retry: call.settings.dialling.retries.clone(),
                memory: call.terms.memory(T38Fate::Unknown),
                ..AttemptEnd::default()
            };
            self.end(&lease, end);
        }
    }

    /// Stores the result of an attempt to send a job that ended without a fax session. If the spool
    /// cannot be written now, the result is kept in memory and stored later.
    pub(super) fn end(&mut self, lease: &JobLease, end: AttemptEnd) {
        let now = now_for(&self.tools.clock, &self.spool);
        match self.spool.queue().attempt_ended(lease, &end, now) {
            Ok(state) => {
                let failure = end.failure.map_or("nothing is left to send", Failure::name);
                log::info!("job {}: {failure}; it is {state} now", lease.job.id);
                self.tools
                    .stats
                    .change(|counts| counts.unanswered += u64::from(end.failure.is_some()));
                self.tools
                    .host
                    .manager_event("FerrofaxSendEnd", &job_end_fields(lease, &end, state));
                self.tools.post.wake();
            }
            Err(error) => {
                log::error!("job {}: its try can't be ended yet: {error}", lease.job.id);
                if error.may_pass() {
                    self.memory.unended.push((lease.clone(), end));
                }
            }
        }
    }
}

/// Determines why a call was not answered, by the hangup cause and the dial status of its channel.
/// The hangup cause decides, because it is more precise. The dial status decides if there is no
/// hangup cause, or only a general one (16, 31 or 127).
fn failure(hangup_cause: u16, status: &str) -> Failure {
    match (hangup_cause, status) {
        (0 | 16 | 31 | 127, "BUSY") => Failure::Busy,
        (0 | 16 | 31 | 127, "NOANSWER" | "CANCEL") => Failure::NoAnswer,
        (0 | 16 | 31 | 127, "CONGESTION") => Failure::LinesFull,
        (0 | 16 | 31 | 127, "CHANUNAVAIL" | "INVALIDARGS") => Failure::NoRoute,
        (cause, _) => Failure::from_hangup_cause(cause),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cause_goes_before_the_word_and_the_word_before_nothing() {
        assert_eq!(failure(17, "NOANSWER"), Failure::Busy);
        assert_eq!(failure(1, "CHANUNAVAIL"), Failure::UnknownNumber);
        assert_eq!(failure(0, "BUSY"), Failure::Busy);
        assert_eq!(failure(16, "NOANSWER"), Failure::NoAnswer);
        assert_eq!(failure(0, ""), Failure::NoRoute);
    }
}
