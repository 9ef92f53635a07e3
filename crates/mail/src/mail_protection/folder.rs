//! The folder with the recipients' certificates and OpenPGP keys. Ferrofax finds a file by the mail
//! addresses in it, so the file may have any name. The addresses are remembered until the file
//! changes.

use std::collections::BTreeMap;
use std::fs::{self, Metadata};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::SystemTime;

use super::certificate;
use super::key_fault::KeyFault;
use super::openpgp_key;
use super::place::{Material, Place};
use ferrofax_basics::errand::caught;
use ferrofax_basics::lock::lock;
use ferrofax_proof::file;

/// The maximum number of files of the folder that are read.
const MOST: usize = 10_000;

/// The folder with the recipients' keys.
pub(super) struct Folder {
    path: PathBuf,
    known: Mutex<BTreeMap<PathBuf, Known>>,
}

/// The facts that are remembered about a file of the folder: its size, the time of its last change,
/// and the mail addresses in it or the reason why it cannot be read.
#[derive(Clone)]
struct Known {
    changed: Option<SystemTime>,
    length: u64,
    addresses: Result<Vec<String>, String>,
}

/// The certificates and OpenPGP keys of one file.
struct Content {
    certificates: Vec<x509_cert::Certificate>,
    openpgp: Vec<openpgp_key::PersonKey>,
}

impl Content {
    fn read(path: &Path) -> Result<Self, String> {
        let bytes = file::read(path)?;
        let (mut certificates, mut openpgp) = (Vec::new(), Vec::new());
        // If a library panics because of one file, mails to other recipients must still be sent.
        let read = caught(|| {
            if openpgp_key::is_one(&bytes) {
                openpgp = openpgp_key::read(&bytes)?;
            } else {
                certificates = certificate::read(&bytes).into_iter().collect::<Result<_, _>>()?;
            }
            Ok::<(), String>(())
        });
        read.unwrap_or_else(|| Err("the library that reads it failed".to_owned()))?;
        if certificates.is_empty() && openpgp.is_empty() {
            return Err("it has neither a certificate nor an OpenPGP key".to_owned());
        }
        Ok(Self { certificates, openpgp })
    }

    fn addresses(&self) -> Vec<String> {
        let of_people = self.certificates.iter().filter(|one| !certificate::is_authority(one));
        let named = of_people.flat_map(certificate::addresses);
        let all = named.chain(self.openpgp.iter().flat_map(openpgp_key::PersonKey::addresses));
        all.map(|address| address.to_ascii_lowercase()).collect()
    }
}

impl Folder {
    pub(super) fn new(path: PathBuf) -> Self {
        Self { path, known: Mutex::default() }
    }

    /// Lists the files of the folder, each with the addresses in it or the reason why it cannot be
    /// read.
    ///
    /// # Errors
    /// The folder cannot be read.
    fn files(&self) -> Result<Vec<(PathBuf, Known)>, String> {
        let unreadable = |error| format!("{} cannot be read: {error}", self.path.display());
        let mut known = lock(&self.known);
        let (mut found, mut next) = (Vec::new(), BTreeMap::new());
        for entry in fs::read_dir(&self.path).map_err(unreadable)?.take(MOST) {
            let path = entry.map_err(unreadable)?.path();
            let is_hidden =
                path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
            let Ok(state) = fs::metadata(&path) else { continue };
            if is_hidden || !state.is_file() {
                continue;
            }
            let same = |one: &Known| one.changed == changed(&state) && one.length == state.len();
            let one = known.remove(&path).filter(same).unwrap_or_else(|| {
                let addresses = Content::read(&path).map(|content| content.addresses());
                Known { changed: changed(&state), length: state.len(), addresses }
            });
            next.insert(path.clone(), one.clone());
            found.push((path, one));
        }
        *known = next;
        found.sort_by(|(one, _), (other, _)| one.cmp(other));
        Ok(found)
    }

    /// Checks the folder for `ferrofax check`. Lists the files that cannot be read, and the files
    /// whose keys all expire before the time `before`, in seconds since 1970.
    ///
    /// # Errors
    /// The folder cannot be read.
    pub(super) fn check(&self, before: i64) -> Result<Checked, String> {
        let mut checked = Checked::default();
        for (path, known) in self.files()? {
            if let Err(why) = known.addresses {
                checked.unreadable.push(format!("{}: {why}", path.display()));
                continue;
            }
            checked.files += 1;
            let Ok(content) = Content::read(&path) else { continue };
            let of_people =
                content.certificates.iter().filter(|one| !certificate::is_authority(one));
            let ends = of_people.map(certificate::expires);
            let ends =
                ends.chain(content.openpgp.iter().filter_map(openpgp_key::PersonKey::expires));
            if let Some(end) = ends.max().filter(|end| *end < before) {
                checked.expiring.push((path, end));
            }
        }
        Ok(checked)
    }
}

/// The findings of `ferrofax check` about the folder with the keys of recipients.
#[derive(Debug, Default)]
pub struct Checked {
    /// The number of files with keys that can be read.
    pub files: usize,
    /// A sentence for each file with keys that cannot be read.
    pub unreadable: Vec<String>,
    /// The files whose last key expires soon, each with the time at which this key expires, in
    /// seconds since 1970.
    pub expiring: Vec<(PathBuf, i64)>,
}

fn changed(state: &Metadata) -> Option<SystemTime> {
    state.modified().ok()
}

impl Place for Folder {
    fn look(&self, address: &str) -> Result<Material, String> {
        let mut material = Material::default();
        for (path, known) in self.files()? {
            let place = || path.display().to_string();
            match known.addresses {
                Ok(addresses) if addresses.iter().any(|one| one.eq_ignore_ascii_case(address)) => {}
                Ok(_) => continue,
                Err(why) => {
                    // It is unknown for whom the key in this file is, unless the file's path
                    // contains the address.
                    if place().to_ascii_lowercase().contains(&address.to_ascii_lowercase()) {
                        material.faults.push(KeyFault::Unreadable { place: place(), why });
                    }
                    continue;
                }
            }
            match Content::read(&path) {
                Ok(content) => {
                    material.certificates.extend(content.certificates);
                    material.openpgp.extend(content.openpgp);
                }
                Err(why) => material.faults.push(KeyFault::Unreadable { place: place(), why }),
            }
        }
        Ok(material)
    }

    fn name(&self) -> String {
        format!("the folder {}", self.path.display())
    }
}
