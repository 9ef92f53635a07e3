//! The recipient's half of the precoder: the filter that takes out of the noise what can be
//! foretold (ITU-T V.34 §9.6.2, `precoder`).

use super::Coefficient;
use crate::dsp::complex::Complex;

/// 1 + h(1)z⁻¹ + h(2)z⁻² + h(3)z⁻³: takes out of the noise what can be foretold, and puts the
/// points where the precoder meant them to be.
#[derive(Clone, Debug)]
pub(super) struct NoiseFilter {
    taps: Option<[Complex; 3]>,
    past: [Complex; 3],
}

impl NoiseFilter {
    pub(super) fn new(precoding: [Coefficient; 3]) -> Self {
        let taps = precoding.map(Coefficient::value);
        Self {
            taps: (precoding != [Coefficient::default(); 3]).then_some(taps),
            past: [Complex::ZERO; 3],
        }
    }

    pub(super) const fn is_there(&self) -> bool {
        self.taps.is_some()
    }

    #[inline(always)]
    pub(super) fn push(&mut self, point: Complex) -> Complex {
        let Some(taps) = self.taps else { return point };
        let filtered = self.past.iter().zip(taps).fold(point, |sum, (&past, tap)| sum + past * tap);
        self.past = [point, self.past[0], self.past[1]];
        filtered
    }
}
