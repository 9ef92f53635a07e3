//! A telephone network without telephones: the service's calls meet answering engines of
//! ours, on a time that costs nothing.

use std::collections::{BTreeMap, VecDeque};
use std::path::PathBuf;
use std::process::Command;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock, Weak};
use std::thread::JoinHandle;
use std::time::Duration;

use ferrofax::UnixMs;
use ferrofax::call::{AnswerConfig, OriginateConfig};
use ferrofax::service::host::{
    CallFailure, CallInfo, HeardFrame, Host, PlaceCall, PlaceError, T38Action, T38Told,
};
use ferrofax::service::{ChannelCall, Refusal, Service};
use ferrofax::t4::{Bitmap, Coding};
use rustix::process::{Resource, Rlimit, setrlimit};

use crate::clocks::Clocks;
use crate::fake_channel::FakeChannel;
use ferrofax_kit::answering::Answering;
use ferrofax_kit::calling::Calling;
use ferrofax_kit::line_model::{Line, LineSettings};
use ferrofax_kit::wire::{BLOCK, Terminal};

/// The time that the channel of a call takes to end, after its fax.
const HANG_UP: Duration = Duration::from_millis(20);

/// What happens to a call.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Played {
    /// A fax machine answers and takes all.
    Sent,
    /// Hung up by the network with this cause.
    Cause(u16),
    /// A fax machine answers, and of what it hears every so many blocks of 20 ms one is still.
    Clicks(u64),
    /// A fax machine answers, and hears noise of this level (dBm0) beside what is said to it.
    Noise(f64),
    /// Answered by this machine, and the line is still both ways from the fifth second to the fortieth.
    Still(AnswerConfig),
    /// The line breaks in the middle of the call's page of this index.
    Dropped(usize),
    /// The same with this machine.
    DroppedBy(AnswerConfig, usize),
    /// The line breaks when the remote terminal has the page of this index, before it can say so.
    Unanswered(usize),
    /// The same with this machine.
    UnansweredBy(AnswerConfig, usize),
    /// The PBX dies after this many blocks of 20 ms; what is then on disk is kept in the
    /// network's `wreck`.
    Crash(u64),
    /// The dialplan sets this of the call before a fax machine answers and takes all, colours too.
    Set(&'static str, &'static str),
    /// Answered by this machine.
    Machine(AnswerConfig),
    /// Answered by device 2102 of the same service.
    Device,
    /// The same, and the line breaks in the middle of the page behind so many that were fetched.
    DeviceDropped(usize),
    /// The same, and in the middle of that page the disk is full ([`room_on_disk`]).
    DeviceFull(usize),
    /// The same, and that page is the last one: DCN follows it in place of EOP.
    DeviceFullAndGone(usize),
    /// Answered by that device, and the PBX lets the two have T.38.
    DeviceT38,
    /// The same, and the time of the call goes on while a page waits for what is to have it.
    WaitingT38,
    /// A fax machine answers. From the middle of the first page on nobody can write into this spool's
    /// database, until the sender has been still for so many blocks; the time of the call goes on.
    DiskHeld(PathBuf, u32),
    /// The call's thread dies in the middle of the page of this index, as by a bug.
    Panic(usize),
    /// Nothing is ever told of the call.
    Lost,
    /// The PBX does not place it.
    Refused,
    /// It rings until this many milliseconds have passed or it is given up.
    Rings(u64),
    /// The PBX trips over a bug when it is to place it.
    Bug,
}

/// A call as the network saw it.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    pub(crate) call: PlaceCall,
    pub(crate) number: String,
    /// The pages that the remote terminal confirmed.
    pub(crate) pages: Vec<Bitmap>,
    /// Those of them that came in colours, in these octets.
    pub(crate) colours: Vec<Option<Vec<u8>>>,
    pub(crate) variables: BTreeMap<String, String>,
    pub(crate) cdr: String,
    /// The jobs of which it was told, before the line was free, how their tries had ended.
    pub(crate) ended_before: Vec<String>,
}

/// The network, and the host of the service.
#[derive(Default)]
pub(crate) struct Network {
    service: OnceLock<Weak<Service>>,
    /// What happens to the next calls to a number; `Sent` where nothing is said.
    pub(crate) script: Mutex<BTreeMap<String, VecDeque<Played>>>,
    /// The calls in the order in which they were placed; filled in when they end.
    pub(crate) seen: Mutex<Vec<Seen>>,
    pub(crate) events: Mutex<Vec<(String, BTreeMap<String, String>)>>,
    given_up: Mutex<Vec<i64>>,
    /// The PBX is still starting.
    pub(crate) starting: AtomicBool,
    going: AtomicUsize,
    pub(crate) busiest: AtomicUsize,
    /// Where a crash leaves its spool, and the spool of before.
    pub(crate) wreck: Mutex<Option<(PathBuf, PathBuf)>>,
    threads: Mutex<Vec<JoinHandle<()>>>,
    this: OnceLock<Weak<Self>>,
    pub(crate) clocks: Clocks,
}

/// A machine that takes colours.
pub(crate) fn takes_colours() -> AnswerConfig {
    let codings = vec![Coding::Mh, Coding::Mr, Coding::Mmr, Coding::Jpeg];
    AnswerConfig { codings, ..AnswerConfig::default() }
}

/// One that takes them without loss, too.
pub(crate) fn takes_t43() -> AnswerConfig {
    AnswerConfig { codings: Coding::WITH_COLOUR.to_vec(), ..AnswerConfig::default() }
}

/// Counts a call off when it is over.
struct LineTaken<'a>(&'a AtomicUsize);

impl Drop for LineTaken<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

/// The channel of a call, which takes its time to end. Only then is there room for the next call.
struct Channel<'a> {
    service: &'a Service,
    token: i64,
    line: Option<LineTaken<'a>>,
}

impl Drop for Channel<'_> {
    fn drop(&mut self) {
        std::thread::sleep(HANG_UP);
        drop(self.line.take());
        self.service.call_gone(self.token);
    }
}

impl Network {
    pub(crate) fn new() -> Arc<Self> {
        let network = Arc::new(Self::default());
        network.this.set(Arc::downgrade(&network)).expect("set once");
        network
    }

    pub(crate) fn serve(&self, service: &Arc<Service>) {
        self.service
            .set(Arc::downgrade(service))
            .unwrap_or_else(|_| panic!("one service a network"));
    }

    pub(crate) fn play(&self, number: &str, calls: &[Played]) {
        self.script
            .lock()
            .unwrap()
            .insert(number.to_owned(), calls.iter().cloned().collect());
    }

    /// Waits until all calls have ended.
    pub(crate) fn join(&self) {
        loop {
            let threads = std::mem::take(&mut *self.threads.lock().unwrap());
            if threads.is_empty() {
                return;
            }
            for thread in threads {
                // A call that panics as it was told to.
                let _ = thread.join();
            }
        }
    }

    /// The pages that came to this number, call after call.
    pub(crate) fn received(&self, number: &str) -> Vec<Bitmap> {
        let seen = self.seen.lock().unwrap();
        seen.iter()
            .filter(|call| call.number == number)
            .flat_map(|call| call.pages.clone())
            .collect()
    }

    pub(crate) fn calls(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }

    pub(crate) fn events_named(&self, name: &str) -> Vec<BTreeMap<String, String>> {
        let events = self.events.lock().unwrap();
        events
            .iter()
            .filter(|(event, _)| event == name)
            .map(|(_, fields)| fields.clone())
            .collect()
    }

    fn go(&self, at: usize, token: i64, played: &Played, line: LineTaken<'_>) {
        // The service may dial before its start has returned.
        while self.service.get().is_none() {
            std::thread::sleep(Duration::from_millis(1));
        }
        let Some(service) = self.service.get().and_then(Weak::upgrade) else { return };
        match played {
            Played::Cause(cause) => {
                drop(line);
                service.call_failed(token, failure(*cause, ""));
            }
            Played::Lost | Played::Refused | Played::Bug => {}
            Played::Rings(ms) => {
                let until = std::time::Instant::now() + Duration::from_millis(*ms);
                while std::time::Instant::now() < until
                    && !self.given_up.lock().unwrap().contains(&token)
                {
                    std::thread::sleep(Duration::from_millis(5));
                }
                drop(line);
                service.call_failed(token, failure(19, "NOANSWER"));
            }
            Played::Machine(config)
            | Played::Still(config)
            | Played::DroppedBy(config, _)
            | Played::UnansweredBy(config, _) => {
                self.answer(&service, at, token, config.clone(), played, line)
            }
            Played::Set(..) => self.answer(&service, at, token, takes_colours(), played, line),
            _ => self.answer(&service, at, token, AnswerConfig::default(), played, line),
        }
    }

    fn answer(
        &self,
        service: &Arc<Service>,
        at: usize,
        token: i64,
        config: AnswerConfig,
        played: &Played,
        line: LineTaken<'_>,
    ) {
        let info = CallInfo {
            channel: format!("Local/{token}"),
            outer_channel: format!("Fake/provider-{token}"),
            unique_id: token.to_string(),
            ..CallInfo::default()
        };
        // It ends after the call, even if the call panics.
        let _channel = Channel { service, token, line: Some(line) };
        let Ok(mut call) = service.begin_send(token, info) else { return };
        if let Played::Set(item, value) = played {
            call.set_item(item, value).expect("it can be set");
        }
        if let Played::Device
        | Played::DeviceDropped(_)
        | Played::DeviceFull(_)
        | Played::DeviceFullAndGone(_)
        | Played::DeviceT38
        | Played::WaitingT38 = played
        {
            let called = self.device_answers(service, &mut call, token, played);
            called.finish(&mut FakeChannel::default());
            return self.finish(at, call);
        }
        let mut machine = Answering::new(config);
        let done = talk(&mut call, &mut machine, played);
        if matches!(played, Played::Crash(_)) && !done {
            self.keep_the_wreck();
        }
        machine.hang_up();
        let ends = self.events_named("FerrofaxSendEnd").into_iter();
        let ended_before = ends.filter_map(|mut fields| fields.remove("Job")).collect();
        // What is not complete was not confirmed.
        let complete = machine.pages.iter().filter(|page| page.complete);
        let (pages, colours) =
            complete.map(|page| (page.bitmap.clone(), page.colour.clone())).unzip();
        {
            let seen = &mut self.seen.lock().unwrap()[at];
            (seen.pages, seen.colours, seen.ended_before) = (pages, colours, ended_before);
        }
        assert!(done || !matches!(played, Played::Panic(_)), "a panic, as the test has asked for");
        self.finish(at, call);
    }

    fn finish(&self, at: usize, call: ChannelCall) {
        let mut channel = FakeChannel::default();
        call.finish(&mut channel);
        let seen = &mut self.seen.lock().unwrap()[at];
        seen.variables = channel.variables;
        seen.cdr = channel.cdr;
    }

    /// Lets the call talk to a device of the same service.
    fn device_answers(
        &self,
        service: &Arc<Service>,
        call: &mut ChannelCall,
        token: i64,
        played: &Played,
    ) -> ChannelCall {
        let info = CallInfo {
            channel: format!("Fake/{token}"),
            unique_id: format!("in-{token}"),
            context: "fax-devices".into(),
            exten: "2102".into(),
            caller_number: "+4999177".into(),
            ..CallInfo::default()
        };
        let mut called = service.begin_call(info, "bob@example.com").expect("it answers");
        let came = || self.events_named("FerrofaxFetchPage").len();
        let (before, mut into_page) = (came(), 0);
        let mut ends = [End::default(), End::default()];
        let (mut gone, mut still) = (None, 0);
        for frame in 0_u64..30_000 {
            let [caller, answerer] = &mut ends;
            let goes_on = *played == Played::WaitingT38;
            caller.frame((call, goes_on), frame, answerer);
            match &mut gone {
                None => answerer.frame((&mut called, goes_on), frame, caller),
                Some(dcn) => answerer.says(dcn),
            }
            if matches!(played, Played::DeviceT38 | Played::WaitingT38) {
                carry_t38(frame, call, &mut called);
                carry_t38(frame, &mut called, call);
            }
            if call.is_over() && called.is_over() {
                break;
            }
            let (Played::DeviceDropped(pages)
            | Played::DeviceFull(pages)
            | Played::DeviceFullAndGone(pages)) = played
            else {
                continue;
            };
            into_page += u32::from(came() - before == *pages);
            if into_page == if *pages == 0 { BLOCKS_INTO_SESSION } else { BLOCKS_INTO_FETCHING } {
                match played {
                    Played::DeviceFull(_) | Played::DeviceFullAndGone(_) => room_on_disk(false),
                    _ => break,
                }
            }
            // The pause behind the page.
            still = if answerer.speech.back() == Some(&[0; BLOCK]) { still + 1 } else { 0 };
            let leaves = matches!(played, Played::DeviceFullAndGone(_));
            if leaves && gone.is_none() && into_page > BLOCKS_INTO_FETCHING && still == 2 {
                called.hung_up();
                gone = Some(says_dcn());
            }
        }
        called
    }

    /// Somebody has connected a channel to a fax machine and runs `FaxSend(job)` on it.
    pub(crate) fn connect(&self, job: &str, played: &Played) -> Result<Seen, Refusal> {
        let service = self.service.get().and_then(Weak::upgrade).expect("a service");
        let info = CallInfo { channel: "Fake/by-hand".into(), ..CallInfo::default() };
        let mut call = service.begin_send_job(job, info)?;
        let mut machine = Answering::new(AnswerConfig::default());
        talk(&mut call, &mut machine, played);
        machine.hang_up();
        let complete = machine.pages.iter().filter(|page| page.complete);
        let (pages, colours) =
            complete.map(|page| (page.bitmap.clone(), page.colour.clone())).unzip();
        let mut channel = FakeChannel::default();
        call.finish(&mut channel);
        let (call, number) = Default::default();
        let FakeChannel { variables, cdr, .. } = channel;
        let ended_before = Vec::new();
        Ok(Seen { call, number, pages, colours, variables, cdr, ended_before })
    }

    /// Copies what a crash at this moment would leave on the disk.
    fn keep_the_wreck(&self) {
        let wreck = self.wreck.lock().unwrap();
        let (from, to) = wreck.as_ref().expect("a place for the wreck");
        std::fs::create_dir_all(to.join("jobs")).unwrap();
        let database = rusqlite::Connection::open(from.join("spool.db")).unwrap();
        // What is committed, and nothing else.
        database
            .execute("VACUUM INTO ?1", [to.join("spool.db").to_str().unwrap()])
            .unwrap();
        for file in std::fs::read_dir(from.join("jobs")).unwrap().flatten() {
            std::fs::copy(file.path(), to.join("jobs").join(file.file_name())).unwrap();
        }
    }
}

/// Lets the two talk. False: it was broken off as it was to be played.
fn talk(call: &mut ChannelCall, machine: &mut Answering, played: &Played) -> bool {
    let (mut said, mut answer) = ([0; BLOCK], [0; BLOCK]);
    let mut queue: VecDeque<[i16; BLOCK]> = VecDeque::new();
    let mut line = match played {
        Played::Noise(dbm0) => {
            let noise_dbm0 = Some(*dbm0);
            Some(Line::new(LineSettings { noise_dbm0, ..LineSettings::default() }))
        }
        _ => None,
    };
    let (mut machine_on, mut into_page) = (true, 0);
    let (mut held, mut still) = (None, 0);
    for frame in 0_u64..30_000 {
        let now = frame * 20;
        while held.is_none() && call.is_waiting() {
            std::thread::sleep(Duration::from_micros(100));
            call.tick(now);
        }
        let heard = HeardFrame {
            samples: &answer,
            sequence: Some(frame as u16),
            timestamp_ms: Some(now as u32),
        };
        call.frame(now, heard);
        if *played == Played::Crash(frame) {
            // What was just ordered may be written or not.
            return false;
        }
        while call.take_speech(&mut said) {
            queue.push_back(said);
        }
        if call.is_over() {
            return true;
        }
        let mut from_caller = queue.pop_front().unwrap_or([0; BLOCK]);
        still = if from_caller == [0; BLOCK] { still + 1 } else { 0 };
        if matches!(played, Played::Clicks(each) if frame % each == 0) {
            from_caller = [0; BLOCK];
        }
        if let Some(noisy) = line.as_mut().and_then(|line| line.carry(&from_caller)) {
            from_caller = noisy;
        }
        let is_still = matches!(played, Played::Still(_)) && (250..2_000).contains(&frame);
        if is_still {
            from_caller = [0; BLOCK];
        }
        answer = [0; BLOCK];
        machine_on = machine_on && machine.block(&from_caller, &mut answer);
        if is_still {
            answer = [0; BLOCK];
        }
        match played {
            Played::Dropped(page) | Played::DroppedBy(_, page) | Played::Panic(page)
                if machine.pages.len() == *page && !machine.negotiated.is_empty() =>
            {
                into_page += 1;
                if into_page == BLOCKS_INTO_PAGE {
                    return false;
                }
            }
            Played::DiskHeld(spool, blocks) => {
                into_page += u32::from(!machine.negotiated.is_empty());
                if into_page == BLOCKS_INTO_PAGE {
                    held = Some(nobody_writes_into(spool));
                } else if still >= *blocks {
                    held = None;
                }
            }
            Played::Unanswered(page) | Played::UnansweredBy(_, page)
                if machine.pages.len() > *page =>
            {
                return false;
            }
            _ => {}
        }
    }
    true
}

/// Has the right to write into the spool's database until it is dropped.
fn nobody_writes_into(spool: &std::path::Path) -> rusqlite::Connection {
    let database = rusqlite::Connection::open(spool.join("spool.db")).unwrap();
    database.busy_timeout(Duration::from_secs(10)).unwrap();
    database.execute_batch("BEGIN IMMEDIATE").unwrap();
    database
}

/// One of two calls that talk to each other: what it has said and the other has not heard.
#[derive(Default)]
struct End {
    speech: VecDeque<[i16; BLOCK]>,
    packets: VecDeque<Vec<u8>>,
    /// How many packets it has heard.
    heard: u16,
}

impl End {
    /// A block of time passes, in which it hears what the other has said. What the call waits for
    /// takes none of it, or some, on a line that is ten times as quick then.
    fn frame(&mut self, (call, goes_on): (&mut ChannelCall, bool), frame: u64, other: &mut Self) {
        let now = frame * MS_IN_BLOCK;
        if goes_on && call.is_waiting() {
            std::thread::sleep(Duration::from_millis(2));
        }
        while !goes_on && call.is_waiting() {
            std::thread::sleep(Duration::from_micros(100));
            call.tick(now);
        }
        let samples = &other.speech.pop_front().unwrap_or([0; BLOCK]);
        let heard =
            HeardFrame { samples, sequence: Some(frame as u16), timestamp_ms: Some(now as u32) };
        call.frame(now, heard);
        while let Some(packet) = other.packets.pop_front() {
            call.packet(now, self.heard, &packet);
            self.heard = self.heard.wrapping_add(1);
        }
        let mut said = [0; BLOCK];
        while call.take_speech(&mut said) {
            self.speech.push_back(said);
        }
        self.packets.extend(std::iter::from_fn(|| call.take_packet()));
    }
}

impl End {
    /// A block of time passes, in which this fax machine is heard, and not the call.
    fn says(&mut self, who: &mut Calling) {
        let mut said = [0; BLOCK];
        who.block(&[0; BLOCK], &mut said);
        self.speech.push_back(said);
    }
}

/// A fax machine that sends DCN and hangs up.
pub(crate) fn says_dcn() -> Calling {
    let mut leaving = Calling::new(OriginateConfig::default(), Vec::new());
    leaving.call.cancel();
    leaving
}

/// Between two calls T.38 is agreed on as soon as one has asked and the other has taken it.
fn carry_t38(frame: u64, one: &mut ChannelCall, other: &mut ChannelCall) {
    let now = frame * MS_IN_BLOCK;
    while let Some(wish) = one.take_t38_wish() {
        match wish.action {
            T38Action::Ask => other.t38_told(now, T38Told::Requested(wish.terms)),
            T38Action::Refuse => other.t38_told(now, T38Told::Refused),
            T38Action::Accept | T38Action::End => {
                let told = match wish.action {
                    T38Action::Accept => T38Told::Negotiated(wish.terms),
                    _ => T38Told::Terminated,
                };
                one.t38_told(now, told);
                other.t38_told(now, told);
            }
        }
    }
}

/// From now on no file of this process grows or is written to, as on a full disk; or there is
/// room again. Signals of it are to be ignored (SIGXFSZ).
pub(crate) fn room_on_disk(is_there: bool) {
    let limit = Rlimit { current: (!is_there).then_some(0), maximum: None };
    setrlimit(Resource::Fsize, limit).expect("a soft limit is everybody's own");
}

/// Runs this test in a child that has the variable in its environment, and may call
/// [`room_on_disk`].
pub(crate) fn with_a_full_disk(variable: &str, test: &str) {
    // Signals of the limit that stands for the full disk are ignored, and it is the child's.
    let script = "trap '' XFSZ; exec \"$@\"";
    let output = Command::new("/bin/sh")
        .args(["-c", script, "sh"])
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", test, "--nocapture"])
        .env(variable, "yes")
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

const MS_IN_BLOCK: u64 = 20;

/// In the session before the first page that is fetched.
const BLOCKS_INTO_SESSION: u32 = 300;

/// In the middle of a page that is fetched.
const BLOCKS_INTO_FETCHING: u32 = 100;

/// In the middle of a page: its training and its first rows are through, and its end is not.
const BLOCKS_INTO_PAGE: u32 = 150;

impl Host for Network {
    fn manager_event(&self, event: &str, fields: &[(&str, String)]) {
        let fields =
            fields.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
        self.events.lock().unwrap().push((event.to_owned(), fields));
    }

    fn place_call(&self, call: &PlaceCall) -> Result<(), PlaceError> {
        let number = call
            .dial
            .trim_start_matches("Local/")
            .split('@')
            .next()
            .unwrap_or_default()
            .to_owned();
        let played = self.script.lock().unwrap().get_mut(&number).and_then(VecDeque::pop_front);
        let played = played.unwrap_or(Played::Sent);
        assert!(played != Played::Bug, "a bug, as the test has asked for");
        if played == Played::Refused {
            return Err(PlaceError::Refused("as the test has asked for".into()));
        }
        let at = {
            let mut seen = self.seen.lock().unwrap();
            let (variables, cdr) = Default::default();
            let (pages, colours, ended_before) = (Vec::new(), Vec::new(), Vec::new());
            let call = call.clone();
            seen.push(Seen { call, number, pages, colours, variables, cdr, ended_before });
            seen.len() - 1
        };
        let (network, token) =
            (self.this.get().and_then(Weak::upgrade).expect("a network"), call.token);
        let going = self.going.fetch_add(1, Ordering::SeqCst) + 1;
        self.busiest.fetch_max(going, Ordering::SeqCst);
        let thread = std::thread::spawn(move || {
            network.go(at, token, &played, LineTaken(&network.going));
        });
        self.threads.lock().unwrap().push(thread);
        Ok(())
    }

    fn is_ready(&self) -> bool {
        !self.starting.load(Ordering::SeqCst)
    }

    fn give_up_call(&self, token: i64) {
        self.given_up.lock().unwrap().push(token);
    }
}

impl ferrofax::clock::Clocks for Network {
    fn unix_ms(&self) -> UnixMs {
        self.clocks.unix_ms()
    }

    fn steady_ms(&self) -> u64 {
        self.clocks.steady_ms()
    }
}

/// The network has ended a call on its trunk.
fn failure(hangup_cause: u16, status: &str) -> CallFailure {
    CallFailure {
        hangup_cause,
        status: status.to_owned(),
        outer_channel: "Fake/provider-1".to_owned(),
    }
}
