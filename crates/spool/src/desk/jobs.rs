//! The list of jobs as one person sees it.

use super::faxes::Seen;
use super::lanes::{Lanes, Numbered};
use crate::column::word;
use crate::database::{self, OptionalExtension, Row, params};
use crate::jobs::{Job, JobId, JobState, Origin, load};
use crate::{Jobs, SpoolError};
use ferrofax_basics::DeviceName;

/// A page of a list has no more.
const MOST: u32 = 200;

/// The jobs that somebody may see: those of devices, and his own, from whatever device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobsSeen {
    /// All jobs of these devices.
    pub devices: Seen,
    /// What he is called by the doors that know users, his name and his addresses; each with who
    /// has it so, where others vouch for him
    /// ([`Logins::who_is_vouched`](crate::Logins::who_is_vouched)).
    pub names: Vec<(String, Option<i64>)>,
    /// The users of the system that he is, whose jobs the command line and the drop folder took.
    pub system_users: Vec<String>,
}

/// Whose a job is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobPlace {
    /// The sender's device.
    pub device: DeviceName,
    /// Who submitted it …
    pub owner: String,
    /// … who that is, where others vouch for him …
    pub who: Option<i64>,
    /// … by which way in, each of which has names of its own.
    pub created_by: Origin,
}

impl JobsSeen {
    /// Whether this job is seen.
    pub fn sees(&self, job: &JobPlace) -> bool {
        let by_device = match &self.devices {
            Seen::All => true,
            Seen::These(devices) => devices.contains(&job.device),
        };
        by_device || self.owns(job)
    }

    /// Whether this job is his own.
    pub fn owns(&self, job: &JobPlace) -> bool {
        match job.created_by {
            Origin::Mail | Origin::Print | Origin::Web | Origin::Hylafax => {
                self.names.iter().any(|(name, who)| *name == job.owner && *who == job.who)
            }
            Origin::Cli | Origin::Drop => self.system_users.contains(&job.owner),
            // Users of the PBX's manager interface are nobody that is known here.
            Origin::Ami => false,
        }
    }
}

impl JobPlace {
    /// Whose this job is.
    pub fn of(job: &Job) -> Self {
        let (device, owner) = (job.device.clone(), job.owner.clone());
        Self { device, owner, who: job.who, created_by: job.created_by }
    }
}

/// Which jobs are wanted of those that may be seen; the default is all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct JobSieve {
    /// Only those in one of these states; none named: all.
    pub states: Vec<JobState>,
    /// Only this device's, if its jobs may be seen as such.
    pub device: Option<DeviceName>,
}

/// A page of the list, from the newest to the oldest.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct JobList {
    /// The jobs.
    pub jobs: Vec<Job>,
    /// Where the list goes on: below this number. None: it is at its end.
    pub next: Option<JobId>,
}

/// Along which index it goes.
enum Lane<'a> {
    All,
    State(JobState),
    Device(&'a DeviceName, JobState),
    Owner(&'a str, JobState),
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
const PLACE: &str = "SELECT device, owner, who, created_by FROM jobs WHERE id = ?1";

impl Numbered for JobId {
    fn number(&self) -> i64 {
        self.0
    }
}

impl Jobs<'_> {
    /// A page of the list: no more than so many jobs, below this number.
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
                let (sql, state, of) = match lane {
                    Lane::All => (ALL, None, None),
                    Lane::State(state) => (OF_STATE, Some(*state), None),
                    Lane::Device(device, state) => {
                        (OF_DEVICE, Some(*state), Some(device.to_string()))
                    }
                    Lane::Owner(owner, state) => {
                        (OF_OWNER, Some(*state), Some((*owner).to_owned()))
                    }
                };
                transaction
                    .prepare_cached(sql)?
                    .query_map(params![below, count, state.map(JobState::name), of], |row| {
                        row.get(0).map(JobId)
                    })?
                    .collect()
            };
            let below = below.map_or(i64::MAX, |id| id.0);
            let mut all = Lanes::below(below, limit as u32 + 1, lanes(seen, sieve), &mut fetch)?;
            let mut list = JobList::default();
            while let Some(id) = all.next(&mut fetch)? {
                if list.jobs.len() == limit {
                    list.next = list.jobs.last().map(|job| job.id);
                    break;
                }
                let job = load(transaction, &folder, id)?;
                list.jobs.extend(job.filter(|job| seen.sees(&JobPlace::of(job))));
            }
            Ok(list)
        })
    }

    /// Whose a job is; none if there is no such job.
    pub fn place_of_job(&self, id: JobId) -> Result<Option<JobPlace>, SpoolError> {
        self.spool.read(|transaction| {
            transaction.prepare_cached(PLACE)?.query_row([id.0], place).optional()
        })
    }
}

/// The columns `device`, `owner`, `who` and `created_by`.
pub(super) fn place(row: &Row<'_>) -> database::Result<JobPlace> {
    Ok(JobPlace {
        device: row.get("device")?,
        owner: row.get("owner")?,
        who: row.get("who")?,
        created_by: word(row, "created_by", Origin::from_name)?,
    })
}

/// The indexes that have all that is wanted.
fn lanes<'a>(seen: &'a JobsSeen, sieve: &'a JobSieve) -> Vec<Lane<'a>> {
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
