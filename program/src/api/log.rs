//! The log of decisions, for administrators and auditors.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::parts::{Json, Question};
use super::{Api, Caller, Kind, Problem, cursor};
use ferrofax_spool::audit::AuditLog;

/// So much of the log's end is read, bytes.
const READ: u64 = 4 << 20;

pub(super) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new().routes(routes!(log)).routes(routes!(chain))
}

/// Which lines are wanted.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct Looking {
    /// Only refusals (`false`) or grants (`true`).
    granted: Option<bool>,
    /// Only this user's.
    user: Option<String>,
    /// Only those above this number of the chain: a program goes on with the last that it has.
    after: Option<i64>,
    /// So many at most: 50 unless told otherwise.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u32>,
}

/// Lines of the log.
#[derive(Serialize, ToSchema)]
struct LogLines {
    /// The newest first; without `after`. With it, the oldest first. Each as it was written.
    #[schema(value_type = Vec<Object>)]
    lines: Vec<Value>,
}

/// Whether the log is as it was written.
#[derive(Serialize, ToSchema)]
struct Chain {
    is_well: bool,
    /// Lines that hang on one another.
    lines: u64,
    /// Lines from before there was a chain.
    unchained: u64,
    /// The number and the hash of the last line.
    last: Option<u64>,
    last_hash: Option<String>,
    /// Where it was changed first: `audit.log:7: …`.
    fault: Option<String>,
}

/// Looks through the whole log, whether its lines hang on one another as they were written. The
/// reading is a line of it.
#[utoipa::path(
    get,
    path = "/log/chain",
    tag = "administration",
    operation_id = "verify_log",
    security(("key" = ["log:read"])),
    responses((status = 200, description = "Whether it is.", body = Chain))
)]
async fn chain(State(api): State<Api>, caller: Caller) -> Result<Json<Chain>, Problem> {
    let verdict = api.at_desk(move |desk| desk.verify_log(&caller.person)).await?;
    let fault = verdict.fault.as_ref().map(|(at, fault)| {
        let file = at.file.file_name().unwrap_or_default().to_string_lossy();
        format!("{file}:{}: {fault}", at.line)
    });
    let (last, last_hash) = verdict.last.map(|last| (last.seq, last.hash.to_string())).unzip();
    Ok(Json(Chain {
        is_well: fault.is_none(),
        lines: verdict.lines,
        unchained: verdict.unchained,
        last,
        last_hash,
        fault,
    }))
}

/// The newest lines of the log of decisions, or those after one. The reading is a line of it.
#[utoipa::path(
    get,
    path = "/log",
    tag = "administration",
    operation_id = "read_log",
    security(("key" = ["log:read"])),
    params(Looking),
    responses((status = 200, description = "The lines.", body = LogLines))
)]
async fn log(
    State(api): State<Api>,
    caller: Caller,
    Question(looking): Question<Looking>,
) -> Result<Json<LogLines>, Problem> {
    let limit = cursor::limit(looking.limit)? as usize;
    let work = move |api: &Api| {
        api.desk.read_log(&caller.person)?;
        let no_log = |error: std::io::Error| Problem::new(Kind::ForNow, error.to_string());
        let end = AuditLog::open(api.spool.folder()).and_then(|log| log.end(READ));
        let end = end.map_err(no_log)?;
        let text = String::from_utf8_lossy(&end);
        let wanted = text.lines().filter_map(|line| serde_json::from_str(line).ok());
        let wanted = wanted.filter(|line| looking.wants(line));
        let lines = match looking.after {
            Some(_) => wanted.take(limit).collect(),
            None => {
                let all: Vec<Value> = wanted.collect();
                all.into_iter().rev().take(limit).collect()
            }
        };
        Ok::<_, Problem>(LogLines { lines })
    };
    Ok(Json(api.at_work(work).await?))
}

impl Looking {
    fn wants(&self, line: &Value) -> bool {
        let is_above = |after: i64| line["seq"].as_i64().is_some_and(|seq| seq > after);
        self.granted.is_none_or(|granted| line["granted"] == granted)
            && self.user.as_deref().is_none_or(|user| line["user"] == user)
            && self.after.is_none_or(is_above)
    }
}
