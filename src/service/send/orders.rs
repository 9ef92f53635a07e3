//! What a call that sends has the storage thread write, in the order in which it asks.

use crate::service::clock;
use crate::service::dialler::LEASE_MS;
use crate::spool::jobs::{AttemptEnd, JobId, JobLease, JobSession, JobState, PageRef};
use crate::spool::{Spool, SpoolError};
use std::sync::Arc;
use std::sync::mpsc::Sender;

/// One order; it is answered once.
pub(in crate::service) struct Order {
    pub(super) lease: Arc<JobLease>,
    pub(super) what: What,
    pub(super) answer: Sender<Answer>,
}

/// What is to be written.
pub(super) enum What {
    SessionBegun,
    Session(JobSession),
    PageBegun(PageRef),
    PageSaid(PageRef),
    PageConfirmed(PageRef),
    PartConfirmed(PageRef, u32),
    PageRefused(PageRef),
    PageUnknown(PageRef),
    /// Another waiting job to the same number is to go in this call.
    Join,
    /// The job's try is over.
    End(AttemptEnd),
    /// Nothing of the job was begun.
    Return(&'static str),
}

/// What came of it.
pub(super) enum Answer {
    Done,
    Joined(Option<Box<JobLease>>),
    Ended(JobId, JobState),
    /// Not written. True: the call must not go on.
    Failed(SpoolError, bool),
}

/// The storage thread's memory of confirmations that could not be written yet: they are true, so they are written as soon as
/// they can be.
#[derive(Default)]
pub(in crate::service) struct Unsaved(Vec<(Arc<JobLease>, PageRef)>);

impl Order {
    /// Whether a report may follow from it.
    pub(in crate::service) const fn ends_job(&self) -> bool {
        matches!(self.what, What::End(_) | What::Return(_))
    }

    /// Does it, and answers.
    pub(in crate::service) fn run(self, spool: Result<Spool, SpoolError>, unsaved: &mut Unsaved) {
        let answer = match spool {
            Ok(spool) => {
                unsaved.save(&spool);
                write(&spool, &self, unsaved)
            }
            Err(error) => Answer::Failed(error, true),
        };
        if let Answer::Failed(error, _) = &answer {
            log::error!("job {}: {error}", self.lease.job.id);
        }
        let _ = self.answer.send(answer);
    }
}

impl Unsaved {
    fn save(&mut self, spool: &Spool) {
        self.0.retain(|(lease, page)| {
            let saved = spool.page_confirmed(lease, *page, clock::unix_ms());
            saved.is_err_and(|error| error.may_pass())
        });
    }
}

fn write(spool: &Spool, order: &Order, unsaved: &mut Unsaved) -> Answer {
    let (lease, now) = (&order.lease, clock::unix_ms());
    // The far machine may not learn of a page's end before we have it on disk; what it said is true whatever we write.
    let (written, must_stop) = match &order.what {
        What::SessionBegun => (spool.session_begun(lease, now), true),
        What::PageBegun(page) => (spool.page_begun(lease, *page), true),
        What::PageSaid(page) => (spool.page_said(lease, *page), true),
        What::Session(session) => (spool.note_job_session(lease, session), false),
        What::PageConfirmed(page) => {
            let written = spool.page_confirmed(lease, *page, now);
            if written.as_ref().is_err_and(SpoolError::may_pass) {
                unsaved.0.push((Arc::clone(lease), *page));
            }
            (written, false)
        }
        What::PartConfirmed(page, rows) => (spool.page_part_confirmed(lease, *page, *rows), false),
        What::PageRefused(page) => (spool.page_refused(lease, *page), false),
        What::PageUnknown(page) => (spool.page_unknown(lease, *page), false),
        What::Return(why) => (spool.return_lease(lease, now, why), false),
        What::Join => {
            return match spool.join_call(lease, now, LEASE_MS) {
                Ok(joined) => Answer::Joined(joined.map(Box::new)),
                Err(error) => {
                    log::error!("job {}: no other job is looked for: {error}", lease.job.id);
                    Answer::Joined(None)
                }
            };
        }
        What::End(end) => {
            return match spool.attempt_ended(lease, end, now) {
                Ok(state) => Answer::Ended(lease.job.id, state),
                Err(error) => Answer::Failed(error, false),
            };
        }
    };
    match written {
        Ok(()) => Answer::Done,
        Err(error) => Answer::Failed(error, must_stop),
    }
}
