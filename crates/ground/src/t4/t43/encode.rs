//! A page of few colours → octets: numbers in a palette, which the header brings with it.
//!
//! Of all kinds of pages that T.43 has, this one is the shortest where a page has few colours, and the
//! only one that says exactly which they are. Its planes come stripe by stripe, as who has T.43 at all
//! takes them, in stripes of 128 rows.

use super::header::of_palette;
use super::{MOST_PIXELS, MOST_ROWS};
use crate::t4::{Bitmap, jbig};

/// The most colours that are coded so: eight planes. T.43 has more of them, in palettes that not
/// everyone has, and pages that need them are seldom shorter so than by JPEG.
pub const MOST_COLOURS: usize = 256;

/// A page whose pixels are numbers of colours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Numbered {
    /// Pixels in a row.
    pub width: u32,
    /// The colours, octets of L\*a\*b\* by T.42's own ranges; at most [`MOST_COLOURS`].
    pub colours: Vec<[u8; 3]>,
    /// Row by row, the number of each pixel's colour.
    pub numbers: Vec<u8>,
}

/// The page at so many pixels per inch. None: it has no rows or no colours, too many of either, a number
/// that is none of a colour, or takes more than `most` octets.
pub fn encode(page: &Numbered, dpi: u16, most: usize) -> Option<Vec<u8>> {
    let rows = rows_of(page)?;
    let largest = usize::from(*page.numbers.iter().max()?);
    if largest >= page.colours.len() || page.colours.len() > MOST_COLOURS {
        return None;
    }
    let bits = (page.colours.len() - 1).checked_ilog2().map_or(1, |bit| bit as u8 + 1);
    let mut whole = of_palette(dpi, bits, &page.colours);
    let plane = |at: u8| plane(page, rows, bits - 1 - at);
    let others: Vec<_> = (1..bits).map(plane).collect();
    let room = most.checked_sub(whole.len())?;
    whole.extend(jbig::encode_planes(&plane(0), &others, jbig::Options::default(), room)?);
    (whole.len() <= most).then_some(whole)
}

/// How many whole rows it has, if that is what a page may have.
fn rows_of(page: &Numbered) -> Option<u32> {
    let (width, pixels) = (page.width as usize, page.numbers.len());
    let may_be = (1..=Bitmap::MAX_WIDTH).contains(&page.width)
        && pixels as u64 <= MOST_PIXELS
        && pixels.is_multiple_of(width);
    let rows = may_be.then(|| pixels / width)? as u32;
    (1..=MOST_ROWS).contains(&rows).then_some(rows)
}

/// The plane of this bit of the numbers.
fn plane(page: &Numbered, rows: u32, bit: u8) -> Bitmap {
    let mut plane = Bitmap::new(page.width);
    let mut octets = Vec::with_capacity(plane.stride());
    for row in page.numbers.chunks_exact(page.width as usize).take(rows as usize) {
        octets.clear();
        octets.extend(row.chunks(8).map(|eight| {
            let ones = eight.iter().zip((0..8).rev());
            ones.fold(0, |octet, (number, to)| octet | (number >> bit & 1) << to)
        }));
        plane.push_row(&octets);
    }
    plane
}
