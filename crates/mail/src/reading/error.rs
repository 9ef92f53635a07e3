//! The errors that can occur when a child process reads a mail.

use std::env::temp_dir;
use std::io;

use crate::letter::LetterError;

/// The reason why a mail could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The bytes are no mail, or the mail has too many parts.
    #[error(transparent)]
    Letter(#[from] LetterError),
    /// Reading the mail took longer than this number of seconds, which is the limit.
    #[error("the mail could not be read within {0} seconds")]
    TooSlow(u64),
    /// Reading the mail takes too much memory, or crashes the child process because of a bug.
    #[error("it {0}")]
    Broke(&'static str),
    /// The child process that reads mails could not be run, because the operating system reported
    /// this error.
    #[error("the program that reads mails cannot be started: {0}")]
    NoChild(io::Error),
    /// A temporary file could not be read or written: the input of the child process that reads
    /// mails, or its output.
    #[error("a temporary file of the mail in {} cannot be read or written: {source}", temp_dir().display())]
    TempFile {
        /// The error that the operating system returned.
        #[from]
        source: io::Error,
    },
}

impl ReadError {
    /// Whether the same mail can possibly be read later: the operating system is the cause, and not
    /// the mail.
    pub fn may_pass(&self) -> bool {
        matches!(self, Self::NoChild(_) | Self::TempFile { .. })
    }
}
