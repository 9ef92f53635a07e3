//! What the line of a call was like stays with the end of the try that the call was.

use ferrofax::UnixMs;
use ferrofax::sent_line::{AnswerSignal, SentLine};
use ferrofax::spool::failure::Failure;
use ferrofax::spool::jobs::{JobSession, JobState};

use super::bench::Bench;

#[test]
fn each_try_has_the_line_that_it_had_and_a_call_that_came_to_nothing_has_none() {
    let bench = Bench::new();
    let job = bench.submit("0991123", 1, UnixMs(0));
    let busy = bench.lease(UnixMs(10)).unwrap();
    bench.end(&busy, Some(Failure::Busy), UnixMs(20));
    let answers = Some(AnswerSignal { level_dbm0: -18, snr_db: 20 });
    let bad = SentLine {
        first_bps: 14_400,
        slowest_bps: 2400,
        trainings_refused: 3,
        frames: 512,
        frames_again: 38,
        pages_again: 2,
        commands_again: 4,
        answers,
    };
    let good = SentLine { first_bps: 9600, slowest_bps: 9600, ..SentLine::default() };
    for (at, line, failure) in
        [(10_000_000, bad, Some(Failure::LineTooBad)), (20_000_000, good, None)]
    {
        let lease = bench.lease(UnixMs(at)).unwrap();
        bench.spool.queue().session_begun(&lease, UnixMs(at)).unwrap();
        let told = |line| JobSession { line, ..JobSession::default() };
        bench.spool.queue().note_job_session(&lease, &told(Some(line))).unwrap();
        // What is not told changes nothing.
        bench.spool.queue().note_job_session(&lease, &told(None)).unwrap();
        match failure {
            None => bench.send(&lease, UnixMs(at)),
            failure => bench.end(&lease, failure, UnixMs(at)),
        };
    }
    let history = bench.spool.jobs().job_history(job).unwrap();
    let ends = history
        .iter()
        .filter(|change| change.failure.is_some() || change.state.is_final());
    let lines: Vec<_> = ends.map(|change| (change.state, change.line)).collect();
    let tried = |line| (JobState::Sleeping, line);
    assert_eq!(lines, [tried(None), tried(Some(bad)), (JobState::Done, Some(good))]);
    // Begin and answer of a call say nothing of its line.
    let active = history.iter().filter(|change| change.state == JobState::Active);
    assert!(active.clone().count() == 5 && active.clone().all(|change| change.line.is_none()));
}
