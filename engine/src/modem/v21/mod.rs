//! V.21 channel 2: 300 bit/s by frequency shift, 1650 Hz for a one (mark) and 1850 Hz for
//! a zero (space). T.30 sends its commands and responses by it (T.30 §5.1, ITU-T V.21).
//!
//! Out of scope: channel 1, and duplex use. T.30 speaks in one direction at a time.

mod bit_clock;
mod carrier;
mod correlator;
mod receiver;
mod transmitter;

pub use receiver::V21Receiver;
pub use transmitter::V21Transmitter;

/// Bits a second.
const BIT_RATE: u32 = 300;
/// A one.
const MARK_HZ: u32 = 1650;
/// A zero.
const SPACE_HZ: u32 = 1850;

#[cfg(test)]
mod tests;
