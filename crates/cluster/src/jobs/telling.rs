//! Reporting the progress of an attempt to the shared database: its pages as they begin and are
//! confirmed, the session, the end. Also the part of the node, which collects the report.

use super::StoreTry;
use super::leases::end;
use super::standing::{held, hold};
use crate::SharedQueue;
use crate::node::{Node, now};
use ferrofax_basics::UnixMs;
use ferrofax_spool::SpoolError;
use ferrofax_spool::event::{Event, Reason};
use ferrofax_spool::failure::{Failure, Retry};
use ferrofax_spool::inside::Inside;
use ferrofax_spool::inside::column::{optional_word, word, word_or};
use ferrofax_spool::inside::database::{self, Row, Transaction, Value, params, params_from_iter};
use ferrofax_spool::inside::jobs::asking::marked;
use ferrofax_spool::inside::jobs::attempt::end_settled;
use ferrofax_spool::inside::jobs::history::{Happened, event_of_row};
use ferrofax_spool::jobs::{AttemptEnd, CallId, JobId, JobState, PageState, RetryRules};

/// The progress of an attempt, as recorded on the node that makes it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TryNews {
    /// The mark by which the shared database knows the job; empty: the job is known by its number.
    pub(super) mark: String,
    pub(super) pages: Vec<Page>,
    /// The time when a fax machine answered.
    fax_seen_at: Option<UnixMs>,
    /// The other facts of the session, as columns of the row of the call.
    session: Vec<Value>,
    /// The end of the attempt, if it has ended.
    end: Option<AttemptEnd>,
    /// True if somebody has cancelled the attempt on the node.
    pub(super) is_cancelled: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Page {
    pub(super) document: i64,
    pub(super) page: i64,
    pub(super) state: PageState,
    pub(super) unknown: i64,
    pub(super) refused: i64,
    pub(super) rows_confirmed: i64,
    pub(super) confirmed_at: Option<UnixMs>,
}

const PAGES: &str = "
    SELECT document, page, state, unknown, refused, rows_confirmed, confirmed_at FROM job_pages
    WHERE job = ?1 ORDER BY document, page";
const CALL: &str = "
    SELECT id, fax_seen_at, ended_at, failure, far_ident, rate_bps, ecm, coding, call_id, mode, packets, trunk, line
    FROM job_calls WHERE job = ?1 ORDER BY id DESC LIMIT 1";
const STANDS: &str = "SELECT state, due_at, failure FROM jobs WHERE id = ?1";
const LAST_CHANGE: &str = "
    SELECT at, state, text, event, event_values, failure, cause, hangup_cause FROM job_changes WHERE job = ?1 AND call = ?2
    ORDER BY id DESC LIMIT 1";

/// A confirmed page is confirmed, even if another node has the job by now.
pub(super) const CONFIRMED: &str = "
    UPDATE job_pages SET state = 'confirmed', confirmed_at = ?4
    WHERE job = ?1 AND document = ?2 AND page = ?3 AND state <> 'confirmed'";
/// From now on the node may have sent the end-of-page signal, as far as the shared database knows.
const BEGUN: &str = "
    UPDATE job_pages SET state = 'said', rows_confirmed = max(rows_confirmed, ?4)
    WHERE job = ?1 AND document = ?2 AND page = ?3 AND state IN ('waiting', 'sending', 'said')";
const AS_IT_IS: &str = "
    UPDATE job_pages SET state = ?4, unknown = ?5, refused = ?6, rows_confirmed = max(rows_confirmed, ?7)
    WHERE job = ?1 AND document = ?2 AND page = ?3 AND state <> 'confirmed'";
const FAX_SEEN: &str = "UPDATE job_calls SET fax_seen_at = ?2 WHERE id = ?1 AND fax_seen_at IS NULL AND ended_at IS NULL";
const COUNT_TRY: &str = "UPDATE jobs SET tries = min(max(tries, 0), 1000000) + 1 WHERE id = ?1";
const SESSION: &str = "
    UPDATE job_calls SET far_ident = ?, rate_bps = ?, ecm = ?, coding = ?, call_id = ?, mode = ?, packets = ?, trunk = ?,
                         line = ?
    WHERE id = ?";
const FAR_IDENT: &str = "
    UPDATE jobs SET far_ident = coalesce((SELECT far_ident FROM job_calls WHERE job_calls.id = ?2), far_ident)
    WHERE id = ?1";

impl TryNews {
    /// Whether the attempt has ended on the node.
    pub fn has_ended(&self) -> bool {
        self.end.is_some()
    }

    /// Whether the report contains only pages and the session. Only the other parts add changes to
    /// the history of the job, whose order must be kept.
    fn is_of_pages_alone(&self) -> bool {
        self.fax_seen_at.is_none() && !self.has_ended()
    }

    /// The part of this report that a shared database does not know after it got the report `told`.
    /// Each report is written to the database, and the pages of a long fax would all be written
    /// each time. If the attempt has ended, the report is returned complete.
    #[must_use]
    pub fn since(&self, told: &Self) -> Self {
        let mut news = self.clone();
        if !self.has_ended() {
            news.pages.retain(|page| !told.pages.contains(page));
            news.fax_seen_at = self.fax_seen_at.filter(|_| told.fax_seen_at.is_none());
            if self.session == told.session {
                news.session.clear();
            }
        }
        news
    }

    /// The report for another job, which the shared database identifies by this mark.
    #[must_use]
    pub fn of_job(&self, mark: &str) -> Self {
        Self { mark: mark.to_owned(), ..self.clone() }
    }

    /// The pages that have begun. Their end-of-page signal may be sent once the shared database
    /// knows that.
    pub(super) fn begun(&self) -> impl Iterator<Item = (i64, i64)> {
        let has_begun = |page: &&Page| page.is_begun();
        self.pages.iter().filter(has_begun).map(|page| (page.document, page.page))
    }
}

impl Page {
    fn is_begun(&self) -> bool {
        matches!(self.state, PageState::Sending | PageState::Said)
    }
}

impl SharedQueue<'_> {
    /// Writes the progress of an attempt to this shared database. Returns false if the attempt no
    /// longer belongs to the node. Then only confirmed pages are written.
    ///
    /// # Errors
    /// Access to the shared database failed.
    pub fn tell_try(&self, node: &Node, of: StoreTry, news: &TryNews) -> Result<bool, SpoolError> {
        // Most reports contain only pages. Such a report may be written twice, and no other node
        // writes these rows as long as the lease is held. So many nodes can report at the same
        // time.
        if news.is_of_pages_alone() {
            let is_told = self.spool.add(|transaction| {
                if !is_of_job(transaction, of, news)? || !hold(transaction, node, of)? {
                    return Ok(false);
                }
                let tell = |page| tell_page(transaction, of, page, (true, false));
                news.pages.iter().try_for_each(tell)?;
                tell_session(transaction, of, news).map(|()| true)
            })?;
            if is_told {
                return Ok(true);
            }
        }
        self.spool.write(|transaction| {
            if !is_of_job(transaction, of, news)? {
                return Ok(false);
            }
            let is_held = held(transaction, node, of)?.is_some();
            for page in &news.pages {
                tell_page(transaction, of, page, (is_held, news.has_ended()))?;
            }
            let ledger = self.spool.ledger(transaction, now(transaction)?);
            if !is_held {
                end_settled(&ledger, of.job)?;
                return Ok(false);
            }
            if let Some(at) = news.fax_seen_at
                && transaction.change(FAX_SEEN, params![of.call.0, at])? > 0
            {
                transaction.run(COUNT_TRY, [of.job.0])?;
                let event = Event::FaxMachineAnswered;
                let what = Happened { event, call: Some(of.call), ..Happened::default() };
                self.spool.ledger(transaction, now(transaction)?).note(of.job, &what)?;
            }
            tell_session(transaction, of, news)?;
            if let Some(how) = &news.end {
                end(&self.spool.ledger(transaction, now(transaction)?), of, how)?;
            }
            Ok(true)
        })
    }
}

/// Whether the job is the one in the report. A shared database that was restored may have given the
/// number of the job to another one.
fn is_of_job(
    transaction: &Transaction<'_>,
    of: StoreTry,
    news: &TryNews,
) -> database::Result<bool> {
    Ok(news.mark.is_empty() || marked(transaction, &news.mark)? == Some(of.job))
}

fn tell_session(
    transaction: &Transaction<'_>,
    of: StoreTry,
    news: &TryNews,
) -> database::Result<()> {
    if news.session.is_empty() {
        return Ok(());
    }
    let call = [Value::Integer(of.call.0)];
    let row = params_from_iter(news.session.iter().cloned().chain(call));
    transaction.run(SESSION, row)?;
    transaction.run(FAR_IDENT, [of.job.0, of.call.0])
}

fn tell_page(
    transaction: &Transaction<'_>,
    of: StoreTry,
    page: &Page,
    (is_held, has_ended): (bool, bool),
) -> database::Result<()> {
    let (job, document, number) = (of.job.0, page.document, page.page);
    if page.state == PageState::Confirmed {
        let row = params![job, document, number, page.confirmed_at];
        return transaction.run(CONFIRMED, row);
    }
    if !is_held {
        return Ok(());
    }
    if has_ended {
        let Page { state, unknown, refused, rows_confirmed, .. } = page;
        let row = params![job, document, number, state.name(), unknown, refused, rows_confirmed];
        transaction.run(AS_IT_IS, row)
    } else if page.is_begun() {
        let row = params![job, document, number, page.rows_confirmed];
        transaction.run(BEGUN, row)
    } else {
        // The page waits, or was not sent successfully: that is reported with the end.
        Ok(())
    }
}

/// The pages of a job, as they are recorded here.
pub(super) fn pages(transaction: &Transaction<'_>, job: JobId) -> database::Result<Vec<Page>> {
    transaction.all(PAGES, [job.0], page_of_row)
}

/// The progress of an attempt, from the local job that the node has for it.
pub(super) fn news(
    transaction: &Transaction<'_>,
    job: JobId,
    is_cancelled: bool,
) -> database::Result<TryNews> {
    let pages = pages(transaction, job)?;
    let mut news = TryNews { pages, is_cancelled, ..TryNews::default() };
    let stands = Stands::of(transaction, job)?;
    let call = transaction.first(CALL, [job.0], |row| {
        let session = (4..row.column_count())
            .map(|column| row.get(column))
            .collect::<Result<_, _>>()?;
        let (seen, ended): (Option<UnixMs>, Option<UnixMs>) = (row.get(1)?, row.get(2)?);
        let failure = optional_word(row, "failure", Failure::from_name)?;
        Ok((CallId(row.get(0)?), seen, session, ended.map(|_| failure)))
    })?;
    match call {
        Some((call, seen, session, ended)) => {
            (news.fax_seen_at, news.session) = (seen, session);
            let ended = ended.filter(|_| stands.state != JobState::Active);
            news.end = ended
                .map(|why| stands.end(transaction, job, (call, why), is_cancelled))
                .transpose()?;
        }
        // The attempt was ended before it was dialled.
        None if stands.state.is_final() => news.end = Some(broken(stands.failure, is_cancelled)),
        None => {}
    }
    Ok(news)
}

/// The state of the local job that the node has for an attempt.
struct Stands {
    state: JobState,
    due_at: Option<UnixMs>,
    failure: Option<Failure>,
}

impl Stands {
    fn of(transaction: &Transaction<'_>, job: JobId) -> database::Result<Self> {
        transaction.one(STANDS, [job.0], |row| {
            Ok(Self {
                state: word(row, "state", JobState::from_name)?,
                due_at: row.get("due_at")?,
                failure: optional_word(row, "failure", Failure::from_name)?,
            })
        })
    }

    /// The end of the attempt. The shared database decides from it what happens to the job. The
    /// time of the next attempt after such a failure follows the settings of this node.
    fn end(
        &self,
        transaction: &Transaction<'_>,
        job: JobId,
        (call, failure): (CallId, Option<Failure>),
        is_cancelled: bool,
    ) -> database::Result<AttemptEnd> {
        let change = transaction.first(LAST_CHANGE, [job.0, call.0], |row| {
            let why = optional_word(row, "failure", Failure::from_name)?;
            let at: UnixMs = row.get("at")?;
            let state = word_or(row, "state", JobState::from_name, JobState::Ready)?;
            let event = event_of_row(row, &row.get::<_, String>("text")?, state)?;
            Ok((at, why, event, row.get("cause")?, row.get("hangup_cause")?))
        })?;
        let Some((at, why, event, cause, hangup_cause)) = change else {
            return Ok(broken(failure, is_cancelled));
        };
        let cancelled = why.filter(|why| *why == Failure::Cancelled);
        let mut end = broken(cancelled.or(failure), is_cancelled);
        (end.cause, end.hangup_cause) = (cause, hangup_cause);
        // The shared database derives all other reasons itself.
        if let Event::AttemptFailed { reason, .. } | Event::Failed { reason, .. } = event
            && why == end.failure
        {
            end.reason = Some(reason);
        }
        if let Some(failure) = end.failure {
            match (self.state, self.due_at, failure.retry()) {
                (
                    JobState::Sleeping | JobState::Suspended,
                    Some(due),
                    Retry::After { times, .. },
                ) => {
                    let seconds = u32::try_from(due.ms_since(at) / 1000).unwrap_or(0);
                    end.retry.set(failure, Retry::After { seconds, times });
                }
                (JobState::Failed, ..) if why == Some(failure) => {
                    end.retry.set(failure, Retry::Never);
                }
                _ => {}
            }
        }
        Ok(end)
    }
}

/// An end with this failure. If the call was broken off only because the shared database could not
/// be reached, it counts as an internal failure and not as cancelled.
fn broken(failure: Option<Failure>, is_cancelled: bool) -> AttemptEnd {
    match failure {
        Some(Failure::Cancelled) if !is_cancelled => AttemptEnd {
            failure: Some(Failure::Internal),
            reason: Some(Reason::SharedUnreachable),
            retry: RetryRules::default(),
            ..AttemptEnd::default()
        },
        failure => AttemptEnd { failure, ..AttemptEnd::default() },
    }
}

fn page_of_row(row: &Row<'_>) -> database::Result<Page> {
    Ok(Page {
        document: row.get("document")?,
        page: row.get("page")?,
        // An unreadable state is treated as a page that waits, of which nothing is reported.
        state: word_or(row, "state", PageState::from_name, PageState::Waiting)?,
        unknown: row.get("unknown")?,
        refused: row.get("refused")?,
        rows_confirmed: row.get("rows_confirmed")?,
        confirmed_at: row.get("confirmed_at")?,
    })
}

/// Tests of simultaneous changes on a server; SQLite runs one change after the other.
#[cfg(test)]
mod tests {
    use crate::Clustered;
    use ferrofax_spool::Spool;
    use ferrofax_spool::inside::testing;
    use std::thread;

    use super::super::tests::Bench;
    use super::*;
    use ferrofax_spool::jobs::JobLease;

    /// Hamburg is sending a fax of two pages, whose second page has begun. Returns also the shared
    /// database as another machine opens it.
    fn amid(bench: &Bench) -> Option<(StoreTry, JobLease, Spool)> {
        let Bench { store, hamburg, .. } = bench;
        if store.folder().join("spool.db").exists() {
            return None;
        }
        bench.given(&bench.new_job("1", 2));
        let of = hamburg.take(store).unwrap().unwrap();
        let lease = hamburg.dial().unwrap();
        hamburg.spool.queue().session_begun(&lease, UnixMs::now()).unwrap();
        hamburg.send(store, &lease, 1);
        hamburg.tell(store).unwrap();
        let second = ferrofax_spool::jobs::PageRef { document: 1, page: 2 };
        hamburg.spool.queue().page_begun(&lease, second).unwrap();
        Some((of, lease, testing::open(store.folder()).unwrap()))
    }

    /// The report that Hamburg has to send about the attempt.
    fn news_of(bench: &Bench) -> TryNews {
        let spool = &bench.hamburg.spool;
        let told = TryNews { fax_seen_at: Some(UnixMs(1)), ..TryNews::default() };
        spool
            .shared_queue()
            .try_news(&spool.shared_queue().open_tries().unwrap()[0])
            .unwrap()
            .since(&told)
    }

    #[test]
    fn what_is_told_of_pages_waits_for_no_other_change() {
        let bench = Bench::new();
        let Some((of, _, other)) = amid(&bench) else { return };
        let (node, news) = (&bench.hamburg.node, news_of(&bench));
        let told = bench.store.write(|_| {
            Ok(thread::scope(|scope| {
                scope.spawn(|| other.shared_queue().tell_try(node, of, &news)).join()
            }))
        });
        assert_eq!(told.unwrap().unwrap(), Ok(true));
        assert_eq!(bench.store.jobs().job(of.job).unwrap().pages[1].state, PageState::Said);
    }

    #[test]
    fn a_node_that_tells_of_a_page_is_dead_after_that_and_the_page_is_in_doubt() {
        let bench = Bench::new();
        let Some((of, _, other)) = amid(&bench) else { return };
        let (node, news) = (&bench.hamburg.node, news_of(&bench));
        bench.let_leases_end();
        let ended = bench.store.add(|transaction| {
            assert!(hold(transaction, node, of)?);
            tell_page(transaction, of, &news.pages[1], (true, false))?;
            Ok(thread::scope(|scope| scope.spawn(|| other.shared_queue().end_dead_tries()).join()))
        });
        assert_eq!(ended.unwrap().unwrap(), Ok(vec![]));
        assert_eq!(other.shared_queue().end_dead_tries().unwrap(), [(of, "hamburg".to_owned())]);
        let job = bench.store.jobs().job(of.job).unwrap();
        assert_eq!((job.pages_confirmed(), job.pages_in_doubt().count()), (1, 1));
        // Hamburg can no longer report the page.
        assert_eq!(bench.store.shared_queue().tell_try(node, of, &news), Ok(false));
    }
}
