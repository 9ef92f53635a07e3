//! What the image modems have in common: a carrier modulated in amplitude and phase,
//! symbol by symbol.
//!
//! V.27ter and V.29 (and V.17) differ in their points, their training and how bits become
//! points; the way between points and samples is the same and is here. Each modem's own
//! folder holds its tables and its training.
//!
//! - `transmitter`: symbols → samples
//! - `demodulation`: what the receiver asks of its modem
//! - `receiver`: samples → events; it tells by `kind` what may be a signal, and uses
//!   `training` to learn a line, `short_training` on one that is known, `tracking` for
//!   the data, and `relock` when the line slipped

pub mod demodulation;
#[cfg(test)]
mod gap_tests;
#[cfg(test)]
mod ideal_tests;
mod kind;
pub mod receiver;
mod relock;
pub mod short_training;
#[cfg(test)]
pub(crate) mod test_line;
#[cfg(test)]
mod test_random;
#[cfg(test)]
mod tests;
mod tracking;
pub mod training;
pub mod transmitter;
