//! A page on its way with ECM: cut into partial pages of up to 256 frames (T.4 annex A).
//!
//! On a line that loses signals the partial pages are short (`caution`). Of a block that
//! was said, whatever the receiver asks for is said again at once, however much it is: it
//! has waited for the end of as much before.

use crate::t30::fcf::Fcf;
use crate::t30::frame::Frame;
use std::sync::Arc;

/// Frames in a full block.
const FRAMES: usize = 256;
/// RCP ends a burst of frames; three, so that one comes through (T.4 §A.3.6).
const RCPS: usize = 3;

/// The page, the block that is on its way, and which of its frames are wanted.
#[derive(Clone, Debug)]
pub(super) struct OutgoingBlocks {
    data: Arc<Vec<u8>>,
    octets: usize,
    /// The block's number.
    block: usize,
    /// Its first frame, counted through the page, and how many it has.
    first: usize,
    length: usize,
    /// Frames of the block that are to be said.
    wanted: Vec<usize>,
    /// PPR heard for this block since it was begun or its rate changed.
    pub requests: u32,
    /// CTC said for this block.
    pub changes: u32,
    /// How many frames the last PPR asked for, …
    pub missing: usize,
    /// … and the fewest that any PPR for this block did.
    pub fewest: usize,
}

impl OutgoingBlocks {
    /// The first block has no more frames than `most`.
    pub(super) fn new(data: Arc<Vec<u8>>, octets: u16, most: usize) -> Self {
        let mut page = Self {
            data,
            octets: usize::from(octets),
            block: 0,
            first: 0,
            length: 0,
            wanted: Vec::new(),
            requests: 0,
            changes: 0,
            missing: 0,
            fewest: 0,
        };
        page.begin_block(most);
        page
    }

    fn frames_in_page(&self) -> usize {
        self.data.len().div_ceil(self.octets).max(1)
    }

    fn begin_block(&mut self, most: usize) {
        self.length = (self.frames_in_page() - self.first).min(FRAMES).min(most.max(1));
        self.wanted = (0..self.length).collect();
        self.requests = 0;
        self.changes = 0;
        (self.missing, self.fewest) = (self.length, self.length);
    }

    /// Frames in the block that is on its way; one at least.
    pub(super) const fn frames_in_block(&self) -> usize {
        self.length
    }

    /// The block's number, modulo 256.
    pub(super) const fn block_number(&self) -> u8 {
        self.block as u8
    }

    /// Whether the page ends with this block.
    pub(super) fn is_last(&self) -> bool {
        self.first + self.length >= self.frames_in_page()
    }

    /// The block came through: the next one is to be said, which has no more frames than `most`.
    pub(super) fn next_block(&mut self, most: usize) {
        self.block += 1;
        self.first += self.length;
        self.begin_block(most);
    }

    /// Reads PPR's map: 1 = wanted. Bits beyond the block say nothing. False if nothing
    /// of the block is wanted.
    pub(super) fn request(&mut self, map: &[u8]) -> bool {
        let wanted: Vec<usize> = (0..self.frames_in_block())
            .filter(|frame| map.get(frame / 8).is_none_or(|byte| byte >> (frame % 8) & 1 == 1))
            .collect();
        self.missing = wanted.len();
        self.requests += 1;
        if !wanted.is_empty() {
            self.fewest = self.fewest.min(self.missing);
            self.wanted = wanted;
        }
        self.missing > 0
    }

    /// Whether a receiver may ask for these frames: none that it has had, and of the octets beyond
    /// the block all are alike.
    pub(super) fn may_be_asked(&self, map: &[u8]) -> bool {
        let asks =
            |frame: &usize| map.get(frame / 8).is_some_and(|byte| byte >> (frame % 8) & 1 == 1);
        let had = (0..self.length).filter(|frame| !self.wanted.contains(frame));
        let beyond = map.get(self.length.div_ceil(8)..).unwrap_or_default();
        had.filter(asks).count() == 0
            && (beyond.iter().all(|octet| *octet == 0) || beyond.iter().all(|octet| *octet == 0xFF))
    }

    /// How many frames are to be said.
    pub(super) const fn count(&self) -> usize {
        self.wanted.len()
    }

    /// Whether the receiver has asked for none of the block's frames again.
    pub(super) const fn went_well(&self) -> bool {
        self.requests == 0 && self.changes == 0
    }

    /// How many frames are wanted at the end of the block, of which something came: the
    /// receiver has lost the signal there.
    pub(super) fn lost_at_its_end(&self) -> usize {
        let from_the_end = (0..self.length)
            .rev()
            .zip(self.wanted.iter().rev())
            .take_while(|(at, wanted)| at == *wanted);
        Some(from_the_end.count())
            .filter(|count| *count < self.length)
            .unwrap_or_default()
    }

    /// In how many parts of the block frames are wanted.
    pub(super) fn holes(&self) -> usize {
        let begins = |at: &usize| *at == 0 || !self.wanted.contains(&(at - 1));
        self.wanted.iter().filter(|at| begins(at)).count()
    }

    /// Whether a frame is wanted that stands before one that came: the receiver goes on
    /// behind a gap.
    pub(super) fn has_hole(&self) -> bool {
        self.wanted.len() > self.lost_at_its_end() && self.wanted.len() < self.length
    }

    /// The frames that are to be said, with RCP behind them. The last one of the page is
    /// filled up with zeros.
    pub(super) fn frames(&self) -> Arc<Vec<Vec<u8>>> {
        let frame = |&number: &usize| {
            let start = ((self.first + number) * self.octets).min(self.data.len());
            let end = (start + self.octets).min(self.data.len());
            let mut field = Vec::with_capacity(1 + self.octets);
            field.push(number as u8);
            field.extend_from_slice(&self.data[start..end]);
            field.resize(1 + self.octets, 0);
            Frame::followed(Fcf::Fcd, field).emit()
        };
        let mut frames: Vec<Vec<u8>> = self.wanted.iter().map(frame).collect();
        frames.extend((0..RCPS).map(|_| Frame::followed(Fcf::Rcp, Vec::new()).emit()));
        Arc::new(frames)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::t30::ecm::PartialPage;

    fn page(length: usize) -> OutgoingBlocks {
        OutgoingBlocks::new(Arc::new((0..length).map(|n| (n / 7) as u8).collect()), 64, usize::MAX)
    }

    #[test]
    fn what_is_cut_up_is_put_together_again() {
        for length in [0, 1, 63, 64, 65, 256 * 64, 256 * 64 + 1, 600 * 64] {
            let mut page = page(length);
            let mut data = Vec::new();
            loop {
                let mut block = PartialPage::new();
                for bytes in page.frames().iter() {
                    let frame = Frame::parse(bytes).unwrap();
                    assert!(frame.fcf == Fcf::Rcp || block.push(&frame.fif));
                }
                block.tell_total(page.frames_in_block());
                assert!(block.is_complete());
                data.extend(block.hand_on());
                if page.is_last() {
                    break;
                }
                page.next_block(usize::MAX);
            }
            assert_eq!(data.len(), length.div_ceil(64).max(1) * 64);
            assert!(
                data[..length] == page.data[..] && data[length..].iter().all(|byte| *byte == 0)
            );
        }
    }

    #[test]
    fn only_what_is_wanted_is_said_again() {
        let mut page = page(64 * 20);
        assert_eq!(page.count(), 20);
        assert!(page.request(&[0b0000_1001, 0, 0xFF, 0xFF]));
        assert_eq!(page.count(), 6);
        assert_eq!(page.frames().len(), 9);
        // A map that is too short says nothing about the rest; one that wants nothing
        // leaves what was wanted.
        assert!(page.request(&[0]));
        assert_eq!(page.count(), 12);
        assert!(!page.request(&[0; 32]));
        assert_eq!((page.count(), page.requests), (12, 3));
    }

    #[test]
    fn no_signal_is_longer_than_allowed_and_nothing_is_left_out() {
        let mut page = OutgoingBlocks::new(Arc::new(vec![7; 64 * 20]), 64, 8);
        let mut blocks = Vec::new();
        loop {
            blocks.push((page.block_number(), page.count(), page.is_last()));
            if page.is_last() {
                break;
            }
            page.next_block(8);
        }
        assert_eq!(blocks, [(0, 8, false), (1, 8, false), (2, 4, true)]);
    }

    /// A block that was not heard at all has no end that is lost, and no hole.
    #[test]
    fn where_frames_are_missing_tells_a_gap_from_a_lost_end_and_from_noise() {
        let asks = |missing: &[usize]| {
            let mut page = page(64 * 20);
            let mut map = [0; 32];
            missing.iter().for_each(|frame| map[frame / 8] |= 1 << (frame % 8));
            assert!(page.request(&map));
            (page.lost_at_its_end(), page.has_hole(), page.holes())
        };
        let all: Vec<usize> = (0..20).collect();
        assert_eq!(asks(&all), (0, false, 1));
        assert_eq!(asks(&all[17..]), (3, false, 1));
        assert_eq!(asks(&[0, 1, 2, 7, 8, 19]), (1, true, 3));
    }

    /// A PPR of which bits were put back: one that asks for a frame that came is another one's.
    #[test]
    fn only_what_is_missing_may_be_asked_for_again() {
        let mut page = page(64 * 20);
        let map = |octets: &[u8]| [octets, &[0; 29]].concat();
        assert!(page.may_be_asked(&map(&[0xFF, 0xFF, 0x0F])), "all of it");
        assert!(page.request(&map(&[0b0000_0110, 0b1000_0000, 0])));
        for asked in [[0b0000_0110, 0b1000_0000, 0], [0b0000_0010, 0, 0], [0, 0b1000_0000, 0]] {
            assert!(page.may_be_asked(&map(&asked)), "{asked:?}");
        }
        for asked in [[0b0000_0001, 0, 0], [0, 0b0000_0010, 0], [0b0000_0110, 0, 0b0000_1000]] {
            assert!(!page.may_be_asked(&map(&asked)), "{asked:?}");
        }
        let beyond = |octet: u8| [&[0b0000_0010, 0, 0][..], &[octet; 29]].concat();
        assert!(page.may_be_asked(&beyond(0xFF)) && !page.may_be_asked(&beyond(0x10)));
    }

    #[test]
    fn all_that_is_asked_for_is_said_again_however_short_the_blocks_are() {
        let mut page = OutgoingBlocks::new(Arc::new(vec![7; 64 * 40]), 64, 24);
        assert!(page.went_well() && page.request(&[0b1111_0000, 0xFF, 0xFF]));
        assert_eq!((page.lost_at_its_end(), page.has_hole(), page.went_well()), (20, false, false));
        assert_eq!((page.count(), page.frames().len(), page.frames_in_block()), (20, 23, 24));
        assert_eq!(page.holes(), 1);
        assert!(page.request(&[0, 1, 0]));
        assert_eq!((page.lost_at_its_end(), page.has_hole(), page.requests), (0, true, 2));
        page.next_block(8);
        assert_eq!((page.count(), page.went_well()), (8, true));
    }
}
