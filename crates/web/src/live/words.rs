//! Converts changes of faxes and jobs into the events that the API sends (server-sent events). An
//! event has a name, and data in JSON.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::vocabulary::{DeedWord, FailureWord, FaxStatusWord, JobStateWord, ModeWord, StageWord};
use ferrofax_desk::changes::{Stage, What, stage};
use ferrofax_desk::{JobProgress, Reception};
use ferrofax_ground::ladder::{Rung, Step};
use ferrofax_spool::call_steps;
use ferrofax_spool::event::Event;
use ferrofax_spool::failure::Failure;
use ferrofax_spool::undelivered::Undelivered;

/// The data of a server-sent event about a fax or job. The event's name determines the type of its
/// data.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
pub(crate) enum Told {
    /// The data of the event `progress`: the fax call that sends a job has progressed.
    Progress(ProgressTold),
    /// The data of the event `said`: a T.30 frame was exchanged in a fax call, without further
    /// progress.
    Said(SaidTold),
    /// The data of the event `fax`: an incoming fax has begun, has progressed, or is complete.
    Fax(FaxTold),
    /// The data of the event `job`: a job has changed.
    Job(JobTold),
    /// The data of the event `deed`: a user did something to a fax.
    Deed(DeedTold),
    /// The data of the event `gone`: a fax was deleted, or filed as junk, while it was shown as
    /// being received.
    Gone(GoneTold),
}

/// The data of the event `job`: the state of a job has changed, or the job's history has a new
/// entry.
#[derive(Serialize, ToSchema)]
pub(crate) struct JobTold {
    /// The number of the job that has changed.
    id: i64,
    /// The older, deprecated name of `id`, with the same value.
    #[schema(deprecated)]
    job: i64,
    /// The state of the job after the change.
    state: JobStateWord,
    /// The change of the job as a sentence.
    text: String,
    /// The change of the job in a form for programs: a name with its values.
    event: NamedEvent,
    /// A word for the reason, if the job failed or has to wait.
    failure: Option<FailureWord>,
    /// The values that a program has stored with the job, by their names.
    metadata: BTreeMap<String, String>,
}

/// A change of a job, the result of a fax call, or a delivery error, in a form for programs. New
/// versions can add names and values.
#[derive(Serialize, ToSchema)]
pub(crate) struct NamedEvent {
    /// The name of the event, such as `taken-in`, `dialled`, `attempt-failed` or `done`. The name
    /// `text` means that an older version wrote the event as a sentence.
    name: String,
    /// The values that belong to this event, by their names.
    #[schema(value_type = Object)]
    values: Value,
}

impl From<&Undelivered> for NamedEvent {
    fn from(fault: &Undelivered) -> Self {
        Self { name: fault.name(), values: fault.values() }
    }
}

impl From<&Event> for NamedEvent {
    fn from(event: &Event) -> Self {
        Self { name: event.name(), values: event.values() }
    }
}

/// The data of the event `progress`: the fax call that sends a job has progressed.
#[derive(Serialize, ToSchema)]
pub(crate) struct ProgressTold {
    /// The number of the job for which the fax call is made.
    id: i64,
    /// The older, deprecated name of `id`, with the same value.
    #[schema(deprecated)]
    job: i64,
    /// The called fax number, as the user wrote it.
    number: String,
    /// The stage of the fax call.
    stage: StageWord,
    /// The page that is being transferred, counted from 1.
    page: Option<u32>,
    /// The number of pages of the job.
    pages: u32,
    /// The number of pages that the recipient's machine has confirmed.
    confirmed: u32,
    /// The transfer rate in bit/s.
    rate_bps: Option<u32>,
    /// The transport of the fax call.
    mode: Option<ModeWord>,
    /// The values that a program has stored with the job, by their names.
    metadata: BTreeMap<String, String>,
    /// The station ID of the recipient's fax machine.
    remote_station_id: Option<String>,
    /// The older, deprecated name of `remote_station_id`, with the same value.
    #[schema(deprecated)]
    far_ident: Option<String>,
}

/// The data of the event `fax`: an incoming fax has begun, has progressed, or is complete.
#[derive(Serialize, ToSchema)]
pub(crate) struct FaxTold {
    /// The number of the incoming fax.
    id: i64,
    /// The older, deprecated name of `id`, with the same value.
    #[schema(deprecated)]
    fax: i64,
    /// The status of the fax.
    status: FaxStatusWord,
    /// The device that receives the fax.
    device: String,
    /// The calling number; empty if it is withheld.
    from: String,
    /// The older, deprecated name of `from`, with the same value.
    #[schema(deprecated)]
    calling: String,
    /// The number of pages of the fax that were received so far.
    pages: u32,
    /// The transfer rate in bit/s.
    rate_bps: Option<u32>,
    /// The transport of the fax call.
    mode: Option<ModeWord>,
    /// The station ID of the sender's fax machine.
    remote_station_id: Option<String>,
    /// The older, deprecated name of `remote_station_id`, with the same value.
    #[schema(deprecated)]
    far_ident: Option<String>,
    /// The values that programs have stored with the fax, by their names.
    metadata: BTreeMap<String, String>,
}

/// The data of the event `said`: a T.30 frame was exchanged in a fax call, without further progress
/// of the fax.
#[derive(Serialize, ToSchema)]
pub(crate) struct SaidTold {
    /// The number of the fax that is received in the fax call.
    fax: Option<i64>,
    /// The number of the job that is sent in the fax call.
    job: Option<i64>,
    /// The newest event of the fax call, as one line of text: a T.30 frame with its name, or a
    /// remark about the course of the call.
    last: Option<String>,
    /// The newest event of the fax call in a form for programs: the name of the step, as in the
    /// list of the frames and signals of a call.
    step: Option<&'static str>,
    /// The values that belong to `step`, by their names.
    #[schema(value_type = Option<Object>)]
    values: Option<Map<String, Value>>,
}

/// The data of the event `deed`: a user did something to a fax.
#[derive(Serialize, ToSchema)]
pub(crate) struct DeedTold {
    /// The number of the fax to which the user did something.
    id: i64,
    /// The older, deprecated name of `id`, with the same value.
    #[schema(deprecated)]
    fax: i64,
    /// The device that received the fax.
    device: String,
    /// A word for what the user did to the fax, such as `read`, `claimed` or `printed`.
    deed: DeedWord,
    /// The user who did something to the fax.
    by: String,
    /// The values that programs have stored with the fax, by their names.
    metadata: BTreeMap<String, String>,
}

/// The data of the event `gone`: a fax was deleted, or filed as junk, while it was shown as being
/// received.
#[derive(Serialize, ToSchema)]
pub(crate) struct GoneTold {
    /// The number of the deleted fax.
    id: i64,
    /// The older, deprecated name of `id`, with the same value.
    #[schema(deprecated)]
    fax: i64,
    /// The device that received the fax.
    device: String,
}

/// Converts a change of a fax or job into an event: returns the event's name and its data.
pub(crate) fn told(what: &What) -> (&'static str, Value) {
    let (name, told) = match what {
        What::Job { job, state, event, text, failure, metadata, .. } => {
            let metadata = metadata.clone();
            let failure = failure.as_deref().and_then(Failure::from_name);
            let state = JobStateWord::of(*state, failure);
            let (text, event, failure) = (text.clone(), event.into(), failure.map(Into::into));
            let (id, job) = (job.0, job.0);
            ("job", Told::Job(JobTold { id, job, state, text, event, failure, metadata }))
        }
        What::Progress(progress) => ("progress", Told::Progress(ProgressTold::of(progress))),
        What::SaidOfJob(one) => ("said", SaidTold::of(None, Some(one.job.0), &one.last)),
        What::SaidOfFax(one) => ("said", SaidTold::of(Some(one.fax.0), None, &one.last)),
        What::Fax(fax) => ("fax", Told::Fax(FaxTold::of(fax))),
        What::Deed { fax, device, deed, by, metadata } => {
            let (id, fax, deed) = (fax.0, fax.0, (*deed).into());
            let (device, by, metadata) = (device.to_string(), by.clone(), metadata.clone());
            ("deed", Told::Deed(DeedTold { id, fax, device, deed, by, metadata }))
        }
        What::FaxGone { fax, device } => {
            let (id, device) = (fax.0, device.to_string());
            ("gone", Told::Gone(GoneTold { id, fax: id, device }))
        }
    };
    (name, written(&told))
}

/// The data of a `progress` event, as JSON.
pub(crate) fn of_progress(progress: &JobProgress) -> Value {
    written(&ProgressTold::of(progress))
}

/// Converts the data of an event to JSON. This cannot fail for numbers and texts.
fn written(told: &impl Serialize) -> Value {
    serde_json::to_value(told).unwrap_or_default()
}

impl SaidTold {
    fn of(fax: Option<i64>, job: Option<i64>, last: &Option<Rung>) -> Told {
        let step = last.as_ref().map(|rung| &rung.step);
        let (last, values) = (step.map(ToString::to_string), step.map(call_steps::values));
        Told::Said(Self { fax, job, last, step: step.map(Step::name), values })
    }
}

impl ProgressTold {
    fn of(progress: &JobProgress) -> Self {
        let (stage, page) = match stage(progress) {
            Stage::Dialling => (StageWord::DIALLING, None),
            Stage::Connected => (StageWord::CONNECTED, None),
            Stage::Page(page) => (StageWord::PAGE, Some(page)),
        };
        Self {
            id: progress.job.0,
            job: progress.job.0,
            number: progress.number.clone(),
            stage,
            page,
            pages: progress.pages,
            confirmed: progress.confirmed,
            rate_bps: progress.rate_bps,
            mode: progress.mode.as_deref().and_then(ModeWord::read),
            metadata: progress.metadata.clone(),
            remote_station_id: progress.far_ident.clone(),
            far_ident: progress.far_ident.clone(),
        }
    }
}

impl FaxTold {
    fn of(fax: &Reception) -> Self {
        Self {
            id: fax.fax.0,
            fax: fax.fax.0,
            status: fax.status.into(),
            device: fax.device.to_string(),
            from: fax.calling.clone(),
            calling: fax.calling.clone(),
            pages: fax.pages,
            rate_bps: fax.rate_bps,
            mode: fax.mode.as_deref().and_then(ModeWord::read),
            remote_station_id: fax.far_ident.clone(),
            far_ident: fax.far_ident.clone(),
            metadata: fax.metadata.clone(),
        }
    }
}
