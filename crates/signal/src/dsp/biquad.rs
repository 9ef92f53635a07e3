//! Second-order filters, one sample at a time.
//!
//! ```text
//!         b₀ + b₁z⁻¹ + b₂z⁻²
//! H(z) = ────────────────────          y = b₀·x + s₁
//!          1 + a₁z⁻¹ + a₂z⁻²           s₁ ← b₁·x − a₁·y + s₂        s₂ ← b₂·x − a₂·y
//! ```
//!
//! The right side is the transposed direct form II: two numbers of state, and in `f32`
//! the least noise of the four direct forms.

use std::f64::consts::{FRAC_1_SQRT_2, TAU};

/// A filter of second order: two zeros and two poles.
#[derive(Clone, Debug)]
pub struct Biquad {
    /// b₀, b₁, b₂.
    zeros: [f32; 3],
    /// a₁, a₂.
    poles: [f32; 2],
    /// s₁, s₂.
    state: [f32; 2],
}

impl Biquad {
    /// A Butterworth high-pass: 3 dB down at `corner_hz` on a clock of `rate_hz`, 12 dB
    /// per octave below, nothing of a constant.
    pub fn high_pass(corner_hz: f64, rate_hz: f64) -> Self {
        // The bilinear transform of s²/(s² + √2 s + 1), with the corner moved to its place.
        let k = (TAU / 2.0 * corner_hz / rate_hz).tan();
        let norm = 1.0 / (1.0 + k * 2.0 * FRAC_1_SQRT_2 + k * k);
        Self {
            zeros: [norm, -2.0 * norm, norm].map(|value| value as f32),
            poles: [2.0 * (k * k - 1.0) * norm, (1.0 - k * 2.0 * FRAC_1_SQRT_2 + k * k) * norm]
                .map(|value| value as f32),
            state: [0.0; 2],
        }
    }

    /// A Butterworth low-pass: 3 dB down at `corner_hz` on a clock of `rate_hz`, 12 dB per
    /// octave above, and a constant as it is.
    pub fn low_pass(corner_hz: f64, rate_hz: f64) -> Self {
        // The bilinear transform of 1/(s² + √2 s + 1), with the corner moved to its place.
        let k = (TAU / 2.0 * corner_hz / rate_hz).tan();
        let norm = 1.0 / (1.0 + k * 2.0 * FRAC_1_SQRT_2 + k * k);
        let gain = k * k * norm;
        Self {
            zeros: [gain, 2.0 * gain, gain].map(|value| value as f32),
            poles: [2.0 * (k * k - 1.0) * norm, (1.0 - k * 2.0 * FRAC_1_SQRT_2 + k * k) * norm]
                .map(|value| value as f32),
            state: [0.0; 2],
        }
    }

    /// The next sample, filtered.
    #[inline(always)]
    pub fn push(&mut self, sample: f32) -> f32 {
        let out = self.zeros[0] * sample + self.state[0];
        // In this order, since the next sample waits for what hangs on `out`.
        self.state = [
            (self.zeros[1] * sample + self.state[1]) - self.poles[0] * out,
            self.zeros[2] * sample - self.poles[1] * out,
        ];
        out
    }

    /// Ends what fades in silence, before it is so small that processors reckon slowly
    /// with it: to be called now and then, some hundred samples apart at most.
    pub fn settle(&mut self) {
        self.state = self.state.map(|value| if value.abs() < 1e-20 { 0.0 } else { value });
    }

    /// Back to silence.
    pub fn reset(&mut self) {
        self.state = [0.0; 2];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gain of a high-pass at 600 Hz, dB.
    fn gain_db(hz: f64) -> f64 {
        gain_db_of(Biquad::high_pass(600.0, 8000.0), hz)
    }

    /// Gain at a frequency, dB, after the filter has settled.
    fn gain_db_of(mut filter: Biquad, hz: f64) -> f64 {
        let (mut energy_in, mut energy_out) = (0.0, 0.0);
        for n in 0..16_000 {
            let sample = (TAU * hz * f64::from(n) / 8000.0).cos();
            let out = f64::from(filter.push(sample as f32));
            if n >= 8000 {
                energy_in += sample * sample;
                energy_out += out * out;
            }
        }
        10.0 * (energy_out / energy_in + 1e-20).log10()
    }

    #[test]
    fn silence_ends_what_was_there() {
        let mut filter = Biquad::high_pass(600.0, 8000.0);
        filter.push(1000.0);
        let push = |_| {
            filter.settle();
            filter.push(0.0)
        };
        assert_eq!((0..1000).map(push).last(), Some(0.0));
    }

    #[test]
    fn a_high_pass_holds_back_what_is_below_its_corner() {
        assert!(gain_db(0.0) < -100.0);
        assert!(gain_db(50.0) < -42.0);
        assert!((gain_db(600.0) + 3.0).abs() < 0.1);
        assert!(gain_db(1750.0).abs() < 0.1);
        assert!(gain_db(3400.0).abs() < 0.1);
    }

    #[test]
    fn a_low_pass_holds_back_what_is_above_its_corner() {
        let gain_db = |hz| gain_db_of(Biquad::low_pass(1500.0, 8000.0), hz);
        assert!(gain_db(10.0).abs() < 0.01);
        assert!((gain_db(1500.0) + 3.0).abs() < 0.1);
        assert!(gain_db(3000.0) < -20.0);
    }
}
