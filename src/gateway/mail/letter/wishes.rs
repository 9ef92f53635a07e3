//! What the sender wishes, by header lines (`X-Fax-Priority: 10`) or words in the subject (`[fax priority=10]`).

use super::Head;
use crate::spool::submission::Draft;
use crate::t4::Resolution;

/// What the sender wishes. Values are as they were written; the order checks them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wishes {
    /// 0 (first) to 255 (last).
    pub priority: Option<String>,
    /// Not before.
    pub at: Option<String>,
    /// Not after.
    pub expires: Option<String>,
    /// A word of the sender's for the job.
    pub tag: Option<String>,
    /// With a cover page, or without.
    pub cover: Option<bool>,
    /// Who gets the reports.
    pub notify: Option<String>,
    /// Which reports: `each`, `end`, `failure`, `never`.
    pub report: Option<String>,
    /// Sessions in which a fax machine answered, at most.
    pub tries: Option<String>,
    /// Calls, at most.
    pub dials: Option<String>,
    /// The receiver's name, for the cover page.
    pub recipient: Option<String>,
    /// The receiver's company.
    pub company: Option<String>,
    /// The finest resolution.
    pub resolution: Option<Resolution>,
    /// Wishes that are none: to be told.
    pub wrong: Vec<WishError>,
}

/// A wish that cannot be fulfilled.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WishError {
    /// Nobody knows the word.
    #[error("'{0}' is no word for a fax; {KNOWN} are")]
    UnknownWord(String),
    /// The word takes other values.
    #[error("{word}: '{value}' is none of {known}")]
    Value {
        /// The word.
        word: String,
        /// What was written.
        value: String,
        /// What may be written.
        known: &'static str,
    },
}

const KNOWN: &str =
    "priority, at, expires, tag, cover, notify, report, tries, dials, recipient, company and resolution";

impl Wishes {
    /// The wishes of a mail, and its subject without them.
    pub fn read(head: &Head, subject_keywords: bool) -> (Self, String) {
        let _ = subject_keywords;
        (Self::default(), head.subject.clone())
    }

    /// Puts the wishes that are words of an order into it. The resolution, the cover page and the company are not.
    pub fn apply(&self, draft: &mut Draft) {
        let words = [
            (&self.priority, &mut draft.priority),
            (&self.at, &mut draft.at),
            (&self.expires, &mut draft.expires),
            (&self.tag, &mut draft.tag),
            (&self.notify, &mut draft.notify),
            (&self.report, &mut draft.report),
            (&self.tries, &mut draft.tries),
            (&self.dials, &mut draft.dials),
            (&self.recipient, &mut draft.recipient),
        ];
        for (wish, word) in words {
            if wish.is_some() {
                word.clone_from(wish);
            }
        }
    }
}
