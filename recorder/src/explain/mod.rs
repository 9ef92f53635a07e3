//! A recorded call in words: what its frames say, what went wrong, whose fault that most
//! likely is, and what to change.
//!
//! [`fields`] takes a frame apart, [`machine`] knows makers of machines by their NSF,
//! [`Verdict`] is what is wrong, and [`show`] has all of it as a text.

mod fields;
mod findings;
mod maker;
mod makers;
mod show;
mod verdict;

pub use fields::fields;
pub use maker::{Machine, machine};
pub use show::show;
pub use verdict::{Fault, Finding, Trouble, Verdict};
