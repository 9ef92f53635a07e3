//! The results of a conversion: the file of fax pages, or the faxes that a printed document was
//! split into.

use std::fs::File;
use std::os::fd::AsRawFd;
use std::path::PathBuf;

use super::answer_code::AnswerCode;
use super::fields::FaxFields;
use ferrofax_document::tiff::Said;
use ferrofax_spool::not_shown::{NotShown, Note};

/// Fax pages that are ready to be sent, as a TIFF-F file. The file has no name in the file system,
/// and is deleted when this value is dropped.
#[derive(Debug)]
pub struct Pages {
    /// The number of fax pages in `file`.
    pub count: u32,
    /// The number of fax pages that were made from each document, in the order of the documents. It
    /// is 0 for a document that was left out.
    pub of_each: Vec<u32>,
    /// Notes on content that the pages do not show, such as `letter.txt (3 characters that no font
    /// has are missing)`.
    pub notes: Vec<Note>,
    /// The metadata of a fax that a fax server other than Ferrofax received, if a document is such
    /// a fax.
    pub said: Said,
    /// The answer code on these pages, if one of them is a cover page with such a code.
    pub answer_code: Option<AnswerCode>,
    pub(super) file: File,
}

/// A fax that was split off from a printed document.
#[derive(Debug)]
pub struct CutFax {
    /// The fax pages of this fax.
    pub pages: Pages,
    /// The number of the fax's first page in the document, from 1.
    pub first_page: u32,
    /// The values of the control fields (such as `@@+FAX:…@@`) that were found in the text of this
    /// fax.
    pub fields: FaxFields,
    /// The text of each page, in which control fields (such as `@@+FAX:…@@`) were looked for. It is
    /// stored with the fax's job, for display. It is empty for pages that are pictures, and if the
    /// document was not searched for control fields.
    pub texts: Vec<String>,
}

/// A document from which no pages were made, although the other documents of the fax were
/// converted. Either its format cannot be read, or it is damaged. Damaged documents are left out
/// only if the calling code requests that ([`pages_of_whole`](super::pages_of_whole)).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// The name of the document that was left out, for messages to people.
    pub name: String,
    /// The reason why the document was left out.
    pub why: NotShown,
    /// Whether the document's format is known, but its content can't be read.
    pub is_damaged: bool,
}

impl Pages {
    /// Makes a [`Pages`] value for a file of fax pages that were made earlier. `count` is the
    /// number of pages in the file.
    pub fn kept(file: File, count: u32) -> Self {
        let (notes, said) = (Vec::new(), Said::default());
        Self { count, of_each: vec![count], notes, said, answer_code: None, file }
    }

    /// A path by which this process can open the TIFF file with the pages, while this value exists.
    pub fn path(&self) -> PathBuf {
        open_path(&self.file)
    }
}

/// A path by which this process can open a file again that it already has open, even if the file
/// has no name.
pub fn open_path(file: &File) -> PathBuf {
    PathBuf::from(format!("/proc/self/fd/{}", file.as_raw_fd()))
}
