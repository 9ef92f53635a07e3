//! Whether the signal fills the band of the primary channel.
//!
//! A page does: it is scrambled, so that a point says nothing of the next one. The signals of the
//! control channel, at 600 symbols a second, take a fifth of that band, and neighbouring points of
//! them are nearly the same but for a turn. The superframe's inversions cannot tell the two apart:
//! the equaliser settles on what repeats, and the frames are "found" in it.

use crate::dsp::complex::Complex;

/// Share by which the means take in what is new, a symbol: some 200 ms at 2400 symbols a second.
const SHARE: f32 = 0.002;

/// How much of a point the next one repeats. Of a page it is nearly nothing; of the control
/// channel, nine tenths.
const MOST: f32 = 0.6;

/// Symbols before anything is said: by then the means are three quarters of what they will be.
const FIRST: u32 = 700;

/// Watches the points of a page.
#[derive(Debug, Default)]
pub(super) struct BandWatch {
    last: Complex,
    correlation: Complex,
    power: f32,
    symbols: u32,
}

impl BandWatch {
    /// The next point, as it was heard.
    #[inline(always)]
    pub(super) fn push(&mut self, point: Complex) {
        let product = point * self.last.conj();
        self.correlation += (product - self.correlation) * SHARE;
        self.power += (point.norm_sqr() - self.power) * SHARE;
        self.last = point;
        self.symbols = self.symbols.saturating_add(1);
    }

    /// Whether what is heard is no page.
    pub(super) fn is_narrow(&self) -> bool {
        self.symbols >= FIRST && self.correlation.norm_sqr() > (MOST * self.power).powi(2)
    }
}
