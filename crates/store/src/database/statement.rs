//! A prepared statement, and the rows that it finds.

#[cfg(feature = "postgresql")]
use super::postgresql;
use super::{Params, Result, Row, row};

/// A statement that is ready to run any number of times.
pub struct Statement<'t>(pub(super) Inner<'t>);

pub(super) enum Inner<'t> {
    Sqlite(rusqlite::Statement<'t>),
    /// A statement from the connection's cache. When it is dropped, it returns to the cache.
    SqliteKept(rusqlite::CachedStatement<'t>),
    #[cfg(feature = "postgresql")]
    Postgresql(postgresql::Statement<'t>),
}

impl Statement<'_> {
    /// Runs the statement and returns the number of changed rows.
    pub fn execute(&mut self, params: impl Params) -> Result<usize> {
        #[cfg(any(test, debug_assertions))]
        super::ways::one();
        params.bound(|values| match &mut self.0 {
            Inner::Sqlite(statement) => Ok(statement.execute(values)?),
            Inner::SqliteKept(statement) => Ok(statement.execute(values)?),
            #[cfg(feature = "postgresql")]
            Inner::Postgresql(statement) => statement.execute(values),
        })
    }

    /// Inserts a row, and returns the row's number from the statement's `RETURNING`.
    pub fn insert(&mut self, params: impl Params) -> Result<i64> {
        let mut rows = self.query(params)?;
        let id = rows.next()?.ok_or(rusqlite::Error::QueryReturnedNoRows)?.get(0)?;
        // The insertion is complete only when the query returns no more rows.
        while rows.next()?.is_some() {}
        Ok(id)
    }

    /// Runs the statement and returns its rows one after another.
    pub fn query(&mut self, params: impl Params) -> Result<Rows<'_>> {
        #[cfg(any(test, debug_assertions))]
        super::ways::one();
        let rows = params.bound(|values| -> Result<_> {
            Ok(match &mut self.0 {
                Inner::Sqlite(statement) => RowsInner::Sqlite(statement.query(values)?),
                Inner::SqliteKept(statement) => RowsInner::Sqlite(statement.query(values)?),
                #[cfg(feature = "postgresql")]
                Inner::Postgresql(statement) => {
                    RowsInner::Postgresql(None, statement.query(values)?.into_iter())
                }
            })
        })?;
        Ok(Rows(rows))
    }

    /// Reads the first row that the statement finds.
    ///
    /// # Errors No row was found, for example. [`super::OptionalExtension`] turns this error into
    /// `None`.
    pub fn query_row<T>(
        &mut self,
        params: impl Params,
        read: impl FnOnce(&Row<'_>) -> Result<T>,
    ) -> Result<T> {
        let mut rows = self.query(params)?;
        read(&rows.next()?.ok_or(rusqlite::Error::QueryReturnedNoRows)?)
    }

    /// Runs the statement and reads each of its rows with `read`.
    pub fn query_map<T, F: FnMut(&Row<'_>) -> Result<T>>(
        &mut self,
        params: impl Params,
        read: F,
    ) -> Result<Mapped<'_, F>> {
        Ok(Mapped { rows: self.query(params)?, read })
    }

    /// Whether the statement finds a row.
    pub fn exists(&mut self, params: impl Params) -> Result<bool> {
        Ok(self.query(params)?.next()?.is_some())
    }
}

/// The rows that a statement finds.
pub struct Rows<'s>(RowsInner<'s>);

enum RowsInner<'s> {
    Sqlite(rusqlite::Rows<'s>),
    /// The row that was returned last, and the rows after it.
    #[cfg(feature = "postgresql")]
    Postgresql(Option<postgres::Row>, std::vec::IntoIter<postgres::Row>),
}

impl Rows<'_> {
    /// Returns the next row; `None` after the last one.
    pub fn next(&mut self) -> Result<Option<Row<'_>>> {
        match &mut self.0 {
            RowsInner::Sqlite(rows) => Ok(rows.next()?.map(|row| Row(row::Inner::Sqlite(row)))),
            #[cfg(feature = "postgresql")]
            RowsInner::Postgresql(one, rest) => {
                *one = rest.next();
                Ok(one.as_ref().map(|row| Row(row::Inner::Postgresql(row))))
            }
        }
    }
}

/// An iterator over the values that are read from the rows.
pub struct Mapped<'s, F> {
    rows: Rows<'s>,
    read: F,
}

impl<T, F: FnMut(&Row<'_>) -> Result<T>> Iterator for Mapped<'_, F> {
    type Item = Result<T>;

    fn next(&mut self) -> Option<Result<T>> {
        let row = self.rows.next().transpose()?;
        Some(row.and_then(|row| (self.read)(&row)))
    }
}
