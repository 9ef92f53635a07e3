//! A job of two pages is sent from the spool to a fax machine, and reported by mail.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use ferrofax::UnixMs;
use ferrofax::service::Service;
use ferrofax::spool::Spool;
use ferrofax::spool::jobs::{JobId, JobState, NewDocument};
use ferrofax::spool::submission::{Draft, prepare};
use ferrofax::spool::wish::{Wish, Wishes};
use ferrofax::t4::{Bitmap, Resolution};
use ferrofax_faults::Fault;
use ferrofax_kit::pages::write_document;

use super::child::{Child, order, say, wait_for_parent};
use super::laws::{DAY_MS, clean_up, config, declared, is_delivered, judge_mails, wait};
use super::runner::Run;
use crate::sending::bench::pages;
use crate::sending::network::Network;
use crate::smtp_sink::{Script, TestSink};

const NUMBER: &str = "0991123";
const JOB: JobId = JobId(1);
const PAGES: usize = 2;

/// The longest time that the process under watch has to call, and to report, after a fault.
const CALL: Duration = Duration::from_secs(2);

fn sent() -> Vec<Bitmap> {
    pages(PAGES, 9)
}

fn serve(folder: &Path, relay: &str, ahead_ms: i64) -> (Arc<Network>, Arc<Service>) {
    let network = Network::new();
    network.clocks.put_ahead(ahead_ms);
    let config = config(folder, relay, "retry_internal = 0\n");
    let service = Service::start(&config, &declared(), network.clone()).unwrap();
    network.serve(&service);
    (network, service)
}

/// The process under watch; does nothing when run as a test.
#[test]
fn the_child_sends_a_job() {
    let Some((folder, relay)) = order() else { return };
    let (network, service) = serve(&folder, &relay, 0);
    wait(CALL, || !network.events_named("FerrofaxSendEnd").is_empty());
    say("ended");
    wait_for_parent();
    wait(CALL, || service.stop().is_ok());
    // After the first call has failed, another call may have begun.
    network.join();
    came(&network).iter().for_each(|page| say(&format!("came {page}")));
}

/// The pages that the remote fax machine confirmed, from 0.
fn came(network: &Network) -> Vec<usize> {
    let (pages, sent) = (network.received(NUMBER), sent());
    let number = |page| sent.iter().position(|sent| sent == page).expect("a page of ours");
    pages.iter().map(number).collect()
}

pub(crate) fn road(fault: Option<Fault>) -> Run {
    let (folder, relay) = (tempfile::tempdir().unwrap(), TestSink::start(Script::default()));
    let address = relay.address().to_string();
    let spool = submit(folder.path(), &address);
    let test = "io_faults::sent::the_child_sends_a_job";
    let child = Child::start(test, (folder.path(), &address), fault);
    while child.line().is_some_and(|line| line != "ended") {}
    wait(CALL, || !relay.mails().is_empty());
    let ended = child.end();
    let lines = ended.lines.iter();
    let first: Vec<usize> =
        lines.filter_map(|line| line.strip_prefix("came ")?.parse().ok()).collect();
    let mut run = ended.run();
    run.outcome = format!("pages {first:?} came");
    let (network, service) = serve(folder.path(), &address, DAY_MS);
    let state = || spool.jobs().job(JOB).unwrap().state;
    wait(Duration::from_secs(60), || {
        matches!(state(), JobState::Done | JobState::Failed) && is_delivered(&spool)
    });
    network.join();
    service.stop().unwrap();
    judge(&spool, (&first, &came(&network)), &mut run.wrong);
    judge_mails(&spool, &relay, &mut run.wrong);
    clean_up(&spool, &mut run);
    run
}

fn submit(folder: &Path, relay: &str) -> Spool {
    let document = folder.join("two.tif");
    write_document(&document, &sent(), Resolution::Standard);
    let (_, service) = serve(folder, relay, 0);
    service.stop().unwrap();
    let spool = Spool::open(&folder.join("spool")).unwrap();
    let draft = Draft {
        number: NUMBER.into(),
        device: "2101".into(),
        documents: vec![NewDocument { path: document, name: String::new() }],
        wishes: Wishes::default().with(Wish::Header, "no"),
        ..Draft::default()
    };
    let now = UnixMs::now();
    let job = prepare(&spool, &draft, now).unwrap();
    spool.submission().submit(&job, now).unwrap();
    spool
}

fn judge(spool: &Spool, (first, then): (&[usize], &[usize]), wrong: &mut Vec<String>) {
    let job = spool.jobs().job(JOB).unwrap();
    if job.state != JobState::Done {
        wrong.push(format!("the job is {:?}: {}", job.state, job.text));
    }
    let in_doubt: Vec<u32> = job.pages_perhaps_twice().map(|page| page.number).collect();
    for page in 0..PAGES {
        let times = |came: &[usize]| came.iter().filter(|came| **came == page).count();
        match times(first) + times(then) {
            1 => {}
            2 if in_doubt.contains(&(page as u32 + 1)) => {}
            times => wrong.push(format!("page {page} came {times} times; in doubt: {in_doubt:?}")),
        }
    }
}
