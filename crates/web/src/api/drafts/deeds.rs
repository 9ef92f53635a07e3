//! Actions on a draft. If `If-Match` names an ETag, an action is carried out only while the draft
//! still has that ETag.

use axum::http::header::{IF_MATCH, LOCATION};
use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse;
use serde::Deserialize;
use utoipa::ToSchema;

use super::body::{Draft, KeptDraft};
use super::written::{Written, WrittenForm};
use crate::api::once::once;
use crate::api::ordered::Ordered;
use crate::api::parts::{By, Json, On};
use crate::api::sent::{SentList, answered};
use crate::api::tag::unchanged;
use crate::api::{Api, Kind, Problem, ROOT, Result};
use ferrofax_basics::UnixMs;
use ferrofax_desk::{DraftAt, DraftChange, Person};
use ferrofax_network::http::Work;

/// Creates a draft.
///
/// The documents are parts of the HTTP form, or references to uploads, received faxes and jobs.
/// They are converted to fax pages, but nothing is sent.
#[utoipa::path(
    post,
    path = "/drafts",
    tag = "drafts",
    operation_id = "begin_draft",
    security(("key" = ["jobs:write"])),
    request_body(content((Written = "application/json"), (WrittenForm = "multipart/form-data"))),
    responses(
        (status = 201, description = "The draft.", body = KeptDraft, headers(("location" = String, description = "The draft."))),
        (status = 404, description = "A document to which the request refers does not exist, or the user may not see it."),
        (status = 410, description = "A document to which the request refers was deleted.")
    )
)]
pub(super) async fn begin(By(api, caller): By, ordered: Ordered<Written>) -> Result {
    let name = caller.person.name.clone();
    let work = move |api: &Api| kept(api, &caller.person, None, &ordered);
    let (id, kept) = api.working(Work::Conversion(&name), work).await?;
    let there = [(LOCATION, format!("{ROOT}/drafts/{id}"))];
    Ok((StatusCode::CREATED, there, Json(kept)).into_response())
}

/// Changes the fields of a draft. New documents are added after the existing documents.
#[utoipa::path(
    patch,
    path = "/drafts/{id}",
    tag = "drafts",
    operation_id = "change_draft",
    security(("key" = ["jobs:write"])),
    params(("id" = i64, Path, description = "The draft's number.")),
    request_body(content((Written = "application/json"), (WrittenForm = "multipart/form-data"))),
    responses(
        (status = 200, description = "The draft.", body = KeptDraft),
        (status = 412, description = "The draft has changed since the answer with the ETag in `If-Match`.")
    )
)]
pub(super) async fn change(
    On(api, caller, headers, id): On,
    ordered: Ordered<Written>,
) -> Result<Json<KeptDraft>> {
    let name = caller.person.name.clone();
    let work = move |api: &Api| {
        let at = seen(api, &caller.person, &headers, id)?;
        kept(api, &caller.person, Some(at), &ordered)
    };
    let (_, kept) = api.working(Work::Conversion(&name), work).await?;
    Ok(Json(kept))
}

fn kept(
    api: &Api,
    person: &Person,
    at: Option<DraftAt>,
    ordered: &Ordered<Written>,
) -> Result<(i64, KeptDraft)> {
    let change = DraftChange {
        metadata: ordered.words.metadata()?,
        fields: &ordered.words.writing(),
        documents: &ordered.documents(api, person)?,
    };
    let kept = api.desk.keep_draft(person, at, &change, UnixMs::now())?;
    let (id, unfit) = (kept.draft.id, kept.unfit);
    Ok((id, KeptDraft { draft: Draft::of(&api.desk, person, kept.draft)?, unfit }))
}

/// The draft that the request names. If the request has `If-Match`, the draft can be changed only
/// while it still has that ETag.
fn seen(api: &Api, person: &Person, headers: &HeaderMap, id: i64) -> Result<DraftAt> {
    if !headers.contains_key(IF_MATCH) {
        return Ok(id.into());
    }
    let draft = api.desk.draft(person, id)?;
    unchanged(headers, &Draft::of(&api.desk, person, draft.clone())?)?;
    Ok(DraftAt { id, seen: Some(draft) })
}

/// Deletes a draft, which is a fax that is being written.
#[utoipa::path(
    delete,
    path = "/drafts/{id}",
    tag = "drafts",
    operation_id = "discard_draft",
    security(("key" = ["jobs:write"])),
    params(("id" = i64, Path, description = "The draft's number.")),
    responses((status = 204, description = "The draft was deleted."), (status = 412, description = "The draft has changed since the answer with the ETag in `If-Match`."))
)]
pub(super) async fn discard(On(api, caller, headers, id): On) -> Result<StatusCode> {
    let name = caller.person.name.clone();
    let work = move |api: &Api| {
        let at = seen(api, &caller.person, &headers, id)?;
        api.desk.discard_draft(&caller.person, at)?;
        Ok::<_, Problem>(StatusCode::NO_CONTENT)
    };
    api.working(Work::Draft(&name), work).await
}

/// The new order of the documents in a draft.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct DocumentOrder {
    /// The numbers of the documents, in the order in which they will be sent. Documents that are
    /// not named are removed from the draft.
    #[schema(max_items = 50)]
    documents: Vec<u32>,
}

/// Puts the documents of a draft into the given order. Documents that are not named are removed.
#[utoipa::path(
    put,
    path = "/drafts/{id}/order",
    tag = "drafts",
    operation_id = "order_draft",
    security(("key" = ["jobs:write"])),
    params(("id" = i64, Path, description = "The draft's number.")),
    request_body = DocumentOrder,
    responses(
        (status = 200, description = "The draft.", body = Draft),
        (status = 412, description = "The draft has changed since the answer with the ETag in `If-Match`.")
    )
)]
pub(super) async fn order(
    On(api, caller, headers, id): On,
    Json(DocumentOrder { documents }): Json<DocumentOrder>,
) -> Result<Json<Draft>> {
    let name = caller.person.name.clone();
    let work = move |api: &Api| {
        let person = &caller.person;
        let at = seen(api, person, &headers, id)?;
        let draft = api.desk.order_draft(person, at, &documents, UnixMs::now())?;
        Ok::<_, Problem>(Json(Draft::of(&api.desk, person, draft)?))
    };
    api.working(Work::Draft(&name), work).await
}

/// Sends a draft, with one job for each recipient.
///
/// If no job could be created for some recipients, these recipients remain in the draft. If no
/// recipient remains, the draft is deleted.
#[utoipa::path(
    post,
    path = "/drafts/{id}/send",
    tag = "drafts",
    operation_id = "send_draft",
    security(("key" = ["jobs:write"])),
    params(
        ("id" = i64, Path, description = "The draft's number."),
        ("Idempotency-Key" = Option<String>, Header, description = "A text that the program chooses. If a request with the same text is repeated within 24 hours, it is carried out only once.")
    ),
    responses(
        (status = 201, description = "A job was created for each number. The jobs are stored durably.", body = SentList),
        (status = 207, description = "Jobs were created for some of the numbers only. The answer has the result for each number.", body = SentList),
        (status = 409, description = "A request with the same `Idempotency-Key` is still being processed."),
        (status = 412, description = "The draft has changed since the answer with the ETag in `If-Match`."),
        (status = 422, description = "The input is not valid.")
    )
)]
pub(super) async fn send(On(api, caller, headers, id): On) -> Result {
    let what = serde_json::json!(["send-draft", id]).to_string();
    let known = headers.clone();
    once(api, caller, headers, what, move |api, person, mark| {
        let sent = match seen(api, person, &known, id) {
            Ok(at) => api.desk.send_draft(person, at, UnixMs::now()).map_err(Problem::from),
            Err(problem) => Err(problem),
        };
        let mut sent = match sent {
            // The draft no longer exists. The service may have crashed after it created the last
            // job and before it stored this answer.
            Err(problem) if mark.is_some() && problem.is(Kind::NotThere) => {
                let jobs = api.desk.jobs_of_draft(person, id)?;
                if jobs.is_empty() { Err(problem) } else { Ok(jobs) }
            }
            sent => sent,
        }?;
        if let [(_, Err(_))] = sent.as_slice()
            && let Some((_, Err(error))) = sent.pop()
        {
            return Err(Problem::from(error).without_fields());
        }
        answered(api, person, sent)
    })
    .await
}
