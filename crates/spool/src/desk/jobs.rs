//! The list of jobs, as one person sees it, and the search in it.

use std::collections::BTreeMap;

use super::faxes::Seen;
use super::lanes::{Lanes, Numbered};
use super::newest::{OfTable, newest};
use super::share::are_many;
use super::total::{COUNTED, Counting, Total};
use crate::column::word;
use crate::database::{self, Row, ToSql, Transaction, params, params_from_iter};
use crate::failure::Failure;
use crate::job_options::METADATA;
use crate::jobs::words::{people_and_documents, words};
use crate::jobs::{Job, JobId, JobState, Origin, load};
use crate::words::Term;
use crate::{Jobs, SpoolError};
use ferrofax_basics::DeviceName;
use ferrofax_basics::UnixMs;

/// The greatest number of jobs on one page of the list.
const MOST: u32 = 200;

/// The greatest number of jobs that are examined for one page of the list.
pub const JOBS_LOOKED_AT: u32 = 20_000;

/// The greatest number of jobs whose stored words are searched for one page of the list.
const SEARCHED: i64 = 100_000;

/// How many of the newest jobs are searched for words to count those that have them.
const COUNTED_BY_WORDS: i64 = 10_000;

/// How many jobs are fetched at first to count them.
const AT_FIRST: u32 = 64;

/// How many words of a search the database looks for. Further words are looked for in the jobs that
/// it finds.
const WORDS_ASKED: usize = 2;

/// The jobs that a person may see: all jobs of certain devices, and the person's own jobs from any
/// device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobsSeen {
    /// The devices whose jobs the person may see.
    pub devices: Seen,
    /// The names of the person in submission methods that know users: the user name and the mail
    /// addresses. Each has the number of the person, if an external provider proves the identity
    /// ([`Logins::who_is_vouched`](crate::Logins::who_is_vouched)).
    pub names: Vec<(String, Option<i64>)>,
    /// The system users of the person. Their jobs were submitted on the command line or through the
    /// drop folder.
    pub system_users: Vec<String>,
}

/// The owner of a job: the device, the submitter and the submission method.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobPlace {
    /// The device of the sender.
    pub device: DeviceName,
    /// The name of the submitter.
    pub owner: String,
    /// The number of the submitter, if an external provider proved the identity.
    pub who: Option<i64>,
    /// The submission method. Each method has user names of its own.
    pub created_by: Origin,
}

impl JobsSeen {
    /// Whether the person may see this job.
    pub fn sees(&self, job: &JobPlace) -> bool {
        self.devices.has(&job.device) || self.owns(job)
    }

    /// Whether this job is the person's own.
    pub fn owns(&self, job: &JobPlace) -> bool {
        match job.created_by {
            Origin::Mail | Origin::Print | Origin::Web | Origin::Hylafax => {
                self.names.iter().any(|(name, who)| *name == job.owner && *who == job.who)
            }
            Origin::Cli | Origin::Drop => self.system_users.contains(&job.owner),
            // Ferrofax does not know the users of the PBX's manager interface.
            Origin::Ami => false,
        }
    }
}

impl JobPlace {
    /// Returns the owner of this job.
    pub fn of(job: &Job) -> Self {
        let (device, owner) = (job.device.clone(), job.owner.clone());
        Self { device, owner, who: job.who, created_by: job.created_by }
    }
}

/// A filter for the jobs that the person may see; the default lets all jobs pass.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct JobSieve {
    /// Words that are all found in a job: in its number, its tag, its owner, the recipient's name
    /// or company, the subject, or the name of a document. Upper and lower case are equal.
    /// Punctuation in numbers and leading zeros of numbers are ignored.
    pub words: String,
    /// Only jobs in one of these states; empty: in any state.
    pub states: Vec<JobState>,
    /// Only jobs of this device, if the person may see all jobs of the device.
    pub device: Option<DeviceName>,
    /// Only jobs whose fax number contains these digits; empty: all jobs.
    pub number: String,
    /// Only jobs with this tag.
    pub tag: Option<String>,
    /// Only jobs of this owner.
    pub owner: Option<String>,
    /// Only jobs with this reason of failure.
    pub failure: Option<Failure>,
    /// Only jobs that were submitted at or after this time.
    pub since: Option<UnixMs>,
    /// Only jobs that were submitted before this time.
    pub until: Option<UnixMs>,
    /// Of the jobs that were not sent, only those that were cancelled (true), or only the others
    /// (false).
    pub cancelled: Option<bool>,
    /// Only jobs that wait for a fax number.
    pub without_number: bool,
    /// Only jobs with which a program has stored all these values, by their names.
    pub metadata: BTreeMap<String, String>,
}

/// A page of the list, from the newest job to the oldest.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct JobList {
    /// The jobs.
    pub jobs: Vec<Job>,
    /// The next page of the list begins below this number; `None`: this is the last page.
    pub next: Option<JobId>,
    /// Whether the page is not full although the list continues. This happens if as many jobs were
    /// examined as may be examined for one page.
    pub is_cut_short: bool,
}

/// The index by which a part of the list is read.
enum Lane<'a> {
    All,
    State(JobState),
    Device(&'a DeviceName, JobState),
    Owner(&'a str, JobState),
    Tag(&'a str),
    /// The jobs with which a program has stored this value under this name of an option.
    Metadata(&'a str, &'a str),
    /// The jobs whose words are not stored yet.
    WithoutWords,
}

/// The condition that the stored words of a job have ?6 or ?7, and ?8 or ?9. Most words have only one
/// text, which is then compared only once.
macro_rules! has_words {
    () => {
        " AND (instr(w.words, ?6) > 0 OR ?7 <> ?6 AND instr(w.words, ?7) > 0) \
          AND (instr(w.words, ?8) > 0 OR ?9 <> ?8 AND instr(w.words, ?9) > 0)"
    };
}

/// Two queries for jobs below ?1 and above ?5. The second query selects only those of them whose
/// stored words have ?6 or ?7, and ?8 or ?9.
macro_rules! select_candidates {
    ($index:literal, $and:literal) => {
        select_candidates!(concat!("jobs AS j", $index), "CROSS JOIN job_words AS w ON w.job = j.id", $and, "j.id")
    };
    ($from:expr, $with_words:literal, $and:literal, $id:literal) => {
        [
            select_candidates!("NULL", $from, "", $and, $id),
            select_candidates!("w.words", $from, $with_words,
                concat!($and, has_words!()), $id),
        ]
    };
    ($words:expr, $from:expr, $with_words:literal, $and:expr, $id:literal) => {
        concat!(
            "SELECT j.id, j.state, j.device, j.owner, j.who, j.created_by, j.created_at, j.number, j.canonical, j.tag, \
             j.failure, ",
            $words,
            " FROM ",
            $from,
            " ",
            $with_words,
            " WHERE ",
            $id,
            " < ?1 AND ",
            $id,
            " > ?5",
            $and,
            " ORDER BY ",
            $id,
            " DESC LIMIT ?2"
        )
    };
}

pub(super) const ALL: [&str; 2] = [
    select_candidates!(
        "NULL",
        "jobs AS j",
        "",
        " AND CAST(?3 AS TEXT) IS NULL AND CAST(?4 AS TEXT) IS NULL",
        "j.id"
    ),
    // The words are read first: most jobs do not have them.
    select_candidates!(
        "w.words",
        "job_words AS w CROSS JOIN jobs AS j ON j.id = w.job",
        "",
        concat!(" AND CAST(?3 AS TEXT) IS NULL AND CAST(?4 AS TEXT) IS NULL", has_words!()),
        "w.job"
    ),
];
pub(super) const OF_STATE: [&str; 2] = select_candidates!(
    " INDEXED BY jobs_by_state",
    " AND j.state = ?3 AND CAST(?4 AS TEXT) IS NULL"
);
pub(super) const OF_DEVICE: [&str; 2] =
    select_candidates!(" INDEXED BY jobs_by_device", " AND j.device = ?4 AND j.state = ?3");
pub(super) const OF_OWNER: [&str; 2] =
    select_candidates!(" INDEXED BY jobs_by_owner", " AND j.owner = ?4 AND j.state = ?3");
/// The index has only the beginning of a tag: PostgreSQL rejects a row whose index entry is long.
pub(super) const OF_TAG: [&str; 2] = select_candidates!(
    " INDEXED BY jobs_by_tag",
    " AND substr(j.tag, 1, 100) = substr(?4, 1, 100) AND j.tag = ?4 AND j.tag <> '' AND CAST(?3 AS TEXT) IS NULL"
);
pub(super) const OF_METADATA: [&str; 2] = select_candidates!(
    "jobs AS j JOIN job_options AS o INDEXED BY job_options_metadata ON o.job = j.id",
    "CROSS JOIN job_words AS w ON w.job = j.id",
    " AND substr(o.name, 1, 9) = 'metadata.' AND o.name = ?3 AND o.value = ?4",
    "o.job"
);
/// Selects jobs whose searched words are not stored yet, with the texts that contain the words.
pub(super) const WITHOUT_WORDS: &str = select_candidates!(
    people_and_documents!("j.id"),
    "jobs AS j INDEXED BY jobs_without_words",
    "",
    " AND j.has_words = 0 AND CAST(?3 AS TEXT) IS NULL AND CAST(?4 AS TEXT) IS NULL",
    "j.id"
);
/// Each of these queries selects the number of an older sent job of a device, an owner or a tag
/// (?1): counted from the newest such job with a number below ?2, the job that is ?3 jobs older.
/// The query for a tag counts unsent jobs, too.
pub(super) const OLDER_OF_DEVICE: &str = "
    SELECT id FROM jobs INDEXED BY jobs_by_device WHERE device = ?1 AND state = 'done' AND id < ?2
    ORDER BY id DESC LIMIT 1 OFFSET ?3";
pub(super) const OLDER_OF_OWNER: &str = "
    SELECT id FROM jobs INDEXED BY jobs_by_owner WHERE owner = ?1 AND state = 'done' AND id < ?2
    ORDER BY id DESC LIMIT 1 OFFSET ?3";
pub(super) const OLDER_OF_TAG: &str = "
    SELECT id FROM jobs INDEXED BY jobs_by_tag
    WHERE substr(tag, 1, 100) = substr(?1, 1, 100) AND tag = ?1 AND tag <> '' AND id < ?2
    ORDER BY id DESC LIMIT 1 OFFSET ?3";
/// Select the greatest job number below a number, and whether a job has a number from ?1 down to
/// above ?2.
pub(super) const LAST_BELOW: &str = "SELECT max(id) FROM jobs WHERE id < ?1";
pub(super) const HAS_DOWN_TO: &str = "SELECT 1 FROM jobs WHERE id <= ?1 AND id > ?2 LIMIT 1";
const OF_JOBS: OfTable = (LAST_BELOW, HAS_DOWN_TO);
pub(super) const HAS_OPTION: &str =
    "SELECT EXISTS (SELECT 1 FROM job_options WHERE job = ?1 AND name = ?2 AND value = ?3)";
/// Selects the first and the last number of the jobs that were submitted in a period. Imported jobs
/// are older than jobs with lower numbers.
pub(super) const SPAN: &str = "SELECT min(id), max(id) FROM jobs INDEXED BY jobs_created WHERE created_at >= ?1 AND created_at < ?2";
const PLACE: &str = "SELECT device, owner, who, created_by FROM jobs WHERE id = ?1";

/// A job that was examined for the list.
struct Candidate {
    id: i64,
    /// Whether the person may see the job and the filter selects it.
    is_wanted: bool,
}

impl Numbered for Candidate {
    fn number(&self) -> i64 {
        self.id
    }
}

/// A [`JobSieve`] together with the jobs that the person may see, ready to examine rows.
struct Finder<'a> {
    seen: &'a JobsSeen,
    sieve: &'a JobSieve,
    words: Vec<Term>,
    number: Option<Term>,
    /// The names of the options that store the wanted values of programs, and these values.
    metadata: Vec<(String, &'a str)>,
    /// The texts for which the database searches the stored words; empty: it does not search.
    asked: Vec<String>,
}

impl Jobs<'_> {
    /// Returns a page of the list: at most `limit` jobs, whose numbers are below `below`.
    pub fn desk_jobs(
        &self,
        seen: &JobsSeen,
        sieve: &JobSieve,
        below: Option<JobId>,
        limit: u32,
    ) -> Result<JobList, SpoolError> {
        let limit = limit.clamp(1, MOST) as usize;
        let folder = self.spool.jobs_folder();
        let finder = Finder::of(seen, sieve);
        self.spool.read(|transaction| {
            let (mut list, mut found) = (JobList::default(), Vec::new());
            let bounds = (below.map_or(i64::MAX, |id| id.0), i64::MIN);
            let first = limit as u32 + 1;
            let end = finder.go(transaction, bounds, (first, JOBS_LOOKED_AT), |one| {
                found.extend(one.is_wanted.then_some(JobId(one.id)));
                found.len() < limit
            })?;
            list.next = end.map(JobId);
            list.is_cut_short = list.next.is_some() && found.len() < limit;
            for id in found {
                list.jobs.extend(load(transaction, &folder, id)?);
            }
            Ok(list)
        })
    }

    /// The number of jobs in the list. `below` is the number below which the page that is shown
    /// begins; none for the first page.
    ///
    /// At most 5,000 jobs are examined. Words are searched in the newest 10,000 jobs.
    pub fn count_jobs(
        &self,
        seen: &JobsSeen,
        sieve: &JobSieve,
        below: Option<JobId>,
    ) -> Result<Total, SpoolError> {
        let finder = Finder::of(seen, sieve);
        self.spool.read(|transaction| {
            let mut counting = Counting::below(below.map_or(i64::MAX, |id| id.0));
            let (above, has_older) = finder.counted_above(transaction)?;
            let bounds = (i64::MAX, above);
            let end = finder.go(transaction, bounds, (AT_FIRST, COUNTED), |one| {
                counting.entry(one.id, one.is_wanted);
                true
            })?;
            Ok(counting.end(end.is_some() || has_older))
        })
    }

    /// Returns the owner of a job; `None` if the job does not exist.
    pub fn place_of_job(&self, id: JobId) -> Result<Option<JobPlace>, SpoolError> {
        self.spool.read(|transaction| transaction.first(PLACE, [id.0], place))
    }
}

impl<'a> Finder<'a> {
    fn of(seen: &'a JobsSeen, sieve: &'a JobSieve) -> Self {
        let words: Vec<Term> = sieve.words.split_whitespace().map(Term::of).collect();
        let digits = sieve.number.split_whitespace().collect::<String>();
        let number = (!digits.is_empty()).then(|| Term::of(&digits));
        let values = sieve.metadata.iter();
        let metadata = values.map(|(name, value)| (format!("{METADATA}{name}"), value.as_str()));
        let asked = asked(words.iter().chain(&number));
        Self { seen, sieve, words, number, metadata: metadata.collect(), asked }
    }

    /// Passes jobs to `look`, the newest first, until `look` returns false or `most` jobs were
    /// passed.
    ///
    /// The jobs have numbers below the first and above the second of the two bounds. At first,
    /// `first` jobs are fetched at once. Returns the number below which there are more jobs; `None`
    /// at the end of the list.
    fn go(
        &self,
        transaction: &Transaction<'_>,
        (below, above): (i64, i64),
        (first, most): (u32, u32),
        mut look: impl FnMut(&Candidate) -> bool,
    ) -> database::Result<Option<i64>> {
        let Some((floor, ceiling)) = span(transaction, self.sieve)? else { return Ok(None) };
        let (below, floor) = (below.min(ceiling), floor.max(above));
        let searched = self.searched(transaction, (below, floor))?;
        let lanes = self.lanes(transaction, below)?;
        let floor = searched.unwrap_or(floor);
        let mut fetch = |lane: &Lane<'_>, below: i64, count: u32| {
            self.fetch(transaction, lane, (below, floor), count)
        };
        let mut all = Lanes::below(below, first, lanes, &mut fetch)?;
        let mut passed = 0;
        // The words of older jobs are searched for the next page.
        let older = searched.map(|floor| floor + 1);
        while let Some(one) = all.next(&mut fetch)? {
            passed += 1;
            if !look(&one) || passed == most {
                let more = all.next(&mut fetch)?.is_some();
                return Ok(more.then_some(one.id).or(older));
            }
        }
        Ok(older)
    }

    /// The number above which the jobs of a list are counted, and whether there are older jobs.
    fn counted_above(&self, transaction: &Transaction<'_>) -> database::Result<(i64, bool)> {
        if self.asked.is_empty() {
            return Ok((i64::MIN, false));
        }
        newest(transaction, OF_JOBS, (i64::MAX, i64::MIN), COUNTED_BY_WORDS)
    }

    /// The number down to which words are searched for one page; `None` if the search reads down to
    /// the floor.
    fn searched(
        &self,
        transaction: &Transaction<'_>,
        (below, floor): (i64, i64),
    ) -> database::Result<Option<i64>> {
        if self.asked.is_empty() {
            return Ok(None);
        }
        let (down_to, has_more) = newest(transaction, OF_JOBS, (below, floor), SEARCHED)?;
        Ok(has_more.then_some(down_to))
    }

    fn fetch(
        &self,
        transaction: &Transaction<'_>,
        lane: &Lane<'_>,
        (below, floor): (i64, i64),
        count: u32,
    ) -> database::Result<Vec<Candidate>> {
        let (queries, state, of) = match lane {
            Lane::All => (&ALL, None, None),
            Lane::State(state) => (&OF_STATE, Some(state.name()), None),
            Lane::Device(device, state) => {
                (&OF_DEVICE, Some(state.name()), Some(device.to_string()))
            }
            Lane::Owner(owner, state) => (&OF_OWNER, Some(state.name()), Some((*owner).to_owned())),
            Lane::Tag(tag) => (&OF_TAG, None, Some((*tag).to_owned())),
            Lane::Metadata(name, value) => (&OF_METADATA, Some(*name), Some((*value).to_owned())),
            Lane::WithoutWords => (&[WITHOUT_WORDS; 2], None, None),
        };
        let has_words = !self.asked.is_empty() && !matches!(lane, Lane::WithoutWords);
        let keys: [&dyn ToSql; 5] = [&below, &count, &state, &of, &floor];
        let asked = self.asked.iter().filter(|_| has_words).map(|text| text as &dyn ToSql);
        let keys = params_from_iter(keys.into_iter().chain(asked));
        let sql = queries[usize::from(has_words)];
        let look = |row: &Row<'_>| {
            let id = row.get(0)?;
            let is_wanted = self.finds(row)?
                && self.sees(row)?
                && self.has_metadata(transaction, lane, id)?
                && self.has_words(lane, row)?;
            Ok(Candidate { id, is_wanted })
        };
        transaction.all(sql, keys, look)
    }

    fn sees(&self, row: &Row<'_>) -> database::Result<bool> {
        if self.seen.devices == Seen::All {
            return Ok(true);
        }
        Ok(self.seen.sees(&place(row)?))
    }

    fn has_metadata(
        &self,
        transaction: &Transaction<'_>,
        lane: &Lane<'_>,
        job: i64,
    ) -> database::Result<bool> {
        // In the lane of metadata, the first value is the one by which the job was found.
        let known = usize::from(matches!(lane, Lane::Metadata(..)));
        for (name, value) in self.metadata.iter().skip(known) {
            if !transaction.one(HAS_OPTION, params![job, name, *value], |row| row.get(0))? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn has_words(&self, lane: &Lane<'_>, row: &Row<'_>) -> database::Result<bool> {
        if self.words.is_empty() {
            return Ok(true);
        }
        let has = |words: &str| self.words.iter().all(|term| term.is_in_job(words));
        Ok(match lane {
            Lane::WithoutWords => has(&words(row, [7, 8, 9, 3, 11, 12])?),
            _ => has(row.text(11)?),
        })
    }

    /// Whether the filter selects a row by all but its words. Texts are not copied, because most
    /// rows of a search are examined and then dropped.
    fn finds(&self, row: &Row<'_>) -> database::Result<bool> {
        let JobSieve { states, device, tag, owner, failure, since, until, .. } = self.sieve;
        let at: UnixMs = row.get(6)?;
        let is_other = |wanted: Option<&str>, column| -> database::Result<bool> {
            Ok(match wanted {
                Some(wanted) => row.text(column)? != wanted,
                None => false,
            })
        };
        let device = device.as_ref().map(ToString::to_string);
        if since.is_some_and(|since| at < since)
            || until.is_some_and(|until| at >= until)
            || is_other(device.as_deref(), 2)?
            || is_other(owner.as_deref(), 3)?
            || is_other(tag.as_deref(), 9)?
            || is_other(failure.map(Failure::name), 10)?
        {
            return Ok(false);
        }
        let state = row.text(1)?;
        if state == JobState::Failed.name()
            && let Some(cancelled) = self.sieve.cancelled
            && cancelled != (row.text(10)? == Failure::Cancelled.name())
        {
            return Ok(false);
        }
        if !states.is_empty() && !states.iter().any(|wanted| wanted.name() == state) {
            return Ok(false);
        }
        let numbers = [row.text(7)?, row.text(8)?];
        if self.sieve.without_number && !numbers[0].is_empty() {
            return Ok(false);
        }
        Ok(self.number.as_ref().is_none_or(|term| term.is_in_numbers(&numbers)))
    }

    /// Selects the indexes that together contain all jobs that the list may show. A search for words
    /// reads the words of all jobs, if the indexes have many of them: this takes less time than to
    /// look up the words of one job after another.
    fn lanes(&self, transaction: &Transaction<'_>, below: i64) -> database::Result<Vec<Lane<'_>>> {
        let mut lanes = self.lanes_of_filter();
        if self.asked.is_empty() || lanes.is_empty() {
            return Ok(lanes);
        }
        if have_many(transaction, &lanes, below)? {
            lanes = vec![Lane::All];
        }
        lanes.push(Lane::WithoutWords);
        Ok(lanes)
    }

    fn lanes_of_filter(&self) -> Vec<Lane<'_>> {
        let Self { seen, sieve, .. } = *self;
        let states = if sieve.states.is_empty() { &JobState::ALL[..] } else { &sieve.states };
        let of_device =
            |device: &'a DeviceName| states.iter().map(move |state| Lane::Device(device, *state));
        let of_owner =
            |owner: &'a String| states.iter().map(move |state| Lane::Owner(owner, *state));
        if let (Some(device), Seen::These(devices)) = (&sieve.device, &seen.devices)
            && !devices.contains(device)
        {
            return Vec::new();
        }
        if let Some((name, value)) = self.metadata.first() {
            return vec![Lane::Metadata(name, value)];
        }
        if let Some(tag) = sieve.tag.as_deref().filter(|tag| !tag.is_empty()) {
            return vec![Lane::Tag(tag)];
        }
        if let Some(owner) = &sieve.owner {
            return of_owner(owner).collect();
        }
        match (&sieve.device, &seen.devices) {
            (Some(device), _) => of_device(device).collect(),
            (None, Seen::All) if sieve.states.is_empty() => vec![Lane::All],
            (None, Seen::All) => states.iter().map(|state| Lane::State(*state)).collect(),
            (None, Seen::These(devices)) => {
                let owners = seen.names.iter().map(|(name, _)| name).chain(&seen.system_users);
                devices.iter().flat_map(of_device).chain(owners.flat_map(of_owner)).collect()
            }
        }
    }
}

/// Whether these indexes have many of the jobs. Most jobs have been sent, so that only these are
/// counted.
fn have_many(
    transaction: &Transaction<'_>,
    lanes: &[Lane<'_>],
    below: i64,
) -> database::Result<bool> {
    let has_all = |lane: &Lane<'_>| matches!(lane, Lane::All | Lane::State(JobState::Done));
    let part = |lane: &Lane<'_>| match lane {
        Lane::Device(device, JobState::Done) => Some((OLDER_OF_DEVICE, device.to_string())),
        Lane::Owner(owner, JobState::Done) => Some((OLDER_OF_OWNER, (*owner).to_owned())),
        Lane::Tag(tag) => Some((OLDER_OF_TAG, (*tag).to_owned())),
        _ => None,
    };
    let parts = lanes.iter().filter_map(part);
    Ok(lanes.iter().any(has_all) || are_many(transaction, (LAST_BELOW, below), parts)?)
}

/// The texts for which the database searches: two for each of the longest words. A word that is
/// wanted is found by one of its two texts.
fn asked<'t>(terms: impl Iterator<Item = &'t Term>) -> Vec<String> {
    let mut terms: Vec<[&str; 2]> = terms.map(Term::in_job_words).collect();
    if terms.is_empty() {
        return Vec::new();
    }
    terms.sort_by_key(|[word, _]| std::cmp::Reverse(word.len()));
    // The empty text is in all words.
    terms.resize(WORDS_ASKED, ["", ""]);
    terms.concat().into_iter().map(str::to_owned).collect()
}

/// The numbers between which the jobs of the wanted time are, both excluded. `None` if there are no
/// such jobs.
fn span(transaction: &Transaction<'_>, sieve: &JobSieve) -> database::Result<Option<(i64, i64)>> {
    if sieve.since.is_none() && sieve.until.is_none() {
        return Ok(Some((i64::MIN, i64::MAX)));
    }
    let (since, until) =
        (sieve.since.unwrap_or(UnixMs(i64::MIN)), sieve.until.unwrap_or(UnixMs(i64::MAX)));
    let (first, last): (Option<i64>, Option<i64>) =
        transaction.one(SPAN, params![since, until], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(first.zip(last).map(|(first, last)| (first - 1, last.saturating_add(1))))
}

/// Reads the owner of a job from the columns `device`, `owner`, `who` and `created_by`.
pub(super) fn place(row: &Row<'_>) -> database::Result<JobPlace> {
    Ok(JobPlace {
        device: row.get("device")?,
        owner: row.get("owner")?,
        who: row.get("who")?,
        created_by: word(row, "created_by", Origin::from_name)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Spool;

    /// The jobs of a list of which few pass the filter.
    #[test]
    fn a_page_of_the_list_reads_no_more_jobs_than_it_may() {
        let (_folder, spool) = Spool::empty();
        let count = i64::from(JOBS_LOOKED_AT) + 10;
        spool
            .write(|transaction| {
                let mut insert = transaction.prepare(
                    "INSERT INTO jobs (state, number, canonical, device, owner, priority, max_tries, max_dials,
                                       created_at, ended_at, tag, notify_when, notify_format, unknown, created_by, failure)
                     VALUES ('failed', '1', '1', '2101@x', 'a', 1, 1, 1, 1, 2, '', 'end', 'text', 'resend', 'cli', ?1)",
                )?;
                for number in 1..=count {
                    insert.execute(params![if number == 1 { "cancelled" } else { "busy" }])?;
                }
                Ok(())
            })
            .unwrap();
        let seen = JobsSeen { devices: Seen::All, names: Vec::new(), system_users: Vec::new() };
        let sieve = JobSieve { cancelled: Some(true), ..JobSieve::default() };
        let first = spool.jobs().desk_jobs(&seen, &sieve, None, 10).unwrap();
        assert_eq!((first.jobs.len(), first.next), (0, Some(JobId(11))));
        let second = spool.jobs().desk_jobs(&seen, &sieve, first.next, 10).unwrap();
        assert_eq!((second.jobs[0].id, second.next), (JobId(1), None));
        let others = JobSieve { cancelled: Some(false), ..JobSieve::default() };
        let listed = spool.jobs().desk_jobs(&seen, &others, None, 10).unwrap();
        assert_eq!(listed.jobs.len(), 10);
        assert_eq!(UnixMs(2), listed.jobs[0].ended_at.unwrap());
    }

    const ROWS: &str = "
        INSERT INTO jobs (id, state, number, canonical, device, owner, priority, max_tries, max_dials, created_at,
                          tag, notify_when, notify_format, unknown, created_by, has_words)
        WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < ?1)
        SELECT i, 'suspended', '0991 27-' || i, '+4999127' || i, '2101@x', 'alice', 1, 1, 1, 1,
               CASE i WHEN 1 THEN 'Order Ähre' ELSE '' END, 'end', 'text', 'resend', 'cli', ?2 FROM n";

    fn everybody() -> JobsSeen {
        JobsSeen { devices: Seen::All, names: Vec::new(), system_users: Vec::new() }
    }

    #[test]
    fn words_are_found_the_same_before_and_after_they_are_stored() {
        let (_folder, spool) = Spool::empty();
        let more = "
            INSERT INTO job_documents (job, number, name, file, pages) VALUES (2, 1, 'Offer.PDF', 'x', 1);
            INSERT INTO job_options VALUES (3, 'recipient', 'Bäckerei Müller'), (3, 'mark', 'secret')";
        spool
            .write(|transaction| {
                transaction.execute(ROWS, params![3, 0])?;
                more.split(';').try_for_each(|one| transaction.execute(one, []).map(drop))
            })
            .unwrap();
        let alice = JobsSeen {
            devices: Seen::These([].into()),
            names: Vec::new(),
            system_users: vec!["alice".to_owned()],
        };
        let found = |sieve: JobSieve| {
            let ids = |seen: &JobsSeen| -> Vec<i64> {
                let list = spool.jobs().desk_jobs(seen, &sieve, None, 50).unwrap();
                list.jobs.iter().map(|job| job.id.0).collect()
            };
            let all = ids(&everybody());
            assert_eq!(ids(&alice), all, "{sieve:?}");
            all
        };
        let words = |words: &str| found(JobSieve { words: words.into(), ..JobSieve::default() });
        let check = || {
            assert_eq!(words("offer.pdf"), [2]);
            assert_eq!(words("MÜLLER bäckerei"), [3]);
            assert_eq!(words("ähre order"), [1]);
            assert_eq!(words("order müller"), [0; 0]);
            assert_eq!(words("0991/273"), [3]);
            assert_eq!(words("alice 2"), [3, 2, 1]);
            assert_eq!(words("secret"), [0; 0]);
            // Digits of a number are not words of another text.
            assert_eq!(words("00"), [0; 0]);
            let number = JobSieve { number: "27 2".into(), ..JobSieve::default() };
            assert_eq!(found(number), [2]);
            let states = vec![JobState::Done, JobState::Suspended];
            assert_eq!(
                found(JobSieve { words: "offer".into(), states, ..JobSieve::default() }),
                [2]
            );
            let tag = Some("Order Ähre".to_owned());
            assert_eq!(found(JobSieve { words: "991".into(), tag, ..JobSieve::default() }), [1]);
        };
        check();
        assert_eq!(spool.jobs().index_lacking(&|| true), Ok(0));
        assert_eq!(spool.jobs().index_lacking(&|| false), Ok(3));
        check();
        assert_eq!(spool.jobs().index_lacking(&|| false), Ok(0));
        // A new tag is found at once, and the old one no more.
        let tag = Some("Invoice".to_owned());
        let altered = crate::jobs::Altered { tag, ..crate::jobs::Altered::default() };
        let verb = crate::jobs::JobVerb::Alter(altered);
        spool.jobs().do_to_job(JobId(1), verb, "alice", UnixMs(2)).unwrap();
        assert_eq!((words("invoice"), words("order")), (vec![1], vec![]));
    }

    #[test]
    fn a_job_without_stored_words_is_found_only_with_all_metadata() {
        let (_folder, spool) = Spool::empty();
        let options = "
            INSERT INTO job_options VALUES
            (1, 'metadata.case', '7'), (1, 'metadata.room', '1'), (2, 'metadata.case', '8'),
            (2, 'metadata.room', '1'), (3, 'metadata.case', '7'), (3, 'metadata.room', '2')";
        spool
            .write(|transaction| {
                transaction.execute(ROWS, params![3, 0])?;
                transaction.execute(options, []).map(drop)
            })
            .unwrap();
        let found = |metadata: &[(&str, &str)]| -> Vec<i64> {
            let metadata = metadata.iter().map(|(name, value)| ((*name).into(), (*value).into()));
            let metadata = metadata.collect();
            let sieve = JobSieve { words: "alice".into(), metadata, ..JobSieve::default() };
            let list = spool.jobs().desk_jobs(&everybody(), &sieve, None, 10).unwrap();
            list.jobs.iter().map(|job| job.id.0).collect()
        };
        for lacking in [3, 0] {
            assert_eq!(found(&[("case", "7")]), [3, 1]);
            assert_eq!(found(&[("case", "7"), ("room", "1")]), [1]);
            assert_eq!(spool.jobs().index_lacking(&|| false), Ok(lacking));
        }
    }

    #[test]
    fn a_search_reads_the_words_of_so_many_jobs_and_goes_on_where_it_ended() {
        let (_folder, spool) = Spool::empty();
        let words = "INSERT INTO job_words SELECT id, CAST(?1 AS TEXT) || lower(tag) FROM jobs";
        spool
            .write(|transaction| {
                transaction.execute(ROWS, params![SEARCHED + 10, 1])?;
                transaction.execute(words, [" \n"]).map(drop)
            })
            .unwrap();
        let sieve = JobSieve { words: "order".into(), ..JobSieve::default() };
        let first = spool.jobs().desk_jobs(&everybody(), &sieve, None, 10).unwrap();
        assert_eq!((first.jobs.len(), first.next), (0, Some(JobId(11))));
        assert!(first.is_cut_short);
        let second = spool.jobs().desk_jobs(&everybody(), &sieve, first.next, 10).unwrap();
        assert_eq!((second.jobs[0].id, second.next), (JobId(1), None));
        assert!(!second.is_cut_short);
    }

    #[test]
    fn a_search_of_many_jobs_reads_all_words_and_finds_the_same() {
        let (_folder, spool) = Spool::empty();
        // Of 1,000 jobs, one device has every second one, and another device has every fiftieth one.
        let sent = "
            UPDATE jobs SET state = 'done', ended_at = 2, tag = iif(id > 500, 'Order', ''), owner = 'o' || (id % 20),
            device = iif(id % 2 = 0, '1@x', iif(id % 50 = 1, '2@x', '3@x'))";
        spool
            .write(|transaction| {
                transaction.execute(ROWS, params![1000, 0])?;
                transaction.execute(sent, []).map(drop)
            })
            .unwrap();
        assert_eq!(spool.jobs().index_lacking(&|| false), Ok(1000));
        let devices = |names: &[&str]| JobsSeen {
            devices: Seen::These(names.iter().map(|name| DeviceName::of_row(name)).collect()),
            names: Vec::new(),
            system_users: vec!["o19".to_owned()],
        };
        let sieve = |words: &str| JobSieve { words: words.into(), ..JobSieve::default() };
        let reads_all = |seen: &JobsSeen, sieve: &JobSieve| {
            let finder = Finder::of(seen, sieve);
            let first = |transaction: &Transaction<'_>| {
                finder.lanes(transaction, 2000).map(|lanes| matches!(lanes[0], Lane::All))
            };
            spool.read(first).unwrap()
        };
        let found = |seen: &JobsSeen, sieve: &JobSieve| -> Vec<i64> {
            let list = spool.jobs().desk_jobs(seen, sieve, None, 50).unwrap();
            list.jobs.iter().map(|job| job.id.0).collect()
        };
        let (many, few) = (devices(&["1@x", "2@x"]), devices(&["2@x"]));
        assert_eq!([&many, &few].map(|seen| reads_all(seen, &sieve("0991/2799"))), [true, false]);
        // Jobs 99, 959 and 999 are of another device, but the user's own.
        assert_eq!(found(&many, &sieve("0991/2799")), [999, 998, 996, 994, 992, 990, 99]);
        assert_eq!(found(&few, &sieve("0991/2799")), [999, 99]);
        assert_eq!(found(&few, &sieve("0991/2795")), [959, 951]);
        let device =
            |name| JobSieve { device: Some(DeviceName::of_row(name)), ..sieve("0991/2799") };
        assert!(
            reads_all(&everybody(), &device("1@x")) && !reads_all(&everybody(), &device("2@x"))
        );
        assert_eq!(found(&everybody(), &device("1@x")), [998, 996, 994, 992, 990]);
        assert_eq!(found(&everybody(), &device("2@x")), [0; 0]);
        let tag = JobSieve { tag: Some("Order".to_owned()), ..sieve("0991/2799") };
        assert!(reads_all(&everybody(), &tag));
        assert_eq!(found(&everybody(), &tag).len(), 10);
        let owner = JobSieve { owner: Some("o19".to_owned()), ..sieve("0991/2799") };
        assert!(!reads_all(&everybody(), &owner));
        assert_eq!(found(&everybody(), &owner), [999, 99]);
    }
}
