//! The wall clock was ahead and was put right: jobs that were put to sleep meanwhile do
//! not sleep until the date that it showed.

use super::super::SpoolError;
use super::super::failure::Failure;
use super::history::{Happened, Ledger};
use super::queue::settle;
use super::{JobId, JobState};
use crate::Jobs;
use crate::column::{optional_word, word};
use crate::database::{self, Row, Transaction};
use crate::event::Event;
use ferrofax_basics::UnixMs;

/// Jobs that wait for a time, put to that at a moment that has not come yet.
const ASLEEP: &str = "
    SELECT jobs.id, jobs.state, jobs.due_at, job_changes.at, job_changes.failure FROM jobs
    JOIN job_changes ON job_changes.id = (SELECT max(id) FROM job_changes WHERE job = jobs.id)
    WHERE jobs.state IN ('pending', 'sleeping') AND jobs.due_at > ?1 AND job_changes.at > ?1 ORDER BY jobs.id";

/// Less than this is no jump of the clock.
const SLACK_MS: i64 = 60_000;
const DAY_MS: i64 = 24 * 3_600_000;

struct Sleeper {
    id: JobId,
    state: JobState,
    due_at: UnixMs,
    /// When it was put to sleep.
    at: UnixMs,
    why: Option<Failure>,
}

impl Jobs<'_> {
    /// Part of [`Queue::recover_jobs`](crate::Queue::recover_jobs).
    pub(super) fn put_jobs_right(&self, now: UnixMs) -> Result<(), SpoolError> {
        if self.spool.read(|transaction| sleepers(transaction, now))?.is_empty() {
            return Ok(());
        }
        self.spool.write(|transaction| {
            let ledger = self.ledger(transaction, now);
            sleepers(transaction, now)?
                .iter()
                .try_for_each(|sleeper| sleeper.put_right(&ledger))
        })
    }
}

fn sleepers(transaction: &Transaction<'_>, now: UnixMs) -> database::Result<Vec<Sleeper>> {
    transaction
        .prepare_cached(ASLEEP)?
        .query_map([now + SLACK_MS], sleeper_of_row)?
        .collect()
}

impl Sleeper {
    /// What waits for its next try waits for as long from now; what waits for its hours
    /// looks at the clock again. A time to send is somebody's wish and stays, unless the
    /// clock was so far ahead that he can't have meant it.
    fn put_right(&self, ledger: &Ledger<'_>) -> database::Result<()> {
        let what: Happened<'_> = Event::ClockPutBack.into();
        if self.why == Some(Failure::TimeOfDay) {
            // Out of where it waits; then it finds where it belongs.
            ledger.wait(self.id, JobState::Ready, None, &what)?;
            return settle(ledger, self.id);
        }
        if self.state == JobState::Pending && self.at.ms_since(ledger.now) < DAY_MS {
            return Ok(());
        }
        let due_at = ledger.now + self.due_at.ms_since(self.at).max(0);
        ledger.wait(self.id, self.state, Some(due_at), &what)
    }
}

fn sleeper_of_row(row: &Row<'_>) -> database::Result<Sleeper> {
    Ok(Sleeper {
        id: JobId(row.get("id")?),
        state: word(row, "state", JobState::from_name)?,
        due_at: row.get("due_at")?,
        at: row.get("at")?,
        why: optional_word(row, "failure", Failure::from_name)?,
    })
}
