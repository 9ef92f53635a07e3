//! The disk is slow when a page ends: its end waits until it is written that it is said, and is not
//! said at all if that takes too long. No page arrives of which the spool knows nothing.

use super::bench::{Bench, pages};
use super::network::Played;
use ferrofax::spool::jobs::JobState;

/// Blocks of 20 ms.
const SECOND: u32 = 50;

/// A job of two pages, and a disk that is held in the first one until the sender has been still for so
/// long: how it was sent.
fn sent_while_held(still: u32) -> (Bench, Vec<ferrofax::t4::Bitmap>) {
    let sent = pages(2, 9);
    let bench = Bench::new("retry_internal = 0");
    let spool = bench.folder.path().join("spool");
    bench.network.play("0991", &[Played::DiskHeld(spool, still)]);
    let id = bench.submit(&bench.draft("0991", &bench.document("two", &sent)));
    let job = bench.wait_for_end(id);
    bench.network.join();
    assert_eq!(job.state, JobState::Done, "{}", job.text);
    assert!(job.pages.iter().all(|page| page.unknown == 0), "{:?}", job.pages);
    (bench, sent)
}

#[test]
fn the_end_of_a_page_waits_for_a_slow_disk() {
    let (bench, sent) = sent_while_held(3 * SECOND);
    assert_eq!(bench.network.calls().len(), 1);
    assert_eq!(bench.network.received("0991"), sent);
}

#[test]
fn a_page_whose_end_could_not_be_written_in_time_did_not_arrive_and_is_sent_again() {
    let (bench, sent) = sent_while_held(u32::MAX);
    assert_eq!(bench.network.calls().len(), 2);
    // Each of them once: what came in the first call was not complete.
    assert_eq!(bench.network.received("0991"), sent);
}
