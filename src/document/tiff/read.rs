//! Reading black-and-white TIFF files: ours, and those of other fax software.

use std::borrow::Cow;
use std::path::Path;

use super::TiffError;
use crate::t4::{Bitmap, Resolution};

/// One page of a TIFF file.
#[derive(Clone, Debug)]
pub struct TiffPage {
    /// Pixels in a row.
    pub width: u32,
    /// Rows.
    pub rows: u32,
    /// True pixels per inch across.
    pub x_dpi: f64,
    /// True rows per inch down.
    pub y_dpi: f64,
    /// The fax resolution that these are, if they are one.
    pub resolution: Option<Resolution>,
}

impl TiffPage {
    /// The page coded by T.6, most significant bit first, without EOFB if the file had none: the file's own bytes
    /// where it holds them so.
    pub fn t6(&self) -> Result<Cow<'_, [u8]>, TiffError> {
        Ok(Cow::Borrowed(&[]))
    }

    /// The page's pixels.
    pub fn bitmap(&self) -> Result<Bitmap, TiffError> {
        Ok(Bitmap::new(self.width))
    }
}

/// The pages of the file at `path`, in order.
pub fn read(_path: &Path) -> Result<Vec<TiffPage>, TiffError> {
    Ok(Vec::new())
}

/// The pages of a file's bytes, in order; `path` is for the words of errors.
pub fn parse(_bytes: Vec<u8>, _path: &Path) -> Result<Vec<TiffPage>, TiffError> {
    Ok(Vec::new())
}
