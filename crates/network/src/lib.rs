//! The network connections of the `ferrofax` program, for all crates above this one. This crate
//! knows nothing of rights and of submission methods.
//!
//! Read in this order:
//!
//! - [`asker`] (the sender of a request: the client, the login, the network);
//! - [`listening`] (the basis of all servers), [`http`] (the HTTP server), [`outward`] (requests to
//!   other servers);
//! - [`s3`] (documents in an object store);
//! - [`webhook_signature`] (signatures of messages by HTTP);
//! - [`encoding`] (bytes and texts in URLs and headers), [`key`] (random texts that are unique).

pub mod asker;
pub mod encoding;
pub mod http;
pub mod key;
pub mod listening;
pub mod outward;
pub mod s3;
pub mod webhook_signature;
