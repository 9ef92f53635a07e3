//! Phase 2: INFO0, INFOh, tones A and B, line probing (ITU-T V.34 clauses 10.2.2, 12.2).
//!
//! ```text
//!  heard ─▶ info_receiver, tone_meter ─▶ source or recipient ─▶ voice ─▶ said
//!                                              │
//!              L1, L2 ─▶ reading ─▶ projection ─▶ INFOh
//! ```
//!
//! [`Phase2`] is the face: a source of pages shows the line by L1 and L2
//! ([`line_signal`]), a recipient reads it ([`reading`]), projects what it will carry
//! ([`projection`]) and says by INFOh ([`info`]) what is to be sent with. Either may be the
//! call modem or the answer modem. Times stand in `timers`, what came of it in [`Outcome`].

pub mod info;
pub mod line_signal;
pub mod projection;
pub mod reading;

mod exchange;
mod info_receiver;
mod outcome;
mod phase2;
mod recipient;
mod source;
mod timers;
mod tone_fit;
pub(in crate::modem::v34) mod tone_meter;
mod voice;

pub use outcome::{Cause, Chosen, LineReport, Notes, Outcome};
pub use phase2::{Phase2, Settings};
pub use voice::{GuardLevel, tone_hz};

#[cfg(test)]
pub(in crate::modem::v34) mod test_wire;
#[cfg(test)]
mod tests;
