//! Oscillator: the carrier's phase, counted in fractions of a turn, and its place on the
//! unit circle.
//!
//! Phase is a `u32` in which 2³² is one turn, so that it wraps by itself and never loses
//! precision in a long call (direct digital synthesis: J. Tierney, C. M. Rader and B. Gold,
//! IEEE Trans. Audio Electroacoust. AU-19, 1971, p. 48). The point of the unit circle is
//! looked up at the nearest of 1024 places and carried on along the tangent there,
//! e^(j(φ + δ)) ≈ e^(jφ)·(1 + jδ), whose error is δ²/2: at most (π/1024)²/2.

use super::complex::Complex;

/// A phase or a step of phase: 2³² is one turn.
pub type Turns = u32;

/// One turn.
const TURN: f64 = 4_294_967_296.0;

/// Positions on the circle that are stored; between them the tangent is followed (error
/// below 5e-6).
const STORED_BITS: u32 = 10;

/// Made when the program is compiled: nobody has to look whether it is there already.
static CIRCLE: [Complex; 1 << STORED_BITS] = {
    let mut circle = [Complex::ZERO; 1 << STORED_BITS];
    let mut i = 0;
    while i < circle.len() {
        // The middle of the step, so that the tangent is followed half a step to either side.
        circle[i] = on_circle((i as f64 + 0.5) / circle.len() as f64 * std::f64::consts::TAU);
        i += 1;
    }
    circle
};

/// The point of the unit circle at `radians`, at most a turn, by the series of the
/// exponential function.
const fn on_circle(radians: f64) -> Complex {
    let (mut re, mut im) = (0.0, 0.0);
    // The power of i times the angle over the factorial.
    let (mut term_re, mut term_im) = (1.0, 0.0);
    let mut k = 1;
    while k <= 40 {
        (re, im) = (re + term_re, im + term_im);
        let step = radians / k as f64;
        (term_re, term_im) = (-term_im * step, term_re * step);
        k += 1;
    }
    Complex::new(re as f32, im as f32)
}

/// The point of the unit circle at `phase`.
#[inline(always)]
pub fn unit_vector(phase: Turns) -> Complex {
    let base = CIRCLE[(phase >> (32 - STORED_BITS)) as usize];
    let half_step = 1i32 << (31 - STORED_BITS);
    let rest = (phase << STORED_BITS >> STORED_BITS) as i32 - half_step;
    let radians = rest as f32 * (std::f64::consts::TAU / TURN) as f32;
    Complex::new(base.re - base.im * radians, base.im + base.re * radians)
}

/// The step of phase of a frequency, per tick of a clock. Negative frequencies turn backwards.
pub fn turns_per_tick(frequency_hz: f64, ticks_per_second: f64) -> Turns {
    (frequency_hz / ticks_per_second * TURN).round() as i64 as u32
}

/// An angle in radians as a phase.
pub fn turns_of_radians(radians: f32) -> Turns {
    (f64::from(radians) * (TURN / std::f64::consts::TAU)) as i64 as u32
}

/// An oscillator at a fixed frequency.
#[derive(Clone, Debug)]
pub struct Oscillator {
    phase: Turns,
    step: Turns,
}

impl Oscillator {
    /// One that starts at phase 0 and advances by `frequency_hz` on a clock of `ticks_per_second`.
    pub fn new(frequency_hz: f64, ticks_per_second: f64) -> Self {
        Self { phase: 0, step: turns_per_tick(frequency_hz, ticks_per_second) }
    }

    /// The present point, after which the oscillator has moved on.
    pub fn tick(&mut self) -> Complex {
        let point = unit_vector(self.phase);
        self.phase = self.phase.wrapping_add(self.step);
        point
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stored_circle_is_true_everywhere() {
        for i in 0..10_000u32 {
            let phase = i.wrapping_mul(429_497);
            let angle = f64::from(phase) / TURN * std::f64::consts::TAU;
            let point = unit_vector(phase);
            assert!((f64::from(point.re) - angle.cos()).abs() < 6e-6);
            assert!((f64::from(point.im) - angle.sin()).abs() < 6e-6);
        }
    }

    #[test]
    fn an_oscillator_comes_round() {
        let mut oscillator = Oscillator::new(1700.0, 8000.0);
        let first = oscillator.tick();
        for _ in 1..80 {
            oscillator.tick();
        }
        assert!((oscillator.tick() - first).norm_sqr() < 1e-9);
    }

    #[test]
    fn negative_frequencies_and_angles_turn_backwards() {
        assert_eq!(turns_per_tick(-2000.0, 8000.0), 0xC000_0000);
        assert_eq!(turns_of_radians(-std::f32::consts::FRAC_PI_2 + 1e-4) >> 24, 0xC0);
    }
}
