//! Marks of outbox entries. A caller that has a fax mailed or printed finds the entries of its
//! request again by a mark. Marks are kept as long as their entries, although other requests may
//! send the same entries again.

use super::{OutboxEntry, entries};
use crate::database::{self, Transaction, params};

const MARK: &str = "INSERT INTO outbox_marks (mark, entry) VALUES (?1, ?2)";

/// The outbox entries with this mark.
pub(crate) fn marked(
    transaction: &Transaction<'_>,
    mark: &str,
) -> database::Result<Vec<OutboxEntry>> {
    entries(transaction, super::BY_MARK, [mark])
}

/// Gives outbox entries a mark.
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
