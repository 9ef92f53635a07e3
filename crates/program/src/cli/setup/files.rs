//! The files that `ferrofax setup` writes. A file is written completely or not at all, and an
//! existing file keeps its permissions.

use std::fs;
use std::io::{ErrorKind, Write};
use std::os::unix::fs::{MetadataExt, PermissionsExt, fchown};
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
    // The folder may belong to Asterisk's user. The new file has a name that this user cannot know,
    // and its owner and mode are changed without its name: no link in its place is followed.
    let written = tempfile::NamedTempFile::new_in(folder).and_then(|mut new| {
        new.write_all(text.as_bytes())?;
        fchown(new.as_file(), Some(uid), Some(gid))?;
        new.as_file().set_permissions(fs::Permissions::from_mode(mode))?;
        new.as_file().sync_all()?;
        new.persist(file).map_err(|error| error.error)
    });
    written.map(drop).map_err(failed)
}

fn wrong(file: &Path, what: &str, error: &std::io::Error) -> End {
    let advice =
        if error.kind() == ErrorKind::PermissionDenied { "; run this as root" } else { "" };
    End::Failed(format!("{} {what}: {error}{advice}", file.display()))
}
