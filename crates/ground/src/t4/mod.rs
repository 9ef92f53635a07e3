//! Page bits ↔ rows: MH and MR (ITU-T T.4), MMR (ITU-T T.6), JBIG (ITU-T T.85); and pages in
//! colours: what JPEG (T.4 annex E) says of itself, and the bit planes of T.43.
//!
//! In the first three a row is inside the list of its *changing elements*: the positions,
//! from the left, at which the colour is another than that of the pixel before, starting
//! from white. That is what the codes speak of; pixels are made of it only when a row is
//! finished (`rows.rs`). Read `tables.rs` (the codes as the Recommendation prints them),
//! then `decode/` and `encode/`. JBIG speaks of pixels and knows no codes: [`jbig`].
//! [`Decoder`] and [`encode()`] are the way to all of them. A page in colours has no such rows: its
//! octets go as they are from the line to the file, and [`jpeg`] reads their markers alone; [`t43`],
//! which is JBIG, has their pixels, too; [`colour`] is for who does not mind which.
//!
//! Not here: the pixels of JPEG and what colours look like (`document`), the uncompressed mode of
//! T.4/T.6.

mod bitmap;
pub mod colour;
mod decode;
mod decoder;
mod encode;
pub mod jbig;
pub mod jpeg;
mod loss;
mod page;
mod resolution;
mod rows;
pub mod t43;
mod tables;

pub use bitmap::Bitmap;
pub use decode::{Limits, PageQuality};
pub use decoder::{Decoder, Fault};
pub use encode::{EncodeOptions, encode, reverse_bits};
pub use loss::{Loss, Undecoded};
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
    /// JBIG as T.85 has it for faxes; only with ECM.
    Jbig,
    /// JPEG in greys or colours (T.81, T.42); only with ECM.
    Jpeg,
    /// Greys or colours without loss, by JBIG (T.43); only with ECM.
    T43,
}

impl Coding {
    /// All of black and white, the oldest first.
    pub const ALL: [Self; 4] = [Self::Mh, Self::Mr, Self::Mmr, Self::Jbig];

    /// All, those of greys and colours behind the others.
    pub const WITH_COLOUR: [Self; 6] =
        [Self::Mh, Self::Mr, Self::Mmr, Self::Jbig, Self::Jpeg, Self::T43];

    /// Those of greys and colours.
    pub const OF_COLOURS: [Self; 2] = [Self::Jpeg, Self::T43];

    /// Whether it is for error correction alone: what is damaged can't be found again.
    pub const fn needs_ecm(self) -> bool {
        matches!(self, Self::Mmr | Self::Jbig | Self::Jpeg | Self::T43)
    }

    /// Whether its pages are in greys or colours: octets that go as they are, and no rows of
    /// black and white.
    pub const fn is_colour(self) -> bool {
        matches!(self, Self::Jpeg | Self::T43)
    }

    /// The same, if it is one of runs.
    const fn by_runs(self) -> Option<RunCoding> {
        match self {
            Self::Mh => Some(RunCoding::Mh),
            Self::Mr => Some(RunCoding::Mr),
            Self::Mmr => Some(RunCoding::Mmr),
            Self::Jbig | Self::Jpeg | Self::T43 => None,
        }
    }
}

/// The codings that say runs of pixels of one colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum RunCoding {
    /// T.4 §4.1.
    Mh,
    /// T.4 §4.2.
    Mr,
    /// T.6.
    Mmr,
}

impl std::fmt::Display for Coding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(match self {
            Self::Mh => "MH",
            Self::Mr => "MR",
            Self::Mmr => "MMR",
            Self::Jbig => "JBIG",
            Self::Jpeg => "JPEG",
            Self::T43 => "T.43",
        })
    }
}
