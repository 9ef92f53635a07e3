//! What changes, told while a page is open.

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpStream};
use std::thread::sleep;
use std::time::Duration;

use ferrofax::UnixMs;
use ferrofax::ladder::{Rung, Step, Way};
use ferrofax::spool::{LadderOf, WordIndex};

use crate::house::called;
use crate::reader::Reader;
use crate::rig::{PATIENCE, Rig};
use crate::waiting::printed;
use crate::{SETTINGS, alice_at};
use ferrofax_kit::patience::wait_until;
use ferrofax_kit::received::whole;
use ferrofax_kit::spools;

/// A stream of events, as a browser hears it.
pub(crate) struct Heard {
    lines: BufReader<TcpStream>,
    pub(crate) status: u16,
}

/// An event: its name, its number, its data.
pub(crate) type Event = (String, u64, String);

impl Heard {
    fn at(to: SocketAddr, path: &str, reader: &Reader, last: Option<u64>) -> Self {
        let session = reader.cookie("session").unwrap_or_default();
        Self::with(to, path, &format!("Cookie: session={session}"), last)
    }

    /// With this line in the head.
    pub(crate) fn with(to: SocketAddr, path: &str, line: &str, last: Option<u64>) -> Self {
        let last = last.map_or_else(String::new, |id| format!("Last-Event-ID: {id}\r\n"));
        let head = format!(
            "GET {path} HTTP/1.1\r\nHost: {to}\r\nConnection: close\r\n{line}\r\n{last}\r\n"
        );
        let mut stream = TcpStream::connect(to).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream.write_all(head.as_bytes()).unwrap();
        let mut heard = Self { lines: BufReader::new(stream), status: 0 };
        let status = heard.line().unwrap();
        heard.status = status.split(' ').nth(1).unwrap().parse().unwrap();
        heard
    }

    /// The next line; none at the end.
    fn line(&mut self) -> Option<String> {
        let mut line = String::new();
        let read = self.lines.read_line(&mut line).unwrap();
        (read > 0).then(|| line.trim_end().to_owned())
    }

    /// The next event; none at the end.
    pub(crate) fn next(&mut self) -> Option<Event> {
        let (mut name, mut id) = (String::new(), 0);
        loop {
            let line = self.line()?;
            if let Some(text) = line.strip_prefix("event: ") {
                text.clone_into(&mut name);
            } else if let Some(text) = line.strip_prefix("id: ") {
                id = text.parse().unwrap();
            } else if let Some(data) = line.strip_prefix("data: ") {
                return Some((name, id, data.to_owned()));
            }
        }
    }

    /// The next number that is told, with an event or without.
    pub(crate) fn number(&mut self) -> u64 {
        loop {
            if let Some(text) = self.line().unwrap().strip_prefix("id: ") {
                return text.parse().unwrap();
            }
        }
    }
}

pub(crate) fn comes_in(rig: &Rig, device: &str) -> ferrofax::spool::FaxId {
    let new = spools::call(device, "0991270061", UnixMs::now());
    rig.spool.receiving().begin_fax(&new).unwrap()
}

pub(crate) fn has_come(rig: &Rig, fax: ferrofax::spool::FaxId) {
    rig.spool.receiving().finish_fax(fax, &whole(UnixMs::now())).unwrap();
}

fn rung(at_ms: u64, way: Way, text: &str) -> Rung {
    Rung { at_ms, way, step: Step::signal(text) }
}

#[test]
fn what_is_said_in_a_call_is_seen_while_it_goes_on_and_afterwards() {
    let (rig, serving) = Rig::served(SETTINGS);
    let to = serving.addresses[0];
    let mut alice = Reader::logged_in(to, "alice", "secret");
    let mut bob = Reader::logged_in(to, "bob", "other");
    let mut hers = Heard::at(to, "/events", &alice, None);
    hers.number();
    let fax = comes_in(&rig, "2101");
    hers.next().unwrap();
    let of_fax = LadderOf::Fax(fax);
    rig.spool
        .recordings()
        .add_rungs(&[(of_fax, vec![rung(3_210, Way::Heard, "DCS <b>V.17")])])
        .unwrap();
    let (name, _, data) = hers.next().unwrap();
    assert!(name == "said" && data.contains("\"last\":\"DCS <b>V.17\""), "{name} {data}");
    let step = "\"step\":\"signal\",\"values\":{\"frame\":\"DCS <b>V.17\"}";
    assert!(data.contains(step), "{data}");
    let shown = "<span class=\"faint\">3.2 s</span>";
    let now = alice.get("/now").text();
    assert!(now.contains(shown) && now.contains("DCS &#60;b&#62;V.17"), "{now}");
    assert!(!bob.get("/now").text().contains(shown));
    has_come(&rig, fax);
    let there = format!("/in/{fax}");
    assert!(alice.get(&there).text().contains(shown));
    assert_eq!(bob.get(&there).status, 404);
    // Of a job, by its calls.
    let lease = called(&rig, "2101", "alice");
    let job = lease.job.id;
    let of_call = LadderOf::Call(lease.call);
    rig.spool
        .recordings()
        .add_rungs(&[(of_call, vec![rung(12_900, Way::Heard, "CFR")])])
        .unwrap();
    for page in ["/now".to_owned(), format!("/out/{job}")] {
        let text = alice.get(&page).text();
        assert!(text.contains("12.9 s") && text.contains("CFR"), "{page}: {text}");
    }
}

#[test]
fn each_is_told_at_once_what_he_sees_and_nothing_else() {
    let (rig, serving) = Rig::served(SETTINGS);
    let to = serving.addresses[0];
    let alice = Reader::logged_in(to, "alice", "secret");
    let bob = Reader::logged_in(to, "bob", "other");
    let (mut hers, mut his) =
        (Heard::at(to, "/events", &alice, None), Heard::at(to, "/events", &bob, None));
    assert_eq!((hers.status, his.status), (200, 200));
    let begun = hers.number();
    his.number();
    let job = printed(&rig.spool, rig.folder.path(), "2101", "alice");
    let (name, first, data) = hers.next().unwrap();
    assert_eq!(name, "job");
    assert!(first > begun && data.contains(&format!("\"job\":{job}")), "{data}");
    let fax = comes_in(&rig, "2102");
    let (name, _, data) = his.next().unwrap();
    assert!(name == "fax" && data.contains("0991270061"), "{name} {data}: the first he hears");
    has_come(&rig, fax);
    assert!(his.next().unwrap().2.contains("\"status\":\"received\""));
    rig.spool.jobs().cancel_job(job, "test", UnixMs::now()).unwrap();
    let (name, last, data) = hers.next().unwrap();
    assert!(name == "job" && data.contains("\"state\":\"cancelled\""), "{name} {data}");
    // Who comes again is told what he missed, by the header before the address.
    let mut again = Heard::at(to, &format!("/events?after={last}"), &alice, Some(first));
    assert_eq!(again.next().unwrap(), ("job".to_owned(), last, data));
    // A number of another start, or of none.
    for unknown in [3, u64::MAX] {
        let mut old = Heard::at(to, "/events", &alice, Some(unknown));
        let (name, id, _) = old.next().unwrap();
        assert!(name == "reload" && id >= last, "{name} {id}");
    }
    assert_eq!(serving.end(), Some(0), "open streams keep no end up");
    while his.next().is_some() {}
}

#[test]
fn who_logs_out_hears_no_more_and_strangers_nothing() {
    let settings = SETTINGS.replace("[web]", "[web]\nlive_per_user = 2");
    let (_rig, serving) = Rig::served(&settings);
    let to = serving.addresses[0];
    assert_eq!(Heard::at(to, "/events", &Reader::at(to), None).status, 401);
    let mut alice = Reader::logged_in(to, "alice", "secret");
    let mut heard = Heard::at(to, "/events", &alice, None);
    let second = Heard::at(to, "/events", &alice, None);
    assert_eq!(Heard::at(to, "/events", &alice, None).status, 503, "two are enough");
    let bob = Reader::logged_in(to, "bob", "other");
    assert_eq!(Heard::at(to, "/events", &bob, None).status, 200);
    drop(second);
    heard.number();
    alice.get("/own");
    assert_eq!(alice.post("/logout", &[]).status, 303);
    assert_eq!(heard.next().map(|(name, ..)| name).as_deref(), Some("ended"));
    assert_eq!(heard.next(), None);
}

#[test]
fn a_stream_lives_longer_than_the_server_waits_for_slow_clients() {
    let settings = SETTINGS.replace("[web]", "[web]\nidle_seconds = 1");
    let (rig, serving) = Rig::served(&settings);
    let to = serving.addresses[0];
    let alice = Reader::logged_in(to, "alice", "secret");
    let mut heard = Heard::at(to, "/events", &alice, None);
    heard.number();
    sleep(Duration::from_millis(2_500));
    printed(&rig.spool, rig.folder.path(), "2101", "alice");
    assert_eq!(heard.next().unwrap().0, "job");
}

/// What an open page asks while nobody looks at it.
#[test]
fn a_page_that_shows_changes_by_itself_keeps_no_session_from_ending() {
    let (rig, serving) = Rig::served(SETTINGS);
    let to = serving.addresses[0];
    let mut alice = Reader::logged_in(to, "alice", "secret");
    let database = rusqlite::Connection::open(rig.spool.folder().join("spool.db")).unwrap();
    let idle = "UPDATE web_sessions SET seen_at = seen_at - 600000";
    assert_eq!(database.execute(idle, []).unwrap(), 1);
    let seen = || -> i64 {
        database
            .query_row("SELECT seen_at FROM web_sessions", [], |row| row.get(0))
            .unwrap()
    };
    let before = seen();
    assert_eq!(Heard::at(to, "/events", &alice, None).status, 200);
    for (name, value) in [("X-By-Itself", "1"), ("Sec-Fetch-Dest", "image")] {
        assert_eq!(alice.ask("GET", "/in", &[(name, value)], b"").status, 200);
    }
    assert_eq!(seen(), before);
    assert_eq!(alice.get("/in").status, 200);
    assert!(seen() > before);
}

/// A spool of before, or a module of before that files faxes without their words.
#[test]
fn faxes_that_the_index_of_words_lacks_are_added_to_it_at_work() {
    let rig = Rig::new(SETTINGS);
    let database = rusqlite::Connection::open(rig.spool.folder().join("spool.db")).unwrap();
    let fax = "
        INSERT INTO faxes (status, device, called, calling, caller_name, call_id, started_at, ended_at, format,
                           mail_without_pages, document)
        VALUES ('received', '2101@fax-devices', '2101', '0991', 'Huber', '1', 1, 2, 'pdf', 0, 'a.tif')";
    assert_eq!(database.execute(fax, []).unwrap(), 1);
    assert_eq!(rig.spool.faxes().look_at_words(), Ok(WordIndex::Lacks(1)));
    let _serving = rig.serve();
    wait_until("the index of words", || rig.spool.faxes().look_at_words() == Ok(WordIndex::Whole));
}

#[test]
fn pages_say_what_they_are_to_be_told() {
    let (rig, serving, mut alice) = alice_at(SETTINGS);
    let job = printed(&rig.spool, rig.folder.path(), "2101", "alice");
    let page = alice.get(&format!("/out/{job}")).text();
    assert!(
        page.contains(&format!("data-watch=\"job progress said\" data-job=\"{job}\"")),
        "{page}"
    );
    for part in ["state", "progress", "facts", "history", "page-1"] {
        assert!(page.contains(&format!("data-live=\"{part}\"")), "{part}: {page}");
    }
    assert!(alice.get("/in").text().contains("data-watch=\"fax deed gone\""));
    assert!(alice.get("/now").text().contains("data-live=\"calls\""));
    assert!(!alice.get("/own").text().contains("data-watch"));
    // From what it shows on, nothing is missed.
    let after = page.split("data-after=\"").nth(1).unwrap().split('"').next().unwrap();
    let to = serving.addresses[0];
    let mut heard = Heard::at(to, &format!("/events?after={after}"), &alice, None);
    rig.spool.jobs().cancel_job(job, "test", UnixMs::now()).unwrap();
    assert!(heard.next().unwrap().2.contains(&format!("\"job\":{job}")));
}
