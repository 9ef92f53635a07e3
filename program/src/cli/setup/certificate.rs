//! Creates a certificate that this machine signs itself, so that the web interface has TLS at once.
//! Browsers warn of such a certificate. To replace it, write the certificate of a certificate
//! authority and its key into the same two files.

use std::net::IpAddr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use graviola::hashing::Sha256;
use graviola::signing::ecdsa::{P256, SigningKey};
use rcgen::{CertificateParams, DnType, PKCS_ECDSA_P256_SHA256, PublicKeyData, SignatureAlgorithm};

/// The number of years for which the certificate is valid.
pub(super) const YEARS: i32 = 10;

/// A certificate and its private key, each as PEM.
pub(super) struct Made {
    pub(super) certificate: String,
    pub(super) key: String,
}

/// A private ECDSA key on the curve P-256.
struct Key {
    key: SigningKey<P256>,
    /// The public key in the uncompressed form of X9.62: 65 bytes.
    public: Vec<u8>,
}

const PUBLIC_OCTETS: usize = 65;

/// Creates a certificate for a host name or an address, valid from the first day of this `year`.
pub(super) fn make(host: &str, year: i32) -> Result<Made, String> {
    let key = Key::new().map_err(|error| format!("{error:?}"))?;
    let failed = |error: rcgen::Error| format!("no certificate for {host} can be made: {error}");
    let mut params = CertificateParams::new(names_of(host)).map_err(failed)?;
    params.distinguished_name.push(DnType::CommonName, host);
    params.not_before = rcgen::date_time_ymd(year, 1, 1);
    params.not_after = rcgen::date_time_ymd(year + YEARS, 1, 1);
    let mut serial = [0; 16];
    graviola::random::fill(&mut serial).map_err(|error| format!("{error:?}"))?;
    // The serial number must be positive (RFC 5280 clause 4.1.2.2).
    serial[0] = serial[0] & 0x3f | 0x40;
    params.serial_number = Some(serial.to_vec().into());
    let certificate = params.self_signed(&key).map_err(failed)?;
    Ok(Made {
        certificate: certificate.pem(),
        key: key.pem().map_err(|error| format!("{error:?}"))?,
    })
}

/// The names in the certificate: the host name and, for programs on the same machine, `localhost`.
fn names_of(host: &str) -> Vec<String> {
    let mut names = vec![host.to_owned()];
    if host.parse::<IpAddr>().is_err() && host != "localhost" {
        names.push("localhost".to_owned());
    }
    names
}

impl Key {
    fn new() -> Result<Self, graviola::Error> {
        let key = SigningKey::generate()?;
        let mut room = [0; 256];
        // The public key is at the end of the structure SubjectPublicKeyInfo.
        let info = key.to_spki_der(&mut room)?;
        let public = info[info.len() - PUBLIC_OCTETS..].to_vec();
        Ok(Self { key, public })
    }

    fn pem(&self) -> Result<String, graviola::Error> {
        let mut room = zeroize::Zeroizing::new([0; 512]);
        let text = STANDARD.encode(self.key.to_pkcs8_der(room.as_mut())?);
        let lines = text.as_bytes().chunks(64).map(String::from_utf8_lossy);
        let lines = lines.collect::<Vec<_>>().join("\n");
        Ok(format!("-----BEGIN PRIVATE KEY-----\n{lines}\n-----END PRIVATE KEY-----\n"))
    }
}

impl PublicKeyData for Key {
    fn der_bytes(&self) -> &[u8] {
        &self.public
    }

    fn algorithm(&self) -> &'static SignatureAlgorithm {
        &PKCS_ECDSA_P256_SHA256
    }
}

impl rcgen::SigningKey for Key {
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, rcgen::Error> {
        let mut room = [0; 128];
        let signed = self.key.sign_asn1::<Sha256>(&[message], &mut room);
        signed.map(<[u8]>::to_vec).map_err(|_| rcgen::Error::RemoteKeyError)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rustls::pki_types::pem::PemObject;
    use rustls::pki_types::{CertificateDer, PrivateKeyDer};

    #[test]
    fn a_server_and_its_clients_take_it() {
        for host in ["pbx.example.com", "192.0.2.7", "localhost"] {
            let made = make(host, 2026).unwrap();
            let certificate = CertificateDer::from_pem_slice(made.certificate.as_bytes()).unwrap();
            let key = PrivateKeyDer::from_pem_slice(made.key.as_bytes()).unwrap();
            let mut trusted = rustls::RootCertStore::empty();
            trusted.add(certificate.clone()).unwrap();
            let provider = std::sync::Arc::new(rustls_graviola::default_provider());
            let server = rustls::ServerConfig::builder_with_provider(provider.clone())
                .with_safe_default_protocol_versions()
                .unwrap()
                .with_no_client_auth()
                .with_single_cert(vec![certificate], key)
                .unwrap();
            let client = rustls::ClientConfig::builder_with_provider(provider)
                .with_safe_default_protocol_versions()
                .unwrap()
                .with_root_certificates(trusted)
                .with_no_client_auth();
            let name = host.to_owned().try_into().unwrap();
            let mut client = rustls::ClientConnection::new(client.into(), name).unwrap();
            let mut server = rustls::ServerConnection::new(server.into()).unwrap();
            while client.is_handshaking() || server.is_handshaking() {
                let mut wire = Vec::new();
                client.write_tls(&mut wire).unwrap();
                server.read_tls(&mut &wire[..]).unwrap();
                server.process_new_packets().unwrap();
                wire.clear();
                server.write_tls(&mut wire).unwrap();
                client.read_tls(&mut &wire[..]).unwrap();
                client.process_new_packets().unwrap();
            }
        }
    }

    #[test]
    fn a_name_that_is_none_is_refused() {
        assert!(make("pbx\u{e9}.example.com\n", 2026).is_err());
    }
}
