//! E-mails of received faxes that another machine may send, or has sent, instead of this one. This
//! happens if the shared database has the fax and has not heard from this machine for some time
//! (crates/cluster/src/node/mails).

use crate::clock_jumps::Moment;
use crate::database::{self, Transaction, params};
use crate::ids::FaxId;
use crate::undelivered::Undelivered;
use ferrofax_basics::UnixMs;

/// An SQL condition: a row of `outbox` is an e-mail that this machine may send at a moment.
///
/// The moment is given by the boot identifier of the machine's run and the milliseconds since that
/// boot; `$boot` and `$ms` are their parameters in the statement. The condition is false if another
/// machine may have sent the e-mail.
macro_rules! may_be_mailed {
    ($boot:literal, $ms:literal) => {
        concat!(
            "NOT (fax IS NOT NULL AND NOT (kind = 'fax' AND substr(mailbox, 1, 6) = 'print:')
                  AND EXISTS (SELECT 1 FROM node WHERE (node.mails_after > 0 OR node.mails_told > 0)
                              AND NOT (node.mails_boot = ",
            $boot,
            " AND node.mails_until > ",
            $ms,
            ")) AND EXISTS (SELECT 1 FROM faxes_at_store AS at_store WHERE at_store.fax = outbox.fax))"
        )
    };
}
pub(super) use may_be_mailed;

/// An SQL condition: a row of `outbox` is an e-mail of a received fax that has not been sent yet.
#[doc(hidden)]
#[macro_export]
macro_rules! is_owed_mail {
    () => {
        "outbox.state IN ('waiting', 'leased') AND outbox.kind IN ('fax', 'faxmaster')
         AND NOT (outbox.kind = 'fax' AND substr(outbox.mailbox, 1, 6) = 'print:')"
    };
}

const HOW_MANY_WAIT: &str = concat!(
    "SELECT count(*) FROM outbox WHERE ",
    is_owed_mail!(),
    " AND NOT ",
    may_be_mailed!("?1", "?2")
);
const PUT: &str = "
    INSERT INTO mailed_elsewhere (fax, kind, mailbox, message_id, taken_by)
    SELECT id, ?2, ?3, ?4, ?5 FROM faxes WHERE id = ?1 AND (?6 = '' OR document = ?6)
    ON CONFLICT (fax, kind, mailbox) DO UPDATE SET message_id = excluded.message_id, taken_by = excluded.taken_by";
const END: &str = "
    UPDATE outbox SET state = 'delivered', ended_at = ?2, last_error = ?3, last_error_values = ?4 WHERE id = ?1";
/// The outbox entries of a fax that other machines have taken over, with the machine that has each.
/// A takeover without a Message-ID happened during the call, before the entry was made.
const TAKEN: &str = "
    SELECT outbox.id, e.taken_by FROM outbox JOIN mailed_elsewhere AS e
        ON e.fax = outbox.fax AND e.kind = outbox.kind AND e.mailbox = outbox.mailbox
    WHERE outbox.fax = ?1 AND outbox.state IN ('waiting', 'leased')
      AND (e.message_id = '' OR e.message_id = outbox.message_id)";
const WAIT_FOR_END: &str = concat!(
    "UPDATE outbox SET next_try_at = ?2 WHERE fax = ?1 AND ",
    is_owed_mail!(),
    " AND EXISTS (SELECT 1 FROM node WHERE node.mails_after > 0 OR node.mails_told > 0)
      AND EXISTS (SELECT 1 FROM faxes_at_store WHERE fax = ?1 AND told IS NULL)"
);
/// Mails that wait for rules, too, go on waiting.
const END_IS_THERE: &str = "
    UPDATE outbox SET next_try_at = created_at
    WHERE fax = ?1 AND state = 'waiting' AND attempts = 0 AND next_try_at = created_at + ?2
      AND NOT EXISTS (SELECT 1 FROM fax_sortings AS s WHERE s.fax = ?1 AND s.sorted_at IS NULL)";
const HAS_ENDED: &str = "SELECT 1 FROM faxes WHERE id = ?1 AND ended_at IS NOT NULL";
const DONE: &str = "DELETE FROM mailed_elsewhere WHERE fax = ?1";

/// How long the e-mails of a fax wait after its end, in ms, if the shared database has pages of the
/// fax but not its end.
///
/// Without this wait, this machine could send the whole fax and die just then. Another machine
/// would then send the pages that the shared database has, so that the recipients would get the fax
/// twice. Some seconds are enough. If the end can't be brought into the shared database, the
/// e-mails are sent after this time nevertheless.
pub const UNTIL_END_IS_THERE_MS: i64 = 30_000;

/// An e-mail of a received fax that another machine has taken over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailedElsewhere {
    /// The number of the fax on this machine.
    pub fax: FaxId,
    /// The name of the fax's document on this machine. Empty if the shared database no longer knows
    /// the name. The name is compared because a restored spool may have given the number to another
    /// fax.
    pub document: String,
    /// The kind of the outbox entry, as its column has it.
    pub kind: String,
    /// The mailbox of the outbox entry.
    pub mailbox: String,
    /// The Message-ID of the outbox entry. Empty if the mail was taken over during the call, before
    /// this machine made the entry. The takeover then applies to the entry with any Message-ID.
    pub message_id: String,
    /// The machine that has taken over the e-mail.
    pub by: String,
}

const OTHERS_MAY: &str = "SELECT 1 FROM node WHERE node.mails_after > 0 OR node.mails_told > 0";

/// The present moment by which [`may_be_mailed`] decides: the boot identifier and the time since
/// boot. The operating system is asked only if another machine may send e-mails of this one.
pub(super) fn moment(transaction: &Transaction<'_>) -> database::Result<Moment> {
    let others_may = transaction.finds(OTHERS_MAY, [])?;
    Ok(others_may.then(Moment::now).flatten().unwrap_or_default())
}

/// The number of e-mails that wait until this node hears from the shared database.
pub fn how_many_wait_for_store(transaction: &Transaction<'_>) -> database::Result<i64> {
    let now = moment(transaction)?;
    transaction.one(HOW_MANY_WAIT, params![now.boot, now.ms], |row| row.get(0))
}

/// Ends the outbox entry of an e-mail that another machine has taken over. If the entry does not
/// exist yet, it will end as soon as it is made. Returns the number of entries that ended.
pub fn end_elsewhere(
    transaction: &Transaction<'_>,
    mail: &MailedElsewhere,
    now: UnixMs,
) -> database::Result<usize> {
    let MailedElsewhere { fax, document, kind, mailbox, message_id, by } = mail;
    let row = params![fax.0, kind, mailbox, message_id, by, document];
    transaction.run(PUT, row)?;
    if !transaction.finds(HAS_ENDED, [fax.0])? {
        return Ok(0);
    }
    end_taken(transaction, *fax, now)
}

/// Lets the e-mails of a fax that has just ended wait until the shared database has its end, if it
/// has pages of the fax.
pub(super) fn wait_for_end(
    transaction: &Transaction<'_>,
    fax: FaxId,
    now: UnixMs,
) -> database::Result<()> {
    let row = params![fax.0, now + UNTIL_END_IS_THERE_MS];
    transaction.run(WAIT_FOR_END, row)
}

/// Ends the wait of a fax's e-mails, because the shared database now has the end of the fax.
pub fn end_is_there(transaction: &Transaction<'_>, fax: FaxId) -> database::Result<()> {
    let row = params![fax.0, UNTIL_END_IS_THERE_MS];
    transaction.run(END_IS_THERE, row)
}

/// Ends those entries of a fax that other machines have taken over. Returns their number.
pub(super) fn end_taken(
    transaction: &Transaction<'_>,
    fax: FaxId,
    now: UnixMs,
) -> database::Result<usize> {
    let taken: Vec<(i64, String)> =
        transaction.all(TAKEN, [fax.0], |row| Ok((row.get(0)?, row.get(1)?)))?;
    for (id, node) in &taken {
        let (text, values) = Undelivered::SentElsewhere { node: node.clone() }.columns();
        transaction.run(END, params![id, now, text, values])?;
    }
    transaction.run(DONE, [fax.0])?;
    Ok(taken.len())
}
