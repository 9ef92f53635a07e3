//! A page in colours inside the page in black and white of the same: a directory to which the
//! page's own points (SubIFDs, TIFF technical note 1), in the form of TIFF-FX for colours (RFC
//! 3949, profile C): one JPEG, octet by octet as it came, of L\*a\*b\* (photometric 10, ITULAB). One by
//! T.43 is in the form of profile L, the octets of its header first. A page that is to be sent may have
//! both: who takes T.43 gets that one, others the JPEG.
//!
//! Readers of faxes go from page to page and do not see it.

use super::directory::{Container, Directory, tags};
use super::layout::{LONG, Out, SHORT};
use ferrofax_ground::t4::jpeg::{self, Gamut};
use ferrofax_ground::t4::t43::{self, Image, Primaries};
use ferrofax_ground::t4::{Bitmap, Coding, colour};
use std::ops::Range;

/// Writes the octets and their directory, and says where that is. `page` has the size of what is
/// neither; `resolution` is where that of the page stands.
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

/// What a directory says of the octets.
struct Form {
    compression: u32,
    photometric: u32,
    width: u32,
    rows: u32,
    /// Bits of each component.
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

    /// RFC 3949 §7.1.1.
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

/// Where the octets of a page in colours stand, in each coding, if the page has them and its rows are
/// all good.
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

/// JPEG and T.43.
const MOST_CODINGS: usize = 2;

/// Where the octets stand that a directory is of, if it is one of a page in colours.
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

/// Compression: JPEG with its tables.
const JPEG: u32 = 7;
/// Compression: JBIG as T.43 has it.
const T43: u32 = 10;
/// Photometric interpretation: L\*a\*b\* as T.42 codes it.
const ITU_LAB: u32 = 10;
/// The same: red, green and blue.
const RGB: u32 = 2;
/// The same: inks.
const SEPARATED: u32 = 5;
/// Whether the pixels are numbers of colours.
const INDEXED: u16 = 346;
/// The range of each component, where it is another than T.42's own.
const DECODE: u16 = 433;
/// Where the coarser components are: in the middle of the others.
const POSITIONING: u16 = 531;
const RATIONAL: u16 = 5;
const SIGNED_RATIONAL: u16 = 10;
