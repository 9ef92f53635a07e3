//! The requests (orders) that sending calls make to the storage thread, so that the progress of
//! their jobs is written to the spool. The storage thread answers each request.

use ferrofax_basics::UnixMs;
use ferrofax_basics::errand::caught;
use ferrofax_spool::event::Obstacle;
use ferrofax_spool::jobs::{AttemptEnd, JobId, JobLease, JobSession, JobState, PageRef};
use ferrofax_spool::{FaxId, HeldFetch, HeldId, NewFax, Spool, SpoolError};
use std::sync::Arc;
use std::sync::mpsc::Sender;
use std::time::{Duration, Instant};

/// A request that a sending call makes to the storage thread, about the job that it sends. The
/// storage thread answers each request exactly once.
pub(in crate::service) struct Order {
    pub(in crate::service) lease: Arc<JobLease>,
    pub(in crate::service) what: What,
    pub(in crate::service) answer: Sender<Answer>,
}

/// The work that a sending call requests from the storage thread.
pub(in crate::service) enum What {
    SessionBegun,
    Session(JobSession),
    PageBegun(PageRef),
    /// Notes in the spool that the end of this page (its post-message command, such as EOP) is
    /// about to be sent. The call sends this command only after [`Answer::PageMayEnd`].
    PageSaid(PageRef),
    /// Asks whether the end of a part of this long page may be sent. The part is not the last one.
    /// The call sends the end only after [`Answer::PageMayEnd`].
    PartSaid(PageRef),
    /// Notes in the spool that the receiver does not have this page. Either the page's end (its
    /// post-message command, such as EOP) was not sent after all, or the receiver has answered that
    /// it lacks the page or a part of it.
    PageLacked(PageRef),
    PageConfirmed(PageRef),
    PartConfirmed(PageRef, u32),
    PageRefused(PageRef),
    PageUnknown(PageRef),
    /// Looks for another waiting job to the number that this call has dialled, so that the call
    /// sends that job, too.
    Join {
        lease_ms: i64,
    },
    /// Stores the beginning of a received fax in the spool, because the first page of a document
    /// that the call fetches (polling) has arrived.
    BeginFetched(Box<NewFax>),
    /// Stores the end of the attempt (one call for the job), with its result.
    End(AttemptEnd),
    /// Gives the job back to the spool, because no part of it was sent yet: ends the lease by which
    /// the call has reserved the job.
    Return(Obstacle),
}

/// The storage thread's answer to a request of a sending call.
pub(in crate::service) enum Answer {
    Done,
    /// The call is now allowed to send the end of a page or of a part (its post-message command,
    /// such as EOP). The note that the end of the page is about to be sent is on disk.
    PageMayEnd,
    Joined(Option<Box<JobLease>>),
    /// The document that the call fetches (polling) is stored in the spool as the received fax with
    /// this number.
    Fetched(FaxId),
    Ended(JobId, JobState),
    /// The data of the request could not be written to the spool, because of this error. The second
    /// value is `true` if the call must be ended, and `false` if it may continue.
    Failed(SpoolError, bool),
}

/// Results that could not be written to the spool yet although they are final: answers about pages,
/// ends of attempts, and fetches of documents. They are written as soon as possible. Otherwise a
/// page that the receiver has confirmed could be sent again, a page that it lacks could count as
/// sent, and a document that may be fetched only once could be fetched twice.
#[derive(Default)]
pub(in crate::service) struct Unsaved {
    pages: Vec<UnsavedPage>,
    ended: Vec<(Arc<JobLease>, AttemptEnd)>,
    fetched: Vec<(HeldId, HeldFetch)>,
    /// The time of the last attempt to write the unsaved results of calls to the spool.
    tried: Option<Instant>,
}

/// A final answer about a page that is not written to the spool yet.
struct UnsavedPage {
    lease: Arc<JobLease>,
    page: PageRef,
    answer: PageAnswer,
}

/// A final answer of the receiver about a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum PageAnswer {
    Confirmed,
    /// The receiver has confirmed a part of a long page, up to this number of rows of the page.
    PartConfirmed(u32),
    Refused,
    /// The receiver does not have the page: see [`What::PageLacked`].
    Lacked,
}

/// The interval at which the storage thread tries again to write unsaved results to the spool.
const RETRY: Duration = Duration::from_secs(2);

/// The time, in milliseconds, for which the lease of a job is extended at each attempt to write the
/// unsaved results of its call. It is much longer than [`RETRY`].
const LEASE_MS: i64 = 60_000;

impl Order {
    /// Whether this request of a call ends the attempt to send the job, so that a report mail may
    /// follow.
    pub(in crate::service) const fn ends_job(&self) -> bool {
        matches!(self.what, What::End(_) | What::Return(_))
    }

    /// Writes to the spool what the sending call has requested, and returns the answer for the
    /// call. Results of earlier calls that are still unsaved are written first.
    pub(in crate::service) fn run(
        &self,
        spool: Result<Spool, SpoolError>,
        unsaved: &mut Unsaved,
        now: UnixMs,
    ) -> Answer {
        match spool {
            Ok(spool) => {
                unsaved.note_try();
                unsaved.save(&spool, now);
                write(&spool, self, unsaved, now)
            }
            Err(error) => Answer::Failed(error, true),
        }
    }

    /// Sends the answer `done` to the call that made the request. `done` is an error if the storage
    /// thread panicked while it carried out the request. The call must then not continue.
    pub(in crate::service) fn answer(self, done: Result<Answer, SpoolError>) {
        let answer = done.unwrap_or_else(|error| Answer::Failed(error, true));
        if let Answer::Failed(error, _) = &answer {
            log::error!("job {}: {error}", self.lease.job.id);
        }
        let _ = self.answer.send(answer);
    }
}

impl Unsaved {
    pub(in crate::service) const fn is_empty(&self) -> bool {
        self.pages.is_empty() && self.ended.is_empty() && self.fetched.is_empty()
    }

    /// The numbers of unsaved answers about pages, ends and fetches, for the log.
    pub(in crate::service) const fn counts(&self) -> [usize; 3] {
        [self.pages.len(), self.ended.len(), self.fetched.len()]
    }

    /// Whether the remote fax machine has answered about a page of this attempt, and the spool does
    /// not have this answer yet.
    fn has_answer_for(&self, lease: &JobLease) -> bool {
        self.pages.iter().any(|unsaved| unsaved.is_of(lease))
    }

    /// Writes an answer about a page to the spool, now or as soon as possible.
    fn note_answer(
        &mut self,
        spool: &Spool,
        (lease, page): (&Arc<JobLease>, PageRef),
        answer: PageAnswer,
        now: UnixMs,
    ) -> Result<(), SpoolError> {
        let unsaved = UnsavedPage { lease: Arc::clone(lease), page, answer };
        let written = unsaved.write(spool, now);
        if written.as_ref().is_err_and(SpoolError::may_pass) {
            self.pages.push(unsaved);
        }
        written
    }

    /// Drops the unsaved answer that the receiver lacks this page, because the page was sent again.
    /// The spool has just noted that the end of the page is about to be sent.
    fn drop_lack(&mut self, lease: &JobLease, page: PageRef) {
        self.pages.retain(|unsaved| {
            unsaved.answer != PageAnswer::Lacked || unsaved.page != page || !unsaved.is_of(lease)
        });
    }

    /// Stores in the spool that a document was fetched, now or as soon as possible.
    pub(in crate::service) fn note_fetch(
        &mut self,
        spool: Result<Spool, SpoolError>,
        held: HeldId,
        fetch: HeldFetch,
    ) -> Result<(), SpoolError> {
        let noted = spool.and_then(|spool| spool.submission().note_fetch(held, &fetch));
        if noted.as_ref().is_err_and(SpoolError::may_pass) {
            self.fetched.push((held, fetch));
        }
        noted
    }

    /// The time until the storage thread tries again to write the unsaved results of calls to the
    /// spool; `None` if all results are written.
    pub(in crate::service) fn due_in(&self) -> Option<Duration> {
        let waits = || self.tried.map_or(Duration::ZERO, |it| RETRY.saturating_sub(it.elapsed()));
        (!self.is_empty()).then(waits)
    }

    /// Notes that an attempt to write the unsaved results of calls to the spool begins now.
    pub(in crate::service) fn note_try(&mut self) {
        self.tried = Some(Instant::now());
    }

    /// Tries to write the unsaved results of calls to the spool. Returns true if the end of an
    /// attempt to send a job was written. A result whose writing panics is dropped.
    pub(in crate::service) fn save(&mut self, spool: &Spool, now: UnixMs) -> bool {
        self.renew_leases(spool);
        save_each(&mut self.fetched, |(held, fetch)| spool.submission().note_fetch(*held, fetch));
        save_each(&mut self.pages, |unsaved| unsaved.write(spool, now));
        if !self.pages.is_empty() {
            return false;
        }
        let before = self.ended.len();
        save_each(&mut self.ended, |(lease, end)| {
            spool.queue().attempt_ended(lease, end, now).map(drop)
        });
        self.ended.len() < before
    }
}

impl Unsaved {
    /// Extends the leases of jobs whose results are unsaved. Otherwise a full disk would let the
    /// leases end, and the calls would count as broken off by a crash.
    fn renew_leases(&self, spool: &Spool) {
        let of_pages = self.pages.iter().map(|unsaved| &unsaved.lease);
        for lease in of_pages.chain(self.ended.iter().map(|(lease, _)| lease)) {
            // If the spool cannot be read, nobody can end the lease either.
            let _wish = spool.queue().renew_lease(lease, LEASE_MS);
        }
    }
}

impl UnsavedPage {
    /// Whether the answer came in the call that has this lease.
    fn is_of(&self, lease: &JobLease) -> bool {
        (self.lease.job.id, self.lease.call) == (lease.job.id, lease.call)
    }

    fn write(&self, spool: &Spool, now: UnixMs) -> Result<(), SpoolError> {
        match self.answer {
            PageAnswer::Confirmed => spool.queue().page_confirmed(&self.lease, self.page, now),
            PageAnswer::PartConfirmed(rows) => {
                spool.queue().page_part_confirmed(&self.lease, self.page, rows)
            }
            PageAnswer::Refused => spool.queue().page_refused(&self.lease, self.page),
            PageAnswer::Lacked => spool.queue().page_lacked(&self.lease, self.page),
        }
    }
}

/// Calls `write` for each element of `all`. Elements that were written are removed, and so are
/// those that can never be written. Elements that may be written later are kept. If `write` panics,
/// the element is removed, since `write` would panic again.
fn save_each<T>(all: &mut Vec<T>, write: impl Fn(&T) -> Result<(), SpoolError>) {
    all.retain(|one| match caught(|| write(one)) {
        Some(written) => written.is_err_and(|error| error.may_pass()),
        None => {
            log::error!("an internal error keeps what is known of a job from being written; it is not tried again");
            false
        }
    });
}

fn write(spool: &Spool, order: &Order, unsaved: &mut Unsaved, now: UnixMs) -> Answer {
    let lease = &order.lease;
    let mut note =
        |page: &PageRef, answer| (unsaved.note_answer(spool, (lease, *page), answer, now), false);
    // If the beginning of the session or of a page cannot be stored, the call must stop: the end of
    // a page must not be sent without this note. The other orders only store what the remote fax
    // machine has answered.
    let (written, must_stop) = match &order.what {
        What::SessionBegun => (spool.queue().session_begun(lease, now), true),
        What::PageBegun(page) => (spool.queue().page_begun(lease, *page), true),
        What::PageSaid(page) => {
            let noted = spool.queue().page_said_now(lease, *page);
            if noted.is_ok() {
                unsaved.drop_lack(lease, *page);
            }
            return may_end(noted);
        }
        What::PartSaid(page) => return may_end(spool.queue().part_said_now(lease, *page)),
        What::PageLacked(page) => note(page, PageAnswer::Lacked),
        What::Session(session) => (spool.queue().note_job_session(lease, session), false),
        What::PageConfirmed(page) => note(page, PageAnswer::Confirmed),
        What::PartConfirmed(page, rows) => note(page, PageAnswer::PartConfirmed(*rows)),
        What::PageRefused(page) => note(page, PageAnswer::Refused),
        What::PageUnknown(page) => (spool.queue().page_unknown(lease, *page), false),
        What::Return(why) => (spool.queue().return_lease(lease, now, why.clone()), false),
        What::Join { lease_ms } => {
            return match spool.queue().join_call(lease, now, *lease_ms) {
                Ok(joined) => Answer::Joined(joined.map(Box::new)),
                Err(error) => {
                    log::error!("job {}: no other job is looked for: {error}", lease.job.id);
                    Answer::Joined(None)
                }
            };
        }
        What::BeginFetched(new) => {
            return spool
                .receiving()
                .begin_fax(new)
                .map_or_else(|error| Answer::Failed(error, true), Answer::Fetched);
        }
        // Answers about pages are written before the end. Otherwise the job would be tried again, or
        // fail, although its last page was confirmed, or a page that the receiver lacks would be in
        // doubt.
        What::End(end) if unsaved.has_answer_for(lease) => {
            unsaved.ended.push((Arc::clone(lease), end.clone()));
            return Answer::Done;
        }
        What::End(end) => {
            return match spool.queue().attempt_ended(lease, end, now) {
                Ok(state) => Answer::Ended(lease.job.id, state),
                Err(error) => {
                    if error.may_pass() {
                        unsaved.ended.push((Arc::clone(lease), end.clone()));
                    }
                    Answer::Failed(error, false)
                }
            };
        }
    };
    match written {
        Ok(()) => Answer::Done,
        Err(error) => Answer::Failed(error, must_stop),
    }
}

fn may_end(noted: Result<(), SpoolError>) -> Answer {
    noted.map_or_else(|error| Answer::Failed(error, true), |()| Answer::PageMayEnd)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ferrofax_document::tiff::{Appender, NewPage};
    use ferrofax_ground::t4::{Bitmap, PageQuality, Resolution};
    use ferrofax_spool::NewHeld;
    use ferrofax_spool::failure::Failure;
    use ferrofax_spool::jobs::{
        JobState, LeaseLimits, NewDocument, NewJob, PageState, UnknownPolicy,
    };

    fn one_page(folder: &tempfile::TempDir) -> std::path::PathBuf {
        let path = folder.path().join("one.tif");
        let (bitmap, resolution, quality) =
            (Bitmap::white(1728, 10), Resolution::Fine, PageQuality::default());
        let page =
            NewPage { bitmap: &bitmap, resolution, quality, date_time: "2026:11:20 09:00:00" };
        Appender::open(&path).unwrap().append(&page).unwrap();
        path
    }

    #[test]
    fn what_is_given_once_is_not_held_any_more_though_that_could_not_be_written_at_once() {
        let folder = tempfile::tempdir().unwrap();
        let path = one_page(&folder);
        let spool = Spool::open(&folder.path().join("spool")).unwrap();
        let new = NewHeld {
            device: "2101@fax-devices".parse().unwrap(),
            sep: None,
            pwd: None,
            once: true,
            documents: vec![NewDocument { path, name: String::new() }],
            held_by: String::new(),
        };
        let held = spool.submission().hold_document(&new, 1, UnixMs(0)).unwrap();
        let fetch = HeldFetch {
            at: UnixMs(1),
            calling: String::new(),
            far_ident: None,
            pages: 1,
            whole: true,
            cause: "OK".into(),
        };
        let mut unsaved = Unsaved::default();
        let full = || SpoolError::DiskFull { path: folder.path().to_owned(), text: String::new() };
        assert_eq!(unsaved.note_fetch(Err(full()), held, fetch.clone()), Err(full()));
        assert_eq!(unsaved.due_in(), Some(Duration::ZERO));
        unsaved.save(&spool, UnixMs(2));
        assert!(
            unsaved.is_empty()
                && spool.submission().held_documents(None, false).unwrap().is_empty()
        );
        assert_eq!(spool.submission().fetches_of(held).unwrap(), [fetch]);
    }

    #[test]
    fn what_is_true_is_written_as_soon_as_it_can_be() {
        let (_folder, spool, lease, page) = said(UnknownPolicy::default());
        // Neither the confirmation nor the end could be written when they came.
        let end = AttemptEnd { failure: Some(Failure::Internal), ..AttemptEnd::default() };
        let mut unsaved = Unsaved {
            pages: confirmed(&lease, page),
            ended: vec![(Arc::clone(&lease), end)],
            ..Unsaved::default()
        };
        assert_eq!(unsaved.due_in(), Some(Duration::ZERO));
        assert!(unsaved.save(&spool, UnixMs(0)) && unsaved.is_empty());
        let job = spool.jobs().job(lease.job.id).unwrap();
        assert_eq!((job.state, job.pages_confirmed()), (JobState::Done, 1), "{}", job.text);
    }

    #[test]
    fn a_lease_does_not_end_while_the_end_of_its_job_cannot_be_written() {
        let (_folder, spool, lease, page) = said(UnknownPolicy::default());
        // The lease has been over for some time, since the disk is full.
        spool.queue().renew_lease(&lease, 0).unwrap();
        let end = AttemptEnd::default();
        let mut unsaved = Unsaved { pages: confirmed(&lease, page), ..Unsaved::default() };
        unsaved.ended.push((Arc::clone(&lease), end));
        unsaved.renew_leases(&spool);
        assert_eq!(spool.queue().recover_jobs(UnixMs(1)), Ok(Vec::new()));
        assert!(unsaved.save(&spool, UnixMs(2)));
        assert_eq!(spool.jobs().job(lease.job.id).unwrap().state, JobState::Done);
    }

    /// Makes a spool with a job of one page that is being sent. The spool notes that the end of the
    /// page is about to be sent. Returns the folder, the spool, the job's lease and the page.
    fn said(unknown: UnknownPolicy) -> (tempfile::TempDir, Spool, Arc<JobLease>, PageRef) {
        let (folder, spool, lease, page) = begun(unknown);
        spool.queue().page_said(&lease, page).unwrap();
        (folder, spool, lease, page)
    }

    /// Makes a spool with a job of one page that is being sent. Returns the folder, the spool, the
    /// job's lease and the page.
    fn begun(unknown: UnknownPolicy) -> (tempfile::TempDir, Spool, Arc<JobLease>, PageRef) {
        let folder = tempfile::tempdir().unwrap();
        let path = one_page(&folder);
        let spool = Spool::open(&folder.path().join("spool")).unwrap();
        let documents = vec![NewDocument { path, name: String::new() }];
        let new = NewJob { number: "1".into(), documents, unknown, ..NewJob::default() };
        spool.submission().submit(&new, UnixMs(0)).unwrap();
        let lease = spool.queue().lease_job(UnixMs(0), &LeaseLimits::default()).unwrap().unwrap();
        let page = PageRef { document: 1, page: 1 };
        spool.queue().page_begun(&lease, page).unwrap();
        (folder, spool, Arc::new(lease), page)
    }

    /// The confirmation of a page, as it is stored if it could not be written to the spool.
    fn confirmed(lease: &Arc<JobLease>, page: PageRef) -> Vec<UnsavedPage> {
        vec![UnsavedPage { lease: Arc::clone(lease), page, answer: PageAnswer::Confirmed }]
    }

    /// Makes each change of a job's pages in the spool fail, or lets such changes work again.
    fn set_broken(folder: &tempfile::TempDir, is_broken: bool) {
        let database = rusqlite::Connection::open(folder.path().join("spool/spool.db")).unwrap();
        let statement = if is_broken {
            "ALTER TABLE job_pages RENAME TO pages_away"
        } else {
            "ALTER TABLE pages_away RENAME TO job_pages"
        };
        database.execute_batch(statement).unwrap();
    }

    fn order(lease: &Arc<JobLease>, what: What) -> Order {
        Order { lease: Arc::clone(lease), what, answer: std::sync::mpsc::channel().0 }
    }

    #[test]
    fn a_page_that_the_receiver_lacks_is_in_no_doubt() {
        let end = AttemptEnd { failure: Some(Failure::Dropped), ..AttemptEnd::default() };
        for unknown in [UnknownPolicy::Skip, UnknownPolicy::Resend] {
            for is_lacked in [true, false] {
                let (_folder, spool, lease, page) = said(unknown);
                let mut unsaved = Unsaved::default();
                let mut run =
                    |what| order(&lease, what).run(Ok(spool.clone()), &mut unsaved, UnixMs(1));
                if is_lacked {
                    assert!(matches!(run(What::PageLacked(page)), Answer::Done));
                }
                run(What::End(end.clone()));
                let job = spool.jobs().job(lease.job.id).unwrap();
                let is_done = job.state == JobState::Done;
                assert_eq!(is_done, unknown == UnknownPolicy::Skip && !is_lacked, "{}", job.text);
                assert_eq!(job.pages[0].unknown, u32::from(!is_lacked));
            }
        }
    }

    /// The spool cannot store the receiver's answer when it comes. It is stored before the end of the
    /// call, also if the spool works again only after the end.
    #[test]
    fn an_answer_that_could_not_be_written_leaves_no_doubt_either() {
        for answer in [What::PageLacked as fn(PageRef) -> What, What::PageRefused] {
            for is_late in [false, true] {
                no_doubt_after(answer, is_late);
            }
        }
    }

    fn no_doubt_after(answer: fn(PageRef) -> What, is_late: bool) {
        let (folder, spool, lease, page) = said(UnknownPolicy::Skip);
        let end = AttemptEnd { failure: Some(Failure::Dropped), ..AttemptEnd::default() };
        let mut unsaved = Unsaved::default();
        let mut run = |what| order(&lease, what).run(Ok(spool.clone()), &mut unsaved, UnixMs(1));
        set_broken(&folder, true);
        assert!(matches!(run(answer(page)), Answer::Failed(_, false)));
        if is_late {
            assert!(matches!(run(What::End(end)), Answer::Done), "the end waits");
            set_broken(&folder, false);
            assert!(unsaved.save(&spool, UnixMs(2)));
        } else {
            set_broken(&folder, false);
            assert!(matches!(run(What::End(end)), Answer::Ended(..)));
        }
        assert!(unsaved.is_empty());
        let job = spool.jobs().job(lease.job.id).unwrap();
        assert!(!job.state.is_final(), "{}", job.text);
        assert_eq!((job.pages[0].state, job.pages[0].unknown), (PageState::Waiting, 0));
    }

    /// The receiver lacks a page, which the spool cannot store. The page is sent again, and its end
    /// gets no answer. Now the page is in doubt.
    #[test]
    fn a_page_that_is_sent_again_is_in_doubt_again() {
        let (folder, spool, lease, page) = said(UnknownPolicy::Skip);
        let mut unsaved = Unsaved::default();
        set_broken(&folder, true);
        order(&lease, What::PageLacked(page)).run(Ok(spool.clone()), &mut unsaved, UnixMs(1));
        set_broken(&folder, false);
        // As if the spool had worked again only after the unsaved answers were tried.
        let answer = write(&spool, &order(&lease, What::PageSaid(page)), &mut unsaved, UnixMs(1));
        assert!(matches!(answer, Answer::PageMayEnd));
        assert!(unsaved.is_empty());
        let end = AttemptEnd { failure: Some(Failure::Dropped), ..AttemptEnd::default() };
        order(&lease, What::End(end)).run(Ok(spool.clone()), &mut unsaved, UnixMs(1));
        let job = spool.jobs().job(lease.job.id).unwrap();
        assert_eq!((job.state, job.pages[0].unknown), (JobState::Done, 1), "{}", job.text);
    }

    /// A long page is sent in three parts. The first is confirmed, and the second gets no answer. So
    /// the receiver cannot have the page, and the next call goes on with the second part.
    #[test]
    fn a_page_of_which_the_last_part_was_not_sent_is_in_no_doubt() {
        for unknown in [UnknownPolicy::Skip, UnknownPolicy::Resend] {
            let (_folder, spool, lease, page) = begun(unknown);
            let mut unsaved = Unsaved::default();
            let mut run =
                |what| order(&lease, what).run(Ok(spool.clone()), &mut unsaved, UnixMs(1));
            assert!(matches!(run(What::PartSaid(page)), Answer::PageMayEnd));
            assert!(matches!(run(What::PartConfirmed(page, 4)), Answer::Done));
            assert!(matches!(run(What::PartSaid(page)), Answer::PageMayEnd));
            run(What::End(AttemptEnd { failure: Some(Failure::Dropped), ..Default::default() }));
            let job = spool.jobs().job(lease.job.id).unwrap();
            assert!(!job.state.is_final(), "{unknown:?}: {}", job.text);
            let page = &job.pages[0];
            let rests = (page.state, page.unknown, page.rows_confirmed);
            assert_eq!(rests, (PageState::Waiting, 0, 4), "{unknown:?}");
            assert_eq!(job.pages_to_send().count(), 1);
        }
    }

    /// A part of a long page is confirmed while the spool cannot be written. The part is noted later,
    /// and before the end of the call. So the next call does not send this part again.
    #[test]
    fn a_part_of_a_page_that_could_not_be_noted_at_once_is_not_sent_again() {
        for is_late in [false, true] {
            let (folder, spool, lease, page) = begun(UnknownPolicy::Resend);
            let end = AttemptEnd { failure: Some(Failure::Dropped), ..AttemptEnd::default() };
            let mut unsaved = Unsaved::default();
            let mut run =
                |what| order(&lease, what).run(Ok(spool.clone()), &mut unsaved, UnixMs(1));
            assert!(matches!(run(What::PartSaid(page)), Answer::PageMayEnd));
            set_broken(&folder, true);
            assert!(matches!(run(What::PartConfirmed(page, 4)), Answer::Failed(_, false)));
            if is_late {
                assert!(matches!(run(What::End(end)), Answer::Done), "the end waits");
                set_broken(&folder, false);
                assert!(unsaved.save(&spool, UnixMs(2)));
            } else {
                set_broken(&folder, false);
                assert!(matches!(run(What::End(end)), Answer::Ended(..)));
            }
            assert!(unsaved.is_empty());
            let page = &spool.jobs().job(lease.job.id).unwrap().pages[0];
            assert_eq!((page.state, page.rows_confirmed), (PageState::Waiting, 4), "{is_late}");
        }
    }

    /// A confirmed part is noted only after the end of the page was sent. The note says nothing about
    /// the end of the page, so the page remains in doubt.
    #[test]
    fn a_part_that_is_noted_late_does_not_take_the_end_of_its_page_back() {
        let (folder, spool, lease, page) = begun(UnknownPolicy::Skip);
        let mut unsaved = Unsaved::default();
        set_broken(&folder, true);
        let part = order(&lease, What::PartConfirmed(page, 4));
        assert!(matches!(write(&spool, &part, &mut unsaved, UnixMs(1)), Answer::Failed(_, false)));
        set_broken(&folder, false);
        // As if the spool had worked again only after the unsaved answers were tried.
        let answer = write(&spool, &order(&lease, What::PageSaid(page)), &mut unsaved, UnixMs(1));
        assert!(matches!(answer, Answer::PageMayEnd) && !unsaved.is_empty());
        unsaved.save(&spool, UnixMs(2));
        let end = AttemptEnd { failure: Some(Failure::Dropped), ..AttemptEnd::default() };
        order(&lease, What::End(end)).run(Ok(spool.clone()), &mut unsaved, UnixMs(3));
        let page = &spool.jobs().job(lease.job.id).unwrap().pages[0];
        assert_eq!((page.state, page.unknown), (PageState::Doubtful, 1));
    }

    #[test]
    fn an_end_waits_for_the_confirmation_before_it() {
        let (_folder, spool, lease, page) = said(UnknownPolicy::Resend);
        let mut unsaved = Unsaved { pages: confirmed(&lease, page), ..Unsaved::default() };
        let end = AttemptEnd { failure: Some(Failure::Dropped), ..AttemptEnd::default() };
        let answer = write(&spool, &order(&lease, What::End(end)), &mut unsaved, UnixMs(1));
        assert!(matches!(answer, Answer::Done));
        assert_eq!(spool.jobs().job(lease.job.id).unwrap().state, JobState::Active);
        assert!(unsaved.save(&spool, UnixMs(2)) && unsaved.is_empty());
        assert_eq!(spool.jobs().job(lease.job.id).unwrap().state, JobState::Done);
    }
}
