//! The handshake of a node with its shared database. It finds out which machine the node is if a
//! machine was copied with its memory, and whether the shared database is the one that the node
//! knows.
//!
//! In each handshake the node sends the random *word* by which it is known, and a new random word
//! by which it is known from then on. A copy of its machine, memory and all, makes up another new
//! word, so that the second of the two machines is detected. A node that did not receive the answer
//! knows both words. The shared database counts the words that it receives. If it has received
//! fewer words than the node knows of, the database was set back.

use super::epoch;
use super::standing::{Answer, stand};
use crate::node::{Node, now};
use crate::{Clustered, SharedQueue};
use ferrofax_basics::UnixMs;
use ferrofax_spool::inside::Inside;
use ferrofax_spool::inside::database::{self, Transaction, params};
use ferrofax_spool::{Spool, SpoolError};

const HEARD: &str = "SELECT words FROM job_nodes WHERE token = ?1";
const HEAR: &str = "UPDATE job_nodes SET word = ?2, words = words + 1 WHERE token = ?1";

const MAKE_WORD: &str =
    "UPDATE node SET next_word = lower(hex(randomblob(8))) WHERE next_word = ''";
const SAID: &str = "
    UPDATE node SET word = next_word, next_word = '', words = ?2 WHERE next_word = ?1";
const KNOW: &str = "UPDATE node SET epoch = ?1";

/// The answer of a shared database to a handshake.
pub(super) struct Heard {
    pub(super) epoch: String,
    /// The number of words that the database has received from this node.
    pub(super) words: i64,
    /// True if the database is not the one that the node knew, or has another epoch.
    pub(super) is_other: bool,
}

impl SharedQueue<'_> {
    /// Performs the handshake with the shared database as this node. For `lease_ms` from now no
    /// other machine is this node, not even one that remembers all that this one does. If the
    /// shared database was restored, created again or taken over by another server, this node
    /// reports all that it knows of its jobs. The node then prepares the jobs that the database
    /// lost to be handed over again. Returns the node as it is now, and whether the shared database
    /// was another one.
    ///
    /// # Errors
    /// [`SpoolError::NodeCopied`], [`SpoolError::NodeNameTaken`]: another machine is this node. Or
    /// access to this spool or to the shared database failed.
    pub fn greet(
        &self,
        store: &Spool,
        lease_ms: i64,
        now: UnixMs,
    ) -> Result<(Node, bool), SpoolError> {
        self.spool.write(|transaction| transaction.run(MAKE_WORD, []))?;
        let node = self.this_node()?;
        let heard = store.shared_queue().hear(&node, lease_ms)?;
        let said = &node.known.words[1];
        self.spool.write(|transaction| {
            let said = params![said, heard.words];
            transaction.run(SAID, said)
        })?;
        self.hear_ends(store, &node, now)?;
        if heard.epoch == node.known.epoch {
            return Ok((self.this_node()?, false));
        }
        if heard.is_other {
            let mut node = self.this_node()?;
            node.known.epoch.clone_from(&heard.epoch);
            self.meet(store, &node, lease_ms, now)?;
        }
        self.spool.write(|transaction| transaction.run(KNOW, [&heard.epoch]))?;
        Ok((self.this_node()?, heard.is_other))
    }

    fn this_node(&self) -> Result<Node, SpoolError> {
        self.spool.cluster().node()?.ok_or(SpoolError::Internal)
    }

    /// Answers a handshake in the shared database.
    pub(super) fn hear(&self, node: &Node, lease_ms: i64) -> Result<Heard, SpoolError> {
        let answer = self.spool.write(|transaction| {
            let now = now(transaction)?;
            let (ledger, until) = (self.spool.ledger(transaction, now), now + lease_ms);
            let known = &node.known;
            let mut store = epoch::current(&ledger, until)?;
            if epoch::is_beyond(transaction, now)? {
                log::warn!("times in the shared database are later than nodes write them, and are brought back: the \
                            clock of its server was put back, or somebody else has written there");
                epoch::bring_back(transaction, now)?;
            }
            if known.epoch == store.epoch && words(transaction, node)? < known.heard {
                store = epoch::begin(&ledger, until)?;
            }
            if let Some(refused) = stand(transaction, node, (now, until))? {
                // A copy that knows of more words than the shared database has received is
                // rejected. It still proves that the database was set back, so the new epoch
                // remains.
                return Ok(Answer::Refused(refused));
            }
            // A node that knows no epoch yet may know the identity of its shared database.
            let is_other = if known.epoch.is_empty() {
                !known.identity.is_empty() && known.identity != store.identity
            } else {
                known.epoch != store.epoch
            };
            if is_other {
                epoch::quiet(transaction, until)?;
            }
            let word = params![node.token, known.words[1]];
            transaction.run(HEAR, word)?;
            let words = words(transaction, node)?;
            Ok(Answer::Done(Heard { epoch: store.epoch, words, is_other }))
        })?;
        answer.result()
    }
}

/// The number of words that the shared database has received from a node.
fn words(transaction: &Transaction<'_>, node: &Node) -> database::Result<i64> {
    let words = transaction.first(HEARD, [&node.token], |row| row.get(0))?;
    Ok(words.unwrap_or(0))
}
