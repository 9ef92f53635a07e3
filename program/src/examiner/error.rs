//! Why nothing was made of a record.

use std::io;

/// Why nothing was made of a record.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ExamineError {
    /// It is no record or a damaged one, or there is none of that in it: the examiner's sentence.
    #[error("{0}")]
    Refused(String),
    /// Limit: it takes too long.
    #[error(
        "the record of the call could not be looked at within {0} seconds; `ferrofax call` takes as long as it needs"
    )]
    TooSlow(u64),
    /// Limit, or a bug: it takes too much memory, or breaks what reads it.
    #[error("the record of the call {0}")]
    Broke(&'static str),
    /// Limit: what was made is more than is handed on.
    #[error("there is too much of it to be fetched here; `ferrofax call export` writes it")]
    TooLarge,
    /// Others have records looked at, and these take long.
    #[error("other records are being looked at; try again in a minute")]
    Busy,
    /// System: the child could not be run.
    #[error("the program that reads records of calls cannot be started: {0}")]
    NoChild(#[from] io::Error),
}

impl ExamineError {
    /// Whether the same may be done a little later.
    pub(crate) fn may_pass(&self) -> bool {
        matches!(self, Self::Busy | Self::NoChild(_))
    }
}
