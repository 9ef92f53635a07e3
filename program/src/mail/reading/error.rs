//! The errors of reading a mail.

use std::io;

use crate::mail::letter::LetterError;

/// The reason why a mail could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The mail was read, but cannot be faxed.
    #[error(transparent)]
    Letter(#[from] LetterError),
    /// Limit: reading takes too long.
    #[error("the mail could not be read within {0} seconds")]
    TooSlow(u64),
    /// Limit or a bug: reading takes too much memory, or crashes the child process.
    #[error("the mail {0}")]
    Broke(&'static str),
    /// System: the child could not be run.
    #[error("the program that reads mails cannot be started: {0}")]
    NoChild(#[from] io::Error),
}
