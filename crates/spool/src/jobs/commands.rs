//! The commands of users for jobs: cancel, hold, release, retry, and changes. The parameter `by`
//! names the user for the job's history.

use super::super::SpoolError;
use super::super::failure::{Failure, NotifyReason};
use super::asked;
use super::asking::fetch_of;
use super::attempt::state_of;
use super::history::{Happened, Ledger};
use super::queue::{settle, settle_at_once};
use super::stopped::forget_stop;
use super::{
    Account, Altered, CallWish, GivenNumber, JobId, JobState, NOW_MS, NotifyWhen, Restart, words,
};
use crate::Jobs;
use crate::at_rest::Still;
use crate::chunk::in_transactions;
use crate::column::word;
use crate::database::{self, Transaction, params};
use crate::error::Rollback;
use crate::event::Event;
use crate::value::own_words;
use ferrofax_basics::UnixMs;

const FACTS: &str = "
    SELECT state, wish, priority, due_at, number, held, send_at, expires_at,
           role = 'moved' AS is_moved
    FROM jobs WHERE id = ?1";
const SET_WISH: &str = "UPDATE jobs SET wish = ?2 WHERE id = ?1";
/// Marks an attempt at a job of the shared database as cancelled, if the job is such an attempt.
const CANCEL_TRY: &str = "UPDATE jobs SET try_is_cancelled = 1 WHERE id = ?1 AND role = 'try'";
const SET_PRIORITY: &str = "UPDATE jobs SET priority = ?2 WHERE id = ?1";
/// Resets the counts of attempts and calls and the last failure, for a new start. An expiry time
/// that has passed no longer applies.
const AFRESH: &str = "
    UPDATE jobs SET tries = 0, dials = 0, failure = NULL, cause = NULL,
           expires_at = iif(expires_at <= ?2, NULL, expires_at),
           fresh_after = coalesce((SELECT max(id) FROM job_calls WHERE job = jobs.id), 0)
    WHERE id = ?1";
const SET_ACCOUNT: &str = "UPDATE jobs SET account = ?2, account_calls = ?3 WHERE id = ?1";
const SET_HELD: &str = "UPDATE jobs SET held = 1 WHERE id = ?1";
/// Sets the number that a job was waiting for. The time within which the job must be sent begins
/// now, unless an expiry time was given.
const SET_NUMBER: &str = "
    UPDATE jobs SET number = ?2, canonical = ?3, account = ?4, account_calls = ?5,
           expires_at = coalesce(expires_at, ?6), number_by = NULL
    WHERE id = ?1";
const SET_ALTERED: &str = "
    UPDATE jobs SET send_at = iif(?2, ?3, send_at), expires_at = coalesce(?4, expires_at),
           max_tries = coalesce(?5, max_tries), max_dials = coalesce(?6, max_dials),
           tag = coalesce(?7, tag), notify_when = coalesce(?8, notify_when)
    WHERE id = ?1";
/// Sets the earliest time of the next call of a job that is in a call. When a call begins, a job has
/// no such time.
const SET_NEXT: &str = "UPDATE jobs SET due_at = ?2 WHERE id = ?1";
/// Has the document of a polling job fetched again. The part that was received so far remains among
/// the received faxes.
const FETCH_AFRESH: &str = "UPDATE job_fetches SET fax = NULL WHERE job = ?1";
/// Allows one more attempt for each page that was given up.
const PAGES_AFRESH: &str =
    "UPDATE job_pages SET unknown = 1 WHERE job = ?1 AND state = 'waiting' AND unknown > 1";

type Check = fn(JobId, &Facts) -> Result<(), SpoolError>;
type Work = fn(&Ledger<'_>, JobId, &Facts, &str) -> database::Result<()>;

struct Facts {
    state: JobState,
    wish: CallWish,
    priority: u8,
    due_at: Option<UnixMs>,
    number: String,
    held: bool,
    send_at: Option<UnixMs>,
    expires_at: Option<UnixMs>,
    /// Whether the shared database has the job.
    is_moved: bool,
}

/// A command of a user for a job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum JobVerb {
    /// Ends the job, and the call that is sending it.
    Cancel,
    /// Holds the job: it is not sent until it is released.
    Hold,
    /// Releases a held job.
    Release,
    /// Has the job attempted now, also if it has failed.
    Retry,
    /// Sets the priority. Jobs with a smaller number are sent first.
    Priority(u8),
    /// Gives the job the number that it was waiting for. The caller has checked that the user may
    /// set this number.
    Number(GivenNumber),
    /// Changes the job's times and limits.
    Alter(Altered),
}

impl JobVerb {
    /// The name of the command in the audit log.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Cancel => "cancel",
            Self::Hold => "hold",
            Self::Release => "release-job",
            Self::Retry => "retry",
            Self::Priority(_) => "priority",
            Self::Alter(_) => "alter",
            Self::Number(_) => "number",
        }
    }

    /// The states of a job in which this command is allowed.
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
    /// Carries out a command for a job. Returns the state of the job afterwards.
    pub fn do_to_job(
        &self,
        job: JobId,
        verb: JobVerb,
        by: &str,
        now: UnixMs,
    ) -> Result<JobState, SpoolError> {
        match verb {
            JobVerb::Number(number) => self.give_number(job, &number, by, now),
            JobVerb::Alter(altered) => self.alter_job(job, &altered, by, now),
            JobVerb::Retry => self.retry_job_of(job, &Restart::AsBefore, by, now),
            _ => self.spool.write_or_refuse(|transaction| {
                here_or_in_store(&self.ledger(transaction, now), job, &verb, by)
            }),
        }
    }

    /// Carries out a command that a node has passed on to this shared database. A node that died
    /// before it noted that the command had arrived passes it on again, with the same `token`. It is
    /// carried out only once, since somebody may have given another command meanwhile. A command
    /// that the state of the job does not allow has no effect.
    ///
    /// # Errors
    /// Access to the shared database failed.
    pub fn do_passed_on(
        &self,
        job: JobId,
        (verb, restart): (&JobVerb, &Restart),
        (by, token): (&str, &str),
        now: UnixMs,
    ) -> Result<(), SpoolError> {
        let _still = self.in_clear_for(job, verb)?;
        self.spool.write(|transaction| {
            if !asked::is_new(transaction, job, token)? {
                return Ok(());
            }
            let done = passable(&self.ledger(transaction, now), job, (verb, restart), by);
            Rollback::of_one(done).map(drop)
        })
    }

    /// Makes a job of the shared database this spool's own again, and carries out the commands that
    /// people have given for it meanwhile. `take_back` does the first, and returns the commands as
    /// they are stored. A command that the state of the job does not allow has no effect.
    ///
    /// # Errors
    /// Access to the spool failed. The job and its commands are as before.
    pub fn bring_back(
        &self,
        job: JobId,
        take_back: impl Fn(&Transaction<'_>) -> database::Result<Option<String>>,
        now: UnixMs,
    ) -> Result<(), SpoolError> {
        // A job whose documents cannot be decrypted comes back, too, but is not retried.
        let still = self.in_clear_for(job, &JobVerb::Retry);
        self.spool.write(|transaction| {
            let commands = take_back(transaction)?.unwrap_or_default();
            for (verb, restart, by) in asked::lines(&commands).into_iter().filter_map(asked::read) {
                if still.is_ok() || verb != JobVerb::Retry {
                    let command = (&verb, &restart);
                    let done = passable(&self.ledger(transaction, now), job, command, by);
                    Rollback::of_one(done).map(drop)?;
                }
            }
            Ok(())
        })
    }

    /// Carries out a command for each of these jobs. Only cancelling, holding and releasing are done
    /// together, in as few transactions as calls allow. A job of which the command is refused
    /// remains as it is, and hinders no other. Returns a result for each job, in their order.
    pub fn do_to_jobs(
        &self,
        jobs: &[JobId],
        verb: &JobVerb,
        by: &str,
        now: UnixMs,
    ) -> Vec<Result<JobState, SpoolError>> {
        if plain(verb).is_none() {
            let alone = |job: &JobId| self.do_to_job(*job, verb.clone(), by, now);
            return jobs.iter().map(alone).collect();
        }
        in_transactions(self.spool, jobs, |transaction, job| {
            here_or_in_store(&self.ledger(transaction, now), *job, verb, by)
        })
    }

    /// Cancels a job. If the job is in a call, the call is asked to end
    /// ([`super::CallWish::Cancel`]), and the job remains active until the call has ended.
    pub fn cancel_job(&self, job: JobId, by: &str, now: UnixMs) -> Result<JobState, SpoolError> {
        self.do_to_job(job, JobVerb::Cancel, by, now)
    }

    /// Holds a job until it is released. If the job is in a call, it is held after the call, unless
    /// the call sends it completely.
    pub fn hold_job(&self, job: JobId, by: &str, now: UnixMs) -> Result<JobState, SpoolError> {
        self.do_to_job(job, JobVerb::Hold, by, now)
    }

    /// Releases a held job. The job then waits for the time, hours, number or line that it waited
    /// for before. A job without a number cannot be released.
    pub fn release_job(&self, job: JobId, by: &str, now: UnixMs) -> Result<JobState, SpoolError> {
        self.do_to_job(job, JobVerb::Release, by, now)
    }

    /// Has a job attempted now. A waiting job no longer waits for its time. A failed job starts
    /// again with all its attempts, from the first page that is not confirmed. Daily windows still
    /// apply. A job that is in a call is not changed.
    pub fn retry_job(&self, job: JobId, by: &str, now: UnixMs) -> Result<JobState, SpoolError> {
        self.retry_job_of(job, &Restart::AsBefore, by, now)
    }

    /// Does the same as [`Self::retry_job`]. `restart` decides about a job that has failed.
    pub fn retry_job_of(
        &self,
        job: JobId,
        restart: &Restart,
        by: &str,
        now: UnixMs,
    ) -> Result<JobState, SpoolError> {
        let verb = &JobVerb::Retry;
        loop {
            let is_there = |transaction: &Transaction<'_>| {
                asked::state_in_store(transaction, job, verb).map(|state| state.is_some())
            };
            let was_there = self.spool.read(is_there)?;
            let _still = if was_there { None } else { self.in_clear_for(job, verb)? };
            let state = self.spool.write_or_refuse(|transaction| {
                // If the job has come back meanwhile, its documents must be decrypted first.
                if was_there && !is_there(transaction)? {
                    return Ok(None);
                }
                retry_here_or_in_store(&self.ledger(transaction, now), job, (restart, by)).map(Some)
            })?;
            if let Some(state) = state {
                return Ok(state);
            }
        }
    }

    /// If a job is to be attempted, its documents must remain unencrypted while this value exists:
    /// the module sends the job and has no keys.
    fn in_clear_for(&self, job: JobId, verb: &JobVerb) -> Result<Option<Still>, SpoolError> {
        match verb {
            JobVerb::Retry => self.spool.encryption().job_in_clear(job),
            _ => Ok(None),
        }
    }

    /// Has each of these jobs attempted now, in as few transactions as calls allow. The value beside
    /// a job decides what is done if the job has failed. A job of which this is refused remains as
    /// it is, and hinders no other. Returns a result for each job, in their order.
    pub fn retry_jobs(
        &self,
        jobs: &[(JobId, Restart)],
        by: &str,
        now: UnixMs,
    ) -> Vec<Result<JobState, SpoolError>> {
        // The encrypted documents of a job are decrypted before the job is attempted.
        if self.spool.encryption().opens_documents() {
            let alone =
                |(job, restart): &(JobId, Restart)| self.retry_job_of(*job, restart, by, now);
            return jobs.iter().map(alone).collect();
        }
        in_transactions(self.spool, jobs, |transaction, (job, restart)| {
            retry_here_or_in_store(&self.ledger(transaction, now), *job, (restart, by))
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
        self.do_to_job(job, JobVerb::Priority(priority), by, now)
    }

    /// Gives a job the number that it waits for. The job continues like one that was submitted with
    /// this number: held if it is to be held, otherwise waiting for its time, its hours, its number
    /// or a line.
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
            ledger.transaction.run(
                SET_NUMBER,
                params![job.0, number, canonical, account, account_calls, expires_at],
            )?;
            words::index(ledger.transaction, job)?;
            let (number, by) = (number.clone(), by.into());
            ledger.note(job, &Event::NumberGiven { number, by }.into())?;
            if facts.held { Ok(()) } else { settle(ledger, job) }
        })
    }

    /// Changes the times and limits of a job. A waiting job gets the state that follows from them;
    /// a held job remains held.
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
        // A time that is not changed applies together with the one that is changed.
        let in_time = |_, facts: &Facts| {
            if facts.is_moved {
                return Err(SpoolError::InStore(job));
            }
            let begins = altered.send_at.unwrap_or(facts.send_at).unwrap_or(now).max(now);
            let is_changed = altered.send_at.is_some() || altered.expires_at.is_some();
            let expires_at = altered.expires_at.or(facts.expires_at);
            if is_changed && expires_at.is_some_and(|time| time <= begins) {
                Err(refused(too_late))
            } else {
                Ok(())
            }
        };
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
            if altered.tag.is_some() {
                words::index(ledger.transaction, job)?;
            }
            let event = Event::Changed { by: by.into() };
            match facts.state {
                _ if altered.send_at.is_none() => ledger.note(job, &event.into()),
                // The current call of the job continues. The new time applies to the next call.
                JobState::Active => {
                    let next = params![job.0, send_at];
                    ledger.transaction.run(SET_NEXT, next)?;
                    ledger.note(job, &event.into())
                }
                state => {
                    ledger.wait(job, state, send_at, &event.into())?;
                    if state == JobState::Suspended { Ok(()) } else { settle(ledger, job) }
                }
            }
        })
    }

    /// Carries out a command for a job that has not ended, unless `check` returns an error. Returns
    /// the state of the job afterwards.
    fn command_if(
        &self,
        job: JobId,
        now: UnixMs,
        check: impl FnOnce(JobId, &Facts) -> Result<(), SpoolError>,
        work: impl FnOnce(&Ledger<'_>, &Facts) -> database::Result<()>,
    ) -> Result<JobState, SpoolError> {
        self.spool.write_or_refuse(|transaction| {
            let facts = facts_of(transaction, job)?.ok_or(SpoolError::NoSuchJob(job))?;
            carry_out(&self.ledger(transaction, now), job, &facts, check, work)
        })
    }
}

/// Carries out a command for a job that has not ended, unless `check` returns an error. If the
/// command is refused, nothing was written for this job.
fn carry_out(
    ledger: &Ledger<'_>,
    job: JobId,
    facts: &Facts,
    check: impl FnOnce(JobId, &Facts) -> Result<(), SpoolError>,
    work: impl FnOnce(&Ledger<'_>, &Facts) -> database::Result<()>,
) -> Result<JobState, Rollback> {
    if facts.state.is_final() {
        return Err(SpoolError::JobEnded { job, state: facts.state }.into());
    }
    check(job, facts)?;
    work(ledger, facts)?;
    Ok(state_of(ledger.transaction, job)?.ok_or(SpoolError::NoSuchJob(job))?)
}

/// Asks the shared database to carry out a command, if the job is there. In that case a user's block
/// no longer decides about the job, since a person has.
fn asked_of_store(
    ledger: &Ledger<'_>,
    job: JobId,
    (verb, restart): (&JobVerb, &Restart),
    by: &str,
) -> database::Result<Option<JobState>> {
    let state = asked::ask_store(ledger, job, (verb, restart), by)?;
    if state.is_some() && matches!(verb, JobVerb::Hold | JobVerb::Release | JobVerb::Retry) {
        forget_stop(ledger.transaction, job)?;
    }
    Ok(state)
}

/// Carries out a command that nodes pass on to the shared database, or asks the shared database to
/// do so, if the job is there.
fn here_or_in_store(
    ledger: &Ledger<'_>,
    job: JobId,
    verb: &JobVerb,
    by: &str,
) -> Result<JobState, Rollback> {
    let command = (verb, &Restart::AsBefore);
    match asked_of_store(ledger, job, command, by)? {
        Some(state) => Ok(state),
        None => passable(ledger, job, command, by),
    }
}

/// Has a job attempted now, or asks the shared database to do so, if the job is there.
fn retry_here_or_in_store(
    ledger: &Ledger<'_>,
    job: JobId,
    (restart, by): (&Restart, &str),
) -> Result<JobState, Rollback> {
    let facts = facts_of(ledger.transaction, job)?.ok_or(SpoolError::NoSuchJob(job))?;
    if facts.state == JobState::Failed && *restart == Restart::No {
        return Err(SpoolError::JobEnded { job, state: facts.state }.into());
    }
    match asked_of_store(ledger, job, (&JobVerb::Retry, restart), by)? {
        Some(state) => Ok(state),
        None => retry(ledger, job, &facts, (restart, by)),
    }
}

/// Carries out a command that nodes pass on to the shared database. Returns the state of the job
/// afterwards. If the command is refused, nothing was written for this job.
fn passable(
    ledger: &Ledger<'_>,
    job: JobId,
    (verb, restart): (&JobVerb, &Restart),
    by: &str,
) -> Result<JobState, Rollback> {
    let facts = facts_of(ledger.transaction, job)?.ok_or(SpoolError::NoSuchJob(job))?;
    if let Some((check, work)) = plain(verb) {
        return carry_out(ledger, job, &facts, check, |one, facts| work(one, job, facts, by));
    }
    match verb {
        JobVerb::Priority(to) => {
            let work = |one: &Ledger<'_>, facts: &Facts| prefer(one, job, facts, (*to, by));
            carry_out(ledger, job, &facts, |_, _| Ok(()), work)
        }
        JobVerb::Retry => retry(ledger, job, &facts, (restart, by)),
        // Nodes do not pass these on.
        _ => Err(SpoolError::InStore(job).into()),
    }
}

/// The check and the action of a command that has no values. `None` for all other commands.
fn plain(verb: &JobVerb) -> Option<(Check, Work)> {
    match verb {
        JobVerb::Cancel => Some((|_, _| Ok(()), cancel)),
        JobVerb::Hold => Some((|_, _| Ok(()), hold)),
        JobVerb::Release => Some((has_number, release)),
        _ => None,
    }
}

/// Has a job attempted now. If this is refused, nothing was written for the job.
fn retry(
    ledger: &Ledger<'_>,
    job: JobId,
    facts: &Facts,
    (restart, by): (&Restart, &str),
) -> Result<JobState, Rollback> {
    has_number(job, facts)?;
    let may_not_restart = facts.state == JobState::Failed && *restart == Restart::No;
    if facts.state == JobState::Done || may_not_restart {
        return Err(SpoolError::JobEnded { job, state: facts.state }.into());
    }
    let transaction = ledger.transaction;
    forget_stop(transaction, job)?;
    match facts.state {
        JobState::Active => return Ok(facts.state),
        JobState::Failed => {
            if facts.is_moved {
                asked::become_own(transaction, job)?;
            }
            transaction.run(AFRESH, params![job.0, ledger.now])?;
            transaction.run(PAGES_AFRESH, [job.0])?;
            if let Restart::For(Account { user, calls }) = restart {
                transaction.run(SET_ACCOUNT, params![job.0, user, calls])?;
            }
            if fetch_of(transaction, job)?.is_some_and(|fetch| !fetch.is_whole) {
                transaction.run(FETCH_AFRESH, [job.0])?;
            }
        }
        _ => {}
    }
    // The job leaves the state in which it waits. Then it gets the state that applies now.
    ledger.wait(job, JobState::Ready, None, &Event::Retried { by: by.into() }.into())?;
    settle_at_once(ledger, job)?;
    Ok(state_of(transaction, job)?.ok_or(SpoolError::NoSuchJob(job))?)
}

fn cancel(ledger: &Ledger<'_>, job: JobId, facts: &Facts, by: &str) -> database::Result<()> {
    ledger.transaction.run(CANCEL_TRY, [job.0])?;
    let event = Event::Cancelled { by: by.into() };
    if facts.state == JobState::Active {
        return wish(ledger, job, facts, CallWish::Cancel, event);
    }
    let failure = Some(Failure::Cancelled);
    let notice = Some(NotifyReason::Removed);
    ledger.end(job, JobState::Failed, &Happened { event, failure, notice, ..Happened::default() })
}

fn prefer(
    ledger: &Ledger<'_>,
    job: JobId,
    facts: &Facts,
    (to, by): (u8, &str),
) -> database::Result<()> {
    ledger.transaction.run(SET_PRIORITY, params![job.0, to])?;
    let (from, by) = (facts.priority, by.into());
    ledger.note(job, &Event::PriorityChanged { from, to, by }.into())?;
    // It may now go before the job whose turn it is.
    if facts.state == JobState::Blocked { settle(ledger, job) } else { Ok(()) }
}

fn hold(ledger: &Ledger<'_>, job: JobId, facts: &Facts, by: &str) -> database::Result<()> {
    let event = Event::Held { by: by.into() };
    match facts.state {
        JobState::Active if facts.wish == CallWish::Cancel => Ok(()),
        // A block of the job's user may have asked for the same. The end of the block does not
        // release a job that a person holds.
        JobState::Active => {
            forget_stop(ledger.transaction, job)?;
            wish(ledger, job, facts, CallWish::Hold, event)
        }
        JobState::Suspended if facts.number.is_empty() && !facts.held => {
            ledger.transaction.run(SET_HELD, [job.0])?;
            ledger.note(job, &event.into())
        }
        JobState::Suspended => forget_stop(ledger.transaction, job),
        _ => ledger.wait(job, JobState::Suspended, facts.due_at, &event.into()),
    }
}

fn release(ledger: &Ledger<'_>, job: JobId, facts: &Facts, by: &str) -> database::Result<()> {
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
}

/// Returns an error if the job has no number yet: it cannot be sent anywhere.
fn has_number(job: JobId, facts: &Facts) -> Result<(), SpoolError> {
    if facts.number.is_empty() { Err(SpoolError::NoNumber(job)) } else { Ok(()) }
}

/// Notes the command for the call that is sending the job, and the event in the job's history. Does
/// nothing if the call has this command already.
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
    ledger.transaction.run(SET_WISH, params![job.0, wish.name()])?;
    ledger.note(job, &event.into())
}

fn facts_of(transaction: &Transaction<'_>, job: JobId) -> database::Result<Option<Facts>> {
    transaction.first(FACTS, [job.0], |row| {
        Ok(Facts {
            state: word(row, "state", JobState::from_name)?,
            wish: word(row, "wish", CallWish::from_name)?,
            priority: row.get("priority")?,
            due_at: row.get("due_at")?,
            number: row.get("number")?,
            held: row.get("held")?,
            send_at: row.get("send_at")?,
            expires_at: row.get("expires_at")?,
            is_moved: row.get("is_moved")?,
        })
    })
}
