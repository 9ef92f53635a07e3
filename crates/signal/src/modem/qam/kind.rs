//! What kind of energy is on the line: how far each half-symbol sample is like the one a
//! symbol before.
//!
//! # Theory
//!
//! The autocorrelation of the baseband at a lag of one symbol, related to the power,
//!
//! ```text
//! ρ = E{x[n] · conj(x[n − 2])} / E|x|²             two samples x a symbol
//! ```
//!
//! tells signals apart before anything is known of them. |ρ| is near 1 for a tone (CED,
//! CNG, talker echo protection) and for V.21, whose shift is narrow against a symbol; ρ is
//! near −1 for the alternations of a training, which turn by half a turn with each symbol;
//! and it is near 0 for a modulated carrier, whose symbols know nothing of each other.

use crate::dsp::complex::Complex;

/// Judges it, sample by sample, two a symbol.
#[derive(Clone, Debug, Default)]
pub(super) struct Kind {
    /// When the energy came.
    pub(super) from: f64,
    last: [Complex; 2],
    /// Running mean of x[n]·conj(x[n − 2]).
    likeness: Complex,
    /// Running mean of |x|².
    power: f32,
    /// Half symbols in a row of the right kind.
    right: u32,
    /// And of the wrong one.
    wrong: u32,
}

impl Kind {
    /// Of energy that came at `from`; what was heard before is of no kind.
    pub(super) fn since(from: f64) -> Self {
        Self { from, ..Self::default() }
    }

    pub(super) fn push(&mut self, sample: Complex) {
        let product = sample * self.last[1].conj();
        self.last = [sample, self.last[0]];
        self.likeness += (product - self.likeness) * 0.06;
        self.power += (sample.norm_sqr() - self.power) * 0.06;
        let alternates =
            self.likeness.re < -0.45 * self.power && self.likeness.im.abs() < 0.3 * self.power;
        let is_wide = self.likeness.norm_sqr() < 0.25 * self.power * self.power;
        (self.right, self.wrong) =
            if alternates || is_wide { (self.right + 1, 0) } else { (0, self.wrong + 1) };
    }

    /// Whether this has been a tone, or as narrow as V.21, for so long that no training
    /// can be in it.
    pub(super) const fn is_steady(&self) -> bool {
        self.wrong > 40
    }

    /// Whether it has been of the right kind for long enough to be the beginning of a signal.
    pub(super) const fn is_right(&self) -> bool {
        self.right > 60
    }
}
