//! Key sources: where the keys of recipients are found, such as an LDAP directory. A key source
//! returns the keys that it has for a mail address. The calling code decides which of these keys
//! can be used.

use x509_cert::Certificate;

use super::certificate;
use super::key_fault::KeyFault;
use super::openpgp_key::PersonKey;
use ferrofax_rights::directory::Directory;

/// A source of recipients' keys: the folder, the LDAP directory, or the Web Key Directories.
pub(super) trait Place: Send + Sync {
    /// Returns the keys that this source has for a mail address.
    ///
    /// The source does not answer at the moment, for the reason in the text.
    fn look(&self, address: &str) -> Result<Material, String>;

    /// The name of the key source, as a part of a sentence.
    fn name(&self) -> String;
}

/// The keys that a key source has for a mail address. They are not checked yet.
#[derive(Default)]
pub(super) struct Material {
    pub(super) certificates: Vec<Certificate>,
    pub(super) openpgp: Vec<PersonKey>,
    /// Whether the certificates were found by the mail address, so that they need not contain it.
    pub(super) vouched: bool,
    /// The certificates and keys that cannot be read, each with the reason.
    pub(super) faults: Vec<KeyFault>,
}

/// The LDAP directory of `[ldap]`, as a source of recipients' certificates.
pub(super) struct OfDirectory(pub(super) Directory);

impl Place for OfDirectory {
    fn look(&self, address: &str) -> Result<Material, String> {
        let found = self.0.certificates(address).map_err(|error| error.to_string())?;
        Ok(of_directory(&found))
    }

    fn name(&self) -> String {
        "the directory of [ldap]".to_owned()
    }
}

/// Reads the certificates in the answer of a directory.
pub(super) fn of_directory(found: &[Vec<u8>]) -> Material {
    let mut material = Material { vouched: true, ..Material::default() };
    for der in found {
        for read in certificate::read(der) {
            match read {
                Ok(certificate) => material.certificates.push(certificate),
                Err(why) => material.faults.push(KeyFault::Unreadable {
                    place: "the directory of [ldap]".to_owned(),
                    why,
                }),
            }
        }
    }
    material
}
