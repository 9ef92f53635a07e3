//! Learning the line from a training sequence.
//!
//! The conditioning segment is kept as samples and read several times, so that what a
//! receiver would otherwise learn step by step is known at the first data symbol:
//!
//! 1. the carrier's offset, from how blocks of the known symbols turn against each other;
//! 2. an equaliser fitted to all of it ([`least_squares`]), whose outputs show what is
//!    left of the offset and how the clocks differ (`Fit`);
//! 3. the same again with both taken out, and at last the equaliser that the data begin
//!    with.
//!
//! # Theory
//!
//! Symbol n of the segment, n counted from its middle, comes out of the fitted equaliser as
//! y[n] ≈ d[n]·(1 + jθn) + y′·(τ₀ + τn): θ is what is left of the carrier's offset in radians
//! a symbol, τ what is left of the clocks' difference in symbols a symbol. Both are slopes
//! of a straight line through noisy measurements, for which least squares give
//!
//! ```text
//! θ = Σ n·Im{y·conj(d)} / (Σ n² · E|d|²)       τ = Σ n·Re{(y − d)·conj(y′)} / (Σ n² · E|y′|²)
//! ```
//!
//! Constants of phase and time are not measured: the equaliser has taken them in.

use std::ops::Range;

use super::transmitter::Carrier;
use crate::dsp::complex::Complex;
use crate::dsp::equalizer::{CENTRE, Equalizer, KEPT, TAPS};
use crate::dsp::history::History;
use crate::dsp::least_squares;
use crate::dsp::matched_filter::MatchedFilter;
use crate::modem::following::Learned;
use crate::time::SAMPLE_RATE_HZ;
use ferrofax_ground::wide::widest;

/// What a modem sends before the data, as far as the receiver needs to know it.
#[derive(Clone, Debug)]
pub struct Training {
    /// The conditioning segment.
    pub conditioning: Vec<Complex>,
    /// The conditioning segment comes round after so many symbols, but for its sign.
    pub period: usize,
    /// Symbols of scrambled ones between the conditioning segment and the data.
    pub ones: usize,
    /// The short training, if the modem has one.
    pub short: Option<Short>,
}

/// A modem's short training.
#[derive(Clone, Debug)]
pub struct Short {
    /// Known symbols: the last of the alternations, then the conditioning segment.
    pub symbols: Vec<Complex>,
    /// Symbols of the conditioning segment.
    pub conditioning: usize,
    /// Symbols of scrambled ones between the conditioning segment and the data.
    pub ones: usize,
}

impl Training {
    /// Symbol `index` of the conditioning segment, as it would go on beyond its end.
    pub fn symbol(&self, index: usize) -> Complex {
        let beyond = index.saturating_sub(self.conditioning.len() - 1).div_ceil(self.period);
        self.conditioning.get(index - beyond * self.period).copied().unwrap_or_default()
    }
}

/// Share of the mean power that is added as white noise when taps are fitted: the lines'
/// own noise is never much less.
const RIDGE: f64 = 5e-4;

/// How many times the sequence is read.
const PASSES: usize = 3;

/// Learns from the symbols `range` of the conditioning segment, its end (the first symbol
/// after it) being near `end`. `filter` is left tuned to the offset found. `None` if
/// there is nothing to learn from; else the symbols that it was learned from as well.
pub(super) fn learn(
    training: &Training,
    carrier: &Carrier,
    filter: &mut MatchedFilter,
    history: &History,
    end: f64,
    range: Range<usize>,
) -> Option<(Learned, Range<usize>)> {
    widest(
        #[inline(always)]
        || {
            let learned = learn_from(training, carrier, filter, history, end, range.clone());
            if learned.as_ref().is_some_and(|(learned, _)| learned.error < IN_PLACE) {
                return learned;
            }
            let nominal = carrier.samples_per_symbol();
            let first = end - (training.conditioning.len() - range.start) as f64 * nominal;
            filter.tune(carrier.frequency_hz, f64::from(SAMPLE_RATE_HZ));
            let later =
                arrival(&training.conditioning[range.clone()], nominal, filter, history, first)?;
            learn_from(training, carrier, filter, history, end + later, range)
        },
    )
}

/// An error (symbols have a mean square of 1) beyond which the sequence may lie elsewhere.
const IN_PLACE: f32 = 0.25;

#[inline(always)]
fn learn_from(
    training: &Training,
    carrier: &Carrier,
    filter: &mut MatchedFilter,
    history: &History,
    end: f64,
    mut range: Range<usize>,
) -> Option<(Learned, Range<usize>)> {
    let total = training.conditioning.len();
    let nominal = carrier.samples_per_symbol();
    let middle_of = |range: &Range<usize>| range.start as f64 + range.len() as f64 / 2.0;
    // The anchor: when the symbol `anchor_index` comes.
    let anchor_index = middle_of(&range);
    let mut anchor = end - (total as f64 - anchor_index) * nominal;
    filter.tune(carrier.frequency_hz, f64::from(SAMPLE_RATE_HZ));
    let first_at = anchor - range.len() as f64 / 2.0 * nominal;
    let mut offset_hz =
        coarse_offset(&training.conditioning[range.clone()], carrier, filter, history, first_at)?;
    let mut skew = 0.0;
    let mut learned = None;
    for pass in 0..PASSES {
        filter.tune(carrier.frequency_hz + offset_hz, f64::from(SAMPLE_RATE_HZ));
        let symbols = &training.conditioning[range.clone()];
        let count = symbols.len();
        let length = nominal * (1.0 + skew);
        let first = anchor + (range.start as f64 - anchor_index) * length;
        let samples = half_symbols(filter, history, first, length / 2.0, count)?;
        // The first pass, before the clocks are known, looks at the middle alone.
        let used = if pass == 0 { count.min(FIRST_LOOK) } else { count };
        let skip = (count - used) / 2;
        let taps = least_squares::solve(
            &samples[1 + 2 * skip..],
            &symbols[skip..skip + used],
            TAPS,
            RIDGE,
        )?;
        let power = samples.iter().map(|x| x.norm_sqr()).sum::<f32>() / samples.len() as f32;
        let fit = Fit::of(&taps, power, &samples, symbols);
        // Taps fitted to so many symbols follow some of the noise, which flatters the error.
        let flattery = count as f32 / count.saturating_sub(TAPS).max(1) as f32;
        if pass + 1 < PASSES {
            let middle = middle_of(&range);
            offset_hz += fit.turn_per_symbol / std::f64::consts::TAU * carrier.symbols_per_second();
            skew -= fit.late_per_symbol;
            // What was measured is true of the middle of the range; the anchor is
            // elsewhere if the range was narrowed.
            anchor -= (fit.late + (anchor_index - middle) * fit.late_per_symbol) * nominal;
            let sound = fit.sound_part();
            range = range.start + sound.start..range.start + sound.end;
        } else {
            let next = anchor + (total as f64 - anchor_index) * length;
            let error = fit.error * flattery;
            let slope_power = fit.slope_power;
            let line = Learned { taps, power, slope_power, error, offset_hz, skew, next };
            learned = Some((line, range.clone()));
        }
    }
    learned
}

/// Symbols in the middle of the sequence that the first pass fits its taps to.
const FIRST_LOOK: usize = 384;

/// Symbols over which the sequence is summed up: no offset turns it round in these.
const BLOCK: usize = 32;

/// How much later than `first` the first of `symbols` comes, in samples, to a quarter of
/// a symbol: where what is heard is most like the sequence. Where it was found and where
/// it is looked at lie far apart in V.17, so that another clock makes half a symbol of
/// it, and on a line that distorts half a symbol can be where nothing of the sequence is
/// left.
#[inline(always)]
fn arrival(
    symbols: &[Complex],
    nominal: f64,
    filter: &MatchedFilter,
    history: &History,
    first: f64,
) -> Option<f64> {
    let apart = (symbols.len() / BLOCK).div_ceil(ARRIVAL_BLOCKS).max(1) * BLOCK;
    let mut best = (0.0, 0.0);
    for quarter in (0..=4).flat_map(|quarter| [quarter, -quarter]) {
        let later = f64::from(quarter) / 4.0 * nominal;
        let mut likeness = 0.0;
        for start in (0..symbols.len()).step_by(apart) {
            let Some(block) = symbols.get(start..start + BLOCK) else { break };
            likeness +=
                block_sum(block, filter, history, first + later + start as f64 * nominal, nominal)?
                    .norm_sqr();
        }
        if likeness > best.0 {
            best = (likeness, later);
        }
    }
    Some(best.1)
}

/// Blocks that are enough for [`arrival`].
const ARRIVAL_BLOCKS: usize = 12;

/// What is heard of the symbols of `block`, the first of which comes at `first`, all
/// turned back and summed up.
#[inline(always)]
fn block_sum(
    block: &[Complex],
    filter: &MatchedFilter,
    history: &History,
    first: f64,
    nominal: f64,
) -> Option<Complex> {
    let mut sum = Complex::ZERO;
    for (i, symbol) in block.iter().enumerate() {
        sum += filter.at(first + i as f64 * nominal, history)? * symbol.conj();
    }
    Some(sum)
}

/// The carrier offset, from how the sequence's blocks turn against each other. `filter`
/// is tuned to no offset.
#[inline(always)]
fn coarse_offset(
    symbols: &[Complex],
    carrier: &Carrier,
    filter: &MatchedFilter,
    history: &History,
    first: f64,
) -> Option<f64> {
    let nominal = carrier.samples_per_symbol();
    let mut blocks = Vec::with_capacity(symbols.len() / BLOCK);
    for (b, block) in symbols.chunks_exact(BLOCK).enumerate() {
        blocks.push(block_sum(
            block,
            filter,
            history,
            first + (b * BLOCK) as f64 * nominal,
            nominal,
        )?);
    }
    let turn_over = |blocks: &[Complex], distance: usize| {
        let sum = blocks
            .iter()
            .zip(&blocks[distance..])
            .fold(Complex::ZERO, |sum, (&a, &b)| sum + b * a.conj());
        f64::from(sum.arg()) / (distance * BLOCK) as f64
    };
    if blocks.len() < 2 {
        return None;
    }
    // Neighbouring blocks give the offset without doubt (they lie so close together that
    // no offset turns one round against the next), but inexactly …
    let coarse = turn_over(&blocks, 1);
    let turned: Vec<Complex> = blocks
        .iter()
        .enumerate()
        .map(|(b, &z)| z * Complex::from_angle(-(coarse * (b * BLOCK) as f64) as f32))
        .collect();
    // … and, with that taken out, blocks half the sequence apart give the rest exactly.
    let fine = coarse + turn_over(&turned, turned.len() / 2);
    Some(fine / std::f64::consts::TAU * carrier.symbols_per_second())
}

/// The samples that an equaliser sees from the symbol at `first` on: one more at the
/// front and four at the end.
#[inline(always)]
fn half_symbols(
    filter: &MatchedFilter,
    history: &History,
    first: f64,
    half: f64,
    count: usize,
) -> Option<Vec<Complex>> {
    let mut samples = Vec::with_capacity(2 * count + KEPT);
    // A loop and no closure, which would not be compiled for wide vectors.
    for j in 0..2 * count + KEPT {
        samples.push(filter.at(first + (j as f64 - 1.0 - CENTRE as f64) * half, history)?);
    }
    Some(samples)
}

/// Fewest symbols that a line is learned from when there are more that do not fit.
const MIN_SOUND: usize = 96;

/// How an equaliser fits, and what its errors say of phase and time as they go along the sequence.
struct Fit {
    error: f32,
    /// The same for every [`Fit::BLOCK`] symbols.
    block_errors: Vec<f32>,
    count: usize,
    slope_power: f32,
    turn_per_symbol: f64,
    late: f64,
    late_per_symbol: f64,
}

impl Fit {
    const BLOCK: usize = 16;

    /// The longest part in which the errors are about the same: what was not yet on the
    /// line, or came in place of a frame that was lost, does not fit what the rest of the
    /// sequence says.
    fn sound_part(&self) -> Range<usize> {
        let mut sorted = self.block_errors.clone();
        sorted.sort_by(f32::total_cmp);
        let usual = sorted.get(sorted.len() / 4).copied().unwrap_or_default();
        let limit = 6.0 * usual + 0.003;
        let (mut best, mut start) = (0..0, 0);
        for (block, &error) in self.block_errors.iter().enumerate() {
            let end = ((block + 1) * Self::BLOCK).min(self.count);
            if error > limit {
                start = end;
            } else if end - start > best.len() {
                best = start..end;
            }
        }
        if best.len() < MIN_SOUND { 0..self.count } else { best }
    }

    /// Sends `samples` through an equaliser with `taps` and compares its outputs with
    /// `symbols`: the sums of the theory above.
    #[inline(always)]
    fn of(taps: &[Complex], power: f32, samples: &[Complex], symbols: &[Complex]) -> Self {
        // The delay line is filled up to the first symbol.
        let mut equalizer = Equalizer::new(0.0);
        equalizer.load(taps, power);
        for &sample in &samples[..KEPT - 2] {
            equalizer.push(sample);
        }
        let middle = (symbols.len() as f64 - 1.0) / 2.0;
        let (mut error_sum, mut slope_sum, mut symbol_sum) = (0.0f64, 0.0f64, 0.0f64);
        let (mut late, mut late_moment, mut turn_moment, mut moment) =
            (0.0f64, 0.0f64, 0.0f64, 0.0f64);
        let mut block_errors = vec![0.0; symbols.len().div_ceil(Self::BLOCK)];
        for (n, &symbol) in symbols.iter().enumerate() {
            equalizer.push(samples[KEPT - 2 + 2 * n]);
            equalizer.push(samples[KEPT - 1 + 2 * n]);
            let (output, slope) = (equalizer.output(), equalizer.slope());
            let error = output - symbol;
            let distance = n as f64 - middle;
            // Im{y·conj(d)} and Re{(y − d)·conj(y′)}: ahead in phase, and late.
            let turned = f64::from((output * symbol.conj()).im);
            let moved = f64::from(error.re * slope.re + error.im * slope.im);
            error_sum += f64::from(error.norm_sqr());
            block_errors[n / Self::BLOCK] += error.norm_sqr() / Self::BLOCK as f32;
            slope_sum += f64::from(slope.norm_sqr());
            symbol_sum += f64::from(symbol.norm_sqr());
            turn_moment += turned * distance;
            late += moved;
            late_moment += moved * distance;
            moment += distance * distance;
        }
        let count = symbols.len() as f64;
        let (slope_power, symbol_power) = (slope_sum / count, symbol_sum / count);
        Self {
            error: (error_sum / count) as f32,
            block_errors,
            count: symbols.len(),
            slope_power: slope_power as f32,
            turn_per_symbol: turn_moment / moment / symbol_power,
            late: late / slope_sum,
            late_per_symbol: late_moment / moment / slope_power,
        }
    }
}
