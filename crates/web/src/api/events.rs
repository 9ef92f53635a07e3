//! The stream of events about faxes and jobs.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use axum::http::HeaderMap;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::keys::scopes_of;
use super::{Api, Arrived, Caller, Kind, Problem, Result, Scope};
use crate::live::{Crowded, Look, NotNow, Told, last_event_id};
use ferrofax_basics::UnixMs;

pub(super) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new().routes(routes!(listen))
}

/// Streams the changes that the user may see, as server-sent events (HTML Standard §9.2).
///
/// The stream begins with an `id` without an event: the number of the newest event, or the number
/// in `Last-Event-ID`. The schema of the answer describes the data of the events `job`, `progress`,
/// `said`, `fax`, `deed` and `gone`. The event `reload` means that the number in `Last-Event-ID` is
/// too old, so that the program must read everything again. The event `ended` means that the API
/// key is no longer valid; then the stream ends. If a program has lost its connection, it connects
/// again, and sends the last number that it received in the header `Last-Event-ID`.
#[utoipa::path(
    get,
    path = "/events",
    tag = "events",
    operation_id = "listen",
    security(("key" = ["events"])),
    params((
        "Last-Event-ID" = Option<u64>,
        Header,
        description = "The id of the last event that the program has received. The stream then contains the events after that event. Without this header, the stream contains only new events."
    )),
    responses((
        status = 200,
        description = "The stream. The data of each event is JSON of this type.",
        content_type = "text/event-stream",
        body = Told
    ))
)]
async fn listen(
    State(api): State<Api>,
    Extension(arrived): Extension<Arrived>,
    caller: Caller,
    headers: HeaderMap,
) -> Result {
    let user = caller.person.name.clone();
    let look = match (caller.key, arrived.session) {
        (Some(key), _) => api.look_of(key, &caller),
        (None, Some(session)) => session.look,
        (None, None) => return Err(Problem::ours()),
    };
    api.live
        .listen(&user, last_event_id(&headers), look)
        .map_err(|Crowded| Problem::new(Kind::ForNow, "Too many programs and pages listen."))
}

impl Api {
    /// Returns a function that checks that the API key is still valid, and what its user may see.
    /// An open event stream calls this function about every three seconds.
    fn look_of(&self, key: i64, caller: &Caller) -> Look {
        let (api, from) = (self.clone(), caller.person.client);
        Arc::new(move || {
            let key = api.keys.numbered(key, UnixMs::now()).map_err(|_| NotNow)?;
            let key = key.filter(|key| scopes_of(key).contains(&Scope::Events));
            let Some(key) = key else { return Ok(None) };
            let Some(person) = api.person_of(&key, from).map_err(|_| NotNow)? else {
                return Ok(None);
            };
            let sight = api.desk.sight(&person).map_err(|_| NotNow)?;
            Ok(Some((person, sight)))
        })
    }
}
