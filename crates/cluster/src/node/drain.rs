//! Draining: a node that will be taken down takes no more jobs of the shared database. The node
//! finishes the jobs that it is sending, and continues to receive and ship faxes. Jobs that are
//! handed to it are sent by the other nodes.
//!
//! This state is stored in the shared database with the node's name. So it remains valid when the
//! node or another program restarts. The shared database itself gives no job to such a node
//! ([`SharedQueue::take_try`](crate::SharedQueue::take_try)).

use super::members::now;
use crate::Cluster;
use ferrofax_spool::SpoolError;
use ferrofax_spool::inside::Inside;
use ferrofax_spool::inside::database::{self, Transaction, params};

const DRAIN: &str = "
    UPDATE nodes SET drained_at = coalesce(drained_at, ?2), drained_by = iif(drained_at IS NULL, ?3, drained_by)
    WHERE name = ?1";
const UNDRAIN: &str = "
    UPDATE nodes SET drained_at = NULL, drained_by = '' WHERE name = ?1 AND drained_at IS NOT NULL";
const IS_THERE: &str = "SELECT EXISTS (SELECT 1 FROM nodes WHERE name = ?1)";
const IS_DRAINED: &str =
    "SELECT EXISTS (SELECT 1 FROM nodes WHERE name = ?1 AND drained_at IS NOT NULL)";

impl Cluster<'_> {
    /// Gives the node of this name no more jobs of this shared database, until
    /// [`Cluster::undrain_node`]. `by` is the person who drains it. Returns false if there is no
    /// such node.
    ///
    /// # Errors
    /// The shared database could not be read or written.
    pub fn drain_node(&self, name: &str, by: &str) -> Result<bool, SpoolError> {
        self.spool.write(|transaction| {
            let row = params![name, now(transaction)?, by];
            Ok(transaction.change(DRAIN, row)? > 0)
        })
    }

    /// Gives the node of this name jobs again. Returns whether the node was drained before; none if
    /// there is no such node.
    ///
    /// # Errors
    /// The shared database could not be read or written.
    pub fn undrain_node(&self, name: &str) -> Result<Option<bool>, SpoolError> {
        self.spool.write(|transaction| {
            let is_changed = transaction.change(UNDRAIN, [name])? > 0;
            let is_there: bool = transaction.one(IS_THERE, [name], |row| row.get(0))?;
            if is_changed {
                // Nodes that wait for news of the shared database may have jobs to take now.
                transaction.tell_listeners();
            }
            Ok(is_there.then_some(is_changed))
        })
    }

    /// Whether this shared database gives the node of this name no jobs.
    ///
    /// # Errors
    /// The shared database could not be read.
    pub fn is_node_drained(&self, name: &str) -> Result<bool, SpoolError> {
        self.spool.read(|transaction| is_drained(transaction, name))
    }
}

/// Whether the node of this name gets no jobs.
pub(crate) fn is_drained(transaction: &Transaction<'_>, name: &str) -> database::Result<bool> {
    transaction.one(IS_DRAINED, [name], |row| row.get(0))
}
