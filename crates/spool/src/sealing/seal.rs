//! What is kept of a sealed document beside it: its wrapped key, and the proof that this is the
//! key of this very document.

use std::path::Path;

use crate::keys::{PieceCipher, TAG};
use crate::{DataKey, Encryption, MasterKeys, NotUnwrapped, SpoolError};

/// The octets of a piece; the last one has what is left.
pub(crate) const PIECE: u64 = 256 * 1024;

/// The form of a seal.
const FORM: u8 = 1;

/// The seal of a document, as the store keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Seal {
    /// By which key its own is wrapped.
    pub(crate) key: String,
    /// Its form, the proof, the wrapped key.
    pub(crate) octets: Vec<u8>,
}

impl Seal {
    /// Of two columns; none where they say that it is plain.
    pub(crate) fn of((key, octets): (Option<String>, Option<Vec<u8>>)) -> Option<Self> {
        key.map(|key| Self { key, octets: octets.unwrap_or_default() })
    }

    fn new((key, wrapped): (String, Vec<u8>), proof: &[u8]) -> Self {
        Self { key, octets: [&[FORM][..], proof, &wrapped].concat() }
    }

    /// The proof, and the wrapped key; none if it is no seal.
    fn parts(&self) -> Option<(&[u8], &[u8])> {
        let (form, rest) = self.octets.split_first()?;
        rest.split_at_checked(TAG).filter(|_| *form == FORM)
    }

    /// Its data key.
    fn unwrapped(&self, keys: &dyn MasterKeys) -> Result<DataKey, Broken> {
        let (_, wrapped) = self
            .parts()
            .ok_or_else(|| Broken::Seal("its wrapped key is malformed".into()))?;
        keys.unwrap(&self.key, wrapped).map_err(|why| match why {
            NotUnwrapped::NoSuchKey => Broken::Seal(format!(
                "it is encrypted with the key {}, which this machine has not ({})",
                self.key,
                keys.place()
            )),
            NotUnwrapped::Garbage => {
                Broken::Seal(format!("its own key was not wrapped by the key {}", self.key))
            }
            NotUnwrapped::Away(text) => Broken::Keys(text),
        })
    }

    /// The same, wrapped by the newest key.
    pub(crate) fn rewrapped(&self, keys: &dyn MasterKeys, of: &Path) -> Result<Self, SpoolError> {
        let key = self.unwrapped(keys).map_err(|why| why.told(of))?;
        let (proof, _) = self.parts().ok_or(SpoolError::Internal)?;
        let wrapped = keys.wrap(&key).map_err(|text| SpoolError::Keys { text })?;
        Ok(Self::new(wrapped, proof))
    }
}

/// Why a seal does not open.
enum Broken {
    Seal(String),
    Keys(String),
}

impl Broken {
    fn told(self, of: &Path) -> SpoolError {
        match self {
            Self::Seal(text) => SpoolError::Document { path: of.to_path_buf(), text },
            Self::Keys(text) => SpoolError::Keys { text },
        }
    }
}

/// What a document is, which is part of its key: whose, what it hashes to, its length.
pub(crate) struct Context {
    what: Vec<u8>,
    octets: u64,
}

impl Context {
    /// A received fax's: the node where it came in, its document's name there.
    pub(crate) fn of_fax([node, mark]: [&str; 2], (sha256, octets): (&str, u64)) -> Self {
        // Behind the first mark may stand the hash, which is known anyhow (node/shipment.rs).
        let mark = mark.split('#').next().unwrap_or(mark);
        Self::of(["fax", node, mark, sha256], octets)
    }

    /// A job's: its mark in the store, the number of the document.
    pub(crate) fn of_job((mark, number): (&str, i64), (sha256, octets): (&str, u64)) -> Self {
        Self::of(["job", mark, &number.to_string(), sha256], octets)
    }

    /// Of a file that is sealed where it lies: the spool's mark, its name in the spool.
    pub(crate) fn at_rest([mark, name]: [&str; 2], (sha256, octets): (&str, u64)) -> Self {
        Self::of(["at rest", mark, name, sha256], octets)
    }

    fn of(words: [&str; 4], octets: u64) -> Self {
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

/// What opens a document, and sealed it.
pub(crate) struct DocumentKey {
    cipher: PieceCipher,
    octets: u64,
}

impl DocumentKey {
    fn of(key: &DataKey, context: &Context) -> Self {
        Self { cipher: PieceCipher::of(key, &context.what), octets: context.octets }
    }

    /// How many pieces it has.
    pub(crate) fn pieces(&self) -> u64 {
        self.octets.div_ceil(PIECE)
    }

    /// A piece, by its number from 0, as it leaves this machine.
    pub(crate) fn seal(&self, number: usize, piece: Vec<u8>) -> Vec<u8> {
        self.cipher.seal((number as u64, self.pieces()), piece)
    }

    /// A piece as it was.
    ///
    /// # Errors
    /// It is not the one that was encrypted as this piece, in a sentence.
    pub(crate) fn open(&self, number: u64, sealed: Vec<u8>) -> Result<Vec<u8>, String> {
        let count = self.pieces();
        self.cipher.open((number, count), sealed).ok_or_else(|| {
            format!(
                "piece {} of {count} is not the one that was encrypted: it was changed, or is another one",
                number + 1
            )
        })
    }

    /// All of it, sealed, in one.
    pub(crate) fn seal_all(&self, octets: &[u8]) -> Vec<u8> {
        let pieces = octets.chunks(PIECE as usize).enumerate();
        pieces.flat_map(|(number, piece)| self.seal(number, piece.to_vec())).collect()
    }

    /// And as it was.
    ///
    /// # Errors
    /// It is not the one that was encrypted, in a sentence.
    pub(crate) fn open_all(&self, sealed: &[u8]) -> Result<Vec<u8>, String> {
        let mut octets = Vec::with_capacity(sealed.len());
        for (number, piece) in (0..).zip(sealed.chunks(PIECE as usize + TAG)) {
            octets.extend(self.open(number, piece.to_vec())?);
        }
        Ok(octets)
    }
}

/// How many octets were sealed of which there are so many now, in one.
pub(crate) fn plain_octets(sealed: u64) -> u64 {
    let pieces = sealed.div_ceil(PIECE + TAG as u64);
    sealed.saturating_sub(pieces * TAG as u64)
}

/// How many octets a document of so many has, sealed in one.
pub(crate) fn sealed_octets(plain: u64) -> u64 {
    plain.saturating_add(plain.div_ceil(PIECE) * TAG as u64)
}

/// A new seal of a document by these keys.
///
/// # Errors
/// [`SpoolError::Keys`].
pub(crate) fn new_seal(
    keys: &dyn MasterKeys,
    context: &Context,
) -> Result<(Seal, DocumentKey), SpoolError> {
    let failed = |text: String| SpoolError::Keys { text };
    let data = DataKey::random().map_err(failed)?;
    let key = DocumentKey::of(&data, context);
    Ok((Seal::new(keys.wrap(&data).map_err(failed)?, &key.cipher.proof()), key))
}

/// What opens a document of this seal.
///
/// # Errors
/// As of [`Encryption::open_seal`].
pub(crate) fn open_seal(
    keys: &dyn MasterKeys,
    seal: &Seal,
    context: &Context,
    of: &Path,
) -> Result<DocumentKey, SpoolError> {
    let key = DocumentKey::of(&seal.unwrapped(keys).map_err(|why| why.told(of))?, context);
    match seal.parts() {
        Some((proof, _)) if key.cipher.proves(proof) => Ok(key),
        _ => {
            let text =
                "it was encrypted as another document than the one that its row names".to_owned();
            Err(Broken::Seal(text).told(of))
        }
    }
}

impl Encryption<'_> {
    /// A new seal of a document for this store; none where nothing is sealed here.
    ///
    /// # Errors
    /// [`SpoolError::Keys`].
    pub(crate) fn new_seal(
        &self,
        context: &Context,
    ) -> Result<Option<(Seal, DocumentKey)>, SpoolError> {
        let Some(keys) = self.keys()? else { return Ok(None) };
        new_seal(keys, context).map(Some)
    }

    /// What opens a document of this store.
    ///
    /// # Errors
    /// [`SpoolError::Document`]: it is not the seal of this document, or of no key that is here.
    /// [`SpoolError::Keys`]: the keys can't be used now.
    pub(crate) fn open_seal(
        &self,
        seal: &Seal,
        context: &Context,
        of: &Path,
    ) -> Result<DocumentKey, SpoolError> {
        let keys = self.keys()?.ok_or_else(|| {
            let text = "it is encrypted, and this machine has no keys ([node] key_file)";
            Broken::Seal(text.to_owned()).told(of)
        })?;
        open_seal(keys, seal, context, of)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sealed_in_one_is_as_long_as_it_is_said_to_be() {
        let context = |octets| Context::of_job(("mark", 1), ("hash", octets));
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
        let what = |words: [&str; 2]| Context::of_fax(words, ("hash", 7)).what;
        assert_ne!(what(["ab", "c"]), what(["a", "bc"]));
        assert_eq!(what(["a", "b#hash"]), what(["a", "b"]));
    }
}
