//! Frames → bits: opening flags, the frames with their FCS and stuffed zeros, closing flags.
//!
//! The bits are made one at a time, when they are asked for, so that frames can still be added while others are on the line.

use std::collections::VecDeque;

use super::fcs;

/// 01111110, the same from both ends.
const FLAG: u8 = 0x7E;

/// Flags behind the last frame when nothing else is asked for. One closes the frame; the others are a tail, so that a
/// receiver whose filters or carrier detector run late still sees that one whole.
const USUAL_END_FLAGS: u32 = 3;

/// Flags between two frames. One would do for both, but then a packet lost at that place takes both frames with it.
const FLAGS_BETWEEN: u32 = 2;

/// Makes the bits of a train of frames.
///
/// When all frames and the closing flags have been given,
/// [`next_bit`](Self::next_bit) gives `None`; a frame that is pushed after that opens a new train with one flag.
#[derive(Clone, Debug)]
pub struct Framer {
    waiting: VecDeque<Vec<u8>>,
    flags_between: u32,
    end_flags: u32,
    stage: Stage,
}

#[derive(Clone, Debug)]
enum Stage {
    /// Nothing to send.
    Idle,
    /// Flags before, between or after frames.
    Flags { left: u32, bit: u8, ending: bool },
    /// A frame with its FCS; `ones` counts towards the next stuffed zero.
    Frame { bytes: Vec<u8>, at: usize, bit: u8, ones: u8 },
}

impl Framer {
    /// A framer that sends `preamble_flags` flags (at least one) before the first frame.
    pub fn new(preamble_flags: u32) -> Self {
        let stage = Stage::Flags { left: preamble_flags.max(1), bit: 0, ending: false };
        Self { waiting: VecDeque::new(), flags_between: FLAGS_BETWEEN, end_flags: USUAL_END_FLAGS, stage }
    }

    /// Sets how many flags (at least one) stand behind the last frame.
    pub fn with_end_flags(mut self, flags: u32) -> Self {
        self.end_flags = flags.max(1);
        self
    }

    /// Sets how many flags (at least one) stand between two frames: one where frames are many and repeated if lost.
    pub fn with_flags_between(mut self, flags: u32) -> Self {
        self.flags_between = flags.max(1);
        self
    }

    /// Frames that were added and are not begun yet.
    pub fn waiting(&self) -> usize {
        self.waiting.len()
    }

    /// Adds a frame, given without its FCS.
    pub fn push_frame(&mut self, frame: &[u8]) {
        let mut bytes = Vec::with_capacity(frame.len() + 2);
        bytes.extend_from_slice(frame);
        bytes.extend_from_slice(&fcs::of(frame));
        self.waiting.push_back(bytes);
        if matches!(self.stage, Stage::Idle) {
            self.stage = Stage::Flags { left: 1, bit: 0, ending: false };
        }
    }

    /// The next bit for the line, `None` when everything was sent.
    pub fn next_bit(&mut self) -> Option<bool> {
        match &mut self.stage {
            Stage::Idle => None,
            Stage::Flags { left, bit, ending } => {
                let value = FLAG >> *bit & 1 == 1;
                *bit += 1;
                if *bit == 8 {
                    *bit = 0;
                    *left -= 1;
                    let (last, ending) = (*left == 0, *ending);
                    // The first of the end flags has closed its frame, so a frame that came in late may follow any of them.
                    if last || (ending && !self.waiting.is_empty()) {
                        self.after_flags();
                    }
                }
                Some(value)
            }
            Stage::Frame { bytes, at, bit, ones } => {
                if *ones == 5 {
                    *ones = 0;
                    if *at == bytes.len() {
                        self.after_frame();
                    }
                    return Some(false);
                }
                let value = bytes[*at] >> *bit & 1 == 1;
                *ones = if value { *ones + 1 } else { 0 };
                *bit += 1;
                if *bit == 8 {
                    *bit = 0;
                    *at += 1;
                    // Five ones at the very end still need their zero before the flag.
                    if *at == bytes.len() && *ones < 5 {
                        self.after_frame();
                    }
                }
                Some(value)
            }
        }
    }

    fn after_flags(&mut self) {
        self.stage = match self.waiting.pop_front() {
            Some(bytes) => Stage::Frame { bytes, at: 0, bit: 0, ones: 0 },
            // All said, or a preamble without a frame: the flags alone were wanted.
            None => Stage::Idle,
        };
    }

    fn after_frame(&mut self) {
        let ending = self.waiting.is_empty();
        let left = if ending { self.end_flags } else { self.flags_between };
        self.stage = Stage::Flags { left, bit: 0, ending };
    }
}
