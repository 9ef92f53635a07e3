//! Pages for what is not to be: each says what is wrong, and what would be right.

use askama::Template;
use axum::http::HeaderValue;
use axum::http::StatusCode;
use axum::http::header::{CONTENT_TYPE, LOCATION, RETRY_AFTER, SET_COOKIE};
use axum::response::{Html, IntoResponse, Response};

use super::House;
use super::back::Back;
use super::login::LoginPage;
use super::page::{Chrome, Here};
use super::texts::{Sentence, Texts};
use super::visitor::Visitor;
use crate::api::{CROWDED, Kind, Problem};
use crate::desk::DeskError;
use crate::rights::Denied;
use ferrofax_spool::SpoolError;
use ferrofax_spool::desk::NotDeleted;

/// Why a request is not answered as it was meant.
#[derive(Clone, Debug)]
pub(super) enum Refusal {
    /// Nobody has logged in; there he goes afterwards.
    LogIn { to: String },
    /// The same of a form, which was filled in already.
    LogInAgain { to: String, form: String },
    /// It does not come from a page of ours.
    Foreign,
    /// The form is one of a session that has ended.
    Stale,
    /// Others could listen.
    InTheClear,
    /// There is no such page.
    Nothing,
    /// There is no such thing, or it is not his to see, which the desk has noted.
    NotThere(String),
    /// It is no request of any page: what it is answered by its status.
    Malformed(StatusCode),
    /// What was sent is not what the form asks for.
    Form(String),
    /// The spool could not be asked, for now.
    Spool(String),
    /// It was there, and is no more.
    Gone(String),
    /// There is no right to it.
    Denied(Denied),
    /// Somebody else deals with it.
    Others(String),
    /// It is on legal hold.
    OnHold,
    /// What was written can't be taken.
    Unfit(String),
    /// More was sent than is taken.
    TooMuch(String),
    /// Too many others are served at this moment.
    Crowded,
    /// A bug.
    Ours,
}

impl From<DeskError> for Refusal {
    fn from(error: DeskError) -> Self {
        let text = error.to_string();
        match error {
            DeskError::NotThere(_) => Self::NotThere(text),
            DeskError::Gone { .. } => Self::Gone(text),
            DeskError::Denied(denied) => Self::Denied(denied),
            DeskError::Claimed { .. } => Self::Others(text),
            DeskError::NotDeleted(NotDeleted::OnHold(_)) => Self::OnHold,
            DeskError::Spool(_) | DeskError::Busy(_) => Self::Spool(text),
            _ => Self::Unfit(text),
        }
    }
}

impl From<SpoolError> for Refusal {
    fn from(error: SpoolError) -> Self {
        Self::Spool(error.to_string())
    }
}

/// A page that says a sentence.
#[derive(Template)]
#[template(path = "web/refusal.html")]
struct RefusalPage<'a> {
    chrome: Chrome<'a>,
    sentence: &'a str,
    details: Sentence,
    back: Back,
}

impl Refusal {
    /// One word for the audit log; none: it is nothing to note, or was noted where it was
    /// decided.
    pub(super) fn rule(&self) -> Option<&'static str> {
        match self {
            Self::Foreign => Some("foreign-form"),
            Self::Stale => Some("stale-form"),
            Self::InTheClear => Some("in-the-clear"),
            Self::Nothing => Some("no-such-page"),
            Self::Form(_) | Self::Malformed(_) => Some("no-form-of-ours"),
            Self::TooMuch(_) => Some("too-much"),
            Self::LogInAgain { .. } => Some("no-session"),
            _ => None,
        }
    }

    /// Whether the same may be granted that is written otherwise, or sent later.
    pub(super) fn may_be_mended(&self) -> bool {
        matches!(
            self,
            Self::Denied(_) | Self::Others(_) | Self::Unfit(_) | Self::Spool(_) | Self::Crowded
        )
    }

    /// Of an answer of the routes that is none of our pages: what is no number where one
    /// belongs, a method that a page does not know.
    pub(super) fn of_answer(response: &Response) -> Option<Self> {
        let media_type = response.headers().get(CONTENT_TYPE);
        let is_ours = media_type.is_some_and(|it| !it.as_bytes().starts_with(b"text/plain"));
        (response.status().is_client_error() && !is_ours)
            .then(|| Self::Malformed(response.status()))
    }

    fn status(&self) -> StatusCode {
        match self {
            Self::LogIn { .. } => StatusCode::SEE_OTHER,
            Self::LogInAgain { .. } => StatusCode::UNAUTHORIZED,
            Self::Foreign | Self::Stale | Self::InTheClear => StatusCode::FORBIDDEN,
            Self::Nothing | Self::NotThere(_) => StatusCode::NOT_FOUND,
            Self::Malformed(status) => *status,
            Self::Form(_) => StatusCode::BAD_REQUEST,
            Self::Gone(_) => StatusCode::GONE,
            Self::Denied(_) => StatusCode::FORBIDDEN,
            Self::Others(_) | Self::OnHold => StatusCode::CONFLICT,
            Self::Unfit(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::TooMuch(_) => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Spool(_) | Self::Crowded => StatusCode::SERVICE_UNAVAILABLE,
            Self::Ours => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn sentence(&self, texts: &'static Texts) -> &'static str {
        match self {
            Self::LogIn { .. } | Self::LogInAgain { .. } => texts.log_in_first,
            Self::Foreign => texts.foreign,
            Self::Stale => texts.stale,
            Self::InTheClear => texts.in_the_clear,
            Self::Nothing => texts.nothing_there,
            Self::NotThere(_) => texts.not_there,
            Self::Form(_) | Self::Malformed(_) => texts.wrong_form,
            Self::Gone(_) => texts.gone,
            Self::Denied(_) => texts.denied,
            Self::Others(_) => texts.somebody_has_it,
            Self::OnHold => texts.on_legal_hold,
            Self::Unfit(_) | Self::TooMuch(_) => texts.unfit,
            Self::Spool(_) | Self::Crowded => texts.not_for_now,
            Self::Ours => texts.our_fault,
        }
    }

    /// The same for a program.
    pub(super) fn problem(self) -> Problem {
        match self {
            Self::Foreign => Problem::new(Kind::Foreign, ""),
            Self::InTheClear => Problem::new(Kind::InTheClear, ""),
            Self::Spool(text) => Problem::new(Kind::ForNow, text),
            Self::Crowded => Problem::new(Kind::ForNow, CROWDED),
            _ => Problem::ours(),
        }
    }

    /// The page for it, in the reader's language.
    pub(super) fn page(self, house: &House, visitor: &Visitor, back: Back) -> Response {
        match &self {
            Self::LogIn { to } => {
                let to = format!("/login?to={}", urlencoded(to));
                return (self.status(), [(LOCATION, to)]).into_response();
            }
            Self::LogInAgain { to, form } => {
                let (page, cookie) = LoginPage::again(house, visitor, to, form);
                return (self.status(), [(SET_COOKIE, cookie)], page).into_response();
            }
            _ => {}
        }
        let texts = visitor.texts;
        let details = match &self {
            Self::Denied(it) => texts.denied(it),
            Self::Form(details)
            | Self::Spool(details)
            | Self::Gone(details)
            | Self::NotThere(details)
            | Self::Others(details)
            | Self::TooMuch(details)
            | Self::Unfit(details) => texts.said(details),
            _ => Sentence::default(),
        };
        let chrome = Chrome::new(house, visitor, Here::Nowhere);
        let sentence = match self {
            // There is no https:// to go to.
            Self::InTheClear if !house.settings.http.has_tls() => texts.no_certificate,
            _ => self.sentence(texts),
        };
        let page = RefusalPage { chrome, sentence, details, back };
        let status = self.status();
        let mut response = (status, html(&page)).into_response();
        if status == StatusCode::SERVICE_UNAVAILABLE {
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static(SOON));
        }
        response
    }
}

/// When the same may be asked again, s.
const SOON: &str = "30";

/// As it goes through the layers, to be made a page by the one that knows who reads it.
impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// A page as it is sent.
pub(super) fn html(page: &impl Template) -> Response {
    match page.render() {
        Ok(text) => Html(text).into_response(),
        Err(error) => {
            log::error!("a page could not be made: {error}");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// For what has no page.
pub(super) async fn nothing_there() -> Refusal {
    Refusal::Nothing
}

/// A text as a value in an address (RFC 3986 §2.3).
pub(super) fn urlencoded(text: &str) -> String {
    use std::fmt::Write;
    text.bytes().fold(String::new(), |mut done, byte| {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~' | b'/') {
            done.push(char::from(byte));
        } else {
            let _ = write!(done, "%{byte:02X}");
        }
        done
    })
}
