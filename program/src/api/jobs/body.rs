//! What programs are shown of a job.

use serde::Serialize;
use utoipa::ToSchema;

use crate::api::parts::moment;
use crate::live::NamedEvent;
use ferrofax_ground::sent_line::SentLine;
use ferrofax_spool::jobs::{Job as SpoolJob, JobChange};

/// A job: a fax that is to be sent or fetched, or was.
#[derive(Serialize, ToSchema)]
pub(in crate::api) struct Job {
    /// Its number.
    id: i64,
    /// `suspended`, `pending`, `sleeping`, `blocked`, `ready`, `active`, `done` or `failed`.
    state: &'static str,
    /// The number as the user gave it; none: it waits for one.
    number: Option<String>,
    /// The number in the one form by which receivers are told apart.
    canonical: Option<String>,
    /// The device that it is sent from.
    device: String,
    /// Who submitted it.
    owner: String,
    /// The way in.
    created_by: &'static str,
    /// Lower goes first.
    priority: u8,
    /// Sessions in which a fax machine answered, so far and at most.
    tries: u32,
    max_tries: u32,
    /// Calls so far and at most.
    dials: u32,
    max_dials: u32,
    /// What it fetches from there (polling), if it does.
    fetch: Option<JobFetch>,
    /// What is to be sent.
    documents: Vec<JobDocument>,
    /// Its pages.
    pages: Vec<JobPage>,
    /// Pages that the receiver confirmed.
    pages_confirmed: u32,
    /// A word on it.
    tag: String,
    #[schema(format = "date-time")]
    created_at: String,
    /// Not before.
    #[schema(format = "date-time")]
    send_at: Option<String>,
    /// When it is due.
    #[schema(format = "date-time")]
    due_at: Option<String>,
    /// Not after.
    #[schema(format = "date-time")]
    expires_at: Option<String>,
    /// When it was done or failed.
    #[schema(format = "date-time")]
    ended_at: Option<String>,
    /// Why it failed, one word, and one sentence.
    failure: Option<&'static str>,
    failure_text: Option<&'static str>,
    /// What the receiving machine calls itself (CSI).
    far_ident: Option<String>,
    /// The last change in words.
    text: String,
    /// The same for programs.
    event: NamedEvent,
}

/// What a job fetches.
#[derive(Serialize, ToSchema)]
struct JobFetch {
    /// Which of the documents that are held there (SEP); none: the one that is held for all.
    sep: Option<String>,
    /// The received fax that it is; none before its first page.
    fax: Option<i64>,
    /// Pages that came.
    pages: u32,
    /// They are all of it.
    is_whole: bool,
}

/// A document of a job.
#[derive(Serialize, ToSchema)]
struct JobDocument {
    /// From 1.
    number: u32,
    name: String,
}

/// A page of a job.
#[derive(Serialize, ToSchema)]
struct JobPage {
    /// From 1.
    number: u32,
    /// The document that it is of.
    document: u32,
    /// What became of it, one word.
    state: &'static str,
}

/// A change of a job.
#[derive(Serialize, ToSchema)]
pub(super) struct Change {
    #[schema(format = "date-time")]
    at: String,
    /// The state after it.
    state: &'static str,
    /// What happened, in words.
    text: String,
    /// The same for programs.
    event: NamedEvent,
    /// Why, one word.
    failure: Option<&'static str>,
    /// The trunk that its call went by, if that is known.
    trunk: Option<String>,
    /// What the line of its call was like, if a call ended in which the fax machines had got as far
    /// as to train.
    line: Option<Line>,
}

/// What the line of a sent fax was like, as far as the sending machine can know.
#[derive(Serialize, ToSchema)]
struct Line {
    /// `good`, `fair` or `poor`.
    grade: &'static str,
    /// The same and why, in words.
    text: String,
    /// The rate of the first training, in bit/s.
    first_bps: u32,
    /// The slowest rate, in bit/s.
    slowest_bps: u32,
    /// Trainings that the far machine refused (FTT).
    trainings_refused: u32,
    /// Frames that were sent with error correction, each as often as it was.
    frames: u32,
    /// Those of them that were sent because the far machine had missed them (PPR).
    frames_again: u32,
    /// How often a page was sent again.
    pages_again: u32,
    /// How often a command was said again.
    commands_again: u32,
    /// The level of the far machine's answers in dBm0; none in T.38.
    answers_dbm0: Option<i32>,
    /// How far they were above the noise, in dB; 20 is the most that is told.
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
        let said = |text: String| Some(text).filter(|text| !text.is_empty());
        let document = |one: &ferrofax_spool::jobs::JobDocument| JobDocument {
            number: one.number,
            name: one.name.clone(),
        };
        let page = |one: &ferrofax_spool::jobs::JobPage| JobPage {
            number: one.number,
            document: one.at.document,
            state: one.state.name(),
        };
        Self {
            id: job.id.0,
            state: job.state.name(),
            pages_confirmed: job.pages_confirmed(),
            fetch: job.fetch.as_ref().map(JobFetch::from),
            documents: job.documents.iter().map(document).collect(),
            pages: job.pages.iter().map(page).collect(),
            number: said(job.number),
            canonical: said(job.canonical),
            device: job.device.to_string(),
            owner: job.owner,
            created_by: job.created_by.name(),
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
            failure: job.failure.map(|failure| failure.name()),
            failure_text: job.failure.map(|failure| failure.text()),
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
            state: change.state.name(),
            event: (&change.event).into(),
            text: change.text,
            failure: change.failure.map(|failure| failure.name()),
            trunk: change.trunk,
            line: change.line.map(Line::from),
        }
    }
}

impl From<SentLine> for Line {
    fn from(line: SentLine) -> Self {
        Self {
            grade: line.grade().name(),
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
