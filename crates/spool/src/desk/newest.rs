//! The newest entries of a table, to which a search or a count is limited.

use crate::database::{self, Transaction};

/// The statements on a table: the greatest number below `?1`, and whether there is an entry from
/// `?1` down to, and without, `?2`.
pub(super) type OfTable = (&'static str, &'static str);

/// Looks for the `most` newest numbers between `below` and `floor`. Returns the number above which
/// they are, and whether there are older entries above `floor`.
pub(super) fn newest(
    transaction: &Transaction<'_>,
    (last_below, has_down_to): OfTable,
    (below, floor): (i64, i64),
    most: i64,
) -> database::Result<(i64, bool)> {
    let last: Option<i64> = transaction.one(last_below, [below], |row| row.get(0))?;
    let above = last.map_or(i64::MIN, |last| last.saturating_sub(most));
    let has_older = transaction.finds(has_down_to, [above, floor])?;
    Ok((above, has_older))
}
