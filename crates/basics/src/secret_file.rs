//! Files with a password or another secret in their first line, which settings name.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// The greatest number of bytes that are read from a file with a secret.
const LARGEST: u64 = 64 << 10;

/// The reason why a file has no secret.
#[derive(Debug, thiserror::Error)]
pub enum NoSecret {
    /// The file cannot be read, or is not UTF-8.
    #[error("{} cannot be read: {error}", path.display())]
    Unreadable {
        /// The path of the file.
        path: PathBuf,
        /// The error of the operating system.
        error: io::Error,
    },
    /// The first line of the file is empty.
    #[error("there is no secret in the first line of {}", .0.display())]
    Empty(PathBuf),
}

/// Reads the secret in the first line of a file, without the end of the line.
///
/// # Errors
/// [`NoSecret`]: the file cannot be read, or its first line is empty.
pub fn secret(path: &Path) -> Result<String, NoSecret> {
    let mut text = String::new();
    File::open(path)
        .and_then(|file| file.take(LARGEST).read_to_string(&mut text))
        .map_err(|error| NoSecret::Unreadable { path: path.to_owned(), error })?;
    match text.lines().next() {
        None | Some("") => Err(NoSecret::Empty(path.to_owned())),
        Some(secret) => Ok(secret.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_is_the_secret() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let read = |text: &[u8]| {
            std::fs::write(&file, text).unwrap();
            secret(file.path())
        };
        assert_eq!(read(b"a secret \r\nand more\n").unwrap(), "a secret ");
        assert_eq!(read("schlüssel".as_bytes()).unwrap(), "schlüssel");
        for empty in ["", "\n", "\nsecret\n"] {
            assert!(matches!(read(empty.as_bytes()), Err(NoSecret::Empty(_))), "{empty:?}");
        }
        assert!(matches!(read(b"\xff\n"), Err(NoSecret::Unreadable { .. })));
        let error = secret(Path::new("/nowhere/secret")).unwrap_err().to_string();
        assert!(error.starts_with("/nowhere/secret cannot be read: "), "{error}");
    }
}
