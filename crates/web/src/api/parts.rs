//! The parts of a request: path, query and body. Errors in them become problems (error answers).

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Path, Query, Request};
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::reading::{Wrong, of_json, of_texts};
use super::{Api, Caller, Kind, Problem};
use ferrofax_basics::UnixMs;
use ferrofax_network::http::IncomingError;

/// A JSON body, of a request or an answer.
pub(crate) struct Json<T>(pub(crate) T);

/// The parameters in the path of a request. If a value has the wrong type, the answer says that the
/// requested fax, job or other item does not exist.
pub(crate) struct At<T>(pub(crate) T);

/// A request: the state of the API, and the user who made the request.
pub(crate) struct By(pub(crate) Api, pub(crate) Caller);

/// A request for an operation on one thing: the state of the API, the user, the headers, and the
/// number or the name of the thing, which is in the path.
pub(crate) struct On<T = i64>(
    pub(crate) Api,
    pub(crate) Caller,
    pub(crate) HeaderMap,
    pub(crate) T,
);

/// The parameters in the query of a request.
pub(crate) struct Question<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Json<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let media_type = request.headers().get(CONTENT_TYPE).and_then(|it| it.to_str().ok());
        if !media_type.is_some_and(is_json) {
            let text = "The body must be JSON, with the header Content-Type: application/json.";
            return Err(Problem::new(Kind::MediaType, text));
        }
        let body = Bytes::from_request(request, state).await;
        let body = body.map_err(|wrong| of(wrong.status()))?;
        Ok(Self(of_json_text(&body)?))
    }
}

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        axum::Json(self.0).into_response()
    }
}

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for At<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let taken = Path::from_request_parts(parts, state).await;
        let text = "There is nothing with the number or the name in this path.";
        let Path(taken) = taken.map_err(|_| Problem::new(Kind::NotThere, text))?;
        Ok(Self(taken))
    }
}

impl FromRequestParts<Api> for By {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, api: &Api) -> Result<Self, Problem> {
        Ok(Self(api.clone(), Caller::from_request_parts(parts, api).await?))
    }
}

impl<T: DeserializeOwned + Send> FromRequestParts<Api> for On<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, api: &Api) -> Result<Self, Problem> {
        let By(api, caller) = By::from_request_parts(parts, api).await?;
        let At(thing) = At::from_request_parts(parts, &api).await?;
        Ok(Self(api, caller, parts.headers.clone(), thing))
    }
}

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Question<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let pairs = Query::<Vec<(String, String)>>::from_request_parts(parts, state).await;
        let Query(pairs) = pairs.map_err(|wrong| of(wrong.status()))?;
        let taken = of_texts(pairs);
        Ok(Self(taken.map_err(|wrong| Problem::of_parameter(wrong.parameter(), &wrong.text))?))
    }
}

/// Whether a media type is JSON: `application/json`, or one that ends in `+json`.
fn is_json(media_type: &str) -> bool {
    let essence = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    essence == "application/json"
        || (essence.starts_with("application/") && essence.ends_with("+json"))
}

/// Reads a text of JSON. The error names the line and the column of text that is not JSON, or the
/// field that has a wrong value.
pub(super) fn of_json_text<T: DeserializeOwned>(text: &[u8]) -> Result<T, Problem> {
    let value = serde_json::from_slice(text).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        let text = format!("The body is not JSON: see line {line}, column {column}.");
        Problem::new(Kind::Malformed, text)
    })?;
    Ok(of_json(value)?)
}

/// Makes the error answer for an error status of the HTTP library, whose own message is not written
/// for users.
pub(super) fn of(status: StatusCode) -> Problem {
    let (kind, text) = match status.as_u16() {
        413 => (Kind::TooLarge, "The body of the request is larger than this request may have."),
        415 => (Kind::MediaType, "The header Content-Type names a type that is not accepted here."),
        422 => (Kind::Unfit, ""),
        500.. => (Kind::Ours, ""),
        _ => (Kind::Malformed, "The body of the request could not be read to its end."),
    };
    Problem::new(kind, text)
}

/// The error answer for a body that ends too early.
pub(super) fn broken_body() -> Problem {
    of(StatusCode::BAD_REQUEST)
}

/// Turns an error in a JSON value into an error answer.
impl From<Wrong> for Problem {
    fn from(wrong: Wrong) -> Self {
        Self::of_field(wrong.fault.into(), &wrong.pointer(), wrong.text)
    }
}

/// Turns an error in a document or field of an HTTP form into an error answer.
impl From<IncomingError> for Problem {
    fn from(error: IncomingError) -> Self {
        let text = error.to_string();
        match error {
            IncomingError::Form(status, _) => match of(status) {
                problem if problem.is(Kind::Malformed) => broken_form(),
                problem => problem,
            },
            IncomingError::LongField(_) | IncomingError::TooLarge(_) => {
                Self::new(Kind::TooLarge, text)
            }
            IncomingError::Empty => Self::new(Kind::Unfit, text),
            IncomingError::Disk(_) => Self::new(Kind::ForNow, text),
            IncomingError::Ours => Self::ours(),
        }
    }
}

/// The error answer for a body that is not an HTTP form.
pub(super) fn broken_form() -> Problem {
    let text = "The body is not a whole form of the type multipart/form-data.";
    Problem::new(Kind::Malformed, text)
}

/// Reads a time in the form in which programs write it (RFC 3339).
pub(crate) fn time(name: &str, text: &str) -> Result<UnixMs, Problem> {
    let read = text.parse::<jiff::Timestamp>();
    read.map(UnixMs::from).map_err(|_| {
        let text = format!("'{text}' is not a time. A time looks like 2026-03-01T14:05:09Z.");
        Problem::of_parameter(name, &text)
    })
}

/// The text, or `None` if it is empty.
pub(crate) fn not_empty(text: String) -> Option<String> {
    Some(text).filter(|text| !text.is_empty())
}

/// Writes a time for programs (RFC 3339, UTC). A time beyond the range of the calendar library is
/// written as `1970-01-01T00:00:00Z`.
pub(crate) fn moment(at: UnixMs) -> String {
    at.timestamp().unwrap_or_default().to_string()
}
