//! Actions on a received fax. If `If-Match` names an ETag, an action is carried out only while the
//! fax still has that ETag.

use std::collections::BTreeMap;

use axum::http::{HeaderMap, StatusCode};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::body::{Fax, FaxClaim, Mail};
use super::one::MailList;
use crate::api::once::{Done, once};
use crate::api::parts::{Json, On};
use crate::api::sent::{SentList, answered};
use crate::api::tag::desk_for;
use crate::api::{Api, Caller, Problem, Result, metadata};
use ferrofax_basics::UnixMs;
use ferrofax_desk::{Desk, DeskError, Mark, Note, Onward, Person};
use ferrofax_spool::wish::{Wish, Wishes};
use ferrofax_spool::{FaxId, OutboxEntry, Seeable};

/// Carries out an action on a fax. If the request has `If-Match`, the action is refused unless the
/// fax still has the ETag in that header.
async fn done<T: Send + 'static>(
    On(api, caller, headers, id): On,
    deed: impl FnOnce(&Desk, &Person, FaxId, UnixMs) -> Result<T, DeskError> + Send + 'static,
) -> Result<T> {
    let work = move |api: &Api| {
        let (person, id) = (&caller.person, FaxId(id));
        let body = |desk: &Desk| desk.fax(person, id).map(Fax::from);
        let desk = desk_for(api, &headers, Seeable::Fax(id), body)?;
        Ok::<_, Problem>(deed(&desk, person, id, UnixMs::now())?)
    };
    api.at_work(work).await
}

/// Mails or prints a fax. If the request has `If-Match`, the action is refused unless the fax still
/// has the ETag in that header. A request that is repeated with the same `Idempotency-Key` is not
/// carried out again. `what` is the content of the request as JSON, with which a repetition is
/// compared.
async fn passed_on(
    api: Api,
    caller: Caller,
    headers: HeaderMap,
    id: FaxId,
    what: serde_json::Value,
    deed: impl FnOnce(&Desk, &Person, Option<&str>) -> Result<Vec<OutboxEntry>, DeskError>
    + Send
    + 'static,
) -> Result {
    once(api, caller, headers.clone(), what.to_string(), move |api, person, mark| {
        let desk = if api.desk.passed_on(mark)?.is_empty() {
            desk_for(api, &headers, Seeable::Fax(id), |desk: &Desk| {
                desk.fax(person, id).map(Fax::from)
            })?
        } else {
            // The first request has changed the fax. So in a repeated request the ETag no longer
            // matches.
            api.desk.clone()
        };
        let mails = deed(&desk, person, mark)?.into_iter().map(Mail::from);
        Done::of(StatusCode::ACCEPTED, &MailList::of(mails, None), None)
    })
    .await
}

/// Marks a fax as read by the user.
#[utoipa::path(
    put,
    path = "/faxes/{id}/read",
    tag = "faxes",
    operation_id = "mark_fax_read",
    security(("key" = ["faxes:write"])),
    params(("id" = i64, Path, description = "The fax's number.")),
    responses((status = 204, description = "The fax is marked as read."), (status = 412, description = "The fax has changed since the answer with the ETag in `If-Match`."))
)]
pub(super) async fn mark_read(fax: On) -> Result<StatusCode> {
    done(fax, |desk, who, id, now| desk.mark(who, id, true, now)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Marks a fax as unread by the user.
#[utoipa::path(
    delete,
    path = "/faxes/{id}/read",
    tag = "faxes",
    operation_id = "mark_fax_unread",
    security(("key" = ["faxes:write"])),
    params(("id" = i64, Path, description = "The fax's number.")),
    responses((status = 204, description = "The fax is marked as unread."), (status = 412, description = "The fax has changed since the answer with the ETag in `If-Match`."))
)]
pub(super) async fn mark_unread(fax: On) -> Result<StatusCode> {
    done(fax, |desk, who, id, now| desk.mark(who, id, false, now)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Claims a fax for the user who sends the request. Other users then see that this user deals with
/// the fax.
#[utoipa::path(
    post,
    path = "/faxes/{id}/claim",
    tag = "faxes",
    operation_id = "claim_fax",
    security(("key" = ["faxes:write"])),
    params(("id" = i64, Path, description = "The fax's number.")),
    responses(
        (status = 200, description = "The claim on the fax.", body = FaxClaim),
        (status = 409, description = "Another user has claimed the fax."),
        (status = 412, description = "The fax has changed since the answer with the ETag in `If-Match`.")
    )
)]
pub(super) async fn claim(fax: On) -> Result<Json<FaxClaim>> {
    let claim = done(fax, |desk, who, id, now| desk.claim(who, id, now));
    Ok(Json(claim.await?.into()))
}

/// The user to whom a fax is handed over.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct HandOver {
    /// The name of the user who gets the fax. This user must be allowed to see the fax.
    user: String,
}

/// Hands a fax over to another user.
#[utoipa::path(
    put,
    path = "/faxes/{id}/claim",
    tag = "faxes",
    operation_id = "hand_fax_over",
    security(("key" = ["faxes:write"])),
    params(("id" = i64, Path, description = "The fax's number.")),
    request_body = HandOver,
    responses(
        (status = 200, description = "The claim on the fax.", body = FaxClaim),
        (status = 409, description = "Another user has claimed the fax."),
        (status = 412, description = "The fax has changed since the answer with the ETag in `If-Match`.")
    )
)]
pub(super) async fn hand_over(
    fax: On,
    Json(HandOver { user }): Json<HandOver>,
) -> Result<Json<FaxClaim>> {
    let deed = move |desk: &Desk, who: &Person, id, now| desk.hand_over(who, id, &user, now);
    Ok(Json(done(fax, deed).await?.into()))
}

/// Ends the claim on a fax, so that no user deals with it any more.
#[utoipa::path(
    delete,
    path = "/faxes/{id}/claim",
    tag = "faxes",
    operation_id = "release_fax",
    security(("key" = ["faxes:write"])),
    params(("id" = i64, Path, description = "The fax's number.")),
    responses(
        (status = 204, description = "The claim has ended."),
        (status = 409, description = "Another user has claimed the fax."),
        (status = 412, description = "The fax has changed since the answer with the ETag in `If-Match`.")
    )
)]
pub(super) async fn release(fax: On) -> Result<StatusCode> {
    done(fax, |desk, who, id, now| desk.release(who, id, now)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The device to which a fax moves.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct OtherDevice {
    /// The device: `2101`, or `2101@context`. The user must be allowed to see its faxes.
    device: String,
}

/// Moves a fax to another device. The mailboxes and users of that device then get the fax, in place
/// of those of the first device.
#[utoipa::path(
    put,
    path = "/faxes/{id}/device",
    tag = "faxes",
    operation_id = "move_fax",
    security(("key" = ["faxes:write"])),
    params(("id" = i64, Path, description = "The fax's number.")),
    request_body = OtherDevice,
    responses(
        (status = 204, description = "The fax has moved."),
        (status = 409, description = "The fax is still being received."),
        (status = 412, description = "The fax has changed since the answer with the ETag in `If-Match`.")
    )
)]
pub(super) async fn move_fax(
    fax: On,
    Json(OtherDevice { device }): Json<OtherDevice>,
) -> Result<StatusCode> {
    let deed = move |desk: &Desk, who: &Person, id, now| desk.move_fax(who, id, &device, now);
    done(fax, deed).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The new tag and the new note of a fax.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewNote {
    /// The new tag, a label for the fax.
    #[serde(default)]
    #[schema(max_length = 100)]
    tag: String,
    /// The new note on the fax.
    #[serde(default)]
    #[schema(max_length = 4000)]
    note: String,
}

/// Replaces the tag and the note of a fax.
#[utoipa::path(
    put,
    path = "/faxes/{id}/note",
    tag = "faxes",
    operation_id = "note_fax",
    security(("key" = ["faxes:write"])),
    params(("id" = i64, Path, description = "The fax's number.")),
    request_body = NewNote,
    responses((status = 204, description = "The tag and the note were stored."), (status = 412, description = "The fax has changed since the answer with the ETag in `If-Match`."))
)]
pub(super) async fn note(
    fax: On,
    Json(NewNote { tag, note }): Json<NewNote>,
) -> Result<StatusCode> {
    let note = Note { tag, text: note };
    let deed = move |desk: &Desk, who: &Person, id, now| desk.note(who, id, &note, now);
    done(fax, deed).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The values to store with the fax, which only programs set and read.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewMetadata {
    /// The new values, by their names: at most 20. An empty object removes all values.
    metadata: BTreeMap<String, String>,
}

/// Replaces the values that programs have stored with a fax, such as the number of an order.
#[utoipa::path(
    put,
    path = "/faxes/{id}/metadata",
    tag = "faxes",
    operation_id = "set_fax_metadata",
    security(("key" = ["faxes:write"])),
    params(("id" = i64, Path, description = "The fax's number.")),
    request_body = NewMetadata,
    responses((status = 204, description = "The values were stored."), (status = 412, description = "The fax has changed since the answer with the ETag in `If-Match`."))
)]
pub(super) async fn set_metadata(
    fax: On,
    Json(NewMetadata { metadata }): Json<NewMetadata>,
) -> Result<StatusCode> {
    metadata::check(&metadata)?;
    let deed = move |desk: &Desk, who: &Person, id, _| desk.set_fax_metadata(who, id, &metadata);
    done(fax, deed).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The mail addresses to which a received fax is mailed.
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct MailTo {
    /// The mail addresses of the recipients. If the list is empty, the fax is mailed again to the
    /// mailboxes of its device.
    #[serde(default)]
    #[schema(max_items = 100)]
    to: Vec<String>,
}

/// Mails a received fax to the given mail addresses, or again to the mailboxes of its device.
#[utoipa::path(
    post,
    path = "/faxes/{id}/mails",
    tag = "faxes",
    operation_id = "mail_fax",
    security(("key" = ["faxes:write", "faxes:read"])),
    params(
        ("id" = i64, Path, description = "The fax's number."),
        ("Idempotency-Key" = Option<String>, Header, description = "A text that the program chooses. If a request with the same text is repeated within 24 hours, it is carried out only once.")
    ),
    request_body = MailTo,
    responses(
        (status = 202, description = "The mails were queued.", body = MailList),
        (status = 409, description = "The fax is still being received, or a request with the same `Idempotency-Key` is still being processed."),
        (status = 412, description = "The fax has changed since the answer with the ETag in `If-Match`.")
    )
)]
pub(super) async fn mail(On(api, caller, headers, id): On, Json(mail): Json<MailTo>) -> Result {
    let (what, id) = (serde_json::json!(["mails", id, mail]), FaxId(id));
    let deed = move |desk: &Desk, who: &Person, mark: Option<&str>| {
        desk.mail(who, id, &mail.to, mark, UnixMs::now())
    };
    passed_on(api, caller, headers, id, what, deed).await
}

/// The printer on which a fax is printed.
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PrintOn {
    /// The name of a printer in the user's list of printers (`GET /me`). If absent, the fax is
    /// printed again on the printers of its device.
    printer: Option<String>,
}

/// Prints a received fax on a printer.
#[utoipa::path(
    post,
    path = "/faxes/{id}/prints",
    tag = "faxes",
    operation_id = "print_fax",
    security(("key" = ["faxes:write"])),
    params(
        ("id" = i64, Path, description = "The fax's number."),
        ("Idempotency-Key" = Option<String>, Header, description = "A text that the program chooses. If a request with the same text is repeated within 24 hours, it is carried out only once.")
    ),
    request_body = PrintOn,
    responses(
        (status = 202, description = "The prints were queued.", body = MailList),
        (status = 409, description = "The fax is still being received, or a request with the same `Idempotency-Key` is still being processed."),
        (status = 412, description = "The fax has changed since the answer with the ETag in `If-Match`.")
    )
)]
pub(super) async fn print(On(api, caller, headers, id): On, Json(print): Json<PrintOn>) -> Result {
    let (what, id) = (serde_json::json!(["prints", id, print]), FaxId(id));
    let deed = move |desk: &Desk, who: &Person, mark: Option<&str>| {
        desk.print(who, id, print.printer.as_deref(), mark, UnixMs::now())
    };
    passed_on(api, caller, headers, id, what, deed).await
}

/// The recipients to whom a fax is forwarded.
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct FaxOn {
    /// The fax numbers to which the received fax is forwarded. A job is created for each number.
    #[schema(min_items = 1, max_items = 100)]
    numbers: Vec<String>,
    /// The sending device. Default: the device that received the fax. If the user is not allowed to
    /// send from that device, the default is the user's own device.
    device: Option<String>,
    /// A label for the new jobs, which the user chooses.
    tag: Option<String>,
}

/// Forwards a fax to other fax numbers, with one job for each number.
#[utoipa::path(
    post,
    path = "/faxes/{id}/forwards",
    tag = "faxes",
    operation_id = "fax_on",
    security(("key" = ["jobs:write", "faxes:read"])),
    params(
        ("id" = i64, Path, description = "The fax's number."),
        ("Idempotency-Key" = Option<String>, Header, description = "A text that the program chooses. If a request with the same text is repeated within 24 hours, it is carried out only once.")
    ),
    request_body = FaxOn,
    responses(
        (status = 201, description = "A job was created for each number. The jobs are stored durably.", body = SentList),
        (status = 207, description = "Jobs were created for some of the numbers only. The answer has the result for each number.", body = SentList),
        (status = 409, description = "The fax is still being received, or a request with the same `Idempotency-Key` is still being processed.")
    )
)]
pub(super) async fn fax_on(On(api, caller, headers, id): On, Json(on): Json<FaxOn>) -> Result {
    let what = serde_json::json!(["forwards", id, on]).to_string();
    once(api, caller, headers, what, move |api, who, mark| {
        let (desk, id) = (&api.desk, FaxId(id));
        let FaxOn { numbers, device, tag } = on;
        let mut wishes = Wishes::default();
        tag.iter().for_each(|tag| wishes.set(Wish::Tag, tag.as_str()));
        let mark = mark.map(|mark| Mark::Request(mark.to_owned()));
        let onward = |device| {
            let (numbers, mark) = (numbers.clone(), mark.clone());
            Onward { numbers, device, wishes, mark, ..Onward::default() }
        };
        let device = device.map_or_else(|| device_for(desk, who, id), Ok);
        let sent = match device {
            Ok(device) => desk.fax_on(who, id, &onward(device), UnixMs::now()),
            Err(error) => desk.or_as_sent(&numbers, mark.as_ref(), error),
        };
        answered(api, who, sent?)
    })
    .await
}

/// The device from which a fax is forwarded: the device that received it, if the user is allowed to
/// send from it, otherwise the user's own device.
fn device_for(desk: &Desk, who: &Person, id: FaxId) -> Result<String, DeskError> {
    let came_to = desk.fax(who, id)?.fax.device;
    let own = desk.devices_to_send_from(who)?;
    let device = if own.contains(&came_to) { Some(&came_to) } else { own.first() };
    Ok(device.unwrap_or(&came_to).to_string())
}

/// Deletes a fax permanently.
#[utoipa::path(
    delete,
    path = "/faxes/{id}",
    tag = "faxes",
    operation_id = "delete_fax",
    security(("key" = ["faxes:write"])),
    params(("id" = i64, Path, description = "The fax's number.")),
    responses(
        (status = 204, description = "The fax was deleted."),
        (status = 409, description = "The fax is still being received, or a mail or print of it is still to be delivered."),
        (status = 412, description = "The fax has changed since the answer with the ETag in `If-Match`.")
    )
)]
pub(super) async fn delete(fax: On) -> Result<StatusCode> {
    done(fax, |desk, who, id, now| desk.delete(who, id, now)).await?;
    Ok(StatusCode::NO_CONTENT)
}
