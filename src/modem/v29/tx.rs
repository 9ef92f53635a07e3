//! V.29's transmitter.

use super::tables::{CARRIER, PHASE_CHANGE, PHASES, check, element, has_amplitude_bit, scale};
use super::training;
use crate::dsp::complex::Complex;
use crate::dsp::scrambler::Scrambler;
use crate::modem::qam::transmitter::{QamTransmitter, SymbolSource};
use crate::modem::{BitSource, Rate, Transmitter};

/// Sends one signal: training, the data, and a turn-off of scrambled ones that carries the last bits through the line.
#[derive(Clone, Debug)]
pub struct V29Transmitter {
    chain: QamTransmitter<Source>,
}

impl V29Transmitter {
    /// For one signal at `rate` with the data at `level_dbm0`.
    ///
    /// # Panics
    /// If `rate` is not one of V.29's.
    pub fn new(rate: Rate, level_dbm0: f32) -> Self {
        check(rate);
        Self { chain: QamTransmitter::new(Source::new(rate), &CARRIER, level_dbm0) }
    }

    /// The same, after a talker echo protection tone: unmodulated carrier of 200 ms before the silence of segment 1.
    pub fn with_echo_protection(rate: Rate, level_dbm0: f32) -> Self {
        check(rate);
        let source = Source { echo_protection: training::ECHO_PROTECTION, ..Source::new(rate) };
        Self { chain: QamTransmitter::new(source, &CARRIER, level_dbm0) }
    }
}

impl Transmitter for V29Transmitter {
    fn pull(&mut self, bits: &mut dyn BitSource, out: &mut [i16]) -> usize {
        self.chain.pull(bits, out)
    }
}

/// Symbols of ones after the data: 10 ms.
const TURN_OFF: usize = 24;

#[derive(Clone, Debug)]
struct Source {
    rate: Rate,
    /// Symbols of unmodulated carrier before anything else.
    echo_protection: usize,
    conditioning: Vec<Complex>,
    /// Symbols sent, from the first.
    sent: usize,
    scrambler: Scrambler,
    /// Phase of the last element, eighths of a turn.
    phase: u8,
    /// Symbols of turn-off still to send, once the data has ended.
    turn_off: Option<usize>,
}

impl Source {
    fn new(rate: Rate) -> Self {
        Self {
            rate,
            echo_protection: 0,
            conditioning: training::conditioning(rate),
            sent: 0,
            scrambler: Scrambler::new(18, 23, 0),
            phase: 0,
            turn_off: None,
        }
    }

    /// The element for the next group of bits: Q1 (at 9600) first, then Q2 Q3 Q4.
    fn encode(&mut self, mut next_bit: impl FnMut() -> bool) -> Complex {
        let mut scrambled = || self.scrambler.scramble(next_bit());
        let q1 = has_amplitude_bit(self.rate) && scrambled();
        let bits = (0..3).fold(0, |bits, _| bits << 1 | usize::from(scrambled()));
        self.phase = (self.phase + PHASE_CHANGE[bits]) % PHASES;
        element(self.phase, q1) * scale(self.rate)
    }
}

impl SymbolSource for Source {
    fn next_symbol(&mut self, bits: &mut dyn BitSource) -> Option<Complex> {
        const ALTERNATIONS_AT: usize = training::SILENCE;
        const CONDITIONING_AT: usize = ALTERNATIONS_AT + training::ALTERNATIONS;
        const ONES_AT: usize = CONDITIONING_AT + training::CONDITIONING;
        const DATA_AT: usize = ONES_AT + training::ONES;

        if self.echo_protection > 0 {
            self.echo_protection -= 1;
            return Some(Complex::new(1.0, 0.0));
        }
        let index = self.sent;
        self.sent = self.sent.saturating_add(1);
        Some(match index {
            0..ALTERNATIONS_AT => Complex::ZERO,
            ALTERNATIONS_AT..CONDITIONING_AT => training::alternation(self.rate, index - ALTERNATIONS_AT),
            CONDITIONING_AT..ONES_AT => self.conditioning[index - CONDITIONING_AT],
            ONES_AT..DATA_AT => self.encode(|| true),
            _ => {
                if let Some(left) = &mut self.turn_off {
                    *left = left.checked_sub(1)?;
                    return Some(self.encode(|| true));
                }
                let mut ended = false;
                let symbol = self.encode(|| {
                    let bit = if ended { None } else { bits.next_bit() };
                    ended |= bit.is_none();
                    bit.unwrap_or(true)
                });
                if ended {
                    self.turn_off = Some(TURN_OFF);
                }
                symbol
            }
        })
    }
}
