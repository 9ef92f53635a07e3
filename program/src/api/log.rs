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
    OpenApiRouter::new().routes(routes!(log))
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
