//! Verifies the signatures of tokens (RFC 7518 §3). The cryptography is the same as for TLS:
//! graviola, through rustls.

use jsonwebtoken::crypto::{CryptoProvider, JwtVerifier, KeyUtils};
use jsonwebtoken::errors::{Error, ErrorKind};
use jsonwebtoken::signature::{Error as NotProved, Verifier};
use jsonwebtoken::{Algorithm, AlgorithmFamily, DecodingKey, DecodingKeyKind};
use rustls::SignatureScheme;
use rustls::pki_types::SignatureVerificationAlgorithm;

use ferrofax_delivery::tls::supported;

/// The minimum number of bytes of the modulus of an RSA key. ID tokens that are signed with a
/// shorter key are rejected.
const SHORTEST_RSA: usize = 256;

static PROVIDER: CryptoProvider = CryptoProvider {
    // Tokens are only verified, never signed.
    signer_factory: |_, _| Err(ErrorKind::UnsupportedAlgorithm.into()),
    verifier_factory: verifier,
    key_utils: KeyUtils::new_unimplemented(),
};

/// Makes the library `jsonwebtoken`, which reads tokens, verify signatures by the cryptography
/// library graviola.
///
/// # Errors
/// This processor does not support the cryptography.
pub(super) fn install() -> Result<(), String> {
    supported().map_err(|error| error.to_string())?;
    // If the verification is installed already, this does nothing.
    let _ = PROVIDER.install_default();
    Ok(())
}

/// A verifier of token signatures, with one public key of the OpenID provider.
struct Proof {
    algorithm: Algorithm,
    by: &'static dyn SignatureVerificationAlgorithm,
    /// The public key by which signatures are verified, in rustls's form.
    key: Vec<u8>,
}

fn verifier(algorithm: &Algorithm, key: &DecodingKey) -> Result<Box<dyn JwtVerifier>, Error> {
    let unfit = || Error::from(ErrorKind::InvalidAlgorithm);
    let scheme = match algorithm {
        Algorithm::RS256 => SignatureScheme::RSA_PKCS1_SHA256,
        Algorithm::RS384 => SignatureScheme::RSA_PKCS1_SHA384,
        Algorithm::RS512 => SignatureScheme::RSA_PKCS1_SHA512,
        Algorithm::PS256 => SignatureScheme::RSA_PSS_SHA256,
        Algorithm::PS384 => SignatureScheme::RSA_PSS_SHA384,
        Algorithm::PS512 => SignatureScheme::RSA_PSS_SHA512,
        Algorithm::ES256 => SignatureScheme::ECDSA_NISTP256_SHA256,
        Algorithm::ES384 => SignatureScheme::ECDSA_NISTP384_SHA384,
        Algorithm::EdDSA => SignatureScheme::ED25519,
        _ => return Err(unfit()),
    };
    // A key is never used with another kind of algorithm than its own.
    if key.family() != algorithm.family() {
        return Err(unfit());
    }
    let key = match key.kind() {
        DecodingKeyKind::RsaModulusExponent { n, e } if n.len() >= SHORTEST_RSA => rsa(n, e),
        DecodingKeyKind::SecretOrDer(bytes) if algorithm.family() != AlgorithmFamily::Rsa => {
            bytes.clone()
        }
        _ => return Err(unfit()),
    };
    let known = rustls_graviola::default_provider().signature_verification_algorithms;
    let by = known.mapping.iter().find(|(of, _)| *of == scheme);
    // rustls lists several algorithms, of which only the first is for exactly the curve that the
    // token's algorithm names.
    let by = by.and_then(|(_, all)| all.first().copied()).ok_or_else(unfit)?;
    Ok(Box::new(Proof { algorithm: *algorithm, by, key }))
}

impl Verifier<Vec<u8>> for Proof {
    fn verify(&self, message: &[u8], signature: &Vec<u8>) -> Result<(), NotProved> {
        let der = match self.algorithm {
            Algorithm::ES256 => ecdsa(signature, 32).ok_or_else(NotProved::new)?,
            Algorithm::ES384 => ecdsa(signature, 48).ok_or_else(NotProved::new)?,
            _ => signature.clone(),
        };
        self.by.verify_signature(&self.key, message, &der).map_err(|_| NotProved::new())
    }
}

impl JwtVerifier for Proof {
    fn algorithm(&self) -> Algorithm {
        self.algorithm
    }
}

/// Encodes an RSA key in the form of RFC 8017 appendix A.1.1.
fn rsa(modulus: &[u8], exponent: &[u8]) -> Vec<u8> {
    sequence(modulus, exponent)
}

/// Converts a signature to X.509's form. In a token, its parts R and S are concatenated (RFC 7518
/// §3.4).
fn ecdsa(signature: &[u8], half: usize) -> Option<Vec<u8>> {
    (signature.len() == 2 * half).then(|| {
        let (r, s) = signature.split_at(half);
        sequence(r, s)
    })
}

/// Encodes two integers as a sequence in DER (X.690 §8.3).
fn sequence(first: &[u8], second: &[u8]) -> Vec<u8> {
    tagged(0x30, &[number(first), number(second)].concat())
}

fn number(bytes: &[u8]) -> Vec<u8> {
    let start = bytes.iter().position(|byte| *byte != 0).unwrap_or(bytes.len());
    let digits = bytes.get(start..).unwrap_or_default();
    // Both numbers are positive, so a zero byte is put before a number whose highest bit is set.
    let is_high = digits.first().is_none_or(|first| *first >= 0x80);
    let sign: &[u8] = if is_high { &[0] } else { &[] };
    tagged(0x02, &[sign, digits].concat())
}

fn tagged(tag: u8, value: &[u8]) -> Vec<u8> {
    let length = value.len().to_be_bytes();
    let start = length.iter().position(|byte| *byte != 0).unwrap_or(length.len());
    let digits = length.get(start..).unwrap_or_default();
    let mut done = vec![tag];
    match value.len() {
        // A length below 128 is a single byte.
        short @ 0..0x80 => done.push(short as u8),
        _ => {
            done.push(0x80 | digits.len() as u8);
            done.extend_from_slice(digits);
        }
    }
    done.extend_from_slice(value);
    done
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_der_has_them() {
        assert_eq!(number(&[0, 0, 1]), [2, 1, 1]);
        assert_eq!(number(&[0x80]), [2, 2, 0, 0x80]);
        assert_eq!(number(&[0, 0]), [2, 1, 0]);
        assert_eq!(ecdsa(&[0; 63], 32), None);
        let long = tagged(4, &[7; 300]);
        assert_eq!(long.get(..4), Some(&[4, 0x82, 1, 44][..]));
        assert_eq!(tagged(4, &[7; 200]).get(..3), Some(&[4, 0x81, 200][..]));
    }
}
