//! V.17: 7200 to 14 400 bit/s, trellis coded, at 2400 symbols a second on a carrier of
//! 1800 Hz (ITU-T V.17).
//!
//! - `tables`: the points, and which bits mean which of them
//! - `training`: what comes before the data, long and short, symbol by symbol
//! - `tx`, `rx`: the two directions
//!
//! The code itself is in `dsp::trellis`.

mod rx;
mod tables;
#[cfg(test)]
mod tests;
mod training;
mod tx;

#[cfg(test)]
pub(in crate::modem) use rx::V17;
pub use rx::V17Receiver;
#[cfg(test)]
pub(in crate::modem) use tx::Source;
pub use tx::V17Transmitter;
