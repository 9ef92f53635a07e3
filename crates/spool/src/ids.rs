//! The numbers of faxes, jobs and other things that the spool stores.

use std::fmt;
use std::str::FromStr;

/// The number of a received fax in the spool. A number is never used twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FaxId(pub i64);

/// The number of a job in the spool. A number is never used twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct JobId(pub i64);

/// The number of one call for a job, from its lease to its end. A number is never used twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CallId(pub i64);

/// The number of an outbox entry. A number is never used twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OutboxId(pub i64);

/// The number of a letter: a mail of Ferrofax that answers a mail which could not become a job. A
/// number is never used twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LetterId(pub i64);

/// The number of a call recording. A number is never used twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RecordId(pub i64);

/// The number of a document that is held for polling: a remote fax machine can call and fetch it. A
/// number is never used twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HeldId(pub i64);

/// The number of a legal hold. A number is never used twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LegalHoldId(pub i64);

/// The position of a page: the number of its document in the job, and its number in the document.
/// Both count from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PageRef {
    /// The number of the document in its job.
    pub document: u32,
    /// The number of the page in the document.
    pub page: u32,
}

/// The error for a text that is not a number of a fax, a job or another thing in the spool.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("'{0}' is not a number; the lists show the numbers, as 12")]
pub struct NoId(String);

/// Implements display and parsing of a number as digits.
macro_rules! written_as_digits {
    ($($id:ident),*) => {$(
        impl fmt::Display for $id {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $id {
            type Err = NoId;

            fn from_str(text: &str) -> Result<Self, NoId> {
                text.parse().map(Self).map_err(|_| NoId(text.to_owned()))
            }
        }
    )*};
}

written_as_digits!(FaxId, JobId, CallId, OutboxId, LetterId, RecordId, HeldId, LegalHoldId);

impl fmt::Display for PageRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "page {} of document {}", self.page, self.document)
    }
}
