//! `ferrofax backup`: a copy of the spool, which goes on working meanwhile.

use std::path::{Path, PathBuf};

use super::owner::give_to_owner;
use super::show::counted;
use super::{End, opened, print};
use ferrofax_spool::Backup;
use ferrofax_spool::safe_file::{self, Share};

pub(super) fn run(spool: &Path, folder: &Path) -> Result<(), End> {
    if !spool.exists() {
        return opened(spool).map(drop);
    }
    let made = made(folder, "a backup")?;
    // Root may make it where the spool's owner, whom this process becomes, could not.
    give_to_owner(&made, spool)?;
    let Backup { files, bytes } = opened(spool)?.back_up(&made).map_err(End::of_spool)?;
    print(&format!(
        "{}: {}, {} KiB\n",
        made.display(),
        counted(files, "file"),
        bytes.div_ceil(1024)
    ))
}

/// Makes the folder for `what`, which must be a new one. No link on the way to it is followed: root
/// would make it anywhere.
pub(super) fn made(folder: &Path, what: &str) -> Result<PathBuf, End> {
    let failed = |error: std::io::Error| End::failed(format!("{}: {error}", folder.display()));
    let path = std::path::absolute(folder).map_err(failed)?;
    match safe_file::make_folder(&path, Share::Nobody) {
        Ok(true) => Ok(path),
        Ok(false) => {
            Err(End::refused(format!("{}: {what} goes into a new folder", folder.display())))
        }
        Err(error) => Err(failed(error)),
    }
}
