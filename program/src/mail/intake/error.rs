//! Why the intake did not do what it was asked for, and what a client is told of that.

use std::io;
use std::path::{Path, PathBuf};

use super::IntakeSettings;
use crate::mail::reply::Reply;

/// Why the intake did not do what it was asked for.
#[derive(Debug, thiserror::Error)]
pub enum IntakeError {
    /// The administrator has paused it.
    #[error("no mails are taken in for now: the mail queue is paused")]
    Paused,
    /// A limit.
    #[error("too many mails wait: {count} of at most {}, {bytes} bytes of at most {}", limits.max_entries, limits.max_bytes)]
    Full {
        /// Mails.
        count: u64,
        /// Of all of them.
        bytes: u64,
        /// What is allowed.
        limits: IntakeSettings,
    },
    /// The disk.
    #[error("there is not enough room on the disk of {}", .0.display())]
    NoSpace(PathBuf),
    /// No mail of that id.
    #[error("no mail '{0}' waits")]
    Unknown(String),
    /// Another process handles the mails.
    #[error("another process handles the mails of {}", .0.display())]
    Taken(PathBuf),
    /// The disk.
    #[error("{}: {source}", path.display())]
    Io {
        /// Where.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
}

impl IntakeError {
    /// What a client is told. Paths and counts are the administrator's.
    pub fn reply(&self) -> Reply {
        match self {
            Self::Paused => Reply::later(
                (4, 3, 2),
                "Not now: the administrator has paused this server; please come again",
            ),
            Self::Full { .. } => {
                Reply::new(452, (4, 3, 1), "Too many mails wait here; please come again")
            }
            Self::NoSpace(_) => {
                Reply::new(452, (4, 3, 1), "There is no room here for now; please come again")
            }
            _ => Reply::later((4, 3, 0), "The mail could not be kept; please come again"),
        }
    }
}

pub(super) fn at(path: &Path) -> impl FnOnce(io::Error) -> IntakeError {
    let path = path.to_owned();
    |source| IntakeError::Io { path, source }
}

/// An error of writing: a full disk has a word of its own.
pub(super) fn of_disk(path: &Path, source: io::Error) -> IntakeError {
    match source.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            IntakeError::NoSpace(path.to_owned())
        }
        _ => IntakeError::Io { path: path.to_owned(), source },
    }
}
