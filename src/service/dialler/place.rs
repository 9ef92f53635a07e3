//! Turns a job into a call: leases the job (reserves it for this call) while a telephone line is
//! free, and makes the dial string. The dial rules first convert the number as a user has written
//! it into the number to dial.

use super::placed::PlacedCall;
use super::terms::Terms;
use super::{LEASE_MS, Run};
use crate::service::clock::now_for;
use crate::service::host::{PlaceCall, PlaceError};
use crate::service::job_events::job_fields;
use crate::service::line::{Line, LineStatus};
use crate::service::settings::{DialString, SettingError};
use ferrofax_ground::pii::Pii;
use ferrofax_spool::event::{Language, Obstacle, Reason};
use ferrofax_spool::failure::Failure;
use ferrofax_spool::jobs::{AttemptEnd, Job, JobLease, LeaseLimits};
use ferrofax_spool::numbers::{Number, NumberError};
use ferrofax_spool::sending::option;
use ferrofax_spool::{DeviceName, SpoolError};
use std::sync::Arc;

/// The time for which no call is placed after the PBX has refused to place one, in milliseconds.
const PAUSE_MS: u64 = 5_000;

/// The shortest ring time of a call, in seconds. If a job asks for less, this time applies.
const MIN_RING_SECONDS: u32 = 15;

/// The reason why the dialler can make no dial string for a fax job.
#[derive(Debug, thiserror::Error)]
enum NotDialled {
    #[error(transparent)]
    Number(#[from] NumberError),
    #[error(transparent)]
    DialString(#[from] SettingError),
    #[error("there is no fax device '{0}'")]
    NoDevice(DeviceName),
}

impl NotDialled {
    const fn failure(&self) -> Failure {
        match self {
            Self::Number(NumberError::Forbidden { .. }) => Failure::Forbidden,
            Self::Number(_) => Failure::BadNumber,
            Self::DialString(_) | Self::NoDevice(_) => Failure::NoRoute,
        }
    }

    fn reason(&self) -> Reason {
        let obstacle = match self {
            Self::NoDevice(device) => Obstacle::NoDevice { device: device.to_string() },
            Self::Number(NumberError::Forbidden { prefix }) => {
                Obstacle::Forbidden { beginning: prefix.clone() }
            }
            Self::Number(_) => return self.failure().into(),
            Self::DialString(_) => self.to_string().as_str().into(),
        };
        Reason::NotDialled { obstacle }
    }
}

impl PlaceError {
    fn obstacle(&self) -> Obstacle {
        match self {
            Self::DialString(dial) => Obstacle::DialString { dial: dial.clone() },
            Self::Refused(why) => Obstacle::PbxRefuses { why: why.clone() },
        }
    }
}

impl Run<'_> {
    /// Places calls as long as jobs are due and telephone lines are free.
    pub(super) fn dial(&mut self) {
        loop {
            match self.dial_one() {
                Ok(true) => {}
                Ok(false) => return,
                Err(error) => {
                    log::error!("no job can be taken from the spool: {error}");
                    return;
                }
            }
        }
    }

    /// Places the call of one due job. Returns false if no call can be placed now.
    fn dial_one(&mut self) -> Result<bool, SpoolError> {
        let now = now_for(&self.tools.clock, &self.spool);
        if !self.settings.sending.defaults.enabled
            || self.tools.clock.steady_ms() < self.memory.pause_until
            || self.spool.queue().next_job_due()?.is_none_or(|due| due > now)
        {
            return Ok(false);
        }
        let status =
            LineStatus { outbound: true, stage: "dialling", since: now, ..LineStatus::default() };
        let kept = self.settings.dialling.inbound_lines;
        let Some(line) = self.tools.lines.take(self.settings.max_lines, kept, status) else {
            self.spool.queue().wake_jobs(now)?;
            return Ok(false);
        };
        let busy_numbers = self.dialler.calls.ended_numbers();
        let limits = LeaseLimits { lease_ms: LEASE_MS, busy_numbers, ..LeaseLimits::default() };
        match self.spool.queue().lease_job(now, &limits)? {
            None => Ok(false),
            Some(lease) => {
                if self.guarded(|run| run.place(&lease, line)).is_none() {
                    self.guarded(|run| run.give_up(&lease));
                }
                Ok(true)
            }
        }
    }

    /// Gives up a call whose placing failed because of a bug. If the PBX has placed it
    /// nevertheless, it is hung up.
    fn give_up(&mut self, lease: &JobLease) {
        drop(self.dialler.calls.remove(lease.call.0));
        self.guarded(|run| run.tools.host.give_up_call(lease.call.0));
        let end = AttemptEnd {
            failure: Some(Failure::Internal),
            reason: Some(Reason::Bug),
            retry: self.settings.dialling.retries.clone(),
            ..AttemptEnd::default()
        };
        self.end(lease, end);
    }

    fn place(&mut self, lease: &JobLease, line: Line) {
        let job = &lease.job;
        if !job.has_work() {
            // The job's last page was confirmed, but this was stored only after its attempt had
            // ended.
            return self.end(lease, AttemptEnd::default());
        }
        match self.is_closed(job) {
            Ok(false) => {}
            Ok(true) => return self.give_back(lease, Obstacle::Encrypted),
            Err(error) => return self.give_back(lease, (&error).into()),
        }
        let call = match self.call(lease) {
            Ok(call) => call,
            Err(end) => return self.end(lease, end),
        };
        line.update(|line| {
            job.device.clone_into(&mut line.device);
            job.number.clone_into(&mut line.number);
            line.job = Some(job.id);
        });
        log::info!("job {}: dialling {} for {}", job.id, Pii(&call.dial), job.device);
        let history = self.spool.jobs().job_history(job.id).unwrap_or_default();
        let mut terms = Terms::of(job, &history, &self.settings);
        self.remember(lease, &mut terms);
        let placed = PlacedCall::new(
            lease.clone(),
            line,
            terms,
            Arc::clone(&self.settings),
            (Some(job.canonical.clone()), &self.tools.clock),
        );
        self.dialler.calls.insert(Arc::new(placed));
        self.tools.host.manager_event("FerrofaxSendDial", &dial_fields(lease));
        if let Err(error) = self.tools.host.place_call(&call) {
            drop(self.dialler.calls.remove(call.token));
            self.not_placed(lease, &error);
        }
    }

    /// Whether a document of the job is encrypted. If so, the Ferrofax service, which has the keys,
    /// is asked to decrypt it.
    fn is_closed(&self, job: &Job) -> Result<bool, SpoolError> {
        let mut is_closed = false;
        for one in &job.documents {
            is_closed |=
                self.spool.encryption().note_closed_document(job.id, (one.number, &one.path))?;
        }
        Ok(is_closed)
    }

    fn give_back(&self, lease: &JobLease, why: Obstacle) {
        log::warn!("job {}: it is not dialled now: {}", lease.job.id, why.text(Language::English));
        let now = self.tools.clock.unix_ms();
        if let Err(error) = self.spool.queue().return_lease(lease, now, why) {
            log::error!("job {}: {error}", lease.job.id);
        }
    }

    /// Makes the description of the call that the PBX is asked to place for a job. If no call can
    /// be placed for it, the error is the result of the attempt to send the job.
    fn call(&self, lease: &JobLease) -> Result<PlaceCall, AttemptEnd> {
        let job = &lease.job;
        let end = |failure, reason| AttemptEnd {
            failure: Some(failure),
            reason: Some(reason),
            retry: self.settings.dialling.retries.clone(),
            ..AttemptEnd::default()
        };
        let dial = match job.options.get(option::SELFTEST_TO) {
            Some(device) => self.dial_device(&DeviceName::of_row(device)),
            None => self.dial_number(job),
        };
        let dial = dial.map_err(|error: NotDialled| end(error.failure(), error.reason()))?;
        let text = |name: &str| job.options.get(name).map(|text| plain(text)).unwrap_or_default();
        Ok(PlaceCall {
            token: lease.call.0,
            dial,
            caller_number: text(option::CALLER_NUMBER),
            caller_name: text(option::CALLER_NAME),
            account: text(option::ACCOUNT),
            timeout_ms: ring_seconds(job, self.settings.dialling.timeout_s) * 1000,
            post_dial: text(option::POST_DIAL).replace(|sign| !is_tone(sign), ""),
            variables: vec![
                ("FERROFAX_JOB".to_owned(), job.id.to_string()),
                ("FERROFAX_DEVICE".to_owned(), plain(&job.device.to_string())),
            ],
        })
    }

    /// Makes the dial string for the telephone number of a fax job. First, the dial rules convert
    /// the number, as the user has written it, into the number to dial.
    fn dial_number(&self, job: &Job) -> Result<String, NotDialled> {
        let number = self.settings.sending.rules.read(&job.number)?;
        Ok(self.settings.dialling.dial.fill(&|name| Some(value(name, job, &number)))?)
    }

    /// Makes the dial string for a test page. Test pages are sent only to fax devices that the
    /// dialplan declares. So another process that writes to the spool can't reach other parts of
    /// the dialplan by a test page.
    fn dial_device(&self, device: &DeviceName) -> Result<String, NotDialled> {
        let devices = &self.tools.configuration.current().devices;
        if !devices.iter().any(|known| known.name() == *device) {
            return Err(NotDialled::NoDevice(device.clone()));
        }
        let value = |name: &str| match name {
            "DEVICE" => Some(device.number.clone()),
            "CONTEXT" => Some(device.context.clone()),
            _ => None,
        };
        Ok(DialString::to_device().fill(&value)?)
    }

    fn not_placed(&mut self, lease: &JobLease, error: &PlaceError) {
        match error {
            PlaceError::DialString(dial) => {
                log::error!(
                    "job {}: the PBX can't dial {}: is the technology of dialstring there?",
                    lease.job.id,
                    Pii(dial)
                );
                let end = AttemptEnd {
                    failure: Some(Failure::NoRoute),
                    reason: Some(Reason::NotDialled { obstacle: error.obstacle() }),
                    retry: self.settings.dialling.retries.clone(),
                    ..AttemptEnd::default()
                };
                self.end(lease, end);
            }
            PlaceError::Refused(why) => {
                log::warn!("job {}: the PBX places no call now: {why}", lease.job.id);
                let now = self.tools.clock.unix_ms();
                self.memory.pause_until = self.tools.clock.steady_ms().saturating_add(PAUSE_MS);
                if let Err(error) = self.spool.queue().return_lease(lease, now, error.obstacle()) {
                    log::error!("job {}: {error}", lease.job.id);
                }
            }
        }
    }
}

/// Removes the control characters from a text. A job's options become parts of messages to
/// Asterisk, and come from a database that other processes may write. Without line ends in it, no
/// option can add a line to a message.
fn plain(text: &str) -> String {
    text.chars().filter(|sign| !sign.is_control()).collect()
}

/// Whether a character of a dial string can be sent as a DTMF tone, or means a pause.
fn is_tone(sign: char) -> bool {
    sign.is_ascii_digit() || "*#ABCDabcdwW".contains(sign)
}

/// The longest time that a call of this job may ring, in seconds. This time is never longer than
/// the settings allow.
fn ring_seconds(job: &Job, most: u32) -> u32 {
    let asked = job.options.get(option::RING_SECONDS).and_then(|text| text.parse().ok());
    asked.map_or(most, |asked: u32| asked.clamp(MIN_RING_SECONDS.min(most), most))
}

/// The value that replaces the variable `name` in a dial string of the settings.
fn value(name: &str, job: &Job, number: &Number) -> String {
    match name {
        "NUMBER" => number.dialled.clone(),
        "CANONICAL" => number.canonical.clone(),
        "DEVICE" => job.device.number.clone(),
        "CONTEXT" => job.device.context.clone(),
        "ACCOUNT" => job.options.get(option::ACCOUNT).cloned().unwrap_or_default(),
        _ => job.id.to_string(),
    }
}

pub(super) fn dial_fields(lease: &JobLease) -> Vec<(&'static str, String)> {
    let job = &lease.job;
    let mut fields = job_fields(lease);
    fields.push(("PagesConfirmed", job.pages_confirmed().to_string()));
    fields.push(("Dials", job.dials.to_string()));
    fields.push(("Tries", job.tries.to_string()));
    fields
}
