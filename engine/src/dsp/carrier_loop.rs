//! Carrier loop: follows the phase and frequency of what the equaliser gives, symbol by
//! symbol (second order).

use super::complex::Complex;
use super::oscillator::{Turns, turns_of_radians, unit_vector};

/// Phase per symbol of a loop with noise bandwidth `bandwidth` (share of the symbol
/// rate), damped at 1/√2.
fn gains(bandwidth: f32) -> (f32, f32) {
    let natural = bandwidth / 0.53;
    (2.0 * std::f32::consts::FRAC_1_SQRT_2 * natural, natural * natural)
}

/// The loop.
#[derive(Clone, Debug)]
pub struct CarrierLoop {
    phase: Turns,
    /// Radians a symbol.
    frequency: f32,
    gains: (f32, f32),
}

impl CarrierLoop {
    /// At phase 0 and no offset.
    pub fn new(bandwidth: f32) -> Self {
        Self { phase: 0, frequency: 0.0, gains: gains(bandwidth) }
    }

    /// Goes on with another noise bandwidth.
    pub fn set_bandwidth(&mut self, bandwidth: f32) {
        self.gains = gains(bandwidth);
    }

    /// Sets phase (radians) and frequency (radians a symbol).
    pub fn set(&mut self, phase: f32, frequency: f32) {
        self.phase = turns_of_radians(phase);
        self.frequency = frequency;
    }

    /// The present turn, from the signal's phase to ours.
    pub fn turn(&self) -> Complex {
        unit_vector(self.phase).conj()
    }

    /// What [`CarrierLoop::turn`] will be after so many symbols without errors.
    #[inline(always)]
    pub fn turn_after(&self, symbols: usize) -> Complex {
        let ahead = turns_of_radians(self.frequency).wrapping_mul(symbols as Turns);
        unit_vector(self.phase.wrapping_add(ahead)).conj()
    }

    /// After some symbols with this sum of phase errors in radians; none where they are not known.
    pub fn advance(&mut self, symbols: usize, errors: f32) {
        let ahead = turns_of_radians(self.frequency).wrapping_mul(symbols as Turns);
        let correction = (self.gains.0 + self.gains.1) * errors;
        self.frequency += self.gains.1 * errors;
        self.phase = self.phase.wrapping_add(ahead).wrapping_add(turns_of_radians(correction));
    }

    /// Jumps ahead by `radians`.
    pub fn jump(&mut self, radians: f32) {
        self.phase = self.phase.wrapping_add(turns_of_radians(radians));
    }

    /// Radians a symbol.
    pub const fn frequency(&self) -> f32 {
        self.frequency
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frequency_step_is_followed_without_error() {
        let mut carrier = CarrierLoop::new(0.01);
        let mut angle = 0.5f32;
        for n in 0..2000 {
            angle += 0.02;
            let seen = Complex::from_angle(angle) * carrier.turn();
            let error = seen.arg();
            carrier.advance(1, error);
            if n > 1000 {
                assert!(error.abs() < 1e-3, "symbol {n}: {error}");
            }
        }
        assert!((carrier.frequency() - 0.02).abs() < 1e-4);
    }
}
