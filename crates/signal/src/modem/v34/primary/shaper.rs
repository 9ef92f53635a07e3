//! The transmitter's pulse on its carrier, and the shaper that makes samples of symbols.
//!
//! # Theory
//!
//! The spectrum is flat to 0.45 symbol rates on both sides of the carrier, as figure 1 of
//! V.34 has it, and falls then as the root of a raised cosine with a small excess bandwidth:
//! at 3429 symbols a second the band from 0.57 of them below to 0.57 above 1959 Hz
//! just fits between 0 and 4 kHz. Pre-emphasis E raises one side over the other, so that
//! the pulse is complex:
//!
//! ```text
//! g(t) = ∫ A(x)·10^(E(x + c)/20)·e^(j2πxt) dx
//!
//! x in symbol rates, c the carrier, t in symbols
//! ```
//!
//! It is cut to [`SPAN`] symbols by Kaiser's window: what lies farther than 0.57 symbol rates from
//! the carrier is 56 dB down, so that what falls back from beyond 0 and 4 kHz is far below what
//! G.711 rounds. The time that a transmitter takes goes by this length. Symbol rate and carrier
//! stand in small ratios to 8 kHz, so that after a number of samples (at most 175) both come
//! round, and each sample is one sum of products with the symbols under the pulse.

use std::f64::consts::TAU;
use std::sync::OnceLock;

use super::Settings;
use super::pre_emphasis::PreEmphasis;
use crate::dsp::lanes::{four_products, product_by_quarters, sum_of_quarters};
use crate::dsp::pulse::kaiser;
use crate::modem::v34::symbol_rate::SymbolRate;

/// Length of the pulse in symbols.
pub(super) const SPAN: usize = 20;

/// Excess bandwidth.
const ROLLOFF: f64 = 0.07;

/// β of the window.
const BETA: f64 = 3.0;

/// Steps of the integral over the spectrum.
const STEPS: usize = 220;

/// Symbols that begin in a block, at most: fewer than one for every two samples.
const MOST_SYMBOLS: usize = Shaper::BLOCK / 2 + 1;

/// For every sample until symbols and carrier come round: what the real and the imaginary parts
/// of the symbols under the pulse weigh, the oldest symbol first.
type Weights = [[f32; 2 * SPAN]];

/// Symbols in, samples out, a block at a time.
#[derive(Clone, Debug)]
pub(super) struct Shaper {
    weights: &'static Weights,
    /// Symbols, the oldest first, real part and imaginary part: the last ones of the block
    /// before, and then those of this one.
    symbols: [f32; 2 * (SPAN + MOST_SYMBOLS)],
    /// The next sample's place among `weights`.
    at: usize,
    /// What has gone of the newest symbol at that sample, in parts of the symbol rate's
    /// denominator; one symbol or more where the next one is due.
    phase: usize,
    numerator: usize,
    denominator: usize,
}

impl Shaper {
    /// Samples in a block, at most.
    pub(super) const BLOCK: usize = 160;

    /// For a signal of mean square 1 where the symbols have one of 1.
    pub(super) fn new(settings: &Settings) -> Self {
        let (numerator, denominator) = settings.rate.symbols_per_sample();
        Self {
            weights: weights(settings),
            symbols: [0.0; 2 * (SPAN + MOST_SYMBOLS)],
            at: 0,
            // The first sample takes the first symbol.
            phase: denominator,
            numerator,
            denominator,
        }
    }

    /// The next samples, as many as `out` has and [`Shaper::BLOCK`] at most. `fetch` fills in
    /// the symbols that begin in them and says how many there are; the sample that the first
    /// missing one would have begun with is not made any more. Returns how many samples there
    /// are.
    ///
    /// All symbols are fetched before the first sample is made: read again at once, they
    /// would be waited for.
    #[inline(always)]
    pub(super) fn block(
        &mut self,
        out: &mut [f32],
        fetch: impl FnOnce(&mut [[f32; 2]]) -> usize,
    ) -> usize {
        let mut count = out.len().min(Self::BLOCK);
        let Some(last) = count.checked_sub(1) else { return 0 };
        let begun = (self.phase + last * self.numerator) / self.denominator;
        let (_, new) = self.symbols.split_at_mut(2 * SPAN);
        let number = fetch(&mut new.as_chunks_mut::<2>().0[..begun]);
        if number < begun {
            let wanted = ((number + 1) * self.denominator).saturating_sub(self.phase);
            count = wanted.div_ceil(self.numerator);
        }
        let begun = self.shape(&mut out[..count]);
        self.symbols.copy_within(2 * begun..2 * (begun + SPAN), 0);
        count
    }

    /// Makes samples of the symbols that are there. Returns how many symbols have begun.
    #[inline(always)]
    fn shape(&mut self, out: &mut [f32]) -> usize {
        let mut begun = 0;
        let (fours, rest) = out.as_chunks_mut::<4>();
        for four in fours {
            let mut places = [(0, 0); 4];
            for place in &mut places {
                let at = self.step(&mut begun);
                *place = (begun, at);
            }
            let symbols = places.map(|(begun, _)| window(&self.symbols, begun));
            *four = four_products(symbols, places.map(|(_, at)| &self.weights[at]));
        }
        for sample in rest {
            let at = self.step(&mut begun);
            let symbols = window(&self.symbols, begun);
            *sample = sum_of_quarters(product_by_quarters(symbols, &self.weights[at]));
        }
        begun
    }

    /// To the next sample, with which a symbol perhaps begins. Gives its weights' place.
    #[inline(always)]
    const fn step(&mut self, begun: &mut usize) -> usize {
        if self.phase >= self.denominator {
            self.phase -= self.denominator;
            *begun += 1;
        }
        let at = self.at;
        self.at = if at + 1 == self.weights.len() { 0 } else { at + 1 };
        self.phase += self.numerator;
        at
    }
}

/// The symbols under the pulse when so many have begun.
#[inline(always)]
fn window(symbols: &[f32], begun: usize) -> &[f32; 2 * SPAN] {
    symbols[2 * begun..].first_chunk().unwrap_or(&[0.0; 2 * SPAN])
}

/// The weights for these settings; each are made once, since it takes a millisecond.
fn weights(settings: &Settings) -> &'static Weights {
    const RATES: usize = SymbolRate::ALL.len();
    static WEIGHTS: [[OnceLock<Vec<[f32; 2 * SPAN]>>; PreEmphasis::COUNT]; 2 * RATES] =
        [const { [const { OnceLock::new() }; PreEmphasis::COUNT] }; 2 * RATES];
    let place = 2 * settings.rate as usize + settings.carrier as usize;
    WEIGHTS[place][usize::from(settings.pre_emphasis.index())].get_or_init(|| made(settings))
}

fn made(settings: &Settings) -> Vec<[f32; 2 * SPAN]> {
    let (numerator, denominator) = settings.rate.symbols_per_sample();
    let (carrier, divisor) = settings.rate.carrier_ratio(settings.carrier);
    // The carrier's turns in a sample are carrier / turn.
    let turn = u64::from(divisor) * 8000;
    let comes_round = |period: &u64| {
        (period * u64::from(carrier)).is_multiple_of(turn)
            && period.is_multiple_of(denominator as u64)
    };
    let period = (1..=turn).find(comes_round).unwrap_or(turn);
    let pulse = pulses(settings, denominator);
    let energy: f64 =
        pulse.iter().flatten().map(|(re, im)| re * re + im * im).sum::<f64>() / denominator as f64;
    let gain = (2.0 / energy).sqrt();
    let mut weights = vec![[0.0; 2 * SPAN]; period as usize];
    for (sample, weights) in weights.iter_mut().enumerate() {
        let turns = sample as u64 * u64::from(carrier) % turn;
        let (sin, cos) = (turns as f64 / turn as f64 * TAU).sin_cos();
        let pulse = &pulse[sample * numerator % denominator];
        for ([real, imaginary], (re, im)) in weights.as_chunks_mut::<2>().0.iter_mut().zip(pulse) {
            *real = ((re * cos - im * sin) * gain) as f32;
            *imaginary = (-(re * sin + im * cos) * gain) as f32;
        }
    }
    weights
}

/// The pulse as it is seen from the samples that fall on each part of a symbol: the oldest
/// symbol's part first.
fn pulses(settings: &Settings, denominator: usize) -> Vec<[(f64, f64); SPAN]> {
    let carrier = settings.rate.carrier_hz(settings.carrier) / settings.rate.hz();
    let reach = (1.0 + ROLLOFF) / 2.0;
    let step = 2.0 * reach / STEPS as f64;
    let spectrum: Vec<(f64, f64)> = (0..STEPS)
        .map(|n| {
            let x = (n as f64 + 0.5) * step - reach;
            let edge = ((x.abs() - (1.0 - ROLLOFF) / 2.0) / ROLLOFF).max(0.0);
            let level = settings.pre_emphasis.level_db(x + carrier);
            (x, (edge * TAU / 4.0).cos() * 10f64.powf(level / 20.0))
        })
        .collect();
    let half = (SPAN / 2) as f64;
    let seen = |phase: usize, tap: usize| {
        let time = phase as f64 / denominator as f64 + (SPAN - 1 - tap) as f64 - half;
        let (mut re, mut im) = (0.0, 0.0);
        for (x, amplitude) in &spectrum {
            let (sin, cos) = (TAU * x * time).sin_cos();
            (re, im) = (re + amplitude * cos, im + amplitude * sin);
        }
        let window = kaiser(time, half, BETA);
        (re * window, im * window)
    };
    (0..denominator)
        .map(|phase| std::array::from_fn(|tap| seen(phase, tap)))
        .collect()
}
