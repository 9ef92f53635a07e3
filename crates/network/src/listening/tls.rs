//! The server side of TLS, by rustls with graviola, as for outgoing mail. The certificate files
//! are checked when a client connects, so a renewed certificate is used at once.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::SystemTime;

use rustls::crypto::CryptoProvider;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::server::danger::ClientCertVerifier;
use rustls::version::{TLS12, TLS13};
use rustls::{RootCertStore, ServerConfig, SupportedProtocolVersion};

use ferrofax_basics::lock::lock;
use ferrofax_delivery::tls::supported;

/// The oldest TLS version that a server accepts from its clients.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MinTls {
    /// TLS 1.2 or newer (`1.2`).
    #[default]
    Tls12,
    /// TLS 1.3 or newer (`1.3`).
    Tls13,
}

/// The reason why TLS cannot work with the server's certificate settings.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ServerTlsError {
    /// The settings name a certificate without its key, or a key without its certificate.
    #[error("certificate and key belong together: {0} is missing")]
    Half(&'static str),
    /// The processor lacks instructions that graviola (the cryptography library) needs.
    #[error("{0}")]
    Processor(String),
    /// A file cannot be read or used: the certificate, its private key, or the file with the
    /// authorities that sign client certificates.
    #[error("{key}: {} cannot be used: {reason}", path.display())]
    File {
        /// The name of the setting in gateway.toml that contains the path of the unusable file.
        key: &'static str,
        /// The path of the file that cannot be used.
        path: PathBuf,
        /// The reason why the file cannot be used, for people.
        reason: String,
    },
}

/// The server's certificate and key, and the check of client certificates.
#[derive(Debug)]
pub struct Identity {
    files: Files,
    min_tls: MinTls,
    loaded: Mutex<Loaded>,
}

#[derive(Debug)]
struct Loaded {
    changed: Changed,
    config: Arc<ServerConfig>,
}

/// The paths of the TLS files that the settings name: the certificate, its private key, and the
/// authorities that sign client certificates.
#[derive(Debug)]
struct Files {
    certificate: PathBuf,
    key: PathBuf,
    /// The file with the authorities that sign client certificates. If there is none, clients are
    /// not asked for a certificate.
    clients: Option<PathBuf>,
}

/// The times when the certificate, the key and the file with the authorities that sign client
/// certificates were last written.
type Changed = [Option<SystemTime>; 3];

impl Identity {
    /// Loads the certificate and key that the settings name; `None` if the settings name none.
    pub fn of(
        certificate: Option<&Path>,
        key: Option<&Path>,
        clients: Option<&Path>,
        min_tls: MinTls,
    ) -> Result<Option<Self>, ServerTlsError> {
        let files = match (certificate, key) {
            (None, None) => return Ok(None),
            (Some(certificate), Some(key)) => Files {
                certificate: certificate.to_owned(),
                key: key.to_owned(),
                clients: clients.map(Path::to_owned),
            },
            (None, Some(_)) => return Err(ServerTlsError::Half("certificate")),
            (Some(_), None) => return Err(ServerTlsError::Half("key")),
        };
        let loaded = Loaded { changed: files.changed(), config: files.load(min_tls)? };
        Ok(Some(Self { files, min_tls, loaded: Mutex::new(loaded) }))
    }

    /// The TLS configuration for a new client. If the certificate files have changed but cannot be
    /// used, the earlier configuration is returned.
    pub fn config(&self) -> Arc<ServerConfig> {
        let mut loaded = lock(&self.loaded);
        let now = self.files.changed();
        if now != loaded.changed {
            loaded.changed = now;
            match self.files.load(self.min_tls) {
                Ok(config) => {
                    loaded.config = config;
                    log::info!(
                        "the certificate in {} was renewed",
                        self.files.certificate.display()
                    );
                }
                Err(error) => log::error!(
                    "the certificate was changed, but the old one remains in use: {error}"
                ),
            }
        }
        Arc::clone(&loaded.config)
    }
}

impl Files {
    fn changed(&self) -> Changed {
        let clients = self.clients.as_deref();
        [Some(self.certificate.as_path()), Some(self.key.as_path()), clients]
            .map(|path| fs::metadata(path?).and_then(|file| file.modified()).ok())
    }

    fn load(&self, min_tls: MinTls) -> Result<Arc<ServerConfig>, ServerTlsError> {
        supported().map_err(|error| ServerTlsError::Processor(error.to_string()))?;
        let Self { certificate, key, .. } = self;
        // The certificate chain; the server's own certificate comes first.
        let certificates = certificates("certificate", certificate)?;
        let private =
            PrivateKeyDer::from_pem_file(key).map_err(|reason| unusable("key", key, &reason))?;
        let versions: &[&SupportedProtocolVersion] = match min_tls {
            MinTls::Tls12 => &[&TLS13, &TLS12],
            MinTls::Tls13 => &[&TLS13],
        };
        let provider = Arc::new(rustls_graviola::default_provider());
        let wrong = |reason| unusable("certificate", certificate, &reason);
        let speaks = ServerConfig::builder_with_provider(Arc::clone(&provider))
            .with_protocol_versions(versions)
            .map_err(wrong)?;
        let asks = match &self.clients {
            None => speaks.with_no_client_auth(),
            Some(path) => speaks.with_client_cert_verifier(verifier(path, provider)?),
        };
        // This also checks that the key belongs to the certificate.
        let mut config = asks.with_single_cert(certificates, private).map_err(wrong)?;
        // CUPS 2.4 with GnuTLS mistakes a session ticket before the first answer for the end of
        // the connection.
        config.send_tls13_tickets = 0;
        Ok(Arc::new(config))
    }
}

/// Returns the verifier of client certificates. It accepts clients without a certificate, too.
fn verifier(
    path: &Path,
    provider: Arc<CryptoProvider>,
) -> Result<Arc<dyn ClientCertVerifier>, ServerTlsError> {
    let mut roots = RootCertStore::empty();
    for authority in certificates("client_ca", path)? {
        roots.add(authority).map_err(|reason| unusable("client_ca", path, &reason))?;
    }
    WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider)
        .allow_unauthenticated()
        .build()
        .map_err(|reason| unusable("client_ca", path, &reason))
}

/// Reads all certificates from a PEM file. It is an error if the file has none.
fn certificates(
    key: &'static str,
    path: &Path,
) -> Result<Vec<CertificateDer<'static>>, ServerTlsError> {
    let found = CertificateDer::pem_file_iter(path)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(|reason| unusable(key, path, &reason))?;
    if found.is_empty() {
        Err(unusable(key, path, &"there is no certificate in it"))
    } else {
        Ok(found)
    }
}

fn unusable(key: &'static str, path: &Path, reason: &dyn std::fmt::Display) -> ServerTlsError {
    ServerTlsError::File { key, path: path.to_owned(), reason: reason.to_string() }
}
