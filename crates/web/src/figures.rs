//! The URLs for monitoring: metrics, liveness and readiness.

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use super::House;
use super::refusal::{Refusal, Result};
use super::visitor::Visitor;
use ferrofax_basics::UnixMs;
use ferrofax_desk::metrics::{Health, MEDIA_TYPE, healthz, readyz, text};
use ferrofax_rights::Denied;
use ferrofax_spool::Spool;

/// Returns the metrics to HTTP clients in the networks that the settings name.
pub(super) async fn metrics(State(house): State<House>, visitor: Visitor) -> Result {
    let networks = &house.settings.metrics_networks;
    let is_in = |address| networks.iter().any(|network| network.contains(address));
    if !visitor.origin.known_address().is_some_and(is_in) {
        let text = "[web] metrics_networks does not name this address";
        return Err(Refusal::Denied(Denied::forbidden("metrics-networks", text)));
    }
    let spool = house.spool.clone();
    let text = house.at_work(move || text(&spool, UnixMs::now())).await?;
    Ok(([(CONTENT_TYPE, MEDIA_TYPE)], text).into_response())
}

/// The routes of liveness and readiness. They also answer without TLS, since not all monitoring
/// programs can use it, and they disclose nothing confidential.
pub(super) fn health() -> Router<House> {
    Router::new()
        .route("/healthz", get(|State(house): State<House>| looked_at(house, healthz)))
        .route("/readyz", get(|State(house): State<House>| looked_at(house, readyz)))
}

async fn looked_at(house: House, look: fn(&Spool) -> Health) -> Response {
    let spool = house.watched.clone();
    let looked = house.lanes.look(move || look(&spool)).await;
    let Ok(health) = looked else { return StatusCode::INTERNAL_SERVER_ERROR.into_response() };
    let status = if health.is_well { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    let headers = [(CONTENT_TYPE, "text/plain; charset=utf-8"), (CACHE_CONTROL, "no-store")];
    (status, headers, in_short(&health)).into_response()
}

/// Lists the health checks with their results, each in one line, without details.
fn in_short(health: &Health) -> String {
    let lines = health.lines.iter().map(|line| {
        let mut words = line.splitn(3, ": ");
        let (how, what) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        format!("{how}: {what}\n")
    });
    lines.collect()
}
