//! The login sessions of the user, and the user's language.

use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::admin::SessionList;
use super::parts::{By, Json, On};
use super::{Api, Result};
use ferrofax_basics::UnixMs;

pub(super) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(sessions))
        .routes(routes!(end_session))
        .routes(routes!(choose_language))
}

/// Lists the user's own login sessions of the web interface.
#[utoipa::path(
    get,
    path = "/me/sessions",
    tag = "account",
    operation_id = "list_own_sessions",
    security(("key" = ["keys"])),
    responses((status = 200, description = "The sessions.", body = SessionList))
)]
async fn sessions(By(api, caller): By) -> Result<Json<SessionList>> {
    let life = api.session_life;
    let own = api.at_desk(move |desk| desk.own_sessions(&caller.person, life, UnixMs::now()));
    Ok(Json(own.await?.into()))
}

/// Ends one of the user's own login sessions.
#[utoipa::path(
    delete,
    path = "/me/sessions/{id}",
    tag = "account",
    operation_id = "end_own_session",
    security(("key" = ["keys"])),
    params(("id" = i64, Path, description = "The session's number.")),
    responses((status = 204, description = "The session has ended."))
)]
async fn end_session(On(api, caller, _, id): On) -> Result<StatusCode> {
    let life = api.session_life;
    api.at_desk(move |desk| desk.end_own_session(&caller.person, id, life, UnixMs::now()))
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The language that a user chooses.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Chosen {
    /// The code of the language, such as `en` or `de`; null for the browser's language.
    #[schema(example = "de")]
    language: Option<String>,
}

/// Chooses the language of the user's web interface.
#[utoipa::path(
    put,
    path = "/me/language",
    tag = "account",
    operation_id = "choose_language",
    security(("key" = ["keys"])),
    request_body = Chosen,
    responses((status = 204, description = "The language was stored."))
)]
async fn choose_language(
    By(api, caller): By,
    Json(Chosen { language }): Json<Chosen>,
) -> Result<StatusCode> {
    api.at_desk(move |desk| desk.choose_language(&caller.person, language.as_deref()))
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
