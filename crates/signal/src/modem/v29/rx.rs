//! V.29's receiver.

use std::sync::LazyLock;

use super::tables::{CARRIER, PHASE_BITS, PHASES, check, element, has_amplitude_bit, scale};
use super::training;
use crate::dsp::complex::Complex;
use crate::dsp::matched_filter::MatchedFilter;
use crate::dsp::scrambler::Scrambler;
use crate::modem::qam::demodulation::{Decision, Demodulation};
use crate::modem::qam::receiver::QamReceiver;
use crate::modem::qam::training::Training;
use crate::modem::qam::transmitter::Carrier;
use crate::modem::{Bits, Rate};

/// Hears V.29 at one rate.
pub type V29Receiver = QamReceiver<V29>;

impl V29Receiver {
    /// For signals at `rate`.
    ///
    /// # Panics
    /// If `rate` is not one of V.29's.
    pub fn new(rate: Rate) -> Self {
        check(rate);
        Self::of(V29::at(rate))
    }
}

/// Points → bits.
#[derive(Clone, Debug)]
pub struct V29 {
    rate: Rate,
    /// Factor from our amplitudes to the tables'.
    unscale: f32,
    /// Added to the squared distance of points with Q1 set: at 7200 bit/s they are out of reach.
    outer: f32,
    /// By phase and, from the ninth on, with Q1 set.
    points: [Complex; 16],
    descrambler: Scrambler,
    phase: u8,
}

impl V29 {
    pub(in crate::modem) fn at(rate: Rate) -> Self {
        let scale = scale(rate);
        let outer = if has_amplitude_bit(rate) { 0.0 } else { f32::INFINITY };
        let points = std::array::from_fn(|index| element(index as u8 % PHASES, index >= 8) * scale);
        Self {
            rate,
            unscale: 1.0 / scale,
            outer,
            points,
            descrambler: Scrambler::new(18, 23, 0),
            phase: 0,
        }
    }
}

impl Demodulation for V29 {
    fn rate(&self) -> Rate {
        self.rate
    }

    fn carrier(&self) -> Carrier {
        CARRIER
    }

    fn matched_filter(&self) -> MatchedFilter {
        static FILTER: LazyLock<MatchedFilter> = LazyLock::new(|| CARRIER.matched_filter());
        FILTER.clone()
    }

    fn training(&self) -> Training {
        Training {
            conditioning: training::conditioning(self.rate),
            period: training::PERIOD,
            ones: training::ONES,
            short: None,
        }
    }

    fn begin(&mut self) {
        self.descrambler = Scrambler::new(18, 23, 0);
        self.phase = 0;
    }

    fn points(&self) -> Vec<Complex> {
        let count = if has_amplitude_bit(self.rate) { 16 } else { 8 };
        self.points[..count].to_vec()
    }

    #[inline(always)]
    fn decide(&self, output: Complex) -> Decision {
        // Folded into the eighth between the real axis and the diagonal, where two or
        // four points are left.
        let (re, im) = (output.re.abs(), output.im.abs());
        let folded = Complex::new(re.max(im), re.min(im)) * self.unscale;
        let distance = |x: f32, y: f32| (folded - Complex::new(x, y)).norm_sqr();
        let (axis, outer_axis) = (distance(3.0, 0.0), distance(5.0, 0.0) + self.outer);
        let (diagonal, outer_diagonal) = (distance(1.0, 1.0), distance(3.0, 3.0) + self.outer);
        // Data are random: looking the answer up is quicker than branching to it.
        let is_diagonal = diagonal.min(outer_diagonal) <= axis.min(outer_axis);
        let is_outer = if is_diagonal { outer_diagonal < diagonal } else { outer_axis < axis };
        let octant = usize::from(is_diagonal) << 3
            | usize::from(im > re) << 2
            | usize::from(output.re < 0.0) << 1
            | usize::from(output.im < 0.0);
        let index = PHASE_OF[octant] + u8::from(is_outer) * PHASES;
        Decision { index, point: self.points[usize::from(index & 15)] }
    }

    #[inline(always)]
    fn demap(&mut self, decision: Decision, _output: Complex) -> Bits {
        let phase = decision.index % PHASES;
        let change = (phase + PHASES - self.phase) % PHASES;
        self.phase = phase;
        let q1 = u32::from(decision.index >= PHASES);
        let rest = u32::from(PHASE_BITS[change as usize]);
        let (line, count) =
            if has_amplitude_bit(self.rate) { (rest << 1 | q1, 4) } else { (rest, 3) };
        Bits { bits: self.descrambler.descramble_group(line, count), count }
    }
}

/// The phase of the nearest point, by: on a diagonal, nearer to the imaginary axis, real
/// part negative, imaginary part negative.
const PHASE_OF: [u8; 16] = [0, 0, 4, 4, 2, 6, 2, 6, 1, 7, 3, 5, 1, 7, 3, 5];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_point_is_found_everywhere() {
        for rate in [Rate::V29At7200, Rate::V29At9600] {
            let modem = V29::at(rate);
            let q1s = if has_amplitude_bit(rate) { 2 } else { 1 };
            for i in 0..10_000 {
                let output = Complex::new((i % 100) as f32 - 49.7, (i / 100) as f32 - 49.6) * 0.035;
                let nearest = (0..8 * q1s)
                    .map(|index| (output - element(index % 8, index >= 8) * scale(rate)).norm_sqr())
                    .fold(f32::INFINITY, f32::min);
                let decision = modem.decide(output);
                assert!(
                    ((output - decision.point).norm_sqr() - nearest).abs() < 1e-5,
                    "{rate} {output:?}"
                );
                assert_eq!(
                    element(decision.index % 8, decision.index >= 8) * scale(rate),
                    decision.point
                );
            }
        }
    }
}
