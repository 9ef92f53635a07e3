//! A user who is stopped: the user's waiting jobs are held, and those alone are released.

use ferrofax::UnixMs;
use ferrofax::spool::SpoolError;
use ferrofax::spool::failure::Failure;
use ferrofax::spool::jobs::{CallWish, JobId, JobState, NewJob};

use super::bench::{Bench, MINUTE_MS};

const NOW: UnixMs = UnixMs(MINUTE_MS);

fn of(bench: &Bench, account: &str, number: &str) -> JobId {
    let job = NewJob { account: account.into(), ..bench.job(number, 1) };
    bench.spool.submission().submit(&job, NOW).unwrap()
}

#[test]
fn a_stop_holds_the_waiting_jobs_of_the_user_and_its_end_releases_those_alone() {
    let bench = Bench::new();
    let spool = &bench.spool;
    let [called, ready, own, chosen] =
        ["1", "2", "3", "4"].map(|number| of(&bench, "alice", number));
    let others = of(&bench, "bob", "5");
    let later = {
        let send_at = Some(NOW + 9 * MINUTE_MS);
        let job = NewJob { account: "alice".into(), send_at, ..bench.job("6", 1) };
        spool.submission().submit(&job, NOW).unwrap()
    };
    spool.jobs().hold_job(own, "alice", NOW).unwrap();
    let call = bench.lease(NOW).unwrap();
    assert_eq!(call.job.id, called);

    // The call goes on; the held one is held already.
    assert_eq!(spool.jobs().stop_user("alice", "too many faxes", NOW).unwrap(), Some(4));
    assert_eq!(spool.jobs().held_by_stop("alice").unwrap(), 4);
    let states = |jobs: &[JobId]| jobs.iter().map(|job| bench.state(*job)).collect::<Vec<_>>();
    let held = JobState::Suspended;
    assert_eq!(
        states(&[called, ready, own, chosen, later]),
        [JobState::Active, held, held, held, held]
    );
    assert_eq!(bench.state(others), JobState::Ready);
    assert_eq!(spool.jobs().job(called).unwrap().wish, CallWish::Hold);
    assert_eq!(
        spool.jobs().job(ready).unwrap().text,
        "Held: user alice is blocked from sending (too many faxes)."
    );
    bench.end(&call, Some(Failure::Busy), NOW);
    assert_eq!(bench.state(called), held);
    assert_eq!(bench.leased(NOW), Some(others));

    // What a person has decided since stands.
    spool.jobs().hold_job(chosen, "the operator", NOW).unwrap();
    assert_eq!(spool.jobs().let_user_go_on("alice", NOW).unwrap(), Some(3));
    assert_eq!(
        states(&[ready, own, chosen, later]),
        [JobState::Ready, held, held, JobState::Pending]
    );
    assert_ne!(bench.state(called), held);
    assert_eq!(spool.jobs().let_user_go_on("alice", NOW).unwrap(), None);
}

#[test]
fn no_job_of_a_stopped_user_is_dialled_however_it_got_past_the_stop() {
    let bench = Bench::new();
    let spool = &bench.spool;
    spool.jobs().stop_user("alice", "by the administrator", NOW).unwrap();
    // Taken in just when the user was stopped.
    let [first, second] = ["1", "2"].map(|number| of(&bench, "alice", number));
    let lead = of(&bench, "bob", "2");
    let call = bench.lease(NOW).unwrap();
    assert_eq!(call.job.id, lead);
    assert_eq!(spool.queue().join_call(&call, NOW, i64::MAX / 2).unwrap(), None);
    assert_eq!((bench.state(first), bench.leased(NOW)), (JobState::Suspended, None));
    bench.send(&call, NOW);
    assert_eq!((bench.leased(NOW), bench.state(second)), (None, JobState::Suspended));
    assert_eq!(spool.jobs().let_user_go_on("alice", NOW).unwrap(), Some(2));
    assert_eq!(bench.leased(NOW), Some(first));
}

/// Another program has placed a call for the job, and the dialplan application FaxSend sends the
/// job in this call.
#[test]
fn a_job_of_a_stopped_user_is_held_and_not_sent_in_the_call_of_another_program() {
    let bench = Bench::new();
    let spool = &bench.spool;
    spool.jobs().stop_user("alice", "by the administrator", NOW).unwrap();
    let job = of(&bench, "alice", "1");
    let held = SpoolError::JobNotWaiting { job, state: JobState::Suspended };
    assert_eq!(spool.queue().lease_named(job, NOW, MINUTE_MS), Err(held));
    assert_eq!(bench.state(job), JobState::Suspended);
    assert_eq!(spool.jobs().let_user_go_on("alice", NOW).unwrap(), Some(1));
    assert!(spool.queue().lease_named(job, NOW, MINUTE_MS).is_ok());
}
