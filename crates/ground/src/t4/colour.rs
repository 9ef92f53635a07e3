//! A page in greys or colours, in JPEG or T.43. The first octets show the coding.

use super::{Coding, jpeg, t43};
use std::fmt;

/// The properties of a page that are known before any pixel is decoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Facts {
    /// [`Coding::Jpeg`] or [`Coding::T43`].
    pub coding: Coding,
    /// The number of pixels in a row.
    pub width: u32,
    /// The number of rows.
    pub rows: u32,
    /// Whether the end of the page arrived.
    pub has_end: bool,
}

/// The reason why no part of a page can be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fault {
    /// The page begins neither as JPEG nor as T.43.
    Unknown,
    /// The page is JPEG, and has this fault.
    Jpeg(jpeg::Fault),
    /// The page is T.43, and has this fault.
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

/// The colour coding whose first octets these are. `None` if they belong to neither coding.
pub fn coding(octets: &[u8]) -> Option<Coding> {
    match octets {
        [0xFF, 0xD8, ..] => Some(Coding::Jpeg),
        _ if octets.starts_with(&t43::BEGIN) => Some(Coding::T43),
        _ => None,
    }
}

/// Reads the properties of the page from its header and markers.
///
/// # Errors
/// The reason why none of its pixels can be shown.
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

/// The position after the end of the page, if the end arrived. The octets after it are the zeros
/// that fill the last ECM frame.
pub fn end(octets: &[u8]) -> Option<usize> {
    match coding(octets)? {
        Coding::T43 => t43::end(octets),
        _ => jpeg::end(octets),
    }
}

/// Returns a page with the same length, size and coding as this one, but without its content.
pub fn without_pixels(octets: &[u8]) -> Vec<u8> {
    match coding(octets) {
        Some(Coding::T43) => t43::without_pixels(octets),
        _ => jpeg::without_pixels(octets),
    }
}
