//! Opens an SQLite database in a file.

use std::path::Path;
use std::sync::Mutex;
use std::thread::sleep;
use std::time::{Duration, Instant};

use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags};

use crate::safe_file::{self, Share};
use crate::schema::{NotOpened, Schema};
use ferrofax_basics::lock::lock;

/// The greatest number of statements that stay prepared. It is greater than the number of different
/// statements in the code, which is about 440 in the tests.
const STATEMENTS: usize = 500;

/// The time for which a statement waits for another process that has locked the database. After
/// this time, the statement fails.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);

/// The lock that a thread holds while it makes the file of a database.
static MAKING: Mutex<()> = Mutex::new(());

/// Opens the database in this file. If the file or tables are missing, they are made. Tables of an
/// older version are upgraded.
pub(super) fn open(path: &Path, schema: &Schema) -> Result<Connection, NotOpened> {
    // The file is made before SQLite opens it, so that it has the right permissions; SQLite gives
    // them to its log, too. No other thread of this process may have the file open meanwhile:
    // closing the file would release the locks of that thread.
    let made = {
        let _alone = lock(&MAKING);
        safe_file::make_or_look_at(path, Share::GroupWorks)
    };
    made.map_err(NotOpened::File)?;
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX
        | OpenFlags::SQLITE_OPEN_NOFOLLOW;
    let mut connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    distrust(&connection)?;
    // A statement is planned once. Otherwise SQLite plans it again after each new value of a
    // parameter, which takes longer than most statements themselves.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    // The version is checked first: a database of another program or of a newer version must not be
    // changed. One transaction is used, because another process may be making the tables now.
    let moment = connection.unchecked_transaction()?;
    schema.check_version(&moment)?;
    moment.finish()?;
    let mode = log_ahead(&connection)?;
    if mode != "wal" {
        let text =
            format!("the folder's file system does not allow write-ahead logging (mode {mode})");
        return Err(NotOpened::Refused(text));
    }
    connection.execute_batch(
        "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON;",
    )?;
    schema.migrate(&mut connection)?;
    schema.compare(&connection)?;
    Ok(connection)
}

/// Switches on write-ahead logging, and returns the journal mode that is in use after that.
///
/// SQLite does not wait for locks here. If several processes open a new database at once, all but
/// one find it locked. So this function repeats the attempt until [`BUSY_TIMEOUT`] is over.
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

/// Prevents triggers, views and untrusted functions in the database from running in this
/// connection. Other users may write to the database file too, and may have added some.
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

    const SCHEMA: Schema = Schema {
        application: 7,
        steps: &["CREATE TABLE one (number INTEGER PRIMARY KEY) STRICT"],
        whole: "\n-- table one\nCREATE TABLE one (number INTEGER PRIMARY KEY) STRICT;\n",
        adding_since: 1,
        index_of_words: "words",
        on_postgresql: &[],
    };

    fn open(path: &Path) -> Result<Connection, NotOpened> {
        super::open(path, &SCHEMA)
    }

    /// Without this lock, another process that ends treats the log as its own and removes it. Then
    /// nobody sees the later changes of this process, and the database is damaged.
    #[test]
    fn who_opens_the_database_again_keeps_the_lock_that_says_that_it_is_open() {
        use std::os::unix::fs::MetadataExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("spool.db");
        let _first = open(&path).unwrap();
        let _second = open(&path).unwrap();
        let inode = std::fs::metadata(&path).unwrap().ino();
        // SQLite's lock of processes that share a database (pager documentation: SHARED_FIRST).
        let shared = format!(":{inode} 1073741826 1073742335");
        // The kernel returns the file in pieces. Changes of other locks meanwhile may hide a line
        // of it.
        let is_told = || std::fs::read_to_string("/proc/locks").unwrap().contains(&shared);
        assert!((0..20).any(|_| is_told()), "{shared} is not in /proc/locks");
    }

    /// The module and the program do this when a machine is set up.
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

    #[test]
    fn a_statement_is_planned_once_for_all_values() {
        let folder = tempfile::tempdir().unwrap();
        let connection = open(&folder.path().join("spool.db")).unwrap();
        // Whether this index may be used depends on the value.
        connection
            .execute_batch("CREATE INDEX sevens ON one (number) WHERE number = 7")
            .unwrap();
        let twice =
            "SELECT 1 FROM one JOIN one AS two ON two.number > one.number WHERE one.number = ?1";
        let mut select = connection.prepare(twice).unwrap();
        for number in 0..5 {
            assert!(!select.exists([number]).unwrap());
        }
        assert_eq!(select.get_status(rusqlite::StatementStatus::RePrepare), 0);
    }
}
