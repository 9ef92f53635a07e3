//! Jobs in the form in which the API returns them.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

use crate::api::not_shown::{self, NotShown};
use crate::api::parts::{moment, not_empty};
use crate::api::words::GradeWord;
use crate::live::NamedEvent;
use crate::live::vocabulary::{FailureWord, JobStateWord, OriginWord, PageStateWord};
use ferrofax_desk::{Desk, DeskError, Person};
use ferrofax_ground::sent_line::SentLine;
use ferrofax_rights::order::Taken;
use ferrofax_spool::event::Language;
use ferrofax_spool::jobs::{Job as SpoolJob, JobChange};

/// A job that sends a fax, or fetches a document from a remote fax machine (polling). The job may
/// have ended already.
#[derive(Serialize, ToSchema)]
pub(in crate::api) struct Job {
    /// The job's number.
    id: i64,
    /// The state of the job.
    state: JobStateWord,
    /// The recipient's number as the user wrote it; null if the job waits for a number.
    number: Option<String>,
    /// The recipient's number in its normalised form, by which Ferrofax recognises that two jobs
    /// have the same recipient.
    e164: Option<String>,
    /// The older, deprecated name of `e164`, with the same value.
    #[schema(deprecated)]
    canonical: Option<String>,
    /// The device that sends the job.
    device: String,
    /// The user who submitted the job.
    owner: String,
    /// The submission method by which the job came to Ferrofax, such as mail, printer or web
    /// interface.
    created_by: OriginWord,
    /// The priority of the job, from 0 to 255; jobs with a lower number are sent first.
    priority: u8,
    /// The number of calls so far in which a fax machine answered.
    tries: u32,
    /// The maximum number of calls in which a fax machine answers. If the fax is not sent after
    /// these calls, the job fails.
    max_tries: u32,
    /// The number of calls that were made for the job so far.
    dials: u32,
    /// The maximum number of calls that are made for the job.
    max_dials: u32,
    /// The document that the job fetches from the remote fax machine (polling); null if the job
    /// fetches no document.
    fetch: Option<JobFetch>,
    /// The documents to send.
    documents: Vec<JobDocument>,
    /// The fax pages to send.
    pages: Vec<JobPage>,
    /// The number of fax pages that the recipient's fax machine has confirmed.
    pages_confirmed: u32,
    /// A label for the job, which the user has chosen.
    tag: String,
    /// The values that a program has stored with the job, by their names.
    metadata: BTreeMap<String, String>,
    /// The time at which the job was submitted.
    #[schema(format = "date-time")]
    created_at: String,
    /// The earliest time of sending; null if none was set.
    #[schema(format = "date-time")]
    send_at: Option<String>,
    /// The time at which Ferrofax next attempts to send the job.
    #[schema(format = "date-time")]
    due_at: Option<String>,
    /// The time at which the job fails if it was not sent before.
    #[schema(format = "date-time")]
    expires_at: Option<String>,
    /// The time at which the job was done or failed.
    #[schema(format = "date-time")]
    ended_at: Option<String>,
    /// The reason why the job failed, as one word.
    failure: Option<FailureWord>,
    /// The reason why the job failed, as a sentence.
    failure_text: Option<String>,
    /// The identification that the receiving fax machine sent (CSI); null if the machine sent none.
    remote_station_id: Option<String>,
    /// The older, deprecated name of `remote_station_id`, with the same value.
    #[schema(deprecated)]
    far_ident: Option<String>,
    /// The last change of the job, in words.
    text: String,
    /// The last change of the job as a name and its values, for programs.
    event: NamedEvent,
}

/// A job that was created, in the form in which `GET /jobs/{id}` returns it, with notes on its
/// documents.
#[derive(Serialize, ToSchema)]
pub(in crate::api) struct CreatedJob {
    #[serde(flatten)]
    resource: Job,
    /// The older, deprecated name of `id`, with the same value.
    #[schema(deprecated)]
    job: i64,
    /// Notes on content of the job's documents that could not be shown on the fax pages, such as
    /// characters that are in no font.
    notes: Vec<String>,
    /// The notes of `notes` in a form for programs.
    not_shown: Vec<NotShown>,
}

impl CreatedJob {
    /// Reads the job that was created for this person.
    pub(in crate::api) fn of(
        desk: &Desk,
        person: &Person,
        taken: Taken,
    ) -> Result<Self, DeskError> {
        let resource = Job::from(desk.job(person, taken.job)?);
        let (notes, not_shown) = not_shown::both(taken.notes);
        Ok(Self { resource, job: taken.job.0, notes, not_shown })
    }
}

/// The document that a job fetches (polling).
#[derive(Serialize, ToSchema)]
struct JobFetch {
    /// The selective polling address (SEP); null for the document that a fax machine gives to every
    /// calling fax machine.
    sep: Option<String>,
    /// The number of the received fax that contains the fetched document; null before its first
    /// page has arrived.
    fax: Option<i64>,
    /// The number of pages of the fetched document that have been received so far.
    pages: u32,
    /// Whether the document was received completely.
    is_whole: bool,
}

/// A document of a job.
#[derive(Serialize, ToSchema)]
struct JobDocument {
    /// The number of the document in the job, from 1.
    number: u32,
    /// The name of the document.
    name: String,
}

/// A fax page of a job.
#[derive(Serialize, ToSchema)]
struct JobPage {
    /// The number of the fax page in the whole job, from 1.
    number: u32,
    /// The number of the document to which the fax page belongs.
    document: u32,
    /// The state of the fax page: `waiting`, `sending`, `said` (sent, but not confirmed yet),
    /// `confirmed`, or `doubtful` (sent, never confirmed, and not sent again).
    state: PageStateWord,
}

/// A change of a job.
#[derive(Serialize, ToSchema)]
pub(super) struct Change {
    /// The time of the change.
    #[schema(format = "date-time")]
    at: String,
    /// The state of the job after the change.
    state: JobStateWord,
    /// The change of the job as a sentence.
    text: String,
    /// The change of the job in a form for programs: a name with its values.
    event: NamedEvent,
    /// The reason as one word, if a call failed, or if the job has to wait or has failed; null in
    /// all other cases.
    failure: Option<FailureWord>,
    /// The trunk of the fax call, if it is known.
    trunk: Option<String>,
    /// The quality of the telephone line, if this change was the end of a call with a fax machine.
    line: Option<Line>,
}

/// The quality of the telephone line in the call of a sent fax, as far as the sending machine can
/// know it.
#[derive(Serialize, ToSchema)]
struct Line {
    /// The grade of the telephone line's quality.
    grade: GradeWord,
    /// The grade of the telephone line's quality and its reason, in words.
    text: String,
    /// The rate of the first training, in bit/s.
    first_bps: u32,
    /// The slowest rate during the call, in bit/s.
    slowest_bps: u32,
    /// The number of trainings that the remote fax machine refused (FTT).
    trainings_refused: u32,
    /// The number of frames that were sent with error correction, including repetitions.
    frames: u32,
    /// The number of frames that were repeated because the remote machine had missed them (PPR).
    frames_again: u32,
    /// The number of pages of the call that were sent again.
    pages_again: u32,
    /// The number of T.30 commands that were sent again.
    commands_again: u32,
    /// The level of the remote machine's answers in dBm0; null in T.38.
    answers_dbm0: Option<i32>,
    /// The signal-to-noise ratio of the remote machine's answers in dB, at most 20.
    answers_snr_db: Option<i32>,
}

impl From<&ferrofax_spool::jobs::JobFetch> for JobFetch {
    fn from(fetch: &ferrofax_spool::jobs::JobFetch) -> Self {
        Self {
            sep: fetch.sep.clone(),
            fax: fetch.fax.map(|fax| fax.0),
            pages: fetch.pages,
            is_whole: fetch.is_whole,
        }
    }
}

impl From<SpoolJob> for Job {
    fn from(job: SpoolJob) -> Self {
        let document = |one: &ferrofax_spool::jobs::JobDocument| JobDocument {
            number: one.number,
            name: one.name.clone(),
        };
        let page = |one: &ferrofax_spool::jobs::JobPage| JobPage {
            number: one.number,
            document: one.at.document,
            state: one.state.into(),
        };
        Self {
            id: job.id.0,
            metadata: job.metadata(),
            state: JobStateWord::of(job.state, job.failure),
            pages_confirmed: job.pages_confirmed(),
            fetch: job.fetch.as_ref().map(JobFetch::from),
            documents: job.documents.iter().map(document).collect(),
            pages: job.pages.iter().map(page).collect(),
            number: not_empty(job.number),
            e164: not_empty(job.canonical.clone()),
            canonical: not_empty(job.canonical),
            device: job.device.to_string(),
            owner: job.owner,
            created_by: job.created_by.into(),
            priority: job.priority,
            tries: job.tries,
            max_tries: job.max_tries,
            dials: job.dials,
            max_dials: job.max_dials,
            tag: job.tag,
            created_at: moment(job.created_at),
            send_at: job.send_at.map(moment),
            due_at: job.due_at.map(moment),
            expires_at: job.expires_at.map(moment),
            ended_at: job.ended_at.map(moment),
            failure: job.failure.map(FailureWord::from),
            failure_text: job.failure.map(|failure| failure.text(Language::English)),
            remote_station_id: job.far_ident.clone(),
            far_ident: job.far_ident,
            event: (&job.event).into(),
            text: job.text,
        }
    }
}

impl From<JobChange> for Change {
    fn from(change: JobChange) -> Self {
        Self {
            at: moment(change.at),
            state: JobStateWord::of(change.state, change.failure),
            event: (&change.event).into(),
            text: change.text,
            failure: change.failure.map(FailureWord::from),
            trunk: change.trunk,
            line: change.line.map(Line::from),
        }
    }
}

impl From<SentLine> for Line {
    fn from(line: SentLine) -> Self {
        Self {
            grade: line.grade().into(),
            text: line.text(),
            first_bps: line.first_bps,
            slowest_bps: line.slowest_bps,
            trainings_refused: line.trainings_refused,
            frames: line.frames,
            frames_again: line.frames_again,
            pages_again: line.pages_again,
            commands_again: line.commands_again,
            answers_dbm0: line.answers.map(|answers| answers.level_dbm0),
            answers_snr_db: line.answers.map(|answers| answers.snr_db),
        }
    }
}
