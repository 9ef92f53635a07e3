//! Determines the visitor, who is the sender of an HTTP request: the login session, and the
//! language.

use axum::extract::{FromRequestParts, Request};
use axum::http::header::SET_COOKIE;
use axum::http::request::Parts;
use axum::http::{Extensions, HeaderMap};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};

use super::accepted;
use super::back::{Back, Written};
use super::cookies::{KNOCK, LANGUAGE, LISTS, LOOK, SESSION};
use super::guard::{Asked, noted, refused};
use super::origin::Origin;
use super::own_login::SECOND_FACTOR;
use super::refusal::Refusal;
use super::texts::Texts;
use super::{House, LoggedIn};
use crate::api::{Arrived, PageSession};
use ferrofax_desk::{LOOKS, Person};
use ferrofax_network::http::Connected;
use ferrofax_rights::sessions::Token;
use ferrofax_spool::WebSession;

/// The HTTP header by which the script of an open web page (`assets/page.js`) marks requests that
/// it sends by itself, without an action of the user.
const BY_ITSELF: &str = "x-by-itself";

/// The sender of an HTTP request to the web interface, logged in or not.
#[derive(Clone)]
pub(super) struct Visitor {
    pub(super) origin: Origin,
    /// The texts of the web interface in the visitor's language.
    pub(super) texts: &'static Texts,
    /// The look (`light` or `dark`) that the user or this browser has chosen; `None`: the look of
    /// the user's system.
    pub(super) look: Option<&'static str>,
    /// The token of the login forms that this browser has open, from its cookie [`KNOCK`]; `None`
    /// if it has no such form.
    pub(super) knock: Option<Token>,
    /// The login session of the visitor, if there is one.
    pub(super) session: Option<WebSession>,
    /// The user of the login session, with their rights; `None` if nobody is logged in.
    pub(super) person: Option<Person>,
    /// The number of the newest change of faxes and jobs at the time of the request. The web page
    /// does not show later changes.
    pub(super) after: u64,
    /// Whether this browser shows short rows without pictures in the lists of faxes.
    pub(super) has_rows: bool,
    /// Whether the visitor is an administrator, and something is wrong with the Ferrofax service.
    pub(super) has_trouble: bool,
    /// The mail address of the administrator, for users who are logged in; `None` if it is not
    /// known.
    pub(super) administrator: Option<String>,
}

/// The value of the cookie [`LISTS`] for short rows without pictures in the lists of faxes.
pub(super) const ROWS: &str = "rows";

/// A visitor who is logged in. Visitors who are not logged in are redirected to the login page.
#[derive(Clone)]
pub(super) struct User {
    pub(super) visitor: Visitor,
    pub(super) session: WebSession,
    pub(super) person: Person,
}

/// A request of a user who is logged in: the state of the web interface, and the user.
pub(super) struct Visit(pub(super) House, pub(super) User);

impl Visitor {
    /// Creates a visitor without a login, from the origin and the headers of a request.
    pub(super) fn unknown(origin: Origin, headers: &HeaderMap, after: u64) -> Self {
        let texts = texts(headers, origin.is_secure);
        let has_rows = LISTS.read(headers, origin.is_secure) == Some(ROWS);
        let look = chosen_look(headers, origin.is_secure);
        let knock = knock(headers, origin.is_secure);
        let (session, person, administrator) = (None, None, None);
        let has_trouble = false;
        Self {
            origin,
            texts,
            look,
            knock,
            session,
            person,
            after,
            has_rows,
            has_trouble,
            administrator,
        }
    }

    /// Returns the token for a login form. All forms that this browser has open have the same
    /// token, so that a form in one tab does not make the forms in other tabs invalid.
    pub(super) fn knock(&self) -> Token {
        self.knock.clone().unwrap_or_else(Token::fresh)
    }

    /// Returns the visitor of a request. The function [`served`] has stored the visitor in the
    /// extensions of the request.
    pub(super) fn of(extensions: &Extensions) -> Result<Self, Refusal> {
        extensions.get::<Self>().cloned().ok_or(Refusal::Ours)
    }

    /// The logged-in user who sent the request; `None` if nobody is logged in.
    pub(super) fn user(self) -> Option<User> {
        let (session, person) = (self.session.clone()?, self.person.clone()?);
        Some(User { visitor: self, session, person })
    }

    /// The login session and the user of the request, in the form that the code of the API needs.
    fn arrived(&self, house: &House) -> Arrived {
        let session = self.person.clone().zip(self.session.clone());
        let session = session.map(|(person, session)| PageSession {
            secret: session.secret.clone(),
            look: house.look_of(session, person.client),
            person,
        });
        Arrived { client: self.origin.client.clone(), session }
    }
}

/// Determines the visitor of a request, and passes the request to the function of the requested web
/// page.
pub(super) async fn served(
    house: &House,
    mut visitor: Visitor,
    asked: &Asked,
    mut request: Request,
    next: Next,
) -> Response {
    let is_secure = visitor.origin.is_secure;
    let (mut changed, mut is_unknown, mut is_barred) = (None, false, false);
    // Find the user of the session by the cookie.
    if let Some(token) = SESSION.read(request.headers(), is_secure).map(str::to_owned) {
        let (there, from) = (house.clone(), visitor.origin.client.address);
        let is_used = is_somebody_there(&request);
        match house.at_work(move || there.who(&token, is_used, from)).await {
            Ok(Some(user)) => {
                let LoggedIn { found, person, must_set_up, frame } = user;
                is_barred = must_set_up;
                changed = found.changed;
                if let Some(connected) = request.extensions().get::<Connected>() {
                    connected.is_known_now();
                }
                visitor.session = Some(found.session);
                visitor.person = Some(person);
                let texts = frame.language.as_deref().and_then(Texts::of);
                visitor.texts = texts.unwrap_or(visitor.texts);
                visitor.look = frame.look.as_deref().and_then(look_named);
                visitor.has_trouble = frame.has_alarm;
                visitor.administrator = frame.faxmaster;
            }
            Ok(None) => is_unknown = true,
            Err(refusal) => return refused(house, &visitor, asked, refusal, Back::default()).await,
        }
    }
    // If the settings require a second factor, the session opens only the page that switches it on.
    // Requests to the API pass, since programs use keys there, and not the session.
    if is_barred && !asked.is_for_the_api && !is_for_second_factor(request.uri().path()) {
        if !request.method().is_safe() {
            noted(house, &visitor, asked, ferrofax_rights::SECOND_FACTOR).await;
        }
        return Redirect::to(SECOND_FACTOR).into_response();
    }
    // The function of the page gets the visitor from the request's extensions.
    request.extensions_mut().insert(visitor.clone());
    let mut arrived = visitor.arrived(house);
    arrived.session = arrived.session.filter(|_| !is_barred);
    request.extensions_mut().insert(arrived);
    let written = Written::default();
    request.extensions_mut().insert(written.clone());
    let headers = request.headers().clone();
    let mut response = next.run(request).await;
    // A refusal becomes an error page in the visitor's language.
    let refusal = response.extensions_mut().remove::<Refusal>();
    if let Some(refusal) = refusal.or_else(|| Refusal::of_answer(&response)) {
        let mut back = written.back(&headers, refusal.may_be_mended(), visitor.texts);
        if let Refusal::InPart(left) = &refusal {
            back.set_recipients(left.iter().map(|(number, _)| number.as_str()));
        }
        response = refused(house, &visitor, asked, refusal, back).await;
    }
    if is_unknown {
        noted(house, &visitor, asked, "unknown-session").await;
    }
    // If the session's token has changed, it is sent as a cookie. The cookie of an unknown session
    // is deleted.
    let instead = match changed {
        Some(token) => Some(SESSION.set(token.text(), is_secure)),
        None => is_unknown.then(|| SESSION.forget(is_secure)),
    };
    let is_set = SESSION.is_set(response.headers(), is_secure);
    if let Some(Ok(cookie)) = instead.filter(|_| !is_set).map(|cookie| cookie.parse()) {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    response
}

/// Whether the page `path` may be used while the second factor is off although the settings require
/// it.
fn is_for_second_factor(path: &str) -> bool {
    let is_below =
        |folder: &str| path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'));
    path == SECOND_FACTOR || is_below(SECOND_FACTOR) || is_below("/assets") || path == "/logout"
}

/// Whether a person triggered the request. An open web page also makes requests by itself, for
/// example for new pictures. These requests do not keep a login session alive.
fn is_somebody_there(request: &Request) -> bool {
    let (path, headers) = (request.uri().path(), request.headers());
    let is_picture = headers.get("sec-fetch-dest").is_some_and(|it| it == "image");
    !(path.ends_with("/events") || headers.contains_key(BY_ITSELF) || is_picture)
}

/// The texts of the language that was chosen in this browser, or else of the supported language
/// that the browser prefers.
pub(super) fn texts(headers: &HeaderMap, is_secure: bool) -> &'static Texts {
    let chosen = LANGUAGE.read(headers, is_secure).and_then(Texts::of);
    chosen.or_else(|| accepted::language(headers)).unwrap_or_default()
}

/// The look that was chosen in this browser.
fn chosen_look(headers: &HeaderMap, is_secure: bool) -> Option<&'static str> {
    LOOK.read(headers, is_secure).and_then(look_named)
}

/// The token in the cookie [`KNOCK`]; `None` if the value of the cookie cannot be such a token.
fn knock(headers: &HeaderMap, is_secure: bool) -> Option<Token> {
    let is_of_token = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    let value = KNOCK.read(headers, is_secure)?;
    let is_token = value.len() == Token::LENGTH && value.bytes().all(is_of_token);
    is_token.then(|| Token::of(value))
}

fn look_named(name: &str) -> Option<&'static str> {
    LOOKS.into_iter().find(|look| *look == name)
}

impl<S: Sync> FromRequestParts<S> for Visitor {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Refusal> {
        Self::of(&parts.extensions)
    }
}

impl<S: Sync> FromRequestParts<S> for User {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Refusal> {
        let visitor = Visitor::of(&parts.extensions)?;
        visitor.user().ok_or_else(|| Refusal::LogIn { to: parts.uri.to_string() })
    }
}

impl FromRequestParts<House> for Visit {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, house: &House) -> Result<Self, Refusal> {
        let user = User::from_request_parts(parts, house).await?;
        Ok(Self(house.clone(), user))
    }
}
