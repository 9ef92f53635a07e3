//! The files that `ferrofax setup` writes. A file is written completely or not at all, and an
//! existing file keeps its permissions.

use std::fs;
use std::io::{ErrorKind, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt, chown};
use std::path::Path;

use super::super::End;
use ferrofax_desk::user;

/// The permissions of a new file, which may contain passwords or a private key.
const MODE: u32 = 0o640;

/// Reads a text file; none if the file does not exist.
pub(super) fn read(file: &Path) -> Result<Option<String>, End> {
    match fs::read_to_string(file) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(wrong(file, "cannot be read", &error)),
    }
}

/// Writes a file. An existing file keeps its mode and its owner. A new file belongs to the user who
/// runs the command, and `group` may read it.
pub(super) fn write(file: &Path, text: &str, group: &str) -> Result<(), End> {
    let failed = |error: std::io::Error| wrong(file, "cannot be written", &error);
    let (mode, uid, gid) = match fs::metadata(file) {
        Ok(before) => (before.permissions().mode() & 0o7777, before.uid(), before.gid()),
        Err(_) => {
            let own = rustix::process::getegid().as_raw();
            (MODE, rustix::process::geteuid().as_raw(), user::group(group).unwrap_or(own))
        }
    };
    let folder = file.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(failed)?;
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let new = folder.join(format!(".{name}.new"));
    let written = fs::OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&new)
        .and_then(|mut made| made.write_all(text.as_bytes()).and_then(|()| made.sync_all()))
        .and_then(|()| chown(&new, Some(uid), Some(gid)))
        .and_then(|()| fs::set_permissions(&new, fs::Permissions::from_mode(mode)))
        .and_then(|()| fs::rename(&new, file));
    written.map_err(|error| {
        // Removes the unfinished file. If that fails, the error of the write is still the one to
        // report.
        let _ = fs::remove_file(&new);
        failed(error)
    })
}

fn wrong(file: &Path, what: &str, error: &std::io::Error) -> End {
    let advice =
        if error.kind() == ErrorKind::PermissionDenied { "; run this as root" } else { "" };
    End::Failed(format!("{} {what}: {error}{advice}", file.display()))
}
