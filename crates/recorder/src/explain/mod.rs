//! Explains a recorded call in words: the contents of its frames, the fault, its most likely cause,
//! and what to change.
//!
//! [`fields`] decodes a frame field by field. [`machine`] identifies the maker of a fax machine by
//! its NSF. [`Verdict`] contains the findings about a call. [`show`] writes all of this as a text.
//! A finding consists of names and values; its sentences are in the spool crate
//! ([`ferrofax_spool::explanation`]).

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
