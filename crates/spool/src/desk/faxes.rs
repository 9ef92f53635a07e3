//! The list of received faxes as one person sees it, and the number of unread faxes in it.

use std::collections::{BTreeMap, BTreeSet};

use super::claims::{Claim, claim_of};
use super::fax_finder::{Finder, Rarest};
use super::lanes::{Lanes, Numbered};
use super::marks::{MARK, PUT_MARK, read_through};
use super::newest::{OfTable, newest};
use super::notes::{Note, note_of};
use super::share::are_many;
use super::total::{COUNTED, Counting, Total};
use crate::database::{self, OptionalExtension, Row, ToSql, Transaction, params, params_from_iter};
use crate::fax_metadata::has_values;
use crate::received::load;
use crate::word_key::WordKey;
use crate::words::indexed;
use crate::{FaxId, FaxStatus, Faxes, ReceivedFax, SpoolError};
use ferrofax_basics::DeviceName;
use ferrofax_basics::UnixMs;

/// The greatest number of faxes that are examined for one page of a list.
pub const FAXES_LOOKED_AT: u32 = 10_000;

/// The greatest number of faxes that are searched for words for one page of a list, if the database
/// is PostgreSQL. PostgreSQL has no index of parts of words here, and this search takes about a
/// second.
const SEARCHED: i64 = 100_000;

/// The greatest number of faxes that are examined to count the unread ones.
pub const UNREAD_LOOKED_AT: u32 = 5_000;

/// The same for a list of faxes that have certain words. To find each of them takes longer.
const UNREAD_SEARCHED: u32 = 1_000;

/// How many of the newest faxes are searched for words to count those that have them, if the
/// database is PostgreSQL.
const COUNTED_BY_WORDS: i64 = 2_000;

/// How many faxes are fetched at first to count the unread ones. Most devices of a reader have few of
/// the faxes, and more of each device would not be used.
const UNREAD_AT_FIRST: u32 = 64;

/// The greatest number of faxes on one page of a list.
const MOST: u32 = 200;

/// The devices whose faxes a person may see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Seen {
    /// All devices, also those that no longer exist.
    All,
    /// Only these devices.
    These(BTreeSet<DeviceName>),
}

impl Seen {
    /// Whether the person may see the faxes of this device.
    pub fn has(&self, device: &DeviceName) -> bool {
        match self {
            Self::All => true,
            Self::These(devices) => devices.contains(device),
        }
    }
}

/// A filter for the faxes that a person may see; the default selects all of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FaxSieve {
    /// Words that are all found in a fax: in the caller's number or name, the station
    /// identification, the device, the tag, the note, or on the pages. Upper and lower case are
    /// equal. Punctuation in numbers and leading zeros of numbers are ignored. On the pages, whole
    /// words are found.
    pub words: String,
    /// Words that are all found in the caller's number or name, or in the station identification.
    pub sender: String,
    /// Only faxes with this tag.
    pub tag: Option<String>,
    /// Only faxes of this device.
    pub device: Option<DeviceName>,
    /// Only faxes in this state.
    pub status: Option<FaxStatus>,
    /// Only faxes that the person has not read.
    pub unread: bool,
    /// Only faxes that are claimed by this user, or by nobody.
    pub claimed: Option<ClaimedBy>,
    /// Only faxes that began at or after this time.
    pub since: Option<UnixMs>,
    /// Only faxes that began before this time.
    pub until: Option<UnixMs>,
    /// Only faxes with which programs have stored all these values, by their names.
    pub metadata: BTreeMap<String, String>,
}

impl FaxSieve {
    /// Whether the filter searches for words.
    fn has_words(&self) -> bool {
        !self.words.is_empty() || !self.sender.is_empty() || self.tag.is_some()
    }

    /// Whether the list with this filter is read along the same indexes as the list of all faxes.
    fn is_of_all(&self) -> bool {
        let claimed_by_one = matches!(self.claimed, Some(ClaimedBy::User(_)));
        let same = Self { unread: self.unread, claimed: self.claimed.clone(), ..Self::default() };
        *self == same && !claimed_by_one
    }
}

/// The user who has claimed a fax (who deals with it), as a condition of a [`FaxSieve`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ClaimedBy {
    /// No user.
    Nobody,
    /// This user.
    User(String),
}

/// A received fax with its read mark, claim and note, as one person sees it.
#[derive(Clone, Debug, PartialEq)]
pub struct DeskFax {
    /// The fax.
    pub fax: ReceivedFax,
    /// Whether the person has not read the fax.
    pub is_unread: bool,
    /// The user who has claimed the fax, and when.
    pub claim: Option<Claim>,
    /// The tag and the note that people wrote for the fax.
    pub note: Note,
}

/// A page of the list of faxes, from the newest to the oldest.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FaxList {
    /// The faxes.
    pub faxes: Vec<DeskFax>,
    /// The fax number below which the next page begins; none at the end of the list.
    pub next: Option<FaxId>,
    /// Whether the page is not full although the list continues. This happens if as many faxes were
    /// examined as may be examined for one page.
    pub is_cut_short: bool,
}

/// The number of faxes that a person has not read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Unread {
    /// The number of unread faxes that were found.
    pub count: u32,
    /// Whether there may be further unread faxes, older than the newest [`UNREAD_LOOKED_AT`] faxes.
    pub is_at_least: bool,
}

/// A database index along which faxes are read, from the newest to the oldest.
pub(super) enum Lane<'a> {
    All,
    Device(&'a DeviceName),
    /// The faxes in this state, which is not that of most faxes.
    Status(FaxStatus),
    /// The faxes that this user has marked as unread although later faxes are read.
    SaidUnread(&'a str),
    ClaimedBy(&'a str),
    /// The faxes that have this value under this name in their metadata.
    Metadata(&'a str, &'a str),
    /// The faxes that the index of words finds for this query.
    Words(String),
    /// The faxes that have the word with this number on their pages.
    Text(i64),
}

/// Selects faxes below ?1 and above ?4 that are not filed as junk. A filter needs few of the values:
/// if ?7 is true, the mark of the reader (?3); if ?8 is true, the texts of the fax. If ?6 is true, it
/// needs the tag and the note; if ?9 is true, whether the fax is claimed.
macro_rules! select_candidates {
    ($from:literal, $number:literal, $and:literal) => {
        concat!(
            "SELECT f.id, f.device, f.status, f.started_at, CASE WHEN ?8 THEN f.calling END, \
             CASE WHEN ?8 THEN f.caller_name END, CASE WHEN ?8 THEN f.far_ident END, \
             CASE WHEN ?7 THEN (SELECT is_read FROM fax_marks WHERE user = ?3 AND fax = f.id) END, \
             CASE WHEN ?9 THEN EXISTS (SELECT 1 FROM fax_claims WHERE fax = f.id) END, \
             CASE WHEN ?6 THEN (SELECT tag || '\n' || note FROM fax_notes WHERE fax = f.id) END FROM ",
            $from,
            " WHERE ",
            $number,
            " < ?1 AND ",
            $number,
            " > ?4 AND f.junk IS NULL",
            $and,
            " ORDER BY ",
            $number,
            " DESC LIMIT ?2"
        )
    };
}

pub(super) const ALL: &str = select_candidates!(
    "faxes AS f INDEXED BY faxes_listed",
    "f.id",
    " AND CAST(?5 AS TEXT) IS NULL"
);
pub(super) const OF_DEVICE: &str = select_candidates!(
    "faxes AS f INDEXED BY faxes_listed_by_device",
    "f.id",
    " AND f.device = ?5"
);
pub(super) const OF_STATUS: &str = select_candidates!(
    "faxes AS f INDEXED BY faxes_not_whole",
    "f.id",
    " AND f.status = ?5 AND f.status <> 'received'"
);
pub(super) const SAID_UNREAD: &str = select_candidates!(
    "fax_marks AS m INDEXED BY fax_marks_unread CROSS JOIN faxes AS f ON f.id = m.fax",
    "m.fax",
    " AND m.user = ?5 AND m.is_read = 0"
);
pub(super) const CLAIMED_BY: &str = select_candidates!(
    "fax_claims AS c INDEXED BY fax_claims_user CROSS JOIN faxes AS f ON f.id = c.fax",
    "c.fax",
    " AND c.user = ?5"
);
pub(super) const WITH_METADATA: &str = select_candidates!(
    "fax_metadata AS d INDEXED BY fax_metadata_value CROSS JOIN faxes AS f ON f.id = d.fax",
    "d.fax",
    " AND d.value = ?5 AND d.name = ?10"
);
pub(super) const WITH_WORDS: &str = select_candidates!(
    "fax_words AS w CROSS JOIN faxes AS f ON f.id = w.rowid",
    "w.rowid",
    " AND w.fax_words MATCH ?5"
);
/// All lanes bind a text. PostgreSQL must know this, too.
pub(super) const WITH_TEXT: &str = select_candidates!(
    "fax_text_words AS x INDEXED BY fax_text_words_word CROSS JOIN faxes AS f ON f.id = x.fax",
    "x.fax",
    " AND x.word = CAST(CAST(?5 AS TEXT) AS INTEGER)"
);
/// The greatest number of the faxes that began before a time, and the least number of those that
/// began at or after a time. Faxes are numbered in the order in which they begin, but the clock may
/// have been set between two faxes. Therefore all faxes of a whole day (in ms) beside the time are
/// compared.
pub(super) const LAST_BEFORE: &str = "
    SELECT max(id) FROM faxes INDEXED BY faxes_started WHERE started_at < ?1 AND started_at >=
    (SELECT max(started_at) FROM faxes INDEXED BY faxes_started WHERE started_at < ?1) - 86400000";
pub(super) const FIRST_AFTER: &str = "
    SELECT min(id) FROM faxes INDEXED BY faxes_started WHERE started_at >= ?1 AND started_at <=
    (SELECT min(started_at) FROM faxes INDEXED BY faxes_started WHERE started_at >= ?1) + 86400000";

/// The next fax after a number that is not filed as junk: of all faxes, and of one device.
pub(super) const NEWER: &str =
    "SELECT id FROM faxes WHERE id > ?1 AND junk IS NULL ORDER BY id LIMIT 1";
pub(super) const NEWER_OF_DEVICE: &str = "
    SELECT id FROM faxes INDEXED BY faxes_listed_by_device WHERE device = ?2 AND id > ?1 AND junk IS NULL ORDER BY id LIMIT 1";
/// Selects the number of an older fax of the device ?1: counted from the newest fax with a number
/// below ?2, the fax that is ?3 faxes older.
pub(super) const OLDER_OF_DEVICE: &str = "
    SELECT id FROM faxes INDEXED BY faxes_listed_by_device WHERE device = ?1 AND id < ?2 AND junk IS NULL
    ORDER BY id DESC LIMIT 1 OFFSET ?3";
const LAST_BELOW: &str = "SELECT max(id) FROM faxes WHERE id < ?1";
const HAS_DOWN_TO: &str = "SELECT 1 FROM faxes WHERE id <= ?1 AND id > ?2 LIMIT 1";
const OF_FAXES: OfTable = (LAST_BELOW, HAS_DOWN_TO);

/// A fax that was examined for the list.
struct Candidate {
    id: i64,
    /// Whether the person may see the fax and, if only unread faxes are wanted, has not read it.
    is_open: bool,
    /// Whether the person may see the fax and the filter selects it.
    is_wanted: bool,
}

impl Numbered for Candidate {
    fn number(&self) -> i64 {
        self.id
    }
}

const DEVICE_OF: &str = "SELECT device FROM faxes WHERE id = ?1";

/// The unread faxes of a list below this number, and whether there may be more.
fn unread_in(
    walk: &Walk<'_>,
    seen: &Seen,
    sieve: &FaxSieve,
    below: i64,
) -> database::Result<(Vec<FaxId>, bool)> {
    let mut unread = Vec::new();
    let has_more = each_unread(walk, seen, sieve, below, |one| {
        if one.is_wanted {
            unread.push(FaxId(one.id));
        }
    })?;
    Ok((unread, has_more))
}

/// Passes the unread faxes of a list below this number to `look`. Returns whether there may be more.
fn each_unread(
    walk: &Walk<'_>,
    seen: &Seen,
    sieve: &FaxSieve,
    below: i64,
    mut look: impl FnMut(&Candidate),
) -> database::Result<bool> {
    let sieve = FaxSieve { unread: true, ..sieve.clone() };
    let (first, most) = if sieve.has_words() {
        (UNREAD_SEARCHED, UNREAD_SEARCHED)
    } else {
        (UNREAD_AT_FIRST, UNREAD_LOOKED_AT)
    };
    let end = walk.go(seen, &sieve, (below, i64::MIN), (first, most), |one| {
        look(one);
        true
    })?;
    Ok(end.is_some())
}

/// A walk through the faxes from the newest to the oldest, for one reader.
struct Walk<'a> {
    transaction: &'a Transaction<'a>,
    reader: &'a str,
    read_through: i64,
    /// The key of the index of the words on pages; none if no words are searched for, or no fax has
    /// been read.
    key: Option<&'a WordKey>,
}

impl Faxes<'_> {
    /// A page of the list: at most `limit` faxes, all with numbers below `below`.
    pub fn desk_faxes(
        &self,
        seen: &Seen,
        reader: &str,
        sieve: &FaxSieve,
        below: Option<FaxId>,
        limit: u32,
    ) -> Result<FaxList, SpoolError> {
        let limit = limit.clamp(1, MOST) as usize;
        let key = self.word_key(sieve);
        self.spool.read(|transaction| {
            let walk = Walk::of(transaction, reader, key.as_ref())?;
            let mut found = Vec::new();
            let below = below.map_or(i64::MAX, |id| id.0);
            let first = limit as u32 + 1;
            let end = walk.go(seen, sieve, (below, i64::MIN), (first, FAXES_LOOKED_AT), |one| {
                if one.is_wanted {
                    found.push(FaxId(one.id));
                }
                found.len() < limit
            })?;
            let mut list = FaxList { next: end.map(FaxId), ..FaxList::default() };
            list.is_cut_short = end.is_some() && found.len() < limit;
            for id in found {
                list.faxes.extend(desk_fax(&walk, id)?);
            }
            Ok(list)
        })
    }

    /// The number of faxes in the list. `below` is the number below which the page that is shown
    /// begins; none for the first page.
    ///
    /// At most 5,000 faxes are examined, and at most 1,000 that are found by words.
    pub fn count_faxes(
        &self,
        seen: &Seen,
        reader: &str,
        sieve: &FaxSieve,
        below: Option<FaxId>,
    ) -> Result<Total, SpoolError> {
        let key = self.word_key(sieve);
        self.spool.read(|transaction| {
            let walk = Walk::of(transaction, reader, key.as_ref())?;
            let mut counting = Counting::below(below.map_or(i64::MAX, |id| id.0));
            let most = if sieve.has_words() { UNREAD_SEARCHED } else { COUNTED };
            let (above, has_older) = walk.counted_above(sieve)?;
            let bounds = (i64::MAX, above);
            let end = walk.go(seen, sieve, bounds, (UNREAD_AT_FIRST, most), |one| {
                counting.entry(one.id, one.is_wanted);
                true
            })?;
            Ok(counting.end(end.is_some() || has_older))
        })
    }

    /// The key of the index of the words on pages; none if the list is not searched for words. If
    /// the key cannot be used, the words on pages are not found, and the others are.
    fn word_key(&self, sieve: &FaxSieve) -> Option<WordKey> {
        if sieve.words.is_empty() {
            return None;
        }
        let key = self.spool.fax_texts().word_key();
        key.unwrap_or_else(|why| {
            log::warn!("faxes are not found by the words on their pages: {why}");
            None
        })
    }

    /// One fax as this person sees it.
    pub fn desk_fax(&self, id: FaxId, reader: &str) -> Result<DeskFax, SpoolError> {
        self.spool
            .read(|transaction| desk_fax(&Walk::of(transaction, reader, None)?, id))?
            .ok_or(SpoolError::NoSuchFax(id))
    }

    /// The next newer fax that a person may see who sees these devices.
    pub fn newer_fax(&self, seen: &Seen, id: FaxId) -> Result<Option<FaxId>, SpoolError> {
        self.spool.read(|transaction| {
            let Seen::These(devices) = seen else {
                let newer = transaction.first(NEWER, [id.0], |row| row.get(0))?;
                return Ok(newer.map(FaxId));
            };
            let mut next = transaction.prepare_cached(NEWER_OF_DEVICE)?;
            let mut nearest: Option<i64> = None;
            for device in devices {
                let newer: Option<i64> =
                    next.query_row(params![id.0, device], |row| row.get(0)).optional()?;
                nearest = nearest.into_iter().chain(newer).min();
            }
            Ok(nearest.map(FaxId))
        })
    }

    /// The number of faxes that this person may see and has not read, and the number of those among
    /// them that this list has.
    pub fn unread_in_all(
        &self,
        seen: &Seen,
        reader: &str,
        sieve: &FaxSieve,
    ) -> Result<(Unread, Unread), SpoolError> {
        let key = self.word_key(sieve);
        self.spool.read(|transaction| {
            let walk = Walk::of(transaction, reader, key.as_ref())?;
            let count = |sieve: &FaxSieve| -> database::Result<(Unread, Unread)> {
                let (mut all, mut of_list) = (Unread::default(), Unread::default());
                let more = each_unread(&walk, seen, sieve, i64::MAX, |one| {
                    all.count += u32::from(one.is_open);
                    of_list.count += u32::from(one.is_wanted);
                })?;
                (all.is_at_least, of_list.is_at_least) = (more, more);
                Ok((all, of_list))
            };
            // The faxes of this list are among those that are read to count all.
            if sieve.is_of_all() {
                return count(sieve);
            }
            Ok((count(&FaxSieve::default())?.0, count(sieve)?.1))
        })
    }

    /// Marks the unread faxes of this list as read by this person, up to the fax `through`.
    ///
    /// At most [`UNREAD_LOOKED_AT`] faxes are marked, the newest first. Returns the marked faxes,
    /// and whether there may be more.
    pub fn mark_list_read(
        &self,
        seen: &Seen,
        reader: &str,
        sieve: &FaxSieve,
        through: FaxId,
    ) -> Result<(Vec<FaxId>, bool), SpoolError> {
        let key = self.word_key(sieve);
        self.spool.write(|transaction| {
            let below = through.0.saturating_add(1);
            let walk = Walk::of(transaction, reader, key.as_ref())?;
            let (unread, has_more) = unread_in(&walk, seen, sieve, below)?;
            let mut mark = transaction.prepare_cached(PUT_MARK)?;
            for fax in &unread {
                mark.execute(params![reader, fax.0, true])?;
            }
            Ok((unread, has_more))
        })
    }

    /// Marks these faxes as unread for this person. Faxes that the person may not see are left out.
    pub fn mark_list_unread(
        &self,
        seen: &Seen,
        reader: &str,
        faxes: &[FaxId],
    ) -> Result<(), SpoolError> {
        self.spool.write(|transaction| {
            let mut asked = transaction.prepare_cached(DEVICE_OF)?;
            let mut mark = transaction.prepare_cached(PUT_MARK)?;
            for fax in faxes {
                let device: Option<DeviceName> =
                    asked.query_row([fax.0], |row| row.get(0)).optional()?;
                if device.is_some_and(|device| seen.has(&device)) {
                    mark.execute(params![reader, fax.0, false])?;
                }
            }
            Ok(())
        })
    }

    /// The device of a fax; none if there is no such fax.
    pub fn device_of_fax(&self, id: FaxId) -> Result<Option<DeviceName>, SpoolError> {
        self.spool
            .read(|transaction| transaction.first(DEVICE_OF, [id.0], |row| row.get(0)))
    }
}

impl<'a> Walk<'a> {
    fn of(
        transaction: &'a Transaction<'a>,
        reader: &'a str,
        key: Option<&'a WordKey>,
    ) -> database::Result<Self> {
        Ok(Self { transaction, reader, read_through: read_through(transaction, reader)?, key })
    }

    /// The numbers between which the faxes of the wanted time are, both excluded.
    fn span(&self, sieve: &FaxSieve) -> database::Result<(i64, i64)> {
        let beside = |sql, time| -> database::Result<Option<i64>> {
            self.transaction.one(sql, [time], |row| row.get(0))
        };
        // If there is no such fax, the list is empty.
        let floor = match sieve.since {
            Some(since) => beside(FIRST_AFTER, since)?.map_or(i64::MAX, |first| first - 1),
            None => i64::MIN,
        };
        let ceiling = match sieve.until {
            Some(until) => beside(LAST_BEFORE, until)?.map_or(i64::MIN, |last| last + 1),
            None => i64::MAX,
        };
        Ok((floor, ceiling))
    }

    /// Passes faxes to `look`, the newest first, until `look` returns false or `most` faxes were
    /// passed.
    ///
    /// The faxes have numbers below the first and above the second of the two bounds. At first,
    /// `first` faxes are fetched at once. Returns the number below which there are more
    /// faxes; none at the end of the list.
    fn go(
        &self,
        seen: &Seen,
        sieve: &FaxSieve,
        (below, above): (i64, i64),
        (first, most): (u32, u32),
        mut look: impl FnMut(&Candidate) -> bool,
    ) -> database::Result<Option<i64>> {
        let finder = Finder::of(seen, sieve, self.key);
        let (oldest, ceiling) = self.span(sieve)?;
        let (below, oldest) = (below.min(ceiling), oldest.max(above));
        // The index of words finds few faxes of few devices more quickly if it is asked for the
        // devices, too. Of many devices, each found fax is checked instead.
        let in_index = match &finder.devices {
            Some(devices) if finder.has_words() && !self.are_many(devices, below)? => Some(devices),
            _ => None,
        };
        let rarest = finder.rarest(self.transaction)?;
        let lanes = lanes(seen, sieve, (&finder, in_index, rarest), self.reader);
        let searched = match lanes.first() {
            Some(Lane::Words(_)) => self.searched((below, oldest))?,
            _ => None,
        };
        let of_devices = matches!(lanes.first(), Some(Lane::All | Lane::Device(_)));
        // All faxes up to this number are read, except those that the person has marked as unread.
        let read = if sieve.unread && of_devices { self.read_through } else { i64::MIN };
        let floor = searched.unwrap_or(oldest.max(read));
        let mut fetch = |lane: &Lane<'_>, below: i64, count: u32| {
            let floor = if matches!(lane, Lane::SaidUnread(_)) { oldest } else { floor };
            self.fetch(lane, &finder, (below, floor), count)
        };
        let mut all = Lanes::below(below, first, lanes, &mut fetch)?;
        let mut shown = 0;
        while let Some(one) = all.next(&mut fetch)? {
            shown += 1;
            if !look(&one) || shown == most {
                let more = all.next(&mut fetch)?.is_some();
                return Ok(more.then_some(one.id).or_else(|| searched.map(|floor| floor + 1)));
            }
        }
        Ok(searched.map(|floor| floor + 1))
    }

    /// Whether many of the newest faxes below a number are of these devices.
    fn are_many(&self, devices: &BTreeSet<String>, below: i64) -> database::Result<bool> {
        // PostgreSQL reads each fax anyway.
        if self.transaction.either(false, true) {
            return Ok(false);
        }
        let parts = devices.iter().map(|device| (OLDER_OF_DEVICE, device.clone()));
        are_many(self.transaction, (LAST_BELOW, below), parts)
    }

    /// The number above which the faxes of a list are counted, and whether there are older faxes.
    fn counted_above(&self, sieve: &FaxSieve) -> database::Result<(i64, bool)> {
        if !sieve.has_words() || self.transaction.either(true, false) {
            return Ok((i64::MIN, false));
        }
        newest(self.transaction, OF_FAXES, (i64::MAX, i64::MIN), COUNTED_BY_WORDS)
    }

    /// The number down to which words are searched for one page; none if the search goes down to
    /// the floor.
    fn searched(&self, (below, floor): (i64, i64)) -> database::Result<Option<i64>> {
        if self.transaction.either(true, false) {
            return Ok(None);
        }
        let (down_to, has_more) = newest(self.transaction, OF_FAXES, (below, floor), SEARCHED)?;
        Ok(has_more.then_some(down_to))
    }

    fn fetch(
        &self,
        lane: &Lane<'_>,
        finder: &Finder<'_>,
        (below, floor): (i64, i64),
        count: u32,
    ) -> database::Result<Vec<Candidate>> {
        let (sql, of) = match lane {
            Lane::All => (ALL, None),
            Lane::Device(device) => (OF_DEVICE, Some(device.to_string())),
            Lane::Status(status) => (OF_STATUS, Some(status.name().to_owned())),
            Lane::SaidUnread(user) => (SAID_UNREAD, Some((*user).to_owned())),
            Lane::ClaimedBy(user) => (CLAIMED_BY, Some((*user).to_owned())),
            Lane::Metadata(_, value) => (WITH_METADATA, Some((*value).to_owned())),
            Lane::Words(words) => (WITH_WORDS, Some(words.clone())),
            Lane::Text(word) => (WITH_TEXT, Some(word.to_string())),
        };
        let (has_mark, has_texts) = (finder.sieve.unread, finder.reads_texts());
        let (has_note, has_claim) = (finder.reads_note(), finder.reads_claim());
        let name = match lane {
            Lane::Metadata(name, _) => Some(name as &dyn ToSql),
            _ => None,
        };
        let keys: [&dyn ToSql; 9] = [
            &below,
            &count,
            &self.reader,
            &floor,
            &of,
            &has_note,
            &has_mark,
            &has_texts,
            &has_claim,
        ];
        let keys = params_from_iter(keys.into_iter().chain(name));
        let look = |row: &Row<'_>| {
            let id = row.get(0)?;
            let is_open = finder.is_open(row, (id, self.read_through))?;
            Ok(Candidate { id, is_open, is_wanted: is_open && self.finds(finder, row, id)? })
        };
        self.transaction.all(sql, keys, look)
    }

    fn finds(&self, finder: &Finder<'_>, row: &Row<'_>, id: i64) -> database::Result<bool> {
        Ok(finder.finds(self.transaction, row, id)?
            && has_values(self.transaction, id, &finder.sieve.metadata)?)
    }
}

/// The indexes that together contain all the selected faxes.
fn lanes<'a>(
    seen: &'a Seen,
    sieve: &'a FaxSieve,
    (finder, in_index, rarest): (&Finder<'_>, Option<&BTreeSet<String>>, Option<Rarest>),
    reader: &'a str,
) -> Vec<Lane<'a>> {
    if let Some(ClaimedBy::User(user)) = &sieve.claimed {
        return vec![Lane::ClaimedBy(user)];
    }
    if finder.devices.as_ref().is_some_and(BTreeSet::is_empty) {
        return Vec::new();
    }
    if let Some((name, value)) = sieve.metadata.first_key_value() {
        return vec![Lane::Metadata(name, value)];
    }
    let others = finder.sender.iter().chain(&finder.tag);
    if let Some(Rarest { facts, number, is_frequent }) = rarest {
        // A word of the search may be on the pages, so only other words limit the facts that a fax
        // must have. Without others, each fax of the list has the rarest word in its facts or on its
        // pages.
        if let Some(words) = indexed(others, in_index) {
            return vec![Lane::Words(words)];
        }
        // Many faxes with a frequent word are of other devices than these.
        if !is_frequent || in_index.is_none() {
            return vec![Lane::Words(facts), Lane::Text(number)];
        }
    } else if let Some(words) = indexed(finder.words.iter().chain(others), in_index) {
        return vec![Lane::Words(words)];
    }
    if let Some(status) = sieve.status.filter(|status| *status != FaxStatus::Received) {
        return vec![Lane::Status(status)];
    }
    let mut lanes: Vec<Lane<'a>> = match (&sieve.device, seen) {
        (Some(device), Seen::All) => vec![Lane::Device(device)],
        (Some(device), Seen::These(devices)) => {
            devices.get(device).map(Lane::Device).into_iter().collect()
        }
        (None, Seen::All) => vec![Lane::All],
        (None, Seen::These(devices)) => devices.iter().map(Lane::Device).collect(),
    };
    if sieve.unread && !lanes.is_empty() {
        lanes.push(Lane::SaidUnread(reader));
    }
    lanes
}

fn desk_fax(walk: &Walk<'_>, id: FaxId) -> database::Result<Option<DeskFax>> {
    let Some(fax) = load(walk.transaction, id)? else {
        return Ok(None);
    };
    let mark: Option<bool> =
        walk.transaction.first(MARK, params![walk.reader, id.0], |row| row.get(0))?;
    Ok(Some(DeskFax {
        fax,
        is_unread: !mark.unwrap_or(id.0 <= walk.read_through),
        claim: claim_of(walk.transaction, id)?,
        note: note_of(walk.transaction, id)?,
    }))
}
