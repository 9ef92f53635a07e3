//! Recorded calls: what a call was given is run through the engine again, and what comes
//! of it is shown to people, drawn, and put into other programs' files.
//!
//! Tapes come from `call/tape` of the engine. Nothing of this is linked into the PBX: the
//! `ferrofax` program brings it in by `src/main.rs`.
