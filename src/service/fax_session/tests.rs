//! Tests with two sessions that fax each other over a simulated line (`tests/wire.rs`), in
//! simulated time.

mod passing;
mod wire;

use super::facts::Facts;
use super::files::{FileWriter, WritePage};
use super::line::SessionResult;
use super::session::{Session, Shared};
use super::stats::SessionStats;
use super::terms::{Modems, SessionKind, SessionTerms};
use super::workers::Runs;
use crate::service::clock::Clock;
use crate::service::hands::{Hands, nobody};
use crate::service::line::HasLeg as _;
use crate::service::page_feed::{Feeds, PageMaker};
use ferrofax_basics::UnixMs;
use ferrofax_basics::lock::lock;
use ferrofax_document::tiff::{self, NewPage};
use ferrofax_engine::call::{CallEvent, PageNotTaken, ReceivedPage, T38Terms};
use ferrofax_engine::t30::outcome::{Cause, Outcome, Phase, Status};
use ferrofax_ground::t4::{Bitmap, Coding, PageQuality, PageWidth, Resolution};
use ferrofax_signal::modem::{LineQuality, Rate};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex, Weak};
use std::time::Duration;
use wire::{Channel, Item, Way, WireLine};

struct End {
    session: Session,
    channel: Arc<Mutex<Channel>>,
    /// The number of the 10 ms step in which the session is run next. The next field counts the
    /// steps in which it was not run.
    due: u64,
    spared: u64,
    gathers: Arc<Mutex<Vec<u32>>>,
    /// The time by the clock at which each packet was sent.
    said_at: Arc<Mutex<Vec<u64>>>,
    result: Arc<Mutex<Option<SessionResult>>>,
    facts: Arc<Mutex<Facts>>,
}

/// A sending session and a receiving session, and the clock of both.
struct Pair {
    ends: [End; 2],
    clock: Arc<AtomicU64>,
    /// The threads that only this pair uses. They end with the pair.
    threads: Option<Threads>,
}

/// The threads that prepare pages to be sent and write pages that are received.
struct Threads {
    maker: PageMaker,
    writer: FileWriter,
}

impl Threads {
    fn start(clock: &Clock) -> Self {
        let maker = PageMaker::start(clock.clone(), &nobody()).expect("a thread");
        Self { maker, writer: FileWriter::start(clock, &nobody()).expect("another") }
    }

    fn stop(&self) {
        self.maker.stop();
        self.writer.stop();
    }
}

impl End {
    fn begin(
        terms: &SessionTerms,
        from: &Way,
        to: &Way,
        clock: &Arc<AtomicU64>,
        threads: &Threads,
    ) -> Self {
        let writer = threads.writer.requests().expect("it runs");
        Self::written_by(terms, (from, to), clock, threads, writer)
    }

    /// Begins a session whose received pages `writer` gets.
    fn written_by(
        terms: &SessionTerms,
        (from, to): (&Way, &Way),
        clock: &Arc<AtomicU64>,
        threads: &Threads,
        writer: Sender<WritePage>,
    ) -> Self {
        let facts = Arc::new(Mutex::new(Facts::new(terms)));
        let line = WireLine::new(from, to, clock);
        let (channel, result) = (Arc::clone(&line.channel), Arc::clone(&line.result));
        let (gathers, said_at) = (Arc::clone(&line.gathers), Arc::clone(&line.said_at));
        let shared = Shared {
            pages: threads.maker.requests().expect("it runs"),
            writer,
            writing: Weak::new(),
            fonts: Vec::new(),
            facts: Arc::clone(&facts),
            stats: Arc::new(SessionStats::default()),
            tape: None,
        };
        let begun = Session::begin(terms, Box::new(line), shared);
        let session = begun.unwrap_or_else(|(_, why)| panic!("{why}"));
        Self { session, channel, due: 0, spared: 0, gathers, said_at, result, facts }
    }

    /// Runs the PBX's thread and the session's thread once, at the time `now_ms`.
    fn step(&mut self, now_ms: u64) {
        let look = now_ms / 10;
        lock(&self.channel).step(now_ms);
        if self.due <= look {
            self.due = self.session.run().after(look);
        } else {
            self.spared += 1;
        }
    }
}

impl Pair {
    fn new(send: SessionTerms, receive: SessionTerms) -> Self {
        let threads = Threads::start(&Hands::at(UnixMs(0)).1);
        let pair = Self::served_by(&threads, &send, &receive);
        Self { threads: Some(threads), ..pair }
    }

    fn served_by(threads: &Threads, send: &SessionTerms, receive: &SessionTerms) -> Self {
        let clock = Arc::new(AtomicU64::new(1000));
        let ways: [Way; 2] = Default::default();
        let end = |terms, from, to| End::begin(terms, from, to, &clock, threads);
        let ends = [end(send, &ways[0], &ways[1]), end(receive, &ways[1], &ways[0])];
        Self { ends, clock, threads: None }
    }

    /// Lets simulated time pass until both sessions are over. In each step, `watch` gets the clock
    /// and both ends of the line.
    fn run(mut self, mut watch: impl FnMut(u64, &[End; 2])) -> [SessionResult; 2] {
        for _ in 0..30_000 {
            let now = self.clock.fetch_add(10, Ordering::SeqCst) + 10;
            watch(now, &self.ends);
            for end in &mut self.ends {
                end.step(now);
            }
            if self.ends.iter().all(|end| lock(&end.result).is_some()) {
                break;
            }
            // The threads do not follow the simulated clock: they get some real time.
            std::thread::sleep(Duration::from_micros(100));
        }
        let results = self
            .ends
            .each_ref()
            .map(|end| lock(&end.result).clone().expect("both come to an end"));
        drop(self.ends);
        if let Some(threads) = self.threads {
            threads.stop();
        }
        results
    }
}

const ALL: Modems = Modems { v17: true, v27ter: true, v29: true, v34: false };

fn terms(kind: SessionKind, documents: &[PathBuf]) -> SessionTerms {
    SessionTerms {
        kind,
        documents: documents.to_vec(),
        local_ident: format!("{kind:?}"),
        modems: ALL,
        max_rate: 14_400,
        ecm: true,
        ..SessionTerms::default()
    }
}

fn page(seed: u32) -> Bitmap {
    let mut page = Bitmap::white(1728, 120);
    for y in 0..120 {
        for x in (0..1700).filter(|x| (x * 7 + y * seed) % 61 < 9) {
            page.set(x, y, true);
        }
    }
    page
}

fn document(folder: &Path, name: &str, seeds: &[u32]) -> PathBuf {
    let mut file = tiff::Builder::new();
    for seed in seeds {
        let page = page(*seed);
        let quality = PageQuality::default();
        file.push(&NewPage {
            bitmap: &page,
            resolution: Resolution::Fine,
            quality,
            date_time: "2026:11:20 09:00:00",
        });
    }
    let path = folder.join(name);
    std::fs::write(&path, file.finish()).expect("a file of the test's");
    path
}

fn pages_in(path: &Path) -> Vec<Bitmap> {
    tiff::read(path)
        .expect("it was written")
        .iter()
        .map(|page| page.bitmap().expect("a page"))
        .collect()
}

fn goes_through(t38: Option<T38Terms>) {
    let folder = tempfile::tempdir().expect("a folder");
    let sent = [document(folder.path(), "a.tif", &[1, 2]), document(folder.path(), "b.tif", &[3])];
    let received = folder.path().join("received.tif");
    std::fs::write(&received, "what was there before").expect("a file of the test's");
    let send = SessionTerms { t38, ..terms(SessionKind::Send, &sent) };
    let receive =
        SessionTerms { t38, ..terms(SessionKind::Receive, std::slice::from_ref(&received)) };
    let [sender, receiver] = Pair::new(send, receive).run(|_, _| {});
    for result in [&sender, &receiver] {
        assert!(result.success, "{result:?}");
        assert_eq!(
            (result.pages, result.resolution.as_str(), result.bit_rate),
            (3, "204x196", 14_400),
            "{result:?}"
        );
    }
    assert_eq!((sender.far_ident.as_str(), receiver.far_ident.as_str()), ("Receive", "Send"));
    assert!(
        pages_in(&received) == [page(1), page(2), page(3)],
        "the pages are not those that were sent"
    );
}

#[test]
fn several_files_become_one_in_audio() {
    goes_through(None);
}

#[test]
fn several_files_become_one_in_t38() {
    goes_through(Some(T38Terms { max_ifp: 200, ..T38Terms::default() }));
}

/// While a page comes in, the receiver has nothing to send. So it need not be run, and packets may
/// be gathered until the page ends.
#[test]
fn who_takes_a_page_in_t38_is_spared_most_looks() {
    let folder = tempfile::tempdir().expect("a folder");
    let t38 = Some(T38Terms { max_ifp: 200, ..T38Terms::default() });
    let sent = document(folder.path(), "a.tif", &[1, 2]);
    let received = folder.path().join("received.tif");
    let send = SessionTerms { t38, ..terms(SessionKind::Send, &[sent]) };
    let receive = SessionTerms { t38, ..terms(SessionKind::Receive, &[received]) };
    let pair = Pair::new(send, receive);
    let [of_sender, of_receiver] = pair.ends.each_ref().map(|end| Arc::clone(&end.gathers));
    let (mut spared_in_pages, mut looks_in_pages) = (0, 0);
    let mut spared_before = 0;
    pair.run(|_, [_, receiver]| {
        if lock(&receiver.gathers).last() == Some(&80) {
            looks_in_pages += 1;
            spared_in_pages += receiver.spared - spared_before;
        }
        spared_before = receiver.spared;
    });
    assert!(
        looks_in_pages > 100 && spared_in_pages * 10 > looks_in_pages * 8,
        "{spared_in_pages} of {looks_in_pages}"
    );
    let (told, pages) = (lock(&of_receiver), [80, 80]);
    assert_eq!(
        told.iter().copied().filter(|ms| *ms == 80).collect::<Vec<_>>(),
        pages,
        "once a page: {told:?}"
    );
    assert!(
        told.last().is_some_and(|ms| *ms < 80) && told.contains(&0),
        "not for longer, and not while it speaks: {told:?}"
    );
    assert!(lock(&of_sender).is_empty(), "a sender waits for each answer");
}

/// Delayed packets must not be sent in one burst. A network that delays some packets longer than
/// others would reorder the burst, and redundancy cannot repair that.
#[test]
fn a_machine_that_is_held_up_sends_what_was_due_not_all_at_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let t38 = Some(T38Terms { max_ifp: 200, ..T38Terms::default() });
    let sent = document(folder.path(), "a.tif", &[1, 2, 3]);
    let received = folder.path().join("received.tif");
    let send = SessionTerms { t38, ..terms(SessionKind::Send, &[sent]) };
    let receive =
        SessionTerms { t38, ..terms(SessionKind::Receive, std::slice::from_ref(&received)) };
    let pair = Pair::new(send, receive);
    let (clock, said_at) = (Arc::clone(&pair.clock), Arc::clone(&pair.ends[0].said_at));
    let (mut looks_in_page, mut held_up) = (0, 0);
    let [sender, receiver] = pair.run(|_, [_, receiver]| {
        looks_in_page =
            if lock(&receiver.gathers).last() == Some(&80) { looks_in_page + 1 } else { 0 };
        if looks_in_page == 30 {
            held_up += 1;
            clock.fetch_add(250, Ordering::SeqCst);
        }
    });
    assert!(
        sender.success && receiver.success && held_up == 3,
        "{held_up} times; {sender:?} {receiver:?}"
    );
    assert!(pages_in(&received) == [page(1), page(2), page(3)]);
    let said_at = lock(&said_at);
    let in_30_ms = said_at
        .iter()
        .map(|from| said_at.iter().filter(|at| (*from..*from + 30).contains(*at)).count());
    assert!(in_30_ms.max() <= Some(4), "{said_at:?}");
}

/// Gives the threads that make and write pages some real time in each simulated step, as they have
/// in a call.
fn as_in_a_call(_: u64, _: &[End; 2]) {
    std::thread::sleep(std::time::Duration::from_micros(300));
}

/// Packets that are handed over together are neither lost nor late, and cause no jitter. Packets
/// that come out of order meanwhile are not lost either.
#[test]
fn audio_of_a_page_may_be_gathered_and_nothing_is_lost() {
    for holds_back in [0, 23] {
        let folder = tempfile::tempdir().expect("a folder");
        let sent = document(folder.path(), "a.tif", &[1, 2]);
        let received = folder.path().join("received.tif");
        let receive = SessionTerms {
            ecm: false,
            ..terms(SessionKind::Receive, std::slice::from_ref(&received))
        };
        let pair = Pair::new(terms(SessionKind::Send, &[sent]), receive);
        let [sender, receiver] = &pair.ends;
        lock(&sender.channel).holds_back = holds_back;
        let (told, facts) = (Arc::clone(&receiver.gathers), Arc::clone(&receiver.facts));
        let [_, result] = pair.run(as_in_a_call);
        assert!(result.success, "{result:?}");
        assert!(
            pages_in(&received) == [page(1), page(2)],
            "one in {holds_back} held back: the pages are others"
        );
        assert_eq!(lock(&told).iter().filter(|ms| **ms == 80).count(), 2, "once a page: {told:?}");
        let facts = lock(&facts);
        assert_eq!((facts.frames_lost, facts.frames_late), (0, 0), "one in {holds_back} held back");
    }
}

/// The planted bug makes the clock panic when the pages thread reads the time for the header line.
#[test]
fn a_page_that_trips_its_maker_ends_its_call_and_the_next_call_is_served() {
    let folder = tempfile::tempdir().expect("a folder");
    let sent = document(folder.path(), "a.tif", &[1]);
    let (hands, clock) = Hands::at(UnixMs(0));
    let threads = Threads::start(&clock);
    let fax = |name: &str| {
        let send = SessionTerms {
            header: "Alice".into(),
            ..terms(SessionKind::Send, std::slice::from_ref(&sent))
        };
        let receive = terms(SessionKind::Receive, &[folder.path().join(name)]);
        Pair::served_by(&threads, &send, &receive).run(as_in_a_call)
    };
    hands.plant_bug(0);
    let [sender, receiver] = fax("first.tif");
    assert!(hands.has_met_bug());
    assert_eq!(
        (sender.success, sender.pages, sender.error.as_str()),
        (false, 0, "FILE_ERROR"),
        "{sender:?}"
    );
    assert_eq!(sender.text, "the fax software failed on it");
    // The receiver heard DCN, or nothing at all if the page thread was quicker than the first
    // frame.
    assert_eq!((receiver.success, receiver.pages), (false, 0), "{receiver:?}");
    let [sender, receiver] = fax("second.tif");
    assert!(sender.success && receiver.success, "{sender:?} {receiver:?}");
    threads.stop();
    assert_eq!(pages_in(&folder.path().join("second.tif")).len(), 1);
}

/// The sender's result says that its file is at fault, and not that somebody cancelled the fax.
#[test]
fn a_page_that_the_engine_does_not_take_is_told_as_a_fault_of_its_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let sent = document(folder.path(), "a.tif", &[1]);
    let receive = terms(SessionKind::Receive, &[folder.path().join("received.tif")]);
    let mut pair = Pair::new(terms(SessionKind::Send, &[sent]), receive);
    pair.ends[0].session.page_fails(&PageNotTaken::Empty.into());
    let [sender, _] = pair.run(|_, _| {});
    assert_eq!(
        (sender.success, sender.error.as_str(), sender.text.as_str()),
        (false, "FILE_ERROR", "the page is empty")
    );
}

/// No page is ever written, as on a file server that no longer answers.
#[test]
fn a_session_whose_file_server_does_not_answer_ends_soon_after_its_fax() {
    let folder = tempfile::tempdir().expect("a folder");
    let sent = document(folder.path(), "a.tif", &[1]);
    let send = terms(SessionKind::Send, &[sent]);
    let receive = terms(SessionKind::Receive, &[folder.path().join("received.tif")]);
    let threads = Threads::start(&Hands::at(UnixMs(0)).1);
    let (clock, ways) = (Arc::new(AtomicU64::new(1000)), <[Way; 2]>::default());
    let (writer, hangs) = channel();
    let sender = End::begin(&send, &ways[0], &ways[1], &clock, &threads);
    let receiver = End::written_by(&receive, (&ways[1], &ways[0]), &clock, &threads, writer);
    let pair = Pair { ends: [sender, receiver], clock, threads: Some(threads) };
    let [sender, receiver] = pair.run(as_in_a_call);
    assert!(hangs.try_recv().is_ok(), "the page waits yet");
    assert_eq!((sender.success, sender.pages), (false, 0), "{sender:?}");
    let told = (receiver.success, receiver.pages, receiver.error.as_str());
    assert_eq!(told, (false, 0, "FILE_ERROR"), "{receiver:?}");
    assert!(receiver.text.contains("within 20 s"), "{receiver:?}");
}

#[test]
fn a_limit_of_the_rate_is_kept_by_who_receives() {
    let folder = tempfile::tempdir().expect("a folder");
    let sent = document(folder.path(), "a.tif", &[1]);
    let received = folder.path().join("received.tif");
    let receive = SessionTerms { max_rate: 7200, ..terms(SessionKind::Receive, &[received]) };
    let [sender, _] = Pair::new(terms(SessionKind::Send, &[sent]), receive).run(|_, _| {});
    assert!(sender.success && sender.bit_rate == 7200, "{sender:?}");
}

#[test]
fn a_call_that_breaks_off_keeps_the_pages_that_were_confirmed() {
    let folder = tempfile::tempdir().expect("a folder");
    let sent = document(folder.path(), "a.tif", &[1, 2, 3, 4, 5, 6, 7, 8]);
    let received = folder.path().join("received.tif");
    let pair = Pair::new(
        terms(SessionKind::Send, &[sent]),
        terms(SessionKind::Receive, std::slice::from_ref(&received)),
    );
    let facts = Arc::clone(&pair.ends[1].facts);
    let mut is_gone = false;
    let [sender, receiver] = pair.run(|_, ends| {
        if !is_gone && lock(&facts).pages >= 2 {
            is_gone = true;
            ends.iter()
                .for_each(|end| lock(&lock(&end.channel).from).push((0, Item::HangUp)));
        }
    });
    assert!(!sender.success && !receiver.success);
    assert_eq!((sender.error.as_str(), receiver.error.as_str()), ("HANGUP", "HANGUP"));
    assert!(receiver.pages >= 2 && receiver.pages < 8, "{receiver:?}");
    assert_eq!(
        pages_in(&received).len(),
        receiver.pages as usize,
        "the file has the pages that are counted"
    );
}

/// The receiver refuses the first page (RTN), and the sender continues with the next page. The
/// refused page is not in the file.
#[test]
fn a_page_that_is_not_in_the_file_is_not_counted() {
    let folder = tempfile::tempdir().expect("a folder");
    let sent = document(folder.path(), "a.tif", &[1]);
    let received = folder.path().join("received.tif");
    let receive = terms(SessionKind::Receive, std::slice::from_ref(&received));
    let mut pair = Pair::new(terms(SessionKind::Send, &[sent]), receive);
    let End { session, facts, .. } = &mut pair.ends[1];
    for (number, complete) in [(1, false), (2, true)] {
        session.happened(CallEvent::Page(ReceivedPage {
            number,
            bitmap: page(number),
            colour: None,
            undecoded: None,
            resolution: Resolution::Fine,
            width: PageWidth::A4,
            coding: Coding::Mh,
            rate: Rate::V29At9600.into(),
            quality: PageQuality::default(),
            ecm: false,
            line: LineQuality::default(),
            at_ms: 0,
            complete,
        }));
    }
    // The thread that writes the second page gets some real time.
    for _ in 0..2_000 {
        session.catch_up();
        if lock(facts).pages > 0 {
            break;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    let (status, phase, cause) = (Status::Incomplete, Phase::E, Cause::GivenUpByPeer);
    session.happened(CallEvent::Ended(Outcome { status, phase, cause, pages: 2 }));
    assert_eq!(lock(facts).result().pages, 1);
    let Pair { ends, threads, .. } = pair;
    drop(ends);
    if let Some(threads) = threads {
        threads.stop();
    }
    assert!(pages_in(&received) == [page(2)]);
}

#[test]
fn a_file_that_cannot_be_sent_or_written_is_told_before_the_call() {
    let folder = tempfile::tempdir().expect("a folder");
    let wrong = folder.path().join("wrong.tif");
    std::fs::write(&wrong, "no TIFF").expect("a file of the test's");
    assert!(super::sending::OutgoingFiles::read(&terms(SessionKind::Send, &[wrong])).is_err());
    assert!(super::files::IncomingFile::new(&folder.path().join("no/such/folder.tif")).is_err());
    let untouched = folder.path().join("received.tif");
    assert!(super::files::IncomingFile::new(&untouched).is_ok());
    assert!(!untouched.exists(), "a call without a page leaves no file");
}
