//! Finding PPh, the change from Sh to S̄h, and AC among half-symbol samples of the control
//! channel, whatever their phase and frequency.
//!
//! # Theory
//!
//! What is heard is compared with 32 known symbols in two blocks of 16, each summed up with
//! its phase, which a carrier 7 Hz off turns by less than a fifth of a turn:
//!
//! ```text
//! match = Σ_b |Σ x·conj(s)|² / (16 · 2 · max_b Σ |x|²)
//! ```
//!
//! It is 1 for the sequence itself, and a half at most where one block is silence. PPh comes
//! round after eight symbols and matches by 0.63 before its end as after it; in Sh, whose
//! last block is half S̄h, all but the place of the change give a half at most. So the best
//! match is waited for. Noise and other symbols are beyond 0.55 once in some two million
//! times.

use super::signals::{PPH_SYMBOLS, PphReading, pph, sh};
use crate::dsp::complex::Complex;

/// Symbols compared.
pub(super) const WINDOW: usize = 32;

/// Symbols of a block.
const BLOCK: usize = 16;

/// What matches better may be it.
const LIKE: f32 = 0.55;

/// Half symbols without a better match after which the best one is believed.
const PATIENCE: usize = 20;

/// Half symbols of AC that are believed: 100 ms (§12.8.2).
const AC_HALVES: u32 = 121;

/// What is listened for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Listening {
    /// PPh.
    pub pph: bool,
    /// Sh followed by S̄h.
    pub sh: bool,
    /// AC.
    pub ac: bool,
}

/// What was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// PPh; its last symbol came so many half symbols ago.
    Pph(usize),
    /// Sh and S̄h, likewise.
    Sh(usize),
    /// AC, for more than 100 ms.
    Ac,
}

/// A search for one sequence.
#[derive(Clone, Debug)]
struct Search {
    symbols: [Complex; WINDOW],
    best: f32,
    /// Half symbols since the best match.
    since: usize,
    /// Half symbols for which a part of what was found is still compared.
    over: usize,
}

impl Search {
    const fn new(symbols: [Complex; WINDOW]) -> Self {
        Self { symbols, best: 0.0, since: 0, over: 0 }
    }

    /// `heard` is what came on the last symbols, the oldest first. Says how many half
    /// symbols ago the sequence ended, once that is sure.
    fn push(&mut self, heard: &[Complex; WINDOW]) -> Option<usize> {
        let (mut sum, mut loudest) = (0.0, 0.0f32);
        let blocks = heard.as_chunks::<BLOCK>().0.iter().zip(self.symbols.as_chunks::<BLOCK>().0);
        for (heard, symbols) in blocks {
            let block = heard
                .iter()
                .zip(symbols)
                .fold(Complex::ZERO, |sum, (&x, &s)| sum + x * s.conj());
            sum += block.norm_sqr();
            loudest = loudest.max(heard.iter().map(|x| x.norm_sqr()).sum());
        }
        let whole = WINDOW as f32 * loudest;
        let found = if whole > 0.0 { sum / whole } else { 0.0 };
        self.since += 1;
        self.over = self.over.saturating_sub(1);
        if self.over == 0 && found > LIKE && found > self.best {
            (self.best, self.since) = (found, 0);
        } else if self.best > 0.0 && self.since >= PATIENCE {
            self.best = 0.0;
            self.over = 2 * WINDOW - PATIENCE;
            return Some(self.since);
        }
        None
    }
}

/// The searches.
#[derive(Clone, Debug)]
pub(super) struct Finder {
    listening: Listening,
    pph: Search,
    sh: Search,
    /// The last half-symbol samples, the oldest first.
    heard: [Complex; 2 * WINDOW],
    /// Half symbols in a row that were AC.
    ac: u32,
}

impl Finder {
    pub(super) fn new(reading: PphReading) -> Self {
        const { assert!(PPH_SYMBOLS == WINDOW) };
        Self {
            listening: Listening::default(),
            pph: Search::new(std::array::from_fn(|n| pph(n, reading))),
            sh: Search::new(std::array::from_fn(sh)),
            heard: [Complex::ZERO; 2 * WINDOW],
            ac: 0,
        }
    }

    /// Listens for other things from now on, and forgets what was half found.
    pub(super) const fn listen(&mut self, listening: Listening) {
        self.listening = listening;
        self.pph.best = 0.0;
        self.sh.best = 0.0;
        self.ac = 0;
    }

    /// The next half symbol's sample.
    pub(super) fn push(&mut self, sample: Complex) -> Option<Found> {
        self.heard.copy_within(1.., 0);
        self.heard[2 * WINDOW - 1] = sample;
        let heard: [Complex; WINDOW] = std::array::from_fn(|n| self.heard[2 * n + 1]);
        if self.listening.ac && self.is_ac() {
            self.ac += 1;
            if self.ac == AC_HALVES {
                return Some(Found::Ac);
            }
        } else {
            self.ac = 0;
        }
        if self.listening.pph
            && let Some(before) = self.pph.push(&heard)
        {
            return Some(Found::Pph(before));
        }
        if self.listening.sh
            && let Some(before) = self.sh.push(&heard)
        {
            return Some(Found::Sh(before));
        }
        None
    }

    /// Whether the last eight symbols each were the opposite of the one before. Both kinds
    /// of half symbols are looked at: on one of them AC may be near nothing.
    fn is_ac(&self) -> bool {
        let last = &self.heard[2 * WINDOW - 18..];
        let product = last
            .iter()
            .zip(&last[2..])
            .fold(Complex::ZERO, |sum, (&before, &now)| sum + now * before.conj());
        let power: f32 = last[2..].iter().map(|x| x.norm_sqr()).sum();
        product.re < -0.7 * power && product.im.abs() < 0.3 * power && power > 0.0
    }
}
