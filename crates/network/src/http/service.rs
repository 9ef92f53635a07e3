//! The types between the server and the services that answer its requests.

use std::net::IpAddr;
use std::sync::Arc;

use axum::Router;

use crate::asker::digest::{Algorithm, REALM};
use crate::asker::{Certificate, Client, Login};
use crate::listening::Place;

/// A function that is called if an HTTP client's request could not be read. Its arguments are the
/// client and the error.
pub(crate) type Unread = Arc<dyn Fn(&Client, &str) + Send + Sync>;

/// The code that answers the requests to an HTTP server: a [`Service`], or routes by path.
#[derive(Clone)]
pub enum Answering {
    /// A service for all paths, such as the network printer that sends faxes. It gets the body of a
    /// request in pieces as they arrive.
    Service(Arc<dyn Service>),
    /// Routes by path, for the web interface and the API.
    Routes {
        /// The router that answers the requests.
        router: Router,
        /// A function that is called for each HTTP client whose request could not be read, with the
        /// reason.
        unread: Unread,
        /// A function that returns whether clients at an IP address have rights without a login.
        knows: Arc<dyn Fn(IpAddr) -> bool + Send + Sync>,
    },
}

impl Answering {
    /// Answers requests by these routes. No client has rights without a login because of its IP
    /// address, and no function is called for requests that can't be read.
    pub fn anybody(router: Router) -> Self {
        Self::Routes { router, unread: Arc::new(|_, _| {}), knows: Arc::new(|_| false) }
    }

    /// Whether clients at this IP address have rights without a login.
    pub(super) fn knows(&self, address: IpAddr) -> bool {
        match self {
            Self::Service(service) => service.knows(address),
            Self::Routes { knows, .. } => knows(address),
        }
    }
}

/// The connection over which a request came. When a user logs in over the connection, the service
/// marks it as the connection of a known user.
#[derive(Clone, Default)]
pub struct Connected(Option<Arc<Place>>);

impl Connected {
    pub(super) fn at(place: Place) -> Self {
        Self(Some(Arc::new(place)))
    }

    /// Records that a user has logged in over this connection.
    pub fn is_known_now(&self) {
        if let Some(place) = &self.0 {
            place.is_known_now();
        }
    }
}

/// A service that answers requests. All methods may block: they never run on the thread that serves
/// clients.
pub trait Service: Send + Sync {
    /// Whether clients at this IP address have rights without a login.
    fn knows(&self, address: IpAddr) -> bool;

    /// Begins to process a request whose header has arrived, and returns the receiver for its body.
    /// An error is sent to the client as the answer, and ends the request at once.
    fn begin(&self, head: Head) -> Result<Box<dyn Reception>, Answer>;
}

/// Receives the body of one HTTP request.
pub trait Reception: Send {
    /// Takes a piece of the request's body. The result does not depend on how the body is split
    /// into pieces. An error is sent to the client as the answer, and the rest of the body is not
    /// read.
    fn push(&mut self, bytes: &[u8]) -> Result<(), Answer>;

    /// Completes the request after its whole body has arrived. It is not called if the HTTP client
    /// stops in the middle of the body.
    fn finish(self: Box<Self>) -> Answer;
}

/// The header of an HTTP request.
#[derive(Clone)]
pub struct Head {
    /// The HTTP method, such as `POST`.
    pub method: String,
    /// The host name and port of the server, as the HTTP client names them in the request. `None`
    /// if the request does not name them.
    pub host: Option<String>,
    /// The media type of the request's body, in lower case, without its parameters.
    pub content_type: String,
    /// The login in the `Authorization` header, not verified yet.
    pub login: Option<Login>,
    /// The HTTP client's certificate, which TLS has verified.
    pub certificate: Option<Certificate>,
    /// The HTTP client that sent the request.
    pub client: Client,
    /// The connection that carries the request.
    pub connected: Connected,
}

/// A login scheme (RFC 7235 §2.1) that the server offers.
pub enum Challenge<'a> {
    /// The login scheme HTTP Basic (RFC 7617).
    Basic,
    /// The login scheme HTTP Digest (RFC 7616), offered with each algorithm.
    Digest {
        /// A new nonce for the HTTP client's next login.
        nonce: &'a str,
        /// Whether the login failed only because its nonce had expired.
        is_stale: bool,
    },
}

/// The value of the HTTP header `Upgrade` with which the connection changes to TLS (RFC 2817 §4.2).
pub(super) const TLS_NOW: &str = "TLS/1.2, HTTP/1.1";

/// The answer to an HTTP request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status of the answer.
    pub status: u16,
    /// The media type of the answer's body.
    pub content_type: &'static str,
    /// The headers of the answer in addition to the media type.
    pub headers: Vec<(&'static str, String)>,
    /// The body of the answer.
    pub body: Vec<u8>,
}

impl Answer {
    /// Creates an HTTP answer with this status and the sentence as its body. If the sentence is
    /// empty, the body is empty.
    pub fn text(status: u16, sentence: &str) -> Self {
        let line_end = if sentence.is_empty() { "" } else { "\n" };
        Self {
            status,
            content_type: "text/plain; charset=utf-8",
            headers: Vec::new(),
            body: format!("{sentence}{line_end}").into_bytes(),
        }
    }

    /// Makes an answer with status 401, which asks the client to log in. `ways` are the permitted
    /// login schemes, the best first.
    pub fn log_in(sentence: &str, ways: &[Challenge<'_>]) -> Self {
        let mut answer = Self::text(401, sentence);
        answer.headers = ways.iter().flat_map(Challenge::headers).collect();
        answer
    }

    /// An answer with status 426, which requires TLS (RFC 2817 §4.2).
    pub fn in_tls_alone(sentence: &str) -> Self {
        let mut answer = Self::text(426, sentence);
        let (upgrade, connection) = (TLS_NOW.to_owned(), "Upgrade".to_owned());
        answer.headers = vec![("Upgrade", upgrade), ("Connection", connection)];
        answer
    }
}

impl Challenge<'_> {
    fn headers(&self) -> Vec<(&'static str, String)> {
        let lines = match self {
            Self::Basic => vec![format!("Basic realm=\"{REALM}\", charset=\"UTF-8\"")],
            Self::Digest { nonce, is_stale } => Algorithm::ALL
                .map(|algorithm| {
                    let (name, stale) =
                        (algorithm.name(), if *is_stale { ", stale=true" } else { "" });
                    format!(
                        "Digest realm=\"{REALM}\", qop=\"auth\", algorithm={name}, \
                         nonce=\"{nonce}\", charset=UTF-8{stale}"
                    )
                })
                .into(),
        };
        lines.into_iter().map(|line| ("WWW-Authenticate", line)).collect()
    }
}
