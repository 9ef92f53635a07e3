//! A received fax as a file that people download.

use std::error::Error;

use ferrofax_basics::UnixMs;
use ferrofax_delivery::attachment::Attachment;
use ferrofax_desk::{Desk, DeskError, Person};
use ferrofax_document::pdf::PdfInfo;
use ferrofax_document::tiff;
use ferrofax_reading::searchable_pdf;
use ferrofax_spool::{FaxId, Format, ReceivedFax, read_document};

/// The file of a fax.
pub(crate) struct FaxFile {
    pub(crate) bytes: Vec<u8>,
    pub(crate) media_type: &'static str,
}

/// The file of a fax, or the reason why it cannot be made.
pub(crate) type Made = Result<FaxFile, Box<dyn Error + Send + Sync>>;

/// Makes the file of a fax in this format. A PDF has the words on its pages, if the fax was read.
///
/// # Errors
/// The person may not see the fax.
pub(crate) fn made(
    desk: &Desk,
    person: &Person,
    id: FaxId,
    format: Format,
) -> Result<Made, DeskError> {
    let (fax, document) = desk.fax_file(person, id, UnixMs::now())?;
    let words = if format == Format::Pdf { desk.words_of(id).text() } else { None };
    let Some(words) = words else {
        let made = Attachment::new(&ReceivedFax { format, ..fax }, &document);
        let file = |Attachment { bytes, media_type, .. }| FaxFile { bytes, media_type };
        return Ok(made.map(file).map_err(Into::into));
    };
    let made = || -> Made {
        let pages = tiff::parse(read_document(&document)?, &document)?;
        let title = format!("Fax {id}");
        let created = Some(fax.started_at.0.div_euclid(1000));
        let bytes = searchable_pdf(&pages, &words.pages, PdfInfo { title: &title, created })?;
        Ok(FaxFile { bytes, media_type: "application/pdf" })
    };
    Ok(made())
}
