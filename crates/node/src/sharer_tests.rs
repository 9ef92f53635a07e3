//! Tests of the sharing of jobs between a spool and a shared database, which is a folder of the
//! spool here. The tests themselves act as the other machine.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::thread::{self, JoinHandle, sleep};
use std::time::{Duration, Instant};

use super::*;
use ferrofax_basics::UnixMs;
use ferrofax_basics::clock::Clock;
use ferrofax_cluster::{Clustered, TryHold};
use ferrofax_document::tiff::{Appender, NewPage};
use ferrofax_ground::t4::{Bitmap, PageQuality, Resolution};
use ferrofax_spool::Store;
use ferrofax_spool::failure::Failure;
use ferrofax_spool::inside::database::faults;
use ferrofax_spool::jobs::{
    AttemptEnd, CallWish, JobId, JobState, JobVerb, LeaseLimits, NewDocument, NewJob,
};
use ferrofax_spool::sending::SendingSettings;

const LEASE: Duration = Duration::from_secs(60);
/// A time limit that is longer than any step of these tests takes on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

struct Machine {
    kept: tempfile::TempDir,
    spool: Spool,
    at_work: Option<(Arc<AtomicBool>, JoinHandle<()>)>,
}

impl Machine {
    fn new() -> Self {
        let kept = tempfile::tempdir().unwrap();
        let spool = Spool::open(&kept.path().join("spool")).unwrap();
        spool.devices().publish_sending(&SendingSettings::default(), 2).unwrap();
        spool.cluster().become_node("berlin", "sqlite:").unwrap();
        Self { kept, spool, at_work: None }
    }

    /// Starts sharing the jobs of this machine.
    fn begin(&mut self) {
        self.begin_at(&Store::Sqlite.into());
    }

    fn begin_at(&mut self, place: &Place) {
        let node = ("berlin", place);
        self.work(Sharer::new(&self.spool, node, LEASE, &Clock::of_machine()).unwrap());
    }

    /// Starts sharing the jobs of this machine, and shares one. Returns its number here, and its
    /// number in the database.
    fn share_a_job(&mut self) -> (JobId, JobId) {
        self.begin();
        let (here, there) = (self.submit(), self.wait_until_there());
        wait_until("it is noted", || self.spool.shared_queue().jobs_to_move(9).unwrap().is_empty());
        (here, there)
    }

    /// Starts a sharer that shares no new jobs, and finishes the shared ones.
    fn leave(&mut self) {
        let node = ("berlin", &Store::Sqlite.into());
        self.work(Sharer::leaving(&self.spool, node, LEASE, &Clock::of_machine()).unwrap());
    }

    fn work(&mut self, sharer: Sharer) {
        self.end();
        let is_over = Arc::<AtomicBool>::default();
        let thread = thread::spawn({
            let is_over = Arc::clone(&is_over);
            move || {
                while !is_over.load(Relaxed) {
                    sharer.turn(&|| is_over.load(Relaxed)).unwrap();
                    sleep(Duration::from_millis(20));
                }
            }
        });
        self.at_work = Some((is_over, thread));
    }

    fn end(&mut self) {
        if let Some((is_over, thread)) = self.at_work.take() {
            is_over.store(true, Relaxed);
            thread.join().unwrap();
        }
    }

    fn store(&self) -> Spool {
        open(&self.spool, &Store::Sqlite.into(), Tables::MayBeMade).unwrap()
    }

    fn submit(&self) -> JobId {
        let path = self.kept.path().join("a.tif");
        let (bitmap, resolution) = (Bitmap::white(1728, 50), Resolution::Fine);
        let (quality, date_time) = (PageQuality::default(), "2026:11:20 09:00:00");
        let page = NewPage { bitmap: &bitmap, resolution, quality, date_time };
        Appender::open(&path).unwrap().append(&page).unwrap();
        let new = NewJob {
            number: "+4999112345".into(),
            device: "2101@fax-devices".parse().unwrap(),
            documents: vec![NewDocument { path, name: "letter".into() }],
            notify: vec!["alice@example.com".into()],
            ..NewJob::default()
        };
        self.spool.submission().submit(&new, UnixMs::now()).unwrap()
    }

    /// Waits until the job is in the database, and returns its number there.
    fn wait_until_there(&self) -> JobId {
        let store = self.store();
        wait_until("the store has the job", || {
            !store.shared_queue().shared_jobs(9).unwrap().is_empty()
        });
        store.shared_queue().shared_jobs(9).unwrap()[0].job.id
    }
}

impl Drop for Machine {
    fn drop(&mut self) {
        self.end();
    }
}

fn wait_until(what: &str, mut is_so: impl FnMut() -> bool) {
    let began = Instant::now();
    while !is_so() {
        assert!(began.elapsed() < PATIENCE, "{what}");
        sleep(Duration::from_millis(20));
    }
}

/// The folder of the documents is unreachable for a while.
#[test]
fn jobs_whose_documents_have_no_place_wait_for_it() {
    let mut machine = Machine::new();
    let [folder, away] = ["documents", "away"].map(|name| machine.kept.path().join(name));
    std::fs::create_dir(&folder).unwrap();
    let documents = crate::Documents::InFolder(folder.clone());
    let place = Place { documents, ..Store::Sqlite.into() };
    machine.begin_at(&place);
    machine.submit();
    machine.wait_until_there();
    std::fs::rename(&folder, &away).unwrap();
    std::fs::write(&folder, "no folder").unwrap();
    let second = machine.submit();
    sleep(Duration::from_secs(3));
    let store = machine.store();
    let job = machine.spool.jobs().job(second).unwrap();
    assert_eq!(store.shared_queue().shared_jobs(9).unwrap().len(), 1);
    assert!(!job.state.is_final(), "{}", job.text);
    std::fs::remove_file(&folder).unwrap();
    std::fs::rename(&away, &folder).unwrap();
    wait_until("the second job is there", || {
        store.shared_queue().shared_jobs(9).unwrap().len() == 2
    });
}

/// The file of the one document is damaged.
#[test]
fn a_job_whose_document_cannot_be_reached_lets_the_others_go_first() {
    let mut machine = Machine::new();
    let folder = machine.kept.path().join("documents");
    std::fs::create_dir(&folder).unwrap();
    let documents = crate::Documents::InFolder(folder.clone());
    let place = Place { documents, ..Store::Sqlite.into() };
    machine.begin_at(&place);
    machine.submit();
    let first = machine.wait_until_there();
    let store = machine.store();
    let mut file = folder;
    while file.is_dir() {
        file = std::fs::read_dir(&file).unwrap().next().unwrap().unwrap().path();
    }
    std::fs::remove_file(&file).unwrap();
    std::fs::create_dir(&file).unwrap();
    machine.submit();
    wait_until("both are there", || store.shared_queue().shared_jobs(9).unwrap().len() == 2);
    machine.spool.queue().recover_jobs(UnixMs::now()).unwrap();
    let state = |job: JobId| store.jobs().job(job).unwrap().state;
    wait_until("the second is dialled", || {
        let jobs = store.shared_queue().shared_jobs(9).unwrap();
        jobs.iter().any(|one| one.job.id != first && one.job.state == JobState::Active)
    });
    assert_eq!(state(first), JobState::Sleeping);
    let history = store.jobs().job_history(first).unwrap();
    assert!(history.last().unwrap().text.contains("it is not a plain file"), "{history:?}");
}

/// The folder of this machine's jobs cannot be written, as on a full disk.
#[test]
fn a_machine_that_cannot_store_a_job_takes_it_once_and_pauses() {
    let mut machine = Machine::new();
    let (_, there) = machine.share_a_job();
    let jobs = machine.spool.folder().join("jobs");
    std::fs::rename(&jobs, machine.kept.path().join("away")).unwrap();
    std::fs::write(&jobs, "no folder").unwrap();
    machine.spool.queue().recover_jobs(UnixMs::now()).unwrap();
    let store = machine.store();
    let taken = || {
        let history = store.jobs().job_history(there).unwrap();
        history.iter().filter(|change| change.state == JobState::Active).count()
    };
    wait_until("it is taken", || taken() > 0);
    sleep(Duration::from_secs(4));
    assert_eq!((taken(), store.jobs().job(there).unwrap().state), (1, JobState::Ready));
}

#[test]
fn nothing_is_taken_while_no_module_is_there() {
    let mut machine = Machine::new();
    machine.begin();
    machine.submit();
    let there = machine.wait_until_there();
    sleep(Duration::from_secs(3));
    let store = machine.store();
    let job = store.jobs().job(there).unwrap();
    assert_eq!((job.state, job.dials), (JobState::Ready, 0), "{}", job.text);
    let history = store.jobs().job_history(there).unwrap();
    assert!(history.iter().all(|change| change.state != JobState::Active));
    // From now on a module is running.
    machine.spool.queue().recover_jobs(UnixMs::now()).unwrap();
    wait_until("it is taken", || store.jobs().job(there).unwrap().state == JobState::Active);
}

/// Asterisk is killed during a call for a job of the database. The job must not wait until Asterisk
/// runs again.
#[test]
fn a_call_that_ended_with_asterisk_is_told_to_the_store_without_it() {
    let mut machine = Machine::new();
    let module = Spool::open(machine.spool.folder()).unwrap();
    module.queue().recover_jobs(UnixMs::now()).unwrap();
    machine.begin();
    machine.submit();
    let there = machine.wait_until_there();
    let lease = || module.queue().lease_job(UnixMs::now(), &LeaseLimits::default()).unwrap();
    wait_until("it is dialled", || lease().is_some());
    let store = machine.store();
    assert_eq!(store.jobs().job(there).unwrap().state, JobState::Active);
    drop(module);
    wait_until("it goes on", || store.jobs().job(there).unwrap().state == JobState::Sleeping);
    // Without a module, this machine does not take the job again.
    let now = store.shared_queue().now_of_store().unwrap();
    store.jobs().retry_job(there, "a test", now).unwrap();
    sleep(Duration::from_secs(3));
    assert_eq!(store.jobs().job(there).unwrap().state, JobState::Ready);
    machine.end();
    assert!(machine.spool.shared_queue().open_tries().unwrap().is_empty());
}

#[test]
fn who_shares_no_more_sees_to_the_end_of_what_the_store_has() {
    let mut machine = Machine::new();
    let (here, there) = machine.share_a_job();
    machine.leave();
    // A job that is submitted now belongs to this machine only.
    let own = machine.submit();
    let mine = machine.spool.queue().lease_job(UnixMs::now(), &LeaseLimits::default()).unwrap();
    let mine = mine.unwrap();
    assert_eq!(mine.job.id, own);
    machine
        .spool
        .queue()
        .attempt_ended(&mine, &AttemptEnd::default(), UnixMs::now())
        .unwrap();
    // Another machine sends the shared job.
    let folder = tempfile::tempdir().unwrap();
    let other = Spool::open(folder.path()).unwrap();
    let node = other.cluster().become_node("hamburg", "sqlite:").unwrap();
    other.shared_queue().share_jobs(true).unwrap();
    let store = machine.store();
    let of = store.shared_queue().take_try(&node, 60_000).unwrap().unwrap();
    let hold = TryHold::of_now(60_000);
    other
        .shared_queue()
        .bring_try(&store, of, (&hold, &mut || Ok(())), UnixMs::now())
        .unwrap();
    let lease = other
        .queue()
        .lease_job(UnixMs::now(), &LeaseLimits::default())
        .unwrap()
        .unwrap();
    other
        .queue()
        .page_confirmed(&lease, lease.job.pages[0].at, UnixMs::now())
        .unwrap();
    other
        .queue()
        .attempt_ended(&lease, &AttemptEnd::default(), UnixMs::now())
        .unwrap();
    let local = other.shared_queue().open_tries().unwrap();
    store
        .shared_queue()
        .tell_try(&node, of, &other.shared_queue().try_news(&local[0]).unwrap())
        .unwrap();
    assert_eq!(store.jobs().job(there).unwrap().state, JobState::Done);
    wait_until("it is followed", || {
        machine.spool.jobs().job(here).unwrap().state == JobState::Done
    });
    wait_until("nothing is left", || {
        !machine.spool.shared_queue().left_with_store().unwrap().is_any()
    });
    assert_eq!(machine.spool.outbox().reports_of(here).unwrap().len(), 1);
    assert_eq!(store.shared_queue().shared_jobs(9).unwrap().len(), 1);
}

/// The job has failed, and is retried on another node. The node that shares no more jobs reports
/// the second end to the sender.
#[test]
fn a_retry_on_another_node_is_reported_by_a_node_that_shares_no_more() {
    let mut machine = Machine::new();
    let (here, there) = machine.share_a_job();
    let store = machine.store();
    let spool = machine.spool.clone();
    let at_store = |verb: JobVerb| {
        let now = store.shared_queue().now_of_store().unwrap();
        store.jobs().do_to_job(there, verb, "a test", now).unwrap();
    };
    let is = |state: JobState| spool.jobs().job(here).unwrap().state == state;
    let reports = || spool.outbox().reports_of(here).unwrap().len();
    at_store(JobVerb::Cancel);
    wait_until("it is cancelled", || is(JobState::Failed));
    assert_eq!(reports(), 1);
    machine.end();
    at_store(JobVerb::Retry);
    machine.leave();
    wait_until("the retry is known", || is(JobState::Ready));
    at_store(JobVerb::Cancel);
    wait_until("it is cancelled again", || is(JobState::Failed));
    assert_eq!(reports(), 2);
}

/// While the settings name no database, nobody may send the shared job. When they name it again,
/// the work continues.
#[test]
fn jobs_of_a_store_that_is_named_no_more_are_dialled_by_nobody_and_found_again() {
    let mut machine = Machine::new();
    let (here, _) = machine.share_a_job();
    machine.end();
    let before = machine.spool.cluster().node().unwrap().unwrap();
    assert!(machine.spool.shared_queue().leave_store().unwrap());
    let left = machine.spool.shared_queue().left_with_store().unwrap();
    assert_eq!(left_alone(&left), Some(Observation::JobsLeft { count: 1 }), "{left:?}");
    let lease = machine.spool.queue().lease_job(UnixMs::now(), &LeaseLimits::default()).unwrap();
    assert_eq!(lease, None);
    let after = machine.spool.cluster().become_node("berlin", "sqlite:").unwrap();
    assert_eq!(after.token, before.token);
    machine.leave();
    machine.spool.jobs().cancel_job(here, "alice", UnixMs::now()).unwrap();
    wait_until("it is cancelled there and here", || {
        machine.spool.jobs().job(here).unwrap().state == JobState::Failed
    });
}

/// The calls are cancelled, as when `[node]` is removed from gateway.toml and the settings are
/// reloaded.
#[test]
fn calls_for_a_store_that_is_named_no_more_are_broken_off_and_told() {
    let mut machine = Machine::new();
    let module = Spool::open(machine.spool.folder()).unwrap();
    module.queue().recover_jobs(UnixMs::now()).unwrap();
    machine.begin();
    machine.submit();
    let there = machine.wait_until_there();
    let lease = || module.queue().lease_job(UnixMs::now(), &LeaseLimits::default()).unwrap();
    let mut call = None;
    wait_until("it is dialled", || {
        call = lease();
        call.is_some()
    });
    let call = call.unwrap();
    let page = call.job.pages[0].at;
    module.queue().page_begun(&call, page).unwrap();
    module.queue().page_said(&call, page).unwrap();
    machine.end();
    let spool = machine.spool.clone();
    let ends = thread::spawn(move || {
        let place = Store::Sqlite.into();
        Sharer::break_off(&spool, ("berlin", &place), LEASE, &Clock::of_machine())
    });
    let is_gone = || module.queue().renew_lease(&call, 60_000).unwrap() == CallWish::Gone;
    wait_until("it is broken off", is_gone);
    module.queue().page_confirmed(&call, page, UnixMs::now()).unwrap();
    let failure = Some(Failure::Cancelled);
    let end = AttemptEnd { failure, ..AttemptEnd::default() };
    module.queue().attempt_ended(&call, &end, UnixMs::now()).unwrap();
    assert_eq!(ends.join().unwrap(), Ok(true));
    let job = machine.store().jobs().job(there).unwrap();
    assert_eq!((job.state, job.pages_confirmed(), job.pages[0].unknown), (JobState::Done, 1, 0));
    machine.spool.shared_queue().leave_store().unwrap();
    assert_eq!(machine.spool.shared_queue().left_with_store().unwrap().tries, 0);
}

/// The disk fails at the commit of a fetched attempt, so that nobody knows whether the attempt is in
/// the spool. It is there, and the module would dial it.
#[test]
fn an_attempt_that_may_be_in_the_spool_is_left_to_no_other_machine() {
    let machine = Machine::new();
    machine.spool.queue().recover_jobs(UnixMs::now()).unwrap();
    let place = Store::Sqlite.into();
    let node = ("berlin", &place);
    let sharer = Sharer::new(&machine.spool, node, LEASE, &Clock::of_machine()).unwrap();
    let (store, queue) = (machine.store(), machine.spool.shared_queue());
    let node = machine.spool.cluster().node().unwrap().unwrap();
    let here = machine.submit();
    let moved = queue.move_job(&store, &node, here, UnixMs::now(), &mut || Ok(()));
    let there = moved.unwrap().unwrap();
    // Each step fails in turn, up to the step after the commit.
    for steps in 0..1_000 {
        faults::fail_once_after(steps);
        let taken = sharer.take_here(&store);
        assert!(faults::live_again(), "there are only {steps} steps");
        let filed = queue.open_tries().unwrap();
        let ours = store.shared_queue().tries_of(&node).unwrap();
        if !filed.is_empty() && matches!(taken, Err(SpoolError::Unsure { .. })) {
            let held: Vec<_> = ours.iter().map(|one| one.of).collect();
            assert_eq!(held, [filed[0].of], "its lease is kept");
            return;
        }
        // Everything is as before the step.
        for one in filed {
            assert!(queue.withdraw_try(one.job).unwrap());
            queue.close_try(one.job, UnixMs::now()).unwrap();
        }
        for one in ours {
            store.shared_queue().return_try(&node, one.of, "a test").unwrap();
        }
        let now = store.shared_queue().now_of_store().unwrap();
        store.jobs().retry_job(there, "a test", now).unwrap();
    }
    panic!("no commit is reached");
}
