//! The index of the words on faxes.
//!
//! Each word is stored as a number ([`WordKey`]). Where documents are not encrypted, the key of these
//! numbers is in the database beside the index.

use super::FaxTexts;
use crate::database::{self, Row, Transaction, params, params_from_iter};
use crate::keys::DataKey;
use crate::word_key::{Wanted, WordKey};
use crate::{FaxId, SpoolError};
use ferrofax_basics::UnixMs;

/// The name under which the key of the index is encrypted.
pub(super) const NAME: &str = "texts/key";

/// The number of faxes up to which the faxes with a word are counted.
pub(crate) const COUNTED: usize = 1_000;

/// How many words one statement puts into the index. `STEPS` is the number of statements in one
/// transaction.
const WORDS: usize = 100;
const STEPS: usize = 10;

pub(crate) const HAS: &str = "SELECT 1 FROM fax_text_words WHERE fax = ?1 AND word = ?2";
pub(crate) const SOME: &str = "
    SELECT 1 FROM fax_text_words INDEXED BY fax_text_words_word WHERE word = ?1 LIMIT ?2";
const KEY: &str = "SELECT key FROM fax_text_key WHERE one = 1";
const PUT_KEY: &str = "
    INSERT INTO fax_text_key (one, sealed_by, key) VALUES (1, ?1, ?2) ON CONFLICT (one) DO NOTHING";

/// Whether the index contains a word for a fax.
pub(crate) fn has_word(
    transaction: &Transaction<'_>,
    fax: i64,
    word: &Wanted,
) -> database::Result<bool> {
    for part in word.parts() {
        if !transaction.finds(HAS, [fax, *part])? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The part of a word that the fewest faxes have on their pages, with the number of these faxes. At
/// most [`COUNTED`] are counted.
pub(crate) fn rarest_part(
    transaction: &Transaction<'_>,
    word: &Wanted,
) -> database::Result<Option<(usize, i64)>> {
    let mut best: Option<(usize, i64)> = None;
    for part in word.parts() {
        let mut some = transaction.prepare_cached(SOME)?;
        let count = some.query_map([*part, COUNTED as i64], |_| Ok(()))?.count();
        if best.is_none_or(|(least, _)| count < least) {
            best = Some((count, *part));
        }
    }
    Ok(best)
}

impl FaxTexts<'_> {
    /// The key of the index. `None`: no fax has been read here.
    ///
    /// # Errors
    /// The spool could not be read, or the key cannot be decrypted.
    pub(crate) fn word_key(&self) -> Result<Option<WordKey>, SpoolError> {
        if let Some(known) = self.spool.known_word_key() {
            return Ok(Some(known));
        }
        let row = self.spool.read(|transaction| {
            let octets = |row: &Row<'_>| row.get::<_, Vec<u8>>(0);
            transaction.first(KEY, [], octets)
        })?;
        let Some(octets) = row else { return Ok(None) };
        let octets = self.opened(NAME, octets)?;
        let key = WordKey::of(DataKey::of(&octets).ok_or(SpoolError::Internal)?);
        self.spool.know_word_key(&key);
        Ok(Some(key))
    }

    /// The key of the index, which is made if there is none.
    pub(super) fn word_key_or_new(&self, now: UnixMs) -> Result<WordKey, SpoolError> {
        if let Some(key) = self.word_key()? {
            return Ok(key);
        }
        let made = DataKey::random().map_err(|text| SpoolError::Keys { text })?;
        let row = self.sealed(NAME, made.octets())?;
        self.register(&row, now)?;
        self.spool
            .write(|transaction| transaction.run(PUT_KEY, params![row.key, row.octets]))?;
        // Another service may have been first.
        self.word_key()?.ok_or(SpoolError::Internal)
    }

    /// Puts words of a fax into the index. Nothing happens if the fax was deleted.
    pub(super) fn index(
        &self,
        fax: FaxId,
        words: impl Iterator<Item = i64>,
    ) -> Result<(), SpoolError> {
        let words: Vec<i64> = words.collect();
        let values: Vec<String> =
            (0..WORDS).map(|at| format!("(CAST(?{} AS INTEGER))", at + 2)).collect();
        let put = format!(
            "INSERT INTO fax_text_words (fax, word) SELECT f.id, w.column1 FROM faxes AS f, (VALUES {}) AS w
             WHERE f.id = ?1 ON CONFLICT DO NOTHING",
            values.join(", ")
        );
        for some in words.chunks(WORDS * STEPS) {
            self.spool.add(|transaction| {
                let mut put = transaction.prepare_cached(&put)?;
                for step in some.chunks(WORDS) {
                    // A step of fewer words has the last one several times.
                    let last = step.last().copied().unwrap_or_default();
                    let all = step.iter().copied().chain(std::iter::repeat(last)).take(WORDS);
                    put.execute(params_from_iter([fax.0].into_iter().chain(all)))?;
                }
                Ok(())
            })?;
        }
        Ok(())
    }
}
