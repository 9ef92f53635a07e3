//! Folders of received faxes, which are the PBX's, and who may write there.
//!
//! A group reads them, and no more, until documents are sealed: who seals is of the spool's group,
//! and puts a file in the place of another. So the module, whose folders they are, lets the group
//! write into them once somebody seals here.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use crate::Encryption;
use crate::folder::RECEIVED;
use crate::safe_file;

/// Whoever changes a document's form holds this file of the spool. Where it is, documents are sealed.
pub(super) const LOCK: &str = "sealing.lock";

impl Encryption<'_> {
    /// Lets the spool's group write into the folders of received faxes that are ours, if documents of
    /// this spool are sealed; says into which it could not before. Cheap enough to be asked now and
    /// then.
    ///
    /// A folder that can't be changed is told by who can't seal in it ([`crate::SpoolError::Closed`]).
    pub fn let_group_seal(&self) -> Vec<PathBuf> {
        if self.spool.folder().join(LOCK).symlink_metadata().is_err() {
            return Vec::new();
        }
        let mut folders =
            safe_file::entries(&self.spool.folder().join(RECEIVED)).unwrap_or_default();
        folders.retain(|folder| {
            safe_file::let_group_write(folder, self.spool.folder()).is_ok_and(|is_new| is_new)
        });
        folders
    }
}

/// The folder of this document, if this process may not write there.
pub(super) fn closed_folder(document: &Path) -> Option<PathBuf> {
    let folder = document.parent()?;
    let tried = safe_file::try_making(folder);
    tried
        .is_err_and(|error| error.kind() == ErrorKind::PermissionDenied)
        .then(|| folder.to_path_buf())
}
