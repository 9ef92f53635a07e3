//! One call that sends, from the moment when it was answered until its result variables are set.
//!
//! The channel's thread owns the call and runs its engine. The storage thread does the work that
//! waits for the disk, and the pages thread prepares the pages ([`super::page_feed`]). The call
//! takes the answers of both threads between two frames, so that the audio never waits.
//!
//! `begin` begins a call; `plan` decides which page of which job is next; `happened` passes on the
//! engine's events; `jobs` lets jobs join the call and ends their attempts; `fetching` fetches a
//! document, in addition to sending or alone.

mod begin;
mod fetching;
mod happened;
mod jobs;
mod plan;
mod record;

pub(super) use begin::CallsOut;

use super::dialler::{Dialler, PlacedCall};
use super::host::{CallHost, Host};
use super::items::{self, ItemError};
use super::line::{HasLeg, Leg, Line, OneWay, Switch, T38Memory, fastest};
use super::page_feed::PageFeed;
use super::recorder::CallTape;
use super::settings::T38Use;
use super::stats::Stats;
use super::storage::{Answer, Order, StoreRequest, What};
use ferrofax_engine::call::{CallSettings, OriginateConfig};
use ferrofax_engine::t30::outcome::Outcome;
use ferrofax_ground::t4::Coding;
use ferrofax_signal::modem::Rate;
use ferrofax_spool::jobs::{AttemptEnd, JobId};
use ferrofax_spool::value::header;
use fetching::Fetching;
use plan::Plan;
use record::SendRecord;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender};

/// The parts of the service that a sending call uses.
struct Shared {
    requests: Sender<StoreRequest>,
    host: Arc<dyn Host>,
    stats: Arc<Stats>,
    dialler: Arc<Dialler>,
    t38: Arc<T38Memory>,
}

/// One call that sends a fax.
struct FaxSendCall {
    leg: Leg,
    terms: OriginateConfig,
    /// The rates that the settings allow. `None` if the call uses all of them. Otherwise the call
    /// leaves out some of these rates, because they failed with this telephone number before.
    own_rates: Option<Vec<Rate>>,
    t38: T38Use,
    placed: Arc<PlacedCall>,
    /// Prepares the pages of the call's jobs, and gives them to the fax engine.
    feed: PageFeed<Plan>,
    /// The document that the call's first job fetches, if it fetches one.
    fetching: Option<Fetching>,
    record: SendRecord,
    line: Option<Line>,
    shared: Shared,
    answers: Receiver<Answer>,
    answers_from: Sender<Answer>,
    /// The number of this call's requests (orders) that the storage thread has not answered yet.
    outstanding: u32,
    /// Whether a fax machine (and not a person) has answered the call.
    fax_seen: bool,
    /// The number of the fax engine's pages that the remote fax machine has confirmed or refused.
    settled: u32,
    /// A page whose post-message command (such as EOP) must wait: the fax engine's index of the page,
    /// and the number of notes that the storage thread must still write. A note says that the
    /// command is about to be sent, and a page that was begun again has several notes. When the last
    /// note is on disk, the command is sent.
    page_ends: Option<(u32, u32)>,
    broken: Option<Broken>,
    /// The ends of attempts that the storage thread is storing now: for each, the index of the job
    /// and the result. Each is kept here until the new state of the job is known.
    ending: Vec<(usize, AttemptEnd)>,
    outcome: Option<Outcome>,
    filed: bool,
}

/// The reason why Ferrofax itself ended the call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Broken {
    /// Somebody cancelled this job during the call.
    Cancelled(JobId),
    /// The spool could not store a result of the call, for example that a page was confirmed. The
    /// call must not continue if such a result is not stored.
    Storage,
    /// Every job in the call has ended, so nothing is left to send.
    NothingLeft,
}

impl FaxSendCall {
    /// The jobs that this call sends, and the page that is sent next.
    const fn plan(&self) -> &Plan {
        &self.feed.source
    }

    /// Ends the call from our side for the reason `why`, for example because somebody cancelled the
    /// job.
    fn break_off(&mut self, why: Broken) {
        if self.broken.is_none() {
            self.broken = Some(why);
            self.leg.engine.cancel();
            self.drain_events();
        }
    }

    fn order(&mut self, job: usize, what: What) {
        let Some(planned) = self.plan().jobs.get(job) else { return };
        let order =
            Order { lease: Arc::clone(&planned.lease), what, answer: self.answers_from.clone() };
        self.outstanding += 1;
        if self.shared.requests.send(StoreRequest::Send(Box::new(order))).is_err() {
            self.outstanding -= 1;
            log::error!("{}: the storage thread is gone", self.tag());
        }
    }
}

impl OneWay for FaxSendCall {
    fn item(&self, item: &str) -> Option<String> {
        let item = item.to_ascii_lowercase();
        if item == "header" {
            return Some(self.plan().header.unwrap_or("").to_owned());
        }
        if item == "t38" {
            return Some(self.t38.word().to_owned());
        }
        self.record.item(&item, &self.terms, self.outcome.as_ref())
    }

    fn set_item(&mut self, item: &str, value: &str) -> Result<(), ItemError> {
        if self.leg.has_begun() {
            return Err(ItemError::Begun(item.to_owned()));
        }
        let item = item.to_ascii_lowercase();
        if item == "header" {
            self.feed.source.header = Some(header(value)?);
            return Ok(());
        }
        if matches!(item.as_str(), "maxrate" | "modems" | "modem")
            && let Some(rates) = self.own_rates.take()
        {
            // A setting of the dialplan takes precedence over the facts remembered about the
            // number.
            self.terms.rates = rates;
        }
        match item.as_str() {
            "t38" => self.t38 = T38Use::read(value)?,
            item => items::set_originate(&mut self.terms, item, value)?,
        }
        self.terms.ident.clone_into(&mut self.record.local_ident);
        let tape = self.leg.take_tape();
        self.leg = leg(&self.terms, self.t38, tape);
        Ok(())
    }

    fn is_waiting(&self) -> bool {
        self.outstanding > 0 || self.feed.is_making() || self.is_storing()
    }

    fn finish(mut self: Box<Self>, host: &mut dyn CallHost) {
        self.leg.hang_up();
        self.drain_events();
        self.settle_fetched();
        let outcome = self.outcome();
        self.file(&outcome);
        for (name, value) in self.record.variables(&outcome) {
            host.set_variable(name, &value);
        }
        host.set_cdr_user_field(&self.record.cdr(&outcome));
    }
}

fn leg(terms: &OriginateConfig, t38: T38Use, tape: Option<CallTape>) -> Leg {
    let mut terms = OriginateConfig { ask_t38: t38.ask(), ..terms.clone() };
    // A document that is fetched uses the settings of the call. The call can always send pages in
    // colour, but receives such pages only if its fax device accepts them.
    if let Some(fetch) = &mut terms.fetch {
        fetch.receive.ecm = terms.ecm;
        fetch.receive.rates.clone_from(&terms.rates);
        let accepted = std::mem::take(&mut fetch.receive.codings);
        let is_wanted = |coding: &Coding| !coding.is_colour() || accepted.contains(coding);
        fetch.receive.codings = terms.codings.iter().copied().filter(is_wanted).collect();
    }
    let switch = Switch::new(t38, fastest(&terms.rates));
    let mut leg = Leg::on_tape(CallSettings::Originate(terms), switch, tape);
    leg.engine.hold_page_ends();
    leg
}

impl Drop for FaxSendCall {
    fn drop(&mut self) {
        if !self.filed {
            self.settle_fetched();
            let outcome = self.broken_by_a_bug();
            self.file(&outcome);
        }
    }
}
