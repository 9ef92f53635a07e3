//! Documents that leave this machine sealed: who has the store, its disks or its backups, and
//! not the keys, can neither read them nor change them unnoticed.
//!
//! ```text
//! master key ──wraps──► data key, by chance, of each document
//! (key file, or          │ HMAC-SHA-256 over what the document is: whose, its hash, its length
//!  a command)            ▼
//!                       AES-256-GCM of each piece of 256 KiB, by its number, of how many
//! ```
//!
//! What is promised, whatever the store does:
//!
//! - A piece opens in its own place of its own document alone. One that was changed, swapped,
//!   taken from another document or left out is told; nothing else than what was sealed comes out.
//! - Whose a document is, its hash and its length are part of its key. So a data key that is put
//!   to another document opens nothing there, and no key ever seals two things: the nonce of a
//!   piece is its number, and who brings a document once more makes the same octets of it, whose
//!   hashes he compares with what is there.
//! - The master key does nothing but wrap data keys. To change it, these are wrapped anew,
//!   and no document is touched.
//!
//! Not sealed is what the tables say of a fax: numbers, times, what it hashes to. What is in the
//! store in clear, from before, is taken as long as [`MasterKeys::takes_plain`] says so.
//! Files of the machine's own spool are sealed by the same ([`crate::at_rest`]).
//!
//! Read in this order: the room `keys` (the arithmetic, master keys), `seal` (of one document), `registry`
//! (by which keys a store is sealed). What is sealed stands where it goes: received faxes in
//! node/bringing.rs, documents of jobs in jobs/shared/octets.rs; wrapped anew in the `rekeying.rs` of both.

mod registry;
mod seal;

pub(crate) use registry::{key_of_seals, seal_begins};
pub(crate) use seal::{
    Context, DocumentKey, PIECE, Seal, new_seal, open_seal, plain_octets, sealed_octets,
};

use crate::{Encryption, MasterKeys, SpoolError};
use ferrofax_basics::tls;

impl Encryption<'_> {
    /// Whether there are keys by which documents are sealed here.
    pub fn has_keys(&self) -> bool {
        self.spool.keys.is_some()
    }

    /// The keys by which documents are sealed and opened here; none where there are none.
    ///
    /// # Errors
    /// This machine can't seal.
    pub(crate) fn keys(&self) -> Result<Option<&dyn MasterKeys>, SpoolError> {
        let Some(keys) = &self.spool.keys else { return Ok(None) };
        tls::can_encrypt().map_err(|missing| SpoolError::Keys {
            text: format!("this machine's processor lacks {missing}"),
        })?;
        Ok(Some(&**keys))
    }

    /// Whether a document may be taken out of this store that is there in clear.
    pub(crate) fn takes_plain(&self) -> Result<(), String> {
        match &self.spool.keys {
            Some(keys) if !keys.takes_plain() => {
                Err("it is not encrypted, and [node] plain_documents = false accepts only encrypted ones".into())
            }
            _ => Ok(()),
        }
    }
}
