//! What the line of a sent fax was like is told of it afterwards.

use ferrofax::sent_line::LineGrade;
use ferrofax::spool::jobs::{JobChange, JobId, JobState};

use super::bench::{Bench, pages};
use super::network::Played;

fn last_change(bench: &Bench, id: JobId) -> JobChange {
    bench.spool.jobs().job_history(id).unwrap().pop().unwrap()
}

#[test]
fn a_good_line_is_told_with_its_rate() {
    let bench = Bench::new("");
    let document = bench.document("one", &pages(1, 6));
    let id = bench.submit(&bench.draft("0991", &document));
    assert_eq!(bench.wait_for_end(id).state, JobState::Done);
    let change = last_change(&bench, id);
    let line = change.line.expect("it was sent");
    println!("{line}");
    assert_eq!((line.grade(), line.frames_again, line.pages_again), (LineGrade::Good, 0, 0));
    assert_eq!((line.first_bps, line.slowest_bps), (14_400, 14_400));
    assert!(line.frames > 0);
    // The answering engine says all at -12 dBm0, on a wire without noise.
    let answers = line.answers.expect("it was audio");
    assert_eq!((answers.level_dbm0, answers.snr_db >= 15), (-12, true), "{answers:?}");
    let shown = bench.service.command(&["show", "job", &id.to_string()]).unwrap();
    assert!(shown.contains("good, 14400 bit/s."), "{shown}");
}

#[test]
fn what_a_line_that_clicks_cost_is_counted() {
    let bench = Bench::new("");
    let sent = pages(2, 7);
    let document = bench.document("two", &sent);
    bench.network.play("0991", &[Played::Clicks(60)]);
    let id = bench.submit(&bench.draft("0991", &document));
    assert_eq!(bench.wait_for_end(id).state, JobState::Done);
    bench.network.join();
    assert!(bench.network.received("0991") == sent);
    let line = last_change(&bench, id).line.expect("it was sent");
    println!("{line}");
    assert!(line.frames_again > 0 && line.frames > line.frames_again, "{line}");
    assert_ne!(line.grade(), LineGrade::Good, "{line}");
}

#[test]
fn a_call_that_no_fax_machine_answered_had_no_line() {
    let bench = Bench::new("retry_busy = no");
    let document = bench.document("one", &pages(1, 8));
    bench.network.play("0991", &[Played::Cause(17)]);
    let id = bench.submit(&bench.draft("0991", &document));
    assert_eq!(bench.wait_for_end(id).state, JobState::Failed);
    assert_eq!(last_change(&bench, id).line, None);
}
