//! Jobs: lists of them, and the actions of people on them.

use std::collections::BTreeMap;

use super::lists::whole_list;
use super::passing_on::Sent;
use super::refusals::Refusal;
use super::{Desk, DeskError, Mark, Onward, Person, Sight, Thing};
use ferrofax_basics::UnixMs;
use ferrofax_rights::order::{Hands, change, give_number, undo_hold};
use ferrofax_rights::{By, Reason};
use ferrofax_spool::desk::{JobList, JobPlace, JobSieve, Total};
use ferrofax_spool::jobs::{Altered, Job, JobChange, JobId, JobState, JobVerb};
use ferrofax_spool::sending::option;
use ferrofax_spool::wish::{Wish, Wishes};
use ferrofax_spool::{DeviceName, DeviceRecord, OutboxEntry};

/// An action of a person on a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JobDeed {
    /// Ends the job, and ends its call if there is one.
    Cancel,
    /// Holds the job until it is released.
    Hold,
    /// Releases the job, if it was held.
    Release,
    /// Starts another attempt to send the job now, even if the job has failed.
    Retry,
    /// Sets the priority: jobs with a smaller number are sent first. By default, only users with
    /// the role operator or administrator may make the number smaller than both the present one and
    /// the device's default.
    Priority(u8),
}

impl JobDeed {
    /// The action that forms and the API call by this word; `None` if there is no such action.
    pub fn of_word(word: &str) -> Option<Self> {
        Some(match word {
            "cancel" => Self::Cancel,
            "hold" => Self::Hold,
            "release" => Self::Release,
            "retry" => Self::Retry,
            _ => return None,
        })
    }

    /// The word for the action in the audit log.
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

/// A device from which a person may send.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SendingDevice {
    /// The name of the device.
    pub name: DeviceName,
    /// The device as people know it: `2101 · Sales`.
    pub label: String,
}

/// A request for the jobs without a fax number examines at most this number of jobs.
const MOST_EXAMINED: u32 = 200;

impl Desk {
    /// A part of the list of jobs that this person sees, newest first. It has at most `limit` jobs,
    /// and never more than 200, with numbers below `below` (`None`: the newest).
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
        let list = self.spool.jobs().desk_jobs(&sight.jobs(person), &sieve, below, limit)?;
        // A person may have jobs that another user's device sends, so the filter is logged only if
        // the list is empty.
        if list.jobs.is_empty() && list.next.is_none() {
            self.note_filter(person, "jobs", &sight, sieve.device.as_ref());
        }
        Ok(list)
    }

    /// The total number of jobs in a filtered list. `list` is a page of this list, with the jobs
    /// whose numbers are below `below`. Long lists are counted only in part.
    pub fn total_of_jobs(
        &self,
        person: &Person,
        sieve: &JobSieve,
        (list, below): (&JobList, Option<JobId>),
    ) -> Result<Total, DeskError> {
        if below.is_none() && list.next.is_none() {
            return Ok(whole_list(list.jobs.len()));
        }
        let sight = self.sight(person)?;
        let device = self.whole_name(&sight, sieve.device.as_ref())?;
        let sieve = JobSieve { device, ..sieve.clone() };
        Ok(self.spool.jobs().count_jobs(&sight.jobs(person), &sieve, below)?)
    }

    /// The newest jobs that wait for a fax number, and that this person may change, at most `limit`.
    /// Of the jobs that wait for a number, the newest 200 that the person sees are examined.
    pub fn jobs_without_number(
        &self,
        person: &Person,
        limit: usize,
    ) -> Result<Vec<Job>, DeskError> {
        let states = vec![JobState::Suspended];
        let sieve = JobSieve { states, without_number: true, ..JobSieve::default() };
        let sight = self.sight(person)?;
        let mut jobs = self.jobs(person, &sieve, None, MOST_EXAMINED)?.jobs;
        jobs.retain(|job| sight.deals_with(person, &JobPlace::of(job)));
        jobs.truncate(limit);
        Ok(jobs)
    }

    /// Returns one job with its documents and pages, if the person sees it.
    pub fn job(&self, person: &Person, id: JobId) -> Result<Job, DeskError> {
        self.seen_job(person, "job", id)?;
        Ok(self.spool.jobs().job(id)?)
    }

    /// Returns a job if this person may send its documents again.
    pub fn job_to_send_again(&self, person: &Person, id: JobId) -> Result<Job, DeskError> {
        self.own_job(person, "send-again", id)?;
        Ok(self.spool.jobs().job(id)?)
    }

    /// The devices from which this person may send, the person's own first.
    pub fn devices_to_send_from(&self, person: &Person) -> Result<Vec<DeviceName>, DeskError> {
        let sight = self.sight(person)?;
        let mut seen: Vec<DeviceName> = match sight.devices() {
            Some(seen) => seen.iter().cloned().collect(),
            None => self.spool.devices().list()?.iter().map(DeviceRecord::name).collect(),
        };
        let is_named =
            |device: &DeviceName| person.device.as_ref().is_some_and(|named| device.may_be(named));
        seen.sort_by_key(|device| (!is_named(device), !sight.owns(device)));
        Ok(seen)
    }

    /// The devices from which this person may send, with the names of their owners.
    pub fn named_devices_to_send_from(
        &self,
        person: &Person,
    ) -> Result<Vec<SendingDevice>, DeskError> {
        let all = self.spool.devices().list()?;
        let named = |name: DeviceName| {
            let record = all.iter().find(|device| device.name() == name);
            let owner = record.and_then(|device| device.options.get(option::NAME));
            SendingDevice { label: label(&name, owner), name }
        };
        Ok(self.devices_to_send_from(person)?.into_iter().map(named).collect())
    }

    /// The changes of a job, the oldest first.
    pub fn job_history(&self, person: &Person, id: JobId) -> Result<Vec<JobChange>, DeskError> {
        self.seen_job(person, "job-history", id)?;
        Ok(self.spool.jobs().job_history(id)?)
    }

    /// Returns a job with its changes, the oldest first, if the person sees the job.
    pub fn job_with_history(
        &self,
        person: &Person,
        id: JobId,
    ) -> Result<(Job, Vec<JobChange>), DeskError> {
        let job = self.job(person, id)?;
        Ok((job, self.spool.jobs().job_history(id)?))
    }

    /// The mails that report the result of a job, with their states.
    pub fn job_mails(&self, person: &Person, id: JobId) -> Result<Vec<OutboxEntry>, DeskError> {
        self.seen_job(person, "job-mails", id)?;
        Ok(self.spool.outbox().reports_of(id)?)
    }

    /// Whether this person is allowed to change this job. The calling function has checked that the
    /// person is allowed to see the job.
    pub fn may_change(&self, person: &Person, job: &Job) -> Result<bool, DeskError> {
        Ok(self.sight(person)?.deals_with(person, &JobPlace::of(job)))
    }

    /// Carries out an action on a job. Returns the job's new state.
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

    /// Releases a job that this person held in order to change it, but then did not change.
    pub fn undo_hold(
        &self,
        person: &Person,
        id: JobId,
        now: UnixMs,
    ) -> Result<JobState, DeskError> {
        self.own_job(person, JobDeed::Release.name(), id)?;
        Ok(undo_hold(&self.spool, self.hands(person), id, now)?)
    }

    /// Reserves a number for a job that this person will submit
    /// ([`ferrofax_spool::submission::Draft::id`]).
    pub fn reserve_job(&self) -> Result<JobId, DeskError> {
        Ok(self.spool.submission().reserve_job()?)
    }

    /// Changes the times and limits of a job that has not ended. Returns the job's new state. The
    /// number of attempts and calls is limited as for new jobs of the device.
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

    /// Supplies the fax number that a job waits for. The person needs the right to send to this
    /// number.
    ///
    /// # Errors
    /// [`DeskError::Order`]: the number is not valid, or may not be called.
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

    /// The person and the rules for permissions, as the functions of the module `order` need them
    /// to submit and change jobs.
    pub(super) fn hands<'a>(&'a self, person: &'a Person) -> Hands<'a> {
        Hands { rights: &self.rights, by: By::Person(person) }
    }

    /// Sends the documents of a job again, by new jobs of this person. The recipients are these fax
    /// numbers or, if there are none, the recipient of the job. `mark` identifies the request: if the
    /// request is repeated with the same mark, no new jobs are created ([`Onward::mark`]). If
    /// `numbers` is empty, `mark` must be a [`Mark::Request`].
    ///
    /// # Errors
    /// [`DeskError`]: nothing is sent. An error about one number is returned with that number.
    pub fn send_again(
        &self,
        person: &Person,
        id: JobId,
        numbers: &[String],
        mark: Option<&Mark>,
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
        mark: Option<&Mark>,
        now: UnixMs,
    ) -> Result<Vec<Sent>, DeskError> {
        let job = self.job_to_send_again(person, id)?;
        let mut wishes = Wishes::default();
        wishes.set(Wish::Tag, job.tag.as_str());
        if job.wishes_colours() {
            wishes.set(Wish::Colour, "yes");
        }
        let (mut numbers, mut options) = (numbers.to_vec(), BTreeMap::new());
        let mut documents = job.documents_for_others();
        if numbers.is_empty() {
            // The recipient is the same, so the cover page with its answer code, the digits after
            // the answer, the subaddress and similar fields are copied, too.
            documents = &job.documents;
            let copied = [option::POST_DIAL, option::ANSWER_CODE];
            let copied =
                copied.map(|name| job.options.get(name).map(|value| (name, value.clone())));
            options.extend(copied.into_iter().flatten());
            numbers.push(job.number.clone());
            job.sub.iter().for_each(|sub| wishes.set(Wish::Sub, sub.as_str()));
            job.pwd.iter().for_each(|pwd| wishes.set(Wish::Pwd, pwd.as_str()));
        }
        let (device, mark) = (job.device.to_string(), mark.cloned());
        let documents = documents.iter().map(|one| (one.path.clone(), one.name.clone())).collect();
        let onward = Onward { numbers, device, wishes, options, mark };
        self.send_to_each(person, &onward, documents, now)
    }

    /// Checks that the person may see this job; otherwise returns an error. After a successful
    /// check, returns the [`Sight`]: which faxes and jobs the person may see. `asked` is the word
    /// for the action in the audit log.
    pub(super) fn seen_job(
        &self,
        person: &Person,
        asked: &str,
        id: JobId,
    ) -> Result<(Sight, JobPlace), DeskError> {
        let sight = self.sight(person)?;
        match self.sees_job(person, &sight, id) {
            Ok(place) => Ok((sight, place)),
            Err(refusal) => Err(self.refused_one(person, asked, Thing::Job(id), refusal)),
        }
    }

    /// Returns the owner of a job, if the person may see the job. Writes nothing to the audit log.
    fn sees_job(&self, person: &Person, sight: &Sight, id: JobId) -> Result<JobPlace, Refusal> {
        let (thing, seen) = (Thing::Job(id), sight.jobs(person));
        match self.spool.jobs().place_of_job(id)? {
            Some(place) if seen.sees(&place) => return Ok(place),
            Some(_) => return Err(Refusal::not_there(thing, true)),
            None => {}
        }
        let gone = self.spool.jobs().job_deletion_of(id)?.filter(|gone| sight.sees(&gone.device));
        Err(match gone {
            Some(gone) => {
                DeskError::Gone { thing, at: gone.deleted_at, reason: gone.reason }.into()
            }
            None => Refusal::not_there(thing, false),
        })
    }

    /// Checks that this person may change the job; otherwise returns an error. After a successful
    /// check, returns the [`Sight`]: which faxes and jobs the person may see. `asked` is the word
    /// for the action in the audit log.
    pub(super) fn own_job(
        &self,
        person: &Person,
        asked: &str,
        id: JobId,
    ) -> Result<Sight, DeskError> {
        let sight = self.sight(person)?;
        match self.deals_with_job(person, &sight, id) {
            Ok(()) => Ok(sight),
            Err(refusal) => Err(self.refused_one(person, asked, Thing::Job(id), refusal)),
        }
    }

    /// Whether this person may change the job. Writes nothing to the audit log.
    pub(super) fn deals_with_job(
        &self,
        person: &Person,
        sight: &Sight,
        id: JobId,
    ) -> Result<(), Refusal> {
        let place = self.sees_job(person, sight, id)?;
        if sight.deals_with(person, &place) {
            Ok(())
        } else {
            Err(Refusal::of(Reason::NotYourJob(id).into()))
        }
    }
}

impl SendingDevice {
    /// Whether `name` is the name of this device with its context, such as `2101@context`.
    pub fn is_named(&self, name: &str) -> bool {
        self.name.to_string() == name
    }
}

/// The extension of a device, with the name of its owner if the settings have one.
fn label(device: &DeviceName, owner: Option<&String>) -> String {
    match owner.filter(|owner| !owner.is_empty()) {
        Some(owner) => format!("{} · {owner}", device.number),
        None => device.number.clone(),
    }
}
