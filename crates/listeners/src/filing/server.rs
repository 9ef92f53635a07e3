//! Requests to the server of a destination that speaks HTTP.

use std::path::PathBuf;
use std::sync::OnceLock;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hyper::Method;

use super::destination::{Trouble, shown};
use ferrofax_basics::secret_file::secret;
use ferrofax_network::outward::{Answered, Asked, Limits, Outward, OutwardError, Place, Reach};

/// The limits of a request without a document: the time, and the size of the answer in bytes.
const LIMITS: Limits = Limits { time: Duration::from_secs(120), size: 16 << 20 };

/// The bytes at the beginning of an answer in which a text for people is looked for.
const MOST_LOOKED_AT: usize = 64 << 10;

/// The connections to a server. They are prepared at the first request, so that the file with the
/// certificate authorities may be corrected without a restart.
pub(super) struct Client {
    ca: Option<PathBuf>,
    reach: Reach,
    /// The maximum size of an answer in bytes.
    size: usize,
    made: OnceLock<Outward>,
}

impl Client {
    /// The server's certificate is checked with the authorities in the file `ca`, or with those that
    /// the system trusts.
    pub(super) fn new(ca: Option<PathBuf>, reach: Reach, size: usize) -> Self {
        Self { ca, reach, size, made: OnceLock::new() }
    }

    /// The client for a request with so many bytes, which takes longer the larger the request is.
    pub(super) fn to_send(&self, bytes: usize) -> Result<Outward, Trouble> {
        if let Some(made) = self.made.get() {
            return Ok(made.to_send(bytes));
        }
        let limits = Limits { size: self.size, ..LIMITS };
        let made = Outward::new(self.ca.as_deref(), self.reach.clone(), limits)
            .map_err(|why| Trouble::Unavailable(why.to_string()))?;
        Ok(self.made.get_or_init(|| made).to_send(bytes))
    }

    /// Connects, and sends nothing.
    pub(super) fn meet(&self, place: &Place, stop: &dyn Fn() -> bool) -> Result<(), Trouble> {
        let met = self.to_send(0)?.exchange_until(place, &[], &|_| true, stop);
        met.map(drop).map_err(|why| Trouble::Unavailable(why.to_string()))
    }
}

/// A server that speaks HTTP, with the login for it.
pub(super) struct Server {
    /// The URL of the server or of a folder on it, without a slash at its end.
    root: String,
    client: Client,
}

impl Server {
    /// A server at this URL, with the file of certificate authorities to trust. Nothing is sent yet.
    ///
    /// # Errors
    /// The reason why the URL is wrong.
    pub(super) fn at(url: &str, ca: Option<PathBuf>) -> Result<Self, String> {
        let place = Place::read(url).map_err(|why| why.to_string())?;
        Reach::Named.judge_written(&place)?;
        if place.path().contains('?') {
            return Err(format!("'{url}' has a query"));
        }
        let root = url.trim().trim_end_matches('/').to_owned();
        Ok(Self { root, client: Client::new(ca, Reach::Named, LIMITS.size) })
    }

    /// The URL of the server, without a slash at its end.
    pub(super) fn root(&self) -> &str {
        &self.root
    }

    /// Sends a request, and waits for the answer. `path` follows the URL of the server.
    pub(super) fn ask(
        &self,
        (method, path): (Method, &str),
        headers: &[(&'static str, String)],
        body: Vec<u8>,
        stop: &dyn Fn() -> bool,
    ) -> Result<Answered, Trouble> {
        let place = Place::read(&format!("{}{path}", self.root))
            .map_err(|why| Trouble::Unavailable(why.to_string()))?;
        let client = self.client.to_send(body.len())?;
        let asked = Asked { method, place: &place, headers, body: body.into() };
        let answered = client.ask_until(&asked, stop);
        answered.map_err(|why: OutwardError| Trouble::Unavailable(why.to_string()))
    }
}

/// The header `Authorization` with a user name and a password (RFC 7617). The password is in the
/// first line of a file, and is read for each request, so that a change needs no restart.
pub(super) fn basic(user: &str, secret_file: &std::path::Path) -> Result<String, Trouble> {
    let login = format!("{user}:{}", secret_of(secret_file)?);
    Ok(format!("Basic {}", STANDARD.encode(login)))
}

/// The secret in the first line of a file.
pub(super) fn secret_of(secret_file: &std::path::Path) -> Result<String, Trouble> {
    secret(secret_file).map_err(|why| Trouble::Unavailable(why.to_string()))
}

/// The trouble that an answer means which is no success. Answers that concern the fax itself are
/// refusals; all others may change when the administrator or the server's operator does something.
pub(super) fn trouble(answered: &Answered, doing: &str) -> Trouble {
    let begin = &answered.body[..answered.body.len().min(MOST_LOOKED_AT)];
    let shown = shown(&String::from_utf8_lossy(begin));
    let text = if shown.is_empty() {
        format!("the server answers {doing} with the HTTP status {}", answered.status)
    } else {
        format!("the server answers {doing} with the HTTP status {}: {shown}", answered.status)
    };
    match answered.status {
        400 | 409..=411 | 413..=415 | 422 => Trouble::Refused(text),
        _ => Trouble::Unavailable(text),
    }
}
