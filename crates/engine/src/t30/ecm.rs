//! A partial page of the error correction mode (T.4 annex A, T.30 annex A): up to 256
//! frames of 256 or 64 octets.
//!
//! Frames come in any order and any number of times. A block is handed on when all its frames
//! came, or when the rest of it is given up.

use super::fcf::Fcf;
use super::frame::Frame;
use std::hash::{BuildHasher as _, BuildHasherDefault, DefaultHasher};

/// Frames in a full block.
const FRAMES: usize = 256;
/// The longest data of a frame. DCS says 256 or 64, and real machines are not strict about which.
const OCTETS: usize = 256;

/// The block that is being received.
#[derive(Clone, Debug)]
pub struct PartialPage {
    frames: Vec<Option<Vec<u8>>>,
    /// Frames that were handed on.
    handed_on: usize,
    /// Frames of the block by the first PPS. More may have come.
    total: Option<usize>,
    /// What the last PPR asked for.
    asked: Option<Vec<u8>>,
    /// Any frame of this block was received since the last answer.
    fresh: bool,
    /// The mark behind the last frame (RCP) was received since the last PPR.
    has_end: bool,
}

impl Default for PartialPage {
    fn default() -> Self {
        Self::new()
    }
}

impl PartialPage {
    /// An empty block.
    pub fn new() -> Self {
        Self {
            frames: vec![None; FRAMES],
            handed_on: 0,
            total: None,
            asked: None,
            fresh: false,
            has_end: false,
        }
    }

    /// Takes the information field of FCD: a frame number and its data. False if it is no
    /// such field.
    pub fn push(&mut self, fif: &[u8]) -> bool {
        let [number, data @ ..] = fif else { return false };
        if data.is_empty() || data.len() > OCTETS {
            return false;
        }
        let number = usize::from(*number);
        self.fresh = true;
        if number >= self.handed_on && self.frames[number].is_none() {
            self.frames[number] = Some(data.to_vec());
        }
        true
    }

    /// Takes the mark behind the last frame of a signal (RCP).
    pub const fn push_end(&mut self) {
        self.has_end = true;
    }

    /// Whether the mark behind the last frame was received since the last PPR.
    pub const fn has_end(&self) -> bool {
        self.has_end
    }

    /// The data that stands without a hole and was not handed on yet.
    pub fn hand_on(&mut self) -> Vec<u8> {
        let mut data = Vec::new();
        while let Some(frame) = self.frames.get_mut(self.handed_on).and_then(Option::take) {
            data.extend_from_slice(&frame);
            self.handed_on += 1;
        }
        data
    }

    /// All data that came, over the holes: for a block that is given up.
    pub fn hand_on_all(&mut self) -> Vec<u8> {
        let mut data = Vec::new();
        for frame in self.frames.iter_mut().filter_map(Option::take) {
            data.extend_from_slice(&frame);
        }
        data
    }

    /// A PPS says how many frames the block has, if it is the first. In a PPS after a
    /// retransmission some senders count the block's frames again and some only what they
    /// repeated. If the first was never read, the count is one of what was asked for
    /// wherever it is too small for the block; where it may be either, the block's length
    /// stays unknown, and so it stays incomplete: its last frames may be what is missing.
    /// The same holds if the end of the repetition was not received.
    pub fn tell_total(&mut self, count: usize) {
        if self.total.is_some() {
            return;
        }
        let seen = self
            .frames
            .iter()
            .rposition(Option::is_some)
            .map_or(0, |last| last + 1)
            .max(self.handed_on);
        self.total = match &self.asked {
            None => Some(count),
            Some(asked) if count < seen => Some(end_of(asked, count)),
            Some(_) => (count == seen && self.has_end && !self.has_hole()).then_some(count),
        };
    }

    /// Whether every frame of the block came, also those beyond the count of a PPS.
    pub fn is_complete(&self) -> bool {
        self.total.is_some_and(|total| self.count() >= total) && !self.has_hole()
    }

    /// Whether a frame is missing before one that came.
    pub fn has_hole(&self) -> bool {
        self.frames
            .iter()
            .skip(self.handed_on)
            .skip_while(|frame| frame.is_some())
            .any(Option::is_some)
    }

    /// Whether any frame came since the block was begun or answered.
    pub const fn is_fresh(&self) -> bool {
        self.fresh
    }

    /// The block was answered: what came of it so far is no news any more.
    pub const fn answered(&mut self) {
        self.fresh = false;
    }

    /// Frames that came so far.
    pub fn count(&self) -> usize {
        self.handed_on + self.frames.iter().filter(|frame| frame.is_some()).count()
    }

    /// A sum of each frame that came and was not handed on. Blocks with other content have others.
    pub fn sums(&self) -> Vec<Option<u64>> {
        let hasher = BuildHasherDefault::<DefaultHasher>::default();
        let sum = |frame: &Option<Vec<u8>>| frame.as_ref().map(|data| hasher.hash_one(data));
        self.frames.iter().map(sum).collect()
    }

    /// Asks for what is missing: [`Self::wanted`].
    pub fn ask(&mut self) -> Vec<u8> {
        let wanted = self.wanted();
        self.asked = Some(wanted.clone());
        self.has_end = false;
        wanted
    }

    /// The information field of PPR: one bit a frame, 1 = wanted. Bits beyond the block are 1.
    pub fn wanted(&self) -> Vec<u8> {
        let mut map = vec![0xFF; FRAMES / 8];
        for frame in 0..FRAMES {
            if frame < self.handed_on || self.frames[frame].is_some() {
                map[frame / 8] &= !(1 << (frame % 8));
            }
        }
        map
    }
}

/// Where a block ends of which so many frames were asked for, by the map of a PPR.
fn end_of(asked: &[u8], count: usize) -> usize {
    let wanted = (0..FRAMES).filter(|frame| asked[frame / 8] >> (frame % 8) & 1 == 1);
    wanted
        .skip(count.saturating_sub(1))
        .map(|frame| frame + 1)
        .next()
        .unwrap_or(FRAMES)
}

/// The end of a partial page: PPS or EOR (T.30 §A.4.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PartialPageEnd {
    /// What comes next: NULL (the same page goes on), MPS, EOM or EOP.
    pub next: Fcf,
    /// The wish for an operator (PRI-…).
    pub interrupt: bool,
    /// The page counter, modulo 256.
    pub page: u8,
    /// The block counter within the page, modulo 256.
    pub block: u8,
    /// How many frames the sender says that the block has.
    pub frames: usize,
}

impl PartialPageEnd {
    /// Reads the information field of PPS. `None` if it is too short or says something unknown.
    pub fn parse(fif: &[u8]) -> Option<Self> {
        let [code, page, block, frames, ..] = fif else { return None };
        let (next, interrupt) = next_of(*code)?;
        Some(Self { next, interrupt, page: *page, block: *block, frames: usize::from(*frames) + 1 })
    }

    /// What comes next, with the wish for an operator.
    pub const fn command(&self) -> Fcf {
        if self.interrupt { self.next.with_interrupt() } else { self.next }
    }

    /// The information field of PPS.
    pub fn emit(&self, x: bool) -> Vec<u8> {
        let code = if self.next == Fcf::Null { 0 } else { self.command().to_byte(x) };
        vec![code, self.page, self.block, (self.frames.max(1) - 1).min(255) as u8]
    }
}

/// What tells one PPS or EOR from another: what follows, page and block; not the number of frames.
pub(super) fn key_of(frame: &Frame) -> Vec<u8> {
    let mut key: Vec<u8> = frame.fif.iter().take(3).copied().collect();
    if let Some(code) = key.first_mut() {
        *code = Fcf::from_byte(*code).without_interrupt().to_byte(false);
    }
    key
}

/// The second control field of PPS and EOR.
pub fn next_of(code: u8) -> Option<(Fcf, bool)> {
    let fcf = Fcf::from_byte(code);
    let plain = fcf.without_interrupt();
    matches!(plain, Fcf::Null | Fcf::Mps | Fcf::Eom | Fcf::Eop).then_some((plain, plain != fcf))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holes_are_asked_for_and_filled() {
        let mut block = PartialPage::new();
        for number in [0u8, 1, 3, 3, 5] {
            assert!(block.push(&[number, number]));
        }
        assert_eq!(block.hand_on(), [0, 1]);
        block.tell_total(6);
        assert!(!block.is_complete());
        assert_eq!(&block.wanted()[..2], [0b1101_0100, 0xFF]);
        block.push(&[4, 4]);
        block.push(&[2, 2]);
        // The PPS of the retransmission counts two frames.
        block.tell_total(2);
        assert!(block.is_complete());
        assert_eq!(block.hand_on(), [2, 3, 4, 5]);
        assert!(block.is_complete());
        assert_eq!(block.wanted()[0], 0b1100_0000);
    }

    #[test]
    fn a_block_that_is_given_up_hands_on_what_came_over_its_holes() {
        let mut block = with(&[0, 2, 3]);
        assert!(block.has_hole() && block.is_fresh() && !block.has_end());
        block.push_end();
        block.answered();
        assert!(block.has_end() && !block.is_fresh());
        assert_eq!(block.hand_on(), [0]);
        assert_eq!(block.hand_on_all(), [2, 3]);
        assert!(!with(&[0, 1]).has_hole() && !with(&[]).has_hole());
    }

    #[test]
    fn a_frame_that_was_handed_on_is_not_taken_again() {
        let mut block = with(&[0, 1]);
        assert_eq!(block.hand_on(), [0, 1]);
        assert!(block.push(&[1, 9]) && block.push(&[2, 2]) && block.push(&[2, 9]));
        assert_eq!(block.hand_on_all(), [2]);
    }

    #[test]
    fn the_wish_for_an_operator_makes_no_other_block() {
        let key = |code: Fcf, fif: [u8; 3]| {
            let fif = [code.to_byte(true), fif[0], fif[1], fif[2]];
            key_of(&Frame::last(Fcf::Pps, fif.to_vec()))
        };
        let plain = key(Fcf::Eop, [1, 2, 3]);
        assert_eq!(plain, [Fcf::Eop.to_byte(false), 1, 2]);
        assert_eq!(key(Fcf::Eop.with_interrupt(), [1, 2, 9]), plain);
        assert_ne!(key(Fcf::Mps, [1, 2, 3]), plain);
        assert_ne!(key(Fcf::Eop, [1, 3, 3]), plain);
        assert_eq!(next_of(Fcf::Eop.with_interrupt().to_byte(false)), Some((Fcf::Eop, true)));
        assert_eq!(next_of(Fcf::Eop.to_byte(false)), Some((Fcf::Eop, false)));
    }

    fn with(frames: &[u8]) -> PartialPage {
        let mut block = PartialPage::new();
        frames.iter().for_each(|&number| assert!(block.push(&[number, number])));
        block
    }

    /// Ten frames are sent; PPS is not read, but there is a hole, so that all from there
    /// on comes again, and its count is 8.
    #[test]
    fn a_block_is_not_complete_before_its_end_came_whose_first_end_signal_was_lost() {
        let mut block = with(&[0, 2]);
        block.ask();
        [1, 3, 4].iter().for_each(|&number| assert!(block.push(&[number, number])));
        block.tell_total(8);
        assert!(!block.is_complete(), "eight may be the block's length or what was sent of it");
        block.ask();
        [5, 6, 7].iter().for_each(|&number| assert!(block.push(&[number, number])));
        block.tell_total(5);
        assert!(!block.is_complete(), "the last two of five repeated ones are missing");
        block.ask();
        [8, 9].iter().for_each(|&number| assert!(block.push(&[number, number])));
        block.tell_total(2);
        assert!(block.is_complete());
    }

    #[test]
    fn a_sender_that_counts_the_whole_block_again_is_understood_as_well() {
        let mut block = with(&[0, 1, 3, 4]);
        block.ask();
        assert!(block.push(&[2, 2]));
        block.push_end();
        block.tell_total(5);
        assert!(block.is_complete());
        // One that did not hear the request says its first count again.
        let mut block = with(&[0, 1, 3]);
        block.ask();
        block.tell_total(5);
        assert!(!block.is_complete());
    }

    /// Of a hundred frames, fifty came at first, without one. Of the 51 that are repeated, two come.
    #[test]
    fn a_count_of_repeated_frames_is_not_taken_for_the_block_if_their_end_was_lost() {
        let came: Vec<u8> = (0..50).filter(|number| *number != 10).collect();
        let mut block = with(&came);
        block.push_end();
        block.ask();
        [10, 50].iter().for_each(|&number| assert!(block.push(&[number, number])));
        block.tell_total(51);
        assert!(!block.is_complete());
    }

    #[test]
    fn bad_frames_are_refused() {
        let mut block = PartialPage::new();
        assert!(!block.push(&[]));
        assert!(!block.push(&[7]));
        assert!(!block.push(&[7; 258]));
        assert_eq!(block.count(), 0);
    }

    #[test]
    fn a_full_block_is_complete() {
        let mut block = PartialPage::new();
        (0..=255u8).rev().for_each(|number| assert!(block.push(&[number, 1])));
        block.tell_total(256);
        assert!(block.is_complete());
        assert_eq!(block.hand_on().len(), 256);
        assert!(block.is_complete());
    }

    #[test]
    fn the_end_of_a_block_is_read_with_and_without_the_x_bit() {
        for code in [0x2E, 0x2F, 0x3E, 0x3F] {
            let end = PartialPageEnd::parse(&[code, 1, 2, 255]);
            assert_eq!(end.map(|e| (e.next, e.frames)), Some((Fcf::Eop, 256)));
        }
        assert_eq!(PartialPageEnd::parse(&[0x00, 1, 2, 3]).map(|e| e.next), Some(Fcf::Null));
        assert_eq!(PartialPageEnd::parse(&[0x77, 1, 2, 3]), None);
        assert_eq!(PartialPageEnd::parse(&[0x2E, 1, 2]), None);
    }

    /// The first PPS was not read, and of frames 3, 5 and 6, which are repeated, the last is lost.
    #[test]
    fn a_count_of_repeated_frames_shows_where_the_block_ends() {
        let mut block = with(&[0, 1, 2, 4]);
        block.ask();
        [3, 5].iter().for_each(|&number| assert!(block.push(&[number, number])));
        block.tell_total(3);
        assert!(!block.is_complete());
        assert!(block.push(&[6, 6]) && block.is_complete());
        // One frame was repeated, and the block had no more than came.
        let mut block = with(&[0, 1, 3, 4]);
        block.ask();
        assert!(block.push(&[2, 2]));
        block.tell_total(1);
        assert!(block.is_complete());
    }

    /// The count of PPS was too small: MCF would confirm a block with a hole.
    #[test]
    fn a_block_with_a_hole_is_not_complete_where_more_came_than_its_end_said() {
        let mut block = with(&[0, 1]);
        block.tell_total(2);
        assert!(block.is_complete());
        assert!(block.push(&[3, 3]) && !block.is_complete());
        assert!(block.push(&[2, 2]) && block.is_complete());
        assert_eq!(block.hand_on(), [0, 1, 2, 3]);
    }
}
