//! Logins by HTTP Digest (RFC 7616), which does not send the password: with SHA-256, and with MD5
//! for clients that support nothing else.
//!
//! The proof of a user is a hash of name, realm and password (A1 in §3.4.2). The settings contain
//! this hash for both algorithms, as `ferrofax password --digest` prints it. If they contain a
//! plain password instead, the hash is computed from the password.

use md5::{Digest as _, Md5};
use sha2::Sha256;

use super::hex::{is_hex, is_same};
use super::password::is_plain;
use crate::encoding::hex;

/// The realm of Digest logins (RFC 7235 §2.2). It is part of the stored hash.
pub const REALM: &str = "Ferrofax";

/// A hash algorithm of HTTP Digest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Algorithm {
    /// The hash algorithm SHA-256.
    Sha256,
    /// The hash algorithm MD5, for clients that support no other.
    Md5,
}

/// The fields of a Digest login that a client has sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Digest {
    /// The user name that the client sent.
    pub user: String,
    /// The hash algorithm that the client used for this login.
    pub algorithm: Algorithm,
    /// The nonce that Ferrofax sent to the client.
    pub nonce: String,
    /// The number of requests that the client has sent with this nonce, as 8 hexadecimal digits.
    pub nc: String,
    /// The nonce that the client chose.
    pub cnonce: String,
    /// The HTTP method of the request.
    pub method: String,
    /// The target of the HTTP request (its path and query).
    pub uri: String,
    /// The hash by which the client proves the password, in hexadecimal digits.
    pub response: String,
}

/// The error if a text is not a valid secret for Digest.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("it is not valid; `ferrofax password --digest NAME` prints one")]
pub struct NoSecret;

impl Algorithm {
    /// The hash algorithms that Ferrofax accepts, the best first.
    pub(crate) const ALL: [Self; 2] = [Self::Sha256, Self::Md5];

    /// The algorithm's name in HTTP headers.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Sha256 => "SHA-256",
            Self::Md5 => "MD5",
        }
    }

    fn of(self, text: &str) -> String {
        match self {
            Self::Sha256 => hex(&Sha256::digest(text)),
            Self::Md5 => hex(&Md5::digest(text)),
        }
    }

    /// The hash A1 (RFC 7616 §3.4.2) of user name, realm and password, in hexadecimal digits. The
    /// settings can contain this hash instead of the password.
    fn a1(self, user: &str, password: &str) -> String {
        self.of(&format!("{user}:{REALM}:{password}"))
    }

    /// The part of a stored secret (`SHA256:MD5`) that belongs to this algorithm.
    fn half(self, secret: &str) -> Option<&str> {
        let (sha256, md5) = secret.split_once(':')?;
        Some(match self {
            Self::Sha256 => sha256,
            Self::Md5 => md5,
        })
    }
}

/// The stored form of a user's password for Digest: `SHA256:MD5`.
pub fn secret(user: &str, password: &str) -> String {
    Algorithm::ALL.map(|algorithm| algorithm.a1(user, password)).join(":")
}

/// Checks that a Digest secret in the settings has the form `SHA256:MD5`.
pub fn check(kept: &str) -> Result<(), NoSecret> {
    let halves = kept.split_once(':').ok_or(NoSecret)?;
    let is_whole = is_hex(halves.0, 64) && is_hex(halves.1, 32);
    is_whole.then_some(()).ok_or(NoSecret)
}

impl Digest {
    /// Whether the hash with which the client proves the password (`response`) matches the user's
    /// stored secret, or the user's plain password.
    pub fn is_of(&self, secret: Option<&str>, password: Option<&str>) -> bool {
        let plain = password.filter(|kept| is_plain(kept) && !kept.is_empty());
        let kept = secret.and_then(|secret| self.algorithm.half(secret)).map(str::to_lowercase);
        let a1 = kept.or_else(|| Some(self.algorithm.a1(&self.user, plain?)));
        let expected = self.proof(a1.as_deref().unwrap_or_default());
        let given = self.response.to_ascii_lowercase();
        is_same(expected.as_bytes(), given.as_bytes()) && a1.is_some()
    }

    /// Computes the hash that a client with the right password sends as `response` (RFC 7616
    /// §3.4.1, `qop=auth`).
    fn proof(&self, a1: &str) -> String {
        let Self { nonce, nc, cnonce, method, uri, .. } = self;
        let a2 = self.algorithm.of(&format!("{method}:{uri}"));
        self.algorithm.of(&format!("{a1}:{nonce}:{nc}:{cnonce}:auth:{a2}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn login(algorithm: Algorithm) -> Digest {
        let text = |text: &str| text.to_owned();
        Digest {
            user: text("Mufasa"),
            algorithm,
            nonce: text("7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v"),
            nc: text("00000001"),
            cnonce: text("f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ"),
            method: text("GET"),
            uri: text("/dir/index.html"),
            response: String::new(),
        }
    }

    /// Computes the example of RFC 7616 §3.9.1, whose realm differs from that of Ferrofax.
    #[test]
    fn the_proof_is_as_its_standard_shows_it() {
        for (algorithm, proof) in [
            (Algorithm::Md5, "8ca523f5e9506fed4657c9700eebdbec"),
            (Algorithm::Sha256, "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"),
        ] {
            let a1 = algorithm.of("Mufasa:http-auth@example.org:Circle of Life");
            assert_eq!(login(algorithm).proof(&a1), proof);
        }
    }

    #[test]
    fn a_user_is_proved_by_the_secret_or_by_a_plain_password_and_by_nothing_else() {
        let kept = secret("Mufasa", "Circle of Life");
        assert_eq!(check(&kept), Ok(()));
        for algorithm in Algorithm::ALL {
            let mut login = login(algorithm);
            login.response = login.proof(algorithm.half(&kept).unwrap());
            assert!(login.is_of(Some(&kept), None) && login.is_of(None, Some("Circle of Life")));
            assert!(login.is_of(Some(&kept.to_uppercase()), None));
            let others = secret("Mufasa", "Circle of life");
            assert!(!login.is_of(Some(&others), Some("Circle of Life")), "the secret goes first");
            assert!(!login.is_of(None, Some("$argon2id$x")) && !login.is_of(None, None));
            login.response = login.proof("");
            assert!(!login.is_of(None, None) && !login.is_of(None, Some("")));
        }
    }

    #[test]
    fn half_a_secret_is_none() {
        let kept = secret("a", "b");
        for broken in ["", "x", &kept[..64], &kept[1..], &kept.replace(':', "-")] {
            assert_eq!(check(broken), Err(NoSecret), "{broken}");
        }
    }
}
