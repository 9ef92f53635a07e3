//! What a client proves who it is by.

use super::digest::Digest;

/// What a client proves who it is by.
#[derive(Clone, PartialEq, Eq)]
pub enum Login {
    /// A name and a password (AUTH PLAIN and LOGIN).
    Plain {
        /// The name as it was given: `user`, `user@domain` or `DOMAIN\user`.
        user: String,
        /// The password.
        password: String,
    },
    /// A name and what it made of our challenge (AUTH CRAM-MD5, RFC 2195).
    CramMd5 {
        /// The name as it was given.
        user: String,
        /// What we had sent, with its angle brackets.
        challenge: String,
        /// HMAC-MD5 of it under the password, in small hexadecimal digits, as the client sent it.
        digest: String,
    },
    /// HTTP Digest (RFC 7616).
    Digest(Digest),
}

impl Login {
    /// The name that is claimed.
    pub fn user(&self) -> &str {
        match self {
            Self::Plain { user, .. } | Self::CramMd5 { user, .. } => user,
            Self::Digest(digest) => &digest.user,
        }
    }
}

/// Never shows a password.
impl std::fmt::Debug for Login {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Plain { .. } => "Plain",
            Self::CramMd5 { .. } => "CramMd5",
            Self::Digest(_) => "Digest",
        })
    }
}
