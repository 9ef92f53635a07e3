//! Sequence search: finds a known sequence of symbols in baseband samples of unknown
//! phase, frequency and timing.
//!
//! # Theory
//!
//! The likeness of received samples x and known symbols s, whatever their phase, is the
//! squared correlation |Σₙ xₙ·conj(sₙ)|². A carrier that is off by Δf turns the samples
//! during the sum, which takes the correlation away: to sinc²(Δf·N/R) of it over N
//! symbols at R symbols a second. So the window is cut into blocks b short enough for
//! that, whose squares are summed, and the sum is related to what a perfect match of the
//! loudest block's power P would give:
//!
//! ```text
//! match = Σ_b |Σ_{n in b} xₙ·conj(sₙ)|² / N_b   /   (max_b P_b · Σ_b N_b · E|s|²)
//! ```
//!
//! Samples come twice a symbol; after each, the last [`WINDOW`] symbols' worth of its
//! kind (on the symbol or between) is compared so. The mean of the sequence is taken out
//! of s first, so that a plain carrier matches nothing.

use super::complex::Complex;
use super::lanes::{product, two_products};

/// Symbols compared.
pub const WINDOW: usize = 128;

/// Symbols in a block: up to ±7 Hz, a block turns by less than a fifth of a turn at 1200
/// symbols a second.
const BLOCK: usize = 32;

/// The delay lines are written forward in a longer store and moved back when it is full.
const STORE: usize = WINDOW + 512;

/// The search.
#[derive(Clone, Debug)]
pub struct SequenceSearch {
    reference: Reference,
    /// Samples on even and on odd half symbols.
    lines: [Line; 2],
    odd: bool,
}

impl SequenceSearch {
    /// For the first [`WINDOW`] symbols of `sequence`.
    pub fn new(sequence: &[Complex]) -> Self {
        Self { reference: Reference::new(sequence), lines: [Line::new(), Line::new()], odd: false }
    }

    /// Forgets what was heard.
    pub fn reset(&mut self) {
        self.lines = [Line::new(), Line::new()];
    }

    /// The next half symbol's sample. Gives how well the window that ends here matches: 0
    /// not at all, 1 perfectly.
    #[inline(always)]
    pub fn push(&mut self, sample: Complex) -> f32 {
        self.odd = !self.odd;
        let line = &mut self.lines[usize::from(self.odd)];
        line.push(sample);
        let blocks = line.powers[line.powers.len() - WINDOW..]
            .chunks(BLOCK)
            .filter_map(<[f32]>::last);
        self.reference.match_with(line.re(), line.im(), blocks.copied())
    }

    /// The next half symbol's sample, where no match is looked for.
    pub fn skip(&mut self, sample: Complex) {
        self.odd = !self.odd;
        self.lines[usize::from(self.odd)].push(sample);
    }
}

/// How well `samples`, one a symbol, match the same number of symbols of a `sequence`, as
/// [`SequenceSearch::push`] does.
pub fn match_of(samples: &[Complex], sequence: &[Complex]) -> f32 {
    let re: Vec<f32> = samples.iter().map(|s| s.re).collect();
    let im: Vec<f32> = samples.iter().map(|s| s.im).collect();
    let powers = re.chunks(BLOCK).zip(im.chunks(BLOCK)).map(|(re, im)| power(re, im));
    Reference::new(sequence).match_with(&re, &im, powers)
}

/// Mean power of a block.
#[inline(always)]
fn power(re: &[f32], im: &[f32]) -> f32 {
    (product(re, re) + product(im, im)) / re.len() as f32
}

#[derive(Clone, Debug)]
struct Reference {
    re: Vec<f32>,
    /// Empty when all symbols lie on one line through their mean.
    im: Vec<f32>,
    power: f32,
}

impl Reference {
    fn new(sequence: &[Complex]) -> Self {
        let sequence = &sequence[..sequence.len().min(WINDOW)];
        let mean = sequence.iter().fold(Complex::ZERO, |sum, &s| sum + s)
            * (1.0 / sequence.len().max(1) as f32);
        // Turned so that two points lie on the real axis.
        let first = sequence.first().map_or(Complex::ZERO, |&s| s - mean);
        let turn = first.conj() * (1.0 / first.norm_sqr().sqrt().max(f32::MIN_POSITIVE));
        let turned: Vec<Complex> = sequence.iter().map(|&s| (s - mean) * turn).collect();
        let power = turned.iter().map(|s| s.norm_sqr()).sum::<f32>() / turned.len().max(1) as f32;
        let on_a_line = turned.iter().all(|s| s.im * s.im < power * 1e-6);
        Self {
            re: turned.iter().map(|s| s.re).collect(),
            im: if on_a_line { Vec::new() } else { turned.iter().map(|s| s.im).collect() },
            power,
        }
    }

    /// `powers` are those of the samples' blocks.
    #[inline(always)]
    fn match_with(&self, re: &[f32], im: &[f32], powers: impl Iterator<Item = f32>) -> f32 {
        let mut found = 0.0;
        let blocks = re.chunks(BLOCK).zip(im.chunks(BLOCK)).zip(self.re.chunks(BLOCK));
        for (b, ((re, im), reference)) in blocks.enumerate() {
            let (mut sum_re, mut sum_im) = two_products(reference, re, im);
            if !self.im.is_empty() {
                let quadrature = &self.im[b * BLOCK..(b + 1) * BLOCK];
                let (re, im) = two_products(quadrature, re, im);
                sum_re += im;
                sum_im -= re;
            }
            found += (sum_re * sum_re + sum_im * sum_im) / re.len() as f32;
        }
        let loudest = powers.fold(0.0, f32::max);
        // Every block must have its part: in a window that is mostly silence, one block
        // can match by chance.
        let energy = loudest * self.re.len() as f32;
        if energy > 0.0 { found / (energy * self.power) } else { 0.0 }
    }
}

#[derive(Clone, Debug)]
struct Line {
    re: Vec<f32>,
    im: Vec<f32>,
    /// Of the block that ends at each of them.
    powers: Vec<f32>,
}

impl Line {
    fn new() -> Self {
        Self { re: vec![0.0; WINDOW], im: vec![0.0; WINDOW], powers: vec![0.0; WINDOW] }
    }

    #[inline(always)]
    fn push(&mut self, sample: Complex) {
        if self.re.len() == STORE {
            self.re.drain(..STORE - WINDOW);
            self.im.drain(..STORE - WINDOW);
            self.powers.drain(..STORE - WINDOW);
        }
        self.re.push(sample.re);
        self.im.push(sample.im);
        let block = self.re.len() - BLOCK;
        self.powers.push(power(&self.re[block..], &self.im[block..]));
    }

    fn re(&self) -> &[f32] {
        &self.re[self.re.len() - WINDOW..]
    }

    fn im(&self) -> &[f32] {
        &self.im[self.im.len() - WINDOW..]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sequence() -> Vec<Complex> {
        let mut register = 0x2Au32;
        (0..WINDOW)
            .map(|_| {
                let bit = register & 1;
                register = register >> 1 | ((register ^ register >> 1) & 1) << 6;
                if bit == 1 { Complex::new(-3.0, 3.0) } else { Complex::new(3.0, 0.0) }
            })
            .collect()
    }

    #[test]
    fn the_sequence_is_found_where_it_ends_in_spite_of_offset() {
        let mut search = SequenceSearch::new(&sequence());
        let mut best = (0.0, 0);
        let before = std::iter::repeat_n(Complex::new(0.3, 0.1), 300);
        let after = std::iter::repeat_n(Complex::new(3.0, 0.0), 50);
        for (n, symbol) in before.chain(sequence()).chain(after).enumerate() {
            let turned = symbol * Complex::from_angle(n as f32 * 0.03);
            search.push(turned);
            let here = search.push(turned);
            if here > best.0 {
                best = (here, n);
            }
        }
        assert_eq!(best.1, 300 + WINDOW - 1);
        assert!(best.0 > 0.6, "{best:?}");
    }

    #[test]
    fn tones_and_noise_match_nothing() {
        let mut search = SequenceSearch::new(&sequence());
        let mut seed = 9u32;
        let mut random = || {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (seed >> 8) as f32 / 8_388_608.0 - 1.0
        };
        for n in 0..20_000 {
            let angle = n as f32 * (n / 1000) as f32 * 0.05;
            let sample = if n % 2000 < 1000 {
                Complex::from_angle(angle)
            } else {
                Complex::new(random(), random())
            };
            let here = search.push(sample);
            assert!(here < 0.2, "sample {n}: {here}");
        }
    }
}
