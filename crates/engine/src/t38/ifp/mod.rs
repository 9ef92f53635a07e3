//! IFP packets: one indicator, or data of one kind in fields (ITU-T T.38 §7, annex A).
//!
//! They are coded by the packed encoding rules, aligned (X.691). Version 0 was published
//! with a typing error in its ASN.1, which made the type of a field one bit shorter;
//! versions 1 to 3 share the corrected form. [`Encoding`] tells them apart, and
//! [`Reader`] finds out by itself which one a peer really uses.
//!
//! Octets of frames and pages stand as T.38 has them: the first bit on the line is the highest.

mod decode;
mod encode;
mod kinds;

pub use decode::{Malformed, Reader};
pub use kinds::{DataKind, FieldKind, Indicator};

/// Which form of the ASN.1 a packet is coded by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Encoding {
    /// Version 0.
    Original,
    /// Versions 1 to 3.
    Corrected,
}

impl Encoding {
    /// That of a version.
    pub const fn of_version(version: u8) -> Self {
        if version == 0 { Self::Original } else { Self::Corrected }
    }
}

/// One packet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Packet {
    /// What the line does now.
    Indicator(Indicator),
    /// Data; no fields at all is allowed, and says nothing.
    Data(DataKind, Vec<Field>),
}

/// One field of data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// What it is.
    pub kind: FieldKind,
    /// Its octets, often none, at most 65 535.
    pub octets: Vec<u8>,
}

impl Field {
    /// A field.
    pub const fn new(kind: FieldKind, octets: Vec<u8>) -> Self {
        Self { kind, octets }
    }

    /// A field that says all by its kind.
    pub const fn mark(kind: FieldKind) -> Self {
        Self { kind, octets: Vec::new() }
    }
}
