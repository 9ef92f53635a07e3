//! An image signal of ours: the modem, and where its bits come from.

use crate::hdlc::Framer;
use crate::t30::ImageSignal;
use ferrofax_signal::modem::image::ImageTransmitter as Modem;
use ferrofax_signal::modem::{BitSource, Rate, Transmitter};
use std::sync::Arc;

/// One image signal: the modem with its bits.
#[derive(Debug)]
pub(super) struct ImageTransmitter {
    modem: Modem,
    bits: ImageBits,
}

/// What an image signal carries.
#[derive(Debug)]
pub(super) enum ImageBits {
    /// Zeros that are left of a training check.
    Zeros(u32),
    /// A page, and the next bit of it.
    Page { data: Arc<Vec<u8>>, at: usize },
    /// Frames of a partial page, and the next of them.
    Blocks { framer: Framer, frames: Arc<Vec<Vec<u8>>>, next: usize },
}

impl ImageTransmitter {
    /// Zeros for 1.5 s.
    pub(super) fn training_check(rate: Rate, level_dbm0: f32) -> Self {
        let signal = ImageSignal { rate, short_training: false };
        Self {
            modem: Modem::new(signal.rate, signal.short_training, level_dbm0),
            bits: ImageBits::Zeros(rate.bps() * 3 / 2),
        }
    }

    /// A page without ECM.
    pub(super) fn page(signal: ImageSignal, data: Arc<Vec<u8>>, level_dbm0: f32) -> Self {
        Self {
            modem: Modem::new(signal.rate, signal.short_training, level_dbm0),
            bits: ImageBits::Page { data, at: 0 },
        }
    }

    /// A partial page.
    pub(super) fn blocks(signal: ImageSignal, frames: Arc<Vec<Vec<u8>>>, level_dbm0: f32) -> Self {
        Self {
            modem: Modem::new(signal.rate, signal.short_training, level_dbm0),
            bits: ImageBits::blocks(signal.rate.bps(), frames),
        }
    }

    /// The same, to be tried where it was not heard ([`Modem::turned`]).
    pub(super) fn turned(self) -> Self {
        Self { modem: self.modem.turned(), ..self }
    }

    /// Fills `out`; fewer samples than it holds when the signal has ended.
    pub(super) fn pull(&mut self, out: &mut [i16]) -> usize {
        self.modem.pull(&mut self.bits, out)
    }
}

impl ImageBits {
    /// A partial page at so many bit/s.
    pub(super) fn blocks(bps: u32, frames: Arc<Vec<Vec<u8>>>) -> Self {
        let opening_flags = bps * OPENING_FLAGS_MS / 8000;
        let framer = Framer::new(opening_flags).with_flags_between(1).with_end_flags(END_FLAGS);
        Self::Blocks { framer, frames, next: 0 }
    }
}

impl BitSource for ImageBits {
    fn next_bit(&mut self) -> Option<bool> {
        let (bits, count) = self.next_bits(1);
        (count == 1).then_some(bits == 1)
    }

    fn next_bits(&mut self, count: u32) -> (u32, u32) {
        match self {
            Self::Zeros(left) => {
                let count = count.min(*left);
                *left -= count;
                (0, count)
            }
            Self::Page { data, at } => {
                let count = count.min((data.len() * 8 - *at).min(32) as u32);
                let rest = &data[*at / 8..];
                let bytes = rest.first_chunk().copied().unwrap_or_else(|| {
                    let mut last = [0; 8];
                    last[..rest.len()].copy_from_slice(rest);
                    last
                });
                let bits = u64::from_le_bytes(bytes) >> (*at % 8) & ((1 << count) - 1);
                *at += count as usize;
                (bits as u32, count)
            }
            Self::Blocks { framer, frames, next } => {
                // One frame at a time, so that a page is not copied whole; one ahead, so
                // that no closing flags come between.
                while *next < frames.len() && framer.waiting() < 2 {
                    framer.push_frame(&frames[*next]);
                    *next += 1;
                }
                framer.next_bits(count)
            }
        }
    }
}

/// T.4 §A.3.1: flags for 200 ms ± 100 ms before the first frame. Near the short end:
/// receivers need one of them.
const OPENING_FLAGS_MS: u32 = 105;
/// Flags behind the last RCP: one closes it, one more is for receivers that are late.
const END_FLAGS: u32 = 2;
