//! The node's list of the faxes that the shared database may have and that still have mails to
//! send, and of the outstanding mails that it has reported for each fax.

use std::collections::{HashMap, HashSet};

use super::owed::{OwedMails, owe};
use crate::Cluster;
use crate::node::Node;
use ferrofax_spool::inside::Inside;
use ferrofax_spool::inside::database::{self, Transaction, params};
use ferrofax_spool::inside::outbox::{end_is_there, is_owed_mail};
use ferrofax_spool::{FaxId, Spool, SpoolError};

/// The number of faxes that are reported in one turn, at most.
const BATCH: u32 = 100;

const MAY_BE_THERE: &str = "
    INSERT INTO faxes_at_store (fax) SELECT id FROM faxes WHERE id = ?1
    ON CONFLICT (fax) DO UPDATE SET told = NULL";
const TOLD: &str = "UPDATE faxes_at_store SET told = ?2 WHERE fax = ?1";
/// The column `owes` has the form of [`OwedMails::known_by`].
macro_rules! at_store {
    ($rest:literal) => {
        concat!(
            "SELECT fax, mark FROM (SELECT a.fax, a.told, s.mark, coalesce(
                 (SELECT string_agg(outbox.message_id, ' ' ORDER BY outbox.message_id) FROM outbox
                  WHERE outbox.fax = a.fax AND ",
            is_owed_mail!(),
            "), '') AS owes FROM faxes_at_store AS a JOIN shipped AS s ON s.fax = a.fax) AS known ",
            $rest
        )
    };
}
const TO_TELL: &str = at_store!("WHERE told IS NULL OR told <> owes ORDER BY fax LIMIT ?1");
const SETTLED: &str = at_store!("WHERE told = '' AND owes = '' ORDER BY fax LIMIT ?1");
const SETTLE: &str = "DELETE FROM faxes_at_store WHERE fax = ?1";
const IS_ANY: &str = "SELECT 1 FROM faxes_at_store LIMIT 1";
const KNOWN: &str = "
    SELECT a.fax, s.mark, a.told FROM faxes_at_store AS a JOIN shipped AS s ON s.fax = a.fax
    WHERE a.told IS NOT NULL AND a.told <> '' ORDER BY a.fax";
const TELL_AGAIN: &str = "UPDATE faxes_at_store SET told = NULL WHERE fax = ?1";
const FAX: &str = "SELECT fax FROM node_faxes WHERE node = ?1 AND mark = ?2 AND fax IS NOT NULL";
const OWED_BY: &str = "
    SELECT o.fax, n.node, n.mark, string_agg(o.message_id, ' ' ORDER BY o.message_id) AS owes, n.node_fax
    FROM owed_mails AS o LEFT JOIN node_faxes AS n ON n.fax = o.fax
    WHERE o.token = ?1 AND o.taken_at IS NULL GROUP BY o.fax, n.node, n.mark, n.node_fax ORDER BY o.fax";
const ALL: &str = "SELECT fax FROM faxes_at_store";

/// A fax that has outstanding mails according to the shared database: its number there, the node
/// that uploaded it, its mark, its outstanding Message-IDs, and its number on that node.
type OwedThere = (i64, Option<String>, Option<String>, String, Option<i64>);

/// Notes that the shared database may have a fax from now on, and that the node does not know which
/// outstanding mails the database has for it.
pub(in crate::node) fn may_be_there(
    transaction: &Transaction<'_>,
    fax: FaxId,
) -> database::Result<()> {
    transaction.run(MAY_BE_THERE, [fax.0])
}

/// Notes which outstanding mails of a fax were reported to the shared database.
pub(in crate::node) fn tell(
    transaction: &Transaction<'_>,
    fax: FaxId,
    owed: &OwedMails,
) -> database::Result<()> {
    transaction.run(TOLD, params![fax.0, owed.known_by()])?;
    end_is_there(transaction, fax)
}

impl Cluster<'_> {
    /// Reports to the shared database the outstanding mails of each fax, if they differ from the
    /// last report.
    ///
    /// # Errors
    /// The spool or the shared database could not be reached.
    pub fn tell_owed_mails(&self, store: &Spool, node: &Node) -> Result<(), SpoolError> {
        if !self.spool.read(|transaction| transaction.finds(IS_ANY, []))? {
            return Ok(());
        }
        for (fax, mark) in self.faxes_at_store(TO_TELL)? {
            let owed = self.spool.read(|transaction| OwedMails::of(transaction, fax))?;
            store.write(|transaction| {
                let there = transaction.first(FAX, [&node.name, &mark], |row| row.get(0))?;
                // If the fax was deleted in the shared database, no other machine sends its mails.
                there.map_or(Ok(()), |there| owe(transaction, &node.token, (there, &owed)))
            })?;
            self.spool.write(|transaction| tell(transaction, fax, &owed))?;
        }
        let settled = self.faxes_at_store(SETTLED)?;
        if settled.is_empty() {
            return Ok(());
        }
        self.spool.write(|transaction| {
            let mut settle = transaction.prepare_cached(SETTLE)?;
            settled.iter().try_for_each(|(fax, _)| settle.execute([fax.0]).map(drop))
        })
    }

    fn faxes_at_store(&self, which: &'static str) -> Result<Vec<(FaxId, String)>, SpoolError> {
        self.spool.read(|transaction| {
            transaction.all(which, [BATCH], |row| Ok((FaxId(row.get(0)?), row.get(1)?)))
        })
    }

    /// Compares the outstanding mails in the shared database with those that this node has
    /// reported. A fax with a difference is reported again. Mails of a fax that this spool no
    /// longer has are no longer outstanding.
    ///
    /// # Errors
    /// The spool or the shared database could not be reached.
    pub fn compare_owed_mails(&self, store: &Spool, node: &Node) -> Result<(), SpoolError> {
        let there: Vec<OwedThere> = store.read(|transaction| {
            let of_row = |row: &database::Row<'_>| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?))
            };
            transaction.all(OWED_BY, [&node.token], of_row)
        })?;
        let (here, all): (Vec<(FaxId, String, String)>, HashSet<i64>) =
            self.spool.read(|transaction| {
                let here = transaction
                    .all(KNOWN, [], |row| Ok((FaxId(row.get(0)?), row.get(1)?, row.get(2)?)))?;
                let all = transaction.all(ALL, [], |row| row.get(0))?;
                Ok((here, all))
            })?;
        let of_mark: HashMap<&str, &str> =
            here.iter().map(|(_, mark, told)| (&**mark, &**told)).collect();
        let is_ours = |(_, of, mark, ..): &OwedThere| {
            let mark = mark.as_deref().filter(|_| of.as_deref() == Some(&*node.name));
            mark.is_some_and(|mark| of_mark.contains_key(mark))
        };
        let (known, forgotten): (Vec<OwedThere>, Vec<OwedThere>) =
            there.into_iter().partition(is_ours);
        let owes: HashMap<&str, &str> = known
            .iter()
            .filter_map(|(_, _, mark, owes, _)| Some((mark.as_deref()?, &**owes)))
            .collect();
        for (fax, mark, told) in &here {
            if owes.get(&**mark) != Some(&&**told) {
                self.spool.write(|transaction| transaction.run(TELL_AGAIN, [fax.0]))?;
            }
        }
        // A fax of this node remains outstanding even if the node has not reported it yet, or has
        // not noted the report.
        let is_gone = |(.., here): &OwedThere| here.is_none_or(|here| !all.contains(&here));
        for (fax, ..) in forgotten.into_iter().filter(is_gone) {
            let nothing = OwedMails::none(FaxId(0));
            store.write(|transaction| owe(transaction, &node.token, (fax, &nothing)))?;
        }
        Ok(())
    }
}
