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
use ferrofax_rights::sessions::Token;

const HEADER: HeaderName = HeaderName::from_static("x-request-id");

/// The number of characters of an id.
const LENGTH: usize = 16;

/// The greatest size in bytes of an error answer's body to which the id of the request is added.
const MOST: usize = 1 << 20;

/// The folder of the API, in all its versions.
const FOLDER: &str = "/api";

/// The id of a request.
#[derive(Clone, Debug)]
pub(crate) struct RequestId(pub(crate) String);

/// Whether a path belongs to the API. This is true for each version of the API, even one that does
/// not exist.
pub(crate) fn is_for_the_api(path: &str) -> bool {
    path.strip_prefix(FOLDER)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// A middleware that gives an id to each request to the API. It is the outermost middleware, so
/// that requests that are refused early have an id, too. An id that the client sends is ignored:
/// with it, the client could make the audit log name another request.
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

/// Adds the request's id to the body of an error answer.
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
