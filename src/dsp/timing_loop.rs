//! Timing loop: keeps the sampling instants where the equaliser wants them while the two clocks differ (second order).
//!
//! The error comes from the decisions: if the output is off in the direction in which it is moving, the instant was too late. That
//! needs no excess bandwidth, unlike the spectral line at the band edges, and a distorted line does not bias it.

use super::complex::Complex;

/// The loop. Times are in symbols.
#[derive(Clone, Debug)]
pub struct TimingLoop {
    /// Symbols to add to each symbol's length.
    skew: f32,
    gains: (f32, f32),
    /// Mean square of the slope.
    slope_power: f32,
}

/// Clocks differ slowly: the loop looks at one symbol in so many.
pub const EVERY: usize = 4;

fn gains(bandwidth: f32) -> (f32, f32) {
    let natural = bandwidth / 0.625 * EVERY as f32;
    (2.0 * natural, natural * natural / EVERY as f32)
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

    /// Sets the known difference of the clocks (symbols a symbol) and the mean square of the equaliser's slope.
    pub fn set(&mut self, skew: f32, slope_power: f32) {
        self.skew = skew;
        self.slope_power = slope_power.max(1e-6);
    }

    /// How far to the next symbol beyond its nominal length, after one with this error of the output (output − decision) and
    /// slope, to be given for one symbol in [`EVERY`]; without them the known difference goes on.
    pub fn advance(&mut self, measured: Option<(Complex, Complex)>) -> f32 {
        let late = measured.map_or(0.0, |(error, slope)| {
            ((error.re * slope.re + error.im * slope.im) / self.slope_power).clamp(-0.5, 0.5)
        });
        self.skew -= self.gains.1 * late;
        self.skew - self.gains.0 * late
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
        for n in 0..5000 {
            let slope = Complex::new(if n % 2 == 0 { 1.0 } else { -1.0 }, 0.0);
            let measured = (n % EVERY == 0).then_some((slope * late, slope));
            late += timing.advance(measured) - 150e-6;
        }
        assert!(late.abs() < 1e-3);
        assert!((timing.skew() - 150e-6).abs() < 1e-6);
    }
}
