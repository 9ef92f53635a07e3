//! A document is fetched from the fax machine that holds it (polling).

use std::collections::BTreeMap;

use super::{Desk, DeskError, Person};
use crate::order::{Order, Taken};
use ferrofax_basics::UnixMs;
use ferrofax_spool::submission::{Draft, DraftFetch};
use ferrofax_spool::wish::Wish;

/// What is to be fetched, from whom and for whom.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct ToFetch {
    /// The number of the machine that holds it.
    pub number: String,
    /// For which device: 2101, or 2101@context.
    pub device: String,
    /// Under which number it is held (SEP); empty: for all.
    pub sep: String,
    /// The password for it (PWD); empty: none.
    pub pwd: String,
    /// Not before this moment, as [`Wish::At`] is written; empty: at once.
    pub at: String,
    /// What the person calls it; empty: nothing.
    pub tag: String,
    /// Kept with the job, by which it is found again.
    pub mark: Option<String>,
}

impl Desk {
    /// Has a document fetched, by a job of this person's: the same rights decide as for what he
    /// sends.
    ///
    /// # Errors
    /// As [`Desk::send`].
    pub fn fetch(
        &self,
        person: &Person,
        wanted: &ToFetch,
        now: UnixMs,
    ) -> Result<Taken, DeskError> {
        let ToFetch { number, device, sep, pwd, at, tag, mark } = wanted;
        let mut draft = Draft {
            number: number.trim().to_owned(),
            device: device.clone(),
            fetch: Some(DraftFetch { sep: sep.trim().to_owned() }),
            ..Draft::default()
        };
        for (wish, text) in [(Wish::Pwd, pwd), (Wish::At, at), (Wish::Tag, tag)] {
            if !text.trim().is_empty() {
                draft.set(wish, text);
            }
        }
        let (documents, mark) = (Vec::new(), mark.clone());
        self.send(person, &Order { draft, documents, mark, options: BTreeMap::new() }, now)
    }
}
