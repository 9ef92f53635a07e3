//! A row that a statement found.

use super::{FromSql, Result};

/// A row that a statement found.
pub(crate) struct Row<'r>(pub(super) Inner<'r>);

pub(super) enum Inner<'r> {
    Sqlite(&'r rusqlite::Row<'r>),
}

impl<'r> Row<'r> {
    /// What stands in a column, named or counted from 0.
    ///
    /// # Errors
    /// There is no such column, or it holds what is no `T`.
    pub(crate) fn get<I: RowIndex, T: FromSql>(&self, column: I) -> Result<T> {
        match &self.0 {
            Inner::Sqlite(row) => Ok(row.get(column.of(self)?)?),
        }
    }

    /// The text in a column, empty where there is none: not copied.
    ///
    /// # Errors
    /// There is no such column, or it holds no text.
    pub(crate) fn text(&self, column: usize) -> Result<&'r str> {
        let value = match &self.0 {
            Inner::Sqlite(row) => row.get_ref(column)?,
        };
        let text = value.as_str_or_null();
        Ok(text.map_err(rusqlite::Error::from)?.unwrap_or_default())
    }

    /// Where the column of this name stands.
    ///
    /// # Errors
    /// There is none.
    pub(crate) fn column_index(&self, name: &str) -> Result<usize> {
        match &self.0 {
            Inner::Sqlite(row) => Ok(row.as_ref().column_index(name)?),
        }
    }
}

/// How a column is meant: by its name, or by its place from 0.
pub(crate) trait RowIndex {
    /// Its place.
    fn of(self, row: &Row<'_>) -> Result<usize>;
}

impl RowIndex for usize {
    fn of(self, _row: &Row<'_>) -> Result<usize> {
        Ok(self)
    }
}

impl RowIndex for &str {
    fn of(self, row: &Row<'_>) -> Result<usize> {
        row.column_index(self)
    }
}
