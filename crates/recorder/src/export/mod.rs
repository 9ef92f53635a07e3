//! Exports a recorded call as files that other programs read: [`wav`] for listening and for sound
//! editors, [`pcap`] for Wireshark, TIFF for viewing, [`json`] for programs.
//!
//! A recording does not contain the signals that our side sent: the engine generates them again
//! when the call runs again. Each file is written while the call runs, so that a call of two hours
//! needs no more memory than a short one.

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

/// The reason why a call was not exported to a file.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The recording can't be read.
    #[error(transparent)]
    Tape(#[from] TapeError),
    /// The file can't be written.
    #[error("cannot write the file: {0}")]
    Write(#[from] io::Error),
    /// The call is too long for the format.
    #[error("the call is longer than a WAV file can be: {hours} hours, and {most} at most")]
    TooLong {
        /// The length of the call, in hours.
        hours: u64,
        /// The greatest length, in hours.
        most: u64,
    },
}
