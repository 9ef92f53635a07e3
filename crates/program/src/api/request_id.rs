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

/// The id of a request.
#[derive(Clone, Debug)]
pub(super) struct RequestId(pub(super) String);

/// A middleware that gives each request an id. A header with an id from the client is ignored, so
/// that no client can choose the id of another request for its lines in the audit log.
pub(super) async fn give(mut request: Request, next: Next) -> Response {
    let id = fresh();
    request.extensions_mut().insert(RequestId(id.clone()));
    given(next.run(request).await, &id).await
}

/// Gives a new id to an answer whose request did not get one, because no operation was reached.
pub(super) async fn give_to_answer(response: Response) -> Response {
    given(response, &fresh()).await
}

fn fresh() -> String {
    Token::fresh().text().chars().take(LENGTH).collect()
}

async fn given(mut response: Response, id: &str) -> Response {
    let media_type = response.headers().get(CONTENT_TYPE);
    if media_type.is_some_and(|media_type| media_type.as_bytes() == MEDIA_TYPE.as_bytes()) {
        response = with_id(response, id).await;
    }
    if let Ok(value) = HeaderValue::from_str(id) {
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
