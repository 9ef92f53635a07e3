//! What the last three errors of the equaliser foretell of the next one: what a source's precoder
//! makes of use (ITU-T V.34 §9.6.2).
//!
//! Where a line is weak the equaliser lifts the noise, and noise that is lifted is not white any
//! more. The filter 1 + h(z) takes out of it what is foretold; the precoder sees to it that the
//! points lie on their grid behind that filter.

use crate::dsp::complex::Complex;
use crate::dsp::prediction::predictor;

/// Coefficients that V.34 has.
const COEFFICIENTS: usize = 3;

/// A filter that leaves less of the errors.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Foretold {
    /// h(1), h(2) and h(3).
    pub coefficients: [Complex; COEFFICIENTS],
    /// By how much less is left, dB.
    pub gain_db: f32,
}

impl Foretold {
    /// From errors in the order of their symbols.
    pub(super) fn of(errors: &[Complex]) -> Self {
        let mut correlations = [Complex::ZERO; COEFFICIENTS + 1];
        for (lag, correlation) in correlations.iter_mut().enumerate() {
            let (mut re, mut im) = (0.0f64, 0.0f64);
            for (&later, &now) in errors.iter().skip(lag).zip(errors) {
                let product = later * now.conj();
                (re, im) = (re + f64::from(product.re), im + f64::from(product.im));
            }
            *correlation = Complex::new(re as f32, im as f32);
        }
        let all = correlations[0].re;
        if all <= 0.0 {
            return Self::default();
        }
        let mut coefficients = [Complex::ZERO; COEFFICIENTS];
        let left = predictor(&correlations, &mut coefficients);
        Self { coefficients, gain_db: 10.0 * (all / left.max(f32::MIN_POSITIVE)).log10() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::modem::qam::test_line::Random;

    #[test]
    fn white_errors_tell_nothing_and_a_filters_tell_the_filter() {
        let mut random = Random(4);
        let mut gaussian = || Complex::new(random.gaussian(), random.gaussian());
        let white: Vec<Complex> = (0..4000).map(|_| gaussian()).collect();
        assert!(Foretold::of(&white).gain_db < 0.02);
        // What went before comes again, turned and smaller: 1 / (1 − 0.6²) more power.
        let mut last = Complex::ZERO;
        let turn = Complex::from_angle(0.7) * 0.6;
        let coloured: Vec<Complex> = white
            .into_iter()
            .map(|error| {
                last = error + last * turn;
                last
            })
            .collect();
        let found = Foretold::of(&coloured);
        assert!((found.gain_db - 1.94).abs() < 0.2, "{found:?}");
        assert!((found.coefficients[0] + turn).norm_sqr() < 0.003, "{found:?}");
        assert_eq!(Foretold::of(&[]), Foretold::default());
    }
}
