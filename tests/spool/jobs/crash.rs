//! `kill -9` at any moment: no job that was taken in is lost, no page that was confirmed
//! is offered again, and no page goes out whole a second time without being told of.
//!
//! A child process takes jobs in and sends them, two at a time, through calls that fail
//! in every way, and tells on its standard output what is done. It is killed at
//! pseudo-random moments; the spool is judged by what the child had said.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::Duration;

use ferrofax::UnixMs;
use ferrofax::spool::Spool;
use ferrofax::spool::failure::Failure;
use ferrofax::spool::jobs::{
    AttemptEnd, JobId, JobLease, JobQuery, JobState, LeaseLimits, NewDocument, NewJob, PageRef,
    PageState,
};

use super::bench::{MINUTE_MS, write_document};
use crate::killed::{FOLDER, ROUND, kill_after, read, teller};

const ROUNDS: u64 = 30;
const PAGES: u32 = 4;
const DAY_MS: i64 = 24 * 60 * MINUTE_MS;

fn limits() -> LeaseLimits {
    LeaseLimits { lease_ms: DAY_MS, ..LeaseLimits::default() }
}

/// The child's part; does nothing when run as a test.
#[test]
fn child_sends_until_it_is_killed() {
    let Some(folder) = std::env::var_os(FOLDER).map(PathBuf::from) else { return };
    let round: i64 = std::env::var(ROUND).unwrap().parse().unwrap();
    let spool = Spool::open(&folder.join("spool")).unwrap();
    // What slept when the one before was killed is due.
    let start = UnixMs(round * 100 * DAY_MS);
    spool.queue().recover_jobs(start - DAY_MS).unwrap();
    let say = teller();
    std::thread::scope(|scope| {
        for thread in 0..2 {
            let (spool, say, folder) = (&spool, &say, &folder);
            scope.spawn(move || {
                for turn in 0.. {
                    let now = start + turn * MINUTE_MS;
                    if turn % 3 == 0 {
                        take_in(spool, folder, turn * 2 + thread, now, say);
                    }
                    if let Some(lease) = spool.queue().lease_job(now, &limits()).unwrap() {
                        send(spool, &lease, turn + thread, now, say);
                    }
                }
            });
        }
    });
}

fn take_in(spool: &Spool, folder: &Path, number: i64, now: UnixMs, say: &impl Fn(String)) {
    let path = folder.join("document.tif");
    let new = NewJob {
        number: (number % 5).to_string(),
        documents: vec![NewDocument { path, name: String::new() }],
        max_tries: 1000,
        max_dials: 1000,
        ..NewJob::default()
    };
    let job = spool.submission().submit(&new, now).unwrap();
    say(format!("taken {job} 0"));
}

fn send(spool: &Spool, lease: &JobLease, turn: i64, now: UnixMs, say: &impl Fn(String)) {
    let job = lease.job.id;
    spool.queue().session_begun(lease, now).unwrap();
    for page in lease.job.pages_to_send() {
        say(format!("offered {job} {}", page.number));
        spool.queue().page_begun(lease, page.at).unwrap();
        if (turn + i64::from(page.number)) % 5 == 0 {
            // The call breaks in the middle of the page.
            let end = AttemptEnd { failure: Some(Failure::Dropped), ..AttemptEnd::default() };
            spool.queue().attempt_ended(lease, &end, now).unwrap();
            return;
        }
        spool.queue().page_said(lease, page.at).unwrap();
        say(format!("said {job} {}", page.number));
        spool.queue().page_confirmed(lease, page.at, now).unwrap();
        say(format!("confirmed {job} {}", page.number));
    }
    assert_eq!(
        spool.queue().attempt_ended(lease, &AttemptEnd::default(), now).unwrap(),
        JobState::Done
    );
    say(format!("done {job} 0"));
}

#[derive(Default)]
struct Said {
    taken: BTreeSet<JobId>,
    done: BTreeSet<JobId>,
    confirmed: BTreeSet<(JobId, u32)>,
    /// How often a page's end was said.
    copies: BTreeMap<(JobId, u32), u32>,
}

#[test]
fn nothing_is_lost_and_nothing_confirmed_is_offered_again_after_kill_nine() {
    let folder = tempfile::tempdir().unwrap();
    write_document(&folder.path().join("document.tif"), PAGES);
    let mut said = Said::default();
    for round in 0..ROUNDS {
        // From the first word on, a different moment each round: some words later, and
        // then some fraction of a step.
        let moment = (1 + round * 7 % 37, Duration::from_micros(round * 1543 % 9000));
        let child = "jobs::crash::child_sends_until_it_is_killed";
        kill_after(moment, child, (folder.path(), round), |line| said.hear(line));
    }
    assert!(
        said.taken.len() >= 10 && said.confirmed.len() >= 20,
        "{} {}",
        said.taken.len(),
        said.confirmed.len()
    );

    let spool = Spool::open(&folder.path().join("spool")).unwrap();
    let mut now = UnixMs(ROUNDS.cast_signed() * 100 * DAY_MS);
    spool.queue().recover_jobs(now).unwrap();
    assert_eq!(spool.queue().recover_jobs(now).unwrap(), []);
    // What is left is sent without any further trouble.
    now += DAY_MS;
    while let Some(lease) = spool.queue().lease_job(now, &limits()).unwrap() {
        for page in lease.job.pages_to_send() {
            said.hear(&format!("offered {} {}", lease.job.id, page.number));
            spool.queue().page_confirmed(&lease, page.at, now).unwrap();
        }
        spool.queue().attempt_ended(&lease, &AttemptEnd::default(), now).unwrap();
    }
    said.check(&spool);
}

impl Said {
    fn hear(&mut self, line: &str) -> bool {
        let Some((what, job, page)) = read(line) else { return false };
        let job = JobId(job);
        match what {
            "taken" => drop(self.taken.insert(job)),
            "offered" => {
                assert!(
                    !self.confirmed.contains(&(job, page)),
                    "page {page} of job {job} was confirmed"
                );
                assert!(!self.done.contains(&job), "job {job} was done");
            }
            "said" => *self.copies.entry((job, page)).or_default() += 1,
            "confirmed" => drop(self.confirmed.insert((job, page))),
            "done" => drop(self.done.insert(job)),
            _ => return false,
        }
        true
    }

    fn check(&self, spool: &Spool) {
        let jobs = spool.jobs().list(&JobQuery { limit: u32::MAX, ..JobQuery::default() }).unwrap();
        let found: BTreeSet<JobId> = jobs.iter().map(|job| job.id).collect();
        assert!(self.taken.is_subset(&found), "jobs are lost");
        for job in &jobs {
            assert_eq!(job.pages.len(), PAGES as usize, "job {} was taken in by half", job.id);
            assert!(job.documents[0].path.is_file());
            let perhaps_twice: BTreeSet<PageRef> =
                job.pages_perhaps_twice().map(|page| page.at).collect();
            for page in &job.pages {
                let copies = self.copies.get(&(job.id, page.number)).copied().unwrap_or(0);
                assert!(
                    copies <= 2,
                    "page {} of job {} went out {copies} times",
                    page.number,
                    job.id
                );
                assert!(
                    copies < 2 || perhaps_twice.contains(&page.at),
                    "a double that nobody is told of"
                );
            }
            match job.state {
                JobState::Done => {
                    assert!(job.pages.iter().all(|page| page.state == PageState::Confirmed))
                }
                // Its page fell silent twice, both times by a kill.
                JobState::Failed => assert_eq!(job.failure, Some(Failure::Unconfirmed)),
                state => panic!("job {} is {state}", job.id),
            }
            let ends = spool
                .jobs()
                .job_history(job.id)
                .unwrap()
                .iter()
                .filter(|change| change.state.is_final())
                .count();
            assert_eq!((ends, spool.outbox().reports_of(job.id).unwrap().is_empty()), (1, false));
        }
        for job in &self.done {
            assert_eq!(spool.jobs().job(*job).unwrap().state, JobState::Done);
        }
    }
}
