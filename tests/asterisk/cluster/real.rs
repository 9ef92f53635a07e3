//! A real Asterisk as the PBX of a machine.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use ferrofax::UnixMs;
use ferrofax::spool::Spool;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use super::calling::Callers;
use crate::exchange::header;
use crate::laboratory::{Asterisk, Laboratory};
use crate::sending_desk::Arrival;
use crate::smtp_sink::{self, Script, TestSink};
use crate::watching::eventually;
use ferrofax_kit::cluster::{About, Call, Heard, Mail, Paper, Pbx, Relay, World};

/// The number of calls at once, in both directions.
const LINES: usize = 8;
/// How many of these may be incoming.
const INBOUND: usize = 3;

/// Failures after which a job is tried again soon.
const TRIED_AGAIN: [&str; 13] = [
    "busy",
    "no_answer",
    "no_fax",
    "dropped",
    "line_too_bad",
    "unconfirmed",
    "incompatible",
    "field_refused",
    "t38_negotiation",
    "unknown_number",
    "call_rejected",
    "no_route",
    "internal",
];

pub(super) struct Real {
    name: &'static str,
    lab: Arc<Laboratory>,
    folder: PathBuf,
    sink: TestSink,
    /// The network between the PBX and its mail server.
    to_mail: Relay,
    callers: Callers,
    /// The number of calls during which it was killed.
    killed_in: usize,
}

/// A call that a fax machine of `world` has answered.
struct Taken(PathBuf);

impl Taken {
    fn result(&self) -> PathBuf {
        self.0.with_extension("result")
    }

    fn is_over(&self) -> bool {
        fs::read_to_string(self.result()).is_ok_and(|text| text.contains("end=yes"))
    }

    fn number(&self) -> String {
        let name = self.0.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let called = name.split('-').next().unwrap_or_default();
        let one = called[4..].parse().expect("as `number` makes them");
        number(one)
    }

    /// The call as `machine` made it, which hung up at one of these moments.
    fn as_call(&self, machine: &str, hung_up: &[(String, UnixMs)]) -> Call {
        let (number, begun) = (self.number(), changed(&self.0));
        let is_own = |(of, at): &&(String, UnixMs)| *of == number && *at > begun;
        let here = hung_up.iter().find(is_own).map(|(_, at)| *at);
        let there = self.is_over().then(|| changed(&self.result()));
        let ended = here.into_iter().chain(there).min();
        Call { machine: machine.to_owned(), number, begun, ended }
    }
}

/// The number and the end of each outgoing call, in order, from the log of `ours`.
///
/// The other side may see the end later. If `ours` hangs up during T.38, its Asterisk first ends T.38
/// by a request. If the request is refused, as ReceiveFAX does, the call itself is ended 32 s later
/// (RFC 3261 17.1.1.2, timer D).
fn hung_up(log: &str) -> Vec<(String, UnixMs)> {
    let end_of = |line: &str| {
        let (_, rest) = line.split_once("Spawn extension (fax-outbound, ")?;
        let number = rest.split_once(", 1) exited non-zero on 'Local/")?.0;
        let time = line.strip_prefix('[')?.split_once(']')?.0;
        let time = DateTime::strptime("%Y-%m-%d %H:%M:%S%.f", time).ok()?;
        let at = time.to_zoned(TimeZone::system()).ok()?.timestamp().as_millisecond();
        Some((number.to_owned(), UnixMs(at)))
    };
    log.lines().filter_map(end_of).collect()
}

/// Returns the modification time of a file.
fn changed(path: &Path) -> UnixMs {
    let when = fs::metadata(path).and_then(|it| it.modified()).expect("it is there");
    let since = when.duration_since(SystemTime::UNIX_EPOCH).expect("after 1970");
    UnixMs(since.as_millis() as i64)
}

/// Returns the number of a fax machine of `world` with all modems and ECM. Even ones are called by
/// audio, the others by T.38 (tests/asterisk/lab.d/config.sh).
pub(super) fn number(one: u64) -> String {
    let by_t38 = if one % 2 == 1 { "11" } else { "" };
    format!("{by_t38}3010{one:04}")
}

impl Real {
    pub(super) fn start(name: &'static str, asterisk: Asterisk, world: &World) -> Box<dyn Pbx> {
        let sink = TestSink::start(Script::default());
        let to_mail = Relay::to(sink.address().port());
        let address = format!("127.0.0.1:{}", to_mail.port);
        let lab =
            Laboratory::start_with(&format!("cluster-{name}"), asterisk, &["--relay", &address]);
        let folder = lab.of("ours");
        let settings = folder.join("etc/ferrofax.conf");
        let mut text = fs::read_to_string(&settings)
            .expect("lab wrote it")
            .replace("max_lines = 100", &format!("max_lines = {LINES}\ninbound_lines = {INBOUND}"));
        TRIED_AGAIN.iter().for_each(|failure| text += &format!("retry_{failure} = 3\n"));
        fs::write(settings, text).expect("it is ours");
        let lab = Arc::new(lab);
        let callers = Callers::begin(INBOUND, name, &lab, world);
        Box::new(Self { name, lab, folder, sink, to_mail, callers, killed_in: 0 })
    }

    /// Returns all calls that the fax machines of `world` have answered.
    fn taken(&self) -> Vec<Taken> {
        let files = fs::read_dir(self.lab.of("world").join("fax")).expect("lab made it");
        let paths = files.flatten().map(|entry| entry.path());
        paths
            .filter(|path| path.extension().is_some_and(|kind| kind == "call"))
            .map(Taken)
            .collect()
    }

    /// Records a call, which `ours` has ended at one of these moments, and its pages.
    fn tell_of(&self, taken: &Taken, hung_up: &[(String, UnixMs)], world: &World) {
        let arrival = Arrival::read(&taken.result());
        let mut seen = world.seen();
        seen.calls.push(taken.as_call(self.name, hung_up));
        for (place, page) in arrival.pages.iter().enumerate() {
            match Paper::read(page) {
                Some((Paper::Job(number), page)) => seen.heard.push(Heard {
                    at: changed(&taken.result()),
                    machine: self.name.to_owned(),
                    tag: format!("tag-{number}"),
                    page,
                    answer: format!("by {}", taken.0.display()),
                }),
                // A call that breaks off may leave a part of a page.
                _ if place >= arrival.confirmed() => {}
                _ => seen
                    .wrong
                    .push(format!("{}: page {place} belongs to no job", taken.0.display())),
            }
        }
    }
}

impl Drop for Real {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("{}: its logs are in {}", self.name, self.lab.keep().display());
        }
    }
}

impl Pbx for Real {
    fn spool(&self) -> Spool {
        self.lab.spool()
    }

    fn folder(&self) -> &Path {
        &self.folder
    }

    fn start(&mut self) {
        self.lab.restart("ours");
        self.callers.may_call(true);
    }

    fn kill(&mut self) {
        self.callers.may_call(false);
        let made = self.taken().iter().filter(|one| !one.is_over()).count();
        self.killed_in += made + self.callers.going();
        self.lab.kill9("ours");
        // A killed PBX sends no audio, and without audio spandsp never reaches its timeout. So the
        // remote ends hang up, before the next call to their numbers can arrive.
        eventually("the others have hung up", 30, || {
            self.lab.console_of("world", "channel request hangup all");
            self.taken().iter().all(Taken::is_over).then_some(())
        });
    }

    fn most_waiting(&self) -> usize {
        INBOUND
    }

    fn tell(&self, world: &World) {
        let taken = self.taken();
        let are_over = || taken.iter().all(Taken::is_over).then_some(());
        eventually("the fax machines say how it went", 120, are_over);
        let log = fs::read_to_string(self.lab.of("ours").join("log/full"));
        let hung_up = hung_up(&log.expect("Asterisk wrote it"));
        taken.iter().for_each(|one| self.tell_of(one, &hung_up, world));
    }

    fn is_real(&self) -> bool {
        true
    }

    fn mails(&self) -> Vec<Mail> {
        self.sink.mails().iter().map(read).collect()
    }

    fn cut_from_mail(&self, is_cut: bool) {
        self.to_mail.cut(is_cut);
    }

    fn sums(&self) -> Vec<(String, u64)> {
        let name = self.name;
        vec![
            (format!("{name}: outgoing calls, all answered"), self.taken().len() as u64),
            (format!("{name}: incoming calls"), self.callers.count()),
            (format!("{name}: calls during which it was killed"), self.killed_in as u64),
        ]
    }
}

pub(super) fn read(mail: &smtp_sink::Mail) -> Mail {
    // Jobs have other numbers in the shared database.
    let tag = header(mail, "X-Ferrofax-Tag");
    let is_of_end = header(mail, "X-Ferrofax-Notice") != Some("requeued");
    let calling = header(mail, "X-CallingTelephoneNumber");
    let about = match (tag, calling) {
        (Some(tag), _) if is_of_end => About::Job(tag.to_owned()),
        (None, Some(calling)) => About::Fax(calling.to_owned()),
        _ => About::Other,
    };
    let message_id = header(mail, "Message-ID").unwrap_or_default().to_owned();
    Mail { about, message_id }
}
