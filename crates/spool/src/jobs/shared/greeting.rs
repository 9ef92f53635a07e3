//! A node greets its store: which of several machines of one memory it is, and whether the store
//! is the one that it knows.
//!
//! With each greeting it says the word by which it is known, and another, made up for that, by which
//! it is known from now on. A copy of its machine, memory and all, makes up another one: whoever of
//! the two comes second is found out. Who did not hear the answer knows both words. The store
//! counts the words that it hears. One that has heard fewer than the node has said was set back.

use super::epoch;
use super::standing::{Answer, stand};
use crate::database::{self, OptionalExtension, Transaction, params};
use crate::node::{Node, now};
use crate::{SharedQueue, Spool, SpoolError};
use ferrofax_basics::UnixMs;

const HEARD: &str = "SELECT words FROM job_nodes WHERE token = ?1";
const HEAR: &str = "UPDATE job_nodes SET word = ?2, words = words + 1 WHERE token = ?1";

const MAKE_WORD: &str =
    "UPDATE node SET next_word = lower(hex(randomblob(8))) WHERE next_word = ''";
const SAID: &str = "
    UPDATE node SET word = next_word, next_word = '', words = ?2 WHERE next_word = ?1";
const KNOW: &str = "UPDATE node SET epoch = ?1";

/// What a store says to a greeting.
pub(super) struct Heard {
    pub(super) epoch: String,
    /// How many words it has heard of this node.
    pub(super) words: i64,
    /// It is not the one that the node knew, or not as that was.
    pub(super) is_other: bool,
}

impl SharedQueue<'_> {
    /// Greets the store as this node: no other machine is this node for so long from now, even one
    /// that remembers all that this one does. A store that was restored, made anew or taken over is
    /// told all that is known here of its jobs, and gets back those that it lost. The node as it is
    /// now; and whether the store was another.
    ///
    /// # Errors
    /// [`SpoolError::NodeCopied`], [`SpoolError::NodeNameTaken`]: another machine is this node. Or
    /// the one or the other could not be asked.
    pub fn greet(
        &self,
        store: &Spool,
        lease_ms: i64,
        now: UnixMs,
    ) -> Result<(Node, bool), SpoolError> {
        self.spool
            .write(|transaction| transaction.prepare_cached(MAKE_WORD)?.execute([]).map(drop))?;
        let node = self.this_node()?;
        let heard = store.shared_queue().hear(&node, lease_ms)?;
        let said = &node.known.words[1];
        self.spool.write(|transaction| {
            let said = params![said, heard.words];
            transaction.prepare_cached(SAID)?.execute(said).map(drop)
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
        self.spool.write(|transaction| {
            transaction.prepare_cached(KNOW)?.execute([&heard.epoch]).map(drop)
        })?;
        Ok((self.this_node()?, heard.is_other))
    }

    fn this_node(&self) -> Result<Node, SpoolError> {
        self.spool.cluster().node()?.ok_or(SpoolError::Internal)
    }

    /// The store hears a greeting.
    pub(super) fn hear(&self, node: &Node, lease_ms: i64) -> Result<Heard, SpoolError> {
        let answer = self.spool.write(|transaction| {
            let now = now(transaction)?;
            let (ledger, until) = (self.spool.jobs().ledger(transaction, now), now + lease_ms);
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
                // A copy that knows more words than the store shows as well that the store was set
                // back: the epoch stays begun.
                return Ok(Answer::Refused(refused));
            }
            // One that knows of no epoch yet may know its store.
            let is_other = if known.epoch.is_empty() {
                !known.identity.is_empty() && known.identity != store.identity
            } else {
                known.epoch != store.epoch
            };
            if is_other {
                epoch::quiet(transaction, until)?;
            }
            let word = params![node.token, known.words[1]];
            transaction.prepare_cached(HEAR)?.execute(word)?;
            let words = words(transaction, node)?;
            Ok(Answer::Done(Heard { epoch: store.epoch, words, is_other }))
        })?;
        answer.result()
    }
}

/// How many words the store has heard of a node.
fn words(transaction: &Transaction<'_>, node: &Node) -> database::Result<i64> {
    let mut select = transaction.prepare_cached(HEARD)?;
    let words = select.query_row([&node.token], |row| row.get(0)).optional()?;
    Ok(words.unwrap_or(0))
}
