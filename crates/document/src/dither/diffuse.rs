//! Error diffusion (Floyd and Steinberg's weights, in alternating direction), with a tendency to
//! form clusters.
//!
//! Each pixel becomes black or white, and the error is passed on to its neighbours that are still
//! to come. A pixel beside a black one is a little more likely to be black (output-dependent
//! feedback, after R. Levien): dots form small clusters, which suit fax codes and fax printers
//! better than single pixels.
//!
//! Each pixel depends on the one before. So the code of one pixel uses whole numbers, and only those
//! calculations that need the pixel before. All others are done before or after it, many pixels at
//! once.

use ferrofax_ground::wide::widest;

/// The number that stands for a black pixel. White is 0.
const ONE: i32 = 1 << 12;

/// The pixels that are handled together.
const BLOCK: usize = 32;

/// The error below which nothing is passed on: it is invisible, and would spread over white areas
/// without end.
const LEAST_ERROR: u32 = ONE as u32 / 256;

/// The parts of an error that the pixel ahead gets, and those below: behind, and straight below. The
/// pixel below and ahead gets the rest.
const AHEAD: i32 = 7;
const BEHIND_BELOW: i32 = 3;
const BELOW: i32 = 5;

/// The binary logarithm of the number of parts of an error.
const PARTS: i32 = 4;

/// The blackness from which pixels are never white, and up to which they are never black.
const CLEAN_BLACK: f32 = 0.985;
const CLEAN_WHITE: f32 = 0.015;

/// A number that outweighs all errors.
const ALWAYS: i32 = 1 << 20;

/// The state that is kept from row to row.
#[derive(Clone, Debug)]
pub(in super::super) struct Diffusion {
    /// The blackness of each grey.
    shades: Box<[i32; 256]>,
    /// The errors from the row before; there is one extra pixel at each end.
    errors: Vec<i32>,
    /// The errors for the next row.
    next: Vec<i32>,
    /// All bits are 1 where the row before is black; with extra pixels as above.
    above: Vec<i32>,
    row: Vec<i32>,
    /// How much more likely a pixel is black if the one before is black, or the one above. The next
    /// field is the same for the pixel that is above and ahead, and the last one the sum of all.
    beside: i32,
    above_ahead: i32,
    middle: i32,
}

impl Diffusion {
    /// The state for rows of `width` pixels. `shade` is the blackness of a grey, 0 to 1, and
    /// `clustering` the tendency to form clusters, 0 to 1.
    pub(in super::super) fn new(width: u32, clustering: f32, shade: impl Fn(u8) -> f32) -> Self {
        let room = vec![0; width as usize + 2];
        let shades = std::array::from_fn(|grey| match shade(grey as u8) {
            black if black >= CLEAN_BLACK => ONE,
            black if black <= CLEAN_WHITE => 0,
            black => (black * ONE as f32).round() as i32,
        });
        let part = |share: f32| (share * clustering * ONE as f32).round() as i32;
        Self {
            shades: Box::new(shades),
            errors: room.clone(),
            next: room.clone(),
            above: room.clone(),
            row: room,
            beside: part(0.4),
            above_ahead: part(0.2),
            middle: ONE / 2 + part(0.5),
        }
    }

    /// Forgets the rows before.
    pub(in super::super) fn clear(&mut self) {
        for values in [&mut self.errors, &mut self.next, &mut self.above, &mut self.row] {
            values.fill(0);
        }
    }

    /// Makes pixels of row `y` black (0) or white (255). `first` is the column of the first one.
    pub(in super::super) fn row(&mut self, y: u32, first: u32, levels: &mut [u8]) {
        widest(
            #[inline(always)]
            || {
                if y.is_multiple_of(2) {
                    self.pixels::<true>(first as usize, levels);
                } else {
                    self.pixels::<false>(first as usize, levels);
                }
            },
        );
    }

    #[inline(always)]
    fn pixels<const FORTH: bool>(&mut self, first: usize, levels: &mut [u8]) {
        let (mut carried, mut before) = (0, 0);
        let mut done = 0;
        while done < levels.len() {
            let length = BLOCK.min(levels.len() - done);
            let start = if FORTH { done } else { levels.len() - done - length };
            let block = &mut levels[start..start + length];
            let at = first + start + 1;
            let errors = &self.errors[at..at + length];
            if carried == 0
                && is_clean(block)
                && errors.iter().fold(0, |any, error| any | error) == 0
            {
                for (row, level) in self.row[at..at + length].iter_mut().zip(&*block) {
                    *row = i32::from(*level).wrapping_sub(255) >> 31;
                }
                let last = if FORTH { at + length - 1 } else { at };
                before = self.row[last];
            } else if let Some(block) = block.as_mut_array::<BLOCK>() {
                self.block::<FORTH, BLOCK>(at, block, &mut carried, &mut before);
            } else {
                for index in 0..length {
                    let index = if FORTH { index } else { length - 1 - index };
                    let pixel = std::array::from_mut(&mut block[index]);
                    self.block::<FORTH, 1>(at + index, pixel, &mut carried, &mut before);
                }
            }
            done += length;
        }
    }

    /// Decides the pixels from `at` on, and passes their errors on.
    #[inline(always)]
    fn block<const FORTH: bool, const LENGTH: usize>(
        &mut self,
        at: usize,
        levels: &mut [u8; LENGTH],
        carried: &mut i32,
        before: &mut i32,
    ) {
        let (ahead, behind) = if FORTH { (at + 1, at - 1) } else { (at - 1, at + 1) };
        let errors: &[i32] = &self.errors[at..at + LENGTH];
        let (above, above_ahead) =
            (&self.above[at..at + LENGTH], &self.above[ahead..ahead + LENGTH]);
        let mut asked = [0_i32; LENGTH];
        for (asked, level) in asked.iter_mut().zip(&*levels) {
            *asked = self.shades[usize::from(*level)];
        }
        // The sum that decides: a pixel is black if it is negative.
        let (mut wanted, mut limit) = ([0_i32; LENGTH], [0_i32; LENGTH]);
        for index in 0..LENGTH {
            wanted[index] = asked[index].wrapping_add(errors[index]);
            let beside = (above[index] & self.beside)
                .wrapping_add(above_ahead[index] & self.above_ahead)
                .wrapping_add(wanted[index]);
            // Clean white and clean black are unchanged.
            let white = if asked[index] == 0 { ALWAYS } else { 0 };
            let black = if asked[index] == ONE { ALWAYS } else { 0 };
            limit[index] = self.middle.wrapping_sub(beside).wrapping_add(white).wrapping_sub(black);
        }
        let mut black = [0_i32; LENGTH];
        for index in 0..LENGTH {
            let index = if FORTH { index } else { LENGTH - 1 - index };
            let limit = limit[index].wrapping_sub(*before & self.beside);
            let is_black = limit.wrapping_sub(*carried) >> 31;
            let error = wanted[index].wrapping_add(*carried).wrapping_sub(is_black & ONE);
            let passed = part(error, AHEAD);
            *carried = if error.unsigned_abs() < LEAST_ERROR { 0 } else { passed };
            *before = is_black;
            black[index] = is_black;
            wanted[index] = error;
        }
        for (level, is_black) in levels.iter_mut().zip(&black) {
            *level = !is_black as u8;
        }
        self.row[at..at + LENGTH].copy_from_slice(&black);
        // The errors are passed on to the next row.
        let (mut behind_below, mut below, mut rest) = (wanted, wanted, wanted);
        for index in 0..LENGTH {
            let error = wanted[index];
            let error = if error.unsigned_abs() < LEAST_ERROR { 0 } else { error };
            behind_below[index] = part(error, BEHIND_BELOW);
            below[index] = part(error, BELOW);
            rest[index] = error
                .wrapping_sub(part(error, AHEAD))
                .wrapping_sub(behind_below[index])
                .wrapping_sub(below[index]);
        }
        add(&mut self.next[behind..behind + LENGTH], &behind_below);
        add(&mut self.next[at..at + LENGTH], &below);
        add(&mut self.next[ahead..ahead + LENGTH], &rest);
    }

    /// Moves on to the next row.
    pub(in super::super) fn next_row(&mut self) {
        std::mem::swap(&mut self.errors, &mut self.next);
        self.next.fill(0);
        std::mem::swap(&mut self.above, &mut self.row);
        self.row.fill(0);
    }
}

/// So many of the parts of an error.
#[inline(always)]
const fn part(error: i32, parts: i32) -> i32 {
    error.wrapping_mul(parts) >> PARTS
}

#[inline(always)]
fn add<const LENGTH: usize>(to: &mut [i32], errors: &[i32; LENGTH]) {
    for (sum, error) in to.iter_mut().zip(errors) {
        *sum = sum.wrapping_add(*error);
    }
}

/// Whether these pixels are black and white already.
#[inline(always)]
fn is_clean(levels: &[u8]) -> bool {
    levels.iter().fold(0, |any, level| any | u8::from(level.wrapping_add(1) > 1)) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn linear(grey: u8) -> f32 {
        1.0 - f32::from(grey) / 255.0
    }

    #[test]
    fn a_grey_has_its_part_of_black_with_and_without_clusters() {
        for clustering in [0.0, 0.5, 1.0] {
            for grey in [230, 191, 128, 51] {
                let mut diffusion = Diffusion::new(200, clustering, linear);
                let mut count = 0;
                for y in 0..200 {
                    let mut levels = [grey; 200];
                    diffusion.row(y, 0, &mut levels);
                    assert!(levels.iter().all(|level| matches!(level, 0 | 255)));
                    count += levels.iter().filter(|level| **level == 0).count();
                    diffusion.next_row();
                }
                let got = count as f32 / 40_000.0;
                assert!((got - linear(grey)).abs() < 0.02, "{clustering} {grey}: {got}");
            }
        }
    }

    #[test]
    fn clean_white_and_black_stay_clean_beside_greys() {
        let mut diffusion = Diffusion::new(90, 0.0, linear);
        for y in 0..50 {
            let mut levels: [u8; 90] = std::array::from_fn(|x| [255, 128, 0][x / 30]);
            diffusion.row(y, 0, &mut levels);
            assert!(levels[..30].iter().all(|level| *level == 255));
            assert!(levels[60..].iter().all(|level| *level == 0));
            diffusion.next_row();
        }
    }
}
