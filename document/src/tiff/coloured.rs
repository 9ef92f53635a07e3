//! A page in colours inside the page in black and white of the same: a directory to which the
//! page's own points (SubIFDs, TIFF technical note 1), in the form of TIFF-FX for colours (RFC
//! 3949, profile C): one JPEG, octet by octet as it came, of L\*a\*b\* (photometric 10, ITULAB).
//!
//! Readers of faxes go from page to page and do not see it.

use super::directory::{Container, Directory, tags};
use super::layout::{LONG, Out, SHORT};
use ferrofax_ground::t4::{Bitmap, jpeg};
use std::ops::Range;

/// Writes the octets and their directory, and says where that is. `page` has the size of what is
/// no JPEG; `resolution` is where that of the page stands.
pub(super) fn put(out: &mut Out, octets: &[u8], page: &Bitmap, resolution: [u32; 2]) -> u32 {
    let facts = jpeg::read(octets).ok();
    let (width, rows) =
        facts.map_or_else(|| (page.width(), page.rows()), |facts| (facts.width, facts.rows));
    let components = facts.map_or(3, |facts| u32::from(facts.components));
    let image = out.value(octets);
    let bits = out.value(&[8_u16; 3].map(u16::to_le_bytes).concat());
    let decode = facts.filter(|facts| facts.gamut != jpeg::Gamut::default()).map(|facts| {
        let ends = [0, 1, 2].map(|component| facts.gamut.ends(component));
        let parts = ends.into_iter().flat_map(|(least, most)| [least, most]);
        let thousandths = parts.flat_map(|end| [(end * 1000.0).round() as i32, 1000]);
        out.value(&thousandths.flat_map(i32::to_le_bytes).collect::<Vec<u8>>())
    });
    let (across, down) = facts.map_or((1, 1), |facts| facts.subsampling);

    let short = |tag: u16, value: u32| (tag, SHORT, 1, value);
    let long = |tag: u16, value: u32| (tag, LONG, 1, value);
    let bits_of_each = match components {
        1 => short(tags::BITS_PER_SAMPLE, 8),
        _ => (tags::BITS_PER_SAMPLE, SHORT, components, bits),
    };
    let mut entries = vec![
        long(tags::NEW_SUBFILE_TYPE, 0),
        long(tags::IMAGE_WIDTH, width),
        long(tags::IMAGE_LENGTH, rows),
        bits_of_each,
        short(tags::COMPRESSION, JPEG),
        short(tags::PHOTOMETRIC, ITU_LAB),
        long(tags::STRIP_OFFSETS, image),
        short(tags::SAMPLES_PER_PIXEL, components),
        long(tags::ROWS_PER_STRIP, rows),
        long(tags::STRIP_BYTE_COUNTS, octets.len() as u32),
        (tags::X_RESOLUTION, RATIONAL, 1, resolution[0]),
        (tags::Y_RESOLUTION, RATIONAL, 1, resolution[1]),
        short(tags::PLANAR, 1),
        short(tags::RESOLUTION_UNIT, 2),
    ];
    entries.extend(decode.map(|at| (DECODE, SIGNED_RATIONAL, 6, at)));
    if components == 3 {
        let both = u32::from(across) | u32::from(down) << 16;
        entries.push((tags::SUBSAMPLING, SHORT, 2, both));
        entries.push(short(POSITIONING, 1));
    }
    out.directory(&entries)
}

/// Where the JPEG of a page in colours stands, if the page has one and its rows are all good.
pub(super) fn find(
    container: Container<'_>,
    page: &Directory<'_>,
    file_len: usize,
) -> Option<Range<usize>> {
    let number = |of: &Directory<'_>, tag| of.number(tag).ok().flatten();
    if number(page, tags::BAD_FAX_LINES).is_some_and(|bad| bad > 0) {
        return None;
    }
    let inside = container.directory(number(page, tags::SUB_IFDS)?.into()).ok()?;
    let form = (number(&inside, tags::COMPRESSION)?, number(&inside, tags::PHOTOMETRIC)?);
    if form != (JPEG, ITU_LAB) {
        return None;
    }
    let start = usize::try_from(number(&inside, tags::STRIP_OFFSETS)?).ok()?;
    let end =
        start.checked_add(usize::try_from(number(&inside, tags::STRIP_BYTE_COUNTS)?).ok()?)?;
    (end <= file_len).then_some(start..end)
}

/// Compression: JPEG with its tables.
const JPEG: u32 = 7;
/// Photometric interpretation: L\*a\*b\* as T.42 codes it.
const ITU_LAB: u32 = 10;
/// The range of each component, where it is another than T.42's own.
const DECODE: u16 = 433;
/// Where the coarser components are: in the middle of the others.
const POSITIONING: u16 = 531;
const RATIONAL: u16 = 5;
const SIGNED_RATIONAL: u16 = 10;
