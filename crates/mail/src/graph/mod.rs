//! Requests to Microsoft Graph (learn.microsoft.com/graph/api, version 1.0) about one mailbox. By
//! these requests, mails are sent (`outgoing`), and the mails of a mailbox are read
//! (`mail::mailbox`).
//!
//! Read in this order: this file (the requests), `refusal` (answers that report a failure).

mod refusal;

use std::path::{Path, PathBuf};

use hyper::Method;
use percent_encoding::{AsciiSet, utf8_percent_encode};
use serde_json::Value;

use ferrofax_basics::UnixMs;
use ferrofax_delivery::tls::TlsError;
use ferrofax_network::encoding::UNRESERVED;
use ferrofax_network::outward::{Answered, Asked, Limits, Outward, OutwardError, Place, Reach};
use ferrofax_spool::MailLogin;
pub(crate) use refusal::Refusal;

/// The maximum number of characters of an ID that Graph gives to a message or folder.
const LONGEST_ID: usize = 1_000;

/// A mailbox at Microsoft Graph.
#[derive(Debug)]
pub(crate) struct Graph {
    /// The URL of the mailbox: `https://graph.microsoft.com/v1.0/users/fax@example.com`.
    mailbox: String,
    ca: Option<PathBuf>,
    login: MailLogin,
}

/// The reason why a request to Microsoft Graph failed. The text contains no secret.
#[derive(Debug, thiserror::Error)]
pub(crate) enum GraphError {
    /// There is no access token for requests to Microsoft Graph, for this reason.
    #[error("There is no access token for Graph: {0}")]
    NoToken(String),
    /// TLS does not work on this machine, or the file with the certificate authorities cannot be
    /// read.
    #[error("Graph does not answer: {0}")]
    Tls(TlsError),
    /// The request could not be sent to Graph, or Graph's answer did not arrive.
    #[error("Graph does not answer: {0}")]
    Unanswered(OutwardError),
    /// Graph's answer reports success, but does not have the content that Graph's documentation
    /// promises.
    #[error("Graph answers with {0}")]
    Strange(&'static str),
    /// Graph has rejected the access token, and will probably accept the next one.
    #[error("{0}")]
    TokenRejected(Refusal),
    /// Graph refuses the request.
    #[error("{0}")]
    Refused(Refusal),
}

/// The access token for requests to Graph.
#[derive(Clone, Debug)]
pub(crate) enum Token {
    /// Each request uses the newest access token that the service has fetched.
    Stored,
    /// Each request uses the access token in this value.
    Given(String),
}

/// Sends requests about a mailbox to Graph. They all use the same access token, the same limits on
/// time and size, and the same function that can end them early.
pub(crate) struct Session<'a> {
    graph: &'a Graph,
    token: Token,
    outward: Outward,
    stop: &'a dyn Fn() -> bool,
}

impl Graph {
    /// The mailbox with the mail address `address`. `url` is the URL of Graph.
    pub(crate) fn new(url: &str, address: &str, ca: Option<&Path>, login: MailLogin) -> Self {
        let mailbox = format!("{url}/users/{}", escaped(address));
        Self { mailbox, ca: ca.map(Path::to_owned), login }
    }

    /// The URL for `path`: a path in the mailbox, or a URL that Graph has given. The latter is used
    /// unchanged, but must lead to Graph's server: no other server may get the access token.
    fn url(&self, path: &str) -> Result<String, GraphError> {
        if path.starts_with('/') {
            return Ok(format!("{}{path}", self.mailbox));
        }
        let server = |url: &str| Place::read(url).ok().map(|at| (at.is_tls(), at.authority()));
        if server(path).is_some_and(|of| Some(of) == server(&self.mailbox)) {
            return Ok(path.to_owned());
        }
        Err(GraphError::Strange("a link to another server"))
    }

    /// Returns the access token that the service has fetched, for a request at the time `now`.
    pub(crate) fn token(&self, now: UnixMs) -> Result<String, GraphError> {
        self.login.token(now).map_err(|why| GraphError::NoToken(why.to_string()))
    }

    /// Makes a session, whose requests end when `stop` returns true. The file with the certificate
    /// authorities is read for each session, so that a changed file takes effect.
    pub(crate) fn session<'a>(
        &'a self,
        token: Token,
        limits: Limits,
        stop: &'a dyn Fn() -> bool,
    ) -> Result<Session<'a>, GraphError> {
        let outward = Outward::new(self.ca.as_deref(), Reach::Named, limits);
        Ok(Session { graph: self, token, outward: outward.map_err(GraphError::Tls)?, stop })
    }
}

impl Session<'_> {
    /// Sends a GET request to Graph, and returns the JSON of the answer.
    pub(crate) fn get(&self, path: &str) -> Result<Value, GraphError> {
        self.call(Method::GET, path, None, Vec::new())
    }

    /// Deletes the object at this path in the mailbox.
    pub(crate) fn delete(&self, path: &str) -> Result<(), GraphError> {
        self.call(Method::DELETE, path, None, Vec::new()).map(drop)
    }

    /// Sends a POST request to Graph, and returns the JSON of the answer.
    pub(crate) fn post(&self, path: &str, body: Option<&Value>) -> Result<Value, GraphError> {
        let kind = body.map(|_| "application/json");
        let body = body.map_or_else(Vec::new, |body| body.to_string().into_bytes());
        self.call(Method::POST, path, kind, body)
    }

    /// Sends a request about the mailbox, and returns the JSON of the answer.
    pub(crate) fn call(
        &self,
        method: Method,
        path: &str,
        kind: Option<&str>,
        body: Vec<u8>,
    ) -> Result<Value, GraphError> {
        accepted(&self.answer(method, path, kind, body)?)
    }

    /// Sends a request about the mailbox, and returns its answer with any status. `path` is a path
    /// in the mailbox, or a URL that Graph has given. If Graph rejects the access token, the
    /// service fetches another.
    pub(crate) fn answer(
        &self,
        method: Method,
        path: &str,
        kind: Option<&str>,
        body: Vec<u8>,
    ) -> Result<Answered, GraphError> {
        let token = match &self.token {
            Token::Stored => self.graph.token(UnixMs::now())?,
            Token::Given(token) => token.clone(),
        };
        // A path that ends with `$value` returns an object in a format of its own, and not as JSON.
        let accept = if path.ends_with("/$value") { "*/*" } else { "application/json" };
        let mut headers =
            vec![("authorization", format!("Bearer {token}")), ("accept", accept.to_owned())];
        headers.extend(kind.map(|kind| ("content-type", kind.to_owned())));
        let url = self.graph.url(path)?;
        let answered = self.ask(method, &url, &headers, body)?;
        if answered.status == 401 {
            match self.graph.login.reject(&token) {
                Ok(true) => return Err(GraphError::TokenRejected(Refusal::of(&answered))),
                Ok(false) => {}
                Err(error) => log::warn!("the rejected access token can't be noted: {error}"),
            }
        }
        Ok(answered)
    }

    /// Sends a request to any URL, even outside the mailbox, and returns its answer with any
    /// status.
    pub(crate) fn ask(
        &self,
        method: Method,
        url: &str,
        headers: &[(&'static str, String)],
        body: Vec<u8>,
    ) -> Result<Answered, GraphError> {
        let place = Place::read(url)
            .map_err(|error| GraphError::Unanswered(OutwardError::Request(error.to_string())))?;
        let asked = Asked { method, place: &place, headers, body: body.into() };
        self.outward.ask_until(&asked, self.stop).map_err(GraphError::Unanswered)
    }
}

/// Returns the JSON of an answer with a status 2xx; `null` if its body is empty.
pub(crate) fn accepted(answered: &Answered) -> Result<Value, GraphError> {
    match answered.status {
        200..300 if answered.body.is_empty() => Ok(Value::Null),
        200..300 => serde_json::from_slice(&answered.body)
            .map_err(|_| GraphError::Strange("no JSON; a proxy may be in between")),
        _ => Err(GraphError::Refused(Refusal::of(answered))),
    }
}

/// The ID in the JSON of a message or folder.
pub(crate) fn id_of(object: &Value) -> Result<&str, GraphError> {
    let id = object["id"].as_str().filter(|id| !id.is_empty() && id.len() <= LONGEST_ID);
    id.ok_or(GraphError::Strange("no id"))
}

/// Escapes a text for the path or the query of a URL (RFC 3986 §2.1). Graph's own examples leave
/// the `@` of an address as it is.
pub(crate) fn escaped(text: &str) -> String {
    const KEPT: AsciiSet = UNRESERVED.remove(b'@');
    utf8_percent_encode(text, &KEPT).to_string()
}
