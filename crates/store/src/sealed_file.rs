//! The file format of a document that is encrypted in the spool's folder. The head of the file
//! distinguishes it from a TIFF.
//!
//! ```text
//! 16 bytes   MAGIC, with the number of this format
//!  4         length of the head, big endian
//!            the head: five fields, each after its length (2 bytes, big endian):
//!            the spool's mark, SHA-256 and length of the unencrypted document,
//!            the name of the master key that wraps the document's own key, the seal (`seal`)
//!            the pieces of the document, each encrypted
//! ```
//!
//! A process without keys can still read the hash of the document from the head. The PBX's module,
//! which deletes faxes, has no keys, but the proof of a deletion needs this hash.

use std::fs::File;
use std::io::{self, ErrorKind, Read};
use std::path::Path;

use crate::safe_file::{self, For};
use crate::seal::Seal;

/// The first bytes of an encrypted file. A TIFF begins with `II` or `MM` instead.
const MAGIC: &[u8; 16] = b"\x89FerrofaxSeal1\r\n";

/// The greatest length of a head, in bytes.
const LONGEST: usize = 64 * 1024;

/// The facts about a document that the head of its encrypted file contains.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// The mark of the spool to which the document belongs.
    pub mark: String,
    /// The SHA-256 of the unencrypted document, in hexadecimal.
    pub sha256: String,
    /// The length of the unencrypted document, in bytes.
    pub octets: u64,
    /// The name of the master key that wraps the document's own key.
    pub key: String,
    /// The seal: the document's own key, wrapped, and the proof that the key belongs to this
    /// document.
    pub seal: Vec<u8>,
}

impl Head {
    /// Returns the bytes of the head in the form in which a file has them.
    pub fn emit(&self) -> Vec<u8> {
        let octets = self.octets.to_be_bytes();
        let fields: [&[u8]; 5] = [
            self.mark.as_bytes(),
            self.sha256.as_bytes(),
            &octets,
            self.key.as_bytes(),
            &self.seal,
        ];
        let mut body = Vec::new();
        for field in fields {
            // No field is that long: the names of keys and the output of a key command are far
            // shorter. A head with a longer field could not be read again.
            body.extend(u16::try_from(field.len()).unwrap_or(u16::MAX).to_be_bytes());
            body.extend(field);
        }
        let length = u32::try_from(body.len()).unwrap_or(u32::MAX);
        [&MAGIC[..], &length.to_be_bytes(), &body].concat()
    }

    /// Reads the head at the beginning of these bytes. Returns the head and its length; `None` if
    /// the bytes are not those of an encrypted file.
    ///
    /// # Errors
    /// The bytes begin as an encrypted file does, but the head is not valid.
    pub fn parse(octets: &[u8]) -> io::Result<Option<(Self, usize)>> {
        let Some(rest) = octets.strip_prefix(&MAGIC[..]) else { return Ok(None) };
        let parsed = || {
            let (length, rest) = rest.split_first_chunk::<4>()?;
            let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
            let body = rest.get(..length).filter(|_| length <= LONGEST)?;
            Some((Self::of_body(body)?, MAGIC.len() + 4 + length))
        };
        parsed().map(Some).ok_or_else(no_head)
    }

    fn of_body(mut body: &[u8]) -> Option<Self> {
        let mut next = || {
            let (length, rest) = body.split_first_chunk::<2>()?;
            let (field, rest) = rest.split_at_checked(u16::from_be_bytes(*length).into())?;
            body = rest;
            Some(field.to_vec())
        };
        let mut text = || String::from_utf8(next()?).ok();
        let (mark, sha256) = (text()?, text()?);
        let octets = u64::from_be_bytes(next()?.try_into().ok()?);
        let key = String::from_utf8(next()?).ok()?;
        let seal = next()?;
        body.is_empty().then_some(Self { mark, sha256, octets, key, seal })
    }

    /// Reads the head of an open file, from the current position. `None`: the file is not
    /// encrypted.
    ///
    /// # Errors
    /// The file cannot be read, or its head is not valid.
    pub fn of(file: &mut File) -> io::Result<Option<Self>> {
        let mut begin = Vec::with_capacity(4096);
        file.take(MAGIC.len() as u64).read_to_end(&mut begin)?;
        if begin != MAGIC {
            return Ok(None);
        }
        file.take(4 + LONGEST as u64).read_to_end(&mut begin)?;
        Ok(Self::parse(&begin)?.map(|(head, _)| head))
    }

    /// Reads the head of the file at `path`. `None`: the file is not encrypted.
    ///
    /// # Errors
    /// The errors of [`Self::of`], and those of opening the file.
    pub fn at(path: &Path) -> io::Result<Option<Self>> {
        Self::of(&mut safe_file::open(path, For::Reading)?)
    }
}

impl Head {
    /// The seal of the document.
    pub fn seal(&self) -> Seal {
        Seal { key: self.key.clone(), octets: self.seal.clone() }
    }
}

fn no_head() -> io::Error {
    io::Error::new(ErrorKind::InvalidData, "it is encrypted, and its head was changed or cut off")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn head() -> Head {
        Head {
            mark: "ab".to_owned(),
            sha256: "0f".repeat(32),
            octets: 70_000,
            key: "command:alias/fax".to_owned(),
            seal: vec![1; 77],
        }
    }

    #[test]
    fn a_head_is_read_as_it_was_written_and_a_tiff_has_none() {
        let file = [&head().emit()[..], b"pieces"].concat();
        assert_eq!(Head::parse(&file).unwrap(), Some((head(), file.len() - 6)));
        for tiff in [&b"II*\0"[..], b"MM\0*", b"", &MAGIC[..15]] {
            assert_eq!(Head::parse(tiff).unwrap(), None);
        }
        let written = head().emit();
        for end in MAGIC.len()..written.len() {
            assert_eq!(Head::parse(&written[..end]).unwrap_err().kind(), ErrorKind::InvalidData);
        }
    }

    #[test]
    fn a_file_says_whether_it_is_sealed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().canonicalize().unwrap().join("a.tif");
        for (octets, sealed) in [(head().emit(), true), (b"II*\0".to_vec(), false), (vec![], false)]
        {
            std::fs::write(&path, octets).unwrap();
            assert_eq!(Head::at(&path).unwrap(), sealed.then(head));
        }
    }

    proptest! {
        #[test]
        fn nothing_that_is_read_as_a_head_does_harm(rest in proptest::collection::vec(any::<u8>(), 0..200)) {
            let file = [&MAGIC[..], &rest].concat();
            if let Ok(Some((head, length))) = Head::parse(&file) {
                prop_assert_eq!(head.emit(), file[..length].to_vec());
            }
        }
    }
}
