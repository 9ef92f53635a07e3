//! Carrier loop: follows the phase and frequency of what the equaliser gives, symbol by
//! symbol.
//!
//! # Theory
//!
//! The output y, turned back by the loop's phase φ, is to lie on the decided point d. What
//! is left of the angle between them is measured, near the lock, by
//!
//! ```text
//! ε = Im{y·e^(−jφ) · conj(d)} = |y|·|d|·sin(∠y − φ − ∠d)
//! ```
//!
//! Outer points weigh more than inner ones, as they should: the same noise turns them
//! less. ε goes through a loop of second order, so that a constant offset of the two
//! carriers, which is a ramp of the phase, leaves no lasting error:
//!
//! ```text
//! frequency ← frequency + ω²·ε
//! φ         ← φ + frequency + 2ζω·ε             ω in radians a symbol, ζ = 1/√2
//! ```
//!
//! Its noise bandwidth, as a share of the symbol rate, is B = ω/2 · (ζ + 1/4ζ) (F. M.
//! Gardner, Phaselock Techniques, §3.1), which is 0.53 ω where ζ is 1/√2. That damping
//! takes a jump of the phase back soonest for its bandwidth.

use super::complex::Complex;
use super::oscillator::{Turns, turns_of_radians, unit_vector};

/// B/ω at ζ = 1/√2: ½ (1/√2 + √2/4), as far as it matters.
const BANDWIDTH_OF_NATURAL: f32 = 0.53;

/// 2ζω and ω², per symbol, for a loop of noise bandwidth `bandwidth` with ζ = 1/√2.
fn gains(bandwidth: f32) -> (f32, f32) {
    let natural = bandwidth / BANDWIDTH_OF_NATURAL;
    (2.0 * std::f32::consts::FRAC_1_SQRT_2 * natural, natural * natural)
}

/// The loop.
#[derive(Clone, Debug)]
pub struct CarrierLoop {
    phase: Turns,
    /// Radians a symbol.
    frequency: f32,
    /// 2ζω, for the phase, and ω², for the frequency.
    gains: (f32, f32),
}

impl CarrierLoop {
    /// At phase 0 and no offset, with noise bandwidth `bandwidth` as a share of the symbol
    /// rate.
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

    /// Goes on by a group of `symbols`, whose phase errors ε together are `errors`
    /// (radians, for points with a mean square of 1; 0 where no decision can be trusted).
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
