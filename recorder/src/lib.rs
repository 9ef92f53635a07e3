//! Recorded calls: what a call was given is run through the engine again, and what comes
//! of it is shown to people, drawn, and put into other programs' files.
//!
//! Tapes come from `call/tape` of the engine. Nothing of this is linked into the PBX: the
//! `ferrofax` program brings it in by `src/main.rs`.
//!
//! [`examined`] runs a call again and keeps what there is to know of it; everything else
//! begins with that. [`explain`] says in words what it comes to, [`again()`] whether it comes
//! out the same.

mod again;
pub mod anonymous;
pub mod draw;
pub mod examined;
pub mod explain;
pub mod export;

pub use again::{Again, Change, NoChange, again};
pub use anonymous::anonymous;
pub use draw::Drawing;
pub use examined::Examined;

#[cfg(test)]
mod talk;
#[cfg(test)]
mod trial;
