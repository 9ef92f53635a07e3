//! The beginning of a call that sends. Either a call that we placed was answered, or the dialplan
//! runs `FaxSend(JOB)`, which sends a job on a channel that exists already.

use super::fetching::Fetching;
use super::plan::{Join, Plan};
use super::record::SendRecord;
use super::{FaxSendCall, Shared, leg};
use crate::service::clock::Clock;
use crate::service::dialler::{Answered, Dialler, Named, PlacedCall};
use crate::service::handles::Handles;
use crate::service::host::{CallFailure, CallInfo, Host};
use crate::service::job_events::job_fields;
use crate::service::line::{ChannelCall, LineStatus, Lines, Refusal, T38Memory};
use crate::service::page_feed::{PageFeed, PageMaker, PageRequest};
use crate::service::post::Post;
use crate::service::recorder::Recorder;
use crate::service::settings::{Configuration, devices};
use crate::service::spool_slot::SpoolSlot;
use crate::service::stats::Stats;
use crate::service::storage::{Storage, StoreRequest, leaves_out_v34};
use ferrofax_basics::DeviceName;
use ferrofax_ground::pii::Pii;
use ferrofax_ground::t4::Coding;
use ferrofax_spool::jobs::{Job, JobId};
use ferrofax_spool::{NewFax, RecordOf, SpoolError, TrunkWay};
use std::sync::Arc;
use std::sync::mpsc::{Sender, channel};

/// The part of the service that begins the calls in which we send.
pub(in crate::service) struct CallsOut {
    host: Arc<dyn Host>,
    clock: Clock,
    configuration: Arc<Configuration>,
    slot: Arc<SpoolSlot>,
    lines: Arc<Lines>,
    stats: Arc<Stats>,
    post: Arc<Post>,
    dialler: Arc<Dialler>,
    storage: Arc<Storage>,
    pages: Arc<PageMaker>,
    recorder: Arc<Recorder>,
    t38: Arc<T38Memory>,
}

/// The request queues of those threads of the service that a sending call needs.
struct Parts {
    requests: Sender<StoreRequest>,
    pages: Sender<PageRequest>,
}

impl CallsOut {
    pub(in crate::service) fn new(handles: Handles) -> Self {
        let Handles { host, clock, configuration, slot, lines, stats, .. } = handles;
        let Handles { post, dialler, storage, pages, recorder, t38, .. } = handles;
        Self {
            host,
            clock,
            configuration,
            slot,
            lines,
            stats,
            post,
            dialler,
            storage,
            pages,
            recorder,
            t38,
        }
    }

    /// Begins the fax in a call that Ferrofax placed, after the called side has answered.
    ///
    /// # Errors
    /// [`Refusal`]: the channel must be hung up; nothing more need be reported about the call.
    pub(in crate::service) fn begin_placed(
        &self,
        token: i64,
        info: CallInfo,
    ) -> Result<ChannelCall, Refusal> {
        let name = info.channel.clone();
        let unknown = || refusal("UNKNOWN_CALL", format!("{name}: no call {token} is waited for"));
        let placed = self.dialler.calls.get(token).ok_or_else(&unknown)?;
        let parts = self.sending_parts()?;
        let join = if placed.settings.dialling.share_calls && !placed.fetches() {
            Join::Unasked
        } else {
            Join::Never
        };
        // If the call was cancelled while it rang, its attempt ends as if nobody had answered.
        self.send_in(placed, info, parts, join).ok_or_else(unknown)
    }

    /// Returns the queues of the threads that a call needs for sending.
    fn sending_parts(&self) -> Result<Parts, Refusal> {
        let parts = self.storage.requests().zip(self.pages.requests());
        let (requests, pages) =
            parts.ok_or_else(|| refusal("INIT_ERROR", "the module is being unloaded".into()))?;
        Ok(Parts { requests, pages })
    }

    /// Begins to send the job of a placed call. Returns `None` if the call was cancelled in the
    /// meantime. The attempt to send the job then ends without a fax session.
    fn send_in(
        &self,
        placed: Arc<PlacedCall>,
        info: CallInfo,
        parts: Parts,
        join: Join,
    ) -> Option<ChannelCall> {
        let Some(Answered { lease, line }) = placed.answer() else {
            let failure = CallFailure {
                hangup_cause: NORMAL_CLEARING.into(),
                status: "CANCEL".to_owned(),
                outer_channel: info.outer_channel,
            };
            self.dialler.failed(placed.token, failure);
            return None;
        };
        // Show the call on its line and log it.
        line.update(|line| {
            info.channel.clone_into(&mut line.channel);
            line.trunk = info.trunk().unwrap_or_default();
            line.stage = if lease.job.only_fetches() { "fetching" } else { "sending" };
            log::info!(
                "job {}: {} was answered, {}",
                lease.job.id,
                Pii(&lease.job.number),
                line.stage
            );
        });
        let shared = Shared {
            requests: parts.requests,
            host: Arc::clone(&self.host),
            stats: Arc::clone(&self.stats),
            dialler: Arc::clone(&self.dialler),
            t38: Arc::clone(&self.t38),
        };
        // Choose the modems and T.38.
        let mut terms = placed.terms.call.clone();
        if let Some(fetch) = &mut terms.fetch
            && self.takes_colours(&lease.job.device)
        {
            fetch.receive.codings.extend(Coding::OF_COLOURS);
        }
        let trunk = info.trunk();
        leaves_out_v34(&mut terms.v8, trunk.as_deref(), TrunkWay::Out, &shared.requests);
        // If T.38 did not work with this number before, the call does not ask for T.38.
        let t38 = self.t38.advise(&lease.job.number, placed.terms.t38, self.clock.steady_ms());
        // Report the start on AMI, and start the call recording.
        let fetching = lease.job.to_fetch().map(|_| Fetching::new(self.fax_of(&lease.job, &info)));
        let record = SendRecord::new(info, &lease, placed.terms.call.ident.clone());
        shared
            .host
            .manager_event("FerrofaxSendStart", &record.with_call(job_fields(&lease)));
        let (answers_from, answers) = channel();
        let of = RecordOf::Job(lease.job.id, lease.call);
        let tape = self.recorder.record(placed.record, of);
        let fonts = placed.settings.dialling.fonts.clone();
        let mut call = FaxSendCall {
            leg: leg(&terms, t38, tape),
            terms,
            own_rates: placed.terms.own_rates.clone(),
            t38,
            placed,
            feed: PageFeed::new(Plan::new(lease, join), fonts, parts.pages),
            fetching,
            record,
            line: Some(line),
            shared,
            answers,
            answers_from,
            outstanding: 0,
            fax_seen: false,
            settled: 0,
            page_ends: None,
            broken: None,
            ending: Vec::new(),
            outcome: None,
            filed: false,
        };
        call.note_call(0);
        Some(ChannelCall::new(call))
    }

    /// Whether the fax device accepts pages in colour.
    fn takes_colours(&self, device: &DeviceName) -> bool {
        let current = self.configuration.current();
        let known = current.devices.iter().find(|known| known.name() == *device);
        let args = known.map(|known| known.args.clone()).unwrap_or_default();
        devices::options(&args, &current.settings).colour == Some(true)
    }

    /// The fax that is stored if this job fetches a document. It belongs to the job's device, and
    /// is mailed to the recipients of the job's reports.
    fn fax_of(&self, job: &Job, info: &CallInfo) -> NewFax {
        let current = self.configuration.current();
        let device = current.devices.iter().find(|known| known.name() == job.device);
        let args = device.map(|device| device.args.clone()).unwrap_or_default();
        let of_device = devices::new_fax(&job.device, &args, &current.settings);
        let mailboxes = if job.notify == args.mailboxes {
            of_device.mailboxes.clone()
        } else {
            job.notify.clone()
        };
        NewFax {
            called: job.device.number.clone(),
            calling: job.number.clone(),
            call_id: info.unique_id.clone(),
            trunk: info.trunk(),
            fetched_by: Some(job.id),
            mailboxes,
            ..of_device
        }
    }

    /// Begins a call on a channel that has reached `FaxSend(args)`: `args` is the number of the job
    /// to send. Whether the channel leads to the job's telephone number is not checked: this is the
    /// responsibility of the dialplan that connected the channel. Since the real number is not
    /// known, no other job to the same number joins the call.
    ///
    /// # Errors
    /// [`Refusal`]: nothing was begun and the job is unchanged.
    pub(in crate::service) fn begin_job(
        &self,
        args: &str,
        info: CallInfo,
    ) -> Result<ChannelCall, Refusal> {
        self.try_send_job(args, info)
            .inspect_err(|_| self.stats.change(|counts| counts.refused += 1))
    }

    fn try_send_job(&self, args: &str, info: CallInfo) -> Result<ChannelCall, Refusal> {
        let job = job_of(args)?;
        let settings = self.configuration.settings();
        if !settings.sending.defaults.enabled {
            return Err(refusal(
                "NOT_ENABLED",
                "faxes are not to be sent: sendenabled = no in ferrofax.conf".into(),
            ));
        }
        let parts = self.sending_parts()?;
        // Take a line, as for a call that we place.
        let status = LineStatus {
            outbound: true,
            channel: info.channel.clone(),
            stage: "dialling",
            since: self.clock.unix_ms(),
            ..LineStatus::default()
        };
        let line = self.lines.take(settings.max_lines, settings.dialling.inbound_lines, status).ok_or_else(|| {
            let text = "no fax line is free; max_lines and inbound_lines in ferrofax.conf say how many there are";
            refusal("LINES_BUSY", text.into())
        })?;
        // Lease the job for this call.
        let spool = self.slot.get().map_err(|error| refused_by_spool(&error))?;
        let named = self
            .dialler
            .take_named(&spool, job, line, settings, &self.clock)
            .map_err(|error| refused_by_spool(&error))?;
        let Some(Named { call, dial }) = named else {
            self.post.wake();
            return Err(refusal(
                "JOB_NOT_WAITING",
                format!("job {job} is done: nothing of it is left to be sent or fetched"),
            ));
        };
        self.host.manager_event("FerrofaxSendDial", &dial);
        self.send_in(Arc::clone(&call), info, parts, Join::Never).ok_or_else(|| {
            refusal("CANCELLED", format!("job {job} was cancelled before it could be sent"))
        })
    }

    /// Reports to the dialler that a call which we placed was not answered. Returns without
    /// waiting.
    pub(in crate::service) fn call_failed(&self, token: i64, failure: CallFailure) {
        let CallFailure { hangup_cause, status, .. } = &failure;
        log::debug!("call {token} was not answered: cause {hangup_cause} {status}");
        self.dialler.failed(token, failure);
    }

    /// Reports to the dialler that the channel of a call which we placed is hung up, after the call
    /// was answered. Returns without waiting.
    pub(in crate::service) fn call_gone(&self, token: i64) {
        self.dialler.gone(token);
    }
}

/// The Q.850 hangup cause for the normal end of a call.
const NORMAL_CLEARING: u8 = 16;

fn job_of(args: &str) -> Result<JobId, Refusal> {
    let number = args.trim().parse().ok().filter(|number| *number > 0);
    number.map(JobId).ok_or_else(|| {
        refusal(
            "INVALID_ARGUMENTS",
            format!("FaxSend({args}): the number of a job is needed, as ferrofax show jobs lists it: FaxSend(17)"),
        )
    })
}

fn refused_by_spool(error: &SpoolError) -> Refusal {
    match error {
        SpoolError::NoSuchJob(_) => refusal("NO_SUCH_JOB", error.to_string()),
        SpoolError::JobEnded { .. } | SpoolError::JobNotWaiting { .. } => {
            refusal("JOB_NOT_WAITING", error.to_string())
        }
        _ => refusal("SPOOL_ERROR", format!("the spool can't give a job now: {error}")),
    }
}

fn refusal(error: &'static str, text: String) -> Refusal {
    Refusal { error, text, hangup_cause: NORMAL_CLEARING }
}
