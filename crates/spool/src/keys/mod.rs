//! Keys by which documents are sealed (`sealing`): the arithmetic, and who has the master keys.

mod cipher;
mod ring;

pub use cipher::{DataKey, MasterKey};
pub(crate) use cipher::{PieceCipher, TAG};
pub use ring::{KeyRing, KeyTwice};

/// Who has the master keys.
pub trait MasterKeys: Send + Sync {
    /// By which key is sealed now.
    ///
    /// # Errors
    /// It can't be used, in a sentence without anything of a key.
    fn newest(&self) -> Result<String, String>;

    /// Whether this key is here, to open with.
    ///
    /// # Errors
    /// The keys can't be used.
    fn has(&self, id: &str) -> Result<bool, String>;

    /// Wraps a data key by the newest one; by which that was.
    ///
    /// # Errors
    /// It can't be used.
    fn wrap(&self, key: &DataKey) -> Result<(String, Vec<u8>), String>;

    /// Unwraps what the key of this name has wrapped.
    ///
    /// # Errors
    /// [`NotUnwrapped`].
    fn unwrap(&self, id: &str, wrapped: &[u8]) -> Result<DataKey, NotUnwrapped>;

    /// Whether documents that are in the store in clear are taken out of it.
    fn takes_plain(&self) -> bool {
        true
    }

    /// Where the administrator names a file of them.
    fn place(&self) -> &'static str {
        "[node] key_file"
    }
}

/// Why a data key was not unwrapped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotUnwrapped {
    /// The key is not here.
    NoSuchKey,
    /// That key has not made it.
    Garbage,
    /// The keys can't be used now, in a sentence.
    Away(String),
}
