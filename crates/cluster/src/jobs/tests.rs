//! Nodes that share jobs, with a shared database of the kind that the environment specifies. Each
//! page is confirmed once, even if processes die in between, and no page is lost.

use crate::Clustered;
use ferrofax_basics::UnixMs;
use ferrofax_document::tiff::{Appender, NewPage};
use ferrofax_ground::t4::{Bitmap, PageQuality, Resolution};
use ferrofax_spool::inside::{Inside, testing};

use super::{LocalTry, StoreTry, TryHold};
use crate::node::{Beat, Node};
use ferrofax_spool::failure::{Failure, NotifyReason};
use ferrofax_spool::inside::database::faults;
use ferrofax_spool::inside::jobs::role::Role;
use ferrofax_spool::jobs::{
    AttemptEnd, CallWish, Job, JobId, JobLease, JobState, LeaseLimits, NewDocument, NewJob,
    PageRef, UnknownPolicy,
};
use ferrofax_spool::sending::SendingSettings;
use ferrofax_spool::{OutboxEntry, OutboxKind, Spool, SpoolError};

pub(super) const LEASE_MS: i64 = 60_000;
pub(super) const HOUR_MS: i64 = 3_600_000;

/// A node with its PBX.
pub(crate) struct Machine {
    _folder: tempfile::TempDir,
    pub(crate) spool: Spool,
    pub(crate) node: Node,
}

/// Two nodes and their shared database.
pub(crate) struct Bench {
    folder: tempfile::TempDir,
    pub(crate) store: Spool,
    pub(crate) berlin: Machine,
    pub(crate) hamburg: Machine,
}

impl Machine {
    pub(crate) fn new(name: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let spool = testing::open(folder.path()).unwrap();
        let node = spool.cluster().become_node(name, "store").unwrap();
        spool.shared_queue().share_jobs(true).unwrap();
        spool.devices().publish_sending(&SendingSettings::default(), 2).unwrap();
        Self { _folder: folder, spool, node }
    }

    /// Reports all attempts to the shared database, as the Ferrofax service does.
    pub(crate) fn tell(&self, store: &Spool) -> Result<(), SpoolError> {
        for one in self.spool.shared_queue().open_tries()? {
            let news = self.spool.shared_queue().try_news(&one)?;
            if one.is_of_before() {
                store.shared_queue().tell_known(&self.node, LEASE_MS, &one, &news)?;
                if news.has_ended() || self.spool.shared_queue().withdraw_try(one.job)? {
                    self.spool.shared_queue().close_try(one.job, UnixMs::now())?;
                }
                continue;
            }
            let is_ours = store.shared_queue().tell_try(&self.node, one.of, &news)?;
            if news.has_ended() || (!is_ours && self.spool.shared_queue().withdraw_try(one.job)?) {
                self.spool.shared_queue().close_try(one.job, UnixMs::now())?;
            } else if is_ours {
                self.spool.shared_queue().note_told(one.job, &news)?;
            }
        }
        Ok(())
    }

    /// Takes the next job that may be sent.
    pub(crate) fn take(&self, store: &Spool) -> Result<Option<StoreTry>, SpoolError> {
        let hold = TryHold::of_now(HOUR_MS);
        let Some(of) = store.shared_queue().take_try(&self.node, LEASE_MS)? else {
            return Ok(None);
        };
        self.spool
            .shared_queue()
            .bring_try(store, of, (&hold, &mut || Ok(())), UnixMs::now())?;
        Ok(Some(of))
    }

    /// Performs the handshake with the shared database. Returns whether it is another one than
    /// before.
    pub(crate) fn greet(&mut self, store: &Spool) -> bool {
        let is_other;
        (self.node, is_other) =
            self.spool.shared_queue().greet(store, LEASE_MS, UnixMs::now()).unwrap();
        is_other
    }

    /// Hands in a job at this machine.
    pub(crate) fn submit(&self, new: &NewJob) -> JobId {
        self.spool.submission().submit(new, UnixMs::now()).unwrap()
    }

    /// Moves a job to the shared database.
    pub(crate) fn move_to(&self, store: &Spool, job: JobId) -> Result<Option<JobId>, SpoolError> {
        self.move_with(store, job, &mut || Ok(()))
    }

    /// Moves a job to the shared database, with this beat between the steps.
    pub(crate) fn move_with(
        &self,
        store: &Spool,
        job: JobId,
        beat: Beat<'_>,
    ) -> Result<Option<JobId>, SpoolError> {
        self.spool.shared_queue().move_job(store, &self.node, job, UnixMs::now(), beat)
    }

    /// Reads from the shared database all that has happened to the jobs of this machine.
    pub(crate) fn follow(&self, store: &Spool) -> Result<(), SpoolError> {
        let (queue, now) = (self.spool.shared_queue(), UnixMs::now());
        while queue.follow_store(store, &self.node, now, &mut || Ok(()))? {}
        Ok(())
    }

    /// The PBX dials the next job that it may dial.
    pub(crate) fn dial(&self) -> Option<JobLease> {
        self.spool.queue().lease_job(UnixMs::now(), &LeaseLimits::default()).unwrap()
    }

    pub(crate) fn tries(&self) -> Vec<LocalTry> {
        self.spool.shared_queue().open_tries().unwrap()
    }

    /// Begins a page, reports it to the shared database, and sends its end-of-page signal.
    pub(crate) fn say(&self, store: &Spool, lease: &JobLease, number: u32) {
        self.spool.queue().page_begun(lease, page(number)).unwrap();
        self.tell(store).unwrap();
        self.spool.queue().page_said(lease, page(number)).unwrap();
    }

    pub(crate) fn confirm(&self, lease: &JobLease, number: u32) {
        self.spool.queue().page_confirmed(lease, page(number), UnixMs::now()).unwrap();
    }

    pub(crate) fn end(&self, lease: &JobLease, failure: Option<Failure>) {
        let end = AttemptEnd { failure, ..AttemptEnd::default() };
        self.spool.queue().attempt_ended(lease, &end, UnixMs::now()).unwrap();
    }

    /// Takes the next job that may be sent, and dials it.
    pub(crate) fn call(&self, store: &Spool) -> JobLease {
        self.take(store).unwrap().unwrap();
        self.dial().unwrap()
    }

    /// Sends a page, which the receiver confirms.
    pub(crate) fn send(&self, store: &Spool, lease: &JobLease, number: u32) {
        self.say(store, lease, number);
        self.confirm(lease, number);
    }

    /// Ends a call, and reports that to the shared database.
    pub(crate) fn end_and_tell(&self, store: &Spool, lease: &JobLease, failure: Option<Failure>) {
        self.end(lease, failure);
        self.tell(store).unwrap();
    }
}

impl Bench {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = testing::open(&folder.path().join("store")).unwrap();
        Self { folder, store, berlin: Machine::new("berlin"), hamburg: Machine::new("hamburg") }
    }

    pub(crate) fn new_job(&self, number: &str, pages: u32) -> NewJob {
        let path = self.folder.path().join(format!("{pages}.tif"));
        if !path.exists() {
            let mut file = Appender::open(&path).unwrap();
            let (bitmap, resolution) = (Bitmap::white(1728, 10), Resolution::Fine);
            for _ in 0..pages {
                let (quality, date_time) = (PageQuality::default(), "2026:11:20 09:00:00");
                file.append(&NewPage { bitmap: &bitmap, resolution, quality, date_time })
                    .unwrap();
            }
        }
        NewJob {
            number: number.into(),
            device: "2101@fax-devices".parse().unwrap(),
            documents: vec![NewDocument { path, name: "letter".into() }],
            notify: vec!["alice@example.com".into()],
            owner: "alice".into(),
            ..NewJob::default()
        }
    }

    /// Hands a job to Berlin and from there to the shared database. Returns its number there, and
    /// its number at Berlin.
    pub(crate) fn given(&self, new: &NewJob) -> (JobId, JobId) {
        let here = self.berlin.submit(new);
        (self.give(here), here)
    }

    pub(crate) fn give(&self, here: JobId) -> JobId {
        self.give_to(&self.store, here).unwrap()
    }

    /// Moves a job of Berlin to this shared database. Returns its number there.
    pub(crate) fn give_to(&self, store: &Spool, here: JobId) -> Result<JobId, SpoolError> {
        self.berlin.move_to(store, here).map(Option::unwrap)
    }

    /// Berlin's row of a job, after it has followed the shared database.
    pub(crate) fn followed(&self, here: JobId) -> Job {
        self.berlin.follow(&self.store).unwrap();
        self.berlin.spool.jobs().job(here).unwrap()
    }

    /// Lets all leases and memberships in the shared database expire.
    pub(crate) fn let_leases_end(&self) {
        for end in ["UPDATE job_leases SET until = 0", "UPDATE job_nodes SET until = 0"] {
            self.store.write(|one| one.execute(end, [])).unwrap();
        }
    }

    /// Lets a job that waits for its next attempt be sent now.
    pub(crate) fn retry(&self, there: JobId) {
        let now = self.store.shared_queue().now_of_store().unwrap();
        self.store.jobs().retry_job(there, "a test", now).unwrap();
    }
}

/// Runs all steps of the nodes once: Berlin hands over its jobs, Hamburg sends the jobs that it may
/// send, and reports. The sent pages are added to `said`.
fn cycle(bench: &Bench, said: &mut Vec<u32>) -> Result<(), SpoolError> {
    let Bench { store, berlin, hamburg, .. } = bench;
    let now = UnixMs::now();
    for job in berlin.spool.shared_queue().jobs_to_move(9)? {
        berlin.move_to(store, job)?;
    }
    hamburg.take(store)?;
    while let Some(lease) = hamburg.spool.queue().lease_job(now, &LeaseLimits::default())? {
        hamburg.spool.queue().session_begun(&lease, now)?;
        let pages: Vec<PageRef> = lease.job.pages_to_send().map(|page| page.at).collect();
        for page in pages {
            hamburg.spool.queue().page_begun(&lease, page)?;
            hamburg.tell(store)?;
            hamburg.spool.queue().page_said(&lease, page)?;
            said.push(page.page);
            hamburg.spool.queue().page_confirmed(&lease, page, now)?;
            hamburg.tell(store)?;
        }
        hamburg.spool.queue().attempt_ended(&lease, &AttemptEnd::default(), now)?;
    }
    hamburg.tell(store)?;
    berlin
        .spool
        .shared_queue()
        .follow_store(store, &berlin.node, now, &mut || Ok(()))
        .map(drop)
}

/// Restarts Hamburg's PBX and its service. Waiting jobs of the shared database may be sent now.
fn restart_hamburg(bench: &Bench) {
    let Bench { store, hamburg, .. } = bench;
    testing::forget_calls(&hamburg.spool);
    hamburg.spool.queue().recover_jobs(UnixMs::now()).unwrap();
    hamburg.tell(store).unwrap();
    let here = hamburg.tries();
    for one in store.shared_queue().renew_tries(&hamburg.node, LEASE_MS).unwrap() {
        if !here.iter().any(|local| local.of == one.of) {
            store
                .shared_queue()
                .return_try(&hamburg.node, one.of, "it began again")
                .unwrap();
        }
    }
    for shared in store.shared_queue().shared_jobs(9).unwrap() {
        if shared.job.state == JobState::Sleeping {
            bench.retry(shared.job.id);
        }
    }
}

pub(super) fn page(number: u32) -> PageRef {
    PageRef { document: 1, page: number }
}

/// Puts a job into the state that it has while it is being handed over to the shared database.
pub(super) fn begin_to_move(spool: &Spool, job: JobId) {
    let begin = "INSERT INTO moved_jobs (job) VALUES (?1)";
    spool
        .write(|one| {
            one.execute(begin, [job.0])?;
            Role::Moved.set(one, job)
        })
        .unwrap();
}

#[test]
fn a_job_is_sent_by_another_node_and_reported_by_the_one_that_has_it_from_people() {
    let bench = Bench::new();
    let Bench { store, berlin, hamburg, .. } = &bench;
    let here = berlin.submit(&bench.new_job("+4999112345", 2));
    // From the first moment, only the node that has an attempt from the shared database may dial
    // the job.
    assert_eq!(berlin.dial(), None);
    assert_eq!(berlin.spool.shared_queue().jobs_to_move(9).unwrap(), [here]);
    let there = bench.give(here);
    assert_eq!(
        (bench.give(here), berlin.spool.shared_queue().jobs_to_move(9).unwrap()),
        (there, vec![])
    );
    assert_eq!(berlin.dial(), None);

    let of = hamburg.take(store).unwrap().unwrap();
    assert_eq!((of.job, berlin.take(store).unwrap()), (there, None));
    let listed = store.shared_queue().shared_jobs(9).unwrap();
    assert_eq!((listed.len(), listed[0].node.as_deref()), (1, Some("hamburg")));
    assert!(bench.followed(here).text.contains("Node hamburg calls"));
    let lease = hamburg.dial().unwrap();
    assert_eq!(lease.job.documents.len(), 1);
    assert_eq!(
        ferrofax_spool::read_document(&lease.job.documents[0].path).unwrap(),
        ferrofax_spool::read_document(&berlin.spool.jobs().job(here).unwrap().documents[0].path)
            .unwrap()
    );
    hamburg.spool.queue().session_begun(&lease, UnixMs::now()).unwrap();
    for number in [1, 2] {
        hamburg.send(store, &lease, number);
        hamburg.tell(store).unwrap();
        assert_eq!(store.jobs().job(there).unwrap().pages_confirmed(), number);
    }
    hamburg.end_and_tell(store, &lease, None);
    assert!(hamburg.tries().is_empty());

    let job = store.jobs().job(there).unwrap();
    assert_eq!((job.state, job.tries, job.dials), (JobState::Done, 1, 1), "{}", job.text);
    let job = bench.followed(here);
    assert_eq!((job.state, job.pages_confirmed(), job.tries), (JobState::Done, 2, 1));
    let reports = berlin.spool.outbox().reports_of(here).unwrap();
    assert_eq!((reports.len(), reports[0].mailbox.as_str()), (1, "alice@example.com"));
    bench.followed(here);
    assert_eq!(berlin.spool.outbox().reports_of(here).unwrap().len(), 1);
    // The other spools send no reports.
    assert!(hamburg.spool.outbox().reports_of(lease.job.id).unwrap().is_empty());
    assert!(store.outbox().reports_of(there).unwrap().is_empty());
}

#[test]
fn after_the_death_of_a_node_another_goes_on_with_the_first_page_not_confirmed() {
    let bench = Bench::new();
    let Bench { store, berlin, hamburg, .. } = &bench;
    let (there, here) = bench.given(&bench.new_job("1", 3));
    let of = hamburg.take(store).unwrap().unwrap();
    let lease = hamburg.dial().unwrap();
    hamburg.send(store, &lease, 1);
    hamburg.say(store, &lease, 2);
    assert_eq!(store.shared_queue().end_dead_tries().unwrap(), []);
    // Hamburg is silent. Only Hamburg knows what happened to page 2.
    bench.let_leases_end();
    assert_eq!(store.shared_queue().end_dead_tries().unwrap(), [(of, "hamburg".to_owned())]);
    let job = store.jobs().job(there).unwrap();
    assert_eq!((job.state, job.dials), (JobState::Sleeping, 1));
    let unknown: Vec<u32> = job.pages.iter().map(|page| page.unknown).collect();
    assert_eq!(unknown, [0, 1, 0]);
    assert!(
        bench
            .followed(here)
            .text
            .contains("Node hamburg made the call and then stopped reporting")
    );
    let lost = || store.shared_queue().lost_tries(10).unwrap().pop().unwrap();
    let seen = lost();
    assert_eq!((seen.of, seen.node.as_str(), seen.next), (of, "hamburg", None));

    bench.retry(there);
    berlin.take(store).unwrap().unwrap();
    let (next, at) = lost().next.unwrap();
    assert!(next == "berlin" && at >= seen.at);
    let other = berlin.dial().unwrap();
    let to_send: Vec<(u32, bool)> =
        other.job.pages_to_send().map(|page| (page.at.page, page.is_again())).collect();
    assert_eq!(to_send, [(2, true), (3, false)]);
    // Hamburg was only disconnected. Its knowledge of page 2 is accepted, and its attempt is over.
    hamburg.confirm(&lease, 2);
    hamburg.tell(store).unwrap();
    assert_eq!(store.jobs().job(there).unwrap().pages_confirmed(), 2);
    assert_eq!(hamburg.spool.queue().renew_lease(&lease, LEASE_MS), Ok(CallWish::Gone));
    assert_eq!(
        hamburg.spool.queue().page_begun(&lease, page(3)),
        Err(SpoolError::LeaseLost(lease.job.id))
    );
    hamburg.end_and_tell(store, &lease, Some(Failure::Cancelled));
    assert!(hamburg.tries().is_empty() && hamburg.dial().is_none());
    assert_eq!(store.jobs().job(there).unwrap().state, JobState::Active);
    for number in [2, 3] {
        berlin.send(store, &other, number);
    }
    berlin.end_and_tell(store, &other, None);
    assert_eq!(bench.followed(here).state, JobState::Done);
}

#[test]
fn a_page_in_doubt_is_not_sent_again_where_that_is_not_wanted() {
    let bench = Bench::new();
    let Bench { store, hamburg, .. } = &bench;
    let new = NewJob { unknown: UnknownPolicy::Skip, ..bench.new_job("1", 1) };
    let (there, _) = bench.given(&new);
    let lease = hamburg.call(store);
    hamburg.say(store, &lease, 1);
    bench.let_leases_end();
    store.shared_queue().end_dead_tries().unwrap();
    let job = store.jobs().job(there).unwrap();
    assert_eq!((job.state, job.pages_in_doubt().count()), (JobState::Done, 1), "{}", job.text);
}

#[test]
fn a_node_that_cannot_reach_the_store_dials_and_says_nothing_any_more() {
    let bench = Bench::new();
    let Bench { store, hamburg, .. } = &bench;
    bench.given(&bench.new_job("1", 1));
    bench.given(&bench.new_job("2", 1));
    hamburg.take(store).unwrap().unwrap();
    let lease = hamburg.call(store);
    assert_eq!(hamburg.spool.queue().renew_lease(&lease, LEASE_MS), Ok(CallWish::GoOn));
    hamburg.spool.queue().page_begun(&lease, page(1)).unwrap();
    // The shared database does not know that the page has begun, so its end-of-page signal is not
    // sent.
    let lost = Err(SpoolError::LeaseLost(lease.job.id));
    assert_eq!(hamburg.spool.queue().page_said(&lease, page(1)), lost);
    hamburg.tell(store).unwrap();
    hamburg.spool.queue().page_said(&lease, page(1)).unwrap();
    // The time is over for which the node can be sure of its attempts.
    let tries: Vec<StoreTry> = hamburg.tries().iter().map(|one| one.of).collect();
    hamburg.spool.shared_queue().hold_tries(&tries, &TryHold::of_now(0)).unwrap();
    assert_eq!(hamburg.spool.queue().renew_lease(&lease, LEASE_MS), Ok(CallWish::Gone));
    assert_eq!(hamburg.spool.queue().page_said(&lease, page(1)), lost);
    assert!(hamburg.dial().is_none());
    // The PBX breaks the call off, and the shared database is back before it has declared the node
    // dead.
    hamburg.end_and_tell(store, &lease, Some(Failure::Cancelled));
    let job = store.jobs().job(tries[0].job).unwrap();
    assert_eq!((job.state, job.failure), (JobState::Sleeping, Some(Failure::Internal)));
    assert_eq!(job.pages[0].unknown, 1);
    // For the other attempt nothing has changed.
    let renewed = store.shared_queue().renew_tries(&hamburg.node, LEASE_MS).unwrap();
    assert_eq!(renewed.iter().map(|one| one.of).collect::<Vec<_>>(), tries[1..]);
    hamburg
        .spool
        .shared_queue()
        .hold_tries(&tries[1..], &TryHold::of_now(HOUR_MS))
        .unwrap();
    assert!(hamburg.dial().is_some());
}

#[test]
fn a_try_is_one_call_and_when_there_is_another_the_store_says() {
    let bench = Bench::new();
    let Bench { store, hamburg, .. } = &bench;
    let (there, _) = bench.given(&bench.new_job("1", 1));
    let lease = hamburg.call(store);
    hamburg.end(&lease, Some(Failure::Busy));
    // The time of the next attempt comes, for the local spool, before the shared database got the
    // report.
    let late = UnixMs::now() + 24 * HOUR_MS;
    assert_eq!(hamburg.spool.queue().lease_job(late, &LeaseLimits::default()).unwrap(), None);
    hamburg.tell(store).unwrap();
    let job = store.jobs().job(there).unwrap();
    assert_eq!((job.state, job.failure, job.dials), (JobState::Sleeping, Some(Failure::Busy), 1));
    assert_eq!(hamburg.spool.jobs().job(lease.job.id).unwrap().state, JobState::Failed);
    assert_eq!(hamburg.take(store).unwrap(), None);
}

#[test]
fn what_goes_first_goes_first_and_one_call_at_a_time_to_a_number() {
    let bench = Bench::new();
    let Bench { store, berlin, hamburg, .. } = &bench;
    let (late, _) = bench.given(&NewJob { priority: 250, ..bench.new_job("1", 1) });
    let (first, _) = bench.given(&NewJob { priority: 10, ..bench.new_job("2", 1) });
    let (second, _) = bench.given(&bench.new_job("2", 1));
    let mut of_berlin = bench.new_job("3", 1);
    of_berlin
        .options
        .insert(ferrofax_spool::sending::option::NODES.to_owned(), "essen, berlin".to_owned());
    let (own, _) = bench.given(&of_berlin);
    assert_eq!(hamburg.take(store).unwrap().unwrap().job, first);
    // The other job to the same number is passed over, and so is the job that only Berlin may send.
    assert_eq!(hamburg.take(store).unwrap().unwrap().job, late);
    assert_eq!(hamburg.take(store).unwrap(), None);
    assert_eq!(store.jobs().job(second).unwrap().state, JobState::Blocked);
    assert_eq!(berlin.take(store).unwrap().unwrap().job, own);
    assert_eq!(berlin.take(store).unwrap(), None);
    // The attempt was returned: it is not counted, and the number is free.
    let of = hamburg.tries()[0].of;
    assert!(hamburg.spool.shared_queue().withdraw_try(hamburg.tries()[0].job).unwrap());
    store.shared_queue().return_try(&hamburg.node, of, "no line").unwrap();
    assert_eq!(store.jobs().job(first).unwrap().dials, 0);
    assert_eq!(berlin.take(store).unwrap().unwrap().job, first);
    assert_eq!(berlin.take(store).unwrap(), None);
}

#[test]
fn a_wish_that_the_store_has_not_heard_yet_is_not_replaced_by_the_next_one() {
    let bench = Bench::new();
    let Bench { store, berlin, .. } = &bench;
    let (there, here) = bench.given(&bench.new_job("1", 1));
    let now = UnixMs::now();
    berlin.spool.jobs().hold_job(here, "alice", now).unwrap();
    berlin.spool.jobs().set_job_priority(here, 3, "bob", now).unwrap();
    berlin.spool.shared_queue().tell_asked(store, &berlin.node).unwrap();
    let job = store.jobs().job(there).unwrap();
    assert_eq!((job.state, job.priority), (JobState::Suspended, 3));
    // Requests from before the cancellation do not replace it.
    berlin.spool.jobs().release_job(here, "alice", now).unwrap();
    berlin.spool.jobs().cancel_job(here, "alice", now).unwrap();
    berlin.spool.jobs().hold_job(here, "alice", now).unwrap();
    berlin.spool.shared_queue().tell_asked(store, &berlin.node).unwrap();
    assert_eq!(store.jobs().job(there).unwrap().failure, Some(Failure::Cancelled));
}

/// The package was upgraded, and the PBX not restarted since.
#[test]
fn commands_that_a_loaded_module_of_0_3_0_stores_are_carried_out() {
    let bench = Bench::new();
    let Bench { store, berlin, hamburg, .. } = &bench;
    let (there, here) = bench.given(&bench.new_job("1", 1));
    berlin.spool.jobs().hold_job(here, "alice", UnixMs::now()).unwrap();
    let stores = "UPDATE moved_jobs SET asked = 'priority:3 bob' WHERE job = ?1";
    berlin.spool.write(|one| one.execute(stores, [here.0])).unwrap();
    berlin.spool.shared_queue().tell_asked(store, &berlin.node).unwrap();
    let job = store.jobs().job(there).unwrap();
    assert_eq!((job.state, job.priority), (JobState::Suspended, 3));
    store.jobs().release_job(there, "alice", UnixMs::now()).unwrap();
    berlin.spool.shared_queue().tell_asked(store, &berlin.node).unwrap();
    assert_eq!(store.jobs().job(there).unwrap().state, JobState::Ready);

    hamburg.take(store).unwrap().unwrap();
    let cancels = "UPDATE store_tries SET is_cancelled = 1";
    hamburg.spool.write(|one| one.execute(cancels, [])).unwrap();
    assert!(hamburg.spool.shared_queue().open_tries().unwrap()[0].is_cancelled);
}

/// The job is counted and reported on its origin node.
#[test]
fn a_try_is_no_job_to_those_who_count_jobs_and_hear_of_them() {
    let bench = Bench::new();
    let Bench { store, berlin, hamburg, .. } = &bench;
    let (_, here) = bench.given(&bench.new_job("1", 1));
    let lease = hamburg.call(store);
    hamburg.send(store, &lease, 1);
    hamburg.end_and_tell(store, &lease, None);
    assert_eq!(bench.followed(here).state, JobState::Done);
    let jobs = |machine: &Machine| {
        machine.spool.monitoring().sums(ferrofax_spool::SumOf::Jobs).unwrap().len()
    };
    assert_eq!((jobs(berlin), jobs(hamburg)), (1, 0));
    let calls = hamburg.spool.monitoring().sums(ferrofax_spool::SumOf::SentCalls).unwrap();
    assert_eq!(calls.len(), 1);
    let news = |machine: &Machine| {
        let all = machine.spool.monitoring().job_news(0, 99).unwrap();
        all.into_iter().filter(|one| !one.is_try).count()
    };
    assert_eq!((news(berlin) > 0, news(hamburg)), (true, 0));
    let charges = |machine: &Machine| {
        machine
            .spool
            .monitoring()
            .charges(UnixMs(0), UnixMs::now() + HOUR_MS)
            .unwrap()
            .rows
    };
    let pages = |machine: &Machine| charges(machine).iter().map(|row| row.pages).sum::<u32>();
    assert_eq!((pages(berlin), pages(hamburg)), (1, 0));
}

#[test]
fn a_job_whose_document_is_gone_ends_with_its_time() {
    let bench = Bench::new();
    let Bench { store, berlin, .. } = &bench;
    let now = UnixMs::now();
    let new = NewJob { expires_at: Some(now + HOUR_MS), ..bench.new_job("1", 1) };
    let here = berlin.spool.submission().submit(&new, now).unwrap();
    std::fs::remove_file(&berlin.spool.jobs().job(here).unwrap().documents[0].path).unwrap();
    berlin.move_to(store, here).unwrap_err();
    berlin.spool.queue().let_jobs_expire(true);
    berlin.spool.queue().wake_jobs(now + 2 * HOUR_MS).unwrap();
    let job = berlin.spool.jobs().job(here).unwrap();
    assert_eq!((job.state, job.failure), (JobState::Failed, Some(Failure::Expired)));
}

#[test]
fn a_job_whose_document_is_gone_is_ended_for_people_and_what_they_wanted_is_done() {
    let bench = Bench::new();
    let Bench { store, berlin, .. } = &bench;
    let now = UnixMs::now();
    let gone = |job| {
        let path = &berlin.spool.jobs().job(job).unwrap().documents[0].path;
        std::fs::remove_file(path).unwrap();
    };
    let held = berlin.spool.submission().submit(&bench.new_job("1", 1), now).unwrap();
    gone(held);
    // The job was being handed over when somebody held it.
    begin_to_move(&berlin.spool, held);
    berlin.spool.jobs().hold_job(held, "alice", now).unwrap();
    berlin.move_to(store, held).unwrap_err();
    assert_eq!(berlin.spool.jobs().job(held).unwrap().state, JobState::Suspended);
    berlin.spool.shared_queue().fail_unmovable(held, now).unwrap();
    let job = berlin.spool.jobs().job(held).unwrap();
    assert_eq!((job.state, job.failure), (JobState::Failed, Some(Failure::NoDocument)));
    assert_eq!(berlin.spool.outbox().reports_of(held).unwrap().len(), 1);

    // A job that is in the shared database continues there.
    let (there, here) = bench.given(&bench.new_job("2", 1));
    gone(here);
    let forget = "UPDATE moved_jobs SET store_job = NULL";
    berlin.spool.write(|one| one.execute(forget, [])).unwrap();
    assert_eq!(berlin.move_to(store, here), Ok(Some(there)));
    berlin.spool.shared_queue().fail_unmovable(here, now).unwrap();
    assert!(!berlin.spool.jobs().job(here).unwrap().state.is_final());
}

/// Berlin has sent a job of its former shared database, and has left it. The new database gives out
/// the same numbers again.
#[test]
fn a_node_that_left_its_store_shares_and_sends_jobs_of_another_one() {
    let mut bench = Bench::new();
    let (_, old) = bench.given(&bench.new_job("1", 1));
    let lease = bench.berlin.call(&bench.store);
    bench.berlin.send(&bench.store, &lease, 1);
    bench.berlin.end_and_tell(&bench.store, &lease, None);
    assert_eq!(bench.followed(old).state, JobState::Done);
    assert!(bench.berlin.spool.shared_queue().leave_store().unwrap());

    let spool = bench.berlin.spool.clone();
    bench.store = testing::open(&bench.folder.path().join("other")).unwrap();
    bench.berlin.node = spool.cluster().become_node("berlin", "another store").unwrap();
    spool.shared_queue().share_jobs(true).unwrap();
    let store = bench.store.clone();
    bench.berlin.greet(&store);
    let (cancelled, here) = bench.given(&bench.new_job("2", 1));
    spool.jobs().cancel_job(here, "alice", UnixMs::now()).unwrap();
    spool.shared_queue().tell_asked(&store, &bench.berlin.node).unwrap();
    assert_eq!(store.jobs().job(cancelled).unwrap().state, JobState::Failed);
    let (sent, _) = bench.given(&bench.new_job("3", 1));
    assert_eq!(bench.berlin.take(&store).unwrap().unwrap().job, sent);
    assert_eq!(bench.berlin.tries().len(), 1);
    assert!(bench.berlin.dial().is_some());
}

/// Nobody passes on commands to the shared database that the settings no longer name.
#[test]
fn a_machine_that_is_no_node_any_more_sends_what_is_tried_again_itself() {
    let bench = Bench::new();
    let spool = &bench.berlin.spool;
    let (there, failed) = bench.given(&bench.new_job("1", 1));
    let now = bench.store.shared_queue().now_of_store().unwrap();
    bench.store.jobs().cancel_job(there, "a test", now).unwrap();
    assert_eq!(bench.followed(failed).state, JobState::Failed);
    // The shared database still has this job, so that this machine keeps its identity.
    let (_, open) = bench.given(&bench.new_job("2", 1));
    assert!(spool.shared_queue().leave_store().unwrap());
    assert_eq!(spool.jobs().retry_job(failed, "alice", UnixMs::now()), Ok(JobState::Ready));
    assert_eq!(bench.berlin.dial().map(|lease| lease.job.id), Some(failed));
    assert_eq!(bench.berlin.dial(), None, "the shared database may be sending the other job");
    spool.jobs().hold_job(open, "alice", UnixMs::now()).unwrap();
    assert_eq!(spool.shared_queue().left_with_store().unwrap().jobs, 1);
}

#[test]
fn a_module_that_does_not_ask_the_store_has_no_lines_for_it() {
    let bench = Bench::new();
    let spool = &bench.hamburg.spool;
    assert_eq!(spool.shared_queue().published_lines().unwrap(), 2);
    // An older version of the module publishes its lines like this.
    let sql = "DELETE FROM sending_settings WHERE name <> 'max_lines'";
    spool.write(|one| one.execute(sql, [])).unwrap();
    assert_eq!(spool.shared_queue().published_lines().unwrap(), 0);
}

#[test]
fn a_job_of_the_store_among_many_is_asked_of_the_store_and_not_ended_here() {
    let bench = Bench::new();
    let Bench { store, berlin, .. } = &bench;
    let (there, moved) = bench.given(&bench.new_job("1", 1));
    let own = berlin.submit(&bench.new_job("2", 1));
    let (verb, now) = (ferrofax_spool::jobs::JobVerb::Cancel, UnixMs::now());
    let states = berlin.spool.jobs().do_to_jobs(&[own, moved], &verb, "alice", now);
    assert_eq!(states[0], Ok(JobState::Failed));
    assert!(!states[1].clone().unwrap().is_final(), "{states:?}");
    assert!(!berlin.spool.jobs().job(moved).unwrap().state.is_final());
    berlin.spool.shared_queue().tell_asked(store, &berlin.node).unwrap();
    assert_eq!(store.jobs().job(there).unwrap().state, JobState::Failed);
}

/// A program submits a job and cancels it at once, while the job is handed over.
#[test]
fn a_job_that_is_cancelled_while_it_is_handed_over_is_not_sent() {
    let bench = Bench::new();
    let Bench { store, berlin, .. } = &bench;
    for number in 0..40 {
        let new = bench.new_job(&number.to_string(), 1);
        let here = berlin.submit(&new);
        let moved = std::thread::scope(|scope| {
            let queue = berlin.spool.shared_queue();
            let node = &berlin.node;
            let moving = scope
                .spawn(move || queue.move_job(store, node, here, UnixMs::now(), &mut || Ok(())));
            berlin.spool.jobs().cancel_job(here, "alice", UnixMs::now()).unwrap();
            moving.join().unwrap()
        });
        berlin.spool.shared_queue().tell_asked(store, &berlin.node).unwrap();
        let (spool, job) = match moved.unwrap() {
            Some(there) => (store, there),
            None => (&berlin.spool, here),
        };
        assert_eq!(spool.jobs().job(job).unwrap().failure, Some(Failure::Cancelled), "{number}");
    }
}

#[test]
fn a_hold_by_a_person_during_a_call_does_not_end_with_the_stop_of_the_user() {
    let bench = Bench::new();
    let spool = &bench.berlin.spool;
    let new = NewJob { account: "bob".into(), ..bench.new_job("1", 1) };
    spool.shared_queue().share_jobs(false).unwrap();
    let job = spool.submission().submit(&new, UnixMs::now()).unwrap();
    let lease = spool
        .queue()
        .lease_job(UnixMs::now(), &LeaseLimits::default())
        .unwrap()
        .unwrap();
    spool.jobs().stop_user("bob", "a test", UnixMs::now()).unwrap();
    spool.jobs().hold_job(job, "alice", UnixMs::now()).unwrap();
    let end = AttemptEnd { failure: Some(Failure::Busy), ..AttemptEnd::default() };
    assert_eq!(spool.queue().attempt_ended(&lease, &end, UnixMs::now()), Ok(JobState::Suspended));
    assert_eq!(spool.jobs().let_user_go_on("bob", UnixMs::now()), Ok(Some(0)));
    assert_eq!(spool.jobs().job(job).unwrap().state, JobState::Suspended);
}

#[test]
fn what_people_want_reaches_the_store_and_the_node_that_sends() {
    let bench = Bench::new();
    let Bench { store, berlin, hamburg, .. } = &bench;
    let (held, of_held) = bench.given(&bench.new_job("1", 1));
    let (sent, of_sent) = bench.given(&bench.new_job("2", 1));
    let now = UnixMs::now();
    berlin.spool.jobs().hold_job(of_held, "alice", now).unwrap();
    berlin.spool.shared_queue().tell_asked(store, &berlin.node).unwrap();
    assert_eq!(store.jobs().job(held).unwrap().state, JobState::Suspended);
    assert_eq!(bench.followed(of_held).state, JobState::Suspended);
    berlin.spool.jobs().set_job_priority(of_held, 3, "alice", now).unwrap();
    berlin.spool.shared_queue().tell_asked(store, &berlin.node).unwrap();
    assert_eq!(
        (store.jobs().job(held).unwrap().priority, bench.followed(of_held).priority),
        (3, 3)
    );
    berlin.spool.jobs().release_job(of_held, "alice", now).unwrap();
    berlin.spool.shared_queue().tell_asked(store, &berlin.node).unwrap();
    assert_eq!(store.jobs().job(held).unwrap().state, JobState::Ready);
    // The hours, times and limits of the job can only be changed in the shared database.
    let altered = ferrofax_spool::jobs::Altered { tag: Some("x".into()), ..Default::default() };
    let verb = ferrofax_spool::jobs::JobVerb::Alter(altered);
    let refused = berlin.spool.jobs().do_to_job(of_held, verb, "alice", now);
    assert_eq!(refused, Err(SpoolError::InStore(of_held)));

    assert_eq!(hamburg.take(store).unwrap().unwrap().job, held);
    assert_eq!(hamburg.take(store).unwrap().unwrap().job, sent);
    let leases = [hamburg.dial().unwrap(), hamburg.dial().unwrap()];
    let lease = leases.iter().find(|one| one.job.number == "2").unwrap();
    berlin.spool.jobs().cancel_job(of_sent, "alice", now).unwrap();
    berlin.spool.shared_queue().tell_asked(store, &berlin.node).unwrap();
    let renewed = store.shared_queue().renew_tries(&hamburg.node, LEASE_MS).unwrap();
    let wishes: Vec<(JobId, CallWish)> = renewed.iter().map(|one| (one.of.job, one.wish)).collect();
    assert_eq!(wishes, [(held, CallWish::GoOn), (sent, CallWish::Cancel)]);
    hamburg.spool.jobs().cancel_job(lease.job.id, "the store", now).unwrap();
    assert_eq!(hamburg.spool.queue().renew_lease(lease, LEASE_MS), Ok(CallWish::Cancel));
    hamburg.end_and_tell(store, lease, Some(Failure::Cancelled));
    let job = bench.followed(of_sent);
    assert_eq!((job.state, job.failure), (JobState::Failed, Some(Failure::Cancelled)));
}

/// The node dies after each step: its own, of its service, or of the shared database's answer.
#[test]
fn who_dies_at_any_step_goes_on_and_each_page_is_confirmed_once() {
    let mut steps = 0;
    loop {
        let bench = Bench::new();
        let here = bench.berlin.submit(&bench.new_job("1", 2));
        let mut said = Vec::new();
        faults::die_after(steps);
        let first = cycle(&bench, &mut said);
        if !faults::live_again() {
            first.unwrap();
            break;
        }
        // The node's service and its PBX start again, so that a call of before no longer exists.
        for _ in 0..8 {
            if bench.followed(here).state == JobState::Done {
                break;
            }
            restart_hamburg(&bench);
            cycle(&bench, &mut said).unwrap();
        }
        let job = bench.followed(here);
        assert_eq!(job.state, JobState::Done, "{steps}: {} {said:?}", job.text);
        assert_eq!(bench.store.shared_queue().shared_jobs(9).unwrap().len(), 1);
        let twice = job.pages.iter().filter(|page| page.unknown > 0).count();
        assert!(said.len() <= 2 + twice, "{steps}: {said:?}");
        let reports = bench.berlin.spool.outbox().reports_of(here).unwrap();
        let is_of_end = |one: &&OutboxEntry| {
            matches!(one.kind, OutboxKind::JobReport { why: NotifyReason::Done, .. })
        };
        assert_eq!(reports.iter().filter(is_of_end).count(), 1, "{steps}");
        steps += 37;
    }
    assert!(steps > 100, "{steps}");
}
