//! The seal of an encrypted document, which is stored with the document. It has the wrapped
//! (encrypted) data key, and a proof that the key belongs to this document.
//!
//! In the code, *to seal* is to encrypt and *to open* is to decrypt.

use crate::keys::{DataKey, MasterKeys, NotUnwrapped, PieceCipher, TAG};

/// The length of a piece of a document, in bytes. Only the last piece may be shorter.
pub const PIECE: u64 = 256 * 1024;

/// The version of the format of encrypted values.
const FORM: u8 = 1;

/// The seal of a document, as a database or the head of a file stores it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seal {
    /// The name of the master key that wraps the data key.
    pub key: String,
    /// The format version, the proof, and the wrapped data key.
    pub octets: Vec<u8>,
}

impl Seal {
    /// Reads the seal from two columns of the database. `None` if the first column is empty: the
    /// document is not encrypted.
    pub fn of((key, octets): (Option<String>, Option<Vec<u8>>)) -> Option<Self> {
        key.map(|key| Self { key, octets: octets.unwrap_or_default() })
    }

    fn new((key, wrapped): (String, Vec<u8>), proof: &[u8]) -> Self {
        Self { key, octets: [&[FORM][..], proof, &wrapped].concat() }
    }

    /// Returns the proof and the wrapped data key; `None` if the bytes are not a valid seal.
    fn parts(&self) -> Option<(&[u8], &[u8])> {
        let (form, rest) = self.octets.split_first()?;
        rest.split_at_checked(TAG).filter(|_| *form == FORM)
    }

    /// Unwraps (decrypts) the data key of the document.
    fn unwrapped(&self, keys: &dyn MasterKeys) -> Result<DataKey, SealError> {
        let (_, wrapped) = self.parts().ok_or_else(malformed)?;
        keys.unwrap(&self.key, wrapped).map_err(|why| match why {
            NotUnwrapped::NoSuchKey => SealError::Seal(format!(
                "it is encrypted with the key {}, but this machine does not have this key ({})",
                self.key,
                keys.place()
            )),
            NotUnwrapped::Garbage => {
                SealError::Seal(format!("its own key was not wrapped by the key {}", self.key))
            }
            NotUnwrapped::Away(text) => SealError::Keys(text),
        })
    }

    /// Returns a seal of the same data key, wrapped by the newest master key.
    ///
    /// # Errors
    /// [`SealError`]
    pub fn rewrapped(&self, keys: &dyn MasterKeys) -> Result<Self, SealError> {
        let key = self.unwrapped(keys)?;
        let (proof, _) = self.parts().ok_or_else(malformed)?;
        Ok(Self::new(keys.wrap(&key).map_err(SealError::Keys)?, proof))
    }
}

/// The reason why a seal cannot be used. The texts are sentences that contain no part of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SealError {
    /// The seal does not belong to the document, or its master key is missing here.
    Seal(String),
    /// The master keys can't be used now.
    Keys(String),
}

fn malformed() -> SealError {
    SealError::Seal("its wrapped key is malformed".to_owned())
}

/// The identity of a document: its owner, its hash and its length. Its encryption key depends on
/// these.
pub struct Context {
    what: Vec<u8>,
    octets: u64,
}

impl Context {
    /// Makes the identity of a document from these words, the last of which is its hash, and from
    /// its length in bytes.
    pub fn of(words: [&str; 4], octets: u64) -> Self {
        let mut what = Vec::new();
        for word in words {
            what.extend((word.len() as u64).to_be_bytes());
            what.extend(word.as_bytes());
        }
        what.extend(octets.to_be_bytes());
        what.extend(PIECE.to_be_bytes());
        Self { what, octets }
    }
}

/// The key that encrypts and decrypts the pieces of a document.
pub struct DocumentKey {
    cipher: PieceCipher,
    octets: u64,
}

impl DocumentKey {
    fn of(key: &DataKey, context: &Context) -> Self {
        Self { cipher: PieceCipher::of(key, &context.what), octets: context.octets }
    }

    /// Returns the number of pieces of the document.
    pub fn pieces(&self) -> u64 {
        self.octets.div_ceil(PIECE)
    }

    /// Encrypts a piece. Pieces are numbered from 0.
    pub fn seal(&self, number: usize, piece: Vec<u8>) -> Vec<u8> {
        self.cipher.seal((number as u64, self.pieces()), piece)
    }

    /// Decrypts a piece. Pieces are numbered from 0.
    ///
    /// # Errors
    /// The bytes are not the encrypted piece with this number, or were changed. The error is a
    /// sentence.
    pub fn open(&self, number: u64, sealed: Vec<u8>) -> Result<Vec<u8>, String> {
        let count = self.pieces();
        self.cipher.open((number, count), sealed).ok_or_else(|| {
            format!(
                "piece {} of {count} is not the one that was encrypted: it was changed, or is another one",
                number + 1
            )
        })
    }

    /// Encrypts the whole document, as one sequence of bytes.
    pub fn seal_all(&self, octets: &[u8]) -> Vec<u8> {
        let pieces = octets.chunks(PIECE as usize).enumerate();
        pieces.flat_map(|(number, piece)| self.seal(number, piece.to_vec())).collect()
    }

    /// Decrypts the whole document.
    ///
    /// # Errors
    /// A piece is not the encrypted piece with its number, or was changed. The error is a sentence.
    pub fn open_all(&self, sealed: &[u8]) -> Result<Vec<u8>, String> {
        let mut octets = Vec::with_capacity(sealed.len());
        for (number, piece) in (0..).zip(sealed.chunks(PIECE as usize + TAG)) {
            octets.extend(self.open(number, piece.to_vec())?);
        }
        Ok(octets)
    }
}

/// Returns the unencrypted length, in bytes, of a document that is `sealed` bytes long after
/// [`DocumentKey::seal_all`].
pub fn plain_octets(sealed: u64) -> u64 {
    let pieces = sealed.div_ceil(PIECE + TAG as u64);
    sealed.saturating_sub(pieces * TAG as u64)
}

/// Returns the length, in bytes, that a document of `plain` bytes has after
/// [`DocumentKey::seal_all`].
pub fn sealed_octets(plain: u64) -> u64 {
    plain.saturating_add(plain.div_ceil(PIECE) * TAG as u64)
}

/// Makes a new data key for a document, and a seal with this key.
///
/// # Errors
/// The keys can't be used now. The error is a sentence that contains no part of a key.
pub fn new_seal(keys: &dyn MasterKeys, context: &Context) -> Result<(Seal, DocumentKey), String> {
    let data = DataKey::random()?;
    let key = DocumentKey::of(&data, context);
    Ok((Seal::new(keys.wrap(&data)?, &key.cipher.proof()), key))
}

/// Returns the key of the document that has this seal.
///
/// # Errors
/// [`SealError::Seal`]: the seal does not belong to this document, or its master key is missing
/// here.
/// [`SealError::Keys`]: the keys can't be used now.
pub fn open_seal(
    keys: &dyn MasterKeys,
    seal: &Seal,
    context: &Context,
) -> Result<DocumentKey, SealError> {
    let key = DocumentKey::of(&seal.unwrapped(keys)?, context);
    match seal.parts() {
        Some((proof, _)) if key.cipher.proves(proof) => Ok(key),
        _ => {
            let text =
                "it was encrypted as another document than the one that its row names".to_owned();
            Err(SealError::Seal(text))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sealed_in_one_is_as_long_as_it_is_said_to_be() {
        let context = |octets| Context::of(["thing", "mark", "1", "hash"], octets);
        for octets in [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE] {
            let key = DocumentKey::of(&DataKey::of(&[3; 32]).unwrap(), &context(octets));
            let plain = vec![b'x'; octets as usize];
            let sealed = key.seal_all(&plain);
            assert_eq!(plain_octets(sealed.len() as u64), octets);
            assert_eq!(sealed_octets(octets), sealed.len() as u64);
            assert_eq!(key.open_all(&sealed), Ok(plain));
            if octets > PIECE {
                let mut swapped = sealed.clone();
                swapped.rotate_left(PIECE as usize + TAG);
                let why = key.open_all(&swapped).unwrap_err();
                assert!(why.starts_with("piece 1 of "), "{why}");
            }
        }
    }

    #[test]
    fn words_that_say_the_same_together_are_other_documents() {
        let what = |[one, two]: [&str; 2]| Context::of(["thing", one, two, "hash"], 7).what;
        assert_ne!(what(["ab", "c"]), what(["a", "bc"]));
    }
}
