//! The keys with which documents are encrypted (`seal`): the ciphers, and the source of the
//! master keys.

mod cipher;
mod ring;

pub use cipher::{DataKey, MasterKey};
pub(crate) use cipher::{PieceCipher, TAG};
pub use ring::{KeyRing, KeyTwice};

/// A source of master keys, for example a key file or a command.
pub trait MasterKeys: Send + Sync {
    /// Returns the name of the master key that wraps new data keys.
    ///
    /// # Errors
    /// The key can't be used. The error is a sentence about the reason; it contains no part of a
    /// key.
    fn newest(&self) -> Result<String, String>;

    /// Whether this source has the master key `id`, so that it can decrypt.
    ///
    /// # Errors
    /// The keys can't be used.
    fn has(&self, id: &str) -> Result<bool, String>;

    /// Wraps a data key with the newest master key. Returns the name of the master key, and the
    /// wrapped data key.
    ///
    /// # Errors
    /// The master key can't be used.
    fn wrap(&self, key: &DataKey) -> Result<(String, Vec<u8>), String>;

    /// Unwraps a data key that the master key with this name has wrapped.
    ///
    /// # Errors
    /// [`NotUnwrapped`].
    fn unwrap(&self, id: &str, wrapped: &[u8]) -> Result<DataKey, NotUnwrapped>;

    /// Whether unencrypted documents in the shared database are accepted.
    fn takes_plain(&self) -> bool {
        true
    }

    /// The name of the setting by which the administrator sets the key file, for messages.
    fn place(&self) -> &'static str {
        "[node] key_file"
    }
}

/// The reason why a data key was not unwrapped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotUnwrapped {
    /// The source does not have the master key.
    NoSuchKey,
    /// The wrapped data key was made with another master key, or was changed.
    Garbage,
    /// The keys can't be used now. The text is a sentence with the reason.
    Away(String),
}
