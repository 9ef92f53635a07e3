//! The words between the server and what answers its requests.

use std::net::IpAddr;
use std::sync::Arc;

use axum::Router;

use crate::asker::digest::{Algorithm, REALM};
use crate::asker::{Certificate, Client, Login};
use crate::listening::Place;

/// Is told of a client, and of what is wrong with what it sends.
pub(crate) type Unread = Arc<dyn Fn(&Client, &str) + Send + Sync>;

/// What answers the requests of a server.
#[derive(Clone)]
pub(crate) enum Answering {
    /// Whatever their addresses are, in pieces as they come: the printer.
    Service(Arc<dyn Service>),
    /// By their addresses: pages and API.
    Routes {
        router: Router,
        /// Is told of each client whose request could not be read, and why.
        unread: Unread,
        /// Whether clients of an address have a right without a login.
        knows: Arc<dyn Fn(IpAddr) -> bool + Send + Sync>,
    },
}

impl Answering {
    /// Whether clients of this address have a right without a login.
    pub(super) fn knows(&self, address: IpAddr) -> bool {
        match self {
            Self::Service(service) => service.knows(address),
            Self::Routes { knows, .. } => knows(address),
        }
    }
}

/// The connection of a request, which the one who finds out who asks is to tell of it.
#[derive(Clone, Default)]
pub(crate) struct Connected(Option<Arc<Place>>);

impl Connected {
    pub(super) fn at(place: Place) -> Self {
        Self(Some(Arc::new(place)))
    }

    /// Somebody has logged in by it.
    pub(crate) fn is_known_now(&self) {
        if let Some(place) = &self.0 {
            place.is_known_now();
        }
    }
}

/// Answers requests. All of it may take its time: it never runs where clients are served.
pub(crate) trait Service: Send + Sync {
    /// Whether clients of this address have a right without a login.
    fn knows(&self, address: IpAddr) -> bool;

    /// The head of a request has come. Its body goes to what is returned; an answer ends
    /// the request at once.
    fn begin(&self, head: Head) -> Result<Box<dyn Reception>, Answer>;
}

/// A request whose body comes in.
pub(crate) trait Reception: Send {
    /// A piece of the body. However it is cut, the answer is the same.
    ///
    /// # Errors
    /// The answer, if nothing more is wanted of the body.
    fn push(&mut self, bytes: &[u8]) -> Result<(), Answer>;

    /// The body is whole. Without this it broke off.
    fn finish(self: Box<Self>) -> Answer;
}

/// What a request says before its body.
#[derive(Clone)]
pub(crate) struct Head {
    /// `POST`
    pub(crate) method: String,
    /// The name and the port by which the client has found us; none: it does not say.
    pub(crate) host: Option<String>,
    /// The media type of the body, in small letters, without its parameters.
    pub(crate) content_type: String,
    /// Who it claims to be.
    pub(crate) login: Option<Login>,
    /// The client's certificate, which TLS has proved.
    pub(crate) certificate: Option<Certificate>,
    /// From where.
    pub(crate) client: Client,
    /// The connection that it came by.
    pub(crate) connected: Connected,
}

/// A way to log in (RFC 7235 §2.1).
pub(crate) enum Challenge<'a> {
    /// HTTP Basic (RFC 7617).
    Basic,
    /// HTTP Digest (RFC 7616), by each algorithm.
    Digest {
        /// A new nonce.
        nonce: &'a str,
        /// Nothing was wrong but the last nonce.
        is_stale: bool,
    },
}

/// What is gone over to, and what is spoken in it (RFC 2817 §4.2).
pub(super) const TLS_NOW: &str = "TLS/1.2, HTTP/1.1";

/// What a request is answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Answer {
    /// The status of HTTP.
    pub(crate) status: u16,
    /// The media type of the body.
    pub(crate) content_type: &'static str,
    /// Further lines of the head.
    pub(crate) headers: Vec<(&'static str, String)>,
    /// The body.
    pub(crate) body: Vec<u8>,
}

impl Answer {
    /// A sentence for people, who rarely see it; or none.
    pub(crate) fn text(status: u16, sentence: &str) -> Self {
        let line_end = if sentence.is_empty() { "" } else { "\n" };
        Self {
            status,
            content_type: "text/plain; charset=utf-8",
            headers: Vec::new(),
            body: format!("{sentence}{line_end}").into_bytes(),
        }
    }

    /// 401: a login is asked for, by any of these ways, the best first.
    pub(crate) fn log_in(sentence: &str, ways: &[Challenge<'_>]) -> Self {
        let mut answer = Self::text(401, sentence);
        answer.headers = ways.iter().flat_map(Challenge::headers).collect();
        answer
    }

    /// 426: not in the clear (RFC 2817 §4.2).
    pub(crate) fn in_tls_alone(sentence: &str) -> Self {
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
