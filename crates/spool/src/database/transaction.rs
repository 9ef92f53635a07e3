//! A connection, and what runs on it as one.

use std::path::Path;

use rusqlite::TransactionBehavior;

#[cfg(feature = "postgresql")]
use super::postgresql;
use super::{
    Error, OptionalExtension, Params, Result, Row, Statement, Value, params_from_iter, statement,
};

/// Rows that are put in by one statement, at most: a statement for each number of them stays prepared.
const ROWS_AT_ONCE: usize = 16;

/// A connection to the database.
pub(crate) enum Connection {
    /// To SQLite's file.
    Sqlite(rusqlite::Connection),
    /// To a server.
    #[cfg(feature = "postgresql")]
    Postgresql(Box<postgresql::Connection>),
}

/// What a transaction is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// Queries that see one state of the database.
    Queries,
    /// Changes that are one; they run one after the other.
    Changes,
    /// Rows of one's own that nobody looks at before a change names them: on a server these wait
    /// for nobody, and nobody waits for them, however slow the line is. One that is said to have
    /// failed may be done all the same; so it is one that can be done again.
    Additions,
}

impl Connection {
    /// Begins queries, or changes.
    pub(crate) fn transaction(&mut self, purpose: Purpose) -> Result<Transaction<'_>> {
        #[cfg(test)]
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

    /// Makes this the connection of the one process that receives into the spool, where a lock
    /// on a file does not tell all, or that does other work (`what`) which one does. `who` is told to
    /// others.
    pub(crate) fn claim(&mut self, _what: &str, _who: &str) -> Result<()> {
        match self {
            Self::Sqlite(_) => Ok(()),
            #[cfg(feature = "postgresql")]
            Self::Postgresql(connection) => connection.claim(_what, _who),
        }
    }

    /// Who hears of what happens in it, where it tells.
    #[cfg(feature = "postgresql")]
    pub(crate) fn listener(&self) -> Result<Option<postgresql::Listener>> {
        match self {
            Self::Sqlite(_) => Ok(None),
            Self::Postgresql(connection) => connection.listener().map(Some),
        }
    }

    /// Copies the database into this file, which is empty, as it stands at one instant.
    pub(crate) fn copy_into(&self, file: &Path) -> Result<()> {
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

/// The highest number that a row of a table has or had, or that is kept for one, is SQLite's
/// matter; it has none before the first.
const NEXT_NUMBER: &str = "UPDATE sqlite_sequence SET seq = seq + 1 WHERE name = ?1 RETURNING seq";
const FIRST_NUMBER: &str = "INSERT INTO sqlite_sequence (name, seq) VALUES (?1, 1) RETURNING seq";
const NEXT_OF_SEQUENCE: &str = "SELECT nextval(pg_get_serial_sequence(?1, 'id'))";

/// Queries or changes that belong together; undone if it is dropped.
pub(crate) struct Transaction<'c>(Inner<'c>);

enum Inner<'c> {
    Sqlite(rusqlite::Transaction<'c>),
    #[cfg(feature = "postgresql")]
    Postgresql(postgresql::Transaction<'c>),
}

impl Transaction<'_> {
    /// A statement that is run once, or seldom.
    pub(crate) fn prepare(&self, sql: &str) -> Result<Statement<'_>> {
        #[cfg(test)]
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

    /// A statement that stays ready for the next transaction.
    pub(crate) fn prepare_cached(&self, sql: &str) -> Result<Statement<'_>> {
        #[cfg(test)]
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

    /// Runs a statement once; how many rows it changed.
    pub(crate) fn execute(&self, sql: &str, params: impl Params) -> Result<usize> {
        self.prepare(sql)?.execute(params)
    }

    /// Puts rows in by a statement that puts one in (`INSERT … VALUES (…)`, and nothing behind that),
    /// many at once: a server is asked once for all of these.
    pub(crate) fn insert_rows(&self, insert: &str, rows: &[Vec<Value>]) -> Result<()> {
        let (head, row) = insert.split_once(" VALUES ").unwrap_or((insert, ""));
        let places = vec!["?"; row.matches('?').count()].join(", ");
        for rows in rows.chunks(ROWS_AT_ONCE) {
            let all = vec![format!("({places})"); rows.len()].join(", ");
            let values = params_from_iter(rows.iter().flatten().cloned());
            self.prepare_cached(&format!("{head} VALUES {all}"))?.execute(values)?;
        }
        Ok(())
    }

    /// The first row that a statement finds.
    ///
    /// # Errors
    /// There is none, which [`super::OptionalExtension`] makes an `Option`.
    pub(crate) fn query_row<T>(
        &self,
        sql: &str,
        params: impl Params,
        read: impl FnOnce(&Row<'_>) -> Result<T>,
    ) -> Result<T> {
        self.prepare(sql)?.query_row(params, read)
    }

    /// How SQLite would find what a statement asks for, a step a text.
    #[cfg(test)]
    pub(crate) fn plan(&self, sql: &str) -> Result<Vec<String>> {
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

    /// Runs statements that give nothing back.
    pub(crate) fn execute_batch(&self, sql: &str) -> Result<()> {
        match &self.0 {
            Inner::Sqlite(transaction) => Ok(transaction.execute_batch(sql)?),
            #[cfg(feature = "postgresql")]
            Inner::Postgresql(transaction) => transaction.execute_batch(sql),
        }
    }

    /// Takes the next number of a table, which no row of it ever had: it is the taker's.
    pub(crate) fn take_number(&self, table: &str) -> Result<i64> {
        let next = self.either(NEXT_NUMBER, NEXT_OF_SEQUENCE);
        if let Some(number) = self.query_row(next, [table], |row| row.get(0)).optional()? {
            return Ok(number);
        }
        self.query_row(FIRST_NUMBER, [table], |row| row.get(0))
    }

    /// The one for SQLite or the other for PostgreSQL: where nothing is right for both.
    pub(crate) fn either<T>(&self, sqlite: T, _postgresql: T) -> T {
        match &self.0 {
            Inner::Sqlite(_) => sqlite,
            #[cfg(feature = "postgresql")]
            Inner::Postgresql(_) => _postgresql,
        }
    }

    /// Tells whoever listens that something has happened, once the changes are committed. Nobody
    /// listens to SQLite.
    pub(crate) fn tell_listeners(&self) {
        #[cfg(feature = "postgresql")]
        if let Inner::Postgresql(transaction) = &self.0 {
            transaction.tell_listeners();
        }
    }

    /// Whether a failure has ended it already, and undone what belongs to it.
    pub(crate) fn has_ended(&self) -> bool {
        match &self.0 {
            Inner::Sqlite(transaction) => transaction.is_autocommit(),
            #[cfg(feature = "postgresql")]
            Inner::Postgresql(transaction) => transaction.has_ended(),
        }
    }

    /// Makes the changes durable.
    pub(crate) fn commit(self) -> Result<()> {
        #[cfg(test)]
        super::ways::one();
        #[cfg(test)]
        super::faults::step()?;
        match self.0 {
            Inner::Sqlite(transaction) => transaction.commit().map_err(of_commit)?,
            #[cfg(feature = "postgresql")]
            Inner::Postgresql(transaction) => transaction.commit()?,
        }
        // Whoever dies here has done it, and does not know.
        #[cfg(test)]
        super::faults::step().map_err(|error| Error::Unknown(error.to_string()))?;
        Ok(())
    }
}

/// Why SQLite did not commit. Where the disk failed the change may be in the log all the same,
/// and is found there after a crash.
fn of_commit(error: rusqlite::Error) -> Error {
    match error.sqlite_error_code() {
        Some(rusqlite::ErrorCode::SystemIoFailure) => Error::Unknown(error.to_string()),
        _ => error.into(),
    }
}
