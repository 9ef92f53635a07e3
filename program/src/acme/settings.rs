//! The settings of certificates by ACME: `[acme]` of gateway.toml.

use std::net::SocketAddr;
use std::path::PathBuf;

use super::Files;
use crate::keys::{Key, Kind, Section, host, mailbox};
use crate::listening::listener;
use crate::outward::{Place, PlaceError};

/// The section `[acme]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AcmeSettings {
    /// `names`: the names of the certificate; none: no certificate is ordered.
    pub names: Vec<String>,
    /// `contact`: the mail address for messages of the authority.
    pub contact: Option<String>,
    /// `directory`: the address of the authority's ACME directory.
    pub directory: String,
    /// `listen`: the addresses that answer the authority's checks.
    pub listen: Vec<SocketAddr>,
    /// `ca`: a PEM file with the authorities of the ACME server's own certificate; none: those of
    /// the system.
    pub ca: Option<PathBuf>,
    /// `folder`: the folder for the account, the certificate and its key.
    pub folder: Option<PathBuf>,
}

/// The keys of `[acme]`.
pub(crate) const KEYS: &[Key<AcmeSettings>] = &[
    Key {
        name: "names",
        default: "[]",
        kind: Kind::List(|acme, said| said.read(&mut acme.names, host)),
        help: "The host names of the certificate, by which browsers and mail programs reach this \
               machine: [\"fax.example.com\"]. []: off. With this setting you agree to the \
               authority's terms of service.",
    },
    Key {
        name: "contact",
        default: r#""""#,
        kind: Kind::Text(|acme, said| said.read_one(&mut acme.contact, mailbox)),
        help: "The mail address at which the authority may reach you.",
    },
    Key {
        name: "directory",
        default: r#""https://acme-v02.api.letsencrypt.org/directory""#,
        kind: Kind::Text(|acme, said| said.read_one(&mut acme.directory, directory)),
        help: "The ACME directory of the authority. The default is Let's Encrypt.",
    },
    Key {
        name: "listen",
        default: r#"["0.0.0.0:80", "[::]:80"]"#,
        kind: Kind::List(|acme, said| said.read(&mut acme.listen, listener)),
        help: "Addresses and ports at which the authority checks the names. The authority always \
               connects to port 80 from the internet. The ports are open only while a certificate \
               is ordered.",
    },
    Key {
        name: "ca",
        default: r#""""#,
        kind: Kind::Path(|acme, path| acme.ca = path),
        help: "PEM file of certificate authorities for the connection to an ACME server of your \
               own.",
    },
    Key {
        name: "folder",
        default: r#""/var/lib/ferrofax/acme""#,
        kind: Kind::Path(|acme, path| acme.folder = path),
        help: "The folder for the account, the certificate (fax.pem) and its key (fax.key). The \
               user of the service must be able to write to it.",
    },
];

impl AcmeSettings {
    /// Whether a certificate is ordered.
    pub fn is_on(&self) -> bool {
        !self.names.is_empty()
    }

    /// Reads the section `[acme]`.
    pub(crate) fn read(&mut self, section: &Section<'_, '_>) {
        section.read(KEYS, self);
        if self.is_on() && self.listen.is_empty() {
            section.wrong("listen", "the authority's check needs an address, such as 0.0.0.0:80");
        }
        if self.folder.is_none() {
            section.wrong("folder", "a folder is needed, such as /var/lib/ferrofax/acme");
        }
    }

    /// The account, the certificate and its key.
    pub(crate) fn files(&self) -> Files {
        Files::in_folder(self.folder.clone().unwrap_or_default())
    }
}

impl Default for AcmeSettings {
    fn default() -> Self {
        let all = [([0, 0, 0, 0], 80).into(), ([0u16; 8], 80).into()];
        Self {
            names: Vec::new(),
            contact: None,
            directory: "https://acme-v02.api.letsencrypt.org/directory".to_owned(),
            listen: all.to_vec(),
            ca: None,
            folder: Some("/var/lib/ferrofax/acme".into()),
        }
    }
}

/// The address of an ACME directory.
fn directory(text: &str) -> Result<String, PlaceError> {
    Place::read(text).map(|_| text.trim().to_owned())
}
