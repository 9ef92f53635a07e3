//! The outstanding mails of a received fax: the mails that a node still has to send, as the node
//! reports them to the shared database, and as the database keeps them.

use ferrofax_spool::FaxId;
use ferrofax_spool::inside::database::{self, Row, Transaction, params};
use ferrofax_spool::inside::outbox::is_owed_mail;

const OWED: &str = concat!(
    "SELECT kind, mailbox, reason, reason_values, message_id FROM outbox WHERE fax = ?1 AND ",
    is_owed_mail!(),
    " ORDER BY message_id"
);
const FORGET: &str = "DELETE FROM owed_mails WHERE fax = ?1 AND taken_at IS NULL";
/// Adds outstanding mails. A mail that was taken over remains taken over. Another mail to the same
/// mailbox becomes outstanding only if the node reports it after the node has learned that the
/// first was taken over.
const OWE: &str = "
    INSERT INTO owed_mails (fax, kind, mailbox, token, reason, reason_values, message_id, node_fax)
    VALUES (?1, ?2, ?3, ?4, ?5, ?8, ?6, ?7)
    ON CONFLICT (fax, kind, mailbox) DO UPDATE SET node_fax = excluded.node_fax, token = excluded.token, reason = excluded.reason,
        reason_values = excluded.reason_values, message_id = excluded.message_id, taken_at = NULL, taken_by = '', is_told = 0
    WHERE owed_mails.is_told = 1 AND owed_mails.message_id <> excluded.message_id";

/// The mails of a fax that have not been sent.
pub(in crate::node) struct OwedMails {
    /// The number of the fax on the node.
    fax: FaxId,
    mails: Vec<OwedMail>,
}

struct OwedMail {
    kind: String,
    mailbox: String,
    reason: Option<String>,
    reason_values: Option<String>,
    message_id: String,
}

impl OwedMails {
    /// Reads the outstanding mails of a fax in this spool.
    pub(in crate::node) fn of(transaction: &Transaction<'_>, fax: FaxId) -> database::Result<Self> {
        let mails = transaction.all(OWED, [fax.0], mail_of_row)?;
        Ok(Self { fax, mails })
    }

    /// The text by which a list of outstanding mails is compared with another: the Message-IDs in
    /// their order.
    pub(in crate::node) fn known_by(&self) -> String {
        let ids: Vec<&str> = self.mails.iter().map(|mail| &*mail.message_id).collect();
        ids.join(" ")
    }

    /// An empty list: the fax has no outstanding mails.
    pub(super) fn none(fax: FaxId) -> Self {
        Self { fax, mails: Vec::new() }
    }

    /// Whether there are any outstanding mails.
    pub(in crate::node) fn is_any(&self) -> bool {
        !self.mails.is_empty()
    }
}

/// Replaces the outstanding mails of a fax in the shared database by these mails of the node with
/// this token. Mails that were taken over are kept.
pub(in crate::node) fn owe(
    transaction: &Transaction<'_>,
    token: &str,
    (fax, owed): (i64, &OwedMails),
) -> database::Result<()> {
    transaction.run(FORGET, [fax])?;
    let mut insert = transaction.prepare_cached(OWE)?;
    for OwedMail { kind, mailbox, reason, reason_values, message_id } in &owed.mails {
        let node_fax = owed.fax.0;
        let row = params![fax, kind, mailbox, token, reason, message_id, node_fax, reason_values];
        insert.execute(row)?;
    }
    Ok(())
}

fn mail_of_row(row: &Row<'_>) -> database::Result<OwedMail> {
    Ok(OwedMail {
        kind: row.get("kind")?,
        mailbox: row.get("mailbox")?,
        reason: row.get("reason")?,
        reason_values: row.get("reason_values")?,
        message_id: row.get("message_id")?,
    })
}
