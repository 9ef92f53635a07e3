//! V.17's transmitter.

use super::tables::{Constellation, MOST_POINTS, PULSE};
use super::training;
use crate::dsp::complex::Complex;
use crate::dsp::scrambler::Scrambler;
use crate::dsp::trellis::Encoder;
use crate::modem::qam::transmitter::{Groups, QamTransmitter, SymbolSource};
use crate::modem::{BitSource, Rate, Transmitter};

/// Sends one signal: training, the data, and the turn-off of scrambled ones. The 20 ms of
/// silence that V.17 (§5.2.3) puts behind them are part of the pause that T.30 makes in
/// any case.
#[derive(Clone, Debug)]
pub struct V17Transmitter {
    chain: QamTransmitter<Source>,
}

impl V17Transmitter {
    /// For one signal at `rate` with the data at `level_dbm0`, with the long training or
    /// the `short` one.
    ///
    /// # Panics
    /// If `rate` is not one of V.17's.
    pub fn new(rate: Rate, level_dbm0: f32, short: bool) -> Self {
        Self { chain: QamTransmitter::new(Source::new(rate, short), &PULSE, level_dbm0) }
    }

    /// The same, after a talker echo protection: 200 ms of unmodulated carrier and 20 ms
    /// of silence.
    pub fn with_echo_protection(rate: Rate, level_dbm0: f32, short: bool) -> Self {
        let echo_protection = training::ECHO_PROTECTION + training::SILENCE;
        let source = Source { echo_protection, ..Source::new(rate, short) };
        Self { chain: QamTransmitter::new(source, &PULSE, level_dbm0) }
    }

    /// With the carrier turned by half: where a receiver has not found a short training
    /// because of how it began (`training`, the lead-in), it finds this one.
    pub fn turned(self) -> Self {
        Self { chain: self.chain.turned() }
    }
}

impl Transmitter for V17Transmitter {
    fn pull(&mut self, bits: &mut dyn BitSource, out: &mut [i16]) -> usize {
        self.chain.pull(bits, out)
    }
}

/// Symbols of ones after the data (§5.2.3).
const TURN_OFF: usize = 32;

#[derive(Clone, Debug)]
pub(in crate::modem) struct Source {
    constellation: Constellation,
    /// Its points, scaled.
    points: [Complex; MOST_POINTS],
    /// Symbols of carrier and silence before anything else.
    echo_protection: usize,
    /// Symbols of the lead-in that have gone.
    led_in: usize,
    conditioning: Vec<Complex>,
    /// Symbols of the bridge.
    bridge: usize,
    /// Number of the last training point.
    last: usize,
    /// Symbols sent, from the first.
    sent: usize,
    groups: Groups,
    scrambler: Scrambler,
    /// Y2 Y1 of the last symbol.
    y: u8,
    encoder: Encoder,
    /// Symbols of turn-off still to send, once the data has ended.
    turn_off: Option<usize>,
}

impl Source {
    pub(in crate::modem) fn new(rate: Rate, short: bool) -> Self {
        let count = if short { training::SHORT_CONDITIONING } else { training::CONDITIONING };
        let (conditioning, scrambler, last) = training::conditioning(count);
        let constellation = Constellation::of(rate);
        Self {
            points: constellation.points(),
            constellation,
            echo_protection: 0,
            led_in: 0,
            conditioning,
            bridge: if short { 0 } else { training::BRIDGE },
            last,
            sent: 0,
            groups: Groups::default(),
            scrambler,
            // What the differential encoder begins with after each training.
            y: u8::from(!short),
            encoder: Encoder::new(),
            turn_off: None,
        }
    }

    /// A group of ones.
    const fn ones(&self) -> u32 {
        (1 << self.constellation.bits) - 1
    }

    /// The point for the next group of bits, Q1 coming first, which is the lowest one of `group`.
    #[inline(always)]
    fn encode(&mut self, group: u32) -> Complex {
        let line = self.scrambler.scramble_group(group, self.constellation.bits) as usize;
        self.y = (self.y + (line & 3) as u8) & 3;
        let subset = self.encoder.encode(self.y);
        self.points[(line >> 2 << 3 | usize::from(subset)) % MOST_POINTS]
    }

    /// Where the data begins, in symbols.
    const fn data_at(&self) -> usize {
        training::ALTERNATIONS + self.conditioning.len() + self.bridge + training::ONES
    }
}

impl SymbolSource for Source {
    #[inline(always)]
    fn data(&mut self, bits: &mut dyn BitSource, out: &mut [[f32; 2]]) -> usize {
        if self.sent < self.data_at() || self.turn_off.is_some() {
            return 0;
        }
        let mut done = 0;
        for place in out {
            let Some(group) = self.groups.next(bits, self.constellation.bits) else { break };
            let point = self.encode(group);
            *place = [point.re, point.im];
            done += 1;
        }
        done
    }

    fn next_symbol(&mut self, bits: &mut dyn BitSource) -> Option<Complex> {
        // Talker echo protection and the lead-in, if there are any.
        let scale = self.constellation.scale;
        if self.echo_protection > 0 {
            self.echo_protection -= 1;
            let is_silent = self.echo_protection < training::SILENCE;
            return Some(if is_silent { Complex::ZERO } else { training::alternation(0) * scale });
        }
        if let Some(symbol) = training::lead_in(self.led_in) {
            self.led_in += 1;
            return Some(symbol * scale);
        }
        // Segments 1 to 4 (§5, tables 3 and 4), then data, then the turn-off (§5.2.3).
        let index = self.sent;
        self.sent = self.sent.saturating_add(1);
        let conditioning_at = training::ALTERNATIONS;
        let bridge_at = conditioning_at + self.conditioning.len();
        let ones_at = bridge_at + self.bridge;
        Some(if index < conditioning_at {
            training::alternation(index) * scale
        } else if index < bridge_at {
            self.conditioning[index - conditioning_at] * scale
        } else if index < ones_at {
            training::bridge(index - bridge_at, &mut self.scrambler, &mut self.last) * scale
        } else if index < self.data_at() {
            self.encode(self.ones())
        } else if let Some(left) = &mut self.turn_off {
            *left = left.checked_sub(1)?;
            self.encode(self.ones())
        } else {
            let count = self.constellation.bits;
            let group = self.groups.next(bits, count).unwrap_or_else(|| {
                self.turn_off = Some(TURN_OFF);
                self.groups.last(count)
            });
            self.encode(group)
        })
    }
}
