//! Others may write the database too: whatever dates stand in the rows of a job, nothing
//! panics, and other jobs are sent, reported and deleted as ever.

use ferrofax::UnixMs;
use ferrofax::delivery::{MailSettings, deliver_due};
use ferrofax::spool::failure::Failure;
use ferrofax::spool::jobs::{JobId, JobQuery, JobState, NewJob, NotifyWhen, ReportFormat};
use ferrofax::spool::window::Windows;
use rusqlite::Connection;

use super::bench::{Bench, MINUTE_MS};
use crate::hostile_rows::Taker;

/// 2026-11-20 11:00 UTC.
const NOW: UnixMs = UnixMs(1_795_172_400_000);
const DAY_MS: i64 = 24 * 60 * MINUTE_MS;

/// The ends of what a number and what a calendar holds, and the years 9999, 10,000 and 9,999,999.
const DATES: [i64; 9] = [
    i64::MIN,
    i64::MIN + 1,
    -377_705_116_800_001,
    -1,
    0,
    253_402_300_799_999,
    253_402_300_800_000,
    315_569_433_600_000_000,
    i64::MAX,
];

/// All columns with dates of jobs.
const COLUMNS: &[(&str, &str)] = &[
    ("jobs", "created_at"),
    ("jobs", "send_at"),
    ("jobs", "due_at"),
    ("jobs", "expires_at"),
    ("jobs", "ended_at"),
    ("job_pages", "confirmed_at"),
    ("job_calls", "leased_at"),
    ("job_calls", "fax_seen_at"),
    ("job_calls", "ended_at"),
    ("job_changes", "at"),
    ("job_changes", "due_at"),
    ("outbox", "created_at"),
    ("outbox", "next_try_at"),
];

fn new_job(bench: &Bench, number: &str) -> NewJob {
    NewJob {
        notify: vec!["alice@example.com".to_owned()],
        notify_when: NotifyWhen::EachChange,
        notify_format: ReportFormat::Html,
        ..bench.job(number, 1)
    }
}

/// Jobs in all states: one that waits for its time, for its hours and for its next try,
/// one in a call, one that is done.
fn jobs_of_all_kinds(bench: &Bench) -> Vec<JobId> {
    let submit = |job: &NewJob| bench.spool.submission().submit(job, NOW).unwrap();
    let done = submit(&new_job(bench, "1"));
    assert_eq!(bench.send(&bench.lease(NOW).unwrap(), NOW), JobState::Done);
    let asleep = submit(&new_job(bench, "2"));
    bench.end(&bench.lease(NOW).unwrap(), Some(Failure::Busy), NOW);
    let in_call = submit(&new_job(bench, "3"));
    let lease = bench.lease(NOW).unwrap();
    bench.spool.queue().session_begun(&lease, NOW).unwrap();
    let timed = submit(&NewJob {
        send_at: Some(NOW + DAY_MS),
        expires_at: Some(NOW + 10 * DAY_MS),
        ..new_job(bench, "4")
    });
    let windows = Windows::parse("02:00-03:00", "Europe/Berlin").unwrap();
    let windowed = submit(&NewJob { windows, ..new_job(bench, "5") });
    vec![done, asleep, in_call, timed, windowed]
}

/// What the dialler, the post and a person do, all of it.
fn a_day_of(bench: &Bench, jobs: &[JobId], what: &str) {
    let spool = &bench.spool;
    for now in [NOW + MINUTE_MS, NOW + 2 * DAY_MS] {
        spool
            .queue()
            .recover_jobs(now)
            .unwrap_or_else(|error| panic!("{what}: {error}"));
        spool.queue().wake_jobs(now).unwrap_or_else(|error| panic!("{what}: {error}"));
        spool.queue().next_job_due().unwrap_or_else(|error| panic!("{what}: {error}"));
        for job in jobs {
            spool
                .jobs()
                .job(*job)
                .and_then(|_| spool.jobs().job_history(*job))
                .unwrap_or_else(|error| panic!("{what}: {error}"));
        }
        spool
            .jobs()
            .list(&JobQuery::default())
            .unwrap_or_else(|error| panic!("{what}: {error}"));
        let report = deliver_due(spool, &MailSettings::default(), &Taker::default(), now);
        assert_eq!(report.spool_error, None, "{what}");
    }
}

#[test]
fn no_date_of_a_job_is_a_panic_or_keeps_another_from_being_sent() {
    for date in DATES {
        let bench = Bench::new();
        let jobs = jobs_of_all_kinds(&bench);
        let database = Connection::open(bench.spool.folder().join("spool.db")).unwrap();
        for (table, column) in COLUMNS {
            let what = format!("{table}.{column} = {date}");
            // All that was reported is reported again, by the dates as they are now.
            database
                .execute("UPDATE outbox SET state = 'waiting', attempts = 0, ended_at = NULL, next_try_at = 1", [])
                .unwrap();
            let changed = database.execute(
                &format!("UPDATE {table} SET {column} = ?1 WHERE {column} IS NOT NULL"),
                [date],
            );
            changed.unwrap_or_else(|error| panic!("{what}: {error}"));
            a_day_of(&bench, &jobs, &what);
            let bugs = "SELECT count(*) FROM outbox WHERE last_error LIKE '%bug%'";
            assert_eq!(
                database.query_row(bugs, [], |row| row.get::<_, i64>(0)).unwrap(),
                0,
                "{what}"
            );
        }
        // One that has nothing to do with them.
        let now = NOW + 2 * DAY_MS;
        let honest = bench
            .spool
            .submission()
            .submit(&NewJob { priority: 1, ..new_job(&bench, "9") }, now)
            .unwrap();
        let lease = bench.lease(now).unwrap();
        assert_eq!((lease.job.id, bench.send(&lease, now)), (honest, JobState::Done), "{date}");
        let relay = Taker::default();
        deliver_due(&bench.spool, &MailSettings::default(), &relay, now);
        assert!(*relay.0.borrow() > 0, "its report: {date}");
        bench.spool.retention().cleanup(now + 60 * DAY_MS, 30).unwrap();
        assert!(bench.spool.jobs().job(honest).is_err(), "it is deleted in its time: {date}");
    }
}
