//! The pages of a job as a file for people: PDF or TIFF.

use ferrofax_document::tiff::{Builder, NewPage};
use ferrofax_ground::t4::{PageQuality, Resolution};
use ferrofax_languages::Language;
use ferrofax_spool::jobs::Job;
use ferrofax_spool::read_document;

use super::copy::{self, Missing, Wanted};
use crate::words::Words;

/// The greatest size of the file of a job, in bytes.
const MOST_BYTES: u64 = 256 << 20;

/// The reason why a file of a job cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum NoJobFile {
    /// The job has not ended, so there is no result that a report could state.
    #[error("the job has not ended yet")]
    NotEnded,
    /// The pages of the job cannot be read, or there are none. The text is the reason.
    #[error("{0}")]
    Pages(String),
}

impl From<Missing> for NoJobFile {
    fn from(missing: Missing) -> Self {
        Self::Pages(missing.text(Words::of(Language::English)))
    }
}

/// The pages of the job's documents as a PDF, in black and white.
pub fn job_pdf(job: &Job) -> Result<Vec<u8>, NoJobFile> {
    let copied = copy::of(job, Wanted::ALL_PAGES, MOST_BYTES);
    match (copied.pdf, copied.trouble) {
        (Some(pdf), _) => Ok(pdf),
        (None, trouble) => Err(trouble.unwrap_or(Missing::NoPages).into()),
    }
}

/// The pages of the job's documents as a TIFF. If the job has one document, the file is this
/// document as the spool stores it.
pub fn job_tiff(job: &Job) -> Result<Vec<u8>, NoJobFile> {
    if let [document] = job.documents.as_slice() {
        copy::check_size(document)?;
        let bytes = read_document(&document.path);
        return bytes.map_err(|error| Missing::Unreadable(document.name.clone(), error).into());
    }
    let mut file = Builder::new();
    for document in &job.documents {
        for page in copy::bitmaps(document)? {
            let (bitmap, x_dpi, y_dpi) = page?;
            let resolution = Resolution::from_dpi(x_dpi, y_dpi).unwrap_or(Resolution::R200);
            let quality = PageQuality::default();
            file.push(&NewPage { bitmap: &bitmap, resolution, quality, date_time: "" });
            if file.len() as u64 > MOST_BYTES {
                return Err(Missing::TooMuch(MOST_BYTES).into());
            }
        }
    }
    if file.pages() == 0 { Err(Missing::NoPages.into()) } else { Ok(file.finish()) }
}
