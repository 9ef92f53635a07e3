//! What clients without a login can hold of the web interface and the API: places, memory and
//! the time of others. Each of it has a bound, and the service answers others meanwhile.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::{self};
use std::time::{Duration, Instant};

use socket2::{Domain, Socket, Type};

use crate::SETTINGS;
use crate::api_keys::{key, program};
use crate::reader::{Page, Reader};
use crate::rig::{PATIENCE, Rig, Serving};
use crate::sent::{BOUNDARY, MULTIPART, multipart};
use ferrofax_kit::patience::wait_until;

/// A client at 127.0.0.n that asks much and reads nothing.
pub(crate) fn reads_nothing(to: SocketAddr, from: u8) -> TcpStream {
    let socket = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
    socket.set_recv_buffer_size(2_304).unwrap();
    socket.bind(&SocketAddr::from(([127, 0, 0, from], 0)).into()).unwrap();
    socket.connect(&to.into()).unwrap();
    let mut socket = TcpStream::from(socket);
    // More than the system keeps for a client, in requests that it has room for.
    let asked = "GET /api/v1/openapi.json HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".repeat(60);
    let _ = socket.write_all(asked.as_bytes());
    socket
}

fn is_answered(to: SocketAddr) -> bool {
    Reader::at(to).get("/healthz").status == 200
}

/// The most memory that the service has had, KiB.
fn most_memory(serving: &Serving) -> u64 {
    let status = format!("/proc/{}/status", serving.child.id());
    let status = std::fs::read_to_string(status).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches("kB").trim().parse().unwrap()
}

#[test]
fn clients_that_read_nothing_lose_their_places() {
    let few = "[web]\nidle_seconds = 2\nmax_connections = 20\nmax_connections_per_client = 20";
    let (_rig, serving) = Rig::served(&SETTINGS.replace("[web]", few));
    let to = serving.addresses[0];
    let held: Vec<TcpStream> = (0..20).map(|_| reads_nothing(to, 2)).collect();
    assert!(!is_answered(to), "all places that strangers may have are taken");
    wait_until("who reads nothing is left", || is_answered(to));
    drop(held);
}

#[test]
fn the_end_of_the_service_waits_for_nobody_who_reads_nothing() {
    let (_rig, serving) = Rig::served(&SETTINGS.replace("[web]", "[web]\nidle_seconds = 3600"));
    let held: Vec<TcpStream> = (0..6).map(|_| reads_nothing(serving.addresses[0], 2)).collect();
    // Their answers are on their way.
    wait_until("answers wait", || {
        held.iter().all(|socket| socket.peek(&mut [0]).is_ok_and(|count| count > 0))
    });
    let begun = Instant::now();
    assert_eq!(serving.end(), Some(0));
    assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
}

#[test]
fn who_has_logged_in_finds_a_place_while_strangers_have_taken_theirs() {
    let few = "[web]\nmax_connections = 8\nmax_connections_per_client = 8";
    let (_rig, serving) = Rig::served(&SETTINGS.replace("[web]", few));
    let to = serving.addresses[0];
    let mut alice = Reader::logged_in(to, "alice", "secret");
    assert_eq!(alice.get("/in").status, 200);
    let held: Vec<TcpStream> = (0..8).map(|_| reads_nothing(to, 2)).collect();
    let mut other = reads_nothing(to, 3);
    other.set_read_timeout(Some(PATIENCE)).unwrap();
    let heard = other.read(&mut [0; 16]);
    assert!(!matches!(heard, Ok(count) if count > 0), "a stranger has no place: {heard:?}");
    assert_eq!(alice.get("/in").status, 200);
    drop(held);
}

#[test]
fn a_form_without_a_login_is_refused_early() {
    let (_rig, serving) = Rig::served(SETTINGS);
    let to = serving.addresses[0];
    // What was being written when a session ended comes back, whatever stands behind it.
    let document = vec![b'x'; 9 << 20];
    let words = multipart(&[("number", "0991 2700619")], &[("letter.txt", &document)]);
    let page = Reader::at(to).post_as(MULTIPART, "/out/new", &words);
    assert_eq!(page.status, 401);
    assert!(page.text().contains("0991"), "{}", page.text());
    let before = most_memory(&serving);
    let part = format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"\"\r\n\r\n\r\n");
    let form = format!("{}--{BOUNDARY}--\r\n", part.repeat((20 << 20) / part.len()));
    for _ in 0..3 {
        let page = Reader::at(to).post_as(MULTIPART, "/out/new", form.as_bytes());
        assert_eq!(page.status, 400, "{}", page.text());
    }
    let (most, pages) = (most_memory(&serving), "a=&".repeat((1 << 20) / 3));
    assert!(most < before + (16 << 10), "{before} KiB before, {most} KiB after");
    let urlencoded = "application/x-www-form-urlencoded";
    for path in ["/out/new", "/out/fetch", "/in/1/note"] {
        let page = Reader::at(to).post_as(urlencoded, path, pages.as_bytes());
        assert_eq!(page.status, 400, "{path}: {}", page.text());
    }
}

#[test]
fn a_login_with_a_huge_name_is_wrong_and_a_short_line_of_the_audit_log() {
    let (rig, serving) = Rig::served(SETTINGS);
    let log = rig.folder.path().join("spool/audit.log");
    let size = || std::fs::metadata(&log).map_or(0, |log| log.len());
    let mut stranger = Reader::at(serving.addresses[0]);
    // Each control character has three bytes in the form, and six in a line of the audit log.
    let name = "\u{1}".repeat(300_000);
    for _ in 0..10 {
        let before = size();
        assert_eq!(stranger.log_in(&name, "guess").status, 401);
        let grown = size() - before;
        assert!((1..2_048).contains(&grown), "{grown} bytes");
    }
    assert_eq!(stranger.log_in("alice", "secret").status, 401, "ten names were guessed");
}

#[test]
fn a_form_of_the_api_has_no_fields_without_end() {
    let (rig, serving) = Rig::served(SETTINGS);
    let mut alice = program(serving.addresses[0], &key(&rig, "alice", "jobs:write"));
    let fields: Vec<(String, &str)> = (0..300).map(|nth| (format!("x{nth}"), "")).collect();
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, it)| (name.as_str(), *it)).collect();
    let post = |alice: &mut Reader, body: &[u8]| -> Page {
        alice.post_as(MULTIPART, "/api/v1/jobs", body)
    };
    let page = post(&mut alice, &multipart(&fields, &[]));
    assert_eq!(page.status, 422, "{}", page.text());
    assert!(page.text().contains("at most 200 fields"), "{}", page.text());
}

/// A directory that takes connections and never says a word; it counts them.
fn black_hole() -> (SocketAddr, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let (at, count) = (listener.local_addr().unwrap(), Arc::new(AtomicUsize::new(0)));
    let counted = Arc::clone(&count);
    thread::spawn(move || {
        let mut held = Vec::new();
        for client in listener.incoming() {
            held.push(client);
            counted.fetch_add(1, Ordering::SeqCst);
        }
    });
    (at, count)
}

fn with_directory(at: SocketAddr, seconds: u32) -> String {
    format!(
        "{SETTINGS}\n[ldap]\nurl = [\"ldap://{at}\"]\nstarttls = true\nbase = \"dc=example,dc=com\"\n\
         filter = \"(uid={{name}})\"\ntimeout_seconds = {seconds}\n\
         [[ldap.group]]\nname = \"fax\"\nrole = \"desk\"\n"
    )
}

#[test]
fn a_directory_that_does_not_answer_holds_up_nobody_else() {
    let (at, asked) = black_hole();
    let (_rig, serving) = Rig::served(&with_directory(at, 60));
    let to = serving.addresses[0];
    for nth in 0..40 {
        thread::spawn(move || Reader::at(to).log_in(&format!("nobody{nth}"), "guess"));
    }
    wait_until("the directory is asked", || asked.load(Ordering::SeqCst) >= 3);
    // All of these come before the directory's time is over.
    let begun = Instant::now();
    for _ in 0..20 {
        assert!(is_answered(to));
    }
    let mut alice = Reader::logged_in(to, "alice", "secret");
    assert_eq!(alice.get("/in").status, 200);
    assert!(begun.elapsed() < Duration::from_secs(50), "{:?}", begun.elapsed());
    assert!(asked.load(Ordering::SeqCst) <= 3, "no more than three of an address wait at once");
}

#[test]
fn a_directory_that_has_not_answered_is_not_asked_for_a_while() {
    let (at, asked) = black_hole();
    let (_rig, serving) = Rig::served(&with_directory(at, 1));
    let to = serving.addresses[0];
    for nth in 0..6 {
        let page = Reader::at(to).log_in(&format!("nobody{nth}"), "guess");
        assert_eq!(page.status, 503, "{}", page.text());
    }
    assert_eq!(asked.load(Ordering::SeqCst), 1);
}
