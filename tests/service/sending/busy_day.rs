//! Two hundred jobs of mixed priority over four lines: 5 % of the numbers do not exist,
//! 20 % of the calls are busy, 10 % are not answered and 10 % break in the middle of a
//! page. With the whole service and real fax calls;
//! `cargo test --test service busy_day -- --nocapture` shows the counts,
//! `FERROFAX_JOBS=200` plays all of them (forty otherwise).

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::Ordering;

use ferrofax::spool::Spool;
use ferrofax::spool::failure::Failure;
use ferrofax::spool::jobs::{JobChange, JobId, JobState, NewDocument, NewJob};
use ferrofax::t4::{Bitmap, Resolution};

use super::bench::{self, Bench, now};
use super::network::Played;
use ferrofax_kit::pages::write_document;
use ferrofax_kit::random::Random;

const LINES: usize = 4;
/// The longest document.
const MOST_PAGES: u32 = 3;

struct Planned {
    number: String,
    pages: u32,
    priority: u8,
    calls: Vec<Played>,
    end: End,
}

/// What a job must come to.
#[derive(Clone, Debug, PartialEq)]
struct End {
    state: JobState,
    failure: Option<Failure>,
    tries: u32,
    dials: u32,
    pages: u32,
}

fn plan(at: usize, random: &mut Random) -> Planned {
    let pages = 1 + random.below(MOST_PAGES);
    let priority = [100, 200, 200, 250][random.below(4) as usize];
    let unknown = random.part() < 0.05;
    let mut end = End { state: JobState::Failed, failure: None, tries: 0, dials: 0, pages: 0 };
    let mut calls = Vec::new();
    while end.tries < NewJob::MAX_TRIES && end.dials < NewJob::MAX_DIALS {
        end.dials += 1;
        match random.part() {
            _ if unknown => {
                calls.push(Played::Cause(1));
                end.failure = Some(Failure::UnknownNumber);
                break;
            }
            part if part < 0.2 => {
                calls.push(Played::Cause(17));
                end.failure = Some(Failure::Busy);
            }
            part if part < 0.3 => {
                calls.push(Played::Cause(19));
                end.failure = Some(Failure::NoAnswer);
            }
            part if part < 0.4 => {
                let more = random.below(pages - end.pages);
                calls.push(Played::Dropped(more as usize));
                (end.tries, end.pages, end.failure) =
                    (end.tries + 1, end.pages + more, Some(Failure::Dropped));
            }
            _ => {
                calls.push(Played::Sent);
                (end.state, end.failure, end.pages) = (JobState::Done, None, pages);
                end.tries += 1;
                break;
            }
        }
    }
    Planned { number: format!("0991{at:03}"), pages, priority, calls, end }
}

#[test]
fn every_job_ends_as_it_must_and_each_page_comes_once() {
    let count: usize = std::env::var("FERROFAX_JOBS")
        .ok()
        .and_then(|count| count.parse().ok())
        .unwrap_or(40);
    let mut random = Random::new(20_261_120);
    let plans: Vec<Planned> = (0..count).map(|at| plan(at, &mut random)).collect();
    let folder = tempfile::tempdir().unwrap();
    let documents: Vec<(PathBuf, Vec<Bitmap>)> = (1..=MOST_PAGES)
        .map(|pages| {
            let sent = bench::pages(pages as usize, pages.into());
            let path = folder.path().join(format!("{pages}.tif"));
            write_document(&path, &sent, Resolution::Standard);
            (path, sent)
        })
        .collect();
    // All are there before the first is dialled.
    let spool = Spool::open(&folder.path().join("spool")).unwrap();
    for plan in &plans {
        let new = NewJob {
            number: plan.number.clone(),
            device: "2101@fax-devices".parse().unwrap(),
            documents: vec![NewDocument {
                path: documents[plan.pages as usize - 1].0.clone(),
                name: String::new(),
            }],
            priority: plan.priority,
            options: BTreeMap::from([("header".to_owned(), "no".to_owned())]),
            ..NewJob::default()
        };
        spool.submission().submit(&new, now()).unwrap();
    }
    let script = plans
        .iter()
        .map(|plan| (plan.number.clone(), plan.calls.iter().cloned().collect()))
        .collect();
    let begun = std::time::Instant::now();
    let bench = Bench::playing(
        folder,
        "max_lines = 4\nretry_busy = 1\nretry_no_answer = 1\nretry_dropped = 1",
        script,
    );
    for id in (1..).take(count).map(JobId) {
        bench.wait_for_end(id);
    }
    bench.network.join();
    println!(
        "{count} jobs, {} calls in {:.0} s",
        bench.network.calls().len(),
        begun.elapsed().as_secs_f64()
    );
    let (busiest, mut dials) = (bench.network.busiest.load(Ordering::SeqCst), 0);
    for (id, plan) in (1..).map(JobId).zip(&plans) {
        let job = bench.job(id);
        let (state, failure, tries, dials_made) = (job.state, job.failure, job.tries, job.dials);
        let found = End { state, failure, tries, dials: dials_made, pages: job.pages_confirmed() };
        assert_eq!(found, plan.end, "job {id}: {:?}: {}", plan.calls, job.text);
        let sent = &documents[plan.pages as usize - 1].1;
        let received = bench.network.received(&plan.number);
        assert!(
            received == sent[..plan.end.pages as usize],
            "job {id}: each page once, and in order"
        );
        dials += dials_made as usize;
    }
    assert_eq!(dials, bench.network.calls().len());
    assert!(busiest <= LINES, "{busiest} calls at once");
    check_order(&bench, &plans);
}

/// Whenever a job was dialled, none that went before it was ready; and never more were in
/// calls than there are lines.
fn check_order(bench: &Bench, plans: &[Planned]) {
    let mut changes: Vec<JobChange> = (1..)
        .take(plans.len())
        .flat_map(|id| bench.spool.jobs().job_history(JobId(id)).unwrap())
        .collect();
    changes.sort_by_key(|change| change.id);
    let mut states: BTreeMap<(u8, JobId), JobState> = BTreeMap::new();
    let mut busiest = 0;
    for change in &changes {
        let key = (plans[change.job.0 as usize - 1].priority, change.job);
        if change.state == JobState::Active && states.get(&key) == Some(&JobState::Ready) {
            let first =
                states.iter().find(|(_, state)| **state == JobState::Ready).map(|(key, _)| *key);
            assert_eq!(first, Some(key), "at change {}", change.id);
        }
        states.insert(key, change.state);
        busiest = busiest.max(states.values().filter(|state| **state == JobState::Active).count());
    }
    assert!(
        busiest <= LINES && busiest == LINES.min(plans.len()),
        "{busiest} jobs in calls at once"
    );
}
