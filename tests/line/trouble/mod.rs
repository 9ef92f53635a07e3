//! Recorded calls with trouble put into them.

pub(crate) mod far;
mod party;
mod trial;

pub(crate) use trial::*;
