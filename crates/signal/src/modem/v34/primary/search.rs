//! Finding PP, and by it where TRN or B1 begins.
//!
//! # Theory
//!
//! PP is like itself at no shift but whole periods, so the correlation of what is heard
//! with one period of it,
//!
//! ```text
//! match = |Σ x[n]·conj(PP[n])|² / (48 · Σ|x[n]|²)
//! ```
//!
//! stands out once in 48 symbols, six times in all, however the line distorts, and whatever
//! its phase; a carrier that is off by 7 Hz turns a seventh of a turn meanwhile and takes
//! 0.3 dB of it. Noise or other symbols are beyond a fifth once in 15 000 times, and three
//! times at a distance of 48 symbols never. The last of the six is where PP ends. S and S̄
//! before it are not needed, but tell, where not all six were heard, whether those at the
//! beginning or those at the end are missing.

use super::signals::{PP_PERIOD, PP_SYMBOLS, pp};
use crate::dsp::complex::Complex;
use crate::dsp::lanes::{conjugate_product, product};

/// What is more like PP than this may be it.
const LIKE: f32 = 0.2;

/// Half symbols of a period.
const PHASES: usize = 2 * PP_PERIOD;

/// Periods in a row that are believed.
const BELIEVED: usize = 3;

/// Periods missed in a row after which PP is over.
const MISSED: usize = 2;

/// Periods of PP.
const PERIODS: usize = PP_SYMBOLS / PP_PERIOD;

/// Symbols whose kind is kept: all of PP, and S̄ and a part of S before it.
const STORE: usize = PP_PERIOD + 256;

/// What was found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Heard {
    /// Half of PP, in which it is sure to be PP.
    Half,
    /// The whole: so many half symbols before the newest one came its last symbol.
    Ended(usize),
}

/// How often a place in the period matched.
#[derive(Clone, Copy, Debug, Default)]
struct Place {
    hits: usize,
    /// Sum of the matches.
    match_sum: f32,
    /// Half symbols' number of the first and the last.
    first: usize,
    last: usize,
}

/// The search.
#[derive(Clone, Debug)]
pub(super) struct PpSearch {
    reference: [[f32; PP_PERIOD]; 2],
    /// Samples on even and on odd half symbols, as [`Line`] keeps them.
    lines: [Line; 2],
    places: [Place; PHASES],
    /// Half symbols heard.
    heard: usize,
    /// Whether [`Heard::Half`] was told.
    told: bool,
    /// When something like S was heard last, in half symbols.
    s_at: Option<usize>,
}

impl PpSearch {
    pub(super) fn new() -> Self {
        let reference: [Complex; PP_PERIOD] = std::array::from_fn(pp);
        Self {
            reference: [reference.map(|symbol| symbol.re), reference.map(|symbol| symbol.im)],
            lines: [Line::new(), Line::new()],
            places: [Place::default(); PHASES],
            heard: 0,
            told: false,
            s_at: None,
        }
    }

    /// The next half symbol's sample.
    #[inline(always)]
    pub(super) fn push(&mut self, sample: Complex) -> Option<Heard> {
        self.heard += 1;
        let line = &mut self.lines[self.heard % 2];
        line.push(sample);
        let found = line.match_with(&self.reference);
        if line.is_s() {
            self.s_at = Some(self.heard);
        }
        let place = &mut self.places[self.heard % PHASES];
        if found >= LIKE {
            if place.hits == 0 {
                *place = Place { first: self.heard, ..Place::default() };
            }
            place.hits += 1;
            place.match_sum += found;
            place.last = self.heard;
            let is_new = place.hits >= BELIEVED && !self.told;
            self.told |= is_new;
            return is_new.then_some(Heard::Half);
        }
        let place = *place;
        if place.hits > 0 && self.heard >= place.last + MISSED * PHASES {
            // Of what came to its end early the rest is waited for.
            let end = self.end_of(&place);
            if self.heard < end {
                return None;
            }
            self.places[self.heard % PHASES] = Place::default();
            return self.is_best(&place).then(|| {
                self.places = [Place::default(); PHASES];
                self.told = false;
                Heard::Ended(self.heard - end)
            });
        }
        None
    }

    /// Whether PP has matched nowhere so well.
    fn is_best(&self, place: &Place) -> bool {
        place.hits >= BELIEVED && self.places.iter().all(|other| other.match_sum <= place.match_sum)
    }

    /// The half symbol on which PP ended, `place` being where it matched.
    fn end_of(&self, place: &Place) -> usize {
        let whole = (PERIODS - 1) * PHASES;
        // S ends 64 symbols before the first match, and is told a little later.
        let s_before = self
            .s_at
            .is_some_and(|at| (place.first.saturating_sub(2 * PHASES)..place.first).contains(&at));
        if place.last - place.first < whole && s_before { place.first + whole } else { place.last }
    }
}

/// The last samples, in a longer store that is moved back when it is full.
#[derive(Clone, Debug)]
struct Line {
    re: [f32; STORE],
    im: [f32; STORE],
    end: usize,
}

impl Line {
    const fn new() -> Self {
        Self { re: [0.0; STORE], im: [0.0; STORE], end: PP_PERIOD }
    }

    fn push(&mut self, sample: Complex) {
        if self.end == STORE {
            self.re.copy_within(STORE - PP_PERIOD.., 0);
            self.im.copy_within(STORE - PP_PERIOD.., 0);
            self.end = PP_PERIOD;
        }
        self.re[self.end] = sample.re;
        self.im[self.end] = sample.im;
        self.end += 1;
    }

    fn last(&self, count: usize, before: usize) -> (&[f32], &[f32]) {
        let range = self.end - before - count..self.end - before;
        (&self.re[range.clone()], &self.im[range])
    }

    #[inline(always)]
    fn match_with(&self, [re, im]: &[[f32; PP_PERIOD]; 2]) -> f32 {
        let (x_re, x_im) = self.last(PP_PERIOD, 0);
        let power = product(x_re, x_re) + product(x_im, x_im);
        let (sum_re, sum_im) = conjugate_product((x_re, x_im), (re, im));
        if power > 0.0 {
            (sum_re * sum_re + sum_im * sum_im) / (PP_PERIOD as f32 * power)
        } else {
            0.0
        }
    }

    /// Whether the last 16 symbols come round after two: S, or S̄.
    #[inline(always)]
    fn is_s(&self) -> bool {
        let (now, before) = (self.last(16, 0), self.last(16, 2));
        let power = product(now.0, now.0) + product(now.1, now.1);
        let (re, im) = conjugate_product(before, now);
        power > 0.0 && re > 0.8 * power && im.abs() < 0.3 * power
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::modem::qam::test_line::Random;
    use crate::modem::v34::primary::signals::{PREAMBLE, preamble};

    /// Where PP is found to end among half symbols, a symbol repeated being two.
    fn ends(symbols: impl Iterator<Item = Complex>) -> Vec<usize> {
        let mut search = PpSearch::new();
        let mut ends = Vec::new();
        for (n, symbol) in symbols.enumerate() {
            for half in 0..2 {
                if let Some(Heard::Ended(before)) = search.push(symbol) {
                    ends.push((2 * n + half - before) / 2);
                }
            }
        }
        ends
    }

    fn noisy(random: &mut Random, symbol: Complex, noise: f32) -> Complex {
        symbol + Complex::new(random.gaussian(), random.gaussian()) * noise
    }

    #[test]
    fn the_end_of_pp_is_found_in_noise_and_with_an_offset() {
        let mut random = Random(3);
        let line = (0..300 + PREAMBLE + 400).map(|n| {
            let symbol = match n.checked_sub(300) {
                Some(n) if n < PREAMBLE => preamble(n),
                _ => Complex::new(random.gaussian(), random.gaussian()) * 0.7,
            };
            noisy(&mut random, symbol, 0.3) * Complex::from_angle(n as f32 * 0.018)
        });
        assert_eq!(ends(line.collect::<Vec<_>>().into_iter()), [300 + PREAMBLE - 1]);
    }

    #[test]
    fn parts_that_are_missing_do_no_harm() {
        for (lost, what) in [
            (128..240, "S̄ and two periods"),
            (200..260, "two in the middle"),
            (PREAMBLE - 60..PREAMBLE, "the last two"),
            (PREAMBLE - 150..PREAMBLE, "the last three"),
        ] {
            let mut random = Random(4);
            let line = (0..PREAMBLE + 400).map(|n| {
                let symbol =
                    if n < PREAMBLE && !lost.contains(&n) { preamble(n) } else { Complex::ZERO };
                noisy(&mut random, symbol, 0.1)
            });
            assert_eq!(
                ends(line.collect::<Vec<_>>().into_iter()),
                [PREAMBLE - 1],
                "{what} missing"
            );
        }
    }

    #[test]
    fn noise_tones_and_points_are_no_pp() {
        let mut random = Random(5);
        let line = (0..60_000).map(|n| match n / 20_000 {
            0 => Complex::new(random.gaussian(), random.gaussian()),
            1 => Complex::from_angle(n as f32 * (n / 500) as f32 * 0.01),
            _ => Complex::from_angle((random.next() >> 20 & 3) as f32 * 1.570_796_4),
        });
        assert_eq!(ends(line.collect::<Vec<_>>().into_iter()), []);
    }
}
