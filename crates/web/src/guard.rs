//! The checks and headers that apply to every request and every answer of the web interface.

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
use super::invitation::INVITATION;
use super::origin::{Origin, is_from_us};
use super::refusal::Refusal;
use super::visitor::{self, Visitor};
use crate::api::{RequestId, is_for_the_api};
use ferrofax_desk::Entrance;
use ferrofax_mail::fax_links::PATH;
use ferrofax_network::asker::Client;
use ferrofax_rights::Unwanted;

/// The Content-Security-Policy of all pages of the web interface. The browser uses only scripts,
/// styles and pictures of the web interface. It shows the pages in no frame of another site, and
/// submits their forms only to the web interface.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
     connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The value of the HTTP header Strict-Transport-Security: browsers use only TLS for a year.
const TLS_FOR: &str = "max-age=31536000";

/// Checks an HTTP request (TLS, origin, login session), and passes it on to the function of the
/// requested web page, or refuses it.
pub(super) async fn guard(State(house): State<House>, request: Request, next: Next) -> Response {
    let Some(connected) = request.extensions().get::<Client>().cloned() else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let origin = Origin::of(&connected, request.headers(), &house.settings);
    let is_secure = origin.is_secure;
    let asked = Asked::of(&request);
    let nobody = Visitor::unknown(origin.clone(), request.headers(), house.live.newest());
    let mut response = if !origin.is_safe(&connected) {
        // A request of the API that was sent without TLS is refused, not redirected. The HTTP
        // client must learn that others may have read its key.
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

/// The data about an HTTP request that the audit log shows.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    line: String,
    /// The id of a request to the API.
    id: Option<String>,
    /// Whether the request is for the API. An error is then answered with a problem document (RFC
    /// 9457), and not with a web page.
    pub(super) is_for_the_api: bool,
}

impl Asked {
    fn of(request: &Request) -> Self {
        // Only the path is logged, since the query may contain search words. The path of a link
        // contains a token, which nobody must find in the log.
        let path = request.uri().path();
        let secret = [PATH, INVITATION].into_iter().find(|folder| path.starts_with(folder));
        let path = secret.unwrap_or(path);
        Self {
            line: format!("{} {path}", request.method()),
            id: request.extensions().get::<RequestId>().map(|RequestId(id)| id.clone()),
            is_for_the_api: is_for_the_api(path),
        }
    }

    /// The data that the audit log shows about a request by which a browser submits the login form.
    pub(super) fn login() -> Self {
        Self { line: "POST /login".to_owned(), id: None, is_for_the_api: false }
    }
}

/// Refuses a request: writes a line to the audit log, and answers with an error page.
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
    if asked.is_for_the_api {
        refusal.problem().into_response()
    } else {
        refusal.page(house, visitor, back).await
    }
}

/// Writes a line about a refused request to the audit log.
pub(super) async fn noted(house: &House, visitor: &Visitor, asked: &Asked, rule: &'static str) {
    let (there, visitor, asked) = (house.clone(), visitor.clone(), asked.clone());
    let noted = house.at_work(move || {
        let client = &visitor.origin.client;
        let user = visitor.person.as_ref().map(|person| person.name.as_str());
        let text = "No page of this server makes such a request";
        let door = if asked.is_for_the_api { Entrance::Api } else { Entrance::Page };
        let (request_id, asked) = (asked.id.as_deref(), asked.line.as_str());
        there
            .rights
            .unwanted(&Unwanted { client, door, request_id, user, asked, rule, text });
        Ok::<_, Refusal>(())
    });
    // If no thread is free for logging, the request is still refused.
    drop(noted.await);
}

/// Writes to the audit log that an HTTP client sent something that is not HTTP. The function
/// returns after the line is on the disk.
pub(super) fn unread(house: &House, client: &Client, why: &str) {
    let (door, user, rule) = (Entrance::Page, None, "no-http");
    house.rights.unwanted(&Unwanted {
        client,
        door,
        request_id: None,
        user,
        asked: "",
        rule,
        text: why,
    });
}

/// Redirects a browser from `http:` to `https:`, if the server offers TLS and the request changes
/// nothing.
fn in_tls(house: &House, request: &Request) -> Option<Response> {
    let host = request.headers().get(HOST)?.to_str().ok()?;
    (house.settings.http.has_tls() && request.method().is_safe()).then(|| {
        let to = format!("https://{host}{}", request.uri());
        (StatusCode::PERMANENT_REDIRECT, [(LOCATION, to)]).into_response()
    })
}

/// Adds the HTTP headers that protect the reader of a web page against attacks by other sites.
pub(super) fn harden(headers: &mut HeaderMap, is_secure: bool) {
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
    // Browsers must not leave faxes on their disk.
    put(CACHE_CONTROL, "no-store");
    if is_secure {
        put(STRICT_TRANSPORT_SECURITY, TLS_FOR);
    }
}
