//! The words that were read on received faxes, for people who may see the faxes.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use super::{Desk, DeskError, FaxList, Person};
use ferrofax_basics::UnixMs;
use ferrofax_reading::{Found, PageText, Place, ReadFax, places};
use ferrofax_spool::{FaxId, FaxText, word_parts};

/// The size, in bytes, of the stored texts that are searched for one page of a list. The places of
/// words in further texts are not shown.
const MOST_SEARCHED: usize = 4 << 20;

/// The time for which texts are searched for one page of a list. The program that keeps the keys may
/// be slow.
const LONGEST_SEARCH: Duration = Duration::from_secs(3);

/// How far the reading of a fax is, and its text.
#[derive(Clone, Debug, PartialEq)]
pub enum FaxWords {
    /// The fax has not been read.
    Unread,
    /// The fax is being read, or will be tried again.
    Waiting,
    /// The fax could not be read, for this reason.
    Failed(String),
    /// The text of the fax, and the time at which it was read.
    Read(ReadFax, UnixMs),
}

impl FaxWords {
    /// The text, if the fax was read.
    pub fn text(self) -> Option<ReadFax> {
        match self {
            Self::Read(text, _) => Some(text),
            _ => None,
        }
    }

    /// The places of the words of a search on each page.
    pub fn places(&self, words: &str) -> Vec<Vec<Place>> {
        let wanted = parts_of(words);
        let Self::Read(text, _) = self else { return Vec::new() };
        let of = |page: &Option<PageText>| match page {
            Some(page) => places(page, &wanted, word_parts),
            None => Vec::new(),
        };
        if wanted.is_empty() { Vec::new() } else { text.pages.iter().map(of).collect() }
    }
}

/// The parts of the words of a search.
fn parts_of(words: &str) -> BTreeSet<String> {
    words.split_whitespace().flat_map(word_parts).collect()
}

impl Desk {
    /// The text of a fax. The audit log and the history of the fax record that the person opened
    /// it.
    pub fn fax_words(
        &self,
        person: &Person,
        id: FaxId,
        now: UnixMs,
    ) -> Result<FaxWords, DeskError> {
        self.document(person, id, now)?;
        Ok(self.words_of(id))
    }

    /// The places of the words of a search on the pages of the faxes in a list that this person
    /// sees. Faxes without these words on their pages are left out. Since words of the page are
    /// shown, the audit log and the history of the fax record that the person opened it.
    pub fn found_words(
        &self,
        person: &Person,
        list: &FaxList,
        words: &str,
        now: UnixMs,
    ) -> Result<BTreeMap<FaxId, Found>, DeskError> {
        let until = Instant::now() + LONGEST_SEARCH;
        let wanted = parts_of(words);
        let mut found = BTreeMap::new();
        let mut searched = 0;
        for one in &list.faxes {
            if wanted.is_empty() || searched > MOST_SEARCHED || Instant::now() > until {
                break;
            }
            let id = one.fax.id;
            let Ok(FaxText::Read(stored, _)) = self.spool.fax_texts().text(id) else { continue };
            searched += stored.len();
            let text = ReadFax::parse(&stored);
            if let Some(place) = text.and_then(|text| text.find(&wanted, word_parts)) {
                self.note_opening(person, id, now)?;
                found.insert(id, place);
            }
        }
        Ok(found)
    }

    /// The text of a fax that the person has just opened ([`Desk::whole_fax`], [`Desk::fax_file`]).
    /// If it cannot be decrypted, the fax counts as unread.
    pub fn words_of(&self, id: FaxId) -> FaxWords {
        match self.spool.fax_texts().text(id) {
            Ok(FaxText::Read(stored, at)) => match ReadFax::parse(&stored) {
                Some(text) => FaxWords::Read(text, at),
                None => {
                    log::warn!(FERROFAX_FAX:% = id; "the text of fax {id} is damaged");
                    FaxWords::Unread
                }
            },
            Ok(FaxText::Waiting) => FaxWords::Waiting,
            Ok(FaxText::Failed(why)) => FaxWords::Failed(why),
            Ok(FaxText::Unread) => FaxWords::Unread,
            Err(why) => {
                log::warn!(FERROFAX_FAX:% = id; "the text of fax {id} cannot be used: {why}");
                FaxWords::Unread
            }
        }
    }
}
