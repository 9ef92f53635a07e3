//! The node: it meets a store that is another than it knew, or not as it was. Its tries are of the store
//! as it was before, and go on no more; what came of all of them is told. Of the jobs that were
//! handed to it, the store gets again what it has lost, and hears what it has forgotten.

use super::super::JobId;
use super::super::attempt::state_of;
use super::LocalTry;
use super::home::{follow_last, job_of, mark};
use super::knowing::Known;
use super::telling::{TryNews, pages};
use crate::column::optional_word;
use crate::database::{self, Transaction, params};
use crate::failure::Failure;
use crate::node::Node;
use crate::{SharedQueue, Spool, SpoolError};
use ferrofax_basics::UnixMs;

/// How many jobs are told of at once.
const BATCH: u32 = 100;

/// What came of tries is told that are no older.
const TOLD_MS: i64 = 30 * 24 * 60 * 60 * 1000;

/// The numbers that the store gave are others' from now on; ours are none that it gives.
const TRIES_OF_BEFORE: &str =
    "UPDATE store_tries SET store_call = -job, until_ms = -1 WHERE store_call > 0";
const JOBS_OF_BEFORE: &str = "UPDATE moved_jobs SET store_job = -job WHERE store_job > 0";
const TRIES: &str = "
    SELECT t.job, t.mark FROM store_tries AS t JOIN jobs ON jobs.id = t.job
    WHERE t.job > ?1 AND t.mark <> '' AND (jobs.ended_at IS NULL OR jobs.ended_at > ?2)
    ORDER BY t.job LIMIT ?3";
const OPEN: &str = "
    SELECT m.job FROM moved_jobs AS m JOIN jobs ON jobs.id = m.job
    WHERE m.job > ?1 AND m.store_job IS NOT NULL AND jobs.ended_at IS NULL ORDER BY m.job LIMIT ?2";
const LOST: &str = "UPDATE moved_jobs SET store_job = NULL WHERE job = ?1";
const THERE: &str = "UPDATE moved_jobs SET store_job = ?2 WHERE job = ?1";
const FAILURE: &str = "SELECT failure FROM jobs WHERE id = ?1";
const SET_UPTO: &str = "UPDATE node SET changes_upto = ?1";

impl SharedQueue<'_> {
    /// Tells a store all that is known here, and is told how it stands to that.
    pub(super) fn meet(
        &self,
        store: &Spool,
        node: &Node,
        lease_ms: i64,
        now: UnixMs,
    ) -> Result<(), SpoolError> {
        self.spool.write(|transaction| {
            transaction.prepare_cached(TRIES_OF_BEFORE)?.execute([])?;
            transaction.prepare_cached(JOBS_OF_BEFORE)?.execute([]).map(drop)
        })?;
        self.tell_all_tries(store, node, lease_ms, now)?;
        // What happens there from here on is followed as always.
        let upto = store.shared_queue().last_change()?;
        store.shared_queue().say_reported(&node.token, upto)?;
        let lost = self.compare_jobs(store, node, lease_ms, now)?;
        self.end_forgotten_jobs(store, node)?;
        if lost > 0 {
            log::warn!("the store does not know {lost} jobs of this machine: it gets them again");
        }
        self.spool
            .write(|transaction| transaction.prepare_cached(SET_UPTO)?.execute([upto]).map(drop))
    }

    /// Tells the store what came of a try of the store as it was before
    /// ([`LocalTry::is_of_before`]).
    ///
    /// # Errors
    /// The store could not be asked.
    pub fn tell_known(
        &self,
        node: &Node,
        lease_ms: i64,
        of: &LocalTry,
        news: &TryNews,
    ) -> Result<(), SpoolError> {
        if of.mark.is_empty() {
            return Ok(());
        }
        self.believe(node, lease_ms, &[(of.mark.clone(), news.pages.clone())])
    }

    fn tell_all_tries(
        &self,
        store: &Spool,
        node: &Node,
        lease_ms: i64,
        now: UnixMs,
    ) -> Result<(), SpoolError> {
        let mut after = 0;
        loop {
            let tries: Vec<(i64, Known)> = self.spool.read(|transaction| {
                let mut select = transaction.prepare_cached(TRIES)?;
                let found: Vec<(i64, String)> = select
                    .query_map(params![after, now - TOLD_MS, BATCH], |row| {
                        Ok((row.get(0)?, row.get(1)?))
                    })?
                    .collect::<Result<_, _>>()?;
                let with_pages = |(job, mark)| Ok((job, (mark, pages(transaction, JobId(job))?)));
                found.into_iter().map(with_pages).collect()
            })?;
            let Some((last, _)) = tries.last() else { return Ok(()) };
            after = *last;
            let known: Vec<Known> = tries.into_iter().map(|(_, known)| known).collect();
            store.shared_queue().believe(node, lease_ms, &known)?;
        }
    }

    /// Tells the store what is known of jobs of ours that have not ended, and follows what it does
    /// with them. How many it has lost; they are to be given to it again.
    fn compare_jobs(
        &self,
        store: &Spool,
        node: &Node,
        lease_ms: i64,
        now: UnixMs,
    ) -> Result<u32, SpoolError> {
        let (mut after, mut lost) = (0, 0);
        loop {
            let open: Vec<(JobId, Known)> = self.spool.read(|transaction| {
                let mut select = transaction.prepare_cached(OPEN)?;
                let found: Vec<i64> = select
                    .query_map(params![after, BATCH], |row| row.get(0))?
                    .collect::<Result<_, _>>()?;
                let known = |job| Ok((JobId(job), known(transaction, node, JobId(job))?));
                found.into_iter().map(known).collect()
            })?;
            let Some((last, _)) = open.last() else { return Ok(lost) };
            after = last.0;
            let all: Vec<Known> = open.iter().map(|(_, known)| known.clone()).collect();
            store.shared_queue().believe(node, lease_ms, &all)?;
            for (job, (mark, _)) in &open {
                match store.jobs().job_marked(mark)? {
                    Some(there) => {
                        let stands = store.shared_queue().followed_last(there, mark)?;
                        self.spool.write(|transaction| {
                            transaction.prepare_cached(THERE)?.execute([job.0, there.0])?;
                            follow_last(&self.spool.jobs().ledger(transaction, now), node, &stands)
                        })?;
                    }
                    None => {
                        lost += 1;
                        self.spool.write(|transaction| {
                            transaction.prepare_cached(LOST)?.execute([job.0]).map(drop)
                        })?;
                    }
                }
            }
        }
    }

    /// Jobs that have ended for people do not go once more.
    fn end_forgotten_jobs(&self, store: &Spool, node: &Node) -> Result<(), SpoolError> {
        for mark in store.shared_queue().open_marks_of(node)? {
            let ended = self.spool.read(|transaction| {
                let Some(job) = job_of(transaction, node, &mark)? else { return Ok(None) };
                let state = state_of(transaction, job)?.filter(|state| state.is_final());
                let Some(state) = state else { return Ok(None) };
                let failure = transaction
                    .prepare_cached(FAILURE)?
                    .query_row([job.0], |row| optional_word(row, "failure", Failure::from_name))?;
                Ok(Some((known(transaction, node, job)?, (state, failure))))
            })?;
            if let Some((known, how)) = ended {
                store.shared_queue().end_forgotten(node, &known, how)?;
            }
        }
        Ok(())
    }
}

/// What is known here of a job that was handed to this node.
fn known(transaction: &Transaction<'_>, node: &Node, job: JobId) -> database::Result<Known> {
    let mark = mark(transaction, node, job)?.unwrap_or_default();
    Ok((mark, pages(transaction, job)?))
}
