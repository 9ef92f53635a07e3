//! A list of attempts that ended because their node died, and of the nodes that continued the jobs.
//! Administrators look at it.

use super::leases::StoreTry;
use crate::SharedQueue;
use ferrofax_basics::UnixMs;
use ferrofax_spool::SpoolError;
use ferrofax_spool::inside::Inside;
use ferrofax_spool::inside::database::{self, Transaction, params};
use ferrofax_spool::jobs::{CallId, JobId};

/// An attempt that was active when its node died.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LostTry {
    /// The attempt.
    pub of: StoreTry,
    /// The name of the node that made the attempt.
    pub node: String,
    /// The time when the shared database ended the attempt, by its own clock.
    pub at: UnixMs,
    /// The node that dialled the job next, and the time when it did; none: no node has dialled it
    /// yet.
    pub next: Option<(String, UnixMs)>,
}

/// The number of lost attempts that are kept. Administrators look only at the last ones.
const KEPT: u32 = 10_000;

/// If a lease names no job of this database, nothing is inserted, so that the lease can still be
/// ended.
const NOTE: &str = "
    INSERT INTO lost_tries (call, job, node, at) SELECT ?1, id, ?3, ?4 FROM jobs WHERE id = ?2
    ON CONFLICT (call) DO NOTHING";
/// Each new row deletes the oldest rows above the limit.
const FORGET: &str = "DELETE FROM lost_tries WHERE call <= (SELECT call FROM lost_tries ORDER BY call DESC LIMIT 1 OFFSET ?1)";
const GOES_ON: &str =
    "UPDATE lost_tries SET next_node = ?2, next_at = ?3 WHERE job = ?1 AND next_node IS NULL";
const LAST: &str = "
    SELECT job, call, node, at, next_node, next_at FROM lost_tries ORDER BY call DESC LIMIT ?1";

impl SharedQueue<'_> {
    /// The attempts of this shared database that were lost with their nodes, the last one first.
    ///
    /// # Errors
    /// Access to the shared database failed.
    pub fn lost_tries(&self, limit: u32) -> Result<Vec<LostTry>, SpoolError> {
        self.spool.read(|transaction| {
            transaction.all(LAST, [limit], |row| {
                let next: Option<String> = row.get("next_node")?;
                let next_at: Option<UnixMs> = row.get("next_at")?;
                Ok(LostTry {
                    of: StoreTry { job: JobId(row.get("job")?), call: CallId(row.get("call")?) },
                    node: row.get("node")?,
                    at: row.get("at")?,
                    next: next.zip(next_at),
                })
            })
        })
    }
}

/// Notes that an attempt was lost because its node is dead.
pub(super) fn note(
    transaction: &Transaction<'_>,
    of: StoreTry,
    node: &str,
    now: UnixMs,
) -> database::Result<()> {
    transaction.run(NOTE, params![of.call.0, of.job.0, node, now])?;
    transaction.run(FORGET, [KEPT])
}

/// Notes that a node dials a job, in case another node has lost an attempt of it.
pub(super) fn goes_on(
    transaction: &Transaction<'_>,
    job: JobId,
    node: &str,
    now: UnixMs,
) -> database::Result<()> {
    transaction.run(GOES_ON, params![job.0, node, now])
}
