//! Fits a page to what a receiver accepts: width, resolution, length. The results are pages of
//! exactly the receiver's measures.
//!
//! - A page that the receiver accepts is unchanged, pixel by pixel.
//! - A page keeps its size on paper as far as the width allows. Otherwise it is made smaller. Its
//!   aspect is always the true one: a page of 200 dpi is not treated as one of 204 dpi.
//! - A page that is narrower than the paper is centred.
//! - A page that is longer than the receiver accepts is cut into parts. The cut is at a blank row
//!   near the limit if there is one.
//!
//! Read `choose.rs` (resolution, width and size) and `cut.rs` (parts), then `scale.rs` (pixels).

mod choose;
mod cut;

use std::ops::Range;

use super::dither::dither_at;
use super::grey::Grey;
use super::scale::{Window, centred, scale};
use choose::Plan;
use ferrofax_ground::t4::{Bitmap, PageWidth, Resolution};

/// The limits of a receiver.
#[derive(Clone, Debug, PartialEq)]
pub struct Limits {
    /// The widest page.
    pub max_width: PageWidth,
    /// The resolutions; every receiver accepts [`Resolution::Standard`], so it need not be listed.
    pub resolutions: Vec<Resolution>,
    /// The longest page in mm; `None` for any length.
    pub max_length_mm: Option<u32>,
    /// The finest resolution that the sender wants; `None` for the best one for the page that the
    /// receiver has.
    pub preferred: Option<Resolution>,
    /// The height that will be added above each part, in mm. The parts are shorter by this height.
    pub above_mm: f64,
}

impl Default for Limits {
    /// The limits of every fax machine: A4 in standard resolution, of any length.
    fn default() -> Self {
        Self {
            max_width: PageWidth::A4,
            resolutions: vec![Resolution::Standard],
            max_length_mm: None,
            preferred: None,
            above_mm: 0.0,
        }
    }
}

/// A page in the sender's form.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// The pixels of the page.
    pub bitmap: &'a Bitmap,
    /// The true pixels per inch across.
    pub x_dpi: f64,
    /// The true rows per inch down.
    pub y_dpi: f64,
    /// The first row that is wanted: the receiver has confirmed the rows above it before. 0 for the
    /// whole page.
    pub first_row: u32,
}

/// A page, or a part of one, in the receiver's form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The pixels: as wide as `width` is at `resolution`, and at least one row.
    pub bitmap: Bitmap,
    /// The resolution of the part.
    pub resolution: Resolution,
    /// The nominal width of the part.
    pub width: PageWidth,
    /// The rows of the source that the part shows. The rows of the parts follow each other without
    /// a gap, and the last part ends where the source does.
    pub source_rows: Range<u32>,
}

/// Makes the parts of a page that the receiver accepts: one part, unless the length is limited.
/// There is always at least one.
pub fn fit(page: &Source<'_>, limits: &Limits) -> Vec<Part> {
    let rows = wanted_rows(page.first_row, page.bitmap.rows());
    if rows.is_empty() {
        return vec![blank_part(page.bitmap.rows(), limits)];
    }
    let mut plan =
        Plan::new(page.bitmap.width(), rows.end - rows.start, page.x_dpi, page.y_dpi, limits);
    let columns =
        plan.columns(page.bitmap.width(), |columns| is_blank(page.bitmap, rows.clone(), columns));
    let window = Window {
        page: page.bitmap,
        columns,
        rows: rows.clone(),
        x_dpi: plan.x_dpi,
        y_dpi: plan.y_dpi,
    };
    cut::into_parts(
        centred(&scale(&window, plan.width, plan.rows), plan.paper()),
        &plan,
        rows,
        limits,
    )
}

/// Fits a picture as [`fit`] does a page: it is scaled in greys, and made black and white at the
/// receiver's resolution.
pub fn fit_grey(
    picture: &Grey,
    x_dpi: f64,
    y_dpi: f64,
    first_row: u32,
    limits: &Limits,
) -> Vec<Part> {
    let rows = wanted_rows(first_row, picture.rows());
    if rows.is_empty() {
        return vec![blank_part(picture.rows(), limits)];
    }
    let plan = Plan::of_picture(picture.width(), rows.end - rows.start, x_dpi, y_dpi, limits);
    let scaled = picture.scaled(rows.clone(), plan.width, plan.rows);
    let page = dither_at(&scaled, plan.resolution.x_dpi(), plan.resolution.y_dpi());
    cut::into_parts(centred(&page, plan.paper()), &plan, rows, limits)
}

fn wanted_rows(first: u32, rows: u32) -> Range<u32> {
    first.min(rows)..rows
}

/// The part for a page without rows: a part must have one row.
fn blank_part(rows: u32, limits: &Limits) -> Part {
    let (resolution, width) = (Resolution::Standard, PageWidth::A4.min(limits.max_width));
    Part {
        bitmap: Bitmap::white(width.pixels(resolution), 1),
        resolution,
        width,
        source_rows: rows..rows,
    }
}

/// Whether these columns of these rows are white.
fn is_blank(page: &Bitmap, mut rows: Range<u32>, columns: Range<u32>) -> bool {
    rows.all(|y| columns.clone().all(|x| !page.is_black(x, y)))
}

#[cfg(test)]
mod tests;
