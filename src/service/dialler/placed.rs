//! The calls that we placed and that have not ended: whose jobs go in them, and what
//! people want of these meanwhile.

use super::terms::Terms;
use crate::service::clock::Clock;
use crate::service::line::Line;
use crate::service::settings::{RecordCalls, Settings};
use ferrofax_basics::lock::lock;
use ferrofax_spool::jobs::{CallWish, JobId, JobLease};
use ferrofax_spool::sending::option;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};

/// One placed call. Shared by the dialler, which renews its leases, and the call's
/// thread, which sends.
pub(in crate::service) struct PlacedCall {
    pub(in crate::service) token: i64,
    /// How it is to be sent.
    pub(in crate::service) terms: Terms,
    /// Whether its record is wanted.
    pub(in crate::service) record: RecordCalls,
    /// The settings that held when it was placed.
    pub(in crate::service) settings: Arc<Settings>,
    /// When, by the steady clock.
    pub(super) placed_at: u64,
    /// When its thread last gave a sign of life, by the same; none while it rings.
    alive_at: AtomicU64,
    clock: Clock,
    state: Mutex<State>,
}

struct State {
    answered: bool,
    leases: Vec<JobLease>,
    /// What is wanted of its jobs, and was not looked at yet.
    wishes: Vec<(JobId, CallWish)>,
    cancelled: bool,
    /// It ended without an answer.
    closed: bool,
    /// Held until the call's thread takes it.
    line: Option<Line>,
}

/// What the call's thread takes over when the call is answered.
pub(in crate::service) struct Answered {
    pub(in crate::service) lease: JobLease,
    pub(in crate::service) line: Line,
}

impl PlacedCall {
    pub(super) fn new(
        lease: JobLease,
        line: Line,
        terms: Terms,
        settings: Arc<Settings>,
        clock: &Clock,
    ) -> Self {
        let state = State {
            answered: false,
            leases: vec![lease.clone()],
            wishes: Vec::new(),
            cancelled: false,
            closed: false,
            line: Some(line),
        };
        // By the lease's number the PBX tells of the call.
        let token = lease.call.0;
        let record = lease.job.options.get(option::RECORD);
        let record = record.and_then(|word| RecordCalls::read(word).ok()).unwrap_or_default();
        let (placed_at, clock) = (clock.steady_ms(), clock.clone());
        Self {
            token,
            terms,
            record,
            settings,
            placed_at,
            alive_at: AtomicU64::new(0),
            clock,
            state: Mutex::new(state),
        }
    }

    /// Whether its job fetches something: no other one goes in it.
    pub(in crate::service) fn fetches(&self) -> bool {
        self.terms.call.fetch.is_some()
    }

    /// The call was answered: its first job and its line are its thread's from now on.
    /// None if it is not wanted any more.
    pub(in crate::service) fn answer(&self) -> Option<Answered> {
        let mut state = self.lock();
        if state.answered || state.cancelled || state.closed {
            return None;
        }
        let (lease, line) = (state.leases.first()?.clone(), state.line.take()?);
        state.answered = true;
        drop(state);
        self.note_alive();
        Some(Answered { lease, line })
    }

    /// It ends without an answer. False if it was answered meanwhile: then it ends itself.
    pub(super) fn close(&self) -> bool {
        let mut state = self.lock();
        state.closed |= !state.answered;
        state.closed
    }

    pub(super) fn is_answered(&self) -> bool {
        self.lock().answered
    }

    /// The call's thread is at work.
    pub(in crate::service) fn note_alive(&self) {
        self.alive_at.store(self.clock.steady_ms(), Ordering::Relaxed);
    }

    /// When it last was.
    pub(super) fn alive_at(&self) -> u64 {
        self.alive_at.load(Ordering::Relaxed)
    }

    /// The jobs in it.
    pub(super) fn leases(&self) -> Vec<JobLease> {
        self.lock().leases.clone()
    }

    /// Another job goes in it.
    pub(in crate::service) fn add(&self, lease: JobLease) {
        self.lock().leases.push(lease);
    }

    /// A job in it has ended.
    pub(in crate::service) fn remove(&self, job: JobId) {
        self.lock().leases.retain(|lease| lease.job.id != job);
    }

    /// Somebody wants something of a job in it. True if that is news.
    pub(super) fn wish(&self, job: JobId, wish: CallWish) -> bool {
        let mut state = self.lock();
        if !matches!(wish, CallWish::Cancel | CallWish::Gone) || state.cancelled {
            return false;
        }
        if state.answered {
            state.wishes.push((job, wish));
        } else {
            state.cancelled = true;
        }
        true
    }

    /// It was ended while it rang.
    pub(super) fn is_cancelled(&self) -> bool {
        self.lock().cancelled
    }

    /// What is wanted of its jobs, once.
    pub(in crate::service) fn take_wishes(&self) -> Vec<(JobId, CallWish)> {
        std::mem::take(&mut self.lock().wishes)
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        lock(&self.state)
    }
}

/// All of them, by their tokens.
#[derive(Default)]
pub(in crate::service) struct PlacedCalls {
    calls: Mutex<BTreeMap<i64, Arc<PlacedCall>>>,
}

impl PlacedCalls {
    pub(super) fn insert(&self, call: Arc<PlacedCall>) {
        self.lock().insert(call.token, call);
    }

    pub(in crate::service) fn get(&self, token: i64) -> Option<Arc<PlacedCall>> {
        self.lock().get(&token).cloned()
    }

    pub(in crate::service) fn remove(&self, token: i64) -> Option<Arc<PlacedCall>> {
        self.lock().remove(&token)
    }

    pub(super) fn all(&self) -> Vec<Arc<PlacedCall>> {
        self.lock().values().cloned().collect()
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<i64, Arc<PlacedCall>>> {
        lock(&self.calls)
    }
}
