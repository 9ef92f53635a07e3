//! Rows → page bits.

use super::{Bitmap, Coding};

/// How a page is to be coded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EncodeOptions {
    /// MR: every k-th row at least is coded one-dimensionally. T.4 §4.2: 2 at 3.85 lines/mm, 4 at 7.7 (and 8 at 15.4).
    pub k: u32,
    /// MH and MR: each row is filled up to this many bits, EOL included, so that a slow printer can follow (T.4 §3.3).
    pub min_row_bits: u32,
    /// The first bit on the line is the least significant one of its byte (as T.30 and HDLC want it), else the most
    /// significant one (as TIFF and PDF want it).
    pub lsb_first: bool,
    /// The page ends with RTC (MH, MR) or EOFB (MMR).
    pub end_of_page: bool,
}

impl Default for EncodeOptions {
    fn default() -> Self {
        Self { k: 4, min_row_bits: 0, lsb_first: true, end_of_page: true }
    }
}

/// The page as bytes, the last one filled up with 0 bits.
pub fn encode(_page: &Bitmap, _coding: Coding, _options: EncodeOptions) -> Vec<u8> {
    Vec::new()
}
