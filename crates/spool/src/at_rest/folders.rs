//! Write permission for the folders of received faxes, which belong to the user of the PBX.
//!
//! The spool's group may only read these folders until documents are encrypted. The process that
//! encrypts belongs to the spool's group, and replaces a file by another, so it must write to the
//! folder. Therefore the module, which owns the folders, lets the group write to them once a
//! process encrypts documents in this spool.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use crate::Encryption;
use crate::folder::RECEIVED;
use crate::safe_file;

/// The lock file in the spool's folder. A process holds it while it encrypts, decrypts or deletes a
/// document, or needs a document to remain unencrypted. If the file exists, documents of this spool
/// are or were encrypted.
pub(super) const LOCK: &str = "sealing.lock";

impl Encryption<'_> {
    /// Lets the spool's group write to those folders of received faxes that belong to this
    /// process's user, if the documents of this spool are encrypted. Returns the folders to which
    /// the group could not write before. The call is cheap enough to be repeated at intervals.
    ///
    /// A folder that cannot be changed is not an error here. The process that cannot encrypt in it
    /// reports the error ([`crate::SpoolError::Closed`]).
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
