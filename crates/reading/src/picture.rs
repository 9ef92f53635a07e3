//! The picture of a page that is read: grey, 250 dpi in both directions, without skew.
//!
//! At 204 dpi, Tesseract makes more mistakes on pages of standard resolution. At 300 dpi it makes as
//! many as at 250, and needs a sixth more time.

use ferrofax_document::grey::Grey;
use ferrofax_ground::t4::Bitmap;

use crate::frame::{Frame, Turn, turned};
use crate::skew::skew;

/// The pixels per inch of the picture.
pub const DPI: u32 = 250;

/// The maximum number of pixels of a picture: nearly three metres of a page of A4.
pub const MOST_PIXELS: u64 = 60_000_000;

/// A skew below this, in degrees, is not corrected: it does no harm.
const HARMLESS: f64 = 0.25;

/// The picture of a page, and its relation to the page. `None` if the page has no pixels, or if the
/// picture would have more than [`MOST_PIXELS`].
pub fn picture(page: &Bitmap, x_dpi: f64, y_dpi: f64) -> Option<(Grey, Frame)> {
    let size = |pixels: u32, dpi: f64| (f64::from(pixels) * f64::from(DPI) / dpi).round();
    let (width, rows) = (size(page.width(), x_dpi), size(page.rows(), y_dpi));
    if !(width >= 1.0 && rows >= 1.0 && width * rows <= MOST_PIXELS as f64) {
        return None;
    }
    let (width, rows) = (width as u32, rows as u32);
    let level = grey(page).scaled(0..page.rows(), width, rows);
    let found = skew(page, x_dpi, y_dpi);
    let skew = if found.abs() < HARMLESS { 0.0 } else { found };
    let picture = if skew == 0.0 { level } else { straight(&level, skew) };
    let page = (width, rows);
    let (width, rows) = (picture.width(), picture.rows());
    Some((picture, Frame { dpi: DPI, width, rows, page, skew, turn: Turn::None }))
}

fn grey(page: &Bitmap) -> Grey {
    let width = page.width() as usize;
    let mut pixels = Vec::with_capacity((width + 8) * page.rows() as usize);
    for y in 0..page.rows() {
        let end = pixels.len() + width;
        for byte in page.row(y) {
            pixels.extend((0..8).map(|bit| if byte & (0x80 >> bit) == 0 { 255 } else { 0 }));
        }
        pixels.truncate(end);
    }
    Grey::new(page.width(), pixels)
}

/// The picture turned about its middle, so that lines that fell by `skew` degrees are level. The new
/// picture is larger, so that no corner is cut off.
fn straight(picture: &Grey, skew: f64) -> Grey {
    let (old_width, old_rows) = (f64::from(picture.width()), f64::from(picture.rows()));
    let (sin, cos) = skew.to_radians().abs().sin_cos();
    let width = (old_width * cos + old_rows * sin).ceil() as u32;
    let rows = (old_rows * cos + old_width * sin).ceil() as u32;
    let middle = (f64::from(width) / 2.0, f64::from(rows) / 2.0);
    let (x_off, y_off) = (middle.0 - old_width / 2.0, middle.1 - old_rows / 2.0);
    let mut data = Vec::with_capacity(width as usize * rows as usize);
    let (sin, cos) = skew.to_radians().sin_cos();
    let (x_step, y_step) = (in_parts(cos), in_parts(sin));
    for y in 0..rows {
        let (x_from, y_from) = turned((0.5, f64::from(y) + 0.5), middle, skew);
        let (mut x, mut y) = (in_parts(x_from - x_off - 0.5), in_parts(y_from - y_off - 0.5));
        for _ in 0..width {
            data.push(between(picture, x, y));
            x += x_step;
            y += y_step;
        }
    }
    Grey::new(width, data)
}

/// The parts of a pixel, by which places are counted: whole numbers are three times as quick.
const PARTS: i64 = 1 << 20;

fn in_parts(pixels: f64) -> i64 {
    (pixels * PARTS as f64).round() as i64
}

/// The grey at a place between pixels; white outside the picture. The place is given in parts.
fn between(picture: &Grey, x: i64, y: i64) -> u8 {
    let (left, top) = (x.div_euclid(PARTS), y.div_euclid(PARTS));
    let (right_part, lower_part) = (x.rem_euclid(PARTS) >> 10, y.rem_euclid(PARTS) >> 10);
    let row = |y: i64| {
        let row = u32::try_from(y).map_or(&[][..], |y| picture.row(y));
        let pixel = |x: i64| {
            usize::try_from(x)
                .ok()
                .and_then(|x| row.get(x))
                .map_or(255, |grey| i64::from(*grey))
        };
        pixel(left) * (1024 - right_part) + pixel(left + 1) * right_part
    };
    ((row(top) * (1024 - lower_part) + row(top + 1) * lower_part + (1 << 19)) >> 20) as u8
}

/// The picture turned by quarters.
pub fn turned_by_quarters(picture: &Grey, turn: Turn) -> Grey {
    let (width, rows) = (picture.width(), picture.rows());
    let column = |x: u32| (0..rows).map(move |y| picture.row(y)[x as usize]);
    match turn {
        Turn::None => picture.clone(),
        Turn::Half => Grey::new(width, picture.data().iter().rev().copied().collect()),
        Turn::Quarter => Grey::new(rows, (0..width).flat_map(|x| column(x).rev()).collect()),
        Turn::ThreeQuarters => Grey::new(rows, (0..width).rev().flat_map(column).collect()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quarters_turn_clockwise() {
        let picture = Grey::new(3, vec![1, 2, 3, 4, 5, 6]);
        let turns = [
            (Turn::None, 3, vec![1, 2, 3, 4, 5, 6]),
            (Turn::Quarter, 2, vec![4, 1, 5, 2, 6, 3]),
            (Turn::Half, 3, vec![6, 5, 4, 3, 2, 1]),
            (Turn::ThreeQuarters, 2, vec![3, 6, 2, 5, 1, 4]),
        ];
        for (turn, width, data) in turns {
            let turned = turned_by_quarters(&picture, turn);
            assert_eq!((turned.width(), turned.data()), (width, &data[..]), "{turn:?}");
        }
    }

    /// Rules at a distance of half an inch that fall by `degrees`, on 8 by 10 inches at 204 × 98.
    fn ruled(degrees: f64) -> Bitmap {
        let mut page = Bitmap::white(1632, 980);
        let slope = degrees.to_radians().tan();
        for x in 0..1632u32 {
            for line in 1..20 {
                let y = (f64::from(line) * 0.5 + f64::from(x) / 204.0 * slope) * 98.0;
                page.set(x, y as u32, true);
            }
        }
        page
    }

    #[test]
    fn the_skew_of_lines_is_found_and_corrected() {
        for degrees in [-5.0, -2.3, 0.0, 1.1, 4.9] {
            let (picture, frame) = picture(&ruled(degrees), 204.0, 98.0).unwrap();
            assert!((frame.skew - degrees).abs() < 0.15, "{degrees}: {}", frame.skew);
            // A line is level now: all that is black of it lies in few rows.
            let dark = (0..picture.rows())
                .filter(|y| picture.row(*y)[600..1800].iter().any(|grey| *grey < 128))
                .count();
            assert!(dark < 20 * 8, "{degrees}: {dark} rows");
        }
    }

    #[test]
    fn a_page_without_lines_and_a_page_without_pixels_have_no_skew_and_no_picture() {
        assert_eq!(skew(&Bitmap::white(1728, 1000), 204.0, 98.0), 0.0);
        assert!(picture(&Bitmap::new(1728), 204.0, 98.0).is_none());
        assert!(picture(&Bitmap::white(8, 8), 0.001, 0.001).is_none());
    }

    #[test]
    fn a_page_of_more_than_sixty_million_pixels_has_no_picture() {
        assert_eq!(MOST_PIXELS, 60_000_000);
        // Nearly three metres of A4.
        assert!(picture(&Bitmap::white(1728, 22_300), 204.0, 196.0).is_none());
    }
}
