//! A moment of the wall clock.

/// A moment of the wall clock: milliseconds since 1970-01-01T00:00:00Z.
pub type UnixMs = i64;
