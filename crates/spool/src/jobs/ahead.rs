//! Corrects the waiting times of jobs after the wall clock was ahead and was set right. Jobs that
//! began to wait while the clock was ahead do not wait until the wrong date.

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

/// Jobs that wait for a time, and whose wait began at a moment that is in the future.
const ASLEEP: &str = "
    SELECT jobs.id, jobs.state, jobs.due_at, job_changes.at, job_changes.failure FROM jobs
    JOIN job_changes ON job_changes.id = (SELECT max(id) FROM job_changes WHERE job = jobs.id)
    WHERE jobs.state IN ('pending', 'sleeping') AND jobs.due_at > ?1 AND job_changes.at > ?1 ORDER BY jobs.id";

/// The smallest difference that counts as a jump of the clock, in ms.
const SLACK_MS: i64 = 60_000;
const DAY_MS: i64 = 24 * 3_600_000;

struct Sleeper {
    id: JobId,
    state: JobState,
    due_at: UnixMs,
    /// When the job began to wait.
    at: UnixMs,
    why: Option<Failure>,
}

impl Jobs<'_> {
    /// Corrects the times until which jobs wait. This is part of
    /// [`Queue::recover_jobs`](crate::Queue::recover_jobs).
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
    transaction.all(ASLEEP, [now + SLACK_MS], sleeper_of_row)
}

impl Sleeper {
    /// Corrects the time until which this job waits.
    ///
    /// - A job that waits for its next attempt, or for the end of a pause of its number, waits from
    ///   now for as long as was planned.
    /// - A job that waits for its permitted hours is compared with the corrected clock again.
    /// - A time to send is the user's wish and remains. It is moved only if the clock was ahead by a
    ///   day or more, because the user can't have meant that date. While the clock is not trusted, it
    ///   may as well be behind now, and the time to send remains.
    fn put_right(&self, ledger: &Ledger<'_>) -> database::Result<()> {
        let what: Happened<'_> = Event::ClockPutBack.into();
        if self.why == Some(Failure::TimeOfDay) {
            // The job leaves its waiting state, and `settle` then finds the state in which it
            // belongs.
            ledger.wait(self.id, JobState::Ready, None, &what)?;
            return settle(ledger, self.id);
        }
        let waits_for_time = self.state == JobState::Pending && self.why != Some(Failure::Blocked);
        let is_impossible = ledger.jobs_expire && self.at.ms_since(ledger.now) >= DAY_MS;
        if waits_for_time && !is_impossible {
            return Ok(());
        }
        let due_at = ledger.now + self.due_at.ms_since(self.at).max(0);
        ledger.put(self.id, self.state, Some(due_at), &what)
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
