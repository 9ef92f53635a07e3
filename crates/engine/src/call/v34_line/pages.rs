//! The primary channel's two ways: partial pages, and how they came.

use crate::call::transmit_image::ImageBits;
use crate::hdlc::{Deframer, DeframerEvent};
use crate::t30::Input;
use crate::t30::fcf::Fcf;
use crate::t30::frame::Frame;
use ferrofax_signal::modem::v34::symbol_rate::DataRate;
use ferrofax_signal::modem::{BitSource, Bits};
use std::collections::VecDeque;
use std::sync::Arc;

/// What we say: nothing, or a partial page.
#[derive(Debug, Default)]
pub(super) struct SaidPage(Option<ImageBits>);

impl SaidPage {
    /// These frames go at `rate`.
    pub(super) fn say(&mut self, frames: Arc<Vec<Vec<u8>>>, rate: DataRate) {
        self.0 = Some(ImageBits::blocks(rate.bps(), frames));
    }

    /// Nothing more of it goes out: its signal ends.
    pub(super) fn hush(&mut self) {
        if let Some(bits) = &mut self.0 {
            *bits = ImageBits::Zeros(0);
        }
    }

    /// It went out, or will not.
    pub(super) fn end(&mut self) {
        self.0 = None;
    }

    /// Whether there is one.
    pub(super) const fn is_busy(&self) -> bool {
        self.0.is_some()
    }
}

impl BitSource for SaidPage {
    fn next_bit(&mut self) -> Option<bool> {
        self.0.as_mut()?.next_bit()
    }

    fn next_bits(&mut self, count: u32) -> (u32, u32) {
        self.0.as_mut().map_or((0, 0), |bits| bits.next_bits(count))
    }
}

/// What we hear: the frames of a partial page.
#[derive(Debug)]
pub(super) struct HeardPage {
    deframer: Deframer,
    good: u32,
    damaged: u32,
    /// RCP was read.
    is_over: bool,
}

impl HeardPage {
    pub(super) fn new() -> Self {
        Self { deframer: Deframer::new(), good: 0, damaged: 0, is_over: false }
    }

    /// Bits of the signal. True at the first RCP: it is over.
    pub(super) fn push(&mut self, bits: Bits, heard: &mut VecDeque<Input>) -> bool {
        let was_over = self.is_over;
        let Self { deframer, good, damaged, is_over } = self;
        let mut rest = bits;
        while rest.count > 0 {
            let count = rest.count.min(24);
            let part = rest.bits & ((1 << count) - 1);
            deframer.push_bits(part, count, |found| match found {
                DeframerEvent::Frame(bytes) => {
                    *good += 1;
                    *is_over |= Frame::parse(&bytes).is_some_and(|frame| frame.fcf == Fcf::Rcp);
                    heard.push_back(Input::EcmFrame(bytes));
                }
                // Behind RCP there are but ones.
                DeframerEvent::DamagedFrame(_) if !*is_over => *damaged += 1,
                _ => {}
            });
            rest =
                Bits { bits: rest.bits.checked_shr(count).unwrap_or(0), count: rest.count - count };
        }
        self.is_over && !was_over
    }

    /// Whether all of it came.
    pub(super) const fn came_whole(&self) -> bool {
        self.is_over && self.damaged == 0
    }

    /// Whether no frame of it could be read.
    pub(super) const fn is_unread(&self) -> bool {
        self.good == 0
    }

    /// The signal is over: by how many steps a slower rate would do better, as far as the frames
    /// tell.
    pub(super) const fn steps_down(&self) -> u8 {
        let all = self.good + self.damaged;
        if self.damaged * 2 > all {
            2
        } else if self.damaged * MOST_DAMAGED > all {
            1
        } else {
            0
        }
    }
}

/// One frame in so many may be damaged: saying that again costs less than a step of the rate, which
/// at 33,600 bit/s is one in fourteen.
const MOST_DAMAGED: u32 = 12;
