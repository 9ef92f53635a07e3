//! Listens for mails: sockets, TLS and threads around the sessions.
//!
//! The settings are in [`ServerSettings`].

mod settings;

pub use settings::{MinTls, ServerSettings};
