//! The files of a certificate by ACME, all in one folder: the account at the authority, the
//! certificate with its intermediate certificates, and its key.

use std::fs;
use std::io::{ErrorKind, Write};
use std::net::IpAddr;
use std::path::{Path, PathBuf};

use instant_acme::AccountCredentials;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::sign::CertifiedKey;
use serde::{Deserialize, Serialize};
use x509_parser::certificate::X509Certificate;
use x509_parser::extensions::GeneralName;
use x509_parser::parse_x509_certificate;

use super::AcmeError;
use crate::certificate::{self, Made};
use ferrofax_basics::UnixMs;
use ferrofax_basics::show::formatted;

/// The folder that contains the files of a certificate by ACME.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Files {
    folder: PathBuf,
}

/// An account at a certificate authority, by which certificates are ordered (ACME).
#[derive(Serialize, Deserialize)]
pub(super) struct Account {
    /// The URL of the certificate authority's ACME directory.
    pub(super) directory: String,
    /// The URL of the account at the certificate authority, and the account's private key.
    pub(super) credentials: AccountCredentials,
}

impl Files {
    pub(super) const fn in_folder(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// The path of the certificate, a PEM file that also contains the intermediate certificates.
    pub(crate) fn certificate(&self) -> PathBuf {
        self.folder.join("fax.pem")
    }

    /// The path of the certificate's private key, a PEM file.
    pub(crate) fn key(&self) -> PathBuf {
        self.folder.join("fax.key")
    }

    /// Makes the folder of the certificate's files. If the folder has no usable certificate, for
    /// example because a crash came between the two files, writes a certificate into it that this
    /// machine has signed itself.
    pub(super) fn prepare(&self, names: &[String], now: UnixMs) -> Result<(), AcmeError> {
        fs::create_dir_all(&self.folder).map_err(|error| of_file(&self.folder, &error))?;
        if self.is_usable() {
            return Ok(());
        }
        let year = formatted(now, "%Y").and_then(|year| year.parse().ok());
        let made = certificate::self_signed(names, year.unwrap_or(2026));
        self.keep(&made.map_err(AcmeError::Names)?)
    }

    /// Whether there is a certificate, and the key belongs to it.
    fn is_usable(&self) -> bool {
        let chain = CertificateDer::pem_file_iter(self.certificate());
        let chain = chain.and_then(Iterator::collect::<Result<Vec<_>, _>>);
        let key = PrivateKeyDer::from_pem_file(self.key());
        let provider = rustls_graviola::default_provider();
        let pair = chain.ok().zip(key.ok());
        pair.is_some_and(|(chain, key)| CertifiedKey::from_der(chain, key, &provider).is_ok())
    }

    /// The reason why a certificate for these host names is to be ordered now. `None` if the
    /// present certificate is for these names and more than a third of its life is left.
    pub(super) fn reason_to_order(&self, names: &[String], now: UnixMs) -> Option<&'static str> {
        let text = CertificateDer::from_pem_file(self.certificate()).ok();
        let Some(text) = text else { return Some("there is none") };
        let Ok((_, certificate)) = parse_x509_certificate(&text) else {
            return Some("the present one can't be read");
        };
        if certificate.issuer() == certificate.subject() {
            return Some("the present one was signed by this machine itself");
        }
        if !names.iter().all(|name| is_for(&certificate, name)) {
            return Some("the present one is for other names");
        }
        let validity = certificate.validity();
        let (from, to) = (validity.not_before.timestamp(), validity.not_after.timestamp());
        let is_old = now.0 / 1_000 > to - (to - from) / 3;
        is_old.then_some("less than a third of the life of the present one is left")
    }

    /// Replaces the files of the certificate and its key (`fax.pem`, `fax.key`) in the folder of
    /// the ACME files.
    pub(super) fn keep(&self, made: &Made) -> Result<(), AcmeError> {
        write(&self.key(), made.key.as_bytes())?;
        write(&self.certificate(), made.certificate.as_bytes())
    }

    /// The stored account at the certificate authority with this ACME directory. `None` if no
    /// account is stored, or only one at another authority.
    pub(super) fn account(&self, directory: &str) -> Result<Option<Account>, AcmeError> {
        let file = self.account_file();
        let text = match fs::read(&file) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(of_file(&file, &error)),
        };
        let account: Account =
            serde_json::from_slice(&text).map_err(|error| of_file(&file, &error))?;
        Ok((account.directory == directory).then_some(account))
    }

    /// Stores the account at the certificate authority as the file `account.json`.
    pub(super) fn keep_account(&self, account: &Account) -> Result<(), AcmeError> {
        let file = self.account_file();
        let text = serde_json::to_vec(account).map_err(|error| of_file(&file, &error))?;
        write(&file, &text)
    }

    fn account_file(&self) -> PathBuf {
        self.folder.join("account.json")
    }
}

/// Whether a certificate is valid for this host name or IP address.
fn is_for(certificate: &X509Certificate<'_>, name: &str) -> bool {
    let Ok(Some(names)) = certificate.subject_alternative_name() else { return false };
    let address: Option<IpAddr> = name.parse().ok();
    names.value.general_names.iter().any(|one| match (one, address) {
        (GeneralName::DNSName(one), None) => one.eq_ignore_ascii_case(name),
        (GeneralName::IPAddress(one), Some(IpAddr::V4(address))) => *one == address.octets(),
        (GeneralName::IPAddress(one), Some(IpAddr::V6(address))) => *one == address.octets(),
        _ => false,
    })
}

/// Writes a file that only the user of this process can read. The file is replaced as a whole; if
/// that fails, the earlier file is kept.
fn write(path: &Path, bytes: &[u8]) -> Result<(), AcmeError> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let written = tempfile::NamedTempFile::new_in(folder).and_then(|mut file| {
        file.write_all(bytes)?;
        file.as_file().sync_all()?;
        file.persist(path).map_err(|error| error.error)
    });
    written.map(drop).map_err(|error| of_file(path, &error))
}

fn of_file(path: &Path, error: &dyn std::fmt::Display) -> AcmeError {
    AcmeError::File { file: path.display().to_string(), why: error.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_of_another_certificate_is_replaced_with_it() {
        let folder = tempfile::tempdir().unwrap();
        let files = |name: &str| {
            let files = Files::in_folder(folder.path().join(name));
            files.prepare(&["fax.example.com".to_owned()], UnixMs::now()).unwrap();
            files
        };
        let (one, other) = (files("one"), files("other"));
        let before = fs::read(one.certificate()).unwrap();
        assert!(one.is_usable());
        files("one");
        assert_eq!(fs::read(one.certificate()).unwrap(), before, "a usable one is kept");
        // A crash came between the two files of a renewal.
        fs::copy(other.key(), one.key()).unwrap();
        assert!(!one.is_usable());
        assert!(files("one").is_usable());
    }
}
