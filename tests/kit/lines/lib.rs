//! Simulated telephone lines, for tests and benches: what a line does to a signal, and two
//! terminals that hear each other over one.
//!
//! A crate of its own: each sample passes here, so it is built to run quickly, whereas the
//! tests themselves are built quickly.

pub mod line_model;
pub mod line_stages;
pub mod random;
pub mod sounds;
pub mod wire;
