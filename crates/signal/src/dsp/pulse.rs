//! Pulse shaping: the root raised cosine, and the transmitter's polyphase filter made of
//! it and of the carrier.
//!
//! # Theory
//!
//! Symbols do not disturb each other if the whole way has a spectrum whose copies at the
//! symbol rate add up to a constant (H. Nyquist, 1928). The raised cosine is such a
//! spectrum: flat up to (1 − β)/2T, falling as half a cosine to nothing at (1 + β)/2T,
//! with the excess bandwidth β. Half of it (the root) is applied where the signal is made
//! and half where it is received, which is also what holds most noise back
//! ([`matched_filter`](super::matched_filter)). In time, t in symbols:
//!
//! ```text
//!           sin(πt(1 − β)) + 4βt·cos(πt(1 + β))                 sin(πt)   cos(πβt)
//! root(t) = ───────────────────────────────────     raised(t) = ─────── · ─────────
//!                  πt·(1 − (4βt)²)                                πt      1 − (2βt)²
//! ```
//!
//! with the limits at t = 0 and where a denominator is zero (J. G. Proakis, Digital
//! Communications, on signals for band-limited channels).
//!
//! The symbol rates of all image modems stand in small ratios to 8 kHz (3/10, 1/5, 3/20),
//! so that a transmitter needs as many phases of the pulse as the ratio's denominator
//! says.

use super::lanes::product_by_quarters;

/// The root raised cosine pulse of unit energy at `time` (in symbols from its middle)
/// with excess bandwidth `rolloff` (0 to 1).
pub fn root_raised_cosine(time: f64, rolloff: f64) -> f64 {
    use std::f64::consts::{FRAC_1_SQRT_2, PI};
    let pole = 4.0 * rolloff * time;
    if time.abs() < 1e-9 {
        1.0 + rolloff * (4.0 / PI - 1.0)
    } else if (pole.abs() - 1.0).abs() < 1e-6 {
        let angle = PI / (4.0 * rolloff);
        rolloff * FRAC_1_SQRT_2 * ((1.0 + 2.0 / PI) * angle.sin() + (1.0 - 2.0 / PI) * angle.cos())
    } else {
        ((PI * time * (1.0 - rolloff)).sin() + pole * (PI * time * (1.0 + rolloff)).cos())
            / (PI * time * (1.0 - pole * pole))
    }
}

/// The raised cosine, which the root makes of itself when it has passed both filters, at
/// `time` (in symbols).
pub fn raised_cosine(time: f64, rolloff: f64) -> f64 {
    use std::f64::consts::{FRAC_PI_4, PI};
    let sinc = |x: f64| if x.abs() < 1e-9 { 1.0 } else { (PI * x).sin() / (PI * x) };
    let pole = 2.0 * rolloff * time;
    if (pole.abs() - 1.0).abs() < 1e-6 {
        FRAC_PI_4 * sinc(time)
    } else {
        sinc(time) * (PI * rolloff * time).cos() / (1.0 - pole * pole)
    }
}

/// A window that takes a pulse of `half_width` smoothly to zero: 1 in the middle, 0 at
/// the ends (Kaiser's, β = 2.5: it hardly touches the pulse, and keeps what leaks beyond
/// the band 40 dB down).
pub fn taper(time: f64, half_width: f64) -> f64 {
    kaiser(time, half_width, 2.5)
}

/// Kaiser's window: the larger `beta`, the less leaks beyond the band and the slower is
/// the way out of it.
pub fn kaiser(time: f64, half_width: f64, beta: f64) -> f64 {
    let x = time / half_width;
    if x.abs() >= 1.0 { 0.0 } else { bessel_i0(beta * (1.0 - x * x).sqrt()) / bessel_i0(beta) }
}

/// The modified Bessel function I₀ by its series Σ (x²/4)ᵏ / (k!)².
fn bessel_i0(x: f64) -> f64 {
    let quarter = x * x / 4.0;
    let (mut sum, mut term) = (1.0, 1.0);
    for k in 1..30 {
        term *= quarter / f64::from(k * k);
        sum += term;
    }
    sum
}

/// The pulse on its carrier, as a transmitter sees it from each of its samples. Modems
/// make theirs once.
#[derive(Debug)]
pub struct Pulse {
    /// For every sample until both the symbols and the carrier come round: what the parts
    /// of the symbols that are under the pulse then weigh, the oldest symbol first, real
    /// part and imaginary part.
    weights: [[f32; 2 * SPAN]; MOST_SAMPLES],
    /// Whether only the middle half of them is not zero.
    is_short: bool,
    period: usize,
    /// The symbol rate as a part of the sample rate.
    numerator: usize,
    denominator: usize,
}

/// Length of the pulse in symbols.
const SPAN: usize = 16;

/// Samples until the symbols and the carrier come round, at most.
const MOST_SAMPLES: usize = 80;

impl Pulse {
    /// For a symbol rate of `numerator/denominator` of the sample rate, at most a half,
    /// and a carrier of `cycles` in `period` samples, in which there is a whole number of
    /// symbols as well. All is `late` by a part of a sample. The gain is such that
    /// symbols of mean square 1 give a signal of mean square 1.
    ///
    /// # Panics
    /// If the period is longer than 80 samples.
    pub fn new(
        numerator: usize,
        denominator: usize,
        rolloff: f64,
        cycles: usize,
        period: usize,
        late: f64,
    ) -> Self {
        assert!(period <= MOST_SAMPLES && (period * numerator).is_multiple_of(denominator));
        let half = (SPAN / 2) as f64;
        // The wide band's pulse is the shorter one.
        let is_short = rolloff >= 0.5;
        let reach = if is_short { half / 2.0 } else { half };
        let pulse = |phase: usize, tap: usize| {
            let time = (phase as f64 - late * numerator as f64) / denominator as f64 - half
                + (SPAN - 1 - tap) as f64;
            root_raised_cosine(time, rolloff) * taper(time, reach)
        };
        let energy: f64 = (0..denominator)
            .flat_map(|p| (0..SPAN).map(move |t| pulse(p, t).powi(2)))
            .sum::<f64>()
            / denominator as f64;
        let gain = (2.0 / energy).sqrt();
        let mut weights = [[0.0; 2 * SPAN]; MOST_SAMPLES];
        for (sample, weights) in weights.iter_mut().enumerate().take(period) {
            let turns = cycles as f64 * (sample as f64 - late) / period as f64;
            let (sin, cos) = (turns * std::f64::consts::TAU).sin_cos();
            for (tap, [real, imaginary]) in weights.as_chunks_mut::<2>().0.iter_mut().enumerate() {
                let weight = pulse(sample * numerator % denominator, tap) * gain;
                (*real, *imaginary) = ((weight * cos) as f32, (-weight * sin) as f32);
            }
        }
        Self { weights, is_short, period, numerator, denominator }
    }
}

/// The transmitter's shaper: symbols in, samples on the carrier out, a block at a time.
#[derive(Clone, Debug)]
pub struct Shaper {
    pulse: &'static Pulse,
    /// Symbols, oldest first, real part and imaginary part: the last ones of the block
    /// before, and then those of this one.
    symbols: [f32; 2 * (SPAN + MOST_SYMBOLS)],
    /// Where in the pulse's period the next sample stands.
    at: usize,
    /// How much of a symbol has gone at the last sample, in parts of the symbol rate's denominator.
    phase: usize,
}

/// Symbols that begin in a block, at most.
const MOST_SYMBOLS: usize = Shaper::BLOCK / 2;

impl Shaper {
    /// Symbols after the last one that the pulse needs to die away.
    pub const TAIL: usize = SPAN - 1;
    /// Samples in a block, at most.
    pub const BLOCK: usize = 160;

    /// With a silent line.
    pub const fn new(pulse: &'static Pulse) -> Self {
        // The first sample takes the first symbol.
        let phase = pulse.denominator - pulse.numerator;
        Self { pulse, symbols: [0.0; 2 * (SPAN + MOST_SYMBOLS)], at: 0, phase }
    }

    /// The next samples, as many as `out` has and [`Shaper::BLOCK`] at most. `fetch` is
    /// to fill the places of the symbols that begin in them, and to return how many it
    /// has filled; where none is left, the sample that it would have begun with is the
    /// last. Returns how many samples there are. Each comes as what
    /// [`sum_of_quarters`](super::lanes::sum_of_quarters) is to be taken of.
    ///
    /// All symbols are fetched before the first sample is made: read again at once, they
    /// would be waited for.
    #[inline(always)]
    pub fn block(
        &mut self,
        out: &mut [[f32; 4]],
        fetch: impl FnOnce(&mut [[f32; 2]]) -> usize,
    ) -> usize {
        let Pulse { numerator, denominator, .. } = *self.pulse;
        let mut count = out.len().min(Self::BLOCK);
        let begun = (self.phase + count * numerator) / denominator;
        let (_, new) = self.symbols.split_at_mut(2 * SPAN);
        let places = &mut new.as_chunks_mut::<2>().0[..begun];
        let fetched = fetch(places);
        if let Some(missing) = places.get_mut(fetched) {
            *missing = [0.0; 2];
            count = ((fetched + 1) * denominator - self.phase).div_ceil(numerator);
        }
        let out = &mut out[..count];
        let begun = if self.pulse.is_short {
            self.shape::<{ SPAN / 2 }>(out)
        } else {
            self.shape::<0>(out)
        };
        self.symbols.copy_within(2 * begun..2 * (begun + SPAN), 0);
        count
    }

    /// Makes samples of the symbols that are there, without the `SKIPPED` parts of
    /// symbols at either end of the pulse. Returns how many symbols have begun.
    #[inline(always)]
    fn shape<const SKIPPED: usize>(&mut self, out: &mut [[f32; 4]]) -> usize {
        let Pulse { weights, period, numerator, denominator, .. } = self.pulse;
        let (mut at, mut phase, mut begun) = (self.at, self.phase, 0);
        for sample in out {
            phase += numerator;
            if phase >= *denominator {
                phase -= denominator;
                begun += 1;
            }
            let symbols = &self.symbols[2 * begun + SKIPPED..2 * (begun + SPAN) - SKIPPED];
            *sample = product_by_quarters(symbols, &weights[at][SKIPPED..2 * SPAN - SKIPPED]);
            at = if at + 1 == *period { 0 } else { at + 1 };
        }
        (self.at, self.phase) = (at, phase);
        begun
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::LazyLock;

    #[test]
    fn two_halves_leave_no_trace_between_symbols() {
        for rolloff in [0.25, 0.5] {
            let fold = |shift: f64| {
                (-1600..1600)
                    .map(|i| f64::from(i) / 100.0)
                    .map(|t| {
                        root_raised_cosine(t, rolloff) * root_raised_cosine(t - shift, rolloff)
                            / 100.0
                    })
                    .sum::<f64>()
            };
            assert!((fold(0.0) - 1.0).abs() < 1e-3);
            for symbol in 1..6 {
                assert!(fold(f64::from(symbol)).abs() < 2e-3, "rolloff {rolloff}, symbol {symbol}");
            }
        }
    }

    #[test]
    fn the_pulse_is_smooth_at_its_removable_poles() {
        let pole = 1.0 / (4.0 * 0.25);
        assert!(
            (root_raised_cosine(pole, 0.25) - root_raised_cosine(pole + 1e-5, 0.25)).abs() < 1e-4
        );
        assert!((root_raised_cosine(0.0, 0.25) - root_raised_cosine(1e-5, 0.25)).abs() < 1e-4);
    }

    #[test]
    fn the_shaper_asks_for_symbols_at_their_rate() {
        static PULSE: LazyLock<Pulse> = LazyLock::new(|| Pulse::new(3, 10, 0.25, 9, 40, 0.0));
        let mut shaper = Shaper::new(&PULSE);
        let mut asked = 0;
        for _ in 0..100 {
            shaper.block(&mut [[0.0; 4]; 80], |places| {
                asked += places.len();
                places.fill([1.0, 0.0]);
                places.len()
            });
        }
        assert_eq!(asked, 2400);
    }
}
