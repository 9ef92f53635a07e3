//! Finds the places at which the received signal does not continue smoothly: splices, where samples
//! were left out or inserted, and clicks. Both are seams.
//!
//! Modems and codecs leave the highest part of the band empty. A seam spreads over the whole band,
//! so a short burst in this empty part shows the seam.
//!
//! ```text
//! samples ── high-pass at 3.5 kHz ── power of 2 ms ── many times what it was before ── seam
//! ```
//!
//! A click is a seam during which the whole signal is louder for a moment.

/// The number of taps of the high-pass filter.
const TAPS: usize = 33;
/// The edge of the high-pass filter, as a part of the sampling rate.
const EDGE: f64 = 3_500.0 / 8_000.0;
/// The number of samples in a window: 2 ms.
const WINDOW: usize = 16;
/// The factor by which the high part of the band must be louder than usual for a seam.
const SEAM: f64 = 12.0;
/// The thresholds for a click: the signal's power relative to its usual power, or its peak relative
/// to the root of its usual power. One of them must be exceeded.
const CLICK: (f64, f64) = (2.5, 3.3);
/// The power below which there is no signal: −43 dBm0, as a mean square.
const SOFT: f64 = 13_000.0;
/// The number of windows after a seam in which no other seam is looked for.
const PAUSE: u64 = 20;
/// The number of windows for which a signal must last before a seam, and after it.
const STEADY: u64 = 60;

/// Looks for seams and clicks.
#[derive(Clone, Debug)]
pub(super) struct Splices {
    taps: [f64; TAPS],
    past: [f64; TAPS],
    at: u64,
    in_window: usize,
    high: f64,
    all: f64,
    peak: f64,
    /// The usual power of the high part of the band, and of the whole band.
    usual: (f64, f64),
    steady: u64,
    pause: u64,
    /// A seam that counts only if the signal continues after it: its sample, whether it is a click,
    /// and the number of windows still to wait.
    pending: Option<(u64, bool, u64)>,
    pub(super) splices: Vec<u64>,
    pub(super) clicks: Vec<u64>,
}

impl Default for Splices {
    fn default() -> Self {
        Self {
            taps: high_pass(),
            past: [0.0; TAPS],
            at: 0,
            in_window: 0,
            high: 0.0,
            all: 0.0,
            peak: 0.0,
            usual: (0.0, 0.0),
            steady: 0,
            pause: 0,
            pending: None,
            splices: Vec::new(),
            clicks: Vec::new(),
        }
    }
}

/// Calculates the taps of the high-pass filter: a windowed sinc, moved to the upper end of the
/// band.
fn high_pass() -> [f64; TAPS] {
    use std::f64::consts::{PI, TAU};
    let middle = (TAPS / 2) as f64;
    std::array::from_fn(|n| {
        let k = n as f64 - middle;
        let width = 0.5 - EDGE;
        let low = if k == 0.0 { 2.0 * width } else { (TAU * width * k).sin() / (PI * k) };
        let window = 0.54 + 0.46 * (PI * k / (middle + 1.0)).cos();
        low * window * if n % 2 == TAPS / 2 % 2 { 1.0 } else { -1.0 }
    })
}

impl Splices {
    pub(super) fn push(&mut self, at: u64, samples: &[i16]) {
        if at != self.at {
            self.gap(at);
        }
        for &sample in samples {
            self.push_one(f64::from(sample));
        }
    }

    /// Notes that samples are missing up to sample `at`.
    pub(super) fn gap(&mut self, at: u64) {
        self.at = at;
        self.steady = 0;
        self.pause = PAUSE;
        self.pending = None;
    }

    fn push_one(&mut self, sample: f64) {
        self.past.copy_within(1.., 0);
        self.past[TAPS - 1] = sample;
        // The filter delays its output by half of its taps, so the unfiltered sample is taken from
        // the same moment.
        let (mut high, mut tap) = (0.0, 0);
        while tap < TAPS {
            high += self.taps[tap] * self.past[tap];
            tap += 1;
        }
        self.high += high * high;
        self.all += self.past[TAPS / 2].powi(2);
        self.peak = self.peak.max(self.past[TAPS / 2].abs());
        self.in_window += 1;
        self.at += 1;
        if self.in_window == WINDOW {
            self.look(self.high / WINDOW as f64, self.all / WINDOW as f64);
            (self.in_window, self.high, self.all, self.peak) = (0, 0.0, 0.0, 0.0);
        }
    }

    fn look(&mut self, high: f64, all: f64) {
        let (usual_high, usual_all) = self.usual;
        self.settle(all);
        let is_signal = all > SOFT && all > 0.05 * usual_all;
        let is_seam = self.steady > STEADY
            && self.pause == 0
            // The threshold is never below the noise of the codec itself.
            && high > SEAM * usual_high.max(1e-5 * usual_all).max(20.0);
        if is_seam {
            let is_click = all > CLICK.0 * usual_all || self.peak > CLICK.1 * usual_all.sqrt();
            self.pending = Some((self.at.saturating_sub((TAPS / 2) as u64), is_click, STEADY));
            self.pause = PAUSE;
            return;
        }
        self.pause = self.pause.saturating_sub(1);
        if !is_signal {
            if all < 0.02 * usual_all {
                self.steady = 0;
            }
            return;
        }
        self.steady += 1;
        let share = if self.steady < STEADY { 0.1 } else { 0.01 };
        self.usual.0 += share * (high - usual_high);
        self.usual.1 += share * (all - usual_all);
    }

    /// Decides on the pending seam. It is a seam if the signal continues after it, with the power
    /// `all` in each window.
    fn settle(&mut self, all: f64) {
        let Some((at, is_click, windows)) = &mut self.pending else { return };
        // A single window of a signal may be quiet, so the limit is low.
        if all < 0.003 * self.usual.1 {
            self.pending = None;
            return;
        }
        *windows -= 1;
        if *windows == 0 {
            let into = if *is_click { &mut self.clicks } else { &mut self.splices };
            into.push(*at / 8);
            self.pending = None;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A signal from 400 to 3100 Hz.
    fn signal(samples: usize) -> Vec<i16> {
        let mut noise = 3u32;
        let mut phases: Vec<(f64, f64)> = (0..60)
            .map(|n| {
                noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (f64::from(n).mul_add(45.1, 400.0), f64::from(noise >> 8) / 1e6)
            })
            .collect();
        (0..samples)
            .map(|_| {
                let sum: f64 = phases
                    .iter_mut()
                    .map(|(hz, phase)| {
                        *phase += std::f64::consts::TAU * *hz / 8_000.0;
                        phase.sin()
                    })
                    .sum();
                (sum * 500.0) as i16
            })
            .collect()
    }

    fn look(samples: &[i16]) -> Splices {
        let mut splices = Splices::default();
        splices.push(0, samples);
        splices
    }

    #[test]
    fn samples_left_out_and_put_in_are_seen() {
        for slip in [-160i32, -40, -3, 2, 8, 160] {
            let mut samples = signal(16_000);
            if slip < 0 {
                samples.drain(8_000..8_000 + slip.unsigned_abs() as usize);
            } else {
                let doubled = samples[8_000..8_000 + slip as usize].to_vec();
                samples.splice(8_000..8_000, doubled);
            }
            let found = look(&samples);
            assert_eq!((found.splices.len(), found.clicks.len()), (1, 0), "{slip}");
            let seam = 1_000 + slip.max(0) as u64 / 8;
            assert!(found.splices[0].abs_diff(seam) < 8, "{slip}: {:?}", found.splices);
        }
    }

    #[test]
    fn clicks_are_no_slips_and_a_signal_has_neither() {
        let mut samples = signal(16_000);
        let clean = look(&samples);
        assert!(clean.splices.is_empty() && clean.clicks.is_empty());
        for click in (6_000..15_000).step_by(1_000) {
            for (n, sample) in samples[click..click + 24].iter_mut().enumerate() {
                let ring = 12_000.0 * (-(n as f64) / 5.0).exp() * (n as f64 * 0.94).cos();
                *sample = sample.saturating_add(ring as i16);
            }
        }
        let found = look(&samples);
        // A click that falls into a trough of the signal is no louder than the signal is.
        assert_eq!(found.clicks.len() + found.splices.len(), 9);
        assert!(found.clicks.len() >= 4, "{:?}", found.clicks);
    }

    #[test]
    fn the_end_of_a_signal_is_no_seam() {
        let mut samples = signal(16_000);
        samples[8_000..12_000].fill(0);
        let found = look(&samples);
        assert_eq!((found.splices.len(), found.clicks.len()), (0, 0));
    }
}
