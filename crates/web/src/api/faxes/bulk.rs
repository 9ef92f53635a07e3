//! An action on many received faxes at once.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::api::changed::{Changes, changes};
use crate::api::parts::{By, Json};
use crate::api::{Kind, Problem, Result};
use ferrofax_basics::UnixMs;
use ferrofax_desk::FaxDeed;
use ferrofax_spool::FaxId;

/// An action, and the faxes to which it applies.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct FaxesToChange {
    /// The numbers of the faxes.
    #[schema(max_items = 1000)]
    faxes: Vec<i64>,
    /// The action to carry out on each fax.
    action: FaxAction,
    /// The user who gets the faxes, for the action `hand-over`.
    user: Option<String>,
    /// The new tag, for the action `tag`; an empty text removes the tag.
    tag: Option<String>,
}

/// An action on received faxes.
#[derive(Clone, Copy, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
enum FaxAction {
    Read,
    Unread,
    Claim,
    Release,
    HandOver,
    Tag,
    Delete,
}

/// Carries out an action on many faxes. The action can succeed for some faxes and fail for others.
#[utoipa::path(
    post,
    path = "/faxes/bulk",
    tag = "faxes",
    operation_id = "change_faxes",
    security(("key" = ["faxes:write"])),
    request_body = FaxesToChange,
    responses((status = 200, description = "The results.", body = Changes))
)]
pub(super) async fn change(
    By(api, caller): By,
    Json(wanted): Json<FaxesToChange>,
) -> Result<Json<Changes>> {
    let deed = wanted.deed()?;
    let faxes: Vec<FaxId> = wanted.faxes.into_iter().map(FaxId).collect();
    let outcomes = api
        .at_desk(move |desk| desk.change_faxes(&caller.person, &faxes, &deed, UnixMs::now()))
        .await?;
    Ok(Json(changes(outcomes, |id| id.0)))
}

impl FaxesToChange {
    fn deed(&self) -> Result<FaxDeed> {
        let needed = |value: &Option<String>, name: &str| {
            let missing = || Problem::new(Kind::Unfit, format!("this action needs '{name}'"));
            value.clone().ok_or_else(missing)
        };
        Ok(match self.action {
            FaxAction::Read => FaxDeed::Read,
            FaxAction::Unread => FaxDeed::Unread,
            FaxAction::Claim => FaxDeed::Claim,
            FaxAction::Release => FaxDeed::Release,
            FaxAction::HandOver => FaxDeed::HandOver(needed(&self.user, "user")?),
            FaxAction::Tag => FaxDeed::Tag(needed(&self.tag, "tag")?),
            FaxAction::Delete => FaxDeed::Delete,
        })
    }
}
