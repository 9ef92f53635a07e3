//! The facts that a proof of sending states, in the form for programs: the attached file
//! `proof.json`.

use ferrofax_basics::UnixMs;
use ferrofax_basics::show::formatted;
use ferrofax_delivery::report::{JobCall, PageFate, answered_by, job_calls, job_end, option};
use ferrofax_languages::Language;
use ferrofax_spool::failure::Failure;
use ferrofax_spool::jobs::{Job, JobChange, JobPage, JobState};
use serde::Serialize;

use crate::certificate::{Hash, hex};

/// The form of a moment: ISO 8601 with the offset of the machine's time zone.
const MOMENT: &str = "%Y-%m-%dT%H:%M:%S%:z";

/// The version of the form of these facts. Programs that know it also understand later facts with
/// the same version, which may have more fields.
const VERSION: u32 = 1;

/// The facts of a proof of sending. Moments are in ISO 8601.
#[derive(Debug, Serialize)]
pub(crate) struct Facts {
    ferrofax_proof: u32,
    /// `sent` (all pages were confirmed), `in_doubt`, `fetched` (the job only fetched a document),
    /// `failed` or `cancelled`.
    result: &'static str,
    /// The reason of a failure, as a word and as a sentence.
    failure: Option<&'static str>,
    failure_text: Option<String>,
    job: i64,
    device: String,
    number: String,
    recipient: Option<String>,
    /// The identification of the fax machine in the call that confirmed the last page; without a
    /// confirmed page, in the last call.
    remote_identification: Option<String>,
    submitted_at: String,
    began_at: Option<String>,
    ended_at: String,
    /// The seconds of all calls.
    duration_s: i64,
    /// The slowest rate of the last call.
    rate_bps: Option<u32>,
    calls: Vec<Call>,
    pages: Vec<Page>,
    pub(crate) documents: Vec<Document>,
    pub(crate) recordings: Vec<Recording>,
    node: String,
    version: &'static str,
    made_at: String,
    /// The time stamp service, and why there is no time stamp of it.
    time_stamp_service: Option<String>,
    time_stamp_missing: Option<String>,
}

#[derive(Debug, Serialize)]
struct Call {
    began_at: String,
    ended_at: String,
    duration_s: i64,
    rate_bps: Option<u32>,
    remote_identification: Option<String>,
    result: String,
}

#[derive(Debug, Serialize)]
struct Page {
    page: u32,
    document: u32,
    fate: &'static str,
    confirmed_at: Option<String>,
}

/// A document of the job, which is attached.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Document {
    /// The name of the attached file.
    pub(crate) file: String,
    /// The name of the document, as users see it.
    name: String,
    pages: u32,
    pub(crate) sha256: String,
}

/// A recording of a call of the job.
#[derive(Clone, Debug, Serialize)]
pub struct Recording {
    began_at: String,
    sha256: String,
}

impl Recording {
    /// The recording of a call that began at this time. `tape` is the unpacked recording.
    pub fn of(began_at: UnixMs, tape: &[u8]) -> Self {
        Self { began_at: moment(began_at), sha256: hex(&Hash::Sha256.digest(&[tape])) }
    }

    /// The recording as the sheet shows it.
    pub(crate) fn shown(&self) -> String {
        format!("{} ({})", self.sha256, self.began_at)
    }
}

/// The machine that makes a proof.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Maker<'a> {
    pub(crate) node: &'a str,
    pub(crate) version: &'static str,
    pub(crate) at: UnixMs,
    /// The URL of the time stamp service, and the reason why it gave no time stamp.
    pub(crate) service: Option<(&'a str, Option<&'a str>)>,
}

impl Document {
    /// The document with this number, whose file has these bytes.
    pub(crate) fn of(job: &Job, number: u32, bytes: &[u8]) -> Self {
        let document = job.documents.iter().find(|one| one.number == number);
        let (name, pages) =
            document.map_or_else(Default::default, |it| (it.name.clone(), it.pages));
        let file = format!("document-{number:03}.tif");
        Self { file, name, pages, sha256: hex(&Hash::Sha256.digest(&[bytes])) }
    }
}

impl Facts {
    /// The facts about a job; `None` if it has not ended.
    pub(crate) fn of(
        job: &Job,
        history: &[JobChange],
        name: Option<&str>,
        (documents, recordings): (Vec<Document>, Vec<Recording>),
        maker: Maker<'_>,
    ) -> Option<Self> {
        let end = job_end(job, history)?;
        let calls = job_calls(history);
        let said = job.options.get(option::RECIPIENT).filter(|said| !said.is_empty());
        let failure = end.failure.or(job.failure).filter(|_| job.state != JobState::Done);
        Some(Self {
            ferrofax_proof: VERSION,
            result: result(job, end, failure),
            failure: failure.map(|failure| failure.name()),
            failure_text: failure.map(|failure| failure.text(Language::English).to_owned()),
            job: job.id.0,
            device: job.device.to_string(),
            number: job.number.clone(),
            recipient: said.cloned().or_else(|| name.map(str::to_owned)),
            remote_identification: answered_by(&calls).map(str::to_owned),
            submitted_at: moment(job.created_at),
            began_at: calls.first().map(|call| moment(call.began.at)),
            ended_at: moment(end.at),
            duration_s: calls.iter().map(JobCall::seconds).sum(),
            rate_bps: calls.last().and_then(JobCall::rate_bps),
            calls: calls.iter().map(Call::of).collect(),
            pages: job.pages.iter().map(|page| Page::of(page, end)).collect(),
            documents,
            recordings,
            node: maker.node.to_owned(),
            version: maker.version,
            made_at: moment(maker.at),
            time_stamp_service: maker.service.map(|(url, _)| url.to_owned()),
            time_stamp_missing: maker.service.and_then(|(_, why)| why.map(str::to_owned)),
        })
    }
}

/// The result of a job for programs, by the change with which the job ended.
fn result(job: &Job, end: &JobChange, failure: Option<Failure>) -> &'static str {
    let is_confirmed = |page: &JobPage| PageFate::of(page, end) == PageFate::Confirmed;
    match (job.state, failure) {
        (JobState::Done, _) if job.only_fetches() => "fetched",
        (JobState::Done, _) if !job.pages.is_empty() && job.pages.iter().all(is_confirmed) => {
            "sent"
        }
        (JobState::Done, _) => "in_doubt",
        (_, Some(Failure::Cancelled)) => "cancelled",
        _ => "failed",
    }
}

/// Whether a job ended on another fax server, or had pages confirmed there: only such a job has no
/// history, or has confirmed pages at its beginning.
pub(crate) fn is_imported(job: &Job, history: &[JobChange]) -> bool {
    history.first().map_or(job.state.is_final(), |first| first.pages_confirmed > 0)
}

impl Call {
    fn of(call: &JobCall<'_>) -> Self {
        Self {
            began_at: moment(call.began.at),
            ended_at: moment(call.ended.at),
            duration_s: call.seconds(),
            rate_bps: call.rate_bps(),
            remote_identification: call.answered_by().map(str::to_owned),
            result: call.ended.event.text(Language::English),
        }
    }
}

impl Page {
    fn of(page: &JobPage, end: &JobChange) -> Self {
        Self {
            page: page.number,
            document: page.at.document,
            fate: PageFate::of(page, end).name(),
            confirmed_at: page.confirmed_at.map(moment),
        }
    }
}

/// A moment in ISO 8601, in the machine's time zone.
pub(crate) fn moment(at: UnixMs) -> String {
    formatted(at, MOMENT).unwrap_or_default()
}
