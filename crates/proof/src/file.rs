//! Reads files that contain keys, up to a maximum size.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

/// The largest file that is read as a key, in bytes.
pub(crate) const LARGEST: u64 = 1 << 20;

/// Reads a file of at most [`LARGEST`] bytes.
///
/// # Errors
/// The reason why the file cannot be read, as a part of a sentence.
pub fn read(path: &Path) -> Result<Vec<u8>, String> {
    let file = File::open(path).map_err(|error| error.to_string())?;
    if !file.metadata().is_ok_and(|file| file.is_file()) {
        return Err("it is no file".to_owned());
    }
    let mut bytes = Vec::new();
    file.take(LARGEST + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| error.to_string())?;
    if bytes.len() as u64 > LARGEST {
        return Err("it is larger than 1 MiB".to_owned());
    }
    Ok(bytes)
}
