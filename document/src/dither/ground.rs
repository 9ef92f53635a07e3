//! The ground on which strokes stand, and which pixels are near a stroke.
//!
//! What is dark and narrower than a window vanishes when the picture is first made
//! lighter by the window and then darker again (a closing): what is left is the ground of
//! dark strokes. The edge of a large dark area stays where it is, so that it is not taken
//! for a stroke. Light strokes on dark ground are found the other way round.

use super::{STROKE_ON_TINT, STROKE_ON_WHITE};
use crate::grey::Grey;

/// The widest stroke, inches.
const WIDEST: f64 = 0.08;

/// Pixels as near to a stroke as a window of 2 doublings less one, 3, belong to it.
const NEAR_DOUBLINGS: u32 = 2;

/// Darker than this is no ground for dark strokes, and lighter none for light ones.
const MIDDLE: u8 = 128;

/// The grounds of all pixels, and the strokes near them.
pub(super) struct Grounds {
    width: usize,
    /// The ground of dark strokes, and by how much the darkest that is near is darker
    /// than its own ground.
    light: Vec<u8>,
    darker: Vec<u8>,
    /// The ground of light strokes, and by how much the lightest that is near is lighter
    /// than its own ground.
    dark: Vec<u8>,
    lighter: Vec<u8>,
}

/// Those of a row.
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
            // A little nearer to the ground is black still: thin strokes are to hold.
            return Some(u16::from(ground.saturating_sub(grey)) * 20 > u16::from(darker) * 9);
        }
        let (ground, lighter) = (self.dark[x], self.lighter[x]);
        if ground < MIDDLE && is_stroke(255 - ground, lighter) {
            return Some(u16::from(grey.saturating_sub(ground)) * 2 < u16::from(lighter));
        }
        None
    }
}

/// Whether something that differs so much from a ground of this brightness is a stroke.
fn is_stroke(ground: u8, difference: u8) -> bool {
    let part = if ground >= 235 { STROKE_ON_WHITE } else { STROKE_ON_TINT };
    f32::from(difference) >= f32::from(ground) * part
}

/// Gives each pixel the extreme of those right of and below it (or left and above), in a
/// window whose sides are powers of two.
fn spread(
    data: &mut [u8],
    width: usize,
    windows: (u32, u32),
    forward: bool,
    op: impl Fn(u8, u8) -> u8 + Copy,
) {
    // The extreme of 2ⁿ neighbours is that of two halves of them: n steps a side instead
    // of 2ⁿ comparisons a pixel. Along the rows first …
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
    // … then down the columns, a row at a time and in the order in which none is used
    // after it has changed.
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

/// Gives each the extreme of itself and another's. Two slices, so that many are compared at once.
fn merge(data: &mut [u8], others: &[u8], op: impl Fn(u8, u8) -> u8) {
    data.iter_mut()
        .zip(others)
        .for_each(|(value, other)| *value = op(*value, *other));
}

/// The most within 3 pixels each way: so many forth, then so many back.
fn most_near(mut data: Vec<u8>, width: usize) -> Vec<u8> {
    for forward in [true, false] {
        spread(&mut data, width, (NEAR_DOUBLINGS, NEAR_DOUBLINGS), forward, u8::max);
    }
    data
}
