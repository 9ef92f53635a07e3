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

/// The least number of bytes a second at which a document must be uploaded.
const SLOWEST: u64 = 32_000;

/// The longest time for a request with so many bytes.
pub(super) fn time_for(bytes: usize) -> Duration {
    LIMITS.time + Duration::from_secs(bytes as u64 / SLOWEST)
}

/// A server that speaks HTTP, with the login for it.
pub(super) struct Server {
    /// The URL of the server or of a folder on it, without a slash at its end.
    root: String,
    ca: Option<PathBuf>,
    outward: OnceLock<Outward>,
}

impl Server {
    /// A server at this URL. Its certificate is checked with the authorities in the file `ca`, or
    /// with those that the system trusts. Nothing is sent yet.
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
        Ok(Self { root, ca, outward: OnceLock::new() })
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
        let outward = self.outward()?.within(time_for(body.len()));
        let asked = Asked { method, place: &place, headers, body };
        let answered = outward.ask_until(&asked, stop);
        answered.map_err(|why: OutwardError| Trouble::Unavailable(why.to_string()))
    }

    fn outward(&self) -> Result<&Outward, Trouble> {
        if let Some(outward) = self.outward.get() {
            return Ok(outward);
        }
        let made = Outward::new(self.ca.as_deref(), Reach::Named, LIMITS)
            .map_err(|why| Trouble::Unavailable(why.to_string()))?;
        Ok(self.outward.get_or_init(|| made))
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
    let shown = shown(&String::from_utf8_lossy(&answered.body));
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
