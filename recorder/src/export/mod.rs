//! A recorded call as files that other programs read: [`wav`] for ears and editors of
//! sound, [`pcap`] for Wireshark, TIFF for eyes, [`json`] for programs.
//!
//! What we said is not on a tape: the call runs again and says it again. Each file is
//! written as that goes on, so that a call of two hours takes no more memory than a short one.

mod json;
mod pcap;
mod tiff;
mod wav;

pub use json::{Known, json};
pub use pcap::pcap;
pub use tiff::{received_pages, sent_pages};
pub use wav::wav;

use ferrofax_engine::call::TapeError;
use std::io;

/// Why a file was not made of a call.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The record can't be read.
    #[error(transparent)]
    Tape(#[from] TapeError),
    /// What is written can't be put where it belongs.
    #[error("cannot write the file: {0}")]
    Write(#[from] io::Error),
    /// The format can't hold so much.
    #[error("the call is longer than a WAV file can be: {hours} hours, and {most} at most")]
    TooLong {
        /// So long is it.
        hours: u64,
        /// So long it may be.
        most: u64,
    },
}
