//! The reasons why nothing was made of a recording.

use std::io;

/// The reason why nothing was made of a recording.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ExamineError {
    /// The input is not a recording, or a damaged one, or has none of the requested data: the
    /// examiner's sentence.
    #[error("{0}")]
    Refused(String),
    /// Limit: the examination takes too long.
    #[error(
        "the record of the call could not be looked at within {0} seconds; `ferrofax call` takes as long as it needs"
    )]
    TooSlow(u64),
    /// Limit, or a bug: it takes too much memory, or crashes the examiner.
    #[error("the record of the call {0}")]
    Broke(&'static str),
    /// Limit: the result is too large.
    #[error("there is too much of it to be fetched here; `ferrofax call export` writes it")]
    TooLarge,
    /// Too many recordings are being examined.
    #[error("other records are being looked at; try again in a minute")]
    Busy,
    /// System: the child could not be run.
    #[error("the program that reads records of calls cannot be started: {0}")]
    NoChild(#[from] io::Error),
}

impl ExamineError {
    /// Whether a later attempt may succeed.
    pub(crate) fn may_pass(&self) -> bool {
        matches!(self, Self::Busy | Self::NoChild(_))
    }
}
