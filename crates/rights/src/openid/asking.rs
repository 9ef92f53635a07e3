//! Sends requests to the OpenID provider: for its endpoints (OpenID Connect Discovery 1.0), its
//! keys (RFC 7517), tokens in exchange for a code, and more claims.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use hyper::Method;
use jsonwebtoken::jwk::{Jwk, PublicKeyUse};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::OpenIdError;
use super::settings::{ClientAuth, OpenIdSettings};
use ferrofax_basics::lock::lock;
use ferrofax_basics::secret_file::secret;
use ferrofax_network::outward::{Answered, Asked, Limits, Outward, Place, Reach};

/// The time for which the OpenID provider's metadata is used before it is fetched again.
const KNOWN_FOR: Duration = Duration::from_secs(3_600);

/// After a request for the OpenID provider's metadata has failed, no further request is sent for
/// this time.
const AWAY: Duration = Duration::from_secs(15);

/// The minimum time between two fetches of the provider's public keys. It applies to fetches that
/// are made because a token names an unknown key.
const KEYS_ANEW: Duration = Duration::from_secs(60);

/// The limits of time and size for an answer of the OpenID provider.
const LIMITS: Limits = Limits { time: Duration::from_secs(10), size: 1 << 20 };

const FORM: &str = "application/x-www-form-urlencoded";

/// Sends requests to the OpenID provider, and remembers the provider's metadata and keys.
pub(super) struct Asking {
    settings: Arc<OpenIdSettings>,
    known: Mutex<Option<(Arc<Known>, Instant)>>,
    keys: Mutex<Option<Keys>>,
    /// The time and the reason of the last failure to fetch the OpenID provider's metadata.
    away: Mutex<Option<(Instant, OpenIdError)>>,
}

/// The OpenID provider's public keys, which verify tokens, with the time when they were fetched.
#[derive(Clone)]
struct Keys {
    keys: Arc<Vec<Jwk>>,
    at: Instant,
    /// The time when the OpenID provider's public keys were last fetched because an ID token named
    /// an unknown key.
    sought_at: Option<Instant>,
}

/// The OpenID provider's metadata (OpenID Connect Discovery 1.0 §3).
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Known {
    issuer: String,
    pub(super) authorization_endpoint: String,
    token_endpoint: String,
    jwks_uri: String,
    userinfo_endpoint: Option<String>,
    pub(super) end_session_endpoint: Option<String>,
    /// Whether the OpenID provider includes its issuer URL when it sends the browser back (RFC 9207
    /// §3).
    #[serde(default, rename = "authorization_response_iss_parameter_supported")]
    pub(super) says_issuer: bool,
}

/// The tokens that the OpenID provider sends in exchange for an authorization code.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Tokens {
    pub(super) id_token: String,
    pub(super) access_token: Option<String>,
}

impl Asking {
    pub(super) fn new(settings: Arc<OpenIdSettings>) -> Self {
        Self { settings, known: Mutex::default(), keys: Mutex::default(), away: Mutex::default() }
    }

    /// The OpenID provider's metadata. They are fetched if the last fetch was longer ago than
    /// [`KNOWN_FOR`].
    pub(super) fn known(&self) -> Result<Arc<Known>, OpenIdError> {
        let before = lock(&self.known).clone();
        if let Some((known, at)) = &before
            && at.elapsed() < KNOWN_FOR
        {
            return Ok(Arc::clone(known));
        }
        let issuer = &self.settings.issuer;
        let place = format!("{}/.well-known/openid-configuration", issuer.trim_end_matches('/'));
        let away = lock(&self.away).clone().filter(|(at, _)| at.elapsed() < AWAY);
        let asked = match away {
            Some((_, error)) => Err(error),
            None => self.get::<Known>(&place, None).inspect_err(|error| {
                *lock(&self.away) = Some((Instant::now(), error.clone()));
            }),
        };
        let known = match asked {
            Ok(known) => known,
            // If the metadata can't be fetched, the earlier metadata is used: it is probably still
            // right.
            Err(error) => return before.map(|(known, _)| known).ok_or(error),
        };
        // Metadata of another issuer must not be used (OpenID Connect Discovery §4.3).
        if known.issuer != *issuer {
            let text =
                format!("{place} is of '{}', and not of [openid] issuer '{issuer}'", known.issuer);
            return Err(OpenIdError::Away(text));
        }
        // The address is checked, since browsers are sent to it.
        place_of(&known.authorization_endpoint)?;
        let known = Arc::new(known);
        *lock(&self.known) = Some((Arc::clone(&known), Instant::now()));
        Ok(known)
    }

    /// The OpenID provider's public keys that have this key ID, or all its public keys if no ID is
    /// given. If the ID is unknown, the keys are fetched again, but at most once in [`KEYS_ANEW`],
    /// since anybody can write any ID into a token.
    pub(super) fn keys(&self, id: Option<&str>) -> Result<Vec<Jwk>, OpenIdError> {
        let fitting = |keys: &[Jwk]| -> Vec<Jwk> {
            let is_it = |key: &&Jwk| id.is_none() || key.common.key_id.as_deref() == id;
            let is_for_signatures = |key: &&Jwk| !matches!(&key.common.public_key_use, Some(other) if *other != PublicKeyUse::Signature);
            keys.iter().filter(is_it).filter(is_for_signatures).cloned().collect()
        };
        let before = lock(&self.keys).clone().filter(|before| before.at.elapsed() < KNOWN_FOR);
        let Some(before) = before else { return Ok(fitting(&self.fresh_keys(None)?)) };
        let found = fitting(&before.keys);
        let is_sought = before.sought_at.is_some_and(|at| at.elapsed() < KEYS_ANEW);
        if !found.is_empty() || is_sought {
            Ok(found)
        } else {
            Ok(fitting(&self.fresh_keys(Some(Instant::now()))?))
        }
    }

    /// Fetches the OpenID provider's public keys, and returns their number.
    pub(super) fn key_count(&self) -> Result<usize, OpenIdError> {
        self.fresh_keys(None).map(|keys| keys.len())
    }

    fn fresh_keys(&self, sought_at: Option<Instant>) -> Result<Arc<Vec<Jwk>>, OpenIdError> {
        #[derive(Deserialize)]
        struct Set {
            keys: Vec<Value>,
        }
        let set = self.get::<Set>(&self.known()?.jwks_uri, None)?;
        // A key of an unknown kind is skipped.
        let keys = set.keys.into_iter().filter_map(|key| serde_json::from_value(key).ok());
        let keys = Arc::new(keys.collect::<Vec<Jwk>>());
        let fresh = Keys { keys: Arc::clone(&keys), at: Instant::now(), sought_at };
        *lock(&self.keys) = Some(fresh);
        Ok(keys)
    }

    /// Sends the OpenID provider an authorization code, and returns the tokens that it sends in
    /// exchange (OpenID Connect Core §3.1.3).
    pub(super) fn tokens(
        &self,
        code: &str,
        redirect: &str,
        verifier: &str,
    ) -> Result<Tokens, OpenIdError> {
        let secret = self.secret()?;
        let client = self.settings.client_id.as_str();
        let mut form = vec![
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", redirect),
            ("code_verifier", verifier),
        ];
        let mut headers =
            vec![("content-type", FORM.to_owned()), ("accept", "application/json".to_owned())];
        match (&secret, self.settings.client_auth) {
            (Some(secret), ClientAuth::Basic) => {
                headers.push(("authorization", basic(client, secret)))
            }
            (Some(secret), ClientAuth::Post) => {
                form.extend([("client_id", client), ("client_secret", secret.as_str())]);
            }
            (None, _) => form.push(("client_id", client)),
        }
        let body = serde_urlencoded::to_string(&form);
        let body = body.map_err(|error| OpenIdError::Away(error.to_string()))?;
        let place = &self.known()?.token_endpoint;
        let answered = self.ask(Method::POST, place, &headers, body.into_bytes())?;
        match answered.status {
            200 => read(place, &answered),
            // These statuses report an error of the request (RFC 6749 §5.2).
            400 | 401 => Err(self.no_tokens(&answered)),
            status => Err(OpenIdError::Away(format!("{place} answers {status}"))),
        }
    }

    /// The error if the OpenID provider sends no tokens: the authorization code, or the proof of
    /// Ferrofax's identity, is not valid.
    fn no_tokens(&self, answered: &Answered) -> OpenIdError {
        let said: Value = serde_json::from_slice(&answered.body).unwrap_or_default();
        let error = said.get("error").and_then(Value::as_str).unwrap_or("no reason is given");
        let error: String =
            error.chars().filter(|c| c.is_ascii_graphic() || *c == ' ').take(80).collect();
        match error.as_str() {
            "invalid_grant" => {
                OpenIdError::Wrong("the provider no longer accepts this code".to_owned())
            }
            _ => OpenIdError::Away(format!(
                "{} rejects the client '{}': {error}; check client_id, client_auth and secret_file \
                 in [openid]",
                self.settings.issuer, self.settings.client_id
            )),
        }
    }

    /// Fetches more claims about the user (OpenID Connect Core §5.3), if the provider offers them.
    pub(super) fn more_claims(&self, access: &str) -> Result<Option<Value>, OpenIdError> {
        let known = self.known()?;
        let Some(place) = &known.userinfo_endpoint else { return Ok(None) };
        if !access.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Ok(None);
        }
        self.get(place, Some(format!("Bearer {access}"))).map(Some)
    }

    fn secret(&self) -> Result<Option<String>, OpenIdError> {
        let Some(file) = &self.settings.secret_file else { return Ok(None) };
        secret(file).map(Some).map_err(|error| OpenIdError::Away(error.to_string()))
    }

    fn get<T: DeserializeOwned>(
        &self,
        place: &str,
        authorization: Option<String>,
    ) -> Result<T, OpenIdError> {
        let mut headers = vec![("accept", "application/json".to_owned())];
        headers.extend(authorization.map(|line| ("authorization", line)));
        let answered = self.ask(Method::GET, place, &headers, Vec::new())?;
        match answered.status {
            200 => read(place, &answered),
            status => Err(OpenIdError::Away(format!("{place} answers {status}"))),
        }
    }

    fn ask(
        &self,
        method: Method,
        place: &str,
        headers: &[(&'static str, String)],
        body: Vec<u8>,
    ) -> Result<Answered, OpenIdError> {
        let failed = |error: &dyn std::fmt::Display| OpenIdError::Away(format!("{place}: {error}"));
        // The file with the authorities is read for each request, so that a new file takes effect.
        let outward = Outward::new(self.settings.ca.as_deref(), Reach::Named, LIMITS);
        let outward = outward.map_err(|error| failed(&error))?;
        let to = place_of(place)?;
        let asked = Asked { method, place: &to, headers, body: body.into() };
        outward.ask(&asked).map_err(|error| failed(&error))
    }
}

fn place_of(text: &str) -> Result<Place, OpenIdError> {
    Place::read(text).map_err(|error| OpenIdError::Away(error.to_string()))
}

fn read<T: DeserializeOwned>(place: &str, answered: &Answered) -> Result<T, OpenIdError> {
    let read = serde_json::from_slice(&answered.body);
    read.map_err(|error| OpenIdError::Away(format!("{place} says what cannot be read: {error}")))
}

/// The `Authorization` header for HTTP Basic. The client ID and the client secret are encoded like
/// form fields (RFC 6749 §2.3.1).
fn basic(client: &str, secret: &str) -> String {
    let encoded = |text: &str| {
        let pair = serde_urlencoded::to_string([("", text)]).unwrap_or_default();
        pair.trim_start_matches('=').to_owned()
    };
    let pair = format!("{}:{}", encoded(client), encoded(secret));
    format!("Basic {}", BASE64_STANDARD.encode(pair))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_provider_that_rejects_us_is_logged_with_the_settings_to_check() {
        let (issuer, client_id) = ("https://id.example.com".to_owned(), "fax".to_owned());
        let settings = OpenIdSettings { issuer, client_id, ..OpenIdSettings::default() };
        let asking = Asking::new(Arc::new(settings));
        let why = |body: &'static str| {
            let (headers, body) = (hyper::HeaderMap::new(), body.into());
            asking.no_tokens(&Answered { status: 401, headers, body }).to_string()
        };
        assert_eq!(
            why(r#"{"error": "invalid_client"}"#),
            "https://id.example.com rejects the client 'fax': invalid_client; check client_id, \
             client_auth and secret_file in [openid]"
        );
        assert!(why("<html>").contains("'fax': no reason is given; check"));
        let code = "the provider no longer accepts this code";
        assert_eq!(why(r#"{"error": "invalid_grant"}"#), code);
    }

    #[test]
    fn a_secret_with_signs_of_its_own_is_encoded() {
        let plain = BASE64_STANDARD.encode("my+client:a%3Ab%26%3D");
        assert_eq!(basic("my client", "a:b&="), format!("Basic {plain}"));
    }
}
