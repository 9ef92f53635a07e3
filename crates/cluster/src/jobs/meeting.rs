//! Reconciliation on the side of the node, with a shared database that is another than the node
//! knew, or has another epoch. The attempts of the node belong to the previous epoch and are not
//! continued. The results of all of them are reported. The node prepares jobs that were handed to
//! it, and that the shared database has lost, to be handed over again. It also reports to the
//! database the facts that it has forgotten.

use super::LocalTry;
use super::home::{follow_last, job_of, mark};
use super::knowing::{Known, times_ended};
use super::telling::{TryNews, pages};
use crate::node::{Node, forget_numbers};
use crate::{Clustered, SharedQueue};
use ferrofax_basics::UnixMs;
use ferrofax_spool::failure::Failure;
use ferrofax_spool::inside::Inside;
use ferrofax_spool::inside::column::optional_word;
use ferrofax_spool::inside::database::{self, Transaction, params};
use ferrofax_spool::inside::jobs::attempt::state_of;
use ferrofax_spool::inside::jobs::permit;
use ferrofax_spool::jobs::JobId;
use ferrofax_spool::{Spool, SpoolError};

/// The number of jobs that are reported in one step.
const BATCH: u32 = 100;

/// The age in milliseconds up to which the results of attempts are reported.
const TOLD_MS: i64 = 30 * 24 * 60 * 60 * 1000;

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
    /// Reports all that this node knows to a shared database, and follows the state of the jobs
    /// there.
    pub(super) fn meet(
        &self,
        store: &Spool,
        node: &Node,
        lease_ms: i64,
        now: UnixMs,
    ) -> Result<(), SpoolError> {
        self.spool.write(|transaction| {
            forget_numbers(transaction)?;
            permit::end_all(transaction)
        })?;
        self.tell_all_tries(store, node, lease_ms, now)?;
        // Later changes in the shared database are followed as usual.
        let upto = store.shared_queue().last_change()?;
        store.shared_queue().say_reported(&node.token, upto)?;
        let lost = self.compare_jobs(store, node, lease_ms, now)?;
        self.end_forgotten_jobs(store, node, now)?;
        if lost > 0 {
            log::warn!("the store does not know {lost} jobs of this machine: it gets them again");
        }
        self.spool.write(|transaction| transaction.run(SET_UPTO, [upto]))
    }

    /// Reports the result of an attempt of a previous epoch ([`LocalTry::is_of_before`]) to the
    /// shared database.
    ///
    /// # Errors
    /// Access to the shared database failed.
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
                let found: Vec<(i64, String)> =
                    transaction.all(TRIES, params![after, now - TOLD_MS, BATCH], |row| {
                        Ok((row.get(0)?, row.get(1)?))
                    })?;
                let with_pages = |(job, mark)| Ok((job, (mark, pages(transaction, JobId(job))?)));
                found.into_iter().map(with_pages).collect()
            })?;
            let Some((last, _)) = tries.last() else { return Ok(()) };
            after = *last;
            let known: Vec<Known> = tries.into_iter().map(|(_, known)| known).collect();
            store.shared_queue().believe(node, lease_ms, &known)?;
        }
    }

    /// Reports to the shared database the pages of this node's jobs that have not ended, and
    /// follows the changes there. Returns the number of jobs that the shared database has lost;
    /// they are to be handed over again.
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
                let found: Vec<i64> =
                    transaction.all(OPEN, params![after, BATCH], |row| row.get(0))?;
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
                        self.follow_there(store, node, (*job, there, mark), now)?;
                    }
                    None => {
                        lost += 1;
                        self.spool.write(|transaction| transaction.run(LOST, [job.0]))?;
                    }
                }
            }
        }
    }

    /// Brings a job of this node into the state that it has in the shared database.
    fn follow_there(
        &self,
        store: &Spool,
        node: &Node,
        (job, there, mark): (JobId, JobId, &str),
        now: UnixMs,
    ) -> Result<(), SpoolError> {
        let last = store.shared_queue().followed_last(there, mark)?;
        self.spool.write(|transaction| {
            transaction.run(THERE, [job.0, there.0])?;
            follow_last(&self.spool.ledger(transaction, now), node, &last)
        })
    }

    /// Ends jobs in the shared database that have already ended here, so that they are not sent
    /// again. People have already received the reports of these jobs. A job that was retried in the
    /// meantime, for example at another node, is followed.
    fn end_forgotten_jobs(
        &self,
        store: &Spool,
        node: &Node,
        now: UnixMs,
    ) -> Result<(), SpoolError> {
        for mark in store.shared_queue().open_marks_of(node)? {
            let ended = self.spool.read(|transaction| {
                let Some(job) = job_of(transaction, node, &mark)? else { return Ok(None) };
                let state = state_of(transaction, job)?.filter(|state| state.is_final());
                let Some(state) = state else { return Ok(None) };
                let failure = transaction.one(FAILURE, [job.0], |row| {
                    optional_word(row, "failure", Failure::from_name)
                })?;
                let ends = times_ended(transaction, job)?;
                Ok(Some((job, known(transaction, node, job)?, (state, failure), ends)))
            })?;
            let Some((job, known, how, ends)) = ended else { continue };
            let is_forgotten = store.shared_queue().end_forgotten(node, &known, how, ends)?;
            if !is_forgotten && let Some(there) = store.jobs().job_marked(&mark)? {
                self.follow_there(store, node, (job, there, &mark), now)?;
            }
        }
        Ok(())
    }
}

/// The mark and the pages of a job that was handed to this node, as they are known here.
fn known(transaction: &Transaction<'_>, node: &Node, job: JobId) -> database::Result<Known> {
    let mark = mark(transaction, node, job)?.unwrap_or_default();
    Ok((mark, pages(transaction, job)?))
}
