//! The login sessions of all users of the web interface.

use axum::http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

use crate::api::lists::list;
use crate::api::parts::{By, Json, On, moment};
use crate::api::words::SourceWord;
use crate::api::{Kind, Problem, Result};
use ferrofax_basics::UnixMs;
use ferrofax_spool::WebSession;

/// A login session of a user.
#[derive(Serialize, ToSchema)]
pub(in crate::api) struct Session {
    /// The number of the login session.
    id: i64,
    /// The name of the user.
    user: String,
    /// The source that checked the login.
    #[schema(value_type = SourceWord)]
    by: String,
    /// The IP address from which the user logged in.
    address: String,
    /// The browser's description of itself (User-Agent).
    agent: String,
    /// The time of the login.
    #[schema(format = "date-time")]
    began_at: String,
    /// The time of the last request in this login session, to the minute.
    #[schema(format = "date-time")]
    seen_at: String,
}

list! {
    /// A list of login sessions.
    pub(in crate::api) SessionList, sessions, Session
}

impl From<WebSession> for Session {
    fn from(session: WebSession) -> Self {
        Self {
            id: session.id,
            began_at: moment(session.began_at),
            seen_at: moment(session.seen_at),
            user: session.user,
            by: session.by,
            address: session.address,
            agent: session.agent,
        }
    }
}

impl From<Vec<WebSession>> for SessionList {
    fn from(sessions: Vec<WebSession>) -> Self {
        Self::of(sessions.into_iter().map(Session::from), None)
    }
}

/// Lists the login sessions of all users.
#[utoipa::path(
    get,
    path = "/admin/sessions",
    tag = "administration",
    operation_id = "list_sessions",
    security(("key" = ["admin"])),
    responses((status = 200, description = "The sessions.", body = SessionList))
)]
pub(super) async fn list(By(api, caller): By) -> Result<Json<SessionList>> {
    let life = api.session_life;
    let listed = api.at_desk(move |desk| desk.house_sessions(&caller.person, life, UnixMs::now()));
    Ok(Json(listed.await?.into()))
}

/// Ends a login session of any user.
#[utoipa::path(
    delete,
    path = "/admin/sessions/{id}",
    tag = "administration",
    operation_id = "end_session",
    security(("key" = ["admin"])),
    params(("id" = i64, Path, description = "The session's number.")),
    responses((status = 204, description = "The session has ended."))
)]
pub(super) async fn end(On(api, caller, _, id): On) -> Result<StatusCode> {
    if api.at_desk(move |desk| desk.end_session(&caller.person, id)).await? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(Problem::new(Kind::NotThere, format!("There is no session {id}")))
    }
}
