//! What people do with jobs, waiting and in a call.

use ferrofax::UnixMs;
use ferrofax::spool::SpoolError;
use ferrofax::spool::failure::{Failure, NotifyReason};
use ferrofax::spool::jobs::{AttemptEnd, CallWish, JobId, JobState, JobVerb, NewJob, Restart};

use super::bench::{Bench, MINUTE_MS};

#[test]
fn a_waiting_job_is_cancelled_at_once() {
    let bench = Bench::new();
    let job = bench.submit("1", 1, UnixMs(0));
    assert_eq!(bench.spool.jobs().cancel_job(job, "alice", UnixMs(1)).unwrap(), JobState::Failed);
    let cancelled = bench.spool.jobs().job(job).unwrap();
    assert_eq!(
        (cancelled.failure, cancelled.text.as_str()),
        (Some(Failure::Cancelled), "Cancelled by alice.")
    );
    let last = bench.spool.jobs().job_history(job).unwrap().pop().unwrap();
    assert_eq!((last.at, last.notice), (UnixMs(1), Some(NotifyReason::Removed)));
    let again = bench.spool.jobs().cancel_job(job, "alice", UnixMs(2));
    assert_eq!(again, Err(SpoolError::JobEnded { job, state: JobState::Failed }));
    assert_eq!(again.unwrap_err().to_string(), format!("job {job} is already failed"));
    assert_eq!(
        bench.spool.jobs().cancel_job(JobId(99), "alice", UnixMs(2)),
        Err(SpoolError::NoSuchJob(JobId(99)))
    );
}

#[test]
fn a_job_in_a_call_is_told_and_ends_with_it() {
    let bench = Bench::new();
    let job = bench.submit("1", 2, UnixMs(0));
    let lease = bench.lease(UnixMs(0)).unwrap();
    assert_eq!(bench.spool.queue().renew_lease(&lease, 1).unwrap(), CallWish::GoOn);
    assert_eq!(bench.spool.jobs().cancel_job(job, "alice", UnixMs(1)).unwrap(), JobState::Active);
    assert_eq!(bench.spool.jobs().cancel_job(job, "alice", UnixMs(1)).unwrap(), JobState::Active);
    assert_eq!(bench.spool.queue().renew_lease(&lease, 1).unwrap(), CallWish::Cancel);
    bench.send_page(&lease, lease.job.pages[0].at, UnixMs(2));
    assert_eq!(bench.end(&lease, Some(Failure::Cancelled), UnixMs(2)), JobState::Failed);
    let last = bench.spool.jobs().job_history(job).unwrap().pop().unwrap();
    assert_eq!((last.notice, last.pages_confirmed), (Some(NotifyReason::Killed), 1));
}

#[test]
fn a_job_that_was_sent_before_it_could_be_cancelled_is_done() {
    let bench = Bench::new();
    let job = bench.submit("1", 1, UnixMs(0));
    let lease = bench.lease(UnixMs(0)).unwrap();
    bench.spool.jobs().cancel_job(job, "alice", UnixMs(1)).unwrap();
    assert_eq!(bench.send(&lease, UnixMs(2)), JobState::Done);
}

#[test]
fn a_job_that_was_to_be_cancelled_when_the_process_died_is_not_tried_again() {
    let mut bench = Bench::new();
    let job = bench.submit("1", 1, UnixMs(0));
    let _lease = bench.lease(UnixMs(0)).unwrap();
    bench.spool.jobs().cancel_job(job, "alice", UnixMs(1)).unwrap();
    bench.crash();
    assert_eq!(bench.spool.queue().recover_jobs(UnixMs(2)).unwrap(), [(job, JobState::Failed)]);
}

#[test]
fn a_held_job_waits_until_it_is_released() {
    let bench = Bench::new();
    let job = bench.submit("1", 1, UnixMs(0));
    assert_eq!(bench.spool.jobs().hold_job(job, "alice", UnixMs(0)).unwrap(), JobState::Suspended);
    assert_eq!(bench.spool.jobs().hold_job(job, "alice", UnixMs(0)).unwrap(), JobState::Suspended);
    assert_eq!(bench.leased(UnixMs(0)), None);
    assert_eq!(bench.spool.jobs().release_job(job, "alice", UnixMs(0)).unwrap(), JobState::Ready);
    // In a call: it is held after it.
    let lease = bench.lease(UnixMs(0)).unwrap();
    assert_eq!(bench.spool.jobs().hold_job(job, "alice", UnixMs(0)).unwrap(), JobState::Active);
    assert_eq!(bench.spool.queue().renew_lease(&lease, 1).unwrap(), CallWish::Hold);
    assert_eq!(bench.end(&lease, Some(Failure::Busy), UnixMs(0)), JobState::Suspended);
    // Released, it still waits for the time of its next try.
    assert_eq!(
        bench.spool.jobs().release_job(job, "alice", UnixMs(1000)).unwrap(),
        JobState::Sleeping
    );
    assert_eq!((bench.leased(UnixMs(179_999)), bench.leased(UnixMs(180_000))), (None, Some(job)));
}

#[test]
fn a_held_job_with_a_time_to_send_still_waits_for_it() {
    let bench = Bench::new();
    let new = NewJob { held: true, send_at: Some(UnixMs(5000)), ..bench.job("1", 1) };
    let job = bench.spool.submission().submit(&new, UnixMs(0)).unwrap();
    assert_eq!(bench.state(job), JobState::Suspended);
    assert_eq!(
        bench.spool.jobs().release_job(job, "alice", UnixMs(1000)).unwrap(),
        JobState::Pending
    );
    assert_eq!((bench.leased(UnixMs(4999)), bench.leased(UnixMs(5000))), (None, Some(job)));
}

#[test]
fn a_job_is_tried_now_when_someone_asks_for_it() {
    let bench = Bench::new();
    let job = bench.submit("1", 2, UnixMs(0));
    bench.end(&bench.lease(UnixMs(0)).unwrap(), Some(Failure::Busy), UnixMs(0));
    assert_eq!(bench.spool.jobs().retry_job(job, "alice", UnixMs(1)).unwrap(), JobState::Ready);
    let lease = bench.lease(UnixMs(1)).unwrap();
    bench.send_page(&lease, lease.job.pages[0].at, UnixMs(1));
    assert_eq!(bench.spool.jobs().retry_job(job, "alice", UnixMs(1)).unwrap(), JobState::Active);
    assert_eq!(bench.end(&lease, Some(Failure::UnknownNumber), UnixMs(1)), JobState::Failed);
    // Afresh, but for what is confirmed.
    assert_eq!(bench.spool.jobs().retry_job(job, "alice", UnixMs(2)).unwrap(), JobState::Ready);
    let lease = bench.lease(UnixMs(2)).unwrap();
    assert_eq!((lease.job.dials, lease.job.tries, lease.job.pages_to_send().count()), (1, 0, 1));
    assert_eq!(bench.send(&lease, UnixMs(3)), JobState::Done);
    let ended = SpoolError::JobEnded { job, state: JobState::Done };
    assert_eq!(bench.spool.jobs().retry_job(job, "alice", UnixMs(4)), Err(ended));
}

#[test]
fn a_retry_that_was_permitted_for_a_waiting_job_does_not_start_a_failed_one_again() {
    let bench = Bench::new();
    let jobs = ["1", "2"].map(|number| bench.submit(number, 1, UnixMs(0)));
    let [waiting, failed] = jobs;
    bench.end(&bench.lease(UnixMs(0)).unwrap(), Some(Failure::Busy), UnixMs(0));
    // This one has failed since the user was permitted to retry it.
    bench.end(&bench.lease(UnixMs(0)).unwrap(), Some(Failure::UnknownNumber), UnixMs(0));
    let before = bench.spool.jobs().job(failed).unwrap();
    let ended = SpoolError::JobEnded { job: failed, state: JobState::Failed };
    let all = jobs.map(|job| (job, Restart::No));
    let retry = |(job, restart)| bench.spool.jobs().retry_job_of(job, &restart, "alice", UnixMs(1));
    assert_eq!(all.clone().map(retry), [Ok(JobState::Ready), Err(ended.clone())]);
    let together = bench.spool.jobs().retry_jobs(&all, "alice", UnixMs(2));
    assert_eq!(together, [Ok(JobState::Ready), Err(ended)]);
    assert_eq!(bench.spool.jobs().job(failed).unwrap(), before);
    assert_eq!(bench.spool.jobs().job(waiting).unwrap().state, JobState::Ready);
}

#[test]
fn a_retry_that_is_refused_changes_nothing() {
    let bench = Bench::new();
    let new = NewJob { account: "alice".into(), ..bench.job("1", 1) };
    let job = bench.spool.submission().submit(&new, UnixMs(0)).unwrap();
    let call = bench.lease(UnixMs(0)).unwrap();
    bench.spool.jobs().stop_user("alice", "too many faxes", UnixMs(1)).unwrap();
    assert_eq!(bench.send(&call, UnixMs(2)), JobState::Done);
    let before = bench.spool.jobs().job(job).unwrap();
    assert!(before.options.contains_key("stopped"));
    assert!(bench.spool.jobs().retry_job(job, "alice", UnixMs(3)).is_err());
    assert_eq!(bench.spool.jobs().job(job).unwrap(), before);
}

#[test]
fn a_job_that_has_expired_is_refused_to_a_call_and_stays_failed() {
    let bench = Bench::new();
    let new = NewJob { expires_at: Some(UnixMs(10)), ..bench.job("1", 1) };
    let job = bench.spool.submission().submit(&new, UnixMs(0)).unwrap();
    let ended = SpoolError::JobEnded { job, state: JobState::Failed };
    assert_eq!(bench.spool.queue().lease_named(job, UnixMs(20), 1000), Err(ended));
    assert_eq!(bench.state(job), JobState::Failed);
}

#[test]
fn a_job_that_may_have_expired_waits_for_a_trusted_clock() {
    let bench = Bench::new();
    let new = NewJob { expires_at: Some(UnixMs(10)), ..bench.job("1", 1) };
    let job = bench.spool.submission().submit(&new, UnixMs(0)).unwrap();
    bench.spool.queue().let_jobs_expire(false);
    let refused = SpoolError::JobNotWaiting { job, state: JobState::Ready };
    assert_eq!(bench.spool.queue().lease_named(job, UnixMs(20), 1000), Err(refused));
    assert!(bench.spool.queue().lease_named(job, UnixMs(5), 1000).is_ok());
}

#[test]
fn what_counted_before_a_retry_counts_no_more() {
    let bench = Bench::new();
    let job = bench.submit("1", 1, UnixMs(0));
    for now in [0, 10 * MINUTE_MS].map(UnixMs) {
        bench.end(&bench.lease(now).unwrap(), Some(Failure::NoFax), now);
    }
    assert_eq!(bench.state(job), JobState::Failed);
    bench.spool.jobs().retry_job(job, "alice", UnixMs(20 * MINUTE_MS)).unwrap();
    let lease = bench.lease(UnixMs(20 * MINUTE_MS)).unwrap();
    assert_eq!(bench.end(&lease, Some(Failure::NoFax), UnixMs(20 * MINUTE_MS)), JobState::Sleeping);
}

#[test]
fn a_retry_of_a_job_whose_number_is_taken_is_blocked() {
    let bench = Bench::new();
    let (job, other) = (bench.submit("1", 1, UnixMs(0)), bench.submit("1", 1, UnixMs(0)));
    bench.end(&bench.lease(UnixMs(0)).unwrap(), Some(Failure::Dropped), UnixMs(0));
    assert_eq!(bench.leased(UnixMs(0)), Some(other));
    assert_eq!(bench.spool.jobs().retry_job(job, "alice", UnixMs(0)).unwrap(), JobState::Blocked);
}

#[test]
fn a_priority_counts_from_when_it_is_set() {
    let bench = Bench::new();
    let (first, second) = (bench.submit("1", 1, UnixMs(0)), bench.submit("2", 1, UnixMs(0)));
    bench.spool.jobs().set_job_priority(second, 10, "alice", UnixMs(1)).unwrap();
    let last = bench.spool.jobs().job_history(second).unwrap().pop().unwrap();
    assert_eq!(last.text, "Priority changed from 200 to 10 by alice.");
    assert_eq!((bench.leased(UnixMs(1)), bench.leased(UnixMs(1))), (Some(second), Some(first)));
}

#[test]
fn a_session_that_says_it_ended_well_and_left_pages_is_tried_again() {
    let bench = Bench::new();
    let job = bench.submit("1", 2, UnixMs(0));
    let lease = bench.lease(UnixMs(0)).unwrap();
    assert_eq!(
        bench
            .spool
            .queue()
            .attempt_ended(&lease, &AttemptEnd::default(), UnixMs(0))
            .unwrap(),
        JobState::Sleeping
    );
    assert_eq!(bench.spool.jobs().job(job).unwrap().failure, Some(Failure::Dropped));
}

/// The greatest number of jobs in a transaction of SQLite.
const AT_ONCE: usize = 200;

#[test]
fn a_fault_in_the_middle_of_many_jobs_hides_none_that_was_changed_before() {
    let bench = Bench::new();
    if bench.spool.folder().join("spool.db").metadata().is_err() {
        return;
    }
    let jobs: Vec<JobId> = (0..AT_ONCE + 2).map(|_| bench.submit("1", 1, UnixMs(0))).collect();
    let database = rusqlite::Connection::open(bench.spool.folder().join("spool.db")).unwrap();
    // The last job cannot be read.
    let wrong = "UPDATE jobs SET wish = 'nonsense' WHERE id = ?1";
    database.execute_batch("PRAGMA ignore_check_constraints = ON").unwrap();
    database.execute(wrong, [jobs[AT_ONCE + 1].0]).unwrap();
    let results = bench.spool.jobs().do_to_jobs(&jobs, &JobVerb::Cancel, "alice", UnixMs(1));
    assert_eq!(results.len(), jobs.len());
    // Each result is true, wherever a transaction ended.
    for (job, result) in jobs.iter().zip(&results).take(AT_ONCE + 1) {
        assert_eq!(result.is_ok(), bench.state(*job) == JobState::Failed, "{job}: {result:?}");
    }
    let last = results.last().unwrap();
    assert!(results[0].is_ok() && last.is_err(), "{last:?}");
}
