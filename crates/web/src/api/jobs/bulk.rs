//! An action on many jobs at once.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::api::Result;
use crate::api::changed::{Changes, changes};
use crate::api::parts::{By, Json};
use ferrofax_basics::UnixMs;
use ferrofax_desk::JobDeed;
use ferrofax_spool::jobs::JobId;

/// An action, and the jobs to which it applies.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct JobsToChange {
    /// The numbers of the jobs.
    #[schema(max_items = 1000)]
    jobs: Vec<i64>,
    /// The action to carry out on each job.
    action: JobAction,
}

/// An action on jobs.
#[derive(Clone, Copy, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
enum JobAction {
    Cancel,
    Hold,
    Release,
    Retry,
}

/// Carries out an action on many jobs. The action can succeed for some jobs and fail for others.
#[utoipa::path(
    post,
    path = "/jobs/bulk",
    tag = "jobs",
    operation_id = "change_jobs",
    security(("key" = ["jobs:write"])),
    request_body = JobsToChange,
    responses((status = 200, description = "The results.", body = Changes))
)]
pub(super) async fn change(
    By(api, caller): By,
    Json(JobsToChange { jobs, action }): Json<JobsToChange>,
) -> Result<Json<Changes>> {
    let deed = match action {
        JobAction::Cancel => JobDeed::Cancel,
        JobAction::Hold => JobDeed::Hold,
        JobAction::Release => JobDeed::Release,
        JobAction::Retry => JobDeed::Retry,
    };
    let jobs: Vec<JobId> = jobs.into_iter().map(JobId).collect();
    let outcomes = api
        .at_desk(move |desk| desk.change_jobs(&caller.person, &jobs, deed, UnixMs::now()))
        .await?;
    Ok(Json(changes(outcomes, |id| id.0)))
}
