//! Pulse shaping: the root raised cosine, and the transmitter's polyphase filter made of it.
//!
//! Half of the raised cosine is applied where the signal is made and half where it is received, so that in the middle of a symbol
//! the others are zero. The symbol rates of all image modems stand in small ratios to 8 kHz (3/10, 1/5, 3/20), so that a
//! transmitter needs as many phases of the pulse as the ratio's denominator says.

use super::lanes::product_by_halves;

/// The root raised cosine pulse of unit energy at `time` (in symbols from its middle) with excess bandwidth `rolloff` (0 to 1).
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

/// A window that takes a pulse of `half_width` smoothly to zero: 1 in the middle, 0 at the ends (Kaiser's, β = 2.5: it hardly
/// touches the pulse, and keeps what leaks beyond the band 40 dB down).
pub fn taper(time: f64, half_width: f64) -> f64 {
    let x = time / half_width;
    if x.abs() >= 1.0 { 0.0 } else { bessel_i0(2.5 * (1.0 - x * x).sqrt()) / bessel_i0(2.5) }
}

fn bessel_i0(x: f64) -> f64 {
    let quarter = x * x / 4.0;
    let (mut sum, mut term) = (1.0, 1.0);
    for k in 1..30 {
        term *= quarter / f64::from(k * k);
        sum += term;
    }
    sum
}

/// The transmitter's shaper: symbols in, baseband samples out, a block at a time.
#[derive(Clone, Debug)]
pub struct Shaper {
    /// The pulse, by phase, the oldest symbol's tap first; each tap twice, for a symbol's two parts.
    taps: Vec<[f32; 2 * SPAN]>,
    /// Symbols, oldest first, real part and imaginary part: the last ones of the block before, and then those of this one.
    symbols: [f32; 2 * (SPAN + MOST_SYMBOLS)],
    /// Phases to go on by at each sample.
    step: usize,
    phase: usize,
}

/// Length of the pulse in symbols.
const SPAN: usize = 16;

/// Symbols that begin in a block, at most.
const MOST_SYMBOLS: usize = Shaper::BLOCK / 2;

impl Shaper {
    /// Symbols after the last one that the pulse needs to die away.
    pub const TAIL: usize = SPAN - 1;

    /// Samples in a block, at most.
    pub const BLOCK: usize = 160;

    /// For a symbol rate of `numerator/denominator` of the sample rate, at most a half. The gain is such that symbols of mean
    /// square 1 give a real signal of mean square 1 once they are put on a carrier.
    pub fn new(numerator: usize, denominator: usize, rolloff: f64) -> Self {
        let half = (SPAN / 2) as f64;
        let pulse = |phase: usize, tap: usize| {
            let time = phase as f64 / denominator as f64 - half + (SPAN - 1 - tap) as f64;
            root_raised_cosine(time, rolloff) * taper(time, half)
        };
        let energy: f64 = (0..denominator).flat_map(|p| (0..SPAN).map(move |t| pulse(p, t).powi(2))).sum::<f64>()
            / denominator as f64;
        let gain = (2.0 / energy).sqrt();
        let taps = (0..denominator).map(|p| std::array::from_fn(|t| (pulse(p, t / 2) * gain) as f32)).collect();
        // The first sample takes the first symbol.
        let symbols = [0.0; 2 * (SPAN + MOST_SYMBOLS)];
        Self { taps, symbols, step: numerator, phase: denominator - numerator }
    }

    /// The next samples, as many as `out` has and [`Shaper::BLOCK`] at most, each by halves: real part, imaginary part, and the
    /// same again to be added. `fetch` is to fill the places of the symbols that begin in them, and to return how many it has
    /// filled; where none is left, the sample that it would have begun with is the last. Returns how many samples there are.
    ///
    /// All symbols are fetched before the first sample is made: read again at once, they would be waited for.
    #[inline(always)]
    pub fn block(&mut self, out: &mut [[f32; 4]], fetch: impl FnOnce(&mut [[f32; 2]]) -> usize) -> usize {
        let mut count = out.len().min(Self::BLOCK);
        let begun = (self.phase + count * self.step) / self.taps.len();
        let (_, new) = self.symbols.split_at_mut(2 * SPAN);
        let places = &mut new.as_chunks_mut::<2>().0[..begun];
        let fetched = fetch(places);
        if let Some(missing) = places.get_mut(fetched) {
            *missing = [0.0; 2];
            count = ((fetched + 1) * self.taps.len() - self.phase).div_ceil(self.step);
        }
        let begun = self.shape(&mut out[..count]);
        self.symbols.copy_within(2 * begun..2 * (begun + SPAN), 0);
        count
    }

    /// Makes samples of the symbols that are there. Returns how many symbols have begun.
    fn shape(&mut self, out: &mut [[f32; 4]]) -> usize {
        let taps = self.taps.as_slice();
        let mut phase = self.phase;
        let mut begun = 0;
        let mut symbols = &self.symbols[..2 * SPAN];
        for sample in out {
            phase += self.step;
            if phase >= taps.len() {
                phase -= taps.len();
                begun += 1;
                symbols = &self.symbols[2 * begun..2 * (begun + SPAN)];
            }
            *sample = product_by_halves(symbols, &taps[phase]);
        }
        self.phase = phase;
        begun
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_halves_leave_no_trace_between_symbols() {
        for rolloff in [0.25, 0.5] {
            let fold = |shift: f64| {
                (-1600..1600)
                    .map(|i| f64::from(i) / 100.0)
                    .map(|t| root_raised_cosine(t, rolloff) * root_raised_cosine(t - shift, rolloff) / 100.0)
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
        assert!((root_raised_cosine(pole, 0.25) - root_raised_cosine(pole + 1e-5, 0.25)).abs() < 1e-4);
        assert!((root_raised_cosine(0.0, 0.25) - root_raised_cosine(1e-5, 0.25)).abs() < 1e-4);
    }

    #[test]
    fn the_shaper_asks_for_symbols_at_their_rate() {
        let mut shaper = Shaper::new(3, 10, 0.25);
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
