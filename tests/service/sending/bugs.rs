//! A bug in one of the service's threads fails what was asked of it, and nothing after
//! it: each thread panics once.

use super::bench::{Bench, pages};
use super::network::Played;
use ferrofax::spool::failure::Failure;
use ferrofax::spool::jobs::{Job, JobState};
use ferrofax::spool::wish::Wish;

/// A bench whose jobs are tried again at once, whatever our side did wrong.
fn bench() -> Bench {
    Bench::new("retry_internal = 0\nretry_dropped = 0")
}

/// Sends a page to this number.
fn send(bench: &Bench, number: &str, header: &str) -> Job {
    let document = bench.document(number, &pages(1, 7));
    let mut draft = bench.draft(number, &document);
    draft.set(Wish::Header, header);
    bench.wait_for_end(bench.submit(&draft))
}

#[test]
fn the_dialler_goes_on() {
    let bench = bench();
    for _ in 0..3 {
        bench.network.clocks.plant_bug("ferrofax-dial");
    }
    bench.network.clocks.wait_for_bugs();
    let job = send(&bench, "0991123", "no");
    assert_eq!((job.state, job.dials), (JobState::Done, 1), "{}", job.text);
    bench.network.join();
    assert_eq!(bench.service.stop(), Ok(()));
}

#[test]
fn a_call_that_trips_the_dialler_is_a_try_that_failed_and_the_next_goes() {
    let bench = bench();
    bench.network.play("0991123", &[Played::Bug]);
    let job = send(&bench, "0991123", "no");
    assert_eq!((job.state, job.dials), (JobState::Done, 2), "{}", job.text);
    let history = bench.spool.jobs().job_history(job.id).unwrap();
    let told = history
        .iter()
        .find(|change| change.failure == Some(Failure::Internal))
        .expect("the try that failed");
    assert!(told.text.contains("internal error"), "{}", told.text);
    bench.network.join();
    assert_eq!(bench.service.active_calls(), 0);
    assert_eq!(bench.service.stop(), Ok(()));
}

#[test]
fn an_order_that_trips_the_storage_thread_ends_its_call_and_the_next_is_written() {
    let bench = bench();
    bench.network.clocks.plant_bug("ferrofax-store");
    let job = send(&bench, "0991123", "no");
    bench.network.clocks.wait_for_bugs();
    assert_eq!((job.state, job.dials), (JobState::Done, 2), "{}", job.text);
    bench.network.join();
    assert!(bench.network.received("0991123") == pages(1, 7), "once");
    assert_eq!(bench.service.stop(), Ok(()));
}

#[test]
fn a_page_that_trips_the_pages_thread_fails_its_job_and_the_next_goes() {
    let bench = bench();
    bench.network.clocks.plant_bug("ferrofax-pages");
    let failed = send(&bench, "0991123", "above");
    bench.network.clocks.wait_for_bugs();
    assert_eq!(failed.failure, Some(Failure::ConversionFailed), "{}", failed.text);
    let job = send(&bench, "0991124", "above");
    assert_eq!(job.state, JobState::Done, "{}", job.text);
    bench.network.join();
    assert_eq!(bench.service.stop(), Ok(()));
}

#[test]
fn a_thread_that_fails_again_and_again_is_an_alarm() {
    let bench = bench();
    for _ in 0..5 {
        bench.network.clocks.plant_bug("ferrofax-dial");
    }
    bench.network.clocks.wait_for_bugs();
    assert_eq!(send(&bench, "0991123", "no").state, JobState::Done);
    let alarms = bench.network.events_named("FerrofaxAlarm");
    assert_eq!(alarms.len(), 1, "{alarms:?}");
    assert_eq!((alarms[0]["Thread"].as_str(), alarms[0]["Errors"].as_str()), ("the dialler", "5"));
}
