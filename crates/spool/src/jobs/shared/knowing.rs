//! The store: it is told what nodes know of jobs, by their marks. One that was restored from a dump,
//! or made anew, has forgotten pages that were confirmed, or that may have been; of jobs that it
//! has lost it keeps what it is told until they are handed over again.

use super::super::asking::marked;
use super::super::attempt::{end_settled, state_of};
use super::super::history::Happened;
use super::super::{JobId, JobState, PageState};
use super::epoch;
use super::telling::{CONFIRMED, Page};
use crate::column::word_or;
use crate::database::{self, Transaction, params};
use crate::event::{Actor, Event};
use crate::failure::Failure;
use crate::node::{Node, now};
use crate::{SharedQueue, SpoolError};
use ferrofax_basics::UnixMs;

/// What was told of jobs that nobody hands over again is forgotten after so long.
const FORGOTTEN_MS: i64 = 30 * 24 * 60 * 60 * 1000;

/// A page that may have arrived: nothing makes it one that has not.
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
/// Its end was said by a call of which nothing more is known.
const SAID: &str = "
    UPDATE job_pages SET unknown = min(max(unknown, 0), 1000000) + 1,
           state = iif((SELECT unknown FROM jobs WHERE id = ?1) = 'skip', 'doubtful', 'waiting')
    WHERE job = ?1 AND state IN ('sending', 'said')";
const OPEN_OF: &str = "
    SELECT m.value FROM jobs
    JOIN job_options AS h ON h.job = jobs.id AND h.name = 'home' AND h.value = ?1
    JOIN job_options AS m ON m.job = jobs.id AND m.name = 'mark'
    WHERE jobs.ended_at IS NULL ORDER BY jobs.id";

/// What a node knows of a job: its mark, and its pages.
pub(super) type Known = (String, Vec<Page>);

/// What a page came to, for all that is known of it.
struct Fate {
    document: i64,
    page: i64,
    state: PageState,
    unknown: i64,
    confirmed_at: Option<UnixMs>,
}

impl Page {
    /// Something came of it, or may have.
    pub(super) fn is_known(&self) -> bool {
        self.unknown > 0 || matches!(self.state, PageState::Confirmed | PageState::Doubtful)
    }

    fn fate(&self) -> Fate {
        let Self { document, page, state, unknown, confirmed_at, .. } = *self;
        Fate { document, page, state, unknown, confirmed_at }
    }
}

impl SharedQueue<'_> {
    /// Has this store believe what a node knows. Nothing is sent for so long after that, since
    /// others may be about to tell something, too.
    pub(super) fn believe(
        &self,
        node: &Node,
        lease_ms: i64,
        all: &[Known],
    ) -> Result<(), SpoolError> {
        self.for_node(node, lease_ms, |transaction, now| {
            epoch::quiet(transaction, now + lease_ms)?;
            transaction.prepare_cached(FORGET_OLD)?.execute([now - FORGOTTEN_MS])?;
            let ledger = self.spool.jobs().ledger(transaction, now);
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

    /// Ends a job that this store has forgotten to have ended, for the node that it was handed to
    /// and that has reported it. A call that is made for it is to be broken off.
    pub(super) fn end_forgotten(
        &self,
        node: &Node,
        (mark, pages): &Known,
        (state, failure): (JobState, Option<Failure>),
    ) -> Result<(), SpoolError> {
        let active = self.spool.write(|transaction| {
            let ledger = self.spool.jobs().ledger(transaction, now(transaction)?);
            let Some(job) = marked(transaction, mark)? else { return Ok(None) };
            for page in pages.iter().filter(|page| page.is_known()) {
                meet(transaction, job, &page.fate())?;
            }
            match state_of(transaction, job)? {
                Some(JobState::Active) => Ok(Some(job)),
                Some(now) if !now.is_final() => {
                    let event = Event::EndedBefore { node: node.name.clone() };
                    let what = Happened { event, failure, ..Happened::default() };
                    ledger.end(job, state, &what).map(|()| None)
                }
                _ => Ok(None),
            }
        })?;
        let Some(job) = active else { return Ok(()) };
        match self.spool.jobs().cancel_job(
            job,
            &Actor::Node(node.name.clone()).to_string(),
            self.now_of_store()?,
        ) {
            Err(error) if error.may_pass() => Err(error),
            // It has just ended.
            _ => Ok(()),
        }
    }

    /// The marks of the jobs that this store has of a node, and that have not ended.
    pub(super) fn open_marks_of(&self, node: &Node) -> Result<Vec<String>, SpoolError> {
        self.spool.read(|transaction| {
            let mut select = transaction.prepare_cached(OPEN_OF)?;
            select.query_map([&node.token], |row| row.get(0))?.collect()
        })
    }
}

/// What the store was told of a job before it got that, and what its node saw of the last call
/// for it, becomes of its pages.
pub(super) fn apply_known(
    transaction: &Transaction<'_>,
    job: JobId,
    mark: &str,
) -> database::Result<()> {
    let mut select = transaction.prepare_cached(KEPT)?;
    let kept: Vec<Fate> = select
        .query_map([mark], |row| {
            Ok(Fate {
                document: row.get("document")?,
                page: row.get("page")?,
                // What can't be read says nothing of the page.
                state: word_or(row, "state", PageState::from_name, PageState::Waiting)?,
                unknown: row.get("unknown")?,
                confirmed_at: row.get("confirmed_at")?,
            })
        })?
        .collect::<database::Result<_>>()?;
    kept.iter().try_for_each(|fate| meet(transaction, job, fate))?;
    transaction.prepare_cached(SAID)?.execute([job.0])?;
    transaction.prepare_cached(FORGET)?.execute([mark]).map(drop)
}

/// A page of a job that is here.
fn meet(transaction: &Transaction<'_>, job: JobId, fate: &Fate) -> database::Result<()> {
    let Fate { document, page, state, unknown, confirmed_at } = fate;
    if *state == PageState::Confirmed {
        let row = params![job.0, document, page, confirmed_at];
        transaction.prepare_cached(CONFIRMED)?.execute(row)?;
    }
    let row = params![job.0, document, page, unknown, state.name()];
    transaction.prepare_cached(IN_DOUBT)?.execute(row).map(drop)
}

/// A page of a job that is not.
fn keep(
    transaction: &Transaction<'_>,
    mark: &str,
    fate: &Fate,
    now: UnixMs,
) -> database::Result<()> {
    let Fate { document, page, state, unknown, confirmed_at } = fate;
    let row = params![mark, document, page, state.name(), unknown, confirmed_at, now];
    transaction.prepare_cached(KEEP)?.execute(row).map(drop)
}
