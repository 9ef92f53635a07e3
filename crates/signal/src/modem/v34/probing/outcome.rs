//! What came of phase 2.

use std::fmt;

use super::info::{Info0, Infoh};
use super::projection::Choice;
use super::reading::Reading;
use crate::modem::v34::symbol_rate::DataRate;

/// How phase 2 ended.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// The source knows what to send with; phase 3 follows.
    Chosen(Box<Chosen>),
    /// It came to nothing.
    Failed(Cause),
}

/// What both modems agreed on.
#[derive(Clone, Debug, PartialEq)]
pub struct Chosen {
    /// What the source sends with.
    pub infoh: Infoh,
    /// What these modems can do, as it was said.
    pub ours: Info0,
    /// What the other modem can do.
    pub far: Info0,
    /// What the recipient has read of the line and made of it. A source knows INFOh alone.
    pub line: Option<LineReport>,
    /// Where INFOh ended, in samples since phase 2 began: heard by the source, said by the
    /// recipient. The source's S begins 70 ± 5 ms later (V.34 12.3.1.1).
    pub infoh_end: u64,
    /// What did not go as it should.
    pub notes: Notes,
}

/// What a recipient has read of the line and made of it, for people to look at.
#[derive(Clone, Debug, PartialEq)]
pub struct LineReport {
    /// What was read.
    pub reading: Reading,
    /// What was chosen, and of what.
    pub choice: Choice,
    /// From the recipient to the source and back, by the two reversals of phase 2; ± 10 ms,
    /// since the source may answer in 30 to 50 ms.
    pub round_trip_ms: u32,
}

/// What did not go as it should, and was fixed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Notes {
    /// INFO0 that were sent once more.
    pub info0_repeats: u32,
    /// INFO sequences that came with a wrong CRC.
    pub damaged: u32,
    /// Waits that ended without what was waited for.
    pub waits_over: u32,
    /// How often the line was probed.
    pub probings: u32,
    /// INFOh went out though the source's tone had not come.
    pub blind_infoh: bool,
}

/// Why phase 2 came to nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Cause {
    /// Neither INFO0 nor a tone.
    #[error("nothing was heard of the other modem in V.34's phase 2")]
    NothingHeard,
    /// Its tone, or what might have been its INFO0, but no INFO0.
    #[error("the other modem's INFO0 never came")]
    NoInfo0,
    /// INFO0 with wrong CRC alone.
    #[error("the other modem's INFO0 came with a wrong CRC each time")]
    DamagedInfo0,
    /// INFO0, and no tone behind it.
    #[error("the other modem's tone never came after its INFO0")]
    NoTone,
    /// The tone, and no reversal of its phase.
    #[error("the other modem's tone never reversed its phase")]
    NoReversal,
    /// A reversal, and no L2 behind it.
    #[error("no line probing signal came from the source")]
    NoProbingSignal,
    /// The recipient did not end the probing.
    #[error("the recipient's tone never came after the line probing signal")]
    NoToneAfterProbing,
    /// The recipient's tone, and no INFOh.
    #[error("the recipient's INFOh never came")]
    NoInfoh,
    /// INFOh with wrong CRC alone.
    #[error("the recipient's INFOh came with a wrong CRC each time")]
    DamagedInfoh,
    /// INFOh asks for what INFO0 had excluded.
    #[error("the recipient's INFOh asks for what this modem cannot do")]
    InfohNotPossible,
}

impl Chosen {
    /// The data rate that the recipient expects the line to carry, with its margin.
    pub fn projected(&self) -> Option<DataRate> {
        self.line.as_ref().and_then(|line| line.choice.chosen.data_rate)
    }
}

impl fmt::Display for LineReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { reading, choice, round_trip_ms } = self;
        writeln!(
            f,
            "L2 {:.1} dBm0, offset {:+.2} Hz, clock {:+.0} ppm, round trip {round_trip_ms} ms, \
             distortion {:.1} dBm0, L1 {:.1} dB less than sent, {} of {} pieces sound",
            reading.level_dbm0,
            reading.offset_hz,
            reading.skew_ppm,
            reading.distortion_dbm0,
            reading.compression_db.max(0.0),
            reading.pieces.0,
            reading.pieces.1,
        )?;
        for tone in &reading.tones {
            writeln!(
                f,
                "{:5} Hz {:6.1} dBm0, noise {:6.1} dBm0, {:5.1} dB",
                tone.hz, tone.level_dbm0, tone.noise_dbm0, tone.snr_db,
            )?;
        }
        for candidate in &choice.candidates {
            let mark = if *candidate == choice.chosen { "chosen: " } else { "" };
            writeln!(f, "{mark}{candidate}")?;
        }
        write!(f, "power {} dB less", choice.power_reduction_db)
    }
}
