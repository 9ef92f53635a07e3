//! TLS connections to printers. Most printers have a self-signed certificate. The settings can pin
//! such a certificate by its SHA-256 fingerprint. Otherwise the certificate is checked as usual,
//! for the host name in the URI.

use std::path::Path;
use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{CertificateError, ClientConfig, DigitallySignedStruct, SignatureScheme};

use ferrofax_delivery::tls::{TlsError, authorities, supported};

/// The SHA-256 fingerprint of a printer's certificate, which the settings can pin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fingerprint([u8; 32]);

/// The error that a text in the settings is not a SHA-256 fingerprint.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("'{0}' is no SHA-256; 64 hexadecimal digits are, with colons or without")]
pub(super) struct NoFingerprint(String);

impl Fingerprint {
    /// Parses the fingerprint of a printer's certificate. Returns `None` if the text is empty.
    pub(super) fn read(text: &str) -> Result<Option<Self>, NoFingerprint> {
        if text.is_empty() {
            return Ok(None);
        }
        let none = || NoFingerprint(text.to_owned());
        let digits: Vec<u8> = text
            .bytes()
            .filter(|byte| *byte != b':')
            .map(|byte| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok()))
            .collect::<Option<_>>()
            .ok_or_else(none)?;
        let bytes: Vec<u8> = digits
            .chunks(2)
            .map(|two| two.iter().fold(0, |sum, digit| sum << 4 | digit))
            .collect();
        match <[u8; 32]>::try_from(bytes) {
            Ok(bytes) if digits.len() == 64 => Ok(Some(Self(bytes))),
            _ => Err(none()),
        }
    }
}

/// The TLS configuration for a connection to a printer. The file with the authorities is read each
/// time, so that a new file takes effect at once.
pub(super) fn config(
    ca: Option<&Path>,
    pin: Option<Fingerprint>,
) -> Result<Arc<ClientConfig>, TlsError> {
    supported()?;
    let provider = Arc::new(rustls_graviola::default_provider());
    let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .map_err(|error| TlsError::Setup(error.to_string()))?;
    let builder = match pin {
        None => builder.with_root_certificates(authorities("ca", ca)?),
        Some(pin) => builder
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(Pinned { pin, provider })),
    };
    Ok(Arc::new(builder.with_no_client_auth()))
}

/// A certificate check that accepts only the pinned certificate.
#[derive(Debug)]
struct Pinned {
    pin: Fingerprint,
    provider: Arc<CryptoProvider>,
}

impl Pinned {
    fn fingerprint(&self, certificate: &[u8]) -> Option<Fingerprint> {
        let suites = self.provider.cipher_suites.iter().filter_map(|suite| suite.tls13());
        let hash = suites
            .map(|suite| suite.common.hash_provider)
            .find(|hash| hash.output_len() == 32)?;
        <[u8; 32]>::try_from(hash.hash(certificate).as_ref()).ok().map(Fingerprint)
    }
}

impl ServerCertVerifier for Pinned {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        if self.fingerprint(end_entity) == Some(self.pin) {
            Ok(ServerCertVerified::assertion())
        } else {
            Err(CertificateError::ApplicationVerificationFailure.into())
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls12_signature(message, certificate, signature, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls13_signature(message, certificate, signature, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fingerprint_is_read_as_openssl_prints_it_and_plain() {
        let plain = "00ff".repeat(16);
        let colons = plain
            .as_bytes()
            .chunks(2)
            .map(|two| str::from_utf8(two).unwrap())
            .collect::<Vec<_>>()
            .join(":")
            .to_uppercase();
        let read = Fingerprint::read(&plain).unwrap();
        assert_eq!(read.unwrap().0[..2], [0, 0xFF]);
        assert_eq!(Fingerprint::read(&colons).unwrap(), read);
        assert_eq!(Fingerprint::read(""), Ok(None));
        for wrong in ["00", "0", &"0".repeat(63), &"g".repeat(64), &"0".repeat(66)] {
            assert!(Fingerprint::read(wrong).is_err(), "{wrong}");
        }
    }
}
