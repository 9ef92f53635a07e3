//! The list of received faxes as one person sees it, and the number of unread faxes in it.

use std::collections::BTreeSet;

use super::claims::{Claim, claim_of};
use super::lanes::{Lanes, Numbered};
use super::marks::{MARK, PUT_MARK, read_through};
use super::notes::{Note, note_of};
use crate::database::{self, OptionalExtension, Row, Transaction, params};
use crate::received::load;
use crate::words::{Term, indexed};
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

/// A user sees many of the faxes if every tenth fax is of the user's devices. This is estimated
/// from as many faxes of each device.
const MANY: f64 = 0.1;
const ESTIMATED_FROM: i64 = 200;

/// The greatest number of faxes on one page of a list.
const MOST: u32 = 200;

/// How far the start times of faxes may deviate from the order of their numbers, in ms: one day.
/// Faxes are numbered in the order in which they begin, but the clock may have been set between two
/// faxes.
const CLOCK_MS: i64 = 24 * 60 * 60 * 1000;

/// The devices whose faxes a person may see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Seen {
    /// All devices, also those that no longer exist.
    All,
    /// Only these devices.
    These(BTreeSet<DeviceName>),
}

/// A filter for the faxes that a person may see; the default selects all of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FaxSieve {
    /// Words that are all found in a fax: in the caller's number or name, the station
    /// identification, the device, the tag or the note. Upper and lower case are equal. Punctuation
    /// in numbers and leading zeros of numbers are ignored.
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
    /// So many unread faxes …
    pub count: u32,
    /// … and perhaps more among faxes that are older than the newest [`UNREAD_LOOKED_AT`].
    pub is_at_least: bool,
}

/// A database index along which faxes are read, from the newest to the oldest.
pub(super) enum Lane<'a> {
    All,
    Device(&'a DeviceName),
    /// The faxes that this user has marked as unread although later faxes are read.
    SaidUnread(&'a str),
    ClaimedBy(&'a str),
    /// The faxes that the index of words finds for this query.
    Words(String),
}

/// Selects faxes below ?1 and above ?4 that are not filed as junk, with the mark of the reader
/// (?3). If ?6 is true, it also selects whether the fax is claimed, and its tag and note.
macro_rules! select_candidates {
    ($from:literal, $number:literal, $and:literal) => {
        concat!(
            "SELECT f.id, f.device, f.status, f.started_at, f.calling, f.caller_name, f.far_ident, \
             (SELECT is_read FROM fax_marks WHERE user = ?3 AND fax = f.id) AS mark, \
             CASE WHEN ?6 THEN EXISTS (SELECT 1 FROM fax_claims WHERE fax = f.id) END, \
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
pub(super) const WITH_WORDS: &str = select_candidates!(
    "fax_words AS w CROSS JOIN faxes AS f ON f.id = w.rowid",
    "w.rowid",
    " AND w.fax_words MATCH ?5"
);
/// The first fax that began at or after a time, found by the index of those times.
pub(super) const FIRST_AFTER: &str = "SELECT id FROM faxes INDEXED BY faxes_started WHERE started_at >= ?1 ORDER BY started_at LIMIT 1";

/// The next fax after a number that is not filed as junk: of all faxes, and of one device.
pub(super) const NEWER: &str =
    "SELECT id FROM faxes WHERE id > ?1 AND junk IS NULL ORDER BY id LIMIT 1";
pub(super) const NEWER_OF_DEVICE: &str = "
    SELECT id FROM faxes INDEXED BY faxes_listed_by_device WHERE device = ?2 AND id > ?1 AND junk IS NULL ORDER BY id LIMIT 1";
/// The number of a fax of a device that is so many faxes older than the newest one below a number.
pub(super) const OLDER_OF_DEVICE: &str = "
    SELECT id FROM faxes INDEXED BY faxes_listed_by_device WHERE device = ?1 AND id < ?2 AND junk IS NULL
    ORDER BY id DESC LIMIT 1 OFFSET ?3";
const LAST_BELOW: &str = "SELECT max(id) FROM faxes WHERE id < ?1";
const HAS_DOWN_TO: &str = "SELECT 1 FROM faxes WHERE id <= ?1 LIMIT 1";

/// A fax that was examined for the list.
struct Candidate {
    id: i64,
    started_at: UnixMs,
    /// Whether the person may see the fax and the filter selects it.
    is_wanted: bool,
}

/// The values of a fax that the filter examines, as its row has them.
struct Looks<'a> {
    status: &'a str,
    device: &'a str,
    started_at: UnixMs,
    is_unread: bool,
    is_claimed: bool,
    /// The caller's number, the caller's name, the station identification, and the tag with the
    /// note.
    texts: [&'a str; 4],
}

impl Numbered for Candidate {
    fn number(&self) -> i64 {
        self.id
    }
}

const DEVICE_OF: &str = "SELECT device FROM faxes WHERE id = ?1";

/// The unread faxes of a list below this number, and whether there may be more.
fn unread_in(
    transaction: &Transaction<'_>,
    seen: &Seen,
    reader: &str,
    sieve: &FaxSieve,
    below: i64,
) -> database::Result<(Vec<FaxId>, bool)> {
    let sieve = FaxSieve { unread: true, ..sieve.clone() };
    let has_words = !sieve.words.is_empty() || !sieve.sender.is_empty() || sieve.tag.is_some();
    let most = if has_words { UNREAD_SEARCHED } else { UNREAD_LOOKED_AT };
    let mut unread = Vec::new();
    let walk = Walk::of(transaction, reader)?;
    let end = walk.go(seen, &sieve, below, (most, most), |one| {
        if one.is_wanted {
            unread.push(FaxId(one.id));
        }
        true
    })?;
    Ok((unread, end.is_some()))
}

/// A walk through the faxes from the newest to the oldest, for one reader.
struct Walk<'a> {
    transaction: &'a Transaction<'a>,
    reader: &'a str,
    read_through: i64,
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
        self.spool.read(|transaction| {
            let walk = Walk::of(transaction, reader)?;
            let mut found = Vec::new();
            let below = walk.below(sieve, below)?;
            let first = limit as u32 + 1;
            let end = walk.go(seen, sieve, below, (first, FAXES_LOOKED_AT), |one| {
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

    /// One fax as this person sees it.
    pub fn desk_fax(&self, id: FaxId, reader: &str) -> Result<DeskFax, SpoolError> {
        self.spool
            .read(|transaction| desk_fax(&Walk::of(transaction, reader)?, id))?
            .ok_or(SpoolError::NoSuchFax(id))
    }

    /// The next newer fax that a person may see who sees these devices.
    pub fn newer_fax(&self, seen: &Seen, id: FaxId) -> Result<Option<FaxId>, SpoolError> {
        self.spool.read(|transaction| {
            let Seen::These(devices) = seen else {
                let newer = transaction.prepare_cached(NEWER)?.query_row([id.0], |row| row.get(0));
                return Ok(newer.optional()?.map(FaxId));
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

    /// The number of faxes that this person may see and has not read.
    pub fn unread_faxes(&self, seen: &Seen, reader: &str) -> Result<Unread, SpoolError> {
        self.unread_of_list(seen, reader, &FaxSieve::default())
    }

    /// The number of faxes of this list that the person has not read.
    pub fn unread_of_list(
        &self,
        seen: &Seen,
        reader: &str,
        sieve: &FaxSieve,
    ) -> Result<Unread, SpoolError> {
        self.spool.read(|transaction| {
            let (unread, is_at_least) = unread_in(transaction, seen, reader, sieve, i64::MAX)?;
            Ok(Unread { count: u32::try_from(unread.len()).unwrap_or(u32::MAX), is_at_least })
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
        self.spool.write(|transaction| {
            let below = through.0.saturating_add(1);
            let (unread, has_more) = unread_in(transaction, seen, reader, sieve, below)?;
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
                let may_see = |device: &DeviceName| match seen {
                    Seen::All => true,
                    Seen::These(devices) => devices.contains(device),
                };
                if device.as_ref().is_some_and(may_see) {
                    mark.execute(params![reader, fax.0, false])?;
                }
            }
            Ok(())
        })
    }

    /// The device of a fax; none if there is no such fax.
    pub fn device_of_fax(&self, id: FaxId) -> Result<Option<DeviceName>, SpoolError> {
        self.spool.read(|transaction| {
            transaction
                .prepare_cached(DEVICE_OF)?
                .query_row([id.0], |row| row.get(0))
                .optional()
        })
    }
}

impl<'a> Walk<'a> {
    fn of(transaction: &'a Transaction<'a>, reader: &'a str) -> database::Result<Self> {
        Ok(Self { transaction, reader, read_through: read_through(transaction, reader)? })
    }

    /// The number below which the list begins.
    fn below(&self, sieve: &FaxSieve, asked: Option<FaxId>) -> database::Result<i64> {
        let asked = asked.map_or(i64::MAX, |id| id.0);
        let Some(until) = sieve.until else {
            return Ok(asked);
        };
        let after: Option<i64> = self
            .transaction
            .prepare_cached(FIRST_AFTER)?
            .query_row([until + CLOCK_MS], |row| row.get(0))
            .optional()?;
        Ok(after.map_or(asked, |after| after.min(asked)))
    }

    /// Passes faxes to `look`, the newest first, until `look` returns false or `most` faxes were
    /// passed.
    ///
    /// At first, `first` faxes are fetched at once. Returns the number below which there are more
    /// faxes; none at the end of the list.
    fn go(
        &self,
        seen: &Seen,
        sieve: &FaxSieve,
        below: i64,
        (first, most): (u32, u32),
        mut look: impl FnMut(&Candidate) -> bool,
    ) -> database::Result<Option<i64>> {
        let finder = Finder::of(seen, sieve);
        // The index of words finds few faxes of few devices more quickly if it is asked for the
        // devices, too. Of many devices, each found fax is checked instead.
        let in_index = match &finder.devices {
            Some(devices) if finder.has_words() && !self.are_many(devices, below)? => Some(devices),
            _ => None,
        };
        let lanes = lanes(seen, sieve, (&finder, in_index), self.reader);
        let of_devices = matches!(lanes.first(), Some(Lane::All | Lane::Device(_)));
        // All faxes up to this number are read, except those that the person has marked as unread.
        let floor = if sieve.unread && of_devices { self.read_through } else { i64::MIN };
        let searched = match lanes.first() {
            Some(Lane::Words(_)) => self.searched(below)?,
            _ => None,
        };
        let floor = searched.unwrap_or(floor);
        let mut fetch = |lane: &Lane<'_>, below: i64, count: u32| {
            self.fetch(lane, &finder, (below, floor), count)
        };
        let mut all = Lanes::below(below, first, lanes, &mut fetch)?;
        let mut shown = 0;
        while let Some(one) = all.next(&mut fetch)? {
            if sieve.since.is_some_and(|since| one.started_at < since - CLOCK_MS) {
                return Ok(None);
            }
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
        let last: Option<i64> = self
            .transaction
            .prepare_cached(LAST_BELOW)?
            .query_row([below], |row| row.get(0))?;
        let Some(last) = last else { return Ok(false) };
        let mut older = self.transaction.prepare_cached(OLDER_OF_DEVICE)?;
        let mut share = 0.0;
        for device in devices {
            let older: Option<i64> = older
                .query_row(params![device, below, ESTIMATED_FROM], |row| row.get(0))
                .optional()?;
            share += older.map_or(0.0, |id| ESTIMATED_FROM as f64 / (last - id).max(1) as f64);
            if share >= MANY {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The number down to which words are searched for one page; none if the search goes down to
    /// the first fax.
    fn searched(&self, below: i64) -> database::Result<Option<i64>> {
        if self.transaction.either(true, false) {
            return Ok(None);
        }
        let last: Option<i64> = self
            .transaction
            .prepare_cached(LAST_BELOW)?
            .query_row([below], |row| row.get(0))?;
        let floor = last.map_or(i64::MIN, |last| last - SEARCHED);
        let has_more = self.transaction.prepare_cached(HAS_DOWN_TO)?.exists([floor])?;
        Ok(has_more.then_some(floor))
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
            Lane::SaidUnread(user) => (SAID_UNREAD, Some((*user).to_owned())),
            Lane::ClaimedBy(user) => (CLAIMED_BY, Some((*user).to_owned())),
            Lane::Words(words) => (WITH_WORDS, Some(words.clone())),
        };
        let floor = if matches!(lane, Lane::SaidUnread(_)) { i64::MIN } else { floor };
        let keys = params![below, count, self.reader, floor, of, finder.asks_more()];
        let look = |row: &Row<'_>| self.candidate(finder, row);
        self.transaction.prepare_cached(sql)?.query_map(keys, look)?.collect()
    }

    /// Examines a row. Texts are not copied, because most rows are examined and then dropped.
    fn candidate(&self, finder: &Finder<'_>, row: &Row<'_>) -> database::Result<Candidate> {
        let (id, started_at): (i64, UnixMs) = (row.get(0)?, row.get(3)?);
        let mark: Option<bool> = row.get(7)?;
        let looks = Looks {
            device: row.text(1)?,
            status: row.text(2)?,
            started_at,
            is_unread: !mark.unwrap_or(id <= self.read_through),
            is_claimed: row.get::<_, Option<bool>>(8)?.unwrap_or(false),
            texts: [row.text(4)?, row.text(5)?, row.text(6)?, row.text(9)?],
        };
        Ok(Candidate { id, started_at, is_wanted: finder.finds(&looks) })
    }
}

/// The indexes that together contain all the selected faxes.
fn lanes<'a>(
    seen: &'a Seen,
    sieve: &'a FaxSieve,
    (finder, in_index): (&Finder<'_>, Option<&BTreeSet<String>>),
    reader: &'a str,
) -> Vec<Lane<'a>> {
    if let Some(ClaimedBy::User(user)) = &sieve.claimed {
        return vec![Lane::ClaimedBy(user)];
    }
    if finder.devices.as_ref().is_some_and(BTreeSet::is_empty) {
        return Vec::new();
    }
    let words = finder.words.iter().chain(&finder.sender).chain(&finder.tag);
    if let Some(words) = indexed(words, in_index) {
        return vec![Lane::Words(words)];
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
struct Finder<'a> {
    sieve: &'a FaxSieve,
    /// The names of the selected devices, as rows have them; none means all devices.
    devices: Option<BTreeSet<String>>,
    words: Vec<Term>,
    sender: Vec<Term>,
    /// The words of the tag, by which the index of words finds faxes.
    tag: Vec<Term>,
}

impl<'a> Finder<'a> {
    fn of(seen: &Seen, sieve: &'a FaxSieve) -> Self {
        let terms = |words: &str| words.split_whitespace().map(Term::of).collect();
        Self {
            sieve,
            devices: names(seen, sieve),
            words: terms(&sieve.words),
            sender: terms(&sieve.sender),
            tag: sieve.tag.as_deref().map(terms).unwrap_or_default(),
        }
    }

    fn has_words(&self) -> bool {
        !(self.words.is_empty() && self.sender.is_empty() && self.tag.is_empty())
    }

    /// Whether claims and notes must be read.
    fn asks_more(&self) -> bool {
        !self.words.is_empty()
            || self.sieve.tag.is_some()
            || self.sieve.claimed == Some(ClaimedBy::Nobody)
    }

    fn finds(&self, one: &Looks<'_>) -> bool {
        let FaxSieve { status, unread, claimed, since, until, tag, .. } = self.sieve;
        let [calling, caller_name, far_ident, noted] = one.texts;
        let (numbers, names) = ([calling, far_ident], [caller_name, far_ident]);
        self.devices.as_ref().is_none_or(|devices| devices.contains(one.device))
            && status.is_none_or(|status| status.name() == one.status)
            && (!unread || one.is_unread)
            // Faxes that one user has claimed have an index of their own.
            && (*claimed != Some(ClaimedBy::Nobody) || !one.is_claimed)
            && since.is_none_or(|since| one.started_at >= since)
            && until.is_none_or(|until| one.started_at < until)
            // The note begins at the second line.
            && tag.as_deref().is_none_or(|tag| noted.split('\n').next() == Some(tag))
            && self.sender.iter().all(|term| term.is_in_any(&numbers, &names))
            && self.words.iter().all(|term| term.is_in(&one.texts, one.device))
    }
}

fn desk_fax(walk: &Walk<'_>, id: FaxId) -> database::Result<Option<DeskFax>> {
    let Some(fax) = load(walk.transaction, id)? else {
        return Ok(None);
    };
    let mark: Option<bool> = walk
        .transaction
        .prepare_cached(MARK)?
        .query_row(params![walk.reader, id.0], |row| row.get(0))
        .optional()?;
    Ok(Some(DeskFax {
        fax,
        is_unread: !mark.unwrap_or(id.0 <= walk.read_through),
        claim: claim_of(walk.transaction, id)?,
        note: note_of(walk.transaction, id)?,
    }))
}
