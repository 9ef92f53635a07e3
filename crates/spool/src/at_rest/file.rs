//! Encryption and decryption of the file of one document.

use std::fs::File;
use std::io::{self, ErrorKind, Seek};
use std::path::Path;

use super::rings::{self, Ring};
use crate::documents::sha256_of;
use crate::safe_file;
use crate::seal::{Seal, SealError, new_seal, open_seal, sealed_octets};
use crate::sealed_file::Head;
use crate::sealing::file_context;
use crate::{SpoolError, documents};

/// The reason why an encrypted document could not be decrypted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unopened {
    /// This process has no keys. The PBX's module never has keys.
    #[error(
        "it is encrypted, and here are no keys ([sealing] in gateway.toml); `ferrofax serve` decrypts documents to be sent"
    )]
    NoKeys,
    /// The keys of the spool can't be used at present, for the reason in the text.
    #[error("it is encrypted, and its keys can't be used now: {0}")]
    KeysAway(String),
    /// The file is not the file that was encrypted, or its key is not among the keys of this
    /// process.
    #[error("{0}")]
    Broken(String),
}

impl From<Unopened> for io::Error {
    fn from(why: Unopened) -> Self {
        let kind = match why {
            Unopened::NoKeys => ErrorKind::PermissionDenied,
            Unopened::KeysAway(_) => ErrorKind::WouldBlock,
            Unopened::Broken(_) => ErrorKind::InvalidData,
        };
        Self::new(kind, why)
    }
}

/// The reason why an encrypted document could not be decrypted, taken from an I/O error. None if
/// the error has another cause.
pub fn unopened(error: &io::Error) -> Option<&Unopened> {
    error.get_ref()?.downcast_ref()
}

/// Reads the whole document of this path, decrypted if it is encrypted.
pub(crate) fn read(path: &Path) -> io::Result<Vec<u8>> {
    opened(path, safe_file::read(path)?)
}

/// Opens the document of this path. None if the document is encrypted.
pub(crate) fn open_unsealed(path: &Path) -> io::Result<Option<File>> {
    let mut file = safe_file::open(path, safe_file::For::Reading)?;
    let is_sealed = Head::of(&mut file)?.is_some();
    file.rewind()?;
    Ok((!is_sealed).then_some(file))
}

/// The decrypted contents of the file of this path, which has these bytes. Bytes that are not
/// encrypted are returned unchanged.
pub(crate) fn opened(path: &Path, octets: Vec<u8>) -> io::Result<Vec<u8>> {
    if Head::parse(&octets)?.is_none() {
        return Ok(octets);
    }
    let (ring, name) = rings::of_document(path).ok_or(Unopened::NoKeys)?;
    Ok(Ring::opened_octets(Some(&ring), &name, &octets)?.unwrap_or(octets))
}

/// The decrypted document of this path and open file, if two conditions hold: this process has the
/// keys of its spool, and the file is encrypted. Otherwise none. The open file is at its beginning
/// again afterwards.
///
/// # Errors
/// The file can't be read, or it can't be decrypted ([`unopened`] gives the reason).
pub fn opened_if_sealed(path: &Path, file: &mut File) -> io::Result<Option<Vec<u8>>> {
    let is_sealed = rings::of_document(path).is_some() && Head::of(file)?.is_some();
    file.rewind()?;
    if is_sealed { read(path).map(Some) } else { Ok(None) }
}

/// The length of a document in bytes, without encryption.
pub(crate) fn length(path: &Path) -> io::Result<u64> {
    match Head::at(path)? {
        Some(head) => Ok(head.octets),
        None => safe_file::metadata(path).map(|file| file.len()),
    }
}

/// Whether a document is encrypted and this process has no keys of its spool.
pub(super) fn is_closed(path: &Path) -> bool {
    rings::of_document(path).is_none() && Head::at(path).is_ok_and(|head| head.is_some())
}

impl Ring {
    /// Encrypts the document of this path and name in place. Returns the id of the key with which
    /// the document is encrypted now, and whether the document was unencrypted before.
    pub(super) fn seal(&self, (path, name): (&Path, &str)) -> Result<(String, bool), SpoolError> {
        let octets = octets_of(path)?;
        if let Some((head, _)) = Head::parse(&octets).map_err(|error| unread(path, &error))? {
            return Ok((head.key, false));
        }
        let (head, sealed) = self.sealed(name, &octets)?;
        let file = [head.emit(), sealed].concat();
        // The encrypted file replaces the document only if it can be decrypted to the same bytes.
        match Head::parse(&file) {
            Ok(Some((read, begins)))
                if self.opened(&read, name, &file[begins..]).as_ref() == Ok(&octets) => {}
            _ => {
                let text = "it cannot be decrypted again, and is left unencrypted".to_owned();
                return Err(SpoolError::Document { path: path.to_owned(), text });
            }
        }
        keep(path, &file, share(name))?;
        Ok((head.key, true))
    }

    /// Decrypts the document of this path and name in place. Returns whether the document was
    /// encrypted.
    pub(super) fn open(&self, (path, name): (&Path, &str)) -> Result<bool, SpoolError> {
        let octets = octets_of(path)?;
        let parsed = Head::parse(&octets).map_err(|error| unread(path, &error))?;
        let Some((head, begins)) = parsed else { return Ok(false) };
        let clear = self.opened(&head, name, &octets[begins..]).map_err(|why| why.of(path))?;
        keep(path, &clear, share(name))?;
        Ok(true)
    }

    /// Encrypts the data key of this document with the newest master key. Returns the id of that
    /// master key, or none if the document is unencrypted.
    pub(super) fn rewrap(&self, path: &Path, name: &str) -> Result<Option<String>, SpoolError> {
        let octets = octets_of(path)?;
        if let Some((file, key)) = self.rewrapped((path, name), &octets)? {
            keep(path, &file, share(name))?;
            return Ok(Some(key));
        }
        let parsed = Head::parse(&octets).map_err(|error| unread(path, &error))?;
        Ok(parsed.map(|(head, _)| head.key))
    }

    /// These encrypted bytes, with their data key encrypted by the newest master key, and the id of
    /// that key. None if the bytes are unencrypted, or need no change.
    pub(crate) fn rewrapped(
        &self,
        (path, name): (&Path, &str),
        octets: &[u8],
    ) -> Result<Option<(Vec<u8>, String)>, SpoolError> {
        let parsed = Head::parse(octets).map_err(|error| unread(path, &error))?;
        let Some((head, begins)) = parsed else { return Ok(None) };
        if self.keys.newest().map_err(|text| SpoolError::Keys { text })? == head.key {
            return Ok(None);
        }
        let of_seal = |why| SpoolError::of_seal(path, why);
        let seal = head.seal().rewrapped(&*self.keys).map_err(of_seal)?;
        let head = Head { key: seal.key, seal: seal.octets, ..head };
        // The head must be true before it is written again under another key.
        let context = file_context([&self.mark, name], (&head.sha256, head.octets));
        open_seal(&*self.keys, &head.seal(), &context).map_err(of_seal)?;
        Ok(Some(([&head.emit(), &octets[begins..]].concat(), head.key)))
    }

    /// Whether these bytes are encrypted.
    pub(crate) fn is_sealed(octets: &[u8]) -> bool {
        matches!(Head::parse(octets), Ok(Some(_)))
    }

    /// Decrypts bytes that were encrypted under this name. None if they are unencrypted.
    pub(crate) fn opened_octets(
        ring: Option<&Self>,
        name: &str,
        octets: &[u8],
    ) -> Result<Option<Vec<u8>>, Unopened> {
        match Head::parse(octets).map_err(|error| Unopened::Broken(error.to_string()))? {
            None => Ok(None),
            Some((head, begins)) => {
                let ring = ring.ok_or(Unopened::NoKeys)?;
                ring.opened(&head, name, octets.get(begins..).unwrap_or_default()).map(Some)
            }
        }
    }

    /// Encrypts bytes under this name.
    pub(crate) fn sealed(&self, name: &str, octets: &[u8]) -> Result<(Head, Vec<u8>), SpoolError> {
        let (sha256, length) = (sha256_of(octets), octets.len() as u64);
        let context = file_context([&self.mark, name], (&sha256, length));
        let (Seal { key, octets: seal }, by) =
            new_seal(&*self.keys, &context).map_err(|text| SpoolError::Keys { text })?;
        let head = Head { mark: self.mark.clone(), sha256, octets: length, key, seal };
        Ok((head, by.seal_all(octets)))
    }

    fn opened(&self, head: &Head, name: &str, pieces: &[u8]) -> Result<Vec<u8>, Unopened> {
        if head.mark != self.mark {
            return Err(Unopened::Broken("it was encrypted in another spool".to_owned()));
        }
        let context = file_context([&self.mark, name], (&head.sha256, head.octets));
        let key = open_seal(&*self.keys, &head.seal(), &context).map_err(|why| match why {
            SealError::Keys(text) => Unopened::KeysAway(text),
            SealError::Seal(text) => Unopened::Broken(text),
        })?;
        let (there, whole) = (pieces.len() as u64, sealed_octets(head.octets));
        if there != whole {
            let text = format!("it has {there} encrypted bytes, and {whole} were written");
            return Err(Unopened::Broken(text));
        }
        key.open_all(pieces).map_err(Unopened::Broken)
    }
}

impl Unopened {
    pub(crate) fn of(self, path: &Path) -> SpoolError {
        match self {
            Self::KeysAway(text) => SpoolError::Keys { text },
            why => SpoolError::Document { path: path.to_owned(), text: why.to_string() },
        }
    }
}

fn keep(path: &Path, file: &[u8], share: safe_file::Share) -> Result<(), SpoolError> {
    documents::keep(path, file, share).map_err(SpoolError::of_document)
}

/// The permissions of the file, which are those of a new document.
fn share(name: &str) -> safe_file::Share {
    if name.starts_with(crate::folder::JOBS) {
        safe_file::Share::GroupWorks
    } else {
        safe_file::Share::GroupReads
    }
}

fn octets_of(path: &Path) -> Result<Vec<u8>, SpoolError> {
    safe_file::read(path).map_err(|error| unread(path, &error))
}

fn unread(path: &Path, error: &io::Error) -> SpoolError {
    SpoolError::io("read", path, error)
}
