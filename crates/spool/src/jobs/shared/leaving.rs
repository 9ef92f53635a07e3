//! A node that shares its jobs no more: what the store has of it, and what it has of the store's.

use crate::database::{self, Transaction};
use crate::{SharedQueue, SpoolError, node};

/// What a node and its store have of each other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LeftWithStore {
    /// Jobs of this spool that the store has, and of which people wait to hear.
    pub jobs: u64,
    /// Tries of the store's that are here, and whose end the store was not told.
    pub tries: u64,
}

/// What somebody has asked of a job that has ended (to try it again) is to be told yet, too.
const LEFT: &str = "
    SELECT (SELECT count(*) FROM moved_jobs JOIN jobs ON jobs.id = moved_jobs.job
            WHERE jobs.ended_at IS NULL OR moved_jobs.asked IS NOT NULL),
           (SELECT count(*) FROM store_tries WHERE is_told = 0)";
const GIVE_UP: &str = "UPDATE store_tries SET until_ms = -1 WHERE is_told = 0";

impl LeftWithStore {
    /// Whether there is anything.
    pub const fn is_any(&self) -> bool {
        self.jobs > 0 || self.tries > 0
    }
}

impl SharedQueue<'_> {
    /// What is left of sharing jobs, whether that goes on or not.
    ///
    /// # Errors
    /// The spool could not be asked.
    pub fn left_with_store(&self) -> Result<LeftWithStore, SpoolError> {
        self.spool.read(left)
    }

    /// This spool is a node no longer: what was not shipped is kept as long as everything else.
    /// The store's calls that are under way here are ended. False if the spool was no node.
    ///
    /// If the store has jobs of this spool ([`Self::left_with_store`]), the spool keeps its
    /// identity for the day on which it becomes a node again.
    ///
    /// # Errors
    /// The spool could not be asked.
    pub fn leave_store(&self) -> Result<bool, SpoolError> {
        if self.spool.cluster().node()?.is_none() {
            return Ok(false);
        }
        self.spool.write(|transaction| {
            transaction.prepare_cached(GIVE_UP)?.execute([])?;
            node::leave(transaction, left(transaction)?.is_any())
        })
    }
}

fn left(transaction: &Transaction<'_>) -> database::Result<LeftWithStore> {
    transaction.prepare_cached(LEFT)?.query_row([], |row| {
        let count = |count: i64| count.cast_unsigned();
        Ok(LeftWithStore { jobs: row.get(0).map(count)?, tries: row.get(1).map(count)? })
    })
}
