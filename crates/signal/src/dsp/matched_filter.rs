//! Matched filter: the line's samples → baseband at any instant.
//!
//! # Theory
//!
//! On the line stands s(t) = Re{Σₙ dₙ · g(t − nT) · e^(j2πft)} with the root raised cosine
//! g ([`pulse`](super::pulse)). The filter that sees dₙ best in white noise is the mirrored
//! pulse, g itself (D. O. North, 1943). Put onto the carrier it takes the band out of the
//! real samples and leaves its mirror image at −f behind; turned back, the result is the
//! baseband:
//!
//! ```text
//! b(t) = e^(−j2πft) · Σₖ x[k] · 2·g(t − k) · e^(j2πf(t − k))
//! ```
//!
//! t need not be a sample's time: a bank of 64 sets of taps holds g for 64 phases between
//! two samples, so that one sum of products filters, interpolates and shifts at once (a
//! polyphase filter). t is rounded to 1/64 of a sample, and the carrier's turn is that of
//! the rounded instant, so that what the rounding costs lies more than 50 dB below the
//! signal.

use std::sync::Arc;

use super::complex::Complex;
use super::history::History;
use super::lanes::{LANES, two_products, two_products_twice};
use super::oscillator::{Turns, unit_vector};
use super::pulse::{kaiser, root_raised_cosine};

/// The bank of the image modems: 64 instants to a sample.
pub type MatchedFilter = MatchedFilterOf<PHASES>;

/// Its instants to a sample.
pub const PHASES: i64 = 64;

/// A bank for one carrier and symbol rate, with so many instants to a sample, a power of
/// two. What the rounding costs falls by 6 dB where there are twice as many.
#[derive(Clone, Debug)]
pub struct MatchedFilterOf<const PHASES: i64> {
    /// For every phase, `length` taps in phase with the carrier and then as many in quadrature.
    /// Shared: all receivers of a modem have the same.
    taps: Arc<[f32]>,
    length: usize,
    /// Turn of the carrier from one instant to the next: 2⁶⁴ is one turn.
    turn: u64,
}

impl<const PHASES: i64> MatchedFilterOf<PHASES> {
    /// For a carrier (Hz) with symbols of `samples_per_symbol` and excess bandwidth `rolloff`.
    pub fn new(
        frequency_hz: f64,
        sample_rate_hz: f64,
        samples_per_symbol: f64,
        rolloff: f64,
    ) -> Self {
        // In symbols: the narrow pulse is the longer one.
        let span = if rolloff < 0.4 { 9.6 } else { 6.0 };
        Self::tapered(frequency_hz, sample_rate_hz, samples_per_symbol, rolloff, (span, 2.5))
    }

    /// The same, the pulse being cut to a `span` in symbols by Kaiser's window of this β.
    pub fn tapered(
        frequency_hz: f64,
        sample_rate_hz: f64,
        samples_per_symbol: f64,
        rolloff: f64,
        (span, beta): (f64, f64),
    ) -> Self {
        let length = (span * samples_per_symbol / LANES as f64).round() as usize * LANES;
        let half = length as f64 / 2.0;
        let mut taps = Vec::with_capacity(2 * length * PHASES as usize);
        for phase in 0..PHASES {
            // From the sample under a tap to the instant.
            let time = |tap: usize| phase as f64 / PHASES as f64 + half - 1.0 - tap as f64;
            let pulse = |tap| {
                root_raised_cosine(time(tap) / samples_per_symbol, rolloff)
                    * kaiser(time(tap), half, beta)
                    / samples_per_symbol
            };
            let angle = |tap| std::f64::consts::TAU * frequency_hz / sample_rate_hz * time(tap);
            taps.extend((0..length).map(|tap| (2.0 * pulse(tap) * angle(tap).cos()) as f32));
            taps.extend((0..length).map(|tap| (2.0 * pulse(tap) * angle(tap).sin()) as f32));
        }
        let mut filter = Self { taps: taps.into(), length, turn: 0 };
        filter.tune(frequency_hz, sample_rate_hz);
        filter
    }

    /// Takes the carrier to be at `frequency_hz` when shifting to baseband: the band
    /// stays where it was.
    pub fn tune(&mut self, frequency_hz: f64, sample_rate_hz: f64) {
        self.turn =
            (frequency_hz / sample_rate_hz / PHASES as f64 * 18_446_744_073_709_551_616.0) as u64;
    }

    /// Takes the carrier to be higher by `hz` than up to now.
    pub fn tune_by(&mut self, hz: f64, sample_rate_hz: f64) {
        let turn = (hz / sample_rate_hz / PHASES as f64 * 18_446_744_073_709_551_616.0) as i64;
        self.turn = self.turn.wrapping_add_signed(turn);
    }

    /// Samples that must still be known before an instant.
    pub const fn lookback(&self) -> usize {
        self.length / 2 + 1
    }

    /// Whether the samples around `instant` are there.
    pub fn has(&self, instant: f64, history: &History) -> bool {
        history.get(self.first(instant).0, self.length).is_some()
    }

    /// The first sample that the filter looks at for `instant`, and the instant itself in
    /// parts of a sample.
    #[inline(always)]
    const fn first(&self, instant: f64) -> (i64, i64) {
        // Rounded to the nearest by hand: instants before the beginning, where truncation
        // would go the other way, hear nothing.
        let ticks = (instant * PHASES as f64 + 0.5) as i64;
        ((ticks >> PHASES.trailing_zeros()) - (self.length / 2) as i64 + 1, ticks)
    }

    /// Baseband at `instant` (in samples), or `None` if the samples around it are not there.
    ///
    /// Inlined: a result that comes back through memory in halves stalls whoever waits
    /// for the whole of it.
    #[inline(always)]
    pub fn at(&self, instant: f64, history: &History) -> Option<Complex> {
        let (first, ticks) = self.first(instant);
        let samples = history.get(first, self.length)?;
        let offset = (ticks & (PHASES - 1)) as usize * 2 * self.length;
        let (in_phase, quadrature) =
            self.taps[offset..offset + 2 * self.length].split_at(self.length);
        Some(self.turned(two_products(samples, in_phase, quadrature), ticks))
    }

    /// The same at many instants that lie `step` apart, into `out`; silence where the samples are
    /// not there. For those who need so many at once that it is worth a word more.
    #[inline(always)]
    pub fn at_each(&self, first: f64, step: f64, history: &History, out: &mut [Complex]) {
        match self.length {
            32 => self.at_each_of::<32>(first, step, history, out),
            40 => self.at_each_of::<40>(first, step, history, out),
            _ => {
                for (number, out) in out.iter_mut().enumerate() {
                    *out = self.at(first + number as f64 * step, history).unwrap_or_default();
                }
            }
        }
    }

    #[inline(always)]
    fn at_each_of<const N: usize>(
        &self,
        first: f64,
        step: f64,
        history: &History,
        out: &mut [Complex],
    ) {
        let (pairs, rest) = out.as_chunks_mut::<2>();
        for (number, pair) in pairs.iter_mut().enumerate() {
            let number = 2 * number;
            let (a, of_a, at_a) = self.window::<N>(first + number as f64 * step, history);
            let (b, of_b, at_b) = self.window::<N>(first + (number + 1) as f64 * step, history);
            let [sum_a, sum_b] =
                two_products_twice([a, b], [&of_a[0], &of_b[0]], [&of_a[1], &of_b[1]]);
            *pair = [self.turned(sum_a, at_a), self.turned(sum_b, at_b)];
        }
        let before = 2 * pairs.len();
        for (number, out) in rest.iter_mut().enumerate() {
            *out = self.at(first + (before + number) as f64 * step, history).unwrap_or_default();
        }
    }

    /// The samples that the filter looks at for `instant`, its taps there, and the instant in parts
    /// of a sample.
    #[inline(always)]
    fn window<'a, const N: usize>(
        &'a self,
        instant: f64,
        history: &'a History,
    ) -> (&'a [f32; N], &'a [[f32; N]], i64) {
        let (first, ticks) = self.first(instant);
        let samples = history.get(first, N).unwrap_or(&[0.0; N]);
        let offset = (ticks & (PHASES - 1)) as usize * 2 * N;
        let taps = self.taps[offset..offset + 2 * N].as_chunks().0;
        (samples.first_chunk().unwrap_or(&[0.0; N]), taps, ticks)
    }

    /// What came of the samples, turned back from the carrier.
    #[inline(always)]
    fn turned(&self, (re, im): (f32, f32), ticks: i64) -> Complex {
        let phase = ((ticks as u64).wrapping_mul(self.turn) >> 32) as Turns;
        Complex::new(re, im) * unit_vector(phase).conj()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tone(frequency_hz: f64) -> History {
        let mut history = History::new(1000);
        for i in 0..1000 {
            history.push(&[((std::f64::consts::TAU * frequency_hz * f64::from(i) / 8000.0).cos()
                * 20_000.0)
                .round() as i16]);
        }
        history
    }

    #[test]
    fn the_carrier_stands_still_at_every_instant() {
        let filter = MatchedFilter::new(1700.0, 8000.0, 10.0 / 3.0, 0.25);
        let history = tone(1700.0);
        let first = filter.at(500.0, &history).unwrap_or_default();
        for i in 1..200 {
            let here = filter.at(500.0 + f64::from(i) * 0.37, &history).unwrap_or_default();
            assert!((here - first).norm_sqr() < first.norm_sqr() * 2e-4, "instant {i}");
        }
    }

    #[test]
    fn many_instants_are_heard_as_each_of_them() {
        let history = tone(1700.0);
        for samples_per_symbol in [2.4, 10.0 / 3.0, 4.2] {
            let filter = MatchedFilter::new(1700.0, 8000.0, samples_per_symbol, 0.25);
            let mut heard = [Complex::ZERO; 7];
            filter.at_each(500.3, 1.17, &history, &mut heard);
            for (n, &heard) in heard.iter().enumerate() {
                assert_eq!(Some(heard), filter.at(500.3 + n as f64 * 1.17, &history));
            }
            filter.at_each(5000.0, 1.17, &history, &mut heard);
            assert_eq!(heard, [Complex::ZERO; 7]);
        }
    }

    #[test]
    fn what_lies_outside_the_band_is_far_down() {
        for (carrier, symbol, rolloff, outside) in [
            (1700.0, 10.0 / 3.0, 0.25, 3700.0),
            (1800.0, 5.0, 0.5, 3400.0),
            (1800.0, 20.0 / 3.0, 0.5, 500.0),
        ] {
            let filter = MatchedFilter::new(carrier, 8000.0, symbol, rolloff);
            let power = |frequency| {
                let history = tone(frequency);
                (0..50)
                    .map(|i| {
                        filter
                            .at(500.0 + f64::from(i) * 1.3, &history)
                            .unwrap_or_default()
                            .norm_sqr()
                    })
                    .sum::<f32>()
            };
            assert!(
                power(outside) < power(carrier) * 1e-3,
                "{carrier} Hz: {} dB",
                10.0 * (power(outside) / power(carrier)).log10()
            );
        }
    }
}
