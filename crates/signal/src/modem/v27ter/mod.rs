//! V.27ter: 4800 bit/s in eight phases at 1600 symbols a second and 2400 bit/s in four at
//! 1200, on a carrier of 1800 Hz (ITU-T V.27ter, as T.4 uses it: always with the long
//! training).
//!
//! - `tables`: the carrier, and which bits mean which change of phase
//! - `training`: what comes before the data, symbol by symbol
//! - `tx`, `rx`: the two directions

mod rx;
mod tables;
mod training;
mod tx;

#[cfg(test)]
pub(in crate::modem) use rx::V27ter;
pub use rx::V27terReceiver;
#[cfg(test)]
pub(in crate::modem) use tx::Source;
pub use tx::V27terTransmitter;
