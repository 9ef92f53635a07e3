//! Converts pixels to changing elements and back, 64 pixels at a time.
//!
//! A *row of changing elements* is a list of positions with guards at both ends, so that the codecs
//! need no special cases: `[-1, changes…, width, width, width, width]`. The changes are strictly
//! ascending and below the width. The change at index 1 is the first; changes at odd indices go
//! from white to black.

use crate::wide::widest;

/// The number of guards after the last change: as many as the codecs look ahead.
const GUARDS: usize = 4;
/// If a word of 64 pixels has at least this number of changes, the function for many changes is
/// used.
const MANY: usize = 12;
/// The number of words of 64 pixels that are processed together.
const PART: usize = 64;

/// One row as changing elements.
#[derive(Clone, Debug)]
pub(super) struct Changes {
    width: i32,
    /// The list of changes, with room for the longest possible list.
    at: Vec<i32>,
    /// The index of the guard at the beginning.
    first: usize,
    /// The index of the first guard after the changes, once the list is closed.
    end: usize,
}

impl Changes {
    /// A white row.
    pub(super) fn white(width: u32) -> Self {
        let mut row = Self {
            width: width as i32,
            at: vec![-1; width as usize + 2 + GUARDS],
            first: 0,
            end: 1,
        };
        row.close(1);
        row
    }

    /// The number of pixels in the row.
    pub(super) const fn width(&self) -> i32 {
        self.width
    }

    /// The list with its guards.
    #[inline]
    pub(super) fn list(&self) -> &[i32] {
        &self.at[self.first..]
    }

    /// The list of a row, to be written from index 1 on and then closed. [`Self::find`] must never
    /// have been called on the row. The list has room for `width + 1` changes and the guards.
    #[inline]
    pub(super) fn list_mut(&mut self) -> &mut [i32] {
        &mut self.at
    }

    /// Ends the list of changes before index `end`. If the last changes are at the width, they
    /// count as guards.
    pub(super) fn close(&mut self, mut end: usize) {
        while end > 1 && self.at[end - 1] >= self.width {
            end -= 1;
        }
        self.at[end..end + GUARDS].fill(self.width);
        self.end = end;
    }

    /// The changes without the guards.
    #[inline]
    pub(super) fn changes(&self) -> &[i32] {
        &self.at[self.first + 1..self.end]
    }

    /// Finds the changes of a row of packed pixels, whose padding bits are 0.
    ///
    /// The search runs from right to left, because the lowest one-bit of a word is found faster
    /// than the highest.
    pub(super) fn find(&mut self, row: &[u8]) {
        widest(
            #[inline(always)]
            || self.find_in(row),
        );
    }

    #[inline(always)]
    fn find_in(&mut self, row: &[u8]) {
        self.end = self.at.len() - GUARDS;
        self.at[self.end..].fill(self.width);
        let mut start = self.end;
        let (words, rest) = row.as_chunks::<8>();
        let left_of = |at: usize| at.checked_sub(1).map_or(0, |at| u64::from(words[at][7]) << 63);
        if !rest.is_empty() {
            let mut word = [0; 8];
            word[..rest.len()].copy_from_slice(rest);
            let word = u64::from_be_bytes(word);
            let changes = word ^ (word >> 1 | left_of(words.len()));
            start = note_changes(&mut self.at, start, words.len() as i32 * 64, changes);
        }
        for (number, part) in words.chunks(PART).enumerate().rev() {
            let mut changes = [0; PART];
            let mut filled = 0_u64;
            let mut before = left_of(number * PART);
            for (at, word) in part.iter().enumerate() {
                let word = u64::from_be_bytes(*word);
                changes[at] = word ^ (word >> 1 | before);
                before = word << 63;
                filled |= u64::from(changes[at] != 0) << at;
            }
            // Only words with changes are visited. A branch for each word would often be predicted
            // wrongly.
            while filled != 0 {
                let at = 63 - filled.leading_zeros() as usize;
                filled ^= 1 << at;
                start = note_changes(
                    &mut self.at,
                    start,
                    (number * PART + at) as i32 * 64,
                    changes[at],
                );
            }
        }
        // If the row ends in black, its end looks like one more change, which becomes a guard.
        if start < self.end && self.at[self.end - 1] == self.width {
            self.end -= 1;
        }
        self.first = start - 1;
        self.at[self.first] = -1;
    }

    /// Appends the row as packed pixels. `words` is working space: one word for every 64 pixels,
    /// and one more.
    pub(super) fn pack(&self, words: &mut [u64], out: &mut Vec<u8>) {
        widest(
            #[inline(always)]
            || self.pack_into(words, out),
        );
    }

    #[inline(always)]
    fn pack_into(&self, words: &mut [u64], out: &mut Vec<u8>) {
        if self.changes().len() < words.len() * MANY {
            words.fill(0);
            self.toggle(words);
        } else {
            self.paint(words);
        }
        // If the row ends in black, its padding has become black too; clear it.
        words[self.width as usize / 64] &= !(u64::MAX >> (self.width % 64));
        let start = out.len();
        out.resize(start + (self.width as usize).div_ceil(8), 0);
        let (whole, rest) = out[start..].as_chunks_mut::<8>();
        for (bytes, word) in whole.iter_mut().zip(&*words) {
            *bytes = word.to_be_bytes();
        }
        if let Some(word) = words.get(whole.len()) {
            rest.copy_from_slice(&word.to_be_bytes()[..rest.len()]);
        }
    }

    /// Sets one bit of a white row for each change. Then each bit becomes the parity of the bits up
    /// to it, so that the pixels between two changes become black.
    #[inline(always)]
    fn toggle(&self, words: &mut [u64]) {
        let mut toggle = |change: i32| words[(change >> 6) as usize] ^= 1 << (63 - (change & 63));
        // The changes are taken from four places in turn. If they were taken in order, each would
        // have to wait until the one before it is written to its word.
        let changes = self.changes();
        let (quarters, rest) = changes.split_at(changes.len() & !3);
        let (front, back) = quarters.split_at(quarters.len() / 2);
        let (first, second) = front.split_at(front.len() / 2);
        let (third, fourth) = back.split_at(back.len() / 2);
        for (((first, second), third), fourth) in first.iter().zip(second).zip(third).zip(fourth) {
            toggle(*first);
            toggle(*second);
            toggle(*third);
            toggle(*fourth);
        }
        rest.iter().copied().for_each(toggle);
        let mut black = 0;
        for word in words {
            *word = black_between(*word) ^ black;
            black = 0u64.wrapping_sub(*word & 1);
        }
    }

    /// Makes the pixels of a row word by word, for rows with many changes in one word: each change
    /// inverts the rest of the word.
    #[inline(always)]
    fn paint(&self, words: &mut [u64]) {
        // Four changes are processed at once. Guards follow the last change; they affect only
        // padding.
        let (list, last) = (&self.list()[1..], self.changes().len());
        let (mut at, mut black) = (0, 0_u64);
        for (word, base) in words.iter_mut().zip((0_i32..).step_by(64)) {
            let mut turns = [0_u64; 4];
            while at < last
                && let Some(changes) = list.get(at..).and_then(|rest| rest.first_chunk::<4>())
            {
                // Changes in other words invert nothing in this word.
                let from = changes.map(|change| u64::from(change.wrapping_sub(base) as u32));
                turns = std::array::from_fn(|lane| {
                    turns[lane]
                        ^ if from[lane] < 64 { u64::MAX.wrapping_shr(from[lane] as u32) } else { 0 }
                });
                if changes[3] >= base.wrapping_add(64) {
                    break;
                }
                at = at.wrapping_add(4);
            }
            *word = black ^ turns[0] ^ turns[1] ^ turns[2] ^ turns[3];
            black = 0u64.wrapping_sub(*word & 1);
        }
    }
}

/// Turns each bit into the parity of the bits from the highest bit down to it.
#[inline(always)]
const fn black_between(mut changes: u64) -> u64 {
    changes ^= changes >> 1;
    changes ^= changes >> 2;
    changes ^= changes >> 4;
    changes ^= changes >> 8;
    changes ^= changes >> 16;
    changes ^ changes >> 32
}

/// Writes the positions of the one-bits of `changes` into the entries of `list` before `start`. The
/// highest bit has the position `base`. Returns the index of the first written entry.
#[inline(always)]
fn note_changes(list: &mut [i32], start: usize, base: i32, changes: u64) -> usize {
    if changes.count_ones() < MANY as u32 {
        note_few_changes(list, start, base, changes)
    } else {
        note_many_changes(list, start, base, changes)
    }
}

#[inline(always)]
fn note_few_changes(list: &mut [i32], mut start: usize, base: i32, mut changes: u64) -> usize {
    while changes != 0 {
        // Two entries are written at a time, even if only one change is left, because a branch on
        // the number would often be predicted wrongly. The extra entry is overwritten later.
        let Some((_, [left, right])) =
            list.get_mut(..start).and_then(|list| list.split_last_chunk_mut::<2>())
        else {
            break;
        };
        *right = base.wrapping_add(63).wrapping_sub(changes.trailing_zeros() as i32);
        changes &= changes.wrapping_sub(1);
        *left = base.wrapping_add(63).wrapping_sub(changes.trailing_zeros() as i32);
        start = start.wrapping_sub(1 + usize::from(changes != 0));
        changes &= changes.wrapping_sub(1);
    }
    start
}

/// Does the work of [`note_changes`] for many changes, eight pixels at a time.
#[inline(always)]
fn note_many_changes(list: &mut [i32], mut start: usize, base: i32, changes: u64) -> usize {
    for (byte, base) in changes
        .to_le_bytes()
        .into_iter()
        .zip((0..8).rev().map(|number| base.wrapping_add(number * 8)))
    {
        // There is room for as many changes as pixels, so eight entries are free here.
        let Some((_, places)) =
            list.get_mut(..start).and_then(|list| list.split_last_chunk_mut::<8>())
        else {
            break;
        };
        *places = ONES[usize::from(byte)].map(|one| base.wrapping_add(one.into()));
        start = start.wrapping_sub(byte.count_ones() as usize);
    }
    start
}

/// For each byte, the positions of its one-bits. The highest bit has the position 0. The last entry
/// has the last position; unused entries have any value.
static ONES: [[u8; 8]; 256] = ones();

const fn ones() -> [[u8; 8]; 256] {
    let mut table = [[0; 8]; 256];
    let mut byte = 0;
    while byte < table.len() {
        let (mut place, mut bit) = (8, 0);
        while bit < 8 {
            if byte >> bit & 1 == 1 {
                place -= 1;
                table[byte][place] = 7 - bit;
            }
            bit += 1;
        }
        byte += 1;
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn changes_stand_where_the_colour_is_another_than_before() {
        let mut row = Changes::white(20);
        row.find(&[0b0110_0000, 0b0000_0001, 0b1111_0000]);
        assert_eq!(row.changes(), [1, 3, 15]);
        assert_eq!(row.list()[..8], [-1, 1, 3, 15, 20, 20, 20, 20]);
    }

    proptest! {
        #[test]
        fn pixels_survive_being_changes(width in 1u32..300, seed in proptest::collection::vec(any::<u8>(), 38)) {
            let mut page = crate::t4::Bitmap::new(width);
            page.push_row(&seed);
            let mut row = Changes::white(width);
            row.find(page.row(0));
            let mut out = Vec::new();
            row.pack(&mut vec![0; width as usize / 64 + 1], &mut out);
            prop_assert_eq!(out, page.row(0));
        }
    }
}
