//! The reasons why a document can't be faxed.

use std::io;

use super::wanted::Wanted;
use crate::fields::FieldError;
use ferrofax_spool::failure::Failure;

/// The reason why a document can't be faxed, in words that follow the document's name.
#[derive(Debug)]
pub(super) struct Unfit {
    pub(super) failure: Failure,
    pub(super) what: String,
    /// Whether the disk is the cause, so that the same document can possibly be converted later.
    pub(super) is_of_disk: bool,
}

impl Unfit {
    /// Makes the reason for refusing a document that is incomplete or unreadable. `what` is the
    /// reason in words.
    pub(super) fn damaged(what: impl Into<String>) -> Self {
        Self::of(Failure::ConversionFailed, what)
    }

    /// Makes a reason for which a document is refused.
    pub(super) fn of(failure: Failure, what: impl Into<String>) -> Self {
        Self { failure, what: what.into(), is_of_disk: false }
    }

    /// Makes the reason for a conversion that failed because its input could not be read, or its
    /// output could not be written. `what` is the reason in words.
    pub(super) fn of_file(what: String, error: &io::Error) -> Self {
        // Only an error of the system has a number. Without a number, the memory limit is the cause.
        let is_of_disk = error.raw_os_error().is_some();
        Self { is_of_disk, ..Self::internal(what) }
    }

    /// Makes the reason for refusing a document that has no content. `what` is the reason in words.
    pub(super) fn empty(what: impl Into<String>) -> Self {
        Self::of(Failure::NoDocument, what)
    }

    /// Makes the reason for refusing a document that has more pages than allowed. `found` is the
    /// number of its pages, if known.
    pub(super) fn too_many_pages(found: Option<usize>, wanted: &Wanted) -> Self {
        let found = found
            .map_or_else(|| format!("more than {}", wanted.max_pages), |count| count.to_string());
        let what = format!("it has {found} pages, and a fax has at most {}", wanted.max_pages);
        Self::of(Failure::TooManyPages, what)
    }

    /// Makes the reason for refusing a document because of an invalid control field (such as
    /// `@@+FAX:…@@` on a page).
    pub(super) fn field(error: &FieldError) -> Self {
        let failure =
            if error.is_of_number() { Failure::BadNumber } else { Failure::ConversionFailed };
        Self::of(failure, error.to_string())
    }

    /// Makes the reason for a conversion that failed because of a fault of the operating system or
    /// of Ferrofax, and not because of the document. `what` is the reason in words.
    pub(super) fn internal(what: impl Into<String>) -> Self {
        Self::of(Failure::Internal, what)
    }
}
