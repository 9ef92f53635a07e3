//! The tries of the jobs in a call end: one by one as they are through, and the rest with the call.

use super::orders::{Answer, What};
use super::record::job_end_fields;
use super::{Broken, FaxSendCall};
use ferrofax_engine::t30::outcome::{Cause, Outcome, Phase, Status};
use ferrofax_spool::failure::Failure;
use ferrofax_spool::jobs::{AttemptEnd, JobId, JobState};
use std::time::{Duration, Instant};

/// After the call, how long the spool may take before the dialplan goes on without knowing.
const LONGEST_STORE: Duration = Duration::from_secs(20);

impl FaxSendCall {
    /// How the call ended.
    pub(super) fn outcome(&self) -> Outcome {
        match self.outcome {
            Some(outcome) if self.broken == Some(Broken::NothingLeft) && self.record.pages > 0 => {
                // Every job's own end was told.
                Outcome { status: Status::Received, cause: Cause::Ok, ..outcome }
            }
            Some(outcome) => outcome,
            None => self.broken_by_a_bug(),
        }
    }

    pub(super) fn broken_by_a_bug(&self) -> Outcome {
        let pages = self.record.pages;
        let status = if pages > 0 { Status::Incomplete } else { Status::Failed };
        Outcome { status, phase: Phase::E, cause: Cause::InternalError, pages }
    }

    /// Orders the end of a job's try.
    pub(super) fn end_job(&mut self, at: usize, mut end: AttemptEnd) {
        let Some(job) = self.plan.jobs.get_mut(at) else { return };
        if std::mem::replace(&mut job.ended, true) {
            return;
        }
        let id = job.lease.job.id;
        end.retry = self.placed.settings.dialling.retries.clone();
        self.note_line(at);
        self.placed.remove(id);
        self.plan.drop_job(at);
        self.ending.push((at, end.clone()));
        self.order(at, What::End(end));
    }

    /// Gives a job back of which nothing was begun.
    pub(super) fn return_job(&mut self, at: usize, why: &'static str) {
        let Some(job) = self.plan.jobs.get_mut(at) else { return };
        if std::mem::replace(&mut job.ended, true) {
            return;
        }
        self.placed.remove(job.lease.job.id);
        self.plan.drop_job(at);
        self.order(at, What::Return(why));
    }

    /// The spool has filed the end of a try.
    pub(super) fn job_ended(&mut self, id: JobId, state: JobState) {
        let Some(at) = self.plan.find(id) else { return };
        let Some(found) = self.ending.iter().position(|(job, _)| *job == at) else { return };
        let (_, end) = self.ending.swap_remove(found);
        let why = end
            .text
            .as_deref()
            .or_else(|| end.failure.map(Failure::text))
            .unwrap_or_default();
        log::info!("job {id}: {state} {why}");
        let fields = job_end_fields(&self.plan.jobs[at].lease, &end, state);
        self.shared
            .host
            .manager_event("FerrofaxSendEnd", &self.record.with_call(fields));
    }

    /// Ends what has not ended yet, once, and frees the line.
    pub(super) fn file(&mut self, outcome: &Outcome) {
        self.filed = true;
        self.record.t38 = self.leg.t38_stats();
        self.record.audio = Some(self.leg.losses());
        if self.leg.t38_went_wrong(outcome.status == Status::Received) {
            self.shared.t38.note(self.record.number(), self.shared.host.steady_ms());
        }
        if outcome.phase != Phase::A && outcome.cause != Cause::InternalError {
            // It showed itself, if only to say that it can't receive.
            self.note_fax_seen();
        }
        for at in 0..self.plan.jobs.len() {
            let job = &self.plan.jobs[at];
            if job.ended {
                continue;
            }
            if at > 0 && !job.begun {
                self.return_job(at, "the call ended before it");
                continue;
            }
            let end = self.end_of(at, outcome);
            self.end_job(at, end);
        }
        self.wait_for_storage();
        self.shared.stats.sending_ended(outcome);
        self.tell_losses();
        self.shared.dialler.calls.remove(self.placed.token);
        drop(self.line.take());
        self.shared.dialler.wake();
    }

    /// How the try of a job ends that has not ended with the call.
    fn end_of(&self, at: usize, outcome: &Outcome) -> AttemptEnd {
        let job = &self.plan.jobs[at];
        let cause = Some(outcome.cause.name().to_owned());
        let of = |failure, text: Option<&str>| AttemptEnd {
            failure: Some(failure),
            cause: cause.clone(),
            text: text.map(str::to_owned),
            ..AttemptEnd::default()
        };
        if let Some((failure, text)) = &job.failure {
            return of(*failure, Some(text));
        }
        match self.broken {
            Some(Broken::Cancelled(id)) if id == job.lease.job.id => of(Failure::Cancelled, None),
            Some(Broken::Cancelled(_)) => {
                of(Failure::Dropped, Some("The call was ended for another fax in it."))
            }
            Some(Broken::Storage) => {
                of(Failure::Internal, Some("The spool could not be written during the call."))
            }
            Some(Broken::NothingLeft) | None => {
                match Failure::from_cause(outcome.cause, outcome.phase, self.fax_seen) {
                    Some(failure) => of(failure, Some(outcome.cause.text())),
                    None => AttemptEnd { cause, ..AttemptEnd::default() },
                }
            }
        }
    }

    /// Waits, within a bound, until all is written.
    fn wait_for_storage(&mut self) {
        let until = Instant::now() + LONGEST_STORE;
        while self.outstanding > 0 {
            match self.answers.recv_timeout(until.saturating_duration_since(Instant::now())) {
                Ok(Answer::Joined(Some(lease))) => {
                    // Too late for this call.
                    self.outstanding -= 1;
                    self.plan.add(*lease);
                    self.return_job(self.plan.jobs.len() - 1, "the call ended before it");
                }
                Ok(answer) => self.answered(answer),
                Err(_) => {
                    log::warn!(
                        "{}: the disk is slow; the try's end is filed when it lets us",
                        self.tag()
                    );
                    return;
                }
            }
        }
    }

    fn tell_losses(&self) {
        if let Some(stats) = &self.record.t38 {
            log::info!("{}: {stats}", self.tag());
        }
        let losses = self.leg.losses();
        self.shared.stats.audio_ended(&losses);
        if losses.frames > 0 {
            log::info!("{}: {losses}", self.tag());
        }
    }
}
