//! A change as a program reads it: its name, and what is known of it as JSON.

use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::desk::changes::{Stage, What, stage};
use crate::desk::{JobProgress, Reception};
use ferrofax_ground::ladder::Rung;
use ferrofax_spool::event::Event;

/// What is told of a change: the name of the event says what it is.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
pub(crate) enum Told {
    /// `progress`
    Progress(ProgressTold),
    /// `said`
    Said(SaidTold),
    /// `fax`
    Fax(FaxTold),
    /// `job`
    Job(JobTold),
    /// `deed`
    Deed(DeedTold),
    /// `gone`
    Gone(GoneTold),
}

/// `job`: a job stands otherwise, or something happened to it.
#[derive(Serialize, ToSchema)]
pub(crate) struct JobTold {
    /// Its number.
    job: i64,
    /// Where it stands.
    state: &'static str,
    /// What happened, in words.
    text: String,
    /// The same for programs.
    event: NamedEvent,
    /// Why, one word, if something failed or holds it up.
    failure: Option<String>,
}

/// What happened, for programs. New names and new values may come with new versions.
#[derive(Serialize, ToSchema)]
pub(crate) struct NamedEvent {
    /// Its name, such as `taken-in`, `dialled`, `attempt-failed` or `done`. `text`: a sentence that an
    /// older version wrote.
    name: String,
    /// Its values, by their names.
    #[schema(value_type = Object)]
    values: Value,
}

impl From<&Event> for NamedEvent {
    fn from(event: &Event) -> Self {
        Self { name: event.name(), values: event.values() }
    }
}

/// `progress`: a job in a call has come further.
#[derive(Serialize, ToSchema)]
pub(crate) struct ProgressTold {
    /// The job's number.
    job: i64,
    /// The number that is called, as the user gave it.
    number: String,
    /// `dialling`, `connected` or `page`.
    stage: &'static str,
    /// The page that is on the line, from 1.
    page: Option<u32>,
    /// Pages of the job.
    pages: u32,
    /// Pages that the receiver confirmed.
    confirmed: u32,
    /// The rate, bit/s.
    rate_bps: Option<u32>,
    /// `audio` or `T38`.
    mode: Option<String>,
    /// What the receiver calls itself.
    far_ident: Option<String>,
}

/// `fax`: a fax begins, has come further, or has come.
#[derive(Serialize, ToSchema)]
pub(crate) struct FaxTold {
    /// Its number.
    fax: i64,
    /// Where it stands.
    status: &'static str,
    /// To which device.
    device: String,
    /// The number that calls; empty if withheld.
    calling: String,
    /// Pages that have come.
    pages: u32,
    /// The rate, bit/s.
    rate_bps: Option<u32>,
    /// `audio` or `T38`.
    mode: Option<String>,
    /// What the sender calls itself.
    far_ident: Option<String>,
}

/// `said`: something was said in a call that has come no further.
#[derive(Serialize, ToSchema)]
pub(crate) struct SaidTold {
    /// The fax that it brings.
    fax: Option<i64>,
    /// The job that is sent in it.
    job: Option<i64>,
    /// What, by the names of T.30.
    last: Option<String>,
}

/// `deed`: somebody did something with a fax.
#[derive(Serialize, ToSchema)]
pub(crate) struct DeedTold {
    /// The fax's number.
    fax: i64,
    /// To which device it came.
    device: String,
    /// What.
    deed: &'static str,
    /// Who.
    by: String,
}

/// `gone`: a fax was deleted.
#[derive(Serialize, ToSchema)]
pub(crate) struct GoneTold {
    /// Its number.
    fax: i64,
    /// To which device it came.
    device: String,
}

/// The name of the event, and its data.
pub(crate) fn told(what: &What) -> (&'static str, Value) {
    let (name, told) = match what {
        What::Job { job, state, event, text, failure, .. } => {
            let (text, event, failure) = (text.clone(), event.into(), failure.clone());
            ("job", Told::Job(JobTold { job: job.0, state: state.name(), text, event, failure }))
        }
        What::Progress(progress) => ("progress", Told::Progress(ProgressTold::of(progress))),
        What::SaidOfJob(one) => ("said", SaidTold::of(None, Some(one.job.0), &one.last)),
        What::SaidOfFax(one) => ("said", SaidTold::of(Some(one.fax.0), None, &one.last)),
        What::Fax(fax) => ("fax", Told::Fax(FaxTold::of(fax))),
        What::Deed { fax, device, deed, by } => {
            let (device, by) = (device.to_string(), by.clone());
            ("deed", Told::Deed(DeedTold { fax: fax.0, device, deed: deed.name(), by }))
        }
        What::FaxGone { fax, device } => {
            ("gone", Told::Gone(GoneTold { fax: fax.0, device: device.to_string() }))
        }
    };
    (name, written(&told))
}

/// What happened.
pub(crate) fn of_event(event: &Event) -> Value {
    written(&NamedEvent::from(event))
}

/// How far a job in a call is.
pub(crate) fn of_progress(progress: &JobProgress) -> Value {
    written(&ProgressTold::of(progress))
}

/// Numbers and texts are always written.
fn written(told: &impl Serialize) -> Value {
    serde_json::to_value(told).unwrap_or_default()
}

impl SaidTold {
    fn of(fax: Option<i64>, job: Option<i64>, last: &Option<Rung>) -> Told {
        Told::Said(Self { fax, job, last: last.as_ref().map(|rung| rung.text.clone()) })
    }
}

impl ProgressTold {
    fn of(progress: &JobProgress) -> Self {
        let (stage, page) = match stage(progress) {
            Stage::Dialling => ("dialling", None),
            Stage::Connected => ("connected", None),
            Stage::Page(page) => ("page", Some(page)),
        };
        Self {
            job: progress.job.0,
            number: progress.number.clone(),
            stage,
            page,
            pages: progress.pages,
            confirmed: progress.confirmed,
            rate_bps: progress.rate_bps,
            mode: progress.mode.clone(),
            far_ident: progress.far_ident.clone(),
        }
    }
}

impl FaxTold {
    fn of(fax: &Reception) -> Self {
        Self {
            fax: fax.fax.0,
            status: fax.status.name(),
            device: fax.device.to_string(),
            calling: fax.calling.clone(),
            pages: fax.pages,
            rate_bps: fax.rate_bps,
            mode: fax.mode.clone(),
            far_ident: fax.far_ident.clone(),
        }
    }
}
