//! What a modem brings to a link.

use crate::modem::v34::Side;
use crate::modem::v34::coding::TrellisCode;
use crate::modem::v34::control::mph::ControlRate;
use crate::modem::v34::probing::{self, projection};
use crate::modem::v34::symbol_rate::DataRate;

/// Who sends pages, whoever has dialled (V.34 clauses 3.11 and 3.14). V.8's call function decides
/// it (T.30 clause 6.1.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// The one that sends them: it shows the line, and begins what there is to begin.
    Source,
    /// The one that takes them: it reads the line, and says at which rate they are to come.
    Recipient,
}

/// What a modem brings to a link.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Terms {
    /// Which end of the call it is.
    pub side: Side,
    /// What it does with pages.
    pub role: Role,
    /// Nominal power, dBm0.
    pub level_dbm0: f32,
    /// The highest data rate of pages.
    pub max_rate: DataRate,
    /// The lowest one; below it there is no link.
    pub min_rate: DataRate,
    /// At which rate the far end is to send on the control channel. The slower one of both wishes
    /// is used both ways.
    pub control_rate: ControlRate,
    /// The trellis code that a recipient asks for.
    pub trellis: TrellisCode,
    /// Whether a recipient asks for the precoder where its errors say that this helps (§9.6.2).
    /// Not unless it is wished for: behind the pre-emphasis that it asks for anyhow, next to
    /// nothing is left to be gained on usual lines.
    pub precoding: bool,
    /// Whether a recipient asks for the non-linear encoder (§9.7).
    pub non_linear: bool,
    /// What a recipient wants to be left of the signal to noise ratio beyond what a rate
    /// needs, dB.
    pub margin_db: f64,
}

impl Terms {
    /// Those of a modem that takes whatever the line carries.
    pub fn new(side: Side, role: Role, level_dbm0: f32) -> Self {
        Self {
            side,
            role,
            level_dbm0,
            max_rate: DataRate::MAX,
            min_rate: DataRate::MIN,
            control_rate: ControlRate::Bps2400,
            trellis: TrellisCode::States64,
            precoding: false,
            non_linear: false,
            margin_db: projection::Wishes::default().margin_db,
        }
    }

    /// For phase 2.
    pub(super) fn probing(&self) -> probing::Settings {
        let mut settings = probing::Settings::new(self.side, self.level_dbm0);
        settings.wishes.margin_db = self.margin_db;
        settings.wishes.max_rate = self.max_rate;
        settings
    }
}
