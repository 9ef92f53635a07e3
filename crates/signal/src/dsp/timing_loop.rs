//! Timing loop: keeps the sampling instants where the equaliser wants them while the two
//! clocks differ.
//!
//! # Theory
//!
//! Let y(t) be the equaliser's output and d the point that was decided. An output that is
//! taken τ symbols too late is y ≈ d + τ·y′, so the error y − d, projected onto the slope
//! y′, measures how late it was:
//!
//! ```text
//! τ ≈ Re{(y − d) · conj(y′)} / E|y′|²        y′ ≈ y(t + ½ symbol) − y(t − ½ symbol)
//! ```
//!
//! This is the gradient of the mean square error over the instant (H. Kobayashi, IEEE
//! Trans. Commun. Technol. COM-19, 1971, p. 268). It needs no excess bandwidth, unlike
//! the spectral line at the band edges, and a distorted line does not bias it, since the
//! equaliser is trained for the same error.
//!
//! τ goes through a loop of second order, since a difference of two clocks is a ramp of
//! the instant, and only a second integrator follows a ramp without a lasting error:
//!
//! ```text
//! skew  ← skew − ω²·τ
//! the next symbol is longer by  skew − 2ζω·τ          ω in radians a symbol, ζ = 1
//! ```
//!
//! Its noise bandwidth, as a share of the symbol rate, is B = ω/2 · (ζ + 1/4ζ) (F. M.
//! Gardner, Phaselock Techniques, §3.1), which is 0.625 ω where ζ is 1. Of the noise of τ
//! the loop lets through 2B. ζ is 1, so that it does not ring after a step of the instant.

use super::complex::Complex;

/// The loop. Times are in symbols.
#[derive(Clone, Debug)]
pub struct TimingLoop {
    /// Symbols to add to each symbol's length.
    skew: f32,
    /// 2ζω, for the instant, and ω², for the skew.
    gains: (f32, f32),
    /// E|y′|².
    slope_power: f32,
}

/// B/ω at ζ = 1: ½ (1 + ¼).
const BANDWIDTH_OF_NATURAL: f32 = 0.625;

/// 2ζω and ω², per symbol, for a loop of noise bandwidth `bandwidth` with ζ = 1.
fn gains(bandwidth: f32) -> (f32, f32) {
    let natural = bandwidth / BANDWIDTH_OF_NATURAL;
    (2.0 * natural, natural * natural)
}

impl TimingLoop {
    /// With noise bandwidth `bandwidth` as a share of the symbol rate, damped at 1.
    pub fn new(bandwidth: f32) -> Self {
        Self { skew: 0.0, gains: gains(bandwidth), slope_power: 1.0 }
    }

    /// Goes on with another noise bandwidth.
    pub fn set_bandwidth(&mut self, bandwidth: f32) {
        self.gains = gains(bandwidth);
    }

    /// Sets the known difference of the clocks (symbols a symbol) and the mean square of
    /// the equaliser's slope.
    pub fn set(&mut self, skew: f32, slope_power: f32) {
        self.skew = skew;
        self.slope_power = slope_power.max(1e-6);
    }

    /// Goes on by a group of `symbols` and says by how many symbols the next group is
    /// longer than nominal.
    ///
    /// `measured` is the error (output − decision) and the slope at the last symbol of the
    /// group, which speaks for all of them, since clocks differ slowly. `None` where that
    /// symbol can't be trusted: the skew known so far goes on.
    pub fn advance(&mut self, symbols: usize, measured: Option<(Complex, Complex)>) -> f32 {
        let symbols = symbols as f32;
        let late = measured.map_or(0.0, |(error, slope)| {
            ((error.re * slope.re + error.im * slope.im) / self.slope_power).clamp(-0.5, 0.5)
        });
        self.skew -= self.gains.1 * symbols * late;
        symbols * (self.skew - self.gains.0 * late)
    }

    /// Symbols a symbol.
    pub const fn skew(&self) -> f32 {
        self.skew
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_difference_is_learned() {
        let mut timing = TimingLoop::new(0.005);
        let mut late = 0.1f32;
        for n in 0..1250 {
            let slope = Complex::new(if n % 2 == 0 { 1.0 } else { -1.0 }, 0.0);
            late += timing.advance(4, Some((slope * late, slope))) - 4.0 * 150e-6;
        }
        assert!(late.abs() < 1e-3);
        assert!((timing.skew() - 150e-6).abs() < 1e-6);
    }
}
