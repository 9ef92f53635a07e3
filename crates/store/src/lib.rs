//! The layer below the spool: a database, files and encryption. This crate knows nothing of faxes
//! and jobs, and names none of their tables.
//!
//! Only the crate `ferrofax-spool` uses this crate. The spool re-exports the types that other crates
//! need.
//!
//! | purpose | modules |
//! | --- | --- |
//! | transactions, statements and rows, on SQLite or PostgreSQL | [`database`], [`column`] |
//! | opens a database, upgrades its tables, checks its file | [`opening`], [`schema`], [`database_file`] |
//! | files that are opened safely and written durably | [`safe_file`], [`acl`], [`secrets`] |
//! | documents: files of pages, objects outside of this machine | [`documents`], [`objects`] |
//! | encrypted documents | [`keys`], [`seal`], [`sealed_file`] |
//!
//! The spool defines the tables, and passes them to this crate as a [`schema::Schema`].

pub mod acl;
pub mod column;
pub mod database;
pub mod database_file;
pub mod documents;
#[cfg(any(test, debug_assertions))]
pub mod flushes;
pub mod keys;
pub mod objects;
pub mod opening;
pub mod safe_file;
pub mod schema;
pub mod seal;
pub mod sealed_file;
pub mod secrets;
