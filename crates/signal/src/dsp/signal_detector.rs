//! Signal detector: whether there is a signal, relative to the line's own noise.
//!
//! # Theory
//!
//! A fixed threshold has to choose between lines that are quiet and lines that are loud.
//! This one follows the noise floor F, from block to block of power P:
//!
//! ```text
//! F ← P̄           if the mean P̄ of the last four blocks is less than F
//! F ← F·1.0035    otherwise: 3 dB in a second
//! ```
//!
//! F falls at once and rises slowly, so it is the least power of late: no fax signal is
//! so long and so even that the floor comes up to it before its first pause, and a steady
//! noise, however loud, is no signal after a while. A signal begins 3 dB above F and ends
//! 1.5 dB above it; between the two lies the hysteresis that the variance of a block's
//! power needs (40 samples of white noise: ±22 %, four blocks of them ±11 %).

use super::level;

/// Below this, nothing is a signal: receivers reach down to −43 dBm0.
const QUIETEST_DBM0: f32 = -49.0;

/// A signal begins this much above the floor (as a ratio of powers: 3 dB)…
const BEGINS: f32 = 2.0;

/// … and has ended when it is less than this above it (1.5 dB).
const ENDS: f32 = 1.41;

/// What is louder from the beginning is not a line's noise.
const LOUDEST_FLOOR_DBM0: f32 = -30.0;

/// The detector works in blocks of so many samples (5 ms).
pub const BLOCK: usize = 40;

/// The floor rises by 3 dB in a second of blocks.
const RISE: f32 = 1.003_5;

/// Blocks that are averaged before a signal is believed: noise alone must not look like one.
const AVERAGED: usize = 4;

/// The detector.
#[derive(Clone, Debug)]
pub struct SignalDetector {
    floor: f32,
    /// Powers of the last blocks, the newest last.
    powers: [f32; AVERAGED],
    present: bool,
}

impl SignalDetector {
    /// Samples that [`SignalDetector::ended`] wants.
    pub const ENDING: usize = AVERAGED * BLOCK;

    /// On a line whose noise is not yet known: what is heard first is taken for it,
    /// unless it is loud.
    pub fn new() -> Self {
        Self {
            floor: level::mean_square(LOUDEST_FLOOR_DBM0),
            powers: [level::mean_square(LOUDEST_FLOOR_DBM0); AVERAGED],
            present: false,
        }
    }

    /// The next block of samples. Returns whether there is a signal.
    pub fn push(&mut self, block: &[f32]) -> bool {
        self.powers.rotate_left(1);
        self.powers[AVERAGED - 1] = power_without_dc(block);
        let slow = self.powers.iter().sum::<f32>() / AVERAGED as f32;
        let fast = f32::midpoint(self.powers[AVERAGED - 2], self.powers[AVERAGED - 1]);
        self.floor = if slow < self.floor { slow } else { self.floor * RISE }.max(LOWEST_FLOOR);
        let quietest = level::mean_square(QUIETEST_DBM0);
        self.present = if self.present {
            fast > quietest * 0.5 && fast > self.floor * ENDS
        } else {
            slow > quietest && slow > self.floor * BEGINS
        };
        self.present
    }

    /// Whether anything is heard that might be a signal, or a noise as loud as one.
    pub fn is_audible(&self) -> bool {
        self.powers.iter().sum::<f32>() > AVERAGED as f32 * level::mean_square(QUIETEST_DBM0)
    }

    /// A known signal has ended: takes the power of the last samples for the noise floor.
    pub fn ended(&mut self, last: &[f32]) {
        for (power, block) in self.powers.iter_mut().zip(last.chunks(BLOCK)) {
            *power = power_without_dc(block);
        }
        self.floor = (self.powers.iter().sum::<f32>() / AVERAGED as f32).max(LOWEST_FLOOR);
        self.present = false;
    }
}

/// Silence of digital zeros must not make the first noise a signal: the floor is never
/// below some −80 dBm0.
const LOWEST_FLOOR: f32 = 2.0;

impl Default for SignalDetector {
    fn default() -> Self {
        Self::new()
    }
}

/// Mean square about the mean: neither an offset nor most of a mains hum counts.
pub fn power_without_dc(block: &[f32]) -> f32 {
    let count = block.len().max(1) as f32;
    let mean = block.iter().sum::<f32>() / count;
    block.iter().map(|x| (x - mean) * (x - mean)).sum::<f32>() / count
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noise(seed: &mut u32, rms: f32) -> [f32; BLOCK] {
        std::array::from_fn(|_| {
            *seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            ((*seed >> 8) as f32 / 8_388_608.0 - 1.0) * rms * 3f32.sqrt()
        })
    }

    #[test]
    fn a_signal_is_seen_above_quiet_and_loud_noise_and_seen_to_end() {
        for floor_dbm0 in [-70.0, -46.0, -35.0] {
            let mut detector = SignalDetector::new();
            let mut seed = 1;
            let (quiet, loud) = (level::rms(floor_dbm0), level::rms(floor_dbm0.max(-53.0) + 10.0));
            for _ in 0..1000 {
                detector.push(&noise(&mut seed, quiet));
            }
            assert!(!detector.push(&noise(&mut seed, quiet)), "noise of {floor_dbm0} dBm0 alone");
            let began = (0..6).find(|_| detector.push(&noise(&mut seed, loud)));
            assert!(began.is_some(), "signal over {floor_dbm0}");
            for i in 0..200 {
                assert!(
                    detector.push(&noise(&mut seed, loud)),
                    "still there over {floor_dbm0}, block {i}"
                );
            }
            let ended = (0..6).find(|_| !detector.push(&noise(&mut seed, quiet)));
            assert!(ended.is_some(), "end over {floor_dbm0}");
        }
    }

    #[test]
    fn steady_noise_is_no_signal_after_a_while() {
        let mut detector = SignalDetector::new();
        let mut seed = 5;
        let present = (0..4000)
            .map(|_| detector.push(&noise(&mut seed, level::rms(-30.0))))
            .skip(3000)
            .filter(|&p| p)
            .count();
        assert_eq!(present, 0);
    }
}
