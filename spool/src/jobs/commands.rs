//! What people do with jobs. `by` says who, for the history.

use rusqlite::{OptionalExtension, Transaction, params};

use super::super::failure::{Failure, NotifyReason};
use super::super::{Spool, SpoolError};
use super::attempt::state_of;
use super::history::{Happened, Ledger};
use super::queue::settle;
use super::{CallWish, JobId, JobState};
use crate::column::word;
use ferrofax_basics::UnixMs;

const FACTS: &str = "SELECT state, wish, priority, due_at FROM jobs WHERE id = ?1";
const SET_WISH: &str = "UPDATE jobs SET wish = ?2 WHERE id = ?1";
const SET_PRIORITY: &str = "UPDATE jobs SET priority = ?2 WHERE id = ?1";
/// Calls so far are forgotten, and a time to send that it waited for. A time that has run
/// out no longer counts.
const AFRESH: &str = "
    UPDATE jobs SET tries = 0, dials = 0, failure = NULL, cause = NULL,
           expires_at = iif(expires_at <= ?2, NULL, expires_at),
           fresh_after = coalesce((SELECT max(id) FROM job_calls WHERE job = jobs.id), 0)
    WHERE id = ?1";
/// A page that was given up may go once more.
const PAGES_AFRESH: &str =
    "UPDATE job_pages SET unknown = 1 WHERE job = ?1 AND state = 'waiting' AND unknown > 1";

struct Facts {
    state: JobState,
    wish: CallWish,
    priority: u8,
    due_at: Option<UnixMs>,
}

/// What a person has done to a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JobVerb {
    /// It ends, and a call that sends it with it.
    Cancel,
    /// It is not sent until it is released.
    Hold,
    /// It may go on.
    Release,
    /// It is tried now, also one that has failed.
    Retry,
    /// It goes before those with a greater number.
    Priority(u8),
}

impl JobVerb {
    /// The states in which it can be done to a job.
    pub const fn states(self) -> &'static [JobState] {
        use JobState::{Failed, Pending, Sleeping, Suspended};
        match self {
            Self::Release => &[Suspended],
            Self::Retry => &[Failed, Sleeping, Pending, Suspended],
            Self::Cancel | Self::Hold | Self::Priority(_) => &JobState::OPEN,
        }
    }
}

impl Spool {
    /// Does this to a job; tells where the job stands then.
    pub fn do_to_job(
        &self,
        job: JobId,
        verb: JobVerb,
        by: &str,
        now: UnixMs,
    ) -> Result<JobState, SpoolError> {
        match verb {
            JobVerb::Cancel => self.cancel_job(job, by, now),
            JobVerb::Hold => self.hold_job(job, by, now),
            JobVerb::Release => self.release_job(job, by, now),
            JobVerb::Retry => self.retry_job(job, by, now),
            JobVerb::Priority(priority) => self.set_job_priority(job, priority, by, now),
        }
    }

    /// Ends a job. One that is in a call is told to end it ([`super::CallWish::Cancel`]) and
    /// stays active until it did.
    pub fn cancel_job(&self, job: JobId, by: &str, now: UnixMs) -> Result<JobState, SpoolError> {
        self.command(job, now, |ledger, facts| {
            let text = format!("Cancelled by {by}.");
            if facts.state == JobState::Active {
                return wish(ledger, job, facts, CallWish::Cancel, &text);
            }
            let failure = Some(Failure::Cancelled);
            let what = Happened {
                text: &text,
                failure,
                notice: Some(NotifyReason::Removed),
                ..Happened::default()
            };
            ledger.end(job, JobState::Failed, &what)
        })
    }

    /// Holds a job until it is released. One that is in a call is held after it, unless
    /// that sends it.
    pub fn hold_job(&self, job: JobId, by: &str, now: UnixMs) -> Result<JobState, SpoolError> {
        self.command(job, now, |ledger, facts| {
            let text = format!("Held by {by}.");
            match facts.state {
                JobState::Active if facts.wish == CallWish::Cancel => Ok(()),
                JobState::Active => wish(ledger, job, facts, CallWish::Hold, &text),
                JobState::Suspended => Ok(()),
                _ => ledger.wait(job, JobState::Suspended, facts.due_at, &said(&text)),
            }
        })
    }

    /// Releases a held job; it waits for what it waited for before.
    pub fn release_job(&self, job: JobId, by: &str, now: UnixMs) -> Result<JobState, SpoolError> {
        self.command(job, now, |ledger, facts| {
            let text = format!("Released by {by}.");
            match facts.state {
                JobState::Active if facts.wish == CallWish::Hold => {
                    wish(ledger, job, facts, CallWish::GoOn, &text)
                }
                JobState::Suspended => {
                    ledger.note(job, &said(&text))?;
                    settle(ledger, job)
                }
                _ => Ok(()),
            }
        })
    }

    /// Has a job tried now: a waiting one without waiting for its time, a failed one
    /// afresh, with all its tries and from its first page that is not confirmed. Daily
    /// windows stay in force. A job in a call goes on as it does.
    pub fn retry_job(&self, job: JobId, by: &str, now: UnixMs) -> Result<JobState, SpoolError> {
        self.write(|transaction| {
            let ledger = self.ledger(transaction, now);
            let Some(facts) = facts_of(transaction, job)? else {
                return Ok(Err(SpoolError::NoSuchJob(job)));
            };
            let text = format!("To be tried now, by {by}.");
            match facts.state {
                JobState::Done => return Ok(Err(SpoolError::JobEnded { job, state: facts.state })),
                JobState::Active => return Ok(Ok(facts.state)),
                JobState::Failed => {
                    transaction.prepare_cached(AFRESH)?.execute(params![job.0, now])?;
                    transaction.prepare_cached(PAGES_AFRESH)?.execute([job.0])?;
                }
                _ => {}
            }
            // Out of where it waits; then it finds where it belongs.
            ledger.wait(job, JobState::Ready, None, &said(&text))?;
            settle(&ledger, job)?;
            Ok(state_of(transaction, job)?.ok_or(SpoolError::NoSuchJob(job)))
        })?
    }

    /// Changes the priority of a job that has not ended.
    pub fn set_job_priority(
        &self,
        job: JobId,
        priority: u8,
        by: &str,
        now: UnixMs,
    ) -> Result<JobState, SpoolError> {
        self.command(job, now, |ledger, facts| {
            ledger
                .transaction
                .prepare_cached(SET_PRIORITY)?
                .execute(params![job.0, priority])?;
            ledger
                .note(job, &said(&format!("Priority {} made {priority} by {by}.", facts.priority)))
        })
    }

    /// Does something to a job that has not ended; tells where it stands then.
    fn command(
        &self,
        job: JobId,
        now: UnixMs,
        work: impl FnOnce(&Ledger<'_>, &Facts) -> rusqlite::Result<()>,
    ) -> Result<JobState, SpoolError> {
        self.write(|transaction| {
            let Some(facts) = facts_of(transaction, job)? else {
                return Ok(Err(SpoolError::NoSuchJob(job)));
            };
            if facts.state.is_final() {
                return Ok(Err(SpoolError::JobEnded { job, state: facts.state }));
            }
            work(&self.ledger(transaction, now), &facts)?;
            Ok(state_of(transaction, job)?.ok_or(SpoolError::NoSuchJob(job)))
        })?
    }
}

fn said(text: &str) -> Happened<'_> {
    Happened { text, ..Happened::default() }
}

/// Tells the call what is wanted of its job, once.
fn wish(
    ledger: &Ledger<'_>,
    job: JobId,
    facts: &Facts,
    wish: CallWish,
    text: &str,
) -> rusqlite::Result<()> {
    if facts.wish == wish {
        return Ok(());
    }
    ledger
        .transaction
        .prepare_cached(SET_WISH)?
        .execute(params![job.0, wish.name()])?;
    ledger.note(job, &said(text))
}

fn facts_of(transaction: &Transaction<'_>, job: JobId) -> rusqlite::Result<Option<Facts>> {
    let mut select = transaction.prepare_cached(FACTS)?;
    select
        .query_row([job.0], |row| {
            Ok(Facts {
                state: word(row, "state", JobState::from_name)?,
                wish: word(row, "wish", CallWish::from_name)?,
                priority: row.get("priority")?,
                due_at: row.get("due_at")?,
            })
        })
        .optional()
}
