//! A page of a document → the pages that go to a receiver: fitted to what it takes, with
//! the header line.
//!
//! The whole way in one call, for who has a [`TiffPage`] and [`Limits`]; pictures are
//! made to the receiver's resolution before they are made black and white.

use super::fit::{Limits, Part, Source, fit, fit_grey};
use super::header_line::{HeaderLine, Values, draw};
use super::tiff::{TiffError, TiffPage};
use super::type_setting::TypeSetter;
use ferrofax_ground::t4::Bitmap;

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
