//! The web interface before there is a spool: every URL shows what is missing in the installation.
//! Nobody can log in yet, so the web page shows nothing but the names of files and the commands
//! that fix a fault.

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::header::{HeaderName, RETRY_AFTER};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get};

use super::findings::FindingShown;
use super::page::Chrome;
use super::refusal::html;
use super::settings::WebSettings;
use super::{assets, guard, visitor};
use crate::api::{Kind, Problem, ROOT};
use crate::http::{Answering, HttpError, HttpServer};
use crate::listening::Sockets;
use ferrofax_languages::Language;
use ferrofax_spool::Finding;

/// The time in seconds after which a browser loads the web page again, to see whether something is
/// still missing.
const AGAIN: HeaderValue = HeaderValue::from_static("10");

/// The web interface before there is a spool. It is served until this value is dropped.
#[derive(Debug)]
pub(crate) struct BareWeb {
    _server: HttpServer,
}

/// The data of the page that shows what is missing in the installation: a function that checks the
/// installation, and the title of the web interface.
#[derive(Clone)]
struct Missing {
    findings: Arc<dyn Fn() -> Vec<Finding> + Send + Sync>,
    title: Arc<str>,
}

#[derive(Template)]
#[template(path = "web/bare.html")]
struct BarePage<'a> {
    chrome: Chrome<'a>,
    findings: Vec<FindingShown>,
}

impl BareWeb {
    /// Begins to serve the page that shows what is missing in the installation. For each request,
    /// `findings` checks the installation and returns the results.
    pub(crate) fn start(
        settings: &WebSettings,
        findings: impl Fn() -> Vec<Finding> + Send + Sync + 'static,
        sockets: &Sockets,
    ) -> Result<Self, HttpError> {
        let title = settings.title.as_str().into();
        let answering = Answering::anybody(routes(Missing { findings: Arc::new(findings), title }));
        let names = ["web", "http", "https"];
        let server = HttpServer::start(&settings.http, names, answering, sockets)?;
        Ok(Self { _server: server })
    }
}

fn routes(missing: Missing) -> Router {
    let api = format!("{ROOT}/{{*rest}}");
    Router::new()
        .route("/assets/{name}", get(assets::asset))
        .route(&api, any(problem))
        .fallback(page)
        .with_state(missing)
}

/// Shows what is missing in the installation, in the language of the browser.
async fn page(State(missing): State<Missing>, headers: HeaderMap) -> Response {
    let texts = visitor::texts(&headers, false);
    let chrome = Chrome::without_login(texts, &missing.title);
    let findings = (missing.findings)().into_iter().map(|finding| FindingShown::of(finding, texts));
    let page = BarePage { chrome, findings: findings.collect() };
    let mut response = (StatusCode::SERVICE_UNAVAILABLE, html(&page)).into_response();
    let headers = response.headers_mut();
    headers.insert(RETRY_AFTER, AGAIN);
    headers.insert(HeaderName::from_static("refresh"), AGAIN);
    guard::harden(headers, false);
    response
}

/// Answers a request of the API with an error that names what is missing in the installation.
async fn problem(State(missing): State<Missing>) -> Response {
    let faults = (missing.findings)().into_iter().filter(|finding| !finding.is_well);
    let faults: Vec<String> = faults.map(|finding| finding.text(Language::English)).collect();
    let mut response = Problem::new(Kind::ForNow, faults.join("; ")).into_response();
    response.headers_mut().insert(RETRY_AFTER, AGAIN);
    response
}
