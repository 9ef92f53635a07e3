//! The words that are written on received faxes, so that people find a fax by what it says.
//!
//! `ferrofax serve` reads the faxes after their calls (`[reading]` in gateway.toml) and stores the
//! text of each fax here. This crate does not look into a text: the crate `reading` makes and reads
//! it. The words are stored a second time in an index ([`index`]), in which no word can be read.
//!
//! Where documents are encrypted, so are the texts and the key of the index ([`sealing`]). A text is
//! encrypted when it is stored, since only the service uses it, and the service has the keys.
//!
//! A service that reads a fax has claimed it for a time ([`FaxTexts::begin_reading`]), so that several
//! services of a shared database do not read the same fax. A fax that could not be read three times
//! is left unread, with the reason. So is a fax whose reading began three times and never ended.

mod index;
mod sealing;

use std::collections::BTreeSet;

use crate::database::{self, Row, Transaction, params};
use crate::sealing::seal_begins;
use crate::word_key::word_parts;
use crate::{FaxId, FaxTexts, SpoolError};
use ferrofax_basics::UnixMs;
use sealing::SealedRow;

pub(crate) use index::{COUNTED, has_word, rarest_part};
#[cfg(test)]
pub(crate) use index::{HAS, SOME};

/// How often the reading of a fax is tried.
const TRIES: i64 = 3;

/// The time until the next try, in ms.
const AGAIN_MS: i64 = 10 * 60_000;

/// The greatest number of different words of a fax in the index.
const MOST_WORDS: usize = 20_000;

/// The time, in ms, before the end of its wait from which a long fax is no longer read after short
/// ones.
const HURRY_MS: i64 = 150_000;

/// The longest time for which a fax may be claimed, in ms. A claim until later was made while the
/// clock was wrong, and is over.
const LONGEST_CLAIM_MS: i64 = 2 * 3_600_000;

/// The reason of a fax whose reading never ended.
pub(crate) const NO_END: &str = "the reading did not end";

/// The fax `f` may be read: it has ended with a page, and no service has read it, reads it at the time
/// ?1, or has given up.
macro_rules! to_read {
    () => {
        "f.ended_at IS NOT NULL AND f.junk IS NULL
      AND EXISTS (SELECT 1 FROM pages AS p WHERE p.fax = f.id)
      AND NOT EXISTS (SELECT 1 FROM fax_texts AS t
                      WHERE t.fax = f.id AND (t.text IS NOT NULL OR t.until IS NULL OR t.tries >= ?3
                                              OR t.until > ?1 AND t.until <= ?2))"
    };
}

/// The mails of the fax `f` wait for rules, and the fax may be read.
macro_rules! to_sort {
    () => {
        concat!(
            "SELECT f.id FROM fax_sortings AS s INDEXED BY fax_sortings_open
     CROSS JOIN faxes AS f ON f.id = s.fax
     WHERE s.sorted_at IS NULL AND s.fax > 0 AND s.until > ?1 AND ",
            to_read!()
        )
    };
}

/// The next fax to read: of those whose mails wait for rules, the one that waits longest. Its call
/// may have been long ago, if the fax was junk.
pub(crate) const NEXT_TO_SORT: &str = concat!(to_sort!(), " ORDER BY s.fax LIMIT 1");
/// As [`NEXT_TO_SORT`], but without a fax of more than ten pages that can wait for another while.
pub(crate) const SHORT_TO_SORT: &str = concat!(
    to_sort!(),
    " AND (s.until < ?4 OR NOT EXISTS (SELECT 1 FROM pages AS l WHERE l.fax = f.id AND l.number > 10))
     ORDER BY s.fax LIMIT 1"
);
/// The next fax to read of those that began at or after ?4, the newest first.
pub(crate) const NEXT: &str = concat!(
    "SELECT f.id FROM faxes AS f INDEXED BY faxes_started WHERE f.started_at >= ?4 AND ",
    to_read!(),
    " ORDER BY f.started_at DESC LIMIT 1"
);
/// Whether the mails of a fax wait for rules.
const WAITS: &str =
    "SELECT until FROM fax_sortings WHERE fax = ?1 AND sorted_at IS NULL AND until > ?2";
const CLAIM: &str = "
    INSERT INTO fax_texts (fax, at, tries, until, error) VALUES (?1, ?2, 1, ?3, ?4)
    ON CONFLICT (fax) DO UPDATE
    SET at = excluded.at, tries = fax_texts.tries + 1, until = excluded.until, error = excluded.error
    WHERE fax_texts.text IS NULL AND (fax_texts.until <= excluded.at OR fax_texts.until > ?5)";
const CONTINUE: &str = "UPDATE fax_texts SET until = ?2 WHERE fax = ?1 AND text IS NULL";
/// The faxes that wait for rules and were being read at ?1, as ?2 says.
const RESUME: &str = "
    UPDATE fax_texts SET until = ?1
    WHERE text IS NULL AND until > ?1 AND error = ?2
      AND fax IN (SELECT fax FROM fax_sortings WHERE sorted_at IS NULL)";
const LEAVE: &str =
    "UPDATE fax_texts SET until = ?2, tries = tries - 1 WHERE fax = ?1 AND text IS NULL";
const TRIED: &str = "SELECT tries FROM fax_texts WHERE fax = ?1 AND text IS NULL";
const FAILED: &str = "UPDATE fax_texts SET until = ?2, error = ?3 WHERE fax = ?1 AND text IS NULL";
const STORE: &str = "
    UPDATE fax_texts SET at = ?2, until = NULL, error = NULL, sealed_by = ?3, text = ?4
    WHERE fax = ?1 AND text IS NULL";
const TEXT: &str = "SELECT at, until, tries, error, text FROM fax_texts WHERE fax = ?1";

/// How far the reading of a fax is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FaxText {
    /// No service has read the fax.
    Unread,
    /// The fax is being read, or will be tried again.
    Waiting,
    /// The fax cannot be read, for this reason.
    Failed(String),
    /// The text of the fax, as it was stored, and the time at which it was.
    Read(Vec<u8>, UnixMs),
}

impl FaxTexts<'_> {
    /// Finds the next fax that is to be read, and claims it until `until`. Faxes whose mails wait for
    /// rules come first, the oldest of them before the others. A fax of more than ten pages comes
    /// after shorter ones for the first part of its wait. Of all other faxes that began since `since`,
    /// the newest comes first.
    ///
    /// # Errors
    /// The spool could not be used. Its keys cannot be used, so that no text could be stored.
    pub fn begin_reading(
        &self,
        since: UnixMs,
        now: UnixMs,
        until: UnixMs,
    ) -> Result<Option<FaxId>, SpoolError> {
        let latest = now + LONGEST_CLAIM_MS;
        let next: Option<i64> = self.spool.read(|transaction| {
            let next = waiting(transaction, now)?;
            if next.is_some() {
                return Ok(next);
            }
            let row = params![now, latest, TRIES, since];
            transaction.first(NEXT, row, |row| row.get(0))
        })?;
        let Some(fax) = next else { return Ok(None) };
        self.check_keys(now)?;
        let claimed = self.spool.write(|transaction| {
            let row = params![fax, now, until, NO_END, latest];
            transaction.change(CLAIM, row)
        })?;
        Ok((claimed > 0).then_some(FaxId(fax)))
    }

    /// Claims a fax that is being read for a longer time. Returns false if the fax was deleted or
    /// read meanwhile.
    pub fn continue_reading(&self, fax: FaxId, until: UnixMs) -> Result<bool, SpoolError> {
        let claimed = self
            .spool
            .write(|transaction| transaction.change(CONTINUE, params![fax.0, until]))?;
        Ok(claimed > 0)
    }

    /// Whether a fax that is being read should be given back: its mails wait for rules no longer, or
    /// never did, and those of another fax that may be read wait. If the mails of the fax wait, and
    /// its reading is slow, the fax gives way to a short fax only.
    pub fn gives_way(&self, fax: FaxId, is_slow: bool, now: UnixMs) -> Result<bool, SpoolError> {
        self.spool.read(|transaction| {
            let until: Option<UnixMs> =
                transaction.first(WAITS, params![fax.0, now], |row| row.get(0))?;
            match until {
                // Near the end of its wait, the fax would be left unsorted if it gave way.
                Some(until) if !is_slow || until < now + HURRY_MS => Ok(false),
                Some(_) => Ok(short_waiting(transaction, now)?.is_some()),
                None => Ok(waiting(transaction, now)?.is_some()),
            }
        })
    }

    /// Gives the faxes back that wait for rules and that an earlier service of this machine was
    /// reading when it ended, so that they are sorted in time. In a shared database, other machines
    /// may be reading them, and nothing is changed.
    pub fn resume_reading(&self, now: UnixMs) -> Result<(), SpoolError> {
        if self.is_shared() {
            return Ok(());
        }
        self.spool.write(|transaction| transaction.run(RESUME, params![now, NO_END]))
    }

    /// Gives a fax back that was being read, so that it is read from the beginning at any time after
    /// `from`. This does not count as a try.
    pub fn leave_unread(&self, fax: FaxId, from: UnixMs) -> Result<(), SpoolError> {
        self.spool.write(|transaction| transaction.run(LEAVE, params![fax.0, from]))
    }

    /// Stores why a fax could not be read. It is tried again later, but not more than three times.
    pub fn reading_failed(&self, fax: FaxId, why: &str, now: UnixMs) -> Result<(), SpoolError> {
        self.spool.write(|transaction| {
            let tries: Option<i64> = transaction.first(TRIED, [fax.0], |row| row.get(0))?;
            let again = tries.filter(|tries| *tries < TRIES).map(|_| now + AGAIN_MS);
            transaction.run(FAILED, params![fax.0, again, why])
        })
    }

    /// Stores the text of a fax that was being read, encrypted where documents are, and its words in
    /// the index. `text` is returned again as it is. The fax is found by `words`, each of which may have
    /// several parts (`12.03.2026`). Returns false, and stores nothing, if the fax was deleted
    /// meanwhile.
    ///
    /// # Errors
    /// The spool could not be written, or its keys cannot be used.
    pub fn store_text<'w>(
        &self,
        fax: FaxId,
        text: &[u8],
        words: impl Iterator<Item = &'w str>,
        now: UnixMs,
    ) -> Result<bool, SpoolError> {
        let key = self.word_key_or_new(now)?;
        let words: BTreeSet<i64> =
            words.flat_map(word_parts).map(|part| key.number(&part)).collect();
        let row = self.sealed(&name(fax), text)?;
        self.register(&row, now)?;
        // The words come first, in small steps, so that the module does not wait for the database.
        self.index(fax, words.into_iter().take(MOST_WORDS))?;
        let stored = self.spool.write(|transaction| {
            let row = params![fax.0, now, row.key, row.octets];
            transaction.change(STORE, row)
        })?;
        Ok(stored > 0)
    }

    /// Checks that a text could be encrypted and stored now.
    fn check_keys(&self, now: UnixMs) -> Result<(), SpoolError> {
        self.word_key_or_new(now)?;
        let row = self.sealed("texts/check", &[])?;
        self.register(&row, now)
    }

    /// Registers the key of a row in the shared database, if this is one.
    fn register(&self, row: &SealedRow, now: UnixMs) -> Result<(), SpoolError> {
        let Some(key) = row.key.as_deref().filter(|_| self.is_shared()) else { return Ok(()) };
        self.spool.write_or_refuse(|transaction| seal_begins(transaction, key, now))
    }

    /// The text of a fax, decrypted. The last try counts as failed until it ends.
    ///
    /// # Errors
    /// [`SpoolError::Document`]: the text was damaged, or this process does not have its key.
    /// [`SpoolError::Keys`]: the keys cannot be used now.
    pub fn text(&self, fax: FaxId) -> Result<FaxText, SpoolError> {
        let row = self.spool.read(|transaction| {
            let columns = |row: &Row<'_>| {
                let (until, tries): (Option<i64>, i64) = (row.get(1)?, row.get(2)?);
                Ok((row.get(0)?, until.is_some() && tries < TRIES, row.get(3)?, row.get(4)?))
            };
            transaction.first(TEXT, [fax.0], columns)
        })?;
        let row: Option<(UnixMs, bool, Option<String>, Option<Vec<u8>>)> = row;
        Ok(match row {
            None => FaxText::Unread,
            Some((at, _, _, Some(octets))) => FaxText::Read(self.opened(&name(fax), octets)?, at),
            Some((_, true, ..)) => FaxText::Waiting,
            Some((_, false, error, None)) => FaxText::Failed(error.unwrap_or_default()),
        })
    }
}

/// The next fax to read of those whose mails wait for rules.
fn waiting(transaction: &Transaction<'_>, now: UnixMs) -> database::Result<Option<i64>> {
    let next = short_waiting(transaction, now)?;
    if next.is_some() {
        return Ok(next);
    }
    let row = params![now, now + LONGEST_CLAIM_MS, TRIES];
    transaction.first(NEXT_TO_SORT, row, |row| row.get(0))
}

/// The next fax to read of those whose mails wait for rules, without long ones that can wait.
fn short_waiting(transaction: &Transaction<'_>, now: UnixMs) -> database::Result<Option<i64>> {
    let row = params![now, now + LONGEST_CLAIM_MS, TRIES, now + HURRY_MS];
    transaction.first(SHORT_TO_SORT, row, |row| row.get(0))
}

/// The name under which the text of a fax is encrypted.
fn name(fax: FaxId) -> String {
    format!("texts/{}", fax.0)
}
