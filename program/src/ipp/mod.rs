//! The encoding of IPP (RFC 8010): requests out of bytes, answers into
//! bytes, and for a client the other way round ([`Question`], [`Heard`]).
//!
//! The crate `ipp` knows the values. What strangers send is looked over first ([`Scanner`]):
//! lengths, depths and counts are bounded before anything is made of them.

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
