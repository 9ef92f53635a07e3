//! A document as it travels: in pieces, each known by its hash, and the whole by its own.
//!
//! A piece is so small that a slow line carries it while a server waits; and what a line that
//! breaks off has brought is not brought again.

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::path::PathBuf;

use sha2::{Digest, Sha256};

use crate::SpoolError;
use crate::at_rest;
use crate::safe_file::{self, For};
use crate::sealed_file::Head;
use crate::sealing::PIECE;

/// What both take of a document, octets; a page has some 50 kB.
const MOST: u64 = 200_000_000;

/// A fax's document, as it is on this side.
pub(super) struct Document {
    path: PathBuf,
    source: Source,
    /// How many octets it has.
    pub(super) octets: u64,
    /// SHA-256 of all, in hex.
    pub(super) sha256: String,
    /// SHA-256 of each piece, in hex.
    pub(super) pieces: Vec<String>,
}

/// Where its octets are.
enum Source {
    File(File),
    Memory(Vec<u8>),
}

impl Document {
    /// One that came out of the store, where it is called so.
    pub(super) fn in_memory(path: PathBuf, octets: Vec<u8>) -> Self {
        Self {
            octets: octets.len() as u64,
            sha256: sha256(&octets),
            pieces: octets.chunks(PIECE as usize).map(sha256).collect(),
            source: Source::Memory(octets),
            path,
        }
    }

    /// The one in this file, read once for its hashes and never as a whole.
    ///
    /// # Errors
    /// It can't be read, or is larger than a store takes.
    pub(super) fn of(path: PathBuf) -> Result<Self, SpoolError> {
        let failed = |error: io::Error| SpoolError::io("read", &path, &error);
        let mut file = safe_file::open(&path, For::Reading).map_err(failed)?;
        if Head::of(&mut file).map_err(failed)?.is_some() {
            let octets = at_rest::read(&path).map_err(failed)?;
            return Ok(Self::in_memory(path, octets));
        }
        let size = file.metadata().map_err(failed)?.len();
        if size > MOST {
            let text = format!("it has {size} bytes, and the shared database takes {MOST} at most");
            return Err(SpoolError::Document { path, text });
        }
        let (mut whole, mut pieces) = (Sha256::new(), Vec::new());
        for at in (0..size).step_by(PIECE as usize) {
            let piece = read(&file, at, size).map_err(failed)?;
            whole.update(&piece);
            pieces.push(sha256(&piece));
        }
        let source = Source::File(file);
        Ok(Self { octets: size, sha256: hex(&whole.finalize()), pieces, path, source })
    }

    /// A piece, by its number from 0.
    ///
    /// # Errors
    /// It can't be read, or is not what it was.
    pub(super) fn piece(&self, number: usize) -> Result<Vec<u8>, SpoolError> {
        let at = PIECE.saturating_mul(number as u64);
        let piece = match &self.source {
            Source::File(file) => read(file, at, self.octets)
                .map_err(|error| SpoolError::io("read", &self.path, &error))?,
            Source::Memory(all) => {
                all.chunks(PIECE as usize).nth(number).map(<[u8]>::to_vec).unwrap_or_default()
            }
        };
        match self.pieces.get(number) {
            Some(hash) if *hash == sha256(&piece) => Ok(piece),
            _ => Err(self.changed()),
        }
    }

    fn changed(&self) -> SpoolError {
        let text = "it was changed while it was read".to_owned();
        SpoolError::Document { path: self.path.clone(), text }
    }
}

/// The piece that begins here.
fn read(file: &File, at: u64, octets: u64) -> io::Result<Vec<u8>> {
    let mut piece = vec![0; PIECE.min(octets.saturating_sub(at)) as usize];
    file.read_exact_at(&mut piece, at)?;
    Ok(piece)
}

/// The hash of these octets, in hex.
pub(crate) fn sha256(octets: &[u8]) -> String {
    hex(&Sha256::digest(octets))
}

/// Octets in hex.
pub(crate) fn hex(octets: &[u8]) -> String {
    octets.iter().map(|octet| format!("{octet:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::super::tests::noise;
    use super::*;

    fn write(folder: &Path, octets: &[u8]) -> PathBuf {
        let path = folder.canonicalize().unwrap().join("a.tif");
        std::fs::write(&path, octets).unwrap();
        path
    }

    #[test]
    fn pieces_are_the_document_whatever_its_length() {
        let folder = tempfile::tempdir().unwrap();
        let piece = PIECE as usize;
        for octets in [0, 1, piece - 1, piece, piece + 1, 3 * piece] {
            let whole = noise(octets);
            let document = Document::of(write(folder.path(), &whole)).unwrap();
            assert_eq!(document.sha256, sha256(&whole));
            assert_eq!(document.pieces.len(), octets.div_ceil(piece));
            let pieces = (0..document.pieces.len()).flat_map(|n| document.piece(n).unwrap());
            assert!(pieces.collect::<Vec<u8>>() == whole);
        }
    }

    #[test]
    fn a_document_that_changes_on_the_way_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let path = write(folder.path(), b"one");
        let document = Document::of(path.clone()).unwrap();
        std::fs::write(&path, b"two").unwrap();
        let why = document.piece(0).unwrap_err();
        assert!(why.to_string().contains("was changed"), "{why}");
        assert!(document.piece(1).is_err());
    }
}
