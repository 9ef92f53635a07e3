//! The keys by which this process opens and seals the documents of spools.
//!
//! A document is handed on by its path, through many hands. So who reads one finds its keys by the
//! path alone, and nobody between has to know of any.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use crate::MasterKeys;
use crate::folder::{JOBS, RECEIVED};
use ferrofax_basics::lock::lock;

static RINGS: Mutex<Vec<Ring>> = Mutex::new(Vec::new());

/// The keys of a spool.
#[derive(Clone)]
pub(super) struct Ring {
    /// The spool's folder, by a path without links.
    pub(super) folder: PathBuf,
    /// What its sealed files have in their heads.
    pub(super) mark: String,
    pub(super) keys: Arc<dyn MasterKeys>,
    /// Whether documents are sealed, or only opened.
    pub(super) seals: bool,
}

/// From now on these are the keys of its spool.
pub(super) fn put(ring: Ring) {
    let rings = &mut *lock(&RINGS);
    rings.retain(|known| known.folder != ring.folder);
    rings.push(ring);
}

/// From now on the spool in this folder has none here.
pub(super) fn forget(folder: &Path) {
    lock(&RINGS).retain(|known| known.folder != folder);
}

/// The keys of the spool in this folder.
pub(super) fn of_spool(folder: &Path) -> Option<Ring> {
    lock(&RINGS).iter().find(|known| known.folder == folder).cloned()
}

/// The keys of the spool that a document is in, and its name there.
pub(super) fn of_document(path: &Path) -> Option<(Ring, String)> {
    let rings = lock(&RINGS);
    // The innermost: a machine's share of a store is a spool in its own.
    let ring = rings
        .iter()
        .filter(|known| path.starts_with(&known.folder))
        .max_by_key(|known| known.folder.as_os_str().len())?;
    let name = path.strip_prefix(&ring.folder).ok()?;
    // Nothing else of a spool is sealed: mails and drafts are as strangers have sent them.
    let is_document = name.starts_with(RECEIVED) || name.starts_with(JOBS);
    is_document.then_some(())?;
    Some((ring.clone(), name.to_str()?.to_owned()))
}
