//! Converts documents to fax pages. Input: PDF, TIFF, pictures, HTML, text, and formats that
//! outside programs convert to these. Output: one TIFF-F file with its pages coded by T.6.
//!
//! Documents come from strangers, and the code that reads them is large. So it runs in a child
//! process: the program starts itself again (`ferrofax convert-child`) with the documents as its
//! input and the file of pages as its output. Before the child reads the first byte, it gives up
//! all its rights (`confine`): it can open no file, reach no network and start no program. Its
//! memory, processor time and output size are limited. The parent enforces the time limits.
//!
//! The format of a document is detected by its content first (`kind`). Some documents need
//! Ghostscript, LibreOffice or a program of the administrator. That program is confined, too
//! (`outside`). Its result is then converted by the child.
//!
//! Read in this order:
//!
//! - this file and `document` (the types), `settings`;
//! - `parent` (which reader each document needs), `run` (the child process), `task` (its input),
//!   `child` (its work), `cuts` (a printed document becomes several faxes);
//! - `kind`, `ole`, `mime_types` (the format of a document);
//! - the readers: `pdf`, `tiff`, `picture`, `raster/` (formats for printers), `text`, `html/`,
//!   `composed` (first pages and covers);
//! - `colours`, `sheet` (the placement of a sheet of paper on a fax page), `press` (fonts).

mod child;
mod colours;
mod composed;
mod cuts;
mod document;
mod html;
mod kind;
mod mime_types;
mod ole;
mod outside;
mod page_ranges;
mod parent;
mod pdf;
mod picture;
mod press;
mod product;
mod raster;
mod run;
mod settings;
mod sheet;
mod tally;
mod task;
mod text;
mod tiff;
mod unfit;
mod unusual_tiff;
mod wanted;

use std::fs::File;
use std::os::fd::AsRawFd;
use std::path::PathBuf;

use crate::fields::FaxFields;
use ferrofax_document::tiff::Said;
use ferrofax_spool::failure::Failure;

#[doc(hidden)]
pub use child::pages_without_walls;
pub(crate) use child::run as run_child;
pub use document::{Body, Cover, Document, FirstPage, InlinePicture, Source};
pub use outside::Readable;
pub(crate) use outside::{PROGRAM_WORD, program_places, readable, run_program};
pub use page_ranges::{BadRange, PageRanges};
pub use parent::{convert, convert_one, faxes_of, pages_of, pages_of_whole};
pub(crate) use run::CHILD_WORD;
pub(crate) use settings::{COVER_KEYS, KEYS};
pub use settings::{ConvertSettings, CoverSettings, Paper};
pub(crate) use tally::Tally;
pub use wanted::{MAX_BYTES, Wanted};

/// Pages that are ready to be sent. They are a TIFF-F file without a name, which is deleted when
/// this value is dropped.
#[derive(Debug)]
pub struct Pages {
    /// The number of pages in `file`.
    pub count: u32,
    /// The number of fax pages that were made from each document, in order. It is 0 for a document
    /// that was left out.
    pub of_each: Vec<u32>,
    /// Notes on content that the pages do not show, such as `letter.txt (3 letters that no font has
    /// are missing)`.
    pub notes: Vec<String>,
    /// The metadata of a fax that another server received, if a document is such a fax.
    pub said: Said,
    file: File,
}

/// A fax that was split off from a printed document.
#[derive(Debug)]
pub struct CutFax {
    /// The pages of the fax.
    pub pages: Pages,
    /// The number of the fax's first page in the document, from 1.
    pub first_page: u32,
    /// The values of the control fields in the text of this fax.
    pub fields: FaxFields,
    /// The text of each page, in which the control fields were looked for. It is kept for the log.
    /// Empty in mode 1, which does not extract text, and for pages that are pictures.
    pub texts: Vec<String>,
}

/// The reason why the converter stopped splitting a document into several faxes.
#[derive(Debug, thiserror::Error)]
pub enum NotCut<E> {
    /// The document could not be converted, because of an error of the document or of the system.
    #[error(transparent)]
    Document(#[from] ConvertError),
    /// The calling code, to which the converter passes each complete fax, did not accept a fax. The
    /// value is the error that the calling code returned.
    #[error("{0}")]
    Taker(E),
}

/// Converts documents to fax pages, with these settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Converter {
    /// The settings in the section `[convert]` of gateway.toml.
    pub convert: ConvertSettings,
    /// The settings in the section `[cover]`: the look of cover pages. The code that calls the
    /// converter decides whether a fax has a cover page, by adding a [`Source::Cover`].
    pub cover: CoverSettings,
    /// The path of the program `ferrofax`, which is started as the child process. Default: the
    /// program of this process.
    pub program: PathBuf,
}

impl Default for Converter {
    fn default() -> Self {
        // This path works even if the program's file was replaced by a newer one.
        let program = PathBuf::from("/proc/self/exe");
        Self { convert: ConvertSettings::default(), cover: CoverSettings::default(), program }
    }
}

/// A document that became no pages, while the other documents did. Its format cannot be read, or it
/// is damaged and the code that calls the converter wants damaged documents left out
/// ([`pages_of_whole`]).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// The name of the document, for people.
    pub name: String,
    /// The reason why the document was left out, in words that follow its name: "it is a sound
    /// recording".
    pub why: String,
    /// Whether the document's format is known, but its content can't be read.
    pub is_damaged: bool,
}

/// The reason why a document was not converted. Each is printed as one sentence with the document's
/// name, and the page if there is one.
#[derive(Debug, thiserror::Error)]
pub enum ConvertError {
    /// The file of a document does not exist, or this process may not read it. The caller of the
    /// converter named the wrong file.
    #[error("{}: {source}", path.display())]
    Unreadable {
        /// The path of the file that could not be read.
        path: PathBuf,
        /// The error that the operating system returned when the file was opened or read.
        source: std::io::Error,
    },
    /// The path of a document names a folder, a device or a pipe. The caller of the converter named
    /// the wrong path.
    #[error("{}: it is not a plain file", path.display())]
    NotAFile {
        /// The path that does not name a plain file.
        path: PathBuf,
    },
    /// The file of a document is empty. The caller of the converter passed the wrong file.
    #[error("{name}: it is empty")]
    Empty {
        /// The document's name.
        name: String,
    },
    /// The document has more bytes than the limit for a document.
    #[error("{name}: it has more than {} MiB", MAX_BYTES >> 20)]
    TooLarge {
        /// The document's name.
        name: String,
    },
    /// The document can't be faxed. `what` states the reason, and the page if there is one.
    #[error("{name}: {what}")]
    Unfit {
        /// The document's name.
        name: String,
        /// The kind of failure, for error codes and notices.
        failure: Failure,
        /// The reason why the document can't be faxed, in words that follow its name.
        what: String,
    },
    /// Making one page takes longer than the time limit for a page.
    #[error("{name}: {} was not ready after {seconds} seconds of work", page_or_it(*page))]
    TooSlow {
        /// The document's name.
        name: String,
        /// The number of the page that was being made when the error occurred; 0 before the first
        /// page.
        page: u32,
        /// The time limit for making one page, in seconds.
        seconds: u64,
    },
    /// Converting all documents of the fax takes longer than the time limit for a whole fax.
    #[error("{name}: the whole fax was not ready after {seconds} seconds")]
    TooLong {
        /// The name of the document that was being read.
        name: String,
        /// The time limit for converting all documents of the fax, in seconds.
        seconds: u64,
    },
    /// The document takes too much memory or processor time, or crashes its reader.
    #[error("{name}: {} {what}", page_or_it(*page))]
    Broke {
        /// The document's name.
        name: String,
        /// The number of the page that was being made when the error occurred; 0 before the first
        /// page.
        page: u32,
        /// The failure, in words that follow the page's number: "takes too much memory".
        what: &'static str,
    },
    /// The child process could not be run, because of an error of the system.
    #[error("the conversion of {name} cannot be started: {source}")]
    NoChild {
        /// The document's name.
        name: String,
        /// The error that the operating system returned when the conversion was prepared, or when
        /// the child process was started.
        source: std::io::Error,
    },
}

impl Pages {
    /// Makes a [`Pages`] value for a file of fax pages that were made earlier. `count` is the
    /// number of pages in the file.
    pub(crate) fn kept(file: File, count: u32) -> Self {
        let (notes, said) = (Vec::new(), Said::default());
        Self { count, of_each: vec![count], notes, said, file }
    }

    /// A path by which this process can open the TIFF file with the pages, while this value exists.
    pub fn path(&self) -> PathBuf {
        open_path(&self.file)
    }
}

/// A path by which this process can open an open file a second time, even if the file has no name.
pub(crate) fn open_path(file: &File) -> PathBuf {
    PathBuf::from(format!("/proc/self/fd/{}", file.as_raw_fd()))
}

/// The words for the page that was being made, for an error message. For page 0 they mean the whole
/// document: the first page was not begun, or an outside program was reading the document. Outside
/// programs do not report pages.
fn page_or_it(page: u32) -> String {
    if page == 0 { "it".to_owned() } else { format!("page {page}") }
}

impl ConvertError {
    /// The error for a fax that has more pages than allowed.
    pub(crate) fn too_many_pages(name: String, pages: u32, wanted: &Wanted) -> Self {
        let unfit = unfit::Unfit::too_many_pages(Some(pages as usize), wanted);
        Self::Unfit { name, failure: unfit.failure, what: unfit.what }
    }

    /// Whether the error is the fault of this document alone, so that other documents of the fax
    /// can still be converted.
    const fn is_damage(&self) -> bool {
        match self {
            Self::Unfit { failure, .. } => {
                matches!(failure, Failure::ConversionFailed | Failure::NoDocument)
            }
            Self::Empty { .. } | Self::TooSlow { .. } | Self::Broke { .. } => true,
            // After this error no time is left for the other documents.
            Self::TooLong { .. } => false,
            Self::Unreadable { .. }
            | Self::NotAFile { .. }
            | Self::TooLarge { .. }
            | Self::NoChild { .. } => false,
        }
    }

    /// The reason of the error, without the document's name.
    fn reason(&self) -> String {
        let whole = self.to_string();
        match self {
            Self::Empty { name }
            | Self::TooLarge { name }
            | Self::Unfit { name, .. }
            | Self::TooSlow { name, .. }
            | Self::TooLong { name, .. }
            | Self::Broke { name, .. } => whole.get(name.len() + 2..).unwrap_or(&whole).to_owned(),
            Self::Unreadable { .. } | Self::NotAFile { .. } | Self::NoChild { .. } => whole,
        }
    }

    /// The kind of failure that a job with this error gets.
    pub const fn failure(&self) -> Failure {
        match self {
            Self::Unfit { failure, .. } => *failure,
            Self::Unreadable { .. } | Self::NotAFile { .. } | Self::Empty { .. } => {
                Failure::NoDocument
            }
            Self::NoChild { .. } => Failure::Internal,
            Self::TooLarge { .. }
            | Self::TooSlow { .. }
            | Self::TooLong { .. }
            | Self::Broke { .. } => Failure::ConversionFailed,
        }
    }
}
