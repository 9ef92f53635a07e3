//! Which database a spool keeps its state in, as it stands in settings.

use std::fmt;
use std::str::FromStr;

#[cfg(feature = "postgresql")]
use super::postgresql::Address;

/// Which database a spool keeps its state in. Documents are in the spool's folder with each.
#[derive(Clone, Debug, Default)]
pub enum Store {
    /// SQLite, in the spool's folder.
    #[default]
    Sqlite,
    /// A schema in a database of PostgreSQL.
    #[cfg(feature = "postgresql")]
    Postgresql(Box<Address>),
}

/// What may be done to the tables of a store on a server by who opens it. (Those of SQLite, which are
/// of one machine, are always brought up.)
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tables {
    /// Nothing: who only looks changes nothing.
    StayAsTheyAre,
    /// They are made where there are none.
    MayBeMade,
    /// And those of an older version are brought up to this one, as an administrator wants it.
    AreBroughtUp,
}

/// Why a text names no database. A password in it is not told.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoStore {
    /// Neither the one nor the other.
    #[error("a store is 'sqlite:' or 'postgres://USER@HOST/DATABASE?schema=NAME'")]
    Unknown,
    /// This Ferrofax has been made without.
    #[error("this Ferrofax is made without PostgreSQL")]
    Without,
    /// An address that can't be understood.
    #[error("the address of the PostgreSQL server can't be understood: {0}")]
    Address(String),
    /// The name of a schema that none has.
    #[error("'{0}' is no schema; small letters, digits and _ are, 40 at most, with a letter first")]
    Schema(String),
    /// A kind of TLS that there is not.
    #[error(
        "sslmode is disable, require (any certificate) or verify-full (that of the server, by sslrootcert=/FILE or whom the system trusts), and not '{0}'"
    )]
    Tls(String),
}

/// `sqlite:`, or `postgres://…` as PostgreSQL's own programs take it, with `schema` besides.
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

/// As it is shown to people: without a password.
impl fmt::Display for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite => f.write_str("sqlite:"),
            #[cfg(feature = "postgresql")]
            Self::Postgresql(address) => fmt::Display::fmt(address, f),
        }
    }
}
