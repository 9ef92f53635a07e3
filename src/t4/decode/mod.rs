//! Page bits → rows, as they come off the line.

use super::{Bitmap, Coding};

/// What a page may grow to; beyond it the decoder stops, as at the end of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The most rows that a page may have.
    pub max_rows: u32,
}

impl Default for Limits {
    /// 65 535 rows: 8 m of paper at 7.7 lines/mm, 14 MB at A4 width.
    fn default() -> Self {
        Self { max_rows: 65_535 }
    }
}

/// How well a page came through.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PageQuality {
    /// Rows in the page, the bad ones included.
    pub rows: u32,
    /// Rows that could not be decoded and were made up by repeating the row above.
    pub bad_rows: u32,
    /// The most bad rows that stand together.
    pub longest_bad_run: u32,
    /// The bits ended, or could not be decoded further (MMR), before the page's end was seen.
    pub cut_off: bool,
}

/// Bits in, rows out, for one page. The result does not depend on how the bits were cut.
#[derive(Clone, Debug)]
pub struct Decoder {
    page: Bitmap,
}

impl Decoder {
    /// A decoder for a page of `width` pixels a row.
    pub fn new(_coding: Coding, width: u32, _limits: Limits) -> Self {
        Self { page: Bitmap::new(width) }
    }

    /// Takes bytes whose first bit on the line is the least significant one. What follows the page's end is ignored.
    pub fn push(&mut self, _bytes: &[u8]) {}

    /// Takes one bit.
    pub fn push_bit(&mut self, _bit: bool) {}

    /// Whether the page's end (RTC or EOFB) was seen, or a limit reached.
    pub fn ended(&self) -> bool {
        false
    }

    /// The rows decoded so far.
    pub fn page(&self) -> &Bitmap {
        &self.page
    }

    /// The quality so far.
    pub fn quality(&self) -> PageQuality {
        PageQuality::default()
    }

    /// Takes it that no more bits come: the page and how well it came through.
    pub fn finish(self) -> (Bitmap, PageQuality) {
        (self.page, PageQuality::default())
    }
}
