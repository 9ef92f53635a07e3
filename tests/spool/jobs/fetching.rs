//! A job that fetches: what became of it is judged by what of its fax is here, whatever was cut
//! off in between.

use ferrofax::UnixMs;
use ferrofax::spool::failure::{Failure, Retry};
use ferrofax::spool::jobs::{AttemptEnd, JobId, JobLease, JobState, NewFetch, NewJob, RetryRules};
use ferrofax::spool::{FaxEnd, FaxId, FaxStatus, NewFax, SpoolError};

use super::bench::Bench;
use crate::pages::page;

const NOW: UnixMs = UnixMs(1_000);

fn fetches(bench: &Bench, sep: Option<&str>) -> JobId {
    let new = NewJob {
        documents: Vec::new(),
        fetch: Some(NewFetch { sep: sep.map(Into::into) }),
        ..bench.job("1", 1)
    };
    bench.spool.submission().submit(&new, NOW).unwrap()
}

/// The first pages of it come.
fn comes(bench: &Bench, lease: &JobLease, pages: u32) -> FaxId {
    let new = NewFax {
        fetched_by: Some(lease.job.id),
        mailboxes: vec!["alice@example.com".into()],
        ..NewFax::default()
    };
    let fax = bench.spool.receiving().begin_fax(&new).unwrap();
    (1..=pages).for_each(|number| bench.spool.receiving().append_page(fax, &page(number)).unwrap());
    fax
}

fn ends(bench: &Bench, fax: FaxId, status: FaxStatus) {
    let (phase, cause, event) = ("E".into(), "OK".into(), Default::default());
    bench
        .spool
        .receiving()
        .finish_fax(fax, &FaxEnd { status, phase, cause, event, ended_at: NOW })
        .unwrap();
}

#[test]
fn a_job_is_done_when_all_is_here_and_tried_again_while_nothing_is() {
    let bench = Bench::new();
    let job = fetches(&bench, Some("4711"));
    assert_eq!(bench.spool.jobs().job(job).unwrap().fetch.unwrap().sep.as_deref(), Some("4711"));
    let mut retry = RetryRules::default();
    retry.set(Failure::Dropped, Retry::After { seconds: 0, times: None });
    let lease = bench.lease(NOW).unwrap();
    let dropped = AttemptEnd { failure: Some(Failure::Dropped), retry, ..AttemptEnd::default() };
    assert_eq!(bench.spool.queue().attempt_ended(&lease, &dropped, NOW), Ok(JobState::Sleeping));

    let lease = bench.lease(NOW).unwrap();
    let fax = comes(&bench, &lease, 2);
    ends(&bench, fax, FaxStatus::Received);
    assert_eq!(
        bench.spool.queue().attempt_ended(&lease, &dropped, NOW),
        Ok(JobState::Done),
        "all came"
    );
    assert_eq!(
        bench.spool.jobs().job(job).unwrap().text,
        format!("Polled: 2 pages, as fax {fax}.")
    );
}

/// The spool took so long to file the fax that the call was over before its number was known.
#[test]
fn a_fax_that_nobody_could_end_ends_with_its_job() {
    let bench = Bench::new();
    fetches(&bench, None);
    let lease = bench.lease(NOW).unwrap();
    let fax = comes(&bench, &lease, 0);
    bench.end(&lease, None, NOW);
    let ended = bench.spool.faxes().fax(fax).unwrap();
    assert_eq!(
        (ended.status, ended.outcome_cause.as_deref()),
        (FaxStatus::Failed, Some("STORAGE"))
    );
    assert_eq!(bench.spool.receiving().recover(NOW), Ok(vec![]));
}

#[test]
fn an_end_without_a_page_or_a_fault_is_a_call_that_broke() {
    let bench = Bench::new();
    let job = fetches(&bench, None);
    let lease = bench.lease(NOW).unwrap();
    assert_eq!(bench.end(&lease, None, NOW), JobState::Sleeping);
    assert_eq!(bench.spool.jobs().job(job).unwrap().failure, Some(Failure::Dropped));
}

#[test]
fn after_a_crash_what_came_is_not_fetched_again_and_what_did_not_is() {
    for (came, state) in [(1, JobState::Failed), (0, JobState::Sleeping)] {
        let mut bench = Bench::new();
        let job = fetches(&bench, None);
        let lease = bench.lease(NOW).unwrap();
        let fax = comes(&bench, &lease, came);
        bench.crash();
        bench.spool.receiving().recover(NOW).unwrap();
        assert_eq!(bench.spool.queue().recover_jobs(NOW).unwrap(), [(job, state)], "{came} pages");
        let job = bench.spool.jobs().job(job).unwrap();
        assert_eq!(job.failure, Some(Failure::Internal));
        assert_eq!(job.text.contains(&format!("as fax {fax}.")), came == 1, "{}", job.text);
        assert_eq!(
            bench.spool.outbox().outbox_of(fax).unwrap().len(),
            came as usize,
            "it is mailed"
        );
    }
    // The crash came between the end of the fax and that of the job.
    let mut bench = Bench::new();
    let job = fetches(&bench, None);
    let lease = bench.lease(NOW).unwrap();
    let fax = comes(&bench, &lease, 1);
    ends(&bench, fax, FaxStatus::Received);
    bench.crash();
    assert_eq!(bench.spool.queue().recover_jobs(NOW).unwrap(), [(job, JobState::Done)]);
}

#[test]
fn what_fetches_shares_no_call_and_what_does_nothing_is_refused() {
    let bench = Bench::new();
    bench.submit("1", 1, NOW);
    fetches(&bench, None);
    let lead = bench.lease(NOW).unwrap();
    assert!(lead.job.fetch.is_none());
    assert_eq!(bench.spool.queue().join_call(&lead, NOW, 60_000), Ok(None));
    let nothing = NewJob { documents: Vec::new(), ..bench.job("1", 1) };
    let refused = bench.spool.submission().submit(&nothing, NOW);
    assert!(matches!(refused, Err(SpoolError::Refused { failure: Failure::NoDocument, .. })));
}
