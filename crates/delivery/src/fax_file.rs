//! The file of a fax in its mail, written piece by piece. A document may have 100 MB. The PBX's own
//! process sends the mail, and must not keep the whole document in memory.

use std::fs::File;
use std::io::{self, Read, Seek, Write};
use std::path::Path;

use super::attachment::{Attachment, DocumentError, picture};
use super::base64_lines::{Base64Lines, base64_length};
use ferrofax_document::pdf::{self, PdfInfo, PdfPage};
use ferrofax_document::tiff::{PageByPage, TiffError};
use ferrofax_spool::{Format, ReceivedFax, document_length, open_document};

/// The greatest length of a fax's file in a mail: 50 MB in base64. Most mail servers accept less
/// than that.
const MOST_IN_MAIL: u64 = 50_000_000;

/// The greatest length in bytes of a fax's file in a mail, before it is encoded in base64.
const MOST_OCTETS: u64 = MOST_IN_MAIL / 78 * 57;

/// The file of a fax, as it is attached to a mail.
#[derive(Debug)]
pub(super) struct FaxFile {
    source: Source,
    /// The length of the fax's file, in bytes.
    octets: u64,
    /// The number of pages in the file. A damaged document may have fewer than the fax.
    pub(super) pages: usize,
    pub(super) media_type: &'static str,
    /// The first page as a GIF picture; only the mail format `inlinegif` has one.
    pub(super) picture: Option<Vec<u8>>,
}

/// The source from which the bytes of the fax's file are read.
#[derive(Debug)]
enum Source {
    /// The fax's document as the spool stores it.
    Document(File),
    /// A PDF that is made page by page from the document of the fax.
    Pdf(Box<Pages>),
    /// The fax's document in memory. It is used if the document is encrypted, or if its TIFF file
    /// has another structure than the files that Ferrofax itself writes page by page.
    Memory(Vec<u8>),
}

#[derive(Debug)]
struct Pages {
    pages: PageByPage,
    title: String,
    created: i64,
}

impl FaxFile {
    /// Makes the file of a fax that is attached to a mail, in the format that the fax's device
    /// requires.
    pub(super) fn new(fax: &ReceivedFax, document: &Path) -> Result<Self, DocumentError> {
        Self::within(fax, document, MOST_OCTETS)
    }

    /// Makes the file of a fax that is attached to a mail. Fails if the file is longer than `most`
    /// bytes.
    fn within(fax: &ReceivedFax, document: &Path, most: u64) -> Result<Self, DocumentError> {
        // A damaged document is read as far as possible.
        let file = match Self::page_by_page(fax, document) {
            Ok(Some(file)) => file,
            Ok(None) | Err(_) => Self::in_memory(fax, document, most)?,
        };
        if file.octets > most {
            Err(DocumentError::TooLarge { octets: file.octets, most })
        } else {
            Ok(file)
        }
    }

    /// Makes the file of a fax whose document is read from the disk page by page. Returns `None` if
    /// the document must be read as a whole.
    fn page_by_page(fax: &ReceivedFax, document: &Path) -> Result<Option<Self>, DocumentError> {
        let unreadable = |source| DocumentError::Unreadable { path: document.to_owned(), source };
        let Some(file) = open_document(document).map_err(unreadable)? else { return Ok(None) };
        let octets = file.metadata().map_err(unreadable)?.len();
        let pages = PageByPage::open(file.try_clone().map_err(unreadable)?, document)?;
        let Some(pages) = pages else { return Ok(None) };
        let (first, count) = (pages.page(0)?, pages.pages());
        if fax.format == Format::Tiff {
            let source = Source::Document(file);
            let (media_type, picture) = ("image/tiff", None);
            return Ok(Some(Self { source, octets, pages: count, media_type, picture }));
        }
        let picture = match fax.format {
            Format::InlineGif => Some(picture(first.bitmap()?, first.x_dpi, first.y_dpi)),
            Format::Pdf | Format::Tiff => None,
        };
        drop(first);
        let title = format!("Fax {}", fax.id);
        let pages = Pages { pages, title, created: fax.started_at.0.div_euclid(1000) };
        let octets = pages.write(Count(0))?.0;
        let source = Source::Pdf(Box::new(pages));
        let media_type = "application/pdf";
        Ok(Some(Self { source, octets, pages: count, media_type, picture }))
    }

    fn in_memory(fax: &ReceivedFax, document: &Path, most: u64) -> Result<Self, DocumentError> {
        if let Ok(octets) = document_length(document)
            && octets > most
        {
            return Err(DocumentError::TooLarge { octets, most });
        }
        let Attachment { bytes, media_type, picture, pages } = Attachment::new(fax, document)?;
        let octets = bytes.len() as u64;
        Ok(Self { source: Source::Memory(bytes), octets, pages, media_type, picture })
    }

    /// The length in bytes of the fax's file when it is encoded in base64, with the line ends.
    pub(super) const fn length_in_mail(&self) -> u64 {
        base64_length(self.octets)
    }

    /// Writes the fax's file to the mail in base64.
    ///
    /// # Errors
    /// `sink` returned an error, or the fax's document can't be read any more, or the document has
    /// changed.
    pub(super) fn write(&self, sink: &mut dyn Write) -> io::Result<()> {
        let mut lines = Base64Lines::new(sink);
        let mut counted = CountingWriter { sink: &mut lines, octets: 0 };
        match &self.source {
            Source::Memory(octets) => counted.write_all(octets)?,
            Source::Document(file) => {
                let mut file = file.try_clone()?;
                file.rewind()?;
                io::copy(&mut file.take(self.octets), &mut counted)?;
            }
            Source::Pdf(pages) => {
                pages.write(&mut counted).map_err(io::Error::other)?;
            }
        }
        // The length was announced to the relay before.
        if counted.octets != self.octets {
            return Err(io::Error::other("the document is not what it was a moment before"));
        }
        lines.finish()
    }
}

impl Pages {
    fn write<W: Write>(&self, sink: W) -> Result<W, DocumentError> {
        let failed = |source| {
            let (path, doing) = (std::path::PathBuf::from("the mail"), "write it".to_owned());
            DocumentError::Damaged(TiffError::Io { path, doing, source })
        };
        let mut pdf = pdf::Writer::begin(sink).map_err(failed)?;
        for index in 0..self.pages.pages() {
            let page = self.pages.page(index)?;
            let t6 = page.t6()?;
            pdf.page(&PdfPage::of(&page, &t6)).map_err(failed)?;
        }
        let info = PdfInfo { title: &self.title, created: Some(self.created) };
        pdf.finish(info).map_err(failed)
    }
}

/// A writer that counts the bytes of a file and discards them.
struct Count(u64);

impl Write for Count {
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        self.0 += octets.len() as u64;
        Ok(octets.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A writer that counts the bytes of a file and passes them on to another writer.
struct CountingWriter<W> {
    sink: W,
    octets: u64,
}

impl<W: Write> Write for CountingWriter<W> {
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        let taken = self.sink.write(octets)?;
        self.octets += taken as u64;
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.sink.flush()
    }
}

#[cfg(test)]
mod tests;
