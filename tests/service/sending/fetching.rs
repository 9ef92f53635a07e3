//! A job fetches what a device holds: what comes is a fax of its own device, and the job names it.

use super::bench::{Bench, now, pages};
use super::network::{Played, Seen, room_on_disk, with_a_full_disk};
use crate::recorded::{comes_out_the_same, records};
use ferrofax::UnixMs;
use ferrofax::document::tiff;
use ferrofax::spool::failure::Failure;
use ferrofax::spool::jobs::{Job, JobState, NewDocument};
use ferrofax::spool::wish::{Wish, Wishes};
use ferrofax::spool::{FaxQuery, FaxStatus, HeldId, LadderOf, NewHeld, OutboxKind, ReceivedFax};
use ferrofax::t4::Bitmap;
use ferrofax_kit::patience::wait_for;

const THERE: &str = "0991123";

/// Device 2102 holds these pages.
fn held(bench: &Bench, pages: &[Bitmap], sep: Option<&str>, pwd: Option<&str>) -> HeldId {
    let path = bench.document(&format!("held-{}", sep.unwrap_or("for-all")), pages);
    let new = NewHeld {
        device: "2102@fax-devices".parse().unwrap(),
        sep: sep.map(Into::into),
        pwd: pwd.map(Into::into),
        once: true,
        documents: vec![NewDocument { path, name: "offer".into() }],
        held_by: "bob".into(),
    };
    bench.spool.submission().hold_document(&new, 9, UnixMs::now()).unwrap()
}

/// The faxes that were fetched, the oldest first.
fn fetched(bench: &Bench) -> Vec<ReceivedFax> {
    let faxes = bench.spool.faxes().list(&FaxQuery::default()).unwrap();
    faxes.into_iter().rev().filter(|fax| fax.fetched_by.is_some()).collect()
}

fn pages_of(bench: &Bench, fax: &ReceivedFax) -> Vec<Bitmap> {
    let pages = tiff::read(&bench.spool.faxes().document_path(fax.id).unwrap()).unwrap();
    pages.iter().map(|page| page.bitmap().unwrap()).collect()
}

/// What became of a job that fetches, where that happens to its calls.
fn came_of(bench: &Bench, sep: &str, pwd: &str, played: &[Played]) -> Job {
    bench.network.play(THERE, played);
    let wishes = Wishes::default().with(Wish::Pwd, pwd);
    let draft = ferrofax::spool::submission::Draft { wishes, ..bench.fetch(THERE, sep) };
    let job = bench.wait_for_end(bench.submit(&draft));
    bench.network.join();
    job
}

#[test]
fn what_is_fetched_is_a_fax_of_who_asked_for_it() {
    let bench = Bench::new("record = all");
    let offer = pages(2, 21);
    held(&bench, &offer, Some("4711"), Some("90210"));
    let job = came_of(&bench, "4711", "90210", &[Played::Device]);
    assert_eq!((job.state, job.dials, job.tries), (JobState::Done, 1, 1), "{}", job.text);

    let [fax] = &fetched(&bench)[..] else { panic!("one fax") };
    assert_eq!((fax.status, fax.fetched_by), (FaxStatus::Received, Some(job.id)));
    assert_eq!((fax.calling.as_str(), fax.called.as_str()), (THERE, "2101"));
    assert!(pages_of(&bench, fax) == offer, "pixel by pixel");
    assert!(fax.pages.iter().all(|page| page.confirmed && page.complete));
    let mails = bench.spool.outbox().outbox_of(fax.id).unwrap();
    assert_eq!((mails.len(), &mails[0].kind), (1, &OutboxKind::Fax));
    assert_eq!(mails[0].mailbox, "alice@example.com");
    let fetch = job.fetch.as_ref().unwrap();
    assert_eq!((fetch.fax, fetch.pages, fetch.is_whole), (Some(fax.id), 2, true));
    assert_eq!(job.text, format!("Polled: 2 pages, as fax {}.", fax.id));
    let seen = &bench.network.calls()[0].variables;
    assert_eq!((seen["FAXSTATUS"].as_str(), seen["FAXPAGES"].as_str()), ("SUCCESS", "2"));
    assert_eq!(seen["FERROFAX_ID"], fax.id.to_string());
    assert!(
        bench.spool.submission().held_documents(None, false).unwrap().is_empty(),
        "it was held once"
    );
    assert_eq!(bench.service.active_calls(), 0);
    let shown = bench.service.command(&["show", "job", &job.id.to_string()]).unwrap();
    assert!(shown.contains(&format!("document 4711: 2 pages, fax {}", fax.id)), "{shown}");
    assert!(bench.service.command(&["show", "jobs"]).unwrap().contains("0/0, fetch"));
    let listed = bench.service.action("FerrofaxJobs", &[]).list;
    let told = ["Fetches", "FetchSep", "FetchedFax", "FetchedPages", "FetchedWhole", "Pages"]
        .map(|name| listed[0].iter().find(|(key, _)| key == name).unwrap().1.clone());
    assert_eq!(told, ["yes", "4711", &fax.id.to_string(), "2", "yes", "0"]);
    assert!(!format!("{listed:?}").contains("90210"), "the password stands in no list");

    // Its record runs again to the same.
    assert_eq!(bench.service.stop(), Ok(()));
    let records = records(&bench.spool);
    let ours = records.iter().find(|record| record.facts.is_out).expect("a record");
    assert_eq!(comes_out_the_same(&bench.spool, ours), ("OK".to_owned(), 2));
}

#[test]
fn colours_are_offered_only_for_a_device_that_accepts_them() {
    for (settings, accepts) in [("", false), ("colour = no", false), ("colour = yes", true)] {
        let bench = Bench::new(settings);
        held(&bench, &pages(1, 31), None, None);
        let job = came_of(&bench, "", "", &[Played::Device]);
        assert_eq!(job.state, JobState::Done, "{}", job.text);
        let faxes = bench.spool.faxes().list(&FaxQuery::default()).unwrap();
        let answered = faxes.iter().find(|fax| fax.fetched_by.is_none()).expect("who was called");
        let dtc = wait_for("DTC as it came", || {
            let rungs = bench.spool.recordings().ladder(LadderOf::Fax(answered.id)).unwrap();
            let mut steps = rungs.iter().map(|rung| rung.step.to_string());
            steps.find(|step| step.starts_with("DTC up to"))
        });
        let offers = ["JPEG", "T.43"].map(|coding| dtc.contains(coding));
        assert_eq!(offers, [accepts; 2], "{settings}: {dtc}");
    }
}

#[test]
fn what_is_not_there_or_not_given_is_asked_for_once() {
    let bench = Bench::new("");
    let why = |sep: &str, pwd: &str| {
        let job = came_of(&bench, sep, pwd, &[Played::Device]);
        assert_eq!((job.state, job.dials), (JobState::Failed, 1), "{}", job.text);
        job.failure.unwrap()
    };
    assert_eq!(why("", ""), Failure::NothingToFetch);
    held(&bench, &pages(1, 22), Some("4711"), Some("90210"));
    assert_eq!(why("4711", "1"), Failure::FetchRefused);
    assert_eq!(why("4711", ""), Failure::FetchRefused);
    assert_eq!(why("4712", "90210"), Failure::FetchRefused);
    assert!(fetched(&bench).is_empty(), "no page came, so there is no fax");
    bench.network.play(THERE, &[Played::Sent]);
    let job = bench.wait_for_end(bench.submit(&bench.fetch(THERE, "")));
    assert_eq!(job.failure, Some(Failure::NothingToFetch), "of a machine that holds nothing");
}

#[test]
fn pages_that_were_fetched_before_the_call_broke_are_kept_and_not_asked_for_again() {
    let bench = Bench::new("retry_dropped = 0");
    let offer = pages(3, 23);
    held(&bench, &offer, None, None);
    let job = came_of(&bench, "", "", &[Played::DeviceDropped(1)]);
    let [part] = &fetched(&bench)[..] else { panic!("one fax") };
    assert_eq!((job.state, job.failure), (JobState::Failed, Some(Failure::Dropped)));
    assert!(job.text.contains(&format!("as fax {}.", part.id)), "{}", job.text);
    assert_eq!((job.dials, part.status), (1, FaxStatus::Incomplete));
    assert!(pages_of(&bench, part)[0] == offer[0]);
    assert_eq!(bench.spool.outbox().outbox_of(part.id).unwrap().len(), 1, "it is mailed as it is");

    // Who wants it once more gets all of it.
    bench.network.play(THERE, &[Played::Device]);
    bench.spool.jobs().retry_job(job.id, "alice", now()).unwrap();
    let job = bench.wait_for_end(job.id);
    assert_eq!(job.state, JobState::Done, "{}", job.text);
    let faxes = fetched(&bench);
    assert_eq!((faxes.len(), faxes[1].status), (2, FaxStatus::Received));
    assert!(pages_of(&bench, &faxes[1]) == offer);
}

#[test]
fn a_call_that_broke_before_the_first_page_is_made_again() {
    let bench = Bench::new("retry_dropped = 0");
    let offer = pages(1, 24);
    held(&bench, &offer, None, None);
    let job = came_of(&bench, "", "", &[Played::DeviceDropped(0), Played::Device]);
    assert_eq!((job.state, job.dials), (JobState::Done, 2), "{}", job.text);
    let faxes = fetched(&bench);
    assert_eq!(faxes.len(), 1);
    assert!(pages_of(&bench, &faxes[0]) == offer);
}

#[test]
fn a_document_is_fetched_behind_what_is_sent_in_the_same_call() {
    let bench = Bench::new("");
    let (offer, order) = (pages(2, 25), pages(1, 26));
    held(&bench, &offer, None, None);
    bench.network.play(THERE, &[Played::Device]);
    let sends = bench.draft(THERE, &bench.document("order", &order));
    let draft = ferrofax::spool::submission::Draft { fetch: Some(Default::default()), ..sends };
    let job = bench.wait_for_end(bench.submit(&draft));
    assert_eq!(
        (job.state, job.dials, job.pages_confirmed()),
        (JobState::Done, 1, 1),
        "{}",
        job.text
    );
    bench.network.join();
    assert!(pages_of(&bench, &fetched(&bench)[0]) == offer);
    let faxes = bench.spool.faxes().list(&FaxQuery::default()).unwrap();
    let came = faxes.iter().find(|fax| fax.fetched_by.is_none()).expect("what was sent");
    assert!(pages_of(&bench, came) == order);
    assert!(job.text.starts_with("Sent: 1 page. Polled: 2 pages, as fax "), "{}", job.text);
}

/// Set in the child of the next test.
const FULL: &str = "FERROFAX_TEST_FULL_FETCH";

#[test]
fn a_page_that_finds_no_room_is_not_confirmed_and_the_job_says_so() {
    with_a_full_disk(FULL, "sending::fetching::child_with_a_full_disk");
}

/// The child's part; does nothing when run as a test.
#[test]
fn child_with_a_full_disk() {
    if std::env::var_os(FULL).is_none() {
        return;
    }
    let bench = Bench::new("");
    let offer = pages(3, 27);
    let held = held(&bench, &offer, None, None);
    bench.network.play(THERE, &[Played::DeviceFull(1)]);
    let id = bench.submit(&bench.fetch(THERE, ""));
    let is_over = |call: &Seen| !call.variables.is_empty();
    let seen = wait_for("its end", || bench.network.calls().pop().filter(is_over)).variables;
    assert_eq!((seen["FAXSTATUS"].as_str(), seen["FAXPAGES"].as_str()), ("FAILED", "1"));
    assert_eq!(bench.job(id).state, JobState::Active, "its end found no room either");

    room_on_disk(true);
    let job = bench.wait_for_end(id);
    let ended = |fax: &ReceivedFax| fax.status != FaxStatus::Receiving;
    let part = wait_for("the end of its fax", || fetched(&bench).pop().filter(ended));
    assert_eq!((job.state, job.cause.as_deref()), (JobState::Failed, Some("STORAGE")));
    assert!(job.text.contains(" could not be "), "{}", job.text);
    assert!(job.text.contains(&format!("1 page was polled, as fax {}.", part.id)), "{}", job.text);
    assert_eq!(
        (part.status, part.outcome_cause.as_deref()),
        (FaxStatus::Incomplete, Some("STORAGE"))
    );
    assert_eq!((part.pages.len(), part.pages[0].confirmed), (1, true));
    assert!(pages_of(&bench, &part) == offer[..1], "what was confirmed is there");
    assert_eq!(bench.spool.outbox().outbox_of(part.id).unwrap().len(), 1, "and is mailed");
    let given =
        wait_for("who fetched it", || bench.spool.submission().fetches_of(held).unwrap().pop());
    assert_eq!((given.pages, given.whole), (1, false), "the rest is still held");
    assert_eq!(bench.spool.submission().held_documents(None, false).unwrap().len(), 1);
}

/// Set in the child of the next test.
const FULL_AT_END: &str = "FERROFAX_TEST_FULL_AT_END_OF_FETCH";

#[test]
fn a_last_page_that_finds_no_room_after_dcn_is_not_counted_as_fetched() {
    with_a_full_disk(FULL_AT_END, "sending::fetching::child_with_a_full_disk_at_the_end");
}

/// The child's part; does nothing when run as a test.
#[test]
fn child_with_a_full_disk_at_the_end() {
    if std::env::var_os(FULL_AT_END).is_none() {
        return;
    }
    let bench = Bench::new("");
    let offer = pages(2, 33);
    held(&bench, &offer, None, None);
    bench.network.play(THERE, &[Played::DeviceFullAndGone(1)]);
    let id = bench.submit(&bench.fetch(THERE, ""));
    let is_over = |call: &Seen| !call.variables.is_empty();
    let seen = wait_for("its end", || bench.network.calls().pop().filter(is_over)).variables;
    let words = ["FAXSTATUS", "FAXERROR", "FAXPAGES"].map(|name| seen[name].as_str());
    assert_eq!(words, ["FAILED", "STORAGE", "1"]);

    room_on_disk(true);
    let job = bench.wait_for_end(id);
    let ended = |fax: &ReceivedFax| fax.status != FaxStatus::Receiving;
    let part = wait_for("the end of its fax", || fetched(&bench).pop().filter(ended));
    assert_eq!((job.state, job.cause.as_deref()), (JobState::Failed, Some("STORAGE")));
    assert!(job.text.contains(&format!("1 page was polled, as fax {}.", part.id)), "{}", job.text);
    assert_eq!((part.status, part.pages.len()), (FaxStatus::Incomplete, 1));
    assert!(pages_of(&bench, &part) == offer[..1]);
}

#[test]
fn a_document_is_fetched_by_t38() {
    let bench = Bench::new("record = all\nt38 = yes");
    let (offer, order) = (pages(2, 28), pages(1, 29));
    held(&bench, &offer, Some("4711"), Some("90210"));
    let job = came_of(&bench, "4711", "90210", &[Played::DeviceT38]);
    assert_eq!((job.state, job.dials), (JobState::Done, 1), "{}", job.text);
    let fax = &fetched(&bench)[0];
    assert!(pages_of(&bench, fax) == offer, "pixel by pixel");
    assert_eq!(fax.mode.as_deref(), Some("T38"));
    assert_eq!(bench.network.calls()[0].variables["FAXMODE"], "T38");

    // Behind what is sent there.
    held(&bench, &offer, None, None);
    bench.network.play(THERE, &[Played::DeviceT38]);
    let sends = bench.draft(THERE, &bench.document("order", &order));
    let draft = ferrofax::spool::submission::Draft { fetch: Some(Default::default()), ..sends };
    let job = bench.wait_for_end(bench.submit(&draft));
    bench.network.join();
    assert_eq!((job.state, job.pages_confirmed()), (JobState::Done, 1), "{}", job.text);
    let faxes = bench.spool.faxes().list(&FaxQuery::default()).unwrap();
    let came = faxes.iter().find(|fax| fax.fetched_by.is_none() && !fax.pages.is_empty());
    let [sent, fetched] = [came.unwrap(), &fetched(&bench)[1]].map(|fax| pages_of(&bench, fax));
    assert!(sent == order && fetched == offer, "both ways");

    // Its record runs again to the same.
    assert_eq!(bench.service.stop(), Ok(()));
    let records = records(&bench.spool);
    let ours = records.iter().filter(|record| record.facts.is_out);
    let again: Vec<_> = ours.map(|record| comes_out_the_same(&bench.spool, record)).collect();
    assert_eq!(again.len(), 2);
    assert!(again.iter().all(|(cause, _)| cause == "OK"), "{again:?}");
}
