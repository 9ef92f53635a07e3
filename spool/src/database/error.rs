//! Why a statement failed.

use rusqlite::types::Type;

/// Why a statement failed, or a row could not be read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// SQLite's reason; and of either database: there is no such row, or it holds what can't
    /// be read as what is asked for.
    #[error(transparent)]
    Sqlite(#[from] rusqlite::Error),
}

impl Error {
    /// The text in a column is none that can stand there.
    pub(crate) fn unreadable(column: usize, why: String) -> Self {
        rusqlite::Error::FromSqlConversionFailure(column, Type::Text, why.into()).into()
    }
}

/// What a statement made, or why it failed.
pub(crate) type Result<T, E = Error> = std::result::Result<T, E>;

/// A row that need not be there.
pub(crate) trait OptionalExtension<T> {
    /// None where there is no row.
    fn optional(self) -> Result<Option<T>>;
}

impl<T> OptionalExtension<T> for Result<T> {
    fn optional(self) -> Result<Option<T>> {
        match self {
            Ok(found) => Ok(Some(found)),
            Err(Error::Sqlite(rusqlite::Error::QueryReturnedNoRows)) => Ok(None),
            Err(error) => Err(error),
        }
    }
}
