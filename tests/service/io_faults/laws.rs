//! What holds after every fault, and the PBX that makes it so.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use ferrofax::UnixMs;
use ferrofax::service::Service;
use ferrofax::service::config::{Declaration, RawConfig};
use ferrofax::service::host::{Clocks, Host};
use ferrofax::spool::{FaxStatus, OutboxEntry, OutboxState, Spool};
use ferrofax_kit::spools::{faxes, jobs};
use mail_parser::{MessageParser, MimeHeaders};

use super::runner::Run;
use crate::smtp_sink::{Mail, TestSink};

pub(crate) const DAY_MS: i64 = 24 * 3_600_000;

/// The longest time until everything is delivered, without faults.
const PATIENCE: Duration = Duration::from_secs(60);

/// A PBX that makes no calls, and is so far ahead in time.
struct Ahead(i64);

impl Clocks for Ahead {
    fn unix_ms(&self) -> UnixMs {
        UnixMs::now() + self.0
    }
}

impl Host for Ahead {
    fn manager_event(&self, _event: &str, _fields: &[(&str, String)]) {}
}

/// The module's settings, with these lines in `[general]`.
pub(crate) fn config(folder: &Path, relay: &str, more: &str) -> RawConfig {
    let spool = folder.join("spool");
    let text = format!("[general]\nspool = {}\nmailserver = {relay}\n{more}", spool.display());
    RawConfig::parse("ferrofax.conf", &text)
}

/// Device 2101 of Alice.
pub(crate) fn declared() -> [Declaration; 1] {
    [Declaration {
        context: "fax-devices".into(),
        exten: "2101".into(),
        priority: 1,
        args: "alice@example.com,pdf,s(+4999177)".into(),
        ..Declaration::default()
    }]
}

/// The module, in a PBX that makes no calls.
pub(crate) fn serve(folder: &Path, (relay, more): (&str, &str), ahead_ms: i64) -> Arc<Service> {
    let host = Arc::new(Ahead(ahead_ms));
    Service::start(&config(folder, relay, more), &declared(), host).unwrap()
}

/// The module starts a day later, without faults, and delivers what is to be delivered.
pub(crate) fn deliver(folder: &Path, settings: (&str, &str)) {
    let service = serve(folder, settings, DAY_MS);
    let spool = Spool::open(&folder.join("spool")).unwrap();
    wait(PATIENCE, || is_delivered(&spool));
    service.stop().unwrap();
}

/// Waits until something is so, or this time is over.
pub(crate) fn wait(patience: Duration, mut is_so: impl FnMut() -> bool) {
    let began = Instant::now();
    while !is_so() && began.elapsed() < patience {
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// Whether no fax is coming in, and no mail waits.
pub(crate) fn is_delivered(spool: &Spool) -> bool {
    let waits =
        |entry: &OutboxEntry| matches!(entry.state, OutboxState::Waiting | OutboxState::Leased);
    faxes(spool).iter().all(|fax| fax.status != FaxStatus::Receiving)
        && !outbox(spool).iter().any(waits)
}

fn outbox(spool: &Spool) -> Vec<OutboxEntry> {
    let of_faxes = faxes(spool).into_iter().map(|fax| spool.outbox().outbox_of(fax.id));
    let of_jobs = jobs(spool).into_iter().map(|job| spool.outbox().reports_of(job.id));
    of_faxes.chain(of_jobs).flat_map(Result::unwrap).collect()
}

/// Each mail came, under one Message-ID.
pub(crate) fn judge_mails(spool: &Spool, relay: &TestSink, wrong: &mut Vec<String>) {
    let outbox = outbox(spool);
    let not_delivered = outbox.iter().filter(|entry| entry.state != OutboxState::Delivered);
    wrong.extend(not_delivered.map(|entry| format!("a mail is {:?}", entry.state)));
    let ids = message_ids(&relay.mails());
    if ids.len() != outbox.len() {
        wrong.push(format!("{} mails to deliver, came {ids:?}", outbox.len()));
    }
}

/// Much later, the clean-up deletes everything. Notes the files that are there after it.
pub(crate) fn clean_up(spool: &Spool, run: &mut Run) {
    let report = spool.retention().cleanup(UnixMs::now() + 500 * DAY_MS, 1).unwrap();
    if !report.problems.is_empty() || !faxes(spool).is_empty() || !jobs(spool).is_empty() {
        run.wrong.push(format!("the clean-up leaves something: {report:?}"));
    }
    run.left = files(spool.folder());
}

/// The files below this folder. What is by chance in the name of a document is left out.
pub(crate) fn files(folder: &Path) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(inside) = folders.pop() {
        for entry in std::fs::read_dir(inside).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.insert(plain(&path.strip_prefix(folder).unwrap().display().to_string()));
            }
        }
    }
    found
}

/// The path without what is by chance in it: `received/0000/00000001-e6091bb4.tif` as
/// `received/#/#.tif`.
pub(crate) fn plain(path: &str) -> String {
    let is_number = |part: &str| part.len() >= 8 || part.bytes().all(|sign| sign.is_ascii_digit());
    let is_of_chance = |part: &str| {
        part.bytes().all(|sign| sign.is_ascii_hexdigit() || sign == b'-') && is_number(part)
    };
    let parts = path.split('/').map(|part| {
        let (name, ending) =
            part.split_once('.').map_or((part, None), |(name, ending)| (name, Some(ending)));
        match ending {
            _ if name.is_empty() || !is_of_chance(name) => part.to_owned(),
            Some(ending) => format!("#.{ending}"),
            None => "#".to_owned(),
        }
    });
    parts.collect::<Vec<_>>().join("/")
}

fn message_ids(mails: &[Mail]) -> BTreeSet<String> {
    let id = |mail: &Mail| {
        let mail = MessageParser::new().parse(&mail.bytes)?;
        mail.message_id().map(str::to_owned)
    };
    mails.iter().map(|mail| id(mail).expect("each mail has a Message-ID")).collect()
}

/// The number of pages in the PDF of a mail.
pub(crate) fn pages_in(mail: &Mail) -> usize {
    let mail = MessageParser::new().parse(&mail.bytes).expect("a mail");
    let mut attachments = mail.attachments();
    let pdf = attachments
        .find(|part| part.content_type().is_some_and(|kind| kind.subtype() == Some("pdf")));
    let bytes = pdf.map_or(&[][..], |pdf| pdf.contents());
    let count = |text: &[u8]| bytes.windows(text.len()).filter(|some| *some == text).count();
    count(b"/Type /Page") - count(b"/Type /Pages")
}
