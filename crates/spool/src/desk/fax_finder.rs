//! Whether a fax belongs to the list that a person has asked for: a [`FaxSieve`], ready to examine
//! the rows of faxes.

use std::collections::BTreeSet;

use super::faxes::{ClaimedBy, FaxSieve, Seen};
use crate::database::{self, Row, Transaction, params};
use crate::texts::{COUNTED, has_word, rarest_part};
use crate::word_key::{Wanted, WordKey};
use crate::words::{Term, indexed};
use ferrofax_basics::UnixMs;

/// The greatest number of words of a search.
const MOST_TERMS: usize = 32;

const WITH_FACTS: &str = "SELECT 1 FROM fax_words WHERE fax_words MATCH ?1 LIMIT ?2";

/// The names of the selected devices, as rows have them; none means all devices.
fn names(seen: &Seen, sieve: &FaxSieve) -> Option<BTreeSet<String>> {
    match (seen, &sieve.device) {
        (Seen::All, None) => None,
        (Seen::All, Some(device)) => Some(BTreeSet::from([device.to_string()])),
        (Seen::These(devices), wanted) => {
            let meant = devices.iter().filter(|one| wanted.as_ref().is_none_or(|it| it == *one));
            Some(meant.map(ToString::to_string).collect())
        }
    }
}

/// A [`FaxSieve`] together with the devices that the person may see, ready to examine rows.
pub(super) struct Finder<'a> {
    pub(super) sieve: &'a FaxSieve,
    /// The names of the selected devices, as rows have them; none means all devices.
    pub(super) devices: Option<BTreeSet<String>>,
    pub(super) words: Vec<Term>,
    /// Each of `words` as the index of the words on pages has it; empty if this index is not used.
    on_pages: Vec<Option<Wanted>>,
    pub(super) sender: Vec<Term>,
    /// The words of the tag, by which the index of words finds faxes.
    pub(super) tag: Vec<Term>,
}

/// The word of a search that the fewest faxes have.
pub(super) struct Rarest {
    /// The query by which the index of the facts finds the word.
    pub(super) facts: String,
    /// The number of the word, or of a part of it, in the index of the words on pages.
    pub(super) number: i64,
    /// Whether many faxes have it on their pages.
    pub(super) is_frequent: bool,
}

/// Counts the faxes that the index of the facts finds for a query, at most [`COUNTED`]. On
/// PostgreSQL, where this index is a table, nothing is counted.
fn count_facts(transaction: &Transaction<'_>, query: &str) -> database::Result<usize> {
    if transaction.either(false, true) {
        return Ok(0);
    }
    let mut some = transaction.prepare_cached(WITH_FACTS)?;
    Ok(some.query_map(params![query, COUNTED as i64], |_| Ok(()))?.count())
}

impl<'a> Finder<'a> {
    pub(super) fn of(seen: &Seen, sieve: &'a FaxSieve, key: Option<&WordKey>) -> Self {
        let on_pages = |key: &WordKey| split(&sieve.words).map(|word| key.wanted(word)).collect();
        let terms = |words: &str| split(words).map(Term::of).collect();
        Self {
            sieve,
            devices: names(seen, sieve),
            words: terms(&sieve.words),
            on_pages: key.map(on_pages).unwrap_or_default(),
            sender: terms(&sieve.sender),
            tag: sieve.tag.as_deref().map(terms).unwrap_or_default(),
        }
    }

    /// The word of the search that the fewest faxes have in their facts or on their pages. Words that
    /// are too short for the index of the facts are left out.
    pub(super) fn rarest(&self, transaction: &Transaction<'_>) -> database::Result<Option<Rarest>> {
        let mut best: Option<(usize, Rarest)> = None;
        for (term, word) in self.words.iter().zip(&self.on_pages) {
            let (Some(facts), Some(word)) = (indexed([term], None), word) else { continue };
            let Some((on_pages, number)) = rarest_part(transaction, word)? else { continue };
            let count = on_pages + count_facts(transaction, &facts)?;
            if best.as_ref().is_none_or(|(least, _)| count < *least) {
                let is_frequent = on_pages >= COUNTED;
                best = Some((count, Rarest { facts, number, is_frequent }));
            }
        }
        Ok(best.map(|(_, rarest)| rarest))
    }

    pub(super) fn has_words(&self) -> bool {
        !(self.words.is_empty() && self.sender.is_empty() && self.tag.is_empty())
    }

    /// Whether the tag and the note must be read.
    pub(super) fn reads_note(&self) -> bool {
        !self.words.is_empty() || self.sieve.tag.is_some()
    }

    /// Whether it must be read if a fax is claimed. Faxes that one user has claimed have an index of
    /// their own.
    pub(super) fn reads_claim(&self) -> bool {
        self.sieve.claimed == Some(ClaimedBy::Nobody)
    }

    /// Whether the person may see the fax of a row and, if only unread faxes are wanted, has not
    /// read it.
    pub(super) fn is_open(
        &self,
        row: &Row<'_>,
        (id, read_through): (i64, i64),
    ) -> database::Result<bool> {
        if self.sieve.unread && row.get::<_, Option<bool>>(7)?.unwrap_or(id <= read_through) {
            return Ok(false);
        }
        Ok(match &self.devices {
            Some(devices) => devices.contains(row.text(1)?),
            None => true,
        })
    }

    /// Whether the filter selects the fax of a row by its further conditions. Only the values that
    /// this filter needs are read, and texts are not copied, because most rows are examined and then
    /// dropped.
    pub(super) fn finds(
        &self,
        transaction: &Transaction<'_>,
        row: &Row<'_>,
        id: i64,
    ) -> database::Result<bool> {
        let FaxSieve { status, since, until, .. } = self.sieve;
        if since.is_some() || until.is_some() {
            let at: UnixMs = row.get(3)?;
            if since.is_some_and(|since| at < since) || until.is_some_and(|until| at >= until) {
                return Ok(false);
            }
        }
        if let Some(status) = status
            && row.text(2)? != status.name()
        {
            return Ok(false);
        }
        if self.reads_claim() && row.get::<_, Option<bool>>(8)?.unwrap_or(false) {
            return Ok(false);
        }
        Ok(!self.reads_texts() || self.finds_texts(transaction, row, id)?)
    }

    pub(super) fn reads_texts(&self) -> bool {
        self.has_words() || self.sieve.tag.is_some()
    }

    fn finds_texts(
        &self,
        transaction: &Transaction<'_>,
        row: &Row<'_>,
        id: i64,
    ) -> database::Result<bool> {
        // The caller's number, the caller's name, the station identification, and the tag with the
        // note.
        let texts = [row.text(4)?, row.text(5)?, row.text(6)?, row.text(9)?];
        let [calling, caller_name, far_ident, noted] = texts;
        let (numbers, names) = ([calling, far_ident], [caller_name, far_ident]);
        let device = row.text(1)?;
        // The note begins at the second line.
        let has_tag = |tag: &str| noted.split('\n').next() == Some(tag);
        if !self.sieve.tag.as_deref().is_none_or(has_tag)
            || !self.sender.iter().all(|term| term.is_in_any(&numbers, &names))
        {
            return Ok(false);
        }
        for (place, term) in self.words.iter().enumerate() {
            let is_found = term.is_in(&texts, device)
                || match self.on_pages.get(place) {
                    Some(Some(word)) => has_word(transaction, id, word)?,
                    // A sign between words, such as &, is in no index.
                    Some(None) => self.on_pages.iter().any(Option::is_some),
                    None => false,
                };
            if !is_found {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

/// The words of a search.
fn split(words: &str) -> impl Iterator<Item = &str> {
    words.split_whitespace().take(MOST_TERMS)
}
