//! `ferrofax convert`: shows the fax pages of a document or a mail before they are sent.

use std::ffi::OsStr;
use std::fs;

use super::args::Convert;
use super::show::{counted, incomplete, plain};
use super::{End, fields, print};
use crate::settings::Settings;
use ferrofax_convert::{Pages, Wanted, convert};
use ferrofax_document::pdf::{PdfInfo, PdfPage, write};
use ferrofax_document::{gif, tiff};
use ferrofax_mail::desk::{Preview, preview};
use ferrofax_spool::jobs::NewJob;
use image::codecs::png::PngEncoder;
use image::{ExtendedColorType, ImageEncoder};

/// The width in pixels of the picture of a fax page: an A4 sheet at the size of a screen.
const PICTURE_WIDTH: u32 = 1000;

pub(super) fn run(settings: &Settings, words: &Convert) -> Result<(), End> {
    // The command line requires `--output` or `--fields`.
    let Some(output) = &words.output else { return fields::run(settings, words) };
    let ending = output
        .extension()
        .and_then(OsStr::to_str)
        .unwrap_or_default()
        .to_ascii_lowercase();
    // The ending of the file's name decides the format.
    let form: fn(&Pages) -> Result<Vec<u8>, End> = match ending.as_str() {
        "pdf" => as_pdf,
        "png" => first_as_png,
        "tif" | "tiff" => |pages| fs::read(pages.path()).map_err(End::failed),
        _ => {
            return Err(End::refused(format!(
                "{}: the name must end in .pdf, .tif or .png",
                output.display()
            )));
        }
    };
    let (resolution, colours) = (words.resolution, words.colour);
    let wanted = Wanted { resolution, max_pages: NewJob::MAX_PAGES, colours };
    let name = words.file.display().to_string();
    let is_mail = words.file.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("eml"));
    // For a mail these are the pages that its recipients would get.
    let (pages, left_out) = if is_mail {
        of_mail(settings, words, &wanted)?
    } else {
        (
            convert(&words.file, &name, &wanted, &settings.converter()).map_err(End::refused)?,
            String::new(),
        )
    };
    let bytes = form(&pages)?;
    fs::write(output, bytes)
        .map_err(|error| End::failed(format!("{}: {error}", output.display())))?;
    let left_out =
        if left_out.is_empty() { left_out } else { format!("; left out: {}", plain(&left_out)) };
    let incomplete = incomplete(&pages.notes);
    let first = if ending == "png" && pages.count > 1 { "the first of " } else { "" };
    print(&format!(
        "{}: {first}{}{left_out}{incomplete}\n",
        output.display(),
        counted(pages.count, "page")
    ))
}

/// Converts a mail to the fax pages that its recipients would get. Returns the pages, and a note on
/// the parts of the mail that are left out.
fn of_mail(settings: &Settings, words: &Convert, wanted: &Wanted) -> Result<(Pages, String), End> {
    let refused =
        |what: &dyn std::fmt::Display| End::Refused(format!("{}: {what}", words.file.display()));
    let message = fs::read(&words.file).map_err(|error| refused(&error))?;
    let mail = &settings.mail;
    let made = preview(&message, &mail.policy.letter, &mail.desk, &settings.converter(), wanted);
    let Preview { pages, left_out } = made.map_err(|error| refused(&error))?;
    Ok((pages, left_out))
}

/// Returns a PDF file with the fax pages that the conversion has made.
pub(super) fn as_pdf(pages: &Pages) -> Result<Vec<u8>, End> {
    let read = tiff::read(&pages.path()).map_err(End::failed)?;
    let coded = read
        .iter()
        .map(tiff::TiffPage::t6)
        .collect::<Result<Vec<_>, _>>()
        .map_err(End::failed)?;
    let sheets: Vec<PdfPage<'_>> =
        read.iter().zip(&coded).map(|(page, t6)| PdfPage::of(page, t6)).collect();
    Ok(write(&sheets, PdfInfo::default()))
}

/// Returns the first fax page as a PNG picture for a screen.
fn first_as_png(pages: &Pages) -> Result<Vec<u8>, End> {
    let read = tiff::read(&pages.path()).map_err(End::failed)?;
    let page = read.first().ok_or_else(|| End::failed("there is no page"))?;
    let bitmap = page.bitmap().map_err(End::failed)?;
    let picture = gif::in_all_greys(&bitmap, page.x_dpi, page.y_dpi, PICTURE_WIDTH);
    let pixels: Vec<u8> = (0..picture.rows()).flat_map(|row| picture.row(row)).copied().collect();
    let mut png = Vec::new();
    PngEncoder::new(&mut png)
        .write_image(&pixels, picture.width(), picture.rows(), ExtendedColorType::L8)
        .map_err(End::failed)?;
    Ok(png)
}
