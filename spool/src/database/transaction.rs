//! A connection, and what runs on it as one.

use std::path::Path;

use rusqlite::TransactionBehavior;

use super::{Params, Result, Row, Statement, statement};

/// A connection to the database.
pub(crate) enum Connection {
    /// To SQLite's file.
    Sqlite(rusqlite::Connection),
}

impl Connection {
    /// Begins queries that see one state of the database, or changes that are one.
    pub(crate) fn transaction(&mut self, is_change: bool) -> Result<Transaction<'_>> {
        match self {
            Self::Sqlite(connection) => {
                let behavior = match is_change {
                    true => TransactionBehavior::Immediate,
                    false => TransactionBehavior::Deferred,
                };
                let begun = connection.transaction_with_behavior(behavior)?;
                Ok(Transaction(Inner::Sqlite(begun)))
            }
        }
    }

    /// Copies the database into this file, which is empty, as it stands at one instant.
    pub(crate) fn copy_into(&self, file: &Path) -> Result<()> {
        match self {
            Self::Sqlite(connection) => {
                Ok(connection.execute("VACUUM INTO ?1", [file.to_string_lossy()]).map(drop)?)
            }
        }
    }
}

/// Queries or changes that belong together; undone if it is dropped.
pub(crate) struct Transaction<'c>(Inner<'c>);

enum Inner<'c> {
    Sqlite(rusqlite::Transaction<'c>),
}

impl Transaction<'_> {
    /// A statement that is run once, or seldom.
    pub(crate) fn prepare(&self, sql: &str) -> Result<Statement<'_>> {
        match &self.0 {
            Inner::Sqlite(transaction) => {
                Ok(Statement(statement::Inner::Sqlite(transaction.prepare(sql)?)))
            }
        }
    }

    /// A statement that stays ready for the next transaction.
    pub(crate) fn prepare_cached(&self, sql: &str) -> Result<Statement<'_>> {
        match &self.0 {
            Inner::Sqlite(transaction) => {
                Ok(Statement(statement::Inner::SqliteKept(transaction.prepare_cached(sql)?)))
            }
        }
    }

    /// Runs a statement once; how many rows it changed.
    pub(crate) fn execute(&self, sql: &str, params: impl Params) -> Result<usize> {
        self.prepare(sql)?.execute(params)
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
        let Inner::Sqlite(transaction) = &self.0;
        let mut explain = transaction.prepare(&format!("EXPLAIN QUERY PLAN {sql}"))?;
        let steps = explain
            .raw_query()
            .mapped(|row| row.get("detail"))
            .collect::<rusqlite::Result<_>>();
        Ok(steps?)
    }

    /// Runs statements that give nothing back.
    pub(crate) fn execute_batch(&self, sql: &str) -> Result<()> {
        match &self.0 {
            Inner::Sqlite(transaction) => Ok(transaction.execute_batch(sql)?),
        }
    }

    /// Whether a failure has ended it already, and undone what belongs to it.
    pub(crate) fn has_ended(&self) -> bool {
        match &self.0 {
            Inner::Sqlite(transaction) => transaction.is_autocommit(),
        }
    }

    /// Makes the changes durable.
    pub(crate) fn commit(self) -> Result<()> {
        match self.0 {
            Inner::Sqlite(transaction) => Ok(transaction.commit()?),
        }
    }
}
