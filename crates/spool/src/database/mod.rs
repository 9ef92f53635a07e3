//! The spool's database, as the rest of the spool sees it: transactions, statements, rows.
//!
//! For PostgreSQL as well, columns have the types of SQLite: integer, real, text, blob and null.
//! The traits of SQLite convert Rust values ([`ToSql`], [`FromSql`], [`Value`]). A truth value is
//! an integer.

mod error;
#[cfg(test)]
pub(crate) mod faults;
mod params;
#[cfg(feature = "postgresql")]
pub(crate) mod postgresql;
mod row;
mod statement;
mod transaction;
#[cfg(test)]
pub(crate) mod ways;

pub(crate) use error::{Error, OptionalExtension, Result};
pub(crate) use params::{Params, params, params_from_iter};
pub(crate) use row::Row;
pub(crate) use rusqlite::types::{FromSql, ToSql, Value};
pub(crate) use statement::Statement;
pub(crate) use transaction::{Connection, Purpose, Transaction};
