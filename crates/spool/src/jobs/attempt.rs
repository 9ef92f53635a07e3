//! The end of an attempt (in the code: *try*), and its result for the job.
//!
//! The first of these rules that applies decides:
//!
//! 1. If every page is settled, the job is done, even if something else was requested.
//! 2. If the job was cancelled meanwhile, it fails.
//! 3. If a page that would be sent again got no answer for the second time, the job fails.
//! 4. If some pages of a document were fetched, and the rest was not, the job fails.
//! 5. If the failure is permanent, the job fails.
//! 6. If the limit of this kind of failure, of attempts or of calls is reached, the job fails.
//! 7. If the time limit of the job is over, the job expires.
//! 8. Otherwise, the job sleeps until the next attempt. If somebody asked for it, the job is held
//!    instead.

use ferrofax_basics::UnixMs;
use std::collections::BTreeMap;

use super::super::failure::{Failure, NotifyReason, Retry};
use super::super::{CallMemory, SpoolError, SumOf, destinations};
use super::asking::fetch_of;
use super::history::{Happened, Ledger};
use super::queue::expire;
use super::{CallId, CallWish, JobFetch, JobId, JobLease, JobState, UnknownPolicy};
use crate::Queue;
use crate::column::{self, known_word, word, word_or};
use crate::database::{self, Transaction, params};
use crate::event::{Event, Fetched, GivenUp, Language, Limit, Reason};

/// The outcome of an attempt.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AttemptEnd {
    /// The reason of the failure; none if the session ended well.
    pub failure: Option<Failure>,
    /// The name of the cause, by T.30's phases, if there was a session.
    pub cause: Option<String>,
    /// The network's hang-up cause (Q.850).
    pub hangup_cause: Option<u16>,
    /// The reason of the failure in more detail, if there is more to say than the text of
    /// `failure`.
    pub reason: Option<Reason>,
    /// The time of the next attempt, for failures for which the configuration changes the failure
    /// table.
    pub retry: RetryRules,
    /// The facts about the call that are stored in the number memory for the called number. `None`:
    /// nothing is stored.
    pub memory: Option<CallMemory>,
}

impl AttemptEnd {
    /// Returns the reason of the failure as an English sentence. Empty: the attempt ended well.
    pub fn sentence(&self) -> String {
        let reason = self.reason.clone().or_else(|| self.failure.map(Reason::from));
        reason.map(|reason| reason.text(Language::English)).unwrap_or_default()
    }
}

/// The retries of the failure table, with the changes of the configuration.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RetryRules {
    changed: BTreeMap<Failure, Retry>,
}

impl RetryRules {
    /// Sets the retry rule for a failure.
    pub fn set(&mut self, failure: Failure, retry: Retry) {
        if retry == failure.retry() {
            self.changed.remove(&failure);
        } else {
            self.changed.insert(failure, retry);
        }
    }

    /// Returns the retry rule for a failure.
    pub fn of(&self, failure: Failure) -> Retry {
        self.changed.get(&failure).copied().unwrap_or_else(|| failure.retry())
    }

    /// Returns the pause after a failure in seconds. If the settings forbid another attempt, this is
    /// the pause of the failure table. `None`: the failure is permanent.
    fn pause_s(&self, failure: Failure) -> Option<u32> {
        [self.of(failure), failure.retry()].into_iter().find_map(|retry| match retry {
            Retry::After { seconds, .. } => Some(seconds),
            Retry::Never => None,
        })
    }
}

const JOB: &str = "
    SELECT state, wish, tries, max_tries, dials, max_dials, expires_at, due_at, unknown, canonical, failure,
           fresh_after,
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
/// Counts the attempts of a job that failed with the same failure, including this one. Attempts
/// before somebody restarted the job are not counted.
const COUNT_CLASS: &str =
    "SELECT count(*) FROM job_calls WHERE job = ?1 AND failure = ?2 AND id > ?3";

/// A job whose attempt ends.
struct Ending {
    wish: CallWish,
    tries: u32,
    max_tries: u32,
    dials: u32,
    max_dials: u32,
    expires_at: Option<UnixMs>,
    /// The time to send that a user has given during the call.
    due_at: Option<UnixMs>,
    unknown: UnknownPolicy,
    canonical: String,
    last_failure: Option<Failure>,
    fresh_after: CallId,
    /// The least time until the next attempt, in seconds.
    retry_seconds: Option<u32>,
}

impl Ending {
    /// The time of the next attempt after a pause in seconds.
    fn after(&self, seconds: u32, now: UnixMs) -> UnixMs {
        let seconds = seconds.max(self.retry_seconds.unwrap_or_default());
        now + i64::from(seconds) * 1000
    }
}

struct Pages {
    pages: u32,
    settled: u32,
    doubtful: u32,
    twice: u32,
    again: u32,
    given_up: u32,
    /// The document that the job fetches, if it fetches one.
    fetch: Option<JobFetch>,
}

impl Pages {
    /// True if nothing is left to be sent or fetched.
    fn are_settled(&self) -> bool {
        self.settled == self.pages && self.fetch.as_ref().is_none_or(|fetch| fetch.is_whole)
    }

    /// The pages that were fetched, and the fax in which they are stored.
    fn fetched(&self) -> Option<Fetched> {
        let fetch = self.fetch.as_ref()?;
        Some(Fetched { pages: fetch.pages, fax: fetch.fax? })
    }

    /// The pages that were fetched of a document whose transmission broke off.
    fn part_fetched(&self) -> Option<Fetched> {
        let is_part = self.fetch.as_ref().is_some_and(|fetch| !fetch.is_whole && fetch.pages > 0);
        self.fetched().filter(|_| is_part)
    }

    /// The event that reports that the job is done.
    fn done(&self) -> Event {
        Event::Done {
            pages: self.pages,
            pages_unconfirmed: self.doubtful,
            pages_perhaps_twice: self.twice,
            fetched: self.fetched(),
        }
    }
}

/// The result of an attempt for the job.
#[derive(Debug, PartialEq, Eq)]
enum Verdict {
    Done,
    Failed(Failure, Event),
    Expired,
    /// The job is tried again at this time.
    Again(UnixMs),
}

impl Queue<'_> {
    /// Ends an attempt: the job is done, is tried again later, or has failed. Returns the new
    /// state.
    ///
    /// Other jobs to the same number may then be sent. If the lease was lost before, nothing
    /// changes.
    ///
    /// If the end cannot be stored now, this function may be called again. Otherwise the lease
    /// ends, and [`Self::recover_jobs`] ends the attempt by the known states of the pages.
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

    /// Returns the state of the job, or none if there is no such job, and whether this attempt had
    /// not been ended before.
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

/// Ends an attempt, if it has not been ended yet. Returns whether it ended the attempt.
pub fn end_call(
    ledger: &Ledger<'_>,
    job: JobId,
    call: CallId,
    end: &AttemptEnd,
) -> database::Result<bool> {
    let ending = ledger.transaction.first(JOB, [job.0, call.0], ending_of_row)?;
    let Some(mut ending) = ending else { return Ok(false) };
    ending.expires_at = ending.expires_at.filter(|_| ledger.jobs_expire);
    conclude(ledger, job, call, &ending, end)?;
    Ok(true)
}

/// Ends a waiting job if nothing of it is left to be sent, because the result of its last page was
/// learned late. Returns whether the job has ended.
pub fn end_settled(ledger: &Ledger<'_>, job: JobId) -> database::Result<bool> {
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
    transaction.one(PAGES, [job.0], |row| {
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

/// Returns the state of a job; none if there is no such job.
pub fn state_of(transaction: &Transaction<'_>, job: JobId) -> database::Result<Option<JobState>> {
    transaction.first(STATE, [job.0], |row| word(row, "state", JobState::from_name))
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
    transaction.run(SAID_UNKNOWN, params![job.0, unanswered])?;
    transaction.run(SENDING_WAITING, [job.0])?;
    let mut fetch = fetch_of(transaction, job)?;
    // If the session ended well, it has fetched the whole document, even if the end of the fetched
    // fax is not stored yet.
    if let Some(fetch) = fetch.as_mut().filter(|fetch| end.failure.is_none() && fetch.pages > 0) {
        fetch.is_whole = true;
    }
    let pages = pages_of(transaction, job, fetch)?;
    // A session that reports a good end but left pages unsent was in truth broken off.
    let failure = match end.failure {
        None if !pages.are_settled() => Some(Failure::Dropped),
        failure => failure,
    };
    let name = failure.map(Failure::name);
    transaction.run(END_CALL, params![call.0, ledger.now, name])?;
    count(ledger, call, name.unwrap_or_default())?;
    if let Some(memory) = end.memory.filter(|_| !ending.canonical.is_empty()) {
        let how = (failure, end.cause.as_deref());
        destinations::learn(transaction, &ending.canonical, call, how, memory, ledger.now)?;
    }
    let alike = match name {
        Some(name) => {
            let keys = params![job.0, name, ending.fresh_after.0];
            transaction.one(COUNT_CLASS, keys, |row| row.get(0))?
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
        number_spared_until: failure
            .filter(|failure| failure.spares_number() && !pages.are_settled())
            .and_then(|failure| end.retry.pause_s(failure))
            .map(|seconds| ledger.now + i64::from(seconds) * 1000),
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

/// Adds a call that ended to the totals.
fn count(ledger: &Ledger<'_>, call: CallId, failure: &str) -> database::Result<()> {
    let (transaction, at) = (ledger.transaction, ledger.now);
    let (leased_at, rate): (UnixMs, Option<i64>) =
        transaction.one(ENDED, [call.0], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let lasted_ms = u64::try_from(at.ms_since(leased_at)).unwrap_or(0);
    SumOf::SentCalls.add(transaction, ("", failure), 1, at)?;
    SumOf::SentMs.add(transaction, ("", ""), lasted_ms, at)?;
    let rate = rate.map(|rate| rate.to_string());
    rate.map_or(Ok(()), |rate| SumOf::SentRates.add(transaction, ("", &rate), 1, at))
}

/// Decides the result of an attempt for the job, by the rules in the head of this module. `alike`
/// is the number of attempts that failed in this way, including this one.
fn decide(
    ending: &Ending,
    pages: &Pages,
    failure: Option<Failure>,
    reason: &Reason,
    rules: &RetryRules,
    alike: u32,
    now: UnixMs,
) -> Verdict {
    // Every page is settled: it does not matter how the call ended.
    let Some(failure) = failure.filter(|_| !pages.are_settled()) else {
        return Verdict::Done;
    };
    // Somebody cancelled the job.
    if ending.wish == CallWish::Cancel || failure == Failure::Cancelled {
        return Verdict::Failed(Failure::Cancelled, Event::failed(Failure::Cancelled.into()));
    }
    // The same page had no answer twice: a person decides.
    if pages.given_up > 0 {
        return Verdict::Failed(Failure::Unconfirmed, Event::failed(Failure::Unconfirmed.into()));
    }
    // Another attempt would fetch the pages that have arrived a second time.
    let fetched = pages.part_fetched();
    if fetched.is_some() {
        let reason = reason.clone();
        return Verdict::Failed(failure, Event::Failed { reason, given_up: None, fetched });
    }
    // A permanent failure is not tried again.
    let Retry::After { seconds, times } = rules.of(failure) else {
        return Verdict::Failed(failure, Event::failed(reason.clone()));
    };
    // The limits of this kind of failure, of attempts, of calls and of time, in this order.
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
    let at = ending.after(seconds, now);
    Verdict::Again(ending.due_at.map_or(at, |due_at| at.max(due_at)))
}

/// Reads a job even if some of its values are not valid. A call that is over has to end: otherwise
/// nobody could call its number again.
fn ending_of_row(row: &database::Row<'_>) -> database::Result<Ending> {
    let retry_seconds: Option<String> = row.get("retry_seconds")?;
    Ok(Ending {
        wish: word_or(row, "wish", CallWish::from_name, CallWish::GoOn)?,
        tries: column::count(row, "tries")?,
        max_tries: column::count(row, "max_tries")?,
        dials: column::count(row, "dials")?,
        max_dials: column::count(row, "max_dials")?,
        expires_at: row.get("expires_at")?,
        due_at: row.get("due_at")?,
        unknown: word_or(row, "unknown", UnknownPolicy::from_name, UnknownPolicy::default())?,
        canonical: row.get("canonical")?,
        last_failure: known_word(row, "failure", Failure::from_name)?,
        fresh_after: CallId(row.get("fresh_after")?),
        retry_seconds: retry_seconds.and_then(|seconds| seconds.parse().ok()),
    })
}
