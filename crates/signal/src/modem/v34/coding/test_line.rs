//! Noise with a fixed seed, for the tests.

use crate::dsp::complex::Complex;

/// Random numbers (xorshift, G. Marsaglia 2003).
pub(super) struct Noise {
    state: u64,
}

impl Noise {
    pub(super) fn new(seed: u64) -> Self {
        Self { state: seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1 }
    }

    pub(super) fn next(&mut self) -> u32 {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        (self.state >> 32) as u32
    }

    /// One of 0 to `limit` − 1.
    pub(super) fn below(&mut self, limit: u32) -> u32 {
        ((u64::from(self.next()) * u64::from(limit)) >> 32) as u32
    }

    /// Gaussian, of mean square `energy` in both dimensions together.
    pub(super) fn gaussian(&mut self, energy: f32) -> Complex {
        let uniform = (f64::from(self.next()) + 1.0) / 4_294_967_297.0;
        let radius = (-uniform.ln() * f64::from(energy)).sqrt() as f32;
        Complex::from_angle(self.next() as f32 * (std::f32::consts::TAU / 4_294_967_296.0)) * radius
    }
}
