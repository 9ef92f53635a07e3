//! The database, as settings specify it.

use std::fmt;
use std::str::FromStr;

#[cfg(feature = "postgresql")]
use super::postgresql::Address;

/// The database in which a spool keeps its state. The documents are in the spool's folder with
/// either database. (A PostgreSQL database may be shared by several machines.)
#[derive(Clone, Debug, Default)]
pub enum Store {
    /// SQLite, in the spool's folder.
    #[default]
    Sqlite,
    /// A schema in a PostgreSQL database.
    #[cfg(feature = "postgresql")]
    Postgresql(Box<Address>),
}

/// How opening a spool may change the tables of a database on a server. The tables of SQLite, which
/// belong to one machine, are always upgraded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tables {
    /// No changes, for programs that only read.
    StayAsTheyAre,
    /// Missing tables are created.
    MayBeMade,
    /// Missing tables are created, and tables of an older version are upgraded to this version,
    /// because an administrator asked for it.
    AreBroughtUp,
}

/// The reason why a text is not a valid address of a database. The messages contain no password.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoStore {
    /// The text is neither a SQLite nor a PostgreSQL address.
    #[error("a store is 'sqlite:' or 'postgres://USER@HOST/DATABASE?schema=NAME'")]
    Unknown,
    /// This Ferrofax was built without PostgreSQL.
    #[error("this Ferrofax is made without PostgreSQL")]
    Without,
    /// The address can't be understood.
    #[error("the address of the PostgreSQL server can't be understood: {0}")]
    Address(String),
    /// The name can't be the name of a schema.
    #[error("'{0}' is no schema; small letters, digits and _ are, 40 at most, with a letter first")]
    Schema(String),
    /// The kind of TLS does not exist.
    #[error(
        "sslmode is disable, require (any certificate) or verify-full (that of the server, by sslrootcert=/FILE or whom the system trusts), and not '{0}'"
    )]
    Tls(String),
}

/// Parses `sqlite:`, or `postgres://…` as PostgreSQL's own programs accept it, with the additional
/// parameter `schema`.
impl FromStr for Store {
    type Err = NoStore;

    fn from_str(text: &str) -> Result<Self, NoStore> {
        if text == "sqlite:" {
            return Ok(Self::Sqlite);
        }
        if !text.starts_with("postgres://") && !text.starts_with("postgresql://") {
            return Err(NoStore::Unknown);
        }
        #[cfg(feature = "postgresql")]
        {
            text.parse().map(|address| Self::Postgresql(Box::new(address)))
        }
        #[cfg(not(feature = "postgresql"))]
        Err(NoStore::Without)
    }
}

/// Formats the address for people, without a password.
impl fmt::Display for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite => f.write_str("sqlite:"),
            #[cfg(feature = "postgresql")]
            Self::Postgresql(address) => fmt::Display::fmt(address, f),
        }
    }
}
