//! The web page `/api/v1/docs`, on which people can read the API's description and try the
//! operations.

use axum::Router;
use axum::http::header::{CONTENT_TYPE, LOCATION};
use axum::http::{HeaderName, StatusCode};
use axum::routing::get;

use super::{Api, ROOT};

type Text = ([(HeaderName, &'static str); 1], &'static str);

const fn text(media_type: &'static str, text: &'static str) -> Text {
    ([(CONTENT_TYPE, media_type)], text)
}

const PAGE: Text = text("text/html; charset=utf-8", include_str!("docs/page.html"));
const STYLE: Text = text("text/css; charset=utf-8", include_str!("docs/page.css"));
const SCRIPT: Text = text("text/javascript; charset=utf-8", include_str!("docs/page.js"));

/// The routes of the web page that documents the API (`/api/v1/docs`), and of its files.
pub(super) fn routes() -> Router<Api> {
    Router::new()
        .route("/", get(async || (StatusCode::FOUND, [(LOCATION, format!("{ROOT}/docs"))])))
        .route("/docs", get(async || PAGE))
        .route("/docs.css", get(async || STYLE))
        .route("/docs.js", get(async || SCRIPT))
}
