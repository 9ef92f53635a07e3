//! The error pages. Each shows the error, and says how to avoid it.

use askama::Template;
use axum::http::HeaderValue;
use axum::http::StatusCode;
use axum::http::header::{CONTENT_TYPE, LOCATION, RETRY_AFTER, SET_COOKIE};
use axum::response::{Html, IntoResponse, Response};
use percent_encoding::{AsciiSet, utf8_percent_encode};

use super::House;
use super::back::Back;
use super::login::LoginPage;
use super::page::{Chrome, Here};
use super::texts::{Sentence, Texts};
use super::visitor::Visitor;
use crate::api::{self, CROWDED, Kind, Problem};
use crate::examiner::ExamineError;
use crate::webhooks::{NotMade, OwnError};
use ferrofax_desk::managed::ManagedError;
use ferrofax_desk::{DeskError, Sent};
use ferrofax_network::encoding::UNRESERVED;
use ferrofax_rights::{Denied, PeopleError};
use ferrofax_spool::desk::NotDeleted;
use ferrofax_spool::jobs::JobId;
use ferrofax_spool::{LinkFault, SpoolError};

/// The answer to an HTTP request, or the reason why there is none.
pub(super) type Result<T = Response, E = Refusal> = std::result::Result<T, E>;

/// The reason why the web interface refuses or cannot answer an HTTP request.
#[derive(Clone, Debug)]
pub(super) enum Refusal {
    /// The user is not logged in. After the login, the browser is redirected to the URL `to`.
    LogIn { to: String },
    /// The user is not logged in, and the request is a submitted form. The form is kept until after
    /// the login.
    LogInAgain { to: String, form: String },
    /// The request comes from a web page of another web site.
    Foreign,
    /// The submitted form contains the CSRF token of a login session that has ended.
    Stale,
    /// The connection is not encrypted, but must be.
    InTheClear,
    /// The requested web page does not exist.
    Nothing,
    /// No function of the API has the requested path.
    NoSuchAddress,
    /// The fax, job or other thing does not exist, or the user may not see it. The audit log
    /// already has a line about it.
    NotThere(String),
    /// The request is malformed. The answer has this HTTP status.
    Malformed(StatusCode),
    /// The submitted form does not have the expected fields.
    Form(String),
    /// The spool can't be read at the moment.
    Spool(String),
    /// The requested fax, job or other thing was deleted.
    Gone(String),
    /// There is no link to a fax with this token.
    NoSuchLink,
    /// The link to a fax can no longer be opened. The audit log already has a line about it.
    Link(LinkFault),
    /// The link by which a user chooses a password is not valid. The audit log already has a line
    /// about it.
    NoInvitation,
    /// The user does not have the permission for the request.
    Denied(Denied),
    /// The fax cannot be claimed, because another user has claimed it.
    Others(String),
    /// Somebody else has changed the fax, job or other thing since the user saw it.
    Changed(String),
    /// The present state of the job does not allow the request, for this reason.
    Conflict(String),
    /// The received fax is on legal hold, so that it may not be deleted.
    OnHold,
    /// The user's input is not valid, for this reason.
    Unfit(String),
    /// The fax was sent to some recipients only. For each of the others: the fax number and the
    /// reason.
    InPart(Vec<(String, Self)>),
    /// The requested file could not be made from the call recording.
    Recording(ExamineError),
    /// The body of the request is larger than the limit.
    TooMuch(String),
    /// Too many requests are being served at the same time.
    Crowded,
    /// The request failed because of an error in Ferrofax itself.
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
            DeskError::Managed(ManagedError::Front) => Self::Nothing,
            DeskError::Managed(ManagedError::Changed) => Self::Changed(text),
            DeskError::Spool(_)
            | DeskError::Busy(_)
            | DeskError::Managed(ManagedError::File(_)) => Self::Spool(text),
            _ => Self::Unfit(text),
        }
    }
}

impl From<PeopleError> for Refusal {
    fn from(error: PeopleError) -> Self {
        let text = error.to_string();
        match error {
            PeopleError::Denied(denied) => Self::Denied(denied),
            PeopleError::NoInvitation => Self::NoInvitation,
            PeopleError::File => Self::Spool(text),
            PeopleError::Changed => Self::Changed(text),
            _ => Self::Unfit(text),
        }
    }
}

impl From<OwnError> for Refusal {
    fn from(error: OwnError) -> Self {
        let text = error.to_string();
        match error {
            OwnError::NotThere(_) => Self::NotThere(text),
            OwnError::Denied(denied) => Self::Denied(denied),
            OwnError::NotMade(NotMade::Spool(_)) => Self::Spool(text),
            _ => Self::Unfit(text),
        }
    }
}

impl From<SpoolError> for Refusal {
    fn from(error: SpoolError) -> Self {
        Self::Spool(error.to_string())
    }
}

/// The error page, which shows the reason for the refusal as a sentence.
#[derive(Template)]
#[template(path = "web/refusal.html")]
struct RefusalPage<'a> {
    chrome: Chrome<'a>,
    sentence: &'a str,
    details: Sentence,
    back: Back,
}

impl Refusal {
    /// The name, for the audit log, of the rule by which the request was refused. `None` if nothing
    /// is to be logged, or if the refusal is logged already.
    pub(super) fn rule(&self) -> Option<&'static str> {
        match self {
            Self::Foreign => Some("foreign-form"),
            Self::Stale => Some("stale-form"),
            Self::InTheClear => Some("in-the-clear"),
            Self::Nothing => Some("no-such-page"),
            Self::NoSuchAddress => Some(Kind::NoSuchAddress.word()),
            Self::NoSuchLink => Some("no-such-link"),
            Self::Form(_) | Self::Malformed(_) => Some("no-form-of-ours"),
            Self::TooMuch(_) => Some("too-much"),
            Self::LogInAgain { .. } => Some("no-session"),
            _ => None,
        }
    }

    /// Whether the same request can succeed later, or after the user has corrected it.
    pub(super) fn may_be_mended(&self) -> bool {
        matches!(
            self,
            Self::Denied(_)
                | Self::Others(_)
                | Self::Changed(_)
                | Self::Unfit(_)
                | Self::InPart(_)
                | Self::Recording(_)
                | Self::Spool(_)
                | Self::Crowded
        )
    }

    /// Makes a refusal from an error answer of the HTTP library: a path parameter that is not a
    /// number, or a method that the web page does not support.
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
            Self::Nothing | Self::NoSuchAddress | Self::NotThere(_) | Self::NoSuchLink => {
                StatusCode::NOT_FOUND
            }
            Self::Link(LinkFault::Locked) => StatusCode::FORBIDDEN,
            Self::Malformed(status) => *status,
            Self::NoInvitation => StatusCode::GONE,
            Self::Form(_) => StatusCode::BAD_REQUEST,
            Self::Gone(_) | Self::Link(_) => StatusCode::GONE,
            Self::Denied(_) => StatusCode::FORBIDDEN,
            Self::Others(_) | Self::Changed(_) | Self::Conflict(_) | Self::OnHold => {
                StatusCode::CONFLICT
            }
            Self::Recording(error) if error.may_pass() => StatusCode::SERVICE_UNAVAILABLE,
            Self::Unfit(_) | Self::Recording(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::InPart(left) => {
                let first = left.first().map(|(_, why)| why.status());
                first.unwrap_or(StatusCode::UNPROCESSABLE_ENTITY)
            }
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
            Self::Nothing | Self::NoSuchAddress => texts.nothing_there,
            Self::NoSuchLink => texts.no_such_link,
            Self::NoInvitation => texts.no_invitation,
            Self::Link(LinkFault::Locked) => texts.link_locked,
            Self::Link(LinkFault::Expired) => texts.link_expired,
            Self::Link(LinkFault::Used) => texts.link_used,
            Self::NotThere(_) => texts.not_there,
            Self::Form(_) | Self::Malformed(_) => texts.wrong_form,
            Self::Gone(_) => texts.gone,
            Self::Denied(_) => texts.denied,
            Self::Others(_) => texts.somebody_has_it,
            Self::OnHold => texts.on_legal_hold,
            Self::InPart(_) => texts.sent_in_part,
            Self::Recording(error) if error.may_pass() => texts.not_for_now,
            Self::Unfit(_)
            | Self::Changed(_)
            | Self::Conflict(_)
            | Self::TooMuch(_)
            | Self::Recording(_) => texts.unfit,
            Self::Spool(_) | Self::Crowded => texts.not_for_now,
            Self::Ours => texts.our_fault,
        }
    }

    /// The reason for the refusal in more detail; empty if there is nothing more to say.
    fn details(&self, texts: &'static Texts) -> Sentence {
        match self {
            Self::Denied(it) => texts.denied(it),
            Self::Recording(error) => Sentence::here(error.text(texts.language())),
            Self::InPart(left) => {
                let each = left.iter().map(|(number, why)| why.details(texts).behind(number));
                each.reduce(|all, next| all.and(&next)).unwrap_or_default()
            }
            // The library that reads forms describes the error in words that are of no use to the
            // reader.
            Self::Form(details) => texts.known(details),
            Self::Spool(details)
            | Self::Gone(details)
            | Self::NotThere(details)
            | Self::Others(details)
            | Self::Changed(details)
            | Self::Conflict(details)
            | Self::TooMuch(details)
            | Self::Unfit(details) => texts.said(details),
            _ => Sentence::default(),
        }
    }

    /// Makes the API's answer for this refusal: a problem document.
    pub(super) fn problem(self) -> Problem {
        match self {
            Self::Foreign => Problem::new(Kind::Foreign, ""),
            Self::InTheClear => Problem::new(Kind::InTheClear, ""),
            Self::NoSuchAddress => api::no_such_address(),
            Self::Spool(text) => Problem::new(Kind::ForNow, text),
            Self::Crowded => Problem::new(Kind::ForNow, CROWDED),
            _ => Problem::ours(),
        }
    }

    /// The error page for the refusal, in the reader's language.
    pub(super) async fn page(self, house: &House, visitor: &Visitor, back: Back) -> Response {
        match &self {
            Self::LogIn { to } => {
                let to = format!("/login?to={}", urlencoded(to));
                return (self.status(), [(LOCATION, to)]).into_response();
            }
            Self::LogInAgain { to, form } => {
                let (page, cookie) = LoginPage::again(house, visitor, to, form).await;
                return (self.status(), [(SET_COOKIE, cookie)], page).into_response();
            }
            _ => {}
        }
        let texts = visitor.texts;
        let details = self.details(texts);
        let chrome = Chrome::new(house, visitor, Here::Nowhere);
        let sentence = match self {
            // Without TLS there is no https:// address to which the browser could be redirected.
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

/// The jobs of a fax that was sent to several recipients.
///
/// # Errors
/// [`Refusal::InPart`]: only some of the recipients got a job. If none got one: the reason for the
/// first recipient.
pub(super) fn jobs_of(sent: Vec<Sent>) -> Result<Vec<JobId>, Refusal> {
    let (mut jobs, mut left) = (Vec::new(), Vec::new());
    for (number, taken) in sent {
        match taken {
            Ok(taken) => jobs.push(taken.job),
            Err(error) => left.push((number, Refusal::from(error))),
        }
    }
    if left.is_empty() {
        return Ok(jobs);
    }
    Err(if jobs.is_empty() { left.swap_remove(0).1 } else { Refusal::InPart(left) })
}

/// The time after which the HTTP client should repeat the request, in seconds.
const SOON: &str = "30";

/// Attaches the refusal to the response as an extension. The function `visitor::served`, which
/// knows the reader's language, makes an error page of it.
impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// Makes an HTTP answer from the template of a web page.
pub(super) fn html(page: &impl Template) -> Response {
    match page.render() {
        Ok(text) => Html(text).into_response(),
        Err(error) => {
            log::error!("a page could not be made: {error}");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// Makes an HTTP answer from the template of a form. The status is 200 if `is_well`, or 422 if the
/// user must correct something in the form.
pub(super) fn form_page(page: &impl Template, is_well: bool) -> Response {
    let status = if is_well { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    (status, html(page)).into_response()
}

/// Answers requests for a path that does not exist.
pub(super) async fn nothing_there() -> Refusal {
    Refusal::Nothing
}

/// Answers requests for a path of the API that does not exist.
pub(super) async fn no_such_address() -> Refusal {
    Refusal::NoSuchAddress
}

/// Encodes a text as a value in the query of a URL (RFC 3986 §3.4 allows `/` there).
pub(super) fn urlencoded(text: &str) -> String {
    const KEPT: AsciiSet = UNRESERVED.remove(b'/');
    utf8_percent_encode(text, &KEPT).to_string()
}
