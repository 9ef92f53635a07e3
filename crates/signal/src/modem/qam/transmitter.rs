//! The transmitting chain: symbols → pulse shaping → carrier → samples.
//!
//! Symbols come from the modem ([`SymbolSource`]): talker echo protection, training, data
//! and the turn-off.

use crate::dsp::complex::Complex;
use crate::dsp::lanes::sum_of_quarters;
use crate::dsp::level;
use crate::dsp::matched_filter::MatchedFilter;
use crate::dsp::pulse::{Pulse, Shaper};
use crate::modem::BitSource;
use crate::time::SAMPLE_RATE_HZ;
use ferrofax_ground::wide::widest;

/// A modem's own part of a transmitter: what to send, symbol by symbol.
pub trait SymbolSource {
    /// The next symbol; points of the data have a mean square of 1. `None` after the last one.
    fn next_symbol(&mut self, bits: &mut dyn BitSource) -> Option<Complex>;

    /// Fills `out` with symbols of data from its beginning. Returns how many they are:
    /// fewer only where data has not yet begun or is about to end, and `next_symbol` is
    /// to be asked.
    fn data(&mut self, bits: &mut dyn BitSource, out: &mut [[f32; 2]]) -> usize;
}

/// Bits by groups, one for each symbol; they are fetched from their source in larger portions.
#[derive(Clone, Debug, Default)]
pub struct Groups {
    /// Bits that were fetched, the next one lowest.
    bits: u64,
    held: u32,
}

/// Bits fetched at once.
const PORTION: u32 = 32;

impl Groups {
    /// The next group of `count` bits (at most 16), the first one lowest; `None` if there
    /// are not so many any more.
    #[inline(always)]
    pub fn next(&mut self, source: &mut dyn BitSource, count: u32) -> Option<u32> {
        if self.held < count {
            let (bits, found) = source.next_bits(PORTION);
            self.bits |= u64::from(bits) << self.held;
            self.held += found;
            if self.held < count {
                return None;
            }
        }
        let group = self.bits as u32 & ((1 << count) - 1);
        self.bits >>= count;
        self.held -= count;
        Some(group)
    }

    /// The last group, ones in place of the bits that are not there any more.
    pub const fn last(&mut self, count: u32) -> u32 {
        let group = (self.bits as u32 | u32::MAX << self.held) & ((1 << count) - 1);
        self.held = 0;
        self.bits = 0;
        group
    }
}

/// Symbol rate, carrier and pulse of a modem.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Carrier {
    /// Carrier frequency.
    pub frequency_hz: f64,
    /// Symbol rate as a ratio to 8 kHz: numerator.
    pub rate_numerator: usize,
    /// Symbol rate as a ratio to 8 kHz: denominator.
    pub rate_denominator: usize,
    /// Excess bandwidth of the root raised cosine.
    pub rolloff: f64,
}

impl Carrier {
    /// Length of a symbol in samples.
    pub fn samples_per_symbol(&self) -> f64 {
        self.rate_denominator as f64 / self.rate_numerator as f64
    }

    /// The transmitter's pulse on it, `late` by a part of a sample.
    pub fn pulse(&self, late: f64) -> Pulse {
        let (hz, rate, numerator) =
            (self.frequency_hz as usize, SAMPLE_RATE_HZ as usize, self.rate_numerator);
        // Frequency and symbol rate are such that both come round soon.
        let comes_round = |period: &usize| {
            (hz * period).is_multiple_of(rate)
                && (numerator * period).is_multiple_of(self.rate_denominator)
        };
        let period = (1..=rate).find(comes_round).unwrap_or(rate);
        Pulse::new(numerator, self.rate_denominator, self.rolloff, hz * period / rate, period, late)
    }

    /// The receiver's filter.
    pub fn matched_filter(&self) -> MatchedFilter {
        MatchedFilter::new(
            self.frequency_hz,
            f64::from(SAMPLE_RATE_HZ),
            self.samples_per_symbol(),
            self.rolloff,
        )
    }

    /// Symbols a second.
    pub fn symbols_per_second(&self) -> f64 {
        f64::from(SAMPLE_RATE_HZ) / self.samples_per_symbol()
    }
}

/// The chain.
#[derive(Clone, Debug)]
pub struct QamTransmitter<S> {
    source: S,
    shaper: Shaper,
    /// Root of the signal's mean square.
    amplitude: f32,
    /// Symbols of silence still to come after the last one, until the pulse has died away.
    tail: usize,
    ended: bool,
}

impl<S: SymbolSource> QamTransmitter<S> {
    /// Sends what `source` gives, the data at `level_dbm0`.
    pub fn new(source: S, pulse: &'static Pulse, level_dbm0: f32) -> Self {
        let amplitude = level::rms(level_dbm0);
        Self { source, shaper: Shaper::new(pulse), amplitude, tail: Shaper::TAIL, ended: false }
    }

    /// With the carrier turned by half, which is the same signal to any receiver but one
    /// that minds where it begins.
    pub fn turned(self) -> Self {
        Self { amplitude: -self.amplitude, ..self }
    }

    /// Fills `out`; returns how many samples were written: fewer than asked only when the
    /// signal has ended.
    pub fn pull(&mut self, bits: &mut dyn BitSource, out: &mut [i16]) -> usize {
        let mut written = 0;
        for block in out.chunks_mut(Shaper::BLOCK) {
            let count = widest(
                #[inline(always)]
                || self.block(bits, block),
            );
            written += count;
            if count < block.len() {
                break;
            }
        }
        written
    }

    /// Fills `out`, which is no longer than a block of the shaper.
    #[inline(always)]
    fn block(&mut self, bits: &mut dyn BitSource, out: &mut [i16]) -> usize {
        if self.ended {
            return 0;
        }
        let mut quarters = [[0.0; 4]; Shaper::BLOCK];
        let Self { source, shaper, tail, ended, .. } = self;
        let count = shaper.block(&mut quarters[..out.len()], |places| {
            let mut done = 0;
            while done < places.len() {
                done += source.data(bits, &mut places[done..]);
                let Some(place) = places.get_mut(done) else { break };
                let symbol = source.next_symbol(bits).unwrap_or_else(|| {
                    *ended = *tail == 0;
                    *tail = tail.saturating_sub(1);
                    Complex::ZERO
                });
                if *ended {
                    break;
                }
                *place = [symbol.re, symbol.im];
                done += 1;
            }
            done
        });
        for (sample, quarters) in out[..count].iter_mut().zip(quarters) {
            // Rounded to the nearest without a call; a peak beyond full scale is clipped,
            // never wrapped.
            let shifted = (sum_of_quarters(quarters) * self.amplitude + 65_536.5)
                .clamp(32_768.0, 98_303.0) as i32;
            *sample = shifted.wrapping_sub(65_536) as i16;
        }
        count
    }
}
