//! The index of the words on faxes.
//!
//! Each word is stored as a number ([`WordKey`]). Where documents are not encrypted, the key of these
//! numbers is in the database beside the index.

use std::collections::BTreeSet;

use super::FaxTexts;
use crate::database::{self, OptionalExtension, Row, Transaction, params};
use crate::keys::DataKey;
use crate::sealing::seal_begins;
use crate::word_key::{Wanted, WordKey};
use crate::{FaxId, SpoolError};
use ferrofax_basics::UnixMs;

/// The name under which the key of the index is encrypted.
pub(super) const NAME: &str = "texts/key";

/// The number of faxes up to which the faxes with a word are counted.
const COUNTED: i64 = 1_000;

const PUT: &str = "INSERT INTO fax_text_words (fax, word) VALUES (?1, ?2) ON CONFLICT DO NOTHING";
pub(crate) const HAS: &str = "SELECT 1 FROM fax_text_words WHERE fax = ?1 AND word = ?2";
pub(crate) const COUNT: &str = "
    SELECT count(*) FROM (SELECT 1 FROM fax_text_words INDEXED BY fax_text_words_word WHERE word = ?1 LIMIT ?2) AS found";
const KEY: &str = "SELECT key FROM fax_text_key WHERE one = 1";
const PUT_KEY: &str = "
    INSERT INTO fax_text_key (one, sealed_by, key) VALUES (1, ?1, ?2) ON CONFLICT (one) DO NOTHING";

/// Puts the words of a fax into the index.
pub(super) fn put(
    transaction: &Transaction<'_>,
    fax: FaxId,
    words: &BTreeSet<i64>,
) -> database::Result<()> {
    let mut put = transaction.prepare_cached(PUT)?;
    words.iter().try_for_each(|word| put.execute([fax.0, *word]).map(drop))
}

/// Whether the index contains a word for a fax.
pub(crate) fn has_word(
    transaction: &Transaction<'_>,
    fax: i64,
    word: &Wanted,
) -> database::Result<bool> {
    for part in word.parts() {
        if !transaction.prepare_cached(HAS)?.exists([fax, *part])? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Of the words, the one that the fewest faxes have, by its place among them, and the number of that
/// part of it which the fewest have. Few faxes must be examined to find those with the word.
pub(crate) fn rarest<'a>(
    transaction: &Transaction<'_>,
    words: impl Iterator<Item = (usize, &'a Wanted)>,
) -> database::Result<Option<(usize, i64)>> {
    let mut best: Option<(i64, (usize, i64))> = None;
    for (place, word) in words {
        for part in word.parts() {
            let count: i64 = transaction
                .prepare_cached(COUNT)?
                .query_row([*part, COUNTED], |row| row.get(0))?;
            if best.is_none_or(|(least, _)| count < least) {
                best = Some((count, (place, *part)));
            }
        }
    }
    Ok(best.map(|(_, best)| best))
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
            transaction.prepare_cached(KEY)?.query_row([], octets).optional()
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
        self.spool.write_or_refuse(|transaction| {
            if let Some(key) = row.key.as_deref().filter(|_| self.is_shared()) {
                seal_begins(transaction, key, now)?;
            }
            transaction.prepare_cached(PUT_KEY)?.execute(params![row.key, row.octets])?;
            Ok(())
        })?;
        // Another service may have been first.
        self.word_key()?.ok_or(SpoolError::Internal)
    }
}
