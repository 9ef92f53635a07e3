//! A connection to a database, and the transactions on it.

use std::path::Path;

use rusqlite::TransactionBehavior;

#[cfg(feature = "postgresql")]
use super::postgresql;
use super::{
    Error, OptionalExtension, Params, Result, Row, Statement, Value, params_from_iter, statement,
};

/// The greatest number of rows that one statement inserts. For each number of rows up to this one,
/// a statement is kept prepared.
const ROWS_AT_ONCE: usize = 16;

/// A connection to the database.
pub enum Connection {
    /// A connection to a SQLite file.
    Sqlite(rusqlite::Connection),
    /// A connection to a PostgreSQL server.
    #[cfg(feature = "postgresql")]
    Postgresql(Box<postgresql::Connection>),
}

/// The purpose of a transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Only queries. All of them see the database in one state.
    Queries,
    /// Changes that are made together. Transactions of changes run one after the other.
    Changes,
    /// Inserts of rows that no other process reads before a later change refers to them. On a
    /// server, these transactions wait for no other transaction and block none, even if the network
    /// is slow. If such a transaction fails, it may have been committed nevertheless. So it must be
    /// possible to repeat it.
    Additions,
}

impl Connection {
    /// Begins a transaction.
    pub fn transaction(&mut self, purpose: Purpose) -> Result<Transaction<'_>> {
        #[cfg(any(test, debug_assertions))]
        super::ways::one();
        match self {
            Self::Sqlite(connection) => {
                let behavior = match purpose {
                    Purpose::Queries => TransactionBehavior::Deferred,
                    Purpose::Changes | Purpose::Additions => TransactionBehavior::Immediate,
                };
                let begun = connection.transaction_with_behavior(behavior)?;
                Ok(Transaction(Inner::Sqlite(begun)))
            }
            #[cfg(feature = "postgresql")]
            Self::Postgresql(connection) => Ok(connection.transaction(purpose)?.into()),
        }
    }

    /// Claims the exclusive right to the work `_what` for this connection, for example receiving
    /// into the spool. `_who` is the name of the holder that other processes see. SQLite needs no
    /// claim: a lock on a file suffices there.
    pub fn claim(&mut self, _what: &str, _who: &str) -> Result<()> {
        match self {
            Self::Sqlite(_) => Ok(()),
            #[cfg(feature = "postgresql")]
            Self::Postgresql(connection) => connection.claim(_what, _who),
        }
    }

    /// Returns the listener for notifications of changes; `None` for SQLite, which sends no
    /// notifications.
    #[cfg(feature = "postgresql")]
    pub fn listener(&self) -> Result<Option<postgresql::Listener>> {
        match self {
            Self::Sqlite(_) => Ok(None),
            Self::Postgresql(connection) => connection.listener().map(Some),
        }
    }

    /// Copies the state of the database at one instant into this file, which must be empty.
    pub fn copy_into(&self, file: &Path) -> Result<()> {
        match self {
            Self::Sqlite(connection) => {
                Ok(connection.execute("VACUUM INTO ?1", [file.to_string_lossy()]).map(drop)?)
            }
            #[cfg(feature = "postgresql")]
            Self::Postgresql(_) => Err(Error::NotThere(DUMP)),
        }
    }
}

#[cfg(feature = "postgresql")]
const DUMP: &str =
    "a database of PostgreSQL is saved by its own means (pg_dump), not into a folder";

#[cfg(feature = "postgresql")]
impl<'c> From<postgresql::Transaction<'c>> for Transaction<'c> {
    fn from(begun: postgresql::Transaction<'c>) -> Self {
        Self(Inner::Postgresql(begun))
    }
}

/// For each table, SQLite stores in `sqlite_sequence` the highest number that was ever used or
/// reserved. A table has no entry there before its first number.
const NEXT_NUMBER: &str = "UPDATE sqlite_sequence SET seq = seq + 1 WHERE name = ?1 RETURNING seq";
const FIRST_NUMBER: &str = "INSERT INTO sqlite_sequence (name, seq) VALUES (?1, 1) RETURNING seq";
const NEXT_OF_SEQUENCE: &str = "SELECT nextval(pg_get_serial_sequence(?1, 'id'))";

/// Queries or changes that belong together. If the value is dropped without a commit, the changes
/// are undone.
pub struct Transaction<'c>(Inner<'c>);

enum Inner<'c> {
    Sqlite(rusqlite::Transaction<'c>),
    #[cfg(feature = "postgresql")]
    Postgresql(postgresql::Transaction<'c>),
}

impl Transaction<'_> {
    /// Prepares a statement that is run once, or rarely.
    pub fn prepare(&self, sql: &str) -> Result<Statement<'_>> {
        #[cfg(any(test, debug_assertions))]
        super::faults::step()?;
        match &self.0 {
            Inner::Sqlite(transaction) => {
                Ok(Statement(statement::Inner::Sqlite(transaction.prepare(sql)?)))
            }
            #[cfg(feature = "postgresql")]
            Inner::Postgresql(transaction) => {
                Ok(Statement(statement::Inner::Postgresql(transaction.prepare(sql)?)))
            }
        }
    }

    /// Prepares a statement that is kept ready for later transactions.
    pub fn prepare_cached(&self, sql: &str) -> Result<Statement<'_>> {
        #[cfg(any(test, debug_assertions))]
        super::faults::step()?;
        match &self.0 {
            Inner::Sqlite(transaction) => {
                Ok(Statement(statement::Inner::SqliteKept(transaction.prepare_cached(sql)?)))
            }
            #[cfg(feature = "postgresql")]
            Inner::Postgresql(transaction) => {
                Ok(Statement(statement::Inner::Postgresql(transaction.prepare_cached(sql)?)))
            }
        }
    }

    /// Runs a cached statement.
    pub fn run(&self, sql: &str, params: impl Params) -> Result<()> {
        self.change(sql, params).map(drop)
    }

    /// Runs a cached statement. Returns the number of rows that it changed.
    pub fn change(&self, sql: &str, params: impl Params) -> Result<usize> {
        self.prepare_cached(sql)?.execute(params)
    }

    /// Inserts a row by a cached statement. Returns the row's number from the statement's
    /// `RETURNING`.
    pub fn insert(&self, sql: &str, params: impl Params) -> Result<i64> {
        self.prepare_cached(sql)?.insert(params)
    }

    /// Whether a cached statement finds a row.
    pub fn finds(&self, sql: &str, params: impl Params) -> Result<bool> {
        self.prepare_cached(sql)?.exists(params)
    }

    /// Reads the first row that a cached statement finds.
    ///
    /// # Errors
    /// The statement finds no row.
    pub fn one<T>(
        &self,
        sql: &str,
        params: impl Params,
        read: impl FnOnce(&Row<'_>) -> Result<T>,
    ) -> Result<T> {
        self.prepare_cached(sql)?.query_row(params, read)
    }

    /// Reads the first row that a cached statement finds; `None` if it finds none.
    pub fn first<T>(
        &self,
        sql: &str,
        params: impl Params,
        read: impl FnOnce(&Row<'_>) -> Result<T>,
    ) -> Result<Option<T>> {
        self.one(sql, params, read).optional()
    }

    /// Reads all rows that a cached statement finds.
    pub fn all<T, C: FromIterator<T>>(
        &self,
        sql: &str,
        params: impl Params,
        read: impl FnMut(&Row<'_>) -> Result<T>,
    ) -> Result<C> {
        self.prepare_cached(sql)?.query_map(params, read)?.collect()
    }

    /// Runs a statement once. Returns the number of rows that it changed.
    pub fn execute(&self, sql: &str, params: impl Params) -> Result<usize> {
        self.prepare(sql)?.execute(params)
    }

    /// Inserts many rows with few statements, to save round trips to a server. `insert` is a
    /// statement for one row (`INSERT … VALUES (…)`, with nothing after it).
    pub fn insert_rows(&self, insert: &str, rows: &[Vec<Value>]) -> Result<()> {
        let (head, row) = insert.split_once(" VALUES ").unwrap_or((insert, ""));
        let places = vec!["?"; row.matches('?').count()].join(", ");
        for rows in rows.chunks(ROWS_AT_ONCE) {
            let all = vec![format!("({places})"); rows.len()].join(", ");
            let values = params_from_iter(rows.iter().flatten().cloned());
            self.prepare_cached(&format!("{head} VALUES {all}"))?.execute(values)?;
        }
        Ok(())
    }

    /// Reads the first row that a statement finds.
    ///
    /// # Errors
    /// The statement finds no row. [`super::OptionalExtension`] turns this error into an `Option`.
    pub fn query_row<T>(
        &self,
        sql: &str,
        params: impl Params,
        read: impl FnOnce(&Row<'_>) -> Result<T>,
    ) -> Result<T> {
        self.prepare(sql)?.query_row(params, read)
    }

    /// Returns SQLite's plan for a statement, with one text for each step.
    #[cfg(any(test, debug_assertions))]
    pub fn plan(&self, sql: &str) -> Result<Vec<String>> {
        match &self.0 {
            Inner::Sqlite(transaction) => {
                let mut explain = transaction.prepare(&format!("EXPLAIN QUERY PLAN {sql}"))?;
                let steps = explain.raw_query().mapped(|row| row.get("detail"));
                Ok(steps.collect::<rusqlite::Result<_>>()?)
            }
            #[cfg(feature = "postgresql")]
            Inner::Postgresql(_) => Err(Error::NotThere("its plans are its own")),
        }
    }

    /// Runs statements that return no rows.
    pub fn execute_batch(&self, sql: &str) -> Result<()> {
        match &self.0 {
            Inner::Sqlite(transaction) => Ok(transaction.execute_batch(sql)?),
            #[cfg(feature = "postgresql")]
            Inner::Postgresql(transaction) => transaction.execute_batch(sql),
        }
    }

    /// Reserves the next number of a table for the caller. No row of the table ever had this
    /// number.
    pub fn take_number(&self, table: &str) -> Result<i64> {
        let next = self.either(NEXT_NUMBER, NEXT_OF_SEQUENCE);
        if let Some(number) = self.query_row(next, [table], |row| row.get(0)).optional()? {
            return Ok(number);
        }
        self.query_row(FIRST_NUMBER, [table], |row| row.get(0))
    }

    /// Returns `sqlite` for SQLite and `_postgresql` for PostgreSQL, for statements that must
    /// differ.
    pub fn either<T>(&self, sqlite: T, _postgresql: T) -> T {
        match &self.0 {
            Inner::Sqlite(_) => sqlite,
            #[cfg(feature = "postgresql")]
            Inner::Postgresql(_) => _postgresql,
        }
    }

    /// Notifies the listeners of the database that something has happened, once the changes are
    /// committed. SQLite has no listeners.
    pub fn tell_listeners(&self) {
        #[cfg(feature = "postgresql")]
        if let Inner::Postgresql(transaction) = &self.0 {
            transaction.tell_listeners();
        }
    }

    /// Whether an error has already ended the transaction and undone its changes.
    pub fn has_ended(&self) -> bool {
        match &self.0 {
            Inner::Sqlite(transaction) => transaction.is_autocommit(),
            #[cfg(feature = "postgresql")]
            Inner::Postgresql(transaction) => transaction.has_ended(),
        }
    }

    /// Commits the transaction, so that its changes are durable.
    pub fn commit(self) -> Result<()> {
        #[cfg(any(test, debug_assertions))]
        super::ways::one();
        #[cfg(any(test, debug_assertions))]
        super::faults::step()?;
        match self.0 {
            Inner::Sqlite(transaction) => transaction.commit().map_err(of_commit)?,
            #[cfg(feature = "postgresql")]
            Inner::Postgresql(transaction) => transaction.commit()?,
        }
        // A simulated death here: the commit was made, but the process does not know it.
        #[cfg(any(test, debug_assertions))]
        super::faults::step().map_err(|error| Error::Unknown(error.to_string()))?;
        Ok(())
    }
}

/// Converts an error of SQLite's commit. If the disk failed, the change may be in SQLite's log
/// nevertheless, and SQLite may find it there after a crash. So the result is unknown.
fn of_commit(error: rusqlite::Error) -> Error {
    match error.sqlite_error_code() {
        Some(rusqlite::ErrorCode::SystemIoFailure) => Error::Unknown(error.to_string()),
        _ => error.into(),
    }
}
