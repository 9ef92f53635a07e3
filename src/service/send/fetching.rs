//! Fetches a document in a call (polling): its pages become a fax of the job's device.
//!
//! The fax is stored when its first page has come; if there is nothing to fetch, there is no fax.
//! Like any received page, a page is confirmed to the remote fax machine only when it is on disk.

use super::plan::PlannedJob;
use super::{Broken, FaxSendCall};
use crate::service::items;
use crate::service::job_events::{Fields, job_fields};
use crate::service::line::HasLeg;
use crate::service::storage::{CamePage, StoreRequest, Stored, What};
use crate::service::undecoded::UndecodedPages;
use ferrofax_basics::UnixMs;
use ferrofax_engine::call::{LineReport, ReceivedPage};
use ferrofax_engine::t30::outcome::{Cause, Outcome};
use ferrofax_spool::{FaxEnd, FaxId, NewFax, SessionFacts, SpoolError};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};

/// The longest time that the end of a call waits until the spool has stored the results of the
/// call. After that time, the dialplan continues without these results.
const LONGEST_STORE: Duration = Duration::from_secs(20);

/// The document that a call fetches (polls), and the progress of the fetch.
pub(super) struct Fetching {
    new: NewFax,
    fax: Fax,
    /// The fetched pages that cannot be stored yet, because the spool has not given a number to the
    /// fax yet.
    waiting: Vec<CamePage>,
    stored: Receiver<Stored>,
    stored_from: Sender<Stored>,
    /// The number of pages of the fetched document that are being written to the disk.
    storing: u32,
    /// The numbers of the pages that were confirmed to the remote fax machine.
    confirmed: Vec<u32>,
    /// The last measurement of the telephone line's quality, by the modem for page data.
    line: Option<LineReport>,
    /// The pages of the fetched document that could not be decoded to the end.
    undecoded: UndecodedPages,
}

/// The state of the received fax to which the fetched pages belong.
#[derive(Clone, Copy)]
enum Fax {
    /// No page of the fetched document has arrived yet, so there is no fax.
    None,
    /// The storage thread was asked to begin the fax in the spool.
    Asked,
    /// The spool stores the fax under this number.
    Is(FaxId),
}

impl Fetching {
    pub(super) fn new(new: NewFax) -> Self {
        let (stored_from, stored) = channel();
        let (fax, waiting, line) = (Fax::None, Vec::new(), None);
        let (confirmed, undecoded) = (Vec::new(), UndecodedPages::default());
        Self { new, fax, waiting, stored, stored_from, storing: 0, confirmed, line, undecoded }
    }

    fn id(&self) -> Option<FaxId> {
        if let Fax::Is(fax) = self.fax { Some(fax) } else { None }
    }
}

impl FaxSendCall {
    /// Handles a received page of the document that this call fetches (polling).
    pub(super) fn page_fetched(&mut self, page: ReceivedPage) {
        self.record.is_t38 = self.leg.is_t38();
        if let Some(line) = &self.line {
            line.update(|line| line.pages = line.pages.max(page.number));
        }
        self.shared.host.manager_event(
            "FerrofaxFetchPage",
            &self.record.with_call(fields_of_page(&self.plan().jobs, &page)),
        );
        let (tag, memory) = (self.tag(), self.leg.page_share(&page));
        let Some(fetching) = &mut self.fetching else { return };
        fetching.undecoded.note(&page, &tag);
        fetching.waiting.push(items::new_page(page, memory));
        if let Fax::None = fetching.fax {
            fetching.fax = Fax::Asked;
            let new = Box::new(fetching.new.clone());
            self.order(0, What::BeginFetched(new));
        }
        self.store_fetched();
    }

    /// Notes that a received page of the document was confirmed to the remote fax machine.
    pub(super) fn fetched_confirmed(&mut self, number: u32) {
        if let Some(fetching) = &mut self.fetching {
            fetching.confirmed.push(number);
        }
    }

    /// Stores in the call the number under which the spool stores the fetched fax.
    pub(super) fn fetched_is(&mut self, fax: FaxId) {
        log::info!("{}: the fetched pages are fax {fax}", self.tag());
        self.record.fax = Some(fax);
        if let Some(fetching) = &mut self.fetching {
            fetching.fax = Fax::Is(fax);
        }
        self.store_fetched();
    }

    fn store_fetched(&mut self) {
        let Some(fetching) = &mut self.fetching else { return };
        let Some(fax) = fetching.id() else { return };
        for page in std::mem::take(&mut fetching.waiting) {
            let request = StoreRequest::Page(fax, Box::new(page), fetching.stored_from.clone());
            // Without the storage thread no page is confirmed.
            fetching.storing += u32::from(self.shared.requests.send(request).is_ok());
        }
    }

    /// Reports to the fax engine which received pages are on the disk.
    pub(super) fn take_stored(&mut self) {
        while let Some(stored) = self.fetching.as_ref().and_then(|it| it.stored.try_recv().ok()) {
            self.note_stored(&stored);
        }
    }

    fn note_stored(&mut self, stored: &Stored) {
        if let Some(fetching) = &mut self.fetching {
            fetching.storing = fetching.storing.saturating_sub(1);
        }
        match stored.result {
            Ok(()) => self.leg.engine.page_stored(stored.page),
            Err(SpoolError::DocumentTooLarge { .. }) => {
                self.leg.engine.page_beyond_limit(stored.page);
            }
            Err(_) => self.leg.engine.page_not_stored(stored.page),
        }
        if let (Some(fetching), Some(outcome)) = (&mut self.fetching, &mut self.outcome) {
            let before = *outcome;
            stored.correct(outcome, &mut fetching.confirmed);
            self.record.pages = self.record.pages.saturating_sub(before.pages - outcome.pages);
            if *outcome != before && outcome.cause == Cause::Storage {
                self.broken.get_or_insert(Broken::Storage);
            }
        }
    }

    /// Whether a page of the fetched document is being written to the disk.
    pub(super) fn is_storing(&self) -> bool {
        self.fetching.as_ref().is_some_and(|fetching| fetching.storing > 0)
    }

    /// Records a measurement of the telephone line's quality. The modem for page data makes such a
    /// measurement when it has trained, and again at the end of the signal that follows.
    pub(super) fn note_line_seen(&mut self, report: LineReport) {
        if let Some(fetching) = &mut self.fetching {
            fetching.line = Some(report);
        }
    }

    /// At the end of the call, adds the number of fetched pages to the facts about the call.
    pub(super) fn fetching_ended(&mut self, outcome: &Outcome) {
        if self
            .fetching
            .as_ref()
            .is_some_and(|fetching| !matches!(fetching.fax, Fax::None))
        {
            self.record.pages += outcome.pages;
        }
    }

    /// After the call, waits for the number of the fetched fax, and until its last pages are on disk,
    /// for at most [`LONGEST_STORE`] each.
    pub(super) fn settle_fetched(&mut self) {
        if self.fetching.as_ref().is_none_or(|fetching| matches!(fetching.fax, Fax::None)) {
            return;
        }
        self.wait_for_storage();
        if let Some(fax) = self.fetching.as_ref().and_then(Fetching::id) {
            // If the storage thread is gone, no page waits.
            let _ = self.shared.requests.send(StoreRequest::Unawaited(fax));
        }
        let until = Instant::now() + LONGEST_STORE;
        while let Some(fetching) = self.fetching.as_ref().filter(|it| it.storing > 0) {
            match fetching.stored.recv_timeout(until.saturating_duration_since(Instant::now())) {
                Ok(stored) => self.note_stored(&stored),
                Err(_) => break,
            }
        }
        // If the fax could not be begun in the spool, its pages still wait and cannot be stored.
        let unstored = self.fetching.as_mut().map(|it| std::mem::take(&mut it.waiting));
        for page in unstored.unwrap_or_default() {
            let (page, result) = (page.page.number, Err(SpoolError::Internal));
            self.note_stored(&Stored { page, result });
        }
    }

    /// Stores the end of the fetched fax, if there is one, after all earlier requests to the
    /// storage thread. The end of the job's attempt is stored only after that. So if the
    /// spool says that a job has ended, it also has the end of the fax that the job fetched.
    pub(super) fn file_fetched(&mut self, outcome: &Outcome) {
        let Some(fax) = self.fetching.as_ref().and_then(Fetching::id) else { return };
        let requests = &self.shared.requests;
        let facts = Box::new(self.facts_of_fetched());
        let (done, waits) = channel();
        let mut end = Box::new(FaxEnd::of(outcome, UnixMs::now()));
        let mut confirmed = Vec::new();
        if let Some(fetching) = &mut self.fetching {
            fetching.undecoded.add_to(&mut end);
            confirmed = std::mem::take(&mut fetching.confirmed);
        }
        let sent = requests.send(StoreRequest::Session(fax, facts));
        let sent =
            sent.and_then(|()| requests.send(StoreRequest::End { fax, confirmed, end, done }));
        if sent.is_err() {
            return log::error!("fax {fax}: the storage thread is gone");
        }
        if waits.recv_timeout(LONGEST_STORE).is_err() {
            log::warn!("fax {fax}: the disk is slow; the fax is filed when it lets us");
        }
    }

    /// The facts about the T.30 session that are stored with the fetched fax.
    fn facts_of_fetched(&self) -> SessionFacts {
        let (how, losses) = (self.record.how, self.leg.losses());
        let line = self.fetching.as_ref().and_then(|fetching| fetching.line);
        SessionFacts {
            far_ident: self.record.far.ident.clone(),
            sub: self.record.far.sub.clone(),
            sid: self.record.far.sid.clone(),
            rate_bps: how.map(|how| how.rate.bps()),
            ecm: how.map(|how| how.ecm),
            coding: how.map(|how| how.coding),
            resolution: how.map(|how| how.resolution),
            mode: Some(items::mode(self.record.is_t38)),
            packets: items::packets(self.leg.t38_stats(), &losses),
            line: line.map(|report| report.to_string()),
            // The figures of the line are stored with the job.
            figures: None,
        }
    }
}

/// The fields of the AMI event for a page that was fetched.
fn fields_of_page(jobs: &[PlannedJob], page: &ReceivedPage) -> Fields {
    let mut fields = jobs.first().map(|job| job_fields(&job.lease)).unwrap_or_default();
    fields.push(("Page", page.number.to_string()));
    fields.push(("Complete", if page.complete { "yes" } else { "no" }.to_owned()));
    fields
}
