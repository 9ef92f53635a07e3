//! What clients send that break off, lie, or mean no good: each gets its status, and
//! nothing of it is in the spool.

use std::io::Write;
use std::net::Shutdown;
use std::time::{Duration, Instant};

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::client::{
    Answer, Ask, BAD_REQUEST, BUSY, CANCEL_JOB, COMPRESSION, CREATE_JOB, Client,
    GET_JOB_ATTRIBUTES, GET_PRINTER_ATTRIBUTES, OK, PRINT_JOB, TOO_LARGE, VALUE_TOO_LONG,
};
use crate::rig::{PATIENCE, Rig};
use crate::{SETTINGS, alice_at};

const PEER: &str = "tel:+49-991-2700619";

/// Nothing is a print job, and nothing a fax.
fn is_clean(rig: &Rig) {
    let begun = Instant::now();
    let folders = || {
        let all = std::fs::read_dir(rig.spool.folder().join("printing")).unwrap();
        all.filter(|entry| entry.as_ref().unwrap().path().is_dir()).count()
    };
    while folders() > 0 {
        assert!(begun.elapsed() < PATIENCE, "{} print jobs are left", folders());
        std::thread::sleep(Duration::from_millis(20));
    }
    assert!(rig.jobs().is_empty());
}

fn zeros() -> Vec<u8> {
    let mut bomb = GzEncoder::new(Vec::new(), Compression::best());
    let zeros = vec![0; 1 << 20];
    for _ in 0..64 {
        bomb.write_all(&zeros).unwrap();
    }
    bomb.finish().unwrap()
}

fn with(more: &str) -> String {
    SETTINGS.replace("[printer]", &format!("[printer]\n{more}"))
}

#[test]
fn attributes_that_are_not_in_order_are_told_so() {
    let (rig, _serving, alice) = alice_at(SETTINGS);
    let ask = || Ask::new(PRINT_JOB);
    let deep = (0..5_000).fold(ask().job(), |ask, _| ask.value(0x34, "", b""));
    let many = (0..5_000).fold(ask().job(), |ask, _| ask.keyword("", "x"));
    for (body, status) in [
        (ask().cut(), BAD_REQUEST),
        (deep.with(b""), BAD_REQUEST),
        (many.with(b""), TOO_LARGE),
        (ask().value(0x44, "x", &[b'x'; 1_024]).with(b""), VALUE_TOO_LONG),
        (ask().value(0x35, "x", b"\xFF\xFFab").with(b""), BAD_REQUEST),
        (ask().value(0x21, "x", b"1").with(b""), BAD_REQUEST),
        (ask().to(&[PEER]).with(b""), BAD_REQUEST),
        (ask().keyword("compression", "gzip").to(&[PEER]).with(b"%PDF"), COMPRESSION),
        (ask().keyword("compression", "gzip").to(&[PEER]).with(&zeros()[..99]), COMPRESSION),
    ] {
        let answer = alice.post(&body);
        assert_eq!(answer.status(), status, "{}", answer.message());
    }
    assert_eq!(alice.post(b"").http, 400);
    assert_eq!(alice.post(b"\x02\0\0\x02").http, 400);
    is_clean(&rig);
}

#[test]
fn http_that_is_not_in_order_is_told_so() {
    let (rig, _serving, alice) = alice_at(SETTINGS);
    let body = Ask::new(PRINT_JOB).to(&[PEER]).with(b"Hello\n");
    let of = |lines: &str| alice.post_as(lines, &body).http;
    assert_eq!(of("Content-Encoding: br\r\nContent-Length: 4\r\n"), 415);
    assert_eq!(of("Content-Encoding: gzip\r\nContent-Length: 20\r\n"), 400);
    assert_eq!(of("Content-Length: x\r\n"), 400);
    assert_eq!(of("Transfer-Encoding: chunked\r\n"), 400, "no chunk begins so");
    let mut socket = alice.connect();
    socket.write_all(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
    assert_eq!(Answer::read(&mut socket).http, 405);
    is_clean(&rig);
}

#[test]
fn a_print_job_that_is_too_large_is_refused_also_unpacked() {
    let (rig, _serving, alice) = alice_at(&with("max_job_mb = 1"));
    let ask = Ask::new(PRINT_JOB).to(&[PEER]).with(&vec![b'x'; 1 << 21]);
    assert_eq!(alice.post(&ask).status(), TOO_LARGE);
    let ask = Ask::new(PRINT_JOB).keyword("compression", "gzip").to(&[PEER]);
    assert_eq!(alice.post(&ask.with(&zeros())).status(), TOO_LARGE);
    is_clean(&rig);
}

#[test]
fn a_document_that_breaks_off_is_none() {
    let (rig, _serving, alice) = alice_at(SETTINGS);
    let body = Ask::new(PRINT_JOB).to(&[PEER]).with(&vec![b'x'; 1 << 20]);
    for lines in ["Content-Length: 9000000\r\n", "Transfer-Encoding: chunked\r\n"] {
        let mut socket = alice.connect();
        socket.write_all(alice.head(lines).as_bytes()).unwrap();
        if lines.starts_with('T') {
            socket.write_all(b"900000\r\n").unwrap();
        }
        socket.write_all(&body).unwrap();
        socket.shutdown(Shutdown::Write).unwrap();
        // Nobody is told that it was taken.
        let mut heard = Vec::new();
        let _ = std::io::Read::read_to_end(&mut socket, &mut heard);
        assert!(!heard.starts_with(b"HTTP/1.1 200"), "{}", String::from_utf8_lossy(&heard));
    }
    is_clean(&rig);
}

#[test]
fn who_is_silent_is_sent_away_and_keeps_nobody_up() {
    let (rig, _serving, alice) = alice_at(&with("idle_seconds = 2"));
    // Some say nothing, some stop in the head, some in the body, one in a chunk.
    let silent: Vec<_> = (0..40)
        .map(|nth| {
            let mut socket = alice.connect();
            let said = match nth % 4 {
                0 => String::new(),
                1 => "POST / HTTP/1.1\r\nHo".to_owned(),
                2 => alice.head("Content-Length: 5000\r\n"),
                _ => alice.head("Transfer-Encoding: chunked\r\n") + "ffffffff\r\nx",
            };
            socket.write_all(said.as_bytes()).unwrap();
            socket
        })
        .collect();
    let about = Ask::new(GET_PRINTER_ATTRIBUTES).with(b"");
    assert_eq!(alice.post(&about).status(), OK);
    for mut socket in silent {
        let mut heard = String::new();
        let _ = std::io::Read::read_to_string(&mut socket, &mut heard);
        assert!(heard.is_empty() || heard.starts_with("HTTP/1.1 408"), "{heard}");
    }
    is_clean(&rig);
}

#[test]
fn connections_are_counted() {
    let (_rig, _serving, alice) = alice_at(&with("max_connections_per_client = 3"));
    let inside: Vec<_> = (0..3).map(|_| alice.connect()).collect();
    let mut heard = Vec::new();
    // The one too many is let go without a word.
    let _ = std::io::Read::read_to_end(&mut alice.connect(), &mut heard);
    assert!(heard.is_empty());
    let about = Ask::new(GET_PRINTER_ATTRIBUTES).with(b"");
    assert_eq!(Client::at(alice.to, 3).post(&about).status(), OK, "others have their places");
    drop(inside);
}

/// Lines of the audit log.
fn audited(rig: &Rig) -> usize {
    let log = rig.folder.path().join("spool/audit.log");
    std::fs::read_to_string(log).unwrap_or_default().lines().count()
}

#[test]
fn print_jobs_without_documents_are_limited_and_cost_one_line_each() {
    let (rig, serving) = Rig::served(SETTINGS);
    let guest = Client::at(serving.addresses[0], 2);
    let uris: Vec<String> = (0..20).map(|nth| format!("tel:+49-991-27006{nth:02}")).collect();
    let uris: Vec<&str> = uris.iter().map(String::as_str).collect();
    let create = || guest.post(&Ask::new(CREATE_JOB).to(&uris).with(b""));
    let before = audited(&rig);
    let ids: Vec<i32> = (0..50)
        .map(|_| {
            let answer = create();
            assert_eq!(answer.status(), OK);
            i32::from_be_bytes(answer.all("job-id")[0][..].try_into().unwrap())
        })
        .collect();
    assert_eq!(audited(&rig) - before, 50, "one line for each request");
    assert_eq!(create().status(), BUSY);
    // One that is cancelled without a document makes no room at once: it is still there to see.
    let cancel = Ask::new(CANCEL_JOB).number("job-id", ids[0]).with(b"");
    assert_eq!(guest.post(&cancel).status(), OK);
    assert_eq!(create().status(), BUSY);
    // Others are not held up.
    let alice = Client::alice(serving.addresses[0]);
    assert_eq!(alice.post(&Ask::new(CREATE_JOB).to(&[PEER]).with(b"")).status(), OK);
    let folders = std::fs::read_dir(rig.spool.folder().join("printing")).unwrap();
    let folders = folders.filter(|entry| entry.as_ref().unwrap().path().is_dir()).count();
    assert_eq!(folders, 51);
}

#[test]
fn a_document_that_cannot_be_converted_is_refused_once_for_all_destinations() {
    let (rig, _serving, alice) = alice_at(SETTINGS);
    let uris: Vec<String> = (0..200).map(|nth| format!("tel:+49-991-2700{nth:03}")).collect();
    let uris: Vec<&str> = uris.iter().map(String::as_str).collect();
    let ask = Ask::new(PRINT_JOB).value(0x49, "document-format", b"application/pdf").to(&uris);
    let answer = alice.post(&ask.with(b"%PDF-1.7\nno document"));
    assert_eq!(answer.status(), OK);
    let ask = Ask::new(GET_JOB_ATTRIBUTES).number("job-id", answer.number("job-id"));
    let begun = Instant::now();
    let answer = loop {
        let answer = alice.post(&ask.clone().with(b""));
        if answer.number("job-state") == 8 {
            break answer;
        }
        assert!(begun.elapsed() < PATIENCE, "{}", answer.number("job-state"));
        std::thread::sleep(Duration::from_millis(100));
    };
    assert!(answer.texts("job-state-reasons").contains(&"document-format-error".to_owned()));
    assert!(rig.jobs().is_empty());
    // The request and the first destination are decided; no other destination is looked at.
    let log = std::fs::read_to_string(rig.folder.path().join("spool/audit.log")).unwrap();
    let decided = log.lines().filter(|line| line.contains("\"asked\":\"submission\"")).count();
    assert_eq!(decided, 2, "{log}");
}

#[test]
fn a_printer_that_is_not_read_loses_its_client() {
    let few = "idle_seconds = 2\nmax_connections = 4\nmax_connections_per_client = 4";
    let (_rig, _serving, alice) = alice_at(&with(few));
    let about = Ask::new(GET_PRINTER_ATTRIBUTES).with(b"");
    let head = alice.head(&format!("Content-Length: {}\r\n", about.len()));
    let asked = [head.as_bytes(), &about].concat().repeat(20_000);
    let held: Vec<_> = (0..4)
        .map(|_| {
            let socket = alice.connect();
            let mut writes = socket.try_clone().unwrap();
            // It ends when the connection does: nobody reads the answers.
            let asked = asked.clone();
            let writing = std::thread::spawn(move || writes.write_all(&asked));
            (socket, writing)
        })
        .collect();
    for (socket, writing) in held {
        writing.join().unwrap().unwrap_err();
        drop(socket);
    }
    assert_eq!(alice.post(&about).status(), OK);
}
