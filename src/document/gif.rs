//! A page → a small grey picture (GIF) for the body of a mail.

use crate::t4::Bitmap;

/// The page as a GIF of at most `max_width` pixels across, with square pixels, in a few greys.
pub fn first_page(_page: &Bitmap, _x_dpi: f64, _y_dpi: f64, _max_width: u32) -> Vec<u8> {
    Vec::new()
}
