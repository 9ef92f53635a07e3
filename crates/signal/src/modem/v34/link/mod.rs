//! The half-duplex modem as one: probing, training, the control channel and pages, in the
//! order of ITU-T V.34 (02/98) clause 12, for both roles and both sides of a call.
//!
//! ```text
//!  12.2 probing ─▶ 12.3 training ─▶ 12.4 control channel ─▶ 12.5 page ─▶ 12.6 control channel
//!      ▲ 12.7 line retrain                ▲ 12.8 control retrain  ▲                  │
//!      └──────────────────────────────────┴──────────────────────┴──────────────────┘
//! ```
//!
//! [`Link`] is the face: samples and bits in, samples and [`LinkEvent`]s out. It begins where
//! the 75 ms of silence after V.8's CJ and JM end. There is no HDLC in it: whoever has it gives it
//! flags and frames as bits, and takes such from it (ITU-T T.30 annex F).

mod band_watch;
mod control_channel;
#[cfg(test)]
mod control_channel_tests;
mod event;
mod machine;
mod page_in;
mod page_out;
mod rates;
mod report;
mod stage;
mod terms;
#[cfg(test)]
mod test_pair;
#[cfg(test)]
mod tests;
mod timers;
mod tone_watch;
#[cfg(test)]
mod trouble_tests;

pub use event::{Cause, LinkEvent, Start};
pub use machine::Link;
pub use report::{NextRate, Rates, Report};
pub use terms::{Role, Terms};
