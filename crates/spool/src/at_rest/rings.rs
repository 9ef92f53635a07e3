//! The keys with which this process decrypts and encrypts the documents of spools.
//!
//! The path of a document is passed on through many functions. Therefore code that reads a document
//! finds its keys by the path alone, and no function in between needs to know of keys.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use crate::MasterKeys;
use crate::folder::{JOBS, RECEIVED};
use ferrofax_basics::lock::lock;

static RINGS: Mutex<Vec<Ring>> = Mutex::new(Vec::new());

/// The keys of a spool.
#[derive(Clone)]
pub(crate) struct Ring {
    /// The folder of the spool, as a path without symbolic links.
    pub(crate) folder: PathBuf,
    /// The random text that identifies the spool in the head of each of its encrypted files.
    pub(crate) mark: String,
    pub(crate) keys: Arc<dyn MasterKeys>,
    /// Whether documents are encrypted and decrypted (`true`), or only decrypted (`false`).
    pub(crate) seals: bool,
}

/// Sets the keys of a spool in this process.
pub(super) fn put(ring: Ring) {
    let rings = &mut *lock(&RINGS);
    rings.retain(|known| known.folder != ring.folder);
    rings.push(ring);
}

/// Removes the keys of the spool in this folder from this process.
pub(super) fn forget(folder: &Path) {
    lock(&RINGS).retain(|known| known.folder != folder);
}

/// Returns the keys of the spool in this folder.
pub(super) fn of_spool(folder: &Path) -> Option<Ring> {
    lock(&RINGS).iter().find(|known| known.folder == folder).cloned()
}

/// Returns the keys of the spool that contains this document, and the document's name there.
pub(super) fn of_document(path: &Path) -> Option<(Ring, String)> {
    let rings = lock(&RINGS);
    // The innermost spool counts: the folder of a machine for a shared database is a spool of its
    // own, even inside the folder of another spool.
    let ring = rings
        .iter()
        .filter(|known| path.starts_with(&known.folder))
        .max_by_key(|known| known.folder.as_os_str().len())?;
    let name = path.strip_prefix(&ring.folder).ok()?;
    // No other files of a spool are encrypted: mails and drafts are kept as strangers have sent
    // them.
    let is_document = name.starts_with(RECEIVED) || name.starts_with(JOBS);
    is_document.then_some(())?;
    Some((ring.clone(), name.to_str()?.to_owned()))
}
