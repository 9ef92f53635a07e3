//! The folders inside the spool's folder: their names, how they are made, and how changes in them
//! become durable.

use std::io::ErrorKind;
use std::path::Path;

use super::SpoolError;
use super::safe_file::{self, Share};

/// The folder for the documents of received faxes; each folder in it has a thousand faxes.
pub(super) const RECEIVED: &str = "received";

/// The folder for the documents of faxes that were split off from others, in the folder of received
/// faxes. The service splits faxes, so the spool's group may write there.
pub(super) const PARTS: &str = "parts";

/// The folder for the documents of jobs.
pub(super) const JOBS: &str = "jobs";

/// The folder for call recordings.
pub(super) const CALLS: &str = "calls";

/// Makes a folder in the spool. The group gets at most the rights that it has on the parent folder.
/// A folder that exists keeps the rights that the administrator gave it. Returns whether the folder
/// was made.
pub fn make_folder(folder: &Path, share: Share) -> Result<bool, SpoolError> {
    safe_file::make_folder(folder, share)
        .map_err(|error| SpoolError::io("make the folder", folder, &error))
}

/// Makes the changes of a folder durable: new files, renamed files, deleted files.
pub fn flush_folder(folder: &Path) -> Result<(), SpoolError> {
    safe_file::flush(folder).map_err(|error| SpoolError::io("flush", folder, &error))
}

/// Makes the folder [`PARTS`], if this process may. Otherwise the user of the PBX makes it.
pub(crate) fn make_parts_folder(spool: &Path) -> Result<(), SpoolError> {
    let folder = spool.join(RECEIVED).join(PARTS);
    match safe_file::make_folder_like(&folder, Share::GroupWorks, spool) {
        Err(error) if error.kind() == ErrorKind::PermissionDenied => return Ok(()),
        Err(error) => return Err(SpoolError::io("make the folder", &folder, &error)),
        Ok(_) => {}
    }
    // A restored folder has the rights of the folder above, which the group may only read.
    safe_file::let_group_write(&folder, spool)
        .map(drop)
        .map_err(|error| SpoolError::io("share the folder", &folder, &error))
}
