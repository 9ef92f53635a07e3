//! The answers to the checks of the certificate authority (ACME) at
//! `http://NAME/.well-known/acme-challenge/TOKEN` (RFC 8555 §8.3). The HTTP server for them runs
//! only while a certificate is ordered. It knows only the tokens of that order.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use ferrofax_basics::lock::lock;
use ferrofax_network::http::{Answering, HttpError, HttpServer, HttpSettings};
use ferrofax_network::listening::Sockets;

/// The answers to the checks that the certificate authority makes for an order (ACME). The map
/// contains the text of each answer, under the token in the URL of the check.
#[derive(Clone, Default)]
pub(super) struct Answers(Arc<Mutex<HashMap<String, String>>>);

impl Answers {
    /// Stores the answer to the certificate authority's check that has this token in its URL.
    pub(super) fn add(&self, token: &str, answer: &str) {
        lock(&self.0).insert(token.to_owned(), answer.to_owned());
    }

    /// Starts an HTTP server at these IP addresses and ports, which answers the checks of the
    /// certificate authority.
    pub(super) fn serve(&self, listen: &[SocketAddr]) -> Result<HttpServer, HttpError> {
        let settings = HttpSettings { listen: listen.to_vec(), ..HttpSettings::default() };
        let router = Router::new()
            .route("/.well-known/acme-challenge/{token}", get(answer))
            .with_state(self.clone());
        let answering = Answering::anybody(router);
        let names = ["acme", "http (ACME)", "https (ACME)"];
        HttpServer::start(&settings, names, answering, &Sockets::default())
    }
}

async fn answer(State(answers): State<Answers>, Path(token): Path<String>) -> Response {
    let found = lock(&answers.0).get(&token).cloned();
    match found {
        Some(answer) => ([(CONTENT_TYPE, "application/octet-stream")], answer).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}
