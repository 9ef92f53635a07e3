//! Error answers of the API, which are called problems (RFC 9457).

use axum::Json;
use axum::http::StatusCode;
use axum::http::header::{
    ALLOW, CONTENT_TYPE, HeaderName, HeaderValue, RETRY_AFTER, WWW_AUTHENTICATE,
};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use super::parts::of;
use super::reading::Fault;
use crate::live::vocabulary::{explained, word};
use ferrofax_desk::DeskError;
use ferrofax_rights::Denied;
use ferrofax_rights::order::OrderError;
use ferrofax_spool::SpoolError;
use ferrofax_spool::failure::Failure;
use ferrofax_spool::submission::DraftError;
use ferrofax_spool::wish::{Wish, WishError};

/// The media type of problems, the error answers of the API (RFC 9457).
pub(super) const MEDIA_TYPE: &str = "application/problem+json";

/// Makes the enum [`Kind`] and its functions from one list: for each kind of problem its short name,
/// the HTTP status, the title, and the meaning.
macro_rules! kinds {
    ($($kind:ident, $word:literal, $status:literal, $title:literal, $meaning:literal;)*) => {
        /// The kind of a problem (error answer). Each kind has a short name that never changes. The
        /// URL in the problem's `type` ends with this name.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Kind {
            $(#[doc = $meaning] $kind,)*
        }

        impl Kind {
            /// All kinds of problems (error answers).
            pub(super) const ALL: [Self; [$($word),*].len()] = [$(Self::$kind),*];

            /// The short name, the HTTP status and the title of this kind of problem (error answer).
            pub(super) const fn row(self) -> (&'static str, u16, &'static str) {
                match self {
                    $(Self::$kind => ($word, $status, $title),)*
                }
            }

            /// The meaning of this kind of problem (error answer), in one sentence.
            pub(super) const fn meaning(self) -> &'static str {
                match self {
                    $(Self::$kind => $meaning,)*
                }
            }
        }
    };
}

kinds! {
    Malformed, "malformed", 400, "The request is malformed",
        "The request is not valid HTTP, JSON or form data, or its query has a parameter or value that does not exist.";
    NoKey, "no-key", 401, "The request has no API key",
        "The request has no API key.";
    WrongKey, "wrong-key", 401, "There is no such API key",
        "There is no such API key.";
    EndedKey, "ended-key", 401, "The API key is no longer valid",
        "The API key has expired, was revoked, or belongs to a user who was removed.";
    InTheClear, "in-the-clear", 403, "The request needs TLS",
        "The request came without TLS from another machine.";
    Foreign, "foreign", 403, "The request comes from another website",
        "A browser sent the request for a page of another website.";
    NoSecret, "no-secret", 403, "The secret of the session is missing",
        "A request with a session instead of an API key lacks the header `X-Ferrofax-Secret`.";
    Scope, "scope", 403, "The API key lacks a scope",
        "The API key lacks a scope that the request needs.";
    Denied, "denied", 403, "The user does not have the right",
        "The user does not have the permission; `rule` names the rule that rejected the request.";
    NotThere, "not-there", 404, "The object was not found",
        "The fax, job or other item does not exist, or the user may not see it.";
    NoSuchAddress, "no-such-address", 404, "There is no such path",
        "The API has no such path.";
    Method, "method", 405, "The method is not allowed",
        "The path does not support this HTTP method; the header `Allow` lists those that it supports.";
    Claimed, "claimed", 409, "Another user has claimed the fax",
        "The fax is assigned to another user.";
    AtWork, "at-work", 409, "The same request is still being processed",
        "A request with the same `Idempotency-Key` is still being processed.";
    Conflict, "conflict", 409, "The action is not possible in the present state",
        "The present state of the fax, job or other item does not allow the request.";
    Gone, "gone", 410, "The object was deleted",
        "The fax or job was deleted.";
    Changed, "changed", 412, "The object has changed since it was read",
        "The fax, job or other item has changed since the program read it (`If-Match`).";
    TooLarge, "too-large", 413, "The request is too large",
        "The body of the request is larger than the limit.";
    MediaType, "media-type", 415, "The media type is not accepted",
        "The body of the request has a type that the request does not accept.";
    UnknownField, "unknown-field", 422, "A field does not exist",
        "The body of the request has a field that does not exist.";
    MissingField, "missing-field", 422, "A field is missing",
        "A field that the request needs is missing.";
    WrongValue, "wrong-value", 422, "A field has a wrong value",
        "A field has a value that is not permitted.";
    BadNumber, "bad-number", 422, "The fax number is not valid",
        "The recipient's number is missing, or is not a valid fax number.";
    BadDevice, "bad-device", 422, "The device can't send the fax",
        "The device does not exist, is ambiguous, or may not send faxes.";
    NoDocument, "no-document", 422, "There is no document",
        "The fax has neither a document to send nor one to fetch.";
    BadDocument, "bad-document", 422, "A document can't be faxed",
        "A document can't be converted to fax pages, or exceeds a limit.";
    Unfit, "unfit", 422, "The input is not valid",
        "The content of the request is not valid for another reason, which `detail` names.";
    OtherRequest, "other-request", 422, "The key was used for another request",
        "The `Idempotency-Key` was used for a different request.";
    TooMany, "too-many", 429, "Too many wrong keys or passwords",
        "Too many wrong API keys or passwords came from this address.";
    RateLimited, "rate-limited", 429, "The request was made too often",
        "The user has made this request, or requests of any kind, too often.";
    Ours, "ours", 500, "An error in Ferrofax",
        "An error in Ferrofax or on its machine; the log of the service says more.";
    ForNow, "for-now", 503, "The request cannot be processed now",
        "The request can't be processed now; the same request may succeed later.";
}

impl Kind {
    /// Whether the request itself was faulty (for example an unknown path), so that it was refused
    /// before permissions were checked.
    pub(super) fn is_of_form(self) -> bool {
        matches!(
            self,
            Self::Malformed | Self::NoSuchAddress | Self::Method | Self::TooLarge | Self::MediaType
        )
    }

    /// The short name of this kind of problem (error answer). It never changes.
    pub(crate) const fn word(self) -> &'static str {
        self.row().0
    }
}

/// The path below which each kind of problem is explained.
const PROBLEMS: &str = "/api/v1/problems/";

/// The answer of an operation of the API, or the problem because of which there is none.
pub(crate) type Result<T = Response, E = Problem> = std::result::Result<T, E>;

/// An error answer of the API.
#[derive(Clone, Debug)]
pub(crate) struct Problem {
    kind: Kind,
    detail: String,
    rule: Option<String>,
    errors: Vec<FieldError>,
}

/// The part of a request that is wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(super) struct FieldError {
    /// The field of the body, as a JSON pointer (RFC 6901); absent for a parameter of the query.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "/number")]
    pointer: Option<String>,
    /// The parameter of the query; absent for a field of the body.
    #[serde(skip_serializing_if = "Option::is_none")]
    parameter: Option<String>,
    /// A sentence that says what would be right.
    detail: String,
    /// The name of this kind of error, which is also the last part of the URL in a problem's
    /// `type`.
    code: ProblemWord,
}

/// The JSON body of an error answer, which is called a problem (RFC 9457).
#[derive(Serialize, ToSchema)]
#[schema(as = Problem)]
pub(super) struct ProblemBody {
    /// The kind of problem, as a permanent URL that explains it.
    #[schema(format = "uri-reference", example = "/api/v1/problems/not-there")]
    r#type: String,
    /// The title of this kind of problem, for people.
    title: &'static str,
    /// The HTTP status code of this error answer.
    #[schema(minimum = 400, maximum = 599)]
    status: u16,
    /// A sentence that names the error in this request, and what would be right.
    detail: String,
    /// The name of the rule that refused the request, as in the audit log.
    #[serde(skip_serializing_if = "Option::is_none")]
    rule: Option<String>,
    /// The id of the request, as in the header `X-Request-Id` and in the audit log.
    #[serde(skip_serializing_if = "Option::is_none")]
    request_id: Option<String>,
    /// The wrong fields and parameters of the request; absent if none of them is wrong.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<FieldError>,
}

impl Problem {
    /// An error answer of this kind. `detail` names the error, and what would be right.
    pub(crate) fn new(kind: Kind, detail: impl Into<String>) -> Self {
        Self { kind, detail: detail.into(), rule: None, errors: Vec::new() }
    }

    /// An error answer about a field of the body, which the JSON pointer names.
    pub(super) fn of_field(kind: Kind, pointer: &str, detail: impl Into<String>) -> Self {
        Self::new(kind, detail).at(pointer)
    }

    /// An error answer about a parameter of the query.
    pub(super) fn of_parameter(name: &str, detail: &str) -> Self {
        let (kind, parameter) = (Kind::Malformed, Some(name.to_owned()));
        let detail = format!("{name}: {detail}");
        let (code, pointer) = (Kind::WrongValue.into(), None);
        let error = FieldError { pointer, parameter, detail: detail.clone(), code };
        Self { errors: vec![error], ..Self::new(kind, detail) }
    }

    /// An error answer about an unknown word in the query parameter `name`. It lists the words that
    /// the parameter can have.
    pub(super) fn unknown_word(name: &str, word: &str, all: &[&str]) -> Self {
        let word: String = word.chars().take(60).collect();
        Self::of_parameter(name, &format!("'{word}' is unknown. Known: {}.", all.join(", ")))
    }

    /// Names the field of the body that is wrong, by a JSON pointer.
    fn at(mut self, pointer: &str) -> Self {
        let (pointer, parameter) = (Some(pointer.to_owned()), None);
        let (detail, code) = (self.detail.clone(), self.kind.into());
        self.errors.push(FieldError { pointer, parameter, detail, code });
        self
    }

    /// The same error answer without the names of fields, for a request whose body does not have
    /// these fields.
    pub(super) fn without_fields(mut self) -> Self {
        self.errors.clear();
        self
    }

    /// The error answer for an internal error of Ferrofax.
    pub(crate) fn ours() -> Self {
        Self::new(Kind::Ours, "The log of the program says more.")
    }

    pub(super) fn ruled(mut self, rule: impl Into<String>) -> Self {
        self.rule = Some(rule.into());
        self
    }
}

impl Problem {
    /// The body of the error answer, as it is sent to the API client.
    pub(super) fn body(self) -> ProblemBody {
        let (word, status, title) = self.kind.row();
        let detail = if self.detail.is_empty() { format!("{title}.") } else { self.detail };
        let r#type = format!("{PROBLEMS}{word}");
        ProblemBody {
            r#type,
            title,
            status,
            detail,
            rule: self.rule,
            request_id: None,
            errors: self.errors,
        }
    }

    /// Whether this problem (error answer) is of the given kind.
    pub(super) fn is(&self, kind: Kind) -> bool {
        self.kind == kind
    }

    /// Whether the API client has to change the request: a repetition would get the same answer.
    pub(super) fn is_of_the_caller(&self) -> bool {
        self.kind.row().1 < 500
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let kind = self.kind;
        let body = self.body();
        let status = body.status;
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (status, Json(body)).into_response();
        response.extensions_mut().insert(kind);
        let mut put = |name: HeaderName, value: &'static str| {
            response.headers_mut().insert(name, HeaderValue::from_static(value));
        };
        put(CONTENT_TYPE, MEDIA_TYPE);
        match status.as_u16() {
            401 => put(WWW_AUTHENTICATE, "Bearer"),
            429 if kind == Kind::RateLimited => put(RETRY_AFTER, "60"),
            429 => put(RETRY_AFTER, "600"),
            503 => put(RETRY_AFTER, "30"),
            _ => {}
        }
        response
    }
}

impl From<Denied> for Problem {
    fn from(denied: Denied) -> Self {
        let kind = match denied.rule {
            "too-many-logins" => Kind::TooMany,
            _ if denied.may_pass() => Kind::ForNow,
            _ => Kind::Denied,
        };
        Self::new(kind, denied.text).ruled(denied.rule)
    }
}

impl From<SpoolError> for Problem {
    fn from(error: SpoolError) -> Self {
        Self::from(DeskError::from(error))
    }
}

impl From<DeskError> for Problem {
    fn from(error: DeskError) -> Self {
        let kind = match &error {
            DeskError::Denied(denied) => return denied.clone().into(),
            DeskError::NotThere(_) => Kind::NotThere,
            DeskError::Gone { .. } => Kind::Gone,
            DeskError::Changed(_) => Kind::Changed,
            DeskError::Claimed { .. } => Kind::Claimed,
            DeskError::Coming(_) | DeskError::NotDeleted(_) => Kind::Conflict,
            DeskError::Spool(
                SpoolError::JobEnded { .. }
                | SpoolError::NoNumber(_)
                | SpoolError::HasNumber(_)
                | SpoolError::JobNotWaiting { .. }
                | SpoolError::InStore(_),
            ) => Kind::Conflict,
            DeskError::Spool(SpoolError::Refused { failure, .. }) => {
                let kind = match failure {
                    Failure::BadNumber => Kind::BadNumber,
                    Failure::NoDocument => Kind::NoDocument,
                    _ => Kind::Unfit,
                };
                return Self::new(kind, error.to_string()).ruled(failure.name());
            }
            DeskError::Spool(SpoolError::Changed) => Kind::Changed,
            error if error.may_pass() => Kind::ForNow,
            DeskError::Spool(_) | DeskError::Busy(_) => Kind::ForNow,
            DeskError::NoPages(_)
            | DeskError::Unfit(_)
            | DeskError::Managed(_)
            | DeskError::LastNode => Kind::Unfit,
            DeskError::Order(error) => {
                let (kind, pointer) = wrong_part(error);
                let problem = Self::new(kind, error.to_string()).ruled(error.failure().name());
                return if pointer.is_empty() { problem } else { problem.at(&pointer) };
            }
        };
        let problem = Self::new(kind, error.to_string());
        match error.order() {
            Some(order) => problem.ruled(order.failure().name()),
            None => problem,
        }
    }
}

/// Returns the kind of problem for an error in a request for a job, and the name of the wrong
/// field.
fn wrong_part(error: &OrderError) -> (Kind, String) {
    let (kind, field) = match error {
        OrderError::Draft(error) | OrderError::UnknownDevice { error, .. } => match error {
            DraftError::NoNumber | DraftError::Number(_) => (Kind::BadNumber, "/number"),
            DraftError::NoDevice
            | DraftError::UnknownDevice(_)
            | DraftError::NoDevices(_)
            | DraftError::AmbiguousDevice { .. }
            | DraftError::MayNotSend(_) => (Kind::BadDevice, "/device"),
            DraftError::NoDocument => (Kind::NoDocument, "/documents"),
            DraftError::Sep(_) => (Kind::WrongValue, "/fetch/sep"),
            DraftError::ExpiresFirst(_) => (Kind::WrongValue, "/expires"),
            DraftError::Value(WishError { wish: Wish::Pwd, .. }) => {
                (Kind::WrongValue, "/fetch/pwd")
            }
            DraftError::Value(WishError { wish, .. }) | DraftError::Past { wish, .. } => {
                return (Kind::WrongValue, format!("/{}", wish.name()));
            }
            DraftError::UnknownWord { .. } | DraftError::Spool(_) => (Kind::Unfit, ""),
        },
        OrderError::Document(_) => (Kind::BadDocument, "/documents"),
        OrderError::Denied(_) | OrderError::Spool(_) => (Kind::Unfit, ""),
    };
    (kind, field.to_owned())
}

word! {
    /// The word for a kind of problem (error answer), which is the last part of its `type`.
    ProblemWord,
    explained("A kind of problem.", Kind::ALL.map(|kind| (kind.word(), kind.meaning()))),
    Kind::ALL.map(Kind::word)
}

impl From<Kind> for ProblemWord {
    fn from(kind: Kind) -> Self {
        Self(kind.word())
    }
}

impl From<Fault> for Kind {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::UnknownField => Self::UnknownField,
            Fault::MissingField => Self::MissingField,
            Fault::WrongValue => Self::WrongValue,
        }
    }
}

/// The answer to a request for an unknown path.
pub(crate) fn no_such_address() -> Problem {
    Problem::new(
        Kind::NoSuchAddress,
        "There is no such path. /api/v1/openapi.json lists all paths.",
    )
}

/// Turns an error answer of the HTTP library into a problem (an error answer of the API). Other
/// answers are returned unchanged.
pub(super) async fn told(response: Response) -> Response {
    let status = response.status();
    let is_told = response
        .headers()
        .get(CONTENT_TYPE)
        .is_some_and(|media_type| media_type.as_bytes() == MEDIA_TYPE.as_bytes());
    if is_told || !(status.is_client_error() || status.is_server_error()) {
        return response;
    }
    let problem = match status {
        StatusCode::METHOD_NOT_ALLOWED => Problem::new(
            Kind::Method,
            "This path does not support this HTTP method. The header Allow lists those that it supports.",
        ),
        StatusCode::NOT_FOUND => no_such_address(),
        status => of(status),
    };
    let mut told = problem.into_response();
    if let Some(allow) = response.headers().get(ALLOW) {
        told.headers_mut().insert(ALLOW, allow.clone());
    }
    told
}
