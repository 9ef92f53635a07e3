//! Jobs: lists, and what people do with them.

use super::passing_on::Sent;
use super::{Desk, DeskError, Onward, Person, Sight, Thing};
use crate::order::{Hands, change, give_number, undo_hold};
use crate::rights::{By, Reason};
use ferrofax_basics::UnixMs;
use ferrofax_spool::desk::{JobList, JobPlace, JobSieve};
use ferrofax_spool::jobs::{Altered, Job, JobChange, JobId, JobState, JobVerb};
use ferrofax_spool::wish::{Wish, Wishes};
use ferrofax_spool::{DeviceName, DeviceRecord, OutboxEntry};

/// What a person has done to a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JobDeed {
    /// It ends, and a call that sends it with it.
    Cancel,
    /// It is not sent until it is released.
    Hold,
    /// It may go on.
    Release,
    /// It is tried now, also one that has failed.
    Retry,
    /// It goes before those with a greater number. Forward a desk alone may put it.
    Priority(u8),
}

impl JobDeed {
    /// The word in the audit log.
    pub fn name(self) -> &'static str {
        match self {
            Self::Cancel => "cancel",
            Self::Hold => "hold",
            Self::Release => "release-job",
            Self::Retry => "retry",
            Self::Priority(_) => "priority",
        }
    }
}

impl From<JobDeed> for JobVerb {
    fn from(deed: JobDeed) -> Self {
        match deed {
            JobDeed::Cancel => Self::Cancel,
            JobDeed::Hold => Self::Hold,
            JobDeed::Release => Self::Release,
            JobDeed::Retry => Self::Retry,
            JobDeed::Priority(priority) => Self::Priority(priority),
        }
    }
}

impl Desk {
    /// A page of the list of jobs that this person sees, the newest first: no more than so
    /// many (200 at most), below this number.
    pub fn jobs(
        &self,
        person: &Person,
        sieve: &JobSieve,
        below: Option<JobId>,
        limit: u32,
    ) -> Result<JobList, DeskError> {
        let sight = self.sight(person)?;
        let device = self.whole_name(&sight, sieve.device.as_ref())?;
        let sieve = JobSieve { device, ..sieve.clone() };
        Ok(self.spool.desk_jobs(&sight.jobs(person), &sieve, below, limit)?)
    }

    /// One job with its documents and pages.
    pub fn job(&self, person: &Person, id: JobId) -> Result<Job, DeskError> {
        self.seen_job(person, "job", id)?;
        Ok(self.spool.job(id)?)
    }

    /// A job whose documents this person may send again.
    ///
    /// # Errors
    /// [`DeskError`]: it is not there for this person, or is another's.
    pub fn job_to_send_again(&self, person: &Person, id: JobId) -> Result<Job, DeskError> {
        self.own_job(person, "send-again", id)?;
        Ok(self.spool.job(id)?)
    }

    /// The devices from which this person sends, his own first.
    pub fn devices_to_send_from(&self, person: &Person) -> Result<Vec<DeviceName>, DeskError> {
        let sight = self.sight(person)?;
        let mut seen: Vec<DeviceName> = match sight.devices() {
            Some(seen) => seen.iter().cloned().collect(),
            None => self.spool.devices()?.iter().map(DeviceRecord::name).collect(),
        };
        let is_named =
            |device: &DeviceName| person.device.as_ref().is_some_and(|named| device.may_be(named));
        seen.sort_by_key(|device| (!is_named(device), !sight.owns(device)));
        Ok(seen)
    }

    /// A job's changes, the oldest first.
    pub fn job_history(&self, person: &Person, id: JobId) -> Result<Vec<JobChange>, DeskError> {
        self.seen_job(person, "job-history", id)?;
        Ok(self.spool.job_history(id)?)
    }

    /// The reports of a job, and what came of them.
    pub fn job_mails(&self, person: &Person, id: JobId) -> Result<Vec<OutboxEntry>, DeskError> {
        self.seen_job(person, "job-mails", id)?;
        Ok(self.spool.reports_of(id)?)
    }

    /// Whether this person may change a job that he sees.
    pub fn may_change(&self, person: &Person, job: &Job) -> Result<bool, DeskError> {
        Ok(self.sight(person)?.deals_with(person, &JobPlace::of(job)))
    }

    /// Does this to a job; tells where it stands then.
    ///
    /// # Errors
    /// [`DeskError::Denied`] and others.
    pub fn change_job(
        &self,
        person: &Person,
        id: JobId,
        deed: JobDeed,
        now: UnixMs,
    ) -> Result<JobState, DeskError> {
        self.own_job(person, deed.name(), id)?;
        Ok(change(&self.spool, self.hands(person), id, deed.into(), now)?)
    }

    /// Releases a job that this person has held to change it, and has not changed.
    ///
    /// # Errors
    /// [`DeskError::Denied`] and others.
    pub(crate) fn undo_hold(
        &self,
        person: &Person,
        id: JobId,
        now: UnixMs,
    ) -> Result<JobState, DeskError> {
        self.own_job(person, JobDeed::Release.name(), id)?;
        Ok(undo_hold(&self.spool, self.hands(person), id, now)?)
    }

    /// A number for a job that this person will hand over ([`ferrofax_spool::submission::Draft::id`]).
    ///
    /// # Errors
    /// The spool could not be asked.
    pub fn reserve_job(&self) -> Result<JobId, DeskError> {
        Ok(self.spool.reserve_job()?)
    }

    /// Has other times and limits hold for a job that has not ended; tells where it stands
    /// then. Tries and calls are no more than its device's jobs may ask for.
    ///
    /// # Errors
    /// [`DeskError::Denied`] and others.
    pub fn alter_job(
        &self,
        person: &Person,
        id: JobId,
        altered: &Altered,
        now: UnixMs,
    ) -> Result<JobState, DeskError> {
        self.own_job(person, "alter", id)?;
        let verb = JobVerb::Alter(altered.clone());
        Ok(change(&self.spool, self.hands(person), id, verb, now)?)
    }

    /// Gives a job the number that it waits for, by the right of this person to send to it.
    ///
    /// # Errors
    /// [`DeskError::Order`], [`DeskError::Denied`] and others.
    pub fn give_number(
        &self,
        person: &Person,
        id: JobId,
        number: &str,
        now: UnixMs,
    ) -> Result<JobState, DeskError> {
        self.own_job(person, "number", id)?;
        Ok(give_number(&self.spool, self.hands(person), id, number, now)?)
    }

    /// What this person hands over, and who decides of it.
    pub(super) fn hands<'a>(&'a self, person: &'a Person) -> Hands<'a> {
        Hands { rights: &self.rights, by: By::Person(person) }
    }

    /// Sends the documents of a job once more, by new jobs of this person's: to these numbers;
    /// to the same number, if none are named.
    ///
    /// # Errors
    /// [`DeskError`]: nothing is sent. What is wrong with one number stands with it.
    pub fn send_again(
        &self,
        person: &Person,
        id: JobId,
        numbers: &[String],
        now: UnixMs,
    ) -> Result<Vec<Sent>, DeskError> {
        self.send_again_marked(person, id, numbers, None, now)
    }

    /// The same, which is done once with this mark ([`Onward::mark`]).
    ///
    /// # Errors
    /// As [`Self::send_again`]
    pub(crate) fn send_again_marked(
        &self,
        person: &Person,
        id: JobId,
        numbers: &[String],
        mark: Option<&str>,
        now: UnixMs,
    ) -> Result<Vec<Sent>, DeskError> {
        self.sent_again(person, id, numbers, mark, now)
            .or_else(|error| self.or_as_sent(numbers, mark, error))
    }

    fn sent_again(
        &self,
        person: &Person,
        id: JobId,
        numbers: &[String],
        mark: Option<&str>,
        now: UnixMs,
    ) -> Result<Vec<Sent>, DeskError> {
        let job = self.job_to_send_again(person, id)?;
        let mut wishes = Wishes::default();
        wishes.set(Wish::Tag, job.tag.as_str());
        let mut numbers = numbers.to_vec();
        if numbers.is_empty() {
            // To the same receiver also what it is addressed by.
            numbers.push(job.number.clone());
            job.sub.iter().for_each(|sub| wishes.set(Wish::Sub, sub.as_str()));
            job.pwd.iter().for_each(|pwd| wishes.set(Wish::Pwd, pwd.as_str()));
        }
        let (device, mark) = (job.device.to_string(), mark.map(str::to_owned));
        let documents = job.documents.into_iter().map(|one| (one.path, one.name)).collect();
        self.send_to_each(person, &Onward { numbers, device, wishes, mark }, documents, now)
    }

    /// What this person sees, a job of which is this one.
    pub(super) fn seen_job(
        &self,
        person: &Person,
        asked: &str,
        id: JobId,
    ) -> Result<(Sight, JobPlace), DeskError> {
        let sight = self.sight(person)?;
        let (thing, seen) = (Thing::Job(id), sight.jobs(person));
        match self.spool.place_of_job(id)? {
            Some(place) if seen.sees(&place) => return Ok((sight, place)),
            Some(_) => return Err(self.not_there(person, asked, thing, true)),
            None => {}
        }
        match self.spool.job_deletion_of(id)?.filter(|gone| sight.sees(&gone.device)) {
            Some(gone) => Err(DeskError::Gone { thing, at: gone.deleted_at, reason: gone.reason }),
            None => Err(self.not_there(person, asked, thing, false)),
        }
    }

    /// A job that this person may change.
    fn own_job(&self, person: &Person, asked: &str, id: JobId) -> Result<Sight, DeskError> {
        let (sight, place) = self.seen_job(person, asked, id)?;
        if sight.deals_with(person, &place) {
            return Ok(sight);
        }
        let denied = Reason::NotYourJob(id).into();
        Err(self.refused(person, asked, &[("job", &id.to_string())], denied))
    }
}
