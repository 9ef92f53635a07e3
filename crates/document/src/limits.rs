//! Limits on the size of a document that is read. They bound the cost of documents from any sender.

use crate::tiff::Fault;
use ferrofax_ground::t4::Bitmap;

/// The greatest number of pages of a file.
pub const MOST_PAGES: usize = 10_000;

/// The greatest number of rows of a page.
const MOST_ROWS: u32 = 200_000;

/// The greatest number of pixels of a page: A4 at 400 dpi with the most rows has fewer.
pub const MOST_PIXELS: u64 = 700_000_000;

/// Checks whether a page may have this size; the error is the reason why not.
pub(super) fn check_page(width: u32, rows: u32) -> Result<(), Fault> {
    if width == 0 || width > Bitmap::MAX_WIDTH {
        return Err(Fault::Width(width));
    }
    if rows == 0 || rows > MOST_ROWS {
        return Err(Fault::Rows(rows));
    }
    if u64::from(width) * u64::from(rows) > MOST_PIXELS {
        return Err(Fault::TooManyPixels(width, rows));
    }
    Ok(())
}
