//! The spool's database as the rest of the spool sees it: transactions, statements, rows.
//!
//! What a column holds and how a Rust value becomes one is SQLite's way of it ([`ToSql`],
//! [`FromSql`], [`Value`]), whichever database it is: integers, reals, texts, blobs, null;
//! what is true or false is an integer.

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
