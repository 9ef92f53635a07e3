//! Stateless nodes, with a shared database of the kind that the environment specifies. A job that
//! is handed to a stateless node is stored in the shared database with its documents, and a node
//! sends it.

use crate::{Clustered, as_front};
use ferrofax_basics::UnixMs;

use super::tests::Bench;
use crate::node::sealed_tests::keys;
use ferrofax_spool::jobs::{JobId, JobState, NewFetch};
use ferrofax_spool::sending::option;
use ferrofax_spool::{Spool, SpoolError};

/// The numbers of pages of a document that is transferred with its job, and of one that needs
/// several pieces.
const PAGES: [u32; 2] = [2, 180];

fn octets_of(spool: &Spool, job: JobId) -> Vec<u8> {
    std::fs::read(&spool.jobs().job(job).unwrap().documents[0].path).unwrap()
}

#[test]
fn what_is_handed_to_a_front_is_in_the_store_and_a_node_sends_it() {
    for (pages, is_sealed) in PAGES.into_iter().flat_map(|pages| [(pages, false), (pages, true)]) {
        let bench = Bench::new();
        let keyed = bench.store.with_keys(keys(&[1]));
        let store = if is_sealed { &keyed } else { &bench.store };
        let front = as_front(store.clone());
        let new = bench.new_job("1", pages);
        let handed_in = std::fs::read(&new.documents[0].path).unwrap();
        let job = front.submission().submit(&new, UnixMs::now()).unwrap();
        // The file in the node's folder is lost; the folder contains only copies.
        let path = front.jobs().job(job).unwrap().documents[0].path.clone();
        std::fs::remove_file(&path).unwrap();
        assert!(octets_of(&front, job) == handed_in);
        let of = bench.hamburg.take(store).unwrap().unwrap();
        assert_eq!(of.job, job);
        let lease = bench.hamburg.dial().unwrap();
        assert!(std::fs::read(&lease.job.documents[0].path).unwrap() == handed_in);
        bench.hamburg.spool.queue().session_begun(&lease, UnixMs::now()).unwrap();
        for page in 1..=2 {
            bench.hamburg.send(store, &lease, page);
        }
        assert_eq!(front.jobs().job(job).unwrap().state, JobState::Active);
        bench.hamburg.end_and_tell(store, &lease, None);
        let shown = front.jobs().job(job).unwrap();
        // This test sends only two of the 180 pages, so that job is to be tried again.
        let state = if pages == 2 { JobState::Done } else { JobState::Sleeping };
        assert_eq!((shown.state, shown.pages_confirmed() == 2), (state, true), "{}", shown.text);
        // The stateless node makes the reports of the job, and no other node does.
        let reports = front.outbox().reports_of(job).unwrap();
        assert_eq!(reports.len(), 1, "{reports:?}");
        assert!(bench.hamburg.spool.outbox().reports_of(lease.job.id).unwrap().is_empty());
    }
}

#[test]
fn what_has_one_mark_is_one_job_whichever_front_it_is_handed_to() {
    let bench = Bench::new();
    let fronts = [(); 2].map(|()| as_front(bench.store.beside().unwrap()));
    let mut new = bench.new_job("1", 1);
    new.options.insert(option::MARK.to_owned(), "mail:17:0".to_owned());
    let jobs = fronts
        .each_ref()
        .map(|front| front.submission().submit(&new, UnixMs::now()).unwrap());
    assert_eq!(jobs[0], jobs[1]);
    // Jobs without a mark are separate jobs each time, and each gets a mark of its own.
    new.options.clear();
    let others = fronts
        .each_ref()
        .map(|front| front.submission().submit(&new, UnixMs::now()).unwrap());
    assert_ne!(others[0], others[1]);
    let marks = others.map(|job| fronts[0].jobs().job(job).unwrap().options[option::MARK].clone());
    assert!(marks[0] != marks[1] && marks[0].starts_with("front:"), "{marks:?}");
}

#[test]
fn what_no_node_can_do_is_refused() {
    let bench = Bench::new();
    let front = as_front(bench.store.clone());
    let mut fetching = bench.new_job("1", 1);
    fetching.fetch = Some(NewFetch::default());
    let mut test = bench.new_job("1", 1);
    test.options
        .insert(option::SELFTEST_TO.to_owned(), "2102@fax-devices".to_owned());
    for new in [fetching, test] {
        let refused = front.submission().submit(&new, UnixMs::now());
        assert!(matches!(refused, Err(SpoolError::Refused { .. })), "{refused:?}");
    }
}

#[test]
fn what_was_handed_to_a_front_goes_when_it_is_old_and_people_were_told() {
    let bench = Bench::new();
    let front = as_front(bench.store.clone());
    let job = front.submission().submit(&bench.new_job("1", 1), UnixMs::now()).unwrap();
    let (of_berlin, _) = bench.given(&bench.new_job("2", 1));
    let now = bench.store.shared_queue().now_of_store().unwrap() + 1;
    for one in [job, of_berlin] {
        front.jobs().cancel_job(one, "alice", now).unwrap();
    }
    let go = |at| {
        bench
            .store
            .shared_queue()
            .let_jobs_of_fronts_go(at, (now, "old"), &|| false)
            .unwrap()
    };
    assert_eq!((go(now), go(now + 1)), (0, 0), "its report has not gone");
    for report in front.outbox().reports_of(job).unwrap() {
        front.outbox().delivered(report.id, now, "250 ok").unwrap();
    }
    assert_eq!((go(now), go(now + 1)), (0, 1));
    assert!(front.jobs().job(job).is_err() && front.jobs().job(of_berlin).is_ok());
}
