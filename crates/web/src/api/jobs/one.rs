//! One job: its state, its history, its pages.

use super::body::{Change, Job};
use crate::api::faxes::{Look, Mail, MailList, no_file};
use crate::api::ladder::{CallLadder, Ladders};
use crate::api::lists::list;
use crate::api::parts::{Json, On, Question};
use crate::api::tag::{bytes_tagged, tagged};
use crate::api::{Api, Kind, Problem, Result};
use ferrofax_spool::jobs::JobId;

list! {
    /// The history of a job: all its changes.
    pub(super) JobHistory, changes, Change
}

/// Returns a job.
#[utoipa::path(
    get,
    path = "/jobs/{id}",
    tag = "jobs",
    operation_id = "get_job",
    security(("key" = ["jobs:read"])),
    params(("id" = i64, Path, description = "The job's number.")),
    responses(
        (status = 200, description = "The job.", body = Job, headers(("etag" = String, description = "For If-Match and If-None-Match."))),
        (status = 304, description = "Nothing has changed since the answer with the ETag in `If-None-Match`.")
    )
)]
pub(super) async fn job(On(api, caller, headers, id): On) -> Result {
    let job = api.at_desk(move |desk| desk.job(&caller.person, JobId(id))).await?;
    tagged(&headers, &Job::from(job))
}

/// Lists the history of a job: its calls, the changes of its state, and the actions of users.
#[utoipa::path(
    get,
    path = "/jobs/{id}/history",
    tag = "jobs",
    operation_id = "get_job_history",
    security(("key" = ["jobs:read"])),
    params(("id" = i64, Path, description = "The job's number.")),
    responses((status = 200, description = "The changes of the job.", body = JobHistory))
)]
pub(super) async fn history(On(api, caller, _, id): On) -> Result<Json<JobHistory>> {
    let changes = api.at_desk(move |desk| desk.job_history(&caller.person, JobId(id))).await?;
    Ok(Json(JobHistory::of(changes.into_iter().map(Change::from), None)))
}

/// Lists the T.30 frames and signals of the calls of a job.
#[utoipa::path(
    get,
    path = "/jobs/{id}/transcripts",
    tag = "jobs",
    operation_id = "get_job_ladders",
    security(("key" = ["jobs:read"])),
    params(("id" = i64, Path, description = "The job's number.")),
    responses((status = 200, description = "The frames and signals.", body = Ladders))
)]
pub(super) async fn ladders(On(api, caller, _, id): On) -> Result<Json<Ladders>> {
    let calls = api.at_desk(move |desk| desk.job_ladders(&caller.person, JobId(id))).await?;
    Ok(Json(Ladders::of(calls.into_iter().map(CallLadder::from), None)))
}

/// Lists the mails that report the result of a job, with the results of their delivery.
#[utoipa::path(
    get,
    path = "/jobs/{id}/mails",
    tag = "jobs",
    operation_id = "get_job_mails",
    security(("key" = ["jobs:read"])),
    params(("id" = i64, Path, description = "The job's number.")),
    responses((status = 200, description = "The mails.", body = MailList))
)]
pub(super) async fn mails(On(api, caller, _, id): On) -> Result<Json<MailList>> {
    let mails = api.at_desk(move |desk| desk.job_mails(&caller.person, JobId(id))).await?;
    Ok(Json(MailList::of(mails.into_iter().map(Mail::from), None)))
}

/// Returns a fax page of a job as a PNG picture. The picture lacks the header line, which is added
/// during the call.
#[utoipa::path(
    get,
    path = "/jobs/{id}/pages/{number}",
    tag = "jobs",
    operation_id = "get_job_page",
    security(("key" = ["jobs:read"])),
    params(
        ("id" = i64, Path, description = "The job's number."),
        ("number" = u32, Path, minimum = 1, description = "The number of the page, from 1."),
        Look
    ),
    responses(
        (status = 200, description = "The page as a picture.", content_type = "image/png", body = [u8]),
        (status = 304, description = "Nothing has changed since the answer with the ETag in `If-None-Match`.")
    )
)]
pub(super) async fn page(
    On(api, caller, headers, (id, number)): On<(i64, u32)>,
    Question(look): Question<Look>,
) -> Result {
    let work = move |api: &Api| {
        let job = api.desk.job(&caller.person, JobId(id))?;
        let page = job.pages.iter().find(|page| page.number == number);
        let found = page.and_then(|page| {
            let document = job.documents.iter().find(|one| one.number == page.at.document)?;
            Some((document.path.clone(), page.at.page as usize))
        });
        let what = format!("page {number} of job {id}");
        let none = || Problem::new(Kind::NotThere, format!("There is no {what}"));
        let (document, page) = found.ok_or_else(none)?;
        let picture = api.pictures.png(&look.at(document, page)?);
        picture.map_err(|error| no_file(&what, &error))
    };
    let png = api.at_work(work).await?;
    Ok(bytes_tagged(&headers, "image/png", png.as_ref().clone()))
}
