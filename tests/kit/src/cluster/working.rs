//! The process of a simulated PBX. It uses the spool as the module does, and exchanges messages
//! with the remote fax machines over a socket: a connection for each call, a line for each message.
//! `tests/rolling` also builds this file with another version of Ferrofax, so it must not use new
//! functions.

use std::io::{BufRead, BufReader, Write};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::thread::{self, sleep};
use std::time::Duration;

use ferrofax::UnixMs;
use ferrofax::spool::failure::{Failure, Retry};
use ferrofax::spool::jobs::{AttemptEnd, CallWish, JobLease, LeaseLimits, PageRef, RetryRules};
use ferrofax::spool::sending::SendingSettings;
use ferrofax::spool::{DeviceRecord, FaxEnd, FaxId, FaxStatus, NewFax, NewPage, Spool};
use ferrofax::t4::{Coding, PageQuality};

use super::paper::{Paper, RESOLUTION};

pub(super) const NAME: &str = "FERROFAX_CLUSTER_NAME";
pub(super) const SPOOL: &str = "FERROFAX_CLUSTER_SPOOL";
pub(super) const WORLD: &str = "FERROFAX_CLUSTER_WORLD";
/// The time between two checks whether a call must end.
const STEP: Duration = Duration::from_millis(50);

/// Publishes a device, and the settings for sending.
pub(super) fn publish(spool: &Spool) {
    spool.devices().publish_sending(&SendingSettings::default(), 3).unwrap();
    let device = DeviceRecord {
        context: "fax-devices".into(),
        extension: "2101".into(),
        mailboxes: vec!["alice@example.com".into()],
        enabled: true,
        ..DeviceRecord::default()
    };
    spool.devices().publish_devices(&[device]).unwrap();
}

/// Works until the process is killed. Returns at once if no test has started this process for it.
pub fn work() {
    let Some(folder) = std::env::var_os(SPOOL) else { return };
    let (name, world) =
        (std::env::var(NAME).unwrap(), PathBuf::from(std::env::var_os(WORLD).unwrap()));
    // A panic in a thread must end the process, so that the test sees it.
    let told = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        told(panic);
        std::process::exit(70);
    }));
    let spool = Spool::open(Path::new(&folder)).unwrap();
    publish(&spool);
    spool.receiving().recover(UnixMs::now()).unwrap();
    spool.queue().recover_jobs(UnixMs::now()).unwrap();
    thread::spawn({
        let (spool, name, world) = (spool.clone(), name.clone(), world.clone());
        move || receive_all(&spool, &name, &world)
    });
    loop {
        let limits = LeaseLimits { max_calls: Some(3), ..LeaseLimits::default() };
        if let Some(lease) = spool.queue().lease_job(UnixMs::now(), &limits).unwrap() {
            let (spool, name, world) = (spool.clone(), name.clone(), world.clone());
            thread::spawn(move || make_call(&spool, &lease, (&name, &world)));
        }
        sleep(STEP);
    }
}

/// A connection to the world. The process ends if the world has ended.
struct Line(BufReader<UnixStream>);

impl Line {
    fn open(world: &Path, first: &str) -> (Self, String) {
        let Ok(stream) = UnixStream::connect(world) else { std::process::exit(0) };
        let mut line = Self(BufReader::new(stream));
        let answer = line.ask(first);
        (line, answer)
    }

    fn ask(&mut self, text: &str) -> String {
        let mut answer = String::new();
        let asked = writeln!(self.0.get_mut(), "{text}");
        // The world has ended.
        if asked.is_err() || !matches!(self.0.read_line(&mut answer), Ok(1..)) {
            std::process::exit(0);
        }
        answer.trim().to_owned()
    }
}

fn make_call(spool: &Spool, lease: &JobLease, (name, world): (&str, &Path)) {
    let (number, tag) = (&lease.job.number, &lease.job.tag);
    let (mut line, steps) = Line::open(world, &format!("call {name} {number} {tag}"));
    let failure = converse(spool, lease, &mut line, steps.parse().unwrap()).err();
    // The receiver hangs up first.
    line.ask("bye");
    drop(line);
    hang_up(spool, lease, failure);
}

/// Continues a call for this number of steps, unless it must end.
pub fn go_on(spool: &Spool, lease: &JobLease, steps: u64) -> Result<(), Failure> {
    for _ in 0..steps {
        sleep(STEP);
        match spool.queue().renew_lease(lease, 120_000).unwrap() {
            CallWish::Gone | CallWish::Cancel => return Err(Failure::Cancelled),
            CallWish::GoOn | CallWish::Hold => {}
        }
    }
    Ok(())
}

/// Ends a call, with a failure or without one. After a failure that may be temporary, the job is
/// tried again after a second.
pub fn hang_up(spool: &Spool, lease: &JobLease, failure: Option<Failure>) {
    let mut retry = RetryRules::default();
    for failure in [Failure::Internal, Failure::Dropped] {
        retry.set(failure, Retry::After { seconds: 1, times: None });
    }
    let end = AttemptEnd { failure, retry, ..AttemptEnd::default() };
    spool.queue().attempt_ended(lease, &end, UnixMs::now()).unwrap();
}

/// Makes the call. Returns its failure.
fn converse(spool: &Spool, lease: &JobLease, line: &mut Line, steps: u32) -> Result<(), Failure> {
    let go_on = |steps: u32| go_on(spool, lease, steps.into());
    let storage = |_| Failure::Internal;
    go_on(1 + steps / 4)?;
    spool.queue().session_begun(lease, UnixMs::now()).map_err(storage)?;
    let pages: Vec<PageRef> = lease.job.pages_to_send().map(|page| page.at).collect();
    for page in pages {
        spool.queue().page_begun(lease, page).map_err(storage)?;
        go_on(steps)?;
        spool.queue().page_said(lease, page).map_err(storage)?;
        if line.ask(&format!("said {}", page.page)) != "mcf" {
            return Err(Failure::Dropped);
        }
        spool.queue().page_confirmed(lease, page, UnixMs::now()).map_err(storage)?;
    }
    Ok(())
}

/// Receives the faxes that the world sends.
fn receive_all(spool: &Spool, name: &str, world: &Path) {
    loop {
        let (mut line, asked) = Line::open(world, &format!("fax {name}"));
        match asked.split_once(' ') {
            Some((calling, pages)) => receive(spool, &mut line, calling, pages.parse().unwrap()),
            None => sleep(2 * STEP),
        }
    }
}

fn receive(spool: &Spool, line: &mut Line, calling: &str, pages: u32) {
    let new = NewFax {
        device: "2101@fax-devices".parse().unwrap(),
        calling: calling.to_owned(),
        started_at: UnixMs::now(),
        ..NewFax::default()
    };
    let fax = spool.receiving().begin_fax(&new).unwrap();
    for number in 1..=pages {
        sleep(STEP);
        let page = NewPage {
            number,
            bitmap: Paper::of_caller(calling).page(number),
            resolution: RESOLUTION,
            quality: PageQuality::default(),
            coding: Coding::Mmr,
            rate_bps: 9600,
            ecm: true,
            complete: true,
            received_at: UnixMs::now(),
        };
        spool.receiving().append_page(fax, &page).unwrap();
        spool.receiving().confirm_pages(fax, &[number]).unwrap();
        line.ask(&format!("confirmed {number}"));
    }
    end_well(spool, fax);
    line.ask("bye");
}

/// Stores the end of a completely received fax.
pub fn end_well(spool: &Spool, fax: FaxId) {
    let end = FaxEnd {
        status: FaxStatus::Received,
        phase: "E".into(),
        cause: "OK".into(),
        event: "It went well.".into(),
        ended_at: UnixMs::now(),
    };
    spool.receiving().finish_fax(fax, &end).unwrap();
}
