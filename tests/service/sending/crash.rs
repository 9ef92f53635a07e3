//! The PBX dies at random moments while it sends: no job is lost, none of its pages is
//! sent twice once it was confirmed, and it goes on where it broke. `FERROFAX_CRASHES=30`
//! plays thirty moments (six otherwise).

use ferrofax::UnixMs;
use ferrofax::spool::Spool;
use ferrofax::spool::failure::Failure;
use ferrofax::spool::jobs::{
    AttemptEnd, JobId, JobState, LeaseLimits, NewDocument, NewJob, PageState,
};
use ferrofax::t4::Resolution;

use super::bench::{Bench, pages};
use super::network::Played;
use ferrofax_kit::pages::write_document;
use ferrofax_kit::random::Random;

#[test]
fn a_crash_at_any_moment_loses_no_page_and_repeats_none_that_was_confirmed() {
    let count: usize = std::env::var("FERROFAX_CRASHES")
        .ok()
        .and_then(|count| count.parse().ok())
        .unwrap_or(6);
    let mut random = Random::new(30);
    for _ in 0..count {
        // A call of three pages takes about 1400 blocks.
        crash_at(u64::from(random.below(1410)));
    }
}

/// The disk was full when the last page was confirmed and when the try ended, and let the
/// confirmation through later.
#[test]
fn a_job_whose_pages_are_all_confirmed_is_done_without_another_call() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("one.tif");
    write_document(&path, &pages(1, 1), Resolution::Standard);
    {
        let spool = Spool::open(&folder.path().join("spool")).unwrap();
        let documents = vec![NewDocument { path, name: String::new() }];
        let new = NewJob {
            number: "0991".into(),
            device: "2101@fax-devices".parse().unwrap(),
            documents,
            ..NewJob::default()
        };
        spool.submission().submit(&new, UnixMs(1)).unwrap();
        let lease = spool.queue().lease_job(UnixMs(1), &LeaseLimits::default()).unwrap().unwrap();
        let failure = Some(Failure::Internal);
        spool
            .queue()
            .attempt_ended(&lease, &AttemptEnd { failure, ..AttemptEnd::default() }, UnixMs(1))
            .unwrap();
        spool.queue().page_confirmed(&lease, lease.job.pages[0].at, UnixMs(2)).unwrap();
        assert_eq!(spool.jobs().job(JobId(1)).unwrap().state, JobState::Sleeping);
    }
    let bench = Bench::in_folder(folder, "");
    assert_eq!(bench.wait_for_end(JobId(1)).state, JobState::Done);
    assert_eq!(bench.network.calls().len(), 0);
}

fn crash_at(block: u64) {
    let sent = pages(3, 9);
    let wreck = tempfile::tempdir().unwrap();
    let spool = wreck.path().join("spool");
    let (before, state) = {
        let bench = Bench::new("");
        *bench.network.wreck.lock().unwrap() =
            Some((bench.folder.path().join("spool"), spool.clone()));
        bench.network.play("0991", &[Played::Crash(block)]);
        let document = bench.document("three", &sent);
        let id = bench.submit(&bench.draft("0991", &document));
        bench.wait(id, &[JobState::Sleeping, JobState::Done]);
        bench.network.join();
        if !spool.exists() {
            // The call was over before.
            assert_eq!(bench.job(id).state, JobState::Done);
            return;
        }
        // As it stands on the disk: opened without the right to receive, nothing is recovered.
        (bench.network.received("0991"), Spool::open(&spool).unwrap().jobs().job(JobId(1)).unwrap())
    };
    println!("block {block}: {:?}", state.pages.iter().map(|page| page.state).collect::<Vec<_>>());
    let bench = Bench::in_folder(wreck, "retry_internal = 0");
    let job = bench.wait_for_end(JobId(1));
    assert_eq!(job.state, JobState::Done, "block {block}: {}", job.text);
    bench.network.join();
    let after = bench.network.received("0991");
    for page in &state.pages {
        let image = &sent[page.number as usize - 1];
        let copies = |received: &[ferrofax::t4::Bitmap]| {
            received.iter().filter(|page| *page == image).count()
        };
        let (first, second) = (copies(&before), copies(&after));
        let what = format!(
            "block {block}, page {}: {:?} at the crash, {first} + {second} times",
            page.number, page.state
        );
        assert!(first + second >= 1, "lost: {what}");
        match page.state {
            PageState::Confirmed => assert_eq!(second, 0, "sent again though confirmed: {what}"),
            PageState::Said => assert_eq!(second, 1, "{what}"),
            _ => assert_eq!((first, second), (0, 1), "{what}"),
        }
    }
    let twice = job.pages_perhaps_twice().count();
    let said = state.pages.iter().filter(|page| page.state == PageState::Said).count();
    assert_eq!(twice, said, "block {block}: a page that may have come twice is named");
}
