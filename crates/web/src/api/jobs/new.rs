//! Submits a job that sends a fax or fetches a document from a remote fax machine (polling). The
//! job is stored durably before the request is answered.

use axum::http::{HeaderMap, StatusCode};
use std::collections::BTreeMap;

use super::body::CreatedJob;
use super::order::{NewJob, NewJobForm};
use crate::api::not_shown;
use crate::api::once::{Done, once};
use crate::api::ordered::Ordered;
use crate::api::parts::By;
use crate::api::{Api, Kind, Problem, ROOT, Result};
use ferrofax_basics::UnixMs;
use ferrofax_desk::Person;
use ferrofax_rights::order::{Order, Taken, find};

/// Creates a job that sends a fax, or fetches a document from a remote fax machine (polling).
///
/// The documents are parts of the HTTP form, or references to uploads, received faxes and jobs.
#[utoipa::path(
    post,
    path = "/jobs",
    tag = "jobs",
    operation_id = "send_fax",
    security(("key" = ["jobs:write"])),
    params(("Idempotency-Key" = Option<String>, Header, description = "A text that the program chooses. If a request with the same text is repeated within 24 hours, it is carried out only once.")),
    request_body(content((NewJob = "application/json"), (NewJobForm = "multipart/form-data"))),
    responses(
        (status = 201, description = "The job was created and is stored durably.", body = CreatedJob, headers(("location" = String, description = "The job."))),
        (status = 404, description = "A document to which the request refers does not exist, or the user may not see it."),
        (status = 409, description = "A request with the same `Idempotency-Key` is still being processed."),
        (status = 410, description = "A document to which the request refers was deleted.")
    )
)]
pub(super) async fn send(
    By(api, caller): By,
    headers: HeaderMap,
    ordered: Ordered<NewJob>,
) -> Result {
    let what = ordered.what("jobs");
    once(api, caller, headers, what, move |api, person, mark| {
        // A job that was accepted before a crash stays accepted, even if it would be refused now.
        if let Some(mark) = mark
            && let Some(taken) = find(&api.spool, mark)?
        {
            return answered(api, person, taken);
        }
        if api.sandbox.is_some() && ordered.words.fetches() {
            let text = "A test key cannot fetch documents from remote fax machines (polling).";
            return Err(Problem::of_field(Kind::Unfit, "/fetch", text));
        }
        let documents = ordered.documents(api, person)?;
        let mut draft = ordered.words.draft()?;
        if documents.is_empty() && draft.fetch.is_none() {
            return Err(Problem::of_field(
                Kind::NoDocument,
                "/documents",
                "There is no document to send, and none to fetch.",
            ));
        }
        if draft.device.is_empty() {
            let own = api.desk.devices_to_send_from(person)?;
            draft.device = own.first().map(ToString::to_string).unwrap_or_default();
        }
        let mark = mark.map(str::to_owned);
        let order = Order { draft, documents, mark, options: BTreeMap::new() };
        answered(api, person, api.desk.send(person, &order, UnixMs::now())?)
    })
    .await
}

fn answered(api: &Api, person: &Person, taken: Taken) -> Result<Done> {
    let there = Some(format!("{ROOT}/jobs/{}", taken.job));
    let (id, (notes, not_shown)) = (taken.job.0, not_shown::both(taken.notes.clone()));
    match CreatedJob::of(&api.desk, person, taken) {
        Ok(created) => Done::of(StatusCode::CREATED, &created, there),
        // The job exists. An error here would make programs send the fax again.
        Err(error) => {
            log::error!(FERROFAX_JOB:% = id; "job {id} was created and cannot be read: {error}");
            let short =
                serde_json::json!({ "id": id, "job": id, "notes": notes, "not_shown": not_shown });
            Done::of(StatusCode::CREATED, &short, there)
        }
    }
}
