//! Pages that are on this disk and wait until the store that several machines share has them, too
//! (`durable = shared`). The program beside us brings them there, and notes it in the spool;
//! pages of other calls are stored meanwhile.

use super::Stored;
use ferrofax_spool::{FaxId, NewFax, Spool, SpoolError, waits_for_store};
use std::collections::HashMap;
use std::sync::mpsc::Sender;
use std::time::{Duration, Instant};

/// How often it is looked whether the store has them.
const LOOK: Duration = Duration::from_millis(10);

/// What mends it where nobody brings them.
const NO_STORE: &str = "this machine has no store ([node] in gateway.toml), and its device says durable = shared; \
                        put the one in or take the other out";

/// Calls whose pages wait, and the pages.
#[derive(Default)]
pub(super) struct Awaited {
    /// For how long a page of theirs waits.
    calls: HashMap<FaxId, Duration>,
    pages: Vec<Page>,
}

/// A page that is on this disk.
struct Page {
    fax: FaxId,
    number: u32,
    answer: Sender<Stored>,
    within: Duration,
    until: Instant,
}

impl Awaited {
    /// A call has begun, or goes to another device now.
    pub(super) fn note(&mut self, fax: FaxId, new: &NewFax) {
        match waits_for_store(new) {
            Some(within) => drop(self.calls.insert(fax, within)),
            None => drop(self.calls.remove(&fax)),
        }
    }

    /// Whether pages of this call wait for the store.
    pub(super) fn waits(&self, fax: FaxId) -> bool {
        self.calls.contains_key(&fax)
    }

    /// A page was stored here, or not. Whoever asked is answered now, unless it has to wait for
    /// the store, which this machine has or not; none: it waits for nothing.
    pub(super) fn stored(
        &mut self,
        (fax, number): (FaxId, u32),
        stored: Result<Option<bool>, SpoolError>,
        answer: Sender<Stored>,
    ) {
        let result = match (stored, self.calls.get(&fax)) {
            (Ok(Some(true)), Some(within)) => {
                let (within, until) = (*within, Instant::now() + *within);
                return self.pages.push(Page { fax, number, answer, within, until });
            }
            (Ok(Some(false)), _) => {
                let why = NO_STORE.to_owned();
                Err(SpoolError::NotShared { fax, page: number, why })
            }
            (stored, _) => stored.map(drop),
        };
        tell(fax, number, &answer, result);
    }

    /// When it is to be looked again; none if nothing waits.
    pub(super) fn due_in(&self) -> Option<Duration> {
        (!self.pages.is_empty()).then_some(LOOK)
    }

    /// Answers those that the store has by now, or that have waited for too long.
    pub(super) fn look(&mut self, spool: &Result<Spool, SpoolError>) {
        self.pages.retain(|page| {
            let Page { fax, number, .. } = *page;
            // What can't be asked now is asked again.
            let is_there =
                spool.as_ref().is_ok_and(|spool| spool.is_page_shared(fax, number) == Ok(true));
            if is_there {
                tell(fax, number, &page.answer, Ok(()));
            } else if Instant::now() >= page.until {
                let seconds = page.within.as_secs();
                let why = format!(
                    "it had {seconds} s for it (durable_within); `ferrofax serve` brings it there, and its log and \
                     `ferrofax node` say what is in the way"
                );
                tell(fax, number, &page.answer, Err(SpoolError::NotShared { fax, page: number, why }));
            } else {
                return true;
            }
            false
        });
    }

    /// The call is over: none of its pages is confirmed any more, and all are on this disk.
    pub(super) fn forget(&mut self, fax: FaxId) {
        self.calls.remove(&fax);
        for page in self.pages.extract_if(.., |page| page.fax == fax) {
            tell(fax, page.number, &page.answer, Ok(()));
        }
    }
}

fn tell(fax: FaxId, page: u32, answer: &Sender<Stored>, result: Result<(), SpoolError>) {
    match &result {
        Ok(()) => {}
        Err(error @ SpoolError::NotShared { .. }) => {
            log::error!(
                "fax {fax}: page {page} is on this disk, and will not be confirmed: {error}"
            );
        }
        Err(error) => {
            log::error!("fax {fax}: page {page} is not stored and will not be confirmed: {error}");
        }
    }
    let _ = answer.send(Stored { page, result });
}
