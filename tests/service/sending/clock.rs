//! The machine's clock is put forward or back while calls go and jobs wait.

use super::bench::{Bench, pages};
use super::network::Played;
use ferrofax::spool::failure::Failure;
use ferrofax::spool::jobs::JobState;
use ferrofax::spool::wish::Wish;
use std::time::Duration;

const DAY_MS: i64 = 24 * 3_600_000;

#[test]
fn a_call_that_rings_while_the_clock_is_put_forward_rings_on_and_no_page_goes_twice() {
    let bench = Bench::new("retry_no_answer = 0");
    bench.network.play("0991123", &[Played::Rings(2_500)]);
    let sent = pages(1, 1);
    let id = bench.submit(&bench.draft("0991123", &bench.document("one", &sent)));
    bench.wait(id, &[JobState::Active]);
    bench.network.clocks.put_ahead(2 * DAY_MS);
    let job = bench.wait_for_end(id);
    bench.network.join();
    assert_eq!((job.state, job.dials), (JobState::Done, 2), "{}", job.text);
    let history = bench.spool.jobs().job_history(id).unwrap();
    let failures: Vec<_> = history.iter().filter_map(|change| change.failure).collect();
    assert_eq!(
        failures,
        [Failure::NoAnswer],
        "the first call ended as it did, and by nothing else"
    );
    assert!(bench.network.received("0991123") == sent);
}

#[test]
fn a_job_that_waits_when_the_clock_is_put_back_waits_no_longer_for_that() {
    let bench = Bench::new("retry_busy = 2");
    bench.network.clocks.put_ahead(365 * DAY_MS);
    // The dialler's next turn sees it.
    std::thread::sleep(Duration::from_millis(1_200));
    bench.network.play("0991123", &[Played::Cause(17)]);
    let id = bench.submit(&bench.draft("0991123", &bench.document("one", &pages(1, 1))));
    let asleep = bench.wait(id, &[JobState::Sleeping]);
    assert!(asleep.due_at.unwrap() > super::bench::now() + 364 * DAY_MS);
    bench.network.clocks.put_ahead(0);
    let job = bench.wait_for_end(id);
    assert_eq!((job.state, job.dials), (JobState::Done, 2), "{}", job.text);
    bench.network.join();
}

#[test]
fn in_the_hour_after_the_clock_was_put_forward_a_job_neither_expires_nor_is_sent_too_late() {
    let bench = Bench::new("retry_no_answer = 0");
    bench.network.play("0991123", &[Played::Rings(1_500)]);
    let mut draft = bench.draft("0991123", &bench.document("one", &pages(1, 1)));
    draft.set(Wish::Expires, "+1d");
    let id = bench.submit(&draft);
    bench.wait(id, &[JobState::Active]);
    bench.network.clocks.put_ahead(3 * DAY_MS);
    bench.wait(id, &[JobState::Ready]);
    // Several turns of the dialler.
    std::thread::sleep(Duration::from_millis(2_500));
    let job = bench.spool.jobs().job(id).unwrap();
    assert_eq!((job.state, job.dials), (JobState::Ready, 1), "{}", job.text);
    bench.network.clocks.put_ahead(0);
    let job = bench.wait_for_end(id);
    assert_eq!((job.state, job.dials), (JobState::Done, 2), "{}", job.text);
    bench.network.join();
}
