//! The faxes that are filed as junk, and the calls of blocked callers.

use axum::http::{StatusCode, Uri};
use axum::response::IntoResponse;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::api::cursor::List;
use crate::api::lists::linked;
use crate::api::parts::{By, Json, On, Question, moment, not_empty};
use crate::api::{Result, cursor};
use ferrofax_basics::UnixMs;
use ferrofax_desk::Desk;
use ferrofax_spool::{FaxId, JunkFax, ReceivedFax, RefusedCall};

/// The part of a list that a request asks for.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct Looking {
    /// The value of `next` in an earlier answer. The answer to this request continues that list.
    cursor: Option<String>,
    /// The greatest number of entries in the answer; default 50.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u32>,
}

/// A received fax that is filed as junk.
#[derive(Serialize, ToSchema)]
pub(super) struct Junk {
    /// The fax's number. The operations on faxes show the fax and its pages, and delete it.
    id: i64,
    /// The rule that made the fax junk.
    rule: String,
    /// The time at which Ferrofax deletes the fax, unless it is on legal hold.
    #[schema(format = "date-time")]
    deleted_at: String,
    /// The device that received the fax.
    device: String,
    /// The telephone number from which the fax was sent; null if it was withheld.
    from: Option<String>,
    /// The name of the calling party, if the telephone network transmitted it.
    caller_name: Option<String>,
    /// The identification that the sending fax machine sent (TSI); null if the machine sent none.
    remote_station_id: Option<String>,
    /// The time at which the fax call was answered.
    #[schema(format = "date-time")]
    started_at: String,
    /// The number of pages of the fax.
    pages: usize,
}

/// A list of the faxes that are filed as junk, newest first.
#[derive(Serialize, ToSchema)]
pub(super) struct JunkList {
    /// The entries of the list.
    items: Vec<Junk>,
    /// The value of `cursor` with which the next request continues the list; null if the list ends
    /// here.
    next: Option<String>,
}

/// A call of a blocked caller, which was ended without an answer.
#[derive(Serialize, ToSchema)]
pub(super) struct BlockedCall {
    /// The call's number.
    id: i64,
    /// The time of the call.
    #[schema(format = "date-time")]
    at: String,
    /// The device that was called.
    device: String,
    /// The telephone number of the caller; null if it was withheld.
    from: Option<String>,
    /// The name of the calling party, if the telephone network transmitted it.
    caller_name: Option<String>,
    /// The trunk of the call, if it is known.
    trunk: Option<String>,
    /// The rule that blocked the caller.
    rule: String,
}

/// A list of the calls of blocked callers, newest first.
#[derive(Serialize, ToSchema)]
pub(super) struct BlockedCallList {
    /// The entries of the list.
    items: Vec<BlockedCall>,
    /// The value of `cursor` with which the next request continues the list; null if the list ends
    /// here.
    next: Option<String>,
}

impl From<(JunkFax, ReceivedFax)> for Junk {
    fn from((junk, fax): (JunkFax, ReceivedFax)) -> Self {
        Self {
            id: fax.id.0,
            rule: junk.rule,
            deleted_at: moment(junk.until),
            device: fax.device.to_string(),
            from: not_empty(fax.calling),
            caller_name: not_empty(fax.caller_name),
            remote_station_id: fax.far_ident,
            started_at: moment(fax.started_at),
            pages: fax.pages.len(),
        }
    }
}

impl From<RefusedCall> for BlockedCall {
    fn from(call: RefusedCall) -> Self {
        Self {
            id: call.id,
            at: moment(call.at),
            device: call.device.to_string(),
            from: not_empty(call.calling),
            caller_name: not_empty(call.caller_name),
            trunk: not_empty(call.trunk),
            rule: call.rule,
        }
    }
}

/// Lists the faxes that are filed as junk. To delete one, delete the fax (`delete_fax`).
#[utoipa::path(
    get,
    path = "/admin/junk",
    tag = "administration",
    operation_id = "list_junk",
    security(("key" = ["admin"])),
    params(Looking),
    responses((status = 200, description = "The junk faxes.", body = JunkList))
)]
pub(super) async fn list(
    By(api, caller): By,
    uri: Uri,
    Question(looking): Question<Looking>,
) -> Result {
    let limit = cursor::limit(looking.limit)?;
    let below = cursor::read(List::Junk, looking.cursor.as_deref())?.map(FaxId);
    let work = move |desk: &Desk| desk.junk_faxes(&caller.person, below, limit + 1);
    let found = api.at_desk(work).await?.into_iter().map(Junk::from).collect();
    let (items, next) = cursor::part(found, limit, |last| cursor::written(List::Junk, last.id));
    let body = JunkList { items, next: next.clone() };
    Ok(linked(Json(body).into_response(), &uri, next.as_deref()))
}

/// Releases a fax that is filed as junk. Ferrofax then mails, prints and reports the fax as if it had
/// just arrived.
#[utoipa::path(
    post,
    path = "/admin/junk/{id}/release",
    tag = "administration",
    operation_id = "release_junk",
    security(("key" = ["admin"])),
    params(("id" = i64, Path, description = "The fax's number.")),
    responses(
        (status = 204, description = "The fax is no longer junk."),
        (status = 422, description = "The fax is not filed as junk, or this machine is a stateless node, which delivers no received faxes.")
    )
)]
pub(super) async fn release(On(api, caller, _, id): On) -> Result<StatusCode> {
    let now = UnixMs::now();
    api.at_desk(move |desk| desk.not_junk(&caller.person, FaxId(id), now)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Lists the calls of blocked callers. Ferrofax keeps the newest 10,000 of these calls.
#[utoipa::path(
    get,
    path = "/admin/blocked-calls",
    tag = "administration",
    operation_id = "list_blocked_calls",
    security(("key" = ["admin"])),
    params(Looking),
    responses((status = 200, description = "The calls.", body = BlockedCallList))
)]
pub(super) async fn blocked(
    By(api, caller): By,
    uri: Uri,
    Question(looking): Question<Looking>,
) -> Result {
    let limit = cursor::limit(looking.limit)?;
    let below = cursor::read(List::BlockedCalls, looking.cursor.as_deref())?;
    let work = move |desk: &Desk| desk.refused_calls(&caller.person, below, limit + 1);
    let found = api.at_desk(work).await?.into_iter().map(BlockedCall::from).collect();
    let (items, next) =
        cursor::part(found, limit, |last| cursor::written(List::BlockedCalls, last.id));
    let body = BlockedCallList { items, next: next.clone() };
    Ok(linked(Json(body).into_response(), &uri, next.as_deref()))
}
