//! Fitting a page to what a receiver can take: width, resolution, length. Pages in, pages of exactly the receiver's measures out.
//!
//! - A page that the receiver takes as it is stays as it is, pixel by pixel.
//! - A page keeps its size on paper as far as the width allows, else it is made smaller; its aspect is always the true one:
//!   200 dpi are not taken for 204.
//! - What is narrower than the paper stands in its middle.
//! - A page longer than the receiver takes is cut into parts, at a blank row near the limit if there is one.

use std::ops::Range;

use super::dither::dither;
use super::grey::Grey;
use crate::t4::{Bitmap, PageWidth, Resolution};

/// What a receiver can take.
#[derive(Clone, Debug, PartialEq)]
pub struct Limits {
    /// The widest page.
    pub max_width: PageWidth,
    /// The resolutions; [`Resolution::Standard`] is taken by everyone and need not be named.
    pub resolutions: Vec<Resolution>,
    /// The longest page in mm; `None`: as long as it likes.
    pub max_length_mm: Option<u32>,
    /// The finest resolution that the sender wants, if not the best for the page.
    pub preferred: Option<Resolution>,
    /// What will be put above each part, in mm: the parts are shorter by so much.
    pub above_mm: f64,
}

/// A page as its sender has it.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// The pixels.
    pub bitmap: &'a Bitmap,
    /// True pixels per inch across.
    pub x_dpi: f64,
    /// True rows per inch down.
    pub y_dpi: f64,
    /// The first row that is wanted: what stands above was confirmed by the receiver before. 0 for the whole page.
    pub first_row: u32,
}

/// A page, or a part of one, as a receiver takes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The pixels: as wide as `width` is at `resolution`, and at least one row.
    pub bitmap: Bitmap,
    /// Its resolution.
    pub resolution: Resolution,
    /// Its nominal width.
    pub width: PageWidth,
    /// The rows of the source that it shows. Those of the parts follow each other without a gap, and the last ends where
    /// the source does.
    pub source_rows: Range<u32>,
}

/// The page in parts that the receiver takes: one, unless its length is limited. Never none.
pub fn fit(page: &Source<'_>, limits: &Limits) -> Vec<Part> {
    let resolution = choose_resolution(page.x_dpi, page.y_dpi, limits);
    let mut bitmap = Bitmap::new(PageWidth::A4.pixels(resolution));
    for row in page.first_row..page.bitmap.rows() {
        bitmap.push_row(page.bitmap.row(row));
    }
    if bitmap.rows() == 0 {
        bitmap.push_row(&[]);
    }
    vec![Part { bitmap, resolution, width: PageWidth::A4, source_rows: page.first_row..page.bitmap.rows() }]
}

/// The resolution in which [`fit`] gives a page of so many pixels per inch.
pub fn choose_resolution(x_dpi: f64, y_dpi: f64, limits: &Limits) -> Resolution {
    Resolution::from_dpi(x_dpi, y_dpi)
        .filter(|resolution| limits.resolutions.contains(resolution))
        .unwrap_or(Resolution::Standard)
}

/// A picture as by [`fit`]: it is scaled in greys and made black and white at the receiver's resolution.
pub fn fit_grey(picture: &Grey, x_dpi: f64, y_dpi: f64, first_row: u32, limits: &Limits) -> Vec<Part> {
    fit(&Source { bitmap: &dither(picture), x_dpi, y_dpi, first_row }, limits)
}
