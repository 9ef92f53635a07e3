//! `FaxSend(JOB)`: a job goes in a call that somebody else has placed.

use ferrofax::service::host::CallInfo;
use ferrofax::spool::failure::Failure;
use ferrofax::spool::jobs::{JobState, NewDocument};
use ferrofax::spool::wish::Wish;
use std::sync::atomic::Ordering;

use super::bench::{Bench, now, pages};
use super::network::Played;

#[test]
fn a_job_that_waits_for_its_time_is_sent_in_a_call_that_is_there_and_no_other_with_it() {
    let bench = Bench::new("");
    let document = bench.document("two", &pages(2, 1));
    let mut draft = bench.draft("0991", &document);
    draft.set(Wish::At, "+1h");
    let (job, other) = (bench.submit(&draft), bench.submit(&draft));
    let seen = bench.network.connect(&job.to_string(), &Played::Sent).unwrap();
    assert!(seen.pages == pages(2, 1));
    let told = ["FAXSTATUS", "FAXERROR", "FAXPAGES", "FERROFAX_JOB"]
        .map(|name| seen.variables[name].clone());
    assert_eq!(told, ["SUCCESS", "", "2", &job.to_string()]);
    let done = bench.job(job);
    assert_eq!((done.state, done.dials, done.tries), (JobState::Done, 1, 1), "{}", done.text);
    assert_eq!(bench.job(other).state, JobState::Pending, "it keeps waiting for its time");
    assert_eq!(bench.network.calls().len(), 0, "nothing was dialled");
    let dialled = bench.network.events_named("FerrofaxSendDial");
    assert!(dialled.len() == 1 && dialled[0]["Job"] == job.to_string(), "{dialled:?}");
    assert_eq!(bench.network.events_named("FerrofaxSendEnd").len(), 1);
    assert_eq!(bench.service.active_calls(), 0, "the line is free");
}

/// Whoever connected the channel answers for where it goes, and for nobody else's fax.
#[test]
fn a_page_that_fails_in_a_connected_call_lets_no_other_job_into_it() {
    let bench = Bench::new("");
    // Nothing is dialled, so the other job waits all the time.
    bench.network.starting.store(true, Ordering::SeqCst);
    let good = pages(1, 4);
    let [first, second] = ["first", "second"].map(|name| bench.document(name, &good));
    let mut draft = bench.draft("0994", &first);
    draft.documents.push(NewDocument { path: second, name: String::new() });
    let job = bench.submit(&draft);
    let other = bench.submit(&bench.draft("0994", &first));
    std::fs::write(&bench.job(job).documents[1].path, b"II*\0").unwrap();
    let seen = bench.network.connect(&job.to_string(), &Played::Sent).unwrap();
    assert_eq!(seen.variables["FERROFAX_JOB"], job.to_string());
    assert!(seen.pages == good);
    assert_eq!(bench.job(job).failure, Some(Failure::ConversionFailed));
    assert_eq!(bench.job(other).dials, 0);
}

#[test]
fn a_job_whose_connected_call_breaks_is_tried_again_by_its_own_rules() {
    let bench = Bench::new("retry_dropped = 0");
    let document = bench.document("three", &pages(3, 2));
    let mut draft = bench.draft("0992", &document);
    draft.set(Wish::At, "+1h");
    let job = bench.submit(&draft);
    let seen = bench.network.connect(&job.to_string(), &Played::Dropped(1)).unwrap();
    assert_eq!(seen.variables["FAXSTATUS"], "FAILED");
    assert!(seen.pages == pages(3, 2)[..1]);
    let done = bench.wait_for_end(job);
    assert_eq!((done.state, done.dials), (JobState::Done, 2), "{}", done.text);
    bench.network.join();
    assert!(
        bench.network.received("0992") == pages(3, 2)[1..],
        "the rest, in a call that was dialled"
    );
}

#[test]
fn what_can_t_be_sent_in_a_connected_call_is_refused_with_a_sentence() {
    let bench = Bench::new("max_lines = 1");
    let document = bench.document("one", &pages(1, 3));
    let mut draft = bench.draft("0993", &document);
    draft.set(Wish::At, "+1h");
    let [held, cancelled, waits] = [0; 3].map(|_| bench.submit(&draft));
    bench.spool.jobs().hold_job(held, "us", now()).unwrap();
    bench.spool.jobs().cancel_job(cancelled, "us", now()).unwrap();
    let refused = |args: &str| {
        let refusal = bench
            .service
            .begin_send_job(args, CallInfo::default())
            .err()
            .expect("a refusal");
        (refusal.error, refusal.text)
    };
    for (args, error, says) in [
        ("", "INVALID_ARGUMENTS", "the number of a job"),
        ("seven", "INVALID_ARGUMENTS", "FaxSend(seven)"),
        ("777", "NO_SUCH_JOB", "no job 777"),
        (
            &held.to_string(),
            "JOB_NOT_WAITING",
            "suspended, so it can't go in a call now; release it first",
        ),
        (&cancelled.to_string(), "JOB_NOT_WAITING", "is already failed"),
    ] {
        let (word, text) = refused(args);
        assert!(word == error && text.contains(says), "{args}: {word} {text}");
    }
    assert_eq!(bench.service.active_calls(), 0, "a refusal takes no line");
    let call = bench.service.begin_send_job(&waits.to_string(), CallInfo::default()).unwrap();
    assert_eq!(refused(&waits.to_string()).0, "LINES_BUSY");
    bench.reload("max_lines = 2");
    let (word, text) = refused(&waits.to_string());
    assert!(word == "JOB_NOT_WAITING" && text.contains("is active"), "{word} {text}");
    drop(call);
    bench.reload("sendenabled = no");
    assert_eq!(refused(&waits.to_string()).0, "NOT_ENABLED");
    let left = bench.job(waits);
    assert!(left.failure == Some(Failure::Internal) || left.state != JobState::Active, "{left:?}");
}
