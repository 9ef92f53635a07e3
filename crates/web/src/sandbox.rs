//! The sandbox: the jobs of test keys. A program that is being developed sends faxes with a test
//! key, and sees how they end. No fax line is used.
//!
//! The sandbox is a separate spool, in the folder `sandbox` of the real spool. The module of the
//! PBX never opens it, so no test job can be dialled. The thread that ends jobs leases them from
//! this spool only, so it can end no real job. Users have the same permissions as in the real
//! spool, but their faxes are counted in the sandbox ([`Rights::in_sandbox`]).

use std::fs;
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crate::repeating::repeating;
use crate::webhooks::{WebhookError, WebhookSettings, Webhooks};
use ferrofax_basics::UnixMs;
use ferrofax_basics::clock::Clock;
use ferrofax_rights::{Rights, RightsError};
use ferrofax_spool::failure::{Failure, Retry};
use ferrofax_spool::jobs::{
    AttemptEnd, Job, JobLease, JobNotDeleted, JobQuery, JobSession, JobState, LeaseLimits,
    RetryRules,
};
use ferrofax_spool::{DeviceRecord, Spool, SpoolError};

/// The name of the sandbox's folder in the spool's folder. The sandbox is a spool for the jobs of
/// test keys, which are never sent.
const FOLDER: &str = "sandbox";

/// The time for which a test job is kept.
const KEPT_MS: i64 = 24 * 3_600_000;

/// The interval at which the sandbox looks for test jobs. `MESSAGES` is the interval at which it
/// looks for messages to webhooks. At the interval `ROUND` it copies the devices of the spool and
/// deletes old jobs.
const JOBS: Duration = Duration::from_millis(100);
const MESSAGES: Duration = Duration::from_secs(1);
const ROUND: Duration = Duration::from_secs(30);

/// The station identification of the remote fax machine that a successful test job shows.
const IDENT: &str = "FERROFAX TEST";

/// The failures of test jobs, by the last four digits of the fax number. A test job to any other
/// number succeeds.
const ENDS: [(&str, Failure); 7] = [
    ("0001", Failure::Busy),
    ("0002", Failure::NoAnswer),
    ("0003", Failure::NoFax),
    ("0004", Failure::Dropped),
    ("0005", Failure::LineTooBad),
    ("0006", Failure::UnknownNumber),
    ("0007", Failure::Rejected),
];

/// The reason why there is no sandbox.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SandboxError {
    /// The spool of the sandbox cannot be opened.
    #[error(transparent)]
    Spool(#[from] SpoolError),
    /// The permissions cannot be read.
    #[error(transparent)]
    Rights(#[from] RightsError),
    /// The documents of the spool are encrypted, but the sandbox would store its documents
    /// unencrypted.
    #[error("the documents of this spool are encrypted, and those of test keys would not be")]
    Encrypted,
    /// The machine is a stateless node, which has no spool of its own.
    #[error("this machine is a stateless node, and test jobs are not in the shared database")]
    Stateless,
}

/// The spool of the test keys, and the threads that end its jobs and deliver its webhooks. The
/// threads end when this value is dropped.
pub(crate) struct Sandbox {
    spool: Spool,
    rights: Rights,
    stop: Arc<AtomicBool>,
    threads: Vec<JoinHandle<()>>,
}

/// The thread that ends test jobs, with the two spools that it uses: the real one and the sandbox.
struct Worker {
    real: Spool,
    sandbox: Spool,
    delete_expired: DeleteExpired,
}

/// A function that deletes the expired uploads and drafts of a spool.
type DeleteExpired = fn(&Spool, UnixMs) -> Result<(), SpoolError>;

impl Sandbox {
    /// Whether this spool has the folder of a sandbox, which may contain test jobs.
    pub(crate) fn is_there(real: &Spool) -> bool {
        real.folder().join(FOLDER).is_dir()
    }

    /// Opens the sandbox of this spool, and starts its threads. If the documents of the spool are
    /// encrypted, deletes the sandbox, because its documents are not, and returns an error.
    pub(crate) fn open(
        real: &Spool,
        rights: &Rights,
        webhooks: &WebhookSettings,
        delete_expired: DeleteExpired,
    ) -> Result<Self, SandboxError> {
        if real.is_front() {
            return Err(SandboxError::Stateless);
        }
        let encrypts = real.encryption().has_keys() || real.encryption().seals_documents();
        if encrypts || real.encryption().has_sealed_documents()? {
            delete_folder(&real.folder().join(FOLDER));
            return Err(SandboxError::Encrypted);
        }
        let spool = Spool::open(&real.folder().join(FOLDER))?;
        let rights = rights.in_sandbox(&spool)?;
        let worker = Worker { real: real.clone(), sandbox: spool.beside()?, delete_expired };
        worker.publish()?;
        let webhooks = Webhooks::of_tests(&spool, &rights, webhooks);
        webhooks.begin(UnixMs::now())?;
        let (stop, clock) = (Arc::new(AtomicBool::new(false)), Clock::of_machine());
        let mut round: Option<Instant> = None;
        let jobs = move |_: &dyn Fn() -> bool| {
            let is_round = round.is_none_or(|at| at.elapsed() >= ROUND);
            if is_round {
                round = Some(Instant::now());
            }
            worker.turn(is_round)
        };
        // A thread of its own delivers to webhooks, so that a slow webhook server does not delay
        // the jobs.
        let messages = move |stopped: &dyn Fn() -> bool| -> Result<(), WebhookError> {
            webhooks.make(clock.look().unix_ms)?;
            webhooks.deliver(&clock, stopped)
        };
        let threads = [
            repeating("test jobs", JOBS, jobs, &stop),
            repeating("test webhooks", MESSAGES, messages, &stop),
        ];
        let threads = threads.into_iter().filter_map(|thread| {
            thread.inspect_err(|error| log::error!("test jobs do not end: {error}")).ok()
        });
        let threads = threads.collect();
        Ok(Self { spool, rights, stop, threads })
    }

    pub(crate) fn spool(&self) -> &Spool {
        &self.spool
    }

    /// The permissions of users in the sandbox.
    pub(crate) fn rights(&self) -> &Rights {
        &self.rights
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        self.threads.drain(..).for_each(|thread| drop(thread.join()));
    }
}

fn delete_folder(folder: &Path) {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            log::warn!("test jobs are not deleted: {}: {error}", folder.display());
        }
        _ => {}
    }
}

impl Worker {
    fn turn(&self, is_round: bool) -> Result<(), SpoolError> {
        let now = UnixMs::now();
        if is_round {
            self.publish()?;
            // A crash may have interrupted the end of a job.
            self.sandbox.queue().recover_jobs(now)?;
            self.delete_old(now)?;
            self.sandbox.retention().delete_expired(now)?;
            (self.delete_expired)(&self.sandbox, now)?;
        }
        let due = self.sandbox.queue().next_job_due()?;
        let mut fault = None;
        if due.is_some_and(|due| due <= now) {
            // If a job cannot be ended, its lease (this thread's claim on it) lasts until the next
            // round.
            while let Some(lease) = self.sandbox.queue().lease_job(now, &LeaseLimits::default())? {
                fault = self.end(&lease, UnixMs::now()).err().or(fault);
            }
        }
        fault.map_or(Ok(()), Err)
    }

    /// Copies the devices and the rules for sending from the spool into the sandbox. Test jobs mail
    /// nothing, so the devices have no mailboxes.
    fn publish(&self) -> Result<(), SpoolError> {
        let without_mailboxes = |device| DeviceRecord { mailboxes: Vec::new(), ..device };
        let devices = self.real.devices().list()?.into_iter().map(without_mailboxes);
        let devices: Vec<DeviceRecord> = devices.collect();
        if self.sandbox.devices().list()? != devices {
            self.sandbox.devices().publish_devices(&devices)?;
        }
        let sending = self.real.devices().sending()?;
        if self.sandbox.devices().sending()? != sending {
            self.sandbox.devices().publish_sending(&sending, 1)?;
        }
        Ok(())
    }

    /// Ends a leased job with the result that its fax number decides ([`ENDS`]). A failed attempt
    /// is not repeated.
    fn end(&self, lease: &JobLease, now: UnixMs) -> Result<(), SpoolError> {
        let queue = self.sandbox.queue();
        let ended_by = ENDS.iter().find(|(digits, _)| lease.job.canonical.ends_with(digits));
        let failure = ended_by.map(|(_, failure)| *failure);
        let mut retry = RetryRules::default();
        if let Some(failure) = failure {
            retry.set(failure, Retry::Never);
        } else {
            queue.session_begun(lease, now)?;
            let session = JobSession { far_ident: Some(IDENT.to_owned()), ..JobSession::default() };
            queue.note_job_session(lease, &session)?;
            for page in lease.job.pages_to_send() {
                queue.page_begun(lease, page.at)?;
                queue.page_said(lease, page.at)?;
                queue.page_confirmed(lease, page.at, now)?;
            }
        }
        queue.attempt_ended(lease, &AttemptEnd { failure, retry, ..AttemptEnd::default() }, now)?;
        Ok(())
    }

    /// Deletes the jobs that are older than [`KEPT_MS`], also those that have not ended.
    fn delete_old(&self, now: UnixMs) -> Result<(), SpoolError> {
        let query = JobQuery { limit: u32::MAX, ..JobQuery::default() };
        let is_old = |at: UnixMs| now.ms_since(at) > KEPT_MS;
        for job in self.sandbox.jobs().list(&query)?.iter().filter(|job| is_old(job.created_at)) {
            if let Err(error) = self.delete(job, now) {
                log::warn!("test job {} is not deleted: {error}", job.id);
            }
        }
        Ok(())
    }

    fn delete(&self, job: &Job, now: UnixMs) -> Result<(), JobNotDeleted> {
        if !matches!(job.state, JobState::Done | JobState::Failed) {
            self.sandbox.jobs().cancel_job(job.id, "the sandbox", now)?;
        }
        for report in self.sandbox.outbox().reports_of(job.id)? {
            self.sandbox.outbox().delivered(report.id, now, "a test")?;
        }
        self.sandbox.jobs().delete_job(job.id, "test", now)
    }
}
