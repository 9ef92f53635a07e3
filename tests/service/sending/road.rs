//! The road of a job: submitted by another process, dialled, sent, done.

use ferrofax::spool::failure::Failure;
use ferrofax::spool::jobs::{JobState, PageState};
use ferrofax::spool::sending::option;
use ferrofax::spool::submission::prepare;

use super::bench::{Bench, now, pages};
use super::network::Played;
use crate::recorded::{comes_out_the_same, records};
use ferrofax::spool::RecordOf;
use std::sync::atomic::Ordering;
use std::time::Duration;

#[test]
fn what_is_submitted_arrives_as_it_was_and_the_job_is_done() {
    let bench = Bench::new("record = all");
    let sent = pages(3, 1);
    let document = bench.document("three", &sent);
    let id = bench.submit(&bench.draft("0991 123", &document));
    let job = bench.wait_for_end(id);
    assert_eq!(
        (job.state, job.tries, job.dials, job.pages_confirmed()),
        (JobState::Done, 1, 1, 3),
        "{}",
        job.text
    );
    bench.network.join();
    assert!(bench.network.received("0991123") == sent, "pixel by pixel");

    let call = &bench.network.calls()[0];
    assert_eq!(call.call.dial, "Local/0991123@fax-outbound");
    assert_eq!(
        (call.call.caller_number.as_str(), call.call.caller_name.as_str()),
        ("+4999177", "Alice")
    );
    assert_eq!(call.variables["FAXSTATUS"], "SUCCESS");
    assert_eq!(
        (call.variables["FAXPAGES"].as_str(), call.variables["FERROFAX_JOB"].as_str()),
        ("3", "1")
    );
    assert!(
        call.cdr
            .starts_with("job=1 device=2101@fax-devices pages=3 rate=14400 ecm cause=OK"),
        "{}",
        call.cdr
    );
    let events: Vec<String> = bench
        .network
        .events
        .lock()
        .unwrap()
        .iter()
        .map(|(name, _)| name.clone())
        .collect();
    let page = "FerrofaxSendPage";
    assert_eq!(
        events,
        [
            "FerrofaxSendDial",
            "FerrofaxSendStart",
            "FerrofaxSendNegotiated",
            page,
            page,
            page,
            "FerrofaxSendEnd"
        ]
    );
    assert_eq!(bench.network.events_named("FerrofaxSendEnd")[0]["State"], "done");
    assert_eq!(bench.service.active_calls(), 0);
    assert_eq!(bench.service.stop(), Ok(()));
    let records = records(&bench.spool);
    assert!(
        records
            .iter()
            .all(|record| matches!(record.facts.of, RecordOf::Job(job, _) if job == id))
    );
    assert_eq!((records.len(), records[0].facts.is_out), (1, true));
    assert_eq!(comes_out_the_same(&bench.spool, &records[0]), ("OK".to_owned(), 3));
}

/// The goodbye takes a second, and more by T.38: who is called meanwhile is busy.
#[test]
fn a_number_is_free_for_the_next_job_when_the_call_has_ended() {
    let bench = Bench::new("share_calls = no");
    let document = bench.document("one", &pages(1, 9));
    let ids = [1, 2].map(|_| bench.submit(&bench.draft("0991123", &document)));
    for id in ids {
        assert_eq!(bench.wait_for_end(id).state, JobState::Done);
    }
    bench.network.join();
    let [first, then] = &bench.network.calls()[..] else { panic!("one call for each") };
    assert!(first.ended_before.is_empty(), "{:?}", first.ended_before);
    assert_eq!(then.ended_before, ["1"], "the first");
}

/// The route of a number may be loaded last.
#[test]
fn nobody_is_called_while_the_pbx_still_starts() {
    let bench = Bench::new("");
    bench.network.starting.store(true, Ordering::SeqCst);
    let id = bench.submit(&bench.draft("0991123", &bench.document("one", &pages(1, 4))));
    // Longer than the dialler sleeps.
    std::thread::sleep(Duration::from_millis(1500));
    assert!(bench.network.calls().is_empty());
    bench.network.starting.store(false, Ordering::SeqCst);
    assert_eq!(bench.wait_for_end(id).dials, 1);
}

#[test]
fn a_call_that_broke_goes_on_with_the_first_page_that_was_not_confirmed() {
    let bench = Bench::new("retry_dropped = 0");
    let sent = pages(3, 2);
    let document = bench.document("three", &sent);
    bench.network.play("0991123", &[Played::Dropped(1)]);
    let id = bench.submit(&bench.draft("0991123", &document));
    let job = bench.wait_for_end(id);
    assert_eq!((job.state, job.tries, job.dials), (JobState::Done, 2, 2), "{}", job.text);
    bench.network.join();
    let calls = bench.network.calls();
    assert_eq!(calls.iter().map(|call| call.pages.len()).collect::<Vec<_>>(), [1, 2]);
    assert!(bench.network.received("0991123") == sent);
    assert_eq!(calls[0].variables["FAXERROR"], "HANGUP");
}

#[test]
fn a_panic_in_the_call_is_a_try_that_failed() {
    let bench = Bench::new("retry_internal = 0");
    let sent = pages(2, 3);
    let document = bench.document("two", &sent);
    bench.network.play("0991123", &[Played::Panic(1)]);
    let id = bench.submit(&bench.draft("0991123", &document));
    let job = bench.wait_for_end(id);
    assert_eq!((job.state, job.tries), (JobState::Done, 2), "{}", job.text);
    bench.network.join();
    assert!(bench.network.received("0991123") == sent);
    let history = bench.spool.jobs().job_history(id).unwrap();
    assert!(history.iter().any(|change| change.failure == Some(Failure::Internal)), "{history:?}");
    assert_eq!(bench.service.active_calls(), 0);
}

#[test]
fn a_job_says_how_long_it_rings_what_is_dialled_behind_its_number_and_when_it_is_tried_again() {
    let bench = Bench::new("retry_busy = 60");
    bench.network.play("0991123", &[Played::Cause(17)]);
    let document = bench.document("one", &pages(1, 5));
    let draft = bench.draft("0991123", &document);
    let mut job = prepare(&bench.spool, &draft, now()).unwrap();
    for (name, value) in [
        (option::RING_SECONDS, "20"),
        (option::POST_DIAL, "ww17#"),
        (option::RETRY_SECONDS, "3600"),
    ] {
        job.options.insert(name.to_owned(), value.to_owned());
    }
    let id = bench.spool.submission().submit(&job, now()).unwrap();
    let waiting = bench.wait(id, &[JobState::Sleeping]);
    let failed = bench.spool.jobs().job_history(id).unwrap().pop().unwrap();
    assert_eq!(failed.trunk.as_deref(), Some("Fake/provider"), "where nobody answered, too");
    let seen = &bench.network.calls()[0].call;
    assert_eq!((seen.timeout_ms, seen.post_dial.as_str()), (20_000, "ww17#"));
    assert!(waiting.due_at.unwrap() > now() + 3_500_000);
}

/// As the store of others may bring it.
#[test]
fn what_a_row_says_of_a_call_adds_no_line_to_any_message() {
    let bench = Bench::new("retry_busy = 60");
    bench.network.play("0991123", &[Played::Cause(17)]);
    let document = bench.document("one", &pages(1, 5));
    let mut job = prepare(&bench.spool, &bench.draft("0991123", &document), now()).unwrap();
    for name in [option::CALLER_NUMBER, option::CALLER_NAME, option::ACCOUNT, option::POST_DIAL] {
        job.options.insert(name.to_owned(), "12\r\nX-Evil: 3\u{1}\u{7f}".to_owned());
    }
    let id = bench.spool.submission().submit(&job, now()).unwrap();
    bench.wait(id, &[JobState::Sleeping]);
    let seen = &bench.network.calls()[0].call;
    let texts = [&seen.caller_number, &seen.caller_name, &seen.account];
    assert_eq!(texts, ["12X-Evil: 3"; 3]);
    assert_eq!(seen.post_dial, "123");
    // Nor is a number dialled that the rules do not read as one.
    let mut job = prepare(&bench.spool, &bench.draft("0991124", &document), now()).unwrap();
    job.number = "0991123&Local/0900@intern\r\n".to_owned();
    let id = bench.spool.submission().submit(&job, now()).unwrap();
    assert_eq!(bench.wait_for_end(id).failure, Some(Failure::BadNumber));
    assert_eq!(bench.network.calls().len(), 1);
}

#[test]
fn jobs_to_one_number_go_in_one_call() {
    let bench = Bench::new("retry_no_answer = 0");
    let documents = [pages(1, 4), pages(2, 5), pages(1, 6)];
    bench.network.play("0991999", &[Played::Rings(1_500)]);
    // It rings until all are there.
    let ids: Vec<_> = documents
        .iter()
        .enumerate()
        .map(|(at, pages)| {
            let document = bench.document(&format!("d{at}"), pages);
            bench.submit(&bench.draft("0991999", &document))
        })
        .collect();
    for id in &ids {
        let job = bench.wait_for_end(*id);
        assert_eq!(job.state, JobState::Done, "{}", job.text);
        assert!(job.pages.iter().all(|page| page.state == PageState::Confirmed));
    }
    bench.network.join();
    let calls = bench.network.calls();
    assert_eq!(calls.len(), 2, "one that rang and one for all");
    assert!(bench.network.received("0991999") == documents.concat());
    assert_eq!(calls[1].variables["FERROFAX_JOB"], "1,2,3");
    // The try that rang; then one by one, as they are through; the last with the call, which has
    // the line until then.
    assert_eq!(calls[1].ended_before, ["1", "1", "2"]);
    for id in &ids {
        let done = bench.spool.jobs().job_history(*id).unwrap().pop().unwrap();
        assert_eq!(done.trunk.as_deref(), Some("Fake/provider"));
    }
    let shown = bench.service.command(&["show", "job", "1"]).unwrap();
    assert!(shown.contains("  Fake/provider  "), "{shown}");
    assert_eq!(calls[1].variables["FAXPAGES"], "4");
}
