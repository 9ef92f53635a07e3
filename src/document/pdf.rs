//! Pages → PDF: each page's T.6 bits go in as they are (CCITTFaxDecode), on a sheet of the page's true size.

/// One page of the PDF.
#[derive(Clone, Copy, Debug)]
pub struct PdfPage<'a> {
    /// The page coded by T.6, most significant bit first ([`crate::document::tiff::TiffPage::t6`]).
    pub t6: &'a [u8],
    /// Pixels in a row.
    pub width: u32,
    /// Rows.
    pub rows: u32,
    /// True pixels per inch across.
    pub x_dpi: f64,
    /// True rows per inch down.
    pub y_dpi: f64,
}

/// What the PDF says of itself.
#[derive(Clone, Copy, Debug, Default)]
pub struct PdfInfo<'a> {
    /// The title that viewers show; may be empty.
    pub title: &'a str,
    /// When the fax came, seconds since 1970 (UTC).
    pub created: Option<i64>,
}

/// The PDF's bytes; the same pages and info give the same bytes.
pub fn write(_pages: &[PdfPage<'_>], _info: PdfInfo<'_>) -> Vec<u8> {
    Vec::new()
}
