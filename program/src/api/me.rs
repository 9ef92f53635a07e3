//! Who asks, and what he may.

use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::parts::{Json, moment};
use super::{Api, Caller, Problem};

pub(super) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new().routes(routes!(me))
}

/// Who asks, and what he may.
#[derive(Serialize, ToSchema)]
struct Me {
    /// The user's name.
    user: String,
    /// `user`, `desk`, `administrator` or `auditor`.
    role: String,
    /// His own addresses.
    addresses: Vec<String>,
    /// His groups.
    groups: Vec<String>,
    /// What the key may be used for.
    scopes: Vec<String>,
    /// The number of the key; none: a page asks.
    key: Option<i64>,
    /// When the key ends.
    #[schema(format = "date-time")]
    key_ends_at: Option<String>,
    /// The devices that he sends from, his own first.
    devices: Vec<String>,
    /// Whether he may delete faxes that he sees.
    may_delete: bool,
    /// Whether he deals with what others have claimed and sent.
    is_desk: bool,
    /// On which received faxes can be printed.
    printers: Vec<String>,
    /// The language that he has chosen for his pages; none: what his browser asks for.
    language: Option<String>,
}

/// Who asks, and what he may.
#[utoipa::path(
    get,
    path = "/me",
    tag = "who",
    security(("key" = [])),
    responses((status = 200, description = "Who asks.", body = Me))
)]
async fn me(State(api): State<Api>, caller: Caller) -> Result<Json<Me>, Problem> {
    let person = caller.person.clone();
    let work = move |desk: &crate::desk::Desk| {
        let language = desk.language(&person)?;
        Ok((desk.sight(&person)?, desk.devices_to_send_from(&person)?, language))
    };
    let (sight, devices, language) = api.at_desk(work).await?;
    let Caller { person, scopes, key, ends_at } = caller;
    Ok(Json(Me {
        user: person.name,
        role: person.role.name().to_owned(),
        addresses: person.addresses,
        groups: person.groups,
        scopes: scopes.iter().map(ToString::to_string).collect(),
        key,
        key_ends_at: ends_at.map(moment),
        devices: devices.iter().map(ToString::to_string).collect(),
        may_delete: sight.may_delete(),
        is_desk: sight.is_desk(),
        printers: api.printers.clone(),
        language,
    }))
}
