//! Finding the lock again after the line slipped: a sample lost or doubled by a digital
//! network, a frame left out by a jitter buffer, a gap filled with something else, a jump
//! of the level or the phase.
//!
//! The line itself is still the same, so the taps are good; only timing, phase and level
//! are not. All are tried out on the last symbols: the choice that puts the equaliser's
//! outputs nearest to the points is the new lock. The loops alone would find it by
//! chance, late, or in V.29, whose points let them rest at a wrong phase, never.

use std::sync::OnceLock;

use super::demodulation::Demodulation;
use crate::dsp::complex::Complex;
use crate::dsp::equalizer::{Equalizer, KEPT};
use crate::dsp::history::History;
use crate::dsp::matched_filter::MatchedFilter;
use crate::modem::Rate;

/// Symbols looked at.
pub(super) const SYMBOLS: usize = 32;

/// Instants tried in a symbol.
const INSTANTS: i32 = 16;

/// Phases tried in a quarter turn, which is a symmetry of every modem's points.
const PHASES: usize = 16;

/// A lock that was found.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lock {
    /// Symbols by which to sample later.
    pub(super) later: f64,
    /// Radians by which the signal's phase at the last symbol is ahead.
    pub(super) ahead: f32,
    /// Factor for the taps.
    pub(super) gain: f32,
    /// Mean square error of the decisions with it.
    pub(super) error: f32,
}

/// The best lock on [`SYMBOLS`] of the last symbols before the one that `next_sample`
/// begins. The signal is turned by `turn` at that one and by `frequency` (radians a
/// symbol) less at each one before; `half` is half a symbol's length in samples.
#[inline(always)]
pub(super) fn find<D: Demodulation>(
    demodulation: &D,
    equalizer: &Equalizer,
    filter: &MatchedFilter,
    history: &History,
    next_sample: f64,
    half: f64,
    (turn, frequency): (Complex, f32),
) -> Option<Lock> {
    let mut best: Option<Lock> = None;
    for instant in -INSTANTS / 2..INSTANTS / 2 {
        let later = f64::from(instant) / f64::from(INSTANTS);
        // One symbol further back than the last, so that sampling later does not reach
        // beyond what was heard.
        let first =
            next_sample - 2.0 * half * (SYMBOLS as f64 + 1.0 - later) - (KEPT - 2) as f64 * half;
        let mut equalizer = equalizer.clone();
        for j in 0..KEPT - 2 {
            equalizer.push(filter.at(first + j as f64 * half, history)?);
        }
        let mut outputs = [Complex::ZERO; SYMBOLS];
        for (n, output) in outputs.iter_mut().enumerate() {
            let at = first + (KEPT - 2 + 2 * n) as f64 * half;
            equalizer.push(filter.at(at, history)?);
            equalizer.push(filter.at(at + half, history)?);
            let ago = (SYMBOLS + 1 - n) as f32;
            *output = equalizer.output() * turn * Complex::from_angle(frequency * ago);
        }
        // A level that jumped is tried too, if there was one.
        let power = outputs.iter().map(|output| output.norm_sqr()).sum::<f32>() / SYMBOLS as f32;
        let as_it_was = 1.0;
        let gains = [as_it_was, (1.0 / power.max(1e-3)).sqrt()];
        let has_jumped = !(0.8..1.25).contains(&power);
        for &gain in &gains[..if has_jumped { 2 } else { 1 }] {
            for phase in 0..PHASES {
                let ahead = std::f32::consts::FRAC_PI_2 * (phase as f32 / PHASES as f32 - 0.5);
                let back = Complex::from_angle(-ahead) * gain;
                let (mut error, mut rest, mut points) = (0.0, Complex::ZERO, 0.0);
                for &output in &outputs {
                    let turned = output * back;
                    let point = demodulation.decide(turned).point;
                    error += (turned - point).norm_sqr() / SYMBOLS as f32;
                    rest += turned * point.conj();
                    points += point.norm_sqr();
                }
                if best.is_none_or(|best| error < best.error) {
                    let gain = if has_jumped {
                        gain * points / rest.re.max(0.5 * points)
                    } else {
                        as_it_was
                    };
                    best = Some(Lock { later, ahead: ahead + rest.arg(), gain, error });
                }
            }
        }
    }
    best
}

/// Mean square error of decisions on the modem's own points at any phase: what a receiver
/// without a lock sees. It is the same for all of one rate.
pub(super) fn chance_error<D: Demodulation>(demodulation: &D) -> f32 {
    static KNOWN: [OnceLock<f32>; Rate::ALL.len()] = [const { OnceLock::new() }; Rate::ALL.len()];
    *KNOWN[demodulation.rate() as usize]
        .get_or_init(|| chance_error_of(demodulation, &demodulation.points()))
}

fn chance_error_of<D: Demodulation>(demodulation: &D, points: &[Complex]) -> f32 {
    let turns = 64;
    let mut sum = 0.0;
    for point in points {
        for turn in 0..turns {
            let turned =
                *point * Complex::from_angle(std::f32::consts::TAU * turn as f32 / turns as f32);
            sum += (turned - demodulation.decide(turned).point).norm_sqr();
        }
    }
    sum / (turns * points.len().max(1)) as f32
}
