//! Widths and resolutions other than A4 in standard, fine and superfine: who can send and receive
//! which of them, and what arrives if the remote fax machine does not support the page.
//!
//! spandsp in Asterisk's res_fax offers A4 in standard, fine and superfine, the defaults of
//! `t30_init`: res_fax_spandsp calls neither `t30_set_supported_resolutions` nor
//! `t30_set_supported_image_sizes`. When spandsp 0.0.6 sends, it maps each resolution of a file to
//! its own resolution within 5 %, from inches to millimetres. It supports up to 400 dpi, but
//! neither 300 dpi nor wide paper.

use ferrofax::document::fit::{Limits, Source, fit};
use ferrofax::modem::Rate;
use ferrofax::t4::{Bitmap, PageWidth, Resolution};

/// The rates at which these sizes are tested: one for each modem.
pub const RATES: [Rate; 3] = [Rate::V27ter4800, Rate::V29At9600, Rate::V17At14400];

/// Returns all sizes that only some fax machines support.
pub fn all() -> impl Iterator<Item = (PageWidth, Resolution)> {
    PageWidth::ALL
        .into_iter()
        .flat_map(|width| Resolution::ALL.map(|resolution| (width, resolution)))
        .filter(|&(width, resolution)| is_beyond(width, resolution))
}

/// Returns whether only some fax machines support a size.
pub fn is_beyond(width: PageWidth, resolution: Resolution) -> bool {
    width != PageWidth::A4
        || !matches!(resolution, Resolution::Standard | Resolution::Fine | Resolution::Superfine)
}

/// Returns the word for a resolution in `make matrix`.
pub fn word(resolution: Resolution) -> &'static str {
    match resolution {
        Resolution::Standard => "standard",
        Resolution::Fine => "fine",
        Resolution::Superfine => "superfine",
        Resolution::Ultrafine => "ultrafine",
        Resolution::R200x100 => "200x100",
        Resolution::R200 => "200x200",
        Resolution::R200x400 => "200x400",
        Resolution::R300 => "300",
        Resolution::R400 => "400",
    }
}

/// Returns the resolution in which spandsp sends a page of this size; `None` if it cannot send it.
pub fn as_spandsp_sends(width: PageWidth, resolution: Resolution) -> Option<Resolution> {
    if width != PageWidth::A4 {
        return None;
    }
    match resolution {
        Resolution::Standard | Resolution::R200x100 => Some(Resolution::Standard),
        Resolution::Fine | Resolution::R200 => Some(Resolution::Fine),
        Resolution::Superfine | Resolution::R200x400 => Some(Resolution::Superfine),
        Resolution::Ultrafine | Resolution::R400 => Some(Resolution::Ultrafine),
        Resolution::R300 => None,
    }
}

/// Returns the pages and resolutions that a fax machine with A4 in standard, fine and superfine
/// receives: in original size, or reduced to the width of the paper.
///
/// # Panics
/// If the size or the proportions of a page are wrong.
pub fn as_spandsp_takes(document: &[Bitmap], resolution: Resolution) -> Vec<(Bitmap, Resolution)> {
    let limits = Limits {
        resolutions: vec![Resolution::Standard, Resolution::Fine, Resolution::Superfine],
        ..Limits::default()
    };
    document.iter().map(|page| fitted(page, resolution, &limits)).collect()
}

fn fitted(page: &Bitmap, resolution: Resolution, limits: &Limits) -> (Bitmap, Resolution) {
    let source =
        Source { bitmap: page, x_dpi: resolution.x_dpi(), y_dpi: resolution.y_dpi(), first_row: 0 };
    let parts = fit(&source, limits);
    let [part] = &parts[..] else {
        panic!("{} parts of a page for one that takes any length", parts.len())
    };
    let mm = |pixels: u32, dpi: f64| f64::from(pixels) / dpi * 25.4;
    let paper = mm(part.bitmap.width(), part.resolution.x_dpi());
    // A page that is up to 2 % too wide may lose its margins instead of being reduced.
    let zoom = (paper / mm(page.width(), resolution.x_dpi())).min(1.0);
    let kept =
        mm(part.bitmap.rows(), part.resolution.y_dpi()) / mm(page.rows(), resolution.y_dpi());
    let is_whole = (kept - 1.0).abs() < 0.015 && zoom > 0.97;
    assert!(
        (kept / zoom - 1.0).abs() < 0.015 || is_whole,
        "{resolution}: {kept:.3} of the length, {zoom:.3} of the width"
    );
    (part.bitmap.clone(), part.resolution)
}
