//! Retention in the shared database (`store_days`): old faxes and jobs are deleted with their
//! documents, and each deletion is recorded.
//!
//! The database remembers the mark of a deleted fax, which identifies the fax, so that no node
//! uploads it again. The age of a job counts from the end of the job. A job is deleted by its
//! origin node, which is the node where it was submitted. If the origin node no longer exists, any
//! node deletes the job. A job that was submitted on a stateless node (a machine without a PBX) has
//! no origin node: any node deletes it once the mail that reports its result was sent.

use ferrofax_basics::UnixMs;
use ferrofax_basics::clock::Look;
use ferrofax_cluster::{Clustered, Node, SharedFaxAge};
use ferrofax_spool::desk::NotDeleted;
use ferrofax_spool::{FaxId, Spool, SpoolError};

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// The number of faxes that are read from the shared database in one query.
const BATCH: u32 = 50;

/// Deletes from the shared database the faxes and the finished jobs that are older than `days`
/// days. The jobs are those of this node, of nodes that no longer exist, and of stateless nodes
/// (machines without a PBX). A fax must be old by the clock of the database and also by the clock
/// of this machine (`own`), since one of the clocks has possibly jumped ahead. Both are wrong if
/// the database runs on this machine. So nothing is deleted while the clock of this machine is not
/// trusted, or if `days` is 0.
pub(super) fn let_go(
    store: &Spool,
    (spool, node): (&Spool, &Node),
    (days, own): (u32, &Look),
    stop: &dyn Fn() -> bool,
) -> Result<(), SpoolError> {
    if days == 0 || !own.is_settled {
        return Ok(());
    }
    let now = store.shared_queue().now_of_store()?;
    let reason = format!("in the shared database for more than {days} days");
    let before = now.min(own.unix_ms) - i64::from(days) * DAY_MS;
    let gone = let_go_before(store, before, (now, &reason), stop)?;
    if gone > 0 {
        log::info!("faxes deleted from the shared database: {gone} ({reason})");
    }
    let jobs = spool.shared_queue().let_jobs_go(store, (node, before), (now, &reason), stop)?
        + store.shared_queue().let_jobs_of_gone_go(before, (now, &reason), stop)?
        + store.shared_queue().let_jobs_of_fronts_go(before, (now, &reason), stop)?;
    if jobs > 0 {
        log::info!("jobs deleted from the shared database: {jobs} ({reason})");
    }
    Ok(())
}

/// Deletes the faxes that ended, and were stored in the shared database, before this time. Returns
/// the number of deleted faxes.
pub(super) fn let_go_before(
    store: &Spool,
    before: UnixMs,
    (now, reason): (UnixMs, &str),
    stop: &dyn Fn() -> bool,
) -> Result<u32, SpoolError> {
    let (mut last, mut gone) = (FaxId(0), 0);
    loop {
        let first = store.cluster().shared_faxes_after(last, BATCH)?;
        if first.is_empty() {
            return Ok(gone);
        }
        let is_young = |at: UnixMs| (before..=now).contains(&at);
        // Faxes are numbered in the order of arrival, so all further faxes are younger. One young fax
        // does not show that: it may have arrived while the clock of the database was ahead.
        let are_all_young = first.iter().all(|one| is_young(one.arrived_at));
        for SharedFaxAge { fax, arrived_at, ended_at } in first {
            if stop() {
                return Ok(gone);
            }
            last = fax;
            // The clock of the database was behind or ahead when the fax arrived. A fax that ends in
            // the future is of a node whose clock was ahead.
            let is_of_future = arrived_at > now && ended_at.is_none_or(|at| at > now);
            if is_young(arrived_at) || is_of_future || ended_at.is_some_and(is_young) {
                continue;
            }
            match store.faxes().delete_fax(fax, reason, now) {
                Ok(()) => gone += 1,
                // Another node has already deleted the fax.
                Err(NotDeleted::Spool(SpoolError::NoSuchFax(_))) => {}
                Err(NotDeleted::Spool(error)) => return Err(error),
                Err(why) => log::debug!("it remains in the shared database: {why}"),
            }
        }
        if are_all_young {
            return Ok(gone);
        }
    }
}
