//! One call that sends, from the moment it was answered to its result variables.
//!
//! The channel's thread owns it and runs the engine. What waits for the disk is asked of
//! the storage thread (`orders`), and pages are made ready by the pages thread (`pages`);
//! both answers are looked for between two frames, so the audio never waits. Which page
//! is next, of which job, is the `plan`'s; `serve` gives the engine what it wants,
//! `happened` passes on what it reports, `ending` ends the tries of the jobs. `named` is
//! for a job that goes in a call of somebody else's.

mod ending;
mod happened;
mod named;
mod orders;
mod pages;
mod plan;
mod record;
mod serve;

pub(super) use orders::{Order, Unsaved};
pub(super) use pages::{PageMaker, PageRequest};
pub(super) use record::{job_end_fields, job_fields};
pub(super) use serve::limits_of;

use super::call::fastest;
use super::channel_call::{ChannelCall, HasLeg};
use super::dialler::{Answered, Dialler, PlacedCall};
use super::host::{CallHost, CallInfo, Host};
use super::leg::Leg;
use super::lines::Line;
use super::stats::Stats;
use super::storage::StoreRequest;
use super::t38::{Switch, T38Use};
use super::t38_memory::T38Memory;
use super::{Refusal, Service, items};
use ferrofax_document::fit::Limits;
use ferrofax_document::outgoing::Page;
use ferrofax_engine::call::{Call, FarCapabilities, OriginateConfig};
use ferrofax_engine::pii::Pii;
use ferrofax_engine::t30::outcome::Outcome;
use ferrofax_spool::jobs::{AttemptEnd, JobId};
use ferrofax_spool::sending;
use orders::{Answer, What};
use pages::{PageMade, ReadDocument};
use plan::Plan;
use record::SendRecord;
use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};

/// What a call shares with the rest of the service.
struct Shared {
    requests: Sender<StoreRequest>,
    pages: Sender<PageRequest>,
    host: Arc<dyn Host>,
    stats: Arc<Stats>,
    dialler: Arc<Dialler>,
    t38: Arc<T38Memory>,
}

/// One fax call that sends.
pub struct FaxSendCall {
    leg: Leg,
    terms: OriginateConfig,
    t38: T38Use,
    /// Where the header line goes, if the dialplan said so for this call.
    header: Option<&'static str>,
    placed: Arc<PlacedCall>,
    plan: Plan,
    record: SendRecord,
    line: Option<Line>,
    shared: Shared,
    answers: Receiver<Answer>,
    answers_from: Sender<Answer>,
    /// Orders that were not answered yet.
    outstanding: u32,
    desk: Desk,
    join: Join,
    /// A fax machine showed itself.
    fax_seen: bool,
    /// Pages of the engine's that are settled.
    settled: u32,
    broken: Option<Broken>,
    /// The tries whose ends were ordered, until it is known what became of their jobs.
    ending: Vec<(usize, AttemptEnd)>,
    outcome: Option<Outcome>,
    filed: bool,
}

/// Pages between the pages thread and the engine.
struct Desk {
    /// What the engine wants.
    wanted: Option<(u32, FarCapabilities)>,
    /// What the parts are made for.
    limits: Option<Limits>,
    /// The parts of the next page.
    parts: VecDeque<Page>,
    /// The request that is being worked on.
    making: Option<u64>,
    requests: u64,
    made: Receiver<PageMade>,
    made_from: Sender<PageMade>,
    read: Arc<ReadDocument>,
    /// It was told that no font has some letters of the header line.
    told_lacking: bool,
}

/// Whether another job goes in the call after those that are in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Join {
    Unasked,
    Asked,
    None,
}

/// Whether other jobs may go in a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Joining {
    /// As `share_calls` says.
    AsConfigured,
    Never,
}

/// What a call needs of the service's threads.
struct Parts {
    requests: Sender<StoreRequest>,
    pages: Sender<PageRequest>,
}

/// Why our side ended the call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Broken {
    /// Somebody wanted this job ended.
    Cancelled(JobId),
    /// The spool could not write what must be written.
    Storage,
    /// Every job in it is over.
    NothingLeft,
}

impl Service {
    /// A call that was placed has been answered.
    ///
    /// # Errors
    /// [`Refusal`]: the channel is to be hung up; nothing more need be told of the call.
    pub fn begin_send(&self, token: i64, info: CallInfo) -> Result<Box<FaxSendCall>, Refusal> {
        let refusal = |error, text| Refusal { error, text, hangup_cause: NORMAL_CLEARING };
        let name = info.channel.clone();
        let unknown = || refusal("UNKNOWN_CALL", format!("{name}: no call {token} is waited for"));
        let placed = self.dialler.calls.get(token).ok_or_else(&unknown)?;
        let parts = self.sending_parts()?;
        // Where it was cancelled while it rang, its try ends as if nobody had answered.
        self.send_in(placed, info, parts, Joining::AsConfigured).ok_or_else(unknown)
    }

    /// The ways to the threads that a call needs.
    fn sending_parts(&self) -> Result<Parts, Refusal> {
        let parts = self.store_requests().zip(self.page_requests());
        let (requests, pages) = parts.ok_or_else(|| Refusal {
            error: "INIT_ERROR",
            text: "the module is being unloaded".into(),
            hangup_cause: NORMAL_CLEARING,
        })?;
        Ok(Parts { requests, pages })
    }

    /// The job of this call is sent in it. None if it is not wanted any more: its try
    /// then ends without one.
    fn send_in(
        &self,
        placed: Arc<PlacedCall>,
        info: CallInfo,
        parts: Parts,
        joining: Joining,
    ) -> Option<Box<FaxSendCall>> {
        let Some(Answered { lease, line }) = placed.answer() else {
            self.dialler.failed(placed.token, NORMAL_CLEARING.into(), "CANCEL");
            return None;
        };
        line.update(|line| {
            info.channel.clone_into(&mut line.channel);
            line.stage = "sending";
        });
        log::info!("job {}: {} was answered, sending", lease.job.id, Pii(&lease.job.number));
        let shared = Shared {
            requests: parts.requests,
            pages: parts.pages,
            host: Arc::clone(&self.host),
            stats: Arc::clone(&self.stats),
            dialler: Arc::clone(&self.dialler),
            t38: Arc::clone(&self.t38),
        };
        let t38 = self.t38.advise(&lease.job.number, placed.t38, self.clock.steady_ms());
        let record = SendRecord::new(info, &lease, placed.terms.ident.clone());
        shared
            .host
            .manager_event("FerrofaxSendStart", &record.with_call(job_fields(&lease)));
        let (answers_from, answers) = channel();
        let may_join = joining == Joining::AsConfigured && placed.settings.dialling.share_calls;
        Some(Box::new(FaxSendCall {
            leg: leg(&placed.terms, t38),
            terms: placed.terms.clone(),
            t38,
            header: None,
            join: if may_join { Join::Unasked } else { Join::None },
            placed,
            plan: Plan::new(lease),
            record,
            line: Some(line),
            shared,
            answers,
            answers_from,
            outstanding: 0,
            desk: Desk::new(),
            fax_seen: false,
            settled: 0,
            broken: None,
            ending: Vec::new(),
            outcome: None,
            filed: false,
        }))
    }

    /// A call that was placed was not answered. `hangup_cause` is the channel's (Q.850; 0
    /// where it did not say), `status` the dialling's word (`BUSY`, `NOANSWER`,
    /// `CONGESTION`, `CHANUNAVAIL` …), empty where there is none. Returns at once.
    pub fn call_failed(&self, token: i64, hangup_cause: u16, status: &str) {
        log::debug!("call {token} was not answered: cause {hangup_cause} {status}");
        self.dialler.failed(token, hangup_cause, status);
    }
}

/// Q.850: we have no more to say.
const NORMAL_CLEARING: u8 = 16;

impl Desk {
    fn new() -> Self {
        let (made_from, made) = channel();
        Self {
            wanted: None,
            limits: None,
            parts: VecDeque::new(),
            making: None,
            requests: 0,
            made,
            made_from,
            read: Arc::default(),
            told_lacking: false,
        }
    }

    /// What was made or is being made is of no use any more.
    fn clear(&mut self) {
        self.parts.clear();
        self.making = None;
    }
}

impl FaxSendCall {
    /// True while another thread works for this call: a simulation in which time costs
    /// nothing lets none pass then.
    pub fn is_waiting(&self) -> bool {
        self.outstanding > 0 || self.desk.making.is_some()
    }

    /// The call's tag in log lines.
    fn tag(&self) -> String {
        format!("job {}", self.record.jobs())
    }

    /// Our side wants the call to end.
    fn break_off(&mut self, why: Broken) {
        if self.broken.is_none() {
            self.broken = Some(why);
            self.leg.engine.cancel();
            self.drain_events();
        }
    }

    fn order(&mut self, job: usize, what: What) {
        let Some(planned) = self.plan.jobs.get(job) else { return };
        let order =
            Order { lease: Arc::clone(&planned.lease), what, answer: self.answers_from.clone() };
        self.outstanding += 1;
        if self.shared.requests.send(StoreRequest::Send(Box::new(order))).is_err() {
            self.outstanding -= 1;
            log::error!("{}: the storage thread is gone", self.tag());
        }
    }
}

impl ChannelCall for FaxSendCall {
    fn item(&self, item: &str) -> Option<String> {
        let item = item.to_ascii_lowercase();
        if item == "header" {
            return Some(self.header.unwrap_or("").to_owned());
        }
        if item == "t38" {
            return Some(self.t38.word().to_owned());
        }
        self.record.item(&item, &self.terms, self.outcome.as_ref())
    }

    fn set_item(&mut self, item: &str, value: &str) -> Result<(), String> {
        if self.leg.has_begun() {
            return Err(format!("'{item}' can't be set any more: the fax has begun"));
        }
        let item = item.to_ascii_lowercase();
        if item == "header" {
            self.header = Some(sending::header(value)?);
            return Ok(());
        }
        match item.as_str() {
            "t38" => self.t38 = T38Use::read(value)?,
            item => items::set_originate(&mut self.terms, item, value)?,
        }
        self.terms.ident.clone_into(&mut self.record.local_ident);
        self.leg = leg(&self.terms, self.t38);
        Ok(())
    }

    fn finish(mut self: Box<Self>, host: &mut dyn CallHost) {
        self.hung_up();
        let outcome = self.outcome();
        self.file(&outcome);
        for (name, value) in self.record.variables(&outcome) {
            host.set_variable(name, &value);
        }
        host.set_cdr_user_field(&self.record.cdr(&outcome));
    }
}

fn leg(terms: &OriginateConfig, t38: T38Use) -> Leg {
    let terms = OriginateConfig { ask_t38: t38.ask(), ..terms.clone() };
    let switch = Switch::new(t38, fastest(&terms.rates));
    Leg::new(Call::originate(terms), switch)
}

impl Drop for FaxSendCall {
    fn drop(&mut self) {
        if !self.filed {
            let outcome = self.broken_by_a_bug();
            self.file(&outcome);
        }
    }
}
