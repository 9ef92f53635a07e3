//! Scales a black-and-white page, across and down independently, so that lines and letters remain
//! legible.
//!
//! The page is treated as runs of black. Each edge moves to the nearest pixel, so that strokes keep
//! their weight. Two rules take precedence: no black run is lost, however thin; and a white gap
//! between two strokes is kept if a pixel can be spared for it ([`runs`]). Rows are scaled first,
//! then columns, as the rows of the transposed page ([`turn`]).
//!
//! These rules would blacken the dots of a picture ([`halftone`]). There the new pixels get the
//! share of black of the old ones, and the error is passed on to their neighbours.

mod halftone;
mod runs;
pub(super) mod turn;

use std::ops::Range;

use super::dither::diffuse::Diffusion;
use ferrofax_ground::t4::Bitmap;
use halftone::Dots;
use runs::Positions;

/// The part of a page that is to be scaled.
#[derive(Clone, Debug)]
pub(super) struct Window<'a> {
    /// The page that it is a part of.
    pub(super) page: &'a Bitmap,
    /// The columns; within the page, not empty.
    pub(super) columns: Range<u32>,
    /// The rows; within the page, not empty.
    pub(super) rows: Range<u32>,
    /// The pixels per inch across, which say how large a dot is.
    pub(super) x_dpi: f64,
    /// The rows per inch down.
    pub(super) y_dpi: f64,
}

/// Scales the window to `width` by `rows` pixels.
pub(super) fn scale(window: &Window<'_>, width: u32, rows: u32) -> Bitmap {
    let part = cut_out(window);
    let (width, rows) = (width.max(1), rows.max(1));
    if (part.width(), part.rows()) == (width, rows) {
        return part;
    }
    let mut scaled = scaled_by_runs(&part, width, rows);
    let dots = Dots::find(&part, window.x_dpi, window.y_dpi);
    if !dots.is_empty() {
        set_dots(&mut scaled, &part, &dots);
    }
    scaled
}

/// The window as a page of its own.
fn cut_out(window: &Window<'_>) -> Bitmap {
    let Range { start, end } = window.columns.clone();
    let mut part = Bitmap::new(end - start);
    let mut row = vec![0; part.stride()];
    for y in window.rows.clone() {
        copy_bits(window.page.row(y), start, &mut row);
        part.push_row(&row);
    }
    part
}

/// Fills `to` with the bits of `from`, from bit `start` on.
fn copy_bits(from: &[u8], start: u32, to: &mut [u8]) {
    let (first, shift) = ((start / 8) as usize, start % 8);
    let byte = |i: usize| from.get(first + i).copied().unwrap_or(0);
    for (i, out) in to.iter_mut().enumerate() {
        *out = (u16::from_be_bytes([byte(i), byte(i + 1)]) >> (8 - shift)) as u8;
    }
}

/// The page in the middle of one with the given width.
pub(super) fn centred(page: &Bitmap, width: u32) -> Bitmap {
    if page.width() == width {
        return page.clone();
    }
    placed(page, width.saturating_sub(page.width()) / 2, width)
}

/// The page with its pixels moved right by `left`, in a page of the given width.
pub(super) fn placed(page: &Bitmap, left: u32, width: u32) -> Bitmap {
    let (first, shift) = ((left / 8) as usize, left % 8);
    let mut wide = Bitmap::new(width);
    let mut row = vec![0u8; wide.stride()];
    for y in 0..page.rows() {
        row.fill(0);
        for (i, byte) in page.row(y).iter().enumerate() {
            let [high, low] = (u16::from(*byte) << (8 - shift)).to_be_bytes();
            for (at, bits) in [(first + i, high), (first + i + 1, low)] {
                if let Some(out) = row.get_mut(at) {
                    *out |= bits;
                }
            }
        }
        wide.push_row(&row);
    }
    wide
}

fn scaled_by_runs(page: &Bitmap, width: u32, rows: u32) -> Bitmap {
    let across = if page.width() == width { page.clone() } else { runs::scale_rows(page, width) };
    if page.rows() == rows {
        return across;
    }
    // The transposed page may not be longer than the greatest width.
    if page.rows().max(rows) > Bitmap::MAX_WIDTH {
        return stretched(&across, rows);
    }
    turn::transposed(&runs::scale_rows(&turn::transposed(&across), rows))
}

/// The page stretched or shrunk to this number of rows. A new row is black where any of its old
/// rows is.
fn stretched(page: &Bitmap, rows: u32) -> Bitmap {
    let of = |y: u32| (u64::from(y) * u64::from(page.rows()) / u64::from(rows)) as u32;
    let mut out = Bitmap::new(page.width());
    for y in 0..rows {
        let mut row = page.row(of(y)).to_vec();
        for other in of(y) + 1..of(y + 1) {
            row.iter_mut().zip(page.row(other)).for_each(|(byte, more)| *byte |= more);
        }
        out.push_row(&row);
    }
    out
}

/// Sets the dots of pictures into the scaled page, by the share of black instead of runs.
fn set_dots(scaled: &mut Bitmap, page: &Bitmap, dots: &Dots) {
    let (width, rows) = (scaled.width(), scaled.rows());
    let (across, down) = (Positions::new(page.width(), width), Positions::new(page.rows(), rows));
    let mut sums = vec![0u32; page.width() as usize + 2];
    let mut black = vec![0f32; width as usize];
    let mut diffusion = Diffusion::new(width, 0.0, |grey| 1.0 - f32::from(grey) / 255.0);
    for y in 0..rows {
        // The rows of the page that this row shows, each with the part of it that is here …
        let (top, bottom) = (down.source(y), down.source(y + 1));
        let spans = dots.spans(((top + bottom) / 2.0) as u32);
        if spans.is_empty() {
            diffusion.clear();
            continue;
        }
        black.fill(0.0);
        for row in top as u32..(bottom.ceil() as u32).min(page.rows()) {
            let part = bottom.min(row as f32 + 1.0) - top.max(row as f32);
            add_row(page.row(row), part / (bottom - top), &across, &mut sums, &mut black);
        }
        // … and the resulting greys become dots, but only within the pictures.
        for span in spans {
            let (first, last) =
                (across.nearest(span.start).min(width), across.nearest(span.end).min(width));
            let share = black.get(first as usize..last as usize).unwrap_or_default();
            let mut greys: Vec<u8> =
                share.iter().map(|black| (255.0 - 255.0 * black).round() as u8).collect();
            diffusion.row(y, first, &mut greys);
            (first..).zip(greys).for_each(|(x, grey)| scaled.set(x, y, grey == 0));
        }
        diffusion.next_row();
    }
}

/// Adds to each pixel its share of black in one row, times `part`.
fn add_row(row: &[u8], part: f32, across: &Positions, sums: &mut [u32], black: &mut [f32]) {
    let width = sums.len() - 2;
    let mut sum = 0;
    for x in 0..width {
        sum += u32::from(row[x / 8] >> (7 - x % 8) & 1);
        sums[x + 1] = sum;
    }
    sums[width + 1] = sum;
    let up_to = |x: f32| {
        let whole = (x as usize).min(width);
        sums[whole] as f32 + (sums[whole + 1] - sums[whole]) as f32 * (x - whole as f32)
    };
    let mut left = across.source(0);
    let mut before = up_to(left);
    for (x, pixel) in black.iter_mut().enumerate() {
        let right = across.source(x as u32 + 1);
        let after = up_to(right);
        *pixel += (after - before) / (right - left) * part;
        (left, before) = (right, after);
    }
}

#[cfg(test)]
mod tests;
