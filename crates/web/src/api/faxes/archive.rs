//! Several received faxes as one file.

use serde::Deserialize;
use utoipa::ToSchema;

use crate::api::parts::{By, Json};
use crate::api::{Api, CROWDED, Caller, Kind, Problem, Result};
use crate::archive;
use ferrofax_basics::UnixMs;
use ferrofax_desk::{Bundle, Desk};
use ferrofax_spool::FaxId;

/// A request for one file, with the faxes that the file is to contain.
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
    By(api, caller): By,
    Json(ToArchive { faxes }): Json<ToArchive>,
) -> Result {
    bundle(api, caller, Bundle::Zip, faxes).await
}

/// Returns several received faxes as one PDF with the pages of all faxes, in the order of the
/// numbers in the request, for example to print them. The PDF has at most 5,000 pages. If one of the
/// faxes does not exist, or the user may not see it, no PDF is returned.
#[utoipa::path(
    post,
    path = "/faxes/document.pdf",
    tag = "faxes",
    operation_id = "join_faxes",
    security(("key" = ["faxes:read"])),
    request_body = ToArchive,
    responses(
        (status = 200, description = "The PDF.", content_type = "application/pdf", body = [u8]),
        (status = 404, description = "One of the faxes does not exist, or the user may not see it."),
        (status = 410, description = "One of the faxes was deleted.")
    )
)]
pub(super) async fn join(
    By(api, caller): By,
    Json(ToArchive { faxes }): Json<ToArchive>,
) -> Result {
    bundle(api, caller, Bundle::Pdf, faxes).await
}

async fn bundle(api: Api, caller: Caller, bundle: Bundle, faxes: Vec<i64>) -> Result {
    let turn = archive::turn(&caller.person.name)
        .map_err(|archive::Crowded| Problem::new(Kind::ForNow, CROWDED))?;
    let faxes: Vec<FaxId> = faxes.into_iter().map(FaxId).collect();
    let work =
        move |desk: &Desk| desk.faxes_for_bundle(&caller.person, bundle, &faxes, UnixMs::now());
    Ok(archive::answer(turn, bundle, api.at_desk(work).await?))
}
