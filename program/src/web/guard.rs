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
use super::origin::{Origin, is_from_us};
use super::refusal::Refusal;
use super::visitor::{self, Visitor};
use crate::asker::Client;

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
    let nobody = Visitor::unknown(origin.clone(), request.headers());
    let mut response = if !origin.is_safe(&connected) {
        in_tls(&house, &request, &nobody)
    } else if !request.method().is_safe() && !is_from_us(request.headers()) {
        Refusal::Foreign.page(&house, &nobody)
    } else {
        visitor::served(&house, nobody, request, next).await
    };
    harden(response.headers_mut(), is_secure);
    response
}

/// Sends a browser to TLS, where we speak it.
fn in_tls(house: &House, request: &Request, nobody: &Visitor) -> Response {
    let host = request.headers().get(HOST).and_then(|host| host.to_str().ok());
    match host.filter(|_| house.settings.http.has_tls() && request.method().is_safe()) {
        Some(host) => {
            let to = format!("https://{host}{}", request.uri());
            (StatusCode::PERMANENT_REDIRECT, [(LOCATION, to)]).into_response()
        }
        None => Refusal::InTheClear.page(house, nobody),
    }
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
