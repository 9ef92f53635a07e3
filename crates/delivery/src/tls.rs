//! The TLS configuration of connections to the relay (the mail server).

use std::path::Path;
use std::sync::Arc;

use rustls::ClientConfig;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{PrivateKeyDer, ServerName};

use super::settings::{RelaySettings, Tls};
use ferrofax_basics::tls::{AnyCertificate, file_error, read_certificates};
pub use ferrofax_basics::tls::{TlsError, authorities, supported};
use ferrofax_spool::undelivered::TlsFault;

/// Checks the TLS settings without making a connection. This is done when the settings are loaded.
pub(super) fn check(relay: &RelaySettings) -> Result<(), TlsError> {
    match relay.tls {
        // A program on this machine at the other end of a socket needs no certificate.
        _ if relay.unix_socket().is_some() => Ok(()),
        Tls::None => Ok(()),
        // Without TLS the mail is sent unencrypted, unless a password is sent.
        Tls::Opportunistic if !relay.checks_certificate() && supported().is_err() => Ok(()),
        _ => client_config(relay).and_then(|_| server_name(relay)).map(drop),
    }
}

/// Converts a TLS error into the form in which the spool stores the fault: the kind of fault, with
/// values such as a file name.
pub fn fault(error: TlsError) -> TlsFault {
    match error {
        TlsError::Processor { missing } => TlsFault::Processor { missing: missing.to_owned() },
        TlsError::File { option, path, reason } => TlsFault::File {
            option: option.to_owned(),
            path: path.display().to_string(),
            why: reason,
        },
        TlsError::NoAuthorities => TlsFault::NoAuthorities,
        TlsError::BadName(server) => TlsFault::BadName { server },
        TlsError::Setup(why) => TlsFault::Setup { why },
    }
}

/// The name for which the mail relay's certificate must be valid.
pub(super) fn server_name(relay: &RelaySettings) -> Result<ServerName<'static>, TlsError> {
    ServerName::try_from(relay.host.clone()).map_err(|_| TlsError::BadName(relay.host.clone()))
}

/// Makes the TLS configuration for a connection to this mail relay. The certificate and key files
/// are read each time, so that a renewed certificate is used at once.
pub(super) fn client_config(relay: &RelaySettings) -> Result<Arc<ClientConfig>, TlsError> {
    supported()?;
    let provider = Arc::new(rustls_graviola::default_provider());
    let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .map_err(|error| TlsError::Setup(error.to_string()))?;
    let builder = if relay.checks_certificate() {
        builder.with_root_certificates(authorities("mailcafile", relay.ca_file.as_deref())?)
    } else {
        builder
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(AnyCertificate::new(provider)))
    };
    let config = match (&relay.client_certificate, &relay.client_key) {
        (Some(certificate), Some(key)) => builder
            .with_client_auth_cert(
                read_certificates("mailclientcert", certificate)?,
                read_key(key)?,
            )
            .map_err(|error| file_error("mailclientcert", certificate, error))?,
        _ => builder.with_no_client_auth(),
    };
    Ok(Arc::new(config))
}

fn read_key(path: &Path) -> Result<PrivateKeyDer<'static>, TlsError> {
    PrivateKeyDer::from_pem_file(path).map_err(|error| file_error("mailclientkey", path, error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_tls_nothing_is_asked_of_the_machine() {
        let relay = RelaySettings {
            tls: Tls::None,
            ca_file: Some("/nowhere".into()),
            ..RelaySettings::default()
        };
        assert_eq!(check(&relay), Ok(()));
    }

    #[test]
    fn a_name_that_no_certificate_bears_is_named() {
        let relay = RelaySettings { host: "a b".to_owned(), ..RelaySettings::default() };
        assert_eq!(server_name(&relay), Err(TlsError::BadName("a b".to_owned())));
    }
}
