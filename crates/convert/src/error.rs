//! The errors of converting documents to fax pages.

use std::path::PathBuf;

use super::unfit::Unfit;
use super::wanted::{MAX_BYTES, Wanted};
use ferrofax_spool::failure::Failure;

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

/// The reason why a document was not converted. Each is printed as one sentence with the document's
/// name, and the page if there is one.
#[derive(Debug, thiserror::Error)]
pub enum ConvertError {
    /// The file of a document could not be opened or read: it does not exist, this process has no
    /// permission, or the disk failed.
    #[error("{}: {source}", path.display())]
    Unreadable {
        /// The path of the file that could not be read.
        path: PathBuf,
        /// The error that the operating system returned when the file was opened or read.
        source: std::io::Error,
    },
    /// The path of a document names a folder, a device or a pipe. The code that called the
    /// converter passed a wrong path.
    #[error("{}: it is not a plain file", path.display())]
    NotAFile {
        /// The path that was passed as a document, but does not name a plain file.
        path: PathBuf,
    },
    /// The file of a document is empty. The code that called the converter passed a wrong file.
    #[error("{name}: it is empty")]
    Empty {
        /// The name of the document whose file is empty.
        name: String,
    },
    /// The document has more bytes than the limit for a document.
    #[error("{name}: it has more than {} MiB", MAX_BYTES >> 20)]
    TooLarge {
        /// The name of the document that has too many bytes.
        name: String,
    },
    /// The document can't be faxed. `what` states the reason, and the page if there is one.
    #[error("{name}: {what}")]
    Unfit {
        /// The name of the document that can't be faxed.
        name: String,
        /// The kind of failure, which the spool stores with the fax's job.
        failure: Failure,
        /// The reason why the document can't be faxed, in words that follow its name.
        what: String,
    },
    /// Making one page takes longer than the time limit for a page.
    #[error("{name}: {} was not ready after {seconds} seconds of work", page_or_it(*page))]
    TooSlow {
        /// The name of the document that has a page which takes too long.
        name: String,
        /// The number, counted from 1, of the page that was being made when the time ran out; 0 if
        /// no page was begun, or if an outside program was reading the document.
        page: u32,
        /// The time limit for making one page, in seconds.
        seconds: u64,
    },
    /// Converting all documents of the fax takes longer than the time limit for a whole fax.
    #[error("{name}: the whole fax was not ready after {seconds} seconds")]
    TooLong {
        /// The name of the document that was being converted when the time limit was reached.
        name: String,
        /// The time limit for converting all documents of the fax, in seconds.
        seconds: u64,
    },
    /// The document takes too much memory or processor time, or the process that reads it crashes.
    #[error("{name}: {} {what}", page_or_it(*page))]
    Broke {
        /// The name of the document whose reading failed.
        name: String,
        /// The number, counted from 1, of the page that was being made when the error occurred; 0
        /// if no page was begun, or if an outside program was reading the document.
        page: u32,
        /// The failure, in words that follow the page's number: "takes too much memory".
        what: &'static str,
    },
    /// The child process could not be run, because of an error of the system.
    #[error("the conversion of {name} cannot be started: {source}")]
    NoChild {
        /// The name of the document that could not be converted.
        name: String,
        /// The error that the operating system returned when the conversion was prepared, or when
        /// the child process was started.
        source: std::io::Error,
    },
    /// The child process could not read the document or write the pages, because of an error of the
    /// disk.
    #[error(
        "{name}: {what}; the conversion uses temporary files in {}",
        std::env::temp_dir().display()
    )]
    Disk {
        /// The name of the document that was being converted.
        name: String,
        /// The file that could not be read or written, and the error of the operating system.
        what: String,
    },
}

impl ConvertError {
    /// Whether a later conversion of the same document can succeed, because the disk failed or is
    /// full, or because the child process could not be started.
    pub fn may_pass(&self) -> bool {
        match self {
            Self::NoChild { .. } | Self::Disk { .. } => true,
            Self::Unreadable { source, .. } => {
                matches!(
                    source.raw_os_error(),
                    Some(libc::EIO | libc::ENOSPC | libc::EDQUOT | libc::EMFILE | libc::ENFILE)
                )
            }
            _ => false,
        }
    }

    /// The error for a fax that has more pages than allowed.
    pub fn too_many_pages(name: String, pages: u32, wanted: &Wanted) -> Self {
        let unfit = Unfit::too_many_pages(Some(pages as usize), wanted);
        Self::Unfit { name, failure: unfit.failure, what: unfit.what }
    }

    /// Whether the error is the fault of this document alone, so that other documents of the fax
    /// can still be converted.
    pub(super) const fn is_damage(&self) -> bool {
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
            | Self::NoChild { .. }
            | Self::Disk { .. } => false,
        }
    }

    /// The reason for the error in words, without the document's name.
    pub(super) fn reason(&self) -> String {
        let whole = self.to_string();
        match self {
            Self::Empty { name }
            | Self::TooLarge { name }
            | Self::Unfit { name, .. }
            | Self::TooSlow { name, .. }
            | Self::TooLong { name, .. }
            | Self::Disk { name, .. }
            | Self::Broke { name, .. } => whole.get(name.len() + 2..).unwrap_or(&whole).to_owned(),
            Self::Unreadable { .. } | Self::NotAFile { .. } | Self::NoChild { .. } => whole,
        }
    }

    /// The kind of failure that is stored with a job whose document could not be converted.
    pub const fn failure(&self) -> Failure {
        match self {
            Self::Unfit { failure, .. } => *failure,
            Self::Unreadable { .. } | Self::NotAFile { .. } | Self::Empty { .. } => {
                Failure::NoDocument
            }
            Self::NoChild { .. } | Self::Disk { .. } => Failure::Internal,
            Self::TooLarge { .. }
            | Self::TooSlow { .. }
            | Self::TooLong { .. }
            | Self::Broke { .. } => Failure::ConversionFailed,
        }
    }
}

/// Returns the words by which an error message names the page that was being made. For page 0 they
/// mean the whole document: either no page was begun, or an outside program was reading the
/// document. Outside programs do not report pages.
fn page_or_it(page: u32) -> String {
    if page == 0 { "it".to_owned() } else { format!("page {page}") }
}
