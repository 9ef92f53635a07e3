//! The dialler: a thread that takes jobs from the spool while lines are free and has the
//! PBX call their receivers.
//!
//! It wakes each second, since other processes submit jobs too, and at once when a call
//! ends or a job is submitted here. It renews the leases of all jobs in calls, hands on
//! what people want of them, and ends the tries of calls that were never answered. What
//! happens in a call that was answered is [`crate::service::send`]'s.
//!
//! Every placed call ends once: by an answer, by word of its failure, or by the watchdog.
//!
//! Read in this order: `place` (a job becomes a call), `terms` (how it is to be sent),
//! `remembered` (what is known of its number), `named` (one that goes in a call of somebody
//! else's), `placed` (the calls that there are), `ending` (those that were not answered).

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

/// How often jobs of other processes, and wishes, are looked for.
const LONGEST_SLEEP: Duration = Duration::from_secs(1);

/// How long a lease holds unless renewed: a job whose call's thread hangs is taken from
/// it after this.
pub(super) const LEASE_MS: i64 = 120_000;

/// How long the thread of an answered call may give no sign of life before its leases are
/// left to run out.
const SIGN_MS: u64 = 60_000;

/// A turn that comes so late after the last one: the whole process stood still, and no
/// call's thread can be blamed for that.
const STANDSTILL_MS: u64 = 30_000;

/// How often jobs are looked for that are in no call any more.
const RECOVERY_MS: u64 = 60_000;

/// What the dialler works with.
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

/// The way to the thread.
#[derive(Default)]
pub(super) struct Dialler {
    pub(super) calls: PlacedCalls,
    signals: Mutex<Signals>,
    changed: Condvar,
    /// Held while a call is placed; true: none may be.
    halted: Mutex<bool>,
}

#[derive(Default)]
struct Signals {
    /// There may be work.
    work: bool,
    stop: bool,
    /// Calls that were not answered, by their tokens.
    failed: Vec<(i64, CallFailure)>,
}

/// The thread's own.
struct Run<'a> {
    dialler: &'a Dialler,
    tools: &'a Tools,
    spool: Spool,
    settings: Arc<Settings>,
    memory: &'a mut Memory,
    errands: &'a mut Errands,
}

/// What it keeps from turn to turn. Its times are the steady clock's.
#[derive(Default)]
struct Memory {
    recovered_at: Option<u64>,
    /// Jumps of the wall clock that it knows of.
    jumps: u64,
    /// The last turn.
    turned_at: Option<u64>,
    /// No call is placed before this time: the PBX places none.
    pause_until: u64,
    /// Tries whose end could not be written yet.
    unended: Vec<(JobLease, AttemptEnd)>,
}

impl Dialler {
    /// Starts the thread.
    pub(super) fn start(self: &Arc<Self>, tools: Tools) -> std::io::Result<JoinHandle<()>> {
        let dialler = Arc::clone(self);
        std::thread::Builder::new()
            .name("ferrofax-dial".into())
            .spawn(move || dialler.run(&tools))
    }

    /// There may be something to do now.
    pub(super) fn wake(&self) {
        self.lock().work = true;
        self.changed.notify_all();
    }

    /// Ends the thread.
    pub(super) fn stop(&self) {
        self.lock().stop = true;
        self.changed.notify_all();
    }

    /// From now on no call is placed, or calls are placed again. When this returns, none
    /// is just being placed.
    pub(super) fn halt(&self, halted: bool) {
        *lock(&self.halted) = halted;
    }

    /// A placed call was not answered.
    pub(super) fn failed(&self, token: i64, failure: CallFailure) {
        self.lock().failed.push((token, failure));
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
    /// Each step on its own: a bug in one keeps no other from being done.
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

    /// A bug fails this errand and no other.
    fn guarded<T>(&mut self, work: impl FnOnce(&mut Self) -> T) -> Option<T> {
        let done = caught(|| work(self));
        if done.is_none() {
            self.errands.failed();
        }
        done
    }

    fn dial_if_it_may(&mut self) {
        let halted = lock(&self.dialler.halted);
        // While the PBX starts, a number would be tried in vain: its route may not be there yet.
        if !*halted && self.tools.host.is_ready() {
            self.dial();
        }
    }

    /// Holds the leases of all jobs in calls, and tells the calls what is wanted of them.
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
                // Its thread hangs. Its jobs are taken from it when their leases run out.
                continue;
            }
            self.guarded(|run| run.renew_call(&call));
        }
    }

    fn renew_call(&self, call: &PlacedCall) {
        for lease in call.leases() {
            match self.spool.renew_lease(&lease, LEASE_MS) {
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

    /// Finds jobs that are in no call any more; at once after the wall clock has jumped.
    fn recover(&mut self) {
        let look = self.tools.clock.look();
        self.spool.let_jobs_expire(look.is_settled);
        let is_time = self
            .memory
            .recovered_at
            .is_none_or(|at| look.steady_ms.saturating_sub(at) >= RECOVERY_MS);
        if !is_time && look.jumps == self.memory.jumps {
            return;
        }
        (self.memory.recovered_at, self.memory.jumps) = (Some(look.steady_ms), look.jumps);
        // A fax that was fetched has its own end before that of its job is looked for: it may be
        // whole.
        if let Err(error) = self.spool.recover(look.unix_ms) {
            log::error!("faxes whose end could not be filed can't be looked for: {error}");
        }
        match self.spool.recover_jobs_by(&self.settings.dialling.retries, look.unix_ms) {
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
