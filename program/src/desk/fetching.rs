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
        let ToFetch { number, device, sep, pwd, mark } = wanted;
        let mut draft = Draft {
            number: number.trim().to_owned(),
            device: device.clone(),
            fetch: Some(DraftFetch { sep: sep.trim().to_owned() }),
            ..Draft::default()
        };
        if !pwd.trim().is_empty() {
            draft.set(Wish::Pwd, pwd);
        }
        let (documents, mark) = (Vec::new(), mark.clone());
        self.send(person, &Order { draft, documents, mark, options: BTreeMap::new() }, now)
    }
}
