//! TLS certificates: their private keys, certificates that this machine signs itself, and requests
//! to an authority for certificates.

use std::net::IpAddr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use graviola::hashing::Sha256;
use graviola::signing::ecdsa::{P256, SigningKey};
use rcgen::{
    CertificateParams, DistinguishedName, DnType, PKCS_ECDSA_P256_SHA256, PublicKeyData,
    SignatureAlgorithm,
};

/// The life of a certificate that this machine has signed itself, in years.
pub(crate) const YEARS: i32 = 10;

/// A certificate and its private key, each as PEM.
pub(crate) struct Made {
    pub(crate) certificate: String,
    pub(crate) key: String,
}

/// A request for a certificate (PKCS #10), and the key of the certificate.
pub(crate) struct Request {
    /// The certificate request in DER.
    pub(crate) der: Vec<u8>,
    /// The private key of the certificate as PEM.
    pub(crate) key: String,
}

/// A private ECDSA key on the curve P-256.
struct Key {
    key: SigningKey<P256>,
    /// The public key in the uncompressed form of X9.62: 65 bytes.
    public: Vec<u8>,
}

const PUBLIC_OCTETS: usize = 65;

/// Creates a certificate for these host names and IP addresses, and signs it with its own key. It
/// is valid from the first day of this `year`. The first name becomes the subject.
pub(crate) fn self_signed(names: &[String], year: i32) -> Result<Made, String> {
    let key = Key::new().map_err(|error| format!("{error:?}"))?;
    let failed = |error: rcgen::Error| no_certificate(names, &error);
    let mut params = CertificateParams::new(names).map_err(failed)?;
    if let Some(first) = names.first() {
        params.distinguished_name.push(DnType::CommonName, first);
    }
    params.not_before = rcgen::date_time_ymd(year, 1, 1);
    params.not_after = rcgen::date_time_ymd(year + YEARS, 1, 1);
    let mut serial = [0; 16];
    graviola::random::fill(&mut serial).map_err(|error| format!("{error:?}"))?;
    // The serial number must be positive (RFC 5280 clause 4.1.2.2).
    serial[0] = serial[0] & 0x3f | 0x40;
    params.serial_number = Some(serial.to_vec().into());
    let certificate = params.self_signed(&key).map_err(failed)?;
    Ok(Made { certificate: certificate.pem(), key: key.pem()? })
}

/// The names for which the certificate of a machine is valid: its host name or IP address, and
/// `localhost`, which programs on the machine itself use.
pub(crate) fn names_of(host: &str) -> Vec<String> {
    let mut names = vec![host.to_owned()];
    if host.parse::<IpAddr>().is_err() && host != "localhost" {
        names.push("localhost".to_owned());
    }
    names
}

impl Request {
    /// Creates a request for a certificate with these host names and IP addresses, and a new key.
    pub(crate) fn new(names: &[String]) -> Result<Self, String> {
        let key = Key::new().map_err(|error| format!("{error:?}"))?;
        let failed = |error: rcgen::Error| no_certificate(names, &error);
        let mut params = CertificateParams::new(names).map_err(failed)?;
        // The authority chooses the subject.
        params.distinguished_name = DistinguishedName::new();
        let request = params.serialize_request(&key).map_err(failed)?;
        Ok(Self { der: request.der().to_vec(), key: key.pem()? })
    }
}

fn no_certificate(names: &[String], error: &rcgen::Error) -> String {
    format!("no certificate for {} can be made: {error}", names.join(", "))
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

    fn pem(&self) -> Result<String, String> {
        let mut room = zeroize::Zeroizing::new([0; 512]);
        let der = self.key.to_pkcs8_der(room.as_mut()).map_err(|error| format!("{error:?}"))?;
        let text = STANDARD.encode(der);
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
            let made = self_signed(&names_of(host), 2026).unwrap();
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
        let names = names_of("pbx\u{e9}.example.com\n");
        assert!(self_signed(&names, 2026).is_err() && Request::new(&names).is_err());
    }
}
