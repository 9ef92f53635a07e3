//! Our side of TLS: rustls with graviola, as towards the relay. The certificate's files
//! are looked at when a client comes: a renewed one counts at once.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::SystemTime;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::version::{TLS12, TLS13};
use rustls::{ServerConfig, SupportedProtocolVersion};

use ferrofax_basics::lock::lock;
use ferrofax_delivery::tls::supported;

/// The oldest TLS that is spoken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MinTls {
    /// `1.2`
    #[default]
    Tls12,
    /// `1.3`
    Tls13,
}

/// Why there can be no TLS as it is set.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ServerTlsError {
    /// One without the other.
    #[error("certificate and key belong together: {0} is missing")]
    Half(&'static str),
    /// The processor.
    #[error("{0}")]
    Processor(String),
    /// A file.
    #[error("{key}: {} cannot be used: {reason}", path.display())]
    File {
        /// The key of gateway.toml.
        key: &'static str,
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
}

/// Who we are to clients.
#[derive(Debug)]
pub(crate) struct Identity {
    certificate: PathBuf,
    key: PathBuf,
    min_tls: MinTls,
    loaded: Mutex<Loaded>,
}

#[derive(Debug)]
struct Loaded {
    changed: Changed,
    config: Arc<ServerConfig>,
}

/// When the files were last written.
type Changed = [Option<SystemTime>; 2];

impl Identity {
    /// What the settings name; none if they name no certificate.
    ///
    /// # Errors
    /// [`ServerTlsError`]
    pub(crate) fn of(
        certificate: Option<&Path>,
        key: Option<&Path>,
        min_tls: MinTls,
    ) -> Result<Option<Self>, ServerTlsError> {
        let (certificate, key) = match (certificate, key) {
            (None, None) => return Ok(None),
            (Some(certificate), Some(key)) => (certificate.to_owned(), key.to_owned()),
            (None, Some(_)) => return Err(ServerTlsError::Half("certificate")),
            (Some(_), None) => return Err(ServerTlsError::Half("key")),
        };
        let changed = changed(&certificate, &key);
        let config = load(&certificate, &key, min_tls)?;
        let loaded = Mutex::new(Loaded { changed, config });
        Ok(Some(Self { certificate, key, min_tls, loaded }))
    }

    /// The configuration for a client that comes now. Where the files have been changed
    /// and cannot be used, the old one.
    pub(crate) fn config(&self) -> Arc<ServerConfig> {
        let mut loaded = lock(&self.loaded);
        let now = changed(&self.certificate, &self.key);
        if now != loaded.changed {
            loaded.changed = now;
            match load(&self.certificate, &self.key, self.min_tls) {
                Ok(config) => {
                    loaded.config = config;
                    log::info!("the certificate in {} was renewed", self.certificate.display());
                }
                Err(error) => log::error!(
                    "the certificate was changed, and the old one stays in use: {error}"
                ),
            }
        }
        Arc::clone(&loaded.config)
    }
}

fn changed(certificate: &Path, key: &Path) -> Changed {
    [certificate, key].map(|path| fs::metadata(path).and_then(|file| file.modified()).ok())
}

fn load(
    certificate: &Path,
    key: &Path,
    min_tls: MinTls,
) -> Result<Arc<ServerConfig>, ServerTlsError> {
    supported().map_err(|error| ServerTlsError::Processor(error.to_string()))?;
    let error = |key: &'static str, path: &Path| {
        let path = path.to_owned();
        move |reason: &dyn std::fmt::Display| ServerTlsError::File {
            key,
            path,
            reason: reason.to_string(),
        }
    };
    // The chain, ours first.
    let certificates = CertificateDer::pem_file_iter(certificate)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(|reason| error("certificate", certificate)(&reason))?;
    if certificates.is_empty() {
        return Err(error("certificate", certificate)(&"there is no certificate in it"));
    }
    let private = PrivateKeyDer::from_pem_file(key).map_err(|reason| error("key", key)(&reason))?;
    // What is spoken, and whether the key is the certificate's.
    let versions: &[&SupportedProtocolVersion] = match min_tls {
        MinTls::Tls12 => &[&TLS13, &TLS12],
        MinTls::Tls13 => &[&TLS13],
    };
    let config = ServerConfig::builder_with_provider(Arc::new(rustls_graviola::default_provider()))
        .with_protocol_versions(versions)
        .map_err(|reason| error("certificate", certificate)(&reason))?
        .with_no_client_auth()
        .with_single_cert(certificates, private)
        .map_err(|reason| error("certificate", certificate)(&reason))?;
    Ok(Arc::new(config))
}
