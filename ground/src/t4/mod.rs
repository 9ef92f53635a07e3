//! Page bits ↔ rows: MH and MR (ITU-T T.4), MMR (ITU-T T.6).
//!
//! Inside, a row is the list of its *changing elements*: the positions, from the left, at
//! which the colour is another than that of the pixel before, starting from white. That
//! is what the codes speak of; pixels are made of it only when a row is finished
//! (`rows.rs`). Read `tables.rs` (the codes as the Recommendation prints them), then
//! `decode/` ([`Decoder`]) and `encode/` ([`encode()`]).
//!
//! Not here: JBIG (T.85), colour, the uncompressed mode of T.4/T.6.

mod bitmap;
mod decode;
mod encode;
mod resolution;
mod rows;
mod tables;

pub use bitmap::Bitmap;
pub use decode::{Decoder, Limits, PageQuality};
pub use encode::{EncodeOptions, encode, reverse_bits};
pub use resolution::{PageWidth, Resolution};

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

impl std::fmt::Display for Coding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(match self {
            Self::Mh => "MH",
            Self::Mr => "MR",
            Self::Mmr => "MMR",
        })
    }
}
