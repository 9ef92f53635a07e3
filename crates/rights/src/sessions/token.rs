//! Random tokens for the cookies of login sessions.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

/// A random token of a login session: 256 bits from the system, in characters that need no escape
/// anywhere.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    /// The number of characters of a token of a login session.
    pub const LENGTH: usize = 43;

    /// Makes a new random token for a login session.
    pub fn fresh() -> Self {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).expect("the system has random numbers");
        Self(BASE64_URL_SAFE_NO_PAD.encode(bytes))
    }

    /// The token of a login session as a client has sent it, valid or not.
    pub fn of(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// The text of the token of a login session, as it is sent to the browser.
    pub fn text(&self) -> &str {
        &self.0
    }

    /// The hash of the token, as it is stored in the spool. The hash does not reveal the token,
    /// since 256 random bits can't be guessed, however fast the hash is.
    pub fn hash(&self) -> String {
        BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(self.0.as_bytes()))
    }
}

/// Debug output that does not reveal the token of the login session.
impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Token")
    }
}
