//! Sets up TLS for connections to servers: rustls, with graviola as its cryptography, and the
//! certificate authorities to trust.
//!
//! The cryptography provider is passed to each configuration. None is installed for the whole
//! process, because the process may be the PBX. On x86-64, graviola panics on processors without
//! AES, CLMUL, AVX, AVX2, BMI and ADX. These are processors from before about 2014, or virtual
//! machines that hide the features. So callers ask [`supported`] first: on such a processor, TLS is
//! refused with a clear error.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{DigitallySignedStruct, RootCertStore, SignatureScheme};

/// The reason why TLS is not possible with these settings.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TlsError {
    /// The processor lacks an instruction set.
    #[error("TLS is not possible on this machine: its processor lacks {missing}")]
    Processor {
        /// The missing instruction set.
        missing: &'static str,
    },
    /// A file that the settings name cannot be used.
    #[error("{option}: {} cannot be used: {reason}", path.display())]
    File {
        /// The option that names the file.
        option: &'static str,
        /// The path of the file.
        path: PathBuf,
        /// The reason why the file cannot be used.
        reason: String,
    },
    /// There is no certificate authority to trust.
    #[error(
        "this system has no certificates of authorities; install ca-certificates, or name a file of them"
    )]
    NoAuthorities,
    /// The server's name cannot be in a certificate.
    #[error("'{0}' is no name that a certificate could bear")]
    BadName(String),
    /// The TLS library rustls refused the settings.
    #[error("TLS cannot be set up: {0}")]
    Setup(String),
}

/// Checks whether TLS works on this processor.
pub fn supported() -> Result<(), TlsError> {
    can_encrypt().map_err(|missing| TlsError::Processor { missing })
}

/// Checks whether our cryptography works on this processor; the error names the missing instruction
/// set.
pub fn can_encrypt() -> Result<(), &'static str> {
    missing_feature().map_or(Ok(()), Err)
}

#[cfg(target_arch = "x86_64")]
fn missing_feature() -> Option<&'static str> {
    [
        ("AES", is_x86_feature_detected!("aes")),
        ("PCLMULQDQ", is_x86_feature_detected!("pclmulqdq")),
        ("AVX", is_x86_feature_detected!("avx")),
        ("AVX2", is_x86_feature_detected!("avx2")),
        ("BMI1", is_x86_feature_detected!("bmi1")),
        ("BMI2", is_x86_feature_detected!("bmi2")),
        ("ADX", is_x86_feature_detected!("adx")),
    ]
    .into_iter()
    .find_map(|(name, there)| if there { None } else { Some(name) })
}

#[cfg(target_arch = "aarch64")]
fn missing_feature() -> Option<&'static str> {
    [
        ("NEON", std::arch::is_aarch64_feature_detected!("neon")),
        ("AES", std::arch::is_aarch64_feature_detected!("aes")),
        ("PMULL", std::arch::is_aarch64_feature_detected!("pmull")),
        ("SHA2", std::arch::is_aarch64_feature_detected!("sha2")),
    ]
    .into_iter()
    .find_map(|(name, there)| if there { None } else { Some(name) })
}

#[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
fn missing_feature() -> Option<&'static str> {
    Some("the instructions that our cryptography is written for")
}

/// Reads the certificates of the authorities to trust: those in the file that an option names, or
/// those that the system trusts.
pub fn authorities(
    option: &'static str,
    ca_file: Option<&Path>,
) -> Result<RootCertStore, TlsError> {
    let mut store = RootCertStore::empty();
    match ca_file {
        Some(path) => {
            for certificate in read_certificates(option, path)? {
                store.add(certificate).map_err(|error| file_error(option, path, error))?;
            }
        }
        None => {
            // Some systems contain certificates that cannot be parsed; only the others are used.
            store.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
            if store.is_empty() {
                return Err(TlsError::NoAuthorities);
            }
        }
    }
    Ok(store)
}

/// Reads the certificates in the file that an option names.
///
/// # Errors
/// The file can't be read, or has no certificate in it.
pub fn read_certificates(
    option: &'static str,
    path: &Path,
) -> Result<Vec<CertificateDer<'static>>, TlsError> {
    let certificates = CertificateDer::pem_file_iter(path)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(|error| file_error(option, path, error))?;
    if certificates.is_empty() {
        return Err(file_error(option, path, "there is no certificate in it"));
    }
    Ok(certificates)
}

/// The error for a fault in the file that an option names.
pub fn file_error(option: &'static str, path: &Path, reason: impl ToString) -> TlsError {
    TlsError::File { option, path: path.to_owned(), reason: reason.to_string() }
}

/// A verifier that accepts any certificate, for connections that would otherwise be unencrypted.
#[derive(Debug)]
pub struct AnyCertificate {
    provider: Arc<CryptoProvider>,
}

impl AnyCertificate {
    /// Creates a verifier with the cryptography of this provider.
    pub fn new(provider: Arc<CryptoProvider>) -> Self {
        Self { provider }
    }
}

impl ServerCertVerifier for AnyCertificate {
    fn verify_server_cert(
        &self,
        _end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(
            message,
            certificate,
            signature,
            &self.provider.signature_verification_algorithms,
        )
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(
            message,
            certificate,
            signature,
            &self.provider.signature_verification_algorithms,
        )
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// graviola itself checks the processor at its first use, and panics if it is not suitable. So
    /// this test fails if [`supported`] is wrong.
    #[test]
    fn a_supported_processor_can_really_do_it() {
        if supported().is_ok() {
            let mut bytes = [0; 32];
            let provider = rustls_graviola::default_provider();
            provider.secure_random.fill(&mut bytes).expect("random bytes");
            let hash = provider
                .cipher_suites
                .iter()
                .find_map(|suite| suite.tls13())
                .expect("a suite of TLS 1.3");
            assert_eq!(hash.common.hash_provider.hash(&bytes).as_ref().len() % 16, 0);
        }
    }
}
