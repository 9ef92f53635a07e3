//! Converts printer raster to fax pages: PWG raster (PWG 5102.4), CUPS raster and Apple raster
//! (URF).
//!
//! All three formats are pages of rows with headers of fixed lengths. A black-and-white page in a
//! resolution of fax machines is kept pixel by pixel; any other page is placed on its fax page like
//! a sheet of a PDF. One page at a time is unpacked, and only if its header is plausible.
//!
//! Read in this order: `head` (a page's header), `rows` (its pixels).

mod head;
mod rows;

use super::picture::{Photo, on_its_sheet};
use super::product::{Out, Unfit};
use super::sheet::{LONGEST_MM, Sheet};
use super::tiff::{as_it_is, is_fax_width, limits};
use super::wanted::Wanted;
use ferrofax_document::fit::{Source, fit};
use ferrofax_ground::t4::{Bitmap, Resolution};
use head::{Head, Raster};
use rows::Ink;

/// The number of points in an inch.
const POINTS: f64 = 72.0;

/// Makes the fax pages of a printer raster file.
pub(super) fn convert(bytes: &[u8], wanted: &Wanted, out: &mut Out<'_>) -> Result<(), Unfit> {
    let mut raster = Raster::open(bytes)?;
    let mut number = 0;
    while !raster.is_at_end() {
        if out.room(wanted) == 0 {
            return Err(Unfit::too_many_pages(None, wanted));
        }
        number += 1;
        out.begin_page(number);
        let of_page = |what: String| Unfit::damaged(format!("page {number} {what}"));
        let head = raster.head().map_err(of_page)?;
        let sheet = lay(&head, wanted.drawn()).map_err(of_page)?;
        let ink = rows::read(&head, raster.rest()).map_err(of_page)?;
        draw(ink, &head, sheet, wanted, out)?;
    }
    if number == 0 {
        return Err(Unfit::empty("it has no pages"));
    }
    match raster.pages_promised() {
        Some(promised) if promised > number => {
            Err(Unfit::damaged(format!("it is cut off: it has {number} of {promised} pages")))
        }
        _ => Ok(()),
    }
}

/// Determines where a page of the printer raster file is placed on its fax page, and in which size.
/// Returns an error if the fax page would be too long; the pixels are not unpacked then.
fn lay(head: &Head, resolution: Resolution) -> Result<Sheet, String> {
    let (width_pt, height_pt) = points(head);
    Sheet::lay(width_pt, height_pt, resolution).map_err(|too_long| {
        format!("would be {:.0} mm long; a fax page has at most {LONGEST_MM:.0} mm", too_long.0)
    })
}

fn points(head: &Head) -> (f64, f64) {
    (
        f64::from(head.width) / f64::from(head.x_dpi) * POINTS,
        f64::from(head.rows) / f64::from(head.y_dpi) * POINTS,
    )
}

fn draw(
    ink: Ink,
    head: &Head,
    sheet: Sheet,
    wanted: &Wanted,
    out: &mut Out<'_>,
) -> Result<(), Unfit> {
    let (x_dpi, y_dpi) = (f64::from(head.x_dpi), f64::from(head.y_dpi));
    let allowed = limits(wanted).resolutions;
    let own = Resolution::from_dpi(x_dpi, y_dpi).filter(|found| allowed.contains(found));
    let ink = if own.is_some() { ink.without_greys() } else { ink };
    match (own, ink) {
        (Some(resolution), Ink::Black(bitmap)) => push_as_it_is(&bitmap, resolution, out),
        (_, ink) => {
            let photo = Photo::without_measures(ink.greys());
            let (width_pt, height_pt) = points(head);
            out.push(
                &on_its_sheet(&photo, sheet, width_pt, height_pt, wanted.drawn()),
                wanted.drawn(),
            )
        }
    }
}

/// Adds a page of the raster file to the fax without scaling, pixel by pixel, on the narrowest
/// paper that is wide enough.
fn push_as_it_is(bitmap: &Bitmap, resolution: Resolution, out: &mut Out<'_>) -> Result<(), Unfit> {
    if is_fax_width(bitmap.width(), resolution) {
        return out.push(bitmap, resolution);
    }
    let (x_dpi, y_dpi) = (resolution.x_dpi(), resolution.y_dpi());
    let page = Source { bitmap, x_dpi, y_dpi, first_row: 0 };
    fit(&page, &as_it_is(resolution))
        .iter()
        .try_for_each(|part| out.push(&part.bitmap, part.resolution))
}

#[cfg(test)]
mod tests;
