//! A job that was taken in without a number is in no call before somebody has given it one.

use ferrofax::UnixMs;
use ferrofax::spool::SpoolError;
use ferrofax::spool::failure::{Failure, NotifyReason};
use ferrofax::spool::jobs::{
    GivenNumber, Job, JobId, JobQuery, JobState, JobVerb, NewJob, NotifyWhen, Origin,
};

use super::bench::{Bench, MINUTE_MS};

const DAY_MS: i64 = 24 * 60 * MINUTE_MS;

fn printed(bench: &Bench) -> NewJob {
    NewJob {
        number_by: Some(UnixMs(7 * DAY_MS)),
        owner: "alice".into(),
        notify: vec!["alice@example.com".into()],
        created_by: Origin::Print,
        ..bench.job("", 2)
    }
}

fn number(digits: &str) -> JobVerb {
    JobVerb::Number(GivenNumber {
        number: digits.into(),
        canonical: format!("+49{digits}"),
        account: "bob".into(),
        account_calls: 2,
        expires_at: Some(UnixMs(9 * DAY_MS)),
    })
}

fn act(bench: &Bench, job: JobId, verb: JobVerb, now: i64) -> Result<JobState, SpoolError> {
    bench.spool.jobs().do_to_job(job, verb, "bob", UnixMs(now))
}

fn waiting(bench: &Bench) -> (JobId, Job) {
    let job = bench.spool.submission().submit(&printed(bench), UnixMs(0)).unwrap();
    (job, bench.spool.jobs().job(job).unwrap())
}

/// Why its owners were told, so far.
fn told(bench: &Bench, job: JobId) -> Vec<NotifyReason> {
    let history = bench.spool.jobs().job_history(job).unwrap();
    history.into_iter().filter_map(|change| change.notice).collect()
}

#[test]
fn it_is_never_dialled_and_its_owner_is_asked_for_the_number() {
    let bench = Bench::new();
    let (job, waits) = waiting(&bench);
    assert!(waits.waits_for_number() && waits.state == JobState::Suspended);
    assert_eq!((waits.owner.as_str(), waits.number.as_str()), ("alice", ""));
    assert_eq!(waits.text, "Submitted (printer). Waits for a number.");
    for now in [0, MINUTE_MS, 7 * DAY_MS - 1] {
        assert_eq!(bench.leased(UnixMs(now)), None);
    }
    for verb in [JobVerb::Release, JobVerb::Retry] {
        assert_eq!(act(&bench, job, verb, 1), Err(SpoolError::NoNumber(job)));
    }
    let named = bench.spool.queue().lease_named(job, UnixMs(1), 1000).unwrap_err();
    assert!(named.to_string().contains("`ferrofax number 1 NUMBER` sets it"), "{named}");
    let mails = bench.spool.outbox().reports_of(job).unwrap();
    assert_eq!(
        mails.iter().map(|mail| mail.mailbox.as_str()).collect::<Vec<_>>(),
        ["alice@example.com"]
    );
    assert_eq!(told(&bench, job), [NotifyReason::NumberWanted]);
}

#[test]
fn with_its_number_it_goes_like_any_other_and_keeps_that_number() {
    let bench = Bench::new();
    let (job, _) = waiting(&bench);
    // Another job to the same number is in a call: it waits for that.
    let other = NewJob { canonical: "+490991".into(), ..bench.job("0991", 1) };
    bench.spool.submission().submit(&other, UnixMs(1)).unwrap();
    let lease = bench.lease(UnixMs(1)).unwrap();
    assert_eq!(act(&bench, job, number("0991"), 2), Ok(JobState::Blocked));
    bench.send(&lease, UnixMs(3));
    let given = bench.spool.jobs().job(job).unwrap();
    assert_eq!((given.state, given.waits_for_number()), (JobState::Ready, false));
    assert_eq!((given.number.as_str(), given.canonical.as_str()), ("0991", "+490991"));
    assert_eq!((given.number_by, given.expires_at), (None, Some(UnixMs(9 * DAY_MS))));
    assert!(
        bench
            .spool
            .jobs()
            .job_history(job)
            .unwrap()
            .iter()
            .any(|change| change.text == "Number 0991 entered by bob.")
    );
    assert_eq!(act(&bench, job, number("0992"), 4), Err(SpoolError::HasNumber(job)));
    assert_eq!(bench.leased(UnixMs(5)), Some(job));
}

#[test]
fn one_that_is_to_be_held_is_held_with_its_number_too() {
    let bench = Bench::new();
    let before = NewJob { held: true, ..printed(&bench) };
    let before = bench.spool.submission().submit(&before, UnixMs(0)).unwrap();
    let (after, _) = waiting(&bench);
    assert_eq!(act(&bench, after, JobVerb::Hold, 1), Ok(JobState::Suspended));
    for job in [before, after] {
        assert_eq!(act(&bench, job, number("0991"), 2), Ok(JobState::Suspended));
        assert_eq!(act(&bench, job, JobVerb::Release, 3), Ok(JobState::Ready));
    }
}

#[test]
fn what_gets_no_number_in_time_fails_with_a_report_and_is_not_tried_again() {
    let bench = Bench::new();
    let (job, _) = waiting(&bench);
    assert_eq!(bench.spool.queue().next_job_due().unwrap(), Some(UnixMs(7 * DAY_MS)));
    bench.spool.queue().wake_jobs(UnixMs(7 * DAY_MS)).unwrap();
    let late = bench.spool.jobs().job(job).unwrap();
    assert_eq!((late.state, late.failure), (JobState::Failed, Some(Failure::NoNumber)));
    assert_eq!(told(&bench, job), [NotifyReason::NumberWanted, NotifyReason::TimedOut]);
    assert_eq!(bench.spool.queue().next_job_due().unwrap(), None);
    assert_eq!(act(&bench, job, JobVerb::Retry, 8 * DAY_MS), Err(SpoolError::NoNumber(job)));
    let ended = SpoolError::JobEnded { job, state: JobState::Failed };
    assert_eq!(act(&bench, job, number("0991"), 8 * DAY_MS), Err(ended));
}

#[test]
fn who_wants_to_hear_of_nothing_is_not_asked() {
    let bench = Bench::new();
    for (when, mails) in
        [(NotifyWhen::OnFailure, 1), (NotifyWhen::AtEnd, 1), (NotifyWhen::Never, 0)]
    {
        let new = NewJob { notify_when: when, ..printed(&bench) };
        let job = bench.spool.submission().submit(&new, UnixMs(0)).unwrap();
        assert_eq!(bench.spool.outbox().reports_of(job).unwrap().len(), mails, "{when:?}");
    }
}

#[test]
fn the_database_itself_refuses_a_call_for_it() {
    let bench = Bench::new();
    let (job, _) = waiting(&bench);
    let database = rusqlite::Connection::open(bench.spool.folder().join("spool.db")).unwrap();
    for state in ["ready", "pending", "done"] {
        let forced =
            database.execute("UPDATE jobs SET state = ?2, due_at = 1, ended_at = iif(?2 = 'done', 1, NULL) WHERE id = ?1",
                rusqlite::params![job.0, state]);
        assert!(forced.unwrap_err().to_string().contains("CHECK"), "{state}");
    }
}

#[test]
fn a_search_for_a_number_without_digits_finds_no_job_that_waits_for_its_number() {
    let bench = Bench::new();
    waiting(&bench);
    let found = |number: &str| {
        let query = JobQuery { number: Some(number.to_owned()), ..JobQuery::default() };
        bench.spool.jobs().list(&query).unwrap().len()
    };
    assert_eq!((found("miller"), found("00"), found("99")), (0, 0, 0));
}
