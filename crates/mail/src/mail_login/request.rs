//! Requests to the mail provider and its answers, with limits of time and size.

use std::path::PathBuf;
use std::time::Duration;

use hyper::Method;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::Fault;
use super::refused::refused;
use ferrofax_basics::UnixMs;
use ferrofax_network::outward::{Answered, Asked, Limits, Outward, Place, Reach};
use ferrofax_spool::AccessToken;

/// The limits of time and size for an answer of the mail provider.
const LIMITS: Limits = Limits { time: Duration::from_secs(20), size: 256 * 1024 };

/// The longest token that is accepted, in bytes. Microsoft's tokens have about two kilobytes.
const LONGEST_TOKEN: usize = 10_000;

/// The assumed lifetime of an access token in seconds, if the mail provider does not state it.
const USUAL_LIFE_S: i64 = 600;
/// The longest lifetime of an access token that Ferrofax assumes, in seconds. A longer lifetime in
/// the mail provider's answer is reduced to this value.
const LONGEST_LIFE_S: i64 = 86_400;

/// An HTTP client that sends requests to the mail provider.
pub(super) struct Client {
    ca: Option<PathBuf>,
}

/// The tokens in the mail provider's answer (RFC 6749 §5.1).
#[derive(Deserialize)]
pub(super) struct Issued {
    access_token: String,
    #[serde(default)]
    token_type: String,
    #[serde(default, deserialize_with = "seconds")]
    expires_in: Option<i64>,
    #[serde(default)]
    refresh_token: Option<String>,
}

/// Reads a number of seconds from JSON. Some mail providers write the number as a text.
fn seconds<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Option<i64>, D::Error> {
    Ok(match serde_json::Value::deserialize(from)? {
        serde_json::Value::String(text) => text.parse().ok(),
        other => other.as_i64(),
    })
}

impl Client {
    pub(super) fn new(ca: Option<PathBuf>) -> Self {
        Self { ca }
    }

    /// Sends a request with a form to the URL `place`. Returns the mail provider's answer,
    /// with any HTTP status.
    pub(super) fn ask(
        &self,
        method: Method,
        place: &str,
        form: &[(&str, &str)],
    ) -> Result<Answered, Fault> {
        let failed = |why: &dyn std::fmt::Display| Fault::away(format!("{place}: {why}"));
        // The file with the authorities is read for each request, so that a new file takes effect.
        let outward = Outward::new(self.ca.as_deref(), Reach::Named, LIMITS);
        let outward = outward.map_err(|error| Fault::settings(error.to_string()))?;
        let to = Place::read(place).map_err(|error| failed(&error))?;
        let mut headers = vec![("accept", "application/json".to_owned())];
        let mut body = Vec::new();
        if method == Method::POST {
            headers.push(("content-type", "application/x-www-form-urlencoded".to_owned()));
            let written = serde_urlencoded::to_string(form).map_err(|error| failed(&error))?;
            body = written.into_bytes();
        }
        let asked = Asked { method, place: &to, headers: &headers, body: body.into() };
        outward.ask(&asked).map_err(|error| failed(&error))
    }

    /// Requests tokens from the mail provider's URL `place` with the form `form`.
    ///
    /// # Errors
    /// There is no answer, the provider refuses, or its answer has no token that can be used.
    pub(super) fn tokens(&self, place: &str, form: &[(&str, &str)]) -> Result<Issued, Fault> {
        let answered = self.ask(Method::POST, place, form)?;
        if answered.status != 200 {
            return Err(refused(place, &answered));
        }
        let issued: Issued = json(place, &answered)?;
        issued.check().map_err(|why| Fault::away(format!("{place}: {why}")))?;
        Ok(issued)
    }
}

impl Issued {
    fn check(&self) -> Result<(), &'static str> {
        if !self.token_type.is_empty() && !self.token_type.eq_ignore_ascii_case("bearer") {
            return Err("the access token is of another kind than Bearer");
        }
        check_token(&self.access_token)
    }

    /// Returns the access token with its lifetime from `now` on, and the refresh token if there is
    /// a valid one.
    pub(super) fn into_tokens(self, now: UnixMs) -> (AccessToken, Option<String>) {
        let life = self.expires_in.unwrap_or(USUAL_LIFE_S).clamp(1, LONGEST_LIFE_S);
        let access = AccessToken { token: self.access_token, from: now, until: now + life * 1000 };
        (access, self.refresh_token.filter(|token| check_token(token).is_ok()))
    }
}

/// Checks that a text can be an access token (RFC 6750 §2.1), since the text becomes part of a
/// command to the mail server.
pub(super) fn check_token(token: &str) -> Result<(), &'static str> {
    if token.is_empty() {
        return Err("there is no access token in the answer");
    }
    if token.len() > LONGEST_TOKEN {
        return Err("the access token is longer than 10,000 bytes");
    }
    if !token.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err("the access token has characters that no token has");
    }
    Ok(())
}

/// Makes an access token from the text that the administrator's program has printed.
pub(super) fn of_command(text: &str, now: UnixMs) -> Result<AccessToken, &'static str> {
    let token = text.trim();
    check_token(token)?;
    let until = now + USUAL_LIFE_S * 1000;
    Ok(AccessToken { token: token.to_owned(), from: now, until })
}

/// Reads the JSON of the mail provider's answer. The error names the URL `place`.
pub(super) fn json<T: DeserializeOwned>(place: &str, answered: &Answered) -> Result<T, Fault> {
    serde_json::from_slice(&answered.body).map_err(|_| {
        let begin = String::from_utf8_lossy(&answered.body);
        let kind = if begin.trim_start().starts_with('<') { "a page of HTML" } else { "no JSON" };
        Fault::away(format!(
            "{place} answers with {kind}; a proxy or a login page may be in between"
        ))
    })
}
