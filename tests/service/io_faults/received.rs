//! A fax of two pages comes to a device, and its mail goes to the relay. On a clustered machine, its
//! pages are confirmed when the shared database has them, and the whole fax is shipped there.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use ferrofax::UnixMs;
use ferrofax::document::tiff;
use ferrofax::service::Service;
use ferrofax::service::host::CallInfo;
use ferrofax::spool::{FaxStatus, Spool};
use ferrofax::t4::Bitmap;
use ferrofax_cluster::{Clustered, Node};
use ferrofax_faults::Fault;
use ferrofax_kit::spools::faxes;

use super::child::{Child, order, say, wait_for_parent};
use super::laws::{DAY_MS, clean_up, deliver, files, judge_mails, pages_in, serve, wait};
use super::runner::Run;
use crate::durable::{sender, sent, talk};
use crate::fake_channel::FakeChannel;
use crate::smtp_sink::{Script, TestSink};

const PAGES: u32 = 2;
const ROWS: u32 = 100;

/// A page waits for the shared database no longer than this.
const CLUSTERED: &str = "durable = shared\ndurable_within = 30\n";

/// The longest time that the process under watch has to deliver the mail after a fault.
const DELIVERY: Duration = Duration::from_secs(2);

/// The process under watch; does nothing when run as a test.
#[test]
fn the_child_receives_a_fax() {
    let Some((folder, relay)) = order() else { return };
    let service = serve(&folder, (&relay, ""), 0);
    receive(&service);
    say("ended");
    wait_for_parent();
    service.stop().unwrap();
}

/// The same on a clustered machine.
#[test]
fn the_child_receives_a_fax_for_all_machines() {
    let Some((folder, relay)) = order() else { return };
    let service = serve(&folder, (&relay, CLUSTERED), 0);
    let ends = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| ship_until(&folder, &ends));
        receive(&service);
        say("ended");
        wait_for_parent();
        ends.store(true, Ordering::Relaxed);
    });
    service.stop().unwrap();
}

fn receive(service: &Arc<Service>) {
    let info = CallInfo {
        channel: "PJSIP/2101".into(),
        unique_id: "1.1".into(),
        context: "fax-devices".into(),
        exten: "2101".into(),
        caller_number: "+4999112345".into(),
        ..CallInfo::default()
    };
    let mut call = match service.begin_call(info, "alice@example.com") {
        Ok(call) => call,
        // As the PBX logs it.
        Err(refusal) => return log::error!("{refusal:?}"),
    };
    let mut caller = sender(true, &sent(PAGES, ROWS));
    let mut confirmed = 0;
    talk(&mut call, &mut caller, &mut |_, caller| {
        let count = caller.verdicts().iter().filter(|said| said.starts_with("Mcf")).count();
        (confirmed..count).for_each(|page| say(&format!("confirmed {page}")));
        confirmed = count;
        false
    });
    caller.hang_up();
    call.finish(&mut FakeChannel::default());
}

/// Does what `ferrofax serve` does each few milliseconds, and tries again what fails.
fn ship_until(folder: &Path, ends: &AtomicBool) {
    let mut opened = None;
    while !ends.load(Ordering::Relaxed) {
        if opened.is_none() {
            let machine = Machine::open(folder);
            opened = machine.inspect_err(|error| log::error!("{error}")).ok();
        }
        if let Some(Err(error)) = opened.as_ref().map(|machine| machine.ship(UnixMs::now())) {
            log::error!("{error}");
            opened = None;
        }
        thread::sleep(Duration::from_millis(5));
    }
}

/// A machine, and the database that it shares with others.
struct Machine {
    spool: Spool,
    shared: Spool,
    node: Node,
}

impl Machine {
    fn open(folder: &Path) -> Result<Self, Box<dyn std::error::Error>> {
        let spool = Spool::open(&folder.join("spool"))?;
        let shared = Spool::open(&folder.join("shared"))?;
        let node = spool.cluster().become_node("berlin", "shared")?;
        Ok(Self { spool, shared, node })
    }

    /// Brings pages and whole faxes into the shared database. Returns whether all are there.
    fn ship(&self, now: UnixMs) -> Result<bool, Box<dyn std::error::Error>> {
        let cluster = self.spool.cluster();
        let pages = cluster.pages_to_share()?;
        for fax in &pages {
            cluster.share_pages(&self.shared, &self.node, *fax, &|| false)?;
        }
        let whole = cluster.to_ship(9, now)?;
        for fax in &whole {
            cluster.ship(&self.shared, &self.node, *fax, now, &|| false)?;
        }
        Ok(pages.is_empty() && whole.is_empty())
    }

    /// The pages of the one fax that is in the shared database, and whether it has ended there.
    fn pages(&self) -> (Vec<Bitmap>, bool) {
        let cluster = self.shared.cluster();
        let faxes = cluster.shared_faxes(9).unwrap();
        let [fax] = &faxes[..] else { return (Vec::new(), false) };
        let document = cluster.shared_document(fax.fax).unwrap().unwrap_or_default();
        let pages = tiff::parse(document, Path::new("shared")).unwrap_or_default();
        let pages = pages.iter().map(|page| page.bitmap().unwrap()).collect();
        (pages, fax.status != FaxStatus::Receiving)
    }
}

pub(crate) fn road(fault: Option<Fault>) -> Run {
    let (folder, relay) = (tempfile::tempdir().unwrap(), TestSink::start(Script::default()));
    let spool = Spool::open(&folder.path().join("spool")).unwrap();
    let test = "io_faults::received::the_child_receives_a_fax";
    let (confirmed, mut run) = played(test, folder.path(), &relay, fault);
    deliver(folder.path(), (&relay.address().to_string(), ""));
    judge(&spool, &relay, confirmed, &mut run.wrong);
    clean_up(&spool, &mut run);
    run
}

pub(crate) fn clustered(fault: Option<Fault>) -> Run {
    let (folder, relay) = (tempfile::tempdir().unwrap(), TestSink::start(Script::default()));
    drop(Machine::open(folder.path()).unwrap());
    let test = "io_faults::received::the_child_receives_a_fax_for_all_machines";
    let (confirmed, mut run) = played(test, folder.path(), &relay, fault);
    let machine = Machine::open(folder.path()).unwrap();
    // As if the machine were lost now.
    let lost = confirmed.saturating_sub(whole(&machine.pages().0));
    if lost > 0 {
        run.wrong
            .push(format!("{lost} of {confirmed} confirmed pages are not in the database"));
    }
    deliver(folder.path(), (&relay.address().to_string(), CLUSTERED));
    wait(Duration::from_secs(20), || machine.ship(UnixMs::now() + 2 * DAY_MS).unwrap());
    judge(&machine.spool, &relay, confirmed, &mut run.wrong);
    let (there, has_ended) = machine.pages();
    if whole(&there) < confirmed || (confirmed > 0 && !has_ended) {
        run.wrong.push(format!("{} pages are shipped, ended: {has_ended}", there.len()));
    }
    // The recording of a call that failed is kept as long as its fax.
    run.left = files(folder.path());
    run.left.retain(|file| !file.starts_with("spool/calls/"));
    run
}

/// Has the child play the call. Returns how many pages it confirmed on the line.
fn played(test: &str, folder: &Path, relay: &TestSink, fault: Option<Fault>) -> (usize, Run) {
    let child = Child::start(test, (folder, &relay.address().to_string()), fault);
    let mut confirmed = 0;
    while let Some(line) = child.line() {
        confirmed += usize::from(line.starts_with("confirmed "));
        if line == "ended" {
            break;
        }
    }
    wait(DELIVERY, || !relay.mails().is_empty());
    let mut run = child.end().run();
    run.outcome = format!("{confirmed} pages confirmed");
    if fault.is_none() && confirmed != PAGES as usize {
        run.wrong.push(run.outcome.clone());
    }
    (confirmed, run)
}

fn judge(spool: &Spool, relay: &TestSink, confirmed: usize, wrong: &mut Vec<String>) {
    let (faxes, mails) = (faxes(spool), relay.mails());
    if faxes.len() > 1 || (confirmed > 0 && faxes.is_empty()) {
        wrong.push(format!("{} faxes", faxes.len()));
    }
    for fax in faxes.iter().filter(|fax| !fax.pages.is_empty()) {
        let pages = tiff::read(&spool.faxes().document_path(fax.id).unwrap()).unwrap();
        let pages: Vec<Bitmap> = pages.iter().map(|page| page.bitmap().unwrap()).collect();
        if whole(&pages) < confirmed || fax.pages.len() < confirmed {
            wrong.push(format!("{confirmed} pages were confirmed, {} are there", fax.pages.len()));
        }
    }
    if confirmed > 0 && !mails.iter().any(|mail| pages_in(mail) >= confirmed) {
        let came: Vec<usize> = mails.iter().map(pages_in).collect();
        wrong.push(format!("{confirmed} pages were confirmed, mails have {came:?}"));
    }
    judge_mails(spool, relay, wrong);
}

/// How many of these pages are as they were sent, from the first on.
fn whole(pages: &[Bitmap]) -> usize {
    let sent = sent(PAGES, ROWS);
    pages.iter().zip(&sent).take_while(|(page, sent)| page == sent).count()
}
