//! A colour page inside the TIFF page of its black-and-white copy.
//!
//! The directory of the page in black and white points to the directory of the colour page
//! (SubIFDs, TIFF technical note 1). That directory has the form of TIFF-FX for colours (RFC 3949,
//! profile C): one JPEG of L\*a\*b\* (photometric 10, ITULAB), stored byte by byte as it was
//! received. A page in T.43 has the form of profile L, and its bytes begin with its own header. A
//! page that is to be sent may have both codings: receivers that take T.43 get that one, others the
//! JPEG.
//!
//! Programs that read faxes go from page to page and do not see the colour page.

use super::directory::{Container, Directory, tags};
use super::layout::{LONG, Out, SHORT};
use ferrofax_ground::t4::jpeg::{self, Gamut};
use ferrofax_ground::t4::t43::{self, Image, Primaries};
use ferrofax_ground::t4::{Bitmap, Coding, colour};
use std::ops::Range;

/// Writes the bytes of a colour page and their directory, and returns the place of the directory.
/// `page` gives the size of bytes that are neither JPEG nor T.43. `resolution` holds the places of
/// the resolution of the page.
pub(super) fn put(out: &mut Out, octets: &[u8], page: &Bitmap, resolution: [u32; 2]) -> u32 {
    let image = out.value(octets);
    let form = Form::of(octets, page);
    let bits =
        out.value(&form.bits.iter().flat_map(|bits| bits.to_le_bytes()).collect::<Vec<u8>>());
    let decode = (form.gamut != Gamut::default()).then(|| {
        let ends = [0, 1, 2].map(|component| form.gamut.ends(component));
        let parts = ends.into_iter().flat_map(|(least, most)| [least, most]);
        let thousandths = parts.flat_map(|end| [(end * 1000.0).round() as i32, 1000]);
        out.value(&thousandths.flat_map(i32::to_le_bytes).collect::<Vec<u8>>())
    });

    let short = |tag: u16, value: u32| (tag, SHORT, 1, value);
    let long = |tag: u16, value: u32| (tag, LONG, 1, value);
    let components = form.bits.len() as u32;
    let bits_of_each = match form.bits[..] {
        [bits] => short(tags::BITS_PER_SAMPLE, bits.into()),
        _ => (tags::BITS_PER_SAMPLE, SHORT, components, bits),
    };
    let mut entries = vec![
        long(tags::NEW_SUBFILE_TYPE, 0),
        long(tags::IMAGE_WIDTH, form.width),
        long(tags::IMAGE_LENGTH, form.rows),
        bits_of_each,
        short(tags::COMPRESSION, form.compression),
        short(tags::PHOTOMETRIC, form.photometric),
        long(tags::STRIP_OFFSETS, image),
        short(tags::SAMPLES_PER_PIXEL, components),
        long(tags::ROWS_PER_STRIP, form.rows),
        long(tags::STRIP_BYTE_COUNTS, octets.len() as u32),
        (tags::X_RESOLUTION, RATIONAL, 1, resolution[0]),
        (tags::Y_RESOLUTION, RATIONAL, 1, resolution[1]),
        short(tags::PLANAR, 1),
        short(tags::RESOLUTION_UNIT, 2),
    ];
    entries.extend(form.is_palette.then(|| short(INDEXED, 1)));
    entries.extend(decode.map(|at| (DECODE, SIGNED_RATIONAL, 6, at)));
    if let Some((across, down)) = form.subsampling {
        let both = u32::from(across) | u32::from(down) << 16;
        entries.push((tags::SUBSAMPLING, SHORT, 2, both));
        entries.push(short(POSITIONING, 1));
    }
    out.directory(&entries)
}

/// The facts about the bytes that a directory states.
struct Form {
    compression: u32,
    photometric: u32,
    width: u32,
    rows: u32,
    /// The number of bits of each component.
    bits: Vec<u16>,
    gamut: Gamut,
    is_palette: bool,
    subsampling: Option<(u8, u8)>,
}

impl Form {
    fn of(octets: &[u8], page: &Bitmap) -> Self {
        let (width, rows) = (page.width(), page.rows());
        let unknown = Self {
            compression: JPEG,
            photometric: ITU_LAB,
            width,
            rows,
            bits: vec![8; 3],
            gamut: Gamut::default(),
            is_palette: false,
            subsampling: Some((1, 1)),
        };
        match (colour::coding(octets), jpeg::read(octets), t43::read(octets)) {
            (Some(Coding::T43), _, Ok(facts)) => Self::of_t43(&facts),
            (Some(Coding::T43), _, Err(_)) => {
                Self { compression: T43, subsampling: None, ..unknown }
            }
            (_, Ok(facts), _) => Self {
                width: facts.width,
                rows: facts.rows,
                bits: vec![8; usize::from(facts.components)],
                gamut: facts.gamut,
                subsampling: (facts.components == 3).then_some(facts.subsampling),
                ..unknown
            },
            _ => unknown,
        }
    }

    /// The form of a page in T.43 (RFC 3949 §7.1.1).
    fn of_t43(facts: &t43::Facts) -> Self {
        let (photometric, bits) = match facts.image {
            Image::Bits(Primaries::Rgb) => (RGB, vec![1; 3]),
            Image::Bits(inks) => (SEPARATED, vec![1; inks.count().into()]),
            Image::Palette(bits) | Image::Grey(bits) => (ITU_LAB, vec![bits.into()]),
            Image::Colour(bits) => (ITU_LAB, bits.map(u16::from).to_vec()),
        };
        Self {
            compression: T43,
            photometric,
            width: facts.width,
            rows: facts.rows,
            bits,
            gamut: facts.gamut,
            is_palette: matches!(facts.image, Image::Palette(_)),
            subsampling: None,
        }
    }
}

/// The positions of the bytes of a colour page, one for each coding. Empty if there is no colour
/// page, or if the page has bad rows.
pub(super) fn find(
    container: Container<'_>,
    page: &Directory<'_>,
    file_len: usize,
) -> Vec<Range<usize>> {
    if page.number(tags::BAD_FAX_LINES).ok().flatten().is_some_and(|bad| bad > 0) {
        return Vec::new();
    }
    let places = page.numbers(tags::SUB_IFDS).ok().flatten().unwrap_or_default();
    let places = places.into_iter().take(MOST_CODINGS);
    places.filter_map(|at| octets_of(container, at, file_len)).collect()
}

/// The number of codings of colour pages: JPEG and T.43.
const MOST_CODINGS: usize = 2;

/// The place of the bytes that a directory describes, if it is the directory of a colour page.
fn octets_of(container: Container<'_>, at: u64, file_len: usize) -> Option<Range<usize>> {
    let number = |of: &Directory<'_>, tag| of.number(tag).ok().flatten();
    let inside = container.directory(at).ok()?;
    let form = (number(&inside, tags::COMPRESSION)?, number(&inside, tags::PHOTOMETRIC)?);
    if !matches!(form, (JPEG, ITU_LAB) | (T43, ITU_LAB | RGB | SEPARATED)) {
        return None;
    }
    let start = usize::try_from(number(&inside, tags::STRIP_OFFSETS)?).ok()?;
    let end =
        start.checked_add(usize::try_from(number(&inside, tags::STRIP_BYTE_COUNTS)?).ok()?)?;
    (end <= file_len).then_some(start..end)
}

/// The compression that stands for JPEG with its tables.
const JPEG: u32 = 7;
/// The compression that stands for JBIG as in T.43.
const T43: u32 = 10;
/// The photometric interpretation that stands for L\*a\*b\* as T.42 codes it.
const ITU_LAB: u32 = 10;
/// The photometric interpretation that stands for red, green and blue.
const RGB: u32 = 2;
/// The photometric interpretation that stands for inks.
const SEPARATED: u32 = 5;
/// The tag that says whether the pixels are indices into a palette.
const INDEXED: u16 = 346;
/// The tag with the range of each component, if it differs from T.42's own.
const DECODE: u16 = 433;
/// The tag with the position of the components of lower resolution: in the middle of the others.
const POSITIONING: u16 = 531;
const RATIONAL: u16 = 5;
const SIGNED_RATIONAL: u16 = 10;
