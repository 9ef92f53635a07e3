//! V.29: 7200 and 9600 bit/s at 2400 symbols a second on a carrier of 1700 Hz (ITU-T
//! V.29, as T.4 uses it).
//!
//! - `tables`: the points, and which bits mean which change of phase
//! - `training`: what comes before the data, symbol by symbol
//! - `tx`, `rx`: the two directions

mod rx;
mod tables;
mod training;
mod tx;

#[cfg(test)]
pub(in crate::modem) use rx::V29;
pub use rx::V29Receiver;
#[cfg(test)]
pub(in crate::modem) use tx::Source;
pub use tx::V29Transmitter;
