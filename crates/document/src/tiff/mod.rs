//! TIFF-F (RFC 2306), the form in which pages are stored. [`Appender`] writes files that are kept,
//! [`Builder`] writes files that are passed on. [`of_grey`] writes
//! one grey picture. [`load`] reads these files and TIFF files of other
//! programs.

mod append;
mod build;
mod chunks;
mod coloured;
mod directory;
mod fault;
mod layout;
mod old_jpeg;
mod page_by_page;
mod picture;
mod read;
mod said;
mod unpack;

pub use append::{Appender, Beside, MOST_OCTETS, NewPage};
pub use build::Builder;
pub use fault::Fault;
pub use layout::of_grey;
pub use page_by_page::PageByPage;
pub use read::{Decoded, TiffFile, TiffPage, load, load_bytes, parse, read};
pub use said::{Said, said};

use std::path::PathBuf;

/// The reason why a TIFF file could not be written or read.
#[derive(Debug, thiserror::Error)]
pub enum TiffError {
    /// The file system reported an error.
    #[error("{}: cannot {doing}: {source}", path.display())]
    Io {
        /// The path of the file.
        path: PathBuf,
        /// The step that was tried, for example "write page 3".
        doing: String,
        /// The error of the system.
        source: std::io::Error,
    },
    /// With this page the file would be larger than a document may be.
    #[error(
        "{}: page {page} has no room in it: a document has at most {} MB",
        path.display(),
        MOST_OCTETS / 1_000_000
    )]
    TooLarge {
        /// The path of the file.
        path: PathBuf,
        /// The number of the page.
        page: u32,
    },
    /// The file has a fault.
    #[error("{}: {what}", path.display())]
    Damaged {
        /// The path of the file.
        path: PathBuf,
        /// The fault of the file.
        what: Fault,
    },
}
