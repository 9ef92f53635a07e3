//! The non-linear encoder: outer points are moved further out, where the quantisers of
//! digital trunks are coarser (ITU-T V.34 §9.7).
//!
//! With ζ = Θ |x|² / mean of |x|², a point is stretched by Φ = 1 + ζ/6 + ζ²/120, the
//! beginning of sinh √ζ / √ζ; Θ is 0.3125, or 0 where the recipient's MPh asks for none.

use crate::dsp::complex::Complex;

/// Θ where it is not 0.
const THETA: f32 = 0.3125;

/// The stretching, for one constellation.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stretch {
    /// Θ by the mean energy.
    rate: f32,
}

impl Stretch {
    /// For points with this mean energy, if MPh asked for it.
    pub(super) const fn new(asked_for: bool, energy: f64) -> Self {
        Self { rate: if asked_for { THETA / energy as f32 } else { 0.0 } }
    }

    /// A point where it is sent.
    #[inline(always)]
    pub(super) fn stretched(self, point: Complex) -> Complex {
        if self.rate == 0.0 {
            return point;
        }
        point * factor(self.rate * point.norm_sqr())
    }

    /// A point that was sent, where it was. By Newton's method: three steps leave less than a
    /// millionth up to three times the mean radius, beyond which no points are.
    #[inline(always)]
    pub(super) fn shrunk(self, point: Complex) -> Complex {
        if self.rate == 0.0 { point } else { self.shrunk_by_steps(point) }
    }

    fn shrunk_by_steps(self, point: Complex) -> Complex {
        let sent = self.rate * point.norm_sqr();
        let mut zeta = sent / (1.0 + sent / 3.0);
        for _ in 0..3 {
            let factor = factor(zeta);
            let slope = factor * (factor + 2.0 * zeta * (1.0 / 6.0 + zeta / 60.0));
            zeta -= (zeta * factor * factor - sent) / slope;
        }
        point * (1.0 / factor(zeta))
    }

    /// Mean energy after it, of points with these energies and shares.
    pub(super) fn energy(self, energies: impl Iterator<Item = (f64, f64)>) -> f64 {
        let stretched = |energy: f64| f64::from(factor(self.rate * energy as f32)).powi(2) * energy;
        energies.map(|(energy, share)| share * stretched(energy)).sum()
    }
}

/// Φ of ζ.
fn factor(zeta: f32) -> f32 {
    1.0 + zeta * (1.0 / 6.0 + zeta * (1.0 / 120.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_stretched_is_shrunk_again() {
        for (asked_for, energy) in [(true, 2.0), (true, 300.0), (false, 300.0)] {
            let stretch = Stretch::new(asked_for, energy);
            for step in 0..=60 {
                let radius = (energy as f32).sqrt() * step as f32 / 20.0;
                let point = Complex::from_angle(step as f32) * radius;
                let back = stretch.shrunk(stretch.stretched(point));
                assert!((back - point).norm_sqr() <= 1e-10 * (1.0 + point.norm_sqr()));
            }
        }
    }

    #[test]
    fn a_point_of_mean_energy_is_stretched_as_equation_9_34_has_it() {
        let stretched = Stretch::new(true, 25.0).stretched(Complex::new(3.0, -4.0));
        let factor = 1.0 + 0.3125 / 6.0 + 0.3125 * 0.3125 / 120.0;
        assert!((stretched - Complex::new(3.0, -4.0) * factor).norm_sqr() < 1e-10);
    }
}
