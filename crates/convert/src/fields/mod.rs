//! Control fields: text that a program prints into a document so that the document is faxed
//! automatically, as `@@+FAX:0991 2700619@@ @@+TAG:Order 12345@@ @@+PRIO:100@@ @@+NOTIFY:a@b.de@@`.
//!
//! This module gets the text of pages, and returns faxes with their numbers. Each fax consists of
//! the pages from one with a FAX field to the page before the next one with a FAX field. The module
//! neither reads documents nor sends anything. Text that begins like a field but can't be read as
//! one is an error, and is never ignored. Otherwise the pages after it would go to the wrong
//! recipient.
//!
//! Read in this order: this file (the types), `matcher` (the patterns of fields), `finder` (the
//! fields in a page's lines), `value` (the values), `splitter` (the pages of each fax).

mod finder;
mod matcher;
mod splitter;
mod value;

use std::fmt::{self, Display, Formatter};

pub use finder::{Found, Place, Read, Search};
pub use matcher::{Matcher, MatcherError, Matchers};
pub use splitter::{FieldError, Splitter};

/// The mode of `[fields]`: whether a printed document is searched for control fields (such as
/// `@@+FAX:…@@`), and what happens to pages without a fax number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// Mode 1: documents are not searched for control fields (such as `@@+FAX:…@@`); the user
    /// supplies the fax number.
    #[default]
    Hold,
    /// Mode 2: control fields (such as `@@+FAX:…@@` in the document) name the recipient; a document
    /// without a fax number is rejected.
    Fields,
    /// Mode 3: like mode 2, but a fax without a number waits until its user supplies one.
    FieldsOrHold,
}

/// The kind of a control field (such as `@@+FAX:…@@`) in a printed document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// The control field FAX (`@@+FAX:…@@` in a document), with the recipient's fax number.
    Fax,
    /// The control field TAG (`@@+TAG:…@@` in a document), with the user's own name for the job.
    Tag,
    /// The control field PRIO (`@@+PRIO:…@@` in a document), with the job's priority.
    Priority,
    /// The control field NOTIFY (`@@+NOTIFY:…@@` in a document), with the mail addresses that get
    /// report mails about the job.
    Notify,
}

/// A control field (such as `@@+FAX:…@@`) that was found in a document, with its value as printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundField {
    /// The number, counted from 1, of the document's page on which the control field (such as
    /// `@@+FAX:…@@`) was found.
    pub page: u32,
    /// The kind of the control field: FAX, TAG, PRIO or NOTIFY.
    pub field: Field,
    /// The value of the control field as it is printed in the document, such as the number in
    /// `@@+FAX:…@@`.
    pub value: String,
}

/// The values of the control fields (such as `@@+FAX:…@@`) on the pages of one fax.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FaxFields {
    /// The recipient's fax number as it was written in the document; `None` if the fax waits until
    /// its user supplies one.
    pub number: Option<String>,
    /// The job's tag: the user's own name for the job.
    pub tag: Option<String>,
    /// The job's priority, from 0 (sent first) to 255.
    pub priority: Option<u8>,
    /// The mail addresses that get report mails about the fax.
    pub notify: Vec<String>,
    /// All control fields (such as `@@+FAX:…@@`) that were found on the pages of the fax, in the
    /// order of the pages.
    pub found: Vec<FoundField>,
}

impl Field {
    /// All kinds of control fields, which are commands such as `@@+FAX:…@@` in a document.
    pub const ALL: [Self; 4] = [Self::Fax, Self::Tag, Self::Priority, Self::Notify];

    /// The word that names this kind of control field in a document, such as `FAX`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Fax => "FAX",
            Self::Tag => "TAG",
            Self::Priority => "PRIO",
            Self::Notify => "NOTIFY",
        }
    }

    /// The kind of control field that this word names, such as `FAX`; `None` for other words.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.name() == name)
    }
}

impl Display for Field {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
