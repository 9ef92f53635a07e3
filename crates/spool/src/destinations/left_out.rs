//! Numbers of which somebody has nothing remembered (`number_memory_without`): each node tells the
//! store its own beginnings of numbers, and what one leaves out all leave out.

use super::table::forget_beginning;
use crate::database::{self, Row, Transaction, params};
use crate::{Numbers, Spool, SpoolError, value};

/// Those of others on a node, and those of all in a store.
const IS_ELSEWHERE: &str = "
    SELECT EXISTS (SELECT 1 FROM left_out_elsewhere WHERE substr(?1, 1, length(beginning)) = beginning)";
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

impl Numbers<'_> {
    /// Tells the store of which numbers nothing is remembered here, and hears of which nothing is
    /// elsewhere: what is known of them is forgotten.
    pub(super) fn exchange_left_out(&self, store: &Spool, name: &str) -> Result<(), SpoolError> {
        let memory = self.spool.devices().sending()?.memory;
        let mut own = if memory.is_on { memory.without } else { Vec::new() };
        own.sort();
        own.dedup();
        let all: Vec<(String, String)> = store.read(|transaction| {
            let of_row = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?));
            transaction.prepare_cached(ALL)?.query_map([], of_row)?.collect()
        })?;
        let is_own = |of: &str| of == name;
        let told: Vec<&str> =
            all.iter().filter(|(of, _)| is_own(of)).map(|(_, it)| it.as_str()).collect();
        if told != own {
            store.write(|transaction| {
                transaction.prepare_cached(DROP_OWN)?.execute([name])?;
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
            // What is no beginning of numbers would be that of all of them.
            if value::beginnings(beginning).is_ok_and(|read| read == [beginning.as_str()]) {
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
        let known: Vec<String> = self.spool.read(|transaction| {
            transaction.prepare_cached(HEARD)?.query_map([], |row| row.get(0))?.collect()
        })?;
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

/// On a node: whether another leaves the number out.
pub(super) fn is_elsewhere(transaction: &Transaction<'_>, number: &str) -> database::Result<bool> {
    transaction.prepare_cached(IS_ELSEWHERE)?.query_row([number], |row| row.get(0))
}

/// In a store: whether a node leaves the number out.
pub(super) fn is_anywhere(transaction: &Transaction<'_>, number: &str) -> database::Result<bool> {
    transaction.prepare_cached(IS_ANYWHERE)?.query_row([number], |row| row.get(0))
}

/// This is no node any more: what others leave out is theirs.
pub(super) fn leave(transaction: &Transaction<'_>) -> database::Result<()> {
    transaction.prepare_cached(DROP_HEARD)?.execute([]).map(drop)
}

/// A node is off the store's list.
pub(crate) fn forget_node(transaction: &Transaction<'_>, name: &str) -> database::Result<()> {
    transaction.prepare_cached(DROP_OWN)?.execute([name]).map(drop)
}
