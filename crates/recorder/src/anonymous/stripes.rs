//! Generates pages of stripes, which replace real pages in an anonymous recording.

use ferrofax_engine::t4::{Bitmap, Coding, EncodeOptions, encode};

/// The number of bytes of a coded row. This number divides every size of ECM frames of pages (T.4
/// §A.3), so that each frame begins with a row.
const ROW: usize = 32;

/// The number of bits of a coded row.
const BITS: usize = ROW * 8;

/// The code before two runs in MMR's horizontal mode (T.6 §2.2.3).
const HORIZONTAL: &str = "001";

/// The bytes of a coded row of this many pixels, in T.38's bit order (the first bit is the
/// highest). Repeating these bytes gives a page.
///
/// The row is coded independently of the row before it, so that it is valid wherever it begins.
pub(super) fn row(coding: Coding, pixels: u32) -> Vec<u8> {
    match coding {
        // The rest of the row's bytes is filled with zeros.
        Coding::Mh | Coding::Mr => {
            let mut page = Bitmap::white(pixels, 2);
            for y in 0..2 {
                (0..8).for_each(|stripe| page.set(20 + stripe * 50, y, true));
            }
            let options = EncodeOptions {
                k: 1,
                min_row_bits: BITS as u32,
                lsb_first: false,
                end_of_page: false,
            };
            let mut octets = encode(&page, coding, options);
            octets.resize(ROW, 0);
            octets
        }
        Coding::Mmr => mmr_row(pixels).unwrap_or_else(|| vec![0; ROW]),
        // These codings have no such row, since each byte depends on all bytes before it. A page of
        // zeros can't be shown, but its call continues like the original one.
        Coding::Jbig | Coding::Jpeg | Coding::T43 => vec![0; ROW],
    }
}

/// A row in MMR of narrow stripes in two widths, and white after them. The number of stripes of
/// each width is chosen so that the row has exactly [`BITS`] bits.
fn mmr_row(pixels: u32) -> Option<Vec<u8>> {
    let [wide, narrow] = [(8, 2), (2, 2)].map(|(white, black)| pair(white, black));
    for wides in 0..BITS / wide.len() {
        for narrows in 0..BITS / narrow.len() {
            let taken = 10 * wides + 4 * narrows;
            let Some(rest) = (pixels as usize).checked_sub(taken + 2).filter(|rest| *rest > 0)
            else {
                continue;
            };
            let length = wide.len() * wides + narrow.len() * narrows;
            if length >= BITS {
                break;
            }
            let last = pair(rest as u32, 2);
            if length + last.len() == BITS {
                return Some(octets(&(wide.repeat(wides) + &narrow.repeat(narrows) + &last)));
            }
        }
    }
    None
}

/// The code of a white run and a short black one, as a text of bits. The code of a black run ends
/// with a one.
fn pair(white: u32, black: u32) -> String {
    let mut row = Bitmap::white(white + black, 1);
    (white..white + black).for_each(|x| row.set(x, 0, true));
    let options = EncodeOptions { k: 1, min_row_bits: 0, lsb_first: false, end_of_page: false };
    let coded = encode(&row, Coding::Mh, options);
    let bits: String = coded.iter().map(|octet| format!("{octet:08b}")).collect();
    // The runs are after the EOL, and before the bits that fill the last byte.
    let runs = bits.get(12..).unwrap_or_default().trim_end_matches('0');
    format!("{HORIZONTAL}{runs}")
}

fn octets(bits: &str) -> Vec<u8> {
    let bits: Vec<u8> = bits.bytes().map(|bit| bit - b'0').collect();
    bits.chunks(8)
        .map(|octet| octet.iter().fold(0, |octet, bit| octet << 1 | bit))
        .collect()
}

/// Makes a page of the same size as `page` that has as many bytes when coded, or hardly more.
pub(super) fn page_like(page: &Bitmap, coding: Coding) -> Bitmap {
    let options = EncodeOptions { end_of_page: true, ..EncodeOptions::default() };
    let length = |page: &Bitmap| encode(page, coding, options).len();
    let wanted = length(page);
    // Find the smallest number of marks that has at least as many bytes when coded.
    let (mut few, mut many) = (0, u64::from(page.width() / STEP) * u64::from(page.rows()));
    while few < many {
        let middle = few.midpoint(many);
        if length(&marks(page, middle, coding)) < wanted {
            few = middle + 1;
        } else {
            many = middle;
        }
    }
    marks(page, few, coding)
}

/// The number of columns from one mark to the next.
const STEP: u32 = 6;

/// Makes a page of the same size as `like` with this number of marks, one after the other from the
/// top.
fn marks(like: &Bitmap, count: u64, coding: Coding) -> Bitmap {
    let mut page = Bitmap::white(like.width(), like.rows());
    let across = u64::from((like.width() / STEP).max(1));
    for mark in 0..count {
        let (x, y) = ((mark % across) as u32 * STEP, (mark / across) as u32);
        if coding == Coding::Jbig {
            // A regular pattern would have nearly no bytes when coded in JBIG.
            let pixels = mark.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 40;
            (0..STEP).for_each(|at| page.set(x + at, y, pixels >> at & 1 == 1));
            continue;
        }
        // Marks are shifted from row to row, so that no row is like the one above.
        let x = x + y * 4 % STEP;
        page.set(x, y, true);
        page.set(x + 1, y, true);
    }
    page
}

#[cfg(test)]
mod tests {
    use super::*;
    use ferrofax_engine::t4::{Decoder, Limits, PageWidth, Resolution};

    #[test]
    fn rows_that_come_again_and_again_are_a_page() {
        for coding in [Coding::Mh, Coding::Mr, Coding::Mmr] {
            for width in PageWidth::ALL {
                for resolution in Resolution::ALL {
                    let pixels = width.pixels(resolution);
                    let row = row(coding, pixels);
                    assert_eq!(row.len(), ROW, "{coding:?} {pixels}");
                    let mut decoder = Decoder::new(coding, pixels, Limits { max_rows: 1000 });
                    let line: Vec<u8> = row.iter().map(|octet| octet.reverse_bits()).collect();
                    (0..50).for_each(|_| decoder.push(&line));
                    let (page, quality) = decoder.finish();
                    assert_eq!(quality.bad_rows, 0, "{coding:?} {pixels}");
                    assert!(
                        (49..=51).contains(&page.rows()),
                        "{coding:?} {pixels}: {}",
                        page.rows()
                    );
                    assert!(page.row(10).iter().any(|octet| *octet != 0));
                }
            }
        }
    }

    #[test]
    fn a_page_takes_as_many_octets_as_the_one_it_stands_for() {
        let mut page = Bitmap::white(1728, 400);
        (0..20_000u32).for_each(|at| {
            let place = at.wrapping_mul(2_654_435_761);
            page.set(place % 1728, (place >> 16) % 400, true);
        });
        for coding in Coding::ALL {
            let like = page_like(&page, coding);
            let [then, now] =
                [&page, &like].map(|page| encode(page, coding, EncodeOptions::default()).len());
            // JBIG adapts to the page, so one more mark may need fewer bytes.
            let exact = if coding == Coding::Jbig { 20 } else { 2 };
            assert!(now.abs_diff(then) <= exact, "{coding:?}: {then}, {now}");
            assert_eq!((like.width(), like.rows()), (1728, 400));
        }
    }
}
