//! Reconciliation of shipped faxes: checks whether the shared database (in the code: *store*) still
//! has the faxes that this node has shipped to it. The shared database may have been restored from
//! an older dump, replaced by a copy that lagged behind, or made again. Then the faxes that it has
//! lost are shipped once more. Until the shared database has been checked, no fax is deleted here
//! by its age.

use super::shipment::Shipment;
use super::{FORGET_SHIPPED, Node};
use crate::Cluster;
use ferrofax_basics::UnixMs;
use ferrofax_spool::inside::Inside;
use ferrofax_spool::inside::database::{self, Transaction, params, params_from_iter};
use ferrofax_spool::{FaxId, Spool, SpoolError};
use std::collections::HashMap;

/// The number of faxes for which one query asks the shared database.
const BATCH: u32 = 200;

const IDENTITY: &str = "SELECT identity FROM store_identity";
const MAKE_IDENTITY: &str = "
    INSERT INTO store_identity (one, identity) SELECT 1, lower(hex(randomblob(16))) WHERE true
    ON CONFLICT (one) DO NOTHING";
const KNOWN: &str = "SELECT identity FROM node";
/// Notes the identity of the shared database. `epoch` says which shared database has the jobs of
/// this node; the code that shares jobs detects a new one by it. If no epoch is known, the old
/// identity is noted as epoch, which shows that the jobs were in another shared database.
const NOTE_STORE: &str = "
    UPDATE node SET epoch = iif(epoch = '' AND identity <> '', identity, epoch), identity = ?1, upto = 0,
        compared_at = 0";
const NEXT: &str = "SELECT fax, mark, sha256 FROM shipped WHERE fax > ?1 ORDER BY fax LIMIT ?2";
/// A fax that was deleted in the shared database on purpose still has its mark there, but need not
/// have its document.
const HAS: &str = "
    SELECT 1 FROM node_faxes AS n LEFT JOIN store_documents AS d ON d.fax = n.fax
    WHERE n.node = ?1 AND n.mark = ?2 AND n.sha256 IS NOT DISTINCT FROM ?3
    AND (n.fax IS NULL OR d.sha256 IS NOT DISTINCT FROM n.sha256)";
/// Like `HAS`, for one batch of faxes: returns the marks that the shared database has, each with
/// its hash.
const HAS_OF: &str = "
    SELECT n.mark, n.sha256 FROM node_faxes AS n LEFT JOIN store_documents AS d ON d.fax = n.fax
    WHERE (n.fax IS NULL OR d.sha256 IS NOT DISTINCT FROM n.sha256) AND n.node = ? AND n.mark IN (?)";
const LOST: &str = "DELETE FROM shipped WHERE fax = ?1";
const BEFORE_LOST: &str = "UPDATE node SET upto = min(upto, ?1)";
const COMPARED: &str = "UPDATE node SET compared_at = ?1";

/// A fax that was shipped: its number, its mark, and the hash of its document.
type Claimed = (i64, String, Option<String>);

impl Cluster<'_> {
    /// Asks the shared database for all faxes that this node has shipped to it. The missing ones
    /// are marked to be shipped again. Returns the missing faxes.
    ///
    /// # Errors
    /// The spool or the shared database could not be queried.
    pub fn compare(
        &self,
        store: &Spool,
        node: &Node,
        now: UnixMs,
        stop: &dyn Fn() -> bool,
    ) -> Result<Vec<FaxId>, SpoolError> {
        let (mut all_lost, mut after) = (Vec::new(), 0);
        loop {
            let claimed = self.claimed(after)?;
            let Some(last) = claimed.last() else { break };
            if stop() {
                return Ok(all_lost);
            }
            after = last.0;
            let lost = store.read(|transaction| lost(transaction, node, &claimed))?;
            self.forget_lost(&lost)?;
            all_lost.extend(lost.into_iter().map(FaxId));
        }
        self.spool.write(|transaction| transaction.run(COMPARED, [now]))?;
        Ok(all_lost)
    }

    /// Notes the identity of the shared database at the node's address. Returns whether another
    /// shared database was known before.
    pub(super) fn note_store(&self, identity: &str) -> Result<bool, SpoolError> {
        let known = |transaction: &Transaction<'_>| {
            transaction.first(KNOWN, [], |row| row.get::<_, String>(0))
        };
        let known = self.spool.read(known)?;
        if known.as_deref().is_none_or(|known| known == identity) {
            return Ok(false);
        }
        self.spool.write(|transaction| {
            transaction.run(FORGET_SHIPPED, [])?;
            transaction.run(NOTE_STORE, [identity])?;
            Ok(known.is_some_and(|known| !known.is_empty()))
        })
    }

    /// Whether this shared database has a fax already, with its document.
    pub(super) fn knows(&self, node: &Node, shipment: &Shipment) -> Result<bool, SpoolError> {
        self.spool.read(|transaction| knows(transaction, node, shipment))
    }

    fn claimed(&self, after: i64) -> Result<Vec<Claimed>, SpoolError> {
        self.spool.read(|transaction| {
            transaction
                .all(NEXT, params![after, BATCH], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        })
    }

    fn forget_lost(&self, lost: &[i64]) -> Result<(), SpoolError> {
        let Some(first) = lost.first() else { return Ok(()) };
        self.spool.write(|transaction| {
            for fax in lost {
                transaction.run(LOST, [fax])?;
            }
            transaction.run(BEFORE_LOST, [first - 1])
        })
    }
}

/// Whether a shared database has a fax already, with its document.
pub(super) fn knows(
    transaction: &Transaction<'_>,
    node: &Node,
    shipment: &Shipment,
) -> database::Result<bool> {
    let mut select = transaction.prepare_cached(HAS)?;
    for mark in shipment.marks() {
        if select.exists(params![node.name, mark, shipment.sha256()])? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Returns the identity of a shared database. The identity is made when it is first requested.
pub(crate) fn identity(transaction: &Transaction<'_>) -> database::Result<String> {
    transaction.run(MAKE_IDENTITY, [])?;
    transaction.one(IDENTITY, [], |row| row.get(0))
}

/// Returns the faxes that a shared database does not have. One statement asks for all of them,
/// because each statement takes a round trip over the network.
fn lost(
    transaction: &Transaction<'_>,
    node: &Node,
    claimed: &[Claimed],
) -> database::Result<Vec<i64>> {
    // The marks are repeated until the batch is full, so that one prepared statement serves any
    // number of marks.
    let marks = claimed.iter().cycle().map(|(_, mark, _)| mark).take(BATCH as usize);
    let keys = std::iter::once(&node.name).chain(marks);
    if claimed.is_empty() {
        return Ok(Vec::new());
    }
    let has: HashMap<String, Option<String>> =
        transaction
            .all(&has_of_batch(), params_from_iter(keys), |row| Ok((row.get(0)?, row.get(1)?)))?;
    let is_lost = |(_, mark, sha256): &&Claimed| has.get(mark) != Some(sha256);
    Ok(claimed.iter().filter(is_lost).map(|(fax, ..)| *fax).collect())
}

fn has_of_batch() -> String {
    HAS_OF.replace("(?)", &format!("(?{})", ", ?".repeat(BATCH as usize - 1)))
}

#[cfg(test)]
mod tests {
    use super::super::tests::Bench;
    use super::*;

    #[test]
    fn a_store_is_asked_once_for_as_many_as_are_compared_at_once() {
        let bench = Bench::new();
        let there = "INSERT INTO node_faxes (node, mark, node_fax, sha256, arrived_at) VALUES (?1, ?2, ?3, ?4, 0)";
        let claimed: Vec<Claimed> = (1..=i64::from(BATCH))
            .map(|fax| (fax, format!("{fax}.tif"), (fax % 2 == 0).then(|| format!("{fax:064}"))))
            .collect();
        let other = Some("another hash".to_owned());
        for (fax, mark, sha256) in claimed.iter().filter(|(fax, ..)| fax % 10 != 0) {
            let sha256 = if fax % 7 == 0 { &other } else { sha256 };
            let row = params!["berlin", mark, fax, sha256];
            bench.store.write(|transaction| transaction.execute(there, row)).unwrap();
        }
        // A mark of another node in the same shared database does not count for this node.
        let row = params!["hamburg", "10.tif", 10, claimed[9].2];
        bench.store.write(|transaction| transaction.execute(there, row)).unwrap();
        for count in [1, 9, 10, BATCH as usize] {
            let asked =
                |transaction: &Transaction<'_>| lost(transaction, &bench.who, &claimed[..count]);
            let is_lost = |fax: &i64| fax % 10 == 0 || fax % 7 == 0;
            let all: Vec<i64> = (1..=count as i64).filter(is_lost).collect();
            assert_eq!(bench.store.read(asked).unwrap(), all);
        }
        assert!(bench.store.read(|one| lost(one, &bench.who, &[])).unwrap().is_empty());
    }

    #[test]
    fn each_mark_is_looked_up_by_its_index() {
        let bench = Bench::new();
        if bench.node.folder().join("spool.db").exists() {
            let plan = bench.node.read(|transaction| transaction.plan(&has_of_batch())).unwrap();
            let is_search = |step: &String| step.starts_with("SEARCH");
            assert!(plan.iter().all(is_search), "{plan:#?}");
        }
    }
}
