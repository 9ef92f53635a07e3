//! The queue of jobs. It leases the first job in order, and blocks other jobs to the same number.
//!
//! When a job leaves the queue of its number, for example because its call has ended, it passes its
//! turn to one blocked job ([`pass_turn`]). If all blocked jobs became ready at once, each call to
//! the number would change all of them twice. If the call reached no fax machine, the next job waits
//! as long as the failed job has to wait, so that nobody is called again and again.

use std::sync::atomic::Ordering;

use crate::event::{Event, Language, Obstacle};
use ferrofax_basics::UnixMs;
use std::cell::Cell;
use std::collections::HashMap;

use super::super::SpoolError;
use super::super::failure::Failure;
use super::super::window::Windows;
use super::asking::{load, wish_of};
use super::history::{Happened, Ledger};
use super::permit::{self, may_go};
use super::stopped::is_stopped;
use super::{CallId, CallWish, Job, JobId, JobState};
use crate::Queue;
use crate::column::{count, windows, word, word_or};
use crate::database::{self, Row, Transaction, params};

/// A job that is being sent by a call.
#[derive(Clone, Debug, PartialEq)]
pub struct JobLease {
    /// The job in its state at the time of the lease.
    pub job: Job,
    /// The call that this lease is for.
    pub call: CallId,
}

/// The limits for a lease.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeaseLimits {
    /// The greatest number of calls at the same time; `None` for no limit from the caller.
    pub max_calls: Option<u32>,
    /// Canonical numbers that may not be called now, for reasons outside of the queue.
    pub busy_numbers: Vec<String>,
    /// The duration of the lease in milliseconds.
    pub lease_ms: i64,
}

/// The properties of a job that decide in which state it waits, if it is not held.
pub(super) struct Waiting<'a> {
    /// The time to send, or the time of the next attempt.
    pub(super) due_at: Option<UnixMs>,
    /// Whether there was an attempt, so that `due_at` is the time of the next one.
    pub(super) tried: bool,
    pub(super) windows: &'a Option<Windows>,
    pub(super) canonical: &'a str,
    pub(super) pause: Pause,
}

/// The pause of a number after a call that reached no fax machine.
#[derive(Clone, Copy)]
pub(super) enum Pause {
    /// The jobs to the number show until when the pause lasts.
    Stored,
    /// The pause also lasts until this time. `None`: no longer than the jobs show.
    Until(Option<UnixMs>),
    /// A user wants the job to be sent now.
    Ignored,
}

/// The columns of a waiting job that decide in which state it waits.
pub(super) struct WaitingJob {
    pub(super) id: JobId,
    pub(super) state: JobState,
    due_at: Option<UnixMs>,
    tried: bool,
    windows: Option<Windows>,
    pub(super) canonical: String,
}

/// Builds a query with the columns that `waiting_of_row` reads.
macro_rules! select_waiting {
    ($($rest:tt)+) => {
        concat!("SELECT id, state, due_at, failure, windows, zone, canonical FROM jobs ", $($rest)+)
    };
}
pub(super) use select_waiting;

/// Selects the jobs whose turn it is among those that are blocked by a number. It is one job of each
/// kind: if the first job of all cannot be dialled for a reason of its own, for example because its
/// account has all its calls, the jobs behind it must not wait for it.
///
/// `ended_at IS NULL` restricts the query to open jobs, as the index `jobs_open` does. PostgreSQL
/// would not conclude from the state alone that the index suffices.
const NEXT_BLOCKED: &str = "
    SELECT id FROM (
        SELECT id, row_number() OVER (
            PARTITION BY account, role, windows, zone,
                (SELECT value FROM job_options AS o WHERE o.job = jobs.id AND o.name = 'nodes'),
                (SELECT value FROM job_options AS o WHERE o.job = jobs.id AND o.name = 'trunks'),
                EXISTS (SELECT 1 FROM job_options AS o WHERE o.job = jobs.id AND o.name = 'selftest_to'),
                EXISTS (SELECT 1 FROM job_fetches AS f WHERE f.job = jobs.id),
                EXISTS (SELECT 1 FROM job_documents AS d WHERE d.job = jobs.id AND d.sealed_by IS NOT NULL)
            ORDER BY priority, id) AS place
        FROM jobs INDEXED BY jobs_open
        WHERE ended_at IS NULL AND state = 'blocked' AND canonical = ?1 AND role <> 'moved') AS kinds
    WHERE place = 1 ORDER BY id";
/// The end, in SQL, of a pause of its number for which a row of `jobs` waits; NULL if it waits for
/// none. Its history then gives one of these reasons for the time. The pause may end before the job
/// is due, if its sender has chosen a longer interval. A pause ends earlier if a user gives the job
/// another time. A pause that began while the wall clock was ahead no longer counts.
macro_rules! spared_until {
    ($now:literal) => {
        concat!(
            "CASE WHEN jobs.state IN ('pending', 'sleeping') AND jobs.due_at > ",
            $now,
            " AND jobs.due_at IS DISTINCT FROM jobs.send_at AND jobs.role = 'own'
              THEN (SELECT max(coalesce(c.spared_until, c.due_at)) FROM job_changes AS c
                    WHERE c.job = jobs.id AND c.due_at = jobs.due_at AND c.at <= ",
            $now,
            "             AND c.failure IN ('busy', 'no-answer', 'no-fax', 'blocked')) END"
        )
    };
}
const SPARED_UNTIL: &str = concat!(
    "SELECT max(",
    spared_until!("?2"),
    ") FROM jobs INDEXED BY jobs_open
     WHERE ended_at IS NULL AND canonical = ?1 AND state IN ('pending', 'sleeping')"
);
const TURN: &str = concat!(
    "SELECT state, canonical, ",
    spared_until!("?2"),
    " AS spared_until FROM jobs WHERE id = ?1"
);
/// Selects the numbers that block jobs although no job to them is in a call or ready for one.
const WITHOUT_TURN: &str = "
    SELECT DISTINCT canonical FROM jobs INDEXED BY jobs_open
    WHERE ended_at IS NULL AND state = 'blocked' AND role <> 'moved'
      AND NOT EXISTS (SELECT 1 FROM jobs AS turn INDEXED BY jobs_open
                      WHERE turn.ended_at IS NULL AND turn.canonical = jobs.canonical
                        AND turn.state IN ('active', 'ready') AND turn.role <> 'moved')";
const BY_ID: &str = select_waiting!("WHERE id = ?1");
const READY: &str = concat!(
    "SELECT id, canonical, account, account_calls FROM jobs INDEXED BY jobs_ready WHERE state = 'ready' AND
     (expires_at IS NULL OR expires_at > ?3) AND ",
    may_go!("?1", "?2"),
    " ORDER BY priority, id"
);
const READY_TO: &str = "
    SELECT id FROM jobs INDEXED BY jobs_open
    WHERE ended_at IS NULL AND state = 'ready' AND canonical = ?1 AND role <> 'moved' ORDER BY priority, id";
const IS_TAKEN: &str =
    "SELECT EXISTS (SELECT 1 FROM jobs WHERE state = 'active' AND canonical = ?1)";
/// Counts the active calls. A shared call counts once, for as long as one of its jobs is active.
const COUNT_CALLS: &str = "
    SELECT count(DISTINCT coalesce(job_calls.joined, job_calls.id))
    FROM jobs JOIN job_calls ON job_calls.id = jobs.call WHERE jobs.state = 'active'";
const COUNT_CALLS_OF_ACCOUNT: &str = "
    SELECT count(DISTINCT coalesce(job_calls.joined, job_calls.id))
    FROM jobs JOIN job_calls ON job_calls.id = jobs.call WHERE jobs.state = 'active' AND jobs.account = ?1";
/// Finds the next job that may join the call of another job. In a shared call, the remote fax
/// machine sees one sender, one subaddress and one password, and is reached by the same tones after
/// dialling. A job that fetches a document gets a call of its own. No job may join a call if a job
/// with a better priority waits for a line.
const JOINABLE: &str = concat!(
    "
    SELECT other.id FROM jobs AS lead CROSS JOIN jobs AS other INDEXED BY jobs_open ON other.canonical = lead.canonical
    WHERE lead.id = ?1 AND other.ended_at IS NULL AND other.state IN ('ready', 'blocked') AND other.device = lead.device
      AND (other.expires_at IS NULL OR other.expires_at > ?4)
      AND other.sub IS NOT DISTINCT FROM lead.sub AND other.pwd IS NOT DISTINCT FROM lead.pwd
      AND (SELECT value FROM job_options WHERE job = other.id AND name = 'post_dial')
          IS NOT DISTINCT FROM (SELECT value FROM job_options WHERE job = lead.id AND name = 'post_dial')
      AND NOT EXISTS (SELECT 1 FROM job_fetches WHERE job IN (other.id, lead.id))
      AND NOT EXISTS (SELECT 1 FROM stopped_users AS s WHERE s.user = other.account)
      AND NOT EXISTS (SELECT 1 FROM jobs AS better WHERE better.state = 'ready' AND better.priority < other.priority)
      AND EXISTS (SELECT 1 FROM jobs WHERE jobs.id = other.id AND ",
    may_go!("?2", "?3"),
    ")
    ORDER BY other.priority, other.id LIMIT 1"
);
const HOLD_UNFIT: &str =
    "UPDATE jobs SET state = 'suspended', text = ?2 WHERE id = ?1 AND state = 'ready'";
const INSERT_CALL: &str =
    "INSERT INTO job_calls (job, joined, leased_at) VALUES (?1, ?2, ?3) RETURNING id";
const CALL_ROOT: &str = "SELECT coalesce(joined, id) FROM job_calls WHERE id = ?1";
const ACTIVATE: &str = "
    UPDATE jobs SET state = 'active', call = ?2, due_at = NULL, wish = 'go-on', dials = min(max(dials, 0), 1000000) + ?3
    WHERE id = ?1";
const WISH: &str = "SELECT wish FROM jobs WHERE id = ?1 AND call = ?2";
const FORGET_CALL: &str = "DELETE FROM job_calls WHERE id = ?1 RETURNING joined";
const IS_OURS: &str = "SELECT EXISTS (SELECT 1 FROM jobs WHERE id = ?1 AND call = ?2)";
const UNCOUNT_DIAL: &str = "UPDATE jobs SET dials = dials - 1 WHERE id = ?1 AND dials > 0";
const DUE: &str = "SELECT due_at FROM jobs WHERE id = ?1";
const NEXT_DUE: &str = "
    SELECT min(moment) FROM (
        SELECT 0 AS moment WHERE EXISTS (SELECT 1 FROM jobs WHERE state = 'ready')
        UNION ALL SELECT min(due_at) FROM jobs WHERE state IN ('pending', 'sleeping')
        UNION ALL SELECT min(expires_at) FROM jobs
                  WHERE ended_at IS NULL AND expires_at IS NOT NULL AND state <> 'active'
        UNION ALL SELECT min(number_by) FROM jobs WHERE ended_at IS NULL AND number_by IS NOT NULL) AS moments";

impl Default for LeaseLimits {
    fn default() -> Self {
        Self { max_calls: None, busy_numbers: Vec::new(), lease_ms: 120_000 }
    }
}

impl Queue<'_> {
    /// Sets whether jobs fail when their expiry time has passed, and whether
    /// [`Self::recover_jobs_by`] moves times to send that nobody can have meant. This must be off
    /// while the wall clock cannot be trusted.
    pub fn let_jobs_expire(&self, expire: bool) {
        self.spool.jobs_expire().store(expire, Ordering::Relaxed);
    }

    /// Updates the jobs whose time has come, then leases the first job that may be sent now: by
    /// priority, then by age. The call is counted.
    ///
    /// Only one process may lease jobs of a spool: the process that receives faxes into it.
    pub fn lease_job(
        &self,
        now: UnixMs,
        limits: &LeaseLimits,
    ) -> Result<Option<JobLease>, SpoolError> {
        self.spool.claim_receiving()?;
        // The lock is held for the whole function, so that the recovery of jobs cannot mistake the
        // new call for one that no longer exists.
        let mut calls = self.spool.calls();
        let lease = loop {
            let at_hand = Cell::new(None);
            match (self.lease_next(now, limits, &at_hand), at_hand.get()) {
                // A job with an invalid row would always be the first in the queue, and would block
                // all others.
                (Err(why), Some(job)) if why.is_of_a_row() => self.hold_unfit(job, &why, now)?,
                (lease, _) => break lease?,
            }
        };
        calls.extend(
            lease.as_ref().map(|lease| (lease.call, self.spool.lease_end(limits.lease_ms))),
        );
        Ok(lease)
    }

    /// Leases the first job that may be sent. Stores the job in `at_hand` before the lease, so that
    /// the caller knows which job an error is about.
    fn lease_next(
        &self,
        now: UnixMs,
        limits: &LeaseLimits,
        at_hand: &Cell<Option<JobId>>,
    ) -> Result<Option<JobLease>, SpoolError> {
        self.write_in_time(now, |ledger| {
            let transaction = ledger.transaction;
            let going: u32 = transaction.one(COUNT_CALLS, [], |row| row.get(0))?;
            if limits.max_calls.is_some_and(|most| going >= most) {
                return Ok(None);
            }
            let mut select = transaction.prepare_cached(READY)?;
            let at = permit::moment();
            let mut rows = select.query(params![at.boot, at.ms, now])?;
            let (mut found, mut stopped) = (None, Vec::new());
            let mut accounts = Accounts::default();
            while let Some(row) = &rows.next()? {
                let canonical: String = row.get("canonical")?;
                if limits.busy_numbers.contains(&canonical)
                    || accounts.has_all_its_calls(transaction, row)?
                {
                    continue;
                }
                let (job, account) = (JobId(row.get("id")?), row.get::<_, String>("account")?);
                if is_stopped(transaction, &account)? {
                    stopped.push((job, account));
                    continue;
                }
                found = Some((job, canonical));
                break;
            }
            drop(rows);
            for (job, user) in &stopped {
                self.spool.jobs().hold_of_stopped(transaction, (*job, user), now)?;
            }
            let Some((job, canonical)) = found else { return Ok(None) };
            at_hand.set(Some(job));
            let call = activate(ledger, job, None, Event::Dialled { node: None })?;
            block_others(ledger, &canonical)?;
            lease(transaction, &self.spool.jobs_folder(), job, call)
        })
    }

    /// Holds a job that cannot be leased, until somebody has looked at it.
    ///
    /// # Errors
    /// The job could not be held either.
    pub(crate) fn hold_unfit(
        &self,
        job: JobId,
        why: &SpoolError,
        now: UnixMs,
    ) -> Result<(), SpoolError> {
        log::error!("job {job} can't be taken, and is held: {why}");
        let event = Event::HeldUnfit { why: why.into() };
        let text = event.text(Language::English);
        let what = event.into();
        let noted = self.spool.write(|transaction| {
            self.spool
                .jobs()
                .ledger(transaction, now)
                .wait(job, JobState::Suspended, None, &what)
        });
        if noted.is_ok() {
            return Ok(());
        }
        // The job's history may be the invalid part, so only the state is changed.
        let held = self.spool.write(|transaction| {
            let (ledger, mut held) = (self.spool.jobs().ledger(transaction, now), 0);
            pass_turn(&ledger, job, None, || {
                held = transaction.change(HOLD_UNFIT, params![job.0, text])?;
                Ok(())
            })?;
            Ok(held)
        })?;
        if held > 0 { Ok(()) } else { Err(why.clone()) }
    }

    /// Leases another waiting job for the call of `lead`: a job to the same number, from the same
    /// device and with the same SUB and PWD. No call is counted. The caller must ask before it ends
    /// the last page of `lead`, so that it can send EOM.
    pub fn join_call(
        &self,
        lead: &JobLease,
        now: UnixMs,
        lease_ms: i64,
    ) -> Result<Option<JobLease>, SpoolError> {
        let mut calls = self.spool.calls();
        let lease = self.write_in_time(now, |ledger| {
            let transaction = ledger.transaction;
            if !is_ours(transaction, lead)? {
                return Ok(None);
            }
            let at = permit::moment();
            let other: Option<i64> = transaction.first(
                JOINABLE,
                params![lead.job.id.0, at.boot, at.ms, now],
                |row| row.get(0),
            )?;
            let Some(job) = other.map(JobId) else { return Ok(None) };
            let root: i64 = transaction.one(CALL_ROOT, [lead.call.0], |row| row.get(0))?;
            let call = activate(ledger, job, Some(root), Event::JoinedCall)?;
            lease(transaction, &self.spool.jobs_folder(), job, call)
        })?;
        calls.extend(lease.as_ref().map(|lease| (lease.call, self.spool.lease_end(lease_ms))));
        Ok(lease)
    }

    /// Extends a lease from now on by this duration, and returns the command that a user has given
    /// for the job meanwhile. Returns [`CallWish::Gone`] if the lease no longer exists. This also
    /// applies to an attempt at a job of the shared database, if this node has not reached the
    /// database for too long. The caller should ask about every second; nothing is written.
    pub fn renew_lease(&self, lease: &JobLease, lease_ms: i64) -> Result<CallWish, SpoolError> {
        let wish = self.spool.read(|transaction| {
            let keys = [lease.job.id.0, lease.call.0];
            let wish =
                transaction.first(WISH, keys, |row| word(row, "wish", CallWish::from_name))?;
            Ok(if permit::holds(transaction, lease)? { wish } else { None })
        })?;
        let Some(wish) = wish else { return Ok(CallWish::Gone) };
        if let Some(until) = self.spool.calls().get_mut(&lease.call) {
            *until = self.spool.lease_end(lease_ms);
        }
        Ok(wish)
    }

    /// Ends a lease that was not used: no call was placed, or the call did not begin this job. No
    /// call is counted.
    pub fn return_lease(
        &self,
        lease: &JobLease,
        now: UnixMs,
        why: impl Into<Obstacle>,
    ) -> Result<(), SpoolError> {
        let event = Event::NotDialled { node: None, obstacle: why.into() };
        self.spool.write(|transaction| {
            if !is_ours(transaction, lease)? {
                return Ok(());
            }
            let ledger = self.spool.jobs().ledger(transaction, now);
            hand_back(&ledger, (lease.job.id, lease.call, &lease.job.canonical), event, None)
        })?;
        self.spool.calls().remove(&lease.call);
        Ok(())
    }

    /// Returns the time at which [`Self::lease_job`] should be called again. If a job is ready,
    /// this is now or earlier, otherwise when the first job is due or expires. `None` if no job
    /// waits for a time.
    pub fn next_job_due(&self) -> Result<Option<UnixMs>, SpoolError> {
        self.spool.read(|transaction| transaction.one(NEXT_DUE, [], |row| row.get(0)))
    }
}

/// The number of active calls of each account. Each account is counted once in a search for a job.
#[derive(Default)]
struct Accounts(HashMap<String, u32>);

impl Accounts {
    /// Returns true if the account of this job has as many active calls as it may have at the same
    /// time.
    fn has_all_its_calls(
        &mut self,
        transaction: &Transaction<'_>,
        row: &Row<'_>,
    ) -> database::Result<bool> {
        let (account, most): (String, u32) = (row.get("account")?, count(row, "account_calls")?);
        if most == 0 || account.is_empty() {
            return Ok(false);
        }
        if let Some(going) = self.0.get(&account) {
            return Ok(*going >= most);
        }
        let going: u32 = transaction.one(COUNT_CALLS_OF_ACCOUNT, [&account], |row| row.get(0))?;
        self.0.insert(account, going);
        Ok(going >= most)
    }
}

/// Returns the state in which a waiting job that is not held must be now, the time until which it
/// waits, and the reason.
pub(super) fn stand(
    transaction: &Transaction<'_>,
    job: &Waiting<'_>,
    now: UnixMs,
) -> database::Result<(JobState, Option<UnixMs>, Option<Failure>)> {
    if let Some(due_at) = job.due_at.filter(|due_at| *due_at > now) {
        let state = if job.tried { JobState::Sleeping } else { JobState::Pending };
        return Ok((state, Some(due_at), None));
    }
    if let Some(opens) =
        job.windows.as_ref().filter(|windows| !windows.is_open(now)).map(|windows| {
            // If no clock shows the window within the next two weeks, the job is checked again
            // tomorrow.
            windows.next_open(now).unwrap_or_else(|| now + 24 * 60 * 60_000)
        })
    {
        return Ok((JobState::Pending, Some(opens), Some(Failure::TimeOfDay)));
    }
    if is_taken(transaction, job.canonical)? {
        return Ok((JobState::Blocked, None, Some(Failure::Blocked)));
    }
    if let Some(spared_until) = spared_until(transaction, job, now)? {
        let state = if job.tried { JobState::Sleeping } else { JobState::Pending };
        return Ok((state, Some(spared_until), Some(Failure::Blocked)));
    }
    Ok((JobState::Ready, None, None))
}

/// Whether there is a call to this number.
fn is_taken(transaction: &Transaction<'_>, canonical: &str) -> database::Result<bool> {
    transaction.one(IS_TAKEN, [canonical], |row| row.get(0))
}

/// Returns the time before which this job may not call its number. `None`: it may call now.
fn spared_until(
    transaction: &Transaction<'_>,
    job: &Waiting<'_>,
    now: UnixMs,
) -> database::Result<Option<UnixMs>> {
    let given = match job.pause {
        Pause::Ignored => return Ok(None),
        Pause::Stored => None,
        Pause::Until(time) => time.filter(|time| *time > now),
    };
    Ok(stored_pause(transaction, job.canonical, now)?.max(given))
}

/// Returns the end of the pause of a number, as its jobs show it; none if there is no pause now.
fn stored_pause(
    transaction: &Transaction<'_>,
    canonical: &str,
    now: UnixMs,
) -> database::Result<Option<UnixMs>> {
    let until: Option<UnixMs> =
        transaction.one(SPARED_UNTIL, params![canonical, now], |row| row.get(0))?;
    Ok(until.filter(|until| *until > now))
}

/// Updates the state of a waiting job, if its state is no longer correct.
pub fn settle(ledger: &Ledger<'_>, job: JobId) -> database::Result<()> {
    settle_by_id(ledger, job, Pause::Stored)
}

/// Does the same as [`settle`] for a job that a user wants to be sent now: the job does not wait for
/// the end of a pause of its number.
pub(super) fn settle_at_once(ledger: &Ledger<'_>, job: JobId) -> database::Result<()> {
    settle_by_id(ledger, job, Pause::Ignored)
}

fn settle_by_id(ledger: &Ledger<'_>, job: JobId, pause: Pause) -> database::Result<()> {
    let job = ledger.transaction.one(BY_ID, [job.0], waiting_of_row)?;
    settle_read(ledger, &job, pause).map(drop)
}

/// Does the same as [`settle`] for a job that has been read. Returns whether the state changed.
pub(super) fn settle_one(ledger: &Ledger<'_>, job: &WaitingJob) -> database::Result<bool> {
    settle_read(ledger, job, Pause::Stored)
}

fn settle_read(ledger: &Ledger<'_>, job: &WaitingJob, pause: Pause) -> database::Result<bool> {
    let Some(waits_for_own) = restate(ledger, job, pause)? else { return Ok(false) };
    if waits_for_own && may_have_turn(job.state) {
        release(ledger, &job.canonical, None)?;
    }
    Ok(true)
}

/// Puts a waiting job into the state in which it must be now. Returns none if it is in this state.
/// Otherwise returns whether the job now waits for a time or for hours of its own, so that other
/// jobs to its number may go first.
fn restate(ledger: &Ledger<'_>, job: &WaitingJob, pause: Pause) -> database::Result<Option<bool>> {
    let waiting = Waiting {
        due_at: job.due_at,
        tried: job.tried,
        windows: &job.windows,
        canonical: &job.canonical,
        pause,
    };
    let (state, due_at, why) = stand(ledger.transaction, &waiting, ledger.now)?;
    if (state, due_at) == (job.state, job.due_at) {
        return Ok(None);
    }
    let event = match (why, state) {
        (Some(Failure::TimeOfDay), _) => Event::WaitsForHours,
        (_, JobState::Blocked) => Event::WaitsForNumber,
        (_, JobState::Ready) => Event::WaitsForLine,
        (_, _) => Event::WaitsForTime,
    };
    let what = Happened { event, failure: why, ..Happened::default() };
    ledger.put(job.id, state, due_at, &what)?;
    let waits = !matches!(state, JobState::Ready | JobState::Blocked);
    Ok(Some(waits && why != Some(Failure::Blocked)))
}

/// Whether other jobs to the number may wait for a job in this state.
const fn may_have_turn(state: JobState) -> bool {
    !matches!(state, JobState::Blocked | JobState::Suspended)
}

/// Makes a change by which a job leaves the queue of its number, and gives the turn to the next job
/// that is blocked by the number. The next job waits until `pause`, and as long as the job itself
/// would have waited for the end of a pause.
pub(super) fn pass_turn(
    ledger: &Ledger<'_>,
    job: JobId,
    pause: Option<UnixMs>,
    change: impl FnOnce() -> database::Result<()>,
) -> database::Result<()> {
    let turn = ledger.transaction.first(TURN, params![job.0, ledger.now], |row| {
        let state = word_or(row, "state", JobState::from_name, JobState::Ready)?;
        let own: Option<UnixMs> = row.get("spared_until")?;
        Ok(may_have_turn(state).then_some((row.get::<_, String>("canonical")?, own)))
    })?;
    change()?;
    match turn.flatten() {
        Some((canonical, own)) => release(ledger, &canonical, pause.max(own)),
        None => Ok(()),
    }
}

/// Lets the next jobs that are blocked by this number wait for a line, or for the end of the pause
/// of the number. Nothing happens while there is a call to the number.
fn release(ledger: &Ledger<'_>, canonical: &str, pause: Option<UnixMs>) -> database::Result<()> {
    if is_taken(ledger.transaction, canonical)? {
        return Ok(());
    }
    let next: Vec<i64> = ledger.transaction.all(NEXT_BLOCKED, [canonical], |row| row.get(0))?;
    for id in next {
        let job = ledger.transaction.one(BY_ID, [id], waiting_of_row)?;
        // Outside its hours, a job does not need the turn. `pass_time` changes all these jobs.
        if job.windows.as_ref().is_none_or(|windows| windows.is_open(ledger.now)) {
            restate(ledger, &job, Pause::Until(pause))?;
        }
    }
    Ok(())
}

/// Whether jobs are blocked by a number although no job to it has the turn. A process of an earlier
/// version, which does not pass on the turn, may have ended or held the job that had it.
pub fn has_forgotten(transaction: &Transaction<'_>, now: UnixMs) -> database::Result<bool> {
    Ok(!without_turn(transaction, now)?.is_empty())
}

/// Gives the turn to the jobs that [`has_forgotten`] looks for.
pub fn release_forgotten(ledger: &Ledger<'_>) -> database::Result<()> {
    let numbers = without_turn(ledger.transaction, ledger.now)?;
    numbers.iter().try_for_each(|canonical| release(ledger, canonical, None))
}

/// The numbers that block jobs although no job to them has the turn, and that have no pause.
fn without_turn(transaction: &Transaction<'_>, now: UnixMs) -> database::Result<Vec<String>> {
    let numbers: Vec<String> = transaction.all(WITHOUT_TURN, [], |row| row.get(0))?;
    let mut free = Vec::new();
    for canonical in numbers {
        if stored_pause(transaction, &canonical, now)?.is_none() {
            free.push(canonical);
        }
    }
    Ok(free)
}

/// Ends the lease for a call that was not placed, or that did not begin this job. No call is
/// counted. The job is ready again, or at the time `again`.
pub fn hand_back(
    ledger: &Ledger<'_>,
    (job, call, canonical): (JobId, CallId, &str),
    not_dialled: Event,
    again: Option<UnixMs>,
) -> database::Result<()> {
    let transaction = ledger.transaction;
    let joined: Option<i64> = transaction.one(FORGET_CALL, [call.0], |row| row.get(0))?;
    if joined.is_none() {
        transaction.run(UNCOUNT_DIAL, [job.0])?;
    }
    // A user may have given another time to send while the job was leased.
    let due_at: Option<UnixMs> = transaction.one(DUE, [job.0], |row| row.get(0))?;
    let wish = wish_of(transaction, job)?;
    match wish {
        CallWish::Cancel => {
            let failure = Failure::Cancelled;
            let what = Happened {
                event: Event::failed(failure.into()),
                failure: Some(failure),
                notice: Some(failure.final_reason()),
                ..Happened::default()
            };
            ledger.end(job, JobState::Failed, &what)?;
        }
        CallWish::Hold => {
            ledger.wait(job, JobState::Suspended, due_at, &not_dialled.into())?;
        }
        CallWish::GoOn | CallWish::Gone if again.is_some() => {
            ledger.wait(job, JobState::Sleeping, again.max(due_at), &not_dialled.into())?;
        }
        CallWish::GoOn | CallWish::Gone => {
            // The job leaves its active state first, so that it does not block itself.
            ledger.wait(job, JobState::Ready, due_at, &not_dialled.into())?;
            settle(ledger, job)?;
            release(ledger, canonical, None)?;
        }
    }
    Ok(())
}

/// Ends a job that has expired. The event includes the failure of the last attempt.
pub(super) fn expire(
    ledger: &Ledger<'_>,
    job: JobId,
    last: Option<Failure>,
    what: &Happened<'_>,
) -> database::Result<()> {
    let failure = Failure::Expired;
    let what = Happened {
        event: Event::Expired { last },
        failure: Some(failure),
        notice: Some(failure.final_reason()),
        cause: what.cause,
        hangup_cause: what.hangup_cause,
        call: what.call,
        number_spared_until: what.number_spared_until,
    };
    ledger.end(job, JobState::Failed, &what)
}

/// Makes a job active in a new call, or in the call `joined`. `event` is noted in the history of
/// the job.
pub fn activate(
    ledger: &Ledger<'_>,
    job: JobId,
    joined: Option<i64>,
    event: Event,
) -> database::Result<CallId> {
    let transaction = ledger.transaction;
    let call = transaction.insert(INSERT_CALL, params![job.0, joined, ledger.now])?;
    transaction.run(ACTIVATE, params![job.0, call, joined.is_none()])?;
    let what = Happened { event, call: Some(CallId(call)), ..Happened::default() };
    ledger.note(job, &what)?;
    Ok(CallId(call))
}

/// Blocks the other ready jobs to this number, while one of them is being sent.
pub fn block_others(ledger: &Ledger<'_>, canonical: &str) -> database::Result<()> {
    let others: Vec<i64> = ledger.transaction.all(READY_TO, [canonical], |row| row.get(0))?;
    let why = Failure::Blocked;
    others.into_iter().try_for_each(|job| {
        let event = Event::WaitsForNumber;
        let what = Happened { event, failure: Some(why), ..Happened::default() };
        ledger.wait(JobId(job), JobState::Blocked, None, &what)
    })
}

pub(super) fn lease(
    transaction: &Transaction<'_>,
    folder: &std::path::Path,
    job: JobId,
    call: CallId,
) -> database::Result<Option<JobLease>> {
    Ok(load(transaction, folder, job)?.map(|job| JobLease { job, call }))
}

/// Whether the job still belongs to this lease.
pub(super) fn is_ours(transaction: &Transaction<'_>, lease: &JobLease) -> database::Result<bool> {
    transaction.one(IS_OURS, [lease.job.id.0, lease.call.0], |row| row.get(0))
}

pub(super) fn waiting(
    transaction: &Transaction<'_>,
    sql: &str,
    params: impl database::Params,
) -> database::Result<Vec<WaitingJob>> {
    transaction.all(sql, params, waiting_of_row)
}

fn waiting_of_row(row: &Row<'_>) -> database::Result<WaitingJob> {
    Ok(WaitingJob {
        id: JobId(row.get("id")?),
        state: word(row, "state", JobState::from_name)?,
        due_at: row.get("due_at")?,
        tried: row.get::<_, Option<String>>("failure")?.is_some(),
        windows: windows(row)?,
        canonical: row.get("canonical")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each query runs whenever a job is leased or a call ends, among a million jobs.
    #[test]
    fn who_waits_for_a_number_is_found_by_it() {
        let (_folder, spool) = crate::Spool::empty_sqlite();
        for (sql, index) in [
            (NEXT_BLOCKED, "jobs_open (canonical=? AND state=?)"),
            (SPARED_UNTIL, "jobs_open (canonical=? AND state=?)"),
            (READY_TO, "jobs_open (canonical=? AND state=?)"),
            (JOINABLE, "jobs_open (canonical=? AND state=?)"),
            (WITHOUT_TURN, "jobs_open (canonical=? AND state=?)"),
            (IS_TAKEN, "jobs_active (canonical=?)"),
            (READY, "SCAN jobs USING INDEX jobs_ready"),
        ] {
            let plan = spool.read(|transaction| transaction.plan(sql)).unwrap();
            let is_sorted = !plan.iter().any(|step| step.contains("TEMP B-TREE"));
            assert!(plan.iter().any(|step| step.ends_with(index)), "{sql}: {plan:#?}");
            assert!(is_sorted || sql != READY, "{sql}: {plan:#?}");
        }
    }

    #[test]
    fn the_reasons_that_spare_a_number_are_those_of_the_failure_table() {
        let blocked = Failure::Blocked;
        for failure in Failure::ALL {
            assert_eq!(
                SPARED_UNTIL.contains(&format!("'{failure}'")),
                failure.spares_number() || failure == blocked,
                "{failure}"
            );
        }
    }
}
