//! The source's transmitter: S, S̄, PP and then TRN or the points of a message.

use ferrofax_ground::wide::widest;

use super::Settings;
use super::shaper::{SPAN, Shaper};
use super::signals::{PREAMBLE, Trn, preamble};
use crate::dsp::complex::Complex;
use crate::dsp::level;

/// Where the points of a message come from.
pub trait PointSource {
    /// The next point; all have a mean square of 1. `None` after the last one.
    fn next_point(&mut self) -> Option<Complex>;

    /// Fills `out` with the next points, real part and imaginary part. Returns how many they
    /// are: fewer only after the last one.
    fn next_points(&mut self, out: &mut [[f32; 2]]) -> usize {
        for (number, place) in out.iter_mut().enumerate() {
            let Some(point) = self.next_point() else { return number };
            *place = [point.re, point.im];
        }
        out.len()
    }
}

impl<F: FnMut() -> Option<Complex>> PointSource for F {
    fn next_point(&mut self) -> Option<Complex> {
        self()
    }
}

/// What is sent after PP.
#[derive(Clone, Debug)]
enum Rest {
    /// TRN, so many symbols of it.
    Trn(Trn, usize),
    /// What the source of points has.
    Message,
}

/// The transmitter of one signal. The silence before it (70 ± 5 ms: §12.3.1.1, §12.5.1)
/// is not its.
#[derive(Clone, Debug)]
pub struct PrimaryTransmitter {
    symbols: Symbols,
    shaper: Shaper,
    /// Root of the signal's mean square.
    amplitude: f32,
}

/// What is sent, symbol by symbol.
#[derive(Clone, Debug)]
struct Symbols {
    /// Symbols of the preamble that were sent.
    sent: usize,
    rest: Rest,
    /// Symbols of silence to come until the pulse of the last symbol has died away.
    tail: usize,
    ended: bool,
}

impl PrimaryTransmitter {
    /// Phase 3's training: S, S̄, PP and `symbols` of `trn` (§12.3.1).
    ///
    /// `nominal_dbm0` is the level without the power reduction that the settings ask for.
    pub fn training(settings: &Settings, trn: Trn, symbols: usize, nominal_dbm0: f32) -> Self {
        Self::new(settings, Rest::Trn(trn, symbols), nominal_dbm0)
    }

    /// A message after a resynchronisation: S, S̄, PP, and then the points of B1 and what
    /// follows (§12.5.1).
    pub fn message(settings: &Settings, nominal_dbm0: f32) -> Self {
        Self::new(settings, Rest::Message, nominal_dbm0)
    }

    fn new(settings: &Settings, rest: Rest, nominal_dbm0: f32) -> Self {
        Self {
            symbols: Symbols { sent: 0, rest, tail: SPAN - 1, ended: false },
            shaper: Shaper::new(settings),
            amplitude: level::rms(nominal_dbm0 - f32::from(settings.power_reduction_db)),
        }
    }

    /// Fills `out` (linear, 8 kHz); returns how many samples were written: fewer than
    /// asked only when the signal has ended.
    pub fn pull(&mut self, points: &mut dyn PointSource, out: &mut [i16]) -> usize {
        let mut written = 0;
        for block in out.chunks_mut(Shaper::BLOCK) {
            let count = widest(
                #[inline(always)]
                || self.block(points, block),
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
    fn block(&mut self, points: &mut dyn PointSource, out: &mut [i16]) -> usize {
        let Self { symbols, shaper, amplitude } = self;
        let mut shaped = [0.0; Shaper::BLOCK];
        let count = shaper.block(&mut shaped[..out.len()], |places| symbols.fill(points, places));
        for (sample, shaped) in out[..count].iter_mut().zip(shaped) {
            *sample = rounded(shaped * *amplitude);
        }
        count
    }
}

/// The nearest whole number. A peak beyond full scale is clipped, never wrapped.
#[inline(always)]
const fn rounded(sample: f32) -> i16 {
    /// Adding it leaves no bits behind the point, and whole numbers in the lowest ones.
    const WHOLE: f32 = 12_582_912.0;
    (sample.clamp(i16::MIN as f32, i16::MAX as f32) + WHOLE).to_bits() as i16
}

impl Symbols {
    /// Fills `out` with the next symbols. Returns how many they are: fewer only at the end.
    fn fill(&mut self, points: &mut dyn PointSource, out: &mut [[f32; 2]]) -> usize {
        let mut done = 0;
        while done < out.len() {
            if self.sent == PREAMBLE && matches!(self.rest, Rest::Message) && !self.ended {
                done += points.next_points(&mut out[done..]);
                self.ended = done < out.len();
            }
            let Some(place) = out.get_mut(done) else { break };
            let Some(symbol) = self.next(points) else { break };
            *place = [symbol.re, symbol.im];
            done += 1;
        }
        done
    }

    /// The next symbol; `None` after the last one of the tail.
    fn next(&mut self, points: &mut dyn PointSource) -> Option<Complex> {
        if self.sent < PREAMBLE {
            self.sent += 1;
            return Some(preamble(self.sent - 1));
        }
        let symbol = match &mut self.rest {
            _ if self.ended => None,
            Rest::Trn(_, 0) => None,
            Rest::Trn(trn, left) => {
                *left -= 1;
                Some(trn.next_symbol())
            }
            Rest::Message => points.next_point(),
        };
        if symbol.is_none() {
            self.ended = true;
            self.tail = self.tail.checked_sub(1)?;
        }
        Some(symbol.unwrap_or_default())
    }
}
