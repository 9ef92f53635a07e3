//! `ferrofax number`: a job that waits for a number gets one, by the right of whoever gives
//! it.

use ferrofax::UnixMs;
use ferrofax::spool::failure::Failure;
use ferrofax::spool::jobs::{JobId, JobState};

use super::bench::Bench;
use super::waiting;

/// What a network printer takes in without a number.
fn printed(bench: &Bench) -> JobId {
    waiting::printed(&bench.spool, &bench.path(""), "2101", "alice")
}

#[test]
fn the_list_shows_who_waits_and_the_command_sends_it_on() {
    let bench = Bench::new();
    let job = printed(&bench);
    let listed = bench.run(&["jobs"]).out;
    assert!(listed.contains("suspended") && listed.contains("needs a number until 20"), "{listed}");
    let one = bench.run(&["jobs", "1"]).out;
    assert!(one.contains("needs     a number, until 20") && one.contains("alice (print)"), "{one}");
    let released = bench.run(&["release", "1"]);
    assert_eq!(released.code, Some(2));
    assert!(released.err.contains("`ferrofax number 1 NUMBER`"), "{released:?}");
    let given = bench.run(&["number", "1", "0991 123-45"]);
    assert_eq!((given.code, given.out.as_str()), (Some(0), "job 1 is ready\n"), "{given:?}");
    let sent = bench.spool.jobs().job(job).unwrap();
    assert_eq!((sent.number.as_str(), sent.canonical.as_str()), ("0991 123-45", "+4999112345"));
    let again = bench.run(&["number", "1", "0992"]);
    assert!(again.code == Some(2) && again.err.contains("already has a number"), "{again:?}");
    let listed = bench.run(&["jobs"]).out;
    assert!(!listed.contains("needs"), "{listed}");
}

#[test]
fn a_number_that_may_not_be_dialled_is_refused_noted_and_leaves_the_job_waiting() {
    let bench = Bench::new();
    let job = printed(&bench);
    for (number, says) in [
        ("", "no number is given"),
        ("x", "can't be dialled"),
        ("0900 123", "forbidden"),
        ("01805 123", "special numbers"),
        ("+1 212 555 0100", "other countries"),
    ] {
        let refused = bench.run(&["number", "1", number]);
        assert_eq!(refused.code, Some(2), "{number}: {refused:?}");
        assert!(refused.err.contains(says), "{number}: {refused:?}");
    }
    assert!(bench.spool.jobs().job(job).unwrap().waits_for_number());
    let audit = std::fs::read_to_string(bench.spool.folder().join("audit.log")).unwrap();
    assert_eq!(audit.matches("\"granted\":false").count(), 5, "{audit}");
    assert!(audit.contains("\"door\":\"command\""), "{audit}");
    // Given at last, it is counted as a fax, once.
    assert_eq!(bench.run(&["number", "1", "0991 1"]).code, Some(0));
    let audit = std::fs::read_to_string(bench.spool.folder().join("audit.log")).unwrap();
    assert_eq!(audit.matches("\"mark\":\"number:1:").count(), 1, "{audit}");
}

#[test]
fn a_job_that_is_not_there_or_has_ended_takes_no_number() {
    let bench = Bench::new();
    let absent = bench.run(&["number", "7", "0991"]);
    assert!(absent.code == Some(2) && absent.err.contains("there is no job 7"), "{absent:?}");
    let job = printed(&bench);
    bench.spool.queue().wake_jobs(UnixMs::now() + 8 * 24 * 3_600_000).unwrap();
    let late = bench.spool.jobs().job(job).unwrap();
    assert_eq!((late.state, late.failure), (JobState::Failed, Some(Failure::NoNumber)));
    let refused = bench.run(&["number", "1", "0991"]);
    assert!(refused.err.contains("job 1 is already failed"), "{refused:?}");
}
