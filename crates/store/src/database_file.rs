//! Checks the file of an SQLite database, over connections of its own.

use std::fs::File;
use std::os::unix::fs::FileExt;
use std::path::Path;

use rusqlite::{Connection, ErrorCode, OpenFlags};

use crate::database::Result;

/// The statement that checks a whole database.
pub const CHECK: &str = "PRAGMA quick_check(2)";

/// Switches off the database's write-ahead log. This succeeds only if no other process uses the
/// database.
const ALONE: &str = "PRAGMA journal_mode = DELETE";

/// Table names and numbers in the table in which SQLite stores the last number of each table.
const LAST_NUMBERS: &str = "SELECT name, seq FROM sqlite_sequence";
/// The place of `user_version` in the file of an SQLite database (SQLite's file format, 1.3). The
/// value is 0 until the tables are made.
const VERSION_AT: u64 = 60;

/// A check of the whole database. It has a connection of its own, so that no other code waits for
/// it.
pub struct Check(Connection);

impl Check {
    /// Prepares a check of the database in this file.
    ///
    /// # Errors
    /// The database can't be opened.
    pub fn of(file: &Path) -> Result<Self> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY
            | OpenFlags::SQLITE_OPEN_NO_MUTEX
            | OpenFlags::SQLITE_OPEN_NOFOLLOW;
        Ok(Self(Connection::open_with_flags(file, flags)?))
    }

    /// Returns a function that interrupts the check.
    pub fn breaker(&self) -> impl Fn() + Send + use<> {
        let handle = self.0.get_interrupt_handle();
        move || handle.interrupt()
    }

    /// Runs the check. Returns a list of the faults, or only the word `ok`.
    ///
    /// # Errors
    /// The database can't be read, or the check was interrupted.
    pub fn run(&self) -> Result<Vec<String>> {
        let mut look = self.0.prepare(CHECK)?;
        let said = look.query_map([], |row| row.get(0))?;
        Ok(said.collect::<rusqlite::Result<_>>()?)
    }
}

/// The last number that each table of the database in this file has given to a row, by the name of
/// the table.
///
/// # Errors
/// The file can't be read, or is no undamaged database.
pub fn last_numbers(file: &Path) -> Result<Vec<(String, i64)>> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NOFOLLOW;
    let database = Connection::open_with_flags(file, flags)?;
    let mut query = database.prepare(LAST_NUMBERS)?;
    let numbers = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(numbers.collect::<rusqlite::Result<_>>()?)
}

/// Whether the file contains the tables of a database. An empty file, and the beginning of a copy
/// that was not finished, contain none. A damaged database counts as one with tables.
pub fn has_tables(file: &File) -> bool {
    let mut version = [0; 4];
    file.read_exact_at(&mut version, VERSION_AT).is_ok() && version != [0; 4]
}

/// Whether no other process uses the database in this file. Also true if the database is damaged,
/// since then no process works with it.
///
/// # Errors
/// The file can't be read.
pub fn is_unused(file: &Path) -> Result<bool> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NOFOLLOW;
    let mode = Connection::open_with_flags(file, flags)
        .and_then(|one| one.query_row(ALONE, [], |row| row.get::<_, String>(0)));
    match mode {
        Ok(mode) => Ok(mode == "delete"),
        Err(error) => match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Ok(true),
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Ok(false),
            _ => Err(error.into()),
        },
    }
}
