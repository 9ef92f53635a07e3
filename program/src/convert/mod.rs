//! Converts documents to fax pages. Input: PDF, TIFF, pictures, HTML, text, and formats that
//! outside programs convert to these. Output: one TIFF-F file with its pages coded by T.6.
//!
//! Documents come from strangers, and the code that reads them is large. So it runs in a child
//! process: the program starts itself again (`ferrofax convert-child`) with the documents as
//! its input and the file of pages as its output. The child gives up all its rights before it
//! looks at the first byte (`confine`): it can open no file, reach no network and start no
//! program; its memory, processor time and output size are limited. The parent watches the
//! clock. The format of a document is detected by its content first (`kind`). A document that
//! Ghostscript, LibreOffice or a program of the administrator has to convert is first converted
//! by that program, which is confined, too (`outside`), and then by the child.
//!
//! Read in this order:
//!
//! - this file and `document` (the types), `settings`;
//! - `parent` (which reader each document needs), `run` (the child process), `task` (its
//!   input), `child` (its work), `cuts` (a printed document becomes several faxes);
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

/// Pages that are ready to be sent: a TIFF-F file without a name, deleted when this is dropped.
#[derive(Debug)]
pub struct Pages {
    /// The number of pages.
    pub count: u32,
    /// The number of pages of each document, in order; 0 for one that was left out.
    pub of_each: Vec<u32>,
    /// Notes on content that the pages do not show, such as `letter.txt (3 letters that no font has
    /// are missing)`.
    pub notes: Vec<String>,
    /// The metadata of a fax that another server received.
    pub said: Said,
    file: File,
}

/// A fax that was split off a printed document.
#[derive(Debug)]
pub struct CutFax {
    /// The pages of the fax.
    pub pages: Pages,
    /// The number of the fax's first page in the document, from 1.
    pub first_page: u32,
    /// The values of the fax's control fields.
    pub fields: FaxFields,
    /// The text of each page, in which the fields were looked for, for the log. Empty in mode 1,
    /// which does not extract text, and for pages that are pictures.
    pub texts: Vec<String>,
}

/// The reason why no more faxes were split off a document.
#[derive(Debug, thiserror::Error)]
pub enum NotCut<E> {
    /// A fault of the document or the system.
    #[error(transparent)]
    Document(#[from] ConvertError),
    /// The receiver of the faxes did not accept one.
    #[error("{0}")]
    Taker(E),
}

/// The settings for converting documents to pages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Converter {
    /// The section `[convert]`.
    pub convert: ConvertSettings,
    /// The section `[cover]`: the look of cover pages. Whether a fax has one is decided by the
    /// caller, with a [`Source::Cover`].
    pub cover: CoverSettings,
    /// The `ferrofax` program, which is started as the child. Default: the program of this process.
    pub program: PathBuf,
}

impl Default for Converter {
    fn default() -> Self {
        // This path works even if the program's file was replaced by a newer one.
        let program = PathBuf::from("/proc/self/exe");
        Self { convert: ConvertSettings::default(), cover: CoverSettings::default(), program }
    }
}

/// A document without pages, because nothing here reads its format, or because it is damaged and
/// the caller wants such documents left out ([`pages_of_whole`]). The other documents get pages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// The document's name for people.
    pub name: String,
    /// The reason, in words that follow the document's name: "it is a sound recording".
    pub why: String,
    /// Whether the document's format is known, but its content can't be read.
    pub is_damaged: bool,
}

/// The reason why a document was not converted. Each is one sentence with the document's name, and
/// the page if there is one.
#[derive(Debug, thiserror::Error)]
pub enum ConvertError {
    /// Caller: the file does not exist, or may not be read.
    #[error("{}: {source}", path.display())]
    Unreadable {
        /// The file's path.
        path: PathBuf,
        /// The system's error.
        source: std::io::Error,
    },
    /// The caller's mistake: the path is a folder, a device or a pipe.
    #[error("{}: it is not a plain file", path.display())]
    NotAFile {
        /// The path of the folder, device or pipe.
        path: PathBuf,
    },
    /// Caller: the file is empty.
    #[error("{name}: it is empty")]
    Empty {
        /// The document's name.
        name: String,
    },
    /// Limit: the file has too many bytes.
    #[error("{name}: it has more than {} MiB", MAX_BYTES >> 20)]
    TooLarge {
        /// The document's name.
        name: String,
    },
    /// Caller: the document can't be faxed; `what` names the reason and the page.
    #[error("{name}: {what}")]
    Unfit {
        /// The document's name.
        name: String,
        /// The kind of reason, for codes and notices.
        failure: Failure,
        /// The reason, in words that follow the name.
        what: String,
    },
    /// Limit: a page takes too long.
    #[error("{name}: {} was not ready after {seconds} seconds of work", page_or_it(*page))]
    TooSlow {
        /// The document's name.
        name: String,
        /// The page that was being made; 0 before the first.
        page: u32,
        /// The time limit.
        seconds: u64,
    },
    /// Limit: the whole fax takes too long.
    #[error("{name}: the whole fax was not ready after {seconds} seconds")]
    TooLong {
        /// The name of the document that was being read.
        name: String,
        /// The time limit.
        seconds: u64,
    },
    /// Limit: the document takes too much memory or processor time, or crashes its reader.
    #[error("{name}: {} {what}", page_or_it(*page))]
    Broke {
        /// The document's name.
        name: String,
        /// The page that was being made; 0 before the first.
        page: u32,
        /// The event, in words that follow the page: "takes too much memory".
        what: &'static str,
    },
    /// System: the child could not be run.
    #[error("the conversion of {name} cannot be started: {source}")]
    NoChild {
        /// The document's name.
        name: String,
        /// The system's error.
        source: std::io::Error,
    },
}

impl Pages {
    /// Pages that were made before, and stored in this file.
    pub(crate) fn kept(file: File, count: u32) -> Self {
        let (notes, said) = (Vec::new(), Said::default());
        Self { count, of_each: vec![count], notes, said, file }
    }

    /// A path by which this process can open the file while this value exists.
    pub fn path(&self) -> PathBuf {
        open_path(&self.file)
    }
}

/// A path by which this process can open a file again that is open, and may have no name.
pub(crate) fn open_path(file: &File) -> PathBuf {
    PathBuf::from(format!("/proc/self/fd/{}", file.as_raw_fd()))
}

/// The page that was being made, or the document as a whole before its first page and while an
/// outside program reads it, which does not report pages.
fn page_or_it(page: u32) -> String {
    if page == 0 { "it".to_owned() } else { format!("page {page}") }
}

impl ConvertError {
    /// The error for a fax that has more pages than allowed.
    pub(crate) fn too_many_pages(name: String, pages: u32, wanted: &Wanted) -> Self {
        let unfit = unfit::Unfit::too_many_pages(Some(pages as usize), wanted);
        Self::Unfit { name, failure: unfit.failure, what: unfit.what }
    }

    /// Whether only this document is at fault, so that others of the same fax can still be
    /// converted.
    const fn is_damage(&self) -> bool {
        match self {
            Self::Unfit { failure, .. } => {
                matches!(failure, Failure::ConversionFailed | Failure::NoDocument)
            }
            Self::Empty { .. } | Self::TooSlow { .. } | Self::Broke { .. } => true,
            // No time is left for the other documents.
            Self::TooLong { .. } => false,
            Self::Unreadable { .. }
            | Self::NotAFile { .. }
            | Self::TooLarge { .. }
            | Self::NoChild { .. } => false,
        }
    }

    /// The reason without the document's name.
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

    /// The failure of a job with this error.
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
