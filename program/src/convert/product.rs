//! What a maker of pages is given and gives: the parts of a document, the pages, or why
//! there are none. All makers know it, and it knows none of them.

use std::io::Write;

use super::wanted::{MAX_BYTES, Wanted};
use crate::control_signs::blanked;
use ferrofax_document::tiff::{Builder, NewPage};
use ferrofax_engine::t4::{Bitmap, PageQuality, Resolution};
use ferrofax_spool::failure::Failure;

/// Why a document cannot be faxed, in words that go on after its name.
#[derive(Debug)]
pub(super) struct Unfit {
    pub(super) failure: Failure,
    pub(super) what: String,
}

/// The pages as they come, and where the child says how far it is.
pub(super) struct Out<'a> {
    pub(super) file: Builder,
    /// Pages of documents that stand before and are not in `file`.
    pub(super) before: u32,
    pub(super) say: &'a mut dyn Write,
}

/// What a document is made of: its bytes, and those of its pictures by their names.
pub(super) struct Parts {
    pub(super) document: Vec<u8>,
    pub(super) pictures: Vec<(String, Vec<u8>)>,
}

impl Unfit {
    /// It is not whole, or not to be read.
    pub(super) fn damaged(what: impl Into<String>) -> Self {
        Self { failure: Failure::ConversionFailed, what: what.into() }
    }

    /// There is nothing in it.
    pub(super) fn empty(what: impl Into<String>) -> Self {
        Self { failure: Failure::NoDocument, what: what.into() }
    }

    /// It has so many, or more than are allowed.
    pub(super) fn too_many_pages(found: Option<usize>, wanted: &Wanted) -> Self {
        let found = found
            .map_or_else(|| format!("more than {}", wanted.max_pages), |count| count.to_string());
        let what = format!("it has {found} pages, and a fax may have {}", wanted.max_pages);
        Self { failure: Failure::TooManyPages, what }
    }

    /// We are to blame, or the system.
    pub(super) fn internal(what: impl Into<String>) -> Self {
        Self { failure: Failure::Internal, what: what.into() }
    }
}

impl Out<'_> {
    /// Refuses a document that has no pages, or too many, before any is made.
    pub(super) fn check_count(&self, count: usize, wanted: &Wanted) -> Result<(), Unfit> {
        let most = wanted.max_pages as usize;
        let before = (self.before + self.file.pages()) as usize;
        match count {
            0 => Err(Unfit::empty("it has no pages")),
            count if count > most => Err(Unfit::too_many_pages(Some(count), wanted)),
            count if count.saturating_add(before) > most => Err(Unfit {
                failure: Failure::TooManyPages,
                what: format!(
                    "it has {count} pages, with {before} before it, and a fax may have {most}"
                ),
            }),
            _ => Ok(()),
        }
    }

    /// How many pages may still come.
    pub(super) fn room(&self, wanted: &Wanted) -> usize {
        wanted.max_pages.saturating_sub(self.before + self.file.pages()) as usize
    }

    /// Tells that work on a page of the document begins.
    pub(super) fn begin_page(&mut self, number: u32) {
        // A parent that does not listen any more ends us anyway.
        let _ = writeln!(self.say, "page {number}");
    }

    /// Tells of what is not seen of the document.
    pub(super) fn note(&mut self, what: &str) {
        let _ = writeln!(self.say, "unseen {}", blanked(what));
    }

    /// Tells of letters that no font has.
    pub(super) fn note_lacking(&mut self, letters: usize) {
        match letters {
            0 => {}
            1 => self.note("1 letter that no font has is missing"),
            more => self.note(&format!("{more} letters that no font has are missing")),
        }
    }

    /// Adds a page.
    pub(super) fn push(&mut self, bitmap: &Bitmap, resolution: Resolution) -> Result<(), Unfit> {
        let page = NewPage { bitmap, resolution, quality: PageQuality::default(), date_time: "" };
        self.file.push(&page);
        if self.file.len() as u64 > MAX_BYTES {
            return Err(Unfit::damaged(format!(
                "its pages have more than {} MiB",
                MAX_BYTES >> 20
            )));
        }
        Ok(())
    }

    pub(super) fn begin_document(&mut self, number: usize) {
        let _ = writeln!(self.say, "document {number}");
    }
}
