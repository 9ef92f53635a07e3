//! Why a statement failed.

use rusqlite::types::Type;

/// Why a statement failed, or a row could not be read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// SQLite's reason; and of either database: there is no such row, or it holds what can't
    /// be read as what is asked for.
    #[error(transparent)]
    Sqlite(#[from] rusqlite::Error),
    /// PostgreSQL's reason.
    #[cfg(feature = "postgresql")]
    #[error("{}", said(.0))]
    Postgresql(#[from] postgres::Error),
    /// Ours: a change that failed was passed over, where PostgreSQL undoes all.
    #[cfg(feature = "postgresql")]
    #[error("a change failed, and so what belongs to it is undone")]
    Undone,
    /// There can be no TLS as the address has it.
    #[cfg(feature = "postgresql")]
    #[error("{0}")]
    Tls(ferrofax_basics::tls::TlsError),
    /// A commit has no answer: the connection broke off and the server can't be asked, or the disk
    /// failed while SQLite wrote it, and after a crash the change may turn out to be there.
    #[error("whether the change was made is not known: {0}")]
    Unknown(String),
    /// Ours: another process receives into the spool. Who that is.
    #[cfg(feature = "postgresql")]
    #[error("another process receives into it: {0}")]
    Claimed(String),
    /// Nobody can have this of a spool on PostgreSQL.
    #[cfg(feature = "postgresql")]
    #[error("{0}")]
    NotThere(&'static str),
}

impl Error {
    /// The text in a column is none that can stand there.
    pub(crate) fn unreadable(column: usize, why: String) -> Self {
        rusqlite::Error::FromSqlConversionFailure(column, Type::Text, why.into()).into()
    }

    /// What stands in a row is not what is asked for; nothing else failed.
    pub(crate) fn is_unreadable(&self) -> bool {
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

/// What is wrong, in the server's own words or in those of the system: the error's are "db error".
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
