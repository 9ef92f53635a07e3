//! A page in colours, whichever coding it is in: its first octets say that.

use super::{Coding, jpeg, t43};
use std::fmt;

/// What is known of a page before a pixel of it is decoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Facts {
    /// [`Coding::Jpeg`] or [`Coding::T43`].
    pub coding: Coding,
    /// Pixels in a row.
    pub width: u32,
    /// Rows.
    pub rows: u32,
    /// Whether its end came.
    pub has_end: bool,
}

/// Why nothing of a page can be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fault {
    /// It begins as neither of them does.
    Unknown,
    /// It is JPEG.
    Jpeg(jpeg::Fault),
    /// It is T.43.
    T43(t43::Fault),
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown => f.write_str("it is neither JPEG nor T.43"),
            Self::Jpeg(fault) => fault.fmt(f),
            Self::T43(fault) => fault.fmt(f),
        }
    }
}

impl std::error::Error for Fault {}

/// In which coding of colours the octets begin; none of them knows more.
pub fn coding(octets: &[u8]) -> Option<Coding> {
    match octets {
        [0xFF, 0xD8, ..] => Some(Coding::Jpeg),
        _ if octets.starts_with(&t43::BEGIN) => Some(Coding::T43),
        _ => None,
    }
}

/// What the page says of itself.
///
/// # Errors
/// Why none of its pixels can be shown.
pub fn read(octets: &[u8]) -> Result<Facts, Fault> {
    match coding(octets) {
        Some(Coding::T43) => {
            let t43::Facts { width, rows, has_end, .. } = t43::read(octets).map_err(Fault::T43)?;
            Ok(Facts { coding: Coding::T43, width, rows, has_end })
        }
        Some(coding) => {
            let jpeg::Facts { width, rows, has_end, .. } =
                jpeg::read(octets).map_err(Fault::Jpeg)?;
            Ok(Facts { coding, width, rows, has_end })
        }
        None => Err(Fault::Unknown),
    }
}

/// Where the page ends, if it does: what follows are the zeros that fill its last frame.
pub fn end(octets: &[u8]) -> Option<usize> {
    match coding(octets)? {
        Coding::T43 => t43::end(octets),
        _ => jpeg::end(octets),
    }
}

/// A page as long as this one, of the same size and kind, that shows nothing.
pub fn without_pixels(octets: &[u8]) -> Vec<u8> {
    match coding(octets) {
        Some(Coding::T43) => t43::without_pixels(octets),
        _ => jpeg::without_pixels(octets),
    }
}
