//! The tones of phase A (ITU-T T.30 §4): CED, by which a called fax terminal shows
//! itself, and CNG of a calling one.
//!
//! | tone | frequency | length |
//! | --- | --- | --- |
//! | CED | 2100 ± 15 Hz | 2.6 to 4.0 s, once |
//! | CNG | 1100 ± 38 Hz | 0.5 s, then 3 s of silence, again and again |
//!
//! # Theory
//!
//! The detectors correlate blocks of 10 ms with the tone they look for, which turns a whole
//! number of times in a block: C_b = Σₙ x[n]·e^(−j2πfn/8000). A block of N samples that is
//! nothing but the tone has |C_b|² = N/2 · Σ x²; most of that is asked for, whatever the
//! level. A tone of another frequency f + Δ turns C from block to block:
//!
//! ```text
//! Δ = ∠(C_b · conj(C_{b−1})) / (2π · 10 ms)             up to ±50 Hz
//! ```
//!
//! and Δ must lie inside the tolerance.

use std::f32::consts::TAU;

use super::{BitSource, Transmitter};
use crate::dsp::level;
use crate::dsp::oscillator::Oscillator;
use crate::time::{Millis, SAMPLE_RATE_HZ};

/// The tone of the called terminal: 3 s of 2100 Hz. The silence before and after it is
/// the caller's business.
#[derive(Clone, Debug)]
pub struct Ced {
    tone: Sine,
    left: u64,
}

impl Ced {
    /// CED at `level_dbm0`.
    pub fn new(level_dbm0: f32) -> Self {
        Self { tone: Sine::new(CED_HZ, level_dbm0), left: CED_LENGTH.samples() }
    }
}

impl Transmitter for Ced {
    fn pull(&mut self, _bits: &mut dyn BitSource, out: &mut [i16]) -> usize {
        let count = out.len().min(usize::try_from(self.left).unwrap_or(usize::MAX));
        out[..count].fill_with(|| self.tone.next());
        self.left -= count as u64;
        count
    }
}

/// The tone of the calling terminal: 1100 Hz, half a second on and three off, without end.
#[derive(Clone, Debug)]
pub struct Cng {
    tone: Sine,
    at: u64,
}

impl Cng {
    /// CNG at `level_dbm0`.
    pub fn new(level_dbm0: f32) -> Self {
        Self { tone: Sine::new(CNG_HZ, level_dbm0), at: 0 }
    }
}

impl Transmitter for Cng {
    fn pull(&mut self, _bits: &mut dyn BitSource, out: &mut [i16]) -> usize {
        for sample in &mut *out {
            *sample = if self.at < CNG_ON.samples() { self.tone.next() } else { 0 };
            self.at = (self.at + 1) % (CNG_ON.samples() + CNG_OFF.samples());
        }
        out.len()
    }
}

/// What a tone detector heard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ToneEvent {
    /// The tone has been there for long enough to be no chance.
    Began,
    /// It has gone.
    Ended,
}

/// Hears CED, also as ANSam, which is the same tone with amplitude modulation and phase
/// reversals (ITU-T V.8).
#[derive(Clone, Debug)]
pub struct CedDetector(Detector);

impl CedDetector {
    /// A detector that waits for the tone.
    pub fn new() -> Self {
        Self(Detector::new(CED_HZ, 25.0, 30))
    }

    /// Hears `samples` (linear, 8 kHz) and reports through `sink`.
    pub fn push(&mut self, samples: &[i16], sink: &mut dyn FnMut(ToneEvent)) {
        self.0.push(samples, sink);
    }

    /// Back to the initial state.
    pub fn reset(&mut self) {
        *self = Self::new();
    }
}

impl Default for CedDetector {
    fn default() -> Self {
        Self::new()
    }
}

/// Hears CNG.
#[derive(Clone, Debug)]
pub struct CngDetector(Detector);

impl CngDetector {
    /// A detector that waits for the tone.
    pub fn new() -> Self {
        Self(Detector::new(CNG_HZ, 42.0, 25))
    }

    /// Hears `samples` (linear, 8 kHz) and reports through `sink`.
    pub fn push(&mut self, samples: &[i16], sink: &mut dyn FnMut(ToneEvent)) {
        self.0.push(samples, sink);
    }

    /// Back to the initial state.
    pub fn reset(&mut self) {
        *self = Self::new();
    }
}

impl Default for CngDetector {
    fn default() -> Self {
        Self::new()
    }
}

#[derive(Clone, Debug)]
struct Detector {
    /// e^(−jωn) for one block; both tones turn a whole number of times in it.
    carrier: [(f32, f32); BLOCK],
    tolerance_hz: f32,
    blocks_to_begin: u32,
    // The block that is being filled.
    at: usize,
    sum: (f32, f32),
    energy: f32,
    /// The last block's correlation, for the frequency.
    last: (f32, f32),
    good: u32,
    bad: u32,
    present: bool,
}

impl Detector {
    fn new(hz: f32, tolerance_hz: f32, blocks_to_begin: u32) -> Self {
        let carrier = std::array::from_fn(|n| {
            let (sin, cos) = (TAU * hz * n as f32 / SAMPLE_RATE_HZ as f32).sin_cos();
            (cos, -sin)
        });
        Self {
            carrier,
            tolerance_hz,
            blocks_to_begin,
            at: 0,
            sum: (0.0, 0.0),
            energy: 0.0,
            last: (0.0, 0.0),
            good: 0,
            bad: 0,
            present: false,
        }
    }

    fn push(&mut self, samples: &[i16], sink: &mut dyn FnMut(ToneEvent)) {
        for &sample in samples {
            let (sample, (re, im)) = (f32::from(sample), self.carrier[self.at]);
            self.sum.0 += sample * re;
            self.sum.1 += sample * im;
            self.energy += sample * sample;
            self.at += 1;
            if self.at == BLOCK {
                let holds = self.block_holds_tone();
                (self.at, self.last, self.sum, self.energy) = (0, self.sum, (0.0, 0.0), 0.0);
                if let Some(event) = self.judge(holds) {
                    sink(event);
                }
            }
        }
    }

    fn block_holds_tone(&self) -> bool {
        let ((re, im), (last_re, last_im)) = (self.sum, self.last);
        let turn = (im * last_re - re * last_im).atan2(re * last_re + im * last_im) / TAU;
        let off_hz = turn * SAMPLE_RATE_HZ as f32 / BLOCK as f32;
        // Beside the nominal frequency a block of this length sees less of the tone than there is.
        let x = std::f32::consts::PI * turn;
        let seen = if x.abs() < 1e-3 { 1.0 } else { (x.sin() / x).powi(2) };
        let tone = (re * re + im * im) * 2.0 / (BLOCK * BLOCK) as f32;
        let all = self.energy / BLOCK as f32;
        off_hz.abs() <= self.tolerance_hz
            && tone >= MOST_OF_ENERGY * all * seen
            && all >= level::mean_square(LOWEST_DBM0)
    }

    fn judge(&mut self, holds: bool) -> Option<ToneEvent> {
        if holds {
            self.good += 1;
            self.bad = 0;
        } else {
            self.bad += 1;
            if self.bad > FORGIVEN_BLOCKS {
                self.good = 0;
            }
        }
        if !self.present && self.good >= self.blocks_to_begin {
            self.present = true;
            return Some(ToneEvent::Began);
        }
        if self.present && self.good == 0 {
            self.present = false;
            return Some(ToneEvent::Ended);
        }
        None
    }
}

/// A sine of constant level.
#[derive(Clone, Debug)]
struct Sine {
    oscillator: Oscillator,
    peak: f32,
}

impl Sine {
    fn new(hz: f32, level_dbm0: f32) -> Self {
        let oscillator = Oscillator::new(f64::from(hz), f64::from(SAMPLE_RATE_HZ));
        Self { oscillator, peak: level::sine_peak(level_dbm0) }
    }

    fn next(&mut self) -> i16 {
        // `as` saturates, which is what a level beyond full scale must do.
        (self.peak * self.oscillator.tick().im).round() as i16
    }
}

const CED_HZ: f32 = 2100.0;
const CED_LENGTH: Millis = Millis(3000);
const CNG_HZ: f32 = 1100.0;
const CNG_ON: Millis = Millis(500);
const CNG_OFF: Millis = Millis(3000);

/// 10 ms: both tones turn a whole number of times, and ±50 Hz can be told apart.
const BLOCK: usize = 80;
/// The part of a block's energy that must be the tone's; half is 0 dB of signal to noise.
const MOST_OF_ENERGY: f32 = 0.5;
/// Weaker than this a tone is none.
const LOWEST_DBM0: f32 = -48.0;
/// Blocks in a row without the tone that do not end it: a lost packet, or a phase
/// reversal of ANSam.
const FORGIVEN_BLOCKS: u32 = 3;

#[cfg(test)]
#[path = "tone_tests.rs"]
mod tests;
