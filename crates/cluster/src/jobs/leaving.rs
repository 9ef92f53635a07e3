//! A node that stops sharing its jobs: the jobs of the node in the shared database, and attempts of
//! the shared database on the node.

use crate::{Clustered, SharedQueue, node};
use ferrofax_spool::SpoolError;
use ferrofax_spool::inside::Inside;
use ferrofax_spool::inside::database::{self, Transaction};
use ferrofax_spool::inside::jobs::permit;

/// The numbers of open jobs and attempts that a node and its shared database share.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LeftWithStore {
    /// Jobs of this spool in the shared database that have not ended, or for which a request of
    /// people is still to be forwarded.
    pub jobs: u64,
    /// Attempts of the shared database in this spool whose end was not yet reported.
    pub tries: u64,
}

/// A request for a job that has ended (to retry it) is still to be forwarded, so the job counts as
/// well.
const LEFT: &str = "
    SELECT (SELECT count(*) FROM moved_jobs JOIN jobs ON jobs.id = moved_jobs.job
            WHERE jobs.ended_at IS NULL OR jobs.asked IS NOT NULL OR moved_jobs.asked IS NOT NULL),
           (SELECT count(*) FROM store_tries WHERE is_told = 0)";
const HAS_SHARED: &str = "SELECT EXISTS (SELECT 1 FROM moved_jobs WHERE store_job IS NOT NULL)";
const GIVE_UP: &str = "UPDATE store_tries SET until_ms = -1 WHERE is_told = 0";

impl LeftWithStore {
    /// Whether any job or attempt is open.
    pub const fn is_any(&self) -> bool {
        self.jobs > 0 || self.tries > 0
    }
}

impl SharedQueue<'_> {
    /// The open jobs and attempts that this spool and the shared database share, whether or not it
    /// still shares jobs.
    ///
    /// # Errors
    /// Access to the spool failed.
    pub fn left_with_store(&self) -> Result<LeftWithStore, SpoolError> {
        self.spool.read(left)
    }

    /// Whether the shared database has or had jobs of this spool, also jobs that have ended. People
    /// may have these jobs tried again, and their requests are forwarded to the shared database.
    ///
    /// # Errors
    /// Access to the spool failed.
    pub fn has_shared_jobs(&self) -> Result<bool, SpoolError> {
        self.spool.read(|transaction| transaction.one(HAS_SHARED, [], |row| row.get(0)))
    }

    /// Makes this spool an ordinary spool that is no longer a node. Faxes that were not shipped are
    /// kept as long as all other faxes. Active calls for the shared database are ended. Returns
    /// false if the spool was no node.
    ///
    /// If the shared database has jobs of this spool ([`Self::left_with_store`]), the spool keeps
    /// its identity in case it becomes a node again.
    ///
    /// # Errors
    /// Access to the spool failed.
    pub fn leave_store(&self) -> Result<bool, SpoolError> {
        if self.spool.cluster().node()?.is_none() {
            return Ok(false);
        }
        self.spool.write(|transaction| {
            transaction.run(GIVE_UP, [])?;
            permit::end_all(transaction)?;
            node::leave(transaction, left(transaction)?.is_any())
        })
    }
}

fn left(transaction: &Transaction<'_>) -> database::Result<LeftWithStore> {
    transaction.one(LEFT, [], |row| {
        let count = |count: i64| count.cast_unsigned();
        Ok(LeftWithStore { jobs: row.get(0).map(count)?, tries: row.get(1).map(count)? })
    })
}
