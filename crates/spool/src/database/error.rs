//! Why a statement failed.

use rusqlite::types::Type;

/// The reason why a statement failed, or a row could not be read.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The reason that SQLite reported. With either database, it also means that there is no such
    /// row, or that a column cannot be read as the requested type.
    #[error(transparent)]
    Sqlite(#[from] rusqlite::Error),
    /// The reason that PostgreSQL reported.
    #[cfg(feature = "postgresql")]
    #[error("{}", said(.0))]
    Postgresql(#[from] postgres::Error),
    /// Our own error: a change failed and the caller continued, but PostgreSQL has undone the whole
    /// transaction.
    #[cfg(feature = "postgresql")]
    #[error("a change failed, and so what belongs to it is undone")]
    Undone,
    /// The connection cannot use TLS as the address requires it.
    #[cfg(feature = "postgresql")]
    #[error("{0}")]
    Tls(ferrofax_basics::tls::TlsError),
    /// The result of a commit is unknown. Either the connection broke off and the server cannot be
    /// asked, or the disk failed while SQLite wrote the change. After a crash, the change may be
    /// there.
    #[error("whether the change was made is not known: {0}")]
    Unknown(String),
    /// Our own error: another process receives into the spool. The text names it.
    #[cfg(feature = "postgresql")]
    #[error("another process receives into it: {0}")]
    Claimed(String),
    /// This function is not available for a spool on PostgreSQL.
    #[cfg(feature = "postgresql")]
    #[error("{0}")]
    NotThere(&'static str),
}

impl Error {
    /// The error for a column whose text is not valid for the column.
    pub fn unreadable(column: usize, why: String) -> Self {
        rusqlite::Error::FromSqlConversionFailure(column, Type::Text, why.into()).into()
    }

    /// Whether the content of a row could not be read as requested, and nothing else failed.
    pub fn is_unreadable(&self) -> bool {
        use rusqlite::Error::{
            FromSqlConversionFailure, IntegralValueOutOfRange, InvalidColumnName, InvalidColumnType,
        };
        matches!(
            self,
            Self::Sqlite(
                FromSqlConversionFailure(..)
                    | IntegralValueOutOfRange(..)
                    | InvalidColumnName(..)
                    | InvalidColumnType(..)
            )
        )
    }
}

/// The message of the server, or of the operating system: the text of the error itself is only "db
/// error".
#[cfg(feature = "postgresql")]
fn said(error: &postgres::Error) -> String {
    use std::error::Error as _;
    match error.as_db_error() {
        Some(said) => format!("{} ({})", said.message(), said.code().code()),
        None => match error.source() {
            Some(cause) => format!("{error}: {cause}"),
            None => error.to_string(),
        },
    }
}

/// The result of a statement.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Makes a missing row a result instead of an error.
pub trait OptionalExtension<T> {
    /// None if there is no row.
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
