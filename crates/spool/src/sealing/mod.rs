//! Documents that leave this machine are encrypted. Somebody who has the shared database, its disks
//! or its backups, but not the keys, can neither read nor change them unnoticed. In the code,
//! `sealed` means encrypted.
//!
//! ```text
//! master key ──wraps──► data key, by chance, of each document
//! (key file, or          │ HMAC-SHA-256 over what the document is: whose, its hash, its length
//!  a command)            ▼
//!                       AES-256-GCM of each piece of 256 KiB, by its number, of how many
//! ```
//!
//! The following holds, no matter what the shared database does:
//!
//! - A piece can only be decrypted in its own position of its own document. If a piece was changed,
//!   swapped, taken from another document or left out, this is reported. Decryption never returns
//!   anything but the data that was encrypted.
//! - The owner, the hash and the length of a document are part of its key. So a data key that is
//!   moved to another document decrypts nothing there. No key ever encrypts two different contents
//!   with one nonce, although the nonce of a piece is only its number. A node that ships a document
//!   a second time makes the same bytes of it, and compares their hashes with those in the shared
//!   database.
//! - The master key does nothing but wrap data keys. To change the master key, the data keys are
//!   wrapped again, and no document is touched.
//!
//! Not encrypted are the facts about a fax in the tables: numbers, times, the hash of the document.
//! Documents that were stored unencrypted in the shared database before are accepted only if
//! [`MasterKeys::takes_plain`] allows it. Files of the machine's own spool are encrypted in the
//! same way ([`crate::at_rest`]).
//!
//! Read the modules in this order: `keys` (the cryptography, master keys) and `seal` (the encryption
//! of one document) of the crate `ferrofax-store`, `registry` (the keys with which a shared database
//! is encrypted). The documents are encrypted where they are sent, in the crate `cluster`
//! (`node/bringing.rs`). Their keys are wrapped again in `node/rekeying.rs`.

mod registry;

use std::path::Path;

pub use registry::{key_of_seals, seal_begins};

use crate::seal::{Context, DocumentKey, Seal, new_seal, open_seal};
use crate::{Encryption, MasterKeys, SpoolError};
use ferrofax_basics::tls;

/// The identity of a received fax: the node that received it, and the name of its document there.
pub fn fax_context([node, mark]: [&str; 2], (sha256, octets): (&str, u64)) -> Context {
    // After a `#`, the mark may contain the hash of the document, which is part of the identity
    // anyhow (crates/cluster/src/node/shipment.rs).
    let mark = mark.split('#').next().unwrap_or(mark);
    Context::of(["fax", node, mark, sha256], octets)
}

/// The identity of a document of a job: the mark of the job in the shared database, and the number
/// of the document.
pub fn job_context((mark, number): (&str, i64), (sha256, octets): (&str, u64)) -> Context {
    Context::of(["job", mark, &number.to_string(), sha256], octets)
}

/// The identity of a file that is encrypted in the spool's folder: the mark of the spool, and the
/// name of the file in the spool.
pub(crate) fn file_context([mark, name]: [&str; 2], (sha256, octets): (&str, u64)) -> Context {
    Context::of(["at rest", mark, name, sha256], octets)
}

impl Encryption<'_> {
    /// Whether this spool has keys to encrypt documents.
    pub fn has_keys(&self) -> bool {
        self.spool.keys.is_some()
    }

    /// The keys that encrypt and decrypt documents here; none if no keys are configured.
    ///
    /// # Errors
    /// The processor of this machine lacks the instructions for encryption.
    pub(crate) fn keys(&self) -> Result<Option<&dyn MasterKeys>, SpoolError> {
        let Some(keys) = &self.spool.keys else { return Ok(None) };
        tls::can_encrypt().map_err(|missing| SpoolError::Keys {
            text: format!("this machine's processor lacks {missing}"),
        })?;
        Ok(Some(&**keys))
    }

    /// Whether an unencrypted document may be read from this shared database. If not, returns the
    /// reason as a sentence.
    pub(crate) fn takes_plain(&self) -> Result<(), String> {
        match &self.spool.keys {
            Some(keys) if !keys.takes_plain() => {
                Err("it is not encrypted, and [node] plain_documents = false accepts only encrypted ones".into())
            }
            _ => Ok(()),
        }
    }

    /// Makes a new data key for a document of this spool, and a seal: the data key, encrypted with
    /// a master key. None: documents are not encrypted here.
    ///
    /// # Errors
    /// [`SpoolError::Keys`].
    pub(crate) fn new_seal(
        &self,
        context: &Context,
    ) -> Result<Option<(Seal, DocumentKey)>, SpoolError> {
        let Some(keys) = self.keys()? else { return Ok(None) };
        new_seal(keys, context).map(Some).map_err(|text| SpoolError::Keys { text })
    }

    /// Returns the data key of a document of this spool.
    ///
    /// # Errors
    /// [`SpoolError::Document`]: the seal does not belong to this document, or this machine does
    /// not have its master key.
    /// [`SpoolError::Keys`]: the keys can't be used now.
    pub(crate) fn open_seal(
        &self,
        seal: &Seal,
        context: &Context,
        of: &Path,
    ) -> Result<DocumentKey, SpoolError> {
        let keys = self.keys()?.ok_or_else(|| SpoolError::Document {
            path: of.to_path_buf(),
            text: "it is encrypted, and this machine has no keys ([node] key_file)".to_owned(),
        })?;
        open_seal(keys, seal, context).map_err(|why| SpoolError::of_seal(of, why))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::KeyRing;

    #[test]
    fn the_hash_in_the_mark_of_a_fax_is_not_part_of_its_identity() {
        let ring = KeyRing::of([&[3; 32]]).unwrap();
        let context = |mark| fax_context(["a", mark], ("hash", 7));
        let (seal, _) = new_seal(&ring, &context("b")).unwrap();
        assert!(open_seal(&ring, &seal, &context("b#hash")).is_ok());
        assert!(open_seal(&ring, &seal, &context("c")).is_err());
    }
}
