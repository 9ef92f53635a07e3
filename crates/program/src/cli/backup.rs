//! `ferrofax backup` copies the spool while the spool is in use, and `ferrofax restore` replaces
//! the spool with a copy from `ferrofax backup`.

use std::path::{Path, PathBuf};

use super::missing::{is_folder, is_there};
use super::owner::{LowPorts, become_owner, give_to_owner};
use super::show::counted;
use super::{End, opened, print};
use ferrofax_basics::UnixMs;
use ferrofax_spool::safe_file::{self, Share};
use ferrofax_spool::{Backup, Restored};

pub(super) fn run(spool: &Path, folder: &Path) -> Result<(), End> {
    if !is_there(spool)? {
        return opened(spool).map(drop);
    }
    let made = made(folder, "a backup")?;
    // Perhaps only root can create this folder. The process then continues as the spool's owner, so
    // give the folder to the owner.
    give_to_owner(&made, spool)?;
    let Backup { files, bytes } =
        opened(spool)?.monitoring().back_up(&made).map_err(End::of_spool)?;
    print(&format!(
        "{}: {}, {} KiB\n",
        made.display(),
        counted(files, "file"),
        bytes.div_ceil(1024)
    ))
}

pub(super) fn restore(spool: &Path, from: &Path) -> Result<(), End> {
    if !is_folder(spool)? {
        let text = "it is the place of the spool, and has to be there, with its owner and rights";
        return Err(End::refused(format!("{}: {text} (docs/spool.md)", spool.display())));
    }
    let failed = |error: std::io::Error| End::refused(format!("{}: {error}", from.display()));
    let from = from.canonicalize().map_err(failed)?;
    become_owner(spool, LowPorts::GivenUp)?;
    let done = ferrofax_spool::restore(spool, &from, UnixMs::now()).map_err(End::of_spool)?;
    let Restored { copied: Backup { files, .. }, before, jobs } = done;
    print(&format!(
        "{}: {} are restored; the earlier files are in {}\n{}",
        spool.display(),
        counted(files, "file"),
        before.display(),
        match jobs {
            0 => String::new(),
            _ => format!(
                "{} not at an end go on as soon as Asterisk runs: `ferrofax jobs` shows, `ferrofax hold` and `ferrofax cancel` keep them back\n",
                super::show::counted_as(jobs as u32, "job that is", "jobs that are")
            ),
        }
    ))
}

/// Creates a folder, which must not exist yet. `content`, such as "a backup", is the purpose of the
/// folder, which error messages name. Symbolic links on the path are not followed: with such a link
/// another user could make root create a folder anywhere.
pub(super) fn made(folder: &Path, content: &str) -> Result<PathBuf, End> {
    let failed = |error: std::io::Error| End::failed(format!("{}: {error}", folder.display()));
    let path = std::path::absolute(folder).map_err(failed)?;
    match safe_file::make_folder(&path, Share::Nobody) {
        Ok(true) => Ok(path),
        Ok(false) => {
            Err(End::refused(format!("{}: {content} needs a new folder", folder.display())))
        }
        Err(error) => Err(failed(error)),
    }
}
