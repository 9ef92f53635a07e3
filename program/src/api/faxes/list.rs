//! The list of received faxes.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::body::{Fax, word_of};
use crate::api::parts::{Json, Question, time};
use crate::api::tag::tagged;
use crate::api::{Api, Caller, Kind, Problem, cursor};
use crate::desk::{ClaimedBy, FaxSieve};
use ferrofax_spool::{DeviceName, FaxId, FaxStatus};

/// Which faxes are wanted.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct Looking {
    /// Each of these words is in the number, the name, the device, the tag or the note.
    #[serde(default)]
    search: String,
    /// Only this device's: `2101` or `2101@context`.
    device: Option<String>,
    /// `receiving`, `received`, `incomplete` or `failed`.
    status: Option<String>,
    /// Only those that the user has not read.
    #[serde(default)]
    unread: bool,
    /// Only those that this user deals with; `-`: that nobody deals with.
    claimed: Option<String>,
    /// Only those that began at this time or later.
    #[param(format = "date-time")]
    since: Option<String>,
    /// Only those that began before this time.
    #[param(format = "date-time")]
    until: Option<String>,
    /// Where an earlier answer says that the list goes on (`next`).
    cursor: Option<String>,
    /// So many at most: 50 unless told otherwise.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u32>,
}

/// Faxes, the newest first.
#[derive(Serialize, ToSchema)]
struct FaxList {
    faxes: Vec<Fax>,
    /// The `cursor` with which the list goes on; none: it is at its end.
    next: Option<String>,
    /// So many were looked at without being found that the answer is given early: it goes
    /// on at `next`.
    is_cut_short: bool,
}

/// How many are unread.
#[derive(Serialize, ToSchema)]
struct Unread {
    count: u32,
    /// There may be more among very old ones.
    is_at_least: bool,
}

/// Up to where all is read.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Through {
    /// The number of the newest fax that is read.
    through: i64,
}

/// Received faxes, the newest first.
#[utoipa::path(
    get,
    path = "/faxes",
    tag = "faxes",
    operation_id = "list_faxes",
    security(("key" = ["faxes:read"])),
    params(Looking),
    responses(
        (status = 200, description = "The faxes.", body = FaxList, headers(("etag" = String, description = "For If-None-Match."))),
        (status = 304, description = "As If-None-Match says.")
    )
)]
pub(super) async fn list(
    State(api): State<Api>,
    caller: Caller,
    headers: HeaderMap,
    Question(looking): Question<Looking>,
) -> Result<Response, Problem> {
    let (below, limit) =
        (cursor::read('f', looking.cursor.as_deref())?, cursor::limit(looking.limit)?);
    let sieve = looking.sieve()?;
    let person = caller.person;
    let list = api
        .at_desk(move |desk| desk.faxes(&person, &sieve, below.map(FaxId), limit))
        .await?;
    let next = list.next.map(|next| cursor::written('f', next.0));
    let faxes = list.faxes.into_iter().map(Fax::from).collect();
    tagged(&headers, &FaxList { faxes, next, is_cut_short: list.is_cut_short })
}

impl Looking {
    fn sieve(&self) -> Result<FaxSieve, Problem> {
        let all =
            [FaxStatus::Receiving, FaxStatus::Received, FaxStatus::Incomplete, FaxStatus::Failed];
        let status = self.status.as_deref().map(|word| {
            let found = all.into_iter().find(|status| word_of(*status) == word);
            found.ok_or_else(|| {
                Problem::new(Kind::Malformed, format!("status: there is no '{word}'"))
            })
        });
        let claimed = self.claimed.as_deref().map(|user| match user {
            "-" => ClaimedBy::Nobody,
            user => ClaimedBy::User(user.to_owned()),
        });
        Ok(FaxSieve {
            words: self.search.clone(),
            device: self.device.as_deref().map(DeviceName::of_row),
            status: status.transpose()?,
            unread: self.unread,
            claimed,
            since: self.since.as_deref().map(|text| time("since", text)).transpose()?,
            until: self.until.as_deref().map(|text| time("until", text)).transpose()?,
        })
    }
}

/// How many faxes the user has not read.
#[utoipa::path(
    get,
    path = "/faxes/unread",
    tag = "faxes",
    operation_id = "count_unread_faxes",
    security(("key" = ["faxes:read"])),
    responses((status = 200, description = "So many.", body = Unread))
)]
pub(super) async fn unread(
    State(api): State<Api>,
    caller: Caller,
) -> Result<Json<impl Serialize>, Problem> {
    let unread = api.at_desk(move |desk| desk.unread(&caller.person)).await?;
    Ok(Json(Unread { count: unread.count, is_at_least: unread.is_at_least }))
}

/// All faxes up to this one count as read.
#[utoipa::path(
    post,
    path = "/faxes/read",
    tag = "faxes",
    operation_id = "mark_faxes_read",
    security(("key" = ["faxes:write"])),
    request_body = Through,
    responses((status = 204, description = "They do."))
)]
pub(super) async fn read_through(
    State(api): State<Api>,
    caller: Caller,
    Json(Through { through }): Json<Through>,
) -> Result<StatusCode, Problem> {
    api.at_desk(move |desk| desk.mark_through(&caller.person, FaxId(through)))
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
