//! The arithmetic of [`reading`](super::reading): tones of known frequencies taken out of a
//! piece of 100 ms, and the spectrum of what remains.

use std::f64::consts::TAU;

use super::line_signal::{self, PERIOD, SPACING_HZ};

/// Samples of a piece: 15 periods of 150 Hz.
pub(super) const PIECE: usize = 800;
/// Multiples of 150 Hz up to 3750: the tones and those that were left out.
pub(super) const LINES: usize = 25;

/// How far off all frequencies are.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Drift {
    /// All by the same.
    pub(super) offset_hz: f64,
    /// In proportion to the frequency.
    pub(super) skew: f64,
}

impl Drift {
    /// That of the probing signal in `pieces`; nothing if there is none.
    pub(super) fn of(pieces: &[&[f32; PIECE]]) -> Option<Self> {
        // Weighted least squares of Δf = a + b·f.
        let (mut w, mut wf, mut wff, mut wd, mut wfd) = (0.0, 0.0, 0.0, 0.0, 0.0);
        for (hz, _) in line_signal::tones() {
            let hz = f64::from(hz);
            let mut turn = (0.0, 0.0);
            for piece in pieces {
                let blocks = piece.as_chunks::<PERIOD>().0;
                let seen: Vec<(f64, f64)> =
                    blocks.iter().map(|block| correlation(block, hz)).collect();
                for pair in seen.windows(2) {
                    let step = product(pair[1], pair[0]);
                    turn = (turn.0 + step.0, turn.1 + step.1);
                }
            }
            let weight = turn.0.hypot(turn.1);
            let off = turn.1.atan2(turn.0) / TAU * 8000.0 / PERIOD as f64;
            w += weight;
            wf += weight * hz;
            wff += weight * hz * hz;
            wd += weight * off;
            wfd += weight * hz * off;
        }
        if w < 1e-6 {
            return None;
        }
        let spread = wff - wf * wf / w;
        let skew = if spread > 1e-6 * wff { (wfd - wf * wd / w) / spread } else { 0.0 };
        // No clock is so far off: what seems so is noise.
        let skew = skew.clamp(-MOST_SKEW, MOST_SKEW);
        Some(Self { offset_hz: (wd - skew * wf) / w, skew })
    }

    /// Where line `index` (0 is 150 Hz) has come to.
    fn hz(&self, index: usize) -> f64 {
        let nominal = (index + 1) as f64 * f64::from(SPACING_HZ);
        nominal + self.offset_hz + self.skew * nominal
    }
}

/// What a piece is made of.
#[derive(Clone, Debug)]
pub(super) struct Fit {
    /// Amplitudes at the multiples of 150 Hz.
    lines: [(f64, f64); LINES],
    /// Mean squares of the rest in a bin of 50 Hz, by the bin's number.
    rest: Vec<f64>,
}

impl Fit {
    /// Takes `piece` apart.
    pub(super) fn of(piece: &[f32; PIECE], drift: &Drift) -> Self {
        let mut rest: Vec<f64> = piece.iter().map(|&sample| f64::from(sample)).collect();
        let mut lines = [(0.0, 0.0); LINES];
        for _ in 0..TURNS {
            let found: [(f64, f64); LINES] = std::array::from_fn(|index| {
                let (re, im) = correlation(&rest, drift.hz(index));
                (2.0 * re / PIECE as f64, 2.0 * im / PIECE as f64)
            });
            for (index, (line, found)) in lines.iter_mut().zip(found).enumerate() {
                *line = (line.0 + found.0, line.1 + found.1);
                subtract(&mut rest, drift.hz(index), found);
            }
        }
        Self { lines, rest: spectrum(&rest) }
    }

    /// Mean square of line `index` (0 is 150 Hz).
    pub(super) fn power(&self, index: usize) -> f64 {
        let (re, im) = self.lines[index];
        (re * re + im * im) / 2.0
    }

    /// Mean square of all tones that are sent.
    pub(super) fn signal(&self) -> f64 {
        line_signal::tones()
            .map(|(hz, _)| self.power(usize::from(hz / SPACING_HZ) - 1))
            .sum()
    }

    /// Mean square of the rest, from 100 Hz up.
    pub(super) fn noise(&self) -> f64 {
        self.rest.iter().skip(2).sum()
    }

    /// Mean square of the rest in 150 Hz around line `index`.
    pub(super) fn noise_near(&self, index: usize) -> f64 {
        let bin = 3 * (index + 1);
        3.0 / LEFT_BESIDE * f64::midpoint(self.rest[bin - 1], self.rest[bin + 1])
    }

    /// How much noise is in a line's power, if `noise` is that in the 150 Hz around it.
    pub(super) const fn noise_in_power(noise: f64) -> f64 {
        // A piece resolves 8000/800 Hz.
        noise * (8000.0 / PIECE as f64) / SPACING_HZ as f64
    }

    /// The turn from one line to another.
    pub(super) fn turn(&self, low: usize, high: usize) -> (f64, f64) {
        product(self.lines[high], self.lines[low])
    }
}

/// a · conj(b).
fn product(a: (f64, f64), b: (f64, f64)) -> (f64, f64) {
    (a.0 * b.0 + a.1 * b.1, a.1 * b.0 - a.0 * b.1)
}

/// Σ x[n]·e^(−j2πfn/8000).
fn correlation<Sample: Copy + Into<f64>>(samples: &[Sample], hz: f64) -> (f64, f64) {
    let (step_im, step_re) = (-TAU * hz / 8000.0).sin_cos();
    let (mut re, mut im) = (1.0, 0.0);
    let mut sum = (0.0, 0.0);
    for &sample in samples {
        let sample = sample.into();
        sum = (sum.0 + sample * re, sum.1 + sample * im);
        (re, im) = (re * step_re - im * step_im, re * step_im + im * step_re);
    }
    sum
}

/// Takes Re{amplitude · e^(j2πfn/8000)} out.
fn subtract(samples: &mut [f64], hz: f64, amplitude: (f64, f64)) {
    let (step_im, step_re) = (TAU * hz / 8000.0).sin_cos();
    let (mut re, mut im) = amplitude;
    for sample in samples {
        *sample -= re;
        (re, im) = (re * step_re - im * step_im, re * step_im + im * step_re);
    }
}

/// Mean squares by bins of 50 Hz: Hann windows of 20 ms, each half over the next (P. D. Welch,
/// 1967).
fn spectrum(samples: &[f64]) -> Vec<f64> {
    let window: [f64; PERIOD] =
        std::array::from_fn(|n| 0.5 - 0.5 * (TAU * (n as f64 + 0.5) / PERIOD as f64).cos());
    let energy: f64 = window.iter().map(|weight| weight * weight).sum();
    let mut bins = vec![0.0; PERIOD / 2];
    let mut count = 0.0;
    for block in samples.windows(PERIOD).step_by(PERIOD / 2) {
        let weighted: Vec<f64> = block.iter().zip(window).map(|(x, weight)| x * weight).collect();
        for (bin, power) in bins.iter_mut().enumerate() {
            let (re, im) = correlation(&weighted, 50.0 * bin as f64);
            *power += re * re + im * im;
        }
        count += 1.0;
    }
    // White noise of mean square s gives s·Σw² in each bin, of which there are 80 in the band.
    bins.iter_mut().for_each(|power| *power /= count * energy * (PERIOD / 2) as f64);
    bins
}

/// A line takes the noise of 10 Hz away with it, which a window 50 Hz beside it, 75 Hz wide,
/// sees at a quarter.
const LEFT_BESIDE: f64 = 1.0 - 10.0 / 75.0 / 4.0;
/// How often what is left is correlated again.
const TURNS: usize = 2;
/// 1000 ppm.
const MOST_SKEW: f64 = 1e-3;
