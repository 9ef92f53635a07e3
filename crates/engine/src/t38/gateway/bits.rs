//! Where the modems on the line get their bits: what came by packets, and what fills the
//! time until more comes.

use crate::hdlc::Framer;
use crate::t38::fill::EOL_ZEROS;
use ferrofax_signal::modem::BitSource;
use std::collections::VecDeque;

/// Frames, and flags for as long as none is there.
#[derive(Debug)]
pub(super) struct FrameBits {
    framer: Framer,
    made: u64,
    held: u32,
    /// No more frames will come.
    ended: bool,
}

impl FrameBits {
    /// So many flags come before the first frame at least.
    pub(super) fn new(flags: u32) -> Self {
        let framer = Framer::new(flags).with_flags_between(1).with_end_flags(END_FLAGS);
        Self { framer, made: 0, held: 0, ended: false }
    }

    /// One more frame, without FCS.
    pub(super) fn push(&mut self, frame: &[u8]) {
        self.framer.push_frame(frame);
    }

    /// One that did not come whole.
    pub(super) fn push_damaged(&mut self) {
        self.framer.push_damaged_frame(&DAMAGED);
    }

    /// No more will come.
    pub(super) const fn end(&mut self) {
        self.ended = true;
    }

    /// What waits, in octets; a frame takes memory beside its own.
    pub(super) fn waiting(&self) -> usize {
        self.framer.waiting_octets() + self.framer.waiting() * BESIDE_A_FRAME
    }
}

impl BitSource for FrameBits {
    fn next_bit(&mut self) -> Option<bool> {
        let (bits, count) = self.next_bits(1);
        (count == 1).then_some(bits == 1)
    }

    fn next_bits(&mut self, count: u32) -> (u32, u32) {
        while self.held < count {
            let (bits, made) = match self.framer.next_bits(8) {
                (_, 0) if self.ended => break,
                (_, 0) => (FLAG, 8),
                some => some,
            };
            self.made |= u64::from(bits) << self.held;
            self.held += made;
        }
        let count = count.min(self.held);
        let bits = self.made & ((1 << count) - 1);
        self.made >>= count;
        self.held -= count;
        (bits as u32, count)
    }
}

/// A training check: zeros for as long as none came, until it is as long as it should be.
#[derive(Debug)]
pub(super) struct CheckBits {
    octets: VecDeque<u8>,
    at: u32,
    left: u32,
    ended: bool,
}

impl CheckBits {
    /// A check of so many bits. `whole`: nothing of it will come, it is made here.
    pub(super) const fn new(bits: u32, whole: bool) -> Self {
        Self { octets: VecDeque::new(), at: 0, left: bits, ended: whole }
    }

    pub(super) fn push(&mut self, octets: &[u8]) {
        self.octets.extend(octets);
    }

    pub(super) const fn end(&mut self) {
        self.ended = true;
    }

    /// Octets that wait.
    pub(super) fn waiting(&self) -> usize {
        self.octets.len()
    }
}

impl BitSource for CheckBits {
    fn next_bit(&mut self) -> Option<bool> {
        if self.left == 0 && (self.ended || self.octets.is_empty()) {
            return None;
        }
        self.left = self.left.saturating_sub(1);
        let bit = self.octets.front().is_some_and(|octet| octet >> self.at & 1 == 1);
        self.at += 1;
        if self.at == 8 {
            self.at = 0;
            self.octets.pop_front();
        }
        Some(bit)
    }
}

/// A page without ECM: rows are let through whole, and zeros fill the time before the end
/// of a row: while the next row has not come, and where a row is shorter than it may be.
#[derive(Debug, Default)]
pub(super) struct PageBits {
    octets: VecDeque<u8>,
    /// Bits taken from the first octet.
    at: u32,
    /// Bits that came, and bits that were taken.
    came: u64,
    taken: u64,
    /// Where EOLs begin that came and have not been said.
    eols: VecDeque<u64>,
    zeros: u32,
    ended: bool,
    /// What came last was dropped.
    is_hole: bool,
    /// Bits of the shortest row.
    min_row_bits: u32,
    /// Bits that were said of this row, from its EOL on.
    said: u32,
    /// A row has begun: an EOL was said.
    has_row: bool,
}

impl PageBits {
    /// A page whose rows have so many bits at least, each with its EOL.
    pub(super) fn new(min_row_bits: u32) -> Self {
        Self { min_row_bits, ..Self::default() }
    }

    /// Octets, the first bit lowest.
    pub(super) fn push(&mut self, octets: &[u8]) {
        self.is_hole = false;
        octets.iter().for_each(|octet| self.put(*octet));
    }

    fn put(&mut self, octet: u8) {
        for bit in 0..8 {
            self.came += 1;
            if octet >> bit & 1 == 0 {
                self.zeros += 1;
            } else {
                // T.4 §4.1.2: at least eleven zeros and a one end a row; before them
                // fill may stand.
                if self.zeros >= EOL_ZEROS {
                    self.eols.push_back(self.came - 1 - u64::from(EOL_ZEROS));
                }
                self.zeros = 0;
            }
        }
        self.octets.push_back(octet);
    }

    /// Octets of the page were dropped here. A row that is too short stands in their place, so that
    /// a row is damaged, however many rows are gone.
    pub(super) fn note_dropped(&mut self) {
        if !std::mem::replace(&mut self.is_hole, true) {
            IN_A_HOLE.into_iter().for_each(|octet| self.put(octet));
        }
    }

    /// No more will come.
    pub(super) const fn end(&mut self) {
        self.ended = true;
    }

    /// Octets that wait.
    pub(super) fn waiting(&self) -> usize {
        self.octets.len()
    }

    /// Whether fill stands here: more is to come, or the row is too short.
    fn waits(&mut self) -> bool {
        match self.eols.front() {
            Some(eol) if self.taken == *eol => {
                // EOLs behind each other are the end of the page, and between them
                // nothing may stand (T.4 §4.1.4).
                let is_row = self.said > MOST_OF_RTC;
                let is_short = self.has_row && is_row && self.said < self.min_row_bits;
                // All that came is said, but for this EOL: whether the row behind it is
                // whole is not known.
                let is_last = !self.ended && self.eols.len() == 1;
                if is_short || is_last {
                    return true;
                }
                self.eols.pop_front();
                (self.said, self.has_row) = (0, true);
                false
            }
            Some(_) => false,
            None => !self.ended,
        }
    }
}

impl BitSource for PageBits {
    fn next_bit(&mut self) -> Option<bool> {
        if self.waits() {
            self.said += 1;
            return Some(false);
        }
        if self.taken >= self.came {
            return None;
        }
        let bit = self.octets.front().is_some_and(|octet| octet >> self.at & 1 == 1);
        self.taken += 1;
        self.said += 1;
        self.at += 1;
        if self.at == 8 {
            self.at = 0;
            self.octets.pop_front();
        }
        Some(bit)
    }
}

/// 01111110.
const FLAG: u32 = 0x7E;
/// What stands for a frame that did not come whole: an address, a control field and no
/// name of a command, with a wrong FCS.
pub(super) const DAMAGED: [u8; 3] = [0xFF, 0x03, 0x00];
/// What a frame counts for while it waits, with its FCS.
pub(super) const fn waiting_frame(frame: &[u8]) -> usize {
    frame.len() + 2 + BESIDE_A_FRAME
}

/// What a frame takes of memory beside its octets, about.
const BESIDE_A_FRAME: usize = 32;
/// What stands in the place of octets that were dropped, the first bit lowest: pixels, so that no two
/// EOLs are taken for the end of the page, EOL, a row of seven pixels, EOL. With MR each EOL has the tag of a row by MH behind it; with MH that is a pixel.
pub(super) const IN_A_HOLE: [u8; 6] = [0xFF, 0x00, 0x00, 0x3F, 0x00, 0xC0];
/// Flags behind the last frame.
const END_FLAGS: u32 = 3;
/// EOLs of the end of a page follow each other in 12 bits, with MR in 13.
const MOST_OF_RTC: u32 = 13;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hdlc::{Deframer, DeframerEvent};

    #[test]
    fn frames_that_come_late_are_waited_for_with_flags() {
        let mut source = FrameBits::new(5);
        let mut deframer = Deframer::new();
        let mut found = Vec::new();
        for step in 0..400 {
            match step {
                100 => source.push(&[0xFF, 0x03, 1, 2, 3]),
                // In the middle of the first one, and long after it.
                102 => source.push(&[0xFF, 0x13, 4, 5]),
                250 => source.push(&[0xFF, 0x13, 6]),
                300 => source.end(),
                _ => {}
            }
            let (bits, count) = source.next_bits(7);
            assert_eq!(count == 7, step < 300 || count == 7);
            for at in 0..count {
                if let Some(DeframerEvent::Frame(frame)) = deframer.push_bit(bits >> at & 1 == 1) {
                    found.push(frame);
                }
            }
        }
        assert_eq!(found, [vec![0xFF, 0x03, 1, 2, 3], vec![0xFF, 0x13, 4, 5], vec![0xFF, 0x13, 6]]);
        assert_eq!(source.next_bit(), None);
    }

    #[test]
    fn a_frame_that_did_not_come_whole_is_heard_as_a_damaged_one() {
        let mut source = FrameBits::new(5);
        source.push_damaged();
        source.push(&[0xFF, 0x13, 6]);
        source.end();
        let mut deframer = Deframer::new();
        let mut found: Vec<_> = std::iter::from_fn(|| source.next_bit())
            .filter_map(|bit| deframer.push_bit(bit))
            .collect();
        found.retain(|event| {
            matches!(event, DeframerEvent::Frame(_) | DeframerEvent::DamagedFrame(_))
        });
        assert!(
            matches!(found[..], [DeframerEvent::DamagedFrame(_), DeframerEvent::Frame(_)]),
            "{found:?}"
        );
    }

    #[test]
    fn a_page_is_filled_only_before_the_end_of_a_row() {
        // Rows of ones between EOLs, with the first bit lowest.
        let mut bits = Vec::new();
        for row in 0..20 {
            bits.extend([false; 11]);
            bits.push(true);
            bits.extend(vec![true; 20 + row]);
        }
        bits.resize(bits.len().next_multiple_of(8), false);
        let octets: Vec<u8> = bits
            .chunks(8)
            .map(|bits| bits.iter().rev().fold(0, |octet, bit| octet << 1 | u8::from(*bit)))
            .collect();
        let mut source = PageBits::default();
        let mut out = Vec::new();
        for octet in &octets {
            source.push(&[*octet]);
            // Asked for three times as fast as it comes.
            out.extend((0..24).map(|_| source.next_bit().unwrap()));
        }
        source.end();
        out.extend(std::iter::from_fn(|| source.next_bit()));
        // Without the fill it is the page again: runs of more than eleven zeros are EOLs.
        let mut without_fill = Vec::new();
        let mut zeros = 0;
        for bit in out {
            if bit {
                without_fill.extend(vec![false; zeros.min(11)]);
                without_fill.push(true);
                zeros = 0;
            } else {
                zeros += 1;
            }
        }
        let end = bits.iter().rposition(|bit| *bit).unwrap();
        assert_eq!(without_fill, bits[..=end]);
    }

    #[test]
    fn a_row_is_damaged_where_octets_were_dropped_however_many_rows_they_were() {
        use ferrofax_ground::t4::{Bitmap, Coding, Decoder, EncodeOptions, Limits, encode};
        let mut page = Bitmap::white(1728, 60);
        (0..60).for_each(|row| page.set(10 + row, row, true));
        for coding in [Coding::Mh, Coding::Mr] {
            let octets = encode(&page, coding, EncodeOptions::default());
            let decoded = |mut source: PageBits| {
                source.end();
                let mut decoder = Decoder::new(coding, 1728, Limits::default());
                std::iter::from_fn(|| source.next_bit()).for_each(|bit| decoder.push_bit(bit));
                decoder.finish()
            };
            let mut whole = PageBits::new(0);
            whole.push(&octets);
            let (bitmap, quality) = decoded(whole);
            assert_eq!((bitmap, quality.bad_rows), (page.clone(), 0));
            let is_silent = |from: &usize| {
                let mut source = PageBits::new(0);
                source.push(&octets[..*from]);
                (0..3).for_each(|_| source.note_dropped());
                source.push(&octets[from + 20..]);
                decoded(source).1.bad_rows == 0
            };
            let silent: Vec<usize> = (0..octets.len() - 40).filter(is_silent).collect();
            assert!(silent.is_empty(), "{coding}: from {silent:?} of {}", octets.len());
        }
    }

    #[test]
    fn rows_are_as_long_as_the_line_needs_and_the_end_of_the_page_stays() {
        let eol = || [false; 11].into_iter().chain([true]);
        let mut bits = Vec::new();
        for row in 0..30 {
            bits.extend(eol().chain(vec![true; 10 + row * 10]));
        }
        (0..6).for_each(|_| bits.extend(eol()));
        bits.resize(bits.len().next_multiple_of(8), false);
        let octets: Vec<u8> = bits
            .chunks(8)
            .map(|bits| bits.iter().rev().fold(0, |octet, bit| octet << 1 | u8::from(*bit)))
            .collect();
        let mut source = PageBits::new(144);
        source.push(&octets);
        source.end();
        let out: String = std::iter::from_fn(|| source.next_bit())
            .map(|bit| if bit { '1' } else { '0' })
            .collect();
        let end: String = eol().map(|bit| if bit { '1' } else { '0' }).collect();
        let page = out
            .trim_end_matches('0')
            .strip_suffix(&end.repeat(6))
            .expect("the end of the page is whole");
        let rows: Vec<usize> = page.split(&end).skip(1).map(|row| row.len() + end.len()).collect();
        assert_eq!(rows.len(), 30, "{out}");
        for (at, row) in rows.iter().enumerate() {
            // Fill stands behind the row, before the next EOL.
            assert_eq!(*row, (22 + at * 10).max(144), "row {at}");
        }
    }

    #[test]
    fn a_check_is_as_long_as_it_should_be_however_it_comes() {
        let mut check = CheckBits::new(1000, false);
        let mut count = 0;
        for _ in 0..300 {
            count += u32::from(check.next_bit().is_some());
        }
        check.push(&[0; 200]);
        check.end();
        count += std::iter::from_fn(|| check.next_bit()).count() as u32;
        assert_eq!(count, 1000);
        assert_eq!(
            std::iter::from_fn(|| { CheckBits::new(5, true).next_bit() }).take(9).count(),
            9
        );
    }
}
