//! The system's health: the state of the spool, the disk, the module in Asterisk, the mail server
//! and the converters, and the results of the checks that the PBX makes of its own settings.

use axum::http::StatusCode;
use axum::http::header::LOCATION;
use axum::response::IntoResponse;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::machines::MachinesOfStore;
use crate::api::parts::{By, Json, On, moment};
use crate::api::{ROOT, Result};
use crate::live::NamedEvent;
use ferrofax_basics::UnixMs;
use ferrofax_desk::{HouseHealth, Machines};
use ferrofax_spool::event::Language;
use ferrofax_spool::{Answer, FilingState, Finding, Fix, QuestionId};

/// The health of the system: the state of its parts, the active alarms, and the fax jobs, mails and
/// print jobs that wait.
#[derive(Serialize, ToSchema)]
pub(super) struct House {
    /// Whether the spool, the disk and the module in Asterisk work without a fault.
    is_well: bool,
    /// One line of text about each part of the system. A line about a fault begins with `WRONG`.
    lines: Vec<String>,
    /// The active alarms.
    alarms: Vec<String>,
    /// The number of faxes that are being received.
    receiving: u32,
    /// The numbers of waiting fax jobs, mails and print jobs, by their kind.
    waiting: Vec<Waiting>,
    /// The creation time of the oldest mail that failed at least once and still waits to be sent;
    /// null if there is no such mail.
    #[schema(format = "date-time")]
    stuck_mail_since: Option<String>,
    /// The error of the last attempt to send the oldest mail that failed at least once and still
    /// waits to be sent.
    stuck_mail_why: Option<String>,
    /// The error in `stuck_mail_why` as a name and its values, for programs, as in `problem` of a
    /// mail.
    stuck_mail_problem: Option<NamedEvent>,
    /// The number of mails and print jobs that could not be delivered.
    undeliverable: u32,
    /// Whether the queue of incoming mails is paused. Ferrofax then neither accepts mails nor turns
    /// them into jobs.
    is_paused: bool,
    /// The installed programs that convert documents.
    converters: Vec<String>,
    /// The converters that the settings name but that are not installed.
    missing_converters: Vec<MissingConverter>,
    /// The watched folders, and the servers of `[[filing]]`, in which received faxes are filed.
    folders: Vec<WatchedFolder>,
    /// The PBX nodes that use the shared database; null if this service does not use a shared
    /// database.
    machines: Option<MachinesOfStore>,
}

/// The number of waiting fax jobs of one state, or of waiting mails or print jobs.
#[derive(Serialize, ToSchema)]
struct Waiting {
    /// The kind that is counted: the name of a state for fax jobs in this state, `mail` for mails,
    /// or `print` for print jobs.
    what: String,
    /// The number of waiting items.
    count: u32,
    /// The time when the oldest of the counted fax jobs, mails or print jobs was created.
    #[schema(format = "date-time")]
    oldest_at: Option<String>,
}

/// A converter that is not installed.
#[derive(Serialize, ToSchema)]
struct MissingConverter {
    /// The key of gateway.toml that names the missing converter.
    key: String,
    /// The program that is not installed.
    program: String,
}

/// A watched folder or a server in which received faxes are filed.
#[derive(Serialize, ToSchema)]
struct WatchedFolder {
    /// The name of the folder or server in the settings.
    name: String,
    /// The time since which Ferrofax can't file received faxes there; null if there is no such
    /// fault.
    #[schema(format = "date-time")]
    failing_since: Option<String>,
}

/// A request to the Ferrofax module in the PBX to check the dialplan, the trunks and the mail
/// server. The module answers later.
#[derive(Serialize, ToSchema)]
pub(super) struct Question {
    /// The number of this request for a check. A program reads the PBX's answer at
    /// `/api/v1/admin/diagnostics/` followed by this number.
    question: i64,
}

/// The answer of the Ferrofax module in the PBX to a request to check the dialplan, the trunks and
/// the mail server.
#[derive(Serialize, ToSchema)]
pub(super) struct PbxAnswer {
    /// The time at which the PBX answered the request for a check; null if it has not answered yet.
    #[schema(format = "date-time")]
    answered_at: Option<String>,
    /// The results of the checks.
    findings: Vec<PbxFinding>,
}

/// The result of one check that the PBX made of its settings.
#[derive(Serialize, ToSchema)]
struct PbxFinding {
    /// The part of the system that was checked.
    what: String,
    /// Whether the check found no fault.
    is_well: bool,
    /// The result of this check of the PBX's settings, as a sentence.
    text: String,
    /// The result of this check as a name and its values, for programs.
    observation: NamedValues,
    /// The way to fix the fault that the check found, as a sentence.
    mend: Option<String>,
    /// The way to fix the fault that the check found, as a name and its values, for programs.
    fix: Option<NamedValues>,
}

/// The result of a check, or the way to fix a fault, in a form for programs: a name with its
/// values. Later versions may add names and values.
#[derive(Serialize, ToSchema)]
struct NamedValues {
    /// The name of the result or fix, such as `t38-missing`. A result that an older version of
    /// Ferrofax stored has the name `text` and only a sentence.
    name: String,
    /// The details of the result or fix, such as a context of the dialplan: each value with its
    /// name.
    #[schema(value_type = Object)]
    values: Value,
}

impl House {
    fn of(here: HouseHealth, machines: Option<Machines>) -> Self {
        let HouseHealth { health, figures, stuck_mail, converters, missing, is_paused } = here;
        let (since, why) = stuck_mail.unzip();
        let waiting = figures.jobs.into_iter().chain(figures.outbox).map(|one| Waiting {
            what: one.what,
            count: one.count,
            oldest_at: one.oldest.map(moment),
        });
        let folder = |state: FilingState| WatchedFolder {
            name: state.name,
            failing_since: state.failing_since.map(moment),
        };
        let missing = missing.into_iter().map(|(key, program)| MissingConverter { key, program });
        Self {
            is_well: health.is_well,
            lines: health.lines,
            alarms: figures.alarms,
            receiving: figures.receiving,
            waiting: waiting.collect(),
            stuck_mail_since: since.map(moment),
            stuck_mail_why: why.as_ref().map(ToString::to_string),
            stuck_mail_problem: why.as_ref().map(NamedEvent::from),
            undeliverable: figures.undeliverable,
            is_paused,
            converters,
            missing_converters: missing.collect(),
            folders: figures.folders.into_iter().map(folder).collect(),
            machines: machines.map(MachinesOfStore::from),
        }
    }
}

impl From<Finding> for PbxFinding {
    fn from(Finding { what, is_well, observation, fix }: Finding) -> Self {
        let fix_named = |fix: &Fix| NamedValues { name: fix.name(), values: fix.values() };
        Self {
            what,
            is_well,
            text: observation.text(Language::English),
            observation: NamedValues { name: observation.name(), values: observation.values() },
            mend: fix.as_ref().map(|fix| fix.text(Language::English)),
            fix: fix.as_ref().map(fix_named),
        }
    }
}

impl From<Option<Answer>> for PbxAnswer {
    fn from(answer: Option<Answer>) -> Self {
        let (at, findings) =
            answer.map(|answer| (moment(answer.answered_at), answer.findings)).unzip();
        let findings = findings.unwrap_or_default().into_iter().map(PbxFinding::from);
        Self { answered_at: at, findings: findings.collect() }
    }
}

/// Returns the health of the system: the state of its parts, the active alarms, and what waits.
#[utoipa::path(
    get,
    path = "/admin/health",
    tag = "administration",
    operation_id = "get_health",
    security(("key" = ["admin"])),
    responses((status = 200, description = "The system's health.", body = House))
)]
pub(super) async fn health(By(api, caller): By) -> Result<Json<House>> {
    let asked = api.at_desk(move |desk| {
        Ok((desk.house_health(&caller.person)?, desk.machines(&caller.person)?))
    });
    let (here, machines) = asked.await?;
    Ok(Json(House::of(here, machines)))
}

/// Asks the Ferrofax module in the PBX to check the dialplan, the trunks and the mail server. The
/// request `GET /admin/diagnostics/{id}` returns the results.
#[utoipa::path(
    post,
    path = "/admin/diagnostics",
    tag = "administration",
    operation_id = "ask_pbx",
    security(("key" = ["admin"])),
    responses((status = 202, description = "The module was asked. The body contains the number of the question.", body = Question, headers(("location" = String, description = "The URL of the answer."))))
)]
pub(super) async fn ask(By(api, caller): By) -> Result {
    let asked = api.at_desk(move |desk| desk.ask_pbx(&caller.person, UnixMs::now()));
    let QuestionId(question) = asked.await?;
    let there = [(LOCATION, format!("{ROOT}/admin/diagnostics/{question}"))];
    Ok((StatusCode::ACCEPTED, there, Json(Question { question })).into_response())
}

/// Returns the results of checks that `POST /admin/diagnostics` requested from the Ferrofax module
/// in the PBX. The results of the last twenty requests are kept.
#[utoipa::path(
    get,
    path = "/admin/diagnostics/{id}",
    tag = "administration",
    operation_id = "get_pbx_answer",
    security(("key" = ["admin"])),
    params(("id" = i64, Path, description = "The value of `question` in the answer of `POST /admin/diagnostics`.")),
    responses((status = 200, description = "The answer. `answered_at` is null if the module has not answered yet.", body = PbxAnswer))
)]
pub(super) async fn answer(On(api, caller, _, id): On) -> Result<Json<PbxAnswer>> {
    let answer = api.at_desk(move |desk| desk.pbx_answer(&caller.person, QuestionId(id))).await?;
    Ok(Json(PbxAnswer::from(answer)))
}
