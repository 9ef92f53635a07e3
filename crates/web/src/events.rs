//! Streams the changes of faxes and jobs to open pages of the web interface, so that they update
//! themselves.

use std::net::IpAddr;
use std::sync::Arc;

use axum::extract::{Query, State};
use axum::http::header::RETRY_AFTER;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::House;
use super::visitor::Visitor;
use crate::live::{Crowded, Look, NotNow, last_event_id};
use ferrofax_basics::UnixMs;
use ferrofax_spool::WebSession;

#[derive(Deserialize)]
pub(super) struct Known {
    /// The number of the newest change of faxes and jobs that the open web page already shows.
    after: Option<u64>,
}

/// Streams the changes of faxes and jobs. Without a valid login session the HTTP answer is 401, not
/// the login page.
pub(super) async fn stream(
    State(house): State<House>,
    visitor: Visitor,
    Query(known): Query<Known>,
    headers: HeaderMap,
) -> Response {
    let (Some(session), Some(person)) = (visitor.session, visitor.person) else {
        return StatusCode::UNAUTHORIZED.into_response();
    };
    let look = house.look_of(session, person.client);
    let after = last_event_id(&headers).or(known.after);
    house.live.listen(&person.name, after, look).unwrap_or_else(|Crowded| {
        let too_many = "Too many pages are open.\n";
        (StatusCode::SERVICE_UNAVAILABLE, [(RETRY_AFTER, "30")], too_many).into_response()
    })
}

impl House {
    /// Returns the function that checks the login session and the user's rights each time that
    /// changes are sent to the open web page.
    pub(super) fn look_of(&self, session: WebSession, from: Option<IpAddr>) -> Look {
        let there = self.clone();
        Arc::new(move || {
            let open = there.sessions.list(Some(&session.user), UnixMs::now());
            let open = open.map_err(|_| NotNow)?;
            if !open.iter().any(|one| one.id == session.id) {
                return Ok(None);
            }
            let person = there.person_of(&session, from).map_err(|_| NotNow)?;
            let Some(person) = person else { return Ok(None) };
            let sight = there.desk.sight(&person).map_err(|_| NotNow)?;
            Ok(Some((person, sight)))
        })
    }
}
