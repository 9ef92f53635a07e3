//! Finds the ground on which strokes stand, and the pixels that are near a stroke.
//!
//! Dark parts that are narrower than a window vanish when the picture is first made lighter by the
//! window and then darker again (a closing): the result is the ground of dark strokes. The edge of
//! a large dark area does not move, so it is not taken for a stroke. Light strokes on dark ground
//! are found by the opposite order.

use super::{STROKE_ON_TINT, STROKE_ON_WHITE};
use crate::grey::Grey;

/// The width of the widest stroke, in inches.
const WIDEST: f64 = 0.08;

/// The number of doublings of the window around a stroke: pixels within 2² − 1 = 3 of a stroke
/// belong to it.
const NEAR_DOUBLINGS: u32 = 2;

/// The grey that separates grounds for dark strokes (lighter) from those for light strokes
/// (darker).
const MIDDLE: u8 = 128;

/// The grounds of all pixels, and the strokes near them.
pub(super) struct Grounds {
    width: usize,
    /// The ground of dark strokes; the next field is how much darker than its ground the darkest
    /// pixel nearby is.
    light: Vec<u8>,
    darker: Vec<u8>,
    /// The ground of light strokes; the next field is how much lighter than its ground the lightest
    /// pixel nearby is.
    dark: Vec<u8>,
    lighter: Vec<u8>,
}

/// The grounds of one row.
pub(super) struct GroundRow<'a> {
    light: &'a [u8],
    darker: &'a [u8],
    dark: &'a [u8],
    lighter: &'a [u8],
}

impl Grounds {
    pub(super) fn find(picture: &Grey, x_dpi: f64, y_dpi: f64) -> Self {
        let doublings = |dpi: f64| (dpi * WIDEST).log2().round().clamp(2.0, 6.0) as u32;
        let windows = (doublings(x_dpi), doublings(y_dpi));
        let width = picture.width() as usize;
        let (max, min) = (|a: u8, b: u8| a.max(b), |a: u8, b: u8| a.min(b));
        let greys = picture.data();
        let mut light = greys.to_vec();
        spread(&mut light, width, windows, true, max);
        spread(&mut light, width, windows, false, min);
        let mut dark = greys.to_vec();
        spread(&mut dark, width, windows, true, min);
        spread(&mut dark, width, windows, false, max);
        let difference =
            |a: &[u8], b: &[u8]| a.iter().zip(b).map(|(a, b)| a.saturating_sub(*b)).collect();
        let darker = most_near(difference(&light, greys), width);
        let lighter = most_near(difference(greys, &dark), width);
        Self { width, light, darker, dark, lighter }
    }

    pub(super) fn row(&self, y: u32) -> GroundRow<'_> {
        let place = y as usize * self.width..(y as usize + 1) * self.width;
        GroundRow {
            light: &self.light[place.clone()],
            darker: &self.darker[place.clone()],
            dark: &self.dark[place.clone()],
            lighter: &self.lighter[place],
        }
    }
}

impl GroundRow<'_> {
    /// Whether a pixel near a stroke is black; `None` if there is no stroke.
    pub(super) fn colour(&self, x: usize, grey: u8) -> Option<bool> {
        let (ground, darker) = (self.light[x], self.darker[x]);
        if ground > MIDDLE && is_stroke(ground, darker) {
            // A pixel that is a little nearer to the ground is black, too, so that thin strokes are
            // kept.
            return Some(u16::from(ground.saturating_sub(grey)) * 20 > u16::from(darker) * 9);
        }
        let (ground, lighter) = (self.dark[x], self.lighter[x]);
        if ground < MIDDLE && is_stroke(255 - ground, lighter) {
            return Some(u16::from(grey.saturating_sub(ground)) * 2 < u16::from(lighter));
        }
        None
    }
}

/// Whether a part that differs by this much from a ground of this brightness is a stroke.
fn is_stroke(ground: u8, difference: u8) -> bool {
    let part = if ground >= 235 { STROKE_ON_WHITE } else { STROKE_ON_TINT };
    f32::from(difference) >= f32::from(ground) * part
}

/// Gives each pixel the extreme of the pixels to the right of and below it (or left and above), in
/// a window whose sides are powers of two.
fn spread(
    data: &mut [u8],
    width: usize,
    windows: (u32, u32),
    forward: bool,
    op: impl Fn(u8, u8) -> u8 + Copy,
) {
    // The extreme of 2ⁿ neighbours is that of their two halves: n steps a side instead of 2ⁿ
    // comparisons a pixel. Along the rows first …
    let mut before = vec![0; width];
    for step in (0..windows.0).map(|doubling| 1usize << doubling).filter(|step| *step < width) {
        for row in data.chunks_exact_mut(width) {
            before.copy_from_slice(row);
            if forward {
                merge(&mut row[..width - step], &before[step..], op);
            } else {
                merge(&mut row[step..], &before[..width - step], op);
            }
        }
    }
    // … then down the columns, a row at a time, in the order in which no row is used after it has
    // changed.
    let rows = data.len() / width;
    for step in (0..windows.1).map(|doubling| 1usize << doubling).filter(|step| *step < rows) {
        for y in 0..rows - step {
            let (nearer, further) =
                if forward { (y, y + step) } else { (rows - 1 - y, rows - 1 - y - step) };
            let (above, below) = data.split_at_mut(nearer.max(further) * width);
            let above = &mut above[nearer.min(further) * width..][..width];
            if forward {
                merge(above, &below[..width], op);
            } else {
                merge(&mut below[..width], above, op);
            }
        }
    }
}

/// Gives each value the extreme of itself and another. These are two slices, so that many values
/// are compared at once.
fn merge(data: &mut [u8], others: &[u8], op: impl Fn(u8, u8) -> u8) {
    data.iter_mut()
        .zip(others)
        .for_each(|(value, other)| *value = op(*value, *other));
}

/// The greatest value within 3 pixels in each direction: first forwards, then backwards.
fn most_near(mut data: Vec<u8>, width: usize) -> Vec<u8> {
    for forward in [true, false] {
        spread(&mut data, width, (NEAR_DOUBLINGS, NEAR_DOUBLINGS), forward, u8::max);
    }
    data
}
