//! The files of the repository.

use std::fs;
use std::path::{Path, PathBuf};

/// The top of the repository.
pub(crate) const TOP: &str = env!("CARGO_MANIFEST_DIR");

/// Files below a folder whose names have this ending, in order.
pub(crate) fn files(folder: &str, ending: &str) -> Vec<String> {
    files_of(folder, |path| path.extension().is_some_and(|has| has == ending))
}

/// Files below a folder, in order.
pub(crate) fn files_of(folder: &str, keep: impl Fn(&Path) -> bool) -> Vec<String> {
    let mut folders: Vec<PathBuf> = vec![Path::new(TOP).join(folder)];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if keep(&path) {
                let inside = path.strip_prefix(TOP).expect("it is below");
                found.push(inside.to_string_lossy().into_owned());
            }
        }
    }
    found.sort();
    found
}

/// The text of a file.
pub(crate) fn read(file: &str) -> String {
    let path = Path::new(TOP).join(file);
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{file}: {error}"))
}
