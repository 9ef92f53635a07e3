//! The web interface before there is a spool: every URL says that the installation is not complete.
//!
//! Nobody can log in yet. A browser sees the missing parts only if its request contains a code. The
//! service makes and logs a new code at each start, so only an administrator of the machine knows
//! it. The address of the browser proves nothing: behind a proxy on the same machine, all requests
//! come from this machine.

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::header::{HeaderName, RETRY_AFTER};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::middleware::from_fn;
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get};

use super::findings::FindingShown;
use super::page::Chrome;
use super::refusal::html;
use super::settings::WebSettings;
use super::{assets, guard, visitor};
use crate::api::{Kind, Problem, give_request_id};
use ferrofax_network::http::{Answering, HttpError, HttpServer};
use ferrofax_network::listening::Sockets;
use ferrofax_rights::sessions::Token;
use ferrofax_spool::{Finding, Observation};
use serde::Deserialize;

/// The time in seconds after which a browser loads the page again, to find out whether the
/// installation is complete by then.
const AGAIN: HeaderValue = HeaderValue::from_static("10");

/// The lines that declare an administrator. The page asks to add them to gateway.toml if nobody can
/// log in; `ferrofax setup` writes the same lines.
const USER: &str = "\
[[user]]
name = \"admin\"
password = \"$argon2id$…\"    # ferrofax password prints it
role = \"administrator\"
";

/// The web interface before there is a spool. It is served until this value is dropped.
#[derive(Debug)]
pub struct BareWeb {
    _server: HttpServer,
}

/// The data of the page that shows what is missing in the installation: a function that checks the
/// installation, and the title of the web interface.
#[derive(Clone)]
struct Missing {
    findings: Arc<dyn Fn() -> Vec<Finding> + Send + Sync>,
    title: Arc<str>,
    /// The hash of the code, which the service logs at its start. Only a browser that sends the
    /// code gets the results of the checks.
    code: Arc<str>,
}

/// The query of a URL, which may contain the code that the service logs at its start.
#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    code: String,
}

#[derive(Template)]
#[template(path = "web/bare.html")]
struct BarePage<'a> {
    chrome: Chrome<'a>,
    /// The results of the checks of the installation; `None` if the browser has not sent the code.
    findings: Option<Vec<FindingShown>>,
    /// The lines that the administrator has to add to gateway.toml so that somebody can log in.
    /// Empty if a user with a login exists, or if the browser has not sent the code.
    lines: &'static str,
}

impl BareWeb {
    /// Begins to serve the page that shows what is missing in the installation. For each request
    /// with the code `code`, it calls `findings`, which checks the installation and returns the
    /// results.
    pub fn start(
        settings: &WebSettings,
        code: &Token,
        findings: impl Fn() -> Vec<Finding> + Send + Sync + 'static,
        sockets: &Sockets,
    ) -> Result<Self, HttpError> {
        let title = settings.title.as_str().into();
        let (findings, code) = (Arc::new(findings), code.hash().into());
        let answering = Answering::anybody(routes(Missing { findings, title, code }));
        let names = ["web", "http", "https"];
        let server = HttpServer::start(&settings.http, names, answering, sockets)?;
        Ok(Self { _server: server })
    }
}

fn routes(missing: Missing) -> Router {
    Router::new()
        .route("/assets/{name}", get(assets::asset))
        .route("/api", any(problem))
        .route("/api/", any(problem))
        .route("/api/{*rest}", any(problem))
        .fallback(page)
        .layer(from_fn(give_request_id))
        .with_state(missing)
}

/// Shows what is missing in the installation, in the language of the browser. Without the code, the
/// page says where to find the code.
async fn page(
    State(missing): State<Missing>,
    asked: Result<Query<Asked>, QueryRejection>,
    headers: HeaderMap,
) -> Response {
    let texts = visitor::texts(&headers, false);
    let chrome = Chrome::without_login(texts, &missing.title);
    let code = asked.ok().map(|Query(asked)| Token::of(&asked.code).hash());
    let is_known = code.is_some_and(|code| *code == *missing.code);
    let found = is_known.then(|| (missing.findings)());
    let is_without_user = found
        .iter()
        .flatten()
        .any(|finding| matches!(finding.observation, Observation::WebWithoutLogin));
    let findings = found
        .map(|found| found.into_iter().map(|finding| FindingShown::of(finding, texts)).collect());
    let lines = if is_without_user { USER } else { "" };
    let page = BarePage { chrome, findings, lines };
    let mut response = (StatusCode::SERVICE_UNAVAILABLE, html(&page)).into_response();
    let headers = response.headers_mut();
    headers.insert(RETRY_AFTER, AGAIN);
    headers.insert(HeaderName::from_static("refresh"), AGAIN);
    guard::harden(headers, false);
    response
}

/// Answers a request of the API with an error.
async fn problem() -> Response {
    let text = "The installation is not complete; the log of the service names the missing parts.";
    let mut response = Problem::new(Kind::ForNow, text).into_response();
    response.headers_mut().insert(RETRY_AFTER, AGAIN);
    response
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::{Body, to_bytes};
    use axum::http::Request;
    use serde_json::Value;
    use tokio::runtime::Builder;
    use tower_service::Service as _;

    /// The answer to a request: its status, its header `X-Request-Id`, and its body.
    async fn answer(path: &str) -> (StatusCode, Option<String>, String) {
        let findings = Arc::new(Vec::new);
        let missing = Missing { findings, title: "Fax".into(), code: "x".into() };
        let request = Request::get(path).body(Body::empty()).unwrap();
        let response = routes(missing).call(request).await.unwrap();
        let id = response.headers().get("x-request-id").map(|id| id.to_str().unwrap().to_owned());
        let status = response.status();
        let body = to_bytes(response.into_body(), 1 << 20).await.unwrap();
        (status, id, String::from_utf8(body.to_vec()).unwrap())
    }

    #[test]
    fn each_path_of_the_api_answers_json_with_the_id_of_the_request() {
        let runtime = Builder::new_current_thread().build().unwrap();
        for path in ["/api", "/api/", "/api/v1", "/api/v1/me", "/api/v2/jobs"] {
            let (status, id, body) = runtime.block_on(answer(path));
            assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE, "{path}");
            let problem: Value = serde_json::from_str(&body).unwrap();
            assert!(id.is_some() && problem["request_id"].as_str() == id.as_deref(), "{problem}");
        }
        let (status, id, body) = runtime.block_on(answer("/apidocs"));
        assert_eq!((status, id), (StatusCode::SERVICE_UNAVAILABLE, None));
        assert!(body.starts_with("<!doctype html>"), "{body}");
    }
}
