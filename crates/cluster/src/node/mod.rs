//! Nodes: several PBXs, each with a spool of its own, share a database.
//!
//! A *node* is a PBX's spool together with the Ferrofax service that runs beside it. The shared
//! database is called *store* in the code. A page is durable in the node's spool before it is
//! confirmed to the caller, so no network delays the call. The exception is a device that asks to
//! wait for the shared database: see `coming`. After the call, the received fax is *shipped*:
//! copied to the shared database. Only then may the node's retention delete the fax. The shared
//! database is a spool like any other ([`ferrofax_spool::Store`]), usually on
//! PostgreSQL, which then stores the documents, too.
//!
//! # Why each fax is in the shared database once
//!
//! ```text
//! fax has ended ──► its document, piece by piece ──► one transaction in the store: ──► noted here
//!                   (nobody sees it yet)             its mark, its rows, whose document
//! ```
//!
//! The mark is the node's name together with the file name of the fax's document, which contains
//! the fax's number and eight random digits. If the node dies after the transaction and before the
//! note, it finds the mark when it ships the fax again. If a spool was restored from a backup, it
//! may give the number of a fax that it has forgotten to a new fax. But the new fax gets another
//! mark, and a fax that is shipped a second time is recognised by its mark. A fax that has been
//! deleted in the shared database since does not come back either, because its mark is kept.
//!
//! Read the modules in this order:
//!
//! - this file: the facts that a spool knows of itself as a node
//! - `members`: the facts that a shared database knows of its nodes
//! - `drain`: a node that will be taken down
//! - `shipment`: a fax on its way to the shared database
//! - `document`: a document of a fax or a job, in pieces
//! - `objects`: the pieces of documents that are not stored in the tables of the shared database
//! - `pace`: the speed of the line
//! - `bringing`: documents are transferred before their faxes and jobs
//! - `owning`: the fax or the job that a document belongs to
//! - `reading`: documents are read
//! - `arrivals`: a fax is stored in the shared database, and read from it
//! - `shipping`: which faxes are shipped, and when
//! - `coming`: faxes that are shipped before their call ends
//! - `mails`: a node sends the outstanding mails of a node that is silent
//! - `comparing`: whether the shared database still has the shipped faxes
//! - `rekeying`: documents are encrypted with another key
//! - `copies`: a stateless node's copies of documents

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
mod owning;
mod pace;
mod reading;
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

pub use arrivals::{SharedFax, SharedFaxAge};
pub(crate) use bringing::Transfer;
pub(crate) use comparing::identity;
pub(crate) use copies::{is_copied, write_copy};
pub(crate) use document::Document;
pub(crate) use drain::is_drained;
pub use mails::{HeardOfMails, MailTaker, MailsAtStore, TakingOver};
pub(crate) use members::now;
pub use members::{Drained, Member, NodeReport};
pub(crate) use owning::{Owner, adopt, drop_coming, forget_old_of_jobs, is_coming};
pub(crate) use pace::Pace;
pub use reading::Beat;
pub use rekeying::{Rekeyed, SealCounts};
pub use shipping::{NotShipped, Shipped, Shipping};

use crate::{Cluster, memory};
use ferrofax_spool::SpoolError;
use ferrofax_spool::inside::Inside;
use ferrofax_spool::inside::clock_jumps::Moment;
use ferrofax_spool::inside::database::{self, Transaction, params};
use std::os::unix::fs::MetadataExt;
use std::path::Path;

/// The identity of a spool as a node, and the shared database that it uses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// The node's name, as people know it.
    pub name: String,
    /// A random word that distinguishes this spool from another one with the same name in the
    /// shared database.
    pub token: String,
    /// The shared database to which the node ships faxes, as it is shown to people.
    pub store: String,
    /// The boot of the machine, and the device and inode of the spool's folder. A copy of the spool
    /// has other values, so the copy is recognised.
    pub machine: String,
    /// The folder and the host of the spool, as text for people.
    pub place: String,
    /// The facts that the node remembers about its shared database.
    pub(crate) known: KnownStore,
}

impl Node {
    /// Makes a node that has not yet made a handshake with its shared database. The arguments are:
    /// its name and token, the shared database, and the spool's location ([`Node::machine`],
    /// [`Node::place`]).
    #[must_use]
    pub fn new([name, token]: [String; 2], store: &str, [machine, place]: [String; 2]) -> Self {
        let (store, known) = (store.to_owned(), KnownStore::default());
        Self { name, token, store, machine, place, known }
    }
}

/// The facts that a node remembers about its shared database, and the words by which it identifies
/// itself there. The address of the database does not matter for them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct KnownStore {
    /// The identity of the shared database that has the node's faxes; empty if none is known yet.
    pub(crate) identity: String,
    /// The epoch of the shared database that has the node's jobs. The database gets a new epoch
    /// when it is made, restored, or replaced by failover. Empty if none is known yet.
    pub(crate) epoch: String,
    /// The handshake words: the word by which the shared database knows the node, and the next one,
    /// as long as the answer to it has not arrived. A copy of this machine with all its data makes
    /// up another next word, so the copy is detected.
    pub(crate) words: [String; 2],
    /// How many handshake words the shared database has counted for this node.
    pub(crate) heard: i64,
}

/// A node together with its location, as it identifies itself to the shared database.
#[derive(Clone, Copy)]
struct Standing<'n> {
    node: &'n Node,
    /// The name of the node's machine.
    host: &'n str,
    /// The spool's folder on that machine.
    folder: &'n str,
}

const NODE: &str = "SELECT name, token, store, identity, epoch, word, next_word, words FROM node";
/// Forgets which faxes were shipped: faxes that another shared database has prove nothing about
/// this one.
const FORGET_SHIPPED: &str = "DELETE FROM shipped";
/// Makes the spool a node, or changes the node's name and shared database. The new address does not
/// show which database answers there. Until that database was asked (`compared_at`), the node does
/// not assume that it has any fax.
const BECOME: &str = "
    INSERT INTO node (one, name, token, store, upto) SELECT 1, ?1, lower(hex(randomblob(8))), ?2, 0
    WHERE true
    ON CONFLICT (one) DO UPDATE SET name = excluded.name, store = excluded.store, compared_at = 0,
        upto = iif(node.name = excluded.name, node.upto, 0)";
const NO_NODE: &str = "DELETE FROM node";
/// Keeps the node's identity for later, because the shared database finds the jobs of this spool by
/// that identity.
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
/// In another shared database, and in a new epoch of the same one, the numbers of the shared
/// database belong to other jobs and calls. So they are replaced here by negative numbers, which the
/// shared database never gives out.
const TRIES_OF_BEFORE: &str =
    "UPDATE store_tries SET store_call = -job, until_ms = -1 WHERE store_call > 0";
const JOBS_OF_BEFORE: &str = "UPDATE moved_jobs SET store_job = -job WHERE store_job > 0";

/// Forgets the numbers that the former shared database, or the former epoch, has given to jobs and
/// calls of this spool.
pub(crate) fn forget_numbers(transaction: &Transaction<'_>) -> database::Result<()> {
    transaction.run(TRIES_OF_BEFORE, [])?;
    transaction.run(JOBS_OF_BEFORE, [])
}

/// Ends the spool's role as a node. From now on, faxes that were not shipped are kept as long as
/// all others. With `keeps_identity`, the spool becomes the same node again if it joins later.
/// Returns false if the spool was no node.
pub(crate) fn leave(transaction: &Transaction<'_>, keeps_identity: bool) -> database::Result<bool> {
    transaction.run(FORGET_SHIPPED, [])?;
    memory::leave(transaction)?;
    if keeps_identity {
        transaction.run(KEEP_IDENTITY, [])?;
    }
    Ok(transaction.change(NO_NODE, [])? > 0)
}

impl Cluster<'_> {
    /// Makes this spool a node of this name that ships faxes to this shared database. From now on,
    /// no received fax is deleted by its age before it is shipped. If the name changes, all faxes
    /// are shipped again. If the shared database changes, they are shipped again as soon as its
    /// identity is known to be another one. If the spool was no node, or had left its shared
    /// database with nothing left there, it is a new node, which knows no jobs of a database.
    ///
    /// # Errors
    /// The spool could not be read or written.
    pub fn become_node(&self, name: &str, store: &str) -> Result<Node, SpoolError> {
        let known = self.node()?;
        let is_called_so = known.as_ref().is_some_and(|node| node.name == name);
        if let Some(node) = known.filter(|node| is_called_so && node.store == store) {
            return Ok(node);
        }
        let made = self.spool.write(|transaction| {
            if !is_called_so {
                transaction.run(FORGET_SHIPPED, [])?;
            }
            let was_node = self.node_of(transaction)?.is_some();
            transaction.run(BECOME, params![name, store])?;
            let is_same_again = transaction.change(TAKE_IDENTITY, [])? > 0;
            transaction.run(FORGET_IDENTITY, [])?;
            if !was_node && !is_same_again {
                forget_numbers(transaction)?;
            }
            self.node_of(transaction)
        })?;
        made.ok_or(SpoolError::Internal)
    }

    /// This spool as a node, if it is one.
    ///
    /// # Errors
    /// The spool could not be read.
    pub fn node(&self) -> Result<Option<Node>, SpoolError> {
        self.spool.read(|transaction| self.node_of(transaction))
    }

    fn node_of(&self, transaction: &Transaction<'_>) -> database::Result<Option<Node>> {
        transaction.first(NODE, [], |row| {
            let place = format!("{} of {}", self.spool.folder().display(), self.spool.host());
            let (name, token, store) = (row.get(0)?, row.get(1)?, row.get(2)?);
            let known = KnownStore {
                identity: row.get(3)?,
                epoch: row.get(4)?,
                words: [row.get(5)?, row.get(6)?],
                heard: row.get(7)?,
            };
            Ok(Node { name, token, store, machine: machine(self.spool.folder()), place, known })
        })
    }
}

/// A value that identifies the boot of the machine and a folder on it. Not even a copy of the whole
/// machine has the same value.
fn machine(folder: &Path) -> String {
    let run = Moment::now().unwrap_or_default().boot;
    let place = std::fs::metadata(folder)
        .map(|found| format!("{}:{}", found.dev(), found.ino()))
        .unwrap_or_default();
    format!("{run}:{place}")
}
