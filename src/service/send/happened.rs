//! Passes the fax engine's events in a call to the spool, to AMI and to the log, in the order in
//! which they happen.

use super::jobs::sent;
use super::plan::Settled;
use super::{Broken, FaxSendCall};
use crate::service::items;
use crate::service::job_events::job_fields;
use crate::service::line::{HasLeg, Leg};
use crate::service::page_feed::Feeds;
use crate::service::storage::{StoreRequest, What};
use ferrofax_engine::call::{CallEvent, FarIdent, Negotiated};
use ferrofax_engine::t30::outcome::Cause;
use ferrofax_ground::ladder::Rung;
use ferrofax_ground::pii::Pii;
use ferrofax_spool::LadderOf;
use ferrofax_spool::jobs::{JobSession, PageRef};

impl HasLeg for FaxSendCall {
    fn leg(&self) -> &Leg {
        &self.leg
    }

    fn leg_mut(&mut self) -> &mut Leg {
        &mut self.leg
    }

    fn tag(&self) -> String {
        format!("job {}", self.record.jobs())
    }

    fn catch_up(&mut self) {
        self.placed.note_alive();
        self.take_answers();
        self.take_made();
        self.take_stored();
        self.take_wishes();
    }

    fn happened(&mut self, event: CallEvent) {
        match event {
            CallEvent::FarIdent(far) => self.note_ident(far),
            CallEvent::Negotiated(how) => self.note_negotiated(how),
            CallEvent::WantPage { index, can } => {
                self.note_fax_seen();
                self.want(index, &can);
            }
            CallEvent::PageSaid { index } => self.page_said(index),
            CallEvent::PageConfirmed { index, .. } => self.page_confirmed(index),
            CallEvent::PageRefused { index } => {
                self.settled = self.settled.max(index + 1);
                self.order_for(index, What::PageRefused);
            }
            CallEvent::PageLacked { index } => self.order_for(index, What::PageLacked),
            CallEvent::PageUnknown { index } => self.page_unknown(index),
            CallEvent::OperatorWanted => self.note_operator(),
            CallEvent::WantT38 => {
                // The engine has heard flags, so a fax machine is there.
                self.note_fax_seen();
                self.leg.want_t38();
            }
            CallEvent::Page(page) => self.page_fetched(page),
            CallEvent::ReceiptConfirmed { number } => self.fetched_confirmed(number),
            CallEvent::Ended(outcome) => {
                let outcome = self.leg.blame_t38(outcome);
                self.page_not_said();
                if outcome.cause == Cause::Storage {
                    self.broken.get_or_insert(Broken::Storage);
                }
                self.feed.end();
                self.fetching_ended(&outcome);
                self.outcome = Some(outcome);
            }
            CallEvent::Line(report) => self.note_line_seen(report),
            // These events are handled already, belong to received calls, or are reported for each
            // page.
            CallEvent::Trace(_) | CallEvent::Polled(_) | CallEvent::Turned(_) => {}
        }
    }

    fn climbed(&mut self, rungs: Vec<Rung>) {
        let Some(first) = self.plan().jobs.first().filter(|_| !rungs.is_empty()) else { return };
        let of = LadderOf::Call(first.lease.call);
        // If the storage thread is gone, this is logged at the end of the call.
        _ = self.shared.requests.send(StoreRequest::Rungs(of, rungs));
    }

    fn line_told(&mut self, note: &str) {
        log::info!("{}: {note}", self.tag());
        let is_t38 = self.leg.is_t38();
        // Many machines return to audio at the end of the call. The mode in which the pages were
        // sent is recorded.
        if self.record.pages == 0 {
            self.record.is_t38 = is_t38;
        }
        if let Some(line) = &self.line {
            line.update(|line| line.is_t38 = is_t38);
        }
    }
}

impl FaxSendCall {
    /// Records that a fax machine has answered the call. From now on the call counts as an attempt.
    pub(super) fn note_fax_seen(&mut self) {
        if !self.fax_seen {
            self.fax_seen = true;
            self.order(0, What::SessionBegun);
        }
    }

    /// Stores with a job the facts about the call that sends it: the call's unique id and its
    /// trunk.
    pub(super) fn note_call(&mut self, job: usize) {
        let call_id = Some(self.record.info.unique_id.clone());
        let trunk = self.record.info.trunk();
        self.order(job, What::Session(JobSession { call_id, trunk, ..JobSession::default() }));
    }

    fn note_ident(&mut self, far: FarIdent) {
        let ident = far.ident.clone().unwrap_or_default();
        log::info!("{}: the remote fax machine identifies itself as {}", self.tag(), Pii(&ident));
        if let Some(line) = &self.line {
            line.update(|line| ident.clone_into(&mut line.far_ident));
        }
        self.record.far = far;
        self.note_fax_seen();
        self.note_session(self.current_job());
    }

    fn note_negotiated(&mut self, how: Negotiated) {
        log::info!(
            "{}: {} bit/s{}",
            self.tag(),
            how.rate.bps(),
            if how.ecm { " with error correction" } else { "" }
        );
        if let Some(line) = &self.line {
            line.update(|line| (line.rate_bps, line.ecm) = (how.rate.bps(), how.ecm));
        }
        self.record.how = Some(how);
        self.note_session(self.current_job());
        self.page_begins(self.settled);
        if let Some(job) = self.plan().jobs.get(self.current_job()) {
            let fields = self.record.with_call(job_fields(&job.lease));
            self.shared.host.manager_event("FerrofaxSendNegotiated", &fields);
        }
    }

    /// Logs, and reports on AMI, that the remote fax machine asks for an operator. Somebody may
    /// then be called to speak with the person there.
    fn note_operator(&mut self) {
        log::info!("{}: the remote fax machine wants an operator", self.tag());
        self.record.operator = true;
        if let Some(job) = self.plan().jobs.get(self.current_job()) {
            let fields = self.record.with_call(job_fields(&job.lease));
            self.shared.host.manager_event("FerrofaxOperator", &fields);
        }
    }

    /// Stores with a job the facts about the T.30 session: the remote fax machine's identification,
    /// rate, error correction and coding.
    fn note_session(&mut self, job: usize) {
        let how = self.record.how;
        let session = JobSession {
            far_ident: self.record.far.ident.clone(),
            rate_bps: how.map(|how| how.rate.bps()),
            ecm: how.map(|how| how.ecm),
            coding: how.map(|how| how.coding),
            ..JobSession::default()
        };
        self.order(job, What::Session(session));
    }

    /// Stores with a job the measured figures of the telephone line, before the attempt to send the
    /// job ends.
    pub(super) fn note_line(&mut self, job: usize) {
        let (t38, audio) = (self.leg.t38_stats(), self.leg.losses());
        let packets = items::packets(t38, &audio);
        let mode = Some(items::mode(self.record.is_t38));
        let all = items::line_figures(t38, &audio, None);
        let figures = Some(all.since(&std::mem::replace(&mut self.record.figures, all)));
        let line = self.leg.engine.sent_line();
        let session = JobSession { mode, packets, figures, line, ..JobSession::default() };
        self.order(job, What::Session(session));
    }

    /// The index of the job whose page is being sent.
    fn current_job(&self) -> usize {
        self.plan().page_given(self.settled).map_or(0, |(job, _)| job)
    }

    /// Stores in the spool that the fax engine begins to send its page `index`. If this is the
    /// first page of a further job in the call, also stores the facts about the call and the T.30
    /// session with that job.
    fn page_begins(&mut self, index: u32) {
        let Some((at, page)) = self.plan().page_given(index) else { return };
        let Some(job) = self.feed.source.jobs.get_mut(at) else { return };
        if !std::mem::replace(&mut job.begun, true) {
            let id = job.lease.job.id;
            if let Some(line) = &self.line {
                line.update(|line| line.job = Some(id));
            }
            if at > 0 {
                self.order(at, What::SessionBegun);
                self.note_call(at);
                self.note_session(at);
            }
        }
        self.order(at, What::PageBegun(page));
    }

    fn order_for(&mut self, index: u32, what: impl FnOnce(PageRef) -> What) {
        if let Some((job, page)) = self.plan().page_given(index) {
            self.order(job, what(page));
        }
    }

    /// Orders the storage thread to note in the spool that the end of a page (its post-message
    /// command, such as EOP) is about to be sent. That command is sent only after the note is on
    /// disk. Otherwise a crash could make us send the page again although it may have arrived. If
    /// only a part of a long page ends, nothing is noted, since the receiver cannot have the page
    /// before its last part.
    fn page_said(&mut self, index: u32) {
        let is_last = self.plan().is_last_part(index);
        let what: fn(PageRef) -> What = if is_last { What::PageSaid } else { What::PartSaid };
        self.order_for(index, what);
        let waiting = self.page_ends.get_or_insert((index, 0));
        *waiting = (index, waiting.1 + 1);
    }

    /// Lets the fax engine send the end of a page (its post-message command, such as EOP). This
    /// function is called when the spool has stored a note that this command is about to be sent.
    /// If the page was begun again in the meantime, the storage thread must store more notes, and
    /// the engine waits for the last of them.
    pub(super) fn page_may_end(&mut self) {
        match self.page_ends.as_mut() {
            Some((_, orders)) if *orders > 1 => *orders -= 1,
            _ => {
                if let Some((index, _)) = self.page_ends.take() {
                    self.leg.engine.page_end_allowed(index);
                    self.drain_events();
                }
            }
        }
    }

    /// Orders the storage thread to delete the note that the end of a page (its post-message
    /// command, such as EOP) is about to be sent. This is done if the call has ended before that
    /// command was sent.
    fn page_not_said(&mut self) {
        if let Some((index, _)) = self.page_ends.take() {
            self.order_for(index, What::PageLacked);
        }
    }

    /// Notes that the end of a page was never answered, so that the receiver may have the page. If it
    /// was the end of a part of a long page, the receiver cannot have the page: the later parts were
    /// not sent. The next call then sends the page from this part on.
    fn page_unknown(&mut self, index: u32) {
        if self.plan().is_last_part(index) {
            self.order_for(index, What::PageUnknown);
        }
    }

    fn page_confirmed(&mut self, index: u32) {
        self.settled = self.settled.max(index + 1);
        let Some(Settled { job, page, rows, job_is_through }) = self.plan().confirmed(index) else {
            return;
        };
        match rows {
            Some(rows) => self.order(job, What::PartConfirmed(page, rows)),
            None => {
                self.record.pages += 1;
                self.record.is_t38 = self.leg.is_t38();
                self.order(job, What::PageConfirmed(page));
                self.tell_page(job, page);
            }
        }
        if job_is_through && self.fetching.is_none() {
            self.job_is_through(job);
        }
        self.end_failed_jobs();
        self.page_begins(index + 1);
        self.serve();
    }

    /// Handles the moment when all pages of a job are sent. The call may continue with another job.
    /// The attempt of the last job ends only after the hang-up, so that its telephone number counts
    /// as busy until then.
    fn job_is_through(&mut self, job: usize) {
        let is_last = self.plan().is_last(job);
        match self.feed.source.jobs.get_mut(job) {
            Some(planned) if is_last => planned.through = true,
            _ => self.end_job(job, sent()),
        }
    }

    fn tell_page(&mut self, job: usize, page: PageRef) {
        let pages = self.record.pages;
        if let Some(line) = &self.line {
            line.update(|line| line.pages = pages);
        }
        let Some(planned) = self.feed.source.jobs.get_mut(job) else { return };
        planned.confirmed += 1;
        let number = planned
            .lease
            .job
            .pages
            .iter()
            .find(|known| known.at == page)
            .map_or(0, |known| known.number);
        let mut fields = job_fields(&planned.lease);
        fields.push(("Page", number.to_string()));
        fields.push(("PagesConfirmed", planned.confirmed.to_string()));
        self.shared
            .host
            .manager_event("FerrofaxSendPage", &self.record.with_call(fields));
    }
}
