//! Why a mail could not be read.

use std::io;

use crate::mail::letter::LetterError;

/// Why a mail was not read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// It was, and is none that can be faxed.
    #[error(transparent)]
    Letter(#[from] LetterError),
    /// Limit: it takes too long.
    #[error("the mail could not be read within {0} seconds")]
    TooSlow(u64),
    /// Limit, or a bug: it takes too much memory, or breaks what reads it.
    #[error("the mail {0}")]
    Broke(&'static str),
    /// System: the child could not be run.
    #[error("the program that reads mails cannot be started: {0}")]
    NoChild(#[from] io::Error),
}
