//! The encoding of IPP (RFC 8010): for the server, parses requests and writes answers; for the
//! client, writes requests ([`Question`]) and parses answers ([`Heard`]).
//!
//! The crate `ipp` provides the values. Input from outside is checked first ([`Scanner`]): lengths,
//! depths and counts are limited before anything is allocated for them.

mod client;
mod request;
mod response;
mod scan;
mod status;
pub(crate) mod value;

pub(crate) use client::{Heard, Question, Told, member, number_of};
pub(crate) use request::{Asked, Request, each, text_of};
pub(crate) use response::{Group, Response};
pub(crate) use scan::{Malformed, Scanner};
pub(crate) use status::Status;
pub(crate) use value::Value;
