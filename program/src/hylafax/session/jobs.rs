//! Jobs: JNEW, JOB, JREST, JSUBM, JSUSP, JKILL, JDELE, JWAIT.

use std::time::{Duration, Instant};

use super::{Session, refused};
use crate::desk::{DeskError, JobDeed, Person};
use crate::hylafax::control::{Control, Meanwhile, STEP};
use crate::hylafax::draft::JobDraft;
use crate::hylafax::parameters::row_of;
use crate::hylafax::reply::{Answer, Reply};
use crate::order::OrderError;
use ferrofax_basics::UnixMs;
use ferrofax_spool::DeviceName;
use ferrofax_spool::jobs::{Job, JobId, JobState};

/// Jobs of one session that are not handed over yet, at most.
const MOST_DRAFTS: usize = 200;

/// How often a job is looked at for who waits for it.
const LOOK: Duration = Duration::from_secs(1);

/// A job that a client names.
pub(super) enum Which {
    /// It is being written in this session.
    Draft(JobId),
    /// It was handed over.
    There(Box<Job>),
}

impl Session<'_> {
    pub(super) fn new_job(&mut self) -> Answer {
        if self.drafts.len() >= MOST_DRAFTS {
            let text = format!("No more than {MOST_DRAFTS} jobs are written in one session.");
            return Err(Reply::new(503, text));
        }
        let inherited = match self.current.and_then(|job| self.drafts.get(&job)) {
            Some(draft) => draft.heir(),
            None => self.defaults.heir(),
        };
        let job = self.house.desk.reserve_job();
        let job = job.map_err(|error| Reply::new(503, format!("{error}.")))?;
        self.drafts.insert(job, inherited);
        self.current = Some(job);
        Ok(Reply::new(200, format!("New job created: jobid: {job} groupid: {job}.")))
    }

    pub(super) fn choose_job(&mut self, said: Option<&str>) -> Answer {
        match said {
            None => {}
            Some(said) if said.eq_ignore_ascii_case("default") => self.current = None,
            Some(said) => match self.which("set", Some(said))? {
                Which::Draft(job) => self.current = Some(job),
                Which::There(job) => self.current = Some(job.id),
            },
        }
        Ok(self.current_job("Current job:"))
    }

    fn current_job(&self, leader: &str) -> Reply {
        let text = match self.current {
            None => format!("{leader} (default)."),
            Some(job) => format!("{leader} jobid: {job} groupid: {job}."),
        };
        Reply::new(200, text)
    }

    /// What was said of a job is forgotten.
    pub(super) fn reset_job(&mut self, said: Option<&str>) -> Answer {
        match self.number_of(said)? {
            None => {
                self.defaults = JobDraft::default();
                Ok(Reply::new(200, "Default job reset to initial state."))
            }
            Some(job) => {
                if let Some(draft) = self.drafts.get_mut(&job) {
                    *draft = JobDraft::default();
                }
                Ok(Reply::new(200, format!("Job {job} reset.")))
            }
        }
    }

    /// Hands a job over; or has one that was handed over before go on, as it was changed.
    pub(super) fn submit(&mut self, said: Option<&str>) -> Answer {
        let job = match self.which("submit", said)? {
            Which::Draft(id) => return self.hand_over(id),
            Which::There(job) => job,
        };
        let (id, now) = (job.id, UnixMs::now());
        match job.state {
            state if state.is_final() => {
                return Err(Reply::new(504, format!("Job {id} not submitted; already done.")));
            }
            JobState::Suspended => {}
            _ => {
                return Err(Reply::new(504, format!("Job {id} not submitted; use JSUSP first.")));
            }
        }
        let (person, desk) = (self.person()?, &self.house.desk);
        let go_on = || -> Result<(), DeskError> {
            if let Some(draft) = self.drafts.get(&id).filter(|draft| !draft.is_empty()) {
                let (altered, priority) = draft.altered(&job, now);
                if let Some(priority) = priority {
                    desk.change_job(&person, id, JobDeed::Priority(priority), now)?;
                }
                desk.alter_job(&person, id, &altered, now)?;
            }
            desk.change_job(&person, id, JobDeed::Release, now).map(drop)
        };
        go_on().map_err(|error| refused(&format!("submit job {id}"), &error))?;
        self.drafts.remove(&id);
        Ok(Reply::new(200, format!("Job {id} submitted.")))
    }

    /// A job is in the spool when this has its answer.
    fn hand_over(&mut self, id: JobId) -> Answer {
        let draft = self.drafts.get(&id).cloned().unwrap_or_default();
        if let Some(lacking) = draft.lacks() {
            let name = row_of(lacking).name;
            let text = format!("Cannot submit job {id}; null or missing {name} parameter.");
            return Err(Reply::new(504, text));
        }
        let (person, now) = (self.person()?, UnixMs::now());
        let what = format!("submit job {id}");
        let device = match draft.device() {
            Some(named) => named.to_owned(),
            None => self.usual_device(&person).map_err(|error| refused(&what, &error))?,
        };
        let usual = self.usual_priority(&device).map_err(|error| refused(&what, &error))?;
        let order = draft.order(id, (&device, usual), &self.documents, now);
        let taken = self.house.desk.send(&person, &order, now).map_err(|error| match error {
            // The order is at fault, and says of which of its words.
            DeskError::Order(OrderError::Document(error)) => {
                Reply::new(504, format!("Cannot submit job {id}; {error}."))
            }
            error => refused(&what, &error),
        })?;
        self.drafts.remove(&id);
        log::info!("hylafax: job {} with {} pages", taken.job, taken.pages);
        let notes: Vec<String> =
            taken.notes.iter().map(|note| format!("Incomplete: {note}")).collect();
        Ok(Reply::new(200, format!("Job {id} submitted.")).after(notes))
    }

    /// The device that this person sends from without naming one.
    fn usual_device(&self, person: &Person) -> Result<String, DeskError> {
        let devices = self.house.desk.devices_to_send_from(person)?;
        Ok(devices.first().map(DeviceName::to_string).unwrap_or_default())
    }

    /// The priority that jobs of a device have as a rule.
    fn usual_priority(&self, device: &str) -> Result<u8, DeskError> {
        let settings = self.house.spool.sending()?;
        let named: Option<DeviceName> = device.parse().ok();
        let devices = self.house.spool.devices()?;
        let device = devices
            .iter()
            .find(|known| named.as_ref().is_some_and(|named| known.name().may_be(named)));
        Ok(device.map_or(settings.defaults.priority, |it| settings.defaults_of(it).priority))
    }

    pub(super) fn suspend(&mut self, said: Option<&str>) -> Answer {
        self.do_to_job("suspend", said, JobDeed::Hold)
    }

    pub(super) fn kill(&mut self, said: Option<&str>) -> Answer {
        self.do_to_job("kill", said, JobDeed::Cancel)
    }

    fn do_to_job(&mut self, verb: &str, said: Option<&str>, deed: JobDeed) -> Answer {
        let done = format!("{verb}ed");
        let job = match self.which(verb, said)? {
            Which::Draft(id) => {
                // It is held as long as it is written.
                if deed == JobDeed::Cancel {
                    self.drop_draft(id);
                }
                return Ok(Reply::new(200, format!("Job {id} {done}.")));
            }
            Which::There(job) => job,
        };
        let id = job.id;
        if job.state.is_final() {
            return Err(Reply::new(504, format!("Job {id} not {done}; already done.")));
        }
        let changed = self.house.desk.change_job(&self.person()?, id, deed, UnixMs::now());
        changed.map_err(|error| refused(&format!("{verb} job {id}"), &error))?;
        Ok(Reply::new(200, format!("Job {id} {done}.")))
    }

    /// Jobs that have ended stay in the list for as long as the settings of the module say.
    pub(super) fn delete_job(&mut self, said: Option<&str>) -> Answer {
        match self.which("delete", said)? {
            Which::Draft(id) => {
                self.drop_draft(id);
                Ok(self.current_job(&format!("Job {id} deleted; current job:")))
            }
            Which::There(job) if job.state == JobState::Suspended => {
                let id = job.id;
                let deed = JobDeed::Cancel;
                let ended = self.house.desk.change_job(&self.person()?, id, deed, UnixMs::now());
                ended.map_err(|error| refused(&format!("delete job {id}"), &error))?;
                Ok(self.current_job(&format!("Job {id} deleted; current job:")))
            }
            Which::There(job) if job.state.is_final() => {
                let text = format!(
                    "Job {} not deleted; it has ended, and stays in the list until retention_days of this server are over.",
                    job.id
                );
                Err(Reply::new(504, text))
            }
            Which::There(job) => {
                Err(Reply::new(504, format!("Job {} not deleted; use JSUSP first.", job.id)))
            }
        }
    }

    fn drop_draft(&mut self, id: JobId) {
        self.drafts.remove(&id);
        if self.current == Some(id) {
            self.current = None;
        }
    }

    /// Waits until a job has ended, or the client has had enough of it.
    pub(super) fn wait_for_job(&self, said: Option<&str>, control: &mut Control) -> Answer {
        let id = match self.which("wait for", said)? {
            Which::Draft(id) => {
                return Err(Reply::new(504, format!("Cannot wait for job {id}; submit it first.")));
            }
            Which::There(job) if job.state.is_final() => {
                return Ok(Reply::new(216, format!("Job {} done (already).", job.id)));
            }
            Which::There(job) => job.id,
        };
        let mut looked = Instant::now();
        loop {
            match control.meanwhile() {
                Meanwhile::Nothing => {}
                Meanwhile::Abort => {
                    let aborted = Reply::new(426, "Operation aborted.");
                    control.send(&aborted).map_err(|_| aborted.last())?;
                    return Ok(Reply::new(226, "Abort successful"));
                }
                Meanwhile::Gone => return Err(Reply::new(426, "The client is gone.").last()),
            }
            if self.is_stopping() {
                return Err(Reply::new(421, "This server ends; please come again.").last());
            }
            if looked.elapsed() >= LOOK {
                looked = Instant::now();
                let job = self.house.desk.job(&self.person()?, id);
                if job.map_or(true, |job| job.state.is_final()) {
                    return Ok(Reply::new(216, format!("Wait for job {id} completed.")));
                }
            }
            std::thread::sleep(STEP);
        }
    }

    /// The job that a client names; the one that is spoken of, if he names none.
    pub(super) fn which(&self, verb: &str, said: Option<&str>) -> Result<Which, Reply> {
        let Some(id) = self.number_of(said)? else {
            return Err(Reply::new(504, format!("Cannot {verb} default job.")));
        };
        // A draft of a job that is there holds what is changed of it.
        let found = self.house.desk.job(&self.person()?, id);
        match found {
            Ok(job) => Ok(Which::There(Box::new(job))),
            Err(_) if self.drafts.contains_key(&id) => Ok(Which::Draft(id)),
            Err(error) => Err(refused(&format!("{verb} job {id}"), &error)),
        }
    }

    /// The number of the job that a client names; none: the one that new jobs begin with.
    pub(super) fn number_of(&self, said: Option<&str>) -> Result<Option<JobId>, Reply> {
        match said {
            None => Ok(self.current),
            Some(said) if said.eq_ignore_ascii_case("default") => Ok(None),
            Some(said) => {
                let none = |_| {
                    Reply::new(
                        500,
                        format!(
                            "Cannot find job {said}; job does not exist (No such file or directory)."
                        ),
                    )
                };
                said.parse().map(Some).map_err(none)
            }
        }
    }
}
