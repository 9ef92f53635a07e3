//! One received fax: its facts, its history, and its mails and print jobs.

use super::body::{Fax, FaxDeed, Mail};
use crate::api::Result;
use crate::api::ladder::{Ladder, steps};
use crate::api::lists::list;
use crate::api::parts::{Json, On};
use crate::api::tag::tagged;
use ferrofax_spool::FaxId;

list! {
    /// The history of a fax: what users have done with it.
    pub(super) FaxHistory, deeds, FaxDeed
}

list! {
    /// The mails and print jobs of a fax or job.
    pub(in crate::api) MailList, mails, Mail
}

list! {
    /// The names of the users who may see a fax. The fax may be handed over to them.
    pub(super) Readers, users, String
}

/// Returns a fax. The request does not mark the fax as read.
#[utoipa::path(
    get,
    path = "/faxes/{id}",
    tag = "faxes",
    operation_id = "get_fax",
    security(("key" = ["faxes:read"])),
    params(("id" = i64, Path, description = "The fax's number.")),
    responses(
        (status = 200, description = "The fax.", body = Fax, headers(("etag" = String, description = "For If-Match and If-None-Match."))),
        (status = 304, description = "Nothing has changed since the answer with the ETag in `If-None-Match`.")
    )
)]
pub(super) async fn fax(On(api, caller, headers, id): On) -> Result {
    let one = api.at_desk(move |desk| desk.fax(&caller.person, FaxId(id))).await?;
    tagged(&headers, &Fax::from(one))
}

/// Lists the actions of users on a fax.
#[utoipa::path(
    get,
    path = "/faxes/{id}/history",
    tag = "faxes",
    operation_id = "get_fax_history",
    security(("key" = ["faxes:read"])),
    params(("id" = i64, Path, description = "The fax's number.")),
    responses((status = 200, description = "The actions.", body = FaxHistory))
)]
pub(super) async fn history(On(api, caller, _, id): On) -> Result<Json<FaxHistory>> {
    let events = api.at_desk(move |desk| desk.fax_history(&caller.person, FaxId(id))).await?;
    Ok(Json(FaxHistory::of(events.into_iter().map(FaxDeed::from), None)))
}

/// Lists the T.30 frames and signals of the call in which a fax is being received or was received.
#[utoipa::path(
    get,
    path = "/faxes/{id}/transcript",
    tag = "faxes",
    operation_id = "get_fax_ladder",
    security(("key" = ["faxes:read"])),
    params(("id" = i64, Path, description = "The fax's number.")),
    responses((status = 200, description = "The frames and signals.", body = Ladder))
)]
pub(super) async fn ladder(On(api, caller, _, id): On) -> Result<Json<Ladder>> {
    let rungs = api.at_desk(move |desk| desk.fax_ladder(&caller.person, FaxId(id))).await?;
    Ok(Json(Ladder::of(steps(rungs), None)))
}

/// Lists the mails and print jobs of a fax, with the results of their delivery.
#[utoipa::path(
    get,
    path = "/faxes/{id}/mails",
    tag = "faxes",
    operation_id = "get_fax_mails",
    security(("key" = ["faxes:read"])),
    params(("id" = i64, Path, description = "The fax's number.")),
    responses((status = 200, description = "The mails.", body = MailList))
)]
pub(super) async fn mails(On(api, caller, _, id): On) -> Result<Json<MailList>> {
    let mails = api.at_desk(move |desk| desk.fax_mails(&caller.person, FaxId(id))).await?;
    Ok(Json(MailList::of(mails.into_iter().map(Mail::from), None)))
}

/// Lists the users to whom a fax may be handed over.
#[utoipa::path(
    get,
    path = "/faxes/{id}/readers",
    tag = "faxes",
    operation_id = "get_fax_readers",
    security(("key" = ["faxes:read"])),
    params(("id" = i64, Path, description = "The fax's number.")),
    responses((status = 200, description = "The users.", body = Readers))
)]
pub(super) async fn readers(On(api, caller, _, id): On) -> Result<Json<Readers>> {
    let users = api.at_desk(move |desk| desk.who_may_have(&caller.person, FaxId(id))).await?;
    Ok(Json(Readers::of(users, None)))
}
