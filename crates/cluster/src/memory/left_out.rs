//! The beginnings of fax numbers that are excluded from the number memory
//! (`number_memory_without`). Each node writes its own beginnings to the shared database. A number
//! that one node excludes is excluded by all nodes.

use crate::Cluster;
use ferrofax_spool::inside::Inside;
use ferrofax_spool::inside::database::{self, Row, Transaction, params};
use ferrofax_spool::inside::destinations::table::forget_beginning;
use ferrofax_spool::inside::value::beginnings;
use ferrofax_spool::{Spool, SpoolError};

/// A test of a number in a shared database, against the beginnings of all nodes.
const IS_ANYWHERE: &str = "
    SELECT EXISTS (SELECT 1 FROM left_out_numbers
                   WHERE beginning <> '' AND substr(?1, 1, length(beginning)) = beginning)";
const ALL: &str = "
    SELECT substr(node, 1, 100), substr(beginning, 1, 100) FROM left_out_numbers ORDER BY beginning, node LIMIT 5000";
const DROP_OWN: &str = "DELETE FROM left_out_numbers WHERE node = ?1";
const TELL: &str = "INSERT INTO left_out_numbers (node, beginning) VALUES (?1, ?2)";
const HEARD: &str = "SELECT beginning FROM left_out_elsewhere ORDER BY beginning";
const DROP_HEARD: &str = "DELETE FROM left_out_elsewhere";
const HEAR: &str = "INSERT INTO left_out_elsewhere (beginning) VALUES (?1)";

impl Cluster<'_> {
    /// Exchanges the excluded beginnings with the shared database: writes those of this node, and
    /// reads those of the other nodes. The facts known about the numbers with new beginnings are
    /// deleted.
    pub(super) fn exchange_left_out(&self, store: &Spool, name: &str) -> Result<(), SpoolError> {
        let memory = self.spool.devices().sending()?.memory;
        let mut own = if memory.is_on { memory.without } else { Vec::new() };
        own.sort();
        own.dedup();
        let all: Vec<(String, String)> = store.read(|transaction| {
            let of_row = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?));
            transaction.all(ALL, [], of_row)
        })?;
        let is_own = |of: &str| of == name;
        let told: Vec<&str> =
            all.iter().filter(|(of, _)| is_own(of)).map(|(_, it)| it.as_str()).collect();
        if told != own {
            store.write(|transaction| {
                transaction.run(DROP_OWN, [name])?;
                let mut tell = transaction.prepare_cached(TELL)?;
                for beginning in &own {
                    tell.execute(params![name, beginning])?;
                    forget_beginning(transaction, beginning)?;
                }
                Ok(())
            })?;
        }
        let mut others: Vec<String> = Vec::new();
        for (of, beginning) in all.iter().filter(|(of, _)| !is_own(of)) {
            // A text that is not a beginning of numbers, such as an empty text, could exclude all
            // numbers.
            if beginnings(beginning).is_ok_and(|read| read == [beginning.as_str()]) {
                others.push(beginning.clone());
            } else {
                log::warn!(
                    "the store says that node {of:?} has no numbers remembered that begin with something that \
                     begins no number; that is passed over"
                );
            }
        }
        others.dedup();
        self.leave_out_elsewhere(&others)
    }

    fn leave_out_elsewhere(&self, others: &[String]) -> Result<(), SpoolError> {
        let known: Vec<String> =
            self.spool.read(|transaction| transaction.all(HEARD, [], |row| row.get(0)))?;
        if known == others {
            return Ok(());
        }
        self.spool.write(|transaction| {
            leave(transaction)?;
            let mut hear = transaction.prepare_cached(HEAR)?;
            others.iter().try_for_each(|beginning| {
                hear.execute([beginning])?;
                forget_beginning(transaction, beginning)
            })
        })
    }
}

/// In a shared database: whether any node excludes the number from the number memory.
pub(super) fn is_anywhere(transaction: &Transaction<'_>, number: &str) -> database::Result<bool> {
    transaction.one(IS_ANYWHERE, [number], |row| row.get(0))
}

/// Deletes the beginnings of the other nodes, because this machine is a node no longer or they have
/// changed.
pub(super) fn leave(transaction: &Transaction<'_>) -> database::Result<()> {
    transaction.run(DROP_HEARD, [])
}

/// Deletes the beginnings of a node that is removed from the shared database.
pub(crate) fn forget_node(transaction: &Transaction<'_>, name: &str) -> database::Result<()> {
    transaction.run(DROP_OWN, [name])
}
