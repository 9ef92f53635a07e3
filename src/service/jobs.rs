//! Submits and changes fax jobs for people who request this through the PBX: on Asterisk's command
//! line or by AMI.

use super::clock::Clock;
use super::dialler::Dialler;
use super::door::{self, Asked, Denied, UnfitFile};
use super::handles::Handles;
use super::post::Post;
use super::settings::Configuration;
use super::spool_slot::SpoolSlot;
use ferrofax_basics::UnixMs;
use ferrofax_spool::SpoolError;
use ferrofax_spool::jobs::{Job, JobId, JobState, JobVerb, NewDocument, Restart};
use ferrofax_spool::submission::{Draft, DraftError, number_for, prepare};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

/// The reason why an action on a fax job (such as cancelling) was not carried out.
#[derive(Debug, thiserror::Error)]
pub(super) enum DeskError {
    #[error("'{0}' is not the number of a job")]
    NotAJob(String),
    #[error(transparent)]
    File(#[from] UnfitFile),
    #[error(transparent)]
    Draft(#[from] DraftError),
    #[error(transparent)]
    Denied(#[from] Denied),
    #[error(transparent)]
    Spool(#[from] SpoolError),
}

/// Reads the number of a fax job, as a user has written it.
pub(super) fn job_id(text: &str) -> Result<JobId, DeskError> {
    text.parse().map_err(|_| DeskError::NotAJob(text.to_owned()))
}

/// Submits and changes fax jobs, for Asterisk's command line and for AMI.
pub(super) struct JobDesk {
    clock: Clock,
    configuration: Arc<Configuration>,
    slot: Arc<SpoolSlot>,
    post: Arc<Post>,
    dialler: Arc<Dialler>,
}

impl JobDesk {
    pub(super) fn new(handles: Handles) -> Self {
        let Handles { clock, configuration, slot, post, dialler, .. } = handles;
        Self { clock, configuration, slot, post, dialler }
    }

    /// Submits a job with these documents and returns the job's number. The job is refused if the
    /// folder of a document, the telephone number or the daily limits do not permit it.
    pub(super) fn file_job(&self, mut draft: Draft, files: &[String]) -> Result<JobId, DeskError> {
        let spool = self.slot.get()?;
        let settings = self.configuration.settings();
        for file in files {
            let path = door::document(Path::new(file), spool.folder(), &settings.send_folders)?;
            draft.documents.push(NewDocument { path, name: String::new() });
        }
        let now = self.clock.unix_ms();
        let by = draft.owner.as_str();
        let new = prepare(&spool, &draft, now)
            .inspect_err(|error| door::note_unfit(&spool, &draft, error, now))?;
        // A document that can't be read is rejected below.
        let pages = spool.submission().pages_of(&new.documents).unwrap_or(0);
        let mark = fresh_mark(now);
        let asked = Asked {
            device: &new.device,
            number: &new.number,
            canonical: &new.canonical,
            pages,
            mark: &mark,
            action: "submission",
        };
        door::admit(&spool, &settings, asked, by, now)?;
        let job = spool.submission().submit(&new, now)?;
        log::info!("job {job}: taken in from {} for {}", new.created_by.name(), new.device);
        self.dialler.wake();
        Ok(job)
    }

    /// Carries out an action on a fax job, for example cancels it. Returns a sentence about the
    /// job's new state. The job's history shows `by` as the user. The audit log shows `door`, the
    /// name of the submission method. A retry of a failed job is counted there as a fax.
    pub(super) fn do_to_job(
        &self,
        verb: JobVerb,
        job: &str,
        door: &str,
        by: &str,
    ) -> Result<String, DeskError> {
        let (spool, id, now) = (self.slot.get()?, job_id(job)?, self.clock.unix_ms());
        let job = spool.jobs().job(id)?;
        let is_restart = verb == JobVerb::Retry && job.state == JobState::Failed;
        if is_restart {
            // The mark makes each failure of a job count only once, however often it is retried.
            let mark = format!("retry-{id}-{}", spool.jobs().last_change_of(id)?);
            let asked = Asked { mark: &mark, action: "retry", ..asked_of(&job) };
            door::admit(&spool, &self.configuration.settings(), asked, door, now)?;
        } else {
            door::note_action(&spool, verb.name(), id, door, now)?;
        }
        let state = match verb {
            // If the job has failed since, its retry is a new fax, which was not counted.
            JobVerb::Retry if !is_restart => {
                spool.jobs().retry_job_of(id, &Restart::No, by, now)?
            }
            _ => spool.jobs().do_to_job(id, verb.clone(), by, now)?,
        };
        Ok(self.done(verb, id, state))
    }

    /// Wakes all that waits for a permitted action on a fax job. Returns a sentence about the job's
    /// new state.
    fn done(&self, verb: JobVerb, id: JobId, state: JobState) -> String {
        if let JobVerb::Priority(priority) = verb {
            return format!("Job {id} has priority {priority} now");
        }
        self.dialler.wake();
        self.post.wake();
        match (verb, state) {
            (JobVerb::Cancel, JobState::Active) => {
                format!("Job {id} is in a call, which is being ended")
            }
            (JobVerb::Hold, JobState::Active) => {
                format!("Job {id} is in a call; it is held if that does not send it")
            }
            (JobVerb::Retry, JobState::Active) => format!("Job {id} is in a call already"),
            _ => format!("Job {id} is {state} now"),
        }
    }

    /// Sets the telephone number of a fax job that waits for a number, if faxes to that number are
    /// allowed. The fax is counted under `door`, the name of the submission method. The job's
    /// history shows `by` as the user.
    pub(super) fn give_number(
        &self,
        job: &str,
        number: &str,
        door: &str,
        by: &str,
    ) -> Result<String, DeskError> {
        let (spool, settings, now) =
            (self.slot.get()?, self.configuration.settings(), self.clock.unix_ms());
        let job = spool.jobs().job(job_id(job)?)?;
        let device = &job.device;
        let given = number_for(&spool, &job, number, now).inspect_err(|error| {
            let device = device.to_string();
            let (number, owner) = (number.to_owned(), door.to_owned());
            let draft = Draft { number, device, owner, ..Draft::default() };
            door::note_unfit(&spool, &draft, error, now);
        })?;
        let mark = format!("job:{}:{}", job.id, job.created_at.0);
        let (number, canonical) = (&*given.number, &*given.canonical);
        let asked = Asked { number, canonical, mark: &mark, ..asked_of(&job) };
        door::admit(&spool, &settings, asked, door, now)?;
        let verb = JobVerb::Number(given);
        let state = spool.jobs().do_to_job(job.id, verb.clone(), by, now)?;
        Ok(self.done(verb, job.id, state))
    }
}

/// Makes a unique text that identifies a new fax, so that the daily limits count this fax only
/// once.
fn fresh_mark(now: UnixMs) -> String {
    static FAXES: AtomicU32 = AtomicU32::new(0);
    let count = FAXES.fetch_add(1, Ordering::Relaxed);
    format!("pbx:{}:{}:{count}", now.0, std::process::id())
}

/// The properties of a job that decide whether it is accepted.
fn asked_of(job: &Job) -> Asked<'_> {
    let pages = u32::try_from(job.pages.len()).unwrap_or(u32::MAX);
    let (device, number, canonical) = (&job.device, &*job.number, &*job.canonical);
    Asked { device, number, canonical, pages, mark: "", action: "submission" }
}
