//! The list of jobs, as one person sees it.

use std::collections::BTreeMap;

use super::faxes::Seen;
use super::lanes::{Lanes, Numbered};
use crate::column::word;
use crate::database::{self, OptionalExtension, Row, params};
use crate::failure::Failure;
use crate::job_options::METADATA;
use crate::jobs::{Job, JobId, JobState, Origin, load};
use crate::{Jobs, SpoolError};
use ferrofax_basics::DeviceName;

/// The greatest number of jobs on one page of the list.
const MOST: u32 = 200;

/// The greatest number of jobs that are read for one page of the list. If few of them pass the
/// filter, the page is shorter than asked, and the next page continues.
const LOOKED_AT: u32 = 5_000;

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
    /// Only jobs in one of these states; empty: in any state.
    pub states: Vec<JobState>,
    /// Only jobs of this device, if the person may see all jobs of the device.
    pub device: Option<DeviceName>,
    /// Of the jobs that were not sent, only those that were cancelled (true), or only the others
    /// (false).
    pub cancelled: Option<bool>,
    /// Only jobs with which a program has stored all these values, by their names.
    pub metadata: BTreeMap<String, String>,
}

impl JobSieve {
    /// Whether the job passes the parts of the filter for which there is no index.
    fn lets_pass(&self, job: &Job) -> bool {
        let is_cancelled = job.failure == Some(Failure::Cancelled);
        let cancelled = self.cancelled.filter(|_| job.state == JobState::Failed);
        cancelled.is_none_or(|wanted| wanted == is_cancelled)
            && (self.states.is_empty() || self.states.contains(&job.state))
            && self.device.as_ref().is_none_or(|device| *device == job.device)
            && self
                .metadata
                .iter()
                .all(|(name, value)| job.options.get(&format!("{METADATA}{name}")) == Some(value))
    }
}

/// A page of the list, from the newest job to the oldest.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct JobList {
    /// The jobs.
    pub jobs: Vec<Job>,
    /// The next page of the list begins below this number; `None`: this is the last page.
    pub next: Option<JobId>,
}

/// The index by which a part of the list is read.
enum Lane<'a> {
    All,
    State(JobState),
    Device(&'a DeviceName, JobState),
    Owner(&'a str, JobState),
    /// The jobs with which a program has stored this value.
    Metadata(String, &'a str),
}

pub(super) const ALL: &str = "
    SELECT id FROM jobs WHERE id < ?1 AND CAST(?3 AS TEXT) IS NULL AND CAST(?4 AS TEXT) IS NULL ORDER BY id DESC LIMIT ?2";
pub(super) const OF_STATE: &str = "
    SELECT id FROM jobs INDEXED BY jobs_by_state
    WHERE state = ?3 AND id < ?1 AND CAST(?4 AS TEXT) IS NULL ORDER BY id DESC LIMIT ?2";
pub(super) const OF_DEVICE: &str = "
    SELECT id FROM jobs INDEXED BY jobs_by_device
    WHERE device = ?4 AND state = ?3 AND id < ?1 ORDER BY id DESC LIMIT ?2";
pub(super) const OF_OWNER: &str = "
    SELECT id FROM jobs INDEXED BY jobs_by_owner
    WHERE owner = ?4 AND state = ?3 AND id < ?1 ORDER BY id DESC LIMIT ?2";
pub(super) const OF_METADATA: &str = "
    SELECT job FROM job_options INDEXED BY job_options_metadata
    WHERE substr(name, 1, 9) = 'metadata.' AND name = ?3 AND value = ?4 AND job < ?1 ORDER BY job DESC LIMIT ?2";
const PLACE: &str = "SELECT device, owner, who, created_by FROM jobs WHERE id = ?1";

impl Numbered for JobId {
    fn number(&self) -> i64 {
        self.0
    }
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
        self.spool.read(|transaction| {
            let mut fetch = |lane: &Lane<'_>, below: i64, count: u32| {
                let of_state = |sql, state: &JobState, of| (sql, Some(state.name().to_owned()), of);
                let (sql, state, of) = match lane {
                    Lane::All => (ALL, None, None),
                    Lane::State(state) => of_state(OF_STATE, state, None),
                    Lane::Device(device, state) => {
                        of_state(OF_DEVICE, state, Some(device.to_string()))
                    }
                    Lane::Owner(owner, state) => {
                        of_state(OF_OWNER, state, Some((*owner).to_owned()))
                    }
                    Lane::Metadata(name, value) => {
                        (OF_METADATA, Some(name.clone()), Some((*value).to_owned()))
                    }
                };
                transaction
                    .prepare_cached(sql)?
                    .query_map(params![below, count, state, of], |row| row.get(0).map(JobId))?
                    .collect()
            };
            let below = below.map_or(i64::MAX, |id| id.0);
            let mut all = Lanes::below(below, limit as u32 + 1, lanes(seen, sieve), &mut fetch)?;
            let (mut list, mut looked_at) = (JobList::default(), 0);
            while let Some(id) = all.next(&mut fetch)? {
                if list.jobs.len() == limit {
                    list.next = list.jobs.last().map(|job| job.id);
                    break;
                }
                let job = load(transaction, &folder, id)?;
                let passes = |job: &Job| seen.sees(&JobPlace::of(job)) && sieve.lets_pass(job);
                list.jobs.extend(job.filter(passes));
                looked_at += 1;
                if looked_at == LOOKED_AT {
                    list.next = Some(id);
                    break;
                }
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

/// Reads the owner of a job from the columns `device`, `owner`, `who` and `created_by`.
pub(super) fn place(row: &Row<'_>) -> database::Result<JobPlace> {
    Ok(JobPlace {
        device: row.get("device")?,
        owner: row.get("owner")?,
        who: row.get("who")?,
        created_by: word(row, "created_by", Origin::from_name)?,
    })
}

/// Selects the indexes that together contain all jobs that the list may show.
fn lanes<'a>(seen: &'a JobsSeen, sieve: &'a JobSieve) -> Vec<Lane<'a>> {
    if let Some((name, value)) = sieve.metadata.first_key_value() {
        return vec![Lane::Metadata(format!("{METADATA}{name}"), value)];
    }
    let states = if sieve.states.is_empty() { &JobState::ALL[..] } else { &sieve.states };
    let of_device =
        |device: &'a DeviceName| states.iter().map(move |state| Lane::Device(device, *state));
    match (&sieve.device, &seen.devices) {
        (Some(device), Seen::All) => of_device(device).collect(),
        (Some(device), Seen::These(devices)) => {
            devices.get(device).into_iter().flat_map(of_device).collect()
        }
        (None, Seen::All) if sieve.states.is_empty() => vec![Lane::All],
        (None, Seen::All) => states.iter().map(|state| Lane::State(*state)).collect(),
        (None, Seen::These(devices)) => {
            let owners = seen.names.iter().map(|(name, _)| name).chain(&seen.system_users);
            let owners =
                owners.flat_map(|owner| states.iter().map(move |state| Lane::Owner(owner, *state)));
            devices.iter().flat_map(of_device).chain(owners).collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Spool;
    use ferrofax_basics::UnixMs;

    /// The jobs of a list of which few pass the filter.
    #[test]
    fn a_page_of_the_list_reads_no_more_jobs_than_it_may() {
        let folder = tempfile::tempdir().unwrap();
        let spool = Spool::open(folder.path()).unwrap();
        let count = i64::from(LOOKED_AT) + 10;
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
