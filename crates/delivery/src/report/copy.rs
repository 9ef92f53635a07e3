//! Copies parts of a sent fax into the report mail about the fax: the first page as a picture, and
//! the pages as PDF.
//!
//! Greyscale pages are converted to black and white dots, as they are when they are sent. A
//! document may be larger than a mail system accepts, or than the PBX has memory for. So documents
//! are read one at a time, and a document that is larger than [`LARGEST_FILE`] is not read. If the
//! PDF exceeds its limit, the report has no PDF.

use super::super::attachment::{self, without_path};
use super::super::settings::{MailSettings, ReportAttach};
use super::super::words::{Text, Words};
use ferrofax_document::dither::dither;
use ferrofax_document::{pdf, tiff};
use ferrofax_ground::t4::{Bitmap, Coding, EncodeOptions, encode};
use ferrofax_languages::Value;
use ferrofax_spool::jobs::{Job, JobDocument, ReportFormat};
use ferrofax_spool::undelivered::Undelivered;
use ferrofax_spool::{document_length, read_document};

/// The parts of the fax that a report mail should contain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Wanted {
    /// Whether the report mail is in HTML.
    pub(super) html: bool,
    /// Whether the report's text shows the fax's first page as a picture.
    picture: bool,
    /// The pages to attach to the report as PDF: the first page or all pages. `None` means no PDF.
    pdf: Option<Pages>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pages {
    First,
    All,
}

/// The parts of the fax that could be copied into the report.
#[derive(Debug, Default)]
pub(super) struct Copied {
    /// A GIF picture of the fax's first page, for the text of the report; `None` if the report
    /// should have no picture, or if none could be made.
    pub(super) picture: Option<Vec<u8>>,
    /// The pages of the fax, copied into a PDF for the report; `None` if the report has no PDF.
    pub(super) pdf: Option<Vec<u8>>,
    /// The reason why a part of the fax that the report should contain is missing; `None` if none
    /// is missing.
    pub(super) trouble: Option<Missing>,
}

/// The reason why a part of a fax is missing in the report on the job.
#[derive(Debug)]
pub(super) enum Missing {
    /// The fax has no pages that could be copied into the report.
    NoPages,
    /// The fax as PDF would be larger than the setting `reportattachmax` allows, so the report has
    /// no PDF. The value is that limit, in bytes.
    TooMuch(u64),
    /// The relay refused the report with the PDF because of its size. The value is this refusal.
    Refused(Undelivered),
    /// The file of a document of the fax is larger than [`LARGEST_FILE`], so its pages are not
    /// copied into the report. The value is the document's name.
    DocumentTooLarge(String),
    /// A page of the fax is too large to be decoded for the report. The value is the name of the
    /// document that contains the page.
    PageTooLarge(String),
    /// A document of the fax cannot be read, so its pages cannot be copied into the report. The
    /// values are the document's name and the error of the operating system.
    Unreadable(String, std::io::Error),
    /// A document of the fax is damaged, so its pages cannot be copied into the report. The values
    /// are the document's name and a description of the damage.
    Damaged(String, String),
}

impl Missing {
    /// The reason why a part of the fax is missing in the copy that a report mail has, in the
    /// language of the report. The text is a part of a sentence.
    pub(super) fn text(&self, words: Words) -> String {
        let with_why = |text, name: &str, why: &str| {
            words.with(text, &[("name", Value::Text(name)), ("why", Value::Text(why))])
        };
        match self {
            Self::NoPages => words.text(Text::missing_no_pages),
            Self::TooMuch(most) => {
                words.with_one(Text::missing_too_much, "most", &(most / 1_000_000).to_string())
            }
            Self::Refused(why) => why.text(words.language),
            Self::DocumentTooLarge(name) => {
                words.with_one(Text::missing_document_too_large, "name", name)
            }
            Self::PageTooLarge(name) => words.with_one(Text::missing_page_too_large, "name", name),
            Self::Unreadable(name, why) => {
                with_why(Text::missing_document_unreadable, name, &why.to_string())
            }
            Self::Damaged(name, why) => with_why(Text::missing_document_damaged, name, why),
        }
    }
}

/// A page of the fax for the PDF in a report: its T.6 data, its size and its resolution.
struct Sheet {
    t6: Vec<u8>,
    width: u32,
    rows: u32,
    x_dpi: f64,
    y_dpi: f64,
}

/// The largest file of a fax document that is read for a report on a job, in bytes.
const LARGEST_FILE: u64 = 64 << 20;
/// The largest black-and-white page that is decoded for a report, in pixels: some metres of paper.
const LARGEST_PAGE: u64 = 400_000_000;
/// The largest greyscale page that is decoded for a report, in pixels: A3 at 600 dpi, and a little
/// more.
const LARGEST_IN_GREYS: u64 = 80_000_000;
/// The resolution of the black and white dots into which a greyscale page is converted for a
/// report, in dots per inch.
const DOTS_DPI: f64 = 200.0;
/// The greatest width and height of a greyscale page after its conversion to black and white dots,
/// in dots. Without this limit, a page with a wrong resolution in its file could be of any size.
const MOST_DOTS: f64 = 20_000.0;
/// The number of bytes that each page adds to the PDF in a report on a job, apart from the page's
/// image.
const SHEET_BYTES: u64 = 700;

impl Wanted {
    /// The parts of a special report: a fax was submitted without a telephone number, and the
    /// report asks a person for the number. The report has the first page as a picture in the text,
    /// and no PDF. From the picture, the reader can see who should get the fax.
    pub(super) const FIRST_PAGE: Self = Self { html: true, picture: true, pdf: None };

    /// The parts of a report that contains all pages of the fax as a PDF, and no picture.
    pub(super) const ALL_PAGES: Self = Self { html: false, picture: false, pdf: Some(Pages::All) };

    /// Chooses the parts of the fax that a report on a job contains: those that the settings name,
    /// or else those that suit the report's format.
    pub(super) fn new(format: ReportFormat, settings: &MailSettings) -> Self {
        let html = format == ReportFormat::Html;
        let attach = settings.report.attach.unwrap_or(if html && settings.attach {
            ReportAttach::All
        } else {
            ReportAttach::None
        });
        let pdf = match attach {
            ReportAttach::All => Some(Pages::All),
            ReportAttach::First if !html => Some(Pages::First),
            ReportAttach::First | ReportAttach::None | ReportAttach::Proof => None,
        };
        Self { html, picture: html && attach != ReportAttach::None, pdf }
    }
}

/// Copies the pages that `wanted` selects out of the job's documents: as a picture, as PDF or both.
/// If one of these cannot be made, the result has the reason.
pub(super) fn of(job: &Job, wanted: Wanted, most_bytes: u64) -> Copied {
    let mut copied = Copied::default();
    if wanted.picture || wanted.pdf.is_some() {
        match copy(job, wanted, most_bytes, &mut copied.picture) {
            Ok(pdf) => copied.pdf = pdf,
            Err(trouble) => copied.trouble = Some(trouble),
        }
    }
    copied
}

/// Copies the pages that `wanted` selects into a PDF. The picture of the first page is made before
/// the PDF and stored in `picture`. So the report has the picture even if a later page cannot be
/// read.
fn copy(
    job: &Job,
    wanted: Wanted,
    most_bytes: u64,
    picture: &mut Option<Vec<u8>>,
) -> Result<Option<Vec<u8>>, Missing> {
    let mut sheets = Vec::new();
    let mut bytes = 0;
    'documents: for document in &job.documents {
        for page in read(document)? {
            let damaged = |error: tiff::TiffError| damaged(document, &without_path(&error));
            let dots =
                in_dots(&page).ok_or_else(|| Missing::PageTooLarge(document.name.clone()))?;
            // The picture of the first page is shown in the text.
            if wanted.picture && picture.is_none() {
                *picture = Some(match &dots {
                    Dots::Already => {
                        attachment::picture(page.bitmap().map_err(damaged)?, page.x_dpi, page.y_dpi)
                    }
                    Dots::Made(bitmap) => attachment::picture(bitmap.clone(), DOTS_DPI, DOTS_DPI),
                });
            }
            // If the fax itself is not attached, no other page is needed.
            let Some(pages) = wanted.pdf else { return Ok(None) };
            let sheet = dots.sheet(&page).map_err(damaged)?;
            // If the file would be too large for a report, stop before it is made.
            bytes += sheet.t6.len() as u64 + SHEET_BYTES;
            if bytes > most_bytes {
                return Err(Missing::TooMuch(most_bytes));
            }
            sheets.push(sheet);
            if pages == Pages::First {
                break 'documents;
            }
        }
    }
    if sheets.is_empty() {
        return Err(Missing::NoPages);
    }
    Ok(Some(write(job, &sheets)))
}

/// The first page of the fax in black and white, with its resolutions across and down in dots per
/// inch. `None` if the job has no pages, or if the page cannot be read.
pub(super) fn first_page(job: &Job) -> Option<(Bitmap, f64, f64)> {
    let pages = read(job.documents.first()?).ok()?;
    bitmap(pages.first()?).ok()?
}

/// The pages of a document in black and white, each with its resolution in dots per inch. Each page
/// is decoded when it is taken, because a page of few bytes may need much memory.
pub(super) fn bitmaps(
    document: &JobDocument,
) -> Result<impl Iterator<Item = Result<(Bitmap, f64, f64), Missing>>, Missing> {
    Ok(read(document)?.into_iter().map(|page| {
        let read = bitmap(&page).map_err(|error| damaged(document, &without_path(&error)))?;
        read.ok_or_else(|| Missing::PageTooLarge(document.name.clone()))
    }))
}

/// Returns a page in black and white, with its resolutions across and down in dots per inch. `None`
/// if the page is too large to be decoded.
fn bitmap(page: &tiff::TiffPage) -> Result<Option<(Bitmap, f64, f64)>, tiff::TiffError> {
    Ok(match in_dots(page) {
        None => None,
        Some(Dots::Already) => Some((page.bitmap()?, page.x_dpi, page.y_dpi)),
        Some(Dots::Made(bitmap)) => Some((bitmap, DOTS_DPI, DOTS_DPI)),
    })
}

/// The black and white dots of a fax page. The variant says whether the spool stores the page in
/// black and white, or whether the dots were made from a greyscale page.
enum Dots {
    /// The spool stores the page in black and white, so no dots have to be made.
    Already,
    /// The page is a greyscale page. These black and white dots were made from it, at [`DOTS_DPI`].
    Made(Bitmap),
}

/// Converts a fax page to black and white dots. Returns `None` if the page is too large to be
/// decoded for a report on the job.
fn in_dots(page: &tiff::TiffPage) -> Option<Dots> {
    let pixels = u64::from(page.width) * u64::from(page.rows);
    if pixels > if page.is_picture() { LARGEST_IN_GREYS } else { LARGEST_PAGE } {
        return None;
    }
    let Some(picture) = page.picture() else { return Some(Dots::Already) };
    let measure = |pixels: u32, dpi: f64| {
        (f64::from(pixels) * DOTS_DPI / dpi).round().clamp(1.0, MOST_DOTS) as u32
    };
    let (width, rows) = (measure(page.width, page.x_dpi), measure(page.rows, page.y_dpi));
    Some(Dots::Made(dither(&picture.scaled(0..page.rows, width, rows))))
}

impl Dots {
    fn sheet(&self, page: &tiff::TiffPage) -> Result<Sheet, tiff::TiffError> {
        Ok(match self {
            Self::Already => Sheet {
                t6: page.t6()?.into_owned(),
                width: page.width,
                rows: page.rows,
                x_dpi: page.x_dpi,
                y_dpi: page.y_dpi,
            },
            Self::Made(bitmap) => Sheet {
                t6: encode(
                    bitmap,
                    Coding::Mmr,
                    EncodeOptions { lsb_first: false, ..EncodeOptions::default() },
                ),
                width: bitmap.width(),
                rows: bitmap.rows(),
                x_dpi: DOTS_DPI,
                y_dpi: DOTS_DPI,
            },
        })
    }
}

fn write(job: &Job, sheets: &[Sheet]) -> Vec<u8> {
    let pages: Vec<_> = sheets
        .iter()
        .map(|sheet| pdf::PdfPage {
            colour: None,
            t6: &sheet.t6,
            width: sheet.width,
            rows: sheet.rows,
            x_dpi: sheet.x_dpi,
            y_dpi: sheet.y_dpi,
        })
        .collect();
    let title = format!("Fax job {}", job.id);
    pdf::write(
        &pages,
        pdf::PdfInfo { title: &title, created: Some(job.created_at.0.div_euclid(1000)) },
    )
}

/// Reads the pages of a document of the job from its file. The error is the reason why they are
/// missing in the report: the file is too large, unreadable or damaged.
fn read(document: &JobDocument) -> Result<Vec<tiff::TiffPage>, Missing> {
    let unreadable = |error| Missing::Unreadable(document.name.clone(), error);
    check_size(document)?;
    let bytes = read_document(&document.path).map_err(unreadable)?;
    let file = tiff::load_bytes(bytes, &document.path)
        .map_err(|error| damaged(document, &without_path(&error)))?;
    match file.damage {
        Some(what) => Err(damaged(document, &what.to_string())),
        None if file.pages.len() != document.pages as usize => {
            Err(damaged(document, "pages are missing"))
        }
        None => Ok(file.pages),
    }
}

/// Checks that the file of a document is not too large to be read.
pub(super) fn check_size(document: &JobDocument) -> Result<(), Missing> {
    let unreadable = |error| Missing::Unreadable(document.name.clone(), error);
    if document_length(&document.path).map_err(unreadable)? > LARGEST_FILE {
        return Err(Missing::DocumentTooLarge(document.name.clone()));
    }
    Ok(())
}

fn damaged(document: &JobDocument, what: &str) -> Missing {
    Missing::Damaged(document.name.clone(), what.to_owned())
}
