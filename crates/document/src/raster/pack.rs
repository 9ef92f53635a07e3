//! Packs rows (PWG 5102.4 §4.4): a byte with the number of equal rows, then runs of equal pixels
//! and unpacked pixels.

use super::Pixel;
use ferrofax_ground::t4::Bitmap;

/// The greatest number of equal rows. `MOST_PIXELS` is the greatest number of pixels in a run.
const MOST_ROWS: u32 = 256;
const MOST_PIXELS: usize = 128;

/// Packs the row at `y` with the equal rows below it, and returns the next row.
pub(super) fn rows(bitmap: &Bitmap, y: u32, pixel: Pixel, out: &mut Vec<u8>) -> u32 {
    let row = bitmap.row(y);
    let last = bitmap.rows().min(y + MOST_ROWS);
    let next = (y + 1..last).find(|other| bitmap.row(*other) != row).unwrap_or(last);
    out.push((next - y - 1) as u8);
    let grey = || (0..bitmap.width()).map(|x| if bitmap.is_black(x, y) { 0 } else { 255 });
    match pixel {
        Pixel::Black => pack(row, 1, out),
        Pixel::Grey => pack(&grey().collect::<Vec<u8>>(), 1, out),
        Pixel::Colours => pack(&grey().flat_map(|level| [level; 3]).collect::<Vec<u8>>(), 3, out),
    }
    next
}

/// Packs a row of pixels with this number of bytes each.
fn pack(row: &[u8], bytes: usize, out: &mut Vec<u8>) {
    let pixels: Vec<&[u8]> = row.chunks_exact(bytes).collect();
    let mut rest = &pixels[..];
    while let Some(first) = rest.first() {
        let most = &rest[..rest.len().min(MOST_PIXELS)];
        let run = most.iter().take_while(|pixel| *pixel == first).count();
        // Unpacked pixels end where two are equal.
        let plain = most.windows(2).position(|two| two[0] == two[1]).unwrap_or(most.len());
        let taken = if run > 1 || plain < 2 {
            out.push((run - 1) as u8);
            out.extend_from_slice(first);
            run
        } else {
            out.push((257 - plain) as u8);
            most[..plain].iter().for_each(|pixel| out.extend_from_slice(pixel));
            plain
        };
        rest = &rest[taken..];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packed(row: &[u8], bytes: usize) -> Vec<u8> {
        let mut out = Vec::new();
        pack(row, bytes, &mut out);
        out
    }

    #[test]
    fn runs_and_pixels_as_they_are() {
        assert_eq!(packed(&[7, 7, 7], 1), [2, 7]);
        assert_eq!(packed(&[1, 2, 3], 1), [254, 1, 2, 3]);
        assert_eq!(packed(&[1, 2, 3, 3], 1), [255, 1, 2, 1, 3]);
        assert_eq!(packed(&[5], 1), [0, 5]);
        assert_eq!(packed(&[5, 6, 6], 1), [0, 5, 1, 6]);
        assert_eq!(packed(&[9; 300], 1), [127, 9, 127, 9, 43, 9]);
        assert_eq!(packed(&[1, 1, 1, 1, 1, 1, 0, 0, 0], 3), [1, 1, 1, 1, 0, 0, 0, 0]);
        let plain: Vec<u8> = (0..129).collect();
        assert_eq!(packed(&plain, 1)[0], 129, "128 pixels as they are");
    }

    #[test]
    fn equal_rows_are_counted() {
        let mut bitmap = Bitmap::white(16, 300);
        bitmap.set(0, 299, true);
        let mut out = Vec::new();
        let mut y = 0;
        while y < bitmap.rows() {
            y = rows(&bitmap, y, Pixel::Black, &mut out);
        }
        assert_eq!(out, [255, 1, 0, 42, 1, 0, 0, 255, 0x80, 0]);
        out.clear();
        rows(&bitmap, 299, Pixel::Grey, &mut out);
        assert_eq!(out, [0, 0, 0, 14, 255]);
    }
}
