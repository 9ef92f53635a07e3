//! Mails of received faxes that another machine may send in the place of this one, or has sent: the
//! store has the fax, and did not hear of this machine (crates/spool/src/node/mails).

use crate::clock_jumps::Moment;
use crate::database::{self, Transaction, params};
use crate::ids::FaxId;
use crate::undelivered::Undelivered;
use ferrofax_basics::UnixMs;

/// Whether a row of `outbox` is a mail that goes from here at a moment: the run of the machine, and
/// its age, are these places of the statement. It is not where another machine may have sent it.
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

/// Whether a row of `outbox` is a mail of a received fax that has not gone yet.
macro_rules! is_owed_mail {
    () => {
        "outbox.state IN ('waiting', 'leased') AND outbox.kind IN ('fax', 'faxmaster')
         AND NOT (outbox.kind = 'fax' AND substr(outbox.mailbox, 1, 6) = 'print:')"
    };
}
pub(crate) use is_owed_mail;

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
/// Entries of a fax that others have taken over, and the machine that has each. One without a Message-ID was
/// taken over in the call, before its entry was made.
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
const END_IS_THERE: &str = "
    UPDATE outbox SET next_try_at = created_at
    WHERE fax = ?1 AND state = 'waiting' AND attempts = 0 AND next_try_at = created_at + ?2";
const HAS_ENDED: &str = "SELECT 1 FROM faxes WHERE id = ?1 AND ended_at IS NOT NULL";
const DONE: &str = "DELETE FROM mailed_elsewhere WHERE fax = ?1";

/// So long mails of a fax that ends wait, ms, where the store has pages of it and not its end: a machine
/// that died just then would have mailed all of it, and another what the store has. Some seconds are
/// enough; where the end can't be brought they go all the same.
pub(crate) const UNTIL_END_IS_THERE_MS: i64 = 30_000;

/// A mail that another machine has taken over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct MailedElsewhere {
    /// The fax here.
    pub(crate) fax: FaxId,
    /// Its document's name here, empty where the store does not know it any more: a spool that was restored may
    /// have given the number to another fax.
    pub(crate) document: String,
    /// The entry's kind, in the word of its column.
    pub(crate) kind: String,
    pub(crate) mailbox: String,
    /// Empty: whichever the entry gets.
    pub(crate) message_id: String,
    /// Who has it.
    pub(crate) by: String,
}

const OTHERS_MAY: &str = "SELECT 1 FROM node WHERE node.mails_after > 0 OR node.mails_told > 0";

/// The run of this machine, and how long it lasts, by which mails go ([`may_be_mailed`]). The system is asked
/// only where another machine may mail.
pub(super) fn moment(transaction: &Transaction<'_>) -> database::Result<Moment> {
    let others_may = transaction.prepare_cached(OTHERS_MAY)?.exists([])?;
    Ok(others_may.then(Moment::now).flatten().unwrap_or_default())
}

/// How many mails wait until the store is heard of.
pub(crate) fn how_many_wait_for_store(transaction: &Transaction<'_>) -> database::Result<i64> {
    let now = moment(transaction)?;
    let mut count = transaction.prepare_cached(HOW_MANY_WAIT)?;
    count.query_row(params![now.boot, now.ms], |row| row.get(0))
}

/// Ends the entry of a mail that another machine has taken over, or has it end as soon as it is made.
/// How many entries have ended.
pub(crate) fn end_elsewhere(
    transaction: &Transaction<'_>,
    mail: &MailedElsewhere,
    now: UnixMs,
) -> database::Result<usize> {
    let MailedElsewhere { fax, document, kind, mailbox, message_id, by } = mail;
    let row = params![fax.0, kind, mailbox, message_id, by, document];
    transaction.prepare_cached(PUT)?.execute(row)?;
    if !transaction.prepare_cached(HAS_ENDED)?.exists([fax.0])? {
        return Ok(0);
    }
    end_taken(transaction, *fax, now)
}

/// Has the mails of a fax that has ended just now wait for the store to have its end, if it has pages of
/// it.
pub(super) fn wait_for_end(
    transaction: &Transaction<'_>,
    fax: FaxId,
    now: UnixMs,
) -> database::Result<()> {
    let row = params![fax.0, now + UNTIL_END_IS_THERE_MS];
    transaction.prepare_cached(WAIT_FOR_END)?.execute(row).map(drop)
}

/// The store has the end of a fax: its mails wait for that no more.
pub(crate) fn end_is_there(transaction: &Transaction<'_>, fax: FaxId) -> database::Result<()> {
    let row = params![fax.0, UNTIL_END_IS_THERE_MS];
    transaction.prepare_cached(END_IS_THERE)?.execute(row).map(drop)
}

/// Ends those entries of a fax that others have taken over.
pub(super) fn end_taken(
    transaction: &Transaction<'_>,
    fax: FaxId,
    now: UnixMs,
) -> database::Result<usize> {
    let mut select = transaction.prepare_cached(TAKEN)?;
    let taken: Vec<(i64, String)> = select
        .query_map([fax.0], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<database::Result<_>>()?;
    for (id, node) in &taken {
        let (text, values) = Undelivered::SentElsewhere { node: node.clone() }.columns();
        transaction.prepare_cached(END)?.execute(params![id, now, text, values])?;
    }
    transaction.prepare_cached(DONE)?.execute([fax.0])?;
    Ok(taken.len())
}
