//! Tries that ended since their node died, and who went on: for who looks after the machines.

use super::super::{CallId, JobId};
use super::leases::StoreTry;
use crate::database::{self, Transaction, params};
use crate::{SharedQueue, SpoolError};
use ferrofax_basics::UnixMs;

/// A try that was going on when nothing was heard of its node any more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LostTry {
    /// Which one.
    pub of: StoreTry,
    /// Who had it.
    pub node: String,
    /// When the store ended it, by its own clock.
    pub at: UnixMs,
    /// Who has dialled the job next, and when; none: nobody has yet.
    pub next: Option<(String, UnixMs)>,
}

/// More are not kept: the last ones are what is looked at.
const KEPT: u32 = 10_000;

/// A lease that names no job of this store is ended all the same.
const NOTE: &str = "
    INSERT INTO lost_tries (call, job, node, at) SELECT ?1, id, ?3, ?4 FROM jobs WHERE id = ?2
    ON CONFLICT (call) DO NOTHING";
/// Each note takes the oldest ones with it.
const FORGET: &str = "DELETE FROM lost_tries WHERE call <= (SELECT call FROM lost_tries ORDER BY call DESC LIMIT 1 OFFSET ?1)";
const GOES_ON: &str =
    "UPDATE lost_tries SET next_node = ?2, next_at = ?3 WHERE job = ?1 AND next_node IS NULL";
const LAST: &str = "
    SELECT job, call, node, at, next_node, next_at FROM lost_tries ORDER BY call DESC LIMIT ?1";

impl SharedQueue<'_> {
    /// The tries of this store that were lost with their nodes, the last one first.
    ///
    /// # Errors
    /// The store could not be asked.
    pub fn lost_tries(&self, limit: u32) -> Result<Vec<LostTry>, SpoolError> {
        self.spool.read(|transaction| {
            let mut select = transaction.prepare_cached(LAST)?;
            let read = select.query_map([limit], |row| {
                let next: Option<String> = row.get("next_node")?;
                let next_at: Option<UnixMs> = row.get("next_at")?;
                Ok(LostTry {
                    of: StoreTry { job: JobId(row.get("job")?), call: CallId(row.get("call")?) },
                    node: row.get("node")?,
                    at: row.get("at")?,
                    next: next.zip(next_at),
                })
            })?;
            read.collect()
        })
    }
}

/// Notes that a node is dead for a try that it made.
pub(super) fn note(
    transaction: &Transaction<'_>,
    of: StoreTry,
    node: &str,
    now: UnixMs,
) -> database::Result<()> {
    transaction
        .prepare_cached(NOTE)?
        .execute(params![of.call.0, of.job.0, node, now])?;
    transaction.prepare_cached(FORGET)?.execute([KEPT]).map(drop)
}

/// Notes that a node dials a job; it may be one that another has lost.
pub(super) fn goes_on(
    transaction: &Transaction<'_>,
    job: JobId,
    node: &str,
    now: UnixMs,
) -> database::Result<()> {
    transaction
        .prepare_cached(GOES_ON)?
        .execute(params![job.0, node, now])
        .map(drop)
}
