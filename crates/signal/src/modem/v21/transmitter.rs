//! Bits → samples: the frequency jumps, the phase does not.

use super::{BIT_RATE, Channel};
use crate::dsp::level;
use crate::dsp::oscillator::{Turns, turns_per_tick, unit_vector};
use crate::modem::{BitSource, Transmitter};
use crate::time::SAMPLE_RATE_HZ;

/// Sends bits at 300 bit/s, from the first sample to the end of its source; one signal,
/// then it is over.
#[derive(Clone, Debug)]
pub struct V21Transmitter {
    channel: Channel,
    peak: f32,
    phase: Turns,
    /// Of the current bit's frequency.
    step: Turns,
    /// What is left of the current bit: a bit is 8000, a sample takes 300 of it.
    left: u32,
    over: bool,
}

impl V21Transmitter {
    /// A transmitter in T.30's channel, the second, at `level_dbm0`.
    pub fn new(level_dbm0: f32) -> Self {
        Self::in_channel(Channel::Two, level_dbm0)
    }

    /// A transmitter in `channel` at `level_dbm0`.
    pub fn in_channel(channel: Channel, level_dbm0: f32) -> Self {
        let peak = level::sine_peak(level_dbm0);
        Self { channel, peak, phase: 0, step: 0, left: 0, over: false }
    }
}

impl Transmitter for V21Transmitter {
    fn pull(&mut self, bits: &mut dyn BitSource, out: &mut [i16]) -> usize {
        for (count, sample) in out.iter_mut().enumerate() {
            if self.left < BIT_RATE {
                if !self.over
                    && let Some(bit) = bits.next_bit()
                {
                    let hz = if bit { self.channel.mark_hz() } else { self.channel.space_hz() };
                    self.step = turns_per_tick(f64::from(hz), f64::from(SAMPLE_RATE_HZ));
                    self.left += SAMPLE_RATE_HZ;
                } else {
                    self.over = true;
                    return count;
                }
            }
            self.left -= BIT_RATE;
            self.phase = self.phase.wrapping_add(self.step);
            // `as` saturates, which is what a level beyond full scale must do.
            *sample = (self.peak * unit_vector(self.phase).im).round() as i16;
        }
        out.len()
    }
}
