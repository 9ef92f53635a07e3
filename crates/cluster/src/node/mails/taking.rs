//! Another machine takes over the mails of a node that has not reported to the shared database for
//! long. One transaction marks the mails as taken and adds them to the outbox of the shared
//! database.

use std::collections::HashMap;

use super::super::members::now as now_of;
use super::hearing::{LONGEST_MS, TAKER_MS};
use crate::Cluster;
use ferrofax_basics::UnixMs;
use ferrofax_ground::outcome::Cause;
use ferrofax_spool::inside::Inside;
use ferrofax_spool::inside::database::{self, Transaction, params};
use ferrofax_spool::inside::event::stored;
use ferrofax_spool::inside::outbox::make_entries;
use ferrofax_spool::inside::schema::mails_told_since;
use ferrofax_spool::{FaxId, Spool, SpoolError};

/// The number of mails that one transaction takes over, at most.
const BATCH: u32 = 200;

const STAND_BY: &str = "
    INSERT INTO mail_takers (name, after_ms, seen_at) VALUES (?1, ?2, ?3)
    ON CONFLICT (name) DO UPDATE SET after_ms = excluded.after_ms, seen_at = excluded.seen_at";
const FORGET_TAKERS: &str = "DELETE FROM mail_takers WHERE seen_at <= ?1";
const FORGET_TAKER: &str = "DELETE FROM mail_takers WHERE name = ?1";
const TAKERS: &str = "SELECT name, after_ms, seen_at FROM mail_takers ORDER BY name";
/// Reads the nodes whose mails may be taken over. It leaves out a running node with an older
/// Ferrofax, which does not report the mails that it sends.
const NODES: &str = "
    SELECT m.token, m.name, m.after_ms,
           max(m.seen_at, coalesce((SELECT max(n.seen_at) FROM nodes AS n WHERE n.token = m.token), 0)) AS seen_at
    FROM mail_nodes AS m WHERE m.after_ms > 0
      AND NOT EXISTS (SELECT 1 FROM nodes AS n WHERE n.token = m.token AND n.knows < ?1)
    ORDER BY m.token";
const OWED: &str = "
    SELECT o.fax, o.kind, o.mailbox, o.reason, o.message_id, o.reason_values
    FROM owed_mails AS o JOIN faxes AS f ON f.id = o.fax
    WHERE o.token = ?1 AND o.taken_at IS NULL ORDER BY o.fax, o.kind, o.mailbox LIMIT ?2";
/// Adds an entry to the outbox. If a user has meanwhile had the fax mailed to this mailbox from the
/// shared database, the existing entry is kept.
const QUEUE: &str = "
    INSERT INTO outbox (fax, kind, mailbox, reason, reason_values, state, created_at, next_try_at, message_id)
    VALUES (?1, ?2, ?3, ?4, ?7, 'waiting', ?6, ?6, ?5) ON CONFLICT DO NOTHING";
const TAKE: &str = "
    UPDATE owed_mails SET taken_at = ?4, taken_by = ?5 WHERE fax = ?1 AND kind = ?2 AND mailbox = ?3";
const COMING: &str = "
    SELECT c.fax FROM coming_faxes AS c JOIN faxes AS f ON f.id = c.fax
    WHERE c.token = ?1 AND f.status = 'receiving' ORDER BY c.fax LIMIT ?2";
/// Reads the faxes whose node is no longer on the list of nodes, or was replaced by a node with the
/// same name. It leaves out faxes whose mails another machine will take over: that machine ends
/// them.
const COMING_OF_GONE: &str = "
    SELECT c.fax FROM coming_faxes AS c JOIN faxes AS f ON f.id = c.fax
    WHERE f.status = 'receiving' AND NOT EXISTS (SELECT 1 FROM nodes AS n WHERE n.token = c.token)
      AND NOT (EXISTS (SELECT 1 FROM mail_takers)
               AND EXISTS (SELECT 1 FROM mail_nodes AS m WHERE m.token = c.token AND m.after_ms > 0))
    ORDER BY c.fax";
const END: &str = "
    UPDATE faxes SET status = 'incomplete', outcome_cause = ?2, outcome_text = ?3, ended_at = ?4,
           outcome_event = ?5, outcome_values = ?6
    WHERE id = ?1 AND status = 'receiving'";
const IS_JUNK: &str = "SELECT 1 FROM faxes WHERE id = ?1 AND junk IS NOT NULL";
/// Deletes print entries, since the printers belong to the node.
const FORGET_PRINTS: &str =
    "DELETE FROM outbox WHERE fax = ?1 AND kind = 'fax' AND substr(mailbox, 1, 6) = 'print:'";
/// Marks the mails of a fax whose call was cut off as taken. Their entries were made in the shared
/// database, so the node's entries will have other Message-IDs.
const TAKE_COMING: &str = "
    INSERT INTO owed_mails (fax, kind, mailbox, token, reason, reason_values, message_id, taken_at, taken_by, node_fax)
    SELECT outbox.fax, kind, mailbox, ?2, reason, reason_values, '', ?3, ?4, n.node_fax
    FROM outbox JOIN node_faxes AS n ON n.fax = outbox.fax WHERE outbox.fax = ?1
    ON CONFLICT (fax, kind, mailbox) DO NOTHING";

/// A machine that sends the mails of nodes that do not report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailTaker {
    /// The name that people know the machine by.
    pub name: String,
    /// The delay in ms without a report of a node after which this machine sends the node's mails.
    pub after_ms: i64,
    /// The time of the machine's last report, by the clock of the shared database.
    pub seen_at: UnixMs,
}

/// The failover of mails as it runs on the machine that takes them over.
pub struct TakingOver {
    name: String,
    after_ms: i64,
    /// For each node, by its token: the time of its last report to the shared database, and since
    /// when (by this machine's monotonic clock, in ms) that time has not changed.
    watched: HashMap<String, (UnixMs, u64)>,
}

/// A function that takes over other items of a node, as the failover does with mails. The arguments
/// are the transaction, the node's token with the name of the machine that takes over, and the host
/// for new Message-IDs. Returns how many items it took over.
pub(crate) type More<'m> =
    &'m dyn Fn(&Transaction<'_>, (&str, &str), &str) -> database::Result<usize>;

/// A node that may not be reporting any more, as read from the shared database.
struct Silent {
    token: String,
    name: String,
    after_ms: i64,
    seen_at: UnixMs,
}

impl TakingOver {
    /// Makes the failover of the machine with this name. It takes over mails after a node has not
    /// reported for this many milliseconds.
    pub fn new(name: &str, after_ms: i64) -> Self {
        Self { name: name.to_owned(), after_ms, watched: HashMap::new() }
    }

    /// Takes over the outstanding mails of nodes that have not reported for long enough. The clock
    /// of the shared database must show this, unless it was put back. This machine must also have
    /// seen no new report for the same time, by its monotonic clock (`steady_ms`). `more` takes
    /// over other items of these nodes. Returns the names of the nodes with the number of items
    /// taken over.
    ///
    /// # Errors
    /// The shared database could not be reached, or an item could not be taken over.
    pub(crate) fn turn_with(
        &mut self,
        store: &Spool,
        steady_ms: u64,
        more: More<'_>,
    ) -> Result<Vec<(String, usize)>, SpoolError> {
        let (nodes, now) = store.write(|transaction| {
            let now = now_of(transaction)?;
            let row = params![self.name, self.after_ms, now];
            transaction.run(STAND_BY, row)?;
            transaction.run(FORGET_TAKERS, [now - TAKER_MS])?;
            Ok((nodes(transaction)?, now))
        })?;
        let (mut taken, mut failed) = (Vec::new(), None);
        let mut watched = HashMap::new();
        for node in nodes {
            let known = self.watched.get(&node.token).copied();
            let same = known.filter(|(seen_at, _)| *seen_at == node.seen_at);
            let (_, since) = same.unwrap_or((node.seen_at, steady_ms));
            watched.insert(node.token.clone(), (node.seen_at, since));
            let long_ms = node.after_ms.min(LONGEST_MS).max(self.after_ms);
            // The last report is in the future: the clock of the shared database was put back. Only
            // this machine's own clock counts then.
            let seen_ms_ago = now.ms_since(node.seen_at);
            let is_silent = (seen_ms_ago >= long_ms || seen_ms_ago < 0)
                && steady_ms.saturating_sub(since) >= long_ms.unsigned_abs();
            if is_silent {
                // An item that cannot be taken over blocks neither the node's other items nor other
                // nodes.
                let mut count = 0;
                for what in [&take_mails as More<'_>, more] {
                    match self.take_all(store, &node, what) {
                        Ok(some) => count += some,
                        Err(why) => drop(failed.get_or_insert(why)),
                    }
                }
                if count > 0 {
                    taken.push((node.name, count));
                }
            }
        }
        self.watched = watched;
        for (node, count) in &taken {
            log::warn!("nothing is heard of node {node}: {count} mails that it owes go from here");
        }
        failed.map_or(Ok(taken), Err)
    }

    /// Takes over one kind of item of a node, for as long as the node does not report.
    fn take_all(&self, store: &Spool, node: &Silent, what: More<'_>) -> Result<usize, SpoolError> {
        let mut all = 0;
        loop {
            let taken = store.write(|transaction| {
                let is_same = |known: &Silent| {
                    known.token == node.token
                        && known.seen_at == node.seen_at
                        && known.after_ms == node.after_ms
                };
                if !nodes(transaction)?.iter().any(is_same) {
                    return Ok(0);
                }
                let of = (&*node.token, &*self.name);
                what(transaction, of, store.host())
            })?;
            all += taken;
            if taken == 0 {
                return Ok(all);
            }
        }
    }
}

impl Cluster<'_> {
    /// Lists the machines that send, from this shared database, the mails of nodes that do not
    /// report.
    ///
    /// # Errors
    /// The shared database could not be reached.
    pub fn mail_takers(&self) -> Result<Vec<MailTaker>, SpoolError> {
        self.spool.read(|transaction| {
            let of_row = |row: &database::Row<'_>| {
                let (name, after_ms, seen_at) = (row.get(0)?, row.get(1)?, row.get(2)?);
                Ok(MailTaker { name, after_ms, seen_at })
            };
            transaction.all(TAKERS, [], of_row)
        })
    }

    /// Records that the machine with this name no longer sends mails of other nodes.
    ///
    /// # Errors
    /// The shared database could not be reached.
    pub fn forget_mail_taker(&self, name: &str) -> Result<(), SpoolError> {
        self.spool.write(|transaction| transaction.run(FORGET_TAKER, [name]))
    }
}

fn nodes(transaction: &Transaction<'_>) -> database::Result<Vec<Silent>> {
    let of_row = |row: &database::Row<'_>| {
        let (token, name) = (row.get("token")?, row.get("name")?);
        let (after_ms, seen_at) = (row.get("after_ms")?, row.get("seen_at")?);
        Ok(Silent { token, name, after_ms, seen_at })
    };
    transaction.all(NODES, [mails_told_since()], of_row)
}

/// Takes over the mails of received faxes, also of faxes whose call was cut off with the node.
/// Returns how many items it took over.
fn take_mails(
    transaction: &Transaction<'_>,
    of: (&str, &str),
    host: &str,
) -> database::Result<usize> {
    Ok(take_coming(transaction, of, host)? + take_owed(transaction, of)?)
}

/// Takes over the mails that a node has reported as outstanding. Returns how many it took over.
fn take_owed(transaction: &Transaction<'_>, (token, by): (&str, &str)) -> database::Result<usize> {
    type Owed = (i64, String, String, Option<String>, String, Option<String>);
    let now = now_of(transaction)?;
    let of_row = |row: &database::Row<'_>| {
        Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?))
    };
    let owed: Vec<Owed> = transaction.all(OWED, params![token, BATCH], of_row)?;
    for (fax, kind, mailbox, reason, message_id, reason_values) in &owed {
        let row = params![fax, kind, mailbox, reason, message_id, now, reason_values];
        transaction.run(QUEUE, row)?;
        transaction.run(TAKE, params![fax, kind, mailbox, now, by])?;
    }
    Ok(owed.len())
}

/// Ends the faxes whose node died during the call, as after a crash, and takes over their mails.
/// Returns the number of faxes.
fn take_coming(
    transaction: &Transaction<'_>,
    (token, by): (&str, &str),
    host: &str,
) -> database::Result<usize> {
    let now = now_of(transaction)?;
    let coming: Vec<i64> = transaction.all(COMING, params![token, BATCH], |row| row.get(0))?;
    for fax in &coming {
        end_as_crashed(transaction, *fax, now)?;
        if transaction.finds(IS_JUNK, [fax])? {
            continue;
        }
        make_entries(transaction, FaxId(*fax), true, now, host)?;
        transaction.run(FORGET_PRINTS, [fax])?;
        transaction.run(TAKE_COMING, params![fax, token, now, by])?;
    }
    Ok(coming.len())
}

/// Ends the faxes whose node died during the call and is gone for good, so that they can be deleted.
/// Returns the number of faxes. If such a node comes back, the end that it uploads replaces this
/// end.
pub(in super::super) fn end_coming_of_gone(
    transaction: &Transaction<'_>,
) -> database::Result<usize> {
    let now = now_of(transaction)?;
    let coming: Vec<i64> = transaction.all(COMING_OF_GONE, [], |row| row.get(0))?;
    for fax in &coming {
        end_as_crashed(transaction, *fax, now)?;
    }
    Ok(coming.len())
}

/// Ends a fax that is being received, as after a crash of its PBX.
fn end_as_crashed(transaction: &Transaction<'_>, fax: i64, now: UnixMs) -> database::Result<()> {
    let cause = Cause::PbxCrashed;
    let (event, values) = stored(&cause.into());
    let end = params![fax, cause.name(), cause.text(), now, event, values];
    transaction.run(END, end)
}
