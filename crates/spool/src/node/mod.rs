//! A spool among others: several PBXs, each with a spool of its own, and a store that they
//! share.
//!
//! A *node* is a PBX's spool with the program beside it. A page is durable in the node's spool
//! before it is confirmed, with no network in the way (but for who wants one: `coming`); what was
//! received is *shipped* into the store afterwards, and only then may the node's retention delete
//! it. The store is a spool like any other ([`Store::open`](crate::Store::open)), on PostgreSQL as
//! a rule, which keeps the documents, too.
//!
//! # Why each fax is in the store once
//!
//! ```text
//! fax has ended ──► its document, piece by piece ──► one transaction in the store: ──► noted here
//!                   (nobody sees it yet)             its mark, its rows, whose document
//! ```
//!
//! The mark is the node's name and the name of the fax's document, in which there are the fax's
//! number and eight digits by chance. Who dies between the two finds the mark when he ships it
//! again. A spool that was restored from a backup gives the number of a fax that it has
//! forgotten to a new one, and not its mark; what it ships once more is there already. Nor does
//! it come back if it has been deleted in the store since: the mark stays.
//!
//! Read in this order: this file (what a spool knows of itself as a node), `members` (what a store
//! knows of nodes), `drain` (one that is to be taken down), `shipment` (a fax as it travels),
//! `document` (its document, in pieces), `objects` (where its pieces are elsewhere), `bringing`
//! (which come first), `arrivals` (a fax into the store, and out of it), `shipping` (what goes
//! when), `coming` (what goes before its call ends), `mails` (another machine mails what one that
//! is silent owes), `comparing` (whether the store still has it), `rekeying` (its document sealed
//! by another key), `copies` (what a front has of documents).

mod arrivals;
mod bringing;
mod coming;
#[cfg(test)]
mod coming_tests;
mod comparing;
mod copies;
mod document;
mod drain;
mod mails;
mod members;
mod objects;
#[cfg(test)]
mod objects_tests;
mod rekeying;
#[cfg(test)]
pub(crate) mod sealed_tests;
mod shipment;
mod shipping;
#[cfg(all(test, feature = "postgresql"))]
mod slow_line_tests;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod ways_tests;

pub use arrivals::SharedFax;
pub use coming::{SHARED_WITHIN_S, waits_for_store};
pub(crate) use comparing::identity;
pub(crate) use copies::{is_copied, write_copy};
pub(crate) use document::sha256;
pub(crate) use drain::is_drained;
pub use mails::{HeardOfMails, MailTaker, MailsAtStore, TakingOver};
pub(crate) use members::now;
pub use members::{Drained, Member, NodeReport};
pub use rekeying::{Rekeyed, SealCounts};
pub use shipping::{NotShipped, Shipped, Shipping};

use super::{SpoolError, destinations};
use crate::Cluster;
use crate::clock_jumps::Moment;
use crate::database::{self, OptionalExtension, Transaction, params};
use std::os::unix::fs::MetadataExt;
use std::path::Path;

/// A spool as a node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// By which people know it.
    pub name: String,
    /// By which a store knows its spool from another that is called so.
    pub token: String,
    /// The store that it ships to, as it is shown to people.
    pub store: String,
    /// In which run of which machine its spool is, and in which folder: a copy of it is in another.
    pub machine: String,
    /// The same for people.
    pub place: String,
    /// What it knows of the store.
    pub(crate) known: KnownStore,
}

impl Node {
    /// One that has not greeted its store yet: its name, its token, the store, and in which run of
    /// which machine and where for people its spool is.
    #[must_use]
    pub fn new([name, token]: [String; 2], store: &str, [machine, place]: [String; 2]) -> Self {
        let (store, known) = (store.to_owned(), KnownStore::default());
        Self { name, token, store, machine, place, known }
    }
}

/// What a node knows of its store, and what it shows there of itself: its address is no matter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct KnownStore {
    /// Which store has its faxes; empty: none yet.
    pub(crate) identity: String,
    /// Which one has its jobs, as it is since it was made, restored or taken over; empty as well.
    pub(crate) epoch: String,
    /// The word by which the store knows it, and the one by which it is to be known, as long as no
    /// answer to that has come: a copy of this machine that has its memory has said another one.
    pub(crate) words: [String; 2],
    /// How many the store has heard.
    pub(crate) heard: i64,
}

/// A spool that speaks to a store as this node: where it is, besides.
#[derive(Clone, Copy)]
struct Standing<'n> {
    node: &'n Node,
    /// Its machine.
    host: &'n str,
    /// Its folder there.
    folder: &'n str,
}

const NODE: &str = "SELECT name, token, store, identity, epoch, word, next_word, words FROM node";
/// What another store has says nothing of this one.
const FORGET_SHIPPED: &str = "DELETE FROM shipped";
/// Where the store is says nothing of which one it is; until it was asked it is not believed to
/// have anything.
const BECOME: &str = "
    INSERT INTO node (one, name, token, store, upto) SELECT 1, ?1, lower(hex(randomblob(8))), ?2, 0
    WHERE true
    ON CONFLICT (one) DO UPDATE SET name = excluded.name, store = excluded.store, compared_at = 0,
        upto = iif(node.name = excluded.name, node.upto, 0)";
const NO_NODE: &str = "DELETE FROM node";
/// By its identity a store knows the jobs that it has of this spool.
const KEEP_IDENTITY: &str = "
    INSERT INTO left_node (one, token, identity, changes_upto, epoch, word, next_word, words)
    SELECT 1, token, identity, changes_upto, epoch, word, next_word, words FROM node WHERE true
    ON CONFLICT (one) DO UPDATE SET
        token = excluded.token, identity = excluded.identity, changes_upto = excluded.changes_upto,
        epoch = excluded.epoch, word = excluded.word, next_word = excluded.next_word, words = excluded.words";
const TAKE_IDENTITY: &str = "
    UPDATE node SET token = l.token, identity = l.identity, changes_upto = l.changes_upto, epoch = l.epoch,
        word = l.word, next_word = l.next_word, words = l.words
    FROM left_node AS l";
const FORGET_IDENTITY: &str = "DELETE FROM left_node";

/// The spool is a node no longer: what was not shipped is kept as long as everything else. With
/// `keeps_identity` it is the same node if it becomes one again. False if it was none.
pub(crate) fn leave(transaction: &Transaction<'_>, keeps_identity: bool) -> database::Result<bool> {
    transaction.prepare_cached(FORGET_SHIPPED)?.execute([])?;
    destinations::leave(transaction)?;
    if keeps_identity {
        transaction.prepare_cached(KEEP_IDENTITY)?.execute([])?;
    }
    Ok(transaction.prepare_cached(NO_NODE)?.execute([])? > 0)
}

impl Cluster<'_> {
    /// Makes this spool a node of this name that ships to this store. From now on nothing that
    /// was received is deleted by its age before it is shipped. Under another name all is shipped
    /// anew; and to another store, once it is asked which one it is.
    ///
    /// # Errors
    /// The spool could not be asked.
    pub fn become_node(&self, name: &str, store: &str) -> Result<Node, SpoolError> {
        let known = self.node()?;
        let is_called_so = known.as_ref().is_some_and(|node| node.name == name);
        if let Some(node) = known.filter(|node| is_called_so && node.store == store) {
            return Ok(node);
        }
        let made = self.spool.write(|transaction| {
            if !is_called_so {
                transaction.prepare_cached(FORGET_SHIPPED)?.execute([])?;
            }
            transaction.prepare_cached(BECOME)?.execute(params![name, store])?;
            transaction.prepare_cached(TAKE_IDENTITY)?.execute([])?;
            transaction.prepare_cached(FORGET_IDENTITY)?.execute([])?;
            self.node_of(transaction)
        })?;
        made.ok_or(SpoolError::Internal)
    }

    /// This spool as a node, if it is one.
    ///
    /// # Errors
    /// The spool could not be asked.
    pub fn node(&self) -> Result<Option<Node>, SpoolError> {
        self.spool.read(|transaction| self.node_of(transaction))
    }

    fn node_of(&self, transaction: &Transaction<'_>) -> database::Result<Option<Node>> {
        let mut select = transaction.prepare_cached(NODE)?;
        let found = select.query_row([], |row| {
            let place = format!("{} of {}", self.spool.folder().display(), self.spool.host());
            let (name, token, store) = (row.get(0)?, row.get(1)?, row.get(2)?);
            let known = KnownStore {
                identity: row.get(3)?,
                epoch: row.get(4)?,
                words: [row.get(5)?, row.get(6)?],
                heard: row.get(7)?,
            };
            Ok(Node { name, token, store, machine: machine(self.spool.folder()), place, known })
        });
        found.optional()
    }
}

/// In which run of which machine a folder is, and which one it is there: not even a copy of the
/// whole machine has the same.
fn machine(folder: &Path) -> String {
    let run = Moment::now().unwrap_or_default().boot;
    let place = std::fs::metadata(folder)
        .map(|found| format!("{}:{}", found.dev(), found.ino()))
        .unwrap_or_default();
    format!("{run}:{place}")
}
