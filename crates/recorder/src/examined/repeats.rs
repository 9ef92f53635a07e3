//! Finds two signs of a disturbed network in the received sound. Jitter buffers repeat a stretch
//! when they run empty. Networks fill losses with gaps of exact silence.

use super::Gap;
use std::collections::VecDeque;

/// The usual lengths of audio packets, in samples: 10, 20, 30 and 40 ms.
const PACKETS: [usize; 4] = [80, 160, 240, 320];
/// The number of recent samples that are kept: twice the longest packet.
const KEPT: usize = 640;
/// The number of samples by which a copy may be longer or shorter than the packet.
const MORE: usize = 6;
/// The power below which there is no signal: −40 dBm0, as a mean square.
const SOFT: f64 = 26_000.0;
/// The lengths of silence that count as a gap, in samples; longer silence is a pause of the sender.
const HOLES: std::ops::RangeInclusive<usize> = 70..=1_600;

/// Looks for repeated stretches and for gaps of silence.
#[derive(Clone, Debug)]
pub(super) struct Repeats {
    past: VecDeque<i16>,
    at: u64,
    /// For each packet length, the number of latest samples in a row that equal the sample one
    /// length earlier.
    runs: [usize; PACKETS.len()],
    /// The number of latest samples in a row that are silent or equal.
    still: usize,
    /// The power of the 160 samples (20 ms) before this silence.
    before: f64,
    /// The stretches that repeat the stretch directly before them.
    pub(super) doubled: Vec<Gap>,
    /// The gaps of silence.
    pub(super) silent: Vec<Gap>,
}

impl Default for Repeats {
    fn default() -> Self {
        Self {
            past: VecDeque::with_capacity(KEPT + 1),
            at: 0,
            runs: [0; PACKETS.len()],
            still: 0,
            before: 0.0,
            doubled: Vec::new(),
            silent: Vec::new(),
        }
    }
}

impl Repeats {
    pub(super) fn push(&mut self, at: u64, samples: &[i16]) {
        if at != self.at {
            self.gap();
        }
        self.at = at;
        for &sample in samples {
            self.push_one(sample);
        }
    }

    /// Notes that samples are missing: stretches on both sides of the gap are not compared.
    pub(super) fn gap(&mut self) {
        self.end();
        self.past.clear();
    }

    /// Ends the comparisons that are in progress.
    pub(super) fn end(&mut self) {
        for packet in 0..PACKETS.len() {
            self.end_run(packet);
        }
        self.still = 0;
    }

    fn push_one(&mut self, sample: i16) {
        for (packet, &length) in PACKETS.iter().enumerate() {
            let there = self.past.len().checked_sub(length).map(|from| self.past[from]);
            if there == Some(sample) {
                self.runs[packet] += 1;
            } else if self.runs[packet] > 0 {
                self.end_run(packet);
            }
        }
        self.watch_silence(sample);
        self.past.push_back(sample);
        if self.past.len() > KEPT {
            self.past.pop_front();
        }
        self.at += 1;
    }

    fn end_run(&mut self, packet: usize) {
        let (run, length) = (std::mem::take(&mut self.runs[packet]), PACKETS[packet]);
        let is_copy = [1, 2].into_iter().any(|times| run.abs_diff(times * length) <= MORE);
        if !is_copy || self.past.len() < run {
            return;
        }
        let copy: Vec<f64> =
            self.past.iter().skip(self.past.len() - run).map(|&it| f64::from(it)).collect();
        if power(&copy) > SOFT && !is_periodic(&copy) {
            let at_ms = self.at.saturating_sub(run as u64) / 8;
            let ms = run as u64 / 8;
            // A packet of 20 ms may also be found as two of 10 ms; only the first match counts.
            if self.doubled.last().is_none_or(|last| at_ms > last.at_ms + last.ms) {
                self.doubled.push(Gap { at_ms, ms });
            }
        }
    }

    fn watch_silence(&mut self, sample: i16) {
        // Silence may be coded as the smallest value of A-law or µ-law, or as any constant value.
        let is_silent = sample.unsigned_abs() <= 8 || self.past.back() == Some(&sample);
        if is_silent {
            if self.still == 0 {
                let recent: Vec<f64> =
                    self.past.iter().rev().take(160).map(|&it| f64::from(it)).collect();
                self.before = power(&recent);
            }
            self.still += 1;
            return;
        }
        if HOLES.contains(&self.still) && self.before > SOFT {
            let begin = self.at - self.still as u64;
            self.silent.push(Gap { at_ms: begin / 8, ms: self.still as u64 / 8 });
        }
        self.still = 0;
    }
}

fn power(samples: &[f64]) -> f64 {
    samples.iter().map(|sample| sample * sample).sum::<f64>() / samples.len().max(1) as f64
}

/// Whether samples repeat within less than 60 samples. Tones and the alternations of a training do;
/// page data do not.
fn is_periodic(samples: &[f64]) -> bool {
    (3..60).any(|lag| {
        let (now, then) = (&samples[lag..], &samples[..samples.len() - lag]);
        let product: f64 = now.iter().zip(then).map(|(now, then)| now * then).sum();
        product > 0.93 * power(now).sqrt() * power(then).sqrt() * now.len() as f64
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noise(samples: usize) -> Vec<i16> {
        let mut noise = 3u32;
        (0..samples)
            .map(|_| {
                noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (noise >> 19) as i16 - 4_096
            })
            .collect()
    }

    fn look(samples: &[i16], cut: usize) -> Repeats {
        let mut repeats = Repeats::default();
        for (n, part) in samples.chunks(cut).enumerate() {
            repeats.push((n * cut) as u64, part);
        }
        repeats.end();
        repeats
    }

    #[test]
    fn a_packet_that_came_twice_is_seen_at_any_cut() {
        let mut samples = noise(8_000);
        samples.copy_within(3_200..3_360, 3_360);
        for cut in [1, 160, 777] {
            assert_eq!(look(&samples, cut).doubled, [Gap { at_ms: 420, ms: 20 }], "{cut}");
        }
    }

    #[test]
    fn a_hole_is_seen_and_a_pause_is_none() {
        let mut samples = noise(8_000);
        samples[3_200..3_360].fill(8);
        samples[4_000..7_000].fill(0);
        assert_eq!(look(&samples, 160).silent, [Gap { at_ms: 400, ms: 20 }]);
        assert_eq!(look(&samples, 160).doubled, []);
    }

    #[test]
    fn a_tone_came_once() {
        let tone =
            |from: usize| (from as f64 * std::f64::consts::TAU * 1100.0 / 8000.0).sin() * 9_000.0;
        for length in [300, 320, 480, 4_000] {
            let mut samples: Vec<i16> = (0..length).map(|at| tone(at) as i16).collect();
            samples.extend(noise(1_000));
            assert_eq!(look(&samples, 160).doubled, [], "{length}");
        }
    }
}
