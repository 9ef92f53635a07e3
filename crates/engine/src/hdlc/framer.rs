//! Frames → bits: opening flags, the frames with their FCS and stuffed zeros, closing flags.
//!
//! The bits are made an octet at a time, when they are asked for, so that frames can
//! still be added while others are on the line.

use std::collections::VecDeque;

use super::fcs;

/// 01111110, the same from both ends.
const FLAG: u8 = 0x7E;

/// Flags behind the last frame when nothing else is asked for. One closes the frame; the
/// others are a tail, so that a receiver whose filters or carrier detector run late still
/// sees that one whole.
const USUAL_END_FLAGS: u32 = 3;

/// Flags between two frames. One would do for both, but then a packet lost at that place
/// takes both frames with it.
const FLAGS_BETWEEN: u32 = 2;

/// Makes the bits of a train of frames.
///
/// When all frames and the closing flags have been given, [`next_bit`](Self::next_bit)
/// gives `None`; a frame that is pushed after that opens a new train with one flag.
#[derive(Clone, Debug)]
pub struct Framer {
    waiting: VecDeque<Vec<u8>>,
    flags_between: u32,
    end_flags: u32,
    stage: Stage,
    /// Bits that were made and not taken, the next one lowest.
    made: u64,
    held: u32,
}

#[derive(Clone, Debug)]
enum Stage {
    /// Nothing to send.
    Idle,
    /// Flags before, between or after frames.
    Flags { left: u32, ending: bool },
    /// A frame with its FCS; `ones` counts towards the next stuffed zero.
    Frame { bytes: Vec<u8>, at: usize, ones: u8 },
}

/// An octet with its stuffed zeros.
#[derive(Clone, Copy, Debug)]
struct Stuffed {
    /// The bits, the first one lowest.
    bits: u16,
    /// How many.
    len: u8,
    /// Ones at its end.
    ones: u8,
}

/// Ones in a row that a zero is stuffed behind.
const MOST_ONES: u8 = 5;

/// By the ones before it, each octet with its stuffed zeros. Five ones have their zero at
/// once, whatever follows.
static STUFFED: [[Stuffed; 256]; MOST_ONES as usize] = {
    let mut table = [[Stuffed { bits: 0, len: 0, ones: 0 }; 256]; MOST_ONES as usize];
    let mut before = 0;
    while before < table.len() {
        let mut octet = 0;
        while octet < 256 {
            let mut stuffed = Stuffed { bits: 0, len: 0, ones: before as u8 };
            let mut bit = 0;
            while bit < 8 {
                let one = octet >> bit & 1;
                stuffed.bits |= (one as u16) << stuffed.len;
                stuffed.ones = if one == 1 { stuffed.ones + 1 } else { 0 };
                stuffed.len += 1;
                if stuffed.ones == MOST_ONES {
                    stuffed.ones = 0;
                    stuffed.len += 1;
                }
                bit += 1;
            }
            table[before][octet] = stuffed;
            octet += 1;
        }
        before += 1;
    }
    table
};

impl Framer {
    /// A framer that sends `preamble_flags` flags (at least one) before the first frame.
    pub fn new(preamble_flags: u32) -> Self {
        let stage = Stage::Flags { left: preamble_flags.max(1), ending: false };
        let waiting = VecDeque::new();
        Self {
            waiting,
            flags_between: FLAGS_BETWEEN,
            end_flags: USUAL_END_FLAGS,
            stage,
            made: 0,
            held: 0,
        }
    }

    /// Sets how many flags (at least one) stand behind the last frame.
    pub fn with_end_flags(mut self, flags: u32) -> Self {
        self.end_flags = flags.max(1);
        self
    }

    /// Sets how many flags (at least one) stand between two frames: one where frames are
    /// many and repeated if lost.
    pub fn with_flags_between(mut self, flags: u32) -> Self {
        self.flags_between = flags.max(1);
        self
    }

    /// Frames that were added and are not begun yet.
    pub(crate) fn waiting(&self) -> usize {
        self.waiting.len()
    }

    /// The octets of these, with their FCS.
    pub(crate) fn waiting_octets(&self) -> usize {
        self.waiting.iter().map(Vec::len).sum()
    }

    /// Adds a frame, given without its FCS.
    pub fn push_frame(&mut self, frame: &[u8]) {
        self.push(frame, fcs::of(frame));
    }

    /// Adds a frame whose FCS is wrong: who hears it knows that there was one.
    pub fn push_damaged_frame(&mut self, frame: &[u8]) {
        self.push(frame, fcs::of(frame).map(|octet| !octet));
    }

    fn push(&mut self, frame: &[u8], fcs: [u8; 2]) {
        self.waiting.push_back([frame, &fcs].concat());
        if matches!(self.stage, Stage::Idle) {
            self.stage = Stage::Flags { left: 1, ending: false };
        }
    }

    /// The next bit for the line, `None` when everything was sent.
    pub fn next_bit(&mut self) -> Option<bool> {
        let (bits, count) = self.next_bits(1);
        (count == 1).then_some(bits == 1)
    }

    /// The next `count` bits for the line (at most 32), the first one lowest, and how
    /// many they are: fewer only when everything was sent.
    pub fn next_bits(&mut self, count: u32) -> (u32, u32) {
        while self.held < count && self.make() {}
        let count = count.min(self.held);
        let bits = self.made & ((1 << count) - 1);
        self.made >>= count;
        self.held -= count;
        (bits as u32, count)
    }

    /// Makes the bits of the next octet or flag; false if there is none.
    fn make(&mut self) -> bool {
        self.turn();
        let (bits, len) = match &mut self.stage {
            Stage::Idle => return false,
            Stage::Flags { left, .. } => {
                *left -= 1;
                (FLAG.into(), 8)
            }
            Stage::Frame { bytes, at, ones } => {
                let stuffed = STUFFED[usize::from(*ones)][usize::from(bytes[*at])];
                *ones = stuffed.ones;
                *at += 1;
                (stuffed.bits, stuffed.len)
            }
        };
        self.made |= u64::from(bits) << self.held;
        self.held += u32::from(len);
        true
    }

    /// Goes on to the next stage if this one is over.
    fn turn(&mut self) {
        self.stage = match &self.stage {
            // The first of the end flags has closed its frame, so a frame that came in
            // late may follow any of them.
            Stage::Flags { left, ending }
                if *left == 0
                    || (*ending && *left < self.end_flags && !self.waiting.is_empty()) =>
            {
                match self.waiting.pop_front() {
                    Some(bytes) => Stage::Frame { bytes, at: 0, ones: 0 },
                    // All said, or a preamble without a frame: the flags alone were wanted.
                    None => Stage::Idle,
                }
            }
            Stage::Frame { bytes, at, .. } if *at == bytes.len() => {
                let ending = self.waiting.is_empty();
                Stage::Flags {
                    left: if ending { self.end_flags } else { self.flags_between },
                    ending,
                }
            }
            _ => return,
        };
    }
}
