//! The commands about jobs: JNEW, JOB, JREST, JSUBM, JSUSP, JKILL, JDELE, JWAIT.

use std::time::{Duration, Instant};

use super::{Session, refused};
use crate::hylafax::connection::end_of_session;
use crate::hylafax::control::{Control, Meanwhile, STEP};
use crate::hylafax::draft::{JobDraft, Sender};
use crate::hylafax::parameters::row_of;
use crate::hylafax::reply::{Answer, Reply};
use ferrofax_basics::UnixMs;
use ferrofax_desk::{DeskError, JobDeed, Person};
use ferrofax_rights::order::OrderError;
use ferrofax_spool::DeviceName;
use ferrofax_spool::jobs::{Job, JobId, JobState};

/// The maximum number of jobs of one session that are not submitted yet.
const MOST_DRAFTS: usize = 200;

/// The maximum number of jobs that one session may create without submitting them. Each of them
/// uses up a job number.
const MOST_NEW: u32 = 1000;

/// The interval at which a job is checked while a HylaFAX client waits for its end.
const LOOK: Duration = Duration::from_secs(1);

/// The job to which a HylaFAX client's command refers.
pub(super) enum Which {
    /// A job of this session that is not submitted yet.
    Draft(JobId),
    /// A job that has been submitted and is in the spool.
    There(Box<Job>),
}

impl Session<'_> {
    pub(super) fn new_job(&mut self) -> Answer {
        if self.drafts.len() >= MOST_DRAFTS {
            let text = format!("No more than {MOST_DRAFTS} jobs are written in one session.");
            return Err(Reply::new(503, text));
        }
        if self.new_jobs >= MOST_NEW {
            let text = format!("No more than {MOST_NEW} jobs are made in one session.");
            return Err(Reply::new(503, text));
        }
        let devices = self.house.desk.devices_to_send_from(&self.person()?);
        if devices.map_err(|error| refused("make a job", &error))?.is_empty() {
            return Err(Reply::new(503, "There is no device that you may send from."));
        }
        let inherited = match self.current.and_then(|job| self.drafts.get(&job)) {
            Some(draft) => draft.heir(),
            None => self.defaults.heir(),
        };
        let job = self.house.desk.reserve_job();
        let job = job.map_err(|error| Reply::new(503, format!("{error}.")))?;
        self.new_jobs += 1;
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

    /// Executes JREST: resets the parameters of the named job to their defaults. If the HylaFAX
    /// client names `default`, or if it names no job and none is current, the default parameters of
    /// its new jobs are reset.
    pub(super) fn reset_job(&mut self, said: Option<&str>) -> Answer {
        match self.number_of(said)? {
            None => {
                self.defaults = JobDraft::default();
                Ok(Reply::new(200, "Default job reset to initial state."))
            }
            Some(job) => {
                if let Some(draft) = self.drafts.get_mut(&job) {
                    draft.reset();
                }
                Ok(Reply::new(200, format!("Job {job} reset.")))
            }
        }
    }

    /// Submits a new job, or releases a suspended job with its changes.
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
            // For an active job, the user may have requested that it is held after its call.
            // Submitting the job withdraws this request.
            JobState::Suspended | JobState::Active => {}
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
        self.suspended.remove(&id);
        Ok(Reply::new(200, format!("Job {id} submitted.")))
    }

    /// Submits a new job, so that it is sent when its time comes. The job is in the spool when this
    /// returns.
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
        let usual = self.usual_options(&device).map_err(|error| refused(&what, &error))?;
        let (priority, mailboxes) = usual;
        let sender = Sender {
            user: &person.name,
            addresses: &person.addresses,
            device: &device,
            priority,
            mailboxes: &mailboxes,
        };
        let order = draft.order(id, sender, &self.documents, now);
        let order = order.map_err(|name| {
            Reply::new(504, format!("Cannot submit job {id}; document /{name} no longer exists."))
        })?;
        let taken = self.house.desk.send(&person, &order, now).map_err(|error| match error {
            // A document is faulty. The answer tells which one, and why.
            DeskError::Order(OrderError::Document(error)) => {
                Reply::new(504, format!("Cannot submit job {id}; {error}."))
            }
            error => refused(&what, &error),
        })?;
        self.drafts.remove(&id);
        // The limit ([`MOST_NEW`]) is for job numbers that never become a job, so this job is not
        // counted.
        self.new_jobs = self.new_jobs.saturating_sub(1);
        log::info!(
            FERROFAX_JOB:% = taken.job;
            "hylafax: job {} with {} pages",
            taken.job,
            taken.pages
        );
        let notes: Vec<String> =
            taken.notes.iter().map(|note| format!("Incomplete: {note}")).collect();
        Ok(Reply::new(200, format!("Job {id} submitted.")).after(notes))
    }

    /// The device from which this user sends by default.
    fn usual_device(&self, person: &Person) -> Result<String, DeskError> {
        let devices = self.house.desk.devices_to_send_from(person)?;
        Ok(devices.first().map(DeviceName::to_string).unwrap_or_default())
    }

    /// The default priority of the jobs that are sent from this device, and the device's mailboxes.
    fn usual_options(&self, device: &str) -> Result<(u8, Vec<String>), DeskError> {
        let settings = self.house.spool.devices().sending()?;
        let named: Option<DeviceName> = device.parse().ok();
        let devices = self.house.spool.devices().list()?;
        let device = devices
            .into_iter()
            .find(|known| named.as_ref().is_some_and(|named| known.name().may_be(named)));
        Ok(match device {
            Some(device) => (settings.defaults_of(&device).priority, device.mailboxes),
            None => (settings.defaults.priority, Vec::new()),
        })
    }

    /// Holds a job, so that it is not sent and can be changed. A job whose fax call is in progress
    /// cannot be held. In that case the HylaFAX client gets an error, and the job is not held after
    /// the fax call either.
    pub(super) fn suspend(&mut self, said: Option<&str>) -> Answer {
        let job = match self.which("suspend", said)? {
            // A job that is not submitted yet is not sent anyway.
            Which::Draft(id) => return Ok(Reply::new(200, format!("Job {id} suspended."))),
            Which::There(job) => job,
        };
        let (id, desk) = (job.id, &self.house.desk);
        if job.state.is_final() {
            return Err(Reply::new(504, format!("Job {id} not suspended; already done.")));
        }
        let in_call = || Reply::new(504, format!("Job {id} not suspended; in a call; try again."));
        if job.state == JobState::Active {
            return Err(in_call());
        }
        let failed = |error: DeskError| refused(&format!("suspend job {id}"), &error);
        let (person, now) = (self.person()?, UnixMs::now());
        let state = desk.change_job(&person, id, JobDeed::Hold, now).map_err(failed)?;
        if state == JobState::Active {
            // A call of the job has begun since the job was read.
            desk.undo_hold(&person, id, now).map_err(failed)?;
            return Err(in_call());
        }
        if job.state != JobState::Suspended {
            self.suspended.insert(id, false);
        }
        Ok(Reply::new(200, format!("Job {id} suspended.")))
    }

    pub(super) fn kill(&mut self, said: Option<&str>) -> Answer {
        let job = match self.which("kill", said)? {
            Which::Draft(id) => {
                self.drop_draft(id);
                return Ok(Reply::new(200, format!("Job {id} killed.")));
            }
            Which::There(job) => job,
        };
        let id = job.id;
        if job.state.is_final() {
            return Err(Reply::new(504, format!("Job {id} not killed; already done.")));
        }
        let deed = JobDeed::Cancel;
        let killed = self.house.desk.change_job(&self.person()?, id, deed, UnixMs::now());
        killed.map_err(|error| refused(&format!("kill job {id}"), &error))?;
        self.drafts.remove(&id);
        self.suspended.remove(&id);
        Ok(Reply::new(200, format!("Job {id} killed.")))
    }

    /// Releases the jobs that this session has suspended for a change and has not submitted again.
    /// It is called when the session or the login ends, so a password or key that is no longer
    /// valid does not prevent the release. A job that was suspended without a change remains
    /// suspended.
    pub(in crate::hylafax) fn let_go_on(&mut self) {
        let suspended = std::mem::take(&mut self.suspended);
        for (id, _) in suspended.into_iter().filter(|(_, is_begun)| *is_begun) {
            if let Err(why) = self.release(id) {
                log::warn!(FERROFAX_JOB:% = id; "hylafax: job {id} remains suspended: {why}");
            }
        }
    }

    /// Releases a job that this session has suspended. The error says why the job remains
    /// suspended.
    fn release(&self, id: JobId) -> Result<(), String> {
        let (_, person) = self.user_of_login().map_err(|reply| reply.text)?;
        let desk = &self.house.desk;
        let released = desk.job(&person, id).and_then(|job| match job.state {
            JobState::Suspended => desk.undo_hold(&person, id, UnixMs::now()).map(drop),
            _ => Ok(()),
        });
        released.map_err(|error| error.to_string())
    }

    /// Cancels a suspended job, or removes one that is not submitted yet. Finished jobs are not
    /// deleted: they are listed for as long as ferrofax.conf, the settings of the Asterisk module,
    /// says.
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
                self.drafts.remove(&id);
                self.suspended.remove(&id);
                Ok(self.current_job(&format!("Job {id} deleted; current job:")))
            }
            Which::There(job) if job.state.is_final() => {
                let text = format!(
                    "Job {} not deleted; it has ended, and remains in the list until \
                     retention_days of this server are over.",
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

    /// Waits until a job has ended, or until the HylaFAX client cancels the wait.
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
            if let Some(reply) = self.since_login().and_then(end_of_session) {
                return Err(reply);
            }
            if looked.elapsed() >= LOOK {
                looked = Instant::now();
                let is_over = match self.house.desk.job(&self.person()?, id) {
                    Ok(job) => job.state.is_final(),
                    // The job has ended, and is no longer listed.
                    Err(DeskError::NotThere(_) | DeskError::Gone { .. }) => true,
                    Err(error) if error.may_pass() => false,
                    Err(error) => return Err(refused(&format!("wait for job {id}"), &error)),
                };
                if is_over {
                    return Ok(Reply::new(216, format!("Wait for job {id} completed.")));
                }
            }
            std::thread::sleep(STEP);
        }
    }

    /// Finds the job that a HylaFAX client names. If the client names none, it is the current job.
    pub(super) fn which(&self, verb: &str, said: Option<&str>) -> Result<Which, Reply> {
        let Some(id) = self.number_of(said)? else {
            return Err(Reply::new(504, format!("Cannot {verb} default job.")));
        };
        let person = self.person()?;
        // The draft of a submitted job contains only its changes.
        if self.drafts.get(&id).is_some_and(|draft| !draft.is_change) {
            return Ok(Which::Draft(id));
        }
        let found = self.house.desk.job(&person, id);
        found
            .map(|job| Which::There(Box::new(job)))
            .map_err(|error| refused(&format!("{verb} job {id}"), &error))
    }

    /// The number of the job that a HylaFAX client names, or of the current job if the client names
    /// none. `None` stands for the default parameters of new jobs: the client named `default`, or
    /// no job is current.
    pub(super) fn number_of(&self, said: Option<&str>) -> Result<Option<JobId>, Reply> {
        match said {
            None => Ok(self.current),
            Some(said) if said.eq_ignore_ascii_case("default") => Ok(None),
            Some(name) => {
                let none = |_| {
                    Reply::new(
                        500,
                        format!(
                            "Cannot find job {name}; job does not exist (No such file or directory)."
                        ),
                    )
                    .not_bad()
                };
                name.parse().map(Some).map_err(none)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::net::{Ipv4Addr, TcpListener, TcpStream};
    use std::sync::Arc;

    use super::*;
    use crate::hylafax::house::{Furniture, House};
    use crate::hylafax::session::login::{LoggedIn, Login};
    use crate::hylafax::settings::HylafaxSettings;
    use ferrofax_convert::Converter;
    use ferrofax_network::asker::Client;
    use ferrofax_rights::{Credential, Entrance, Rights, RightsSettings, UserSettings};
    use ferrofax_spool::Spool;
    use ferrofax_spool::jobs::{NewFetch, NewJob, Origin};

    #[test]
    fn a_client_that_waits_for_a_job_is_sent_away_twelve_hours_after_its_login() {
        // Alice has a job that is not sent yet.
        let folder = tempfile::tempdir().unwrap();
        let spool = Spool::open(&folder.path().join("spool")).unwrap();
        let alice = UserSettings { name: "alice".to_owned(), ..UserSettings::default() };
        let settings = RightsSettings { users: vec![alice], ..RightsSettings::default() };
        let rights = Rights::new(&settings, &spool).unwrap();
        let job = NewJob {
            number: "1".to_owned(),
            device: "2101@fax-devices".parse().unwrap(),
            owner: "alice".to_owned(),
            fetch: Some(NewFetch::default()),
            created_by: Origin::Hylafax,
            ..NewJob::default()
        };
        let job = spool.submission().submit(&job, UnixMs::now()).unwrap();

        // She has logged in almost twelve hours ago.
        let person = rights.person("alice", Entrance::Hylafax, None).unwrap().unwrap();
        let (by, who, credential) = (person.by, person.who, Credential::Settings);
        let since = Instant::now().checked_sub(Duration::from_secs(12 * 3_600 - 2)).unwrap();
        let furniture = Furniture { spool, rights, converter: Converter::default() };
        let house = House::new(&HylafaxSettings::default(), furniture);
        let client = Client::at(Ipv4Addr::LOCALHOST.into(), "hylafax", false);
        let mut session = Session::new(&house, client, Arc::default());
        session.login = Login::In(LoggedIn { user: person.name, by, who, credential, since });

        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let _client = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
        let mut control = Control::new(listener.accept().unwrap().0).unwrap();
        let reply = session.wait_for_job(Some(&job.to_string()), &mut control).unwrap_err();
        assert!(reply.is_last && reply.text.contains("12 hours"), "{reply:?}");
    }
}
