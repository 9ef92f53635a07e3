//! Words as numbers, in which no word can be read.
//!
//! The number of a word is the beginning of the SHA-256 of a key and of the word. A person who has
//! the database, but not the key, learns only that the same unknown word is on several faxes.
//! The key has a fixed length and comes first, and most of the hash is left out, so nothing can be
//! calculated from one word for another.

use sha2::{Digest, Sha256};

use crate::keys::DataKey;

/// The key with which the numbers of words are calculated.
#[derive(Clone)]
pub(crate) struct WordKey(DataKey);

impl WordKey {
    pub(crate) fn of(key: DataKey) -> Self {
        Self(key)
    }

    /// The number of a part of a word.
    pub(crate) fn number(&self, part: &str) -> i64 {
        let hash = Sha256::new().chain_update(self.0.octets()).chain_update(part).finalize();
        let mut beginning = [0; 8];
        beginning.copy_from_slice(&hash[..8]);
        i64::from_be_bytes(beginning)
    }

    /// A word that is searched for; `None` if no fax is found by such a word.
    pub(crate) fn wanted(&self, word: &str) -> Option<Wanted> {
        let parts: Vec<i64> = word_parts(word).iter().map(|part| self.number(part)).collect();
        (!parts.is_empty()).then_some(Wanted(parts))
    }
}

/// A word that is searched for, as the numbers of its parts. A fax has the word if it has all parts.
pub(crate) struct Wanted(Vec<i64>);

impl Wanted {
    pub(crate) fn parts(&self) -> &[i64] {
        &self.0
    }
}

/// The parts of a word by which a fax is found: letters and digits between other signs, in lower
/// case. Parts of one letter are left out.
pub fn word_parts(word: &str) -> Vec<String> {
    word.split(|sign: char| !sign.is_alphanumeric())
        .filter(|part| part.chars().nth(1).is_some())
        .map(str::to_lowercase)
        .collect()
}
