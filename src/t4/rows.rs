//! Pixels ↔ changing elements, 64 pixels at a time.
//!
//! A *row of changing elements* is a list of positions with guards at both ends, so that the codecs need no special
//! cases: `[-1, changes…, width, width, width, width]`. The changes are strictly ascending and below the width; those
//! at odd places (the first is at 1) go from white to black.

/// Guards behind the last change: as many as the codecs look ahead.
const GUARDS: usize = 4;

/// One row as changing elements.
#[derive(Clone, Debug)]
pub(super) struct Changes {
    width: i32,
    /// The list, and room for the longest one that there can be.
    at: Vec<i32>,
    /// Where the first guard stands, once closed.
    end: usize,
}

impl Changes {
    /// A white row.
    pub(super) fn white(width: u32) -> Self {
        let mut row = Self { width: width as i32, at: vec![-1; width as usize + 2 + GUARDS], end: 1 };
        row.close(1);
        row
    }

    /// Pixels of the row.
    pub(super) const fn width(&self) -> i32 {
        self.width
    }

    /// The list with its guards.
    #[inline]
    pub(super) fn list(&self) -> &[i32] {
        &self.at
    }

    /// The list, to be written from place 1 on and then closed. It has room for `width + 1` changes and the guards.
    #[inline]
    pub(super) fn list_mut(&mut self) -> &mut [i32] {
        &mut self.at
    }

    /// Ends the list before place `end`, where there may be changes at the width already, which count as guards.
    pub(super) fn close(&mut self, mut end: usize) {
        while end > 1 && self.at[end - 1] >= self.width {
            end -= 1;
        }
        self.at[end..end + GUARDS].fill(self.width);
        self.end = end;
    }

    /// The changes alone.
    #[inline]
    pub(super) fn changes(&self) -> &[i32] {
        &self.at[1..self.end]
    }

    /// The changes of a row of packed pixels, whose padding bits are 0.
    pub(super) fn find(&mut self, row: &[u8]) {
        let mut end = 1;
        let mut base = 0;
        let mut before = 0;
        let (words, rest) = row.as_chunks::<8>();
        // Much of a page is white: all words at once are quicker than one by one.
        let black = words.iter().fold(0, |black, word| black | u64::from_ne_bytes(*word));
        if black == 0 && rest.iter().all(|byte| *byte == 0) {
            return self.close(1);
        }
        for word in words {
            let word = u64::from_be_bytes(*word);
            end = note_changes(&mut self.at, end, base, word ^ (word >> 1 | before));
            before = word << 63;
            base += 64;
        }
        if !rest.is_empty() {
            let mut word = [0; 8];
            word[..rest.len()].copy_from_slice(rest);
            let word = u64::from_be_bytes(word);
            end = note_changes(&mut self.at, end, base, word ^ (word >> 1 | before));
        }
        self.close(end);
    }

    /// Appends the row as packed pixels; `words` is working space, one for every 64 pixels.
    ///
    /// Each change toggles one bit of a row of zeros; then every bit becomes the parity of the bits up to it.
    pub(super) fn pack(&self, words: &mut [u64], out: &mut Vec<u8>) {
        words.fill(0);
        let mut toggle = |change: i32| words[(change >> 6) as usize] ^= 1 << (63 - (change & 63));
        // From four places at once: one change after the other, each would wait for the one before to reach its word.
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
        let stride = (self.width as usize).div_ceil(8);
        let mut black = 0;
        for (word, at) in words.iter().zip((0..stride).step_by(8)) {
            let mut pixels = *word;
            if pixels != 0 {
                pixels ^= pixels >> 1;
                pixels ^= pixels >> 2;
                pixels ^= pixels >> 4;
                pixels ^= pixels >> 8;
                pixels ^= pixels >> 16;
                pixels ^= pixels >> 32;
            }
            pixels ^= black;
            black = 0u64.wrapping_sub(pixels & 1);
            let used = stride - at;
            if used >= 8 {
                out.extend_from_slice(&pixels.to_be_bytes());
            } else {
                out.extend_from_slice(&pixels.to_be_bytes()[..used]);
            }
        }
        // A row that ends black has painted its padding, too.
        let padding = self.width % 8;
        if padding != 0
            && let Some(last) = out.last_mut()
        {
            *last &= 0xFF << (8 - padding);
        }
    }
}

/// Writes the positions of the ones of `changes`, the highest bit being at `base`, from place `end` on.
#[inline]
fn note_changes(list: &mut [i32], mut end: usize, base: i32, changes: u64) -> usize {
    if changes == 0 {
        return end;
    }
    // Turned round, because the lowest one is quicker to take away than the highest one.
    let mut changes = changes.reverse_bits();
    while changes != 0 {
        list[end] = base.wrapping_add(changes.trailing_zeros() as i32);
        end = end.wrapping_add(1);
        changes &= changes.wrapping_sub(1);
    }
    end
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
            row.pack(&mut vec![0; width.div_ceil(64) as usize], &mut out);
            prop_assert_eq!(out, page.row(0));
        }
    }
}
