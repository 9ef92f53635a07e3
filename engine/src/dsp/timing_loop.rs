//! Timing loop: keeps the sampling instants where the equaliser wants them while the two
//! clocks differ (second order).
//!
//! The error comes from the decisions: if the output is off in the direction in which it
//! is moving, the instant was too late. That needs no excess bandwidth, unlike the
//! spectral line at the band edges, and a distorted line does not bias it.

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

/// A symbol's.
fn gains(bandwidth: f32) -> (f32, f32) {
    let natural = bandwidth / 0.625;
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

    /// How much longer than nominal the next symbols are together, after as many of which
    /// the last had this error of the output (output − decision) and slope; without them
    /// the known difference goes on. Clocks differ slowly: one symbol of some speaks for
    /// all.
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
