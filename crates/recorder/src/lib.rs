//! Call recordings: the data that a call was given run through the engine again, and the result is
//! shown to people, drawn, and exported for other programs.
//!
//! The engine makes recordings (tapes) in `call/tape`. Nothing of this crate is linked into the
//! PBX: the `ferrofax` program includes it by `src/main.rs`.
//!
//! [`examined`] runs a call again and collects all facts about it; everything else begins with
//! that. [`explain`] describes them in words, and [`again()`] says whether a call runs as before.

mod again;
pub mod anonymous;
pub mod draw;
pub mod examined;
pub mod explain;
pub mod export;
mod words;

pub use again::{Again, Change, NoChange, again};
pub use anonymous::anonymous;
pub use draw::Drawing;
pub use examined::Examined;

#[cfg(test)]
mod talk;
#[cfg(test)]
mod trial;
