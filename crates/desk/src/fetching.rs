//! Polling: fetches a document from the remote fax machine that holds it.

use std::collections::BTreeMap;

use super::{Desk, DeskError, Person};
use ferrofax_basics::UnixMs;
use ferrofax_rights::order::{Order, Taken};
use ferrofax_spool::submission::{Draft, DraftFetch};
use ferrofax_spool::wish::Wish;

/// A request to fetch a document by polling.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct ToFetch {
    /// The fax number of the machine that holds the document.
    pub number: String,
    /// The device that fetches the document: 2101, or 2101@context.
    pub device: String,
    /// The selective polling address (SEP) under which the document is held; empty if the document
    /// is held for every calling fax machine.
    pub sep: String,
    /// The polling password (PWD); empty if the document needs none.
    pub pwd: String,
    /// The earliest time of the call, written as for [`Wish::At`]; empty: now.
    pub at: String,
    /// A label for the job, which the person chooses; empty: no label.
    pub tag: String,
    /// A mark: a unique text that identifies the request and is stored with the job. If the request
    /// is repeated with the same mark, the existing job is found and no new one is created.
    pub mark: Option<String>,
}

impl Desk {
    /// Creates a job that calls a remote fax machine and fetches a document from it (polling). The
    /// person needs the same rights as for sending a fax.
    ///
    /// # Errors
    /// The same errors as of [`Desk::send`].
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
