//! Deletes faxes and jobs older than a number of days, when an administrator requests it.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::api::Result;
use crate::api::parts::{By, Json};
use ferrofax_basics::UnixMs;
use ferrofax_spool::CleanupReport;

/// A request to delete old faxes and jobs.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CleanUp {
    /// Faxes and jobs that ended more than this number of days ago are deleted. Faxes and jobs of a
    /// retention class (a group for which the settings name a period of its own) are deleted after
    /// that period instead.
    #[schema(minimum = 1, maximum = 36500)]
    keep_days: u32,
    /// Whether this is only a preview. If `true`, nothing is deleted, and the answer says what
    /// would be deleted.
    #[serde(default)]
    preview: bool,
}

/// The result of deleting old faxes and jobs (a clean-up), or of a preview in which nothing is
/// deleted.
#[derive(Serialize, ToSchema)]
pub(super) struct CleanedUp {
    /// Whether this is the preview of a clean-up, so that nothing was deleted.
    preview: bool,
    /// The number of deleted received faxes.
    deleted_faxes: usize,
    /// The number of deleted jobs.
    deleted_jobs: usize,
    /// The number of expired faxes that are kept because a mail or print job that contains them has
    /// not been delivered yet.
    faxes_undelivered: usize,
    /// The number of expired jobs that are kept because the mail that reports the job's result has
    /// not been sent yet.
    jobs_unreported: usize,
    /// The number of expired faxes that are kept because of a legal hold.
    faxes_on_hold: usize,
    /// The number of expired jobs that are kept because of a legal hold.
    jobs_on_hold: usize,
    /// The number of expired faxes that are kept until they are uploaded to the database that
    /// several PBX nodes share.
    faxes_to_ship: usize,
    /// The size of the deleted documents in bytes; 0 in a preview.
    freed_bytes: u64,
}

/// Deletes faxes and jobs older than the given number of days, or shows how many would be deleted.
#[utoipa::path(
    post,
    path = "/admin/cleanup",
    tag = "administration",
    operation_id = "clean_up",
    security(("key" = ["admin"])),
    request_body = CleanUp,
    responses((status = 200, description = "The numbers of deleted and kept faxes and jobs. In a preview, the numbers that would be deleted and kept.", body = CleanedUp))
)]
pub(super) async fn clean_up(
    By(api, caller): By,
    Json(CleanUp { keep_days, preview }): Json<CleanUp>,
) -> Result<Json<CleanedUp>> {
    let done = api.at_desk(move |desk| {
        if preview {
            desk.cleanup_preview(&caller.person, keep_days, UnixMs::now())
        } else {
            desk.clean_up(&caller.person, keep_days, UnixMs::now())
        }
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
