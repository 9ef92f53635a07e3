//! Actions on a job. If `If-Match` names an ETag, an action is carried out only while the job still
//! has that ETag.

use axum::http::HeaderMap;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::body::Job;
use crate::api::once::once;
use crate::api::parts::{Json, On};
use crate::api::sent::{SentList, answered};
use crate::api::tag::desk_for;
use crate::api::{Api, Caller, Problem, Result};
use crate::live::vocabulary::JobStateWord;
use ferrofax_basics::UnixMs;
use ferrofax_desk::{Desk, JobDeed, Mark};
use ferrofax_spool::Seeable;
use ferrofax_spool::failure::Failure;
use ferrofax_spool::jobs::{JobId, JobState};

/// The state of a job after an action.
#[derive(Serialize, ToSchema)]
pub(super) struct Standing {
    /// The job's number.
    id: i64,
    /// The older, deprecated name of `id`, with the same value.
    #[schema(deprecated)]
    job: i64,
    /// The state of the job.
    state: JobStateWord,
}

impl Standing {
    fn of(id: i64, state: JobState, failure: Option<Failure>) -> Self {
        Self { id, job: id, state: JobStateWord::of(state, failure) }
    }
}

/// Returns the [`Desk`], the value that carries out the actions of users, for a request to change a
/// job. If the header `If-Match` names a version of the job, the change fails unless the job still
/// has that version.
fn seen(api: &Api, caller: &Caller, headers: &HeaderMap, id: JobId) -> Result<Desk> {
    let body = |desk: &Desk| desk.job(&caller.person, id).map(Job::from);
    desk_for(api, headers, Seeable::Job(id), body)
}

async fn change(On(api, caller, headers, id): On, deed: JobDeed) -> Result<Json<Standing>> {
    let failure = (deed == JobDeed::Cancel).then_some(Failure::Cancelled);
    let work = move |api: &Api| {
        let desk = seen(api, &caller, &headers, JobId(id))?;
        Ok::<_, Problem>(desk.change_job(&caller.person, JobId(id), deed, UnixMs::now())?)
    };
    let state = api.at_work(work).await?;
    Ok(Json(Standing::of(id, state, failure)))
}

/// Declares actions that need no body: the description, the function, the path, the operation ID
/// and the action.
macro_rules! actions {
    ($($(#[$about:meta])+ $name:ident $path:literal $operation:literal $deed:expr;)+) => {$(
        $(#[$about])+
        #[utoipa::path(
            post,
            path = $path,
            tag = "jobs",
            operation_id = $operation,
            security(("key" = ["jobs:write"])),
            params(("id" = i64, Path, description = "The job's number.")),
            responses(
                (status = 200, description = "The state of the job.", body = Standing),
                (status = 409, description = "The action is not possible in the present state of the job."),
                (status = 412, description = "The job has changed since the answer with the ETag in `If-Match`.")
            )
        )]
        pub(super) async fn $name(job: On) -> Result<Json<Standing>> {
            change(job, $deed).await
        }
    )+};
}

actions! {
    /// Cancels a job. If its call is in progress, the call is ended.
    cancel "/jobs/{id}/cancel" "cancel_job" JobDeed::Cancel;
    /// Holds a job, so that the job is not sent until a user releases it.
    hold "/jobs/{id}/hold" "hold_job" JobDeed::Hold;
    /// Releases a job that was held.
    release "/jobs/{id}/release" "release_job" JobDeed::Release;
    /// Attempts to send a job now, even if the job has failed.
    retry "/jobs/{id}/retry" "retry_job" JobDeed::Retry;
}

/// The fax number for a job that was submitted without a number.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct GivenNumber {
    /// The fax number of the recipient.
    number: String,
}

/// Supplies the fax number for a job that was submitted without one.
#[utoipa::path(
    put,
    path = "/jobs/{id}/number",
    tag = "jobs",
    operation_id = "give_number",
    security(("key" = ["jobs:write"])),
    params(("id" = i64, Path, description = "The job's number.")),
    request_body = GivenNumber,
    responses(
        (status = 200, description = "The state of the job.", body = Standing),
        (status = 409, description = "The job already has a number."),
        (status = 412, description = "The job has changed since the answer with the ETag in `If-Match`.")
    )
)]
pub(super) async fn give_number(
    On(api, caller, headers, id): On,
    Json(GivenNumber { number }): Json<GivenNumber>,
) -> Result<Json<Standing>> {
    let work = move |api: &Api| {
        let desk = seen(api, &caller, &headers, JobId(id))?;
        let (person, now) = (&caller.person, UnixMs::now());
        Ok::<_, Problem>(desk.give_number(person, JobId(id), &number, now)?)
    };
    let state = api.at_work(work).await?;
    Ok(Json(Standing::of(id, state, None)))
}

/// The new priority of a job.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewPriority {
    /// The new priority of the job, from 0 to 255; jobs with a lower number are sent first.
    priority: u8,
}

/// Changes the priority of a job.
#[utoipa::path(
    put,
    path = "/jobs/{id}/priority",
    tag = "jobs",
    operation_id = "set_job_priority",
    security(("key" = ["jobs:write"])),
    params(("id" = i64, Path, description = "The job's number.")),
    request_body = NewPriority,
    responses(
        (status = 200, description = "The state of the job.", body = Standing),
        (status = 409, description = "The action is not possible in the present state of the job."),
        (status = 412, description = "The job has changed since the answer with the ETag in `If-Match`.")
    )
)]
pub(super) async fn priority(
    job: On,
    Json(NewPriority { priority }): Json<NewPriority>,
) -> Result<Json<Standing>> {
    change(job, JobDeed::Priority(priority)).await
}

/// The recipients to whom the documents of a job are sent again.
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Again {
    /// The fax numbers to which the documents are sent. A job is created for each number. Default:
    /// the fax number of the old job.
    #[serde(default)]
    #[schema(max_items = 100)]
    numbers: Vec<String>,
}

/// Creates new jobs that send the documents of an old job again.
#[utoipa::path(
    post,
    path = "/jobs/{id}/copies",
    tag = "jobs",
    operation_id = "send_again",
    security(("key" = ["jobs:write", "jobs:read"])),
    params(
        ("id" = i64, Path, description = "The job's number."),
        ("Idempotency-Key" = Option<String>, Header, description = "A text that the program chooses. If a request with the same text is repeated within 24 hours, it is carried out only once.")
    ),
    request_body = Again,
    responses(
        (status = 201, description = "A job was created for each number. The jobs are stored durably.", body = SentList),
        (status = 207, description = "Jobs were created for some of the numbers only. The answer has the result for each number.", body = SentList),
        (status = 409, description = "A request with the same `Idempotency-Key` is still being processed.")
    )
)]
pub(super) async fn again(On(api, caller, headers, id): On, Json(again): Json<Again>) -> Result {
    let what = serde_json::json!(["copies", id, again.numbers]).to_string();
    once(api, caller, headers, what, move |api, person, mark| {
        let (mark, now) = (mark.map(|mark| Mark::Request(mark.to_owned())), UnixMs::now());
        let sent = api.desk.send_again(person, JobId(id), &again.numbers, mark.as_ref(), now)?;
        answered(api, person, sent)
    })
    .await
}
