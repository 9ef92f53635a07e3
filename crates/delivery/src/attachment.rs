//! Makes the file of a fax for a mail, and a picture of the fax's first page. The module `fax_file`
//! puts both into mails.
//!
//! In the format `pdf`, the file is a PDF with the pages' T.6 data, unchanged. In the format
//! `tiff`, the file is the document exactly as the spool stores it.

use std::path::{Path, PathBuf};

use super::words::{Text, Words};
use ferrofax_document::tiff::TiffError;
use ferrofax_document::{gif, pdf, tiff};
use ferrofax_ground::t4::Bitmap;
use ferrofax_languages::Value;
use ferrofax_spool::undelivered::Undelivered;
use ferrofax_spool::{Format, ReceivedFax, read_document};

/// The file of a received fax, ready to be attached to a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// The content of the file that is attached.
    pub bytes: Vec<u8>,
    /// The media type of the attached file.
    pub media_type: &'static str,
    /// The first page of the fax as a GIF picture. Only mails in the format `inlinegif` contain it.
    pub picture: Option<Vec<u8>>,
    /// The number of pages of the attached fax.
    pub pages: usize,
}

/// The reason why a fax could not be made into a file.
#[derive(Debug, thiserror::Error)]
#[error("{}", Undelivered::from(self))]
pub enum DocumentError {
    /// The fax's document could not be read from the disk.
    Unreadable {
        /// The path of the fax's document.
        path: PathBuf,
        /// The error that the operating system returned when the document was read.
        source: std::io::Error,
    },
    /// The content of the fax's document is damaged.
    Damaged(#[from] TiffError),
    /// The fax's file is too large to be attached to a mail.
    TooLarge {
        /// The size of the fax's file, in bytes.
        octets: u64,
        /// The largest size in bytes that a file may have to be attached to a mail.
        most: u64,
    },
    /// The fax's document has no page, so there is nothing to attach to the mail.
    Empty {
        /// The path of the fax's document.
        path: PathBuf,
    },
}

/// The greatest width of the picture of the first page, in pixels. At this width a page is readable
/// and still fits the window of a mail program.
const PICTURE_WIDTH: u32 = 800;

/// The greatest height of the picture of the first page, as a multiple of the picture's width. A
/// sheet of paper is less than twice as long as it is wide.
const LONGEST_PICTURE: f64 = 4.0;

impl From<&DocumentError> for Undelivered {
    fn from(error: &DocumentError) -> Self {
        match error {
            DocumentError::Unreadable { path, source } => Self::DocumentUnreadable {
                path: path.display().to_string(),
                why: source.to_string(),
            },
            DocumentError::Damaged(why) => Self::DocumentDamaged { why: why.to_string() },
            DocumentError::TooLarge { octets, most } => {
                Self::DocumentTooLarge { megabytes: octets / 1_000_000, most: most / 1_000_000 }
            }
            DocumentError::Empty { path } => {
                Self::DocumentEmpty { path: path.display().to_string() }
            }
        }
    }
}

impl DocumentError {
    /// The reason why the mail lacks the fax's file, in the language of the mail. The text leaves
    /// out the path of the document; Asterisk's log names the path.
    pub(super) fn text(&self, words: Words) -> String {
        let megabytes = |octets: &u64| (octets / 1_000_000).to_string();
        match self {
            Self::Unreadable { source, .. } => {
                words.with_one(Text::missing_unreadable, "why", &source.to_string())
            }
            Self::Damaged(why) => words.with_one(Text::missing_damaged, "why", &without_path(why)),
            Self::TooLarge { octets, most } => words.with(
                Text::missing_file_too_large,
                &[
                    ("megabytes", Value::Text(&megabytes(octets))),
                    ("most", Value::Text(&megabytes(most))),
                ],
            ),
            Self::Empty { .. } => words.text(Text::missing_no_pages),
        }
    }
}

/// The text of an error in reading a document, for a mail. The text leaves out the path of the
/// document's file in the spool: the reader of the mail knows the document by another name.
pub(super) fn without_path(error: &TiffError) -> String {
    match error {
        TiffError::Io { source, .. } => source.to_string(),
        TiffError::Damaged { what, .. } => what.to_string(),
        too_large @ TiffError::TooLarge { .. } => too_large.to_string(),
    }
}

/// Whether the document of a fax has only so many pages because it is damaged. A short document is
/// logged.
pub fn is_short(fax: &ReceivedFax, pages: usize) -> bool {
    let is_short = pages < fax.pages.len();
    if is_short {
        let of = fax.pages.len();
        log::error!("the document of fax {} is damaged: it has {pages} of {of} pages", fax.id);
    }
    is_short
}

impl Attachment {
    /// Makes the file of a received fax that is attached to the mail. The file has the format that
    /// is set for the fax device (extension) that received the fax.
    pub fn new(fax: &ReceivedFax, document: &Path) -> Result<Self, DocumentError> {
        let bytes = read_document(document)
            .map_err(|source| DocumentError::Unreadable { path: document.to_owned(), source })?;
        let kept = if fax.format == Format::Tiff { bytes.clone() } else { Vec::new() };
        let pages = tiff::parse(bytes, document)?;
        let Some(first) = pages.first() else {
            return Err(DocumentError::Empty { path: document.to_owned() });
        };
        match fax.format {
            Format::Tiff => Ok(Self {
                bytes: kept,
                media_type: "image/tiff",
                picture: None,
                pages: pages.len(),
            }),
            Format::Pdf => Self::pdf(fax, &pages, None),
            Format::InlineGif => {
                let picture = picture(first.bitmap()?, first.x_dpi, first.y_dpi);
                Self::pdf(fax, &pages, Some(picture))
            }
        }
    }

    fn pdf(
        fax: &ReceivedFax,
        pages: &[tiff::TiffPage],
        picture: Option<Vec<u8>>,
    ) -> Result<Self, DocumentError> {
        let codes = pages.iter().map(tiff::TiffPage::t6).collect::<Result<Vec<_>, _>>()?;
        let sheets: Vec<pdf::PdfPage<'_>> =
            pages.iter().zip(&codes).map(|(page, t6)| pdf::PdfPage::of(page, t6)).collect();
        let title = format!("Fax {}", fax.id);
        let info = pdf::PdfInfo { title: &title, created: Some(fax.started_at.0.div_euclid(1000)) };
        Ok(Self {
            bytes: pdf::write(&sheets, info),
            media_type: "application/pdf",
            picture,
            pages: pages.len(),
        })
    }
}

/// Makes a picture of the first page of a fax. If the page is longer than [`LONGEST_PICTURE`] times
/// its width, the picture shows only its top.
pub(super) fn picture(mut page: Bitmap, x_dpi: f64, y_dpi: f64) -> Vec<u8> {
    let longest = f64::from(page.width()) / x_dpi * LONGEST_PICTURE * y_dpi;
    page.truncate((longest as u32).max(1));
    gif::first_page(&page, x_dpi, y_dpi, PICTURE_WIDTH)
}
