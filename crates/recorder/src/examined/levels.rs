//! Measures the level of one direction of a call, in pieces of 20 ms.

use ferrofax_signal::dsp::level;

/// The length of a piece, in milliseconds.
pub const LEVEL_STEP_MS: u64 = 20;

/// The length of a piece, in samples.
const STEP: u64 = LEVEL_STEP_MS * 8;

/// The greatest number of pieces that are kept: no call is longer than a day.
const MOST: usize = (24 * 60 * 60 * 1000 / LEVEL_STEP_MS) as usize;

/// The levels of one direction of a call: one for each piece of [`LEVEL_STEP_MS`], in dBm0.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Levels {
    /// The level of each piece. `None` means that no sound was received in the piece, or that the
    /// engine was not asked for sound. Exact silence is −∞.
    pub dbm0: Vec<Option<f32>>,
    squares: f64,
    sum: f64,
    samples: u64,
    at: u64,
}

impl Levels {
    /// Adds samples that begin at sample `at` of the call.
    pub(super) fn push(&mut self, at: u64, samples: &[i16]) {
        if at / STEP != self.at / STEP {
            self.end_piece();
        }
        self.at = at;
        for &sample in samples {
            let sample = f64::from(sample);
            self.squares += sample * sample;
            self.sum += sample;
            self.samples += 1;
            self.at += 1;
            if self.at.is_multiple_of(STEP) {
                self.at -= 1;
                self.end_piece();
                self.at += 1;
            }
        }
    }

    pub(super) fn finish(&mut self) {
        self.end_piece();
    }

    /// The beginning of the piece with this index, in milliseconds.
    pub const fn at_ms(piece: usize) -> u64 {
        piece as u64 * LEVEL_STEP_MS
    }

    /// The known levels of the pieces that are entirely between two times, in dBm0.
    pub fn between(&self, from_ms: u64, to_ms: u64) -> impl Iterator<Item = f32> {
        let (from, to) = (from_ms.div_ceil(LEVEL_STEP_MS), to_ms / LEVEL_STEP_MS);
        let to = self.dbm0.len().min(to as usize);
        self.dbm0[(from as usize).min(to)..to].iter().copied().flatten()
    }

    fn end_piece(&mut self) {
        let piece = (self.at / STEP) as usize;
        // A piece has a level only if at least half of its samples are known.
        if self.samples * 2 >= STEP && piece < MOST {
            if self.dbm0.len() <= piece {
                self.dbm0.resize(piece + 1, None);
            }
            let count = self.samples as f64;
            // A constant offset is not sound, so it is subtracted.
            let power = self.squares / count - (self.sum / count).powi(2);
            self.dbm0[piece] = Some(level::dbm0_of_mean_square(power.max(0.0) as f32));
        }
        (self.squares, self.sum, self.samples) = (0.0, 0.0, 0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_are_measured_in_their_places_at_any_cut() {
        let tone: Vec<i16> = (0..1600).map(|at| if at % 4 < 2 { 1000 } else { -1000 }).collect();
        let expected = level::dbm0_of_mean_square(1e6);
        for cut in [1, 7, 160, 333] {
            let mut levels = Levels::default();
            tone.chunks(cut)
                .enumerate()
                .for_each(|(n, part)| levels.push((n * cut) as u64, part));
            levels.push(3200, &tone[..160]);
            levels.finish();
            assert_eq!(levels.dbm0.len(), 21, "{cut}");
            for (piece, level) in levels.dbm0.iter().enumerate() {
                let is_there = piece < 10 || piece == 20;
                assert_eq!(level.is_some(), is_there, "{cut}: {piece}");
                assert!(level.is_none_or(|level| (level - expected).abs() < 0.1), "{cut}: {piece}");
            }
            assert_eq!(levels.between(0, 200).count(), 10);
            assert_eq!(levels.between(190, 4_000).count(), 1);
        }
    }
}
