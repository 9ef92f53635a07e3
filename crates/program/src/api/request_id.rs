//! The id of a request: each answer has it in the header `X-Request-Id`, an error answer also in its
//! body, and the lines of the audit log about the request have it, too.

use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::HeaderValue;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderName};
use axum::middleware::Next;
use axum::response::Response;
use serde_json::Value;

use super::problem::MEDIA_TYPE;
use crate::sessions::Token;

const HEADER: HeaderName = HeaderName::from_static("x-request-id");

/// The number of characters of an id.
const LENGTH: usize = 16;

/// The greatest size of the body of an error answer, in bytes.
const MOST: usize = 1 << 20;

/// The folder of the API, in all its versions.
const FOLDER: &str = "/api";

/// The id of a request.
#[derive(Clone, Debug)]
pub(crate) struct RequestId(pub(crate) String);

/// Whether a request is for the API: for any version, also one that does not exist.
pub(crate) fn is_for_the_api(path: &str) -> bool {
    path.strip_prefix(FOLDER)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// A middleware that gives each request to the API an id. It is the outermost one, so that requests
/// that are refused early have an id, too. The id is ours: a header of the client is ignored, so
/// that nobody can write into the audit log what another request was.
pub(crate) async fn give(mut request: Request, next: Next) -> Response {
    if !is_for_the_api(request.uri().path()) {
        return next.run(request).await;
    }
    let id: String = Token::fresh().text().chars().take(LENGTH).collect();
    request.extensions_mut().insert(RequestId(id.clone()));
    let mut response = next.run(request).await;
    let media_type = response.headers().get(CONTENT_TYPE);
    if media_type.is_some_and(|media_type| media_type.as_bytes() == MEDIA_TYPE.as_bytes()) {
        response = with_id(response, &id).await;
    }
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(HEADER, value);
    }
    response
}

/// Adds the id to the body of an error answer.
async fn with_id(response: Response, id: &str) -> Response {
    let (mut parts, body) = response.into_parts();
    let bytes = to_bytes(body, MOST).await.unwrap_or_default();
    let Ok(mut problem) = serde_json::from_slice::<Value>(&bytes) else {
        return Response::from_parts(parts, Body::from(bytes));
    };
    problem["request_id"] = id.into();
    parts.headers.remove(CONTENT_LENGTH);
    Response::from_parts(parts, Body::from(problem.to_string()))
}
