//! The store: which machine it is that shares jobs under an identity. A spool that was copied, or
//! restored beside its original, has its identity, too; two of them would give back and end each
//! other's tries. And of a machine that was copied with its memory there are two that are one by
//! all that they know: they are told by their words, which change (`greeting`).

use super::epoch;
use super::leases::StoreTry;
use crate::database::{self, OptionalExtension, Transaction, params};
use crate::node::{Node, now};
use crate::{SharedQueue, SpoolError};
use ferrofax_basics::UnixMs;

/// Who is at work under this identity on another machine, or on this one with another word, or
/// under this name. Words are of the store that the node knows.
const OTHER: &str = "
    SELECT token, name, place, machine, word FROM job_nodes
    WHERE until > ?4 AND ((token <> ?1 AND name = ?2) OR (token = ?1 AND (machine <> ?3
        OR (word NOT IN ('', ?5, ?6) AND ?7 = (SELECT epoch FROM store_identity)))))
    ORDER BY token = ?1 DESC LIMIT 1";
/// Two that come at once are two rows, or the second finds that of the first.
const STAND: &str = "
    INSERT INTO job_nodes (token, name, machine, place, until) VALUES (?1, ?2, ?3, ?4, ?5)
    ON CONFLICT (token) DO UPDATE SET name = excluded.name, machine = excluded.machine,
        place = excluded.place, until = excluded.until
    WHERE job_nodes.machine = excluded.machine OR job_nodes.until <= ?6";
/// Once for each copy that comes: what both remember as theirs neither goes on with.
const REFUSE: &str = "
    UPDATE job_nodes SET refused = ?2 WHERE token = ?1 AND refused <> ?2";
const FREEZE: &str = "UPDATE job_leases SET machine = 'copied' WHERE token = ?1";
/// One of a Ferrofax that did not say which machine it is on is the one that comes first.
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
/// And nobody takes it away before what is done with it is there.
const HOLD_OF_POSTGRESQL: &str = is_held!(" FOR UPDATE OF l");

impl SharedQueue<'_> {
    /// Who else shares jobs by this store as this node; none if nobody does.
    ///
    /// # Errors
    /// The store could not be asked.
    pub fn other_of_node(&self, node: &Node) -> Result<Option<SpoolError>, SpoolError> {
        let found = self.spool.read(|transaction| other(transaction, node, now(transaction)?))?;
        Ok(found.map(|(_, other)| other))
    }

    /// Does what a node asks of this store, if it is the one that it says it is: no other may be,
    /// for so long from now.
    pub(super) fn for_node<T>(
        &self,
        node: &Node,
        lease_ms: i64,
        work: impl FnOnce(&Transaction<'_>, UnixMs) -> database::Result<T>,
    ) -> Result<T, SpoolError> {
        let answer = self.spool.write(|transaction| {
            let now = now(transaction)?;
            if !node.known.epoch.is_empty() {
                let store =
                    epoch::current(&self.spool.jobs().ledger(transaction, now), now + lease_ms)?;
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

/// The answer of the store to a node. The changes made with a refusal are committed as well: a new
/// epoch begins although the node that found it must greet first, and the leases of a copied node
/// are frozen although the node is refused.
pub(super) enum Answer<T> {
    Done(T),
    Refused(SpoolError),
}

impl<T> Answer<T> {
    /// The answer after the commit.
    pub(super) fn result(self) -> Result<T, SpoolError> {
        match self {
            Self::Done(done) => Ok(done),
            Self::Refused(why) => Err(why),
        }
    }
}

/// Why a node is not the one that it says it is; none: it is, until then.
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
    if transaction.prepare_cached(STAND)?.execute(row)? > 0 {
        return Ok(None);
    }
    Ok(other(transaction, node, now)?.map(|(_, other)| other))
}

/// Of two machines that remember the same tries nobody knows whose word about them is true: they
/// end as those of a node that is dead.
fn freeze(transaction: &Transaction<'_>, node: &Node) -> database::Result<()> {
    let refused = params![node.token, node.known.words[0]];
    if transaction.prepare_cached(REFUSE)?.execute(refused)? > 0 {
        transaction.prepare_cached(FREEZE)?.execute([&node.token])?;
    }
    Ok(())
}

fn other(
    transaction: &Transaction<'_>,
    node: &Node,
    now: UnixMs,
) -> database::Result<Option<(bool, SpoolError)>> {
    let mut select = transaction.prepare_cached(OTHER)?;
    let [last, next] = &node.known.words;
    let epoch = &node.known.epoch;
    let keys = params![node.token, node.name, node.machine, now, last, next, epoch];
    let found = select.query_row(keys, |row| {
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
    });
    found.optional()
}

/// The number that a try of this node dials; none if the try is not this machine's any more.
pub(super) fn held(
    transaction: &Transaction<'_>,
    node: &Node,
    of: StoreTry,
) -> database::Result<Option<String>> {
    let mut select = transaction.prepare_cached(IS_HELD)?;
    let [last, next] = &node.known.words;
    let epoch = &node.known.epoch;
    let keys = params![of.call.0, node.token, node.machine, last, next, epoch];
    select.query_row(keys, |row| row.get(0)).optional()
}

/// Whether a try is this machine's, and stays that until the transaction has ended.
pub(super) fn hold(
    transaction: &Transaction<'_>,
    node: &Node,
    of: StoreTry,
) -> database::Result<bool> {
    let hold = transaction.either(IS_HELD, HOLD_OF_POSTGRESQL);
    let [last, next] = &node.known.words;
    let epoch = &node.known.epoch;
    let keys = params![of.call.0, node.token, node.machine, last, next, epoch];
    transaction.prepare_cached(hold)?.exists(keys)
}
