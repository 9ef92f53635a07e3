//! The database, as the rest of the code sees it: transactions, statements, rows.
//!
//! For PostgreSQL as well, columns have the types of SQLite: integer, real, text, blob and null.
//! The traits of SQLite convert Rust values ([`ToSql`], [`FromSql`], [`Value`]). A truth value is
//! an integer.

mod error;
#[cfg(any(test, debug_assertions))]
pub mod faults;
mod params;
#[cfg(feature = "postgresql")]
pub mod postgresql;
mod row;
mod statement;
mod transaction;
#[cfg(any(test, debug_assertions))]
pub mod ways;

pub use crate::params;
pub use error::{Error, Fault, OptionalExtension, Result};
pub use params::{Params, params_from_iter};
pub use row::Row;
pub use rusqlite::types::{FromSql, ToSql, Value};
pub use statement::Statement;
pub use transaction::{Connection, Purpose, Transaction};
