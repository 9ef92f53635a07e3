//! The user for whom a program sends its API request, and the rights of that user.

use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::parts::{By, Json, moment};
use super::words::RoleWord;
use super::{Api, Caller, Result};
use ferrofax_basics::zone;

pub(super) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new().routes(routes!(me))
}

/// The user for whom a program sends its API request, and the rights of that user.
#[derive(Serialize, ToSchema)]
struct Me {
    /// The name of the user.
    user: String,
    /// The user's role.
    role: RoleWord,
    /// The user's e-mail addresses.
    addresses: Vec<String>,
    /// The user's groups.
    groups: Vec<String>,
    /// The scopes of the API key of this request.
    scopes: Vec<String>,
    /// The number of the API key; null if a page of the web interface sent the request.
    key: Option<i64>,
    /// The time at which the API key of this request expires; null if a page of the web interface
    /// sent the request.
    #[schema(format = "date-time")]
    key_ends_at: Option<String>,
    /// The devices from which the user may send, the user's own device first.
    devices: Vec<String>,
    /// Whether the user is allowed to delete the received faxes that the user sees.
    may_delete: bool,
    /// Whether the user is an operator, who may change the faxes that others have claimed and the
    /// jobs that others have sent.
    is_desk: bool,
    /// The names of the printers in the settings. On these printers the user may print every
    /// received fax that the user sees.
    printers: Vec<String>,
    /// The time zone of the server, by its IANA name (`Europe/Berlin`). Times without a zone, such
    /// as `14:30` in the field `at` of a job, are in the zone of the device, or else in this zone.
    /// Null if the zone of the server has no name.
    time_zone: Option<String>,
    /// The language that the user has chosen for the web interface; null for the browser's
    /// language.
    language: Option<String>,
}

/// Returns the user for whom a program sends its API request, and the rights of that user.
#[utoipa::path(
    get,
    path = "/me",
    tag = "account",
    security(("key" = [])),
    responses((status = 200, description = "The user.", body = Me))
)]
async fn me(By(api, caller): By) -> Result<Json<Me>> {
    let person = caller.person.clone();
    let work = move |desk: &ferrofax_desk::Desk| {
        let language = desk.language(&person)?;
        Ok((desk.sight(&person)?, desk.devices_to_send_from(&person)?, language))
    };
    let (sight, devices, language) = api.at_desk(work).await?;
    let Caller { person, scopes, key, ends_at, .. } = caller;
    Ok(Json(Me {
        user: person.name,
        role: person.role.into(),
        addresses: person.addresses,
        groups: person.groups,
        scopes: scopes.iter().map(ToString::to_string).collect(),
        key,
        key_ends_at: ends_at.map(moment),
        devices: devices.iter().map(ToString::to_string).collect(),
        may_delete: sight.may_delete(),
        is_desk: sight.is_desk(),
        printers: api.printers.clone(),
        time_zone: zone::system().iana_name().map(str::to_owned),
        language,
    }))
}
