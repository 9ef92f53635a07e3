//! Page bits ↔ rows: MH and MR (ITU-T T.4), MMR (ITU-T T.6).

/// How a page is coded on the line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Coding {
    /// Modified Huffman, T.4 one-dimensional.
    Mh,
    /// Modified READ, T.4 two-dimensional.
    Mr,
    /// Modified modified READ, T.6; only with ECM.
    Mmr,
}

/// A page image: one bit a pixel, 1 = black, rows padded to whole bytes, the leftmost pixel in the highest bit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bitmap {
    width: u32,
    data: Vec<u8>,
}

mod resolution;

pub use resolution::{PageWidth, Resolution};

/// How well a page was decoded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PageQuality {
    /// Rows of the page, the damaged ones among them.
    pub rows: u32,
    /// Rows that were damaged and concealed.
    pub bad_rows: u32,
    /// The longest run of damaged rows.
    pub longest_bad_run: u32,
}
