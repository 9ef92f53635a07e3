//! The primary channel: points of two dimensions ↔ samples, and the signals that a line is
//! learned from (ITU-T V.34 clauses 5, 10.1.3, 12.3, 12.5).
//!
//! ```text
//! source:     S S̄ PP TRN     once, after INFOh     `signals`, `transmitter`, `shaper`,
//!             S S̄ PP points  before each page      `pre_emphasis`
//! recipient:  PP is found, the line learned from it and TRN, or found again, and its
//!             points are given                      `receiver`, `search`, `learning`, `tracking`,
//!                                                   `foretelling`
//! ```

#[cfg(test)]
mod burst_tests;
pub mod foretelling;
mod learning;
pub mod pre_emphasis;
pub mod receiver;
mod search;
mod shaper;
pub mod signals;
#[cfg(test)]
mod tests;
mod tracking;
pub mod transmitter;

use super::symbol_rate::{CarrierChoice, SymbolRate};
use pre_emphasis::PreEmphasis;

/// What the recipient asks the source for by INFOh (ITU-T V.34 table 22), as far as the
/// signal's shape goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Symbol rate.
    pub rate: SymbolRate,
    /// Which of its carriers.
    pub carrier: CarrierChoice,
    /// The source's pre-emphasis.
    pub pre_emphasis: PreEmphasis,
    /// By how much the source stays below its nominal level: 0 to 7 dB.
    pub power_reduction_db: u8,
}

impl Settings {
    /// Without pre-emphasis and at the nominal level.
    pub const fn plain(rate: SymbolRate, carrier: CarrierChoice) -> Self {
        Self { rate, carrier, pre_emphasis: PreEmphasis::NONE, power_reduction_db: 0 }
    }
}
