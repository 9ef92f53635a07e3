//! Why a document cannot be faxed.

use super::wanted::Wanted;
use crate::fields::FieldError;
use ferrofax_spool::failure::Failure;

/// Why a document cannot be faxed, in words that go on after its name.
#[derive(Debug)]
pub(super) struct Unfit {
    pub(super) failure: Failure,
    pub(super) what: String,
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

    /// A field is wrong.
    pub(super) fn field(error: &FieldError) -> Self {
        let failure =
            if error.is_of_number() { Failure::BadNumber } else { Failure::ConversionFailed };
        Self { failure, what: error.to_string() }
    }

    /// We are to blame, or the system.
    pub(super) fn internal(what: impl Into<String>) -> Self {
        Self { failure: Failure::Internal, what: what.into() }
    }
}
