//! Control fields: words that a program prints into a document so that it is faxed by
//! itself, as `@@+FAX:0991 2700619@@ @@+TAG:Order 12345@@ @@+PRIO:100@@ @@+NOTIFY:a@b.de@@`.
//!
//! Text of pages goes in, faxes with their numbers come out: each goes from a page with a
//! FAX field to the page before the next. Nothing here reads documents or sends anything.
//! What looks like a field and is none that can be read is refused, never passed over: the
//! pages behind it would go to somebody else.
//!
//! Read in this order: this file (the words), `matcher` (how a field looks), `finder` (where
//! fields stand in a page's lines), `value` (what they may say), `splitter` (which pages are
//! a fax), `settings` (`[fields]` of gateway.toml).

mod finder;
mod matcher;
mod settings;
mod splitter;
mod value;

use std::fmt::{self, Display, Formatter};

pub use finder::{Found, Place, Read, Search};
pub use matcher::{Matcher, MatcherError, Matchers};
pub(crate) use settings::KEYS;
pub use settings::{FieldSettings, Mode, NotifyTo, Reports, Terms};
pub use splitter::{FieldError, Splitter};

/// What a field is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// The receiver's number.
    Fax,
    /// What people call the job.
    Tag,
    /// The job's priority.
    Priority,
    /// Who gets the reports.
    Notify,
}

/// A field that was found, as it stands in a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundField {
    /// The page of the document, from 1.
    pub page: u32,
    /// What it is about.
    pub field: Field,
    /// What it says.
    pub value: String,
}

/// What the fields of a fax say of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FaxFields {
    /// The receiver's number as it was written; none: the fax waits for one.
    pub number: Option<String>,
    /// The job's tag.
    pub tag: Option<String>,
    /// The job's priority.
    pub priority: Option<u8>,
    /// The addresses that get the reports.
    pub notify: Vec<String>,
    /// All fields, in the order of the pages.
    pub found: Vec<FoundField>,
}

impl Field {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Fax, Self::Tag, Self::Priority, Self::Notify];

    /// Its word in a document.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Fax => "FAX",
            Self::Tag => "TAG",
            Self::Priority => "PRIO",
            Self::Notify => "NOTIFY",
        }
    }

    /// The one with this word.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.name() == name)
    }
}

impl Display for Field {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
