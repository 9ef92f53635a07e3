//! V.27ter's transmitter.

use super::tables::{
    DIBIT_CHANGE, PHASES, TRIBIT_CHANGE, carrier, check, element, has_eight_phases, pulse,
};
use super::training;
use crate::dsp::complex::Complex;
use crate::dsp::scrambler::Scrambler;
use crate::modem::qam::transmitter::{Groups, QamTransmitter, SymbolSource};
use crate::modem::{BitSource, Rate, Transmitter};

/// Sends one signal: the long training with protection against talker echo (T.4 §5.1),
/// the data, and the turn-off.
///
/// The turn-off is 10 ms of scrambled ones and then 20 ms without energy; the latter is
/// the caller's silence.
#[derive(Clone, Debug)]
pub struct V27terTransmitter {
    chain: QamTransmitter<Source>,
}

impl V27terTransmitter {
    /// For one signal at `rate` with the data at `level_dbm0`.
    ///
    /// # Panics
    /// If `rate` is not one of V.27ter's.
    pub fn new(rate: Rate, level_dbm0: f32) -> Self {
        Self::of(Source::new(rate), level_dbm0)
    }

    /// The same without segments 1 and 2.
    #[doc(hidden)]
    pub fn without_echo_protection(rate: Rate, level_dbm0: f32) -> Self {
        let source = Source::new(rate);
        Self::of(Source { sent: source.reversals_at, ..source }, level_dbm0)
    }

    fn of(source: Source, level_dbm0: f32) -> Self {
        check(source.rate);
        let pulse = pulse(source.rate);
        Self { chain: QamTransmitter::new(source, pulse, level_dbm0) }
    }
}

impl Transmitter for V27terTransmitter {
    fn pull(&mut self, bits: &mut dyn BitSource, out: &mut [i16]) -> usize {
        self.chain.pull(bits, out)
    }
}

#[derive(Clone, Debug)]
pub(in crate::modem) struct Source {
    rate: Rate,
    conditioning: Vec<Complex>,
    groups: Groups,
    scrambler: Scrambler,
    /// Where segments 2 and 3 and the data begin, in symbols.
    silence_at: usize,
    reversals_at: usize,
    data_at: usize,
    /// Symbols sent, from the first.
    sent: usize,
    /// Phase of the last element, eighths of a turn.
    phase: u8,
    /// Symbols of turn-off still to send, once the data has ended.
    turn_off: Option<usize>,
}

impl Source {
    pub(in crate::modem) fn new(rate: Rate) -> Self {
        let (conditioning, scrambler) = training::conditioning();
        let last_is_negative = conditioning.last().is_some_and(|symbol| symbol.re < 0.0);
        let silence_at = symbols_in(rate, training::ECHO_PROTECTION_MS);
        let reversals_at = silence_at + symbols_in(rate, training::SILENCE_MS);
        Self {
            rate,
            conditioning,
            groups: Groups::default(),
            scrambler,
            silence_at,
            reversals_at,
            data_at: reversals_at + training::REVERSALS + training::CONDITIONING + training::ONES,
            sent: 0,
            phase: if last_is_negative { PHASES / 2 } else { 0 },
            turn_off: None,
        }
    }

    const fn group_bits(&self) -> u32 {
        if has_eight_phases(self.rate) { 3 } else { 2 }
    }

    /// The element for a group of ones.
    fn encode_ones(&mut self) -> Complex {
        self.encode((1 << self.group_bits()) - 1)
    }

    /// The element for the next group of bits.
    #[inline(always)]
    fn encode(&mut self, group: u32) -> Complex {
        let line = self.scrambler.scramble_group(group, self.group_bits()) as usize;
        let change =
            if has_eight_phases(self.rate) { TRIBIT_CHANGE[line] } else { DIBIT_CHANGE[line] };
        self.phase = (self.phase + change) % PHASES;
        element(self.phase)
    }
}

impl SymbolSource for Source {
    #[inline(always)]
    fn data(&mut self, bits: &mut dyn BitSource, out: &mut [[f32; 2]]) -> usize {
        if self.sent < self.data_at || self.turn_off.is_some() {
            return 0;
        }
        let mut done = 0;
        for place in out {
            let Some(group) = self.groups.next(bits, self.group_bits()) else { break };
            let element = self.encode(group);
            *place = [element.re, element.im];
            done += 1;
        }
        done
    }

    fn next_symbol(&mut self, bits: &mut dyn BitSource) -> Option<Complex> {
        let index = self.sent;
        self.sent = self.sent.saturating_add(1);
        if index < self.silence_at {
            return Some(element(0));
        }
        if index < self.reversals_at {
            return Some(Complex::ZERO);
        }
        let index = index - self.reversals_at;
        if index < training::REVERSALS {
            // Their number is even and the last one is +1.
            return Some(element(if index.is_multiple_of(2) { PHASES / 2 } else { 0 }));
        }
        let index = index - training::REVERSALS;
        if let Some(&symbol) = self.conditioning.get(index) {
            return Some(symbol);
        }
        if index < training::CONDITIONING + training::ONES {
            return Some(self.encode_ones());
        }
        if let Some(left) = &mut self.turn_off {
            *left = left.checked_sub(1)?;
            return Some(self.encode_ones());
        }
        let group = self.groups.next(bits, self.group_bits()).unwrap_or_else(|| {
            // Scrambled ones for 5 to 10 ms.
            self.turn_off = Some(symbols_in(self.rate, 10));
            self.groups.last(self.group_bits())
        });
        Some(self.encode(group))
    }
}

/// Symbols in `ms` milliseconds.
fn symbols_in(rate: Rate, ms: usize) -> usize {
    (carrier(rate).symbols_per_second() * ms as f64 / 1000.0) as usize
}
