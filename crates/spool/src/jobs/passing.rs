//! Time passes: jobs whose time has come are ready, those outside their hours are not, what has
//! expired fails. All that changes a job's lease goes by how it stands after that.
//!
//! Much may become due at one moment (all that was to go at eight). That goes in steps, each a
//! transaction, so that whoever tells of a page that was sent gets at the database in between.

use super::history::{Happened, Ledger};
use super::permit::not_moved;
use super::queue::{expire, select_waiting, settle_one, waiting};
use super::{JobId, JobState};
use crate::column::windows;
use crate::database;
use crate::event::Event;
use crate::failure::Failure;
use crate::window::Windows;
use crate::{Queue, SpoolError};
use ferrofax_basics::UnixMs;

/// So many jobs change in a step: each takes half a millisecond or more, and whoever else has to
/// change something waits for all.
const AT_ONCE: usize = 200;

/// The same in a statement, where whoever plans it sees how few they are.
macro_rules! at_once {
    () => {
        " LIMIT 200"
    };
}

/// Of jobs that a store has it knows the time itself.
macro_rules! expired {
    () => {
        concat!(
            "FROM jobs WHERE ended_at IS NULL AND expires_at IS NOT NULL AND expires_at <= ?1 AND state <> 'active' AND ",
            not_moved!(),
            " ORDER BY expires_at, id"
        )
    };
}
macro_rules! without_number {
    () => {
        "FROM jobs WHERE ended_at IS NULL AND number_by IS NOT NULL AND number_by <= ?1 ORDER BY number_by, id"
    };
}
macro_rules! due {
    () => {
        concat!(
            "INDEXED BY jobs_due WHERE state IN ('pending', 'sleeping') AND due_at <= ?1 AND ",
            not_moved!(),
            " ORDER BY due_at, id"
        )
    };
}

/// Whether there is any of each: as a rule there is none, and the way to a server is long. Each is
/// the first in the order of its index; one that only had to exist would be looked for anywhere.
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
const EXPIRED: &str = concat!("SELECT id, failure ", expired!(), at_once!());
const WITHOUT_NUMBER: &str = concat!("SELECT id ", without_number!(), at_once!());
const DUE: &str = select_waiting!(due!(), at_once!());
/// The first of each kind, from one to the next: many jobs share few windows, and all would be
/// looked through for them each time that a job is leased.
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
    "INDEXED BY jobs_windowed WHERE state IN ('ready', 'blocked') AND windows = ?1 AND zone = ?2 AND ",
    not_moved!(),
    at_once!()
);

impl Queue<'_> {
    /// Lets time pass: jobs whose time has come are ready, those outside their hours are
    /// not, what has expired fails. Part of [`Self::lease_job`]; of its own for when no
    /// line is free.
    pub fn wake_jobs(&self, now: UnixMs) -> Result<(), SpoolError> {
        self.write_in_time(now, |_| Ok(()))
    }

    /// Makes a change once time has passed; while that takes steps others get at the database in
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

/// Lets time pass, for so many jobs at most. False: more of them wait for that, and it is to be
/// done again in a transaction of its own, so that nobody has to wait for all of them.
pub(super) fn pass_time(ledger: &Ledger<'_>) -> database::Result<bool> {
    let [expired, late, due, windowed] = ledger
        .transaction
        .prepare_cached(IS_ANY)?
        .query_row([ledger.now], |row| Ok([row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?]))?;
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
        let mut select = ledger.transaction.prepare_cached(ALL_WINDOWS)?;
        let all: Vec<Option<Windows>> = select.query_map([], windows)?.collect::<Result<_, _>>()?;
        for closed in all.iter().flatten().filter(|windows| !windows.is_open(ledger.now)) {
            count(settle_all(ledger, WINDOWED, [closed.text(), closed.zone()])?);
        }
    }
    Ok(is_all)
}

/// Ends jobs whose time has run out; how many.
fn expire_all(ledger: &Ledger<'_>) -> database::Result<usize> {
    let mut select = ledger.transaction.prepare_cached(EXPIRED)?;
    let expired: Vec<(i64, Option<String>)> = select
        .query_map([ledger.now], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    for (job, last) in &expired {
        let last = last.as_deref().and_then(Failure::from_name);
        expire(ledger, JobId(*job), last, &Happened::default())?;
    }
    Ok(expired.len())
}

/// Puts what this finds where it belongs; how many moved. (One that stays where it is would be
/// found again without end.)
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

/// Ends jobs that nobody has given a number in time; how many.
fn give_up_numbers(ledger: &Ledger<'_>) -> database::Result<usize> {
    let mut select = ledger.transaction.prepare_cached(WITHOUT_NUMBER)?;
    let late: Vec<i64> =
        select.query_map([ledger.now], |row| row.get(0))?.collect::<Result<_, _>>()?;
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

    /// So many jobs, each to a number of its own.
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
        let folder = tempfile::tempdir().unwrap();
        let spool = Spool::open(folder.path()).unwrap();
        let now = UnixMs(20);
        put(&spool, AT_ONCE + 10, "state, priority, expires_at", "'ready', 1, 5");
        put(&spool, 2 * AT_ONCE + 10, "state, due_at, priority", "'pending', 10, 9");
        put(&spool, 1, "due_at, state, priority", "11, 'sleeping', 8");
        let step = || spool.write(|transaction| pass_time(&spool.jobs().ledger(transaction, now)));
        assert_eq!(step(), Ok(false));
        assert_eq!(count(&spool, JobState::Ready), 10 + AT_ONCE);
        // Neither one that has expired goes, nor one before another that is due as well.
        let lease = spool.queue().lease_job(now, &LeaseLimits::default()).unwrap().unwrap();
        assert_eq!(lease.job.priority, 8);
        assert_eq!(count(&spool, JobState::Failed), AT_ONCE + 10);
        assert_eq!(count(&spool, JobState::Pending), 0);
        assert_eq!(step(), Ok(true));
    }

    #[test]
    fn hours_that_are_over_hold_up_all_that_wait_for_them() {
        let folder = tempfile::tempdir().unwrap();
        let spool = Spool::open(folder.path()).unwrap();
        let columns = "state, priority, windows, zone";
        put(&spool, AT_ONCE + 10, columns, "'ready', 5, '08:00-09:00', 'UTC'");
        put(&spool, 3, "state, windows, priority, zone", "'ready', '08:00-09:00', 6, 'Etc/GMT-2'");
        put(&spool, 3, "windows, zone, state, priority", "'07:00-11:00', 'UTC', 'ready', 7");
        // Ten in London, and noon two hours further.
        let now = UnixMs(10 * 3_600_000);
        let lease = spool.queue().lease_job(now, &LeaseLimits::default()).unwrap().unwrap();
        assert_eq!(lease.job.priority, 7);
        assert_eq!(count(&spool, JobState::Pending), AT_ONCE + 13);
    }

    /// Each is asked whenever a job is leased, among a million.
    #[test]
    fn whoever_looks_what_is_due_looks_at_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let spool = crate::Store::Sqlite.open(folder.path()).unwrap();
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
