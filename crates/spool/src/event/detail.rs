//! What stopped a page, a job or a document, as a part of the sentence of an event.

use ferrofax_languages::sentences;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::words::CATALOGUES;

sentences! {
    /// What stopped a page, a job or a document: the `why` of an event.
    ///
    /// It is stored as an object, or as a text alone if it is the words of others.
    pub enum Detail: "detail-" in CATALOGUES {
        /// The document has no such page.
        NoPage {
            /// The page.
            page: u32,
        },
        /// A file cannot be read.
        FileUnreadable {
            /// Its path.
            path: String,
            /// The words of the system.
            why: String,
        },
        /// A document has a fault.
        FileDamaged {
            /// Its path.
            path: String,
            /// The fault.
            why: String,
        },
        /// The fax software failed on it.
        Bug,

        /// The call wants no page now.
        PageNotWanted,
        /// The remote fax machine accepts no page of this resolution.
        Resolution,
        /// The remote fax machine accepts no page as wide as this.
        TooWide,
        /// The image has another width than the page.
        WrongWidth,
        /// The page has no rows.
        PageEmpty,
        /// A page in colour has a fault.
        Colour {
            /// The fault.
            why: String,
        },

        /// A row of the database cannot be read.
        RowUnreadable {
            /// The database.
            path: String,
            /// The words of the database.
            why: String,
        },
        /// The database rejects a change.
        DatabaseUnfit {
            /// The database.
            path: String,
            /// The words of the database.
            why: String,
        },
        /// A document of the spool cannot be used.
        DocumentUnusable {
            /// Its path.
            path: String,
            /// The words of the system.
            why: String,
        },
        /// There is no such fax.
        NoFax {
            /// Its number.
            fax: String,
        },
        /// There is no such job.
        NoJob {
            /// Its number.
            job: String,
        },
        /// There is no such change in the history of a job.
        NoChange {
            /// Its number.
            change: String,
        },

        /// Anything else: the words of others.
        Text {
            /// The words.
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

/// A detail as it is stored.
#[derive(Deserialize)]
#[serde(untagged)]
enum Stored {
    Text(String),
    Detail(Detail),
}

/// Writes a detail: the words of others as a text alone.
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

/// The same for a detail that may be missing.
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
