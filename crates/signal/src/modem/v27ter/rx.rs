//! V.27ter's receiver.

use std::sync::LazyLock;

use super::tables::{DIBITS, PHASES, TRIBITS, carrier, check, element, has_eight_phases};
use super::training;
use crate::dsp::complex::Complex;
use crate::dsp::matched_filter::MatchedFilter;
use crate::dsp::scrambler::Scrambler;
use crate::modem::qam::demodulation::{Decision, Demodulation};
use crate::modem::qam::receiver::QamReceiver;
use crate::modem::qam::training::Training;
use crate::modem::qam::transmitter::Carrier;
use crate::modem::{Bits, Rate};

/// Hears V.27ter at one rate.
pub type V27terReceiver = QamReceiver<V27ter>;

impl V27terReceiver {
    /// For signals at `rate`.
    ///
    /// # Panics
    /// If `rate` is not one of V.27ter's.
    pub fn new(rate: Rate) -> Self {
        check(rate);
        Self::of(V27ter::at(rate))
    }
}

/// Points → bits.
#[derive(Clone, Debug)]
pub struct V27ter {
    rate: Rate,
    descrambler: Scrambler,
    phase: u8,
    /// For [`nearest_phase`].
    diagonals: f32,
}

impl V27ter {
    pub(in crate::modem) fn at(rate: Rate) -> Self {
        let diagonals = if has_eight_phases(rate) { TAN_22_5 } else { 1.0 };
        Self { rate, descrambler: training::conditioning().1, phase: 0, diagonals }
    }
}

impl Demodulation for V27ter {
    fn rate(&self) -> Rate {
        self.rate
    }

    fn carrier(&self) -> Carrier {
        carrier(self.rate)
    }

    fn matched_filter(&self) -> MatchedFilter {
        static SLOW: LazyLock<MatchedFilter> =
            LazyLock::new(|| carrier(Rate::V27ter2400).matched_filter());
        static FAST: LazyLock<MatchedFilter> =
            LazyLock::new(|| carrier(Rate::V27ter4800).matched_filter());
        if has_eight_phases(self.rate) { FAST.clone() } else { SLOW.clone() }
    }

    fn training(&self) -> Training {
        Training {
            conditioning: training::conditioning().0,
            period: training::PERIOD,
            ones: training::ONES,
            short: None,
        }
    }

    fn begin(&mut self) {
        let (symbols, scrambler) = training::conditioning();
        self.descrambler = scrambler;
        self.phase =
            if symbols.last().is_some_and(|symbol| symbol.re < 0.0) { PHASES / 2 } else { 0 };
    }

    fn points(&self) -> Vec<Complex> {
        let step = if has_eight_phases(self.rate) { 1 } else { 2 };
        (0..PHASES).step_by(step).map(element).collect()
    }

    #[inline(always)]
    fn decide(&self, output: Complex) -> Decision {
        let phase = nearest_phase(output, self.diagonals);
        Decision { index: phase, point: element(phase) }
    }

    #[inline(always)]
    fn demap(&mut self, decision: Decision, _output: Complex) -> Bits {
        let change = (decision.index + PHASES - self.phase) % PHASES;
        self.phase = decision.index;
        let (bits, count) = if has_eight_phases(self.rate) {
            (TRIBITS[change as usize], 3)
        } else {
            (DIBITS[change as usize / 2], 2)
        };
        Bits { bits: self.descrambler.descramble_group(bits.into(), count), count }
    }
}

/// A diagonal is nearer than both axes when neither part is less than tan 22.5° of the other.
const TAN_22_5: f32 = 0.414_213_57;

/// The nearest axis or, with a limit of [`TAN_22_5`], diagonal, in eighths of a turn.
/// With a limit of 1 there are no diagonals.
fn nearest_phase(output: Complex, limit: f32) -> u8 {
    // Data are random: looking the answer up is quicker than branching to it.
    let (re, im) = (output.re.abs(), output.im.abs());
    let is_diagonal = im > limit * re && re > limit * im;
    PHASE_OF[usize::from(is_diagonal) << 3
        | usize::from(im > re) << 2
        | usize::from(output.re < 0.0) << 1
        | usize::from(output.im < 0.0)]
}

/// The nearest phase, by: on a diagonal, nearer to the imaginary axis, real part
/// negative, imaginary part negative.
const PHASE_OF: [u8; 16] = [0, 0, 4, 4, 2, 6, 2, 6, 1, 7, 3, 5, 1, 7, 3, 5];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_phase_is_found_all_around() {
        for rate in [Rate::V27ter2400, Rate::V27ter4800] {
            let modem = V27ter::at(rate);
            for degree in 0..360 {
                let output = Complex::from_angle((degree as f32 + 0.4).to_radians()) * 0.8;
                let nearest = modem
                    .points()
                    .iter()
                    .map(|&point| (output - point).norm_sqr())
                    .fold(f32::INFINITY, f32::min);
                assert!(
                    ((output - modem.decide(output).point).norm_sqr() - nearest).abs() < 1e-6,
                    "{rate}: {degree}"
                );
            }
        }
    }
}
