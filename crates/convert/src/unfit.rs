//! The reasons why a document can't be faxed.

use super::wanted::Wanted;
use crate::fields::FieldError;
use ferrofax_spool::failure::Failure;

/// The reason why a document can't be faxed, in words that follow the document's name.
#[derive(Debug)]
pub(super) struct Unfit {
    pub(super) failure: Failure,
    pub(super) what: String,
}

impl Unfit {
    /// Makes the reason for refusing a document that is incomplete or unreadable. `what` is the
    /// reason in words.
    pub(super) fn damaged(what: impl Into<String>) -> Self {
        Self { failure: Failure::ConversionFailed, what: what.into() }
    }

    /// Makes the reason for refusing a document that has no content. `what` is the reason in words.
    pub(super) fn empty(what: impl Into<String>) -> Self {
        Self { failure: Failure::NoDocument, what: what.into() }
    }

    /// Makes the reason for refusing a document that has more pages than allowed. `found` is the
    /// number of its pages, if known.
    pub(super) fn too_many_pages(found: Option<usize>, wanted: &Wanted) -> Self {
        let found = found
            .map_or_else(|| format!("more than {}", wanted.max_pages), |count| count.to_string());
        let what = format!("it has {found} pages, and a fax has at most {}", wanted.max_pages);
        Self { failure: Failure::TooManyPages, what }
    }

    /// Makes the reason for refusing a document because of an invalid control field (such as
    /// `@@+FAX:…@@` on a page).
    pub(super) fn field(error: &FieldError) -> Self {
        let failure =
            if error.is_of_number() { Failure::BadNumber } else { Failure::ConversionFailed };
        Self { failure, what: error.to_string() }
    }

    /// Makes the reason for a conversion that failed because of a fault of the operating system or
    /// of Ferrofax, and not because of the document. `what` is the reason in words.
    pub(super) fn internal(what: impl Into<String>) -> Self {
        Self { failure: Failure::Internal, what: what.into() }
    }
}
