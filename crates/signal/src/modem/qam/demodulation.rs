//! What a receiver asks of its modem: points, training, bits.

use super::training::Training;
use super::transmitter::Carrier;
use crate::dsp::complex::Complex;
use crate::dsp::matched_filter::MatchedFilter;
use crate::modem::{Bits, Rate};

/// A decision: the nearest point of the modem's constellation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Decision {
    /// Its number, by the modem's own count.
    pub index: u8,
    /// Where it is; points have a mean square of 1.
    pub point: Complex,
}

/// A modem's own part of a receiver.
pub trait Demodulation {
    /// The rate.
    fn rate(&self) -> Rate;
    /// Symbol rate, carrier and pulse.
    fn carrier(&self) -> Carrier;
    /// The filter for that. Modems make theirs once and clone it: making it takes as long
    /// as hearing some seconds of line.
    fn matched_filter(&self) -> MatchedFilter {
        self.carrier().matched_filter()
    }
    /// What comes before the data.
    fn training(&self) -> Training;
    /// The conditioning segment has ended: what follows is told by its first symbol.
    fn begin(&mut self);
    /// The same after a short training.
    fn begin_short(&mut self) {
        self.begin();
    }
    /// All points.
    fn points(&self) -> Vec<Complex>;
    /// The point nearest to `output`.
    fn decide(&self, output: Complex) -> Decision;
    /// The next symbol's output, in order: gives the decision that the loops go by. A
    /// modem with a trellis knows better than the nearest point.
    #[inline(always)]
    fn take(&mut self, output: Complex) -> Decision {
        self.decide(output)
    }
    /// The bits of one symbol, descrambled; a modem with a trellis gives them later.
    fn demap(&mut self, decision: Decision, output: Complex) -> Bits;
}
