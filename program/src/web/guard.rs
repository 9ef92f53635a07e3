//! What each request passes before a page sees it, and each answer before a browser does.

use axum::extract::{Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HOST, HeaderName, HeaderValue, LOCATION,
    REFERRER_POLICY, STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::House;
use super::back::Back;
use super::origin::{Origin, is_from_us};
use super::refusal::Refusal;
use super::visitor::{self, Visitor};
use crate::api::ROOT;
use crate::asker::Client;
use crate::desk::Entrance;
use crate::rights::Unwanted;

/// Scripts, styles and pictures of ours and no others; nobody may frame us, and forms go
/// nowhere else.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
     connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// A year, s.
const TLS_FOR: &str = "max-age=31536000";

/// Lets a request through to its page, or says why not.
pub(super) async fn guard(State(house): State<House>, request: Request, next: Next) -> Response {
    let Some(connected) = request.extensions().get::<Client>().cloned() else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let origin = Origin::of(&connected, request.headers(), &house.settings);
    let is_secure = origin.is_secure;
    let asked = Asked::of(&request);
    let nobody = Visitor::unknown(origin.clone(), request.headers(), house.live.newest());
    let mut response = if !origin.is_safe(&connected) {
        // A key that came in the clear is not to come again in TLS as if nothing were.
        match in_tls(&house, &request).filter(|_| !asked.is_for_the_api) {
            Some(redirect) => redirect,
            None => refused(&house, &nobody, &asked, Refusal::InTheClear, Back::default()).await,
        }
    } else if !request.method().is_safe() && !is_from_us(request.headers()) {
        refused(&house, &nobody, &asked, Refusal::Foreign, Back::default()).await
    } else {
        visitor::served(&house, nobody, &asked, request, next).await
    };
    harden(response.headers_mut(), is_secure);
    response
}

/// What a request asks for, for the audit log.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    line: String,
    /// It is a program that is to be answered.
    pub(super) is_for_the_api: bool,
}

impl Asked {
    fn of(request: &Request) -> Self {
        // What is looked for is nobody else's affair.
        let path = request.uri().path();
        let below = path.strip_prefix(ROOT);
        Self {
            line: format!("{} {path}", request.method()),
            is_for_the_api: below.is_some_and(|rest| rest.is_empty() || rest.starts_with('/')),
        }
    }

    /// That of a login form.
    pub(super) fn login() -> Self {
        Self { line: "POST /login".to_owned(), is_for_the_api: false }
    }
}

/// A refusal: a line of the audit log, and a page.
pub(super) async fn refused(
    house: &House,
    visitor: &Visitor,
    asked: &Asked,
    refusal: Refusal,
    back: Back,
) -> Response {
    if let Some(rule) = refusal.rule() {
        noted(house, visitor, asked, rule).await;
    }
    match asked.is_for_the_api {
        true => refusal.problem().into_response(),
        false => refusal.page(house, visitor, back),
    }
}

/// Writes a line on a request that is refused.
pub(super) async fn noted(house: &House, visitor: &Visitor, asked: &Asked, rule: &'static str) {
    let (there, visitor, asked) = (house.clone(), visitor.clone(), asked.clone());
    let noted = house.at_work(move || {
        let client = &visitor.origin.client;
        let user = visitor.person.as_ref().map(|person| person.name.as_str());
        let text = "The request is none that a page of ours makes";
        let door = if asked.is_for_the_api { Entrance::Api } else { Entrance::Page };
        let asked = &asked.line;
        there.rights.unwanted(&Unwanted { client, door, user, asked, rule, text });
        Ok::<_, Refusal>(())
    });
    // Without a thread for it, it stands in no log; it is refused all the same.
    drop(noted.await);
}

/// Somebody sends what is no HTTP. Waits for the disk.
pub(super) fn unread(house: &House, client: &Client, why: &str) {
    let (door, user, rule) = (Entrance::Page, None, "no-http");
    house
        .rights
        .unwanted(&Unwanted { client, door, user, asked: "", rule, text: why });
}

/// Sends a browser to TLS, where we speak it.
fn in_tls(house: &House, request: &Request) -> Option<Response> {
    let host = request.headers().get(HOST)?.to_str().ok()?;
    (house.settings.http.has_tls() && request.method().is_safe()).then(|| {
        let to = format!("https://{host}{}", request.uri());
        (StatusCode::PERMANENT_REDIRECT, [(LOCATION, to)]).into_response()
    })
}

fn harden(headers: &mut HeaderMap, is_secure: bool) {
    let mut put = |name: HeaderName, value: &'static str| {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    };
    put(CONTENT_SECURITY_POLICY, POLICY);
    put(X_FRAME_OPTIONS, "DENY");
    put(X_CONTENT_TYPE_OPTIONS, "nosniff");
    put(REFERRER_POLICY, "same-origin");
    put(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    put(HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    put(HeaderName::from_static("permissions-policy"), "camera=(), microphone=(), geolocation=()");
    // Faxes are for their reader, and not for what is left on the disk of his browser.
    put(CACHE_CONTROL, "no-store");
    if is_secure {
        put(STRICT_TRANSPORT_SECURITY, TLS_FOR);
    }
}
