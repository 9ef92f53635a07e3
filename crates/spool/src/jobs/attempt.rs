//! A try ends: what becomes of the job.
//!
//! In this order: every page settled, and it is done, whatever else was wanted; cancelled
//! meanwhile; a page unknown for the second time; a document of which pages were fetched; its
//! time run out; a failure that is for good; the class's own limit, the tries or the dials used up; and if none of these, it
//! sleeps until the next try (or is held, if that was asked for).

use ferrofax_basics::UnixMs;
use std::collections::BTreeMap;

use super::super::failure::{Failure, NotifyReason, Retry};
use super::super::{CallMemory, SpoolError, SumOf, destinations};
use super::asking::fetch_of;
use super::history::{Happened, Ledger};
use super::queue::{expire, unblock};
use super::{CallId, CallWish, JobFetch, JobId, JobLease, JobState, UnknownPolicy};
use crate::Queue;
use crate::column::{self, known_word, word, word_or};
use crate::database::{self, OptionalExtension, Transaction, params};
use crate::event::{Event, Fetched, GivenUp, Language, Limit, Reason};

/// How a try ended.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AttemptEnd {
    /// Why it failed; none if the session ended well.
    pub failure: Option<Failure>,
    /// The cause's name by T.30's phases, if there was a session.
    pub cause: Option<String>,
    /// The network's hang-up cause (Q.850).
    pub hangup_cause: Option<u16>,
    /// Why it failed, where there is more to say than the failure's own sentence.
    pub reason: Option<Reason>,
    /// When to try again, where the configuration says otherwise than the failure table.
    pub retry: RetryRules,
    /// Where the called number's memory learns of it. None: it does not.
    pub memory: Option<CallMemory>,
}

impl AttemptEnd {
    /// Why it failed, as an English sentence; empty if it ended well.
    pub fn sentence(&self) -> String {
        let reason = self.reason.clone().or_else(|| self.failure.map(Reason::from));
        reason.map(|reason| reason.text(Language::English)).unwrap_or_default()
    }
}

/// The failure table's retries, as changed by the configuration.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RetryRules {
    changed: BTreeMap<Failure, Retry>,
}

impl RetryRules {
    /// Sets the rule for a failure.
    pub fn set(&mut self, failure: Failure, retry: Retry) {
        if retry == failure.retry() {
            self.changed.remove(&failure);
        } else {
            self.changed.insert(failure, retry);
        }
    }

    /// The rule for a failure.
    pub fn of(&self, failure: Failure) -> Retry {
        self.changed.get(&failure).copied().unwrap_or_else(|| failure.retry())
    }
}

const JOB: &str = "
    SELECT state, wish, tries, max_tries, dials, max_dials, expires_at, unknown, canonical, failure, fresh_after,
           (SELECT value FROM job_options WHERE job = ?1 AND name = 'retry_seconds') AS retry_seconds
    FROM jobs WHERE id = ?1 AND call = ?2";
const STATE: &str = "SELECT state FROM jobs WHERE id = ?1";
const SAID_UNKNOWN: &str = "
    UPDATE job_pages SET unknown = min(max(unknown, 0), 1000000) + 1, state = ?2 WHERE job = ?1 AND state = 'said'";
const SENDING_WAITING: &str =
    "UPDATE job_pages SET state = 'waiting' WHERE job = ?1 AND state = 'sending'";
const PAGES: &str = "
    SELECT count(*) AS pages, count(*) FILTER (WHERE state IN ('confirmed', 'doubtful')) AS settled,
           count(*) FILTER (WHERE state = 'doubtful') AS doubtful,
           count(*) FILTER (WHERE state = 'confirmed' AND unknown > 0) AS twice,
           count(*) FILTER (WHERE state = 'waiting' AND unknown > 0) AS again,
           count(*) FILTER (WHERE state = 'waiting' AND unknown > 1) AS given_up
    FROM job_pages WHERE job = ?1";
const END_CALL: &str = "UPDATE job_calls SET ended_at = ?2, failure = ?3 WHERE id = ?1";
const ENDED: &str = "SELECT leased_at, rate_bps FROM job_calls WHERE id = ?1";
/// Tries that failed in the same way, this one included, since someone had the job tried afresh.
const COUNT_CLASS: &str =
    "SELECT count(*) FROM job_calls WHERE job = ?1 AND failure = ?2 AND id > ?3";

/// A job whose try ends.
struct Ending {
    wish: CallWish,
    tries: u32,
    max_tries: u32,
    dials: u32,
    max_dials: u32,
    expires_at: Option<UnixMs>,
    unknown: UnknownPolicy,
    canonical: String,
    last_failure: Option<Failure>,
    fresh_after: CallId,
    /// No sooner is it tried again.
    retry_seconds: Option<u32>,
}

struct Pages {
    pages: u32,
    settled: u32,
    doubtful: u32,
    twice: u32,
    again: u32,
    given_up: u32,
    /// What is fetched, if anything is.
    fetch: Option<JobFetch>,
}

impl Pages {
    /// Nothing is left to be sent or fetched.
    fn are_settled(&self) -> bool {
        self.settled == self.pages && self.fetch.as_ref().is_none_or(|fetch| fetch.is_whole)
    }

    /// What was fetched.
    fn fetched(&self) -> Option<Fetched> {
        let fetch = self.fetch.as_ref()?;
        Some(Fetched { pages: fetch.pages, fax: fetch.fax? })
    }

    /// What was fetched of a document that broke off.
    fn part_fetched(&self) -> Option<Fetched> {
        let is_part = self.fetch.as_ref().is_some_and(|fetch| !fetch.is_whole && fetch.pages > 0);
        self.fetched().filter(|_| is_part)
    }

    /// The job is done.
    fn done(&self) -> Event {
        Event::Done {
            pages: self.pages,
            pages_unconfirmed: self.doubtful,
            pages_perhaps_twice: self.twice,
            fetched: self.fetched(),
        }
    }
}

/// What becomes of it.
#[derive(Debug, PartialEq, Eq)]
enum Verdict {
    Done,
    Failed(Failure, Event),
    Expired,
    /// To be tried again then.
    Again(UnixMs),
}

impl Queue<'_> {
    /// The try is over: the job is done, is tried again later, or has failed. Jobs to the
    /// same number may go now. Returns the new state. If the lease was lost before,
    /// nothing changes.
    ///
    /// If it cannot be written now, it may be tried again; else the lease runs out, and
    /// [`Self::recover_jobs`] ends the try by what is known of the pages.
    pub fn attempt_ended(
        &self,
        lease: &JobLease,
        end: &AttemptEnd,
        now: UnixMs,
    ) -> Result<JobState, SpoolError> {
        let (state, ended) = self.end_attempt(lease.job.id, lease.call, end, now)?;
        self.spool.calls().remove(&lease.call);
        if ended {
            self.spool.receiving().end_fetched(lease.job.id.0, now);
        }
        state.ok_or(SpoolError::NoSuchJob(lease.job.id))
    }

    /// The job's state, none if there is no such job; and whether this try was still to be ended.
    pub(super) fn end_attempt(
        &self,
        job: JobId,
        call: CallId,
        end: &AttemptEnd,
        now: UnixMs,
    ) -> Result<(Option<JobState>, bool), SpoolError> {
        self.spool.write(|transaction| {
            let ended = end_call(&self.spool.jobs().ledger(transaction, now), job, call, end)?;
            Ok((state_of(transaction, job)?, ended))
        })
    }
}

/// Ends a try, if that is still to be done.
pub(super) fn end_call(
    ledger: &Ledger<'_>,
    job: JobId,
    call: CallId,
    end: &AttemptEnd,
) -> database::Result<bool> {
    let mut select = ledger.transaction.prepare_cached(JOB)?;
    let ending = select.query_row([job.0, call.0], ending_of_row).optional()?;
    let Some(mut ending) = ending else { return Ok(false) };
    ending.expires_at = ending.expires_at.filter(|_| ledger.jobs_expire);
    conclude(ledger, job, call, &ending, end)?;
    unblock(ledger, &ending.canonical)?;
    Ok(true)
}

/// Ends a job that waits, if nothing is left of it to be sent: of its last page was heard late. Whether
/// it has ended.
pub(super) fn end_settled(ledger: &Ledger<'_>, job: JobId) -> database::Result<bool> {
    let state = state_of(ledger.transaction, job)?;
    if state.is_none_or(|state| state.is_final() || state == JobState::Active) {
        return Ok(false);
    }
    let pages = pages_of(ledger.transaction, job, None)?;
    if pages.pages == 0 || !pages.are_settled() {
        return Ok(false);
    }
    let notice = Some(NotifyReason::Done);
    let what = Happened { event: pages.done(), notice, ..Happened::default() };
    ledger.end(job, JobState::Done, &what).map(|()| true)
}

fn pages_of(
    transaction: &Transaction<'_>,
    job: JobId,
    fetch: Option<JobFetch>,
) -> database::Result<Pages> {
    transaction.prepare_cached(PAGES)?.query_row([job.0], |row| {
        Ok(Pages {
            pages: row.get("pages")?,
            settled: row.get("settled")?,
            doubtful: row.get("doubtful")?,
            twice: row.get("twice")?,
            again: row.get("again")?,
            given_up: row.get("given_up")?,
            fetch,
        })
    })
}

/// Where a job stands; none if there is no such job.
pub(super) fn state_of(
    transaction: &Transaction<'_>,
    job: JobId,
) -> database::Result<Option<JobState>> {
    transaction
        .prepare_cached(STATE)?
        .query_row([job.0], |row| word(row, "state", JobState::from_name))
        .optional()
}

fn conclude(
    ledger: &Ledger<'_>,
    job: JobId,
    call: CallId,
    ending: &Ending,
    end: &AttemptEnd,
) -> database::Result<()> {
    let transaction = ledger.transaction;
    let unanswered = if ending.unknown == UnknownPolicy::Skip { "doubtful" } else { "waiting" };
    transaction.prepare_cached(SAID_UNKNOWN)?.execute(params![job.0, unanswered])?;
    transaction.prepare_cached(SENDING_WAITING)?.execute([job.0])?;
    let mut fetch = fetch_of(transaction, job)?;
    // A session that ended well has brought all, also where the fax's own end is not filed yet.
    if let Some(fetch) = fetch.as_mut().filter(|fetch| end.failure.is_none() && fetch.pages > 0) {
        fetch.is_whole = true;
    }
    let pages = pages_of(transaction, job, fetch)?;
    // A session that says it ended well and left pages is one that broke.
    let failure = match end.failure {
        None if !pages.are_settled() => Some(Failure::Dropped),
        failure => failure,
    };
    let name = failure.map(Failure::name);
    transaction
        .prepare_cached(END_CALL)?
        .execute(params![call.0, ledger.now, name])?;
    count(ledger, call, name.unwrap_or_default())?;
    if let Some(memory) = end.memory.filter(|_| !ending.canonical.is_empty()) {
        let how = (failure, end.cause.as_deref());
        destinations::learn(transaction, &ending.canonical, call, how, memory, ledger.now)?;
    }
    let alike = match name {
        Some(name) => {
            let keys = params![job.0, name, ending.fresh_after.0];
            transaction.prepare_cached(COUNT_CLASS)?.query_row(keys, |row| row.get(0))?
        }
        None => 0,
    };
    let reason = end.reason.clone().or_else(|| failure.map(Reason::from));
    let reason = reason.unwrap_or(Reason::Text { text: String::new() });
    let happened = |event, failure, notice| Happened {
        event,
        failure,
        notice,
        cause: end.cause.as_deref(),
        hangup_cause: end.hangup_cause,
        call: Some(call),
    };
    match decide(ending, &pages, failure, &reason, &end.retry, alike, ledger.now) {
        Verdict::Done => {
            let what = happened(pages.done(), None, Some(NotifyReason::Done));
            ledger.end(job, JobState::Done, &what)
        }
        Verdict::Failed(failure, event) => ledger.end(
            job,
            JobState::Failed,
            &happened(event, Some(failure), Some(failure.final_reason())),
        ),
        Verdict::Expired => expire(
            ledger,
            job,
            failure.or(ending.last_failure),
            &happened(Event::default(), None, None),
        ),
        Verdict::Again(at) => {
            let state = if ending.wish == CallWish::Hold {
                JobState::Suspended
            } else {
                JobState::Sleeping
            };
            let event = Event::AttemptFailed { reason, pages_unanswered: pages.again };
            let what = happened(event, failure, Some(NotifyReason::Requeued));
            ledger.blame(job, &what)?;
            ledger.wait(job, state, Some(at), &what)
        }
    }
}

/// Adds a call that ended to the sums.
fn count(ledger: &Ledger<'_>, call: CallId, failure: &str) -> database::Result<()> {
    let (transaction, at) = (ledger.transaction, ledger.now);
    let (leased_at, rate): (UnixMs, Option<i64>) = transaction
        .prepare_cached(ENDED)?
        .query_row([call.0], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let lasted_ms = u64::try_from(at.ms_since(leased_at)).unwrap_or(0);
    SumOf::SentCalls.add(transaction, ("", failure), 1, at)?;
    SumOf::SentMs.add(transaction, ("", ""), lasted_ms, at)?;
    let rate = rate.map(|rate| rate.to_string());
    rate.map_or(Ok(()), |rate| SumOf::SentRates.add(transaction, ("", &rate), 1, at))
}

/// `alike`: how many tries failed in this way, this one included.
fn decide(
    ending: &Ending,
    pages: &Pages,
    failure: Option<Failure>,
    reason: &Reason,
    rules: &RetryRules,
    alike: u32,
    now: UnixMs,
) -> Verdict {
    // Every page is settled: how the call ended is no matter.
    let Some(failure) = failure.filter(|_| !pages.are_settled()) else {
        return Verdict::Done;
    };
    // Somebody wanted it so.
    if ending.wish == CallWish::Cancel || failure == Failure::Cancelled {
        return Verdict::Failed(Failure::Cancelled, Event::failed(Failure::Cancelled.into()));
    }
    // Two silences about one page: a person decides.
    if pages.given_up > 0 {
        return Verdict::Failed(Failure::Unconfirmed, Event::failed(Failure::Unconfirmed.into()));
    }
    // What came of a document would come twice.
    let fetched = pages.part_fetched();
    if fetched.is_some() {
        let reason = reason.clone();
        return Verdict::Failed(failure, Event::Failed { reason, given_up: None, fetched });
    }
    // What is for good is not tried again.
    let Retry::After { seconds, times } = rules.of(failure) else {
        return Verdict::Failed(failure, Event::failed(reason.clone()));
    };
    // The limits of the class, of tries, of dials and of time, in this order.
    let given_up = |limit, count| {
        let given_up = Some(GivenUp { limit, count });
        let event = Event::Failed { reason: reason.clone(), given_up, fetched: None };
        Verdict::Failed(failure, event)
    };
    if times.is_some_and(|times| alike > times) {
        return given_up(Limit::CallsAlike, alike);
    }
    if ending.tries >= ending.max_tries {
        return given_up(Limit::Attempts, ending.tries);
    }
    if ending.dials >= ending.max_dials {
        return given_up(Limit::Calls, ending.dials);
    }
    if ending.expires_at.is_some_and(|expires_at| expires_at <= now) {
        return Verdict::Expired;
    }
    let seconds = seconds.max(ending.retry_seconds.unwrap_or_default());
    Verdict::Again(now + i64::from(seconds) * 1000)
}

/// Whatever stands in it: a call that is over ends, or nobody could ever call that number again.
fn ending_of_row(row: &database::Row<'_>) -> database::Result<Ending> {
    let retry_seconds: Option<String> = row.get("retry_seconds")?;
    Ok(Ending {
        wish: word_or(row, "wish", CallWish::from_name, CallWish::GoOn)?,
        tries: column::count(row, "tries")?,
        max_tries: column::count(row, "max_tries")?,
        dials: column::count(row, "dials")?,
        max_dials: column::count(row, "max_dials")?,
        expires_at: row.get("expires_at")?,
        unknown: word_or(row, "unknown", UnknownPolicy::from_name, UnknownPolicy::default())?,
        canonical: row.get("canonical")?,
        last_failure: known_word(row, "failure", Failure::from_name)?,
        fresh_after: CallId(row.get("fresh_after")?),
        retry_seconds: retry_seconds.and_then(|seconds| seconds.parse().ok()),
    })
}
