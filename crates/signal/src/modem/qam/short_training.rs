//! Short training: a signal on a line that is known from a long training before.
//!
//! The equaliser, the carrier's offset and the clocks' difference are those of the known
//! line; only phase, level and timing are new. So the search goes through the known
//! equaliser, and a few known symbols are enough to find the signal by and to take its
//! phase and timing from. A long training begins with the same symbols; what follows them
//! tells the two apart.

use super::training::{Short, Training};
use super::transmitter::Carrier;
use crate::dsp::complex::Complex;
use crate::dsp::equalizer::{CENTRE, Equalizer, KEPT, TAPS};
use crate::dsp::history::History;
use crate::dsp::matched_filter::MatchedFilter;
use crate::dsp::sequence::match_of;
use crate::modem::following::Learned;

/// A line that was learned.
#[derive(Clone, Debug)]
pub(super) struct KnownLine {
    pub(super) learned: Learned,
    /// Tuned to the carrier as it arrives.
    pub(super) filter: MatchedFilter,
    pub(super) level_dbm0: f32,
}

/// From the symbol under the equaliser's centre to the newest half-symbol sample, in half symbols.
const AHEAD: f64 = (KEPT - 2 - CENTRE) as f64;

/// How well the conditioning segment must match: it is at 0.9 and more on a fair line,
/// and chance does not reach half of it.
const FOUND: f32 = 0.5;

/// Symbols beyond the conditioning segment by which it is judged whether it is that of a
/// long training.
const BEYOND: usize = 32;

/// Instants tried in a symbol.
const INSTANTS: i32 = 16;

/// A signal whose carrier is off by more than this (Hz) from what it was has another carrier now.
const DRIFTED_HZ: f64 = 0.3;

/// What became of the search.
#[derive(Clone, Debug)]
pub(super) enum Found {
    /// The conditioning segment ends where this says.
    Short(Box<KnownLine>),
    /// A long training has begun.
    Long,
}

/// The search for a short training.
#[derive(Clone, Debug)]
pub(super) struct ShortSearch {
    line: KnownLine,
    short: Short,
    /// How the conditioning segment of a long training goes on.
    long: Vec<Complex>,
    equalizer: Equalizer,
    /// Outputs of the equaliser, two a symbol, the newest last.
    outputs: Vec<Complex>,
    /// Half a symbol, in samples.
    half: f64,
    /// When the next half-symbol sample is taken.
    next_at: f64,
    /// The best match of late: how good, when its last symbol came, half symbols since.
    best: Option<(f32, f64, u32)>,
    /// The end of a conditioning segment that was found.
    end: Option<f64>,
}

impl ShortSearch {
    /// For signals of a modem with the long `training` on a known `line`.
    pub(super) fn new(
        training: &Training,
        short: &Short,
        carrier: &Carrier,
        line: KnownLine,
    ) -> Self {
        let mut equalizer = Equalizer::new(0.0);
        equalizer.load(&line.learned.taps, line.learned.power);
        Self {
            short: short.clone(),
            long: training.conditioning[short.conditioning..short.conditioning + BEYOND].to_vec(),
            equalizer,
            outputs: Vec::new(),
            half: carrier.samples_per_symbol() / 2.0 * (1.0 + line.learned.skew),
            next_at: 0.0,
            best: None,
            end: None,
            line,
        }
    }

    /// Searches from `at` on, from scratch.
    pub(super) fn begin(&mut self, at: f64) {
        self.outputs.clear();
        self.best = None;
        self.end = None;
        self.next_at = at;
    }

    /// Goes on as far as samples have come. `lost` says whether samples between two
    /// instants were lost.
    #[inline(always)]
    pub(super) fn hear(
        &mut self,
        history: &History,
        lost: impl Fn(f64, f64) -> bool,
    ) -> Option<Found> {
        while self.end.is_none() {
            let sample = self.line.filter.at(self.next_at, history)?;
            self.equalizer.push(sample);
            let at = self.next_at - AHEAD * self.half;
            self.next_at += self.half;
            self.take_output(at);
        }
        let end = self.end?;
        // Until what follows has been heard, and what the equaliser sees around it.
        let reach = end + (2.0 * BEYOND as f64 + AHEAD + 2.0) * self.half;
        self.line.filter.at(reach, history)?;
        self.end = None;
        let (later, fit) = self.finest(end, history, &lost)?;
        let end = end + later;
        let beyond = self.equalized(&self.line.filter, end, BEYOND, history)?;
        if match_of(&beyond, &self.long) > 0.5 {
            return Some(Found::Long);
        }
        let line = self.as_it_is_now(end, fit, history, &lost)?;
        Some(Found::Short(Box::new(line)))
    }

    #[inline(always)]
    fn take_output(&mut self, at: f64) {
        let count = self.short.conditioning;
        if self.outputs.len() >= 16 * count {
            self.outputs.drain(..14 * count);
        }
        self.outputs.push(self.equalizer.output());
        let Some(oldest) = self.outputs.len().checked_sub(2 * count - 1) else { return };
        let wanted = &self.short.symbols[self.short.symbols.len() - count..];
        let (mut sum, mut heard, mut known) = (Complex::ZERO, 0.0, 0.0);
        for (&output, symbol) in self.outputs[oldest..].iter().step_by(2).zip(wanted) {
            sum += output * symbol.conj();
            heard += output.norm_sqr();
            known += symbol.norm_sqr();
        }
        let quality = if heard > 0.03 * known { sum.norm_sqr() / (heard * known) } else { 0.0 };
        self.best = match self.best {
            None if quality > FOUND => Some((quality, at, 0)),
            Some((best, _, _)) if quality > best => Some((quality, at, 0)),
            Some((_, at, 3)) => {
                self.end = Some(at + 2.0 * self.half);
                None
            }
            Some((best, at, since)) => Some((best, at, since + 1)),
            None => None,
        };
    }

    /// The equaliser's outputs for `count` symbols, the first of which comes at `first`.
    #[inline(always)]
    fn equalized(
        &self,
        filter: &MatchedFilter,
        first: f64,
        count: usize,
        history: &History,
    ) -> Option<Vec<Complex>> {
        let mut equalizer = self.equalizer.clone();
        let start = first + (AHEAD - 1.0 - (KEPT - 2) as f64) * self.half;
        let mut outputs = Vec::with_capacity(count);
        // A loop and no closure, which would not be compiled for wide vectors.
        for j in 0..KEPT - 2 + 2 * count {
            equalizer.push(filter.at(start + j as f64 * self.half, history)?);
            if j >= KEPT - 2 && j % 2 == KEPT % 2 + 1 {
                outputs.push(equalizer.output());
            }
        }
        Some(outputs)
    }

    /// How the known symbols fit if the segment ends at `end`.
    #[inline(always)]
    fn fit(
        &self,
        filter: &MatchedFilter,
        end: f64,
        history: &History,
        lost: &impl Fn(f64, f64) -> bool,
    ) -> Option<Fit> {
        let count = self.short.symbols.len();
        let first = end - 2.0 * count as f64 * self.half;
        let outputs = self.equalized(filter, first, count, history)?;
        let reach = TAPS as f64 / 2.0 * self.half + filter.lookback() as f64;
        let mut halves = [(Complex::ZERO, 0.0f32, 0.0f32); 2];
        for (n, (&output, symbol)) in outputs.iter().zip(&self.short.symbols).enumerate() {
            let at = first + 2.0 * n as f64 * self.half;
            if lost(at - reach, at + reach) {
                continue;
            }
            let half = &mut halves[2 * n / count];
            half.0 += output * symbol.conj();
            half.1 += output.norm_sqr();
            half.2 += symbol.norm_sqr();
        }
        let (sum, heard, known) =
            (halves[0].0 + halves[1].0, halves[0].1 + halves[1].1, halves[0].2 + halves[1].2);
        if known <= 0.0 || heard <= 0.0 {
            return None;
        }
        let gain = sum * (1.0 / known);
        // Σ|y − g·s|² = Σ|y|² − |g|²·Σ|s|², related to the symbols as they come.
        let error = (heard / (gain.norm_sqr() * known) - 1.0).max(0.0);
        let turned = f64::from((halves[1].0 * halves[0].0.conj()).arg());
        Some(Fit { gain, error, turn_per_symbol: turned / (count as f64 / 2.0) })
    }

    /// How much later than `end` the segment ends, by the best fit, and that fit.
    #[inline(always)]
    fn finest(
        &self,
        end: f64,
        history: &History,
        lost: &impl Fn(f64, f64) -> bool,
    ) -> Option<(f64, Fit)> {
        let step = 2.0 * self.half / f64::from(INSTANTS);
        let (mut best, mut least) = (0, f32::INFINITY);
        for instant in -INSTANTS / 2..=INSTANTS / 2 {
            let error = self
                .fit(&self.line.filter, end + f64::from(instant) * step, history, lost)?
                .error;
            if error < least {
                (best, least) = (instant, error);
            }
        }
        let mut beside = [0.0; 2];
        for (error, instant) in beside.iter_mut().zip([best - 1, best + 1]) {
            *error = f64::from(
                self.fit(&self.line.filter, end + f64::from(instant) * step, history, lost)?
                    .error,
            );
        }
        let [early, late] = beside;
        let bend = early + late - 2.0 * f64::from(least);
        let between =
            if bend > 0.0 { ((early - late) / (2.0 * bend)).clamp(-0.5, 0.5) } else { 0.0 };
        let later = (f64::from(best) + between) * step;
        Some((later, self.fit(&self.line.filter, end + later, history, lost)?))
    }

    /// The known line with this signal's phase, level and timing.
    #[inline(always)]
    fn as_it_is_now(
        &self,
        end: f64,
        mut fit: Fit,
        history: &History,
        lost: &impl Fn(f64, f64) -> bool,
    ) -> Option<KnownLine> {
        let mut line = self.line.clone();
        let drift_hz = fit.turn_per_symbol / std::f64::consts::TAU
            * f64::from(crate::time::SAMPLE_RATE_HZ)
            / (2.0 * self.half);
        if drift_hz.abs() > DRIFTED_HZ {
            line.learned.offset_hz += drift_hz;
            line.filter.tune_by(drift_hz, f64::from(crate::time::SAMPLE_RATE_HZ));
            fit = self.fit(&line.filter, end, history, lost)?;
        }
        let level = fit.gain.norm_sqr();
        let back = fit.gain.conj() * (1.0 / level);
        for tap in &mut line.learned.taps {
            *tap = *tap * back;
        }
        line.learned.power *= level;
        line.learned.error = fit.error;
        line.learned.next = end;
        line.level_dbm0 += 10.0 * level.log10();
        Some(line)
    }
}

/// How known symbols fit what was heard.
#[derive(Clone, Copy, Debug)]
struct Fit {
    /// What was heard, divided by what was sent.
    gain: Complex,
    /// Mean square error; symbols have a mean square of 1.
    error: f32,
    /// Radians.
    turn_per_symbol: f64,
}
