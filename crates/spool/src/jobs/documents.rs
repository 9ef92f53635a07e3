//! The documents of jobs. They are copied into the spool, checked page by page, and flushed to the
//! disk before the rows of a job name them.
//!
//! If a crash cuts a submission off, a copy remains that no row names. The clean-up deletes the
//! copy when it is a day old, because another process may be submitting a job at this moment.

use std::fs::{self, File};
use std::io::{Read, Write};
use std::path::Path;

use super::super::SpoolError;
use super::super::failure::Failure;
use super::super::folder::flush_folder;
use super::super::safe_file::{self, Share};
use super::NewDocument;
use crate::Submission;
use crate::at_rest;
use ferrofax_document::tiff::{self, TiffError};

/// The largest accepted file, in bytes.
const MAX_BYTES: u64 = 256 << 20;

/// A document that has been copied into the spool.
#[derive(Debug)]
pub(in super::super) struct Taken {
    /// The name of the file in the folder of the jobs' documents.
    pub(in super::super) file: String,
    /// The name of the document, as users see it.
    pub(in super::super) name: String,
    pub(in super::super) pages: u32,
}

const RANDOM: &str = "SELECT lower(hex(randomblob(16)))";

impl Submission<'_> {
    /// The number of pages that these documents have together. They are not stored.
    ///
    /// # Errors
    /// A document can't be read or faxed.
    pub fn pages_of(&self, documents: &[NewDocument]) -> Result<u32, SpoolError> {
        documents.iter().try_fold(0, |pages: u32, document| {
            let bytes = read_whole(&document.path, &document.name)?;
            let more = look_through(&bytes, &document.path, &document.name)?;
            Ok(pages.saturating_add(more))
        })
    }

    /// Copies documents into the spool, all or none. They are durable when this returns.
    pub(in super::super) fn take_documents(
        &self,
        documents: &[NewDocument],
        max_pages: u32,
    ) -> Result<Vec<Taken>, SpoolError> {
        let mut taken = Vec::new();
        let mut take_all = || {
            let mut pages = 0;
            for document in documents {
                let one = self.take_document(document, max_pages - pages, max_pages)?;
                pages += one.pages;
                taken.push(one);
            }
            flush_folder(&self.spool.jobs_folder())
        };
        match take_all() {
            Ok(()) => Ok(taken),
            Err(error) => {
                self.discard_documents(&taken);
                Err(error)
            }
        }
    }

    /// Deletes documents that no row names, as far as possible. The clean-up finds the rest.
    pub(in super::super) fn discard_documents(&self, taken: &[Taken]) {
        for document in taken {
            let _ = safe_file::remove(&self.spool.jobs_folder().join(&document.file));
        }
    }

    fn take_document(
        &self,
        document: &NewDocument,
        pages_left: u32,
        max_pages: u32,
    ) -> Result<Taken, SpoolError> {
        let name = match document.name.as_str() {
            "" => document
                .path
                .file_name()
                .map_or_else(String::new, |name| name.to_string_lossy().into_owned()),
            name => name.to_owned(),
        };
        let bytes = read_whole(&document.path, &name)?;
        // The bytes that are checked are the bytes that are kept, even if the file changes
        // meanwhile.
        let pages = look_through(&bytes, &document.path, &name)?;
        if pages > pages_left {
            let text = format!("{name:?} has {pages} pages, and a fax has at most {max_pages}");
            return Err(SpoolError::Refused { failure: Failure::TooManyPages, text });
        }
        let random: String = self
            .spool
            .read(|transaction| transaction.query_row(RANDOM, [], |row| row.get(0)))?;
        let file = format!("{random}.tif");
        let path = self.spool.jobs_folder().join(&file);
        // The PBX must be able to read the document of every user's job.
        let written = safe_file::make(&path, Share::GroupWorks).and_then(|mut copy| {
            copy.write_all(&bytes)?;
            copy.sync_all()
        });
        if let Err(error) = written {
            let _ = safe_file::remove(&path);
            return Err(SpoolError::io("write", &path, &error));
        }
        Ok(Taken { file, name, pages })
    }
}

fn refused(name: &str, what: &str) -> SpoolError {
    SpoolError::Refused {
        failure: Failure::ConversionFailed,
        text: format!("{name:?} cannot be faxed: {what}"),
    }
}

fn read_whole(path: &Path, name: &str) -> Result<Vec<u8>, SpoolError> {
    let failed = |error: std::io::Error| SpoolError::io("read", path, &error);
    // Reading a named pipe would wait for ever.
    if !fs::metadata(path).map_err(failed)?.is_file() {
        return Err(refused(name, "it is not a plain file"));
    }
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|file| file.take(MAX_BYTES + 1).read_to_end(&mut bytes))
        .map_err(failed)?;
    match bytes.len() as u64 {
        0 => Err(SpoolError::Refused {
            failure: Failure::NoDocument,
            text: format!("{name:?} is empty"),
        }),
        length if length > MAX_BYTES => {
            Err(refused(name, &format!("it has more than {} MiB", MAX_BYTES >> 20)))
        }
        // The file may be an encrypted document of the spool itself that is to be sent again.
        _ => at_rest::opened(path, bytes).map_err(failed),
    }
}

/// Checks that each page is whole, and returns the number of pages.
fn look_through(bytes: &[u8], path: &Path, name: &str) -> Result<u32, SpoolError> {
    let file = tiff::load_bytes(bytes.to_vec(), path).map_err(|error| match error {
        TiffError::Io { source, .. } => SpoolError::io("read", path, &source),
        TiffError::Damaged { what, .. } => refused(name, &what.to_string()),
        too_large @ TiffError::TooLarge { .. } => refused(name, &too_large.to_string()),
    })?;
    if let Some(damage) = file.damage {
        return Err(refused(name, &damage.to_string()));
    }
    for (index, page) in file.pages.iter().enumerate() {
        let (bitmap, quality) = page.decode();
        // A page that was cut off has its full length, and the missing part is white.
        if quality.bad_rows > 0 || quality.cut_off || bitmap.rows() == 0 {
            return Err(refused(name, &format!("page {} is damaged", index + 1)));
        }
    }
    u32::try_from(file.pages.len()).map_err(|_| refused(name, "it has too many pages"))
}
