//! The control channel's two ways (T.30 F.3.1): frames ↔ bits, with flags in between and for ever.

use crate::hdlc::{Deframer, DeframerEvent, Framer};
use crate::t30::Input;
use ferrofax_signal::modem::{BitSource, Bits};
use std::collections::VecDeque;

/// What we say: frames when there are some, and flags when there are none (F.3.1.2).
#[derive(Debug)]
pub(super) struct SaidFrames {
    framer: Framer,
    /// The frames that are going out, for when the channel breaks off.
    frames: Vec<Vec<u8>>,
    /// So many of them, from the first, were being said when the channel broke off last.
    broken_off: usize,
    /// Bits that are left of a flag, the next one lowest, and how many.
    flag: (u8, u32),
}

impl SaidFrames {
    pub(super) fn new() -> Self {
        Self { framer: framer(), frames: Vec::new(), broken_off: 0, flag: (0, 0) }
    }

    /// These go out next.
    pub(super) fn say(&mut self, frames: Vec<Vec<u8>>) {
        frames.iter().for_each(|frame| self.framer.push_frame(frame));
        self.frames.extend(frames);
    }

    /// The channel is gone: what has not gone out whole goes out from its beginning when it is
    /// there again, behind flags.
    pub(super) fn begin_anew(&mut self) {
        self.broken_off = self.frames.len();
        self.frame_anew();
    }

    /// The channel is there again.
    pub(super) const fn is_up(&mut self) {
        self.broken_off = 0;
    }

    /// It was for a page that the channel broke off: behind it what was being said before would
    /// be taken for an answer to that page. True if nothing else is left to say.
    pub(super) fn forget_broken_off(&mut self) -> bool {
        let stale = std::mem::take(&mut self.broken_off);
        self.frames.drain(..stale);
        if stale > 0 {
            self.frame_anew();
        }
        stale > 0 && self.frames.is_empty()
    }

    fn frame_anew(&mut self) {
        self.framer = framer();
        self.flag = (0, 0);
        self.frames.iter().for_each(|frame| self.framer.push_frame(frame));
    }

    /// Nothing of it goes out any more.
    pub(super) fn hush(&mut self) {
        self.frames.clear();
        self.begin_anew();
    }

    /// Whether frames are going out.
    pub(super) fn is_busy(&self) -> bool {
        !self.frames.is_empty()
    }
}

impl BitSource for SaidFrames {
    fn next_bit(&mut self) -> Option<bool> {
        if self.flag.1 == 0 {
            if let Some(bit) = self.framer.next_bit() {
                return Some(bit);
            }
            self.frames.clear();
            self.broken_off = 0;
            self.flag = (FLAG, 8);
        }
        let (bits, left) = self.flag;
        self.flag = (bits >> 1, left - 1);
        Some(bits & 1 == 1)
    }
}

fn framer() -> Framer {
    Framer::new(OPENING_FLAGS).with_end_flags(END_FLAGS)
}

/// What is heard: frames, in bursts between flags. A burst is told of as a carrier of V.21 is.
#[derive(Debug)]
pub(super) struct HeardFrames {
    deframer: Deframer,
    in_burst: bool,
    /// Flags were heard: what stands between two of them from now on is a frame.
    is_begun: bool,
    /// The last eight bits, the newest one highest; how many came since the last flag, and how
    /// many flags have come back to back.
    last: u8,
    since: u32,
    flags: u32,
}

impl HeardFrames {
    pub(super) fn new() -> Self {
        Self {
            deframer: Deframer::new(),
            in_burst: false,
            is_begun: false,
            last: 0,
            since: 0,
            flags: 0,
        }
    }

    /// Bits of the channel.
    pub(super) fn push(&mut self, bits: Bits, heard: &mut VecDeque<Input>) {
        bits.iter().for_each(|bit| self.push_bit(bit, heard));
    }

    /// The channel is gone, in the midst of a frame perhaps.
    pub(super) fn end(&mut self, heard: &mut VecDeque<Input>) {
        self.deframer.reset();
        (self.is_begun, self.since, self.flags) = (false, 0, 0);
        self.end_burst(heard);
    }

    fn push_bit(&mut self, bit: bool, heard: &mut VecDeque<Input>) {
        match self.deframer.push_bit(bit) {
            Some(DeframerEvent::Frame(bytes)) => self.frame(Input::Frame(bytes), heard),
            Some(DeframerEvent::DamagedFrame(_)) if self.is_begun => {
                self.frame(Input::DamagedFrame, heard)
            }
            // Ones turn the channel off. Nothing of a frame is put back here.
            Some(
                DeframerEvent::FlagsSeen
                | DeframerEvent::Aborted
                | DeframerEvent::Restored(_)
                | DeframerEvent::DamagedFrame(_),
            )
            | None => {}
        }
        self.last = self.last >> 1 | u8::from(bit) << 7;
        self.since = self.since.saturating_add(1);
        if self.last == FLAG {
            // Two flags may share a zero (ISO/IEC 13239).
            self.flags = if matches!(self.since, 7 | 8) { self.flags + 1 } else { 1 };
            self.since = 0;
            self.is_begun |= self.flags >= FEWEST_FLAGS;
            if self.flags == FLAGS_BEHIND_A_BURST {
                self.end_burst(heard);
            }
        }
    }

    fn frame(&mut self, input: Input, heard: &mut VecDeque<Input>) {
        if !std::mem::replace(&mut self.in_burst, true) {
            heard.push_back(Input::V21Carrier(true));
        }
        heard.push_back(input);
    }

    fn end_burst(&mut self, heard: &mut VecDeque<Input>) {
        if std::mem::take(&mut self.in_burst) {
            heard.push_back(Input::V21Carrier(false));
        }
    }
}

/// 01111110, the same from both ends.
const FLAG: u8 = 0x7E;
/// F.3.1.4: as many at least stand behind any start of the channel …
const FEWEST_FLAGS: u32 = 2;
/// … and some more of ours, since a receiver that has just begun may lose the first.
const OPENING_FLAGS: u32 = 4;
/// Frames have gone out when these flags behind them have: the modem's filters have let go of the
/// frames then, and the call may end.
const END_FLAGS: u32 = 8;
/// So many flags back to back end a burst of frames. Two stand between ours; others may have some
/// more.
const FLAGS_BEHIND_A_BURST: u32 = 6;

#[cfg(test)]
mod tests {
    use super::*;

    fn carry(said: &mut SaidFrames, heard: &mut HeardFrames, bits: usize) -> Vec<Input> {
        let mut inputs = VecDeque::new();
        for _ in 0..bits {
            heard.push(Bits::one(said.next_bit().unwrap()), &mut inputs);
        }
        inputs.into()
    }

    #[test]
    fn frames_come_in_bursts_between_flags_without_end() {
        let (mut said, mut heard) = (SaidFrames::new(), HeardFrames::new());
        assert_eq!(carry(&mut said, &mut heard, 400), []);
        let frames = vec![vec![0xFF, 0x03, 0x40, 1], vec![0xFF, 0x13, 0x80]];
        for _ in 0..3 {
            said.say(frames.clone());
            assert!(said.is_busy());
            let inputs = carry(&mut said, &mut heard, 400);
            assert!(!said.is_busy());
            let [one, other] = [0, 1].map(|at| Input::Frame(frames[at].clone()));
            let carrier = Input::V21Carrier;
            assert_eq!(inputs, [carrier(true), one, other, carrier(false)]);
        }
    }

    #[test]
    fn what_breaks_off_with_the_channel_goes_out_again() {
        let (mut said, mut heard) = (SaidFrames::new(), HeardFrames::new());
        carry(&mut said, &mut heard, 100);
        said.say(vec![vec![0xFF, 0x13, 0x80, 1, 2, 3, 4]]);
        assert_eq!(carry(&mut said, &mut heard, 60), []);
        let mut inputs = VecDeque::new();
        heard.end(&mut inputs);
        said.begin_anew();
        inputs.extend(carry(&mut said, &mut heard, 400));
        let frame = Input::Frame(vec![0xFF, 0x13, 0x80, 1, 2, 3, 4]);
        assert_eq!(inputs, [Input::V21Carrier(true), frame, Input::V21Carrier(false)]);
    }

    #[test]
    fn flags_that_share_a_zero_end_a_burst() {
        let (mut said, mut heard) = (SaidFrames::new(), HeardFrames::new());
        carry(&mut said, &mut heard, 100);
        said.say(vec![vec![0xFF, 0x13, 0x80]]);
        let mut inputs = VecDeque::new();
        while said.is_busy() && inputs.len() < 2 {
            heard.push(Bits::one(said.next_bit().unwrap()), &mut inputs);
        }
        assert_eq!(inputs.len(), 2);
        for _ in 0..10 {
            (0..7).for_each(|at| heard.push(Bits::one(at < 6), &mut inputs));
        }
        assert_eq!(inputs.back(), Some(&Input::V21Carrier(false)));
    }

    #[test]
    fn what_broke_off_before_a_page_is_not_said_behind_it() {
        let (mut said, mut heard) = (SaidFrames::new(), HeardFrames::new());
        carry(&mut said, &mut heard, 100);
        let [mcf, dcn] = [vec![0xFF, 0x13, 0x8C], vec![0xFF, 0x13, 0xFB]];
        said.say(vec![mcf.clone()]);
        carry(&mut said, &mut heard, 20);
        said.begin_anew();
        said.say(vec![dcn.clone()]);
        assert!(!said.forget_broken_off());
        let inputs = carry(&mut said, &mut HeardFrames::new(), 400);
        assert_eq!(inputs[1], Input::Frame(dcn));
        assert_eq!(inputs.len(), 3);
        // Where the channel comes up without a page between it is said.
        said.say(vec![mcf.clone()]);
        said.begin_anew();
        assert!(said.is_busy());
        said.is_up();
        assert!(!said.forget_broken_off());
        assert_eq!(carry(&mut said, &mut HeardFrames::new(), 400)[1], Input::Frame(mcf));
    }

    #[test]
    fn a_damaged_frame_is_told_of_and_ones_are_not() {
        let (mut said, mut heard) = (SaidFrames::new(), HeardFrames::new());
        carry(&mut said, &mut heard, 100);
        said.framer.push_damaged_frame(&[0xFF, 0x13, 0x80, 1]);
        let inputs = carry(&mut said, &mut heard, 300);
        let carrier = Input::V21Carrier;
        assert_eq!(inputs, [carrier(true), Input::DamagedFrame, carrier(false)]);
        let mut inputs = VecDeque::new();
        (0..100).for_each(|_| heard.push(Bits::one(true), &mut inputs));
        assert_eq!(inputs, []);
    }
}
