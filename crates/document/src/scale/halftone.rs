//! Finds the places where a black-and-white page shows the dots of a picture rather than the
//! strokes of letters and lines.
//!
//! A dot is short in both directions; a stroke is long in at least one. A block of the page belongs
//! to a picture if most of its black is dots (or of its white, if black prevails), and if its
//! neighbours are of the same kind.

use std::ops::Range;

use ferrofax_ground::t4::Bitmap;

/// The side of a block in pixels; two blocks share a word.
const BLOCK: u32 = 32;

/// The longest dot, in inches.
const DOT_INCHES: f64 = 1.0 / 75.0;

/// The fewest pixels of dots in a picture's block; fewer are specks and the dots of letters.
const FEWEST: u32 = 24;

/// The fewest of the 16 parts of a block that have dots. A picture's dots are everywhere; those of
/// a thin slanting line, which is short in both directions, too, are not.
const FEWEST_PARTS: u32 = 13;

/// The blocks of a page that show a picture.
#[derive(Clone, Debug)]
pub(super) struct Dots {
    /// The columns of pictures, by rows of blocks.
    spans: Vec<Vec<Range<u32>>>,
}

impl Dots {
    /// Looks for pictures on a page.
    pub(super) fn find(page: &Bitmap, x_dpi: f64, y_dpi: f64) -> Self {
        let longest = |dpi: f64| (dpi * DOT_INCHES).round().clamp(1.0, 8.0) as usize;
        let blocks = Blocks::count(page, longest(x_dpi), longest(y_dpi));
        let spans = (0..blocks.down).map(|y| blocks.spans(y, page.width())).collect();
        Self { spans }
    }

    /// Whether there is no picture.
    pub(super) fn is_empty(&self) -> bool {
        self.spans.iter().all(Vec::is_empty)
    }

    /// The columns that show pictures in this row of the page.
    pub(super) fn spans(&self, row: u32) -> &[Range<u32>] {
        self.spans.get((row / BLOCK) as usize).map_or(&[], Vec::as_slice)
    }
}

/// The counts in the blocks of a page.
struct Blocks {
    across: usize,
    down: usize,
    /// The share of dots in each block's rarer colour: 0 to 1; 0 if there are too few.
    share: Vec<f32>,
}

impl Blocks {
    fn count(page: &Bitmap, longest_across: usize, longest_down: usize) -> Self {
        let black = Words::of(page, false);
        let white = Words::of(page, true);
        let counted = |words: &Words| {
            let dots = words.short_runs(longest_across, longest_down);
            let dots = dots.count_by_blocks().into_iter().zip(dots.parts_by_blocks());
            words.count_by_blocks().into_iter().zip(dots)
        };
        let share = counted(&black)
            .zip(counted(&white))
            .map(|(black, white)| {
                let (all, (dots, parts)) = if black.0 <= white.0 { black } else { white };
                if dots < FEWEST || parts < FEWEST_PARTS { 0.0 } else { dots as f32 / all as f32 }
            })
            .collect();
        let across = page.width().div_ceil(64) as usize * 2;
        Self { across, down: page.rows().div_ceil(BLOCK) as usize, share }
    }

    fn at(&self, x: usize, y: usize) -> f32 {
        if x < self.across {
            self.share.get(y * self.across + x).copied().unwrap_or(0.0)
        } else {
            0.0
        }
    }

    /// The number of the eight blocks around that have at least this share of dots.
    fn around(&self, x: usize, y: usize, share: f32) -> usize {
        let (xs, ys) = (x.saturating_sub(1)..=x + 1, y.saturating_sub(1)..=y + 1);
        let all = ys.flat_map(|y| xs.clone().map(move |x| (x, y)));
        all.filter(|place| *place != (x, y) && self.at(place.0, place.1) >= share)
            .count()
    }

    /// Whether a block belongs to a picture: a picture's block among others, or at a picture's
    /// edge.
    fn is_picture(&self, x: usize, y: usize) -> bool {
        let (share, around) = (self.at(x, y), self.around(x, y, 0.7));
        share >= 0.7 && around >= 2 || share >= 0.3 && around >= 3
    }

    fn spans(&self, y: usize, width: u32) -> Vec<Range<u32>> {
        let mut spans: Vec<Range<u32>> = Vec::new();
        for x in (0..self.across).filter(|x| self.is_picture(*x, y)) {
            let (start, end) = (x as u32 * BLOCK, ((x as u32 + 1) * BLOCK).min(width));
            match spans.last_mut() {
                Some(last) if last.end == start => last.end = end,
                _ if start < end => spans.push(start..end),
                _ => {}
            }
        }
        spans
    }
}

/// A page in words of 64 pixels, the leftmost in the highest bit; 1 is the colour that is examined.
struct Words {
    stride: usize,
    words: Vec<u64>,
}

impl Words {
    fn of(page: &Bitmap, inverted: bool) -> Self {
        let stride = page.width().div_ceil(64) as usize;
        let mut words = Vec::with_capacity(stride * page.rows() as usize);
        for y in 0..page.rows() {
            for (i, bytes) in page.row(y).chunks(8).enumerate() {
                let mut eight = [0u8; 8];
                eight[..bytes.len()].copy_from_slice(bytes);
                let word = u64::from_be_bytes(eight);
                let used = page.width() as usize - (i * 64).min(page.width() as usize);
                let mask = if used >= 64 { u64::MAX } else { !(u64::MAX >> used) };
                words.push(if inverted { !word & mask } else { word });
            }
        }
        Self { stride, words }
    }

    /// The pixels whose runs are no longer than these, in both directions.
    fn short_runs(&self, across: usize, down: usize) -> Self {
        let mut long = self.long_across(across + 1);
        for (long, tall) in long.iter_mut().zip(self.long_down(down + 1)) {
            *long |= tall;
        }
        let words = self.words.iter().zip(long).map(|(word, long)| word & !long).collect();
        Self { stride: self.stride, words }
    }

    /// The pixels that belong to runs of at least `length` in their rows.
    fn long_across(&self, length: usize) -> Vec<u64> {
        let mut out = self.words.clone();
        for row in out.chunks_exact_mut(self.stride) {
            // The beginnings of runs of that length …
            for _ in 1..length {
                for i in 0..row.len() {
                    let next = row.get(i + 1).copied().unwrap_or(0);
                    row[i] &= row[i] << 1 | next >> 63;
                }
            }
            // … and all pixels of those runs. Each step continues from the one before.
            for _ in 1..length {
                for i in (0..row.len()).rev() {
                    let before = if i > 0 { row[i - 1] } else { 0 };
                    row[i] |= row[i] >> 1 | before << 63;
                }
            }
        }
        out
    }

    /// The pixels that belong to runs of at least `length` in their columns.
    fn long_down(&self, length: usize) -> Vec<u64> {
        let mut out = self.words.clone();
        let len = out.len();
        for _ in 1..length {
            for i in 0..len {
                out[i] &= out.get(i + self.stride).copied().unwrap_or(0);
            }
        }
        for _ in 1..length {
            for i in (self.stride..len).rev() {
                out[i] |= out[i - self.stride];
            }
        }
        out
    }

    fn count_by_blocks(&self) -> Vec<u32> {
        let mut counts = Vec::new();
        for band in self.words.chunks(self.stride * BLOCK as usize) {
            let first = counts.len();
            counts.resize(first + self.stride * 2, 0);
            for row in band.chunks(self.stride) {
                for (i, word) in row.iter().enumerate() {
                    counts[first + i * 2] += (word >> 32).count_ones();
                    counts[first + i * 2 + 1] += (*word as u32).count_ones();
                }
            }
        }
        counts
    }
}

impl Words {
    /// The number of the 4 by 4 parts of each block that have any pixel set.
    fn parts_by_blocks(&self) -> Vec<u32> {
        let mut counts = Vec::new();
        for band in self.words.chunks(self.stride * BLOCK as usize) {
            let first = counts.len();
            counts.resize(first + self.stride * 2, 0);
            for rows in band.chunks(self.stride * BLOCK as usize / 4) {
                for i in 0..self.stride {
                    let any =
                        rows.iter().skip(i).step_by(self.stride).fold(0, |any, word| any | word);
                    for (part, byte) in any.to_be_bytes().into_iter().enumerate() {
                        counts[first + i * 2 + part / 4] += u32::from(byte != 0);
                    }
                }
            }
        }
        counts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dots_are_told_from_strokes() {
        let mut page = Bitmap::white(640, 640);
        // A grey of single pixels in the upper left part, and a grid of lines in the rest.
        for (x, y) in (0..640).flat_map(|x| (0..640).map(move |y| (x, y))) {
            let black =
                if x < 320 && y < 320 { (x + 2 * y) % 5 == 0 } else { x % 11 < 2 || y % 17 < 2 };
            page.set(x, y, black);
        }
        let dots = Dots::find(&page, 204.0, 196.0);
        assert_eq!(dots.spans(100), std::slice::from_ref(&(0..320)));
        assert!(dots.spans(400).is_empty());
        // The grey and the grid in white on black.
        let dots = Dots::find(&page.inverted(), 204.0, 196.0);
        assert_eq!(dots.spans(100), std::slice::from_ref(&(0..320)));
    }

    #[test]
    fn runs_are_measured_across_words() {
        let mut page = Bitmap::white(130, 4);
        (62..67).for_each(|x| page.set(x, 0, true));
        (0..4).for_each(|y| page.set(100, y, true));
        page.set(20, 2, true);
        let short = Words::of(&page, false).short_runs(4, 3);
        assert_eq!(short.words.iter().map(|word| word.count_ones()).sum::<u32>(), 1);
        let short = Words::of(&page, false).short_runs(5, 4);
        assert_eq!(short.words.iter().map(|word| word.count_ones()).sum::<u32>(), 10);
    }
}
