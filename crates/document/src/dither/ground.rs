//! Finds the ground on which strokes stand, and makes the pixels that are near a stroke black or
//! white.
//!
//! Dark parts that are narrower than a window vanish when the picture is first made lighter by the
//! window and then darker again (a closing): the result is the ground of dark strokes. The edge of
//! a large dark area does not move, so it is not taken for a stroke. Light strokes on dark ground
//! are dark strokes in the negative of the picture.
//!
//! The rows of the picture pass through both steps one by one, so that only as many rows are in
//! memory as the window is high. Each step handles many pixels at once.

use super::{BLACK, Part, STROKE_ON_TINT, STROKE_ON_WHITE, WHITE};
use ferrofax_ground::wide::widest;

/// The width of the widest stroke, in inches.
const WIDEST: f64 = 0.08;

/// The number of doublings of the window around a stroke: pixels within 2² − 1 = 3 of a stroke
/// belong to it.
const NEAR_DOUBLINGS: u32 = 2;

/// The number of rows above and below a stroke that belong to it.
const NEAR: usize = (1 << NEAR_DOUBLINGS) - 1;

/// The grey that separates grounds for dark strokes (lighter) from those for light strokes
/// (darker).
const MIDDLE: u16 = 128;

/// The ground from which paper counts as white.
const ON_WHITE: u16 = 235;

/// Makes the strokes of a picture black and white, row by row from the top.
pub(super) struct Strokes<'a> {
    part: &'a Part<'a>,
    /// The ground of dark strokes in the picture, and in its negative.
    grounds: [Ground; 2],
    /// The number of rows that the grounds have got.
    taken: usize,
    /// The number of rows that were returned.
    made: usize,
    levels: Vec<u8>,
}

impl<'a> Strokes<'a> {
    /// Prepares a part of a picture with these pixels per inch.
    pub(super) fn new(part: &'a Part<'a>, x_dpi: f64, y_dpi: f64) -> Self {
        let doublings = |dpi: f64| (dpi * WIDEST).log2().round().clamp(2.0, 6.0) as u32;
        let windows = (doublings(x_dpi), doublings(y_dpi));
        let grounds = [0, 0xFF].map(|negative| Ground::new(part.width(), windows, negative));
        Self { part, grounds, taken: 0, made: 0, levels: vec![0; part.width()] }
    }

    /// The greys of the next row, in which the pixels near strokes are black or white.
    pub(super) fn next_row(&mut self) -> &mut [u8] {
        let last = self.made + self.grounds[0].delay();
        widest(
            #[inline(always)]
            || {
                while self.taken <= last {
                    for ground in &mut self.grounds {
                        ground.take(self.taken, self.part);
                    }
                    self.taken += 1;
                }
                let [light, dark] = [0, 1].map(|at| self.grounds[at].row(self.made));
                set_strokes(self.part.row(self.made), light, dark, &mut self.levels);
            },
        );
        self.made += 1;
        &mut self.levels
    }
}

/// The ground of the dark strokes of a picture, which gets the picture row by row.
struct Ground {
    /// The bits that are inverted in each grey: all of them for the negative of the picture.
    negative: u8,
    /// The number of doublings of the window's width.
    across: u32,
    height: usize,
    lightest: Column,
    darkest: Column,
    nearest: [Column; 2],
    /// The last rows of the ground, of which as many are needed as belong to a stroke.
    rows: [Vec<u8>; NEAR + 1],
    row: Vec<u8>,
    spare: Vec<u8>,
    /// How much darker than its ground the darkest pixel nearby is, for one row.
    darker: Vec<u8>,
}

impl Ground {
    fn new(width: usize, windows: (u32, u32), negative: u8) -> Self {
        let column = |doublings: u32, outside: u8| Column::new(width, doublings, outside);
        let row = || vec![0; width];
        Self {
            negative,
            across: windows.0,
            height: 1 << windows.1,
            lightest: column(windows.1, 0),
            darkest: column(windows.1, 255),
            nearest: [column(NEAR_DOUBLINGS, 0), column(NEAR_DOUBLINGS, 0)],
            rows: std::array::from_fn(|_| row()),
            row: row(),
            spare: row(),
            darker: row(),
        }
    }

    /// The number of rows that must be taken after a row before the row is ready.
    const fn delay(&self) -> usize {
        self.height - 1 + NEAR
    }

    /// Takes row `number` of the picture. Below the picture, rows have no influence.
    #[inline(always)]
    fn take(&mut self, number: usize, part: &Part<'_>) {
        let Self { row, spare, .. } = self;
        if number < part.rows() {
            for (pixel, grey) in row.iter_mut().zip(part.row(number)) {
                *pixel = grey ^ self.negative;
            }
            spread(row, spare, self.across, true, u8::max);
        } else {
            row.fill(0);
        }
        self.lightest.take(row, u8::max);
        // The row for which the window is complete now.
        let Some(number) = (number + 1).checked_sub(self.height) else { return };
        if number < part.rows() {
            spread(row, spare, self.across, false, u8::min);
            self.darkest.take(row, u8::min);
            let ground = &mut self.rows[number % (NEAR + 1)];
            ground.copy_from_slice(row);
            for (pixel, grey) in row.iter_mut().zip(part.row(number)) {
                *pixel = pixel.saturating_sub(grey ^ self.negative);
            }
            spread(row, spare, NEAR_DOUBLINGS, true, u8::max);
            spread(row, spare, NEAR_DOUBLINGS, false, u8::max);
        } else {
            row.fill(0);
        }
        for nearest in &mut self.nearest {
            nearest.take(row, u8::max);
        }
        self.darker.copy_from_slice(row);
    }

    /// The ground of row `number`, and how much darker the darkest pixel near each pixel is.
    #[inline(always)]
    fn row(&self, number: usize) -> (&[u8], &[u8]) {
        (&self.rows[number % (NEAR + 1)], &self.darker)
    }
}

/// Gives each pixel of a row the extreme of the pixels to its right (or left), in a window whose
/// width is a power of two. The extreme of 2ⁿ neighbours is that of their two halves: n steps
/// instead of 2ⁿ comparisons for a pixel.
#[inline(always)]
fn spread(
    row: &mut Vec<u8>,
    spare: &mut Vec<u8>,
    doublings: u32,
    forward: bool,
    op: impl Fn(u8, u8) -> u8 + Copy,
) {
    let width = row.len();
    for step in (0..doublings).map(|doubling| 1_usize << doubling).filter(|step| *step < width) {
        let (nearer, further) = (&row[..width - step], &row[step..]);
        let (outside, spread) = if forward {
            (width - step..width, &mut spare[..width - step])
        } else {
            (0..step, &mut spare[step..])
        };
        for (value, (one, other)) in spread.iter_mut().zip(nearer.iter().zip(further)) {
            *value = op(*one, *other);
        }
        spare[outside.clone()].copy_from_slice(&row[outside]);
        std::mem::swap(row, spare);
    }
}

/// The extreme of each pixel of the last rows, in a window whose height is a power of two. The
/// window grows by doublings, as in [`spread`]. For each doubling, as many rows are stored as the
/// window before it is high.
struct Column {
    doublings: Vec<Stored>,
}

/// The rows that a doubling of a [`Column`] needs.
struct Stored {
    rows: Vec<u8>,
    /// The start of the oldest row, which the next one replaces.
    oldest: usize,
}

impl Column {
    /// A window in which all rows have the grey `outside`, which has no influence.
    fn new(width: usize, doublings: u32, outside: u8) -> Self {
        let stored = |doubling: u32| Stored { rows: vec![outside; width << doubling], oldest: 0 };
        Self { doublings: (0..doublings).map(stored).collect() }
    }

    /// Moves the window down by a row. The row becomes the extremes of the window.
    #[inline(always)]
    fn take(&mut self, row: &mut [u8], op: impl Fn(u8, u8) -> u8 + Copy) {
        for Stored { rows, oldest } in &mut self.doublings {
            let old = &mut rows[*oldest..][..row.len()];
            for (value, old) in row.iter_mut().zip(old) {
                let new = *value;
                *value = op(*old, new);
                *old = new;
            }
            *oldest += row.len();
            if *oldest == rows.len() {
                *oldest = 0;
            }
        }
    }
}

/// Makes the pixels near strokes black or white, and also those that are almost black or white.
#[inline(always)]
fn set_strokes(
    greys: &[u8],
    (light, darker): (&[u8], &[u8]),
    (dark, lighter): (&[u8], &[u8]),
    levels: &mut [u8],
) {
    let grounds = light.iter().zip(darker).zip(dark.iter().zip(lighter));
    for ((level, grey), ((light, darker), (dark, lighter))) in
        levels.iter_mut().zip(greys).zip(grounds)
    {
        let [grey, light, darker, dark, lighter] =
            [*grey, *light, *darker, *dark, *lighter].map(u16::from);
        // A pixel that is a little nearer to the ground is black, too, so that thin strokes are
        // kept.
        let is_near_dark = light > MIDDLE && is_stroke(light, darker);
        let is_dark = light.saturating_sub(grey) * 20 > darker * 9;
        // The ground of light strokes is that of dark ones in the negative.
        let is_near_light = dark >= MIDDLE && is_stroke(dark, lighter);
        let is_light = dark.saturating_sub(255 - grey) * 2 >= lighter;
        let clean = match grey {
            _ if grey <= u16::from(BLACK) => 0,
            _ if grey >= u16::from(WHITE) => 255,
            _ => grey,
        };
        let of = |is_white: bool| u16::from(is_white) * 255;
        let other = if is_near_light { of(is_light) } else { clean };
        *level = (if is_near_dark { of(!is_dark) } else { other }) as u8;
    }
}

/// Whether a part that differs by this much from a ground of this brightness is a stroke.
#[inline(always)]
const fn is_stroke(ground: u16, difference: u16) -> bool {
    let percent = if ground >= ON_WHITE { STROKE_ON_WHITE } else { STROKE_ON_TINT };
    difference * 100 >= ground * percent
}
