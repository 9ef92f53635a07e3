//! Finds the best place for the template's movable pixel (annex C): pictures made of dots repeat
//! themselves after a certain number of pixels.

use super::rows::Rows;
use super::template::Template;

/// The number of pixels after which a decision is made.
const ENOUGH: u64 = 2048;

/// The greatest distance that T.85 allows.
const FARTHEST: usize = 127;

/// Counts how often a pixel was equal to the pixel at a certain distance to its left, for each
/// distance.
#[derive(Clone, Debug)]
pub(super) struct Likeness {
    nearest: u8,
    reach: u8,
    /// The number of equal pixels, by their distance. Index 0 is the original place of the movable
    /// pixel.
    alike: [u64; FARTHEST + 1],
    /// The number of pixels that were compared.
    pixels: u64,
}

impl Likeness {
    /// Empty statistics. `reach` is the greatest distance to which the movable pixel may be moved.
    pub(super) fn new(template: Template, reach: u8) -> Self {
        let reach = reach.min(FARTHEST as u8);
        Self { nearest: template.nearest, reach, alike: [0; FARTHEST + 1], pixels: 0 }
    }

    /// Adds a row to the statistics. Only pixels for which all compared pixels exist are counted.
    pub(super) fn look(&mut self, rows: &Rows) {
        let from = u32::from(self.reach);
        let to = rows.width().saturating_sub(2);
        for word in 0..rows.this.words().len() {
            let first = word as u32 * 64;
            let mask = ones_from(from.saturating_sub(first)) & !ones_from(to.saturating_sub(first));
            if mask == 0 {
                continue;
            }
            let pixels = rows.this.word(word);
            let count = |others: u64| u64::from((!(pixels ^ others) & mask).count_ones());
            let unmoved = rows.above.word(word) << 2 | rows.above.word(word + 1) >> 62;
            self.alike[0] += count(unmoved);
            for distance in self.nearest..=self.reach {
                self.alike[usize::from(distance)] += count(to_the_left(rows, word, distance));
            }
            self.pixels += u64::from(mask.count_ones());
        }
    }

    /// The best place for the movable pixel, if enough pixels were compared (figure C.2). `now` is
    /// its current place.
    pub(super) fn decide(&self, now: u8) -> Option<u8> {
        if self.pixels <= ENOUGH || self.nearest > self.reach {
            return None;
        }
        let all = self.pixels as i64;
        let alike = |distance: u8| self.alike[usize::from(distance)] as i64;
        let distances = || self.nearest..=self.reach;
        let most = distances().map(alike).max().unwrap_or(0);
        let least = distances().map(alike).min().unwrap_or(0);
        let (here, unmoved) = (alike(now), alike(0));
        let is_worth_it = all - most < all >> 3
            && [most - here, most - (all - here)]
                .into_iter()
                .all(|gain| gain > all - most && gain > all >> 4)
            && most - least > all >> 2
            && (now > 0 || most.max(unmoved) - least.min(unmoved) > all >> 3);
        // If a move is not worth its cost, the pixel remains where it is. If no distance is better
        // than the original place, it returns there.
        let best = distances().find(|distance| alike(*distance) == most).unwrap_or(0);
        Some(if !is_worth_it {
            now
        } else if most > unmoved {
            best
        } else {
            0
        })
    }
}

/// A mask whose bits from `bit` on are 1. Bits are counted from the highest one.
const fn ones_from(bit: u32) -> u64 {
    if bit >= 64 { 0 } else { u64::MAX >> bit }
}

/// The pixels that are `distance` pixels to the left of the pixels in a word.
fn to_the_left(rows: &Rows, word: usize, distance: u8) -> u64 {
    let (words, bits) = (usize::from(distance) / 64, u32::from(distance) % 64);
    let at = |back: usize| word.checked_sub(back).map_or(0, |at| rows.this.word(at));
    let near = at(words) >> bits;
    if bits == 0 { near } else { near | at(words + 1) << (64 - bits) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(pattern: impl Fn(u32) -> bool) -> Likeness {
        let mut rows = Rows::new(1728);
        let mut likeness = Likeness::new(Template::new(false), 127);
        for _ in 0..4 {
            let mut row = vec![0; 216];
            (0..1728)
                .filter(|x| pattern(*x))
                .for_each(|x| row[x as usize / 8] |= 0x80 >> (x % 8));
            rows.this.take(&row);
            likeness.look(&rows);
        }
        likeness
    }

    #[test]
    fn the_pixel_goes_to_where_a_pattern_repeats_itself() {
        for period in [5, 64, 100, 127] {
            // Dots whose period one row alone does not show.
            let pattern = |x: u32| (x % period).wrapping_mul(2_654_435_761) >> 30 == 0;
            assert_eq!(seen(pattern).decide(0), Some(period as u8), "{period}");
        }
    }

    #[test]
    fn and_stays_where_nothing_does() {
        assert_eq!(seen(|x| x.wrapping_mul(2_654_435_761) >> 29 == 0).decide(0), Some(0));
        assert_eq!(seen(|_| false).decide(0), Some(0));
        assert_eq!(Likeness::new(Template::new(false), 127).decide(0), None);
    }
}
