//! What a line does to a signal, for the tests of V.8: level, noise, another clock, G.711.

use crate::dsp::level;
use proptest::prelude::ProptestConfig;
use proptest::test_runner::RngSeed;

/// So many cases, the same every time.
pub(super) fn cases(count: u32) -> ProptestConfig {
    ProptestConfig {
        rng_seed: RngSeed::Fixed(8),
        failure_persistence: None,
        ..ProptestConfig::with_cases(count)
    }
}

/// A line in one direction. It does the same to the same signal every time.
#[derive(Clone, Debug)]
pub(super) struct TestLine {
    pub(super) gain_db: f32,
    /// White noise.
    pub(super) noise_dbm0: f32,
    /// How much faster the hearing end's clock is.
    pub(super) skew_ppm: f64,
    pub(super) law: Law,
}

/// How the line is coded.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Law {
    Linear,
    A,
    Mu,
}

impl TestLine {
    /// A line that changes nothing.
    pub(super) const CLEAN: Self =
        Self { gain_db: 0.0, noise_dbm0: -90.0, skew_ppm: 0.0, law: Law::Linear };

    /// The signal at the other end.
    pub(super) fn carry(&self, samples: &[i16]) -> Vec<i16> {
        let gain = 10f32.powf(self.gain_db / 20.0);
        let rms = level::rms(self.noise_dbm0);
        let mut noise = Noise(0x9E37_79B9_7F4A_7C15);
        let out = skewed(samples, self.skew_ppm);
        out.into_iter()
            .map(|sample| self.law.pass((sample * gain + noise.gauss() * rms).round() as i16))
            .collect()
    }
}

impl Law {
    /// The nearest of the values that the code has (ITU-T G.711, tables 1 and 2).
    pub(super) fn pass(self, sample: i16) -> i16 {
        let size = u32::from(sample.unsigned_abs().min(32_000));
        let coded = match self {
            Self::Linear => return sample,
            Self::A => {
                let step = if size < 512 { 16 } else { 1 << (size.ilog2() - 4) };
                size / step * step + step / 2
            }
            Self::Mu => {
                let biased = size + 132;
                let step = 1 << (biased.ilog2() - 4);
                (biased / step * step + step / 2).saturating_sub(132)
            }
        };
        let coded = coded.min(32_767) as i16;
        if sample < 0 { -coded } else { coded }
    }
}

/// Resampled to a clock that is `ppm` faster.
fn skewed(samples: &[i16], ppm: f64) -> Vec<f32> {
    if ppm == 0.0 {
        return samples.iter().map(|&sample| f32::from(sample)).collect();
    }
    let ratio = 1.0 + ppm * 1e-6;
    let count = (samples.len().saturating_sub(4) as f64 / ratio) as usize;
    (0..count)
        .map(|n| {
            let at = n as f64 * ratio;
            let (index, part) = (at as usize, at.fract() as f32);
            let [a, b, c, d] = [0, 1, 2, 3].map(|k| f32::from(samples[index + k]));
            // A cubic through four samples, between the second and the third.
            let (p, q) = (c - a, d - b);
            b + part
                * (p / 2.0
                    + part
                        * ((3.0 * (c - b) - p - q / 2.0) + part * (2.0 * (b - c) + (p + q) / 2.0)))
        })
        .collect()
}

/// Noise that is the same every time.
#[derive(Clone, Debug)]
pub(super) struct Noise(pub(super) u64);

impl Noise {
    /// Even between −½ and ½.
    pub(super) fn uniform(&mut self) -> f32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 40) as f32 / (1u64 << 24) as f32 - 0.5
    }

    /// Of variance one, nearly normal.
    pub(super) fn gauss(&mut self) -> f32 {
        (0..12).map(|_| self.uniform()).sum()
    }
}
