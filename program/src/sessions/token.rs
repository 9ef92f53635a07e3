//! What nobody can guess.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

/// 256 bits by the system's generator, in letters that need no escape anywhere.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Token(String);

impl Token {
    /// One that nothing else has.
    pub(crate) fn fresh() -> Self {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).expect("the system has random numbers");
        Self(BASE64_URL_SAFE_NO_PAD.encode(bytes))
    }

    /// One that somebody shows, whatever it is.
    pub(crate) fn of(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// As it is handed out.
    pub(crate) fn text(&self) -> &str {
        &self.0
    }

    /// As it is kept. Whoever finds this finds no token by it: 256 bits are not guessed,
    /// however quick the hash is.
    pub(crate) fn hash(&self) -> String {
        BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(self.0.as_bytes()))
    }
}

/// Never shows it.
impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Token")
    }
}
