//! The errors of database statements.

use rusqlite::ErrorCode;
use rusqlite::types::Type;

/// The reason why a statement failed, or a row could not be read.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// An error that SQLite reported. If a row is missing, or if a column cannot be read as the
    /// requested type, this error is used for PostgreSQL too.
    #[error(transparent)]
    Sqlite(#[from] rusqlite::Error),
    /// An error that PostgreSQL reported.
    #[cfg(feature = "postgresql")]
    #[error("{}", said(.0))]
    Postgresql(#[from] postgres::Error),
    /// Our own error: a statement failed and the caller continued with other statements, but
    /// PostgreSQL has undone the whole transaction.
    #[cfg(feature = "postgresql")]
    #[error("a change failed, and so what belongs to it is undone")]
    Undone,
    /// The connection to the server cannot use TLS in the way that the server's address in the
    /// settings requires.
    #[cfg(feature = "postgresql")]
    #[error("{0}")]
    Tls(ferrofax_basics::tls::TlsError),
    /// It is unknown whether a commit succeeded. Either the connection broke and the server could
    /// not be asked, or the disk failed while SQLite wrote the changes. In the second case, the
    /// changes may be in the database after a crash.
    #[error("whether the change was made is not known: {0}")]
    Unknown(String),
    /// Our own error: another process has the right to receive into the spool. The text names the
    /// process.
    #[cfg(feature = "postgresql")]
    #[error("another process receives into it: {0}")]
    Claimed(String),
    /// This function is not available for a spool on PostgreSQL. The text says so.
    #[cfg(feature = "postgresql")]
    #[error("{0}")]
    NotThere(&'static str),
}

impl Error {
    /// Makes the error for a text in the database that is not valid for its column. `why` is the
    /// reason.
    pub fn unreadable(column: usize, why: String) -> Self {
        rusqlite::Error::FromSqlConversionFailure(column, Type::Text, why.into()).into()
    }

    /// Whether the only fault is that the content of a row could not be read as the requested type.
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

/// The cause of a database error, in the classes that callers distinguish. The texts are the
/// messages of the database. If a server's message does not say what to do, advice is added.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// There is no space left.
    DiskFull(String),
    /// The database is damaged.
    Damaged(String),
    /// The database works, but does not accept the data that a change would store.
    Unfit(String),
    /// The content of a row could not be read as requested.
    Unreadable(String),
    /// Another process has the right that the change requires. The text names the process.
    Claimed(String),
    /// It is unknown whether the change was made.
    Unsure(String),
    /// The database failed for another reason.
    Other(String),
}

impl Error {
    /// The class of this error.
    pub fn fault(&self) -> Fault {
        match self {
            Self::Sqlite(error) => of_sqlite(error),
            #[cfg(feature = "postgresql")]
            Self::Postgresql(error) => of_postgresql(error),
            #[cfg(feature = "postgresql")]
            Self::Claimed(by) => Fault::Claimed(by.clone()),
            Self::Unknown(text) => Fault::Unsure(text.clone()),
            #[cfg(feature = "postgresql")]
            error => Fault::Other(error.to_string()),
        }
    }
}

fn of_sqlite(error: &rusqlite::Error) -> Fault {
    use rusqlite::Error::{
        FromSqlConversionFailure, IntegralValueOutOfRange, InvalidColumnType, Utf8Error,
    };
    let text = error.to_string();
    if let FromSqlConversionFailure(..)
    | IntegralValueOutOfRange(..)
    | InvalidColumnType(..)
    | Utf8Error(..) = error
    {
        return Fault::Unreadable(text);
    }
    match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => Fault::DiskFull(text),
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Fault::Damaged(text),
        Some(ErrorCode::ConstraintViolation | ErrorCode::TooBig) => Fault::Unfit(text),
        _ => Fault::Other(text),
    }
}

#[cfg(feature = "postgresql")]
fn of_postgresql(error: &postgres::Error) -> Fault {
    use std::error::Error as _;
    let Some(said) = error.as_db_error() else {
        let cause = error.source().map_or_else(|| error.to_string(), ToString::to_string);
        let text = match error.to_string() {
            said if said.starts_with("error connecting") => {
                format!("it can't be reached: {cause}")
            }
            said if said.contains("TLS handshake") => {
                format!("TLS with it failed: {cause}")
            }
            _ if error.is_closed() => "the connection to it broke off".to_owned(),
            said => said,
        };
        return Fault::Other(text);
    };
    let (code, message) = (said.code().code(), said.message());
    let only_read =
        |message: &str| format!("it can only be read ({message}); a standby takes no changes");
    // The error classes of a row: data, constraints, limits of a statement, an error that a
    // trigger raises, too little memory for a value, and internal errors that the server did
    // not expect.
    let of_row = ["22", "23", "54", "P0", "XX000", "53200"];
    if of_row.iter().any(|class| code.starts_with(class)) {
        return Fault::Unfit(format!("{message} ({code})"));
    }
    let text = match code {
        "53100" => return Fault::DiskFull(message.to_owned()),
        "XX001" | "XX002" => return Fault::Damaged(message.to_owned()),
        "25006" => only_read(message),
        // The error that a standby server returns when a transaction begins.
        "0A000" | "55000" if message.contains("recovery") => only_read(message),
        "28000" | "28P01" => format!("it lets us not in: {message}"),
        "3D000" => format!("{message}; make it (createdb), or name another"),
        "42501" => format!("{message}; its administrator has to grant that"),
        "53300" => format!("{message}: it has too many connections"),
        "55P03" => "another process has been changing it for too long".to_owned(),
        _ => format!("{message} ({code})"),
    };
    Fault::Other(text)
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

/// Converts the error "no such row" into a result without a row.
pub trait OptionalExtension<T> {
    /// Returns `None` if the error says that there is no such row.
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
