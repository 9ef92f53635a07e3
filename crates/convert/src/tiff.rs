//! Converts TIFF to fax pages. Pages in a resolution of fax machines are kept pixel by pixel. All
//! others are scaled to a resolution of fax machines.

use std::path::Path;
use std::sync::Arc;

use super::picture::{self, Photo};
use super::product::{Out, Unfit};
use super::settings::Paper;
use super::unusual_tiff::UnusualPages;
use super::wanted::Wanted;
use ferrofax_document::fit::Limits;
use ferrofax_document::outgoing;
use ferrofax_document::tiff::{self, Decoded, TiffError, TiffPage};
use ferrofax_ground::t4::{PageWidth, Resolution};
use ferrofax_spool::not_shown::NotShown;
use ferrofax_spool::refusals::English;

/// Makes the fax pages of a TIFF file.
pub(super) fn convert(
    bytes: Vec<u8>,
    wanted: &Wanted,
    paper: Paper,
    out: &mut Out<'_>,
) -> Result<(), Unfit> {
    let bytes = Arc::new(bytes);
    let (pages, fault) = match tiff::load_bytes(Arc::clone(&bytes), Path::new("")) {
        Ok(file) => (file.pages, file.damage),
        Err(TiffError::Damaged { what, .. }) => (Vec::new(), Some(what)),
        Err(error) => return Err(refusal(error)),
    };
    // The fault is that of the page after those that were read.
    let unusual = match &fault {
        Some(fault) if fault.is_unknown_samples() => {
            Some(UnusualPages::after(&bytes, pages.len(), fault))
        }
        Some(fault) => return Err(Unfit::damaged(fault.to_string())),
        None => None,
    };
    let further = unusual.as_ref().map_or(0, UnusualPages::len);
    out.check_count(pages.len() + further, wanted)?;
    push_usual(&pages, wanted, paper, out)?;
    for (number, photo) in (pages.len() as u32 + 1..).zip(unusual.into_iter().flatten()) {
        out.begin_page(number);
        out.push(&picture::page_of(&photo?, paper, wanted.drawn())?, wanted.drawn())?;
    }
    Ok(())
}

/// Makes the fax pages of those TIFF pages that Ferrofax's own TIFF reader reads.
fn push_usual(
    pages: &[TiffPage],
    wanted: &Wanted,
    paper: Paper,
    out: &mut Out<'_>,
) -> Result<(), Unfit> {
    let limits = limits(wanted);
    for (number, page) in (1..).zip(pages) {
        out.begin_page(number);
        let Decoded { bitmap, missing_rows, is_damaged, .. } = page.decoded();
        if is_damaged || bitmap.rows() == missing_rows {
            return Err(Unfit::damaged(format!("page {number} is damaged")));
        }
        if missing_rows > 0 {
            let (missing, rows) = (missing_rows as u32, bitmap.rows() as u32);
            out.note(&NotShown::EndsEarly { page: number, missing, rows });
        }
        let resolution = page.resolution.filter(|found| limits.resolutions.contains(found));
        match resolution {
            Some(resolution) if is_fax_width(bitmap.width(), resolution) => {
                out.push(&bitmap, resolution)?
            }
            Some(resolution) if !page.is_picture() => push_all(page, &as_it_is(resolution), out)?,
            None if page.is_guessed && has_square_pixels(page) && page.is_picture() => {
                // A picture that declares no size is placed like a picture of another format.
                let photo = page.picture().map(Photo::without_measures);
                let made = photo
                    .map(|photo| picture::page_of(&photo, paper, wanted.drawn()))
                    .transpose()?;
                made.iter().try_for_each(|page| out.push(page, wanted.drawn()))?;
            }
            _ => push_all(page, &limits, out)?,
        }
    }
    Ok(())
}

/// Makes fax pages from the TIFF file of a fax that HylaFAX received and that is now imported.
/// Pages in a form that fax machines send are kept unchanged, with damaged rows of pixels. Other
/// pages are scaled. Damage is reported.
pub(super) fn received(bytes: Vec<u8>, wanted: &Wanted, out: &mut Out<'_>) -> Result<(), Unfit> {
    out.tell(&tiff::said(&bytes));
    let file = tiff::load_bytes(bytes, Path::new("")).map_err(refusal)?;
    out.check_count(file.pages.len(), wanted)?;
    if let Some(damage) = &file.damage {
        let damage = English(damage.to_string());
        out.note(&NotShown::AfterPage { page: file.pages.len() as u32, damage });
    }
    let limits = Limits { max_width: PageWidth::A3, ..limits(wanted) };
    for (number, page) in (1..).zip(&file.pages) {
        out.begin_page(number);
        let (bitmap, quality) = page.decode();
        if bitmap.rows() == 0 {
            return Err(Unfit::damaged(format!("page {number} is damaged")));
        }
        match (quality.bad_rows, quality.cut_off) {
            (0, false) => {}
            (0, true) => {
                let part = Box::new(NotShown::Page { page: number });
                out.note(&NotShown::CutOff { part });
            }
            (rows, _) => out.note(&NotShown::DamagedRows { page: number, rows }),
        }
        match page.resolution {
            Some(resolution) if is_fax_width(bitmap.width(), resolution) => {
                out.push_received(&bitmap, resolution, quality)?;
            }
            _ => push_all(page, &limits, out)?,
        }
    }
    Ok(())
}

fn has_square_pixels(page: &TiffPage) -> bool {
    (page.x_dpi / page.y_dpi - 1.0).abs() < 0.01
}

fn push_all(page: &TiffPage, limits: &Limits, out: &mut Out<'_>) -> Result<(), Unfit> {
    for part in outgoing::prepare(page, 0, limits, None).map_err(refusal)? {
        out.push(&part.bitmap, part.resolution)?;
    }
    Ok(())
}

/// Returns the limits on the width and resolution of a scan that is already in a resolution of fax
/// machines. Such a scan is put pixel by pixel on the narrowest paper that is wide enough. Up to
/// the width of A3 is allowed, since the capabilities of the receiving fax machine are not known
/// yet.
pub(super) fn as_it_is(resolution: Resolution) -> Limits {
    Limits { max_width: PageWidth::A3, resolutions: vec![resolution], ..Limits::default() }
}

fn refusal(error: TiffError) -> Unfit {
    match error {
        TiffError::Damaged { what, .. } => Unfit::damaged(what.to_string()),
        too_large @ TiffError::TooLarge { .. } => Unfit::damaged(too_large.to_string()),
        TiffError::Io { source, .. } => Unfit::damaged(format!("it cannot be read ({source})")),
    }
}

/// The factor by which two resolutions may differ and still count as equal: 200 × 200 dpi is not
/// finer than 204 × 196.
const MUCH_THE_SAME: f64 = 1.03;

/// Returns the limits for scaling a page. The page gets a resolution that is not finer than the
/// requested one. If none is requested, all resolutions of fax machines are allowed.
pub(super) fn limits(wanted: &Wanted) -> Limits {
    let not_finer = |resolution: &Resolution| {
        let of = |finest: Resolution| {
            resolution.x_dpi() <= finest.x_dpi() * MUCH_THE_SAME
                && resolution.y_dpi() <= finest.y_dpi() * MUCH_THE_SAME
        };
        wanted.resolution.is_none_or(of)
    };
    Limits {
        max_width: PageWidth::A4,
        resolutions: Resolution::ALL.into_iter().filter(not_finer).collect(),
        max_length_mm: None,
        preferred: Some(wanted.drawn()),
        above_mm: 0.0,
    }
}

pub(super) fn is_fax_width(width: u32, resolution: Resolution) -> bool {
    PageWidth::ALL.into_iter().any(|paper| paper.pixels(resolution) == width)
}
