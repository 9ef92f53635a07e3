//! A row of the result of a statement.

#[cfg(feature = "postgresql")]
use super::postgresql;
use super::{FromSql, Result};
#[cfg(feature = "postgresql")]
use rusqlite::Error::{
    FromSqlConversionFailure, IntegralValueOutOfRange, InvalidColumnName, InvalidColumnType,
};
#[cfg(feature = "postgresql")]
use rusqlite::types::FromSqlError::{InvalidType, OutOfRange};

/// A row of the result of a statement, of SQLite or of PostgreSQL.
pub struct Row<'r>(pub(super) Inner<'r>);

pub(super) enum Inner<'r> {
    Sqlite(&'r rusqlite::Row<'r>),
    #[cfg(feature = "postgresql")]
    Postgresql(&'r postgres::Row),
}

impl<'r> Row<'r> {
    /// The value of a column, which is given by its name or by its position from 0.
    ///
    /// # Errors
    /// There is no such column, or its value is not a `T`.
    pub fn get<I: RowIndex, T: FromSql>(&self, column: I) -> Result<T> {
        match &self.0 {
            Inner::Sqlite(row) => Ok(row.get(column.of(self)?)?),
            #[cfg(feature = "postgresql")]
            Inner::Postgresql(row) => {
                let place = column.of(self)?;
                let value = postgresql::column(row, place)?;
                let named = || row.columns()[place].name().to_owned();
                let read = T::column_result(value).map_err(|error| match error {
                    InvalidType => InvalidColumnType(place, named(), value.data_type()),
                    OutOfRange(number) => IntegralValueOutOfRange(place, number),
                    error => FromSqlConversionFailure(place, value.data_type(), error.into()),
                });
                Ok(read?)
            }
        }
    }

    /// The number of columns of the row.
    pub fn column_count(&self) -> usize {
        match &self.0 {
            Inner::Sqlite(row) => row.as_ref().column_count(),
            #[cfg(feature = "postgresql")]
            Inner::Postgresql(row) => row.len(),
        }
    }

    /// The text in a column, without copying it; empty if the column is NULL.
    ///
    /// # Errors
    /// There is no such column, or it holds no text.
    pub fn text(&self, column: usize) -> Result<&'r str> {
        let value = match &self.0 {
            Inner::Sqlite(row) => row.get_ref(column)?,
            #[cfg(feature = "postgresql")]
            Inner::Postgresql(row) => postgresql::column(row, column)?,
        };
        let text = value.as_str_or_null();
        Ok(text.map_err(rusqlite::Error::from)?.unwrap_or_default())
    }

    /// The position of the column of this name.
    ///
    /// # Errors
    /// There is no such column.
    pub fn column_index(&self, name: &str) -> Result<usize> {
        match &self.0 {
            Inner::Sqlite(row) => Ok(row.as_ref().column_index(name)?),
            #[cfg(feature = "postgresql")]
            Inner::Postgresql(row) => {
                let place = row.columns().iter().position(|column| column.name() == name);
                Ok(place.ok_or_else(|| InvalidColumnName(name.to_owned()))?)
            }
        }
    }
}

/// A way to identify a column: by its name, or by its position from 0.
pub trait RowIndex {
    /// The position of the column in the row.
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
