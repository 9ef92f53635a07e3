//! Explains a recorded call in words: the contents of its frames, the fault, its most likely cause,
//! and what to change.
//!
//! [`fields`] takes a frame apart, [`machine`] knows makers of machines by their NSF, [`Verdict`]
//! is the judgement of the call, and [`show`] writes all of it as a text. The findings of a verdict
//! are names and values; the spool has their sentences ([`ferrofax_spool::explanation`]).

mod fields;
mod findings;
mod maker;
mod makers;
mod show;
mod verdict;

pub use ferrofax_spool::explanation::{Advice, Fault, Finding, Heard, Shown, Trouble};
pub use fields::fields;
pub use maker::{Machine, machine};
pub use show::show;
pub use verdict::Verdict;
