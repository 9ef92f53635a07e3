//! Codes a page of few colours in octets: its pixels are numbers of colours in a palette, which the
//! header contains.
//!
//! Of all kinds of pages that T.43 defines, this kind is the shortest for a page of few colours,
//! and the only one that keeps the exact colours. The planes are sent stripe by stripe, which every
//! receiver with T.43 accepts, in stripes of 128 rows.

use super::header::of_palette;
use super::{MOST_PIXELS, MOST_ROWS};
use crate::t4::{Bitmap, jbig};

/// The most colours that are coded in a palette: eight planes. T.43 also has larger palettes, which
/// not all receivers support. Pages that need them are seldom shorter in T.43 than in JPEG.
pub const MOST_COLOURS: usize = 256;

/// A page whose pixels are numbers of colours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Numbered {
    /// Pixels in a row.
    pub width: u32,
    /// The colours, in octets of L\*a\*b\* with T.42's default ranges; at most [`MOST_COLOURS`].
    pub colours: Vec<[u8; 3]>,
    /// The number of each pixel's colour, row by row.
    pub numbers: Vec<u8>,
}

/// Codes the page with this number of pixels per inch. `None` if the page has no rows or colours,
/// or too many of them, if a number has no colour, or if the result would have more than `most`
/// octets.
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

/// The number of whole rows, if the page has a valid number of them.
fn rows_of(page: &Numbered) -> Option<u32> {
    let (width, pixels) = (page.width as usize, page.numbers.len());
    let may_be = (1..=Bitmap::MAX_WIDTH).contains(&page.width)
        && pixels as u64 <= MOST_PIXELS
        && pixels.is_multiple_of(width);
    let rows = may_be.then(|| pixels / width)? as u32;
    (1..=MOST_ROWS).contains(&rows).then_some(rows)
}

/// The plane that contains this bit of all numbers.
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
