//! The folder in which an outside program works, and its removal. The program may leave anything in
//! it: folders without rights, and trees that are deeper than the longest path.

use std::ffi::CString;
use std::fs::{self, Permissions};
use std::io;
use std::os::fd::{AsRawFd, OwnedFd};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use rustix::fs::{AtFlags, CWD, Dir, Mode, OFlags, openat, renameat, unlinkat};
use rustix::io::Errno;
use rustix::path::Arg;
use tempfile::TempDir;

/// The name of the program's folder. Folders that are moved out of it before they are removed get
/// the numbers after this one.
const WORK: u64 = 0;

/// The flags with which a folder is opened for reading.
const FOLDER: OFlags = OFlags::DIRECTORY.union(OFlags::CLOEXEC);

/// A temporary folder with the folder of an outside program in it. The program can change the inner
/// folder only. Dropping this value removes both.
pub(super) struct RunFolder(TempDir);

impl RunFolder {
    pub(super) fn make() -> io::Result<Self> {
        let outer = tempfile::Builder::new().prefix("ferrofax-").tempdir()?;
        fs::create_dir(outer.path().join(WORK.to_string()))?;
        Ok(Self(outer))
    }

    /// The folder that the program may use.
    pub(super) fn path(&self) -> PathBuf {
        self.0.path().join(WORK.to_string())
    }
}

impl Drop for RunFolder {
    fn drop(&mut self) {
        if let Err(error) = empty(self.0.path()) {
            // The usual removal would use a part of the stack and an open file for each level.
            self.0.disable_cleanup(true);
            let path = self.0.path().display();
            log::warn!("the folder {path} of an outside program cannot be deleted: {error}");
        }
    }
}

/// Removes the program's folder, which is in the folder `outer`. The folders in it are moved into
/// `outer`, and removed one after the other. So any depth needs only three open folders. The time
/// depends on the number of files, which is limited while the program runs.
fn empty(outer: &Path) -> io::Result<()> {
    let outer = openat(CWD, outer, FOLDER, Mode::empty())?;
    let (mut number, mut next) = (WORK, WORK + 1);
    while number < next {
        let name = number.to_string();
        let folder = opened(&outer, name.as_str())?;
        for inner in remove_files(&folder)? {
            // Moving a folder needs the right to write into it.
            drop(opened(&folder, inner.as_c_str())?);
            renameat(&folder, inner.as_c_str(), &outer, next.to_string())?;
            next += 1;
        }
        unlinkat(&outer, name.as_str(), AtFlags::REMOVEDIR)?;
        number += 1;
    }
    Ok(())
}

/// Opens a folder after its owner got all rights to it. A link is not followed.
fn opened(parent: &OwnedFd, name: impl Arg) -> io::Result<OwnedFd> {
    let flags = FOLDER | OFlags::PATH | OFlags::NOFOLLOW;
    let folder = openat(parent, name, flags, Mode::empty())?;
    // A folder that was opened without rights to it can be changed by this path only.
    let path = format!("/proc/self/fd/{}", folder.as_raw_fd());
    fs::set_permissions(path, Permissions::from_mode(0o700))?;
    Ok(openat(&folder, ".", FOLDER, Mode::empty())?)
}

/// Removes the files in a folder. Returns the names of the folders in it, which are not removed.
fn remove_files(folder: &OwnedFd) -> io::Result<Vec<CString>> {
    let mut folders = Vec::new();
    for entry in Dir::read_from(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        if matches!(name.to_bytes(), b"." | b"..") {
            continue;
        }
        match unlinkat(folder, name, AtFlags::empty()) {
            Err(Errno::ISDIR) => folders.push(name.to_owned()),
            removed => removed?,
        }
    }
    Ok(folders)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use rustix::fs::mkdirat;

    use super::*;

    #[test]
    fn folders_without_rights_and_deep_trees_are_removed_and_links_are_not_followed() {
        let elsewhere = tempfile::tempdir().unwrap();
        fs::write(elsewhere.path().join("file"), "x").unwrap();
        let folder = RunFolder::make().unwrap();
        let (outer, path) = (folder.0.path().to_owned(), folder.path());
        symlink(elsewhere.path(), path.join("link")).unwrap();
        fs::create_dir_all(path.join("locked/1/2")).unwrap();
        fs::write(path.join("locked/1/2/file"), "x").unwrap();
        // These are more levels than a process usually may have open files.
        let mut inner = openat(CWD, &path, FOLDER, Mode::empty()).unwrap();
        for _ in 0..5_000 {
            mkdirat(&inner, "1", Mode::RWXU).unwrap();
            inner = openat(&inner, "1", FOLDER, Mode::empty()).unwrap();
        }
        drop(inner);
        for locked in ["locked/1/2", "locked/1", "locked", "1", ""] {
            fs::set_permissions(path.join(locked), Permissions::from_mode(0)).unwrap();
        }
        drop(folder);
        assert!(!outer.exists());
        assert!(elsewhere.path().join("file").exists());
    }
}
