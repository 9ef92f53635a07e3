//! Reconciliation on the side of the shared database: nodes report what they know of jobs, by the
//! marks of the jobs. A shared database that was restored from a dump, or created again, has
//! forgotten pages that were confirmed or may have been. It keeps reports about jobs that it has
//! lost until these jobs are handed over again.

use super::epoch;
use super::telling::{CONFIRMED, Page};
use crate::SharedQueue;
use crate::node::{Node, now};
use ferrofax_basics::UnixMs;
use ferrofax_spool::SpoolError;
use ferrofax_spool::event::{Actor, Event};
use ferrofax_spool::failure::Failure;
use ferrofax_spool::inside::Inside;
use ferrofax_spool::inside::column::word_or;
use ferrofax_spool::inside::database::{self, Transaction, params};
use ferrofax_spool::inside::jobs::asking::marked;
use ferrofax_spool::inside::jobs::attempt::{end_settled, state_of};
use ferrofax_spool::inside::jobs::history::Happened;
use ferrofax_spool::jobs::{JobId, JobState, PageState};

/// The time after which reports about jobs are deleted if no node hands the jobs over again.
const FORGOTTEN_MS: i64 = 30 * 24 * 60 * 60 * 1000;

/// A page that may have arrived is never changed back into a page that has not.
const IN_DOUBT: &str = "
    UPDATE job_pages SET unknown = max(unknown, ?4), state = iif(?5 = 'doubtful', 'doubtful', state)
    WHERE job = ?1 AND document = ?2 AND page = ?3 AND state <> 'confirmed'";
const KEEP: &str = "
    INSERT INTO known_pages (mark, document, page, state, unknown, confirmed_at, told_at)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
    ON CONFLICT (mark, document, page) DO UPDATE SET
        state = iif(known_pages.state = 'confirmed', known_pages.state, excluded.state),
        unknown = max(known_pages.unknown, excluded.unknown),
        confirmed_at = coalesce(known_pages.confirmed_at, excluded.confirmed_at), told_at = excluded.told_at";
const KEPT: &str = "
    SELECT document, page, state, unknown, confirmed_at FROM known_pages WHERE mark = ?1
    ORDER BY document, page";
const FORGET: &str = "DELETE FROM known_pages WHERE mark = ?1";
const FORGET_OLD: &str = "DELETE FROM known_pages WHERE told_at < ?1";
/// Counts pages that had begun in a call as in doubt, since nothing more is known of that call.
const SAID: &str = "
    UPDATE job_pages SET unknown = min(max(unknown, 0), 1000000) + 1,
           state = iif((SELECT unknown FROM jobs WHERE id = ?1) = 'skip', 'doubtful', 'waiting')
    WHERE job = ?1 AND state IN ('sending', 'said')";
const OPEN_OF: &str = "
    SELECT m.value FROM jobs
    JOIN job_options AS h ON h.job = jobs.id AND h.name = 'home' AND h.value = ?1
    JOIN job_options AS m ON m.job = jobs.id AND m.name = 'mark'
    WHERE jobs.ended_at IS NULL ORDER BY jobs.id";

/// How often a job has ended; between two ends, a person had it tried again. The history of a job
/// that has failed may contain the request for a retry, which is no end.
const ENDS: &str = "
    SELECT count(*) FROM job_changes
    WHERE job = ?1 AND state IN ('done', 'failed') AND coalesce(event, '') <> 'shared-asked'";

/// The knowledge of a node about a job: its mark and its pages.
pub(super) type Known = (String, Vec<Page>);

/// The result of a node's report that a job has ended.
enum Reported {
    /// This database knew all ends of the job already.
    Known,
    /// The job has ended here, or is not here.
    Ended,
    /// The job is in a call, which is to be broken off.
    InCall(JobId),
}

/// The known result of a page.
struct Fate {
    document: i64,
    page: i64,
    state: PageState,
    unknown: i64,
    confirmed_at: Option<UnixMs>,
}

impl Page {
    /// Whether the page was confirmed, or may have arrived.
    pub(super) fn is_known(&self) -> bool {
        self.unknown > 0 || matches!(self.state, PageState::Confirmed | PageState::Doubtful)
    }

    fn fate(&self) -> Fate {
        let Self { document, page, state, unknown, confirmed_at, .. } = *self;
        Fate { document, page, state, unknown, confirmed_at }
    }
}

impl SharedQueue<'_> {
    /// Applies the knowledge of a node to this shared database. After that no jobs are sent for
    /// `lease_ms`, since other nodes may be about to report something as well.
    pub(super) fn believe(
        &self,
        node: &Node,
        lease_ms: i64,
        all: &[Known],
    ) -> Result<(), SpoolError> {
        self.for_node(node, lease_ms, |transaction, now| {
            epoch::quiet(transaction, now + lease_ms)?;
            transaction.run(FORGET_OLD, [now - FORGOTTEN_MS])?;
            let ledger = self.spool.ledger(transaction, now);
            for (mark, pages) in all {
                let known = pages.iter().filter(|page| page.is_known()).map(Page::fate);
                match marked(transaction, mark)? {
                    Some(job) => {
                        known.into_iter().try_for_each(|fate| meet(transaction, job, &fate))?;
                        end_settled(&ledger, job)?;
                    }
                    None => {
                        known
                            .into_iter()
                            .try_for_each(|fate| keep(transaction, mark, &fate, now))?;
                    }
                }
            }
            Ok(())
        })
    }

    /// Ends a job whose end this shared database has forgotten. The origin node of the job has
    /// reported the end to people. If a call is active for the job, the call is to be broken off.
    /// Returns `false`, and changes nothing, if this database knows all of the `ends` ends: then
    /// the job was retried since.
    pub(super) fn end_forgotten(
        &self,
        node: &Node,
        (mark, pages): &Known,
        (state, failure): (JobState, Option<Failure>),
        ends: i64,
    ) -> Result<bool, SpoolError> {
        let reported = self.spool.write(|transaction| {
            let ledger = self.spool.ledger(transaction, now(transaction)?);
            let Some(job) = marked(transaction, mark)? else { return Ok(Reported::Ended) };
            if times_ended(transaction, job)? >= ends {
                return Ok(Reported::Known);
            }
            for page in pages.iter().filter(|page| page.is_known()) {
                meet(transaction, job, &page.fate())?;
            }
            match state_of(transaction, job)? {
                Some(JobState::Active) => Ok(Reported::InCall(job)),
                Some(now) if !now.is_final() => {
                    let event = Event::EndedBefore { node: node.name.clone() };
                    let what = Happened { event, failure, ..Happened::default() };
                    ledger.end(job, state, &what).map(|()| Reported::Ended)
                }
                _ => Ok(Reported::Ended),
            }
        })?;
        let job = match reported {
            Reported::Known => return Ok(false),
            Reported::Ended => return Ok(true),
            Reported::InCall(job) => job,
        };
        match self.spool.jobs().cancel_job(
            job,
            &Actor::Node(node.name.clone()).to_string(),
            self.now_of_store()?,
        ) {
            Err(error) if error.may_pass() => Err(error),
            // The job has just ended.
            _ => Ok(true),
        }
    }

    /// The marks of the jobs of a node that have not ended in this shared database.
    pub(super) fn open_marks_of(&self, node: &Node) -> Result<Vec<String>, SpoolError> {
        self.spool
            .read(|transaction| transaction.all(OPEN_OF, [&node.token], |row| row.get(0)))
    }
}

/// How often a job has ended, as far as this database knows.
pub(super) fn times_ended(transaction: &Transaction<'_>, job: JobId) -> database::Result<i64> {
    transaction.one(ENDS, [job.0], |row| row.get(0))
}

/// Applies reports about a job to its pages after the job was handed over. These are the reports
/// that came before the job, and the pages that the origin node saw in the last call.
pub(super) fn apply_known(
    transaction: &Transaction<'_>,
    job: JobId,
    mark: &str,
) -> database::Result<()> {
    let kept: Vec<Fate> = transaction.all(KEPT, [mark], |row| {
        Ok(Fate {
            document: row.get("document")?,
            page: row.get("page")?,
            // An unreadable state tells nothing about the page.
            state: word_or(row, "state", PageState::from_name, PageState::Waiting)?,
            unknown: row.get("unknown")?,
            confirmed_at: row.get("confirmed_at")?,
        })
    })?;
    kept.iter().try_for_each(|fate| meet(transaction, job, fate))?;
    transaction.run(SAID, [job.0])?;
    transaction.run(FORGET, [mark])
}

/// Applies the result of a page to a job that is in this shared database.
fn meet(transaction: &Transaction<'_>, job: JobId, fate: &Fate) -> database::Result<()> {
    let Fate { document, page, state, unknown, confirmed_at } = fate;
    if *state == PageState::Confirmed {
        let row = params![job.0, document, page, confirmed_at];
        transaction.run(CONFIRMED, row)?;
    }
    let row = params![job.0, document, page, unknown, state.name()];
    transaction.run(IN_DOUBT, row)
}

/// Keeps the result of a page of a job that is not in this shared database.
fn keep(
    transaction: &Transaction<'_>,
    mark: &str,
    fate: &Fate,
    now: UnixMs,
) -> database::Result<()> {
    let Fate { document, page, state, unknown, confirmed_at } = fate;
    let row = params![mark, document, page, state.name(), unknown, confirmed_at, now];
    transaction.run(KEEP, row)
}
