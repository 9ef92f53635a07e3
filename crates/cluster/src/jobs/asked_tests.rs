//! A command of a person for a job of the shared database is carried out once there, even if the
//! origin node dies while it passes the command on, and passes it on again after its restart.

use ferrofax_basics::UnixMs;
use ferrofax_spool::inside::database::faults;
use ferrofax_spool::jobs::{Job, JobId, JobState, JobVerb, Restart};

use super::tests::Bench;
use crate::Clustered;

/// Passes a command on from Berlin, which dies at each of its steps in turn. If the command was
/// carried out, somebody gives another command at the shared database before Berlin is back. This
/// other command must remain in force.
fn dies_while_it_passes_on(before: Option<JobVerb>, verb: &JobVerb, other: &JobVerb) {
    let mut repeated = 0;
    // Each step has a job of its own: another shared database would take seconds on a server.
    let bench = Bench::new();
    for steps in 0.. {
        let (there, here) = bench.given(&bench.new_job(&format!("1{steps}"), 1));
        let store = bench.store.jobs();
        let at_store = |verb: &JobVerb| {
            let now = bench.store.shared_queue().now_of_store().unwrap();
            store.do_to_job(there, verb.clone(), "a test", now).unwrap();
        };
        before.iter().for_each(at_store);
        bench.followed(here);
        let berlin = &bench.berlin;
        berlin
            .spool
            .jobs()
            .do_to_job(here, verb.clone(), "alice", UnixMs::now())
            .unwrap();
        let events = || store.job_history(there).unwrap().len();
        let begun = events();
        faults::die_after(steps);
        let _died = berlin.spool.shared_queue().tell_asked(&bench.store, &berlin.node);
        let has_died = faults::live_again();
        let is_done = events() > begun;
        if is_done {
            at_store(other);
        }
        let (stands, known) = (standing(&store.job(there).unwrap()), events());
        berlin.spool.shared_queue().tell_asked(&bench.store, &berlin.node).unwrap();
        if is_done {
            let again = standing(&store.job(there).unwrap());
            assert_eq!((again, events()), (stands, known), "{verb:?} at step {steps}");
            repeated += u32::from(has_died);
        } else {
            assert!(events() > known, "{verb:?} at step {steps} is lost");
        }
        if !has_died {
            break;
        }
    }
    // At some step Berlin has died between the act and its note.
    assert!(repeated > 0, "{verb:?}");
}

fn standing(job: &Job) -> (JobId, JobState, u8) {
    (job.id, job.state, job.priority)
}

#[test]
fn a_hold_that_is_passed_on_twice_does_not_hold_a_job_that_was_released_meanwhile() {
    dies_while_it_passes_on(None, &JobVerb::Hold, &JobVerb::Release);
}

#[test]
fn a_release_that_is_passed_on_twice_does_not_release_a_job_that_was_held_meanwhile() {
    dies_while_it_passes_on(Some(JobVerb::Hold), &JobVerb::Release, &JobVerb::Hold);
}

#[test]
fn a_cancellation_that_is_passed_on_twice_does_not_end_a_job_that_was_retried_meanwhile() {
    dies_while_it_passes_on(None, &JobVerb::Cancel, &JobVerb::Retry);
}

#[test]
fn a_retry_that_is_passed_on_twice_does_not_send_a_job_that_was_cancelled_meanwhile() {
    dies_while_it_passes_on(Some(JobVerb::Cancel), &JobVerb::Retry, &JobVerb::Cancel);
}

#[test]
fn a_priority_that_is_passed_on_twice_does_not_replace_a_later_one() {
    dies_while_it_passes_on(None, &JobVerb::Priority(3), &JobVerb::Priority(9));
}

/// Only the retry of a failed job is counted as a new fax.
#[test]
fn a_retry_of_a_waiting_job_does_not_restart_it_if_it_fails_meanwhile() {
    let bench = Bench::new();
    let retried_after = |number: &str, meanwhile: JobVerb| {
        let (there, here) = bench.given(&bench.new_job(number, 1));
        let jobs = bench.berlin.spool.jobs();
        jobs.retry_job_of(here, &Restart::No, "alice", UnixMs::now()).unwrap();
        let now = bench.store.shared_queue().now_of_store().unwrap();
        bench.store.jobs().do_to_job(there, meanwhile, "a test", now).unwrap();
        bench
            .berlin
            .spool
            .shared_queue()
            .tell_asked(&bench.store, &bench.berlin.node)
            .unwrap();
        bench.store.jobs().job(there).unwrap().state
    };
    assert_eq!(retried_after("1", JobVerb::Cancel), JobState::Failed);
    assert_eq!(retried_after("2", JobVerb::Hold), JobState::Ready);
}
