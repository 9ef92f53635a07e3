//! Makes one system call of a process fail, as a bad or full disk or a broken network does.
//!
//! The kernel asks this process about each input or output call of the watched process and of its
//! children (seccomp's user notification). Calls of libraries that are written in C, such as SQLite,
//! and calls that do not go through the C library are therefore included. Counted are the calls on
//! files in one folder, and those on sockets of IPv4. The call with a given number is answered with
//! an error, or writes only the first half of its bytes; every other call is carried out.
//!
//! `close` is not counted. The kernel frees the descriptor even if `close` reports an error, which
//! this crate cannot imitate.
#![allow(missing_docs, reason = "for tests alone")]

mod calls;
mod kernel;
mod target;
mod watched;

pub use calls::Kind;
pub use watched::{Call, Fault, How, Watched};
