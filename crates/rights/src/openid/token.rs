//! Verifies ID tokens (OpenID Connect Core §3.1.3.7).

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use jsonwebtoken::jwk::{AlgorithmParameters, Jwk};
use jsonwebtoken::{DecodingKey, Header, Validation, decode, decode_header};
use serde_json::Value;

use super::OpenIdError;
use super::asking::Asking;
use super::begun::Begun;
use super::settings::OpenIdSettings;
use super::signature;

/// The tolerated difference between the OpenID provider's clock and this machine's clock, in
/// seconds.
const LEEWAY: u64 = 60;

/// The maximum number of bytes of an ID token.
const LONGEST: usize = 64 << 10;

/// The settings, and the login that has begun, which an ID token must match.
pub(super) struct Expected<'a> {
    pub(super) settings: &'a OpenIdSettings,
    pub(super) begun: &'a Begun,
}

/// Verifies an ID token, and returns its claims. The token must be from the OpenID provider, for
/// this client, and for the login that was begun.
///
/// # Errors
/// [`OpenIdError::Wrong`] if the token is not valid, or another error if the keys can't be fetched.
pub(super) fn proved(
    token: &str,
    expected: &Expected<'_>,
    asking: &Asking,
) -> Result<Value, OpenIdError> {
    signature::install().map_err(OpenIdError::Away)?;
    let header = header(token).map_err(wrong)?;
    let allowed = expected.settings.algorithms.iter().any(|known| known.is(header.alg));
    if !allowed {
        return Err(wrong(format!(
            "it is signed by {:?}, which [openid] algorithms lacks",
            header.alg
        )));
    }
    let keys = asking.keys(header.kid.as_deref())?;
    let keys: Vec<&Jwk> = keys.iter().filter(|key| fits(key, &header)).collect();
    let mut why = "it is signed by a key that the provider does not have".to_owned();
    for key in keys {
        match claims(token, key, &header, expected) {
            Ok(claims) => {
                expected.check(&claims).map_err(wrong)?;
                return Ok(claims);
            }
            Err(error) => why = error,
        }
    }
    Err(wrong(why))
}

fn wrong(why: impl std::fmt::Display) -> OpenIdError {
    OpenIdError::Wrong(format!("the ID token proves nobody: {why}"))
}

/// Reads the header of an ID token. An unknown extension that the header marks as required is an
/// error.
fn header(token: &str) -> Result<Header, String> {
    if token.len() > LONGEST {
        return Err("it is too long".to_owned());
    }
    let text = token.split('.').next().unwrap_or_default();
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(text).map_err(|error| error.to_string())?;
    let said: Value = serde_json::from_slice(&bytes).map_err(|error| error.to_string())?;
    // `crit` names extensions that the reader must understand (RFC 7515 §4.1.11).
    if said.get("crit").is_some() {
        return Err("it asks for what we don't know (crit)".to_owned());
    }
    decode_header(token).map_err(|error| error.to_string())
}

/// Whether this public key of the OpenID provider is suitable for the token's algorithm.
fn fits(key: &Jwk, header: &Header) -> bool {
    let is_said = key.common.key_algorithm;
    let is_its = is_said.is_none_or(|said| said.to_string() == format!("{:?}", header.alg));
    // A symmetric key is never accepted, since everybody can read the provider's keys.
    is_its && !matches!(key.algorithm, AlgorithmParameters::OctetKey(_))
}

/// Verifies an ID token's signature, issuer, audience and times. Returns its claims.
fn claims(
    token: &str,
    key: &Jwk,
    header: &Header,
    expected: &Expected<'_>,
) -> Result<Value, String> {
    let key = DecodingKey::from_jwk(key).map_err(|error| error.to_string())?;
    let mut validation = Validation::new(header.alg);
    validation.leeway = LEEWAY;
    validation.validate_nbf = true;
    validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
    validation.set_issuer(&[&expected.settings.issuer]);
    validation.set_audience(&[&expected.settings.client_id]);
    let decoded = decode::<Value>(token, &key, &validation).map_err(|error| error.to_string())?;
    Ok(decoded.claims)
}

impl Expected<'_> {
    /// Checks that the token is for the login that was begun, and only for this client. The library
    /// `jsonwebtoken` does not check this.
    fn check(&self, claims: &Value) -> Result<(), String> {
        let text = |name: &str| claims.get(name).and_then(Value::as_str);
        let client = self.settings.client_id.as_str();
        if text("iss") != Some(&self.settings.issuer) {
            return Err("its issuer is another".to_owned());
        }
        if text("nonce") != Some(&self.begun.nonce) {
            return Err("it is of another login (nonce)".to_owned());
        }
        let others = claims.get("aud").and_then(Value::as_array).map_or(0, Vec::len) > 1;
        match text("azp") {
            Some(party) if party != client => {
                return Err("it is for somebody else (azp)".to_owned());
            }
            None if others => return Err("it is for others, too (aud without azp)".to_owned()),
            _ => {}
        }
        if text("sub").is_none_or(|sub| sub.is_empty() || sub.len() > 255) {
            return Err("it is of nobody (sub)".to_owned());
        }
        let now = i64::try_from(jsonwebtoken::get_current_timestamp()).unwrap_or(i64::MAX);
        let leeway = LEEWAY.cast_signed();
        let begun = self.begun.at.0 / 1_000;
        let seconds = |name: &str| {
            let value = claims.get(name)?;
            value.as_i64().or_else(|| value.as_f64().map(|seconds| seconds as i64))
        };
        // The token must have been issued after the login began, and not in the future.
        if !seconds("iat").is_some_and(|at| (begun - leeway..=now + leeway).contains(&at)) {
            return Err("it was not made for this login (iat)".to_owned());
        }
        let oldest = i64::from(self.settings.max_age_minutes) * 60;
        if oldest > 0 && seconds("auth_time").is_none_or(|at| at < now - oldest - leeway) {
            return Err("the login there is too old (auth_time)".to_owned());
        }
        Ok(())
    }
}
