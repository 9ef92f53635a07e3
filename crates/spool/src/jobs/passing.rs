//! The passing of time: due jobs become ready, jobs outside their hours wait, and expired jobs
//! fail. Each change of a job's lease first applies the passing of time.
//!
//! Many jobs may become due at one moment, for example all that were to be sent at eight. They are
//! then changed in steps, each in a transaction of its own. Between two steps, the caller that
//! reports a sent page can use the database.

use super::history::{Happened, Ledger};
use super::queue::{expire, select_waiting, settle_one, waiting};
use super::{JobId, JobState};
use crate::column::windows;
use crate::database;
use crate::event::Event;
use crate::failure::Failure;
use crate::window::Windows;
use crate::{Queue, SpoolError};
use ferrofax_basics::UnixMs;

/// The most jobs that one step changes. Each takes half a millisecond or more, and everybody else
/// who has to change something waits for the whole step.
const AT_ONCE: usize = 200;

/// The same limit as [`AT_ONCE`], written into the statement so that the query planner sees it.
macro_rules! at_once {
    () => {
        " LIMIT 200"
    };
}

/// The jobs that have expired. Those that a shared database has are left out: it expires them
/// itself.
macro_rules! expired {
    () => {
        "FROM jobs WHERE ended_at IS NULL AND expires_at IS NOT NULL AND expires_at <= ?1 AND state <> 'active'
         AND role <> 'moved' ORDER BY expires_at, id"
    };
}
macro_rules! without_number {
    () => {
        "FROM jobs WHERE ended_at IS NULL AND number_by IS NOT NULL AND number_by <= ?1 ORDER BY number_by, id"
    };
}
macro_rules! due {
    () => {
        "INDEXED BY jobs_due WHERE state IN ('pending', 'sleeping') AND due_at <= ?1 AND role <> 'moved'
         ORDER BY due_at, id"
    };
}

/// Whether there is any job of each kind. Usually there is none, and each query to a server takes
/// long. Each subquery takes the first row in the order of its index. With `EXISTS`, the planner
/// might look for a row anywhere else.
const IS_ANY: &str = concat!(
    "SELECT (SELECT id ",
    expired!(),
    " LIMIT 1) IS NOT NULL, (SELECT id ",
    without_number!(),
    " LIMIT 1) IS NOT NULL, (SELECT id FROM jobs ",
    due!(),
    " LIMIT 1) IS NOT NULL,
     (SELECT id FROM jobs INDEXED BY jobs_windowed WHERE state IN ('ready', 'blocked') AND windows IS NOT NULL
      ORDER BY windows, zone LIMIT 1) IS NOT NULL"
);
const EXPIRED: &str = concat!("SELECT id, failure, state ", expired!(), at_once!());
const WITHOUT_NUMBER: &str = concat!("SELECT id ", without_number!(), at_once!());
const DUE: &str = select_waiting!(due!(), at_once!());
/// The distinct pairs of windows and time zone, found by steps from one pair to the next. Many jobs
/// share few windows. A plain query would look through all these jobs each time a job is leased.
const ALL_WINDOWS: &str = "
    WITH RECURSIVE first (id) AS (
        SELECT * FROM (SELECT id FROM jobs INDEXED BY jobs_windowed
                       WHERE state IN ('ready', 'blocked') AND windows IS NOT NULL ORDER BY windows, zone LIMIT 1) AS one
        UNION ALL
        SELECT (SELECT behind.id FROM jobs AS behind INDEXED BY jobs_windowed
                WHERE behind.state IN ('ready', 'blocked') AND behind.windows IS NOT NULL
                  AND (behind.windows, behind.zone) > (jobs.windows, jobs.zone)
                ORDER BY behind.windows, behind.zone LIMIT 1)
        FROM first JOIN jobs ON jobs.id = first.id)
    SELECT jobs.windows, jobs.zone FROM first JOIN jobs ON jobs.id = first.id";
const WINDOWED: &str = select_waiting!(
    "INDEXED BY jobs_windowed WHERE state IN ('ready', 'blocked') AND windows = ?1 AND zone = ?2 AND role <> 'moved'",
    at_once!()
);

impl Queue<'_> {
    /// Updates the jobs whose time has come: due jobs become ready, jobs outside their hours wait,
    /// and expired jobs fail. [`Self::lease_job`] does this too. This function is for times when no
    /// line is free.
    pub fn wake_jobs(&self, now: UnixMs) -> Result<(), SpoolError> {
        self.write_in_time(now, |_| Ok(()))
    }

    /// Runs a change after the jobs whose time has come were updated ([`pass_time`]). If there are
    /// many such jobs, several transactions are used, so that others can use the database in
    /// between.
    pub(super) fn write_in_time<T>(
        &self,
        now: UnixMs,
        mut work: impl FnMut(&Ledger<'_>) -> database::Result<T>,
    ) -> Result<T, SpoolError> {
        loop {
            let done = self.spool.write(|transaction| {
                let ledger = self.spool.jobs().ledger(transaction, now);
                pass_time(&ledger)?.then(|| work(&ledger)).transpose()
            })?;
            if let Some(done) = done {
                return Ok(done);
            }
        }
    }
}

/// Updates the jobs whose time has come, as [`Queue::wake_jobs`] does, but only a limited number.
/// Returns false if there are more such jobs. The caller then calls this function again in another
/// transaction, so that others can use the database in between.
pub fn pass_time(ledger: &Ledger<'_>) -> database::Result<bool> {
    let [expired, late, due, windowed] = ledger.transaction.one(IS_ANY, [ledger.now], |row| {
        Ok([row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?])
    })?;
    let mut is_all = true;
    let mut count = |found: usize| is_all &= found < AT_ONCE;
    if expired && ledger.jobs_expire {
        count(expire_all(ledger)?);
    }
    if late && ledger.jobs_expire {
        count(give_up_numbers(ledger)?);
    }
    if due {
        count(settle_all(ledger, DUE, [ledger.now])?);
    }
    if windowed {
        // Many jobs share few windows.
        let all: Vec<Option<Windows>> = ledger.transaction.all(ALL_WINDOWS, [], windows)?;
        for closed in all.iter().flatten().filter(|windows| !windows.is_open(ledger.now)) {
            count(settle_all(ledger, WINDOWED, [closed.text(), closed.zone()])?);
        }
    }
    Ok(is_all)
}

/// Fails the jobs that have expired, and returns their number.
fn expire_all(ledger: &Ledger<'_>) -> database::Result<usize> {
    let mut expired: Vec<(i64, Option<String>, String)> =
        ledger
            .transaction
            .all(EXPIRED, [ledger.now], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    // Otherwise a job that expires would pass its turn to the next one, and that one to the next.
    expired.sort_by_key(|(.., state)| state != JobState::Blocked.name());
    for (job, last, _) in &expired {
        let last = last.as_deref().and_then(Failure::from_name);
        expire(ledger, JobId(*job), last, &Happened::default())?;
    }
    Ok(expired.len())
}

/// Moves the jobs that a query finds into the states where they belong, and returns how many moved.
/// (A job that is already right does not count, because it would be found again without end.)
fn settle_all(
    ledger: &Ledger<'_>,
    sql: &str,
    params: impl database::Params,
) -> database::Result<usize> {
    let mut moved = 0;
    for job in waiting(ledger.transaction, sql, params)? {
        moved += usize::from(settle_one(ledger, &job)?);
    }
    Ok(moved)
}

/// Fails the jobs that nobody gave a number in time, and returns how many there were.
fn give_up_numbers(ledger: &Ledger<'_>) -> database::Result<usize> {
    let late: Vec<i64> = ledger.transaction.all(WITHOUT_NUMBER, [ledger.now], |row| row.get(0))?;
    let failure = Failure::NoNumber;
    let what = Happened {
        event: Event::failed(failure.into()),
        failure: Some(failure),
        notice: Some(failure.final_reason()),
        ..Happened::default()
    };
    late.iter()
        .try_for_each(|job| ledger.end(JobId(*job), JobState::Failed, &what))?;
    Ok(late.len())
}

#[cfg(test)]
mod tests {
    use super::super::{JobQuery, LeaseLimits};
    use super::*;
    use crate::Spool;

    /// Adds `count` jobs, each to a number of its own.
    fn put(spool: &Spool, count: usize, columns: &str, values: &str) {
        let sql = format!(
            "WITH RECURSIVE n (n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM n WHERE n < {count})
             INSERT INTO jobs (number, canonical, device, owner, max_tries, max_dials, created_at, tag, notify_when,
                               notify_format, unknown, created_by, {columns})
             SELECT '1', '{columns}' || n, '2101@x', 'alice', 3, 12, 1, '', 'never', 'text', 'resend', 'cli', {values} FROM n"
        );
        spool.write(|transaction| transaction.execute(&sql, [])).unwrap();
    }

    fn count(spool: &Spool, state: JobState) -> usize {
        let query = JobQuery { states: vec![state], limit: 10_000, ..JobQuery::default() };
        spool.jobs().list(&query).unwrap().len()
    }

    #[test]
    fn much_that_is_due_at_one_moment_goes_in_steps_and_is_done_before_a_job_is_leased() {
        let (_folder, spool) = Spool::empty();
        let now = UnixMs(20);
        put(&spool, AT_ONCE + 10, "state, priority, expires_at", "'ready', 1, 5");
        put(&spool, 2 * AT_ONCE + 10, "state, due_at, priority", "'pending', 10, 9");
        put(&spool, 1, "due_at, state, priority", "11, 'sleeping', 8");
        let step = || spool.write(|transaction| pass_time(&spool.jobs().ledger(transaction, now)));
        assert_eq!(step(), Ok(false));
        assert_eq!(count(&spool, JobState::Ready), 10 + AT_ONCE);
        // No expired job is leased, and no job before another one that is due as well.
        let lease = spool.queue().lease_job(now, &LeaseLimits::default()).unwrap().unwrap();
        assert_eq!(lease.job.priority, 8);
        assert_eq!(count(&spool, JobState::Failed), AT_ONCE + 10);
        assert_eq!(count(&spool, JobState::Pending), 0);
        assert_eq!(step(), Ok(true));
    }

    #[test]
    fn hours_that_are_over_hold_up_all_that_wait_for_them() {
        let (_folder, spool) = Spool::empty();
        let columns = "state, priority, windows, zone";
        put(&spool, AT_ONCE + 10, columns, "'ready', 5, '08:00-09:00', 'UTC'");
        put(&spool, 3, "state, windows, priority, zone", "'ready', '08:00-09:00', 6, 'Etc/GMT-2'");
        put(&spool, 3, "windows, zone, state, priority", "'07:00-11:00', 'UTC', 'ready', 7");
        // 10:00 in UTC, and 12:00 in the zone that is two hours ahead.
        let now = UnixMs(10 * 3_600_000);
        let lease = spool.queue().lease_job(now, &LeaseLimits::default()).unwrap().unwrap();
        assert_eq!(lease.job.priority, 7);
        assert_eq!(count(&spool, JobState::Pending), AT_ONCE + 13);
    }

    /// Each of these queries is run whenever a job is leased, among a million jobs.
    #[test]
    fn whoever_looks_what_is_due_looks_at_nothing_else() {
        let (_folder, spool) = crate::Spool::empty_sqlite();
        for sql in [IS_ANY, EXPIRED, WITHOUT_NUMBER, DUE, ALL_WINDOWS, WINDOWED] {
            let plan = spool.read(|transaction| transaction.plan(sql)).unwrap();
            let is_dear = |step: &&String| {
                step.contains("TEMP B-TREE")
                    || (step.starts_with("SCAN")
                        && !["SCAN first", "SCAN one", "SCAN CONSTANT ROW"]
                            .contains(&step.as_str())
                        && !step.contains("INDEX jobs_windowed"))
            };
            assert_eq!(plan.iter().find(is_dear), None, "{sql}: {plan:#?}");
        }
    }
}
