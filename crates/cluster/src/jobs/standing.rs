//! Membership in the shared database: which machine shares jobs under which identity. A spool that
//! was copied, or restored beside its original, has the identity of the original. Two such spools
//! would return and end each other's attempts. If a machine was copied with its memory, both
//! machines know the same and look like one. They are distinguished by the words that they exchange
//! in the handshake, which change each time (`greeting`).

use super::epoch;
use super::leases::StoreTry;
use crate::SharedQueue;
use crate::node::{Node, now};
use ferrofax_basics::UnixMs;
use ferrofax_spool::SpoolError;
use ferrofax_spool::inside::Inside;
use ferrofax_spool::inside::database::{self, Transaction, params};

/// Finds another machine that is active under the same identity or under the same name. A copy of
/// this machine with its memory has the same identity and the same machine identifier; it differs
/// in the word of its last handshake. Words are compared only if the node knows the epoch of this
/// database.
const OTHER: &str = "
    SELECT token, name, place, machine, word FROM job_nodes
    WHERE until > ?4 AND ((token <> ?1 AND name = ?2) OR (token = ?1 AND (machine <> ?3
        OR (word NOT IN ('', ?5, ?6) AND ?7 = (SELECT epoch FROM store_identity)))))
    ORDER BY token = ?1 DESC LIMIT 1";
/// Of two machines that come at once, either both rows are inserted, or the second finds the row of
/// the first.
const STAND: &str = "
    INSERT INTO job_nodes (token, name, machine, place, until) VALUES (?1, ?2, ?3, ?4, ?5)
    ON CONFLICT (token) DO UPDATE SET name = excluded.name, machine = excluded.machine,
        place = excluded.place, until = excluded.until
    WHERE job_nodes.machine = excluded.machine OR job_nodes.until <= ?6";
/// Records a rejected copy by its word, and changes the row only once for each copy. Then the
/// leases are frozen, since neither machine may continue the attempts that both remember.
const REFUSE: &str = "
    UPDATE job_nodes SET refused = ?2 WHERE token = ?1 AND refused <> ?2";
const FREEZE: &str = "UPDATE job_leases SET machine = 'copied' WHERE token = ?1";
/// A lease of a Ferrofax version that did not specify its machine belongs to the machine that comes
/// first.
macro_rules! is_held {
    ($rest:literal) => {
        concat!(
            "SELECT jobs.canonical FROM job_leases AS l JOIN jobs ON jobs.id = l.job AND jobs.call = l.call
             WHERE l.call = ?1 AND l.token = ?2 AND l.machine IN ('', ?3)
               AND (?6 = '' OR ?6 = (SELECT epoch FROM store_identity))
               AND NOT EXISTS (SELECT 1 FROM job_nodes AS n
                               WHERE n.token = ?2 AND n.word NOT IN ('', ?4, ?5) AND ?6 <> '')",
            $rest
        )
    };
}
const IS_HELD: &str = is_held!("");
/// The row lock keeps the lease from being taken away before the changes made under it are
/// committed.
const HOLD_OF_POSTGRESQL: &str = is_held!(" FOR UPDATE OF l");

impl SharedQueue<'_> {
    /// Returns an error that names another machine that uses the identity or the name of this node
    /// in this shared database; none if there is no such machine.
    ///
    /// # Errors
    /// Access to the shared database failed.
    pub fn other_of_node(&self, node: &Node) -> Result<Option<SpoolError>, SpoolError> {
        let found = self.spool.read(|transaction| other(transaction, node, now(transaction)?))?;
        Ok(found.map(|(_, other)| other))
    }

    /// Runs `work` in this shared database for a node, if the node is the one that it claims to be.
    /// For `lease_ms` from now, no other machine may be this node.
    pub(super) fn for_node<T>(
        &self,
        node: &Node,
        lease_ms: i64,
        work: impl FnOnce(&Transaction<'_>, UnixMs) -> database::Result<T>,
    ) -> Result<T, SpoolError> {
        let answer = self.spool.write(|transaction| {
            let now = now(transaction)?;
            if !node.known.epoch.is_empty() {
                let store = epoch::current(&self.spool.ledger(transaction, now), now + lease_ms)?;
                if store.epoch != node.known.epoch {
                    return Ok(Answer::Refused(SpoolError::OtherStore));
                }
            }
            match stand(transaction, node, (now, now + lease_ms))? {
                Some(refused) => Ok(Answer::Refused(refused)),
                None => work(transaction, now).map(Answer::Done),
            }
        })?;
        answer.result()
    }
}

/// The answer of the shared database to a node. The changes made together with a refusal are
/// committed as well. A new epoch begins although the node that found it must repeat the handshake
/// first. The leases of a copied node are frozen although the node is refused.
pub(super) enum Answer<T> {
    Done(T),
    Refused(SpoolError),
}

impl<T> Answer<T> {
    /// Returns the answer as a result, after the commit.
    pub(super) fn result(self) -> Result<T, SpoolError> {
        match self {
            Self::Done(done) => Ok(done),
            Self::Refused(why) => Err(why),
        }
    }
}

/// Renews the membership of a node until `until`. Returns the reason if the node is not the one
/// that it claims to be, and none if it is.
pub(super) fn stand(
    transaction: &Transaction<'_>,
    node: &Node,
    (now, until): (UnixMs, UnixMs),
) -> database::Result<Option<SpoolError>> {
    if let Some((is_copy, other)) = other(transaction, node, now)? {
        if is_copy {
            freeze(transaction, node)?;
        }
        return Ok(Some(other));
    }
    let row = params![node.token, node.name, node.machine, node.place, until, now];
    if transaction.change(STAND, row)? > 0 {
        return Ok(None);
    }
    Ok(other(transaction, node, now)?.map(|(_, other)| other))
}

/// Freezes the leases of a copied node. If two machines remember the same attempts, it is unknown
/// which of them reports the truth about them. These attempts end like those of a node that is
/// dead.
fn freeze(transaction: &Transaction<'_>, node: &Node) -> database::Result<()> {
    let refused = params![node.token, node.known.words[0]];
    if transaction.change(REFUSE, refused)? > 0 {
        transaction.run(FREEZE, [&node.token])?;
    }
    Ok(())
}

fn other(
    transaction: &Transaction<'_>,
    node: &Node,
    now: UnixMs,
) -> database::Result<Option<(bool, SpoolError)>> {
    let [last, next] = &node.known.words;
    let epoch = &node.known.epoch;
    let keys = params![node.token, node.name, node.machine, now, last, next, epoch];
    transaction.first(OTHER, keys, |row| {
        let (token, name, by): (String, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let machine: String = row.get(3)?;
        let is_copy = token == node.token && machine == node.machine;
        Ok((
            is_copy,
            if token != node.token {
                SpoolError::NodeNameTaken { name, by }
            } else if is_copy {
                SpoolError::NodeCopied {
                    by: format!("{name}, in {by}, on a machine with all that this one remembers"),
                }
            } else {
                SpoolError::NodeCopied { by: format!("{name}, in {by}") }
            },
        ))
    })
}

/// The number that an attempt of this node dials; none if the attempt no longer belongs to this
/// machine.
pub(super) fn held(
    transaction: &Transaction<'_>,
    node: &Node,
    of: StoreTry,
) -> database::Result<Option<String>> {
    let [last, next] = &node.known.words;
    let epoch = &node.known.epoch;
    let keys = params![of.call.0, node.token, node.machine, last, next, epoch];
    transaction.first(IS_HELD, keys, |row| row.get(0))
}

/// Whether an attempt belongs to this machine. If so, it cannot be taken away before the
/// transaction has ended.
pub(super) fn hold(
    transaction: &Transaction<'_>,
    node: &Node,
    of: StoreTry,
) -> database::Result<bool> {
    let hold = transaction.either(IS_HELD, HOLD_OF_POSTGRESQL);
    let [last, next] = &node.known.words;
    let epoch = &node.known.epoch;
    let keys = params![of.call.0, node.token, node.machine, last, next, epoch];
    transaction.finds(hold, keys)
}
