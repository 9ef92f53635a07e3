//! What people do with jobs. `by` says who, for the history.

use super::super::SpoolError;
use super::super::failure::{Failure, NotifyReason};
use super::asking::fetch_of;
use super::attempt::state_of;
use super::history::{Happened, Ledger};
use super::queue::settle;
use super::stopped::forget_stop;
use super::{Account, Altered, CallWish, GivenNumber, JobId, JobState, NOW_MS, NotifyWhen};
use crate::Jobs;
use crate::column::word;
use crate::database::{self, OptionalExtension, Transaction, params};
use crate::event::Event;
use crate::value::own_words;
use ferrofax_basics::UnixMs;

const FACTS: &str = "
    SELECT state, wish, priority, due_at, number, held, send_at, expires_at FROM jobs
    WHERE id = ?1";
const SET_WISH: &str = "UPDATE jobs SET wish = ?2 WHERE id = ?1";
/// Where it is a try of a job of the store's, that is to be cancelled, too.
const CANCEL_TRY: &str = "UPDATE store_tries SET is_cancelled = 1 WHERE job = ?1";
const IS_MOVED: &str = "SELECT EXISTS (SELECT 1 FROM moved_jobs WHERE job = ?1)";
const SET_PRIORITY: &str = "UPDATE jobs SET priority = ?2 WHERE id = ?1";
/// Calls so far are forgotten, and a time to send that it waited for. A time that has run
/// out no longer counts.
const AFRESH: &str = "
    UPDATE jobs SET tries = 0, dials = 0, failure = NULL, cause = NULL,
           expires_at = iif(expires_at <= ?2, NULL, expires_at),
           fresh_after = coalesce((SELECT max(id) FROM job_calls WHERE job = jobs.id), 0)
    WHERE id = ?1";
const SET_ACCOUNT: &str = "UPDATE jobs SET account = ?2, account_calls = ?3 WHERE id = ?1";
const SET_HELD: &str = "UPDATE jobs SET held = 1 WHERE id = ?1";
/// The time in which it is to be sent begins with the number, unless it was named.
const SET_NUMBER: &str = "
    UPDATE jobs SET number = ?2, canonical = ?3, account = ?4, account_calls = ?5,
           expires_at = coalesce(expires_at, ?6), number_by = NULL
    WHERE id = ?1";
const SET_ALTERED: &str = "
    UPDATE jobs SET send_at = iif(?2, ?3, send_at), expires_at = coalesce(?4, expires_at),
           max_tries = coalesce(?5, max_tries), max_dials = coalesce(?6, max_dials),
           tag = coalesce(?7, tag), notify_when = coalesce(?8, notify_when)
    WHERE id = ?1";
/// What came of a document that is fetched stays where it is; the document is fetched anew.
const FETCH_AFRESH: &str = "UPDATE job_fetches SET fax = NULL WHERE job = ?1";
/// A page that was given up may go once more.
const PAGES_AFRESH: &str =
    "UPDATE job_pages SET unknown = 1 WHERE job = ?1 AND state = 'waiting' AND unknown > 1";

struct Facts {
    state: JobState,
    wish: CallWish,
    priority: u8,
    due_at: Option<UnixMs>,
    number: String,
    held: bool,
    send_at: Option<UnixMs>,
    expires_at: Option<UnixMs>,
}

/// What a person has done to a job.
#[derive(Clone, Debug, PartialEq, Eq)]
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
    /// It waited for this number. Whoever gives it has been found to have the right to it.
    Number(GivenNumber),
    /// Other times and limits hold for it.
    Alter(Altered),
}

impl JobVerb {
    /// The states in which it can be done to a job.
    pub const fn states(&self) -> &'static [JobState] {
        use JobState::{Failed, Pending, Sleeping, Suspended};
        match self {
            Self::Release | Self::Number(_) => &[Suspended],
            Self::Retry => &[Failed, Sleeping, Pending, Suspended],
            Self::Cancel | Self::Hold | Self::Priority(_) | Self::Alter(_) => &JobState::OPEN,
        }
    }
}

impl Jobs<'_> {
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
            JobVerb::Number(number) => self.give_number(job, &number, by, now),
            JobVerb::Alter(altered) => self.alter_job(job, &altered, by, now),
        }
    }

    /// Ends a job. One that is in a call is told to end it ([`super::CallWish::Cancel`]) and
    /// stays active until it did.
    pub fn cancel_job(&self, job: JobId, by: &str, now: UnixMs) -> Result<JobState, SpoolError> {
        if let Some(state) = self.asked_of_store(job, &JobVerb::Cancel, by, now)? {
            return Ok(state);
        }
        self.command(job, now, |ledger, facts| {
            ledger.transaction.prepare_cached(CANCEL_TRY)?.execute([job.0])?;
            let event = Event::Cancelled { by: by.into() };
            if facts.state == JobState::Active {
                return wish(ledger, job, facts, CallWish::Cancel, event);
            }
            let failure = Some(Failure::Cancelled);
            let what = Happened {
                event,
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
        if let Some(state) = self.asked_of_store(job, &JobVerb::Hold, by, now)? {
            return Ok(state);
        }
        self.command(job, now, |ledger, facts| {
            let event = Event::Held { by: by.into() };
            match facts.state {
                JobState::Active if facts.wish == CallWish::Cancel => Ok(()),
                JobState::Active => wish(ledger, job, facts, CallWish::Hold, event),
                JobState::Suspended if facts.number.is_empty() && !facts.held => {
                    ledger.transaction.prepare_cached(SET_HELD)?.execute([job.0])?;
                    ledger.note(job, &event.into())
                }
                // The stop of its user may have held it; now a person does.
                JobState::Suspended => forget_stop(ledger.transaction, job),
                _ => ledger.wait(job, JobState::Suspended, facts.due_at, &event.into()),
            }
        })
    }

    /// Releases a held job; it waits for what it waited for before.
    /// One without a number can't be released.
    pub fn release_job(&self, job: JobId, by: &str, now: UnixMs) -> Result<JobState, SpoolError> {
        if let Some(state) = self.asked_of_store(job, &JobVerb::Release, by, now)? {
            return Ok(state);
        }
        self.command_if(job, now, has_number, |ledger, facts| {
            let event = Event::Released { by: by.into() };
            forget_stop(ledger.transaction, job)?;
            match facts.state {
                JobState::Active if facts.wish == CallWish::Hold => {
                    wish(ledger, job, facts, CallWish::GoOn, event)
                }
                JobState::Suspended => {
                    ledger.note(job, &event.into())?;
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
        self.retry_job_of(job, None, by, now)
    }

    /// Does the same as [`Self::retry_job`]. A failed job is counted for this user from then on.
    pub fn retry_job_for(
        &self,
        job: JobId,
        account: &Account,
        by: &str,
        now: UnixMs,
    ) -> Result<JobState, SpoolError> {
        self.retry_job_of(job, Some(account), by, now)
    }

    fn retry_job_of(
        &self,
        job: JobId,
        account: Option<&Account>,
        by: &str,
        now: UnixMs,
    ) -> Result<JobState, SpoolError> {
        if let Some(state) = self.asked_of_store(job, &JobVerb::Retry, by, now)? {
            return Ok(state);
        }
        // The module sends it, and has no keys.
        let _still = self.spool.encryption().job_in_clear(job)?;
        self.spool.write_or_refuse(|transaction| {
            let ledger = self.ledger(transaction, now);
            let facts = facts_of(transaction, job)?.ok_or(SpoolError::NoSuchJob(job))?;
            has_number(job, &facts)?;
            let event = Event::Retried { by: by.into() };
            forget_stop(transaction, job)?;
            match facts.state {
                JobState::Done => {
                    return Err(SpoolError::JobEnded { job, state: facts.state }.into());
                }
                JobState::Active => return Ok(facts.state),
                JobState::Failed => {
                    transaction.prepare_cached(AFRESH)?.execute(params![job.0, now])?;
                    transaction.prepare_cached(PAGES_AFRESH)?.execute([job.0])?;
                    if let Some(Account { user, calls }) = account {
                        transaction
                            .prepare_cached(SET_ACCOUNT)?
                            .execute(params![job.0, user, calls])?;
                    }
                    if fetch_of(transaction, job)?.is_some_and(|fetch| !fetch.is_whole) {
                        transaction.prepare_cached(FETCH_AFRESH)?.execute([job.0])?;
                    }
                }
                _ => {}
            }
            // Out of where it waits; then it finds where it belongs.
            ledger.wait(job, JobState::Ready, None, &event.into())?;
            settle(&ledger, job)?;
            Ok(state_of(transaction, job)?.ok_or(SpoolError::NoSuchJob(job))?)
        })
    }

    /// Changes the priority of a job that has not ended.
    pub fn set_job_priority(
        &self,
        job: JobId,
        priority: u8,
        by: &str,
        now: UnixMs,
    ) -> Result<JobState, SpoolError> {
        if let Some(state) = self.asked_of_store(job, &JobVerb::Priority(priority), by, now)? {
            return Ok(state);
        }
        self.command(job, now, |ledger, facts| {
            ledger
                .transaction
                .prepare_cached(SET_PRIORITY)?
                .execute(params![job.0, priority])?;
            let (from, to, by) = (facts.priority, priority, by.into());
            ledger.note(job, &Event::PriorityChanged { from, to, by }.into())
        })
    }

    /// Gives a job the number that it waits for. It goes on as one that was taken in with
    /// it: held if it is to be, or waiting for its time, its hours, the number, a line.
    fn give_number(
        &self,
        job: JobId,
        given: &GivenNumber,
        by: &str,
        now: UnixMs,
    ) -> Result<JobState, SpoolError> {
        let waits = |job, facts: &Facts| {
            if facts.number.is_empty() { Ok(()) } else { Err(SpoolError::HasNumber(job)) }
        };
        self.command_if(job, now, waits, |ledger, facts| {
            let GivenNumber { number, canonical, account, account_calls, expires_at } = given;
            ledger.transaction.prepare_cached(SET_NUMBER)?.execute(params![
                job.0,
                number,
                canonical,
                account,
                account_calls,
                expires_at
            ])?;
            let (number, by) = (number.clone(), by.into());
            ledger.note(job, &Event::NumberGiven { number, by }.into())?;
            if facts.held { Ok(()) } else { settle(ledger, job) }
        })
    }

    /// Has other times and limits hold for a job. One that waits finds where it belongs by them;
    /// a held one stays held.
    fn alter_job(
        &self,
        job: JobId,
        altered: &Altered,
        by: &str,
        now: UnixMs,
    ) -> Result<JobState, SpoolError> {
        let refused =
            |text: &str| SpoolError::Refused { failure: Failure::Expired, text: text.to_owned() };
        let too_late = "the job would expire before it is sent";
        let send_at = altered.send_at.flatten();
        if send_at.is_some_and(|time| time < now - NOW_MS) {
            return Err(refused("the time to send is in the past"));
        }
        if altered.expires_at.is_some_and(|time| time <= now) {
            return Err(refused(too_late));
        }
        // What is not changed of both holds for what is.
        let in_time = |_, facts: &Facts| {
            let begins = altered.send_at.unwrap_or(facts.send_at).unwrap_or(now).max(now);
            let is_changed = altered.send_at.is_some() || altered.expires_at.is_some();
            let expires_at = altered.expires_at.or(facts.expires_at);
            if is_changed && expires_at.is_some_and(|time| time <= begins) {
                Err(refused(too_late))
            } else {
                Ok(())
            }
        };
        let is_moved = |transaction: &Transaction<'_>| {
            transaction.prepare_cached(IS_MOVED)?.query_row([job.0], |row| row.get(0))
        };
        if self.spool.read(is_moved)? {
            return Err(SpoolError::InStore(job));
        }
        self.command_if(job, now, in_time, |ledger, facts| {
            ledger.transaction.prepare_cached(SET_ALTERED)?.execute(params![
                job.0,
                altered.send_at.is_some(),
                send_at,
                altered.expires_at,
                altered.max_tries,
                altered.max_dials,
                altered.tag.as_deref().map(own_words),
                altered.notify_when.map(NotifyWhen::name),
            ])?;
            let event = Event::Changed { by: by.into() };
            match facts.state {
                _ if altered.send_at.is_none() => ledger.note(job, &event.into()),
                // Its call goes on; the time is for the next one.
                JobState::Active => ledger.note(job, &event.into()),
                state => {
                    ledger.wait(job, state, send_at, &event.into())?;
                    if state == JobState::Suspended { Ok(()) } else { settle(ledger, job) }
                }
            }
        })
    }

    /// Asks the shared database, if it has the job. A person has decided about it then.
    fn asked_of_store(
        &self,
        job: JobId,
        verb: &JobVerb,
        by: &str,
        now: UnixMs,
    ) -> Result<Option<JobState>, SpoolError> {
        let state = self.ask_store(job, verb, by, now)?;
        if state.is_some() && matches!(verb, JobVerb::Hold | JobVerb::Release | JobVerb::Retry) {
            self.spool.write(|transaction| forget_stop(transaction, job))?;
        }
        Ok(state)
    }

    /// Does something to a job that has not ended; tells where it stands then.
    fn command(
        &self,
        job: JobId,
        now: UnixMs,
        work: impl FnOnce(&Ledger<'_>, &Facts) -> database::Result<()>,
    ) -> Result<JobState, SpoolError> {
        self.command_if(job, now, |_, _| Ok(()), work)
    }

    /// The same, unless something else is in the way of it.
    fn command_if(
        &self,
        job: JobId,
        now: UnixMs,
        check: impl FnOnce(JobId, &Facts) -> Result<(), SpoolError>,
        work: impl FnOnce(&Ledger<'_>, &Facts) -> database::Result<()>,
    ) -> Result<JobState, SpoolError> {
        self.spool.write_or_refuse(|transaction| {
            let facts = facts_of(transaction, job)?.ok_or(SpoolError::NoSuchJob(job))?;
            if facts.state.is_final() {
                return Err(SpoolError::JobEnded { job, state: facts.state }.into());
            }
            check(job, &facts)?;
            work(&self.ledger(transaction, now), &facts)?;
            Ok(state_of(transaction, job)?.ok_or(SpoolError::NoSuchJob(job))?)
        })
    }
}

/// What nobody has said whom it is for can't go anywhere.
fn has_number(job: JobId, facts: &Facts) -> Result<(), SpoolError> {
    if facts.number.is_empty() { Err(SpoolError::NoNumber(job)) } else { Ok(()) }
}

/// Tells the call what is wanted of its job, once.
fn wish(
    ledger: &Ledger<'_>,
    job: JobId,
    facts: &Facts,
    wish: CallWish,
    event: Event,
) -> database::Result<()> {
    if facts.wish == wish {
        return Ok(());
    }
    ledger
        .transaction
        .prepare_cached(SET_WISH)?
        .execute(params![job.0, wish.name()])?;
    ledger.note(job, &event.into())
}

fn facts_of(transaction: &Transaction<'_>, job: JobId) -> database::Result<Option<Facts>> {
    let mut select = transaction.prepare_cached(FACTS)?;
    select
        .query_row([job.0], |row| {
            Ok(Facts {
                state: word(row, "state", JobState::from_name)?,
                wish: word(row, "wish", CallWish::from_name)?,
                priority: row.get("priority")?,
                due_at: row.get("due_at")?,
                number: row.get("number")?,
                held: row.get("held")?,
                send_at: row.get("send_at")?,
                expires_at: row.get("expires_at")?,
            })
        })
        .optional()
}
