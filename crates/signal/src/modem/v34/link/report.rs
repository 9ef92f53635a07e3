//! What was found and agreed on, for those who look into a call.

use std::fmt;

use crate::modem::LineQuality;
use crate::modem::v34::control::mph::{ControlRate, Mph};
use crate::modem::v34::probing::Chosen;
use crate::modem::v34::symbol_rate::{DataRate, SymbolRate};

/// The rates that two ends have agreed on by MPh.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rates {
    /// Symbols a second of pages.
    pub symbol_rate: SymbolRate,
    /// Bits a second of pages.
    pub page: DataRate,
    /// The control channel, both ways.
    pub control: ControlRate,
}

/// A rate that both ends have beside that at which pages go.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NextRate {
    /// The rate.
    pub rate: DataRate,
    /// Signal to noise that it needs at the link's symbol rate, without any margin, dB.
    pub needs_db: f64,
}

/// What a link has found and agreed on so far.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Report {
    /// What phase 2 has brought; of the line only a recipient knows.
    pub probed: Option<Box<Chosen>>,
    /// How a recipient heard TRN.
    pub training: Option<LineQuality>,
    /// What was said and heard by MPh last.
    pub mph: Option<(Mph, Mph)>,
    /// What came of it.
    pub rates: Option<Rates>,
    /// How often INFOh had to be said again (§12.3.3).
    pub trained_again: u32,
    /// How often the control channel came up by AC (§12.8).
    pub control_retrains: u32,
    /// How often phase 2 was gone through again (§12.7).
    pub line_retrains: u32,
}

impl fmt::Display for Rates {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let control = match self.control {
            ControlRate::Bps1200 => 1200,
            ControlRate::Bps2400 => 2400,
        };
        let Self { symbol_rate, page, .. } = self;
        write!(f, "{page} bit/s at {symbol_rate} symbols/s, control channel {control} bit/s")
    }
}
