//! The reasons why nothing was made of a recording.

use std::io;

/// The beginning of a sentence about a recording that breaks its reader.
const RECORDING: &str = "the call recording";

/// The reason why nothing was made of a recording.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ExamineError {
    /// It is not a recording or a damaged one, or has none of the requested data: the examiner's
    /// sentence.
    #[error("{0}")]
    Refused(String),
    /// Limit: it takes too long.
    #[error(
        "the call recording could not be examined within {0} seconds; `ferrofax call` takes as long as it needs"
    )]
    TooSlow(u64),
    /// Limit, or a bug: it takes too much memory, or crashes the examiner.
    #[error("{RECORDING} {0}")]
    Broke(&'static str),
    /// Limit: the result is too large.
    #[error("the result is too large for this page; `ferrofax call export` writes it to a file")]
    TooLarge,
    /// Too many recordings are being examined.
    #[error("other call recordings are being examined; try again in a minute")]
    Busy,
    /// System: the child could not be run.
    #[error("the program that examines call recordings cannot be started: {0}")]
    NoChild(#[from] io::Error),
}

impl ExamineError {
    /// Whether a later attempt may succeed.
    pub(crate) fn may_pass(&self) -> bool {
        matches!(self, Self::Busy | Self::NoChild(_))
    }
}
