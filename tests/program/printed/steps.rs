//! What the readers of a page have, and what they do besides its commands.

use std::fs;
use std::path::Path;

use ferrofax::UnixMs;
use ferrofax::sent_line::SentLine;
use ferrofax::spool::failure::Failure;
use ferrofax::spool::jobs::{
    AttemptEnd, JobId, JobLease, JobSession, LeaseLimits, NewDocument, NewJob,
};
use ferrofax::spool::{
    CallMemory, DeviceName, DeviceRecord, FaxId, NewFax, RecordOf, Spool, T38Fate, TrunkWay,
    to_printer, unpacked_tape,
};
use tempfile::TempDir;

use super::super::bench::{Bench, letter};
use super::super::printing::one_page;
use super::super::{recorded, takeover, waiting};
use crate::blocks::blocks_of;
use ferrofax_kit::received::whole;
use ferrofax_kit::spools;

/// What the reader does, page by page. Read when it runs, as the pages are.
const STEPS: &str = "tests/program/printed/steps.txt";

/// A page's system.
#[derive(Debug, Default)]
pub(super) struct Follow {
    /// By the beginning of the command that they come before: lines of a shell.
    pub(super) steps: Vec<(String, String)>,
    /// Words that stand for something, and what the reader types.
    pub(super) words: Vec<(String, String)>,
    /// No PBX works with the spool.
    pub(super) is_alone: bool,
    /// The PBX makes the calls of jobs.
    pub(super) dials: bool,
}

pub(super) fn of(page: &str) -> Follow {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(STEPS));
    let text = text.expect("it is ours");
    let mut follow = Follow::default();
    let mut is_of_page = false;
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        if let Some(head) = line.strip_prefix("== ") {
            let mut words = head.split(' ');
            is_of_page = words.next() == Some(page);
            if is_of_page {
                let words: Vec<&str> = words.collect();
                follow.is_alone = words.contains(&"alone");
                follow.dials = words.contains(&"dials");
            }
        } else if !is_of_page {
        } else if let Some(begins) = line.strip_prefix("-- ") {
            follow.steps.push((begins.to_owned(), String::new()));
        } else if let Some((word, value)) =
            line.strip_prefix("word ").and_then(|it| it.split_once(' '))
        {
            follow.words.push((word.to_owned(), value.to_owned()));
        } else if let Some((_, step)) = follow.steps.last_mut() {
            *step += &format!("{}\n", in_shell(page, line));
        }
    }
    follow
}

/// `settings BEGINNING`: the page's settings that begin so become those of the service.
fn in_shell(page: &str, line: &str) -> String {
    let Some(begins) = line.strip_prefix("settings ") else { return line.to_owned() };
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(page));
    let blocks = blocks_of(page, &text.expect("it is ours"));
    let block = blocks.iter().find(|block| block.text.trim_start().starts_with(begins));
    let block = block.unwrap_or_else(|| panic!("{page} has no settings {begins}"));
    format!("cat >>/etc/ferrofax/gateway.toml <<'SETTINGS'\n{}\nSETTINGS", block.text)
}

/// The pages for which a database of several PBXs is needed.
pub(super) const STORE_PAGES: [&str; 2] = ["docs/nodes.md", "docs/nodes-operation.md"];

/// The page for which fax 17 is filed as junk.
pub(super) const JUNK_PAGE: &str = "docs/junk.md";

/// A folder with what the examples have numbers of, in `spool`: 18 received faxes and 18 jobs of alice's, of
/// which the last waits for a number, and two have broken off; with `has_calls` recordings of calls, too. In
/// `files` is what lies where the commands are typed.
pub(super) fn prepare(is_junk: bool, has_calls: bool) -> TempDir {
    let bench = Bench::new();
    let spool = &bench.spool;
    spool.devices().publish_devices(&["2100", "2101", "2102"].map(device)).unwrap();
    let faxes: Vec<FaxId> =
        (1..=18).map(|number| receive(spool, number, is_junk && number == 17)).collect();
    for _ in 1..=15 {
        submit(&bench, "0991270061", 127);
    }
    broken_off(&bench, "0991 2700619", 1);
    let lease = broken_off(&bench, "0991270061", 0);
    waiting::printed(spool, bench.folder.path(), "2101", "alice");
    for _ in 0..3 {
        spool
            .numbers()
            .trunk_had_v34("PJSIP/provider", TrunkWay::Out, false, UnixMs::now())
            .unwrap();
    }
    if has_calls {
        keep_calls(spool, &faxes, &lease);
    }
    files(&bench);
    // Another PBX.
    drop(Spool::open(&bench.path("files/berlin")).unwrap());
    bench.folder
}

fn device(extension: &str) -> DeviceRecord {
    spools::device(extension, "alice@example.com")
}

/// Documents, a mail, and a spool of HylaFAX.
fn files(bench: &Bench) {
    let put = |name: &str, bytes: &[u8]| {
        let path = bench.path("files").join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    };
    let pdf = letter(1);
    for name in ["letter.pdf", "price-list.pdf", "invoice.pdf"] {
        put(name, &pdf);
    }
    for name in ["letter.txt", "terms.txt", "more.txt"] {
        put(name, b"Dear Sir\n");
    }
    put("FILE", b"%!PS\n% not much\nshowpage\n");
    put("mail.eml", MAIL.replace('\n', "\r\n").as_bytes());
    for name in ["doneq", "archive", "etc", "log"] {
        put(&format!("hylafax/{name}/.none"), b"");
    }
    let page = fs::read(waiting::page(bench.folder.path())).unwrap();
    put("hylafax/sendq/q2", takeover::job(&[takeover::ONE]).as_bytes());
    put("hylafax/docq/doc2.tif.2", &page);
    put("hylafax/recvq/fax000000008.tif", &page);
}

const MAIL: &str = "From: alice@example.com
To: me@09911234567.fax
Subject: Offer
Message-Id: <1@example.com>

Dear Sir
";

/// A job whose call breaks off, so that something is known of its number.
fn broken_off(bench: &Bench, number: &str, priority: u8) -> JobLease {
    let spool = &bench.spool;
    let job = submit(bench, number, priority);
    let lease = spool
        .queue()
        .lease_job(UnixMs::now(), &LeaseLimits::default())
        .unwrap()
        .unwrap();
    assert_eq!(lease.job.id, job);
    let line = SentLine { first_bps: 14_400, slowest_bps: 9600, ..SentLine::default() };
    let session = JobSession { line: Some(line), ecm: Some(true), ..JobSession::default() };
    spool.queue().note_job_session(&lease, &session).unwrap();
    let memory = Some(CallMemory { t38: T38Fate::Refused, days: 30 });
    let end = AttemptEnd { failure: Some(Failure::Dropped), memory, ..AttemptEnd::default() };
    spool.queue().attempt_ended(&lease, &end, UnixMs::now()).unwrap();
    lease
}

/// 13 recordings: of the first fax and of fax 17, of job 17, ten of calls that nobody waits for, the last
/// but one a fax that came by T.38, the last one a fax that was sent.
fn keep_calls(spool: &Spool, faxes: &[FaxId], lease: &JobLease) {
    let tape = |bytes: &[u8]| unpacked_tape(bytes.to_vec()).unwrap();
    let received = tape(include_bytes!("../../calls/packets-lost-later.call.gz"));
    let sent = tape(include_bytes!("../../calls/refuses-each-page.call.gz"));
    let silent = recorded::silent_call();
    for (of, tape) in [
        (RecordOf::Fax(faxes[0]), &received),
        (RecordOf::Fax(faxes[16]), &received),
        (RecordOf::Job(lease.job.id, lease.call), &sent),
    ] {
        recorded::keep_at(spool, of, tape, UnixMs::now());
    }
    for number in 4..=13 {
        let tape = match number {
            12 => &received,
            13 => &sent,
            _ => &silent,
        };
        recorded::keep_at(spool, RecordOf::Session(number), tape, UnixMs::now());
    }
}

/// The mail of the last one still waits; the seventh is one for a printer, too.
fn receive(spool: &Spool, number: u32, is_junk: bool) -> FaxId {
    let mail = "alice@example.com".to_owned();
    let new = NewFax {
        device: DeviceName::new("2101", "fax-devices"),
        calling: if number == 18 { "0991 777" } else { "0991 12345" }.to_owned(),
        started_at: UnixMs::now(),
        mailboxes: if number == 7 { vec![mail, to_printer("office")] } else { vec![mail] },
        ..NewFax::default()
    };
    let fax = spool.receiving().begin_fax(&new).unwrap();
    spool.receiving().append_page(fax, &one_page()).unwrap();
    if is_junk {
        spool.faxes().file_as_junk(fax, "hidden", UnixMs::now() + 86_400_000).unwrap();
    }
    spool.receiving().finish_fax(fax, &whole(UnixMs::now())).unwrap();
    for mail in spool.outbox().outbox_of(fax).unwrap() {
        if number < 18 {
            spool.outbox().delivered(mail.id, UnixMs::now(), "250 Ok").unwrap();
        }
    }
    fax
}

fn submit(bench: &Bench, number: &str, priority: u8) -> JobId {
    let path = waiting::page(bench.folder.path());
    let new = NewJob {
        number: number.into(),
        canonical: format!("+49{}", number.replace(' ', "").trim_start_matches('0')),
        device: "2101@fax-devices".parse().unwrap(),
        owner: "alice".into(),
        documents: vec![NewDocument { path, name: "letter".into() }],
        notify: vec!["alice@example.com".into()],
        priority,
        ..NewJob::default()
    };
    bench.spool.submission().submit(&new, UnixMs::now()).unwrap()
}
