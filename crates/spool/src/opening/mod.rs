//! Opening the database: what it is checked for, and brought up to, before anything is asked
//! of it.

#[cfg(feature = "postgresql")]
mod functions;
#[cfg(feature = "postgresql")]
mod planted;
#[cfg(feature = "postgresql")]
mod postgresql;
#[cfg(all(test, feature = "postgresql"))]
mod postgresql_tests;
#[cfg(all(test, feature = "postgresql"))]
pub(crate) mod relay;
mod sqlite;
#[cfg(test)]
mod statement_tests;
mod store;

use std::path::{Path, PathBuf};

use super::SpoolError;
use super::database::Connection;
pub use store::{NoStore, Store, Tables};

/// Opens the database of a spool in this folder; and where it is, for whoever hears of it.
pub(crate) fn open(
    folder: &Path,
    store: &Store,
    _tables: Tables,
) -> Result<(Connection, PathBuf), SpoolError> {
    match store {
        Store::Sqlite => {
            let path = folder.join("spool.db");
            Ok((Connection::Sqlite(sqlite::open(&path)?), path))
        }
        #[cfg(feature = "postgresql")]
        Store::Postgresql(address) => {
            let place = PathBuf::from(address.to_string());
            let connection = postgresql::open(address, &place, _tables)?;
            Ok((Connection::Postgresql(Box::new(connection)), place))
        }
    }
}

/// The store of a test that opens a spool in this folder, as the environment has it: SQLite,
/// or a schema of the server in `FERROFAX_TEST_STORE`, which is the folder's own. Tests outside of this
/// crate say by `FERROFAX_TEST_SPOOLS` that they mean it; what is released asks for neither.
#[cfg(all(any(test, debug_assertions), feature = "postgresql"))]
pub(crate) fn of_tests(folder: &Path) -> Store {
    if !cfg!(test) && std::env::var_os("FERROFAX_TEST_SPOOLS").is_none() {
        return Store::Sqlite;
    }
    let Ok(server) = std::env::var("FERROFAX_TEST_STORE") else { return Store::Sqlite };
    format!("{server}?schema={}", schema_of_tests(folder))
        .parse()
        .expect("FERROFAX_TEST_STORE is an address")
}

/// The schema of a test's spool in this folder.
#[cfg(all(any(test, debug_assertions), feature = "postgresql"))]
pub(crate) fn schema_of_tests(folder: &Path) -> String {
    use sha2::{Digest, Sha256};

    let folder = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    let hash = Sha256::digest(folder.as_os_str().as_encoded_bytes());
    let name: String = hash.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    format!("test_{name}")
}
