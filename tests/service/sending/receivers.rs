//! Receivers of all kinds: those that can do little, that fall silent, that are not
//! there; and what stands on the pages.

use ferrofax::call::AnswerConfig;
use ferrofax::modem::Rate;
use ferrofax::service::NotNow;
use ferrofax::spool::failure::Failure;
use ferrofax::spool::jobs::{JobState, PageState};
use ferrofax::t4::Resolution;

use super::bench::{Bench, pages};
use super::network::Played;
use ferrofax_kit::pages::{Content, page, write_document};

#[test]
fn a_page_is_made_to_what_the_receiver_can_take() {
    let bench = Bench::new("");
    let path = bench.folder.path().join("fine.tif");
    let fine = page(Content::Text, 1728, 800, 1);
    write_document(&path, [&fine], Resolution::Fine);
    let simple = AnswerConfig {
        ecm: false,
        rates: vec![Rate::V29At7200],
        resolutions: vec![Resolution::Standard],
        ..AnswerConfig::default()
    };
    bench.network.play("0991", &[Played::Machine(simple)]);
    let id = bench.submit(&bench.draft("0991", &path));
    let job = bench.wait_for_end(id);
    assert_eq!(job.state, JobState::Done, "{}", job.text);
    bench.network.join();
    let received = bench.network.received("0991");
    assert_eq!((received.len(), received[0].width(), received[0].rows()), (1, 1728, 400));
    let variables = &bench.network.calls()[0].variables;
    assert_eq!(
        (variables["FAXBITRATE"].as_str(), variables["FAXRESOLUTION"].as_str()),
        ("7200", "204x98")
    );
}

#[test]
fn each_page_bears_its_header_line() {
    let bench = Bench::new("headerinfo = Alice & Co");
    let sent = pages(2, 2);
    let document = bench.document("two", &sent);
    let id = bench.submit(&ferrofax::spool::submission::Draft {
        wishes: Default::default(),
        ..bench.draft("0991", &document)
    });
    assert_eq!(bench.wait_for_end(id).state, JobState::Done);
    bench.network.join();
    let received = bench.network.received("0991");
    assert_eq!(received.len(), 2);
    for (page, sent) in received.iter().zip(&sent) {
        let above = page.rows() - sent.rows();
        assert!((10..30).contains(&above), "{above} rows above the page");
        let is_below = (0..sent.rows()).all(|row| page.row(above + row) == sent.row(row));
        assert!(is_below, "the page itself is as it was");
        assert!(
            (0..above).any(|row| page.row(row).iter().any(|byte| *byte != 0)),
            "something is written above it"
        );
    }
    assert!(
        received[0].row(8) != received[1].row(8)
            || (0..20).any(|row| received[0].row(row) != received[1].row(row))
    );
}

#[test]
fn a_page_without_an_answer_goes_once_more_and_the_report_says_so() {
    let bench = Bench::new("retry_unconfirmed = 0\nretry_dropped = 0");
    let sent = pages(2, 3);
    let document = bench.document("two", &sent);
    bench.network.play("0991", &[Played::Unanswered(1)]);
    let id = bench.submit(&bench.draft("0991", &document));
    let job = bench.wait_for_end(id);
    assert_eq!((job.state, job.tries), (JobState::Done, 2), "{}", job.text);
    assert!(job.text.contains("1 page may have arrived twice"), "{}", job.text);
    bench.network.join();
    assert!(bench.network.received("0991") == [&sent[0], &sent[1], &sent[1]].map(Clone::clone));
}

#[test]
fn where_rather_lost_than_twice_holds_it_does_not_go_again() {
    let bench = Bench::new("unknown = skip\nretry_unconfirmed = 0\nretry_dropped = 0");
    let sent = pages(3, 4);
    let document = bench.document("three", &sent);
    bench.network.play("0991", &[Played::Unanswered(1)]);
    let id = bench.submit(&bench.draft("0991", &document));
    let job = bench.wait_for_end(id);
    assert_eq!(job.state, JobState::Done, "{}", job.text);
    assert_eq!(job.pages[1].state, PageState::Doubtful);
    bench.network.join();
    assert!(bench.network.received("0991") == sent);
}

#[test]
fn what_the_network_says_decides_whether_it_is_tried_again() {
    let bench = Bench::new("retry_busy = 0\nretry_no_answer = 0,1\nretry_lines_full = no");
    let document = bench.document("one", &pages(1, 5));
    for (number, causes, failure, dials) in [
        ("09911", vec![17, 17, 17], None, 4),
        ("09912", vec![19, 19, 19], Some(Failure::NoAnswer), 2),
        ("09913", vec![1], Some(Failure::UnknownNumber), 1),
        ("09914", vec![34], Some(Failure::LinesFull), 1),
        ("09915", vec![21], Some(Failure::Rejected), 1),
    ] {
        let calls: Vec<Played> = causes.into_iter().map(Played::Cause).collect();
        bench.network.play(number, &calls);
        let id = bench.submit(&bench.draft(number, &document));
        let job = bench.wait_for_end(id);
        let tries = u32::from(failure.is_none());
        assert_eq!(
            (job.failure, job.dials, job.tries),
            (failure, dials, tries),
            "{number}: {}",
            job.text
        );
    }
    bench.network.join();
}

#[test]
fn a_call_that_the_pbx_does_not_place_counts_for_nothing() {
    let bench = Bench::new("");
    let document = bench.document("one", &pages(1, 6));
    bench.network.play("0991", &[Played::Refused]);
    let id = bench.submit(&bench.draft("0991", &document));
    let until = std::time::Instant::now() + std::time::Duration::from_secs(20);
    let says = |text: &str| {
        bench
            .spool
            .jobs()
            .job_history(id)
            .unwrap()
            .iter()
            .any(|change| change.text.contains(text))
    };
    while !says("Not dialled") && std::time::Instant::now() < until {
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    assert_eq!((bench.job(id).state, bench.job(id).dials), (JobState::Ready, 0));
    assert_eq!(bench.service.active_calls(), 0);
    let job = bench.wait_for_end(id);
    assert_eq!((job.state, job.dials), (JobState::Done, 1));
    bench.network.join();
}

#[test]
fn kept_lines_stay_free_and_a_reload_takes_effect() {
    let bench = Bench::new("max_lines = 2\ninbound_lines = 1\nretry_no_answer = no");
    let document = bench.document("one", &pages(1, 7));
    let ids = ["0991", "0992", "0993"].map(|number| {
        bench.network.play(number, &[Played::Rings(1_200)]);
        bench.submit(&bench.draft(number, &document))
    });
    bench.wait(ids[0], &[JobState::Active]);
    assert_eq!(bench.job(ids[1]).state, JobState::Ready);
    assert!(bench.service.command(&["show", "calls"]).unwrap().contains("1 of 2 lines busy"));
    assert_eq!(
        bench.service.stop(),
        Err(NotNow::CallsRunning(1)),
        "the module stays while a call is placed"
    );
    bench.reload("max_lines = 3\ninbound_lines = 1\nretry_no_answer = no");
    bench.wait(ids[2], &[JobState::Active, JobState::Failed]);
    for id in ids {
        assert_eq!(bench.wait_for_end(id).failure, Some(Failure::NoAnswer));
    }
    bench.network.join();
    assert_eq!(bench.network.busiest.load(std::sync::atomic::Ordering::SeqCst), 2);
}

#[test]
fn a_job_whose_document_is_lost_fails_alone() {
    let bench = Bench::new("retry_no_answer = 0");
    bench.network.play("0991", &[Played::Rings(1_500)]);
    let good = pages(1, 8);
    let documents = [
        bench.document("first", &good),
        bench.document("second", &good),
        bench.document("third", &good),
    ];
    let ids = documents.map(|document| bench.submit(&bench.draft("0991", &document)));
    // The second one's is damaged on the disk.
    std::fs::write(&bench.job(ids[1]).documents[0].path, b"II*\0").unwrap();
    let states = ids.map(|id| bench.wait_for_end(id)).map(|job| (job.state, job.failure));
    let done = (JobState::Done, None);
    assert_eq!(states, [done, (JobState::Failed, Some(Failure::ConversionFailed)), done]);
    bench.network.join();
    assert_eq!(bench.network.received("0991").len(), 2);
}

#[test]
fn a_page_that_is_too_long_for_the_receiver_goes_in_parts_and_on_where_it_broke() {
    let bench = Bench::new("retry_dropped = 0");
    // 2 x 297 mm and a bit.
    let long = page(Content::Text, 1728, 2400, 9);
    let document = bench.document("long", std::slice::from_ref(&long));
    let a4 = || AnswerConfig { unlimited_length: false, ..AnswerConfig::default() };
    bench.network.play("0991", &[Played::DroppedBy(a4(), 1), Played::Machine(a4())]);
    let id = bench.submit(&bench.draft("0991", &document));
    let job = bench.wait_for_end(id);
    assert_eq!(
        (job.state, job.tries, job.pages_confirmed()),
        (JobState::Done, 2, 1),
        "{}",
        job.text
    );
    bench.network.join();
    let calls = bench.network.calls();
    assert_eq!((calls[0].pages.len(), calls[1].pages.len()), (1, 2));
    let parts = bench.network.received("0991");
    assert!(parts.iter().all(|part| part.rows() <= 1145), "no part is longer than 297 mm");
    let together: Vec<u8> = parts.iter().flat_map(|part| part.data().to_vec()).collect();
    assert!(together == long.data(), "the parts make the page, without a row twice or lost");
}

/// The receiver has printed the first part, and its answer is lost. It cannot have the page, since
/// the other parts were not sent. So the page is not in doubt, and goes again from this part on.
#[test]
fn a_long_page_of_which_a_part_was_not_answered_goes_again_even_if_none_may_come_twice() {
    let bench = Bench::new("unknown = skip\nretry_unconfirmed = 0\nretry_dropped = 0");
    let long = page(Content::Text, 1728, 2400, 9);
    let document = bench.document("long", std::slice::from_ref(&long));
    let a4 = || AnswerConfig { unlimited_length: false, ..AnswerConfig::default() };
    bench
        .network
        .play("0991", &[Played::UnansweredBy(a4(), 0), Played::Machine(a4())]);
    let id = bench.submit(&bench.draft("0991", &document));
    let job = bench.wait_for_end(id);
    assert_eq!((job.state, job.pages[0].state), (JobState::Done, PageState::Confirmed), "{job:?}");
    bench.network.join();
    let calls = bench.network.calls();
    assert_eq!((calls[0].pages.len(), calls[1].pages.len()), (1, 3));
    let together: Vec<u8> = calls[1].pages.iter().flat_map(|part| part.data().to_vec()).collect();
    assert!(together == long.data(), "the second call has the whole page");
}

/// Takes the 35 s that the dialler waits for word of a call.
#[test]
#[ignore = "takes 40 s: cargo test --test service -- --ignored"]
fn a_call_that_is_never_heard_of_again_ends_as_a_try_that_failed() {
    let bench = Bench::new("dialtimeout = 5\nretry_internal = no");
    let document = bench.document("one", &pages(1, 10));
    bench.network.play("0991", &[Played::Lost]);
    let id = bench.submit(&bench.draft("0991", &document));
    let job = bench.wait_for_end(id);
    assert_eq!((job.failure, job.tries, job.dials), (Some(Failure::Internal), 0, 1));
    assert!(job.text.contains("never reported"), "{}", job.text);
    assert_eq!(bench.service.active_calls(), 0);
}
