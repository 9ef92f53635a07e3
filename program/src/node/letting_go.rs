//! What goes out of the store since it has been there for long enough (`store_days`): document
//! and all, with a record of the deletion. A fax's mark stays, so that no node brings it again.
//! A job is counted from its end, and its home is who lets it go, or any node where that is gone; one that was
//! handed to a machine without a PBX has none, and goes by any node once its report has gone.

use ferrofax_basics::UnixMs;
use ferrofax_spool::desk::NotDeleted;
use ferrofax_spool::{FaxId, Node, Spool, SpoolError};

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// How many faxes are asked for at once.
const BATCH: u32 = 50;

/// Lets go what has been there for more than so many days by the store's clock and, where that has leapt
/// ahead, by this machine's, too; and jobs of this node that ended before. 0: nothing.
pub(super) fn let_go(
    store: &Spool,
    (spool, node): (&Spool, &Node),
    (days, own): (u32, UnixMs),
    stop: &dyn Fn() -> bool,
) -> Result<(), SpoolError> {
    if days == 0 {
        return Ok(());
    }
    let now = store.now_of_store()?;
    let reason = format!("in the store for more than {days} days");
    let before = now.min(own) - i64::from(days) * DAY_MS;
    let gone = let_go_before(store, before, (now, &reason), stop)?;
    if gone > 0 {
        log::info!("faxes that went out of the store: {gone} ({reason})");
    }
    let jobs = spool.let_jobs_go(store, (node, before), (now, &reason), stop)?
        + store.let_jobs_of_gone_go(before, (now, &reason), stop)?
        + store.let_jobs_of_fronts_go(before, (now, &reason), stop)?;
    if jobs > 0 {
        log::info!("jobs that went out of the store: {jobs} ({reason})");
    }
    Ok(())
}

/// Lets go what arrived before; how many faxes that were.
pub(super) fn let_go_before(
    store: &Spool,
    before: UnixMs,
    (now, reason): (UnixMs, &str),
    stop: &dyn Fn() -> bool,
) -> Result<u32, SpoolError> {
    let (mut last, mut gone) = (FaxId(0), 0);
    loop {
        let first = store.shared_faxes_after(last, BATCH)?;
        if first.is_empty() {
            return Ok(gone);
        }
        for (fax, arrived) in first {
            // Numbers are given as faxes arrive: all behind it are younger.
            if arrived >= before || stop() {
                return Ok(gone);
            }
            last = fax;
            match store.delete_fax(fax, reason, now) {
                Ok(()) => gone += 1,
                // Another node was first.
                Err(NotDeleted::Spool(SpoolError::NoSuchFax(_))) => {}
                Err(NotDeleted::Spool(error)) => return Err(error),
                Err(stays) => log::debug!("it stays in the store: {stays}"),
            }
        }
    }
}
