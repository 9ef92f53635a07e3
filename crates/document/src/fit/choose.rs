//! Chooses the resolution and the width of a page, and its size.

use std::ops::Range;

use super::Limits;
use ferrofax_ground::t4::{PageWidth, Resolution};

/// Millimetres in an inch.
const MM: f64 = 25.4;

/// The relative difference up to which two resolutions are the same: 204 is taken for 204.145, and
/// 196 for 195.58.
const SAME: f64 = 0.01;

/// The share by which a page may be wider than the paper before wider paper is chosen.
const A_LITTLE_WIDER: f64 = 0.03;

/// The share of the detail that counts as all of it: finer pixels only cost time.
const AS_GOOD: f64 = 0.9;

/// The resolution that a picture's greys need at least, in dpi.
const PICTURE_DPI: f64 = 190.0;

/// The ratio from which on two resolutions count as nearly the same, as 200 × 200 and 204 × 196 do.
const MUCH_THE_SAME: f64 = 0.95;

/// The longest page that is made, in rows.
const MOST_ROWS: f64 = 200_000.0;

/// The form in which a page is sent.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Plan {
    pub(super) resolution: Resolution,
    pub(super) page_width: PageWidth,
    /// The number of pixels that the page takes of the paper's width.
    pub(super) width: u32,
    /// The rows of the page.
    pub(super) rows: u32,
    /// The resolution of the source that is assumed.
    pub(super) x_dpi: f64,
    pub(super) y_dpi: f64,
    /// The number of columns by which the source is too wide for the paper, if its pixels need no
    /// scaling across.
    spare_columns: u32,
    /// The plan to use if the columns at the sides are not blank.
    shrunk: Option<Box<Self>>,
}

impl Plan {
    pub(super) fn new(width: u32, rows: u32, x_dpi: f64, y_dpi: f64, limits: &Limits) -> Self {
        let (x_dpi, y_dpi) = usable(x_dpi, y_dpi);
        let resolution = resolution(width, x_dpi, y_dpi, limits);
        Self::at(resolution, width, rows, x_dpi, y_dpi, limits)
    }

    /// The plan for a grey picture: pixels show its greys, so these should be fine even if those of
    /// the picture are not.
    pub(super) fn of_picture(
        width: u32,
        rows: u32,
        x_dpi: f64,
        y_dpi: f64,
        limits: &Limits,
    ) -> Self {
        let (x_dpi, y_dpi) = usable(x_dpi, y_dpi);
        let finer = (x_dpi.max(PICTURE_DPI), y_dpi.max(PICTURE_DPI));
        let at_finer = (f64::from(width) * finer.0 / x_dpi).round().min(f64::from(u32::MAX)) as u32;
        let resolution = resolution(at_finer.max(1), finer.0, finer.1, limits);
        Self::at(resolution, width, rows, x_dpi, y_dpi, limits)
    }

    fn at(
        resolution: Resolution,
        width: u32,
        rows: u32,
        x_dpi: f64,
        y_dpi: f64,
        limits: &Limits,
    ) -> Self {
        // Choose the narrowest paper that fits the picture in its own size, or the widest.
        let (x, y) = (matched(x_dpi, resolution.x_dpi()), matched(y_dpi, resolution.y_dpi()));
        let natural = f64::from(width) * x;
        let page_width = PageWidth::ALL
            .into_iter()
            .filter(|page_width| *page_width < limits.max_width)
            .find(|page_width| {
                natural <= f64::from(page_width.pixels(resolution)) * (1.0 + A_LITTLE_WIDER)
            })
            .unwrap_or(limits.max_width);
        // Both sides are scaled alike, and a page with too many rows is scaled down.
        let paper = page_width.pixels(resolution);
        let zoomed = |zoom: f64, spare_columns: u32| {
            let zoom = zoom.min(MOST_ROWS / (f64::from(rows) * y));
            Self {
                resolution,
                page_width,
                width: ((f64::from(width - spare_columns) * x * zoom).round() as u32)
                    .clamp(1, paper),
                rows: ((f64::from(rows) * y * zoom).round() as u32).max(1),
                x_dpi,
                y_dpi,
                spare_columns,
                shrunk: None,
            }
        };
        // There are three cases. The page fits; or it is a little too wide, and loses blank columns
        // at its sides rather than sharpness; or it is made smaller.
        if natural <= f64::from(paper) {
            return zoomed(1.0, 0);
        }
        let shrunk = zoomed(f64::from(paper) / natural, 0);
        if x == 1.0 && natural <= f64::from(paper) * (1.0 + A_LITTLE_WIDER) {
            return Self { shrunk: Some(Box::new(shrunk)), ..zoomed(1.0, width - paper) };
        }
        shrunk
    }

    /// The pixels of the paper's whole width.
    pub(super) const fn paper(&self) -> u32 {
        self.page_width.pixels(self.resolution)
    }

    /// The columns of the source that are shown: all, or all but the margins if only these are too
    /// much. `is_blank` says whether columns are white.
    pub(super) fn columns(
        &mut self,
        width: u32,
        is_blank: impl Fn(Range<u32>) -> bool,
    ) -> Range<u32> {
        let left = self.spare_columns / 2;
        let right = width - (self.spare_columns - left);
        if self.spare_columns == 0 || is_blank(0..left) && is_blank(right..width) {
            return left..right;
        }
        if let Some(shrunk) = self.shrunk.take() {
            *self = *shrunk;
        }
        0..width
    }
}

/// The given resolution, or fine resolution if pages cannot have the given one.
fn usable(x_dpi: f64, y_dpi: f64) -> (f64, f64) {
    let is_usable = |dpi: f64| (1.0..=20_000.0).contains(&dpi);
    if is_usable(x_dpi) && is_usable(y_dpi) {
        (x_dpi, y_dpi)
    } else {
        (Resolution::Fine.x_dpi(), Resolution::Fine.y_dpi())
    }
}

/// The scale from one resolution to another; 1 if they differ only by rounding.
fn matched(from: f64, to: f64) -> f64 {
    let scale = to / from;
    if (scale - 1.0).abs() <= SAME { 1.0 } else { scale }
}

/// The resolution that shows most of the page. Of several that show it equally well, it is the one
/// with the fewest pixels.
fn resolution(width: u32, x_dpi: f64, y_dpi: f64, limits: &Limits) -> Resolution {
    let wanted = |resolution: &Resolution| {
        limits.preferred.is_none_or(|finest| {
            resolution.x_dpi() <= finest.x_dpi() * (1.0 + A_LITTLE_WIDER)
                && resolution.y_dpi() <= finest.y_dpi() * (1.0 + A_LITTLE_WIDER)
        })
    };
    let offered =
        || limits.resolutions.iter().copied().filter(wanted).chain([Resolution::Standard]);
    let same = |resolution: &Resolution| {
        matched(x_dpi, resolution.x_dpi()) == 1.0 && matched(y_dpi, resolution.y_dpi()) == 1.0
    };
    if let Some(same) = offered().find(same) {
        return same;
    }
    // A page that has to be made smaller has more pixels per inch afterwards.
    let inches = f64::from(width) / x_dpi;
    let shown = |resolution: Resolution| {
        let room = f64::from(limits.max_width.pixels(resolution)) / resolution.x_dpi();
        let zoom = (room / inches).min(1.0);
        let kept = |has: f64, wants: f64| if has >= wants * AS_GOOD { 1.0 } else { has / wants };
        kept(resolution.x_dpi(), x_dpi / zoom) * kept(resolution.y_dpi(), y_dpi / zoom)
    };
    let pixels = |resolution: Resolution| resolution.x_dpi() * resolution.y_dpi();
    let mut best = Resolution::Standard;
    for one in offered() {
        let (more, less) = (shown(one) - shown(best), pixels(one) - pixels(best));
        if more > 1e-9 || more.abs() <= 1e-9 && less < 0.0 {
            best = one;
        }
    }
    // Of resolutions that are much the same, prefer one with the page's own columns, which need no
    // scaling.
    let has_own_columns = |one: &Resolution| matched(x_dpi, one.x_dpi()) == 1.0;
    let is_as_good = |one: &Resolution| {
        shown(*one) >= shown(best) * MUCH_THE_SAME && pixels(*one) * MUCH_THE_SAME <= pixels(best)
    };
    if !has_own_columns(&best)
        && let Some(own) = offered().filter(has_own_columns).find(is_as_good)
    {
        best = own;
    }
    // Of two that are much the same, prefer the one that the sender named.
    match limits.preferred {
        Some(named)
            if limits.resolutions.contains(&named)
                && shown(named) >= shown(best) * MUCH_THE_SAME
                && pixels(named) * MUCH_THE_SAME <= pixels(best) =>
        {
            named
        }
        _ => best,
    }
}

/// The number of rows in a length.
pub(super) fn rows_of_mm(mm: f64, resolution: Resolution) -> u32 {
    (mm / MM * resolution.y_dpi()).floor().max(1.0) as u32
}
