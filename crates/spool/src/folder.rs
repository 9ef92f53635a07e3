//! The folders inside the spool's: their names, how they are made, and how what happens in them
//! becomes durable.

use std::path::Path;

use super::SpoolError;
use super::safe_file::{self, Share};

/// The folder of received faxes' documents, a thousand to a folder inside.
pub(super) const RECEIVED: &str = "received";

/// The folder of jobs' documents.
pub(super) const JOBS: &str = "jobs";

/// The folder of the records of calls.
pub(super) const CALLS: &str = "calls";

/// Makes a folder in the spool, open to the group as far as the one around it is; one
/// that exists keeps the rights that the administrator gave it. Says whether it was made.
pub(super) fn make_folder(folder: &Path, share: Share) -> Result<bool, SpoolError> {
    safe_file::make_folder(folder, share)
        .map_err(|error| SpoolError::io("make the folder", folder, &error))
}

/// Makes a folder's entries durable: files made in it, renamed or gone.
pub(super) fn flush_folder(folder: &Path) -> Result<(), SpoolError> {
    safe_file::flush(folder).map_err(|error| SpoolError::io("flush", folder, &error))
}
