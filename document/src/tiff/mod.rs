//! TIFF-F (RFC 2306): the form in which pages are kept. [`Appender`] writes to keep,
//! [`Builder`] to hand on, [`load`] reads, and reads every other TIFF, too.

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
pub use page_by_page::PageByPage;
pub use read::{Decoded, TiffFile, TiffPage, load, load_bytes, parse, read};
pub use said::{Said, said};

use std::path::PathBuf;

/// Why a TIFF file could not be written or read.
#[derive(Debug, thiserror::Error)]
pub enum TiffError {
    /// The file system refused.
    #[error("{}: cannot {doing}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What was tried, as "write page 3".
        doing: String,
        /// The system's answer.
        source: std::io::Error,
    },
    /// With this page it would be larger than a document may be.
    #[error(
        "{}: page {page} has no room in it: a document has at most {} MB",
        path.display(),
        MOST_OCTETS / 1_000_000
    )]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// The page.
        page: u32,
    },
    /// The file is not what it should be.
    #[error("{}: {what}", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What was wrong.
        what: Fault,
    },
}
