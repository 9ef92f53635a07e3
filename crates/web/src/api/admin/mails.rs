//! The mails and print jobs that could not be delivered, and the queue of incoming mails.

use axum::http::{StatusCode, Uri};
use axum::response::IntoResponse;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::api::cursor::List;
use crate::api::faxes::Mail;
use crate::api::lists::{linked, list};
use crate::api::parts::{By, Json, On, Question};
use crate::api::{Kind, Problem, Result, cursor};
use ferrofax_basics::UnixMs;
use ferrofax_desk::Desk;
use ferrofax_spool::{OutboxEntry, OutboxId, OutboxKind};

/// The part of the list that a request asks for.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct Looking {
    /// The value of `next` in an earlier answer. The answer to this request continues that list.
    cursor: Option<String>,
    /// The greatest number of entries in the answer; default 200.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u32>,
}

/// A mail or print job that could not be delivered.
#[derive(Serialize, ToSchema)]
pub(super) struct Undelivered {
    /// The mail or print job, with the result of its delivery.
    mail: Mail,
    /// The number of the received fax that the mail or print job contains; null if it contains
    /// none.
    fax: Option<i64>,
    /// The number of the job that the mail reports on; null for other mails.
    job: Option<i64>,
}

list! {
    /// A list of the mails and print jobs that could not be delivered.
    pub(super) UndeliveredList, mails, Undelivered
}

/// The numbers of mails and print jobs whose delivery is attempted again.
#[derive(Serialize, ToSchema)]
pub(super) struct TriedAgain {
    /// The number of mails and print jobs that waited for a later attempt and are now attempted at
    /// once.
    hurried: usize,
    /// The number of mails and print jobs that could not be delivered and are now attempted again.
    brought_back: usize,
}

/// The state of the queue of incoming mails, which Ferrofax turns into faxes.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct MailQueue {
    /// Whether the queue of incoming mails is paused. Ferrofax then neither accepts mails nor turns
    /// them into jobs.
    is_paused: bool,
}

impl From<OutboxEntry> for Undelivered {
    fn from(entry: OutboxEntry) -> Self {
        let job = match &entry.kind {
            OutboxKind::JobReport { job, .. } => Some(job.0),
            _ => None,
        };
        let fax = entry.fax.map(|fax| fax.0);
        Self { mail: entry.into(), fax, job }
    }
}

/// Lists the mails and print jobs that could not be delivered, oldest first.
#[utoipa::path(
    get,
    path = "/admin/mails",
    tag = "administration",
    operation_id = "list_undeliverable_mails",
    security(("key" = ["admin"])),
    params(Looking),
    responses((status = 200, description = "The mails.", body = UndeliveredList))
)]
pub(super) async fn list(
    By(api, caller): By,
    uri: Uri,
    Question(looking): Question<Looking>,
) -> Result {
    let limit = cursor::limit(looking.limit.or(Some(cursor::MOST)))?;
    let after = cursor::read(List::Mails, looking.cursor.as_deref())?.map(OutboxId);
    let work = move |desk: &Desk| desk.undeliverable(&caller.person, after, limit + 1);
    let found = api.at_desk(work).await?;
    let (mails, next) = cursor::part(found, limit, |last| cursor::written(List::Mails, last.id.0));
    let mails = mails.into_iter().map(Undelivered::from);
    let body = UndeliveredList::of(mails, next.clone());
    Ok(linked(Json(body).into_response(), &uri, next.as_deref()))
}

/// Attempts to deliver an undeliverable mail again.
///
/// A mail is undeliverable if it reached neither its recipient nor the faxmaster (the
/// administrator). Ferrofax now sends the mail to its original recipient again.
#[utoipa::path(
    post,
    path = "/admin/mails/{id}/again",
    tag = "administration",
    operation_id = "deliver_mail_again",
    security(("key" = ["admin"])),
    params(("id" = i64, Path, description = "The mail's number.")),
    responses((status = 204, description = "Ferrofax attempts to deliver the mail again."))
)]
pub(super) async fn again(On(api, caller, _, id): On) -> Result<StatusCode> {
    let (mail, now) = (OutboxId(id), UnixMs::now());
    if api.at_desk(move |desk| desk.deliver_again(&caller.person, mail, now)).await? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(Problem::new(Kind::NotThere, format!("No mail {id} has failed")))
    }
}

/// Attempts now to deliver all mails and print jobs that wait, and all that could not be delivered.
#[utoipa::path(
    post,
    path = "/admin/mails/again",
    tag = "administration",
    operation_id = "deliver_all_mails_again",
    security(("key" = ["admin"])),
    responses((status = 200, description = "How many mails and print jobs are now delivered again.", body = TriedAgain))
)]
pub(super) async fn all_again(By(api, caller): By) -> Result<Json<TriedAgain>> {
    let again = api.at_desk(move |desk| desk.deliver_all_again(&caller.person, UnixMs::now()));
    let again = again.await?;
    Ok(Json(TriedAgain { hurried: again.hurried, brought_back: again.brought_back }))
}

/// Returns whether the queue of incoming mails is paused.
#[utoipa::path(
    get,
    path = "/admin/mail-queue",
    tag = "administration",
    operation_id = "get_mail_queue",
    security(("key" = ["admin"])),
    responses((status = 200, description = "The state of the queue.", body = MailQueue))
)]
pub(super) async fn queue(By(api, caller): By) -> Result<Json<MailQueue>> {
    let here = api.at_desk(move |desk| desk.house_health(&caller.person)).await?;
    Ok(Json(MailQueue { is_paused: here.is_paused }))
}

/// Pauses or resumes the queue of incoming mails, which Ferrofax turns into faxes.
#[utoipa::path(
    put,
    path = "/admin/mail-queue",
    tag = "administration",
    operation_id = "pause_mail_queue",
    security(("key" = ["admin"])),
    request_body = MailQueue,
    responses((status = 200, description = "The state of the queue.", body = MailQueue))
)]
pub(super) async fn pause(
    By(api, caller): By,
    Json(MailQueue { is_paused }): Json<MailQueue>,
) -> Result<Json<MailQueue>> {
    api.at_desk(move |desk| desk.pause_mails(&caller.person, is_paused)).await?;
    Ok(Json(MailQueue { is_paused }))
}
