//! Scales pictures to the pixels of a page. Both axes are scaled independently of each other, each
//! pixel of the page from the same few rows and columns of the picture, whose weights are
//! calculated once. The calculation uses whole numbers, and handles many pixels at once.

use std::ops::Range;

use ferrofax_ground::wide::widest;

/// The number that stands for the weight 1.
const ONE: i32 = 1 << BITS;
const BITS: u32 = 14;

/// The weight up to which a pixel of the picture has no influence.
const LEAST: f64 = 1e-6;

/// The pixels of the page that are handled together.
const BLOCK: usize = 32;

/// How the pixels between those of a picture are calculated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// Each pixel of the page is that pixel of the picture in which its centre is.
    Nearest,
    /// A pixel of the page is between its two neighbours in the picture.
    Even,
    /// A pixel of the page is the mean of all pixels that it covers, and those at its edges count
    /// less (Hermite).
    Mean,
}

/// The pixels of a picture of which the pixels of the page are made, on one axis.
pub(super) struct Axis {
    /// The first pixel of the picture, for each pixel of the page.
    first: Vec<u32>,
    /// The weights of the pixels of the picture from the first one on, for each pixel of the page.
    weights: Vec<i32>,
    /// The number of weights for each pixel of the page.
    count: usize,
    /// Whether the pixels of the page are unchanged pixels of the picture, in the same order.
    is_shifted: bool,
}

/// The placement of a picture on one axis of the page, in pixels of the page.
#[derive(Clone, Copy, Debug)]
pub(super) struct Placement {
    /// The position of the picture's first edge.
    pub(super) start: f64,
    /// The size of a pixel of the picture; negative if the picture is mirrored.
    pub(super) scale: f64,
}

impl Axis {
    /// Calculates the weights for these pixels of the page. `size` is the number of the picture's
    /// pixels on this axis; it is not 0.
    pub(super) fn new(pixels: Range<u32>, at: Placement, size: u32, way: Way) -> Self {
        let radius = if way == Way::Mean { (1.0 / at.scale.abs()).max(1.0) } else { 1.0 };
        let last = f64::from(size - 1);
        let mut found = Vec::with_capacity(pixels.len());
        for pixel in pixels {
            let middle = (f64::from(pixel) + 0.5 - at.start) / at.scale;
            if way == Way::Nearest {
                found.push((middle.floor().clamp(0.0, last) as u32, vec![1.0]));
                continue;
            }
            let from = (middle - radius - 0.5).ceil().clamp(0.0, last) as u32;
            let to = (middle + radius - 0.5).floor().clamp(0.0, last) as u32;
            let weight = |pixel: u32| {
                let distance = ((f64::from(pixel) + 0.5 - middle) / radius).abs().min(1.0);
                match way {
                    Way::Mean => (2.0 * distance - 3.0) * distance * distance + 1.0,
                    Way::Nearest | Way::Even => 1.0 - distance,
                }
            };
            let counts = |pixel: &u32| weight(*pixel) > LEAST;
            let from = (from..=to).find(counts).unwrap_or(from);
            let to = (from..=to).rfind(counts).unwrap_or(from);
            found.push((from, (from..=to).map(weight).collect::<Vec<f64>>()));
        }
        let count = found.iter().map(|(_, weights)| weights.len()).max().unwrap_or(1);
        let is_shifted = count == 1 && found.windows(2).all(|pair| pair[1].0 == pair[0].0 + 1);
        let first = Vec::with_capacity(found.len());
        let mut axis = Self { first, weights: Vec::new(), count, is_shifted };
        for (from, weights) in found {
            // All pixels have the same number of weights. So that they are within the picture, some
            // weights are zeros in front.
            let first = from.min((size as usize - count) as u32);
            let start = axis.weights.len();
            axis.first.push(first);
            axis.weights.resize(start + count, 0);
            let whole = &mut axis.weights[start..][(from - first) as usize..];
            whole_numbers(&weights, whole);
        }
        axis
    }

    /// The row of the picture that becomes the row `index` of the page. `rows` are the picture's
    /// rows, each of `width` pixels. The result is in `row`, or is a row of the picture itself.
    pub(super) fn row<'a>(
        &self,
        index: usize,
        rows: &'a [u8],
        width: usize,
        row: &'a mut Vec<u8>,
    ) -> &'a [u8] {
        let weights = &self.weights[index * self.count..][..self.count];
        let rows = &rows[self.first[index] as usize * width..];
        if let Some(only) = weights.iter().position(|weight| *weight == ONE) {
            return &rows[only * width..][..width];
        }
        row.resize(width, 0);
        widest(
            #[inline(always)]
            || match *weights {
                [one, two] => mixed(rows, [one, two], row),
                [one, two, three] => mixed(rows, [one, two, three], row),
                [one, two, three, four] => mixed(rows, [one, two, three, four], row),
                _ => mixed_of_many(rows, weights, row),
            },
        );
        row
    }

    /// Scales a row of the picture to the pixels of the page.
    pub(super) fn along(&self, from: &[u8], to: &mut [u8]) {
        if let Some(start) = self.is_shifted.then(|| self.first[0] as usize)
            && let Some(pixels) = from.get(start..start + to.len())
        {
            return to.copy_from_slice(pixels);
        }
        match self.count {
            1 => {
                for (pixel, first) in to.iter_mut().zip(&self.first) {
                    *pixel = from.get(*first as usize).copied().unwrap_or(0);
                }
            }
            2 => self.along_by::<2>(from, to),
            3 => self.along_by::<3>(from, to),
            4 => self.along_by::<4>(from, to),
            _ => {
                let weights = self.weights.chunks_exact(self.count);
                for (pixel, (first, weights)) in to.iter_mut().zip(self.first.iter().zip(weights)) {
                    *pixel = sum(from[*first as usize..].iter().zip(weights));
                }
            }
        }
    }

    fn along_by<const COUNT: usize>(&self, from: &[u8], to: &mut [u8]) {
        let weights = self.weights.as_chunks::<COUNT>().0;
        let blocks = self.first.chunks(BLOCK).zip(weights.chunks(BLOCK));
        for (to, (first, weights)) in to.chunks_mut(BLOCK).zip(blocks) {
            let (one, other) = (first[0] as usize, first[first.len() - 1] as usize);
            let pixels = &from[one.min(other)..one.max(other) + COUNT];
            // Most of a page is paper: where all pixels are alike, there is nothing to calculate.
            if is_one_grey(pixels) {
                to.fill(pixels[0]);
                continue;
            }
            for (pixel, (first, weights)) in to.iter_mut().zip(first.iter().zip(weights)) {
                let pixels = from.get(*first as usize..).and_then(<[u8]>::first_chunk::<COUNT>);
                if let Some(pixels) = pixels {
                    *pixel = sum(pixels.iter().zip(weights));
                }
            }
        }
    }
}

/// Whether all pixels have the same grey.
#[inline(always)]
fn is_one_grey(pixels: &[u8]) -> bool {
    let first = pixels.first().copied().unwrap_or(0);
    pixels.iter().fold(0, |any, pixel| any | (pixel ^ first)) == 0
}

/// Converts weights to whole numbers, whose sum is [`ONE`].
fn whole_numbers(weights: &[f64], whole: &mut [i32]) {
    let all: f64 = weights.iter().sum();
    let mut rest = ONE;
    let mut greatest = 0;
    for (index, weight) in weights.iter().enumerate() {
        whole[index] = (weight / all * f64::from(ONE)).round() as i32;
        rest -= whole[index];
        if whole[index] > whole[greatest] {
            greatest = index;
        }
    }
    whole[greatest] += rest;
}

/// The sum of the pixels, each with its weight.
#[inline(always)]
fn sum<'a>(pixels: impl Iterator<Item = (&'a u8, &'a i32)>) -> u8 {
    let add = |sum: i32, (pixel, weight): (&u8, &i32)| {
        sum.wrapping_add(i32::from(*pixel).wrapping_mul(*weight))
    };
    (pixels.fold(ONE / 2, add) >> BITS) as u8
}

/// The sum of so many rows, each with its weight.
#[inline(always)]
fn mixed<const COUNT: usize>(rows: &[u8], weights: [i32; COUNT], row: &mut [u8]) {
    let width = row.len();
    let rows: [&[u8]; COUNT] = std::array::from_fn(|at| &rows[at * width..][..width]);
    for x in 0..width {
        let mut sum = ONE / 2;
        for at in 0..COUNT {
            sum = sum.wrapping_add(i32::from(rows[at][x]).wrapping_mul(weights[at]));
        }
        row[x] = (sum >> BITS) as u8;
    }
}

#[inline(always)]
fn mixed_of_many(rows: &[u8], weights: &[i32], row: &mut [u8]) {
    let mut sums = vec![ONE / 2; row.len()];
    for (pixels, weight) in rows.chunks_exact(row.len()).zip(weights) {
        for (sum, pixel) in sums.iter_mut().zip(pixels) {
            *sum = sum.wrapping_add(i32::from(*pixel).wrapping_mul(*weight));
        }
    }
    for (pixel, sum) in row.iter_mut().zip(&sums) {
        *pixel = (sum >> BITS) as u8;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A picture of a single row, scaled to the pixels from 0 to `pixels`.
    fn scaled(row: &[u8], pixels: u32, start: f64, scale: f64, way: Way) -> Vec<u8> {
        let axis = Axis::new(0..pixels, Placement { start, scale }, row.len() as u32, way);
        let mut to = vec![0; pixels as usize];
        axis.along(row, &mut to);
        // The same as a column, one pixel wide.
        let mut room = Vec::new();
        let column: Vec<u8> =
            (0..pixels as usize).map(|y| axis.row(y, row, 1, &mut room)[0]).collect();
        assert_eq!(column, to);
        to
    }

    #[test]
    fn a_picture_of_the_same_size_is_unchanged() {
        let row: Vec<u8> = (0..100).map(|x| (x * 37 % 256) as u8).collect();
        for way in [Way::Nearest, Way::Even, Way::Mean] {
            assert_eq!(scaled(&row, 100, 0.0, 1.0, way), row, "{way:?}");
            let mirrored: Vec<u8> = row.iter().rev().copied().collect();
            assert_eq!(scaled(&row, 100, 100.0, -1.0, way), mirrored, "{way:?}");
        }
    }

    #[test]
    fn a_ramp_stays_a_ramp_at_each_size() {
        let row: Vec<u8> = (0..120).map(|x| x * 2).collect();
        for way in [Way::Even, Way::Mean] {
            for pixels in [13, 40, 59, 118, 122, 300] {
                if way == Way::Even && pixels < 100 {
                    continue;
                }
                let scale = f64::from(pixels) / 120.0;
                for (x, grey) in (0..).zip(scaled(&row, pixels, 0.0, scale, way)) {
                    let wanted = (f64::from(x) + 0.5) / scale * 2.0 - 1.0;
                    let off = (f64::from(grey) - wanted).abs();
                    let is_inside = (1.0 / scale..119.0 - 1.0 / scale).contains(&(wanted / 2.0));
                    assert!(
                        off <= 2.0 || !is_inside,
                        "{way:?} {pixels}: {x} is {grey}, not {wanted}"
                    );
                }
            }
        }
        assert_eq!(scaled(&[10, 200], 6, 0.0, 3.0, Way::Nearest), [10, 10, 10, 200, 200, 200]);
    }

    #[test]
    fn one_colour_keeps_it_in_the_smallest_pictures() {
        for (size, pixels) in [(1, 1), (1, 9), (2, 1), (9, 1), (3, 2), (2, 3), (50, 3)] {
            for way in [Way::Nearest, Way::Even, Way::Mean] {
                let row = vec![77; size];
                let scale = f64::from(pixels) / size as f64;
                assert!(scaled(&row, pixels, 0.0, scale, way).iter().all(|grey| *grey == 77));
            }
        }
    }
}
