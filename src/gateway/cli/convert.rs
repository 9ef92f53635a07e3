//! `ferrofax convert`: a document's fax pages, to look at before they are sent.

use std::ffi::OsStr;
use std::fs;

use super::args::Convert;
use super::show::counted;
use super::{End, print};
use crate::document::pdf::{PdfInfo, PdfPage, write};
use crate::document::tiff;
use crate::gateway::convert::{Pages, Wanted, convert};
use crate::spool::jobs::NewJob;

pub(super) fn run(words: &Convert) -> Result<(), End> {
    let ending = words.output.extension().and_then(OsStr::to_str).unwrap_or_default().to_ascii_lowercase();
    let form: fn(&Pages) -> Result<Vec<u8>, End> = match ending.as_str() {
        "pdf" => as_pdf,
        "tif" | "tiff" => |pages| fs::read(pages.path()).map_err(End::failed),
        _ => return Err(End::refused(format!("{}: the name must end in .pdf or .tif", words.output.display()))),
    };
    let wanted = Wanted { resolution: words.resolution.map(Into::into), max_pages: NewJob::MAX_PAGES };
    let name = words.file.display().to_string();
    let pages = convert(&words.file, &name, &wanted).map_err(End::refused)?;
    let bytes = form(&pages)?;
    fs::write(&words.output, bytes).map_err(|error| End::failed(format!("{}: {error}", words.output.display())))?;
    print(&format!("{}: {}\n", words.output.display(), counted(pages.count, "page")))
}

fn as_pdf(pages: &Pages) -> Result<Vec<u8>, End> {
    let read = tiff::read(&pages.path()).map_err(End::failed)?;
    let coded = read.iter().map(tiff::TiffPage::t6).collect::<Result<Vec<_>, _>>().map_err(End::failed)?;
    let sheets: Vec<PdfPage<'_>> = read
        .iter()
        .zip(&coded)
        .map(|(page, t6)| PdfPage { t6, width: page.width, rows: page.rows, x_dpi: page.x_dpi, y_dpi: page.y_dpi })
        .collect();
    Ok(write(&sheets, PdfInfo::default()))
}
