//! The signature algorithms for ID tokens (RFC 7518 §3.1), without those that use a shared secret.

use std::str::FromStr;

/// An algorithm by which the OpenID provider signs its ID tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Algorithm {
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    Rs256,
    /// RSASSA-PKCS1-v1_5 with SHA-384.
    Rs384,
    /// RSASSA-PKCS1-v1_5 with SHA-512.
    Rs512,
    /// RSASSA-PSS with SHA-256.
    Ps256,
    /// RSASSA-PSS with SHA-384.
    Ps384,
    /// RSASSA-PSS with SHA-512.
    Ps512,
    /// ECDSA on P-256 with SHA-256.
    Es256,
    /// ECDSA on P-384 with SHA-384.
    Es384,
    /// EdDSA with Ed25519.
    EdDsa,
}

/// The error for the name of a signature algorithm that Ferrofax does not accept.
#[derive(Debug, thiserror::Error)]
#[error("'{0}' is not accepted; RS256, PS256, ES256 and EdDSA are")]
pub struct NoAlgorithm(String);

impl Algorithm {
    const ALL: [(&'static str, Self); 9] = [
        ("RS256", Self::Rs256),
        ("RS384", Self::Rs384),
        ("RS512", Self::Rs512),
        ("PS256", Self::Ps256),
        ("PS384", Self::Ps384),
        ("PS512", Self::Ps512),
        ("ES256", Self::Es256),
        ("ES384", Self::Es384),
        ("EdDSA", Self::EdDsa),
    ];

    /// Whether an ID token names this signature algorithm.
    pub(super) fn is(self, named: jsonwebtoken::Algorithm) -> bool {
        let named = format!("{named:?}");
        Self::ALL.into_iter().any(|(name, known)| known == self && name == named)
    }
}

impl FromStr for Algorithm {
    type Err = NoAlgorithm;

    fn from_str(text: &str) -> Result<Self, NoAlgorithm> {
        let found = Self::ALL.into_iter().find(|(name, _)| *name == text);
        found
            .map(|(_, algorithm)| algorithm)
            .ok_or_else(|| NoAlgorithm(text.to_owned()))
    }
}
