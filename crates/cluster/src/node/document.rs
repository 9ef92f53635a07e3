//! A document of a fax or a job for the transfer to the shared database: the document is divided
//! into pieces, and each piece and the whole have a hash.
//!
//! A piece is small enough that a slow line can transfer it while a server waits. Pieces that
//! arrived before a connection broke are not sent again.

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::path::PathBuf;

use data_encoding::HEXLOWER;
use ferrofax_spool::inside::Faults;
use sha2::{Digest, Sha256};

use ferrofax_spool::inside::sealed_file::Head;
use ferrofax_spool::inside::sealing::PIECE;
use ferrofax_spool::safe_file::{self, For};
use ferrofax_spool::{SpoolError, read_document};

/// The greatest size of a document for the shared database, in bytes. One page has about 50 kB.
const MOST: u64 = 200_000_000;

/// A document on this machine, with its hashes.
pub(crate) struct Document {
    path: PathBuf,
    source: Source,
    /// The size in bytes.
    pub(crate) octets: u64,
    /// The SHA-256 hash of the whole document, in hex.
    pub(crate) sha256: String,
    /// The SHA-256 hash of each piece, in hex.
    pub(super) pieces: Vec<String>,
}

/// The source of the document's bytes.
enum Source {
    File(File),
    Memory(Vec<u8>),
}

impl Document {
    /// Makes a document from bytes in memory, for example from the shared database. `path` names it
    /// in error messages.
    pub(super) fn in_memory(path: PathBuf, octets: Vec<u8>) -> Self {
        Self {
            octets: octets.len() as u64,
            sha256: sha256(&octets),
            pieces: octets.chunks(PIECE as usize).map(sha256).collect(),
            source: Source::Memory(octets),
            path,
        }
    }

    /// Opens the document in this file. The file is read once to compute the hashes, and is never
    /// held in memory as a whole. Only an encrypted file is decrypted into memory.
    ///
    /// # Errors
    /// The file can't be read, or the document is larger than the shared database accepts.
    pub(crate) fn of(path: PathBuf) -> Result<Self, SpoolError> {
        let failed = |error: io::Error| SpoolError::io("read", &path, &error);
        let mut file = safe_file::open(&path, For::Reading).map_err(failed)?;
        let head = Head::of(&mut file).map_err(failed)?;
        let in_file = file.metadata().map_err(failed)?.len();
        // An encrypted file is little longer than its document. One of twice the length is damaged.
        let size = head.as_ref().map_or(in_file, |head| head.octets.max(in_file / 2));
        if size > MOST {
            let text = format!("it has {size} bytes, and the shared database takes {MOST} at most");
            return Err(SpoolError::Document { path, text });
        }
        if head.is_some() {
            let octets = read_document(&path).map_err(failed)?;
            return Ok(Self::in_memory(path, octets));
        }
        let (mut whole, mut pieces) = (Sha256::new(), Vec::new());
        for at in (0..size).step_by(PIECE as usize) {
            let piece = read(&file, at, size).map_err(failed)?;
            whole.update(&piece);
            pieces.push(sha256(&piece));
        }
        let source = Source::File(file);
        Ok(Self { octets: size, sha256: HEXLOWER.encode(&whole.finalize()), pieces, path, source })
    }

    /// Reads the piece with this number; the first is 0.
    ///
    /// # Errors
    /// The piece can't be read, or the file was changed since its hash was computed.
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

/// Reads the piece that begins at the byte `at`.
fn read(file: &File, at: u64, octets: u64) -> io::Result<Vec<u8>> {
    let mut piece = vec![0; PIECE.min(octets.saturating_sub(at)) as usize];
    file.read_exact_at(&mut piece, at)?;
    Ok(piece)
}

/// The SHA-256 hash of these bytes, in hex.
pub(super) fn sha256(octets: &[u8]) -> String {
    HEXLOWER.encode(&Sha256::digest(octets))
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
    fn an_encrypted_document_that_is_too_large_is_not_read() {
        let folder = tempfile::tempdir().unwrap();
        let head = |octets| {
            let [mark, sha256, key] = ["mark", "aa", "key"].map(str::to_owned);
            Head { mark, sha256, octets, key, seal: vec![1] }.emit()
        };
        let why = |octets, length| {
            let path = write(folder.path(), &head(octets));
            File::options().append(true).open(&path).unwrap().set_len(length).unwrap();
            Document::of(path).err().unwrap().to_string()
        };
        for (octets, length) in [(MOST + 1, 1_000), (1, 2 * MOST + 2)] {
            assert!(why(octets, length).contains("takes 200000000 at most"), "{octets}, {length}");
        }
        assert!(!why(1, 1_000).contains("at most"));
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
