//! The list of received faxes.

use std::collections::BTreeMap;

use axum::http::{HeaderMap, StatusCode, Uri};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::body::Fax;
use crate::api::cursor::List;
use crate::api::lists::{linked, list};
use crate::api::parts::{By, Json, Question, time};
use crate::api::tag::tagged;
use crate::api::{Problem, Result, cursor};
use crate::live::vocabulary::FaxStatusWord;
use ferrofax_basics::UnixMs;
use ferrofax_desk::{ClaimedBy, FaxSieve};
use ferrofax_spool::{DeviceName, FaxId, FaxStatus};

/// The filter for the list of received faxes.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct Looking {
    /// Restricts the list to faxes with all of these words in number, name, device, tag or note, or
    /// on the pages. On the pages, only whole words are found.
    #[serde(default)]
    search: String,
    /// Restricts the list to faxes with all of these words in the caller's number or name, or in
    /// the identification of the remote fax machine.
    #[serde(default)]
    sender: String,
    /// Restricts the list to faxes with this tag.
    tag: Option<String>,
    /// Restricts the list to faxes of this device: `2101` or `2101@context`.
    device: Option<String>,
    /// Restricts the list to faxes with this status: `receiving`, `received`, `incomplete` or
    /// `failed`.
    status: Option<String>,
    /// Whether the list is restricted to faxes that the user has not read.
    #[serde(default)]
    unread: bool,
    /// Restricts the list to faxes that this user has claimed. `-` means faxes that nobody has
    /// claimed.
    claimed: Option<String>,
    /// Restricts the list to faxes that began at this time or later.
    #[param(format = "date-time")]
    since: Option<String>,
    /// Restricts the list to faxes that began before this time.
    #[param(format = "date-time")]
    until: Option<String>,
    /// Restricts the list to faxes that have this value in `metadata`: `metadata[case]=17`.
    #[serde(default)]
    #[param(style = DeepObject, explode, value_type = Option<BTreeMap<String, String>>)]
    metadata: BTreeMap<String, String>,
    /// The value of `next` in an earlier answer. The answer to this request continues that list.
    cursor: Option<String>,
    /// The greatest number of faxes in the answer; default 50.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u32>,
}

list! {
    /// A list of received faxes, newest first.
    FaxList, faxes, Fax {
        /// Whether the search stopped before the end of the list, because it had to skip many faxes
        /// that do not match. A request with the value of `next` as `cursor` continues the list.
        is_cut_short: bool,
    }
}

/// The number of faxes that the user has not read.
#[derive(Serialize, ToSchema)]
struct Unread {
    /// The number of unread faxes.
    count: u32,
    /// Whether `count` may be too small, because only the newest 5,000 faxes are searched for
    /// unread faxes.
    is_at_least: bool,
}

/// A request to mark a fax and all older faxes as read.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Through {
    /// The number of the newest fax to mark as read.
    through: i64,
}

/// Lists received faxes, newest first.
#[utoipa::path(
    get,
    path = "/faxes",
    tag = "faxes",
    operation_id = "list_faxes",
    security(("key" = ["faxes:read"])),
    params(Looking),
    responses(
        (status = 200, description = "The faxes.", body = FaxList, headers(("etag" = String, description = "For If-None-Match."))),
        (status = 304, description = "Nothing has changed since the answer with the ETag in `If-None-Match`.")
    )
)]
pub(super) async fn list(
    By(api, caller): By,
    headers: HeaderMap,
    uri: Uri,
    Question(looking): Question<Looking>,
) -> Result {
    let (below, limit) =
        (cursor::read(List::Faxes, looking.cursor.as_deref())?, cursor::limit(looking.limit)?);
    let sieve = looking.sieve()?;
    let person = caller.person;
    let (list, mut found) = api
        .at_desk(move |desk| {
            let list = desk.faxes(&person, &sieve, below.map(FaxId), limit)?;
            let found = desk.found_words(&person, &list, &sieve.words, UnixMs::now())?;
            Ok((list, found))
        })
        .await?;
    let next = list.next.map(|next| cursor::written(List::Faxes, next.0));
    let faxes = list.faxes.into_iter().map(|one| {
        let found = found.remove(&one.fax.id);
        Fax::from(one).found(found)
    });
    let body = FaxList::of(faxes, next.clone(), list.is_cut_short);
    Ok(linked(tagged(&headers, &body)?, &uri, next.as_deref()))
}

impl Looking {
    fn sieve(&self) -> Result<FaxSieve> {
        let status = self.status.as_deref().map(|word| {
            let found = FaxStatus::from_name(word);
            found.ok_or_else(|| Problem::unknown_word("status", word, &FaxStatusWord::all()))
        });
        let claimed = self.claimed.as_deref().map(|user| match user {
            "-" => ClaimedBy::Nobody,
            user => ClaimedBy::User(user.to_owned()),
        });
        Ok(FaxSieve {
            words: self.search.clone(),
            sender: self.sender.clone(),
            tag: self.tag.clone(),
            device: self.device.as_deref().map(DeviceName::of_row),
            status: status.transpose()?,
            unread: self.unread,
            claimed,
            since: self.since.as_deref().map(|text| time("since", text)).transpose()?,
            until: self.until.as_deref().map(|text| time("until", text)).transpose()?,
            metadata: self.metadata.clone(),
        })
    }
}

/// Returns the number of faxes that the user has not read.
#[utoipa::path(
    get,
    path = "/faxes/unread",
    tag = "faxes",
    operation_id = "count_unread_faxes",
    security(("key" = ["faxes:read"])),
    responses((status = 200, description = "The number.", body = Unread))
)]
pub(super) async fn unread(By(api, caller): By) -> Result<Json<impl Serialize>> {
    let unread = api.at_desk(move |desk| desk.unread(&caller.person)).await?;
    Ok(Json(Unread { count: unread.count, is_at_least: unread.is_at_least }))
}

/// Marks a fax and all older faxes as read.
#[utoipa::path(
    post,
    path = "/faxes/read",
    tag = "faxes",
    operation_id = "mark_faxes_read",
    security(("key" = ["faxes:write"])),
    request_body = Through,
    responses((status = 204, description = "The faxes are marked as read."))
)]
pub(super) async fn read_through(
    By(api, caller): By,
    Json(Through { through }): Json<Through>,
) -> Result<StatusCode> {
    api.at_desk(move |desk| desk.mark_through(&caller.person, FaxId(through)))
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
