//! The audit log, which administrators and auditors can read.

use axum::http::Uri;
use axum::response::IntoResponse;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::cursor::List;
use super::lists::{Twice, linked};
use super::parts::{By, Json, Question, time};
use super::{Api, Problem, Result, cursor};
use ferrofax_desk::{LogPage, LogSieve};

pub(super) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new().routes(routes!(log)).routes(routes!(chain))
}

/// The filter for lines of the audit log.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct Looking {
    /// Restricts the answer to lines of the audit log about refused requests (`false`) or granted
    /// requests (`true`).
    granted: Option<bool>,
    /// Restricts the answer to lines of the audit log in which the name of a user, a login name or
    /// the mail address of a sender contains this text.
    #[serde(default)]
    user: String,
    /// Restricts the answer to lines of the audit log about this kind of request: `login`,
    /// `submission`, `mail`, ….
    #[serde(default)]
    asked: String,
    /// Restricts the answer to lines of the audit log that were written at this time or later.
    #[param(format = "date-time")]
    since: Option<String>,
    /// Restricts the answer to lines of the audit log that were written before this time.
    #[param(format = "date-time")]
    until: Option<String>,
    /// Restricts the answer to lines of the audit log whose number (`seq`) is greater than this
    /// number. Only the last 4 MiB of the log are searched, and the lines are listed oldest first.
    /// A program passes the number of the last line that it has read.
    after: Option<i64>,
    /// The value of `next` in an earlier answer. The answer to this request has older lines of the
    /// audit log than that answer. `cursor` can't be used with `after`.
    cursor: Option<String>,
    /// The greatest number of lines of the audit log in the answer; default 50.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u32>,
}

/// The answer to a request for lines of the audit log.
#[derive(Serialize, ToSchema)]
struct LogLines {
    /// The lines of the audit log as they were written, newest first; oldest first if the request
    /// has `after`.
    #[schema(value_type = Vec<Object>)]
    items: Twice<Value>,
    /// The older, deprecated name of `items`, with the same value.
    #[schema(value_type = Vec<Object>, deprecated)]
    lines: Twice<Value>,
    /// The value of `cursor` with which a request returns older lines of the audit log. Even an
    /// answer with few lines may have a value here, because a request searches only a part of a
    /// long log. Null if there are no older lines, or if the request has `after`.
    next: Option<String>,
}

/// The result of verifying the audit log.
#[derive(Serialize, ToSchema)]
struct Chain {
    /// `true` if no line of the audit log was changed.
    is_well: bool,
    /// The number of lines of the audit log that contain the right hash of the preceding line.
    lines: u64,
    /// The number of lines of the audit log from older versions, which wrote no hash of the
    /// preceding line.
    unchained: u64,
    /// The number of the last line of the audit log.
    last: Option<u64>,
    /// The hash of the last line of the audit log, hexadecimal.
    last_hash: Option<String>,
    /// The first line of the audit log that was changed, and the fault found there: `audit.log:7:
    /// …`. Null if no line was changed.
    fault: Option<String>,
}

/// Verifies the whole audit log: whether each line still matches the hash in the next line.
///
/// This request is written to the log, too.
#[utoipa::path(
    get,
    path = "/log/chain",
    tag = "administration",
    operation_id = "verify_log",
    security(("key" = ["log:read"])),
    responses((status = 200, description = "The result.", body = Chain))
)]
async fn chain(By(api, caller): By) -> Result<Json<Chain>> {
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

/// Lists lines of the audit log: the newest lines, or those after a given line.
///
/// This request is written to the log, too.
#[utoipa::path(
    get,
    path = "/log",
    tag = "administration",
    operation_id = "read_log",
    security(("key" = ["log:read"])),
    params(Looking),
    responses((status = 200, description = "The lines.", body = LogLines))
)]
async fn log(By(api, caller): By, uri: Uri, Question(looking): Question<Looking>) -> Result {
    let limit = cursor::limit(looking.limit)? as usize;
    let (sieve, above) = (looking.sieve()?, cursor::read(List::Log, looking.cursor.as_deref())?);
    let found = api.at_desk(move |desk| match looking.after {
        None => desk.log(&caller.person, &sieve, above.map(i64::unsigned_abs), limit),
        Some(after) => {
            let lines = desk.log_after(&caller.person, &sieve, after, limit)?;
            Ok(LogPage { lines, next: None })
        }
    });
    let LogPage { lines, next } = found.await?;
    let next = next.and_then(|next| i64::try_from(next).ok());
    let next = next.map(|next| cursor::written(List::Log, next));
    let (items, lines) = Twice::of(lines);
    let body = Json(LogLines { items, lines, next: next.clone() });
    Ok(linked(body.into_response(), &uri, next.as_deref()))
}

impl Looking {
    fn sieve(&self) -> Result<LogSieve> {
        if self.after.is_some() && self.cursor.is_some() {
            let text = "A request may have after (newer lines) or cursor (older lines), not both.";
            return Err(Problem::of_parameter("after", text));
        }
        let at = |name, text: Option<&String>| text.map(|text| time(name, text)).transpose();
        Ok(LogSieve {
            user: self.user.trim().to_owned(),
            asked: self.asked.trim().to_owned(),
            granted: self.granted,
            since: at("since", self.since.as_ref())?,
            until: at("until", self.until.as_ref())?,
        })
    }
}
