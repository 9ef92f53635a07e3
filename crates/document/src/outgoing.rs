//! Makes the pages for a receiver from one page of a document: fits them to the receiver and adds
//! the header line.
//!
//! One call does all steps for a [`TiffPage`] and the [`Limits`] of a receiver. Pictures are scaled
//! to the receiver's resolution before they are made black and white.

use super::colour::{lossless_with_strip, rows_for, width_of_plain, with_strip};
use super::fit::{Limits, Part, Source, fit, fit_grey};
use super::header_line::{HeaderLine, Placement, Values, by_itself, draw};
use super::tiff::{TiffError, TiffPage};
use super::type_setting::TypeSetter;
use ferrofax_ground::t4::{Bitmap, Resolution, colour, jpeg};

/// A page in the form in which it is sent.
pub type Page = Part;

/// The header line, and the means to set it.
#[derive(Debug)]
pub struct Header<'a> {
    /// The header line of the page.
    pub line: &'a HeaderLine,
    /// The values of the line on this page.
    pub values: &'a Values,
    /// The type setter; to be kept from page to page, since its caches make the next line cheap.
    pub type_setter: &'a mut TypeSetter,
}

/// Makes the parts of `page` from row `first_row` on ([`Part::source_rows`] counts rows of the page
/// in its file). It takes some ms to tens of ms: too long for a thread that has audio to serve.
///
/// # Errors
/// [`TiffError::Damaged`]: the page's image cannot be read.
pub fn prepare(
    page: &TiffPage,
    first_row: u32,
    limits: &Limits,
    header: Option<Header<'_>>,
) -> Result<Vec<Page>, TiffError> {
    let above_mm = header.as_ref().map_or(limits.above_mm, |header| header.line.above_mm());
    let limits = Limits { above_mm, ..limits.clone() };
    let mut parts = match page.picture() {
        Some(picture) => fit_grey(&picture, page.x_dpi, page.y_dpi, first_row, &limits),
        None => {
            let bitmap = page.bitmap()?;
            fit(
                &Source { bitmap: &bitmap, x_dpi: page.x_dpi, y_dpi: page.y_dpi, first_row },
                &limits,
            )
        }
    };
    if let Some(Header { line, values, type_setter }) = header {
        for part in &mut parts {
            // A later part begins with text of the page, none of which may be covered.
            let above = line.placed_above();
            let line = if part.source_rows.start == 0 { line } else { &above };
            let plain = std::mem::replace(&mut part.bitmap, Bitmap::new(1));
            part.bitmap = draw(type_setter, line, values, plain, part.resolution);
        }
    }
    Ok(parts)
}

/// Makes the page in colour, with its header line, for a receiver that accepts colour at 200 pixels
/// per inch. It replaces `parts`, which [`prepare`] has made of the page. It is coded without loss
/// (T.43) if the page has such data and the receiver accepts it, else by JPEG. Returns `None` if
/// the page is to be sent in black and white.
///
/// A colour page is sent whole or not at all, so that what is confirmed is the page. So it is not
/// used if a part of the page was sent before, or if the receiver accepts it only in parts. It
/// takes some ms of work; with T.43, whose planes are coded again for a header line, some hundreds
/// at most.
pub fn in_colours(
    page: &TiffPage,
    parts: &[Page],
    limits: &Limits,
    header: Option<Header<'_>>,
    takes_lossless: bool,
) -> Option<Vec<u8>> {
    let [part] = parts else { return None };
    if part.source_rows != (0..page.rows) {
        return None;
    }
    let mut header = header.filter(|header| header.line.placement() != Placement::None);
    let width = part.width.pixels(Resolution::R200);
    let fits = |octets: &Vec<u8>| {
        let rows = colour::read(octets).map_or(0, |facts| facts.rows);
        let mm = f64::from(rows) * 25.4 / Resolution::R200.y_dpi();
        limits.max_length_mm.is_none_or(|most| mm <= f64::from(most) * A_LITTLE)
    };
    let lossless = page.without_loss().filter(|_| takes_lossless);
    let lossless = lossless.and_then(|octets| by_t43(octets, width, header.as_mut()));
    lossless
        .filter(fits)
        .or_else(|| by_jpeg(page.colour()?, width, header.as_mut()).filter(fits))
}

/// The JPEG page with its header line, if the page has this width.
fn by_jpeg(octets: &[u8], width: u32, header: Option<&mut Header<'_>>) -> Option<Vec<u8>> {
    let facts = jpeg::read(octets).ok().filter(is_for_all)?;
    if facts.width != width {
        return None;
    }
    let Some(Header { line, values, type_setter }) = header else { return Some(octets.to_vec()) };
    let rows = |least| rows_for(octets, least);
    let strip = by_itself(type_setter, line, values, width, Resolution::R200, rows)?;
    with_strip(octets, &strip, line.placement() == Placement::Over)
}

/// The T.43 page with its header line, if the page has this width.
fn by_t43(octets: &[u8], width: u32, header: Option<&mut Header<'_>>) -> Option<Vec<u8>> {
    if width_of_plain(octets) != Some(width) {
        return None;
    }
    let Some(Header { line, values, type_setter }) = header else { return Some(octets.to_vec()) };
    let strip = by_itself(type_setter, line, values, width, Resolution::R200, Some)?;
    lossless_with_strip(octets, &strip, line.placement() == Placement::Over)
}

/// The factor by which a page may be longer than the receiver accepts: receivers have that much to
/// spare.
const A_LITTLE: f64 = 1.02;

/// Whether every receiver of colours accepts the colour page: 200 pixels per inch, T.42's default
/// ranges and white, and one colour for each four pixels.
fn is_for_all(facts: &jpeg::Facts) -> bool {
    facts.dpi == Some(200)
        && (facts.components, facts.subsampling) == (3, (2, 2))
        && facts.gamut == jpeg::Gamut::default()
        && facts.illuminant.is_none()
        && facts.has_end
}
