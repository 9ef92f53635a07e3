//! The new files of a command that failed. They are deleted, because a command that creates a file
//! does not overwrite an existing one.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use super::End;

/// Returns `done`, the result of writing new files. If it is an error, deletes these files. If root
/// ran the command, the process has become the spool's owner, who may not delete files in folders of
/// root. Then the error message names the files.
pub(super) fn kept_if_done<'a>(
    done: Result<(), End>,
    paths: impl IntoIterator<Item = &'a Path>,
) -> Result<(), End> {
    let Err(error) = done else { return Ok(()) };
    let is_left = |path: &&Path| match fs::remove_file(path) {
        Ok(()) => false,
        Err(error) => error.kind() != ErrorKind::NotFound,
    };
    let left = paths.into_iter().filter(is_left).map(|path| path.display().to_string());
    let left: Vec<String> = left.collect();
    if left.is_empty() {
        return Err(error);
    }
    let left = left.join(", ");
    Err(error.with(&format!("unfinished, to be deleted before you run the command again: {left}")))
}
