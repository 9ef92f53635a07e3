//! The bits of one channel while the other, or a tone beside it, is on the line.
//!
//! V.8 speaks both ways at once: CM comes in channel 1 while our ANSam or JM comes back as
//! an echo, JM in channel 2 while our CM does. Three second-order sections hold back what
//! is on the other side of 1500 Hz (channel 1, under ANSam's 2100 Hz) or of 1400 Hz
//! (channel 2), and the correlator over a bit's length does the rest.

use super::bit_clock::BitClock;
use super::correlator::Correlator;
use super::{BIT_RATE, Channel};
use crate::dsp::biquad::Biquad;
use crate::dsp::level;
use crate::time::SAMPLE_RATE_HZ;

/// Hears one channel: samples in, bits out, without a word on where a signal begins.
#[derive(Clone, Debug)]
pub struct ChannelReceiver {
    filters: [Biquad; SECTIONS],
    correlator: Correlator,
    clock: BitClock,
    until_settled: u32,
}

impl ChannelReceiver {
    /// A receiver of `channel`.
    pub fn new(channel: Channel) -> Self {
        let rate = f64::from(SAMPLE_RATE_HZ);
        let filter = match channel {
            Channel::One => Biquad::low_pass(ABOVE_CHANNEL_1_HZ, rate),
            Channel::Two => Biquad::high_pass(BELOW_CHANNEL_2_HZ, rate),
        };
        Self {
            filters: std::array::from_fn(|_| filter.clone()),
            correlator: Correlator::new(channel),
            clock: BitClock::new(),
            until_settled: 0,
        }
    }

    /// Hears `samples` (linear, 8 kHz). `sink` gets a bit for each bit's length that went
    /// by, or none where there was nothing of this channel.
    pub fn push(&mut self, samples: &[i16], sink: &mut dyn FnMut(Option<bool>)) {
        for &sample in samples {
            let filtered = self
                .filters
                .iter_mut()
                .fold(f32::from(sample), |sample, filter| filter.push(sample));
            // `as` saturates: the filters may overshoot at full scale.
            self.correlator.push(filtered.round() as i16);
            if !self.clock.step(self.correlator.lean(), PULL).middle {
                continue;
            }
            let energies = self.correlator.energies();
            let tone = energies.mark.max(energies.space);
            let is_there = tone >= SHARE * energies.all && tone >= level::mean_square(LOWEST_DBM0);
            sink(is_there.then_some(energies.mark > energies.space));
            self.settle();
        }
    }

    /// Ends what fades in silence.
    fn settle(&mut self) {
        self.until_settled += 1;
        if self.until_settled == SETTLED_AFTER {
            self.until_settled = 0;
            self.correlator.settle();
            self.filters.iter_mut().for_each(Biquad::settle);
        }
    }
}

const SECTIONS: usize = 3;
const ABOVE_CHANNEL_1_HZ: f64 = 1500.0;
const BELOW_CHANNEL_2_HZ: f64 = 1400.0;
/// How much of a change's distance from the clock is corrected at once: ten ones come
/// before what has to be right.
const PULL: f32 = 0.2;
/// The part of what is left of the line that must stand at one of the two frequencies. A
/// bit between two changes has half of it; noise has a tenth.
const SHARE: f32 = 0.25;
/// Fainter than this nothing is heard: V.21 below −43 dBm0, and what the filters cost.
const LOWEST_DBM0: f32 = -52.0;
/// Bits, 27 samples each.
const SETTLED_AFTER: u32 = BIT_RATE / 30;
