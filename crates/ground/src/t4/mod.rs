//! Page bits ↔ rows: MH and MR (ITU-T T.4), MMR (ITU-T T.6), JBIG (ITU-T T.85). Also pages in
//! colours: the markers of JPEG (T.4 annex E), and the bit planes of T.43.
//!
//! MH, MR and MMR describe a row by its *changing elements*: the positions, from the left, of
//! pixels whose colour differs from that of the pixel before. The pixel before the first is white.
//! The code keeps a row as a list of these positions and turns it into pixels only when the row is
//! complete (`rows.rs`). Read `tables.rs` (the codes as the Recommendation prints them), then
//! `decode/` and `encode/`. JBIG codes pixels and has no such codes: see [`jbig`]. [`Decoder`] and
//! [`encode()`] are the entry points for these four codings.
//!
//! A page in colours has no black and white rows: its octets are copied unchanged from the line to
//! the file. [`jpeg`] reads only the markers of a JPEG page. [`t43`] is based on JBIG and also
//! decodes the pixels. [`colour`] handles both where the difference does not matter.
//!
//! Not in this module: the pixels of JPEG and the conversion of colours (crate `document`), and the
//! uncompressed mode of T.4/T.6, which is not supported.

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

/// The coding of a page on the line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Coding {
    /// Modified Huffman, T.4 one-dimensional.
    Mh,
    /// Modified READ, T.4 two-dimensional.
    Mr,
    /// Modified modified READ, T.6; only with ECM.
    Mmr,
    /// JBIG with the parameters that T.85 chooses for faxes; only with ECM.
    Jbig,
    /// JPEG in greys or colours (T.81, T.42); only with ECM.
    Jpeg,
    /// Greys or colours without loss, by JBIG (T.43); only with ECM.
    T43,
}

impl Coding {
    /// All codings of black and white pages, the oldest first.
    pub const ALL: [Self; 4] = [Self::Mh, Self::Mr, Self::Mmr, Self::Jbig];

    /// All codings, with those of greys and colours last.
    pub const WITH_COLOUR: [Self; 6] =
        [Self::Mh, Self::Mr, Self::Mmr, Self::Jbig, Self::Jpeg, Self::T43];

    /// The codings of greys and colours.
    pub const OF_COLOURS: [Self; 2] = [Self::Jpeg, Self::T43];

    /// Whether the coding may be used only with error correction (ECM), because a decoder cannot
    /// resume after damage.
    pub const fn needs_ecm(self) -> bool {
        matches!(self, Self::Mmr | Self::Jbig | Self::Jpeg | Self::T43)
    }

    /// Whether pages in this coding are in greys or colours. Such a page is a sequence of octets
    /// that is copied unchanged. It has no black-and-white rows.
    pub const fn is_colour(self) -> bool {
        matches!(self, Self::Jpeg | Self::T43)
    }

    /// This coding as a [`RunCoding`]; `None` if it does not code runs.
    const fn by_runs(self) -> Option<RunCoding> {
        match self {
            Self::Mh => Some(RunCoding::Mh),
            Self::Mr => Some(RunCoding::Mr),
            Self::Mmr => Some(RunCoding::Mmr),
            Self::Jbig | Self::Jpeg | Self::T43 => None,
        }
    }
}

/// The codings that describe a row by runs of pixels of one colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum RunCoding {
    /// Modified Huffman (T.4 §4.1).
    Mh,
    /// Modified READ (T.4 §4.2).
    Mr,
    /// Modified modified READ (T.6).
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
