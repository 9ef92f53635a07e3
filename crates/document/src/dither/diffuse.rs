//! Error diffusion (Floyd and Steinberg's weights, in alternating direction), with a tendency to
//! form clusters.
//!
//! Each pixel becomes black or white, and the error is passed on to its neighbours that are still
//! to come. A pixel beside a black one is a little more likely to be black (output-dependent
//! feedback, after R. Levien): dots form small clusters, which suit fax codes and fax printers
//! better than single pixels.

use std::ops::Range;

/// The state that is kept from row to row.
#[derive(Clone, Debug)]
pub(in super::super) struct Diffusion {
    /// The errors from the row before; there is one extra pixel at each end.
    errors: Vec<f32>,
    /// The errors for the next row.
    next: Vec<f32>,
    /// 1 where the row before is black; with extra pixels as above.
    above: Vec<f32>,
    row: Vec<f32>,
    /// The wanted blackness of each pixel of the row.
    asked: Vec<f32>,
    clustering: f32,
}

/// The pixels that are skipped together where there is nothing but white.
const BLOCK: usize = 32;

/// The error below which nothing is passed on.
const LEAST_ERROR: f32 = 1.0 / 256.0;

impl Diffusion {
    /// The state for rows of `width` pixels, without clusters.
    pub(in super::super) fn new(width: u32) -> Self {
        let room = vec![0.0; width as usize + 2];
        Self {
            errors: room.clone(),
            next: room.clone(),
            above: room.clone(),
            row: room,
            asked: Vec::new(),
            clustering: 0.0,
        }
    }

    /// Sets the tendency to form clusters, 0 to 1.
    pub(super) fn with_clusters(self, clustering: f32) -> Self {
        Self { clustering, ..self }
    }

    /// Forgets the rows before.
    pub(in super::super) fn clear(&mut self) {
        for values in [&mut self.errors, &mut self.next, &mut self.above, &mut self.row] {
            values.fill(0.0);
        }
    }

    /// Makes the pixels of `span` in row `y` black or white; `black` returns how black each should
    /// be, 0 to 1.
    pub(in super::super) fn row(
        &mut self,
        y: u32,
        span: Range<u32>,
        black: impl Fn(u32) -> f32,
        mut set: impl FnMut(u32, bool),
    ) {
        let count = span.end.saturating_sub(span.start) as usize;
        // The part that does not depend on the pixel before comes first: many pixels at once.
        self.asked.clear();
        self.asked.extend(span.clone().map(black));
        let forth = y.is_multiple_of(2);
        let (mut carried, mut before) = (0.0, 0.0);
        let mut done = 0;
        while done < count {
            let length = BLOCK.min(count - done);
            let first = if forth { done } else { count - done - length };
            if carried == 0.0 && self.is_clean(span.start as usize, first, length) {
                before = 0.0;
                (first..first + length).for_each(|index| set(span.start + index as u32, false));
            } else {
                for i in 0..length {
                    let index = if forth { first + i } else { first + length - 1 - i };
                    let x = span.start + index as u32;
                    let is_black =
                        self.pixel(x as usize + 1, index, forth, &mut carried, &mut before);
                    set(x, is_black);
                }
            }
            done += length;
        }
    }

    /// Whether a block is clean white, and no error was passed on to it.
    fn is_clean(&self, start: usize, first: usize, length: usize) -> bool {
        let at = start + first + 1;
        let is_nothing = |sum: f32, value: &f32| sum + value.abs();
        self.asked[first..first + length].iter().fold(0.0, is_nothing) == 0.0
            && self.errors[at..at + length].iter().fold(0.0, is_nothing) == 0.0
    }

    /// Decides the pixel at `at`, and passes its error on.
    #[inline(always)]
    fn pixel(
        &mut self,
        at: usize,
        index: usize,
        forth: bool,
        carried: &mut f32,
        before: &mut f32,
    ) -> bool {
        let (ahead, behind) = if forth { (at + 1, at - 1) } else { (at - 1, at + 1) };
        let asked = self.asked[index];
        let wanted = asked + self.errors[at] + *carried;
        // The neighbours that are decided already: the one before, and those above.
        let beside = 0.4 * *before + 0.4 * self.above[at] + 0.2 * self.above[ahead] - 0.5;
        let is_black = match asked {
            // Clean white and clean black are unchanged.
            asked if asked < 0.015 => false,
            asked if asked > 0.985 => true,
            _ => wanted + self.clustering * beside > 0.5,
        };
        *before = f32::from(u8::from(is_black));
        self.row[at] = *before;
        let error = (wanted - *before).clamp(-1.5, 1.5);
        // So small an error is invisible, and would spread over white areas without end.
        let error = if error.abs() < LEAST_ERROR { 0.0 } else { error };
        *carried = error * (7.0 / 16.0);
        self.next[behind] += error * (3.0 / 16.0);
        self.next[at] += error * (5.0 / 16.0);
        self.next[ahead] += error * (1.0 / 16.0);
        is_black
    }

    /// Moves on to the next row.
    pub(in super::super) fn next_row(&mut self) {
        std::mem::swap(&mut self.errors, &mut self.next);
        self.next.fill(0.0);
        std::mem::swap(&mut self.above, &mut self.row);
        self.row.fill(0.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_grey_has_its_part_of_black_with_and_without_clusters() {
        for clustering in [0.0, 0.5, 1.0] {
            for shade in [0.1, 0.25, 0.5, 0.8] {
                let mut diffusion = Diffusion::new(200).with_clusters(clustering);
                let mut count = 0;
                for y in 0..200 {
                    diffusion.row(y, 0..200, |_| shade, |_, is_black| count += u32::from(is_black));
                    diffusion.next_row();
                }
                let got = count as f32 / 40_000.0;
                assert!((got - shade).abs() < 0.02, "{clustering} {shade}: {got}");
            }
        }
    }

    #[test]
    fn clean_white_and_black_stay_clean_beside_greys() {
        let mut diffusion = Diffusion::new(90);
        for y in 0..50 {
            let shade = |x: u32| [0.0, 0.5, 1.0][x as usize / 30];
            diffusion.row(y, 0..90, shade, |x, is_black| {
                assert!(x >= 30 || !is_black);
                assert!(x < 60 || is_black);
            });
            diffusion.next_row();
        }
    }
}
