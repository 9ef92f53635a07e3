//! One received call, from the moment when the dialplan reaches `FaxDevice` until the call's result
//! variables are set.
//!
//! The channel's thread owns the call and runs its engine. The storage thread does the work that
//! waits for the disk. The call takes the storage thread's answers between two frames, so that the
//! audio never waits.

mod addressed;
mod begin;
mod giving;
mod judge;
mod record;

pub(super) use begin::Reception;

use super::host::{CallHost, CallInfo, Host};
use super::items::{self, ItemError};
use super::line::{HasLeg, Leg, Line, OneWay, Switch, T38Memory, fastest};
use super::page_feed::{Feeds, PageFeed, PageTrouble};
use super::recorder::CallTape;
use super::settings::T38Use;
use super::stats::Stats;
use super::storage::{StoreRequest, Stored};
use addressed::{Addressing, Other};
use ferrofax_basics::DeviceName;
use ferrofax_basics::UnixMs;
use ferrofax_engine::call::{AnswerConfig, Call, CallEvent, CallSettings, FarIdent};
use ferrofax_engine::t30::outcome::{Cause, Outcome, Phase, Status};
use ferrofax_ground::ladder::Rung;
use ferrofax_ground::pii::Pii;
use ferrofax_ground::t4::Bitmap;
use ferrofax_spool::{FaxId, HeldFetch, LadderOf, SpoolError, TrunkWay};
use giving::{Giving, HeldPages};
use judge::Judge;
use record::Record;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

/// The longest time after the call that the last pages may take to reach the disk. After that time,
/// the dialplan continues without the result.
const LONGEST_STORE: Duration = Duration::from_secs(20);

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// The parts of the service that a received fax call uses.
struct Shared {
    pub(super) requests: Sender<StoreRequest>,
    pub(super) host: Arc<dyn Host>,
    pub(super) stats: Arc<Stats>,
    pub(super) t38: Arc<T38Memory>,
}

/// One received call. The call receives faxes. If the calling fax machine polls, the call sends a
/// document that the fax device holds for polling.
struct FaxCall {
    leg: Leg,
    config: AnswerConfig,
    t38: T38Use,
    fax: FaxId,
    record: Record,
    line: Line,
    shared: Shared,
    stored: Receiver<Stored>,
    stored_from: Sender<Stored>,
    /// The number of received pages that are being written to the disk.
    storing: u32,
    /// The numbers of the pages that were confirmed to the caller.
    confirmed: Vec<u32>,
    addressing: Option<Addressing>,
    giving: Giving,
    judge: Judge,
    /// The number of pages that had been received when the calling fax machine began to poll for a
    /// document.
    pages_before_giving: u32,
    /// The outcome of the fax; `None` until the fax has ended.
    outcome: Option<Outcome>,
    /// The outcome of sending the document that the calling fax machine polled for; `None` until
    /// the sending has ended.
    given: Option<Outcome>,
    filed: bool,
}

impl FaxCall {
    pub(super) fn new(
        fax: FaxId,
        info: CallInfo,
        config: AnswerConfig,
        t38: T38Use,
        device: DeviceName,
        line: Line,
        shared: Shared,
    ) -> Self {
        let (stored_from, stored) = channel();
        let record = Record::new(fax, info, device, config.ident.clone());
        shared.host.manager_event("FerrofaxStart", &record.start_fields());
        Self {
            leg: leg(&config, t38, None),
            config,
            t38,
            fax,
            record,
            line,
            shared,
            stored,
            stored_from,
            storing: 0,
            confirmed: Vec::new(),
            addressing: None,
            giving: Giving::default(),
            judge: Judge::default(),
            pages_before_giving: 0,
            outcome: None,
            given: None,
            filed: false,
        }
    }

    /// Sets the rules by which a fax with a subaddress is routed to another fax device instead of
    /// the called device.
    pub(super) fn addressed(mut self, addressing: Addressing) -> Self {
        self.addressing = Some(addressing);
        self
    }

    /// Sets the documents that the called fax device holds for polling, and that a calling fax
    /// machine may fetch in this call.
    pub(super) fn holding(mut self, giving: Giving) -> Self {
        self.giving = giving;
        self
    }

    /// Adds to the call the junk rules of its fax device, which decide whether the fax is unwanted.
    pub(super) fn judged(mut self, judge: Judge) -> Self {
        self.judge = judge;
        self
    }

    /// Sets the writer of the call recording. If `tape` is `None`, the call is not recorded.
    pub(super) fn recorded(mut self, tape: Option<CallTape>) -> Self {
        self.leg = leg(&self.config, self.t38, tape);
        self
    }

    fn note_stored(&mut self, stored: &Stored) {
        self.storing = self.storing.saturating_sub(1);
        match &stored.result {
            Ok(()) => self.leg.engine.page_stored(stored.page),
            Err(SpoolError::DocumentTooLarge { .. }) => {
                self.leg.engine.page_beyond_limit(stored.page);
            }
            Err(error) => {
                self.record.is_not_shared |= matches!(error, SpoolError::NotShared { .. });
                self.leg.engine.page_not_stored(stored.page);
            }
        }
        if let Some(outcome) = &mut self.outcome {
            stored.correct(outcome, &mut self.confirmed);
        }
    }

    /// After the call, waits until the last pages are on disk, for at most [`LONGEST_STORE`].
    fn settle(&mut self) {
        let until = Instant::now() + LONGEST_STORE;
        while self.storing > 0 {
            match self.stored.recv_timeout(until.saturating_duration_since(Instant::now())) {
                Ok(stored) => self.note_stored(&stored),
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {
                    log::warn!(
                        "fax {}: the disk is slow; its last pages are filed when it lets us",
                        self.fax
                    );
                    return;
                }
            }
        }
    }

    fn outcome(&self) -> Outcome {
        // If a call brought no fax, its outcome is that of the document that was fetched.
        let fax = self.outcome.filter(|_| self.given.is_none() || self.record.pages > 0);
        fax.or(self.given).unwrap_or(Outcome {
            status: Status::Failed,
            phase: Phase::E,
            cause: Cause::InternalError,
            pages: self.record.pages,
        })
    }

    /// Lets the storage thread store the end of the call. This is done only once for a call. The
    /// storage thread does it after all earlier requests of the call, so no page is stored later.
    fn file(&mut self, outcome: &Outcome) {
        self.filed = true;
        self.record.t38 = self.leg.t38_stats();
        if self.leg.t38_went_wrong(outcome.status == Status::Received) {
            self.shared.t38.note(self.record.caller(), self.shared.host.steady_ms());
        }
        // Count, log and report the end on AMI.
        let losses = self.leg.losses();
        self.record.audio = losses;
        self.shared.stats.ended(outcome);
        self.shared.stats.audio_ended(&losses);
        log::info!(
            "fax {}: {} with {} pages in phase {}: {}",
            self.fax,
            outcome_word(outcome),
            outcome.pages,
            outcome.phase,
            outcome.cause.text()
        );
        self.log_losses();
        self.leg.end_record(self.record.ended(outcome));
        self.judge();
        self.note_v34();
        self.shared.host.manager_event("FerrofaxEnd", &self.record.end_fields(outcome));
        // File the end in the spool, where the outbox finds it.
        self.ask(StoreRequest::Session(self.fax, self.record.line_facts()));
        let (done, waits) = channel();
        let confirmed = std::mem::take(&mut self.confirmed);
        self.ask(StoreRequest::End {
            fax: self.fax,
            confirmed,
            end: self.record.end(outcome, self.given.is_some()),
            done,
        });
        if waits.recv_timeout(LONGEST_STORE).is_err() {
            log::warn!("fax {}: the disk is slow; the fax is filed when it lets us", self.fax);
        }
    }

    /// Reports to the storage thread, for later calls, whether V.34 worked on the call's trunk.
    fn note_v34(&self) {
        let trunk = self.record.info().trunk();
        if let (Some(trunk), Some(worked)) = (trunk, self.leg.engine.v34_worked()) {
            self.ask(StoreRequest::HadV34(trunk, TrunkWay::In, worked));
        }
    }

    /// Checks whether the received fax is junk (an unwanted fax). A junk fax is stored as junk,
    /// counted, logged and reported on AMI.
    fn judge(&mut self) {
        let ident = self.record.far_ident().unwrap_or_default();
        let Some(rule) = self.judge.rule(self.record.caller(), &ident) else { return };
        self.shared.stats.change(|counts| counts.junk += 1);
        log::info!("fax {}: is filed as junk, by the rule '{}'", self.fax, Pii(&rule));
        let until = UnixMs::now() + i64::from(self.judge.days) * DAY_MS;
        self.ask(StoreRequest::Junk(self.fax, rule.clone(), until));
        self.record.junk = Some(rule);
    }

    fn ask(&self, request: StoreRequest) {
        if self.shared.requests.send(request).is_err() {
            log::error!("fax {}: the storage thread is gone", self.fax);
        }
    }
}

impl OneWay for FaxCall {
    fn item(&self, item: &str) -> Option<String> {
        match item.to_ascii_lowercase().as_str() {
            "t38" => Some(self.t38.word().to_owned()),
            _ => self.record.item(item, &self.config, self.outcome.as_ref()),
        }
    }

    fn set_item(&mut self, item: &str, value: &str) -> Result<(), ItemError> {
        if self.leg.has_begun() {
            return Err(ItemError::Begun(item.to_owned()));
        }
        match item.to_ascii_lowercase().as_str() {
            "t38" => self.t38 = T38Use::read(value)?,
            item => items::set_answer(&mut self.config, item, value)?,
        }
        self.config.ident.clone_into(&mut self.record.local_ident);
        let tape = self.leg.take_tape();
        self.leg = leg(&self.config, self.t38, tape);
        Ok(())
    }

    fn is_waiting(&self) -> bool {
        self.storing > 0 || self.giving.is_making()
    }

    fn finish(mut self: Box<Self>, host: &mut dyn CallHost) {
        self.leg.hang_up();
        self.drain_events();
        self.ask(StoreRequest::Unawaited(self.fax));
        self.settle();
        let outcome = self.outcome();
        self.file(&outcome);
        for (name, value) in self.record.variables(&outcome) {
            host.set_variable(name, &value);
        }
        host.set_cdr_user_field(&self.record.cdr(&outcome));
    }
}

impl HasLeg for FaxCall {
    fn leg(&self) -> &Leg {
        &self.leg
    }

    fn leg_mut(&mut self) -> &mut Leg {
        &mut self.leg
    }

    fn tag(&self) -> String {
        format!("fax {}", self.fax)
    }

    fn catch_up(&mut self) {
        while let Ok(stored) = self.stored.try_recv() {
            self.note_stored(&stored);
        }
        self.take_made();
    }

    fn happened(&mut self, event: CallEvent) {
        match event {
            CallEvent::FarIdent(who) => {
                log::info!(
                    "fax {}: the caller identifies itself as {}",
                    self.fax,
                    Pii(who.ident.as_deref().unwrap_or("(nothing)"))
                );
                self.line.update(|line| line.far_ident = who.ident.clone().unwrap_or_default());
                let facts = self.record.note_ident(who);
                self.ask(StoreRequest::Session(self.fax, facts));
                self.go_where_addressed();
            }
            CallEvent::Negotiated(how) => {
                self.line.update(|line| (line.rate_bps, line.ecm) = (how.rate.bps(), how.ecm));
                let facts = self.record.note_negotiated(how);
                self.ask(StoreRequest::Session(self.fax, facts));
            }
            CallEvent::Page(page) => {
                self.record.is_t38 = self.leg.is_t38();
                self.line.update(|line| line.pages = line.pages.max(page.number));
                self.record.undecoded.note(&page, &format!("fax {}", self.fax));
                self.shared.host.manager_event("FerrofaxPage", &self.record.page_fields(&page));
                match &page.colour {
                    None => self.judge.look_at(page.number, &page.bitmap),
                    // The amount of black is not known yet. Rules about black pages are not meant
                    // for colour pages, so this page counts as white.
                    Some(_) => self.judge.look_at(page.number, &Bitmap::white(1, 1)),
                }
                let memory = self.leg.page_share(&page);
                let page = Box::new(items::new_page(page, memory));
                self.storing += 1;
                self.ask(StoreRequest::Page(self.fax, page, self.stored_from.clone()));
            }
            CallEvent::ReceiptConfirmed { number } => self.confirmed.push(number),
            CallEvent::Line(report) => {
                log::info!(
                    "fax {}: {report}{}",
                    self.fax,
                    if report.is_over { " in all" } else { ", trained" }
                );
                self.shared.host.manager_event("FerrofaxLine", &self.record.line_fields(report));
            }
            CallEvent::OperatorWanted => {
                log::info!("fax {}: the remote fax machine wants an operator", self.fax);
                let fields = self.record.operator_fields();
                self.shared.host.manager_event("FerrofaxOperator", &fields);
            }
            CallEvent::WantT38 => self.leg.want_t38(),
            CallEvent::Polled(far) => self.polled(&far),
            CallEvent::WantPage { index, can } => self.want(index, &can),
            CallEvent::Turned(outcome) | CallEvent::Ended(outcome) => self.part_ended(outcome),
            // These events are handled already, or reported at the end.
            CallEvent::Trace(_)
            | CallEvent::PageSaid { .. }
            | CallEvent::PageConfirmed { .. }
            | CallEvent::PageRefused { .. }
            | CallEvent::PageLacked { .. }
            | CallEvent::PageUnknown { .. } => {}
        }
    }

    fn climbed(&mut self, rungs: Vec<Rung>) {
        if !rungs.is_empty() {
            self.ask(StoreRequest::Rungs(LadderOf::Fax(self.fax), rungs));
        }
    }

    fn line_told(&mut self, note: &str) {
        log::info!("fax {}: {note}", self.fax);
        let is_t38 = self.leg.is_t38();
        // Many machines return to audio at the end of the call. The mode in which the pages came is
        // recorded.
        if self.record.pages == 0 {
            self.record.is_t38 = is_t38;
        }
        self.line.update(|line| line.is_t38 = is_t38);
    }
}

fn leg(config: &AnswerConfig, t38: T38Use, tape: Option<CallTape>) -> Leg {
    let config = AnswerConfig { ask_t38: t38.ask(), ..config.clone() };
    let switch = Switch::new(t38, fastest(&config.rates));
    Leg::on_tape(CallSettings::Answer(config), switch, tape)
}

impl FaxCall {
    /// If the subaddress of the fax names another fax device, moves the fax to that device. After
    /// the first page, the fax is not moved any more.
    fn go_where_addressed(&mut self) {
        if self.record.pages > 0 {
            return;
        }
        let (far, info) = (self.record.far(), self.record.info());
        let other = self.addressing.as_ref().and_then(|it| it.other(self.fax, far, info));
        let Some(Other { new, is_recorded, junk }) = other else { return };
        log::info!("fax {}: is for {}, which its subaddress names", self.fax, new.device);
        self.line.update(|line| line.device = new.device.clone());
        self.record.goes_to(new.device.clone());
        self.judge.goes_by(junk);
        if !is_recorded {
            self.leg.forget_record();
        }
        self.ask(StoreRequest::Move(self.fax, Box::new(new)));
    }

    /// Handles the calling fax machine's request for a document (polling).
    fn polled(&mut self, far: &FarIdent) {
        match self.giving.begin(far) {
            Ok(()) => {
                self.pages_before_giving = self.record.pages;
                log::info!("fax {}: the caller fetches a document", self.fax);
            }
            Err(why) => {
                log::info!("fax {}: {}", self.fax, why.cause().text());
                self.leg.engine.refuse_poll(why);
            }
        }
    }

    /// Handles the end of a received fax, or of the document that the calling fax machine polled
    /// for. Polling after a received fax does not change the outcome of that fax.
    fn part_ended(&mut self, outcome: Outcome) {
        let Some(held) = self.giving.end() else { return self.fax_ended(outcome) };
        // A fax that comes in the middle of the fetch is not part of the fetched document.
        let is_fax = self.record.pages > self.pages_before_giving;
        if is_fax {
            self.fax_ended(outcome);
        }
        let whole = !is_fax && outcome.status == Status::Received;
        if !whole {
            self.giving.give_back(held);
        }
        self.given = Some(outcome);
        let fetch = HeldFetch {
            at: UnixMs::now(),
            calling: self.record.caller().to_owned(),
            far_ident: self.record.far_ident(),
            pages: if is_fax { 0 } else { outcome.pages },
            whole,
            cause: outcome.cause.name().to_owned(),
        };
        self.ask(StoreRequest::Fetched(held, Box::new(fetch)));
    }
}

impl FaxCall {
    /// Handles the end of a fax. Another fax may follow in the same call.
    fn fax_ended(&mut self, outcome: Outcome) {
        self.outcome = Some(match self.outcome {
            None => outcome,
            Some(before) if outcome.status == Status::Failed => before,
            Some(before) => together(before, outcome),
        });
    }
}

/// Combines the outcomes of two faxes in one call. The recipients get both as a single fax, which
/// is complete only if the first fax and the second fax are complete.
fn together(before: Outcome, then: Outcome) -> Outcome {
    let pages = before.pages + then.pages;
    match before.status {
        Status::Received => Outcome { pages, ..then },
        Status::Incomplete | Status::Failed => Outcome { pages, ..before },
    }
}

impl Feeds for FaxCall {
    type Source = HeldPages;

    fn feed(&mut self) -> Option<(&mut PageFeed<HeldPages>, &mut Call)> {
        self.giving.feed().map(|feed| (feed, &mut self.leg.engine))
    }

    /// Does nothing if the fax engine requests a page after the last page of a polled document,
    /// because all pages of such a document are known before the call.
    fn runs_out(&mut self) {}

    fn page_fails(&mut self, trouble: &PageTrouble) {
        log::error!("fax {}: {trouble}", self.fax);
        self.leg.engine.cancel();
        self.drain_events();
    }
}

impl Drop for FaxCall {
    fn drop(&mut self) {
        if !self.filed {
            let pages = self.record.pages;
            let status = if pages > 0 { Status::Incomplete } else { Status::Failed };
            self.file(&Outcome { status, phase: Phase::E, cause: Cause::InternalError, pages: 0 });
        }
    }
}

fn outcome_word(outcome: &Outcome) -> &'static str {
    match outcome.status {
        Status::Received => "received",
        Status::Incomplete => "incomplete",
        Status::Failed => "failed",
    }
}
