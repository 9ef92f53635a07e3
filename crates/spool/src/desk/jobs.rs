//! The list of jobs, as one person sees it, and the search in it.

use std::collections::BTreeMap;

use super::faxes::Seen;
use super::lanes::{Lanes, Numbered};
use crate::column::word;
use crate::database::{self, OptionalExtension, Row, Transaction, params};
use crate::failure::Failure;
use crate::job_options::METADATA;
use crate::jobs::{Job, JobId, JobState, Origin, load};
use crate::words::Term;
use crate::{Jobs, SpoolError};
use ferrofax_basics::DeviceName;
use ferrofax_basics::UnixMs;

/// The greatest number of jobs on one page of the list.
const MOST: u32 = 200;

/// The greatest number of jobs that are examined for one page of the list.
pub const JOBS_LOOKED_AT: u32 = 20_000;

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
        let by_device = match &self.devices {
            Seen::All => true,
            Seen::These(devices) => devices.contains(&job.device),
        };
        by_device || self.owns(job)
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
}

/// Selects jobs below ?1 and above ?5. If ?6 is true, it also selects the names of the recipient
/// and of the documents.
macro_rules! select_candidates {
    ($index:literal, $and:literal) => {
        select_candidates!($index, $and, "j.id")
    };
    ($index:literal, $and:literal, $id:literal) => {
        concat!(
            "SELECT j.id, j.state, j.device, j.owner, j.who, j.created_by, j.created_at, j.number, j.canonical, j.tag, \
             j.failure, \
             CASE WHEN ?6 THEN (SELECT string_agg(value, ' ') FROM job_options \
                                WHERE job = j.id AND name IN ('recipient', 'company', 'subject')) END AS people, \
             CASE WHEN ?6 THEN (SELECT string_agg(name, ' ') FROM job_documents WHERE job = j.id) END AS documents \
             FROM jobs AS j",
            $index,
            " WHERE j.id < ?1 AND j.id > ?5",
            $and,
            " ORDER BY ",
            $id,
            " DESC LIMIT ?2"
        )
    };
}

pub(super) const ALL: &str =
    select_candidates!("", " AND CAST(?3 AS TEXT) IS NULL AND CAST(?4 AS TEXT) IS NULL");
pub(super) const OF_STATE: &str = select_candidates!(
    " INDEXED BY jobs_by_state",
    " AND j.state = ?3 AND CAST(?4 AS TEXT) IS NULL"
);
pub(super) const OF_DEVICE: &str =
    select_candidates!(" INDEXED BY jobs_by_device", " AND j.device = ?4 AND j.state = ?3");
pub(super) const OF_OWNER: &str =
    select_candidates!(" INDEXED BY jobs_by_owner", " AND j.owner = ?4 AND j.state = ?3");
/// The index has only the beginning of a tag: PostgreSQL rejects a row whose index entry is long.
pub(super) const OF_TAG: &str = select_candidates!(
    " INDEXED BY jobs_by_tag",
    " AND substr(j.tag, 1, 100) = substr(?4, 1, 100) AND j.tag = ?4 AND j.tag <> '' AND CAST(?3 AS TEXT) IS NULL"
);
pub(super) const OF_METADATA: &str = select_candidates!(
    " JOIN job_options AS o INDEXED BY job_options_metadata ON o.job = j.id",
    " AND substr(o.name, 1, 9) = 'metadata.' AND o.name = ?3 AND o.value = ?4",
    "o.job"
);
pub(super) const HAS_OPTION: &str =
    "SELECT EXISTS (SELECT 1 FROM job_options WHERE job = ?1 AND name = ?2 AND value = ?3)";
/// The jobs that were submitted in a span of time. Jobs of a system that Ferrofax replaced have
/// numbers that are later than their times.
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
            let mut list = JobList::default();
            let Some((floor, ceiling)) = span(transaction, sieve)? else { return Ok(list) };
            let below = below.map_or(ceiling, |id| ceiling.min(id.0));
            let mut fetch = |lane: &Lane<'_>, below: i64, count: u32| {
                finder.fetch(transaction, lane, (below, floor), count)
            };
            let mut all = Lanes::below(below, limit as u32 + 1, finder.lanes(), &mut fetch)?;
            let (mut found, mut looked_at, mut last) = (Vec::new(), 0, None);
            while let Some(one) = all.next(&mut fetch)? {
                if found.len() == limit || looked_at == JOBS_LOOKED_AT {
                    list.next = last;
                    break;
                }
                looked_at += 1;
                last = Some(JobId(one.id));
                found.extend(one.is_wanted.then_some(JobId(one.id)));
            }
            list.is_cut_short = list.next.is_some() && found.len() < limit;
            for id in found {
                list.jobs.extend(load(transaction, &folder, id)?);
            }
            Ok(list)
        })
    }

    /// Returns the owner of a job; `None` if the job does not exist.
    pub fn place_of_job(&self, id: JobId) -> Result<Option<JobPlace>, SpoolError> {
        self.spool.read(|transaction| {
            transaction.prepare_cached(PLACE)?.query_row([id.0], place).optional()
        })
    }
}

impl<'a> Finder<'a> {
    fn of(seen: &'a JobsSeen, sieve: &'a JobSieve) -> Self {
        let words = sieve.words.split_whitespace().map(Term::of).collect();
        let digits = sieve.number.split_whitespace().collect::<String>();
        let number = (!digits.is_empty()).then(|| Term::of(&digits));
        let values = sieve.metadata.iter();
        let metadata = values.map(|(name, value)| (format!("{METADATA}{name}"), value.as_str()));
        Self { seen, sieve, words, number, metadata: metadata.collect() }
    }

    fn fetch(
        &self,
        transaction: &Transaction<'_>,
        lane: &Lane<'_>,
        (below, floor): (i64, i64),
        count: u32,
    ) -> database::Result<Vec<Candidate>> {
        let (sql, state, of) = match lane {
            Lane::All => (ALL, None, None),
            Lane::State(state) => (OF_STATE, Some(state.name()), None),
            Lane::Device(device, state) => {
                (OF_DEVICE, Some(state.name()), Some(device.to_string()))
            }
            Lane::Owner(owner, state) => (OF_OWNER, Some(state.name()), Some((*owner).to_owned())),
            Lane::Tag(tag) => (OF_TAG, None, Some((*tag).to_owned())),
            Lane::Metadata(name, value) => (OF_METADATA, Some(*name), Some((*value).to_owned())),
        };
        let has_words = !self.words.is_empty();
        let keys = params![below, count, state, of, floor, has_words];
        let look = |row: &Row<'_>| {
            let id = row.get(0)?;
            let is_wanted =
                self.finds(row)? && self.sees(row)? && self.has_metadata(transaction, id)?;
            Ok(Candidate { id, is_wanted })
        };
        transaction.prepare_cached(sql)?.query_map(keys, look)?.collect()
    }

    fn sees(&self, row: &Row<'_>) -> database::Result<bool> {
        if self.seen.devices == Seen::All {
            return Ok(true);
        }
        Ok(self.seen.sees(&place(row)?))
    }

    fn has_metadata(&self, transaction: &Transaction<'_>, job: i64) -> database::Result<bool> {
        // The first value is the one by which the job was found.
        for (name, value) in self.metadata.iter().skip(1) {
            let mut select = transaction.prepare_cached(HAS_OPTION)?;
            if !select.query_row(params![job, name, *value], |row| row.get(0))? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Whether the filter selects a row. Texts are not copied, because most rows of a search are
    /// examined and then dropped.
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
        if !self.number.as_ref().is_none_or(|term| term.is_in_numbers(&numbers)) {
            return Ok(false);
        }
        if self.words.is_empty() {
            return Ok(true);
        }
        let texts = [row.text(9)?, row.text(3)?, row.text(11)?, row.text(12)?];
        Ok(self.words.iter().all(|term| term.is_in_any(&numbers, &texts)))
    }

    /// Selects the indexes that together contain all jobs that the list may show.
    fn lanes(&self) -> Vec<Lane<'_>> {
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

/// The numbers between which the jobs of the wanted time are, both excluded. `None` if there are no
/// such jobs.
fn span(transaction: &Transaction<'_>, sieve: &JobSieve) -> database::Result<Option<(i64, i64)>> {
    if sieve.since.is_none() && sieve.until.is_none() {
        return Ok(Some((i64::MIN, i64::MAX)));
    }
    let (since, until) =
        (sieve.since.unwrap_or(UnixMs(i64::MIN)), sieve.until.unwrap_or(UnixMs(i64::MAX)));
    let (first, last): (Option<i64>, Option<i64>) = transaction
        .prepare_cached(SPAN)?
        .query_row(params![since, until], |row| Ok((row.get(0)?, row.get(1)?)))?;
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
        let folder = tempfile::tempdir().unwrap();
        let spool = Spool::open(folder.path()).unwrap();
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
}
