//! Signed statements by which Ferrofax proves its identity to the mail provider (JSON Web
//! Tokens, RFC 7515 and RFC 7523).

use std::fs;
use std::path::Path;

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use graviola::signing::rsa::SigningKey;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use serde::Deserialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::Fault;
use ferrofax_basics::UnixMs;

/// The time in seconds for which a signed statement to the mail provider is valid.
const LIFE_S: i64 = 300;

/// The greatest accepted size of the key file of a service account, in bytes.
const LARGEST: u64 = 64 * 1024;

/// The greatest length of the RSA signature of a statement, in bytes: 8,192 bits.
const SIGNATURE: usize = 1024;

/// The algorithms by which statements to the mail provider are signed (RFC 7518 §3.1).
#[derive(Clone, Copy)]
enum Algorithm {
    Rs256,
    Ps256,
}

/// The content of the key file of a Google service account (JSON).
#[derive(Deserialize)]
struct ServiceAccount {
    client_email: String,
    private_key: String,
    #[serde(default)]
    private_key_id: String,
    #[serde(default)]
    token_uri: String,
}

/// A signed statement of a Google service account, and the URL to which it is sent.
pub(super) struct Statement {
    pub(super) token_endpoint: String,
    pub(super) assertion: String,
}

/// Makes the signed statement by which Ferrofax proves its identity with a certificate instead of a
/// client secret (RFC 7523 §2.2). Microsoft requires PS256 and the certificate's SHA-256.
pub(super) fn of_certificate(
    (certificate, key): (&Path, &Path),
    (client, audience): (&str, &str),
    now: UnixMs,
) -> Result<String, Fault> {
    let read = CertificateDer::from_pem_file(certificate)
        .map_err(|error| of_file("certificate", certificate, &error))?;
    let print = BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(&read));
    let der = PrivateKeyDer::from_pem_file(key).map_err(|error| of_file("key", key, &error))?;
    let key = signing_key(&der).ok_or_else(|| of_file("key", key, &"it is no RSA key"))?;
    let header = json!({ "alg": "PS256", "typ": "JWT", "x5t#S256": print });
    let claims = json!({
        "aud": audience,
        "iss": client,
        "sub": client,
        "jti": unique()?,
        "nbf": now.0 / 1000,
        "iat": now.0 / 1000,
        "exp": now.0 / 1000 + LIFE_S,
    });
    signed(&key, Algorithm::Ps256, &header, &claims)
}

/// Makes the signed statement of a Google service account that sends mails for the mailbox
/// `account` (RFC 7523 §2.1).
pub(super) fn of_service_account(
    file: &Path,
    (account, scopes): (&str, &str),
    usual_endpoint: &str,
    now: UnixMs,
) -> Result<Statement, Fault> {
    let wrong = |why: &dyn std::fmt::Display| of_file("service_account", file, why);
    let size = fs::metadata(file).map_err(|error| wrong(&error))?.len();
    if size > LARGEST {
        return Err(wrong(&"it is larger than 64 kB"));
    }
    let text = fs::read_to_string(file).map_err(|error| wrong(&error))?;
    let about: ServiceAccount = serde_json::from_str(&text)
        .map_err(|_| wrong(&"it is no key file of a service account in the form JSON"))?;
    let der = PrivateKeyDer::from_pem_slice(about.private_key.as_bytes());
    let der = der.map_err(|_| wrong(&"its private_key is no key"))?;
    let key = signing_key(&der).ok_or_else(|| wrong(&"its private_key is no RSA key"))?;
    let endpoint = Some(about.token_uri).filter(|uri| !uri.is_empty());
    let token_endpoint = endpoint.unwrap_or_else(|| usual_endpoint.to_owned());
    let header = json!({ "alg": "RS256", "typ": "JWT", "kid": about.private_key_id });
    let claims = json!({
        "aud": token_endpoint,
        "iss": about.client_email,
        "sub": account,
        "scope": scopes,
        "iat": now.0 / 1000,
        "exp": now.0 / 1000 + LIFE_S,
    });
    let assertion = signed(&key, Algorithm::Rs256, &header, &claims)?;
    Ok(Statement { token_endpoint, assertion })
}

fn of_file(key: &str, file: &Path, why: &dyn std::fmt::Display) -> Fault {
    Fault::settings(format!("[mail_login] {key}: {} cannot be used: {why}", file.display()))
}

fn signing_key(der: &PrivateKeyDer<'_>) -> Option<SigningKey> {
    match der {
        PrivateKeyDer::Pkcs8(key) => SigningKey::from_pkcs8_der(key.secret_pkcs8_der()).ok(),
        PrivateKeyDer::Pkcs1(key) => SigningKey::from_pkcs1_der(key.secret_pkcs1_der()).ok(),
        _ => None,
    }
}

fn signed(
    key: &SigningKey,
    algorithm: Algorithm,
    header: &Value,
    claims: &Value,
) -> Result<String, Fault> {
    let encode = |octets: &[u8]| BASE64_URL_SAFE_NO_PAD.encode(octets);
    let text = [encode(header.to_string().as_bytes()), encode(claims.to_string().as_bytes())];
    let text = text.join(".");
    let mut room = [0; SIGNATURE];
    let made = match algorithm {
        Algorithm::Rs256 => key.sign_pkcs1_sha256(&mut room, text.as_bytes()),
        Algorithm::Ps256 => key.sign_pss_sha256(&mut room, text.as_bytes()),
    };
    let signature = made.map_err(|error| {
        Fault::settings(format!("the key of [mail_login] cannot sign: {error:?}"))
    })?;
    Ok(format!("{text}.{}", encode(signature)))
}

/// A random text for one signed statement, so that no two statements are equal.
pub(super) fn unique() -> Result<String, Fault> {
    let mut octets = [0; 24];
    graviola::random::fill(&mut octets)
        .map_err(|error| Fault::away(format!("there are no random numbers: {error:?}")))?;
    Ok(BASE64_URL_SAFE_NO_PAD.encode(octets))
}
