//! How the house is: the spool, the disk, the module, the relay, converters; and what the PBX
//! says when it is asked.

use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::LOCATION;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use super::machines::MachinesOfStore;
use crate::api::parts::{At, Json, moment};
use crate::api::{Api, Caller, Problem, ROOT};
use crate::desk::{HouseHealth, Machines};
use ferrofax_basics::UnixMs;
use ferrofax_spool::{Answer, QuestionId};

/// How the house is.
#[derive(Serialize, ToSchema)]
pub(super) struct House {
    /// Whether nothing is wrong with the spool, the disk and the module.
    is_well: bool,
    /// A line on each of them; what is wrong begins with `WRONG`.
    lines: Vec<String>,
    /// Alarms that go on.
    alarms: Vec<String>,
    /// Faxes that are being received.
    receiving: u32,
    /// What waits.
    waiting: Vec<Waiting>,
    /// The oldest mail that was tried and still waits: since when, and why.
    #[schema(format = "date-time")]
    stuck_mail_since: Option<String>,
    stuck_mail_why: Option<String>,
    /// Mails and prints that reached nobody.
    undeliverable: u32,
    /// Whether mails are neither taken in nor made into jobs.
    is_paused: bool,
    /// Programs that read documents: those that are there.
    converters: Vec<String>,
    /// Those that the settings name and that are not.
    missing_converters: Vec<MissingConverter>,
    /// Watched folders.
    folders: Vec<WatchedFolder>,
    /// The machines of the store, where this one works on it; else none.
    machines: Option<MachinesOfStore>,
}

/// So many wait.
#[derive(Serialize, ToSchema)]
struct Waiting {
    /// A state of jobs, or `mail`, `print`.
    what: String,
    count: u32,
    /// When the oldest of them was made.
    #[schema(format = "date-time")]
    oldest_at: Option<String>,
}

/// A program that is not there.
#[derive(Serialize, ToSchema)]
struct MissingConverter {
    /// The key of the settings.
    key: String,
    program: String,
}

/// A watched folder.
#[derive(Serialize, ToSchema)]
struct WatchedFolder {
    name: String,
    /// Since when it can't be written; none: it can.
    #[schema(format = "date-time")]
    failing_since: Option<String>,
}

/// A question to the PBX.
#[derive(Serialize, ToSchema)]
pub(super) struct Question {
    /// Its number.
    question: i64,
}

/// What the PBX has answered.
#[derive(Serialize, ToSchema)]
pub(super) struct PbxAnswer {
    /// When; none: not yet.
    #[schema(format = "date-time")]
    answered_at: Option<String>,
    findings: Vec<PbxFinding>,
}

/// Something that was looked at.
#[derive(Serialize, ToSchema)]
struct PbxFinding {
    what: String,
    is_well: bool,
    /// How it is.
    text: String,
    /// What mends it.
    mend: Option<String>,
}

impl House {
    fn of(here: HouseHealth, machines: Option<Machines>) -> Self {
        let HouseHealth { health, figures, stuck_mail, converters, missing, is_paused } = here;
        let (since, why) = stuck_mail.map(|(at, why)| (moment(at), why)).unzip();
        let waiting = figures.jobs.into_iter().chain(figures.outbox).map(|one| Waiting {
            what: one.what,
            count: one.count,
            oldest_at: one.oldest.map(moment),
        });
        let folder = |(name, since): (String, Option<UnixMs>)| WatchedFolder {
            name,
            failing_since: since.map(moment),
        };
        let missing = missing.into_iter().map(|(key, program)| MissingConverter { key, program });
        Self {
            is_well: health.is_well,
            lines: health.lines,
            alarms: figures.alarms,
            receiving: figures.receiving,
            waiting: waiting.collect(),
            stuck_mail_since: since,
            stuck_mail_why: why,
            undeliverable: figures.undeliverable,
            is_paused,
            converters,
            missing_converters: missing.collect(),
            folders: figures.folders.into_iter().map(folder).collect(),
            machines: machines.map(MachinesOfStore::from),
        }
    }
}

impl From<Option<Answer>> for PbxAnswer {
    fn from(answer: Option<Answer>) -> Self {
        let (at, findings) =
            answer.map(|answer| (moment(answer.answered_at), answer.findings)).unzip();
        let findings = findings.unwrap_or_default().into_iter().map(|one| PbxFinding {
            what: one.what,
            is_well: one.is_well,
            text: one.text,
            mend: Some(one.mend).filter(|mend| !mend.is_empty()),
        });
        Self { answered_at: at, findings: findings.collect() }
    }
}

/// How the house is.
#[utoipa::path(
    get,
    path = "/admin/health",
    tag = "administration",
    operation_id = "get_health",
    security(("key" = ["admin"])),
    responses((status = 200, description = "How it is.", body = House))
)]
pub(super) async fn health(State(api): State<Api>, caller: Caller) -> Result<Json<House>, Problem> {
    let asked = api.at_desk(move |desk| {
        Ok((desk.house_health(&caller.person)?, desk.machines(&caller.person)?))
    });
    let (here, machines) = asked.await?;
    Ok(Json(House::of(here, machines)))
}

/// Asks the module in the PBX how it is there: the dialplan, the trunks, the relay.
#[utoipa::path(
    post,
    path = "/admin/questions",
    tag = "administration",
    operation_id = "ask_pbx",
    security(("key" = ["admin"])),
    responses((status = 202, description = "It is asked.", body = Question, headers(("location" = String, description = "Where its answer will be."))))
)]
pub(super) async fn ask(State(api): State<Api>, caller: Caller) -> Result<Response, Problem> {
    let asked = api.at_desk(move |desk| desk.ask_pbx(&caller.person, UnixMs::now()));
    let QuestionId(question) = asked.await?;
    let there = [(LOCATION, format!("{ROOT}/admin/questions/{question}"))];
    Ok((StatusCode::ACCEPTED, there, Json(Question { question })).into_response())
}

/// What the PBX has answered to a question. The last twenty are kept.
#[utoipa::path(
    get,
    path = "/admin/questions/{id}",
    tag = "administration",
    operation_id = "get_pbx_answer",
    security(("key" = ["admin"])),
    params(("id" = i64, Path, description = "The question's number.")),
    responses((status = 200, description = "The answer, or that there is none yet.", body = PbxAnswer))
)]
pub(super) async fn answer(
    State(api): State<Api>,
    caller: Caller,
    At(id): At<i64>,
) -> Result<Json<PbxAnswer>, Problem> {
    let answer = api.at_desk(move |desk| desk.pbx_answer(&caller.person, QuestionId(id))).await?;
    Ok(Json(PbxAnswer::from(answer)))
}
