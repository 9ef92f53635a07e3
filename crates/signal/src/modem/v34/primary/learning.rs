//! Learning the line from symbols that are known: PP, and TRN after it; and finding a line
//! again that is known, from PP alone.
//!
//! # Theory
//!
//! It is that of [`qam::training`](crate::modem::qam::training): an equaliser fitted to all
//! known symbols at once ([`least_squares`]), whose outputs show by two slopes what is left
//! of the carrier's offset and how the clocks differ; both are taken out and it is fitted
//! anew. Here the equaliser is longer, since the band goes to the line's edges, and the
//! first estimate of the offset comes from how PP's periods turn against each other.
//!
//! A line need not delay the middle of its band as it delays the ends; what comes late then lies on
//! one side of the symbol alone, as an echo lies on the other. Where the equaliser stands over the
//! symbol is chosen at the end of TRN, by where it leaves the least error. With the ends of the band
//! 3.5 ms late, at 3429 symbols a second, it leaves 0.4 dB more than on an even line where its
//! middle stands over the symbol, and 0.2 dB more where it has chosen.
//!
//! A line that is known is not fitted: 288 symbols would say less of it than TRN did. What
//! is unknown after a pause are phase, gain and time alone. The time is looked for in steps
//! of an eighth of a symbol, where the known equaliser's outputs, turned and scaled to fit,
//! are nearest to PP, and then refined as above.

use super::Settings;
use super::foretelling::Foretold;
use super::signals::{PP_PERIOD, PP_SYMBOLS, pp};
use crate::dsp::complex::Complex;
use crate::dsp::equalizer::EqualizerOf;
use crate::dsp::history::History;
use crate::dsp::least_squares;
use crate::dsp::matched_filter::MatchedFilterOf;
use crate::modem::following::Learned;
use crate::time::SAMPLE_RATE_HZ;

/// Taps of the equaliser, half a symbol apart.
pub(super) const TAPS: usize = 64;

/// The equaliser.
pub(super) type PrimaryEqualizer = EqualizerOf<TAPS>;

/// The receiver's filter: 256 instants to a sample, whose rounding lies 60 dB down.
pub(super) type PrimaryFilter = MatchedFilterOf<PHASES>;
pub(super) const PHASES: i64 = 256;

/// Share of the mean power that is added as white noise when taps are fitted: well below
/// what G.711 adds.
const RIDGE: f64 = 1e-5;

/// Where the equaliser may stand, in symbols later than with its middle over the symbol. What it
/// sees later than its middle is not to be gone before the signal's end is noticed
/// ([`tracking`](super::tracking)).
const PLACES: [i32; 4] = [-6, -3, 3, 6];

/// The farthest of them.
const FARTHEST: usize = 6;

/// It leaves the middle where so much of the error is left, or less: by a tenth of a dB it stays.
const WORTH_LEAVING: f32 = 0.977;

/// How many times the symbols are read.
const PASSES: usize = 3;

/// Symbols that are looked at for the time of a line that is known.
const LOOK: usize = 96;

/// Steps of an eighth of a symbol that are gone to both sides.
const STEPS: i32 = 12;

/// Known symbols, and where they are.
#[derive(Clone, Debug)]
pub(super) struct Known<'a> {
    pub(super) symbols: &'a [Complex],
    /// When the first of them comes, in samples.
    pub(super) first: f64,
    pub(super) offset_hz: f64,
    pub(super) skew: f64,
}

/// What is heard, and how.
pub(super) struct Heard<'a> {
    pub(super) settings: &'a Settings,
    pub(super) filter: &'a mut PrimaryFilter,
    pub(super) history: &'a History,
}

impl Heard<'_> {
    fn nominal(&self) -> f64 {
        f64::from(SAMPLE_RATE_HZ) / self.settings.rate.hz()
    }

    fn tune(&mut self, offset_hz: f64) {
        let carrier = self.settings.rate.carrier_hz(self.settings.carrier);
        self.filter.tune(carrier + offset_hz, f64::from(SAMPLE_RATE_HZ));
    }

    /// The offset of PP's carrier, its last symbol coming at `last`; the filter is tuned to
    /// none then. `None` if it is no longer known what was heard.
    #[inline(always)]
    pub(super) fn offset_of_pp(&mut self, last: f64) -> Option<f64> {
        const PERIODS: usize = PP_SYMBOLS / PP_PERIOD;
        self.tune(0.0);
        let nominal = self.nominal();
        let mut sums = [Complex::ZERO; PERIODS];
        for n in 0..PP_SYMBOLS {
            let at = last - (PP_SYMBOLS - 1 - n) as f64 * nominal;
            sums[n / PP_PERIOD] += self.filter.at(at, self.history)? * pp(n).conj();
        }
        let turn = |sums: &[Complex], distance: usize| {
            let sum = sums
                .iter()
                .zip(&sums[distance..])
                .fold(Complex::ZERO, |sum, (&a, &b)| sum + b * a.conj());
            sum.arg() / distance as f32
        };
        // Neighbouring periods leave no doubt, those farther apart say it more exactly.
        let coarse = turn(&sums, 1);
        let turned: Vec<Complex> = sums
            .iter()
            .enumerate()
            .map(|(n, &sum)| sum * Complex::from_angle(-coarse * n as f32))
            .collect();
        let fine = coarse + turn(&turned, PERIODS / 2);
        Some(f64::from(fine) / std::f64::consts::TAU / PP_PERIOD as f64 * self.settings.rate.hz())
    }

    /// The half-symbol samples that the equaliser sees for `count` symbols, the first of
    /// which comes at `first`: one more at the front and three at the end.
    #[inline(always)]
    fn samples(&self, first: f64, length: f64, count: usize) -> Option<Vec<Complex>> {
        let mut samples = Vec::with_capacity(2 * count + PrimaryEqualizer::KEPT);
        // A loop and no closure, which would not be compiled for wide vectors.
        for j in 0..2 * count + PrimaryEqualizer::KEPT {
            let at = first + (j as f64 - 1.0 - PrimaryEqualizer::CENTRE as f64) * length / 2.0;
            samples.push(self.filter.at(at, self.history)?);
        }
        Some(samples)
    }

    /// Fits an equaliser to `known`. The filter is left tuned to the offset found. `None`
    /// if there is nothing to learn from.
    #[inline(always)]
    pub(super) fn learn(&mut self, known: &Known<'_>) -> Option<Learned> {
        let nominal = self.nominal();
        let Known { symbols, mut first, mut offset_hz, mut skew } = *known;
        let count = symbols.len();
        for pass in 0.. {
            self.tune(offset_hz);
            let length = nominal * (1.0 + skew);
            let samples = self.samples(first, length, count)?;
            let taps = least_squares::solve(&samples[1..], symbols, TAPS, RIDGE)?;
            let fit = Fit::of(&taps, &samples, symbols);
            if pass + 1 == PASSES {
                return Some(fit.learned(taps, offset_hz, skew, first, length, flattery(count)));
            }
            offset_hz += fit.turn_per_symbol / std::f64::consts::TAU * self.settings.rate.hz();
            skew -= fit.late_per_symbol;
            // What was measured is true of the middle.
            first -= (fit.late - fit.late_per_symbol * count as f64 / 2.0) * nominal;
        }
        None
    }

    /// Fits an equaliser to `known` and chooses where it stands: how many symbols later than with
    /// its middle over the symbol, comes with it.
    #[inline(always)]
    pub(super) fn learn_and_place(&mut self, known: &Known<'_>) -> Option<(Learned, i32)> {
        let mut best = (self.learn(known)?, 0);
        let (symbols, count) = (known.symbols, known.symbols.len());
        let Learned { offset_hz, skew, next, error, .. } = best.0;
        let length = self.nominal() * (1.0 + skew);
        let first = next - count as f64 * length;
        let mut least = error * WORTH_LEAVING;
        let earliest = first - FARTHEST as f64 * length;
        let Some(samples) = self.samples(earliest, length, count + 2 * FARTHEST) else {
            return Some(best);
        };
        for later in PLACES {
            let from = 2 * FARTHEST.saturating_add_signed(later as isize);
            let seen = &samples[from..from + 2 * count + PrimaryEqualizer::KEPT];
            let Some(taps) = least_squares::solve(&seen[1..], symbols, TAPS, RIDGE) else {
                continue;
            };
            let fit = Fit::of(&taps, seen, symbols);
            let first = first + f64::from(later) * length;
            let learned = fit.learned(taps, offset_hz, skew, first, length, flattery(count));
            if learned.error < least {
                least = learned.error;
                best = (learned, later);
            }
        }
        Some(best)
    }

    /// What can be foretold of the errors that `learned` has left of `symbols`; the filter is still
    /// tuned as it was learned.
    #[inline(always)]
    pub(super) fn foretell(&self, learned: &Learned, symbols: &[Complex]) -> Option<Foretold> {
        let length = self.nominal() * (1.0 + learned.skew);
        let first = learned.next - symbols.len() as f64 * length;
        let samples = self.samples(first, length, symbols.len())?;
        let mut equalizer = PrimaryEqualizer::new(0.0);
        equalizer.load(&learned.taps, 1.0);
        let (before, rest) = samples.split_at(PrimaryEqualizer::KEPT - 2);
        for &sample in before {
            equalizer.push(sample);
        }
        let mut errors = Vec::with_capacity(symbols.len());
        for (&symbol, pair) in symbols.iter().zip(rest.chunks_exact(2)) {
            equalizer.push(pair[0]);
            equalizer.push(pair[1]);
            errors.push(equalizer.output() - symbol);
        }
        Some(Foretold::of(&errors))
    }

    /// Finds the line again whose equaliser has `taps`, from `known`, which is where it is
    /// to a symbol.
    #[inline(always)]
    pub(super) fn find(&mut self, known: &Known<'_>, taps: &[Complex]) -> Option<Learned> {
        let nominal = self.nominal();
        let Known { symbols, mut first, mut offset_hz, skew } = *known;
        let length = nominal * (1.0 + skew);
        self.tune(offset_hz);
        let skipped = symbols.len().saturating_sub(LOOK) / 2;
        let look = &symbols[skipped..(skipped + LOOK).min(symbols.len())];
        let (mut best, mut later) = (f32::INFINITY, 0.0);
        for eighth in -STEPS..=STEPS {
            let shift = f64::from(eighth) / 8.0 * length;
            let from = first + skipped as f64 * length + shift;
            let fit = Fit::of(taps, &self.samples(from, length, look.len())?, look);
            if fit.scaled_error() < best {
                (best, later) = (fit.scaled_error(), shift);
            }
        }
        first += later;
        let mut taps = taps.to_vec();
        for pass in 0.. {
            self.tune(offset_hz);
            let samples = self.samples(first, length, symbols.len())?;
            let back = Fit::of(&taps, &samples, symbols).back();
            taps.iter_mut().for_each(|tap| *tap = *tap * back);
            let fit = Fit::of(&taps, &samples, symbols);
            if pass + 1 == PASSES {
                return Some(fit.learned(taps, offset_hz, skew, first, length, 1.0));
            }
            offset_hz += fit.turn_per_symbol / std::f64::consts::TAU * self.settings.rate.hz();
            first -= fit.late * nominal;
        }
        None
    }
}

/// Taps fitted to so many symbols follow some of the noise, which makes the error smaller by this.
fn flattery(count: usize) -> f32 {
    count as f32 / count.saturating_sub(TAPS).max(1) as f32
}

/// How an equaliser fits, and what its errors say of phase and time as they go along the
/// symbols.
struct Fit {
    count: usize,
    power: f32,
    error: f32,
    /// The mean of the outputs over the symbols, and of the outputs' squares.
    gain: Complex,
    output_power: f32,
    slope_power: f32,
    turn_per_symbol: f64,
    late: f64,
    late_per_symbol: f64,
}

impl Fit {
    #[inline(always)]
    fn of(taps: &[Complex], samples: &[Complex], symbols: &[Complex]) -> Self {
        let mut equalizer = PrimaryEqualizer::new(0.0);
        equalizer.load(taps, 1.0);
        let (before, rest) = samples.split_at(PrimaryEqualizer::KEPT - 2);
        for &sample in before {
            equalizer.push(sample);
        }
        let count = symbols.len() as f64;
        let middle = (count - 1.0) / 2.0;
        let (mut error, mut slope_sum, mut output_sum) = (0.0f64, 0.0f64, 0.0f64);
        let (mut late, mut late_moment, mut turn_moment, mut moment) =
            (0.0f64, 0.0f64, 0.0f64, 0.0f64);
        let mut gain = [0.0f64; 2];
        for (n, (&symbol, pair)) in symbols.iter().zip(rest.chunks_exact(2)).enumerate() {
            equalizer.push(pair[0]);
            equalizer.push(pair[1]);
            let (output, slope) = (equalizer.output(), equalizer.slope());
            let (off, along) = (output - symbol, output * symbol.conj());
            let distance = n as f64 - middle;
            let moved = f64::from(off.re * slope.re + off.im * slope.im);
            error += f64::from(off.norm_sqr());
            output_sum += f64::from(output.norm_sqr());
            slope_sum += f64::from(slope.norm_sqr());
            gain[0] += f64::from(along.re);
            gain[1] += f64::from(along.im);
            turn_moment += f64::from(along.im) * distance;
            late += moved;
            late_moment += moved * distance;
            moment += distance * distance;
        }
        let power = samples.iter().map(|sample| sample.norm_sqr()).sum::<f32>();
        Self {
            count: symbols.len(),
            power: power / samples.len() as f32,
            error: (error / count) as f32,
            gain: Complex::new((gain[0] / count) as f32, (gain[1] / count) as f32),
            output_power: (output_sum / count) as f32,
            slope_power: (slope_sum / count) as f32,
            turn_per_symbol: turn_moment / moment,
            late: late / slope_sum,
            late_per_symbol: late_moment / moment / (slope_sum / count),
        }
    }

    /// The error if the outputs were turned and scaled to fit best, as a share of their
    /// power.
    fn scaled_error(&self) -> f32 {
        1.0 - self.gain.norm_sqr() / self.output_power.max(f32::MIN_POSITIVE)
    }

    /// What turns and scales the outputs to fit.
    fn back(&self) -> Complex {
        self.gain.conj() * (1.0 / self.gain.norm_sqr().max(f32::MIN_POSITIVE))
    }

    fn learned(
        &self,
        taps: Vec<Complex>,
        offset_hz: f64,
        skew: f64,
        first: f64,
        length: f64,
        flattery: f32,
    ) -> Learned {
        Learned {
            taps,
            power: self.power,
            slope_power: self.slope_power,
            error: self.error * flattery,
            offset_hz,
            skew,
            next: first + self.count as f64 * length,
        }
    }
}
