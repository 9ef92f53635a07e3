//! Marks: by one, whoever has a fax mailed or printed finds the entries that were made for it.
//! They stay as long as the entries, which others may have go out again.

use super::{OutboxEntry, entries};
use crate::database::{self, Transaction, params};

const MARK: &str = "INSERT INTO outbox_marks (mark, entry) VALUES (?1, ?2)";

/// The entries with this mark.
pub(crate) fn marked(
    transaction: &Transaction<'_>,
    mark: &str,
) -> database::Result<Vec<OutboxEntry>> {
    entries(transaction, super::BY_MARK, [mark])
}

/// Gives entries a mark.
pub(crate) fn mark(
    transaction: &Transaction<'_>,
    mark: &str,
    entries: &[OutboxEntry],
) -> database::Result<()> {
    let mut insert = transaction.prepare_cached(MARK)?;
    entries
        .iter()
        .try_for_each(|entry| insert.execute(params![mark, entry.id.0]).map(drop))
}
