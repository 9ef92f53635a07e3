//! Several received faxes as one file.

use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::api::parts::Json;
use crate::api::{Api, CROWDED, Caller, Kind, Problem};
use crate::archive;
use crate::desk::Bundle;
use ferrofax_basics::UnixMs;
use ferrofax_spool::FaxId;

/// A request for an archive, with the faxes that the archive is to contain.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ToArchive {
    /// The numbers of the faxes. Their documents may have at most 500 MB together.
    #[schema(min_items = 1, max_items = 200)]
    faxes: Vec<i64>,
}

/// Returns several received faxes as PDF files in a ZIP archive. If one of the faxes does not
/// exist, or the user may not see it, no archive is returned.
#[utoipa::path(
    post,
    path = "/faxes/archive",
    tag = "faxes",
    operation_id = "archive_faxes",
    security(("key" = ["faxes:read"])),
    request_body = ToArchive,
    responses(
        (status = 200, description = "The archive.", content_type = "application/zip", body = [u8]),
        (status = 404, description = "One of the faxes does not exist, or the user may not see it."),
        (status = 410, description = "One of the faxes was deleted.")
    )
)]
pub(super) async fn archive(
    State(api): State<Api>,
    caller: Caller,
    Json(ToArchive { faxes }): Json<ToArchive>,
) -> Result<Response, Problem> {
    let turn = archive::turn().map_err(|archive::Crowded| Problem::new(Kind::ForNow, CROWDED))?;
    let faxes: Vec<FaxId> = faxes.into_iter().map(FaxId).collect();
    let work = move |desk: &crate::desk::Desk| {
        desk.faxes_for_bundle(&caller.person, Bundle::Zip, &faxes, UnixMs::now())
    };
    Ok(archive::answer(turn, Bundle::Zip, api.at_desk(work).await?))
}
