//! An estimate of how many of the newest faxes or jobs a reader sees. By this estimate, a search for
//! words reads either the words of all faxes or jobs, or only those of the reader's devices.

use crate::database::{self, Transaction, params};

/// A reader sees many of the faxes or jobs if the reader sees at least every tenth.
const MANY: f64 = 0.1;

/// How many faxes or jobs of each part, such as a device, the estimate uses.
const ESTIMATED_FROM: i64 = 200;

/// Estimates whether the user sees many (at least a tenth) of the faxes or jobs with numbers below
/// `below`.
///
/// `last_below` is a query for the greatest number below ?1. `parts` are the devices, owners or
/// tags whose faxes or jobs the user sees, each with a query. Counted from the newest fax or job of
/// the part ?1 with a number below ?2, the query selects the number of the fax or job that is ?3
/// places older.
pub(super) fn are_many(
    transaction: &Transaction<'_>,
    (last_below, below): (&str, i64),
    parts: impl IntoIterator<Item = (&'static str, String)>,
) -> database::Result<bool> {
    let last: Option<i64> = transaction.one(last_below, [below], |row| row.get(0))?;
    let Some(last) = last else { return Ok(false) };
    let mut share = 0.0;
    for (older, part) in parts {
        let older: Option<i64> =
            transaction.first(older, params![part, below, ESTIMATED_FROM], |row| row.get(0))?;
        share += older.map_or(0.0, |id| ESTIMATED_FROM as f64 / (last - id).max(1) as f64);
        if share >= MANY {
            return Ok(true);
        }
    }
    Ok(false)
}
