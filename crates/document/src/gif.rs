//! Makes a small grey picture (GIF) of a page, for the body of a mail.
//!
//! Each pixel of the picture is as dark as the part of the page under it, so that small text is
//! legible. The picture has square pixels, even if the page does not. [`in_all_greys`] makes a
//! picture in all greys, for other uses.

use gif::{Encoder, Frame};

use crate::grey::Grey;
use ferrofax_ground::t4::Bitmap;

/// The number of greys in the picture: enough for smooth letters, few enough for a small file.
const GREYS: u32 = 8;

/// The factor by which pixels are darkened: averages would look faint otherwise.
const DARKEN: f32 = 1.4;

/// Makes a GIF of the page, at most `max_width` pixels wide, with square pixels, in a few greys.
pub fn first_page(page: &Bitmap, x_dpi: f64, y_dpi: f64, max_width: u32) -> Vec<u8> {
    let (width, height) = picture_size((page.width(), page.rows()), (x_dpi, y_dpi), max_width);
    let pixels = shrink(page, usize::from(width), usize::from(height), GREYS);
    let palette: Vec<u8> = (0..GREYS)
        .flat_map(|dark| [(255 - dark * 255 / (GREYS - 1)) as u8; 3])
        .collect();

    let mut out = Vec::new();
    let frame = Frame::from_indexed_pixels(width, height, pixels, None);
    // Writing into memory cannot fail; a picture that could not be made is empty.
    let written = Encoder::new(&mut out, width, height, &palette)
        .and_then(|mut encoder| encoder.write_frame(&frame));
    match written {
        Ok(()) => out,
        Err(_) => Vec::new(),
    }
}

/// Makes a picture of the page in all greys.
pub fn in_all_greys(page: &Bitmap, x_dpi: f64, y_dpi: f64, max_width: u32) -> Grey {
    let (width, height) = picture_size((page.width(), page.rows()), (x_dpi, y_dpi), max_width);
    let dark = shrink(page, usize::from(width), usize::from(height), 256);
    Grey::new(width.into(), dark.into_iter().map(|dark| 255 - dark).collect())
}

/// The width and height of the picture of a page with this size and these pixels per inch.
pub fn picture_size(
    (across, rows): (u32, u32),
    (x_dpi, y_dpi): (f64, f64),
    max_width: u32,
) -> (u16, u16) {
    let usable = |dpi: f64| if dpi.is_finite() && dpi > 0.0 { dpi } else { 200.0 };
    let width = across.min(max_width).clamp(1, u16::MAX.into());
    let aspect = (f64::from(rows) / usable(y_dpi)) / (f64::from(across) / usable(x_dpi));
    let height = (f64::from(width) * aspect).round().clamp(1.0, u16::MAX.into());
    (width as u16, height as u16)
}

/// The darkness of each pixel of the picture, in `greys` steps; 0 is white.
fn shrink(page: &Bitmap, width: usize, height: usize, greys: u32) -> Vec<u8> {
    let mut pixels = Vec::with_capacity(width * height);
    let rows_per_line = page.rows() as f32 / height as f32;
    let area = page.width() as f32 / width as f32 * rows_per_line;
    let mut row = RowSums::new(page.width());
    let mut line = vec![0.0; width];
    for y in 0..height {
        let (top, bottom) = (y as f32 * rows_per_line, (y + 1) as f32 * rows_per_line);
        line.fill(0.0);
        for index in top as u32..(bottom.ceil() as u32).min(page.rows()) {
            // The part of this row that is in the line.
            let part = bottom.min(index as f32 + 1.0) - top.max(index as f32);
            if part > 0.0 {
                row.load(page, index);
                row.add_to(&mut line, part);
            }
        }
        let shade = |black: &f32| (black / area * DARKEN).clamp(0.0, 1.0) * (greys - 1) as f32;
        pixels.extend(line.iter().map(|black| shade(black).round() as u8));
    }
    pixels
}

/// The number of black pixels in a row up to each position.
struct RowSums {
    sums: Vec<u32>,
    loaded: Option<u32>,
}

impl RowSums {
    fn new(width: u32) -> Self {
        Self { sums: vec![0; width as usize + 2], loaded: None }
    }

    fn load(&mut self, page: &Bitmap, index: u32) {
        if self.loaded == Some(index) {
            return;
        }
        self.loaded = Some(index);
        let mut sum = 0;
        let row = page.row(index);
        for x in 0..page.width() as usize {
            sum += u32::from(row[x / 8] >> (7 - x % 8) & 1);
            self.sums[x + 1] = sum;
        }
        // One more entry, for the lookup just after the end.
        self.sums[page.width() as usize + 1] = sum;
    }

    /// Adds the black above each pixel of a line, times `part`.
    fn add_to(&self, line: &mut [f32], part: f32) {
        let width = self.sums.len() - 2;
        let step = width as f32 / line.len() as f32;
        let up_to = |x: f32| {
            let whole = (x as usize).min(width);
            let (sum, next) = (self.sums[whole], self.sums[whole + 1]);
            sum as f32 + (next - sum) as f32 * (x - whole as f32)
        };
        let mut before = 0.0;
        for (x, pixel) in line.iter_mut().enumerate() {
            let after = up_to((x + 1) as f32 * step);
            *pixel += (after - before) * part;
            before = after;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_back(gif: &[u8]) -> (u16, u16, Vec<u8>) {
        let mut decoder = gif::DecodeOptions::new().read_info(gif).unwrap();
        let frame = decoder.read_next_frame().unwrap().unwrap();
        (frame.width, frame.height, frame.buffer.to_vec())
    }

    #[test]
    fn the_picture_has_square_pixels_whatever_the_page_has() {
        for (rows, y_dpi) in [(1143, 97.79), (2287, 195.58), (4573, 391.16)] {
            let gif = first_page(&Bitmap::white(1728, rows), 204.145, y_dpi, 864);
            let (width, height, pixels) = read_back(&gif);
            assert_eq!(width, 864);
            assert!((1193..=1195).contains(&height), "{height}");
            assert!(pixels.iter().all(|pixel| *pixel == 0));
        }
    }

    #[test]
    fn the_more_black_the_darker() {
        let mut page = Bitmap::white(80, 8);
        for y in 0..8 {
            (0..20).for_each(|x| page.set(x, y, true));
            (20..40).filter(|x| x % 4 == 0).for_each(|x| page.set(x, y, true));
        }
        let (width, height, pixels) = read_back(&first_page(&page, 200.0, 200.0, 20));
        assert_eq!((width, height), (20, 2));
        let row = &pixels[..20];
        assert!(row[..5].iter().all(|pixel| u32::from(*pixel) == GREYS - 1), "{row:?}");
        assert!(row[5..10].iter().all(|pixel| (2..=3).contains(pixel)), "{row:?}");
        assert!(row[10..].iter().all(|pixel| *pixel == 0), "{row:?}");
        let all = in_all_greys(&page, 200.0, 200.0, 20);
        assert_eq!((all.width(), all.rows()), (20, 2));
        assert_eq!([all.row(1)[0], all.row(1)[19]], [0, 255]);
        assert!(all.row(1)[5..10].iter().all(|light| (160..=170).contains(light)));
    }

    #[test]
    fn odd_measures_are_survived() {
        for (width, rows, dpi, most) in
            [(1, 1, 0.0, 0), (1, 0, f64::NAN, 10), (9, 70_000, 1.0, 9), (70, 3, -5.0, 1_000)]
        {
            let gif = first_page(&Bitmap::white(width, rows), dpi, dpi, most);
            assert!(gif.starts_with(b"GIF89a"), "{width} {rows}");
        }
    }
}
