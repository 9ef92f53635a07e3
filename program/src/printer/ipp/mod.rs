//! The encoding of IPP (RFC 8010): requests out of bytes, answers into bytes.
//!
//! The crate `ipp` knows the values. What strangers send is looked over first ([`Scanner`]):
//! lengths, depths and counts are bounded before anything is made of them.

mod request;
mod response;
mod scan;
mod status;
pub(super) mod value;

pub(super) use request::{Request, each, text_of};
pub(super) use response::{Group, Response};
pub(super) use scan::{Malformed, Scanner};
pub(super) use status::Status;
pub(super) use value::Value;
