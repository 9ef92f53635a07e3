//! Pages in grey and colour: JPEG as faxes use it (T.4 annex E), with L\*a\*b\* as T.42 codes it,
//! and T.43 (`lossless.rs`; for pages that we send without loss, `few.rs`).
//!
//! Such a page is stored as the bytes that arrived. A black-and-white copy is stored with it, for
//! all code that does not handle colours. The copy is made from L\* alone; the other components are
//! not even decoded. The bytes come from strangers: their cost is limited before a pixel is decoded
//! ([`jpeg::MOST_PIXELS`]), and any input results in a page.

mod few;
mod lab;
mod lightness;
mod lossless;
mod strip;

use crate::dither::dither_at;
use crate::grey::Grey;
use ferrofax_ground::t4::{Bitmap, Coding, colour, jbig, jpeg, t43};
pub use few::without_loss;
pub(crate) use few::{width_of_plain, with_strip as lossless_with_strip};
pub use lab::Lab;
use lightness::greys_of;
pub(crate) use lossless::{Flat, Room, Space, for_pdf as lossless_for_pdf};
use std::borrow::Cow;
use std::panic::catch_unwind;
pub(crate) use strip::{rows_for, with_strip};
use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

/// A colour page in black and white, and how much of it could be decoded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// The page, with all rows that it announces; rows that could not be decoded are white.
    pub bitmap: Bitmap,
    /// The number of rows that could not be decoded.
    pub bad_rows: u32,
    /// The reason why rows could not be decoded.
    pub fault: Option<Fault>,
}

/// The reason why a colour page, or a part of it, cannot be decoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The markers are at fault.
    #[error("{0}")]
    Markers(#[from] colour::Fault),
    /// Decoding the page would take too long.
    #[error("it is not decoded: it has {0} million bits, more than a page may have")]
    TooMuch(u64),
    /// The coded blocks cannot be read at all.
    #[error("its coded blocks cannot be read")]
    Blocks,
    /// The coded blocks end before the page does.
    #[error("its coded blocks end after {0} rows")]
    CutOff(u32),
    /// A bit plane is broken after this number of rows.
    #[error("its bit planes cannot be decoded after {0} rows: {1}")]
    Planes(u32, jbig::Fault),
}

impl From<t43::Fault> for Fault {
    fn from(fault: t43::Fault) -> Self {
        Self::Markers(colour::Fault::T43(fault))
    }
}

/// Makes the page black and white, at `dpi` pixels per inch in both directions. `width` is used for
/// a page whose size cannot be read.
pub fn in_black_and_white(octets: &[u8], dpi: f64, width: u32) -> Shown {
    let read = match colour::coding(octets) {
        Some(Coding::T43) => return lossless::in_black_and_white(octets, dpi, width),
        Some(_) => jpeg::read(octets).map_err(colour::Fault::Jpeg),
        None => Err(colour::Fault::Unknown),
    };
    let facts = match read {
        Ok(facts) => facts,
        Err(fault) => return Shown::nothing(width, (dpi * A4_INCHES) as u32, fault.into()),
    };
    // If the decoding library panics, the picture of the page is lost, but not the page.
    let decoded = catch_unwind(|| lightness(octets, &facts)).unwrap_or_default();
    let Some((mut values, good)) = decoded.filter(|(_, good)| *good > 0) else {
        return Shown::nothing(facts.width, facts.rows, Fault::Blocks);
    };
    let (width, rows) = (facts.width, facts.rows);
    let greys = greys_of(&facts.gamut);
    let (came, missing) = values.split_at_mut(good as usize * width as usize);
    came.iter_mut().for_each(|value| *value = greys[usize::from(*value)]);
    missing.fill(255);
    Shown {
        bitmap: dither_at(&Grey::new(width, values), dpi, dpi),
        bad_rows: rows - good,
        fault: (good < rows).then_some(Fault::CutOff(good)),
    }
}

/// The bytes of the page in the form that a PDF needs. Their number of rows is at the front. A
/// segment ("Adobe", transform 0) makes every decoder leave the components unchanged. Without the
/// segment a decoder would take three components for YCbCr.
pub(crate) fn for_pdf(octets: &[u8], components: u8) -> Cow<'_, [u8]> {
    let mut octets = jpeg::with_rows_in_front(octets);
    if !octets.ends_with(&EOI) {
        octets.to_mut().extend(EOI);
    }
    match octets.split_at_checked(2) {
        Some((begin, rest)) if components == 3 => {
            Cow::Owned([begin, &ADOBE_AS_THEY_ARE[..], rest].concat())
        }
        _ => octets,
    }
}

/// The length, in inches, that is assumed for a page of unknown length: that of A4.
const A4_INCHES: f64 = 297.0 / 25.4;

const EOI: [u8; 2] = [0xFF, 0xD9];

/// The segment APP14: its length, its word, version 100, two fields of flags, transform 0.
const ADOBE_AS_THEY_ARE: [u8; 16] = *b"\xFF\xEE\x00\x0EAdobe\x00\x64\0\0\0\0\0";

/// The bytes of L\*, pixel by pixel, and the number of rows decoded; `None` if they cannot be
/// decoded.
fn lightness(octets: &[u8], facts: &jpeg::Facts) -> Option<(Vec<u8>, u32)> {
    let octets = jpeg::with_rows_in_front(octets);
    if let Some(values) = decoded(&octets, facts, true) {
        return Some((values, facts.rows));
    }
    let values = decoded(&octets, facts, false)?;
    let good = rows_that_came(&values, facts.width as usize);
    Some((values, good))
}

/// Decodes L\*; with `strict`, only a page without a fault.
fn decoded(octets: &[u8], facts: &jpeg::Facts, strict: bool) -> Option<Vec<u8>> {
    let (width, rows) = (facts.width as usize, facts.rows as usize);
    let options = DecoderOptions::default()
        .set_strict_mode(strict)
        .set_max_width(width)
        .set_max_height(rows);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(octets), options);
    decoder.decode_headers().ok()?;
    // The markers' names for the three components do not matter: the first is L*.
    if !matches!(decoder.input_colorspace()?, ColorSpace::Luma | ColorSpace::YCbCr) {
        return None;
    }
    decoder.set_options(options.jpeg_set_out_colorspace(ColorSpace::Luma));
    let mut values = decoder.decode().ok()?;
    values.truncate(width * rows);
    (values.len() == width * rows).then_some(values)
}

/// The number of rows that were decoded of a page with a fault: where the decoder gives up, it
/// leaves a middle value from there on.
fn rows_that_came(values: &[u8], width: usize) -> u32 {
    let is_missing = |row: &&[u8]| row.iter().all(|value| *value == MISSING);
    let missing = values.rchunks_exact(width).take_while(is_missing).count();
    (values.len() / width - missing) as u32
}

/// The value that zune-jpeg leaves where it could not decode.
const MISSING: u8 = 128;

impl Shown {
    /// A white page, for a page of which nothing can be decoded.
    fn nothing(width: u32, rows: u32, fault: Fault) -> Self {
        let bitmap = Bitmap::white(width.clamp(1, Bitmap::MAX_WIDTH), rows.max(1));
        Self { bad_rows: bitmap.rows(), bitmap, fault: Some(fault) }
    }
}
