//! Reads columns of the database that hold words of closed lists, or counts.

use crate::database::{self, Row};

/// Reads a column that holds one word of a closed list. An unknown word is an error.
pub fn word<T>(
    row: &Row<'_>,
    column: &str,
    parse: impl FnOnce(&str) -> Option<T>,
) -> database::Result<T> {
    let index = row.column_index(column)?;
    let text: String = row.get(index)?;
    parse(&text).ok_or_else(|| {
        let error = format!("{column} cannot be {text:?}");
        database::Error::unreadable(index, error)
    })
}

/// Reads a column that holds one word of a closed list, or nothing. An unknown word is an error.
pub fn optional_word<T>(
    row: &Row<'_>,
    column: &str,
    parse: impl FnOnce(&str) -> Option<T>,
) -> database::Result<Option<T>> {
    match row.get::<_, Option<String>>(column)? {
        None => Ok(None),
        Some(_) => word(row, column, parse).map(Some),
    }
}

/// Reads a column that holds one word of a closed list. If the column is empty or has an unknown
/// word, returns `usual`.
///
/// This is for rows that other programs may write too: an unknown word in such a row must not
/// prevent the reading of other rows.
pub fn word_or<T>(
    row: &Row<'_>,
    column: &str,
    parse: impl FnOnce(&str) -> Option<T>,
    usual: T,
) -> database::Result<T> {
    known_word(row, column, parse).map(|word| word.unwrap_or(usual))
}

/// Reads a column that holds one word of a closed list; `None` if the column holds an unknown word
/// or nothing.
pub fn known_word<T>(
    row: &Row<'_>,
    column: &str,
    parse: impl FnOnce(&str) -> Option<T>,
) -> database::Result<Option<T>> {
    let text: Option<String> = row.get(column)?;
    Ok(text.as_deref().and_then(parse))
}

/// Reads a column that holds a count. A value outside the range of `u32` becomes 0 or `u32::MAX`.
pub fn count(row: &Row<'_>, column: &str) -> database::Result<u32> {
    let count: i64 = row.get(column)?;
    Ok(u32::try_from(count.max(0)).unwrap_or(u32::MAX))
}
