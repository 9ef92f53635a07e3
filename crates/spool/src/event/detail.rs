//! The reason why a page, a job or a document failed, as a part of the sentence of an event.

use ferrofax_languages::sentences;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::words::CATALOGUES;

sentences! {
    /// The reason why a page, a job or a document failed: the `why` of an event.
    ///
    /// It is stored as an object. A text from another program is stored as that text alone.
    pub enum Detail: "detail-" in CATALOGUES {
        /// The document has no page with this number.
        NoPage {
            /// The number of the page.
            page: u32,
        },
        /// A file cannot be read.
        FileUnreadable {
            /// The path of the file.
            path: String,
            /// The error of the system.
            why: String,
        },
        /// A document has a fault.
        FileDamaged {
            /// The path of the document.
            path: String,
            /// The error that was found in the document.
            why: String,
        },
        /// The fax software failed on the page, job or document.
        Bug,

        /// The call wants no page at this moment.
        PageNotWanted,
        /// The remote fax machine accepts no page of this page's resolution.
        Resolution,
        /// The remote fax machine accepts no page as wide as this page.
        TooWide,
        /// The image has a different width from the page.
        WrongWidth,
        /// The page has no rows.
        PageEmpty,
        /// A page in colour has a fault.
        Colour {
            /// The error that was found in the page.
            why: String,
        },

        /// A row of the database cannot be read.
        RowUnreadable {
            /// The path of the database.
            path: String,
            /// The error of the database.
            why: String,
        },
        /// The database rejects a change.
        DatabaseUnfit {
            /// The path of the database.
            path: String,
            /// The error of the database.
            why: String,
        },
        /// A document of the spool cannot be used.
        DocumentUnusable {
            /// The path of the document.
            path: String,
            /// The error of the system.
            why: String,
        },
        /// There is no fax with this number.
        NoFax {
            /// The number of the fax.
            fax: String,
        },
        /// There is no job with this number.
        NoJob {
            /// The number of the job.
            job: String,
        },
        /// The history of the job has no change with this number.
        NoChange {
            /// The number of the change.
            change: String,
        },

        /// Any other reason, in the words of another program.
        Text {
            /// The text of the other program.
            text: String,
        },
    }
}

impl From<&str> for Detail {
    fn from(text: &str) -> Self {
        Self::Text { text: text.to_owned() }
    }
}

impl From<String> for Detail {
    fn from(text: String) -> Self {
        Self::Text { text }
    }
}

/// A detail as it is stored: a text alone, or an object.
#[derive(Deserialize)]
#[serde(untagged)]
enum Stored {
    Text(String),
    Detail(Detail),
}

/// Writes a detail. A text from another program is written as that text alone.
pub(super) fn serialize<S: Serializer>(detail: &Detail, to: S) -> Result<S::Ok, S::Error> {
    match detail {
        Detail::Text { text } => to.serialize_str(text),
        detail => detail.serialize(to),
    }
}

/// Reads a detail, or the text that an earlier version wrote.
pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Detail, D::Error> {
    Ok(match Stored::deserialize(from)? {
        Stored::Text(text) => text.into(),
        Stored::Detail(detail) => detail,
    })
}

/// Reads and writes a detail that may be missing.
pub(super) mod optional {
    use super::{Deserialize, Deserializer, Detail, Serializer, Stored};

    pub(in super::super) fn serialize<S: Serializer>(
        detail: &Option<Detail>,
        to: S,
    ) -> Result<S::Ok, S::Error> {
        match detail {
            Some(detail) => super::serialize(detail, to),
            None => to.serialize_none(),
        }
    }

    pub(in super::super) fn deserialize<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<Option<Detail>, D::Error> {
        let stored = Option::<Stored>::deserialize(from)?;
        Ok(stored.map(|stored| match stored {
            Stored::Text(text) => text.into(),
            Stored::Detail(detail) => detail,
        }))
    }
}
