//! V.29's transmitter.

use super::tables::{PHASE_CHANGE, PHASES, PULSE, check, element, has_amplitude_bit, scale};
use super::training;
use crate::dsp::complex::Complex;
use crate::dsp::scrambler::Scrambler;
use crate::modem::qam::transmitter::{Groups, QamTransmitter, SymbolSource};
use crate::modem::{BitSource, Rate, Transmitter};

/// Sends one signal: training, the data, and a turn-off of scrambled ones that carries
/// the last bits through the line.
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
        Self { chain: QamTransmitter::new(Source::new(rate), &PULSE, level_dbm0) }
    }

    /// The same, after a talker echo protection tone: unmodulated carrier of 200 ms
    /// before the silence of segment 1.
    pub fn with_echo_protection(rate: Rate, level_dbm0: f32) -> Self {
        check(rate);
        let source = Source { echo_protection: training::ECHO_PROTECTION, ..Source::new(rate) };
        Self { chain: QamTransmitter::new(source, &PULSE, level_dbm0) }
    }
}

impl Transmitter for V29Transmitter {
    fn pull(&mut self, bits: &mut dyn BitSource, out: &mut [i16]) -> usize {
        self.chain.pull(bits, out)
    }
}

/// Symbols of ones after the data: 10 ms.
const TURN_OFF: usize = 24;

/// Where the parts begin, in symbols from the beginning of segment 1.
const LEAD_IN_AT: usize = training::SILENCE;
const ALTERNATIONS_AT: usize = LEAD_IN_AT + training::LEAD_IN;
const CONDITIONING_AT: usize = ALTERNATIONS_AT + training::ALTERNATIONS;
const ONES_AT: usize = CONDITIONING_AT + training::CONDITIONING;
const DATA_AT: usize = ONES_AT + training::ONES;

#[derive(Clone, Debug)]
pub(in crate::modem) struct Source {
    rate: Rate,
    /// The elements by Q1 and phase, at their scale.
    points: [[Complex; PHASES as usize]; 2],
    /// Symbols of unmodulated carrier before anything else.
    echo_protection: usize,
    conditioning: Vec<Complex>,
    /// Symbols sent, from the first.
    sent: usize,
    groups: Groups,
    scrambler: Scrambler,
    /// Phase of the last element, eighths of a turn.
    phase: u8,
    /// Symbols of turn-off still to send, once the data has ended.
    turn_off: Option<usize>,
}

impl Source {
    pub(in crate::modem) fn new(rate: Rate) -> Self {
        let points_of = |q1| std::array::from_fn(|phase| element(phase as u8, q1) * scale(rate));
        Self {
            rate,
            points: [points_of(false), points_of(true)],
            echo_protection: 0,
            conditioning: training::conditioning(rate),
            sent: 0,
            groups: Groups::default(),
            scrambler: Scrambler::new(18, 23, 0),
            phase: 0,
            turn_off: None,
        }
    }

    const fn group_bits(&self) -> u32 {
        if has_amplitude_bit(self.rate) { 4 } else { 3 }
    }

    /// The element for a group of ones.
    fn encode_ones(&mut self) -> Complex {
        self.encode((1 << self.group_bits()) - 1)
    }

    /// The element for the next group of bits: Q1 (at 9600) first, then Q2 Q3 Q4.
    #[inline(always)]
    fn encode(&mut self, group: u32) -> Complex {
        let line = self.scrambler.scramble_group(group, self.group_bits());
        let (q1, rest) =
            if has_amplitude_bit(self.rate) { (line & 1, line >> 1) } else { (0, line) };
        self.phase = (self.phase + PHASE_CHANGE[(rest & 7) as usize]) % PHASES;
        self.points[(q1 & 1) as usize][usize::from(self.phase % PHASES)]
    }
}

impl SymbolSource for Source {
    #[inline(always)]
    fn data(&mut self, bits: &mut dyn BitSource, out: &mut [[f32; 2]]) -> usize {
        if self.sent < DATA_AT || self.turn_off.is_some() {
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
        if self.echo_protection > 0 {
            self.echo_protection -= 1;
            return Some(Complex::new(1.0, 0.0));
        }
        let index = self.sent;
        self.sent = self.sent.saturating_add(1);
        Some(match index {
            0..LEAD_IN_AT => Complex::ZERO,
            LEAD_IN_AT..ALTERNATIONS_AT => training::lead_in(self.rate, index - LEAD_IN_AT),
            ALTERNATIONS_AT..CONDITIONING_AT => {
                training::alternation(self.rate, index - ALTERNATIONS_AT)
            }
            CONDITIONING_AT..ONES_AT => self.conditioning[index - CONDITIONING_AT],
            ONES_AT..DATA_AT => self.encode_ones(),
            _ => {
                if let Some(left) = &mut self.turn_off {
                    *left = left.checked_sub(1)?;
                    return Some(self.encode_ones());
                }
                let group = self.groups.next(bits, self.group_bits()).unwrap_or_else(|| {
                    self.turn_off = Some(TURN_OFF);
                    self.groups.last(self.group_bits())
                });
                self.encode(group)
            }
        })
    }
}
