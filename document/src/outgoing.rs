//! A page of a document → the pages that go to a receiver: fitted to what it takes, with
//! the header line.
//!
//! The whole way in one call, for who has a [`TiffPage`] and [`Limits`]; pictures are
//! made to the receiver's resolution before they are made black and white.

use super::colour::{lossless_with_strip, rows_for, width_of_plain, with_strip};
use super::fit::{Limits, Part, Source, fit, fit_grey};
use super::header_line::{HeaderLine, Placement, Values, by_itself, draw};
use super::tiff::{TiffError, TiffPage};
use super::type_setting::TypeSetter;
use ferrofax_ground::t4::{Bitmap, Resolution, colour, jpeg};

/// A page as it goes out.
pub type Page = Part;

/// The header line and what it is set with.
#[derive(Debug)]
pub struct Header<'a> {
    /// The line.
    pub line: &'a HeaderLine,
    /// What it says on this page.
    pub values: &'a Values,
    /// Sets it; to be kept from page to page, since its caches make the next line cheap.
    pub type_setter: &'a mut TypeSetter,
}

/// The parts of `page` from row `first_row` on ([`Part::source_rows`] counts rows of the
/// page as it stands in its file). Some ms to tens of ms of work: not for a thread that
/// has audio to serve.
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
            // What goes on with a page begins with its text: nothing of that may be covered.
            let above = line.placed_above();
            let line = if part.source_rows.start == 0 { line } else { &above };
            let plain = std::mem::replace(&mut part.bitmap, Bitmap::new(1));
            part.bitmap = draw(type_setter, line, values, plain, part.resolution);
        }
    }
    Ok(parts)
}

/// The page in colours, with its header line, for who takes colours at 200 pixels per inch: in the
/// place of `parts`, which [`prepare`] has made of it; without loss (T.43) if it has itself so and that
/// is taken, too, else by JPEG. None: it goes in black and white.
///
/// It goes whole or not at all, so that what is confirmed of it is the page: not if a part of the
/// page was sent before, nor if the receiver takes it in parts alone. Some ms of work; by T.43, whose
/// planes are coded anew for a header line, some hundreds at most.
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

/// The page with its header line, if it is as wide.
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

/// The same without loss.
fn by_t43(octets: &[u8], width: u32, header: Option<&mut Header<'_>>) -> Option<Vec<u8>> {
    if width_of_plain(octets) != Some(width) {
        return None;
    }
    let Some(Header { line, values, type_setter }) = header else { return Some(octets.to_vec()) };
    let strip = by_itself(type_setter, line, values, width, Resolution::R200, Some)?;
    lossless_with_strip(octets, &strip, line.placement() == Placement::Over)
}

/// A page may be so much longer than is taken: receivers have that much to spare.
const A_LITTLE: f64 = 1.02;

/// Whether a page in colours needs nothing of its receiver but colours: 200 pixels per inch, T.42's
/// own ranges and white, and a colour to each four pixels.
fn is_for_all(facts: &jpeg::Facts) -> bool {
    facts.dpi == Some(200)
        && (facts.components, facts.subsampling) == (3, (2, 2))
        && facts.gamut == jpeg::Gamut::default()
        && facts.illuminant.is_none()
        && facts.has_end
}
