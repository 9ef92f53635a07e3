//! The control channel's transmitter: says what it is told to say, one signal after the
//! other, and silence when there is no more.

use std::collections::VecDeque;
use std::sync::LazyLock;

use ferrofax_ground::wide::widest;

use super::mph::{ControlRate, E_ONES, Mph};
use super::signals::{
    ALT_SYMBOLS, Encoder, PPH_SYMBOLS, PphReading, SH_BAR_SYMBOLS, SH_SYMBOLS, SYMBOLS_PER_SECOND,
    ac, points, pph, sh,
};
use crate::dsp::complex::Complex;
use crate::dsp::lanes::sum_of_quarters;
use crate::dsp::level;
use crate::dsp::oscillator::Oscillator;
use crate::dsp::pulse::{Pulse, Shaper};
use crate::modem::BitSource;
use crate::modem::v34::Side;
use crate::time::SAMPLE_RATE_HZ;

/// Excess bandwidth: within figure 13's limits from 0.7 to 0.8.
pub(super) const ROLLOFF: f64 = 0.75;

/// Samples of three symbols, in which the carriers come round too.
const PERIOD: usize = 40;

/// By so much the answer modem's carrier and its guard tone stay below the nominal level,
/// and the guard tone's frequency (§10.2.4).
const ANSWER_LESS_DB: f32 = 1.0;
const GUARD_LESS_DB: f32 = 7.0;
const GUARD_HZ: f64 = 1800.0;

/// A signal of the control channel.
#[derive(Clone, Debug, PartialEq)]
pub enum Signal {
    /// Nothing, for so many milliseconds.
    Silence(u32),
    /// PPh (§10.2.4.5).
    Pph,
    /// Sh and S̄h (§12.6.1.1).
    Sh,
    /// AC, until there is something else to say (§12.8.1).
    Ac,
    /// ALT, at least 16 symbols of it, until there is something else to say.
    Alt,
    /// MPh again and again, until there is something else to say: the last one is sent
    /// whole.
    Mph(Mph),
    /// E.
    E,
    /// What the source of bits has, until it has no more.
    Data(ControlRate),
    /// Scrambled ones, so many symbols: the end of data at the same rate.
    Ones(ControlRate, usize),
}

/// The transmitter.
#[derive(Clone, Debug)]
pub struct ControlTransmitter {
    speech: Speech,
    shaper: Shaper,
    /// Root of the carrier's mean square.
    amplitude: f32,
    guard: Option<(Oscillator, f32)>,
    /// Which of the last symbols were not silence, the newest lowest.
    active: u32,
}

/// Symbols under the pulse's middle half, which is all that the wide band's has, as bits
/// of those that were said last.
const UNDER_PULSE: u32 = 0b1_1111_1111 << 4;

impl ControlTransmitter {
    /// Of the modem at `side`, silent at first.
    pub fn new(side: Side, nominal_dbm0: f32) -> Self {
        let (pulse, less_db) = match side {
            Side::Call => (&CALL_PULSE, 0.0),
            Side::Answer => (&ANSWER_PULSE, ANSWER_LESS_DB),
        };
        let guard = (side == Side::Answer).then(|| {
            let oscillator = Oscillator::new(GUARD_HZ, f64::from(SAMPLE_RATE_HZ));
            (oscillator, level::sine_peak(nominal_dbm0 - GUARD_LESS_DB))
        });
        let speech = Speech {
            side,
            reading: PphReading::default(),
            encoder: Encoder::new(side),
            queue: VecDeque::new(),
            sent: 0,
            mph: Vec::new(),
        };
        Self {
            speech,
            shaper: Shaper::new(pulse),
            amplitude: level::rms(nominal_dbm0 - less_db),
            guard,
            active: 0,
        }
    }

    /// With the other reading of PPh.
    pub fn with_reading(mut self, reading: PphReading) -> Self {
        self.speech.reading = reading;
        self
    }

    /// Says `signal` after all that it was told before.
    pub fn say(&mut self, signal: Signal) {
        if self.speech.queue.is_empty() {
            self.speech.begin(&signal);
        }
        self.speech.queue.push_back(signal);
    }

    /// Breaks off what it says, and forgets what it was to say.
    pub fn stop(&mut self) {
        self.speech.queue.clear();
    }

    /// What it says now; `None` in silence that has no end.
    pub fn saying(&self) -> Option<&Signal> {
        self.speech.queue.front()
    }

    /// Symbols of that which were said.
    pub const fn said(&self) -> usize {
        self.speech.sent
    }

    /// Fills `out` (linear, 8 kHz), with silence where there is nothing to say.
    pub fn pull(&mut self, bits: &mut dyn BitSource, out: &mut [i16]) {
        for block in out.chunks_mut(PERIOD) {
            widest(
                #[inline(always)]
                || self.block(bits, block),
            );
        }
    }

    #[inline(always)]
    fn block(&mut self, bits: &mut dyn BitSource, out: &mut [i16]) {
        let mut quarters = [[0.0; 4]; PERIOD];
        let Self { speech, shaper, active, .. } = self;
        shaper.block(&mut quarters[..out.len()], |places| {
            for place in places.iter_mut() {
                let symbol = speech.next_symbol(bits);
                *active = *active << 1 | u32::from(symbol.is_some());
                let Complex { re, im } = symbol.unwrap_or_default();
                *place = [re, im];
            }
            places.len()
        });
        for (sample, quarters) in out.iter_mut().zip(quarters) {
            let mut sum = sum_of_quarters(quarters) * self.amplitude;
            if let Some((oscillator, peak)) = &mut self.guard
                && self.active & UNDER_PULSE != 0
            {
                sum += oscillator.tick().re * *peak;
            }
            *sample = sum.round() as i16;
        }
    }
}

/// What is being said, and what is to be said next.
#[derive(Clone, Debug)]
struct Speech {
    side: Side,
    reading: PphReading,
    encoder: Encoder,
    queue: VecDeque<Signal>,
    /// Symbols of the signal at the queue's front that were sent.
    sent: usize,
    /// The bits of its MPh.
    mph: Vec<bool>,
}

impl Speech {
    /// The next symbol; `None` in silence.
    fn next_symbol(&mut self, bits: &mut dyn BitSource) -> Option<Complex> {
        loop {
            let signal = self.queue.front()?.clone();
            if !self.has_ended(&signal) {
                let symbol = self.symbol(&signal, bits);
                if let Ok(symbol) = symbol {
                    self.sent += 1;
                    return symbol;
                }
            }
            self.queue.pop_front();
            if let Some(next) = self.queue.front().cloned() {
                self.begin(&next);
            }
        }
    }

    fn begin(&mut self, signal: &Signal) {
        self.sent = 0;
        match signal {
            Signal::Alt => self.encoder = Encoder::new(self.side),
            Signal::Mph(mph) => self.mph = mph.emit(),
            _ => {}
        }
    }

    /// Whether `signal`, which is being said, is over; data are when their source says so.
    fn has_ended(&self, signal: &Signal) -> bool {
        let is_awaited = self.queue.len() > 1;
        match signal {
            Signal::Silence(ms) => self.sent >= *ms as usize * SYMBOLS_PER_SECOND / 1000,
            Signal::Pph => self.sent >= PPH_SYMBOLS,
            Signal::Sh => self.sent >= SH_SYMBOLS + SH_BAR_SYMBOLS,
            Signal::Ac => is_awaited,
            Signal::Alt => is_awaited && self.sent >= *ALT_SYMBOLS.start(),
            Signal::Mph(_) => {
                let symbols = self.mph.len() / 2;
                is_awaited && self.sent >= symbols && self.sent.is_multiple_of(symbols)
            }
            Signal::E => self.sent >= E_ONES as usize / 2,
            Signal::Data(_) => false,
            Signal::Ones(_, symbols) => self.sent >= *symbols,
        }
    }

    /// The next symbol of `signal`, `None` being silence; an error if it has no more.
    fn symbol(
        &mut self,
        signal: &Signal,
        bits: &mut dyn BitSource,
    ) -> Result<Option<Complex>, Ended> {
        let slow = ControlRate::Bps1200;
        Ok(Some(match signal {
            Signal::Silence(_) => return Ok(None),
            Signal::Pph => pph(self.sent, self.reading),
            Signal::Sh => sh(self.sent),
            Signal::Ac => ac(self.sent),
            // A zero, then a one; the text leaves the order open (§10.2.4.2).
            Signal::Alt => self.encoder.point(0b10, slow),
            Signal::Mph(_) => {
                let at = 2 * self.sent % self.mph.len();
                let pair = u32::from(self.mph[at]) | u32::from(self.mph[at + 1]) << 1;
                self.encoder.point(pair, slow)
            }
            Signal::E => self.encoder.point(0b11, slow),
            Signal::Data(rate) => {
                let wanted = points(*rate).bits();
                let (group, count) = bits.next_bits(wanted);
                if count == 0 {
                    return Err(Ended);
                }
                // Ones in the place of bits that are not there any more.
                self.encoder.point(group | u32::MAX << count, *rate)
            }
            Signal::Ones(rate, _) => self.encoder.point(u32::MAX, *rate),
        }))
    }
}

/// A signal has nothing more to say.
struct Ended;

static CALL_PULSE: LazyLock<Pulse> =
    LazyLock::new(|| Pulse::new(3, PERIOD, ROLLOFF, 6, PERIOD, 0.0));
static ANSWER_PULSE: LazyLock<Pulse> =
    LazyLock::new(|| Pulse::new(3, PERIOD, ROLLOFF, 12, PERIOD, 0.0));
