//! A job's number that is kept before there is a job, and other times and limits for one that
//! is there.

use ferrofax::UnixMs;
use ferrofax::spool::SpoolError;
use ferrofax::spool::failure::Failure;
use ferrofax::spool::jobs::{Altered, JobId, JobState, JobVerb, NewJob, NotifyWhen};

use super::bench::{Bench, MINUTE_MS};

#[test]
fn a_number_that_is_kept_for_a_job_no_other_gets() {
    let bench = Bench::new();
    // Also where there was never a job.
    assert_eq!(bench.spool.submission().reserve_job().unwrap(), JobId(1));
    assert_eq!(bench.spool.submission().reserve_job().unwrap(), JobId(2));
    assert_eq!(bench.submit("1", 1, UnixMs(0)), JobId(3));
    let kept = bench.spool.submission().reserve_job().unwrap();
    assert_eq!(kept, JobId(4));
    let mut new = bench.job("2", 1);
    new.id = Some(kept);
    assert_eq!(bench.spool.submission().submit(&new, UnixMs(0)).unwrap(), kept);
    // Once.
    assert!(bench.spool.submission().submit(&new, UnixMs(0)).is_err());
    new.id = Some(JobId(1));
    assert_eq!(bench.spool.submission().submit(&new, UnixMs(0)).unwrap(), JobId(1));
    assert_eq!(bench.submit("3", 1, UnixMs(0)), JobId(5));
}

#[test]
fn a_job_waits_for_its_new_time_and_a_held_one_stays_held() {
    let bench = Bench::new();
    let job = bench.submit("1", 1, UnixMs(0));
    let alter = |altered: Altered, now: i64| {
        bench.spool.jobs().do_to_job(job, JobVerb::Alter(altered), "alice", UnixMs(now))
    };
    let later = Altered {
        send_at: Some(Some(UnixMs(60 * MINUTE_MS))),
        max_tries: Some(7),
        max_dials: Some(9),
        tag: Some("Order 7".into()),
        notify_when: Some(NotifyWhen::Never),
        ..Altered::default()
    };
    assert_eq!(alter(later, 1), Ok(JobState::Pending));
    let altered = bench.spool.jobs().job(job).unwrap();
    assert_eq!((altered.max_tries, altered.max_dials, altered.tag.as_str()), (7, 9, "Order 7"));
    assert_eq!(altered.notify_when, NotifyWhen::Never);
    let told: Vec<String> = bench
        .spool
        .jobs()
        .job_history(job)
        .unwrap()
        .into_iter()
        .map(|change| change.text)
        .collect();
    assert_eq!(told[1..], ["Changed by alice.", "Waits for its time."]);
    assert_eq!(altered.due_at, Some(UnixMs(60 * MINUTE_MS)));
    bench.spool.jobs().hold_job(job, "alice", UnixMs(2)).unwrap();
    let now = Altered { send_at: Some(None), ..Altered::default() };
    assert_eq!(alter(now, 3), Ok(JobState::Suspended));
    assert_eq!(bench.spool.jobs().release_job(job, "alice", UnixMs(4)), Ok(JobState::Ready));
    // What is not said stays.
    assert_eq!(alter(Altered::default(), 5), Ok(JobState::Ready));
    assert_eq!(bench.spool.jobs().job(job).unwrap().max_tries, 7);
}

#[test]
fn a_time_that_is_over_is_no_new_one_and_what_has_ended_stays_as_it_is() {
    let bench = Bench::new();
    let job = bench.submit("1", 1, UnixMs(0));
    let now = UnixMs(100 * MINUTE_MS);
    let alter = |altered| bench.spool.jobs().do_to_job(job, JobVerb::Alter(altered), "alice", now);
    let over = Altered { send_at: Some(Some(UnixMs(1))), ..Altered::default() };
    let expired = Altered { expires_at: Some(now), ..Altered::default() };
    for wrong in [over, expired] {
        let refused = alter(wrong);
        assert!(
            matches!(&refused, Err(SpoolError::Refused { failure: Failure::Expired, .. })),
            "{refused:?}"
        );
    }
    assert_eq!(bench.spool.jobs().job(job).unwrap().expires_at, None);
    // By what holds of it already, too: its end, or its beginning.
    let (hour, two) = (now + 60 * MINUTE_MS, now + 120 * MINUTE_MS);
    let end = Altered { expires_at: Some(hour), ..Altered::default() };
    let late = Altered { send_at: Some(Some(two)), ..Altered::default() };
    let both = Altered { expires_at: Some(two + 1), ..late.clone() };
    assert_eq!(alter(end.clone()), Ok(JobState::Ready));
    assert!(alter(late).is_err());
    assert_eq!(alter(both), Ok(JobState::Pending));
    assert!(alter(end).is_err());
    assert_eq!(bench.spool.jobs().job(job).unwrap().expires_at, Some(two + 1));
    bench.spool.jobs().cancel_job(job, "alice", now).unwrap();
    let ended = SpoolError::JobEnded { job, state: JobState::Failed };
    assert_eq!(alter(Altered::default()), Err(ended));
}

#[test]
fn a_time_that_is_given_during_a_call_holds_for_the_next_call() {
    let bench = Bench::new();
    let tomorrow = UnixMs(24 * 60 * MINUTE_MS);
    let alter = |job| {
        let later = Altered { send_at: Some(Some(tomorrow)), ..Altered::default() };
        bench.spool.jobs().do_to_job(job, JobVerb::Alter(later), "alice", UnixMs(1))
    };
    // One call finds the number busy, and the other one is not placed.
    let (busy, back) = (bench.submit("1", 1, UnixMs(0)), bench.submit("2", 1, UnixMs(0)));
    let leases = [bench.lease(UnixMs(0)).unwrap(), bench.lease(UnixMs(0)).unwrap()];
    assert_eq!((alter(busy), alter(back)), (Ok(JobState::Active), Ok(JobState::Active)));
    bench.end(&leases[0], Some(Failure::Busy), UnixMs(2));
    bench
        .spool
        .queue()
        .return_lease(&leases[1], UnixMs(2), "no line was free")
        .unwrap();
    assert_eq!(
        [busy, back].map(|job| bench.spool.jobs().job(job).unwrap().due_at),
        [Some(tomorrow); 2]
    );
    assert_eq!(bench.leased(UnixMs(60 * MINUTE_MS)), None);
    assert_eq!([bench.leased(tomorrow), bench.leased(tomorrow)], [Some(busy), Some(back)]);
}

#[test]
fn a_scheduled_job_that_is_called_early_is_called_again_soon() {
    let bench = Bench::new();
    let send_at = Some(UnixMs(24 * 60 * MINUTE_MS));
    let new = NewJob { send_at, ..bench.job("1", 1) };
    let job = bench.spool.submission().submit(&new, UnixMs(0)).unwrap();
    bench.spool.jobs().retry_job(job, "alice", UnixMs(1)).unwrap();
    bench.end(&bench.lease(UnixMs(1)).unwrap(), Some(Failure::Busy), UnixMs(2));
    assert_eq!(bench.leased(UnixMs(10 * MINUTE_MS)), Some(job));
}
