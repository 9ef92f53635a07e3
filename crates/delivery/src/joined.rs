//! One PDF with the pages of several received faxes. It is written fax by fax, so that only the
//! document of one fax is in memory.

use std::io::{self, Write};
use std::path::Path;

use super::attachment::{DocumentError, is_short};
use ferrofax_document::pdf::{PdfInfo, PdfPage, Writer};
use ferrofax_document::tiff;
use ferrofax_spool::{ReceivedFax, read_document};

/// A PDF that is being written to a sink.
#[derive(Debug)]
pub struct JoinedPdf<W>(Writer<W>);

impl<W: Write> JoinedPdf<W> {
    /// Begins a PDF, which has no pages yet and is written to `sink`.
    ///
    /// # Errors
    /// The sink returned an error.
    pub fn begin(sink: W) -> io::Result<Self> {
        Writer::begin(sink).map(Self)
    }

    /// Adds the pages of a fax, whose document has this path. Of a damaged document, the readable
    /// pages are added, and the damage is logged. Returns the number of pages that were added.
    ///
    /// # Errors
    /// The sink returned an error; or a [`DocumentError`]: the document cannot be read.
    pub fn add(&mut self, fax: &ReceivedFax, document: &Path) -> io::Result<usize> {
        let path = || document.to_owned();
        let bytes = read_document(document)
            .map_err(|source| DocumentError::Unreadable { path: path(), source })
            .map_err(io::Error::other)?;
        let pages = tiff::parse(bytes, document).map_err(io::Error::other)?;
        if pages.is_empty() {
            return Err(io::Error::other(DocumentError::Empty { path: path() }));
        }
        is_short(fax, pages.len());
        self.0.next_document();
        for page in &pages {
            let t6 = page.t6().map_err(io::Error::other)?;
            self.0.page(&PdfPage::of(page, &t6))?;
        }
        Ok(pages.len())
    }

    /// Ends the PDF and returns the sink. `title` is the document's title, which PDF viewers show.
    ///
    /// # Errors
    /// The sink returned an error.
    pub fn finish(self, title: &str) -> io::Result<W> {
        self.0.finish(PdfInfo { title, created: None })
    }
}
