//! The errors of the intake (the folder of accepted mails), and the SMTP replies by which clients
//! learn of them.

use std::io;
use std::path::{Path, PathBuf};

use super::IntakeSettings;
use crate::reply::Reply;

/// An error of the intake, the folder of accepted mails.
#[derive(Debug, thiserror::Error)]
pub enum IntakeError {
    /// The administrator has paused the intake, so no mails are accepted or handled.
    #[error("no mails are accepted for now: the mail queue is paused")]
    Paused,
    /// The intake (the folder of accepted mails) takes no more mails, because the mails that wait
    /// reach a limit in their number or in their size.
    #[error("too many mails wait: {count} of at most {}, {bytes} bytes of at most {}", limits.max_entries, limits.max_bytes)]
    Full {
        /// The number of accepted mails that wait in the intake (the folder of accepted mails).
        count: u64,
        /// The size of all accepted mails that wait in the intake (the folder of accepted mails),
        /// in bytes.
        bytes: u64,
        /// The limits that the settings have for the intake (the folder of accepted mails).
        limits: IntakeSettings,
    },
    /// Too little space is free on the disk of this folder.
    #[error("there is not enough room on the disk of {}", .0.display())]
    NoSpace(PathBuf),
    /// No mail with this id waits in the intake (the folder of accepted mails).
    #[error("no mail '{0}' waits")]
    Unknown(String),
    /// Another process already handles the accepted mails, which are in the folder with this path.
    #[error("another process handles the mails of {}", .0.display())]
    Taken(PathBuf),
    /// A file or folder of the intake (the folder of accepted mails) cannot be read or written,
    /// because of this error of the operating system.
    #[error("{}: {source}", path.display())]
    Io {
        /// The path of the file or folder that cannot be read or written.
        path: PathBuf,
        /// The error that the operating system reported.
        source: io::Error,
    },
}

impl IntakeError {
    /// The SMTP reply by which the SMTP client learns of this error. Paths and counts, which the
    /// error contains for the administrator, are left out of the reply.
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

/// Converts the error of a failed write. If the disk is full, the result is
/// [`IntakeError::NoSpace`].
pub(super) fn of_disk(path: &Path, source: io::Error) -> IntakeError {
    match source.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            IntakeError::NoSpace(path.to_owned())
        }
        _ => IntakeError::Io { path: path.to_owned(), source },
    }
}
