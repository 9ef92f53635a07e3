//! The node reports that it runs, and reads from the shared database which of its mails other
//! machines have taken over. Until it has read this list, the node sends no mail that another
//! machine may have taken over.

use super::super::members::now as now_of;
use crate::Cluster;
use crate::node::Node;
use ferrofax_basics::UnixMs;
use ferrofax_spool::inside::Inside;
use ferrofax_spool::inside::clock_jumps::Moment;
use ferrofax_spool::inside::database::{self, Row, Transaction, params};
use ferrofax_spool::inside::outbox::{MailedElsewhere, end_elsewhere, how_many_wait_for_store};
use ferrofax_spool::{FaxId, Spool, SpoolError};

/// The longest time, in ms, for which this node sends mails of faxes in the shared database after
/// it last reached the database. It is three times the longest interval between two queries for its
/// mails (5 s).
pub(super) const HEARD_MS: i64 = 15_000;

/// The shortest and the longest delay, in ms, after which a machine may take over mails (the limits
/// of the setting in crates/program/src/front/settings.rs).
const SHORTEST_MS: i64 = 10_000;
pub(super) const LONGEST_MS: i64 = 24 * 60 * 60 * 1000;

/// The time, in ms, for which a machine that takes over mails is believed to run after its last
/// report.
pub(super) const TAKER_MS: i64 = 24 * 60 * 60 * 1000;

const TERMS: &str = "
    SELECT mails_after, mails_told, EXISTS (SELECT 1 FROM sending_settings WHERE name = 'holds_mails')
    FROM node";
const GO_BY: &str =
    "UPDATE node SET mails_after = ?1, mails_told = ?2, mails_boot = ?3, mails_until = ?4";
const SAY: &str = "
    INSERT INTO mail_nodes (token, name, seen_at, after_ms) VALUES (?1, ?2, ?3, ?4)
    ON CONFLICT (token) DO UPDATE SET name = excluded.name, seen_at = excluded.seen_at,
        after_ms = excluded.after_ms";
/// Reads the shortest delay of the machines that take over mails. A delay outside the limits of the
/// setting is ignored: no such machine reports it, so something else wrote it, and it would block
/// all mails.
const AFTER: &str = "
    SELECT coalesce(min(after_ms), 0) FROM mail_takers WHERE seen_at > ?1 AND after_ms BETWEEN ?2 AND ?3";
const TAKEN: &str = "
    SELECT o.node_fax, o.kind, o.mailbox, o.message_id, o.taken_by, o.fax, n.mark
    FROM owed_mails AS o LEFT JOIN node_faxes AS n ON n.fax = o.fax
    WHERE o.token = ?1 AND o.is_told = 0 AND o.taken_at IS NOT NULL ORDER BY o.fax";
const HEARD: &str = "
    UPDATE owed_mails SET is_told = 1
    WHERE fax = ?1 AND kind = ?2 AND mailbox = ?3 AND taken_at IS NOT NULL";
const FORGET: &str = "
    DELETE FROM owed_mails
    WHERE token = ?1 AND is_told = 1 AND NOT EXISTS (SELECT 1 FROM faxes WHERE faxes.id = owed_mails.fax)";
const KEEP: &str = "UPDATE mail_nodes SET after_ms = 0 WHERE token = ?1";
const AT_STORE: &str = "SELECT count(*) FROM faxes_at_store";

/// The state of a node's mails that another machine may send instead.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MailsAtStore {
    /// The delay in ms without a report of this node after which another machine sends its mails; 0
    /// if no machine does.
    pub after_ms: i64,
    /// The number of faxes that the shared database has and that still have mails to send.
    pub faxes: i64,
    /// The number of mails that wait until the shared database reports whether another machine has
    /// sent them.
    pub waiting: i64,
}

/// The result of a node's query for its mails.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HeardOfMails {
    /// The number of mails that ended on this node because another machine has taken them over.
    pub ended: usize,
    /// The delay in ms without a report of this node after which another machine sends its mails; 0
    /// if no machine does.
    pub after_ms: i64,
}

/// The delay after which another machine takes over a node's mails, as the node has it in its own
/// spool.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Terms {
    after_ms: i64,
    told_ms: i64,
    /// Whether the node's module does not send mails that another machine may have sent.
    holds: bool,
}

/// A mail that another machine has taken over, and the number of its fax in the shared database.
struct Taken {
    there: i64,
    mail: MailedElsewhere,
}

impl Cluster<'_> {
    /// Reports to the shared database that this node sends its own outstanding mails, and ends
    /// those mails that other machines have taken over.
    ///
    /// # Errors
    /// The spool or the shared database could not be reached. Mails of faxes in the shared database
    /// are still sent for a while.
    pub fn hear_of_mails(
        &self,
        store: &Spool,
        node: &Node,
        now: UnixMs,
    ) -> Result<HeardOfMails, SpoolError> {
        let began = Moment::now().unwrap_or_default();
        let terms = self.spool.read(terms)?;
        let Some(terms) = terms else { return Ok(HeardOfMails::default()) };
        let said_ms = if terms.holds { terms.after_ms } else { 0 };
        let (after_ms, taken) = store.write(|transaction| {
            let now = now_of(transaction)?;
            let row = params![node.token, node.name, now, said_ms];
            transaction.run(SAY, row)?;
            let after_ms = transaction.one(
                AFTER,
                params![now - TAKER_MS, SHORTEST_MS, LONGEST_MS],
                |row| row.get(0),
            )?;
            let taken: Vec<Taken> = transaction.all(TAKEN, [&node.token], taken_of_row)?;
            Ok((after_ms, taken))
        })?;
        let heard = Terms { after_ms, told_ms: said_ms, ..terms };
        let ended = self.go_by(&heard, &began, &taken, now)?;
        if !taken.is_empty() {
            store.write(|transaction| {
                let mut hear = transaction.prepare_cached(HEARD)?;
                for Taken { there, mail } in &taken {
                    hear.execute(params![there, mail.kind, mail.mailbox])?;
                }
                transaction.run(FORGET, [&node.token])
            })?;
        }
        Ok(HeardOfMails { ended, after_ms })
    }

    /// Reports to the shared database that this node no longer leaves mails to other machines, and
    /// ends the mails that they have taken over.
    ///
    /// # Errors
    /// The spool or the shared database could not be reached. Another machine may send mails that
    /// wait on this node.
    pub fn keep_mails(&self, store: &Spool, node: &Node, now: UnixMs) -> Result<(), SpoolError> {
        self.hear_of_mails(store, node, now)?;
        store.write(|transaction| transaction.run(KEEP, [&node.token]))
    }

    /// Ends the mails that were taken over, and allows the node to send the others for a while.
    fn go_by(
        &self,
        heard: &Terms,
        began: &Moment,
        taken: &[Taken],
        now: UnixMs,
    ) -> Result<usize, SpoolError> {
        // The node obeys the shorter of the delay that it has reported and the delay that it reports
        // next: the shared database may have that report before the node notes the answer.
        let delays = [heard.after_ms, heard.told_ms];
        let within_ms = delays.into_iter().filter(|ms| *ms > 0).min().unwrap_or(0);
        if within_ms == 0 && taken.is_empty() && self.spool.read(terms)? == Some(*heard) {
            return Ok(0);
        }
        // If the system does not report how long it has been up, no limit can be measured, and no
        // mail may be sent.
        let within_ms = HEARD_MS.min(within_ms / 12 * 7);
        let until = if began.boot.is_empty() { 0 } else { began.ms + within_ms };
        self.spool.write(|transaction| {
            let mut ended = 0;
            for Taken { mail, .. } in taken {
                ended += end_elsewhere(transaction, mail, now)?;
            }
            let row = params![heard.after_ms, heard.told_ms, began.boot, until];
            transaction.run(GO_BY, row)?;
            Ok(ended)
        })
    }

    /// Returns the state of this node's mails that another machine may send instead.
    ///
    /// # Errors
    /// The spool could not be read.
    pub fn mails_at_store(&self) -> Result<MailsAtStore, SpoolError> {
        self.spool.read(|transaction| {
            let terms = terms(transaction)?;
            Ok(MailsAtStore {
                after_ms: terms.map_or(0, |terms| terms.after_ms.max(terms.told_ms)),
                faxes: transaction.one(AT_STORE, [], |row| row.get(0))?,
                waiting: how_many_wait_for_store(transaction)?,
            })
        })
    }
}

fn terms(transaction: &Transaction<'_>) -> database::Result<Option<Terms>> {
    transaction.first(TERMS, [], |row| {
        Ok(Terms { after_ms: row.get(0)?, told_ms: row.get(1)?, holds: row.get(2)? })
    })
}

fn taken_of_row(row: &Row<'_>) -> database::Result<Taken> {
    // If two documents have the same mark, the second one has a suffix after `#`
    // ([`super::super::shipment`]).
    let mark: Option<String> = row.get("mark")?;
    let document = mark.as_deref().and_then(|mark| mark.split('#').next());
    let mail = MailedElsewhere {
        fax: FaxId(row.get("node_fax")?),
        document: document.unwrap_or_default().to_owned(),
        kind: row.get("kind")?,
        mailbox: row.get("mailbox")?,
        message_id: row.get("message_id")?,
        by: row.get("taken_by")?,
    };
    Ok(Taken { there: row.get("fax")?, mail })
}
