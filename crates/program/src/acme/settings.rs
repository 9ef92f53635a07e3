//! The settings of certificates by ACME: `[acme]` of gateway.toml.

use std::net::SocketAddr;
use std::path::PathBuf;

use super::Files;
use ferrofax_gateway_toml::{Section, host, mailbox, settings};
use ferrofax_network::listening::listener;
use ferrofax_network::outward::{Place, PlaceError};

settings! {
    /// The settings in the section `[acme]` of gateway.toml.
    pub struct AcmeSettings {}

    /// The setting keys in the section `[acme]` of gateway.toml.
    pub(crate) KEYS {
        /// The host names of the certificate, by which browsers and mail programs reach this
        /// machine: ["fax.example.com"]. []: off. With this setting you agree to the authority's
        /// terms of service.
        names: Vec<String> = [], list(host);
        /// The mail address at which the certificate authority may reach you. "": none.
        contact: Option<String> = "", text(mailbox);
        /// The URL of the certificate authority's ACME directory. The default is that of Let's
        /// Encrypt.
        directory: String = "https://acme-v02.api.letsencrypt.org/directory", text(directory);
        /// IP addresses and ports at which this machine answers when the certificate authority
        /// checks that the host names are yours. The authority always connects to port 80 from the
        /// internet. The ports are open only while a certificate is ordered.
        listen: Vec<SocketAddr> = ["0.0.0.0:80", "[::]:80"], list(listener);
        /// PEM file of the certificate authorities that are trusted for the connection to an ACME
        /// server of your own.
        ca: Option<PathBuf> = "", path;
        /// The folder for the account at the certificate authority (account.json), the certificate
        /// (fax.pem) and its key (fax.key). The user of the Ferrofax service must be able to write
        /// to it.
        folder: Option<PathBuf> = "/var/lib/ferrofax/acme", path;
    }
}

impl AcmeSettings {
    /// Whether the settings ask to order a certificate, that is, whether `names` has an entry.
    pub fn is_on(&self) -> bool {
        !self.names.is_empty()
    }

    /// Reads the section `[acme]` of gateway.toml into these settings.
    pub(crate) fn read(&mut self, section: &Section<'_, '_>) {
        section.read(KEYS, self);
        if self.is_on() && self.listen.is_empty() {
            section.wrong("listen", "the authority's check needs an address, such as 0.0.0.0:80");
        }
        if self.folder.is_none() {
            section.wrong("folder", "a folder is needed, such as /var/lib/ferrofax/acme");
        }
    }

    /// The files in `folder`: the ACME account, the certificate and its key.
    pub(crate) fn files(&self) -> Files {
        Files::in_folder(self.folder.clone().unwrap_or_default())
    }
}

/// Checks that a text is the address (URL) of an ACME directory.
fn directory(text: &str) -> Result<String, PlaceError> {
    Place::read(text).map(|_| text.trim().to_owned())
}
