//! The tables of a database: checks that they are Ferrofax's own, and upgrades them from each
//! version to the next.
//!
//! The version is SQLite's `user_version`; `application_id` distinguishes our databases from
//! others. A database of an older version is updated step by step in one transaction. A database of
//! a newer version is not changed. A new database is made at once in the form that it has after the
//! last step.

use std::collections::BTreeMap;
use std::io;

use rusqlite::{Connection, OptionalExtension, TransactionBehavior};

use crate::database::Error;

/// The mark before each statement of [`Schema::whole`]. After the mark, the rest of the line has
/// the kind and the name of the part that the statement makes, such as `table faxes`.
pub const MARK: &str = "\n-- ";

/// The parts of a database: the kind (such as `table`) and the name of each part, with the
/// statement that makes the part.
pub type Parts = BTreeMap<(String, String), Option<String>>;

/// The reason why a database was not opened.
#[derive(Debug)]
pub enum NotOpened {
    /// The file of the database could not be made, or is not a plain file.
    File(io::Error),
    /// The database returned an error.
    Database(Error),
    /// The database, or its server, cannot be used; the text is the reason.
    Refused(String),
    /// The database belongs to another program.
    Foreign,
    /// A newer Ferrofax made the tables.
    Newer {
        /// The version of the tables in the database.
        found: i64,
        /// The newest version that this program can use.
        supported: i64,
    },
    /// The tables of a database on a server were made by an older Ferrofax, and the caller did not
    /// allow an upgrade.
    Older {
        /// The version of the tables in the database.
        found: usize,
        /// The version that this program uses.
        needed: usize,
    },
    /// A database on a server has no tables, and the caller did not allow their creation.
    NoTables,
}

impl From<Error> for NotOpened {
    fn from(error: Error) -> Self {
        Self::Database(error)
    }
}

impl From<rusqlite::Error> for NotOpened {
    fn from(error: rusqlite::Error) -> Self {
        Self::Database(error.into())
    }
}

/// The tables that a database must have.
pub struct Schema {
    /// The number in SQLite's `application_id` that distinguishes these databases from those of
    /// other programs.
    pub application: i64,
    /// The upgrade steps, each from one version of the tables to the next. The newest version is
    /// the number of steps.
    pub steps: &'static [&'static str],
    /// The statements that make all tables in their newest form. Before each statement is [`MARK`].
    pub whole: &'static str,
    /// A program that knows at least this version also works with the tables of any later version.
    /// This matters for a database that several machines share.
    pub adding_since: usize,
    /// The name of the full-text index, whose only column is `words`. It is a virtual table in
    /// SQLite and an ordinary table in PostgreSQL.
    pub index_of_words: &'static str,
    /// Parts of statements that PostgreSQL needs in another form: the part for SQLite, then the
    /// part for PostgreSQL.
    pub on_postgresql: &'static [(&'static str, &'static str)],
}

impl Schema {
    /// The newest version of the tables.
    pub const fn version(&self) -> usize {
        self.steps.len()
    }

    /// Checks the database and returns the version of its tables, or 0 if the database is empty.
    /// Changes nothing.
    ///
    /// # Errors
    /// [`NotOpened::Foreign`], [`NotOpened::Newer`], [`NotOpened::Database`]
    pub fn check_version(&self, connection: &Connection) -> Result<usize, NotOpened> {
        let pragma =
            |name: &str| connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
        let (application, found) = (pragma("application_id")?, pragma("user_version")?);
        if application != self.application {
            let empty = connection
                .query_row("SELECT 1 FROM sqlite_schema LIMIT 1", [], |_| Ok(()))
                .optional()?
                .is_none();
            return match (application, found, empty) {
                (0, 0, true) => Ok(0),
                _ => Err(NotOpened::Foreign),
            };
        }
        match usize::try_from(found) {
            Ok(version) if version <= self.version() => Ok(version),
            _ => Err(NotOpened::Newer { found, supported: self.version() as i64 }),
        }
    }

    /// Updates the database to the newest version, in one transaction.
    ///
    /// # Errors
    /// The errors of [`Self::check_version`]
    pub fn migrate(&self, connection: &mut Connection) -> Result<(), NotOpened> {
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        // The version is read again, because another process may have updated the database first.
        let version = self.check_version(&transaction)?;
        match version {
            0 => self.make(&transaction),
            _ => self.steps[version..]
                .iter()
                .try_for_each(|step| transaction.execute_batch(step)),
        }?;
        if version < self.version() {
            transaction.pragma_update(None, "application_id", self.application)?;
            transaction.pragma_update(None, "user_version", self.version() as i64)?;
        }
        Ok(transaction.commit()?)
    }

    /// Rejects a database whose tables differ from this schema, or that has additional objects. A
    /// trigger, view or generated column of somebody else would run their code in this connection.
    pub(crate) fn compare(&self, connection: &Connection) -> Result<(), NotOpened> {
        let (ours, found) = (self.parts(), parts(connection)?);
        let wrong = found
            .iter()
            .find_map(|(part, sql)| match ours.get(part) {
                None => Some((part, "is not Ferrofax's")),
                Some(own) if own != sql => Some((part, "is not as Ferrofax makes it")),
                Some(_) => None,
            })
            .or_else(|| {
                ours.keys()
                    .find(|part| !found.contains_key(*part))
                    .map(|part| (part, "is missing"))
            });
        match wrong {
            None => Ok(()),
            Some(((kind, name), what)) => Err(NotOpened::Refused(format!(
                "the {kind} '{name}' in it {what}; nothing is done with it until that is put right"
            ))),
        }
    }

    /// The kind and the name of each part, with the statement that makes the part. In this order,
    /// the statements can be run one after the other.
    fn statements(
        &self,
    ) -> impl Iterator<Item = ((&'static str, &'static str), &'static str)> + use<> {
        self.whole.split(MARK).skip(1).filter_map(|part| {
            let (title, statement) = part.split_once('\n')?;
            Some((title.split_once(' ')?, statement.trim_end().strip_suffix(';')?))
        })
    }

    /// The parts of the whole schema, in the form in which [`parts`] reads them from a database.
    pub fn parts(&self) -> Parts {
        self.statements()
            .map(|((kind, name), sql)| ((kind.to_owned(), name.to_owned()), Some(sql.to_owned())))
            .collect()
    }

    /// Makes the whole schema in an empty database.
    ///
    /// # Errors
    /// The reason that SQLite reports.
    pub fn make(&self, empty: &Connection) -> rusqlite::Result<()> {
        // Together with the full-text index, SQLite makes the tables that belong to it.
        let of_index = format!("{}_", self.index_of_words);
        self.statements()
            .filter(|((_, name), _)| !name.starts_with(&of_index))
            .try_for_each(|(_, statement)| empty.execute_batch(statement))
    }

    /// The statements that make the tables and indexes, but not the full-text index. They can be
    /// run in this order.
    #[cfg(feature = "postgresql")]
    pub(crate) fn definitions(&self) -> Vec<String> {
        self.statements()
            .filter(|((kind, name), _)| {
                matches!(*kind, "table" | "index") && !name.starts_with(self.index_of_words)
            })
            .map(|(_, statement)| statement.to_owned())
            .collect()
    }
}

/// Reads the statement that made each table, index, trigger and view of a database. SQLite's own
/// objects are left out: no one else can make objects with their names.
///
/// # Errors
/// The reason that SQLite reports.
pub fn parts(connection: &Connection) -> rusqlite::Result<Parts> {
    let mut select = connection.prepare(
        "SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'",
    )?;
    select
        .query_map([], |row| Ok(((row.get(0)?, row.get(1)?), row.get(2)?)))?
        .collect()
}
