//! ETags (versions of an answer) and conditional requests (RFC 9110 §8.8.3, §13.1).

use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, HeaderName, IF_MATCH, IF_NONE_MATCH};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::{Api, Kind, Problem};
use ferrofax_desk::{Desk, DeskError};
use ferrofax_network::encoding::hex;
use ferrofax_spool::{Seeable, Seen};

/// The ETag of an answer whose body has these bytes.
pub(super) fn tag(bytes: &[u8]) -> String {
    let sum = Sha256::digest(bytes);
    format!("\"{}\"", hex(&sum[..12]))
}

/// Answers with JSON and its ETag. The answer is 304 if the API client already has this version.
pub(super) fn tagged(headers: &HeaderMap, body: &impl Serialize) -> Result<Response, Problem> {
    let bytes = serde_json::to_vec(body).map_err(|_| Problem::ours())?;
    Ok(bytes_tagged(headers, "application/json", bytes))
}

/// Answers with bytes and their ETag. The answer is 304 if the API client already has this version.
pub(super) fn bytes_tagged(headers: &HeaderMap, media_type: &str, bytes: Vec<u8>) -> Response {
    let tag = tag(&bytes);
    // A browser must ask each time, since the user may have lost the right to see the answer.
    let cache = "private, no-cache";
    let head = [(ETAG, tag.clone()), (CACHE_CONTROL, cache.to_owned())];
    if says(headers, &IF_NONE_MATCH, &tag) == Some(true) {
        return (StatusCode::NOT_MODIFIED, head).into_response();
    }
    (head, [(CONTENT_TYPE, media_type.to_owned())], bytes).into_response()
}

/// Returns a [`Desk`] that carries out a user's action on `what`, a fax or job. `body` returns the
/// API's present answer about this fax or job. If the request has `If-Match`, its ETag must be that
/// of this answer; otherwise the request is refused. The action then also fails if the fax or job
/// is changed meanwhile.
pub(super) fn desk_for<T: Serialize>(
    api: &Api,
    headers: &HeaderMap,
    what: Seeable,
    body: impl FnOnce(&Desk) -> Result<T, DeskError>,
) -> Result<Desk, Problem> {
    if !headers.contains_key(IF_MATCH) {
        return Ok(api.desk.clone());
    }
    let seen = Seen::of(&api.spool, what)?;
    unchanged(headers, &body(&api.desk)?)?;
    Ok(api.desk.resting_on(seen))
}

/// Checks that `If-Match`, if present, names the ETag of this body.
pub(super) fn unchanged(headers: &HeaderMap, body: &impl Serialize) -> Result<(), Problem> {
    let bytes = serde_json::to_vec(body).map_err(|_| Problem::ours())?;
    match says(headers, &IF_MATCH, &tag(&bytes)) {
        Some(false) => {
            Err(Problem::new(Kind::Changed, "Read it again: its ETag differs from If-Match."))
        }
        _ => Ok(()),
    }
}

/// Whether the header names this ETag; `None` if the header is absent.
fn says(headers: &HeaderMap, name: &HeaderName, tag: &str) -> Option<bool> {
    let mut lines = headers.get_all(name).into_iter().peekable();
    lines.peek()?;
    let mut tags = lines.filter_map(|line| line.to_str().ok()).flat_map(|line| line.split(','));
    Some(tags.any(|one| {
        let one = one.trim();
        one == "*" || one.strip_prefix("W/").unwrap_or(one) == tag
    }))
}
