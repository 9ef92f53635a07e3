//! Turns of a page: rows and columns exchanged, in blocks of 8 by 8 pixels, and turns by quarters.

use ferrofax_ground::t4::Bitmap;

/// The page mirrored at its diagonal: column `x` of row `y` becomes column `y` of row `x`. A page
/// without rows becomes a row of one white pixel a column.
pub(in super::super) fn transposed(page: &Bitmap) -> Bitmap {
    let (stride, rows) = (page.stride(), page.rows() as usize);
    let mut turned = Bitmap::new(page.rows());
    let out_stride = turned.stride();
    let mut band = vec![0u8; out_stride * 8];
    let data = page.data();
    for column in 0..stride {
        band.fill(0);
        for block in 0..rows.div_ceil(8) {
            let mut eight = [0u8; 8];
            for (i, byte) in eight.iter_mut().enumerate() {
                *byte = data.get((block * 8 + i) * stride + column).copied().unwrap_or(0);
            }
            let square = u64::from_be_bytes(eight);
            if square != 0 {
                for (i, byte) in mirrored(square).to_be_bytes().into_iter().enumerate() {
                    band[i * out_stride + block] = byte;
                }
            }
        }
        let columns = (page.width() as usize - column * 8).min(8);
        band.chunks_exact(out_stride).take(columns).for_each(|row| turned.push_row(row));
    }
    turned
}

/// The page with left and right exchanged.
pub(in super::super) fn mirrored_across(page: &Bitmap) -> Bitmap {
    let spare = (8 - page.width() % 8) % 8;
    let mut out = Bitmap::new(page.width());
    let mut row = vec![0u8; page.stride()];
    for y in 0..page.rows() {
        // After the reversal the padding is in front. The row is moved to the left over it.
        let mut next = 0u8;
        for (out, byte) in row.iter_mut().rev().zip(page.row(y)) {
            let byte = byte.reverse_bits();
            *out = (u16::from_be_bytes([byte, next]) >> (8 - spare)) as u8;
            next = byte;
        }
        out.push_row(&row);
    }
    out
}

/// The page with top and bottom exchanged.
pub(in super::super) fn mirrored_down(page: &Bitmap) -> Bitmap {
    let mut out = Bitmap::new(page.width());
    (0..page.rows()).rev().for_each(|y| out.push_row(page.row(y)));
    out
}

/// Mirrors 8 rows of 8 bits at the diagonal: first pairs, then fours, then eights change places.
const fn mirrored(mut square: u64) -> u64 {
    let pairs = (square ^ (square >> 7)) & 0x00AA_00AA_00AA_00AA;
    square ^= pairs ^ (pairs << 7);
    let fours = (square ^ (square >> 14)) & 0x0000_CCCC_0000_CCCC;
    square ^= fours ^ (fours << 14);
    let eights = (square ^ (square >> 28)) & 0x0000_0000_F0F0_F0F0;
    square ^ eights ^ (eights << 28)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn uneven() -> Bitmap {
        let mut page = Bitmap::white(43, 29);
        for y in 0..29 {
            (0..43).filter(|x| (x * 7 + y * y) % 5 < 2).for_each(|x| page.set(x, y, true));
        }
        page
    }

    #[test]
    fn every_pixel_finds_its_new_place() {
        let page = uneven();
        let (turned, across, down) =
            (transposed(&page), mirrored_across(&page), mirrored_down(&page));
        assert_eq!((turned.width(), turned.rows()), (29, 43));
        for (x, y) in (0..43).flat_map(|x| (0..29).map(move |y| (x, y))) {
            assert_eq!(turned.is_black(y, x), page.is_black(x, y), "{x} {y}");
            assert_eq!(across.is_black(42 - x, y), page.is_black(x, y), "{x} {y}");
            assert_eq!(down.is_black(x, 28 - y), page.is_black(x, y), "{x} {y}");
        }
        assert!(transposed(&turned) == page);
    }
}
