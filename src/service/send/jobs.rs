//! Lets jobs join a call and leave it, and ends their attempts. The attempt of a job that was sent
//! ends at once, unless it is the last job. The other attempts end with the call.

use super::plan::Join;
use super::{Broken, FaxSendCall, Plan};
use crate::service::dialler::LEASE_MS;
use crate::service::job_events::job_end_fields;
use crate::service::line::HasLeg;
use crate::service::page_feed::{Feeds, PageFeed, PageTrouble, Source};
use crate::service::storage::{Answer, StoreRequest, What};
use ferrofax_engine::call::Call;
use ferrofax_engine::t30::outcome::{Cause, Outcome, Phase, Status};
use ferrofax_spool::TrunkWay;
use ferrofax_spool::event::{Obstacle, Reason};
use ferrofax_spool::failure::Failure;
use ferrofax_spool::jobs::{AttemptEnd, JobId, JobState};
use std::time::{Duration, Instant};

/// The longest time that the end of a call waits until the spool has stored the results of the
/// call. After that time, the dialplan continues without these results.
const LONGEST_STORE: Duration = Duration::from_secs(20);

/// The result of an attempt in which the job was sent completely, in the form that the spool
/// stores.
pub(super) fn sent() -> AttemptEnd {
    AttemptEnd { cause: Some(Cause::Ok.name().to_owned()), ..AttemptEnd::default() }
}

/// The failure of a job that has a page which can't be sent. A job whose document cannot be read
/// for a moment is tried again, as after other failures of the PBX.
fn failure_of(trouble: &PageTrouble) -> (Failure, Reason) {
    let why = trouble.why();
    match trouble {
        PageTrouble::NotMade(page) if page.may_pass() => {
            (Failure::Internal, Reason::PageNotMade { why })
        }
        PageTrouble::NotMade(_) => (Failure::ConversionFailed, Reason::PageNotMade { why }),
        PageTrouble::NotTaken(_) => (Failure::Internal, Reason::PageNotSent { why }),
    }
}

impl Feeds for FaxSendCall {
    type Source = Plan;

    fn feed(&mut self) -> Option<(&mut PageFeed<Plan>, &mut Call)> {
        Some((&mut self.feed, &mut self.leg.engine))
    }

    /// Looks for another job that can join the call. If none is left, but the remote fax machine
    /// was informed that another document follows, the call is ended: the job that was to follow no
    /// longer exists.
    fn runs_out(&mut self) {
        match self.plan().join {
            Join::Unasked => self.ask_for_job(),
            Join::Never | Join::None if self.settled as usize >= self.plan().course().count() => {
                self.break_off(Broken::NothingLeft)
            }
            Join::Never | Join::Asked | Join::None => {}
        }
    }

    /// Handles a page that can't be sent: the page's job fails, and the other jobs of the call can
    /// still be sent.
    fn page_fails(&mut self, trouble: &PageTrouble) {
        let Some(place) = self.plan().course().next() else { return };
        log::error!("{}: {trouble}", self.tag());
        let failure = failure_of(trouble);
        self.feed.clear();
        self.feed.source.drop_job(place.document);
        if let Some(job) = self.feed.source.jobs.get_mut(place.document) {
            job.failure = Some(failure);
        }
        self.end_failed_jobs();
        self.look_for_another();
    }
}

impl FaxSendCall {
    fn ask_for_job(&mut self) {
        // The spool asks for a job whose lease is valid: the last one that has not ended.
        let Some(lead) = self.plan().jobs.iter().rposition(|job| !job.ended) else {
            self.feed.source.join = Join::None;
            return self.serve();
        };
        self.feed.source.join = Join::Asked;
        self.order(lead, What::Join { lease_ms: LEASE_MS });
    }

    /// Looks for another job for this call, because the job that was to follow no longer exists.
    fn look_for_another(&mut self) {
        if self.plan().join == Join::None && self.plan().course().next().is_none() {
            self.feed.source.join = Join::Unasked;
        }
        self.serve();
    }

    /// If a page of a job could not be made, ends the job with this failure. This is done as soon
    /// as the job's earlier pages are confirmed or refused.
    pub(super) fn end_failed_jobs(&mut self) {
        for at in 0..self.plan().jobs.len() {
            let job = &self.plan().jobs[at];
            if job.ended || !self.plan().course().is_settled(at, self.settled) {
                continue;
            }
            if let Some((failure, reason)) = job.failure.clone() {
                self.end_job(
                    at,
                    AttemptEnd {
                        failure: Some(failure),
                        reason: Some(reason),
                        ..AttemptEnd::default()
                    },
                );
            }
        }
    }

    /// Takes the answers that have come from the storage thread, and handles them.
    pub(super) fn take_answers(&mut self) {
        while let Ok(answer) = self.answers.try_recv() {
            self.answered(answer);
        }
    }

    pub(super) fn answered(&mut self, answer: Answer) {
        self.outstanding = self.outstanding.saturating_sub(1);
        match answer {
            Answer::Done | Answer::Failed(_, false) => {}
            Answer::PageMayEnd => self.page_may_end(),
            Answer::Failed(_, true) => self.break_off(Broken::Storage),
            Answer::Ended(job, state) => self.job_ended(job, state),
            Answer::Fetched(fax) => self.fetched_is(fax),
            Answer::Joined(None) => {
                self.feed.source.join = Join::None;
                self.serve();
            }
            Answer::Joined(Some(lease)) => {
                log::info!("job {}: is sent in the call of {}", lease.job.id, self.tag());
                self.placed.add((*lease).clone());
                self.record.joined(&lease);
                self.feed.source.add(*lease);
                self.feed.source.join = Join::Unasked;
                self.serve();
            }
        }
    }

    /// Handles the requests of people (for example to cancel a fax) for the jobs in the call.
    pub(super) fn take_wishes(&mut self) {
        for (id, wish) in self.placed.take_wishes() {
            let is_over = |at: &usize| {
                let job = &self.plan().jobs[*at];
                job.ended || job.through
            };
            let Some(at) = self.plan().find(id).filter(|at| !is_over(at)) else { continue };
            if at > 0 && !self.plan().course().is_given(at) {
                self.feed.clear();
                self.return_job(at, Obstacle::TakenOut);
                self.look_for_another();
            } else {
                log::info!("job {id}: its call is ended: {wish:?}");
                self.break_off(Broken::Cancelled(id));
            }
        }
    }

    /// The outcome of the whole call that sends, with all its jobs.
    pub(super) fn outcome(&self) -> Outcome {
        match self.outcome {
            Some(outcome) if self.broken == Some(Broken::NothingLeft) && self.record.pages > 0 => {
                // The end of each job was reported already.
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

    /// Orders the storage thread to store the end of the attempt to send a job.
    pub(super) fn end_job(&mut self, at: usize, mut end: AttemptEnd) {
        let Some(job) = self.feed.source.jobs.get_mut(at) else { return };
        if std::mem::replace(&mut job.ended, true) {
            return;
        }
        let id = job.lease.job.id;
        end.retry = self.placed.settings.dialling.retries.clone();
        if at == 0 {
            // If a call has several jobs, the first one reports what T.38 showed.
            end.memory = self.placed.terms.memory(self.leg.t38_fate(end.failure.is_none()));
        }
        self.note_line(at);
        self.placed.remove(id);
        self.feed.source.drop_job(at);
        self.ending.push((at, end.clone()));
        self.order(at, What::End(end));
    }

    /// Returns a job to the spool, because no part of the job was sent yet.
    pub(super) fn return_job(&mut self, at: usize, why: Obstacle) {
        let Some(job) = self.feed.source.jobs.get_mut(at) else { return };
        if std::mem::replace(&mut job.ended, true) {
            return;
        }
        self.placed.remove(job.lease.job.id);
        self.feed.source.drop_job(at);
        self.order(at, What::Return(why));
    }

    /// Reports on AMI that the end of an attempt to send a job is stored.
    pub(super) fn job_ended(&mut self, id: JobId, state: JobState) {
        let Some(at) = self.plan().find(id) else { return };
        let Some(found) = self.ending.iter().position(|(job, _)| *job == at) else { return };
        let (_, end) = self.ending.swap_remove(found);
        log::info!("job {id}: {state} {}", end.sentence());
        let fields = job_end_fields(&self.plan().jobs[at].lease, &end, state);
        self.shared
            .host
            .manager_event("FerrofaxSendEnd", &self.record.with_call(fields));
    }

    /// Ends the attempts of all jobs whose attempts have not ended yet. The telephone line is freed
    /// when the channel of the call is hung up. Only the first call of this function has an effect.
    pub(super) fn file(&mut self, outcome: &Outcome) {
        self.filed = true;
        self.record.t38 = self.leg.t38_stats();
        self.record.audio = Some(self.leg.losses());
        if self.leg.t38_went_wrong(outcome.status == Status::Received) {
            self.shared.t38.note(self.record.number(), self.shared.host.steady_ms());
        }
        if outcome.phase != Phase::A && outcome.cause != Cause::InternalError {
            // A fax machine answered, if only to say that it can't receive.
            self.note_fax_seen();
        }
        self.file_fetched(outcome);
        self.note_v34();
        for at in 0..self.plan().jobs.len() {
            let job = &self.plan().jobs[at];
            if job.ended {
                continue;
            }
            if at > 0 && !job.begun {
                self.return_job(at, Obstacle::CallEnded);
                continue;
            }
            let end = self.end_of(at, outcome);
            self.end_job(at, end);
        }
        self.wait_for_storage();
        self.shared.stats.sending_ended(outcome);
        self.shared.stats.audio_ended(&self.leg.losses());
        self.log_losses();
        if let Some(line) = self.leg.engine.sent_line() {
            log::info!("{}: line {line}", self.tag());
        }
        self.leg.end_record(self.record.ended(outcome, self.is_as_wanted(outcome)));
        self.shared.dialler.calls.end(&self.placed, self.line.take());
        self.shared.dialler.wake();
    }

    /// Reports to the storage thread, for later calls, whether V.34 worked on the call's trunk.
    fn note_v34(&self) {
        let trunk = self.record.info.trunk();
        if let (Some(trunk), Some(worked)) = (trunk, self.leg.engine.v34_worked()) {
            // If the storage thread is gone, this is logged when the jobs end.
            let noted = StoreRequest::HadV34(trunk, TrunkWay::Out, worked);
            _ = self.shared.requests.send(noted);
        }
    }

    /// Whether the call ended as wanted: without a fault, or because a user asked to end it.
    fn is_as_wanted(&self, outcome: &Outcome) -> bool {
        match self.broken {
            Some(Broken::Cancelled(_) | Broken::NothingLeft) => true,
            Some(Broken::Storage) => false,
            None => outcome.status == Status::Received,
        }
    }

    /// The result of a job's attempt that ends because the call has ended, in the form that the
    /// spool stores.
    fn end_of(&self, at: usize, outcome: &Outcome) -> AttemptEnd {
        let job = &self.plan().jobs[at];
        if job.through {
            return sent();
        }
        let cause = Some(outcome.cause.name().to_owned());
        let of = |failure, reason| AttemptEnd {
            failure: Some(failure),
            cause: cause.clone(),
            reason,
            ..AttemptEnd::default()
        };
        if let Some((failure, reason)) = &job.failure {
            return of(*failure, Some(reason.clone()));
        }
        match self.broken {
            Some(Broken::Cancelled(id)) if id == job.lease.job.id => of(Failure::Cancelled, None),
            Some(Broken::Cancelled(_)) => of(Failure::Dropped, Some(Reason::EndedForOtherJob)),
            Some(Broken::Storage) => of(Failure::Internal, Some(Reason::SpoolNotWritten)),
            Some(Broken::NothingLeft) | None => {
                match Failure::from_cause(outcome.cause, outcome.phase, self.fax_seen) {
                    Some(failure) => of(failure, Some(outcome.cause.into())),
                    None => AttemptEnd { cause, ..AttemptEnd::default() },
                }
            }
        }
    }

    /// Waits until the storage thread has written everything for this call, but not longer than
    /// [`LONGEST_STORE`].
    pub(super) fn wait_for_storage(&mut self) {
        let until = Instant::now() + LONGEST_STORE;
        while self.outstanding > 0 {
            match self.answers.recv_timeout(until.saturating_duration_since(Instant::now())) {
                Ok(Answer::Joined(Some(lease))) => {
                    // The job comes too late for this call.
                    self.outstanding -= 1;
                    self.feed.source.add(*lease);
                    self.return_job(self.plan().jobs.len() - 1, Obstacle::CallEnded);
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
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::service::page_feed::NotMade;
    use ferrofax_spool::event::Language;

    /// The system's numbers of errors.
    const EIO: i32 = 5;
    const ENOENT: i32 = 2;

    #[test]
    fn a_job_whose_document_cannot_be_read_for_a_moment_is_tried_again() {
        let failure = |error: i32| {
            let source = std::io::Error::from_raw_os_error(error);
            let page = NotMade::Unreadable { path: "/spool/jobs/a.tif".into(), source };
            failure_of(&page.into())
        };
        let (of_disk, reason) = failure(EIO);
        assert_eq!(of_disk, Failure::Internal);
        let text = reason.text(Language::English);
        assert!(text.contains("/spool/jobs/a.tif") && text.contains("Input/output"), "{text}");
        assert_eq!(failure(ENOENT).0, Failure::ConversionFailed);
    }
}
