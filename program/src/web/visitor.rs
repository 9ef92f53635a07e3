//! Who has logged in, and in which language he reads.

use axum::extract::{FromRequestParts, Request};
use axum::http::HeaderMap;
use axum::http::header::{ACCEPT_LANGUAGE, SET_COOKIE};
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::Response;

use super::House;
use super::cookies::{LANGUAGE, SESSION};
use super::origin::Origin;
use super::refusal::Refusal;
use super::texts::Texts;
use crate::desk::Person;
use ferrofax_spool::WebSession;

/// Whoever opens a page.
#[derive(Clone)]
pub(super) struct Visitor {
    pub(super) origin: Origin,
    /// The words of his language.
    pub(super) texts: &'static Texts,
    /// Who has logged in.
    pub(super) session: Option<WebSession>,
    /// The same with his rights.
    pub(super) person: Option<Person>,
}

/// Who has logged in; the others are asked to.
#[derive(Clone)]
pub(super) struct User {
    pub(super) visitor: Visitor,
    pub(super) session: WebSession,
    pub(super) person: Person,
}

impl Visitor {
    /// Somebody of whom only the request is known.
    pub(super) fn unknown(origin: Origin, headers: &HeaderMap) -> Self {
        let texts = texts(headers, origin.is_secure);
        Self { origin, texts, session: None, person: None }
    }
}

/// Finds out who asks, and has the page answer.
pub(super) async fn served(
    house: &House,
    mut visitor: Visitor,
    mut request: Request,
    next: Next,
) -> Response {
    let is_secure = visitor.origin.is_secure;
    let mut changed = None;
    if let Some(token) = SESSION.read(request.headers(), is_secure).map(str::to_owned) {
        let (there, from) = (house.clone(), visitor.origin.client.address);
        match house.at_work(move || there.who(&token, from)).await {
            Ok(Some((found, person))) => {
                changed = found.changed;
                visitor.session = Some(found.session);
                visitor.person = Some(person);
            }
            Ok(None) => {}
            Err(refusal) => return refusal.page(house, &visitor),
        }
    }
    request.extensions_mut().insert(visitor.clone());
    let mut response = next.run(request).await;
    if let Some(refusal) = response.extensions_mut().remove::<Refusal>() {
        response = refusal.page(house, &visitor);
    }
    if let Some(token) = changed
        && !response.headers().contains_key(SET_COOKIE)
        && let Ok(cookie) = SESSION.set(token.text(), is_secure).parse()
    {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    response
}

/// The language that was chosen, or the first of the browser's that we have.
fn texts(headers: &HeaderMap, is_secure: bool) -> &'static Texts {
    let chosen = LANGUAGE.read(headers, is_secure).and_then(Texts::of);
    let accepted = || {
        let line = headers.get(ACCEPT_LANGUAGE)?.to_str().ok()?;
        let mut languages = line.split(',').map(|language| language.trim());
        languages.find_map(|language| Texts::of(language.split(['-', ';']).next()?))
    };
    chosen.or_else(accepted).unwrap_or_default()
}

impl<S: Sync> FromRequestParts<S> for Visitor {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Refusal> {
        parts.extensions.get::<Self>().cloned().ok_or(Refusal::Ours)
    }
}

impl<S: Sync> FromRequestParts<S> for User {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refusal> {
        let visitor = Visitor::from_request_parts(parts, state).await?;
        match (visitor.session.clone(), visitor.person.clone()) {
            (Some(session), Some(person)) => Ok(Self { visitor, session, person }),
            _ => Err(Refusal::LogIn { to: parts.uri.to_string() }),
        }
    }
}
