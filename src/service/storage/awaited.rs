//! Received pages that are confirmed to the sending fax machine only when the shared database has
//! them (`durable = shared`). They are already on the disk of this machine.
//!
//! The Ferrofax service on this machine copies the pages to the shared database, and notes that in
//! the spool. While a page waits for the shared database, the pages of other calls are stored.

use super::Stored;
use ferrofax_spool::{FaxId, NewFax, Spool, SpoolError, waits_for_store};
use std::collections::HashMap;
use std::sync::mpsc::Sender;
use std::time::{Duration, Instant};

/// The interval at which the storage thread checks whether the shared database has the received
/// pages that wait for it.
const LOOK: Duration = Duration::from_millis(10);

/// The advice for an administrator if this machine does not copy its received pages to a shared
/// database, although a fax device requires it.
const NO_STORE: &str = "this machine has no store ([node] in gateway.toml), and its device says durable = shared; \
                        put the one in or take the other out";

/// The calls whose received pages must be copied to the shared database before they are confirmed,
/// and the pages that wait for that.
#[derive(Default)]
pub(super) struct Awaited {
    /// For each call, the longest time for which one of its pages may wait until the shared
    /// database has it.
    calls: HashMap<FaxId, Duration>,
    pages: Vec<Page>,
}

/// A page that is on this machine's disk and waits for the shared database.
struct Page {
    fax: FaxId,
    number: u32,
    answer: Sender<Stored>,
    within: Duration,
    until: Instant,
}

impl Awaited {
    /// Notes whether the pages of a call must wait for the shared database. Called when the call
    /// has begun, and when its fax is moved to another fax device.
    pub(super) fn note(&mut self, fax: FaxId, new: &NewFax) {
        match waits_for_store(new) {
            Some(within) => drop(self.calls.insert(fax, within)),
            None => drop(self.calls.remove(&fax)),
        }
    }

    /// Whether the received pages of this call are confirmed only when the shared database has
    /// them.
    pub(super) fn waits(&self, fax: FaxId) -> bool {
        self.calls.contains_key(&fax)
    }

    /// Handles the result of storing a received page on this machine. If `stored` is `Some(true)`,
    /// the page must also be in the shared database, and the answer to the call waits for that. In
    /// all other cases the call that received the page gets its answer now. If `stored` is
    /// `Some(false)`, the answer is an error: the page should be in a shared database, but this
    /// machine has none.
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

    /// The time until the storage thread checks again whether the shared database has a waiting
    /// page; `None` if no page waits.
    pub(super) fn due_in(&self) -> Option<Duration> {
        (!self.pages.is_empty()).then_some(LOOK)
    }

    /// Reports to each call which of its received pages the shared database now has, and which
    /// pages it did not get in time.
    pub(super) fn look(&mut self, spool: &Result<Spool, SpoolError>) {
        self.pages.retain(|page| {
            let Page { fax, number, .. } = *page;
            // If the spool can't be asked now, it is asked again later.
            let is_there =
                spool.as_ref().is_ok_and(|spool| spool.receiving().is_page_shared(fax, number) == Ok(true));
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

    /// Stops waiting for the pages of a call, because the call is over. No further page of the call
    /// will be confirmed to the sending fax machine, and all its pages are on this machine's disk.
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
