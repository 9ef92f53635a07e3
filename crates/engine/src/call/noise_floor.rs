//! How loud the line is when nobody speaks.
//!
//! A sender wants to know: on a noisy line the remote terminal sees late that a signal has
//! ended, and takes noise for the beginning of one. Longer pauses help it.

use ferrofax_signal::dsp::level;

/// Samples looked at together (10 ms) …
const WINDOW: u64 = 80;
/// … one such window in so many.
const ONE_IN: u64 = 4;
/// By how much the floor rises with each window looked at, when all are louder: 1 dB a
/// second and a little more.
const RISE: f32 = 1.01;
/// By how much the quietest of many windows is below the mean of the noise.
const BELOW_MEAN_DB: f32 = 2.0;
/// Receivers reach down to −43 dBm0 and begin to listen a little below it. For the quietest
/// window.
const NOISY_DBM0: f32 = -52.5;

/// The quietest that was heard of late.
#[derive(Clone, Debug)]
pub(super) struct NoiseFloor {
    /// Mean square of the quietest window; `None` before the first one.
    floor: Option<f32>,
    /// Samples heard and lost.
    at: u64,
    sum: i64,
    squares: i64,
    /// Whether something is missing from the window.
    is_torn: bool,
}

impl NoiseFloor {
    pub(super) const fn new() -> Self {
        Self { floor: None, at: 0, sum: 0, squares: 0, is_torn: false }
    }

    /// Hears samples.
    pub(super) fn push(&mut self, samples: &[i16]) {
        let mut rest = samples;
        while !rest.is_empty() {
            let (now, later) = rest.split_at(rest.len().min((WINDOW - self.at % WINDOW) as usize));
            if (self.at / WINDOW).is_multiple_of(ONE_IN) {
                let (sum, squares) = sums(now);
                self.sum += sum;
                self.squares += squares;
            }
            self.go_on(now.len() as u64);
            rest = later;
        }
    }

    /// Samples were lost.
    pub(super) fn gap(&mut self, samples: usize) {
        for _ in 0..samples {
            self.is_torn = true;
            self.go_on(1);
        }
    }

    /// Whether the line is so noisy that it matters.
    pub(super) fn is_noisy(&self) -> bool {
        self.floor.is_some_and(|floor| floor > level::mean_square(NOISY_DBM0))
    }

    /// The noise in dBm0; none before anything was heard.
    pub(super) fn dbm0(&self) -> Option<f32> {
        self.floor.map(|floor| level::dbm0_of_mean_square(floor) + BELOW_MEAN_DB)
    }

    fn go_on(&mut self, samples: u64) {
        let is_measured = (self.at / WINDOW).is_multiple_of(ONE_IN);
        self.at += samples;
        if !self.at.is_multiple_of(WINDOW) {
            return;
        }
        if is_measured && !self.is_torn {
            let mean = self.sum as f32 / WINDOW as f32;
            // An offset is no noise.
            let power = self.squares as f32 / WINDOW as f32 - mean * mean;
            self.floor = Some(self.floor.map_or(power, |floor| power.min(floor * RISE)));
        }
        (self.sum, self.squares, self.is_torn) = (0, 0, false);
    }
}

/// The sum of a window's samples, and of their squares. Neither can overflow with so few of
/// them; what looks for that would keep the processor from taking several at once.
fn sums(samples: &[i16]) -> (i64, i64) {
    let (sum, squares) = samples.iter().fold((0i32, 0i64), |(sum, squares), &sample| {
        let sample = i32::from(sample);
        (sum.wrapping_add(sample), squares.wrapping_add(i64::from(sample.wrapping_mul(sample))))
    });
    (i64::from(sum), squares)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noise(seed: &mut u32, dbm0: f32) -> i16 {
        *seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (((*seed >> 8) as f32 / 8_388_608.0 - 1.0) * level::rms(dbm0) * 3f32.sqrt()).round() as i16
    }

    #[test]
    fn a_noisy_line_is_told_from_a_quiet_one_in_the_pauses_between_signals_at_any_cut() {
        for (dbm0, is_noisy) in [(-48.0, true), (-56.0, false)] {
            for cut in [1, 77, 160] {
                let (mut floor, mut seed) = (NoiseFloor::new(), 1);
                let line: Vec<i16> = (0..80_000)
                    .map(|at| {
                        noise(&mut seed, dbm0)
                            + if at % 24_000 < 20_000 { noise(&mut seed, -14.0) } else { 0 }
                    })
                    .collect();
                line.chunks(cut).for_each(|part| floor.push(part));
                assert_eq!(floor.is_noisy(), is_noisy, "{dbm0} dBm0, cut into {cut}");
            }
        }
    }

    #[test]
    fn lost_packets_are_no_silence() {
        let (mut floor, mut seed) = (NoiseFloor::new(), 1);
        for block in 0..500 {
            let line: Vec<i16> = (0..160).map(|_| noise(&mut seed, -48.0)).collect();
            if block % 5 == 4 { floor.gap(160) } else { floor.push(&line) }
        }
        assert!(floor.is_noisy());
    }
}
