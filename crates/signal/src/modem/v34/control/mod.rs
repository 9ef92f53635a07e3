//! The control channel: 600 symbols a second both ways, 1200 or 2400 bit/s (ITU-T V.34
//! clauses 10.2.4, 12.4, 12.6, 12.8).
//!
//! The call modem has 1200 Hz and the answer modem 2400 Hz with a guard tone of 1800 Hz, so
//! that both speak at once. What they say in which order is the session's:
//!
//! ```text
//! start-up (12.4)           PPh  ALT  MPh MPh …  E  data
//! resynchronisation (12.6)  Sh S̄h  ALT  E  data
//! retrain (12.8)            AC …  and then as a start-up
//! ```

pub mod finder;
pub mod mph;
pub mod receiver;
pub mod signals;
#[cfg(test)]
mod tests;
pub mod transmitter;
