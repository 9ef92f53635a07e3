//! Two hundred jobs of mixed priority over four lines on virtual time: 5 % of the numbers
//! do not exist, 20 % of the calls are busy, 10 % are not answered and 10 % are dropped
//! in the middle of a page.
//!
//! A scripted dialler asks the spool for jobs and plays their calls. What each job must
//! come to is worked out from the script alone, and which job goes next from a list
//! beside the spool. Run with `--nocapture` for the counts.

use ferrofax_kit::random;
use std::collections::BTreeMap;

use ferrofax::UnixMs;
use ferrofax::spool::failure::{Failure, NotifyReason};
use ferrofax::spool::jobs::{JobId, JobLease, JobQuery, JobState, LeaseLimits, NewJob};
use random::Random;

use super::bench::Bench;

const JOBS: usize = 200;
const LINES: usize = 4;
const NUMBERS: u32 = 120;

/// What happens to a call.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Played {
    Busy,
    NoAnswer,
    /// Dropped in the middle of its page of this index.
    Dropped(u32),
    UnknownNumber,
    Sent,
}

struct Planned {
    pages: u32,
    priority: u8,
    number: String,
    submitted_at: UnixMs,
    /// Its calls, as many as it may make.
    calls: Vec<Played>,
}

/// What a job must come to.
#[derive(Debug, PartialEq)]
struct End {
    state: JobState,
    failure: Option<Failure>,
    tries: u32,
    dials: u32,
    pages: u32,
}

impl Planned {
    fn new(random: &mut Random) -> Self {
        let number = random.below(NUMBERS);
        let pages = 1 + random.below(5);
        let priority = [100, 200, 200, 250][random.below(4) as usize];
        let submitted_at = UnixMs(i64::from(random.below(600)) * 1000);
        let unknown = random.part() < 0.05;
        let calls = (0..NewJob::MAX_DIALS)
            .map(|_| match random.part() {
                _ if unknown => Played::UnknownNumber,
                part if part < 0.2 => Played::Busy,
                part if part < 0.3 => Played::NoAnswer,
                part if part < 0.4 => Played::Dropped(random.below(pages)),
                _ => Played::Sent,
            })
            .collect();
        Self { pages, priority, number: format!("+4999{number:03}"), submitted_at, calls }
    }

    fn end(&self) -> End {
        let mut end = End { state: JobState::Failed, failure: None, tries: 0, dials: 0, pages: 0 };
        for call in &self.calls {
            end.dials += 1;
            match call {
                Played::Busy => end.failure = Some(Failure::Busy),
                Played::NoAnswer => end.failure = Some(Failure::NoAnswer),
                Played::UnknownNumber => {
                    end.failure = Some(Failure::UnknownNumber);
                    return end;
                }
                Played::Dropped(at) => {
                    end.tries += 1;
                    end.pages = end.pages.max(*at);
                    end.failure = Some(Failure::Dropped);
                }
                Played::Sent => {
                    (end.state, end.failure, end.pages) = (JobState::Done, None, self.pages);
                    end.tries += 1;
                    return end;
                }
            }
            if end.tries == NewJob::MAX_TRIES {
                return end;
            }
        }
        end
    }
}

/// A call that goes on.
struct Call {
    ends_at: UnixMs,
    lease: JobLease,
    played: Played,
}

struct Dialler {
    bench: Bench,
    now: UnixMs,
    random: Random,
    plans: BTreeMap<JobId, Planned>,
    calls: Vec<Call>,
    /// When each job that is not under way and not over may go next.
    waits: BTreeMap<JobId, UnixMs>,
    /// Until when nobody calls a number again that was busy or did not answer.
    spared: BTreeMap<String, UnixMs>,
    received: BTreeMap<(JobId, u32), u32>,
    busiest: usize,
    dialled: usize,
}

impl Dialler {
    /// Takes jobs as long as there are lines; each must be the one that the list beside says.
    fn dial(&mut self) {
        let limits = LeaseLimits {
            max_calls: Some(LINES as u32),
            lease_ms: i64::MAX / 2,
            ..LeaseLimits::default()
        };
        loop {
            let lease = self.bench.spool.queue().lease_job(self.now, &limits).unwrap();
            let expected = if self.calls.len() < LINES { self.next() } else { None };
            assert_eq!(lease.as_ref().map(|lease| lease.job.id), expected, "at {:?}", self.now);
            let Some(lease) = lease else { return };
            let plan = &self.plans[&lease.job.id];
            let played = plan.calls[lease.job.dials as usize - 1];
            let seconds = match played {
                Played::Busy | Played::UnknownNumber => 3 + self.random.below(3),
                Played::NoAnswer => 45,
                Played::Dropped(_) | Played::Sent => 20 + plan.pages * 30 + self.random.below(20),
            };
            self.waits.remove(&lease.job.id);
            self.calls
                .push(Call { ends_at: self.now + i64::from(seconds) * 1000, lease, played });
            self.dialled += 1;
            self.busiest = self.busiest.max(self.calls.len());
            let counts = self.bench.spool.jobs().job_counts().unwrap();
            assert_eq!(counts.active as usize, self.calls.len());
        }
    }

    fn next(&self) -> Option<JobId> {
        let taken = |number: &str| {
            self.calls.iter().any(|call| self.plans[&call.lease.job.id].number == number)
        };
        let spared = |number| self.spared.get(number).is_some_and(|until| *until > self.now);
        let may_go = |(id, due): &(&JobId, &UnixMs)| {
            let number = &self.plans[id].number;
            **due <= self.now && !taken(number) && !spared(number)
        };
        self.waits
            .iter()
            .filter(may_go)
            .map(|(id, _)| *id)
            .min_by_key(|id| (self.plans[id].priority, *id))
    }

    fn hang_up(&mut self, call: &Call) {
        let (spool, lease, now) = (&self.bench.spool, &call.lease, self.now);
        let failure = match call.played {
            Played::Busy => Some(Failure::from_hangup_cause(17)),
            Played::NoAnswer => Some(Failure::from_hangup_cause(19)),
            Played::UnknownNumber => Some(Failure::from_hangup_cause(1)),
            Played::Dropped(at) => {
                spool.queue().session_begun(lease, now).unwrap();
                for page in lease.job.pages_to_send() {
                    if page.number > at {
                        spool.queue().page_begun(lease, page.at).unwrap();
                        break;
                    }
                    self.bench.send_page(lease, page.at, now);
                    *self.received.entry((lease.job.id, page.number)).or_default() += 1;
                }
                Some(Failure::Dropped)
            }
            Played::Sent => {
                spool.queue().session_begun(lease, now).unwrap();
                for page in lease.job.pages_to_send() {
                    self.bench.send_page(lease, page.at, now);
                    *self.received.entry((lease.job.id, page.number)).or_default() += 1;
                }
                None
            }
        };
        let state = self.bench.end(lease, failure, now);
        if state == JobState::Sleeping {
            let wait = match failure {
                Some(Failure::Busy) => 180,
                Some(Failure::NoAnswer) => 300,
                _ => 60,
            };
            self.waits.insert(lease.job.id, now + wait * 1000);
            if matches!(failure, Some(Failure::Busy | Failure::NoAnswer)) {
                let number = self.plans[&lease.job.id].number.clone();
                self.spared.insert(number, now + wait * 1000);
            }
        }
    }
}

#[test]
fn two_hundred_jobs_over_four_lines_end_as_they_must() {
    for seed in 1..=3 {
        play(seed);
    }
}

fn play(seed: u64) {
    let mut random = Random::new(seed);
    let mut plans: Vec<Planned> = (0..JOBS).map(|_| Planned::new(&mut random)).collect();
    plans.sort_by_key(|plan| plan.submitted_at);
    let mut dialler = Dialler {
        bench: Bench::new(),
        now: UnixMs(0),
        random,
        plans: BTreeMap::new(),
        calls: Vec::new(),
        waits: BTreeMap::new(),
        spared: BTreeMap::new(),
        received: BTreeMap::new(),
        busiest: 0,
        dialled: 0,
    };
    let mut plans = plans.into_iter().peekable();
    loop {
        while let Some(plan) = plans.next_if(|plan| plan.submitted_at <= dialler.now) {
            let new =
                NewJob { priority: plan.priority, ..dialler.bench.job(&plan.number, plan.pages) };
            let job = dialler.bench.spool.submission().submit(&new, dialler.now).unwrap();
            dialler.waits.insert(job, dialler.now);
            dialler.plans.insert(job, plan);
        }
        while let Some(index) = dialler.calls.iter().position(|call| call.ends_at <= dialler.now) {
            let call = dialler.calls.remove(index);
            dialler.hang_up(&call);
        }
        dialler.dial();
        // On to the next thing that happens.
        let due = dialler.waits.values().filter(|due| **due > dialler.now);
        let next = due.chain(dialler.calls.iter().map(|call| &call.ends_at)).min().copied();
        let Some(next) = next.into_iter().chain(plans.peek().map(|plan| plan.submitted_at)).min()
        else {
            break;
        };
        dialler.now = next;
    }

    let jobs = dialler
        .bench
        .spool
        .jobs()
        .list(&JobQuery { limit: u32::MAX, ..JobQuery::default() })
        .unwrap();
    assert_eq!(jobs.len(), JOBS);
    let (mut done, mut dials) = (0, 0);
    for job in &jobs {
        let end = dialler.plans[&job.id].end();
        let pages = job.pages_confirmed();
        let found = End {
            state: job.state,
            failure: job.failure,
            tries: job.tries,
            dials: job.dials,
            pages,
        };
        assert_eq!(found, end, "job {}", job.id);
        for page in &job.pages {
            let copies = dialler.received.get(&(job.id, page.number)).copied().unwrap_or(0);
            assert_eq!(
                copies,
                u32::from(page.number <= end.pages),
                "page {} of job {}",
                page.number,
                job.id
            );
        }
        // Each try that failed is reported, and the end.
        let notices: Vec<NotifyReason> = dialler
            .bench
            .spool
            .jobs()
            .job_history(job.id)
            .unwrap()
            .iter()
            .filter_map(|change| change.notice)
            .collect();
        assert_eq!(notices.len(), job.dials as usize);
        assert!(notices.iter().rev().skip(1).all(|notice| *notice == NotifyReason::Requeued));
        done += u32::from(job.state == JobState::Done);
        dials += job.dials;
    }
    assert_eq!((dialler.busiest, dials as usize), (LINES, dialler.dialled));
    assert_eq!(dialler.bench.spool.queue().next_job_due().unwrap(), None);
    println!(
        "seed {seed}: {done} of {JOBS} jobs sent in {dials} calls and {} minutes, {} pages, never more than {} calls at once",
        dialler.now.0 / 60_000,
        dialler.received.len(),
        dialler.busiest
    );
    // A busy afternoon, not an easy one: the script holds something of everything.
    assert!(done > 150 && done < 199 && dials > 250, "{done} {dials}");
}
