//! ANSam, the answer tone of a station that knows V.8 (ITU-T V.8 §7.2), and how it is told
//! from the plain one (CED, ANS).
//!
//! | | ANSam | CED, ANS |
//! | --- | --- | --- |
//! | frequency | 2100 ± 1 Hz | 2100 ± 15 Hz |
//! | amplitude | 0.8 to 1.2 of its mean, at 15 ± 0.1 Hz | even |
//! | phase | turned by 180° every 450 ± 25 ms, or not at all | even, or turned (V.25) |
//!
//! # Theory
//!
//! The amplitude alone tells them apart: the reversals are for echo cancellers, and either
//! tone may have them. Blocks of 5 ms are correlated with 2100 Hz; the magnitudes a₀ … a₇₉
//! of the last 400 ms hold six turns of 15 Hz, and the depth of a modulation at f is
//!
//! ```text
//! m(f) = 2 · |Σ (aₖ − ā) · e^(−j2πf·k·5 ms)| / Σ aₖ            0.2 at 15 Hz for ANSam
//! ```
//!
//! In 400 ms the frequencies 10, 15 and 20 Hz do not see each other; a lost packet or a
//! fading line shows at all three. Blocks with less than half of the mean are left out:
//! those of a reversal or of a packet that was lost.

use std::f32::consts::TAU;

use crate::dsp::complex::Complex;
use crate::dsp::level;
use crate::dsp::oscillator::Oscillator;
use crate::modem::{BitSource, Transmitter};
use crate::time::{Millis, SAMPLE_RATE_HZ};

/// ANSam, until its owner ends it.
#[derive(Clone, Debug)]
pub struct Ansam {
    tone: Oscillator,
    modulation: Oscillator,
    peak: f32,
    reverses: bool,
    until_reversal: u64,
}

impl Ansam {
    /// ANSam with reversals at a mean power of `level_dbm0`.
    pub fn new(level_dbm0: f32) -> Self {
        let rate = f64::from(SAMPLE_RATE_HZ);
        // The modulation brings power of its own.
        let power = 1.0 + MODULATION_DEPTH * MODULATION_DEPTH / 2.0;
        Self {
            tone: Oscillator::new(TONE_HZ.into(), rate),
            modulation: Oscillator::new(MODULATION_HZ.into(), rate),
            peak: level::sine_peak(level_dbm0) / power.sqrt(),
            reverses: true,
            until_reversal: BETWEEN_REVERSALS.samples(),
        }
    }

    /// The same without reversals, as V.34 §11.1.2.1 lets half-duplex stations say it.
    #[must_use]
    pub fn without_reversals(self) -> Self {
        Self { reverses: false, ..self }
    }

    fn next(&mut self) -> i16 {
        if self.until_reversal == 0 {
            // 2100 Hz passes through nought here, so that nothing jumps but the phase.
            self.until_reversal = BETWEEN_REVERSALS.samples();
            if self.reverses {
                self.peak = -self.peak;
            }
        }
        self.until_reversal -= 1;
        let amplitude = self.peak * (1.0 + MODULATION_DEPTH * self.modulation.tick().im);
        // `as` saturates, which is what a level beyond full scale must do.
        (amplitude * self.tone.tick().im).round() as i16
    }
}

impl Transmitter for Ansam {
    fn pull(&mut self, _bits: &mut dyn BitSource, out: &mut [i16]) -> usize {
        out.fill_with(|| self.next());
        out.len()
    }
}

/// What an answer tone is found to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnswerTone {
    /// CED or ANS: 2100 Hz without V.8's modulation.
    Plain,
    /// ANSam.
    Ansam,
}

/// Hears which answer tone is on the line, some 0.5 s (ANSam) or 0.8 s after its begin.
#[derive(Clone, Debug)]
pub struct AnswerToneDetector {
    /// e^(−jωn) for two blocks, in which 2100 Hz turns a whole number of times.
    carrier: Vec<Complex>,
    // The block that is being filled.
    at: usize,
    sum: Complex,
    energy: f32,
    blocks: Vec<Block>,
    looks: Looks,
    told: Option<AnswerTone>,
    reversals: u32,
    since_reversal: usize,
}

#[derive(Clone, Copy, Debug, Default)]
struct Block {
    tone: Complex,
    energy: f32,
}

/// How often in a row the window looked like each.
#[derive(Clone, Copy, Debug, Default)]
struct Looks {
    ansam: u32,
    plain: u32,
}

/// What a window of blocks shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Look {
    Ansam,
    Plain,
    /// 2100 Hz, and it cannot be told which.
    Unclear,
    Nothing,
}

impl AnswerToneDetector {
    /// A detector that waits for a tone.
    pub fn new() -> Self {
        let turn =
            |n: usize| Complex::from_angle(-TAU * TONE_HZ * n as f32 / SAMPLE_RATE_HZ as f32);
        Self {
            carrier: (0..2 * BLOCK).map(turn).collect(),
            at: 0,
            sum: Complex::ZERO,
            energy: 0.0,
            blocks: Vec::with_capacity(WINDOW),
            looks: Looks::default(),
            told: None,
            reversals: 0,
            since_reversal: 0,
        }
    }

    /// Hears `samples` (linear, 8 kHz) and reports through `sink` which tone there is; a
    /// plain one may turn out to be ANSam later.
    pub fn push(&mut self, samples: &[i16], sink: &mut dyn FnMut(AnswerTone)) {
        for &sample in samples {
            let sample = f32::from(sample);
            let carrier = self.carrier[self.at];
            self.sum += Complex::new(carrier.re * sample, carrier.im * sample);
            self.energy += sample * sample;
            self.at = (self.at + 1) % (2 * BLOCK);
            if self.at.is_multiple_of(BLOCK) {
                let block = Block { tone: self.sum, energy: self.energy };
                (self.sum, self.energy) = (Complex::ZERO, 0.0);
                if let Some(tone) = self.take(block) {
                    sink(tone);
                }
            }
        }
    }

    /// Reversals of the phase that were heard, each about 450 ms after the one before.
    pub const fn reversals(&self) -> u32 {
        self.reversals
    }

    fn take(&mut self, block: Block) -> Option<AnswerTone> {
        self.blocks.push(block);
        self.watch_phase();
        self.since_reversal = self.since_reversal.saturating_add(1);
        // Looked at every 50 ms of what is heard: the window is full again then.
        if self.blocks.len() < WINDOW {
            return None;
        }
        let look = look(&self.blocks);
        self.blocks.drain(..BETWEEN_LOOKS);
        self.judge(look)
    }

    /// A block against the last but one: a reversal stands between them, or in the middle one.
    fn watch_phase(&mut self) {
        let [.., before, _, now] = self.blocks[..] else { return };
        let turned = dot(now.tone, before.tone);
        let least = norm(now.tone).min(norm(before.tone));
        if least == 0.0 || turned > -MOSTLY_TURNED * least * least {
            return;
        }
        let apart = self.since_reversal;
        if apart > SAME_REVERSAL {
            let is_due = REVERSALS_APART.contains(&apart);
            self.reversals = if is_due { self.reversals + 1 } else { 0 };
            self.since_reversal = 0;
        }
    }

    fn judge(&mut self, look: Look) -> Option<AnswerTone> {
        self.looks = match look {
            Look::Ansam => Looks { ansam: self.looks.ansam + 1, plain: 0 },
            Look::Plain => Looks { ansam: 0, plain: self.looks.plain + 1 },
            Look::Unclear | Look::Nothing => Looks::default(),
        };
        if look == Look::Nothing {
            self.told = None;
        }
        let tone = match self.looks {
            Looks { ansam: ANSAM_LOOKS.., .. } => AnswerTone::Ansam,
            Looks { plain: PLAIN_LOOKS.., .. } => AnswerTone::Plain,
            _ => return None,
        };
        // What was found to be ANSam stays that; its modulation may be lost later.
        if self.told == Some(tone) || self.told == Some(AnswerTone::Ansam) {
            return None;
        }
        self.told = Some(tone);
        Some(tone)
    }
}

impl Default for AnswerToneDetector {
    fn default() -> Self {
        Self::new()
    }
}

/// What the blocks of a window show.
fn look(blocks: &[Block]) -> Look {
    let energy: f32 = blocks.iter().map(|block| block.energy).sum();
    let samples = (blocks.len() * BLOCK) as f32;
    // A block of nothing but the tone has |C|² = N/2 · Σ x².
    let tone: f32 = blocks.iter().map(|block| block.tone.norm_sqr()).sum();
    let is_pure = tone >= MOST_OF_ENERGY * energy * BLOCK as f32 / 2.0;
    let is_loud = energy / samples >= level::mean_square(LOWEST_DBM0);
    if !is_pure || !is_loud || off_hz(blocks).abs() > TOLERANCE_HZ {
        return Look::Nothing;
    }
    let whole = whole(blocks);
    if whole.len() < LEAST_WHOLE {
        return Look::Unclear;
    }
    let [below, at, above] = [10.0, MODULATION_HZ, 20.0].map(|hz| depth(&whole, hz));
    if at >= LEAST_DEPTH && at >= CLEARLY * below.max(above) {
        Look::Ansam
    } else if at <= MOST_PLAIN_DEPTH {
        Look::Plain
    } else {
        Look::Unclear
    }
}

/// How far from 2100 Hz the tone is, by how it turns from block to block.
fn off_hz(blocks: &[Block]) -> f32 {
    let turns = blocks.windows(2).fold(Complex::ZERO, |sum, pair| {
        let (a, b) = (pair[1].tone, pair[0].tone);
        sum + Complex::new(a.re * b.re + a.im * b.im, a.im * b.re - a.re * b.im)
    });
    turns.arg() / TAU * SAMPLE_RATE_HZ as f32 / BLOCK as f32
}

/// The magnitudes of the blocks that are whole, with their places.
fn whole(blocks: &[Block]) -> Vec<(usize, f32)> {
    let all: f32 = blocks.iter().map(|block| norm(block.tone)).sum();
    let least = all / blocks.len() as f32 / 2.0;
    let magnitudes = blocks.iter().map(|block| norm(block.tone)).enumerate();
    magnitudes.filter(|(_, magnitude)| *magnitude >= least).collect()
}

/// How deep the magnitude is modulated at `hz`.
fn depth(magnitudes: &[(usize, f32)], hz: f32) -> f32 {
    let sum: f32 = magnitudes.iter().map(|(_, magnitude)| magnitude).sum();
    let mean = sum / magnitudes.len() as f32;
    let projected = magnitudes.iter().fold(Complex::ZERO, |sum, (at, magnitude)| {
        let turn = TAU * hz * (at * BLOCK) as f32 / SAMPLE_RATE_HZ as f32;
        let (sin, cos) = turn.sin_cos();
        let above = magnitude - mean;
        sum + Complex::new(above * cos, above * sin)
    });
    2.0 * norm(projected) / sum.max(1.0)
}

fn norm(z: Complex) -> f32 {
    z.re.hypot(z.im)
}

fn dot(a: Complex, b: Complex) -> f32 {
    a.re * b.re + a.im * b.im
}

const TONE_HZ: f32 = 2100.0;
const MODULATION_HZ: f32 = 15.0;
/// 0.8 to 1.2 of the mean.
const MODULATION_DEPTH: f32 = 0.2;
const BETWEEN_REVERSALS: Millis = Millis(450);

/// 5 ms.
const BLOCK: usize = 40;
/// 400 ms.
const WINDOW: usize = 80;
/// 50 ms.
const BETWEEN_LOOKS: usize = 10;
/// Whole blocks that there must be in a window: 350 ms of the tone.
const LEAST_WHOLE: usize = 70;
/// The part of the energy that must be the tone's.
const MOST_OF_ENERGY: f32 = 0.5;
/// Fainter than this a tone is none.
const LOWEST_DBM0: f32 = -48.0;
/// T.30 gives CED 15 Hz, and lines give it some more.
const TOLERANCE_HZ: f32 = 25.0;
/// Half of ANSam's, for lines that press it.
const LEAST_DEPTH: f32 = 0.1;
/// How much more there must be at 15 Hz than beside it.
const CLEARLY: f32 = 2.0;
/// Noise and what a line does to an even tone stay below this.
const MOST_PLAIN_DEPTH: f32 = 0.07;
/// Looks in a row that tell ANSam …
const ANSAM_LOOKS: u32 = 2;
/// … and a plain tone, which ANSam looks like where its modulation begins late.
const PLAIN_LOOKS: u32 = 6;
/// The cosine of the least turn that is taken for a reversal.
const MOSTLY_TURNED: f32 = 0.7;
/// Blocks in which a reversal shows more than once.
const SAME_REVERSAL: usize = 4;
/// 450 ± 25 ms and a block, in blocks.
const REVERSALS_APART: std::ops::RangeInclusive<usize> = 84..=96;

#[cfg(test)]
#[path = "answer_tone_tests.rs"]
mod tests;
