//! Received colour pages that must be decoded before they are stored. Each page is decoded to black
//! and white on a thread of its own, so that pages of other calls are stored meanwhile. Later
//! requests about the page's fax wait until the page is decoded. So the pages keep their order, and
//! the end of the fax is stored last.

use super::came::{CamePage, Kept};
use super::{StoreRequest, Stored};
use ferrofax_spool::{FaxId, SpoolError};
use std::collections::VecDeque;
use std::sync::mpsc::Sender;
use std::thread::{Builder, JoinHandle};
use std::time::Duration;

/// The interval at which the storage thread checks whether a colour page has been decoded.
const LOOK: Duration = Duration::from_millis(10);

/// The most colour pages that are decoded at the same time. Further pages wait.
const MOST_AT_ONCE: usize = 2;

/// The colour pages that are not stored yet, in the order in which they came.
#[derive(Default)]
pub(super) struct Showing {
    pages: VecDeque<Page>,
    /// A lock for tests: no colour page is decoded while a test holds the lock.
    #[cfg(test)]
    gate: std::sync::Arc<std::sync::Mutex<()>>,
}

struct Page {
    fax: FaxId,
    number: u32,
    work: Work,
    answer: Sender<Stored>,
    /// Requests about this page's fax that the storage thread got while the page was being decoded.
    later: Vec<StoreRequest>,
}

enum Work {
    Waits(Box<CamePage>),
    Goes(JoinHandle<Kept>),
    /// The operating system could not start a thread to decode the page.
    Failed,
}

/// A colour page that was decoded to black and white and can now be stored.
pub(super) struct ShownPage {
    pub(super) fax: FaxId,
    pub(super) number: u32,
    /// The decoded page. The error is [`SpoolError::Internal`] if the decoder panicked, or if no
    /// thread could be started.
    pub(super) kept: Result<Kept, SpoolError>,
    pub(super) answer: Sender<Stored>,
    /// The requests to the storage thread that must be carried out after this page is stored.
    pub(super) later: Vec<StoreRequest>,
}

impl Showing {
    /// Creates an empty list of colour pages for tests. No page is decoded while a test holds the
    /// lock `gate`.
    #[cfg(test)]
    pub(super) fn gated(gate: std::sync::Arc<std::sync::Mutex<()>>) -> Self {
        Self { gate, ..Self::default() }
    }

    /// Adds a received colour page. Its decoding begins as soon as fewer than [`MOST_AT_ONCE`]
    /// others are being decoded.
    pub(super) fn begin(&mut self, fax: FaxId, page: Box<CamePage>, answer: Sender<Stored>) {
        let number = page.page.number;
        let page = Page { fax, number, work: Work::Waits(page), answer, later: Vec::new() };
        self.pages.push_back(page);
        self.start();
    }

    /// Keeps a request of a call if the request must wait until a colour page of its fax is
    /// decoded. Returns any other request.
    pub(super) fn keep(&mut self, request: StoreRequest) -> Option<StoreRequest> {
        let (StoreRequest::Page(fax, ..) | StoreRequest::End { fax, .. }) = &request else {
            return Some(request);
        };
        let Some(page) = self.pages.iter_mut().find(|page| page.fax == *fax) else {
            return Some(request);
        };
        page.later.push(request);
        None
    }

    /// The time until the storage thread checks again whether a colour page has been decoded;
    /// `None` if the list has no page.
    pub(super) fn due_in(&self) -> Option<Duration> {
        (!self.pages.is_empty()).then_some(LOOK)
    }

    /// Removes from the list the pages that have been decoded, and returns them, so that they are
    /// stored.
    pub(super) fn take(&mut self) -> Vec<ShownPage> {
        let is_done = |page: &Page| match &page.work {
            Work::Waits(_) => false,
            Work::Goes(thread) => thread.is_finished(),
            Work::Failed => true,
        };
        let all = std::mem::take(&mut self.pages).into_iter();
        let (done, rest): (VecDeque<Page>, _) = all.partition(is_done);
        self.pages = rest;
        self.start();
        done.into_iter().map(Page::shown).collect()
    }

    /// Waits until all colour pages of the list are decoded, and returns them. The list is empty
    /// afterwards.
    pub(super) fn finish(&mut self) -> Vec<ShownPage> {
        let mut all = Vec::new();
        while let Some(page) = self.pages.pop_front() {
            all.push(page.shown());
            self.start();
        }
        all
    }

    /// The number of colour pages that are being decoded at this moment.
    pub(super) fn going(&self) -> usize {
        self.pages.iter().filter(|page| matches!(page.work, Work::Goes(_))).count()
    }

    fn start(&mut self) {
        let going = self.going();
        let waiting = self.pages.iter_mut().filter(|page| matches!(page.work, Work::Waits(_)));
        for page in waiting.take(MOST_AT_ONCE.saturating_sub(going)) {
            let Work::Waits(came) = std::mem::replace(&mut page.work, Work::Failed) else {
                continue;
            };
            #[cfg(test)]
            let gate = std::sync::Arc::clone(&self.gate);
            let thread = Builder::new().name("ferrofax-colour".to_owned()).spawn(move || {
                #[cfg(test)]
                drop(ferrofax_basics::lock::lock(&gate));
                came.shown()
            });
            match thread {
                Ok(thread) => page.work = Work::Goes(thread),
                Err(error) => {
                    log::error!("fax {}: a page in colours can't be decoded: {error}", page.fax);
                }
            }
        }
    }
}

impl Page {
    fn shown(self) -> ShownPage {
        let Self { fax, number, work, answer, later } = self;
        let kept = match work {
            Work::Goes(thread) => thread.join().map_err(|_| SpoolError::Internal),
            Work::Waits(page) => Ok(page.shown()),
            Work::Failed => Err(SpoolError::Internal),
        };
        ShownPage { fax, number, kept, answer, later }
    }
}
