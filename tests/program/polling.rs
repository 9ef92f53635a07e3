//! `ferrofax poll`: a job that fetches is taken in by the same rights as one that sends.

use super::bench::Bench;
use ferrofax::UnixMs;
use ferrofax::spool::failure::Failure;
use ferrofax::spool::jobs::{AttemptEnd, JobState, LeaseLimits};
use ferrofax::spool::{FaxEnd, FaxStatus, NewFax};
use ferrofax::t4::Bitmap;
use ferrofax_kit::received::page;
use serde_json::Value;

const POLL: [&str; 4] = ["poll", "0991/123-45", "--from", "2101"];

fn poll(bench: &Bench, more: &[&str]) -> super::bench::Run {
    bench.run(&[&POLL[..], more].concat())
}

#[test]
fn a_job_fetches_and_names_the_fax_that_came() {
    let bench = Bench::new();
    let asked = ["--sep", "4711", "--password", "90210", "--tag", "offers", "--tries", "2"];
    let run = poll(&bench, &[&asked[..], &["--notify", "a@example.com"]].concat());
    assert_eq!(run.code, Some(0), "{run:?}");
    assert_eq!(run.out, "job 1: a document from 0991/123-45 for 2101\n");
    let [job] = &bench.jobs()[..] else { panic!("one job") };
    let fetch = job.fetch.as_ref().expect("it fetches");
    assert_eq!((fetch.sep.as_deref(), job.pwd.as_deref()), (Some("4711"), Some("90210")));
    assert_eq!((job.state, job.canonical.as_str()), (JobState::Ready, "+4999112345"));
    assert_eq!((job.max_tries, job.tag.as_str(), job.pages.len()), (2, "offers", 0));
    assert!(bench.run(&["jobs"]).out.contains("fetch 0"), "{}", bench.run(&["jobs"]).out);
    let shown = bench.run(&["jobs", "1"]).out;
    assert!(shown.contains("fetches   document 4711"), "{shown}");
    assert!(!shown.contains("90210"), "the password is nobody's business: {shown}");

    // It comes, as the module has it come.
    let now = UnixMs::now();
    let lease = bench.spool.queue().lease_job(now, &LeaseLimits::default()).unwrap().unwrap();
    let new = NewFax {
        device: job.device.clone(),
        calling: job.number.clone(),
        started_at: now,
        fetched_by: Some(job.id),
        ..NewFax::default()
    };
    let fax = bench.spool.receiving().begin_fax(&new).unwrap();
    let page = page(1, Bitmap::white(1728, 10), now);
    bench.spool.receiving().append_page(fax, &page).unwrap();
    let (status, phase, cause, event) =
        (FaxStatus::Received, "E".into(), "OK".into(), Default::default());
    let end = FaxEnd { status, phase, cause, event, ended_at: now };
    bench.spool.receiving().finish_fax(fax, &end).unwrap();
    bench.spool.queue().attempt_ended(&lease, &AttemptEnd::default(), now).unwrap();
    let done = bench.run(&["jobs", "1"]).out;
    assert!(done.contains("fetches   document 4711; 1 page came, as fax 1"), "{done}");
    assert!(done.contains("Polled: 1 page, as fax 1."), "{done}");
    let value: Value = serde_json::from_str(&bench.run(&["jobs", "1", "--json"]).out).unwrap();
    assert_eq!((&value["fetch"]["fax"], &value["fetch"]["whole"]), (&1.into(), &true.into()));
    let listed = bench.run(&["faxes"]).out;
    assert!(listed.contains("Fetched by job 1"), "{listed}");
    let faxes: Value = serde_json::from_str(&bench.run(&["faxes", "--json"]).out).unwrap();
    assert_eq!(faxes[0]["fetched_by"], 1);
}

#[test]
fn what_is_wrong_is_refused_and_documents_go_before_what_is_fetched() {
    let bench = Bench::new();
    let wrong = poll(&bench, &["--sep", "sales"]);
    assert_eq!(wrong.code, Some(2));
    assert!(wrong.err.contains("sep: character 1 can't be sent"), "{wrong:?}");
    let no_device = bench.run(&["poll", "0991/123-45", "--from", "9999"]);
    assert_eq!(no_device.code, Some(2), "{no_device:?}");
    let no_number = bench.run(&["poll", "abc", "--from", "2101"]);
    assert_eq!(no_number.code, Some(2), "{no_number:?}");
    assert!(bench.jobs().is_empty());
    bench.file("note.txt", "Guten Tag");
    let both = poll(&bench, &["note.txt"]);
    let said = "job 1: 1 page to 0991/123-45 from 2101, then a document is fetched\n";
    assert_eq!((both.code, both.out.as_str()), (Some(0), said), "{both:?}");
    assert_eq!(bench.jobs()[0].pages.len(), 1);
}

#[test]
fn who_waits_is_told_why_nothing_came() {
    let bench = Bench::new();
    assert_eq!(poll(&bench, &[]).code, Some(0));
    let lease = bench
        .spool
        .queue()
        .lease_job(UnixMs::now(), &LeaseLimits::default())
        .unwrap()
        .unwrap();
    let end = AttemptEnd { failure: Some(Failure::NothingToFetch), ..AttemptEnd::default() };
    bench.spool.queue().attempt_ended(&lease, &end, UnixMs::now()).unwrap();
    let [job] = &bench.jobs()[..] else { panic!("one job") };
    assert_eq!((job.state, job.failure), (JobState::Failed, Some(Failure::NothingToFetch)));
    let shown = bench.run(&["jobs", "1"]).out;
    assert!(shown.contains("The remote fax machine has no document to be polled."), "{shown}");
}
