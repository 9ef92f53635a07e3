//! The proof of sending: a sheet about a job that has ended, signed so that anyone can verify it
//! without the server.
//!
//! The sheet is a PDF for archives (PDF/A-3b). It has the sending report of the job, the documents
//! as attached files, and the same facts for programs (`proof.json`). It is signed by PAdES baseline
//! B-B (ETSI EN 319 142-1) with the key of the server, and with a time stamp (B-T) if the settings
//! name a service for time stamps.
//!
//! Read in this order:
//!
//! - [`certificate`] (X.509), [`signer`] (a key and its signatures), `signed` (checks signatures).
//!   The crate `mail` uses the signer for S/MIME, too;
//! - [`ProofSettings`], `keys` (the key of the server), `time_stamp` (RFC 3161);
//! - `facts` (what a proof states), `sheet` (makes proofs), `layout` (finds the parts of a proof),
//!   [`verify`](mod@verify).

pub mod certificate;
mod facts;
pub mod file;
#[cfg(test)]
mod hostile_tests;
mod keys;
mod layout;
mod settings;
mod sheet;
mod signed;
pub mod signer;
mod time_stamp;
pub mod verify;

pub use facts::Recording;
pub use keys::KeyError;
pub use settings::{KEYS, ProofSettings};
pub use sheet::{NoProof, ProofSigner, recordings};

use ferrofax_basics::UnixMs;
use keys::Keys;

/// All certificates that have signed proofs on this machine so far, the newest last, as PEM. With
/// them, anyone can verify the proofs. On first use, Ferrofax makes a key.
///
/// # Errors
/// The key cannot be used, or the file with the certificates cannot be read.
pub fn certificates(settings: &ProofSettings, now: UnixMs) -> Result<Vec<u8>, KeyError> {
    let keys = Keys::of(settings);
    keys.signer(&sheet::node(), now)?;
    keys.kept()
}

/// Replaces the key that Ferrofax has made by a new one. The old certificate is kept.
///
/// # Errors
/// The key belongs to the administrator, or cannot be made.
pub fn renew_key(settings: &ProofSettings, now: UnixMs) -> Result<(), KeyError> {
    Keys::of(settings).renew(&sheet::node(), now).map(drop)
}

/// The state of the key that signs proofs, for `ferrofax check`.
#[derive(Debug)]
pub struct KeyState {
    /// The time at which the certificate expires, in seconds since 1970.
    pub expires: i64,
    /// The reason why the rights of the key's file are wrong, if they are.
    pub too_open: Option<String>,
}

/// The state of the key that signs proofs; `None` if there is none yet.
///
/// # Errors
/// The key cannot be used.
pub fn key_state(settings: &ProofSettings) -> Option<Result<KeyState, KeyError>> {
    let signer = Keys::of(settings).present()?;
    let too_open = keys::key_file(settings).and_then(|path| keys::too_open(&path));
    Some(signer.map(|signer| KeyState { expires: signer.expires(), too_open }))
}
