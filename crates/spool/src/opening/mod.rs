//! The database of a spool: the store that the settings name, with the tables of the spool.

#[cfg(all(test, feature = "postgresql"))]
mod postgresql_tests;
#[cfg(test)]
mod statement_tests;

use std::path::{Path, PathBuf};

use super::SpoolError;
use super::database::Connection;
use super::schema::SCHEMA;
use ferrofax_store::opening;
pub use ferrofax_store::opening::{NoStore, Store, Tables};

/// Opens the database of a spool in this folder. Also returns the location of the database, for
/// messages.
pub(crate) fn open(
    folder: &Path,
    store: &Store,
    tables: Tables,
) -> Result<(Connection, PathBuf), SpoolError> {
    let file = folder.join("spool.db");
    let place = opening::place(&file, store);
    match opening::open(&file, store, &SCHEMA, tables) {
        Ok(connection) => Ok((connection, place)),
        Err(why) => Err(SpoolError::not_opened(&place, why)),
    }
}

/// Returns the database for a test that opens a spool in this folder: SQLite, or a schema of its
/// own on the server that `FERROFAX_TEST_STORE` names. Tests outside of this crate must also set
/// `FERROFAX_TEST_SPOOLS`. Release builds read neither variable.
#[cfg(all(any(test, debug_assertions), feature = "postgresql"))]
pub(crate) fn of_tests(folder: &Path) -> Store {
    if !cfg!(test) && std::env::var_os("FERROFAX_TEST_SPOOLS").is_none() {
        return Store::Sqlite;
    }
    named_by_tests(folder)
}

/// Returns the database that `FERROFAX_TEST_STORE` names for a test's spool in this folder.
#[cfg(all(any(test, debug_assertions), feature = "postgresql"))]
pub(crate) fn named_by_tests(folder: &Path) -> Store {
    let Ok(server) = std::env::var("FERROFAX_TEST_STORE") else { return Store::Sqlite };
    format!("{server}?schema={}", schema_of_tests(folder))
        .parse()
        .expect("FERROFAX_TEST_STORE is an address")
}

/// Returns the name of the schema for a test's spool in this folder.
#[cfg(all(any(test, debug_assertions), feature = "postgresql"))]
pub fn schema_of_tests(folder: &Path) -> String {
    use data_encoding::HEXLOWER;
    use sha2::{Digest, Sha256};

    let folder = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    let hash = Sha256::digest(folder.as_os_str().as_encoded_bytes());
    format!("test_{}", HEXLOWER.encode(&hash[..8]))
}
