//! Random numbers, and what a µ-law line does to samples, for tests here and of whole calls.

/// A linear congruential generator (Numerical Recipes' constants): the same numbers everywhere.
#[derive(Clone, Debug)]
pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) const fn next(&mut self) -> u32 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as u32
    }

    pub(crate) fn uniform(&mut self) -> f32 {
        self.next() as f32 / 2_147_483_648.0
    }

    pub(crate) fn gaussian(&mut self) -> f32 {
        let (a, b) = (self.uniform().max(1e-9), self.uniform());
        (-2.0 * a.ln()).sqrt() * (std::f32::consts::TAU * b).cos()
    }
}

/// Through µ-law and back.
pub(crate) fn companded(line: &[f32]) -> Vec<i16> {
    line.iter()
        .map(|&sample| {
            let (sign, magnitude) = if sample < 0.0 { (-1, -sample) } else { (1, sample) };
            let biased = (magnitude.round() as i32).min(32_635) + 132;
            let exponent = 31 - biased.leading_zeros() - 7;
            let mantissa = biased >> (exponent + 3) & 15;
            (sign * ((((mantissa << 3) + 132) << exponent) - 132)) as i16
        })
        .collect()
}
