//! Reads call recordings: runs the recorded call through the fax engine again, then explains,
//! draws, exports or anonymises the result.
//!
//! A recording (in the code: `tape`) contains everything that the engine received in a call, with
//! the times. The engine writes recordings in its module `call/tape`.
//!
//! Nothing of this crate is linked into the PBX. Only the program `ferrofax` depends on the crate
//! (Cargo feature `program`).
//!
//! [`examined`] runs a call again and collects all facts about the call; everything else begins
//! with these facts. [`explain`] describes them in words. [`again()`] checks whether a call still
//! runs as it did when it was recorded.

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
