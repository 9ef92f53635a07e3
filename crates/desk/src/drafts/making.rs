//! The documents of drafts that are being converted to fax pages now, with the page that each
//! conversion has reached. People and programs see from it that the work continues.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use super::{Draft, whose};
use crate::{Desk, Person};
use ferrofax_basics::lock::lock;
use ferrofax_convert::{PageOf, Reached};

/// A document of a draft that is being converted to fax pages now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Making {
    /// The name of the document.
    pub document: String,
    /// The page on which the conversion works.
    pub at: PageOf,
}

/// The documents of all drafts that are being converted now, by the numbers of the drafts. Each
/// draft has at most one, because the draft is locked during the conversion.
#[derive(Clone, Default)]
pub(crate) struct AllMaking(Arc<Mutex<BTreeMap<i64, One>>>);

struct One {
    draft: Draft,
    document: String,
    reached: Reached,
}

/// The conversion of a document that is in progress. When this value is dropped, the conversion is
/// removed from the list [`AllMaking`].
pub(super) struct Begun {
    all: AllMaking,
    draft: i64,
    pub(super) reached: Reached,
}

impl AllMaking {
    /// Adds the conversion of a document of this draft to the list. It is removed when the returned
    /// value is dropped.
    pub(super) fn begin(&self, draft: &Draft, document: &str) -> Begun {
        let reached = Reached::default();
        let (draft, document) = (draft.clone(), document.to_owned());
        let id = draft.id;
        lock(&self.0).insert(id, One { draft, document, reached: reached.clone() });
        Begun { all: self.clone(), draft: id, reached }
    }
}

impl Drop for Begun {
    fn drop(&mut self) {
        lock(&self.all.0).remove(&self.draft);
    }
}

impl One {
    fn shown(&self) -> Making {
        Making { document: self.document.clone(), at: self.reached.now() }
    }
}

impl Desk {
    /// The document of a draft of this person that is being converted now; `None` if there is none.
    pub fn making(&self, person: &Person) -> Option<Making> {
        let all = lock(&self.making.0);
        all.values().find(|one| one.draft.is_of(whose(person))).map(One::shown)
    }

    /// The document of this draft that is being converted now; `None` if there is none.
    pub fn making_of(&self, draft: i64) -> Option<Making> {
        lock(&self.making.0).get(&draft).map(One::shown)
    }
}
