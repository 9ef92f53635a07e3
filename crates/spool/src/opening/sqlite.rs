//! Opening SQLite's file.

use std::path::Path;
use std::sync::Mutex;
use std::thread::sleep;
use std::time::{Duration, Instant};

use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags};

use crate::SpoolError;
use crate::safe_file::{self, Share};
use crate::schema::{check_version, compare, migrate};
use ferrofax_basics::lock::lock;

/// How many statements stay prepared: more than there are, of which tests count some 440.
const STATEMENTS: usize = 500;

/// How long another process may hold the database.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);

/// Held by whoever makes the file.
static MAKING: Mutex<()> = Mutex::new(());

/// Opens the database in this file, making or mending what is missing.
pub(crate) fn open(path: &Path) -> Result<Connection, SpoolError> {
    // Made here for its rights; SQLite gives its log the same. Nobody else in this process has it
    // open while it is closed here, for then he would lose his locks.
    let made = {
        let _alone = lock(&MAKING);
        safe_file::make_or_look_at(path, Share::GroupWorks)
    };
    made.map_err(|error| SpoolError::io("open the database", path, &error))?;
    let failed = |error: rusqlite::Error| SpoolError::sqlite(path, &error);
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX
        | OpenFlags::SQLITE_OPEN_NOFOLLOW;
    let mut connection = Connection::open_with_flags(path, flags).map_err(failed)?;
    connection.busy_timeout(BUSY_TIMEOUT).map_err(failed)?;
    distrust(&connection).map_err(failed)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    // Nothing is changed in a database that is not ours or not for us. It is looked at in one
    // moment: another may be making it.
    let moment = connection.unchecked_transaction().map_err(failed)?;
    check_version(&moment, path)?;
    moment.finish().map_err(failed)?;
    let mode = log_ahead(&connection).map_err(failed)?;
    if mode != "wal" {
        let text =
            format!("the folder's file system does not allow write-ahead logging (mode {mode})");
        return Err(SpoolError::Database { path: path.to_path_buf(), text });
    }
    connection
        .execute_batch(
            "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON;",
        )
        .map_err(failed)?;
    migrate(&mut connection, path)?;
    compare(&connection, path)?;
    Ok(connection)
}

/// Has changes logged ahead, and says how they are logged now. SQLite waits for nobody there: of
/// several who open a database that is not there yet, all but the first find it locked.
fn log_ahead(connection: &Connection) -> rusqlite::Result<String> {
    let until = Instant::now() + BUSY_TIMEOUT;
    loop {
        match connection.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0)) {
            Err(error)
                if error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy)
                    && Instant::now() < until =>
            {
                sleep(Duration::from_millis(10));
            }
            done => return done,
        }
    }
}

/// Others may write the database too: what they have put into it besides rows does not
/// run in our connection.
fn distrust(connection: &Connection) -> rusqlite::Result<()> {
    for (setting, is_on) in [
        (DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true),
        (DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false),
        (DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false),
        (DbConfig::SQLITE_DBCONFIG_ENABLE_VIEW, false),
    ] {
        connection.set_db_config(setting, is_on)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Without its lock another process that ends takes the log for its own, and removes it: what
    /// this one then writes nobody sees, and the database is torn.
    #[test]
    fn who_opens_the_database_again_keeps_the_lock_that_says_that_it_is_open() {
        use std::os::unix::fs::MetadataExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("spool.db");
        let _first = open(&path).unwrap();
        let _second = open(&path).unwrap();
        let inode = std::fs::metadata(&path).unwrap().ino();
        // SQLite's lock of those who share a database (pager documentation: SHARED_FIRST).
        let shared = format!(":{inode} 1073741826 1073742335");
        // It is read piece by piece, and what others lock meanwhile may hide a line of it.
        let is_told = || std::fs::read_to_string("/proc/locks").unwrap().contains(&shared);
        assert!((0..20).any(|_| is_told()), "{shared} is not in /proc/locks");
    }

    /// As the module and the program do when a machine is set up.
    #[test]
    fn many_open_a_database_that_is_not_there_yet() {
        for _ in 0..20 {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("spool.db");
            let at_once = std::sync::Barrier::new(4);
            std::thread::scope(|scope| {
                for _ in 0..4 {
                    scope.spawn(|| {
                        at_once.wait();
                        open(&path).unwrap();
                    });
                }
            });
        }
    }

    #[test]
    fn commits_are_flushed_and_logged_ahead() {
        let folder = tempfile::tempdir().unwrap();
        let connection = open(&folder.path().join("spool.db")).unwrap();
        let pragma = |name: &str| {
            connection
                .pragma_query_value(None, name, |row| row.get::<_, rusqlite::types::Value>(0))
                .unwrap()
        };
        assert_eq!(pragma("journal_mode"), rusqlite::types::Value::Text("wal".into()));
        assert_eq!(pragma("synchronous"), rusqlite::types::Value::Integer(2));
        assert_eq!(pragma("foreign_keys"), rusqlite::types::Value::Integer(1));
    }
}
