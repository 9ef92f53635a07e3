//! Simulated telephone lines, for tests and benchmarks: the effect of a line on a signal, and two
//! terminals that are connected by a line.
//!
//! This is a crate of its own because it processes each sample. It is built with optimisation,
//! whereas the tests are built without.

pub mod line_model;
pub mod line_stages;
pub mod random;
pub mod sounds;
pub mod wire;
