//! The parts of a request: path, query and body. Errors in them become problems (error answers).

use axum::extract::{FromRequest, FromRequestParts, Path, Query, Request};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{Kind, Problem};
use crate::http::IncomingError;
use ferrofax_basics::UnixMs;

/// A JSON body, of a request or an answer.
pub(crate) struct Json<T>(pub(crate) T);

/// The parameters in the path of a request. If a value has the wrong type, the answer says that the
/// requested fax, job or other item does not exist.
pub(crate) struct At<T>(pub(crate) T);

/// The parameters in the query of a request.
pub(crate) struct Question<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Json<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let taken = axum::Json::from_request(request, state).await;
        let axum::Json(taken) = taken.map_err(|wrong| of(wrong.status(), wrong.body_text()))?;
        Ok(Self(taken))
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
        let Path(taken) = taken.map_err(|wrong| Problem::new(Kind::NotThere, wrong.body_text()))?;
        Ok(Self(taken))
    }
}

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Question<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let taken = Query::from_request_parts(parts, state).await;
        let Query(taken) = taken.map_err(|wrong| of(wrong.status(), wrong.body_text()))?;
        Ok(Self(taken))
    }
}

/// Makes the error answer for an error status of the HTTP library.
pub(super) fn of(status: StatusCode, text: String) -> Problem {
    let kind = match status.as_u16() {
        413 => Kind::TooLarge,
        415 => Kind::MediaType,
        422 => Kind::Unfit,
        500.. => Kind::Ours,
        _ => Kind::Malformed,
    };
    Problem::new(kind, text)
}

/// Turns an error in a document or field of an HTTP form into an error answer.
impl From<IncomingError> for Problem {
    fn from(error: IncomingError) -> Self {
        let text = error.to_string();
        match error {
            IncomingError::Form(status, _) => of(status, text),
            IncomingError::LongField(_) | IncomingError::TooLarge(_) => {
                Self::new(Kind::TooLarge, text)
            }
            IncomingError::Empty => Self::new(Kind::Unfit, text),
            IncomingError::Disk(_) => Self::new(Kind::ForNow, text),
            IncomingError::Ours => Self::ours(),
        }
    }
}

/// Reads a time in the form in which programs write it (RFC 3339).
pub(crate) fn time(name: &str, text: &str) -> Result<UnixMs, Problem> {
    let read = text.parse::<jiff::Timestamp>();
    read.map(UnixMs::from).map_err(|_| {
        let text = format!("{name}: '{text}' is no moment; 2026-03-01T14:05:09Z is one");
        Problem::new(Kind::Malformed, text)
    })
}

/// Writes a time for programs (RFC 3339, UTC). A time beyond the range of the calendar library is
/// written as `1970-01-01T00:00:00Z`.
pub(crate) fn moment(at: UnixMs) -> String {
    at.timestamp().unwrap_or_default().to_string()
}
