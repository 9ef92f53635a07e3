//! Manual deletion of faxes and jobs by age.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::api::parts::Json;
use crate::api::{Api, Caller, Problem};
use ferrofax_basics::UnixMs;
use ferrofax_spool::CleanupReport;

/// A clean-up request.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CleanUp {
    /// Faxes and jobs that ended more than this number of days ago are deleted. A retention class
    /// with a period of its own keeps to that.
    #[schema(minimum = 1, maximum = 36500)]
    keep_days: u32,
    /// Deletes nothing; the answer tells what would be deleted.
    #[serde(default)]
    preview: bool,
}

/// The result of a clean-up, or of its preview.
#[derive(Serialize, ToSchema)]
pub(super) struct CleanedUp {
    /// Whether this is a preview.
    preview: bool,
    /// The number of deleted received faxes.
    deleted_faxes: usize,
    /// The number of deleted jobs.
    deleted_jobs: usize,
    /// Old faxes that are kept because a mail or print of them has not been delivered yet.
    faxes_undelivered: usize,
    /// Old jobs that are kept because a report of them has not been sent yet.
    jobs_unreported: usize,
    /// Old faxes that are kept by a legal hold.
    faxes_on_hold: usize,
    /// Old jobs that are kept by a legal hold.
    jobs_on_hold: usize,
    /// Old faxes that are kept until the shared database has them.
    faxes_to_ship: usize,
    /// Bytes of deleted documents; a preview does not count them.
    freed_bytes: u64,
}

/// Deletes faxes and jobs older than the given number of days, or previews that.
#[utoipa::path(
    post,
    path = "/admin/cleanup",
    tag = "administration",
    operation_id = "clean_up",
    security(("key" = ["admin"])),
    request_body = CleanUp,
    responses((status = 200, description = "The numbers of deleted and kept faxes and jobs; of a preview, those that would be.", body = CleanedUp))
)]
pub(super) async fn clean_up(
    State(api): State<Api>,
    caller: Caller,
    Json(CleanUp { keep_days, preview }): Json<CleanUp>,
) -> Result<Json<CleanedUp>, Problem> {
    let done = api.at_desk(move |desk| match preview {
        true => desk.cleanup_preview(&caller.person, keep_days, UnixMs::now()),
        false => desk.clean_up(&caller.person, keep_days, UnixMs::now()),
    });
    Ok(Json(CleanedUp::of(preview, &done.await?)))
}

impl CleanedUp {
    fn of(preview: bool, report: &CleanupReport) -> Self {
        Self {
            preview,
            deleted_faxes: report.deleted.len(),
            deleted_jobs: report.deleted_jobs.len(),
            faxes_undelivered: report.kept_undelivered.len(),
            jobs_unreported: report.kept_unreported.len(),
            faxes_on_hold: report.kept_on_hold.len(),
            jobs_on_hold: report.jobs_on_hold.len(),
            faxes_to_ship: report.kept_unshipped.len(),
            freed_bytes: report.freed_bytes,
        }
    }
}
