//! What an encoder and a decoder of the same [`Parameters`] have in common: the rings, the
//! precoder, the power of the points and how they are stretched.

use super::constellation::quarter;
use super::framing::{Framing, NoSuchRate};
use super::nonlinear::Stretch;
use super::precoder::Precoder;
use super::shell::ShellMapper;
use super::{Parameters, Side};
use crate::dsp::complex::Complex;
use crate::dsp::scrambler::Scrambler;

/// The scale and shape of the points, made once.
#[derive(Clone, Debug)]
pub(super) struct Mapping {
    pub(super) framing: Framing,
    pub(super) shell: ShellMapper,
    stretch: Stretch,
    /// From units of the grid to a mean square of 1, and back.
    scale: f32,
    back: f32,
    /// Mean square of x before it is stretched, units of the grid.
    pub(super) energy: f64,
}

impl Mapping {
    pub(super) fn new(parameters: &Parameters) -> Result<Self, NoSuchRate> {
        let framing =
            Framing::new(parameters.symbol_rate, parameters.data_rate, parameters.shaping)?;
        let shell = ShellMapper::new(framing.rings, 1 << framing.shell_bits);
        let points = energies(&framing, &shell);
        let mean: f64 = points.iter().map(|(energy, share)| energy * share).sum();
        let energy = precoder(parameters, &framing).energy(mean);
        // E{|x|²} of §9.7 is that of the points with what the precoder adds, which is next to
        // nothing; BinModem leaves it out.
        let stretch = Stretch::new(parameters.non_linear, energy);
        let added = energy / mean;
        let sent =
            stretch.energy(points.into_iter().map(|(energy, share)| (energy * added, share)));
        let scale = (1.0 / sent.sqrt()) as f32;
        Ok(Self { framing, shell, stretch, scale, back: 1.0 / scale, energy })
    }

    /// A point of the grid (or between it) as it is sent.
    #[inline(always)]
    pub(super) fn sent(&self, point: Complex) -> Complex {
        self.stretch.stretched(point) * self.scale
    }

    /// A point that was sent, in units of the grid.
    #[inline(always)]
    pub(super) fn received(&self, point: Complex) -> Complex {
        self.stretch.shrunk(point * self.back)
    }
}

/// The precoder as `parameters` have it.
pub(super) fn precoder(parameters: &Parameters, framing: &Framing) -> Precoder {
    Precoder::new(parameters.precoding, framing.precoder_step())
}

/// The source's scrambler, from zeros (clause 7): GPC of the call modem, GPA of the answer
/// modem.
pub(super) fn scrambler(source: Side) -> Scrambler {
    let tap = match source {
        Side::Call => 18,
        Side::Answer => 5,
    };
    Scrambler::new(tap, 23, 0)
}

/// Squares of the points of a quarter, and how often each point is sent.
fn energies(framing: &Framing, shell: &ShellMapper) -> Vec<(f64, f64)> {
    // A low frame has one bit less for the mapper, and so the cheaper half of the numbers.
    let high = framing.high_frames as f64 / framing.mapping_frames as f64;
    let of_high = shell.shares(1 << framing.shell_bits);
    let of_low = shell.shares(1 << framing.shell_bits.saturating_sub(1));
    let in_ring = 1 << framing.point_bits;
    (0..framing.quarter_points())
        .map(|number| {
            let ring = number / in_ring;
            let share = high * of_high[ring] + (1.0 - high) * of_low[ring];
            (f64::from(quarter(number).energy()), share / in_ring as f64)
        })
        .collect()
}
