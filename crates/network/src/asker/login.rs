//! The types of login that a client can send, for example a mail client or a printing client.

use super::digest::Digest;

/// The user name and the proof of the password that a client sends, for example a mail client or a
/// printing client.
#[derive(Clone, PartialEq, Eq)]
pub enum Login {
    /// A login with a name and a password (AUTH PLAIN and LOGIN).
    Plain {
        /// The user name as the client sent it: `user`, `user@domain` or `DOMAIN\user`.
        user: String,
        /// The password as the client sent it.
        password: String,
    },
    /// A login with a name and the answer to a challenge that Ferrofax sent (AUTH CRAM-MD5, RFC
    /// 2195).
    CramMd5 {
        /// The user name as the client sent it.
        user: String,
        /// The CRAM-MD5 challenge that Ferrofax sent, with its angle brackets.
        challenge: String,
        /// The HMAC-MD5 of the challenge with the password as key, in lower-case hexadecimal
        /// digits, as the client sent it.
        digest: String,
    },
    /// A login by HTTP Digest (RFC 7616).
    Digest(Digest),
}

impl Login {
    /// The user name that the client sent. The password is not checked yet.
    pub fn user(&self) -> &str {
        match self {
            Self::Plain { user, .. } | Self::CramMd5 { user, .. } => user,
            Self::Digest(digest) => &digest.user,
        }
    }
}

/// Writes the kind of login for debugging, without the password.
impl std::fmt::Debug for Login {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Plain { .. } => "Plain",
            Self::CramMd5 { .. } => "CramMd5",
            Self::Digest(_) => "Digest",
        })
    }
}
