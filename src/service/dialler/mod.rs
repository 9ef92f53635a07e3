//! The dialler: a thread that takes fax jobs from the spool and lets the PBX call the jobs'
//! telephone numbers, as long as fewer than `max_lines` fax calls run.
//!
//! The thread wakes each second, since other processes submit jobs too. It also wakes at once when
//! a call ends or when this process submits a job. It renews the leases of all jobs in calls,
//! passes users' requests for these jobs on to the calls, and ends the attempts of calls that were
//! never answered. [`crate::service::send`] handles calls that were answered.
//!
//! Every placed call ends exactly once: by an answer, by a report of its failure, or by the
//! watchdog.
//!
//! Read the files in this order:
//!
//! - `place`: a job becomes a call;
//! - `terms`: the terms by which a job is sent;
//! - `remembered`: the facts remembered about the job's number;
//! - `named`: a job is sent in a call that the dialler did not place;
//! - `placed`: the calls that were placed and have not ended;
//! - `ending`: the calls that were not answered.

mod ending;
mod named;
mod place;
mod placed;
mod remembered;
mod terms;

pub(super) use named::Named;
pub(super) use placed::{Answered, PlacedCall, PlacedCalls};

use super::clock::Clock;
use super::host::{CallFailure, Host};
use super::line::Lines;
use super::post::Post;
use super::settings::{Configuration, Settings};
use super::spool_slot::SpoolSlot;
use super::stats::Stats;
use ferrofax_basics::errand::{Errands, Raise, caught};
use ferrofax_basics::lock::lock;
use ferrofax_spool::jobs::{AttemptEnd, JobLease};
use ferrofax_spool::{Spool, SpoolError};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

/// The interval at which the dialler looks for jobs and requests of other processes.
const LONGEST_SLEEP: Duration = Duration::from_secs(1);

/// The time for which a job's lease (a call's right to send the job) is valid unless it is renewed,
/// in milliseconds. If a call's thread hangs, the lease expires after this time, and the job can be
/// sent again.
pub(super) const LEASE_MS: i64 = 120_000;

/// The longest time for which the thread of an answered call may be inactive, in milliseconds.
/// After that, the leases of the call's jobs are no longer renewed.
const SIGN_MS: u64 = 60_000;

/// The gap between two turns of the dialler, in milliseconds, above which the whole process counts
/// as having been stopped for a while. After such a gap, no call's thread counts as hanging.
const STANDSTILL_MS: u64 = 30_000;

/// The interval at which the dialler looks for jobs whose call does not exist any more, in
/// milliseconds.
const RECOVERY_MS: u64 = 60_000;

/// The parts of the service that the dialler works with.
pub(super) struct Tools {
    pub(super) host: Arc<dyn Host>,
    pub(super) slot: Arc<SpoolSlot>,
    pub(super) configuration: Arc<Configuration>,
    pub(super) lines: Arc<Lines>,
    pub(super) stats: Arc<Stats>,
    pub(super) post: Arc<Post>,
    pub(super) clock: Clock,
    pub(super) raise: Raise,
}

/// The part of the dialler that other threads use to wake or stop it and to report calls.
#[derive(Default)]
pub(super) struct Dialler {
    pub(super) calls: PlacedCalls,
    signals: Mutex<Signals>,
    changed: Condvar,
    /// Whether the placing of calls is stopped. The lock is held while a call is being placed.
    halted: Mutex<bool>,
}

#[derive(Default)]
struct Signals {
    /// Whether another thread has woken the dialler's thread, because there may be work.
    work: bool,
    stop: bool,
    /// The placed calls that were not answered, each with its token, a number that identifies the
    /// call.
    failed: Vec<(i64, CallFailure)>,
}

/// One turn of the dialler's thread: the tools and the state that its steps use.
struct Run<'a> {
    dialler: &'a Dialler,
    tools: &'a Tools,
    spool: Spool,
    settings: Arc<Settings>,
    memory: &'a mut Memory,
    errands: &'a mut Errands,
}

/// The state that the dialler's thread keeps between its turns. All times are those of the steady
/// clock.
#[derive(Default)]
struct Memory {
    recovered_at: Option<u64>,
    /// The number of jumps of the wall clock (sudden changes of the time) to which the dialler has
    /// already reacted.
    jumps: u64,
    /// The time, in milliseconds, at which the dialler's thread last began a turn.
    turned_at: Option<u64>,
    /// The time, in milliseconds, before which no call is placed because the PBX has just refused
    /// one.
    pause_until: u64,
    /// The results of ended attempts to send a job that the spool could not store yet, each with
    /// the lease of its job.
    unended: Vec<(JobLease, AttemptEnd)>,
}

impl Dialler {
    /// Starts the dialler's thread.
    pub(super) fn start(self: &Arc<Self>, tools: Tools) -> std::io::Result<JoinHandle<()>> {
        let dialler = Arc::clone(self);
        std::thread::Builder::new()
            .name("ferrofax-dial".into())
            .spawn(move || dialler.run(&tools))
    }

    /// Wakes the dialler's thread, because there may be a job to send now.
    pub(super) fn wake(&self) {
        self.lock().work = true;
        self.changed.notify_all();
    }

    /// Ends the dialler's thread.
    pub(super) fn stop(&self) {
        self.lock().stop = true;
        self.changed.notify_all();
    }

    /// Stops the placing of calls, or resumes it. When a stop has returned, no call is being
    /// placed.
    pub(super) fn halt(&self, halted: bool) {
        *lock(&self.halted) = halted;
    }

    /// Notes that the call with this token was not answered, and wakes the dialler's thread.
    pub(super) fn failed(&self, token: i64, failure: CallFailure) {
        self.lock().failed.push((token, failure));
        self.wake();
    }

    /// Frees the line and the number of an answered call, because its channel is hung up. Wakes the
    /// dialler's thread.
    pub(super) fn gone(&self, token: i64) {
        drop(self.calls.gone(token));
        self.wake();
    }

    fn run(&self, tools: &Tools) {
        let mut memory = Memory::default();
        let mut errands = Errands::new("the dialler", &tools.raise);
        while !self.lock().stop {
            if let Some(Ok(spool)) = errands.run(|| tools.slot.get()) {
                let settings = tools.configuration.settings();
                Run {
                    dialler: self,
                    tools,
                    spool,
                    settings,
                    memory: &mut memory,
                    errands: &mut errands,
                }
                .turn();
            }
            errands.rest();
            self.sleep();
        }
    }

    fn sleep(&self) {
        let signals = self.lock();
        let (mut signals, _) = self
            .changed
            .wait_timeout_while(signals, LONGEST_SLEEP, |signals| !signals.work && !signals.stop)
            .unwrap_or_else(PoisonError::into_inner);
        signals.work = false;
    }

    fn lock(&self) -> MutexGuard<'_, Signals> {
        lock(&self.signals)
    }
}

impl Run<'_> {
    /// Runs one turn of the dialler's thread: all its steps, one after the other. A bug in one step
    /// does not stop the other steps.
    fn turn(&mut self) {
        let steps = [
            Self::end_unended,
            Self::end_failed,
            Self::watch,
            Self::renew,
            Self::recover,
            Self::dial_if_it_may,
        ];
        for step in steps {
            self.guarded(step);
        }
    }

    /// Runs `work`. If `work` panics because of a bug, `None` is returned and the dialler
    /// continues.
    fn guarded<T>(&mut self, work: impl FnOnce(&mut Self) -> T) -> Option<T> {
        let done = caught(|| work(self));
        if done.is_none() {
            self.errands.failed();
        }
        done
    }

    fn dial_if_it_may(&mut self) {
        let halted = lock(&self.dialler.halted);
        // While the PBX starts, an attempt would be wasted: the route may not be there yet.
        if !*halted && self.tools.host.is_ready() {
            self.dial();
        }
    }

    /// Renews the leases of all jobs in calls (the rights of the calls to send these jobs), and
    /// passes users' requests for these jobs on to the calls.
    fn renew(&mut self) {
        let now = self.tools.clock.steady_ms();
        let stood_still = self
            .memory
            .turned_at
            .replace(now)
            .is_some_and(|at| now.saturating_sub(at) > STANDSTILL_MS);
        for call in self.dialler.calls.all() {
            if stood_still {
                call.note_alive();
            }
            if call.is_answered() && now.saturating_sub(call.alive_at()) > SIGN_MS {
                // The call's thread hangs. Its jobs are taken from it when their leases expire.
                continue;
            }
            self.guarded(|run| run.renew_call(&call));
        }
    }

    fn renew_call(&self, call: &PlacedCall) {
        for lease in call.leases() {
            match self.spool.queue().renew_lease(&lease, LEASE_MS) {
                Ok(wish) => {
                    if call.wish(lease.job.id, wish) && !call.is_answered() {
                        self.tools.host.give_up_call(call.token);
                    }
                }
                Err(error) => {
                    log::error!("job {}: its lease is not renewed: {error}", lease.job.id)
                }
            }
        }
    }

    /// Finds jobs that count as being in a call although their call no longer exists, and ends
    /// their attempts. This is done every minute, and at once after the wall clock has jumped.
    fn recover(&mut self) {
        let look = self.tools.clock.look();
        self.spool.queue().let_jobs_expire(look.is_settled);
        let is_time = self
            .memory
            .recovered_at
            .is_none_or(|at| look.steady_ms.saturating_sub(at) >= RECOVERY_MS);
        if !is_time && look.jumps == self.memory.jumps {
            return;
        }
        (self.memory.recovered_at, self.memory.jumps) = (Some(look.steady_ms), look.jumps);
        // A fetched fax is ended before its job is recovered, since the fax may be complete.
        if let Err(error) = self.spool.receiving().recover(look.unix_ms) {
            log::error!("faxes whose end could not be filed can't be looked for: {error}");
        }
        match self
            .spool
            .queue()
            .recover_jobs_by(&self.settings.dialling.retries, look.unix_ms)
        {
            Ok(recovered) => {
                for (job, state) in &recovered {
                    log::warn!(
                        "job {job} was cut off, by a stop of the PBX or a call that hung; it is {state} now"
                    );
                }
                if !recovered.is_empty() {
                    self.tools.post.wake();
                }
            }
            Err(error) => {
                log::error!("jobs that were cut off can't be looked for: {error}");
                if error == SpoolError::Internal {
                    self.errands.failed();
                }
            }
        }
    }
}
