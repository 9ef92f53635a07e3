//! A statement, and the rows that it finds.

use super::{Params, Result, Row, row};

/// A statement that is ready to run, again and again.
pub(crate) struct Statement<'t>(pub(super) Inner<'t>);

pub(super) enum Inner<'t> {
    Sqlite(rusqlite::Statement<'t>),
    /// One that stays ready for the next who asks for it.
    SqliteKept(rusqlite::CachedStatement<'t>),
}

impl<'t> Inner<'t> {
    fn sqlite(&mut self) -> &mut rusqlite::Statement<'t> {
        match self {
            Self::Sqlite(statement) => statement,
            Self::SqliteKept(statement) => statement,
        }
    }
}

impl Statement<'_> {
    /// Changes rows; how many.
    pub(crate) fn execute(&mut self, params: impl Params) -> Result<usize> {
        params.bound(|values| Ok(self.0.sqlite().execute(values)?))
    }

    /// Makes a row, and gives what its `RETURNING` says of it: the number that it got.
    pub(crate) fn insert(&mut self, params: impl Params) -> Result<i64> {
        let mut rows = self.query(params)?;
        let id = rows.next()?.ok_or(rusqlite::Error::QueryReturnedNoRows)?.get(0)?;
        // It is done when nothing more comes of it.
        while rows.next()?.is_some() {}
        Ok(id)
    }

    /// The rows that it finds, one after the other.
    pub(crate) fn query(&mut self, params: impl Params) -> Result<Rows<'_>> {
        params.bound(|values| Ok(Rows(RowsInner::Sqlite(self.0.sqlite().query(values)?))))
    }

    /// The first row that it finds.
    ///
    /// # Errors
    /// There is none, which [`super::OptionalExtension`] makes an `Option`.
    pub(crate) fn query_row<T>(
        &mut self,
        params: impl Params,
        read: impl FnOnce(&Row<'_>) -> Result<T>,
    ) -> Result<T> {
        let mut rows = self.query(params)?;
        read(&rows.next()?.ok_or(rusqlite::Error::QueryReturnedNoRows)?)
    }

    /// What is read of each row that it finds.
    pub(crate) fn query_map<T, F: FnMut(&Row<'_>) -> Result<T>>(
        &mut self,
        params: impl Params,
        read: F,
    ) -> Result<Mapped<'_, F>> {
        Ok(Mapped { rows: self.query(params)?, read })
    }

    /// Whether it finds anything.
    pub(crate) fn exists(&mut self, params: impl Params) -> Result<bool> {
        Ok(self.query(params)?.next()?.is_some())
    }
}

/// The rows that a statement finds.
pub(crate) struct Rows<'s>(RowsInner<'s>);

enum RowsInner<'s> {
    Sqlite(rusqlite::Rows<'s>),
}

impl Rows<'_> {
    /// The next one.
    pub(crate) fn next(&mut self) -> Result<Option<Row<'_>>> {
        match &mut self.0 {
            RowsInner::Sqlite(rows) => Ok(rows.next()?.map(|row| Row(row::Inner::Sqlite(row)))),
        }
    }
}

/// What is read of each row.
pub(crate) struct Mapped<'s, F> {
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
