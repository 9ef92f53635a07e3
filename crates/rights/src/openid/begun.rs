//! The state of a login that has begun. It is stored in a cookie of the browser that began the
//! login.
//!
//! The browser can read the state but not change it, since it is authenticated with a key of this
//! process. Its parts cannot be guessed, and are different in each browser.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use ferrofax_basics::UnixMs;

/// The maximum time between the beginning of a login and the browser's return, in milliseconds.
const LASTS_MS: i64 = 15 * 60_000;

/// The maximum length, in characters, of the URL of the web page that the browser opens after the
/// login.
const LONGEST_TO: usize = 1_000;

/// The state of a login with the OpenID provider that has begun.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Begun {
    pub(super) state: String,
    pub(super) nonce: String,
    /// The code verifier of PKCE (RFC 7636 §4.1).
    pub(super) verifier: String,
    /// The URL of the web page that the browser opens after the login.
    pub(super) to: String,
    pub(super) at: UnixMs,
}

/// The key that authenticates the state of logins in cookies.
pub(super) struct Seal([u8; 32]);

impl Begun {
    pub(super) fn new(to: &str) -> Self {
        let to = if to.len() <= LONGEST_TO { to } else { "" };
        let (state, nonce, verifier) = (random(), random(), random());
        Self { state, nonce, verifier, to: to.to_owned(), at: UnixMs::now() }
    }

    /// The code challenge of PKCE (RFC 7636 §4.2).
    pub(super) fn challenge(&self) -> String {
        BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(&self.verifier))
    }
}

impl Seal {
    pub(super) fn new() -> Self {
        Self(bytes())
    }

    pub(super) fn seal(&self, begun: &Begun) -> String {
        let Begun { state, nonce, verifier, to, at } = begun;
        let text = json!([state, nonce, verifier, to, at.0]).to_string();
        let mark = self.mark(&text).finalize().into_bytes();
        let encode = |bytes: &[u8]| BASE64_URL_SAFE_NO_PAD.encode(bytes);
        format!("{}.{}", encode(text.as_bytes()), encode(&mark))
    }

    /// Reads a login's state from the value of its cookie, if the value is authentic and not too
    /// old.
    pub(super) fn open(&self, sealed: &str) -> Option<Begun> {
        let (text, mark) = sealed.split_once('.')?;
        let decode = |text: &str| BASE64_URL_SAFE_NO_PAD.decode(text).ok();
        let text = String::from_utf8(decode(text)?).ok()?;
        self.mark(&text).verify_slice(&decode(mark)?).ok()?;
        let values: Value = serde_json::from_str(&text).ok()?;
        let word = |at: usize| values.get(at)?.as_str().map(str::to_owned);
        let at = UnixMs(values.get(4)?.as_i64()?);
        let begun =
            Begun { state: word(0)?, nonce: word(1)?, verifier: word(2)?, to: word(3)?, at };
        (0..LASTS_MS).contains(&UnixMs::now().ms_since(at)).then_some(begun)
    }

    fn mark(&self, text: &str) -> Hmac<Sha256> {
        let mut mark = Hmac::<Sha256>::new_from_slice(&self.0).expect("any length is one for HMAC");
        mark.update(text.as_bytes());
        mark
    }
}

fn bytes() -> [u8; 32] {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).expect("the system has random numbers");
    bytes
}

/// A random text of 43 letters, digits, `-` and `_`, which nobody can guess.
fn random() -> String {
    BASE64_URL_SAFE_NO_PAD.encode(bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_begun_comes_back_whole_or_not_at_all() {
        let seal = Seal::new();
        let begun = Begun::new("/in/5?a=\"b\"");
        let sealed = seal.seal(&begun);
        assert_eq!(seal.open(&sealed), Some(begun.clone()));
        assert_eq!(Seal::new().open(&sealed), None, "another's");
        let (text, mark) = sealed.split_once('.').unwrap();
        for forged in ["", ".", text, mark, &sealed[1..], &sealed[..sealed.len() - 2]] {
            assert_eq!(seal.open(forged), None, "{forged}");
        }
        let old = Begun { at: begun.at - LASTS_MS - 1, ..begun };
        assert_eq!(seal.open(&seal.seal(&old)), None);
        assert!(
            sealed
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
        );
        assert_eq!(Begun::new(&"/".repeat(LONGEST_TO + 1)).to, "");
    }

    /// Checks the code challenge of PKCE by the example in RFC 7636 appendix B.
    #[test]
    fn a_challenge_is_as_its_standard_shows_it() {
        let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk".to_owned();
        let begun = Begun { verifier, ..Begun::new("/") };
        assert_eq!(begun.challenge(), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    }
}
