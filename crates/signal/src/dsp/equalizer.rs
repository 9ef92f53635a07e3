//! Adaptive equaliser: undoes what the line did to the pulse, from two samples a symbol.
//!
//! # Theory
//!
//! A line whose delay or gain differs over the band smears each symbol over its
//! neighbours. A linear filter with complex taps c puts it together again:
//!
//! ```text
//!   x[2n]  x[2n+1]  x[2n+2]  …            two samples x for each symbol, T/2 apart
//!     │       │        │
//!   × c₀    × c₁     × c₂    …            y[n] = Σₖ cₖ · x[2n + k]
//!     └───────┴────────┴──── Σ ──▶ y[n]
//! ```
//!
//! The taps lie half a symbol apart, so that it does not matter where in the symbol the
//! samples fall, and the band edges are not folded together before the filter can set
//! them right (R. D. Gitlin and S. B. Weinstein, "Fractionally-spaced equalization", BSTJ
//! 60, 1981, p. 275).
//!
//! The taps come from [`least_squares`](super::least_squares) on the training sequence
//! and then follow the line by the normalised LMS rule (B. Widrow): each decision d moves
//! them down the gradient of its squared error, by a step μ that does not depend on the
//! level P of the samples and the number N of taps:
//!
//! ```text
//! cₖ ← cₖ + μ / (N·P) · (d − y) · conj(x[2n + k])
//! ```
//!
//! No decision feedback: on telephone lines the linear filter alone comes within some
//! tenths of a dB of it, and one wrong decision makes no burst of others.

use super::complex::Complex;
use super::lanes::{complex_product, complex_product_twice};
use super::pulse::raised_cosine;

/// Taps, half a symbol apart: 16 symbols, which holds the delay distortion of the usual
/// telephone test lines.
pub const TAPS: usize = 32;

/// The tap under which the symbol itself lies.
pub const CENTRE: usize = TAPS / 2;

/// Samples that the delay line holds: the taps' own, one more at both ends for the slope,
/// and the next symbol's two, so that the processor can work on those while this symbol's
/// output is being summed.
pub const KEPT: usize = Equalizer::KEPT;

/// The delay line is written forward in a longer store and moved back when it is full.
const STORE: usize = 512;

/// The filter of the image modems.
pub type Equalizer = EqualizerOf<TAPS>;

/// A filter of `N` taps (at most 128, a multiple of 8), and its delay line.
#[derive(Clone, Debug)]
pub struct EqualizerOf<const N: usize> {
    taps_re: [f32; N],
    taps_im: [f32; N],
    line_re: Box<[f32; STORE]>,
    line_im: Box<[f32; STORE]>,
    /// Where the delay line's oldest sample is in the store.
    start: usize,
    /// How far the taps go at each symbol, as a share of the whole way.
    step: f32,
    /// Mean power of the samples, by which the step is normalised.
    power: f32,
}

impl<const N: usize> EqualizerOf<N> {
    /// What [`KEPT`] is, of `N` taps.
    pub const KEPT: usize = N + 4;

    /// What [`CENTRE`] is, of `N` taps.
    pub const CENTRE: usize = N / 2;

    /// With no taps and a silent line.
    pub fn new(step: f32) -> Self {
        Self {
            taps_re: [0.0; N],
            taps_im: [0.0; N],
            line_re: Box::new([0.0; STORE]),
            line_im: Box::new([0.0; STORE]),
            start: 0,
            step,
            power: 1.0,
        }
    }

    /// Takes `taps` (at most `N`) over, for samples of mean square `power`.
    pub fn load(&mut self, taps: &[Complex], power: f32) {
        for (i, tap) in taps.iter().enumerate().take(N) {
            self.taps_re[i] = tap.re;
            self.taps_im[i] = tap.im;
        }
        self.power = power.max(f32::MIN_POSITIVE);
    }

    /// The taps.
    pub fn taps(&self) -> Vec<Complex> {
        self.taps_re
            .iter()
            .zip(&self.taps_im)
            .map(|(&re, &im)| Complex::new(re, im))
            .collect()
    }

    /// Takes the taps of `other` over, times `gain`; the delay line stays.
    pub fn take_taps(&mut self, other: &Self, gain: f32) {
        self.taps_re = other.taps_re.map(|tap| tap * gain);
        self.taps_im = other.taps_im.map(|tap| tap * gain);
        // The step goes by the power of what comes in.
        self.power = (other.power / (gain * gain)).max(f32::MIN_POSITIVE);
    }

    /// Goes on with another step.
    pub const fn set_step(&mut self, step: f32) {
        self.step = step;
    }

    /// The newest sample. Two go in for every symbol.
    #[inline(always)]
    pub fn push(&mut self, sample: Complex) {
        self.make_room(1);
        self.start += 1;
        self.line_re[self.start + Self::KEPT - 1] = sample.re;
        self.line_im[self.start + Self::KEPT - 1] = sample.im;
    }

    /// The newest samples of some symbols, two each, all at once; fewer than the store
    /// has room for.
    #[inline(always)]
    pub fn push_symbols<const M: usize>(&mut self, symbols: &[[Complex; 2]; M]) {
        self.make_room(2 * M);
        let end = self.start + Self::KEPT;
        for (n, sample) in symbols.as_flattened().iter().enumerate() {
            self.line_re[end + n] = sample.re;
            self.line_im[end + n] = sample.im;
        }
        self.start += 2 * M;
    }

    #[inline(always)]
    fn make_room(&mut self, samples: usize) {
        if self.start + Self::KEPT + samples > STORE {
            self.line_re.copy_within(self.start..self.start + Self::KEPT, 0);
            self.line_im.copy_within(self.start..self.start + Self::KEPT, 0);
            self.start = 0;
        }
    }

    /// The filter's output for the symbol before the last two samples.
    #[inline(always)]
    pub fn output(&self) -> Complex {
        self.output_before(0)
    }

    /// What [`Equalizer::output`] would have been `symbols` ago, with the taps of now.
    /// They must have been pushed at once.
    #[inline(always)]
    pub fn output_before(&self, symbols: usize) -> Complex {
        self.product(self.window(1, symbols))
    }

    /// The outputs for the last symbols, the oldest first, with the taps of now. They must have
    /// been pushed at once.
    #[inline(always)]
    pub fn outputs<const M: usize>(&self) -> [Complex; M] {
        let mut outputs = [Complex::ZERO; M];
        let taps = (&self.taps_re, &self.taps_im);
        let (pairs, rest) = outputs.as_chunks_mut::<2>();
        for (n, pair) in pairs.iter_mut().enumerate() {
            let last = M - 1 - 2 * n;
            let [(re, im), (next_re, next_im)] =
                complex_product_twice(taps, [self.window(1, last), self.window(1, last - 1)]);
            *pair = [Complex::new(re, im), Complex::new(next_re, next_im)];
        }
        if let [last] = rest {
            *last = self.output();
        }
        outputs
    }

    /// How the output changes from half a symbol before to half a symbol after.
    #[inline(always)]
    pub fn slope(&self) -> Complex {
        let (mut re, mut im) = ([0.0; N], [0.0; N]);
        let (early_re, early_im) = self.window(0, 0);
        let (late_re, late_im) = self.window(2, 0);
        for i in 0..N {
            re[i] = late_re[i] - early_re[i];
            im[i] = late_im[i] - early_im[i];
        }
        self.product((&re, &im))
    }

    #[inline(always)]
    fn product(&self, window: (&[f32; N], &[f32; N])) -> Complex {
        let (re, im) = complex_product((&self.taps_re, &self.taps_im), window);
        Complex::new(re, im)
    }

    /// Moves the taps so that the output `symbols` ago, which [`Equalizer::output_before`]
    /// gave, comes nearer by `error` (wanted − output).
    #[inline(always)]
    pub fn adapt_to(&mut self, symbols: usize, error: Complex) {
        let scale = self.step / (self.power * N as f32);
        let (error_re, error_im) = (error.re * scale, error.im * scale);
        let Self { taps_re, taps_im, line_re, line_im, start, .. } = self;
        let at = *start + 1 - 2 * symbols;
        let (re, im) = (window::<N>(line_re, at), window::<N>(line_im, at));
        for i in 0..N {
            taps_re[i] += error_re * re[i] + error_im * im[i];
            taps_im[i] += error_im * re[i] - error_re * im[i];
        }
    }

    /// By how much the filter raises noise over a filter for an even line, as a ratio of
    /// powers; `rolloff` is the pulse's excess bandwidth. White noise on the line is,
    /// behind the matched filter, as alike to itself half symbols later as the pulse is.
    pub fn noise_gain(&self, rolloff: f64) -> f32 {
        let alike: Vec<f32> =
            (0..N).map(|lag| raised_cosine(lag as f64 / 2.0, rolloff) as f32).collect();
        let mut noise = 0.0;
        for a in 0..N {
            for b in 0..N {
                let product = self.taps_re[a] * self.taps_re[b] + self.taps_im[a] * self.taps_im[b];
                noise += product * alike[a.abs_diff(b)];
            }
        }
        // What comes in has this share of the power that it has in the middle of a symbol.
        noise * self.power / (1.0 - rolloff as f32 / 4.0)
    }

    /// What lies under the taps at the symbol so many ago, later by so many samples than
    /// the oldest one kept for it.
    #[inline(always)]
    fn window(&self, offset: usize, symbols: usize) -> (&[f32; N], &[f32; N]) {
        let at = self.start + offset - 2 * symbols;
        (window(&self.line_re, at), window(&self.line_im, at))
    }
}

#[inline(always)]
fn window<const N: usize>(line: &[f32; STORE], at: usize) -> &[f32; N] {
    line[at..].first_chunk().unwrap_or(&[0.0; N])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn on_an_even_line_the_noise_is_not_raised_and_on_a_weak_one_as_much_as_the_signal() {
        for gain in [1.0, 0.1] {
            let mut equalizer = Equalizer::new(0.05);
            let mut taps = [Complex::ZERO; TAPS];
            taps[CENTRE] = Complex::new(0.0, 1.0 / gain);
            equalizer.load(&taps, gain * gain * (1.0 - 0.25 / 4.0));
            assert!((equalizer.noise_gain(0.25) - 1.0).abs() < 1e-3);
            // An echo that is taken away.
            taps[CENTRE + 4] = Complex::new(0.3 / gain, 0.0);
            equalizer.load(&taps, gain * gain * (1.0 - 0.25 / 4.0));
            assert!((equalizer.noise_gain(0.25) - 1.09).abs() < 1e-3);
        }
    }

    #[test]
    fn lms_finds_the_way_through_an_echo() {
        let mut equalizer = Equalizer::new(0.05);
        let mut taps = [Complex::ZERO; TAPS];
        taps[CENTRE] = Complex::new(1.0, 0.0);
        equalizer.load(&taps, 1.0);
        let mut seed = 3u32;
        let mut last = Complex::ZERO;
        let mut sent = Vec::new();
        let mut error_at_end = 0.0;
        for n in 0..4000 {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let symbol = Complex::new(
                if seed >> 31 == 1 { 1.0 } else { -1.0 },
                if seed >> 30 & 1 == 1 { 1.0 } else { -1.0 },
            );
            sent.push(symbol);
            equalizer.push(symbol + last * Complex::new(0.2, 0.3));
            equalizer.push(Complex::ZERO);
            last = symbol;
            // Even taps from the oldest: the symbol under the centre came this long ago.
            let delay = (KEPT - 2 - CENTRE) / 2;
            if n >= delay {
                let error = sent[n - delay] - equalizer.output();
                equalizer.adapt_to(0, error);
                if n > 3900 {
                    error_at_end += error.norm_sqr() / 100.0;
                }
            }
        }
        assert!(error_at_end < 1e-3, "mean square error {error_at_end}");
    }
}
