//! Bits ↔ points of two dimensions: mapping frames, shell mapping, trellis code, precoder
//! (ITU-T V.34 clauses 7 to 9, as §12.5 uses them).
//!
//! ```text
//! bits ─ scrambler ─ groups ┬─ shell mapper ─▶ rings ┐
//!                           ├─ q bits a point ───────┴▶ points of a quarter ┐
//!                           └─ I bits ─▶ differential ─▶ rotations ─────────┤
//!                    ┌── Y0 ── trellis encoder ◀── labels ◀── precoder ◀────┘
//!                    └▶ rotation of each second point        └▶ stretch ─▶ symbols
//! ```
//!
//! - `framing`: how many bits go where; superframes
//! - `groups`: a mapping frame's bits by what they are for
//! - `shell`: a number ↔ eight rings
//! - `constellation`: points, turns, labels
//! - `trellis`, `viterbi`: the code and its decoder, which goes by `crossings` of ways and
//!   `subsets` of labels, by `costs`; `nearest`: points that may be meant
//! - `precoder`, `nonlinear`: what is done to points before they are sent; `noise_filter`:
//!   what the recipient does for it
//! - `encoder`, `decoder`: all of that in its order; `inversions`, `search`: whether
//!   the frames are in step, and where they are
//!
//! No auxiliary channel: half-duplex has none. Symbols have a mean square of 1 in both
//! directions, whatever the constellation, so that B1 and data have the power of TRN
//! (§10.1.3). The code of V.17 (`dsp::trellis`) is another one, of eight states in two
//! dimensions with all of its points in subsets of their own; nothing of its decoder fits.

#[cfg(test)]
mod ber_tests;
mod constellation;
mod costs;
#[cfg(target_arch = "x86_64")]
mod crossing_vectors;
mod crossings;
mod decoder;
mod encoder;
mod framing;
mod groups;
mod inversions;
mod mapping;
mod nearest;
mod noise_filter;
mod nonlinear;
mod precoder;
mod search;
mod shell;
mod subsets;
#[cfg(test)]
mod test_line;
#[cfg(test)]
mod tests;
mod trellis;
mod viterbi;

pub use decoder::{Decoder, Likely};
pub use encoder::Encoder;
pub use framing::{Framing, NoSuchRate};
pub use search::FrameSearch;
pub use trellis::TrellisCode;

use super::Side;
use super::symbol_rate::{DataRate, SymbolRate};
use crate::dsp::complex::Complex;

/// What the source sends by: the symbol rate of INFOh, and what the recipient's MPh asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parameters {
    /// The symbol rate (INFOh).
    pub symbol_rate: SymbolRate,
    /// The data rate (MPh bits 20–23, within bits 35–49).
    pub data_rate: DataRate,
    /// The trellis code (MPh bits 29 and 30).
    pub trellis: TrellisCode,
    /// Whether Θ is 0.3125 (MPh bit 31).
    pub non_linear: bool,
    /// How many rings there are (MPh bit 32).
    pub shaping: Shaping,
    /// h(1), h(2) and h(3) (MPh type 1, bits 52–152); zeros for no precoding.
    pub precoding: [Coefficient; 3],
    /// Which end the source is: its scrambler.
    pub source: Side,
}

impl Parameters {
    /// Of the call modem as the source, with the more rings, points where they are and no precoding.
    pub const fn plain(symbol_rate: SymbolRate, data_rate: DataRate, trellis: TrellisCode) -> Self {
        Self {
            symbol_rate,
            data_rate,
            trellis,
            non_linear: false,
            shaping: Shaping::Expanded,
            precoding: [Coefficient { re: 0, im: 0 }; 3],
            source: Side::Call,
        }
    }

    /// What the precoder adds to the points' power, dB: the SNR that it costs. Much with few
    /// points and next to nothing with many.
    ///
    /// # Errors
    /// If the data rate is none of the symbol rate's.
    pub fn precoding_costs_db(&self) -> Result<f64, NoSuchRate> {
        let plain = mapping::Mapping::new(&Self { precoding: Default::default(), ..*self })?;
        let precoded = mapping::Mapping::new(self)?;
        Ok(10.0 * (precoded.energy / plain.energy).log10())
    }
}

/// How many rings the shell mapper has (MPh bit 32; table 10).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Shaping {
    /// As few as the bits need.
    #[default]
    Minimum,
    /// A quarter more: less power on the average, higher peaks.
    Expanded,
}

/// A complex coefficient of the precoder, both parts in units of 2⁻¹⁴, as MPh carries them
/// (two's complement, §10.1.3.9).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Coefficient {
    /// The real part.
    pub re: i16,
    /// The imaginary part.
    pub im: i16,
}

impl Coefficient {
    /// The one next to `value`; `None` from 2 on.
    pub fn of(value: Complex) -> Option<Self> {
        let part = |part: f32| {
            let steps = (part * 16_384.0).round();
            (steps.abs() < 32_768.0).then_some(steps as i16)
        };
        Some(Self { re: part(value.re)?, im: part(value.im)? })
    }

    /// Its value.
    pub fn value(self) -> Complex {
        Complex::new(self.re.into(), self.im.into()) * (1.0 / 16_384.0)
    }
}
