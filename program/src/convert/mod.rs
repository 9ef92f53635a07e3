//! Documents become fax pages: PDF, TIFF, pictures, HTML, text, and what outside programs
//! make such of, in; one TIFF-F file out, its pages coded by T.6.
//!
//! Documents are other people's bytes, and what reads them is much code. So it runs in a
//! child process: the program starts itself again (`ferrofax convert-child`) with the
//! documents as its input and the file of pages as its output, and the child takes
//! everything else from itself before it looks at the first byte (`confine`): no file can
//! be opened, no network reached, no program started; memory, processor time and the size
//! of what it writes are limited. The parent watches the clock. What kind a document is,
//! its content says first (`kind`). What Ghostscript, LibreOffice or a program of the
//! administrator's must read first is read by that, confined too (`outside`), and then by
//! the child.
//!
//! Read in this order: this file and `document` (the words), `settings`, `parent` (what
//! each is, and by whom it is read), `run` (the child), `task` (what it is told), `child`
//! (what it does), `cuts` (a printed document becomes several faxes), `kind`, `ole`,
//! `mime_types`, then those that make pages: `pdf`, `tiff`, `picture`, `raster/` (what
//! printers are sent), `text`, `html/`, `composed` (first pages and covers); `colours`; `sheet` (how
//! a sheet of paper lies on a fax page), `press` (fonts).

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

/// Pages that are ready to be sent: a TIFF-F file without a name, gone when this is dropped.
#[derive(Debug)]
pub struct Pages {
    /// How many.
    pub count: u32,
    /// How many of each document, in their order; 0 of what was left out.
    pub of_each: Vec<u32>,
    /// What is not seen on them of documents, as
    /// `letter.txt (3 letters that no font has are missing)`.
    pub notes: Vec<String>,
    /// What stood beside the pages of a fax that another server received.
    pub said: Said,
    file: File,
}

/// A fax that was cut out of a printed document.
#[derive(Debug)]
pub struct CutFax {
    /// Its pages.
    pub pages: Pages,
    /// Which page of the document its first one is, from 1.
    pub first_page: u32,
    /// What its control fields say.
    pub fields: FaxFields,
    /// The text of each page, as the fields were looked for in it: for the log. Empty in
    /// mode 1, in which no text is asked for, and of pages that are pictures.
    pub texts: Vec<String>,
}

/// Why no more faxes were made of a document.
#[derive(Debug, thiserror::Error)]
pub enum NotCut<E> {
    /// The document is to blame, or the system.
    #[error(transparent)]
    Document(#[from] ConvertError),
    /// Who takes the faxes did not take one.
    #[error("{0}")]
    Taker(E),
}

/// What is needed besides the documents to make pages of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Converter {
    /// `[convert]`
    pub convert: ConvertSettings,
    /// `[cover]`: how a cover page looks. Whether there is one, who calls decides, by a
    /// [`Source::Cover`].
    pub cover: CoverSettings,
    /// The `ferrofax` program, which is started as the child. Default: this process's own.
    pub program: PathBuf,
}

impl Default for Converter {
    fn default() -> Self {
        // Also when its file was replaced by a newer one.
        let program = PathBuf::from("/proc/self/exe");
        Self { convert: ConvertSettings::default(), cover: CoverSettings::default(), program }
    }
}

/// A document that no page was made of, since nothing here knows its kind, or since it is
/// damaged and such are to be left out ([`pages_of_whole`]). The others are made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// What people call it.
    pub name: String,
    /// Why, in words that go on after the name: "it is a sound recording".
    pub why: String,
    /// Its kind is known, and it cannot be read.
    pub is_damaged: bool,
}

/// Why a document did not become pages. Each is one sentence with the document's name,
/// and the page where there is one.
#[derive(Debug, thiserror::Error)]
pub enum ConvertError {
    /// Caller: there is no such file, or it may not be read.
    #[error("{}: {source}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// The system's answer.
        source: std::io::Error,
    },
    /// Caller: a folder, a device, a pipe.
    #[error("{}: it is not a plain file", path.display())]
    NotAFile {
        /// What it is called.
        path: PathBuf,
    },
    /// Caller: a file without content.
    #[error("{name}: it is empty")]
    Empty {
        /// The document.
        name: String,
    },
    /// Limit: more bytes than are read.
    #[error("{name}: it has more than {} MiB", MAX_BYTES >> 20)]
    TooLarge {
        /// The document.
        name: String,
    },
    /// Caller: the document cannot be faxed; `what` says why, and on which page.
    #[error("{name}: {what}")]
    Unfit {
        /// The document.
        name: String,
        /// What kind of reason it is, for codes and notices.
        failure: Failure,
        /// The reason, after the name.
        what: String,
    },
    /// Limit: it takes too long.
    #[error("{name}: {} was not ready after {seconds} seconds of work", page_or_it(*page))]
    TooSlow {
        /// The document.
        name: String,
        /// The page that was being made; 0 before the first.
        page: u32,
        /// How long was waited.
        seconds: u64,
    },
    /// Limit: all of it takes too long.
    #[error("{name}: the whole fax was not ready after {seconds} seconds")]
    TooLong {
        /// The document that was being read.
        name: String,
        /// How long was waited.
        seconds: u64,
    },
    /// Limit: it takes too much memory or processor time, or breaks what reads it.
    #[error("{name}: {} {what}", page_or_it(*page))]
    Broke {
        /// The document.
        name: String,
        /// The page that was being made; 0 before the first.
        page: u32,
        /// What happened, after the page.
        what: &'static str,
    },
    /// System: the child could not be run.
    #[error("the conversion of {name} cannot be started: {source}")]
    NoChild {
        /// The document.
        name: String,
        /// The system's answer.
        source: std::io::Error,
    },
}

impl Pages {
    /// Pages that were made before, and kept in this file.
    pub(crate) fn kept(file: File, count: u32) -> Self {
        let (notes, said) = (Vec::new(), Said::default());
        Self { count, of_each: vec![count], notes, said, file }
    }

    /// Where the file can be opened while this is alive, by this process.
    pub fn path(&self) -> PathBuf {
        open_path(&self.file)
    }
}

/// Where a file that is open, and may have no name, can be opened again by this process.
pub(crate) fn open_path(file: &File) -> PathBuf {
    PathBuf::from(format!("/proc/self/fd/{}", file.as_raw_fd()))
}

/// The page that was being made, or the document before its first page: also while another program
/// reads it, which does not say where it is.
fn page_or_it(page: u32) -> String {
    if page == 0 { "it".to_owned() } else { format!("page {page}") }
}

impl ConvertError {
    /// A fax has so many pages, and may not.
    pub(crate) fn too_many_pages(name: String, pages: u32, wanted: &Wanted) -> Self {
        let unfit = unfit::Unfit::too_many_pages(Some(pages as usize), wanted);
        Self::Unfit { name, failure: unfit.failure, what: unfit.what }
    }

    /// True if this document alone is to blame, so that others with it can be made into pages.
    const fn is_damage(&self) -> bool {
        match self {
            Self::Unfit { failure, .. } => {
                matches!(failure, Failure::ConversionFailed | Failure::NoDocument)
            }
            Self::Empty { .. } | Self::TooSlow { .. } | Self::Broke { .. } => true,
            // No time is left for the others.
            Self::TooLong { .. } => false,
            Self::Unreadable { .. }
            | Self::NotAFile { .. }
            | Self::TooLarge { .. }
            | Self::NoChild { .. } => false,
        }
    }

    /// Itself, without the document's name.
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

    /// The failure of a job that this is.
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
