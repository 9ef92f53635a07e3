//! What the last values of a signal foretell of the next one.
//!
//! # Theory
//!
//! Of the value e(n) the sum −Σ a(k)·e(n − k) takes away as much as can be where the error has
//! nothing in common with the values that it was made of. N. Levinson's recursion (J. Math. Phys.
//! 25, 1947, p. 261) finds the a(k) from the correlations r(k) = mean e(n)·e*(n − k), one more at
//! each step:
//!
//! ```text
//! κ = −(r(m) + Σ a(k)·r(m − k)) / E        a(k) ← a(k) + κ·a*(m − k), a(m) = κ
//!                                          E ← E·(1 − |κ|²)
//! ```
//!
//! 1 + Σ a(k)z⁻ᵏ made so has its zeros within the unit circle: its inverse does not ring.

use super::complex::Complex;

/// Finds `taps`, a(1) and on, from `correlations`, r(0) and on, of which there is one more.
/// Returns E, the mean square of what cannot be foretold.
pub fn predictor(correlations: &[Complex], taps: &mut [Complex]) -> f32 {
    let mut left = correlations[0].re;
    for order in 0..taps.len() {
        let mut sum = correlations[order + 1];
        for (at, &tap) in taps[..order].iter().enumerate() {
            sum += tap * correlations[order - at];
        }
        let reflection = sum * (-1.0 / left);
        // The first and the last change each other, and so on to the middle.
        for at in 0..order.div_ceil(2) {
            let (first, last) = (taps[at], taps[order - 1 - at]);
            taps[at] = first + reflection * last.conj();
            taps[order - 1 - at] = last + reflection * first.conj();
        }
        taps[order] = reflection;
        left *= 1.0 - reflection.norm_sqr();
    }
    left
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_finds_what_made_the_signal() {
        // e(n) = x(n) − a(1)·e(n − 1) − a(2)·e(n − 2), x being 1 once and nothing then.
        let made = [Complex::new(-0.9, 0.3), Complex::new(0.4, -0.2), Complex::ZERO];
        let mut signal = vec![Complex::new(1.0, 0.0)];
        for n in 1..400usize {
            let sum = made.iter().enumerate().fold(Complex::ZERO, |sum, (k, &a)| {
                n.checked_sub(k + 1).map_or(sum, |before| sum - a * signal[before])
            });
            signal.push(sum);
        }
        let correlations: [Complex; 4] = std::array::from_fn(|lag| {
            signal[lag..]
                .iter()
                .zip(&signal)
                .fold(Complex::ZERO, |sum, (&later, &now)| sum + later * now.conj())
        });
        let mut taps = [Complex::ZERO; 3];
        let left = predictor(&correlations, &mut taps);
        assert!((left - 1.0).abs() < 1e-3, "{left}");
        for (tap, made) in taps.into_iter().zip(made) {
            assert!((tap - made).norm_sqr() < 1e-6, "{tap:?} for {made:?}");
        }
    }
}
