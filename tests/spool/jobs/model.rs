//! Whatever users, calls, time and crashes do in whatever order, a job stands where the
//! rules say, and each page is sent no more often than they allow.
//!
//! Random sequences are played against the spool and against a model of the rules that
//! fits on two screens.

use std::collections::BTreeMap;

use ferrofax::UnixMs;
use ferrofax::spool::failure::{Failure, Retry};
use ferrofax::spool::jobs::{
    AttemptEnd, CallWish, JobId, JobLease, JobQuery, JobState, NewJob, PageState, UnknownPolicy,
};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use super::bench::{Bench, MINUTE_MS};

#[derive(Clone, Debug)]
enum Step {
    Submit {
        number: u8,
        pages: u32,
        priority: u8,
        wait: Option<i64>,
        life: Option<i64>,
        held: bool,
        skip: bool,
    },
    Pass(i64),
    Lease,
    Join(usize),
    Return(usize),
    Begun(usize),
    Said(usize),
    Confirmed(usize),
    Refused(usize),
    Answered(usize),
    End(usize, Option<Failure>),
    /// The page's end is said, and the line falls dead.
    Silence(usize),
    /// The next job's call, which comes to that; and a minute later.
    SilentCall,
    /// All that is left is sent.
    Sent(usize),
    Cancel(usize),
    Hold(usize),
    Release(usize),
    Retry(usize),
    Priority(usize, u8),
    Crash,
}

fn step() -> impl Strategy<Value = Step> {
    let failures = [
        Failure::Busy,
        Failure::NoAnswer,
        Failure::NoFax,
        Failure::Dropped,
        Failure::Dropped,
        Failure::Dropped,
        Failure::LineTooBad,
        Failure::LineTooBad,
        Failure::UnknownNumber,
        Failure::Cancelled,
    ];
    let job = 0_usize..4;
    let call = 0_usize..2;
    let call_again = call.clone();
    prop_oneof![
        4 => (0_u8..2, 1_u32..4, prop::sample::select(vec![0_u8, 200, 200, 255]), prop::option::of(1_i64..10 * MINUTE_MS),
              prop::option::weighted(0.2, 600_001_i64..60 * MINUTE_MS), prop::bool::weighted(0.1), any::<bool>())
            .prop_map(|(number, pages, priority, wait, life, held, skip)| {
                Step::Submit { number, pages, priority, wait, life, held, skip }
            }),
        6 => prop_oneof![0_i64..1000, 0_i64..10 * MINUTE_MS, Just(MINUTE_MS)].prop_map(Step::Pass),
        8 => Just(Step::Lease),
        1 => call.clone().prop_map(Step::Join),
        1 => call.clone().prop_map(Step::Return),
        3 => call.clone().prop_map(Step::Begun),
        5 => call.clone().prop_map(Step::Said),
        4 => call.clone().prop_map(Step::Confirmed),
        1 => call.clone().prop_map(Step::Refused),
        3 => call.clone().prop_map(Step::Answered),
        3 => (call, prop::option::weighted(0.8, prop::sample::select(failures.to_vec())))
            .prop_map(|(call, failure)| Step::End(call, failure)),
        2 => call_again.clone().prop_map(Step::Silence),
        5 => Just(Step::SilentCall),
        1 => call_again.prop_map(Step::Sent),
        1 => job.clone().prop_map(Step::Cancel),
        1 => job.clone().prop_map(Step::Hold),
        1 => job.clone().prop_map(Step::Release),
        2 => job.clone().prop_map(Step::Retry),
        1 => (job, any::<u8>()).prop_map(|(job, priority)| Step::Priority(job, priority)),
        1 => Just(Step::Crash),
    ]
}

#[derive(Clone, Debug)]
struct Rules {
    number: u8,
    skip: bool,
    expires_at: Option<UnixMs>,
    wish: CallWish,
    /// How its tries failed since it was last tried afresh.
    failed: Vec<Failure>,
    answered: bool,
    joined: bool,
    send_at: Option<UnixMs>,
    /// The times for which the job waited only because its number is spared.
    spared: Vec<UnixMs>,
    shown: Shown,
}

/// What can be seen of a job.
#[derive(Clone, Debug, PartialEq)]
struct Shown {
    state: JobState,
    priority: u8,
    due_at: Option<UnixMs>,
    ended_at: Option<UnixMs>,
    tries: u32,
    dials: u32,
    failure: Option<Failure>,
    pages: Vec<(PageState, u32)>,
}

struct World {
    bench: Bench,
    now: UnixMs,
    jobs: BTreeMap<JobId, Rules>,
    leases: Vec<JobLease>,
}

impl World {
    fn new() -> Self {
        Self { bench: Bench::new(), now: UnixMs(0), jobs: BTreeMap::new(), leases: Vec::new() }
    }

    fn taken(&self, number: u8) -> bool {
        self.jobs
            .values()
            .any(|job| job.number == number && job.shown.state == JobState::Active)
    }

    /// Until when a job itself spares its number.
    fn spares_until(&self, id: JobId) -> Option<UnixMs> {
        let job = &self.jobs[&id];
        let waits = matches!(job.shown.state, JobState::Pending | JobState::Sleeping);
        job.shown.due_at.filter(|due_at| {
            waits
                && *due_at > self.now
                && Some(*due_at) != job.send_at
                && job.spared.contains(due_at)
        })
    }

    fn number_spared_until(&self, number: u8) -> Option<UnixMs> {
        let of_number = self.ids(|job| job.number == number);
        of_number.into_iter().filter_map(|id| self.spares_until(id)).max()
    }

    /// `pause`: until when the number is to be spared, whatever other jobs show.
    fn settle_until(&mut self, id: JobId, pause: Option<UnixMs>) {
        let (now, job) = (self.now, &self.jobs[&id]);
        let waiting =
            if job.shown.failure.is_some() { JobState::Sleeping } else { JobState::Pending };
        let pause = self.number_spared_until(job.number).max(pause).filter(|time| *time > now);
        let (state, due_at) = match (job.shown.due_at, pause) {
            (Some(due_at), _) if due_at > now => (waiting, Some(due_at)),
            _ if self.taken(job.number) => (JobState::Blocked, None),
            (_, Some(pause)) => (waiting, Some(pause)),
            _ => (JobState::Ready, None),
        };
        let job = self.jobs.get_mut(&id).unwrap();
        if job.shown.due_at != due_at {
            job.spared.extend(due_at);
        }
        (job.shown.state, job.shown.due_at, job.shown.ended_at) = (state, due_at, None);
    }

    fn settle(&mut self, id: JobId) {
        self.settle_until(id, None);
    }

    /// A user wants the job to be sent now.
    fn settle_at_once(&mut self, id: JobId) {
        let taken = self.taken(self.jobs[&id].number);
        let shown = &mut self.jobs.get_mut(&id).unwrap().shown;
        shown.state = if taken { JobState::Blocked } else { JobState::Ready };
        (shown.due_at, shown.ended_at) = (None, None);
    }

    /// A job leaves the queue of its number by a change, and the next one takes its turn.
    fn pass_turn(&mut self, id: JobId, pause: Option<UnixMs>, change: impl FnOnce(&mut Self)) {
        let (number, state) = (self.jobs[&id].number, self.jobs[&id].shown.state);
        let pause = pause.max(self.spares_until(id));
        change(self);
        if !matches!(state, JobState::Blocked | JobState::Suspended) {
            self.release(number, pause);
        }
    }

    fn hold(&mut self, id: JobId) {
        self.jobs.get_mut(&id).unwrap().shown.state = JobState::Suspended;
    }

    fn release(&mut self, number: u8, pause: Option<UnixMs>) {
        let blocked = |job: &Rules| job.number == number && job.shown.state == JobState::Blocked;
        if let Some(next) = self.in_order(blocked).first().filter(|_| !self.taken(number)) {
            self.settle_until(*next, pause);
        }
    }

    fn ended(&mut self, id: JobId, failure: Option<Failure>) {
        let now = self.now;
        let job = self.jobs.get_mut(&id).unwrap();
        job.shown.state = if failure.is_some() { JobState::Failed } else { JobState::Done };
        (job.shown.due_at, job.shown.ended_at, job.shown.failure, job.wish) =
            (None, Some(now), failure, CallWish::GoOn);
    }

    fn ids(&self, wanted: impl Fn(&Rules) -> bool) -> Vec<JobId> {
        self.jobs.iter().filter(|(_, job)| wanted(job)).map(|(id, _)| *id).collect()
    }

    fn in_order(&self, wanted: impl Fn(&Rules) -> bool) -> Vec<JobId> {
        let mut ids = self.ids(wanted);
        ids.sort_by_key(|id| (self.jobs[id].shown.priority, *id));
        ids
    }

    fn pass(&mut self, time: i64) {
        self.now += time;
        let now = self.now;
        self.bench.spool.queue().wake_jobs(now).unwrap();
        let waits =
            |job: &Rules| !job.shown.state.is_final() && job.shown.state != JobState::Active;
        let mut expired =
            self.ids(|job| waits(job) && job.expires_at.is_some_and(|time| time <= now));
        expired.sort_by_key(|id| (self.jobs[id].expires_at, *id));
        for id in expired {
            self.pass_turn(id, None, |world| world.ended(id, Some(Failure::Expired)));
        }
        let mut due = self.ids(|job| {
            matches!(job.shown.state, JobState::Pending | JobState::Sleeping)
                && job.shown.due_at.is_some_and(|due_at| due_at <= now)
        });
        due.sort_by_key(|id| (self.jobs[id].shown.due_at, *id));
        for id in due {
            self.settle(id);
        }
    }

    fn adopt(&mut self, lease: JobLease, joined: bool) {
        let id = lease.job.id;
        let job = self.jobs.get_mut(&id).unwrap();
        (job.shown.state, job.shown.due_at, job.wish) = (JobState::Active, None, CallWish::GoOn);
        (job.answered, job.joined) = (false, joined);
        job.shown.dials += u32::from(!joined);
        let number = job.number;
        for other in self.ids(|job| job.number == number && job.shown.state == JobState::Ready) {
            self.jobs.get_mut(&other).unwrap().shown.state = JobState::Blocked;
        }
        self.leases.push(lease);
    }

    /// The rules for a try that ends.
    fn end(&mut self, id: JobId, failure: Option<Failure>) {
        let now = self.now;
        let job = self.jobs.get_mut(&id).unwrap();
        for (state, unknown) in &mut job.shown.pages {
            match state {
                PageState::Said => {
                    *unknown += 1;
                    *state = if job.skip { PageState::Doubtful } else { PageState::Waiting };
                }
                PageState::Sending => *state = PageState::Waiting,
                _ => {}
            }
        }
        let settled = job.shown.pages.iter().all(|(state, _)| state.is_settled());
        let failure = failure.or_else(|| (!settled).then_some(Failure::Dropped));
        job.failed.extend(failure);
        let alike = job.failed.iter().filter(|other| Some(**other) == failure).count();
        let spares = [Failure::Busy, Failure::NoAnswer, Failure::NoFax];
        let pause = match failure.filter(|failure| !settled && spares.contains(failure)) {
            Some(failure) => again_at(failure, now),
            None => None,
        };
        let conclude = |world: &mut Self| world.conclude(id, failure, (settled, alike));
        self.pass_turn(id, pause, conclude);
        if self.jobs[&id].shown.due_at.is_some() {
            self.jobs.get_mut(&id).unwrap().spared.extend(pause);
        }
    }

    fn conclude(&mut self, id: JobId, failure: Option<Failure>, (settled, alike): (bool, usize)) {
        let now = self.now;
        let job = self.jobs.get_mut(&id).unwrap();
        match failure {
            _ if settled => self.ended(id, None),
            None => unreachable!(),
            Some(Failure::Cancelled) => self.ended(id, Some(Failure::Cancelled)),
            _ if job.wish == CallWish::Cancel => self.ended(id, Some(Failure::Cancelled)),
            _ if job
                .shown
                .pages
                .iter()
                .any(|(state, unknown)| !state.is_settled() && *unknown > 1) =>
            {
                self.ended(id, Some(Failure::Unconfirmed));
            }
            Some(failure) => match failure.retry() {
                Retry::Never => self.ended(id, Some(failure)),
                Retry::After { times: Some(times), .. } if alike > times as usize => {
                    self.ended(id, Some(failure))
                }
                _ if job.shown.tries >= 3 || job.shown.dials >= 5 => self.ended(id, Some(failure)),
                _ if job.expires_at.is_some_and(|time| time <= now) => {
                    self.ended(id, Some(Failure::Expired))
                }
                Retry::After { .. } => {
                    let held = job.wish == CallWish::Hold;
                    job.shown.state = if held { JobState::Suspended } else { JobState::Sleeping };
                    job.shown.due_at = again_at(failure, now);
                    job.shown.failure = Some(failure);
                    job.wish = CallWish::GoOn;
                }
            },
        }
    }

    fn job_at(&self, index: usize) -> Option<JobId> {
        self.jobs.keys().nth(index).copied()
    }

    /// The page that a call is at: its first that is not settled, and the changes to it
    /// that have an effect.
    fn page(
        &mut self,
        call: usize,
        from: &[PageState],
        change: impl FnOnce(&mut (PageState, u32)),
    ) -> Option<usize> {
        let id = self.leases.get(call)?.job.id;
        let pages = &mut self.jobs.get_mut(&id).unwrap().shown.pages;
        let index = pages.iter().position(|(state, _)| !state.is_settled())?;
        if from.contains(&pages[index].0) {
            change(&mut pages[index]);
        }
        Some(index)
    }

    fn play(&mut self, step: &Step) {
        use PageState::{Confirmed, Said, Sending, Waiting};
        let now = self.now;
        match *step {
            Step::Submit { .. } if self.jobs.len() >= 4 => {}
            Step::Submit { number, pages, priority, wait, life, held, skip } => {
                let new = NewJob {
                    priority,
                    max_dials: 5,
                    send_at: wait.map(|wait| now + wait),
                    expires_at: life.map(|life| now + life),
                    held,
                    unknown: if skip { UnknownPolicy::Skip } else { UnknownPolicy::Resend },
                    ..self.bench.job(&number.to_string(), pages)
                };
                let id = self.bench.spool.submission().submit(&new, now).unwrap();
                let shown = Shown {
                    state: JobState::Suspended,
                    priority,
                    due_at: new.send_at,
                    ended_at: None,
                    tries: 0,
                    dials: 0,
                    failure: None,
                    pages: vec![(Waiting, 0); pages as usize],
                };
                let (wish, expires_at) = (CallWish::GoOn, new.expires_at);
                let failed = Vec::new();
                self.jobs.insert(
                    id,
                    Rules {
                        number,
                        skip,
                        expires_at,
                        wish,
                        failed,
                        answered: false,
                        joined: false,
                        send_at: new.send_at,
                        spared: Vec::new(),
                        shown,
                    },
                );
                if !held {
                    self.settle(id);
                }
            }
            Step::Pass(time) => self.pass(time),
            Step::Lease => {
                let first =
                    self.in_order(|job| job.shown.state == JobState::Ready).first().copied();
                let lease = self.bench.lease(now);
                assert_eq!(lease.as_ref().map(|lease| lease.job.id), first);
                if let Some(lease) = lease {
                    assert!(
                        !self.taken(self.jobs[&lease.job.id].number),
                        "one call at a time to a number"
                    );
                    self.adopt(lease, false);
                }
            }
            Step::Join(call) => {
                let Some(lead) = self.leases.get(call) else { return };
                let number = self.jobs[&lead.job.id].number;
                let waits =
                    |job: &Rules| matches!(job.shown.state, JobState::Ready | JobState::Blocked);
                let first =
                    self.in_order(|job| job.number == number && waits(job)).first().copied();
                let best = self.in_order(|job| job.shown.state == JobState::Ready).first().copied();
                let priority = |id: JobId| self.jobs[&id].shown.priority;
                let first = first
                    .filter(|first| best.is_none_or(|best| priority(best) >= priority(*first)));
                let lease = self.bench.spool.queue().join_call(lead, now, i64::MAX / 2).unwrap();
                assert_eq!(lease.as_ref().map(|lease| lease.job.id), first);
                if let Some(lease) = lease {
                    self.adopt(lease, true);
                }
            }
            Step::Return(call) => {
                // Only what nothing was done with is given back.
                let Some(lease) = self.leases.get(call) else { return };
                let job = &self.jobs[&lease.job.id];
                if job.answered
                    || job.shown.pages.iter().any(|(state, _)| matches!(state, Sending | Said))
                {
                    return;
                }
                let lease = self.leases.remove(call);
                self.bench.spool.queue().return_lease(&lease, now, "of a whim").unwrap();
                let id = lease.job.id;
                let job = self.jobs.get_mut(&id).unwrap();
                job.shown.dials -= u32::from(!job.joined);
                let (wish, number) = (job.wish, job.number);
                job.wish = CallWish::GoOn;
                match wish {
                    CallWish::Cancel => {
                        let cancelled = Some(Failure::Cancelled);
                        self.pass_turn(id, None, |world| world.ended(id, cancelled));
                    }
                    CallWish::Hold => self.pass_turn(id, None, |world| world.hold(id)),
                    _ => {
                        job.shown.state = JobState::Ready;
                        self.settle(id);
                        self.release(number, None);
                    }
                }
            }
            Step::Begun(call) => {
                let Some(index) = self.page(call, &[Waiting, Said], |page| page.0 = Sending) else {
                    return;
                };
                let lease = &self.leases[call];
                self.bench.spool.queue().page_begun(lease, lease.job.pages[index].at).unwrap();
            }
            Step::Said(call) => {
                let Some(index) = self.page(call, &[Waiting, Sending], |page| page.0 = Said) else {
                    return;
                };
                let lease = &self.leases[call];
                self.bench.spool.queue().page_said(lease, lease.job.pages[index].at).unwrap();
            }
            Step::Confirmed(call) => {
                let all = [Waiting, Sending, Said];
                let Some(index) = self.page(call, &all, |page| page.0 = Confirmed) else { return };
                let lease = &self.leases[call];
                self.bench
                    .spool
                    .queue()
                    .page_confirmed(lease, lease.job.pages[index].at, now)
                    .unwrap();
            }
            Step::Refused(call) => {
                let Some(index) = self.page(call, &[Sending, Said], |page| page.0 = Waiting) else {
                    return;
                };
                let lease = &self.leases[call];
                self.bench.spool.queue().page_refused(lease, lease.job.pages[index].at).unwrap();
            }
            Step::Answered(call) => {
                let Some(lease) = self.leases.get(call) else { return };
                let job = self.jobs.get_mut(&lease.job.id).unwrap();
                job.shown.tries += u32::from(!job.answered);
                job.answered = true;
                self.bench.spool.queue().session_begun(lease, now).unwrap();
            }
            Step::End(call, failure) => {
                if call >= self.leases.len() {
                    return;
                }
                let lease = self.leases.remove(call);
                let end = AttemptEnd { failure, ..AttemptEnd::default() };
                let state = self.bench.spool.queue().attempt_ended(&lease, &end, now).unwrap();
                self.end(lease.job.id, failure);
                assert_eq!(state, self.jobs[&lease.job.id].shown.state);
                // Nothing more can be done by a call that is over.
                assert_eq!(
                    self.bench.spool.queue().renew_lease(&lease, now.0).unwrap(),
                    CallWish::Gone
                );
                assert_eq!(
                    self.bench.spool.queue().attempt_ended(&lease, &end, now).unwrap(),
                    state
                );
            }
            Step::Silence(call) => {
                self.play(&Step::Answered(call));
                self.play(&Step::Said(call));
                self.play(&Step::End(call, Some(Failure::Dropped)));
            }
            Step::SilentCall => {
                let before = self.leases.len();
                self.play(&Step::Lease);
                if self.leases.len() > before {
                    self.play(&Step::Silence(before));
                }
                self.play(&Step::Pass(MINUTE_MS));
            }
            Step::Sent(call) => {
                self.play(&Step::Answered(call));
                for _ in 0..3 {
                    self.play(&Step::Confirmed(call));
                }
                self.play(&Step::End(call, None));
            }
            Step::Cancel(index) => {
                let Some(id) = self.job_at(index) else { return };
                let done = self.bench.spool.jobs().cancel_job(id, "a user", now);
                let job = self.jobs.get_mut(&id).unwrap();
                assert_eq!(done.is_err(), job.shown.state.is_final());
                match job.shown.state {
                    JobState::Active => job.wish = CallWish::Cancel,
                    state if state.is_final() => {}
                    _ => {
                        let cancelled = Some(Failure::Cancelled);
                        self.pass_turn(id, None, |world| world.ended(id, cancelled));
                    }
                }
            }
            Step::Hold(index) => {
                let Some(id) = self.job_at(index) else { return };
                let done = self.bench.spool.jobs().hold_job(id, "a user", now);
                let job = self.jobs.get_mut(&id).unwrap();
                assert_eq!(done.is_err(), job.shown.state.is_final());
                match job.shown.state {
                    JobState::Active if job.wish == CallWish::GoOn => job.wish = CallWish::Hold,
                    JobState::Active => {}
                    state if state.is_final() => {}
                    _ => self.pass_turn(id, None, |world| world.hold(id)),
                }
            }
            Step::Release(index) => {
                let Some(id) = self.job_at(index) else { return };
                let done = self.bench.spool.jobs().release_job(id, "a user", now);
                let job = self.jobs.get_mut(&id).unwrap();
                assert_eq!(done.is_err(), job.shown.state.is_final());
                match job.shown.state {
                    JobState::Active if job.wish == CallWish::Hold => job.wish = CallWish::GoOn,
                    JobState::Suspended => self.settle(id),
                    _ => {}
                }
            }
            Step::Retry(index) => {
                let Some(id) = self.job_at(index) else { return };
                let done = self.bench.spool.jobs().retry_job(id, "a user", now);
                let job = self.jobs.get_mut(&id).unwrap();
                assert_eq!(done.is_err(), job.shown.state == JobState::Done);
                match job.shown.state {
                    JobState::Done | JobState::Active => return,
                    JobState::Failed => {
                        (job.shown.tries, job.shown.dials, job.shown.failure) = (0, 0, None);
                        job.failed.clear();
                        job.expires_at = job.expires_at.filter(|time| *time > now);
                        for (state, unknown) in &mut job.shown.pages {
                            if *state == Waiting {
                                *unknown = (*unknown).min(1);
                            }
                        }
                    }
                    _ => {}
                }
                self.settle_at_once(id);
            }
            Step::Priority(index, priority) => {
                let Some(id) = self.job_at(index) else { return };
                let done = self.bench.spool.jobs().set_job_priority(id, priority, "a user", now);
                let job = self.jobs.get_mut(&id).unwrap();
                assert_eq!(done.is_err(), job.shown.state.is_final());
                if done.is_ok() {
                    job.shown.priority = priority;
                    if job.shown.state == JobState::Blocked {
                        self.settle(id);
                    }
                }
            }
            Step::Crash => {
                self.bench.crash();
                self.leases.clear();
                let active = self.ids(|job| job.shown.state == JobState::Active);
                let recovered = self.bench.spool.queue().recover_jobs(now).unwrap();
                for id in &active {
                    self.end(*id, Some(Failure::Internal));
                }
                assert_eq!(recovered.iter().map(|(id, _)| *id).collect::<Vec<_>>(), active);
            }
        }
    }

    /// A job that is blocked waits for another job.
    fn check_turns(&self) {
        for (id, blocked) in &self.jobs {
            let has_turn = |(other, job): (&JobId, &Rules)| {
                job.number == blocked.number
                    && (matches!(job.shown.state, JobState::Active | JobState::Ready)
                        || self.spares_until(*other).is_some())
            };
            assert!(
                blocked.shown.state != JobState::Blocked || self.jobs.iter().any(has_turn),
                "job {id} is forgotten: {:?}",
                self.jobs
            );
        }
    }

    fn check(&self) {
        self.check_turns();
        let found = self.bench.spool.jobs().list(&JobQuery::default()).unwrap();
        assert_eq!(found.len(), self.jobs.len());
        for job in found {
            let shown = Shown {
                state: job.state,
                priority: job.priority,
                due_at: job.due_at,
                ended_at: job.ended_at,
                tries: job.tries,
                dials: job.dials,
                failure: job.failure,
                pages: job.pages.iter().map(|page| (page.state, page.unknown)).collect(),
            };
            let rules = &self.jobs[&job.id];
            assert_eq!(shown, rules.shown, "job {}", job.id);
            assert_eq!(
                job.wish,
                if job.state == JobState::Active { rules.wish } else { CallWish::GoOn }
            );
            // A page is never sent whole a third time unless someone asks, nor a second
            // time where that is not wanted.
            assert!(job.pages.iter().all(|page| page.unknown <= if rules.skip { 1 } else { 2 }));
            let history = self.bench.spool.jobs().job_history(job.id).unwrap();
            assert!(history.is_sorted_by_key(|change| change.at));
            let last = history.last().unwrap();
            assert_eq!(
                (last.state, last.tries, last.dials, last.due_at),
                (job.state, job.tries, job.dials, job.due_at)
            );
            assert_eq!(job.text, last.text);
            // Every notice has its report, once.
            let notices = history.iter().filter(|change| change.notice.is_some()).count();
            assert_eq!(self.bench.spool.outbox().reports_of(job.id).unwrap().len(), notices);
            // A job ends once; it lives again only if someone asks.
            let ends = history
                .windows(2)
                .filter(|two| two[0].state.is_final() && two[1].state.is_final())
                .count();
            assert_eq!(ends, 0, "{history:?}");
        }
    }
}

/// The time of the next attempt; none after a permanent failure.
fn again_at(failure: Failure, now: UnixMs) -> Option<UnixMs> {
    match failure.retry() {
        Retry::After { seconds, .. } => Some(now + i64::from(seconds) * 1000),
        Retry::Never => None,
    }
}

/// Another number plays other sequences.
const SEED_VARIABLE: &str = "FERROFAX_TEST_SEED";

fn seed() -> u64 {
    std::env::var(SEED_VARIABLE).map_or(1, |text| text.parse().expect("a number"))
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 48,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(seed()),
        ..ProptestConfig::default()
    })]

    #[test]
    fn a_job_stands_where_the_rules_say(steps in prop::collection::vec(step(), 1..120)) {
        let mut world = World::new();
        for step in &steps {
            world.play(step);
            world.check();
        }
    }
}
