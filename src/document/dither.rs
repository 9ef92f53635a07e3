//! Grey → black and white: text and lines crisp, photographs as patterns of dots that fax codes bear.

pub(super) mod diffuse;

use super::grey::Grey;
use crate::t4::Bitmap;

/// The picture in black and white, pixel for pixel.
///
/// Best given at the resolution in which it will be sent ([`super::fit::fit_grey`]): dots do not survive scaling well.
pub fn dither(picture: &Grey) -> Bitmap {
    let mut page = Bitmap::white(picture.width(), picture.rows());
    for y in 0..picture.rows() {
        for (x, grey) in picture.row(y).iter().enumerate() {
            page.set(x as u32, y, *grey < 128);
        }
    }
    page
}
