//! Lists of drafts (faxes that are being written), and previews of their fax pages.

use serde::Deserialize;
use utoipa::IntoParams;

use super::body::{Draft, DraftHead, DraftList};
use crate::api::faxes::{Look, no_file};
use crate::api::parts::{By, Json, On, Question};
use crate::api::tag::{bytes_tagged, tagged};
use crate::api::{Api, Kind, Problem, Result};
use ferrofax_basics::UnixMs;
use ferrofax_network::http::Work;

/// The options for the preview of a draft's fax page: the recipient, the size, and the rotation.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct AsTo {
    /// The recipient whose copy of the fax is shown, counted from 0; default: the first.
    #[serde(default)]
    #[param(minimum = 0, maximum = 99)]
    recipient: usize,
    /// The greatest width of the picture of the fax page in pixels; default 900.
    #[param(minimum = 50, maximum = 2592)]
    width: Option<u32>,
    /// The number of quarter turns by which the picture of the fax page is turned clockwise.
    #[param(minimum = 0, maximum = 3)]
    turn: Option<u8>,
}

/// Lists the user's drafts.
#[utoipa::path(
    get,
    path = "/drafts",
    tag = "drafts",
    operation_id = "list_drafts",
    security(("key" = ["jobs:read"])),
    responses((status = 200, description = "The drafts.", body = DraftList))
)]
pub(super) async fn list(By(api, caller): By) -> Result<Json<DraftList>> {
    let drafts = api.at_desk(move |desk| desk.drafts(&caller.person, UnixMs::now())).await?;
    Ok(Json(DraftList::of(drafts.into_iter().map(DraftHead::from), None)))
}

/// Returns a draft, with the facts about its recipients' numbers.
#[utoipa::path(
    get,
    path = "/drafts/{id}",
    tag = "drafts",
    operation_id = "get_draft",
    security(("key" = ["jobs:read"])),
    params(("id" = i64, Path, description = "The draft's number.")),
    responses(
        (status = 200, description = "The draft.", body = Draft, headers(("etag" = String, description = "For If-Match and If-None-Match."))),
        (status = 304, description = "Nothing has changed since the answer with the ETag in `If-None-Match`.")
    )
)]
pub(super) async fn one(On(api, caller, headers, id): On) -> Result {
    let found = api.at_desk(move |desk| {
        let draft = desk.draft(&caller.person, id)?;
        Draft::of(desk, &caller.person, draft)
    });
    tagged(&headers, &found.await?)
}

/// Returns a fax page of a draft as a PNG picture, exactly as the recipient will get it, including
/// cover page and header line.
#[utoipa::path(
    get,
    path = "/drafts/{id}/pages/{number}",
    tag = "drafts",
    operation_id = "get_draft_page",
    security(("key" = ["jobs:read"])),
    params(
        ("id" = i64, Path, description = "The draft's number."),
        ("number" = u32, Path, minimum = 1, description = "The number of the page, from 1."),
        AsTo
    ),
    responses(
        (status = 200, description = "The page as a picture.", content_type = "image/png", body = [u8]),
        (status = 304, description = "Nothing has changed since the answer with the ETag in `If-None-Match`."),
        (status = 422, description = "A field of the draft is not valid.")
    )
)]
pub(super) async fn page(
    On(api, caller, headers, (id, number)): On<(i64, u32)>,
    Question(AsTo { recipient, width, turn }): Question<AsTo>,
) -> Result {
    let name = caller.person.name.clone();
    let work = move |api: &Api| {
        let look = Look { width, turn };
        let what = format!("page {number} of draft {id}");
        let found = api.desk.draft_page(&caller.person, id, recipient, number)?;
        let none = || Problem::new(Kind::NotThere, format!("There is no {what}"));
        let page = found.ok_or_else(none)?;
        let wanted = look.at(page.document, page.page as usize)?;
        let picture = api.pictures.outgoing(&wanted, page.top.as_ref(), UnixMs::now());
        picture.map_err(|error| no_file(&what, &error))
    };
    let png = api.working(Work::Draft(&name), work).await?;
    Ok(bytes_tagged(&headers, "image/png", png.as_ref().clone()))
}
