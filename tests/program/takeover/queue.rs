//! Jobs: held, or sent once HylaFAX is stopped, from the first page that it has not sent on.

use std::fs::File;
use std::process::Command;

use super::{DOCUMENTS, House, ONE, REMOVED, job};
use ferrofax::UnixMs;
use ferrofax::spool::jobs::{JobState, NotifyWhen, Origin};
use ferrofax::t4::{Bitmap, Resolution};
use ferrofax_kit::pages::tiff;

#[test]
fn a_job_is_held_and_sent_once_hylafax_is_stopped_and_never_twice() {
    let house = House::new();
    house.put("sendq/q2", job(&[ONE]));
    house.document("docq/doc2.tif.2");

    // First it is told what would be.
    let told = house.import(&["--device", "2101", "--dry-run"]);
    assert_eq!(told.code, Some(0), "{told:?}");
    assert!(told.out.contains("sendq/q2: 1 page to 099112 for bob, held"), "{told:?}");
    assert_eq!(house.bench.jobs(), []);

    let done = house.import(&["--device", "2101"]);
    assert_eq!(done.code, Some(0), "{done:?}");
    let jobs = house.bench.jobs();
    assert_eq!(jobs.len(), 1);
    let taken = &jobs[0];
    assert_eq!((taken.state, taken.pages.len()), (JobState::Suspended, 1));
    assert_eq!((taken.owner.as_str(), taken.created_by), ("bob", Origin::Hylafax));
    assert_eq!((taken.number.as_str(), taken.device.number.as_str()), ("099112", "2101"));
    assert_eq!((taken.priority, taken.max_tries, taken.max_dials), (100, 5, 9));
    assert_eq!(taken.notify, ["bob@example.com"]);
    assert_eq!(taken.notify_when, NotifyWhen::EachChange);
    assert_eq!(taken.expires_at, None, "its time does not run while it is held");

    // Again: it is known.
    let again = house.import(&["--device", "2101"]);
    assert!(again.out.contains("imported before: job 1, suspended"), "{again:?}");
    assert_eq!((again.code, house.bench.jobs().len()), (Some(0), 1));

    let released = house.import(&["--device", "2101", "--release"]);
    assert_eq!(released.code, Some(0), "{released:?}");
    assert!(released.out.contains("job 1 is released"), "{released:?}");
    assert!(released.out.contains("must not be started with this queue again"), "{released:?}");
    let job = house.bench.spool.jobs().job(taken.id).unwrap();
    assert_eq!(job.state, JobState::Ready);
    assert_eq!(job.expires_at, Some(UnixMs(4_102_444_800_000)));
    assert_eq!(house.bench.jobs().len(), 1);

    // What was taken over and is gone from here is not taken again either.
    house.bench.spool.jobs().cancel_job(taken.id, "test", UnixMs::now()).unwrap();
    let again = house.import(&["--device", "2101", "--release"]);
    assert!(again.out.contains("imported before: job 1, failed"), "{again:?}");
}

#[test]
fn what_hylafax_has_sent_or_changed_since_stays_held() {
    let house = House::new();
    house.put("sendq/q2", job(&[ONE]));
    house.put("sendq/q3", job(&[ONE, ("jobid:2", "jobid:3"), ("doc2.tif.2", "doc9.tif.3")]));
    house.document("docq/doc2.tif.2");
    house.document("docq/doc9.tif.3");
    assert_eq!(house.import(&["--device", "2101"]).code, Some(0));

    // One was sent there, of the other a page.
    std::fs::remove_file(house.spool.join("sendq/q2")).unwrap();
    let sent = job(&[ONE, ("state:2", "state:7"), ("doc2.tif.2", "doc2.tif")]);
    house.put("doneq/q2", sent);
    let more =
        [ONE, ("jobid:2", "jobid:3"), ("doc2.tif.2", "doc9.tif.3"), ("npages:0", "npages:1")];
    house.put("sendq/q3", job(&more));
    let run = house.import(&["--device", "2101", "--release"]);
    assert_eq!(run.code, Some(1), "{run:?}");
    for told in [
        "sendq/q3: CHECK THIS: HylaFAX has sent pages of it",
        "job 1: CHECK THIS: it was imported before, and is no longer in HylaFAX's queue",
        "doneq/q2: CHECK THIS: HylaFAX has sent it since it became job 1, which is suspended here",
    ] {
        assert!(run.out.contains(told), "{told}: {}", run.out);
    }
    let states: Vec<JobState> = house.bench.jobs().iter().map(|job| job.state).collect();
    assert_eq!(states, [JobState::Suspended; 2]);
}

#[test]
fn a_held_job_is_not_released_if_it_is_outdated_or_was_in_a_call() {
    let house = House::new();
    let other = [ONE, ("jobid:2", "jobid:3"), ("doc2.tif.2", "doc9.tif.3")];
    house.put("sendq/q2", job(&[ONE]));
    house.put("sendq/q3", job(&other));
    house.document("docq/doc2.tif.2");
    house.document("docq/doc9.tif.3");
    assert_eq!(house.import(&["--device", "2101"]).code, Some(0));

    house.put("sendq/q2", job(&[ONE, ("killtime:4102444800", "killtime:1700000000")]));
    house.put("sendq/q3", job(&[&other[..], &[("state:2", "state:6")]].concat()));
    for more in [&["--dry-run"][..], &[]] {
        let run = house.import(&[&["--device", "2101", "--release"], more].concat());
        assert_eq!(run.code, Some(1), "{run:?}");
        for told in [
            "sendq/q2: CHECK THIS: the time in which it was to be sent (killtime) is over; job 1",
            "sendq/q3: CHECK THIS: HylaFAX has it in a call",
        ] {
            assert!(run.out.contains(told), "{told}: {}", run.out);
        }
        let states: Vec<JobState> = house.bench.jobs().iter().map(|job| job.state).collect();
        assert_eq!(states, [JobState::Suspended; 2]);
    }
    // After HylaFAX was started and stopped once, the call is over.
    house.put("sendq/q3", job(&other));
    let run = house.import(&["--device", "2101", "--release"]);
    assert!(run.out.contains("job 2 is released"), "{run:?}");
}

#[test]
fn a_job_whose_import_broke_off_before_its_progress_was_stored_stays_held() {
    let house = House::new();
    house.put("sendq/q2", job(&[ONE]));
    house.document("docq/doc2.tif.2");
    assert_eq!(house.import(&["--device", "2101"]).code, Some(0));
    let database = house.bench.spool.folder().join("spool.db");
    let database = rusqlite::Connection::open(database).unwrap();
    assert_eq!(database.execute("DELETE FROM taken_over", []).unwrap(), 1);

    house.put("sendq/q2", job(&[ONE, ("npages:0", "npages:1")]));
    for _ in 0..2 {
        let dry = house.import(&["--device", "2101", "--release", "--dry-run"]);
        let run = house.import(&["--device", "2101", "--release"]);
        for run in [dry, run] {
            assert_eq!(run.code, Some(1), "{run:?}");
            assert!(run.out.contains("sendq/q2: CHECK THIS: an earlier import"), "{run:?}");
        }
        let states: Vec<JobState> = house.bench.jobs().iter().map(|job| job.state).collect();
        assert_eq!(states, [JobState::Suspended]);
    }
    let again = house.import(&["--device", "2101"]);
    assert!(again.out.contains("imported before: job 1, suspended"), "{again:?}");
}

#[test]
fn pages_that_were_sent_there_are_not_sent_again() {
    let house = House::new();
    // Of the first document all was sent, of the second its first page; the third waits.
    let items = "!postscript:0::docq/doc1.ps\n!tiff:0::docq/doc2.tif.2\nfax:1::docq/doc2.tif;70\n\
                 tiff:0::docq/doc3.tif.2";
    house.put("sendq/q2", job(&[(DOCUMENTS, items), ("npages:0", "npages:3")]));
    let three = house.bench.folder.path().join("three.tif");
    write_pages(&three, &[100, 200, 300]);
    house.put("docq/doc2.tif;70", std::fs::read(three).unwrap());
    house.document("docq/doc3.tif.2");
    let run = house.import(&["--device", "2101"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    let jobs = house.bench.jobs();
    assert_eq!(jobs[0].documents.iter().map(|one| one.pages).collect::<Vec<_>>(), [2, 1]);
    let left = ferrofax::document::tiff::read(&jobs[0].documents[0].path).unwrap();
    assert_eq!(left.iter().map(|page| page.rows).collect::<Vec<_>>(), [200, 300]);
}

#[test]
fn nothing_is_released_while_hylafax_is_at_work() {
    let house = House::new();
    house.put("sendq/q2", job(&[ONE]));
    house.document("docq/doc2.tif.2");
    let fifo = house.spool.join("FIFO");
    assert!(Command::new("mkfifo").arg(&fifo).status().unwrap().success());
    // Nobody listens: HylaFAX has ended.
    let told = house.import(&["--device", "2101", "--release", "--dry-run"]);
    assert_eq!(told.code, Some(0), "{told:?}");
    // As faxq does: it reads there, and writes, so that it sees no end.
    let listens = File::options().read(true).write(true).open(&fifo).unwrap();
    let run = house.import(&["--device", "2101", "--release"]);
    assert_eq!(run.code, Some(1), "{run:?}");
    assert!(run.err.contains("stop HylaFAX first"), "{run:?}");
    assert_eq!(house.bench.jobs(), []);
    // Held it may be taken meanwhile.
    assert_eq!(house.import(&["--device", "2101"]).code, Some(0));
    drop(listens);
}

#[test]
fn a_job_goes_from_the_device_of_its_modem_or_of_its_owner_by_our_rules() {
    let house = House::new();
    house.put("sendq/q2", job(&[ONE, ("modem:any", "modem:ttyIAX1")]));
    house.put("sendq/q3", job(&[ONE, ("jobid:2", "jobid:3")]));
    house.put(
        "sendq/q4",
        job(&[ONE, ("jobid:2", "jobid:4"), ("number:099112", "number:0900123456")]),
    );
    house.put("sendq/q5", job(&[ONE, ("jobid:2", "jobid:5"), ("owner:bob", "owner:carol")]));
    house.document("docq/doc2.tif.2");
    let run = house.import(&["--map", "ttyIAX1=2102", "--map", "bob=2101"]);
    assert_eq!(run.code, Some(1), "{run:?}");
    let jobs = house.bench.jobs();
    let mut devices: Vec<_> =
        jobs.iter().map(|job| (job.id.0, job.device.number.as_str())).collect();
    devices.sort_unstable();
    assert_eq!(devices, [(1, "2102"), (2, "2101")]);
    assert!(run.out.contains("sendq/q4: SKIPPED: "), "{run:?}");
    assert!(run.out.contains("sendq/q5: SKIPPED: no device is named for it"), "{run:?}");
    // What is put right is taken at the next turn, and nothing else.
    let run = house.import(&["--map", "ttyIAX1=2102", "--map", "bob=2101", "--device", "2101"]);
    assert!(run.out.contains("sendq/q5: job 3: "), "{run:?}");
    assert_eq!(house.bench.jobs().len(), 3);
}

#[test]
fn what_has_ended_is_filed_and_nobody_is_told() {
    let house = House::new();
    house.put("doneq/q1", REMOVED);
    let items = "!tiff:0::docq/doc7.tif";
    let sent = [
        (DOCUMENTS, items),
        ("state:2", "state:7"),
        ("npages:0", "npages:1"),
        ("jobid:2", "jobid:7"),
        ("totdials:0", "totdials:2"),
    ];
    house.put("archive/7/q7", job(&sent));
    house.document("archive/7/doc7.tif");
    let run = house.import(&["--device", "2101"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    let jobs = house.bench.jobs();
    assert_eq!(jobs.len(), 2);
    let of = |owner: &str| jobs.iter().find(|job| job.owner == owner).unwrap();
    let (failed, done) = (of("alice"), of("bob"));
    assert_eq!((failed.state, failed.tag.as_str()), (JobState::Failed, "Order 7"));
    assert!(failed.text.contains("Job aborted by request"), "{failed:?}");
    assert_eq!(failed.failure.unwrap().name(), "cancelled");
    assert_eq!((done.state, done.dials, done.pages_confirmed()), (JobState::Done, 2, 1));
    for job in &jobs {
        assert_eq!(house.bench.spool.outbox().reports_of(job.id).unwrap(), []);
        assert_eq!(house.bench.spool.jobs().job_history(job.id).unwrap(), []);
    }
    assert_eq!(house.import(&["--device", "2101"]).code, Some(0));
    assert_eq!(house.bench.jobs().len(), 2);
}

pub(crate) fn write_pages(path: &std::path::Path, rows: &[u32]) {
    let pages: Vec<Bitmap> = rows.iter().map(|rows| Bitmap::white(1728, *rows)).collect();
    std::fs::write(path, tiff(&pages, Resolution::Fine)).unwrap();
}
