//! The history of jobs: every change of a job with its time and cause, and the reports that follow
//! from a change.
//!
//! [`Ledger`] is the only writer of a job's state. It changes the row, writes the history and
//! queues the reports, all in the transaction for which it was made.

use std::sync::atomic::Ordering;

use super::super::failure::{Failure, NotifyReason};
use super::super::outbox::About;
use super::super::{SpoolError, SumOf};
use super::queue::pass_turn;
use super::role::Role;
use super::{CallId, JobId, JobState, NotifyWhen};
use crate::Jobs;
use crate::column::{count, known_word, word_or};
use crate::database::{self, Row, Transaction, params};
use crate::event::{self, Event, Language};
use crate::ids::FaxId;
use ferrofax_basics::UnixMs;
use ferrofax_ground::sent_line::SentLine;

/// One change of a job, with the job's figures after the change. Reports show these figures,
/// however late they are sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobChange {
    /// The number of the change; later changes have greater numbers.
    pub id: i64,
    /// The job that changed.
    pub job: JobId,
    /// The time of the change.
    pub at: UnixMs,
    /// The state of the job after the change.
    pub state: JobState,
    /// The event that changed the job.
    pub event: Event,
    /// The stored English sentence for the event.
    pub text: String,
    /// The reason, if something failed or delays the job.
    pub failure: Option<Failure>,
    /// The cause of the session's end by T.30's phases, if a session ended.
    pub cause: Option<String>,
    /// The network's hang-up cause (Q.850), if a call ended.
    pub hangup_cause: Option<u16>,
    /// The kind of notice that is sent about the change, if any.
    pub notice: Option<NotifyReason>,
    /// The call that began or ended, if any.
    pub call: Option<CallId>,
    /// The number of attempts so far in which a fax machine answered.
    pub tries: u32,
    /// The number of calls so far.
    pub dials: u32,
    /// The number of confirmed pages so far.
    pub pages_confirmed: u32,
    /// The time at which the job is due next.
    pub due_at: Option<UnixMs>,
    /// The identification (CSI) of the remote fax machine in the last session, if a report is sent
    /// about the change.
    pub far_ident: Option<String>,
    /// The identification (CSI) of the remote fax machine in the call of this change, if it is known.
    pub answered_by: Option<String>,
    /// The counts of the call's T.38 or audio packets, in words, if they are known.
    pub packets: Option<String>,
    /// The trunk of the call, if it is known.
    pub trunk: Option<String>,
    /// The properties of the call's line, if the call has ended and showed them.
    pub line: Option<SentLine>,
    /// Pages whose arrival was in doubt, by their numbers in the job, if a report is sent about the
    /// change ([`super::Job::pages_in_doubt`]).
    pub pages_in_doubt: Vec<u32>,
    /// Pages that may have arrived more than once, by their numbers in the job, if a report is sent
    /// about the change ([`super::Job::pages_perhaps_twice`]).
    pub pages_perhaps_twice: Vec<u32>,
    /// The part of a polled document that was received, if a report is sent about the change. None:
    /// nothing was received.
    pub fetched: Option<Fetched>,
}

/// The received part of a document that a job polls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fetched {
    /// The fax that has the received pages.
    pub fax: FaxId,
    /// The number of the received pages.
    pub pages: u32,
}

const SET_WAITING: &str = "
    UPDATE jobs SET state = ?2, due_at = ?3, call = NULL, ended_at = NULL, wish = 'go-on' WHERE id = ?1";
/// If the clock is behind its last trusted reading, the job ended at that reading or later.
const SET_ENDED: &str = "
    UPDATE jobs SET state = ?2, due_at = NULL, call = NULL, ended_at = ?3, wish = 'go-on',
           ages_from = (SELECT at FROM clock_readings WHERE at > ?3)
    WHERE id = ?1";
const SET_WHY: &str = "UPDATE jobs SET failure = ?2, cause = coalesce(?3, cause) WHERE id = ?1";
const SET_TEXT: &str = "UPDATE jobs SET text = ?2 WHERE id = ?1";
const INSERT: &str = "
    INSERT INTO job_changes (job, at, state, text, failure, cause, hangup_cause, notice, call, tries, dials,
                             pages_confirmed, due_at, event, event_values, spared_until)
    SELECT id, ?2, state, ?3, ?4, ?5, ?6, ?7, ?8, tries, dials,
           (SELECT count(*) FROM job_pages WHERE job = id AND state = 'confirmed'), due_at, ?9, ?10, ?11
    FROM jobs WHERE id = ?1 RETURNING id";
/// Stores for a report the pages in doubt, the polled pages and the identification of the remote
/// fax machine as they are now, because the job continues before the report is written.
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
const IS_IN_DOUBT: &str = "SELECT pages_in_doubt <> '' FROM job_changes WHERE id = ?1";
const NOTIFY: &str = "SELECT notify_when FROM jobs WHERE id = ?1";
const MAILBOXES: &str = "SELECT mailbox FROM job_notify WHERE job = ?1 ORDER BY position";

/// The columns in the order in which `change_of_row` names them.
macro_rules! select_changes {
    ($rest:literal) => {
        concat!(
            "SELECT c.id, c.job, c.at, c.state, c.text, c.failure, c.cause, c.hangup_cause, c.notice, c.call, c.tries, \
             c.dials, c.pages_confirmed, c.due_at, c.far_ident, c.pages_in_doubt, c.pages_perhaps_twice, \
             c.fetched_fax, c.fetched_pages, c.event, c.event_values, job_calls.packets, job_calls.trunk, \
             job_calls.far_ident AS answered_by, \
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
    /// The changes of a job, the oldest first.
    pub fn job_history(&self, job: JobId) -> Result<Vec<JobChange>, SpoolError> {
        self.spool.read(|transaction| transaction.all(BY_JOB, [job.0], change_of_row))
    }

    /// The number of a job's last change. 0: the job has none.
    pub fn last_change_of(&self, job: JobId) -> Result<i64, SpoolError> {
        self.spool.read(|transaction| transaction.one(LAST, [job.0], |row| row.get(0)))
    }

    /// One change, by the number in a report's outbox entry.
    pub fn job_change(&self, id: i64) -> Result<JobChange, SpoolError> {
        self.spool
            .read(|transaction| transaction.first(BY_ID, [id], change_of_row))?
            .ok_or(SpoolError::NoSuchChange(id))
    }
}

impl<'s> Jobs<'s> {
    pub(crate) fn ledger(self, transaction: &'s Transaction<'s>, now: UnixMs) -> Ledger<'s> {
        let jobs_expire = self.spool.jobs_expire().load(Ordering::Relaxed);
        Ledger { transaction, host: self.spool.host(), now, jobs_expire }
    }
}

/// The writer of the changes of jobs at one time, in one transaction.
pub struct Ledger<'a> {
    /// The transaction in which the changes are written.
    pub transaction: &'a Transaction<'a>,
    /// The right side of the reports' Message-IDs.
    pub host: &'a str,
    /// The time of the changes.
    pub now: UnixMs,
    /// Whether jobs expire: see [`Queue::let_jobs_expire`](crate::Queue::let_jobs_expire).
    pub jobs_expire: bool,
}

/// An event of a job, for the history.
#[derive(Default)]
pub struct Happened<'a> {
    /// The event itself.
    pub event: Event,
    /// The reason, if something failed or delays the job.
    pub failure: Option<Failure>,
    /// The cause of the session's end by T.30's phases, if a session ended.
    pub cause: Option<&'a str>,
    /// The network's hang-up cause (Q.850), if a call ended.
    pub hangup_cause: Option<u16>,
    /// The kind of notice that is sent about the event, if any.
    pub notice: Option<NotifyReason>,
    /// The call that began or ended, if any.
    pub call: Option<CallId>,
    /// The time before which no other job calls the number, if a call has just failed.
    pub number_spared_until: Option<UnixMs>,
}

impl From<Event> for Happened<'_> {
    fn from(event: Event) -> Self {
        Self { event, ..Self::default() }
    }
}

impl Ledger<'_> {
    /// Puts the job into this waiting state, until `due_at` if the state waits for a time. If the
    /// job leaves the queue of its number thereby, another job takes its turn.
    pub fn wait(
        &self,
        job: JobId,
        state: JobState,
        due_at: Option<UnixMs>,
        what: &Happened<'_>,
    ) -> database::Result<()> {
        let put = || self.put(job, state, due_at, what);
        match state {
            JobState::Ready | JobState::Blocked => put(),
            _ => pass_turn(self, job, what.number_spared_until, put),
        }
    }

    /// Does the same as [`Self::wait`], but gives the turn of the job to no other job.
    pub(super) fn put(
        &self,
        job: JobId,
        state: JobState,
        due_at: Option<UnixMs>,
        what: &Happened<'_>,
    ) -> database::Result<()> {
        self.transaction.run(SET_WAITING, params![job.0, state.name(), due_at])?;
        self.note(job, what)
    }

    /// Ends the job, as done or failed. Another job to its number takes its turn.
    pub fn end(&self, job: JobId, state: JobState, what: &Happened<'_>) -> database::Result<()> {
        pass_turn(self, job, what.number_spared_until, || self.set_ended(job, state, what))
    }

    fn set_ended(&self, job: JobId, state: JobState, what: &Happened<'_>) -> database::Result<()> {
        self.transaction.run(SET_ENDED, params![job.0, state.name(), self.now])?;
        let failure = what.failure.map(Failure::name);
        self.transaction.run(SET_WHY, params![job.0, failure, what.cause])?;
        // A job that is only the attempt of a job of the shared database is not counted here. It is
        // counted on its origin node.
        if !Role::Try.is_of(self.transaction, job)? {
            let counted = ("", failure.unwrap_or_default());
            SumOf::Jobs.add(self.transaction, counted, 1, self.now)?;
        }
        self.note(job, what)
    }

    /// Stores with the job why its last attempt failed.
    pub fn blame(&self, job: JobId, what: &Happened<'_>) -> database::Result<()> {
        let failure = what.failure.map(Failure::name);
        self.transaction.run(SET_WHY, params![job.0, failure, what.cause])
    }

    /// Writes a change to the history, and queues its reports.
    pub fn note(&self, job: JobId, what: &Happened<'_>) -> database::Result<()> {
        let text = what.event.text(Language::English);
        let (name, values) = event::stored(&what.event);
        self.transaction.run(SET_TEXT, params![job.0, text])?;
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
            what.number_spared_until,
        ])?;
        self.transaction.tell_listeners();
        match what.notice {
            Some(why) => {
                self.transaction.run(KEEP_FOR_REPORT, params![change, job.0])?;
                self.report(job, change, why)
            }
            None => Ok(()),
        }
    }

    fn report(&self, job: JobId, change: i64, why: NotifyReason) -> database::Result<()> {
        // A wrong value must not prevent the job's end; a superfluous report is the lesser evil.
        let when = self.transaction.one(NOTIFY, [job.0], |row| {
            word_or(row, "notify_when", NotifyWhen::from_name, NotifyWhen::default())
        })?;
        let mailboxes: Vec<String> = self.transaction.all(MAILBOXES, [job.0], |row| row.get(0))?;
        self.report_to(About::Report { job, change, why }, when, &mailboxes)
    }

    /// Queues the reports of a change for these mailboxes, if their setting asks for such a report.
    pub fn report_to(
        &self,
        report: About,
        when: NotifyWhen,
        mailboxes: &[String],
    ) -> database::Result<()> {
        let About::Report { change, why, .. } = report else { return Ok(()) };
        let in_doubt = self.transaction.one(IS_IN_DOUBT, [change], |row| row.get(0))?;
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

/// Whether this setting asks for a report of this event. A fax that is done with a doubt is no
/// success to a person who wants reports of failures only. A person who wants any reports is also
/// asked for a missing number.
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

/// Reads a row and accepts any values, so that one wrong row does not hide the other rows from
/// people.
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
        answered_by: row.get("answered_by")?,
        packets: row.get("packets")?,
        trunk: row.get("trunk")?,
        line: row.get::<_, Option<String>>("line")?.as_deref().and_then(SentLine::parse),
        pages_in_doubt: numbers_of_row(row, "pages_in_doubt")?,
        pages_perhaps_twice: numbers_of_row(row, "pages_perhaps_twice")?,
        fetched: fetched_of_row(row)?,
    })
}

/// The event of a change; `state` is the job's state after the change.
pub fn event_of_row(row: &Row<'_>, text: &str, state: JobState) -> database::Result<Event> {
    let name: Option<String> = row.get("event")?;
    let values: Option<String> = row.get("event_values")?;
    let stored = (name.as_deref(), values.as_deref());
    Ok(event::of_row(stored, text, state == JobState::Failed))
}

fn fetched_of_row(row: &Row<'_>) -> database::Result<Option<Fetched>> {
    let (fax, pages) = (row.get::<_, Option<i64>>("fetched_fax")?, count(row, "fetched_pages")?);
    Ok(fax.map(|fax| Fetched { fax: FaxId(fax), pages }))
}

/// Reads numbers that are separated by commas, as `KEEP_FOR_REPORT` writes them.
fn numbers_of_row(row: &Row<'_>, column: &str) -> database::Result<Vec<u32>> {
    let text: String = row.get(column)?;
    Ok(text.split(',').filter_map(|number| number.parse().ok()).collect())
}
