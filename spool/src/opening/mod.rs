//! Opening the database: what it is checked for, and brought up to, before anything is asked
//! of it.

pub(crate) mod sqlite;
