//! The machine's clock is put forward or back: no lease runs out by that, no job expires,
//! and none sleeps until a wrong date.

use ferrofax::UnixMs;
use ferrofax::spool::failure::{Failure, Retry};
use ferrofax::spool::jobs::{AttemptEnd, JobId, JobState, LeaseLimits, NewJob, RetryRules};
use ferrofax::spool::window::Windows;

use super::bench::{Bench, MINUTE_MS};

const HOUR_MS: i64 = 60 * MINUTE_MS;
const YEAR_MS: i64 = 365 * 24 * HOUR_MS;
/// 2026-11-20 11:00 UTC.
const NOW: UnixMs = UnixMs(1_795_172_400_000);

/// A job that was filed at this time and whose first call met a busy line.
fn busy_at(bench: &Bench, at: UnixMs) -> JobId {
    let job = bench.submit("1", 1, at);
    let lease = bench.lease(at).unwrap();
    let mut retry = RetryRules::default();
    retry.set(Failure::Busy, Retry::After { seconds: 180, times: None });
    let end = AttemptEnd { failure: Some(Failure::Busy), retry, ..AttemptEnd::default() };
    assert_eq!(bench.spool.queue().attempt_ended(&lease, &end, at).unwrap(), JobState::Sleeping);
    job
}

#[test]
fn a_clock_put_forward_or_back_takes_no_job_from_its_call() {
    let bench = Bench::new();
    let job = bench.submit("1", 2, NOW);
    let limits = LeaseLimits { lease_ms: 120_000, ..LeaseLimits::default() };
    let lease = bench.spool.queue().lease_job(NOW, &limits).unwrap().unwrap();
    for jump in [YEAR_MS, -YEAR_MS, UnixMs::MAX.ms_since(NOW)] {
        assert_eq!(bench.spool.queue().recover_jobs(NOW + jump).unwrap(), [], "the call goes on");
        assert_eq!(bench.state(job), JobState::Active);
    }
    bench.pass(119_999);
    assert_eq!(bench.spool.queue().recover_jobs(NOW).unwrap(), []);
    bench.pass(1);
    assert_eq!(
        bench.spool.queue().recover_jobs(NOW).unwrap(),
        [(job, JobState::Sleeping)],
        "its call was not heard of any more"
    );
    drop(lease);
}

#[test]
fn what_was_to_be_tried_again_by_a_clock_that_was_ahead_is_tried_as_soon_as_it_would_be_now() {
    let bench = Bench::new();
    let job = busy_at(&bench, NOW + YEAR_MS);
    assert_eq!(bench.spool.jobs().job(job).unwrap().due_at, Some(NOW + YEAR_MS + 180_000));
    bench.spool.queue().recover_jobs(NOW).unwrap();
    let put_right = bench.spool.jobs().job(job).unwrap();
    assert_eq!(
        (put_right.state, put_right.due_at),
        (JobState::Sleeping, Some(NOW + 180_000)),
        "{}",
        put_right.text
    );
    // Once, however often it is looked at.
    bench.spool.queue().recover_jobs(NOW + MINUTE_MS).unwrap();
    assert_eq!(bench.spool.jobs().job(job).unwrap().due_at, Some(NOW + 180_000));
    assert_eq!(bench.leased(NOW + 180_000), Some(job));
}

#[test]
fn a_number_that_was_spared_by_a_clock_that_was_ahead_is_spared_no_longer_than_was_meant() {
    let bench = Bench::new();
    let jobs = [1, 2, 3].map(|pages| bench.submit("1", pages, NOW));
    let lease = bench.lease(NOW + YEAR_MS).unwrap();
    bench.end(&lease, Some(Failure::NoFax), NOW + YEAR_MS);
    // The clock is put back; this job is submitted before anybody looks for jobs to correct.
    let young = bench.submit("1", 1, NOW);
    assert_eq!(bench.state(young), JobState::Ready);
    bench.spool.queue().recover_jobs(NOW).unwrap();
    let due_at = |job| bench.spool.jobs().job(job).unwrap().due_at;
    assert_eq!([due_at(jobs[0]), due_at(jobs[1])], [Some(NOW + 300_000); 2]);
    assert_eq!(bench.leased(NOW), Some(young));
}

#[test]
fn hours_are_looked_up_anew_when_the_clock_is_put_back() {
    let bench = Bench::new();
    let windows = Windows::parse("10:00-12:00", "UTC").unwrap();
    let ahead = NOW + 5 * HOUR_MS;
    let job = bench
        .spool
        .submission()
        .submit(&NewJob { windows, ..bench.job("1", 1) }, ahead)
        .unwrap();
    assert_eq!(bench.state(job), JobState::Pending, "it was 16:00");
    bench.spool.queue().recover_jobs(NOW).unwrap();
    assert_eq!(bench.state(job), JobState::Ready, "it is 11:00");
}

#[test]
fn a_time_to_send_stays_unless_nobody_can_have_meant_it() {
    let bench = Bench::new();
    let at = |ahead: i64| {
        let send_at = Some(NOW + ahead + 20 * HOUR_MS);
        bench
            .spool
            .submission()
            .submit(&NewJob { send_at, ..bench.job("1", 1) }, NOW + ahead)
            .unwrap()
    };
    let (little, much) = (at(2 * HOUR_MS), at(YEAR_MS));
    bench.spool.queue().recover_jobs(NOW).unwrap();
    let due = |job| bench.spool.jobs().job(job).unwrap().due_at;
    assert_eq!((due(little), due(much)), (Some(NOW + 22 * HOUR_MS), Some(NOW + 20 * HOUR_MS)));
}

#[test]
fn a_time_to_send_stays_while_the_clock_is_behind_after_a_start_of_the_machine() {
    let bench = Bench::new();
    let send_at = Some(NOW + 20 * HOUR_MS);
    let new = NewJob { send_at, ..bench.job("1", 1) };
    let job = bench.spool.submission().submit(&new, NOW).unwrap();
    bench.spool.queue().let_jobs_expire(false);
    let behind = NOW - 2 * YEAR_MS;
    bench.spool.queue().recover_jobs(behind).unwrap();
    bench.spool.queue().wake_jobs(behind + MINUTE_MS).unwrap();
    // A time server corrects the clock.
    let corrected = NOW + MINUTE_MS;
    bench.spool.queue().recover_jobs(corrected).unwrap();
    bench.spool.queue().wake_jobs(corrected).unwrap();
    let waiting = bench.spool.jobs().job(job).unwrap();
    assert_eq!((waiting.state, waiting.due_at), (JobState::Pending, send_at), "{}", waiting.text);
    bench.spool.queue().let_jobs_expire(true);
    assert_eq!(bench.leased(NOW + 20 * HOUR_MS), Some(job));
}

#[test]
fn a_time_to_send_that_nobody_can_have_meant_is_moved_when_the_clock_is_trusted() {
    let bench = Bench::new();
    let send_at = Some(NOW + YEAR_MS + 20 * HOUR_MS);
    let new = NewJob { send_at, ..bench.job("1", 1) };
    let job = bench.spool.submission().submit(&new, NOW + YEAR_MS).unwrap();
    let due = |is_trusted| {
        bench.spool.queue().let_jobs_expire(is_trusted);
        bench.spool.queue().recover_jobs(NOW).unwrap();
        bench.spool.jobs().job(job).unwrap().due_at
    };
    assert_eq!([false, true].map(due), [send_at, Some(NOW + 20 * HOUR_MS)]);
}

#[test]
fn while_the_clock_cannot_be_believed_no_job_expires_and_none_is_sent_too_late() {
    let bench = Bench::new();
    let expires_at = Some(NOW + HOUR_MS);
    let job = || NewJob { expires_at, ..bench.job("1", 1) };
    let job = [(); 2].map(|()| bench.spool.submission().submit(&job(), NOW).unwrap())[0];
    bench.spool.queue().let_jobs_expire(false);
    let late = NOW + YEAR_MS;
    bench.spool.queue().wake_jobs(late).unwrap();
    assert!(bench.lease(late).is_none(), "by this clock it must not be sent any more");
    assert_eq!(bench.spool.jobs().job(job).unwrap().state, JobState::Ready);
    // Had the clock been put back, it would be sent.
    let lease = bench.lease(NOW).expect("it has not expired");
    assert!(bench.spool.queue().join_call(&lease, late, 60_000).unwrap().is_none());
    assert_eq!(bench.end(&lease, Some(Failure::Busy), late), JobState::Sleeping);
    bench.spool.queue().let_jobs_expire(true);
    bench.spool.queue().wake_jobs(late).unwrap();
    assert_eq!(bench.spool.jobs().job(job).unwrap().failure, Some(Failure::Expired));
}
