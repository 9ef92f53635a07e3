//! Jobs of a stopped user: the waiting jobs are held. When the user may send again, only the jobs
//! that the stop held are released.
//!
//! If a job is submitted just when its user is stopped, it is held later, when it would be dialled.

use super::super::SpoolError;
use super::asked::ask_store;
use super::history::Happened;
use super::queue::settle;
use super::{CallWish, JobId, JobState, JobVerb, Restart};
use crate::Jobs;
use crate::column::word;
use crate::database::{self, Transaction, params};
use crate::event::{Actor, Event};
use crate::job_options::STOPPED;
use ferrofax_basics::UnixMs;

/// The user's jobs to hold. A job that the shared database has is not this spool's to hold.
/// Blocked jobs come first. Otherwise a job that is held would pass its turn to the next one, and
/// that one to the next.
const OPEN: &str = "
    SELECT id, state, wish, due_at FROM jobs
    WHERE ended_at IS NULL AND account = ?1 AND state <> 'suspended' AND role <> 'moved'
    ORDER BY CASE state WHEN 'blocked' THEN 0 ELSE 1 END, id";
/// The user's jobs that the shared database has; it is asked to hold them.
const MOVED: &str = "
    SELECT id FROM jobs
    WHERE ended_at IS NULL AND account = ?1 AND state <> 'suspended' AND role = 'moved'";
const MARK: &str =
    "INSERT INTO job_options (job, name, value) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING";
const UNMARK: &str = "DELETE FROM job_options WHERE job = ?1 AND name = ?2";
const MARKED: &str = "
    SELECT jobs.id, jobs.state, jobs.wish, jobs.role = 'moved' AS is_moved
    FROM job_options JOIN jobs ON jobs.id = job_options.job
    WHERE job_options.name = ?1 AND job_options.value = ?2 AND jobs.ended_at IS NULL ORDER BY jobs.id";
const HELD: &str = "
    SELECT count(*) FROM job_options JOIN jobs ON jobs.id = job_options.job
    WHERE job_options.name = ?1 AND job_options.value = ?2 AND jobs.ended_at IS NULL";
const SET_WISH: &str = "UPDATE jobs SET wish = ?2 WHERE id = ?1";
const STOP: &str = "
    INSERT INTO stopped_users (user, since, why, told) VALUES (?1, ?2, ?3, 0) ON CONFLICT DO NOTHING";
const LET_GO: &str = "DELETE FROM stopped_users WHERE user = ?1";
const WHY: &str = "SELECT why FROM stopped_users WHERE user = ?1";
const ACCOUNT: &str = "SELECT account FROM jobs WHERE id = ?1";

impl Jobs<'_> {
    /// Stops a user, and holds the user's waiting jobs. Returns how many are held; none if the
    /// user was stopped before.
    pub fn stop_user(&self, user: &str, why: &str, now: UnixMs) -> Result<Option<u32>, SpoolError> {
        self.spool
            .write(|transaction| match transaction.change(STOP, params![user, now, why])? {
                0 => Ok(None),
                _ => self.hold_jobs_of(transaction, (user, why), now).map(Some),
            })
    }

    /// Lets a stopped user send again, and releases the jobs that the stop held. Returns how
    /// many those were; none if the user was not stopped.
    pub fn let_user_go_on(&self, user: &str, now: UnixMs) -> Result<Option<u32>, SpoolError> {
        self.spool.write(|transaction| match transaction.change(LET_GO, [user])? {
            0 => Ok(None),
            _ => self.release_jobs_of(transaction, user, now).map(Some),
        })
    }

    /// The user whom a job is counted for; empty if there is none.
    pub fn account_of_job(&self, job: JobId) -> Result<String, SpoolError> {
        self.spool
            .read(|transaction| transaction.first(ACCOUNT, [job.0], |row| row.get(0)))?
            .ok_or(SpoolError::NoSuchJob(job))
    }

    /// How many jobs the stop of this user holds.
    pub fn held_by_stop(&self, user: &str) -> Result<u32, SpoolError> {
        self.spool
            .read(|transaction| transaction.one(HELD, [STOPPED, user], |row| row.get(0)))
    }

    /// Holds the waiting jobs of a user who was stopped just now, and asks the shared database to
    /// hold those that it has. Returns the number of jobs.
    fn hold_jobs_of(
        &self,
        transaction: &Transaction<'_>,
        (user, why): (&str, &str),
        now: UnixMs,
    ) -> database::Result<u32> {
        let ledger = self.ledger(transaction, now);
        let what: Happened<'_> = held_because(user, why).into();
        let open: Vec<(JobId, JobState, CallWish, Option<UnixMs>)> =
            transaction.all(OPEN, [user], |row| {
                let state = word(row, "state", JobState::from_name)?;
                let wish = word(row, "wish", CallWish::from_name)?;
                Ok((JobId(row.get("id")?), state, wish, row.get("due_at")?))
            })?;
        let mut held = 0;
        for (job, state, wish, due_at) in open {
            match (state, wish) {
                // The current call of the job continues, and no further call is made.
                (JobState::Active, CallWish::GoOn) => {
                    set_wish(transaction, job, CallWish::Hold)?;
                    ledger.note(job, &what)?;
                }
                (JobState::Active, _) => continue,
                _ => ledger.wait(job, JobState::Suspended, due_at, &what)?,
            }
            mark(transaction, job, user)?;
            held += 1;
        }
        let moved: Vec<JobId> = transaction.all(MOVED, [user], |row| row.get(0).map(JobId))?;
        let by = Actor::Stop(user.to_owned()).to_string();
        for job in moved {
            mark(transaction, job, user)?;
            ask_store(&ledger, job, (&JobVerb::Hold, &Restart::AsBefore), &by)?;
            held += 1;
        }
        Ok(held)
    }

    /// Releases the jobs that the stop of this user holds, and asks the shared database to release
    /// those that it has. Returns the number of jobs.
    fn release_jobs_of(
        &self,
        transaction: &Transaction<'_>,
        user: &str,
        now: UnixMs,
    ) -> database::Result<u32> {
        let ledger = self.ledger(transaction, now);
        let what: Happened<'_> = Event::ReleasedByStop { user: user.to_owned() }.into();
        let marked: Vec<(JobId, JobState, CallWish, bool)> =
            transaction.all(MARKED, [STOPPED, user], |row| {
                let state = word(row, "state", JobState::from_name)?;
                let wish = word(row, "wish", CallWish::from_name)?;
                Ok((JobId(row.get("id")?), state, wish, row.get("is_moved")?))
            })?;
        let by = Actor::StopEnd(user.to_owned()).to_string();
        let mut released = 0;
        for (job, state, wish, is_moved) in marked {
            forget_stop(transaction, job)?;
            match (state, wish) {
                _ if is_moved => {
                    _ = ask_store(&ledger, job, (&JobVerb::Release, &Restart::AsBefore), &by)?;
                }
                (JobState::Suspended, _) => {
                    ledger.note(job, &what)?;
                    settle(&ledger, job)?;
                }
                (JobState::Active, CallWish::Hold) => {
                    set_wish(transaction, job, CallWish::GoOn)?;
                    ledger.note(job, &what)?;
                }
                _ => continue,
            }
            released += 1;
        }
        Ok(released)
    }

    /// Holds a job that would be dialled now although its user is stopped. Such a job was submitted
    /// or released at the same moment as the stop.
    pub(super) fn hold_of_stopped(
        &self,
        transaction: &Transaction<'_>,
        (job, user): (JobId, &str),
        now: UnixMs,
    ) -> database::Result<()> {
        let Some(why) = why_stopped(transaction, user)? else { return Ok(()) };
        let what = held_because(user, &why).into();
        self.ledger(transaction, now).wait(job, JobState::Suspended, None, &what)?;
        mark(transaction, job, user)
    }

    /// Holds a waiting job for which another program has placed a call, if the job's user is
    /// stopped. Returns whether it did.
    pub(super) fn hold_if_stopped(
        &self,
        transaction: &Transaction<'_>,
        job: JobId,
        now: UnixMs,
    ) -> database::Result<bool> {
        let user: String = transaction.one(ACCOUNT, [job.0], |row| row.get(0))?;
        let is_stopped = is_stopped(transaction, &user)?;
        if is_stopped {
            self.hold_of_stopped(transaction, (job, &user), now)?;
        }
        Ok(is_stopped)
    }
}

/// Whether this user is blocked from sending. The empty name means no user, and is never blocked.
pub(super) fn is_stopped(transaction: &Transaction<'_>, user: &str) -> database::Result<bool> {
    Ok(!user.is_empty() && why_stopped(transaction, user)?.is_some())
}

fn why_stopped(transaction: &Transaction<'_>, user: &str) -> database::Result<Option<String>> {
    transaction.first(WHY, [user], |row| row.get(0))
}

/// Forgets that the stop of its user holds the job, because a person has decided about the job.
pub(super) fn forget_stop(transaction: &Transaction<'_>, job: JobId) -> database::Result<()> {
    transaction.run(UNMARK, params![job.0, STOPPED])
}

fn mark(transaction: &Transaction<'_>, job: JobId, user: &str) -> database::Result<()> {
    transaction.run(MARK, params![job.0, STOPPED, user])
}

fn set_wish(transaction: &Transaction<'_>, job: JobId, wish: CallWish) -> database::Result<()> {
    transaction.run(SET_WISH, params![job.0, wish.name()])
}

fn held_because(user: &str, why: &str) -> Event {
    Event::HeldByStop { user: user.to_owned(), why: why.into() }
}
