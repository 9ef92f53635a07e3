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
//! Read the modules in this order: `keys` (the cryptography, master keys), `seal` (the encryption
//! of one document), `registry` (the keys with which a shared database is encrypted). The documents
//! are encrypted where they are sent, in the crate `cluster`: received faxes in `node/bringing.rs`,
//! documents of jobs in `jobs/octets.rs`. Their keys are wrapped again in the `rekeying.rs` of both.

mod registry;
mod seal;

pub use registry::{key_of_seals, seal_begins};
pub use seal::{Context, DocumentKey, PIECE, Seal, plain_octets};
pub(crate) use seal::{new_seal, open_seal, sealed_octets};

use crate::{Encryption, MasterKeys, SpoolError};
use ferrofax_basics::tls;

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
}
