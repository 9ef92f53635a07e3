//! Every change of a job, with its time and cause; and the reports that follow from it.
//!
//! [`Ledger`] is the only writer of a job's state: it changes the row, writes the history
//! and queues the reports, all in the transaction that it was made for.

use std::sync::atomic::Ordering;

use super::super::failure::{Failure, NotifyReason};
use super::super::outbox::About;
use super::super::{SpoolError, SumOf};
use super::{CallId, JobId, JobState, NotifyWhen};
use crate::Jobs;
use crate::column::{count, known_word, word_or};
use crate::database::{self, OptionalExtension, Row, Transaction, params};
use crate::event::{self, Event, Language};
use crate::ids::FaxId;
use ferrofax_basics::UnixMs;
use ferrofax_ground::sent_line::SentLine;

/// One change of a job, and how the job stood after it: reports speak of that, however
/// late they are sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobChange {
    /// Its number; later ones are greater.
    pub id: i64,
    /// The job.
    pub job: JobId,
    /// When.
    pub at: UnixMs,
    /// The state after it.
    pub state: JobState,
    /// What happened.
    pub event: Event,
    /// The English sentence for it, as it is stored.
    pub text: String,
    /// Why, if something failed or holds the job up.
    pub failure: Option<Failure>,
    /// The session's cause by T.30's phases, if one ended.
    pub cause: Option<String>,
    /// The network's hang-up cause (Q.850), if a call ended.
    pub hangup_cause: Option<u16>,
    /// The notice that it makes, if it makes one.
    pub notice: Option<NotifyReason>,
    /// The call, if one began or ended.
    pub call: Option<CallId>,
    /// Sessions so far.
    pub tries: u32,
    /// Calls so far.
    pub dials: u32,
    /// Pages confirmed so far.
    pub pages_confirmed: u32,
    /// When the job is due next.
    pub due_at: Option<UnixMs>,
    /// The remote end's identification (CSI) at the last session, where a report is made.
    pub far_ident: Option<String>,
    /// What became of the packets of its call, in words, if that is known.
    pub packets: Option<String>,
    /// The trunk that its call went by, if that is known.
    pub trunk: Option<String>,
    /// What the line of its call was like, if a call ended that had got so far.
    pub line: Option<SentLine>,
    /// Pages whose arrival was in doubt, by their numbers in the job, where a report is
    /// made ([`super::Job::pages_in_doubt`]).
    pub pages_in_doubt: Vec<u32>,
    /// Pages that might have arrived more than once, as above
    /// ([`super::Job::pages_perhaps_twice`]).
    pub pages_perhaps_twice: Vec<u32>,
    /// What of a document that is fetched had come, where a report is made. None: nothing.
    pub fetched: Option<Fetched>,
}

/// What came of a document that is fetched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fetched {
    /// The fax that its pages came to.
    pub fax: FaxId,
    /// How many there were.
    pub pages: u32,
}

const SET_WAITING: &str = "
    UPDATE jobs SET state = ?2, due_at = ?3, call = NULL, ended_at = NULL, wish = 'go-on' WHERE id = ?1";
const SET_ENDED: &str = "
    UPDATE jobs SET state = ?2, due_at = NULL, call = NULL, ended_at = ?3, wish = 'go-on' WHERE id = ?1";
const SET_WHY: &str = "UPDATE jobs SET failure = ?2, cause = coalesce(?3, cause) WHERE id = ?1";
const SET_TEXT: &str = "UPDATE jobs SET text = ?2 WHERE id = ?1";
const INSERT: &str = "
    INSERT INTO job_changes (job, at, state, text, failure, cause, hangup_cause, notice, call, tries, dials,
                             pages_confirmed, due_at, event, event_values)
    SELECT id, ?2, state, ?3, ?4, ?5, ?6, ?7, ?8, tries, dials,
           (SELECT count(*) FROM job_pages WHERE job = id AND state = 'confirmed'), due_at, ?9, ?10
    FROM jobs WHERE id = ?1 RETURNING id";
/// What a report says of the pages, of what was fetched and of the remote end, kept as it is
/// now: the job goes on before the report is written.
const KEEP_FOR_REPORT: &str = "
    WITH numbered AS (SELECT row_number() OVER (ORDER BY document, page) AS number, state, unknown
                      FROM job_pages WHERE job = ?2)
    UPDATE job_changes SET
        far_ident = (SELECT far_ident FROM jobs WHERE id = ?2),
        pages_in_doubt = coalesce((SELECT string_agg(CAST(number AS TEXT), ',' ORDER BY number) FROM numbered
                                   WHERE state <> 'confirmed' AND unknown > 0), ''),
        pages_perhaps_twice = coalesce((SELECT string_agg(CAST(number AS TEXT), ',' ORDER BY number) FROM numbered
                                        WHERE unknown > 1 OR (unknown > 0 AND state IN ('confirmed', 'said'))), ''),
        fetched_fax = (SELECT faxes.id FROM job_fetches JOIN faxes ON faxes.id = job_fetches.fax
                       WHERE job_fetches.job = ?2),
        fetched_pages = (SELECT count(*) FROM job_fetches JOIN pages ON pages.fax = job_fetches.fax
                         WHERE job_fetches.job = ?2)
    WHERE id = ?1";
const IS_TRY: &str = "SELECT EXISTS (SELECT 1 FROM store_tries WHERE job = ?1)";
const IS_IN_DOUBT: &str = "SELECT pages_in_doubt <> '' FROM job_changes WHERE id = ?1";
const NOTIFY: &str = "SELECT notify_when FROM jobs WHERE id = ?1";
const MAILBOXES: &str = "SELECT mailbox FROM job_notify WHERE job = ?1 ORDER BY position";

/// Columns in the order that `change_of_row` names them.
macro_rules! select_changes {
    ($rest:literal) => {
        concat!(
            "SELECT c.id, c.job, c.at, c.state, c.text, c.failure, c.cause, c.hangup_cause, c.notice, c.call, c.tries, \
             c.dials, c.pages_confirmed, c.due_at, c.far_ident, c.pages_in_doubt, c.pages_perhaps_twice, \
             c.fetched_fax, c.fetched_pages, c.event, c.event_values, job_calls.packets, job_calls.trunk, \
             iif(c.state = 'active', NULL, job_calls.line) AS line \
             FROM job_changes AS c LEFT JOIN job_calls ON job_calls.id = c.call ",
            $rest
        )
    };
}

const BY_JOB: &str = select_changes!("WHERE c.job = ?1 ORDER BY c.id");
const LAST: &str = "SELECT coalesce(max(id), 0) FROM job_changes WHERE job = ?1";
const BY_ID: &str = select_changes!("WHERE c.id = ?1");

impl Jobs<'_> {
    /// A job's changes, oldest first.
    pub fn job_history(&self, job: JobId) -> Result<Vec<JobChange>, SpoolError> {
        self.spool.read(|transaction| {
            transaction.prepare_cached(BY_JOB)?.query_map([job.0], change_of_row)?.collect()
        })
    }

    /// The number of a job's last change. 0: it has none.
    pub fn last_change_of(&self, job: JobId) -> Result<i64, SpoolError> {
        self.spool.read(|transaction| {
            transaction.prepare_cached(LAST)?.query_row([job.0], |row| row.get(0))
        })
    }

    /// One change, as a report's outbox entry names it.
    pub fn job_change(&self, id: i64) -> Result<JobChange, SpoolError> {
        self.spool
            .read(|transaction| {
                transaction.prepare_cached(BY_ID)?.query_row([id], change_of_row).optional()
            })?
            .ok_or(SpoolError::NoSuchChange(id))
    }
}

impl<'s> Jobs<'s> {
    pub(super) fn ledger(self, transaction: &'s Transaction<'s>, now: UnixMs) -> Ledger<'s> {
        let jobs_expire = self.spool.jobs_expire().load(Ordering::Relaxed);
        Ledger { transaction, host: self.spool.host(), now, jobs_expire }
    }
}

/// Writes changes of jobs at one moment, in one transaction.
pub(super) struct Ledger<'a> {
    pub(super) transaction: &'a Transaction<'a>,
    /// Right side of the reports' Message-IDs.
    pub(super) host: &'a str,
    pub(super) now: UnixMs,
    /// See [`Queue::let_jobs_expire`](crate::Queue::let_jobs_expire).
    pub(super) jobs_expire: bool,
}

/// What happened, for the history.
#[derive(Default)]
pub(super) struct Happened<'a> {
    pub(super) event: Event,
    pub(super) failure: Option<Failure>,
    pub(super) cause: Option<&'a str>,
    pub(super) hangup_cause: Option<u16>,
    pub(super) notice: Option<NotifyReason>,
    pub(super) call: Option<CallId>,
}

impl From<Event> for Happened<'_> {
    fn from(event: Event) -> Self {
        Self { event, ..Self::default() }
    }
}

impl Ledger<'_> {
    /// The job waits in this state, until the given time if it is one of those that wait
    /// for a time.
    pub(super) fn wait(
        &self,
        job: JobId,
        state: JobState,
        due_at: Option<UnixMs>,
        what: &Happened<'_>,
    ) -> database::Result<()> {
        self.transaction.prepare_cached(SET_WAITING)?.execute(params![
            job.0,
            state.name(),
            due_at
        ])?;
        self.note(job, what)
    }

    /// The job is done or has failed.
    pub(super) fn end(
        &self,
        job: JobId,
        state: JobState,
        what: &Happened<'_>,
    ) -> database::Result<()> {
        self.transaction.prepare_cached(SET_ENDED)?.execute(params![
            job.0,
            state.name(),
            self.now
        ])?;
        let failure = what.failure.map(Failure::name);
        self.transaction
            .prepare_cached(SET_WHY)?
            .execute(params![job.0, failure, what.cause])?;
        // A try of a store's job is none of its own; that is counted where it was handed to.
        if !self.transaction.prepare_cached(IS_TRY)?.query_row([job.0], |row| row.get(0))? {
            let counted = ("", failure.unwrap_or_default());
            SumOf::Jobs.add(self.transaction, counted, 1, self.now)?;
        }
        self.note(job, what)
    }

    /// Keeps why the last try failed with the job.
    pub(super) fn blame(&self, job: JobId, what: &Happened<'_>) -> database::Result<()> {
        let failure = what.failure.map(Failure::name);
        self.transaction
            .prepare_cached(SET_WHY)?
            .execute(params![job.0, failure, what.cause])
            .map(drop)
    }

    /// Writes the history, and queues the reports of it.
    pub(super) fn note(&self, job: JobId, what: &Happened<'_>) -> database::Result<()> {
        let text = what.event.text(Language::English);
        let (name, values) = event::stored(&what.event);
        self.transaction.prepare_cached(SET_TEXT)?.execute(params![job.0, text])?;
        let change = self.transaction.prepare_cached(INSERT)?.insert(params![
            job.0,
            self.now,
            text,
            what.failure.map(Failure::name),
            what.cause,
            what.hangup_cause,
            what.notice.map(NotifyReason::name),
            what.call.map(|call| call.0),
            name,
            values,
        ])?;
        self.transaction.tell_listeners();
        match what.notice {
            Some(why) => {
                self.transaction
                    .prepare_cached(KEEP_FOR_REPORT)?
                    .execute(params![change, job.0])?;
                self.report(job, change, why)
            }
            None => Ok(()),
        }
    }

    fn report(&self, job: JobId, change: i64, why: NotifyReason) -> database::Result<()> {
        let mut select = self.transaction.prepare_cached(NOTIFY)?;
        // Rather a report too many than a job that can't end.
        let when = select.query_row([job.0], |row| {
            word_or(row, "notify_when", NotifyWhen::from_name, NotifyWhen::default())
        })?;
        let mut select = self.transaction.prepare_cached(MAILBOXES)?;
        let mailboxes: Vec<String> =
            select.query_map([job.0], |row| row.get(0))?.collect::<Result<_, _>>()?;
        self.report_to(About::Report { job, change, why }, when, &mailboxes)
    }

    /// Queues the reports of a change for who is to hear of it.
    pub(super) fn report_to(
        &self,
        report: About,
        when: NotifyWhen,
        mailboxes: &[String],
    ) -> database::Result<()> {
        let About::Report { change, why, .. } = report else { return Ok(()) };
        let in_doubt = self
            .transaction
            .prepare_cached(IS_IN_DOUBT)?
            .query_row([change], |row| row.get(0))?;
        if !is_wanted(when, why, in_doubt) {
            return Ok(());
        }
        let queue = |mailbox: &str| report.queue(self.transaction, mailbox, self.now, self.host);
        match mailboxes {
            [] => queue(""),
            all => all.iter().try_for_each(|mailbox| queue(mailbox)),
        }
    }
}

/// A fax that is done with a doubt is no success to someone who wants to hear of failures only.
/// Whoever wants to hear of anything is asked for a number that is missing.
fn is_wanted(when: NotifyWhen, why: NotifyReason, in_doubt: bool) -> bool {
    match when {
        NotifyWhen::Never => false,
        _ if why == NotifyReason::NumberWanted => true,
        NotifyWhen::EachChange => true,
        NotifyWhen::AtEnd => why.is_final(),
        NotifyWhen::OnFailure => why.is_final() && (why != NotifyReason::Done || in_doubt),
        NotifyWhen::OnSuccess => why == NotifyReason::Done,
        NotifyWhen::OnTrouble => why != NotifyReason::Done || in_doubt,
    }
}

/// Whatever stands there: what one row says wrongly does not take all others from people.
fn change_of_row(row: &Row<'_>) -> database::Result<JobChange> {
    let hangup_cause: Option<i64> = row.get("hangup_cause")?;
    let state = word_or(row, "state", JobState::from_name, JobState::Ready)?;
    let text: String = row.get("text")?;
    Ok(JobChange {
        id: row.get("id")?,
        job: JobId(row.get("job")?),
        at: row.get("at")?,
        state,
        event: event_of_row(row, &text, state)?,
        text,
        failure: known_word(row, "failure", Failure::from_name)?,
        cause: row.get("cause")?,
        hangup_cause: hangup_cause.and_then(|cause| u16::try_from(cause).ok()),
        notice: known_word(row, "notice", NotifyReason::from_name)?,
        call: row.get::<_, Option<i64>>("call")?.map(CallId),
        tries: count(row, "tries")?,
        dials: count(row, "dials")?,
        pages_confirmed: count(row, "pages_confirmed")?,
        due_at: row.get("due_at")?,
        far_ident: row.get("far_ident")?,
        packets: row.get("packets")?,
        trunk: row.get("trunk")?,
        line: row.get::<_, Option<String>>("line")?.as_deref().and_then(SentLine::parse),
        pages_in_doubt: numbers_of_row(row, "pages_in_doubt")?,
        pages_perhaps_twice: numbers_of_row(row, "pages_perhaps_twice")?,
        fetched: fetched_of_row(row)?,
    })
}

/// The event of a change, which left a job in this state.
pub(crate) fn event_of_row(row: &Row<'_>, text: &str, state: JobState) -> database::Result<Event> {
    let name: Option<String> = row.get("event")?;
    let values: Option<String> = row.get("event_values")?;
    let stored = (name.as_deref(), values.as_deref());
    Ok(event::of_row(stored, text, state == JobState::Failed))
}

fn fetched_of_row(row: &Row<'_>) -> database::Result<Option<Fetched>> {
    let (fax, pages) = (row.get::<_, Option<i64>>("fetched_fax")?, count(row, "fetched_pages")?);
    Ok(fax.map(|fax| Fetched { fax: FaxId(fax), pages }))
}

/// Numbers apart by commas, as `KEEP_FOR_REPORT` writes them.
fn numbers_of_row(row: &Row<'_>, column: &str) -> database::Result<Vec<u32>> {
    let text: String = row.get(column)?;
    Ok(text.split(',').filter_map(|number| number.parse().ok()).collect())
}
