//! The calls that send or fetch jobs and have not ended, with their jobs and with users' requests
//! for these jobs.

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

/// One call that sends or fetches jobs. Either the dialler placed the call, or the call exists
/// already and has taken a job with [`super::Dialler::take_named`]. Two threads share this value:
/// the dialler, which renews the leases of the call's jobs, and the call's thread, which sends the
/// fax.
pub(in crate::service) struct PlacedCall {
    pub(in crate::service) token: i64,
    /// The parameters (such as rates and modems) with which the fax must be sent.
    pub(in crate::service) terms: Terms,
    /// The setting that decides whether a recording of this call is kept.
    pub(in crate::service) record: RecordCalls,
    /// The settings of ferrofax.conf that applied when the call was placed.
    pub(in crate::service) settings: Arc<Settings>,
    /// The time when the call was placed, in milliseconds of the steady clock.
    pub(super) placed_at: u64,
    /// The time of the call thread's last activity, in milliseconds of the steady clock; 0 while
    /// the call rings.
    alive_at: AtomicU64,
    /// The fax number that the dialler has called, in the canonical form. `None`: the channel
    /// existed already, so that the service is not informed when it is hung up.
    number: Option<String>,
    clock: Clock,
    state: Mutex<State>,
}

struct State {
    answered: bool,
    leases: Vec<JobLease>,
    /// Requests of users about the call's jobs (such as to cancel a job). The call's thread has not
    /// handled these requests yet.
    wishes: Vec<(JobId, CallWish)>,
    cancelled: bool,
    /// Whether the placed call ended without an answer.
    closed: bool,
    /// Whether the fax session of the answered call has ended.
    ended: bool,
    /// The place among the `max_lines` permitted fax calls that is reserved for this call. The
    /// call's thread has it during the fax session.
    line: Option<Line>,
}

/// The job of a placed call, and the call's place among the `max_lines` permitted fax calls. The
/// call's thread takes both over when the call is answered.
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
        (number, clock): (Option<String>, &Clock),
    ) -> Self {
        let state = State {
            answered: false,
            leases: vec![lease.clone()],
            wishes: Vec::new(),
            cancelled: false,
            closed: false,
            ended: false,
            line: Some(line),
        };
        // The PBX reports about the call by the number of its lease.
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
            number,
            clock,
            state: Mutex::new(state),
        }
    }

    /// Whether the call's job fetches a document. No other job is then added to the call.
    pub(in crate::service) fn fetches(&self) -> bool {
        self.terms.call.fetch.is_some()
    }

    /// Hands the call's first job, and its place among the permitted fax calls, over to the call's
    /// thread, because the call was answered. Returns `None` if the call was cancelled, or was
    /// already answered or ended.
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

    /// Notes that the call has ended without an answer. Returns false if the call was answered in
    /// the meantime: the call's own thread then ends the call.
    pub(super) fn close(&self) -> bool {
        let mut state = self.lock();
        state.closed |= !state.answered;
        state.closed
    }

    /// Notes that the fax session of this call has ended. Returns false if the service is not
    /// informed when the channel is hung up. Otherwise the line remains taken until then.
    pub(super) fn end(&self, line: &mut Option<Line>) -> bool {
        if self.number.is_none() {
            return false;
        }
        let mut state = self.lock();
        (state.ended, state.line) = (true, line.take());
        true
    }

    /// The number of this call if its fax session has ended, but its channel is not hung up yet.
    fn ended_number(&self) -> Option<&str> {
        self.number.as_deref().filter(|_| self.lock().ended)
    }

    pub(super) fn is_answered(&self) -> bool {
        self.lock().answered
    }

    /// Notes that the call's thread is active now.
    pub(in crate::service) fn note_alive(&self) {
        self.alive_at.store(self.clock.steady_ms(), Ordering::Relaxed);
    }

    /// The time of the call thread's last activity, in milliseconds of the steady clock; 0 while
    /// the call rings.
    pub(super) fn alive_at(&self) -> u64 {
        self.alive_at.load(Ordering::Relaxed)
    }

    /// The leases of the fax jobs in this placed call.
    pub(super) fn leases(&self) -> Vec<JobLease> {
        self.lock().leases.clone()
    }

    /// Adds another fax job to this placed call.
    pub(in crate::service) fn add(&self, lease: JobLease) {
        self.lock().leases.push(lease);
    }

    /// Removes a job that has ended from the call's list of jobs.
    pub(in crate::service) fn remove(&self, job: JobId) {
        self.lock().leases.retain(|lease| lease.job.id != job);
    }

    /// Notes that a job of this call must end, because a user cancels the job or because its lease
    /// is lost. While the call rings, this cancels the whole call. Returns false if `wish` is
    /// neither of these requests, or if the call was cancelled before.
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

    /// Whether the call was cancelled while it rang, by a user or because its job's lease was lost.
    pub(super) fn is_cancelled(&self) -> bool {
        self.lock().cancelled
    }

    /// Returns the requests of users about the call's jobs that the call's thread has not handled
    /// yet, and removes them from the list.
    pub(in crate::service) fn take_wishes(&self) -> Vec<(JobId, CallWish)> {
        std::mem::take(&mut self.lock().wishes)
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        lock(&self.state)
    }
}

/// All calls that send or fetch jobs and have not ended, each with its token, a number that
/// identifies the call. Most of them were placed by the dialler.
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

    /// Ends a call after its fax session: frees the line and the number, or leaves this to
    /// [`Self::gone`] if the channel of the call is not hung up yet.
    pub(in crate::service) fn end(&self, call: &PlacedCall, mut line: Option<Line>) {
        if !call.end(&mut line) {
            drop(self.remove(call.token));
        }
    }

    /// Removes a call whose fax session has ended, because its channel is hung up.
    pub(super) fn gone(&self, token: i64) -> Option<Arc<PlacedCall>> {
        let mut calls = self.lock();
        calls.get(&token)?.ended_number()?;
        calls.remove(&token)
    }

    /// The numbers of the calls whose fax session has ended, but whose channel is not hung up yet. A
    /// call to such a number could find it busy.
    pub(super) fn ended_numbers(&self) -> Vec<String> {
        let calls = self.lock();
        calls
            .values()
            .filter_map(|call| call.ended_number())
            .map(str::to_owned)
            .collect()
    }

    pub(super) fn all(&self) -> Vec<Arc<PlacedCall>> {
        self.lock().values().cloned().collect()
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<i64, Arc<PlacedCall>>> {
        lock(&self.calls)
    }
}
