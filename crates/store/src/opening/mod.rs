//! Opens a database. Before the first query, the database is checked, and its tables are updated to
//! this version.

#[cfg(feature = "postgresql")]
mod functions;
#[cfg(feature = "postgresql")]
mod planted;
#[cfg(feature = "postgresql")]
mod postgresql;
mod sqlite;
mod store;

use std::path::{Path, PathBuf};

use crate::database::Connection;
use crate::schema::{NotOpened, Schema};
#[cfg(feature = "postgresql")]
pub use planted::planted;
#[cfg(feature = "postgresql")]
pub use postgresql::Address;
pub use store::{NoStore, Store, Tables};

/// The location of a database for messages: the path of its file, or its address.
pub fn place(file: &Path, store: &Store) -> PathBuf {
    match store {
        Store::Sqlite => file.to_path_buf(),
        #[cfg(feature = "postgresql")]
        Store::Postgresql(address) => PathBuf::from(address.to_string()),
    }
}

/// Opens a database with the tables in the schema: the SQLite database in `file`, or one on a
/// server.
///
/// # Errors
/// [`NotOpened`]
pub fn open(
    file: &Path,
    store: &Store,
    schema: &Schema,
    _tables: Tables,
) -> Result<Connection, NotOpened> {
    match store {
        Store::Sqlite => Ok(Connection::Sqlite(sqlite::open(file, schema)?)),
        #[cfg(feature = "postgresql")]
        Store::Postgresql(address) => {
            let connection = postgresql::open(address, schema, _tables)?;
            Ok(Connection::Postgresql(Box::new(connection)))
        }
    }
}
