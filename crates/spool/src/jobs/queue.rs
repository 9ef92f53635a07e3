//! What goes next: the first job in order is leased, others to its number are blocked.

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
use super::permit::{self, may_go, not_moved};
use super::stopped::is_stopped;
use super::{CallId, CallWish, Job, JobId, JobState};
use crate::Queue;
use crate::column::{count, windows, word};
use crate::database::{self, OptionalExtension, Row, Transaction, params};

/// A job that is being sent by a call.
#[derive(Clone, Debug, PartialEq)]
pub struct JobLease {
    /// The job as it stood when it was leased.
    pub job: Job,
    /// The call that this lease is for.
    pub call: CallId,
}

/// What a lease has to observe.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeaseLimits {
    /// Calls at once, at most; none: no limit from this side.
    pub max_calls: Option<u32>,
    /// Canonical numbers to which no call may be placed now, for reasons outside of the queue.
    pub busy_numbers: Vec<String>,
    /// How long the lease holds, milliseconds.
    pub lease_ms: i64,
}

/// What decides how a job that is not held waits.
pub(super) struct Waiting<'a> {
    /// The time to send, or that of the next try.
    pub(super) due_at: Option<UnixMs>,
    /// There was a try, so that what it waits for is the next.
    pub(super) tried: bool,
    pub(super) windows: &'a Option<Windows>,
    pub(super) canonical: &'a str,
}

/// What is read of a waiting job to decide that.
pub(super) struct WaitingJob {
    pub(super) id: JobId,
    pub(super) state: JobState,
    due_at: Option<UnixMs>,
    tried: bool,
    windows: Option<Windows>,
    pub(super) canonical: String,
}

/// Columns in the order that `waiting_of_row` names them.
macro_rules! select_waiting {
    ($($rest:tt)+) => {
        concat!("SELECT id, state, due_at, failure, windows, zone, canonical FROM jobs ", $($rest)+)
    };
}
pub(super) use select_waiting;

/// Of those that wait, as all of these: they alone are in the index by numbers, and a server does
/// not see that by their states.
const BLOCKED: &str = select_waiting!(
    "INDEXED BY jobs_open WHERE ended_at IS NULL AND state = 'blocked' AND canonical = ?1 AND ",
    not_moved!(),
    " ORDER BY priority, id"
);
const BY_ID: &str = select_waiting!("WHERE id = ?1");
const READY: &str = concat!(
    "SELECT id, canonical, account, account_calls FROM jobs INDEXED BY jobs_ready WHERE state = 'ready' AND ",
    may_go!("?1", "?2"),
    " ORDER BY priority, id"
);
const READY_TO: &str = concat!(
    "SELECT id FROM jobs INDEXED BY jobs_open WHERE ended_at IS NULL AND state = 'ready' AND canonical = ?1 AND ",
    not_moved!(),
    " ORDER BY priority, id"
);
const IS_TAKEN: &str =
    "SELECT EXISTS (SELECT 1 FROM jobs WHERE state = 'active' AND canonical = ?1)";
/// A call goes on as long as one of the jobs in it does.
const COUNT_CALLS: &str = "
    SELECT count(DISTINCT coalesce(job_calls.joined, job_calls.id))
    FROM jobs JOIN job_calls ON job_calls.id = jobs.call WHERE jobs.state = 'active'";
const COUNT_CALLS_OF_ACCOUNT: &str = "
    SELECT count(DISTINCT coalesce(job_calls.joined, job_calls.id))
    FROM jobs JOIN job_calls ON job_calls.id = jobs.call WHERE jobs.state = 'active' AND jobs.account = ?1";
/// What may share a call: the remote end sees one sender, one subaddress and one password,
/// and is reached by the same tones.
/// Who fetches something has the call for himself.
/// Nothing in a shared call overtakes a job that waits for a line with a better priority.
const JOINABLE: &str = concat!(
    "
    SELECT other.id FROM jobs AS lead CROSS JOIN jobs AS other INDEXED BY jobs_open ON other.canonical = lead.canonical
    WHERE lead.id = ?1 AND other.ended_at IS NULL AND other.state IN ('ready', 'blocked') AND other.device = lead.device
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
    /// Whether jobs whose time has run out fail. Not to be told while the wall clock
    /// can't be believed.
    pub fn let_jobs_expire(&self, expire: bool) {
        self.spool.jobs_expire().store(expire, Ordering::Relaxed);
    }

    /// Lets time pass, then takes the first job that may go now: by priority, then age.
    /// Counts the dial.
    ///
    /// Only one process may take jobs from a spool; that is the one that receives into it.
    pub fn lease_job(
        &self,
        now: UnixMs,
        limits: &LeaseLimits,
    ) -> Result<Option<JobLease>, SpoolError> {
        self.spool.claim_receiving()?;
        // Held over the whole, so that no recovery takes the new call for one that is gone.
        let mut calls = self.spool.calls();
        let lease = loop {
            let at_hand = Cell::new(None);
            match (self.lease_next(now, limits, &at_hand), at_hand.get()) {
                // It would be the first for ever, and none behind it would go.
                (Err(why), Some(job)) if why.is_of_a_row() => self.hold_unfit(job, &why, now)?,
                (lease, _) => break lease?,
            }
        };
        calls.extend(
            lease.as_ref().map(|lease| (lease.call, self.spool.lease_end(limits.lease_ms))),
        );
        Ok(lease)
    }

    /// The first job that may go. Which it is, is noted at first.
    fn lease_next(
        &self,
        now: UnixMs,
        limits: &LeaseLimits,
        at_hand: &Cell<Option<JobId>>,
    ) -> Result<Option<JobLease>, SpoolError> {
        self.write_in_time(now, |ledger| {
            let transaction = ledger.transaction;
            let going: u32 =
                transaction.prepare_cached(COUNT_CALLS)?.query_row([], |row| row.get(0))?;
            if limits.max_calls.is_some_and(|most| going >= most) {
                return Ok(None);
            }
            let mut select = transaction.prepare_cached(READY)?;
            let at = permit::moment();
            let mut rows = select.query(params![at.boot, at.ms])?;
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

    /// Holds a job that nobody can take, until somebody has looked at it.
    ///
    /// # Errors
    /// That can't be done either.
    pub(super) fn hold_unfit(
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
        // Its history is what is wrong with it.
        let held = self.spool.write(|transaction| {
            transaction.prepare_cached(HOLD_UNFIT)?.execute(params![job.0, text])
        })?;
        if held > 0 { Ok(()) } else { Err(why.clone()) }
    }

    /// Takes another waiting job to the same number, from the same device and with the
    /// same SUB and PWD, into the call of `lead`; no dial is counted. To be asked before
    /// the last page of `lead` is ended, so that EOM can be said.
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
            let other: Option<i64> = transaction
                .prepare_cached(JOINABLE)?
                .query_row(params![lead.job.id.0, at.boot, at.ms], |row| row.get(0))
                .optional()?;
            let Some(job) = other.map(JobId) else { return Ok(None) };
            let root: i64 = transaction
                .prepare_cached(CALL_ROOT)?
                .query_row([lead.call.0], |row| row.get(0))?;
            let call = activate(ledger, job, Some(root), Event::JoinedCall)?;
            lease(transaction, &self.spool.jobs_folder(), job, call)
        })?;
        calls.extend(lease.as_ref().map(|lease| (lease.call, self.spool.lease_end(lease_ms))));
        Ok(lease)
    }

    /// Holds a lease for so much longer from now, and tells what someone wants of the job
    /// meanwhile: [`CallWish::Gone`] also where the try is the store's, which has not heard of
    /// this node for too long. To be asked every second or so; nothing is written.
    pub fn renew_lease(&self, lease: &JobLease, lease_ms: i64) -> Result<CallWish, SpoolError> {
        let wish = self.spool.read(|transaction| {
            let mut select = transaction.prepare_cached(WISH)?;
            let keys = [lease.job.id.0, lease.call.0];
            let wish = select.query_row(keys, |row| word(row, "wish", CallWish::from_name));
            let wish = wish.optional()?;
            Ok(if permit::holds(transaction, lease)? { wish } else { None })
        })?;
        let Some(wish) = wish else { return Ok(CallWish::Gone) };
        if let Some(until) = self.spool.calls().get_mut(&lease.call) {
            *until = self.spool.lease_end(lease_ms);
        }
        Ok(wish)
    }

    /// Gives a lease back untouched: no call was placed, or nothing of this job was begun
    /// in it. Nothing is counted.
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
            hand_back(&ledger, (lease.job.id, lease.call, &lease.job.canonical), event)
        })?;
        self.spool.calls().remove(&lease.call);
        Ok(())
    }

    /// When [`Self::lease_job`] is worth asking again: now or earlier if a job is ready,
    /// else when the first one is due or expires. None if nothing waits for a time.
    pub fn next_job_due(&self) -> Result<Option<UnixMs>, SpoolError> {
        self.spool.read(|transaction| {
            transaction.prepare_cached(NEXT_DUE)?.query_row([], |row| row.get(0))
        })
    }
}

/// How many calls go on for whom; each is counted once while one looks for a job.
#[derive(Default)]
struct Accounts(HashMap<String, u32>);

impl Accounts {
    /// True if as many calls go on for whom this job is counted as may go at once.
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
        let going: u32 = transaction
            .prepare_cached(COUNT_CALLS_OF_ACCOUNT)?
            .query_row([&account], |row| row.get(0))?;
        self.0.insert(account, going);
        Ok(going >= most)
    }
}

/// How a job that is not held waits at this moment: its state, until when, and what holds it up.
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
            // A window that no clock of the next weeks shows is looked at again tomorrow.
            windows.next_open(now).unwrap_or_else(|| now + 24 * 60 * 60_000)
        })
    {
        return Ok((JobState::Pending, Some(opens), Some(Failure::TimeOfDay)));
    }
    if transaction
        .prepare_cached(IS_TAKEN)?
        .query_row([job.canonical], |row| row.get(0))?
    {
        return Ok((JobState::Blocked, None, Some(Failure::Blocked)));
    }
    Ok((JobState::Ready, None, None))
}

/// Puts a waiting job where it belongs at this moment, if that is not where it is.
pub(super) fn settle(ledger: &Ledger<'_>, job: JobId) -> database::Result<()> {
    let job = ledger.transaction.prepare_cached(BY_ID)?.query_row([job.0], waiting_of_row)?;
    settle_one(ledger, &job).map(drop)
}

/// The same; whether it moved.
pub(super) fn settle_one(ledger: &Ledger<'_>, job: &WaitingJob) -> database::Result<bool> {
    let waiting = Waiting {
        due_at: job.due_at,
        tried: job.tried,
        windows: &job.windows,
        canonical: &job.canonical,
    };
    let (state, due_at, why) = stand(ledger.transaction, &waiting, ledger.now)?;
    if (state, due_at) == (job.state, job.due_at) {
        return Ok(false);
    }
    let event = match (why, state) {
        (Some(Failure::TimeOfDay), _) => Event::WaitsForHours,
        (Some(_), _) => Event::WaitsForNumber,
        (None, JobState::Ready) => Event::WaitsForLine,
        (None, _) => Event::WaitsForTime,
    };
    let what = Happened { event, failure: why, ..Happened::default() };
    ledger.wait(job.id, state, due_at, &what).map(|()| true)
}

/// The number is free, if no call to it is left: who waited for that may go.
pub(super) fn unblock(ledger: &Ledger<'_>, canonical: &str) -> database::Result<()> {
    waiting(ledger.transaction, BLOCKED, [canonical])?
        .iter()
        .try_for_each(|job| settle_one(ledger, job).map(drop))
}

/// A call is given back that was not placed, or in which nothing of this job was begun: nothing
/// is counted.
pub(super) fn hand_back(
    ledger: &Ledger<'_>,
    (job, call, canonical): (JobId, CallId, &str),
    not_dialled: Event,
) -> database::Result<()> {
    let transaction = ledger.transaction;
    let joined: Option<i64> =
        transaction.prepare_cached(FORGET_CALL)?.query_row([call.0], |row| row.get(0))?;
    if joined.is_none() {
        transaction.prepare_cached(UNCOUNT_DIAL)?.execute([job.0])?;
    }
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
            ledger.wait(job, JobState::Suspended, None, &not_dialled.into())?;
        }
        CallWish::GoOn | CallWish::Gone => {
            // Out of the way first, so that it does not block itself.
            ledger.wait(job, JobState::Ready, None, &not_dialled.into())?;
            settle(ledger, job)?;
        }
    }
    unblock(ledger, canonical)
}

/// Ends a job whose time has run out; the last try's failure is told with it.
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
    };
    ledger.end(job, JobState::Failed, &what)
}

/// The job goes in a call; `event` says in which.
pub(super) fn activate(
    ledger: &Ledger<'_>,
    job: JobId,
    joined: Option<i64>,
    event: Event,
) -> database::Result<CallId> {
    let transaction = ledger.transaction;
    let call = transaction
        .prepare_cached(INSERT_CALL)?
        .insert(params![job.0, joined, ledger.now])?;
    transaction
        .prepare_cached(ACTIVATE)?
        .execute(params![job.0, call, joined.is_none()])?;
    let what = Happened { event, call: Some(CallId(call)), ..Happened::default() };
    ledger.note(job, &what)?;
    Ok(CallId(call))
}

pub(super) fn block_others(ledger: &Ledger<'_>, canonical: &str) -> database::Result<()> {
    let mut select = ledger.transaction.prepare_cached(READY_TO)?;
    let others: Vec<i64> =
        select.query_map([canonical], |row| row.get(0))?.collect::<Result<_, _>>()?;
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

/// The job is still this lease's.
pub(super) fn is_ours(transaction: &Transaction<'_>, lease: &JobLease) -> database::Result<bool> {
    transaction
        .prepare_cached(IS_OURS)?
        .query_row([lease.job.id.0, lease.call.0], |row| row.get(0))
}

pub(super) fn waiting(
    transaction: &Transaction<'_>,
    sql: &str,
    params: impl database::Params,
) -> database::Result<Vec<WaitingJob>> {
    transaction.prepare_cached(sql)?.query_map(params, waiting_of_row)?.collect()
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

    /// Each is asked whenever a job is leased or a call ends, among a million.
    #[test]
    fn who_waits_for_a_number_is_found_by_it() {
        let folder = tempfile::tempdir().unwrap();
        let spool = crate::Store::Sqlite.open(folder.path()).unwrap();
        for (sql, index) in [
            (BLOCKED, "jobs_open (canonical=? AND state=?)"),
            (READY_TO, "jobs_open (canonical=? AND state=?)"),
            (JOINABLE, "jobs_open (canonical=? AND state=?)"),
            (IS_TAKEN, "jobs_active (canonical=?)"),
            (READY, "SCAN jobs USING INDEX jobs_ready"),
        ] {
            let plan = spool.read(|transaction| transaction.plan(sql)).unwrap();
            let is_sorted = !plan.iter().any(|step| step.contains("TEMP B-TREE"));
            assert!(plan.iter().any(|step| step.ends_with(index)), "{sql}: {plan:#?}");
            assert!(is_sorted || sql != READY, "{sql}: {plan:#?}");
        }
    }
}
