//! Print jobs without IPP: LPD (RFC 1179) and raw bytes, from places that are named.

use std::fs;
use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use ferrofax::spool::jobs::Origin;

use crate::SETTINGS;
use crate::client::Client;
use crate::programs;
use crate::rig::{PATIENCE, Rig, Serving};

const DOCUMENT: &[u8] = b"@@+FAX:0991 2700619@@\nDear Sir or Madam,\n";

/// A printer that speaks LPD and takes raw bytes, for the network of 127.0.0.2.
fn rig() -> Rig {
    let plain = "[fields]\nmode = 3\n[printer]\nlpd_listen = [\"127.0.0.1:0\"]\nraw_listen = [\"127.0.0.1:0\"]\nmax_job_mb = 1\nidle_seconds = 2";
    Rig::new(&SETTINGS.replace("[printer]", plain))
}

fn lpd(serving: &Serving, from: u8) -> TcpStream {
    Client::at(serving.addresses[1], from).connect()
}

fn raw(serving: &Serving, from: u8) -> TcpStream {
    Client::at(serving.addresses[2], from).connect()
}

/// Says something to LPD; its answer.
fn say(socket: &mut TcpStream, bytes: &[u8]) -> Option<u8> {
    socket.write_all(bytes).ok()?;
    let mut answer = [9];
    match socket.read(&mut answer) {
        Ok(1) => Some(answer[0]),
        _ => None,
    }
}

fn control(files: &[&str]) -> Vec<u8> {
    let mut text = "Herp\nPoperator\nJOrder 17\n".to_owned();
    files
        .iter()
        .for_each(|file| text += &format!("l{file}\nU{file}\nN{file}.txt\n"));
    text.into_bytes()
}

/// Sends a file of LPD; the last answer.
fn file(socket: &mut TcpStream, command: u8, name: &str, bytes: &[u8]) -> Option<u8> {
    let line = [&[command][..], format!("{} {name}\n", bytes.len()).as_bytes()].concat();
    match say(socket, &line) {
        Some(0) => say(socket, &[bytes, &[0]].concat()),
        other => other,
    }
}

/// No print job is left on disk, and there are so many faxes.
fn assert_faxes(rig: &Rig, count: usize) {
    let begun = Instant::now();
    let folder = rig.spool.folder().join("printing");
    let half = || {
        let all = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path());
        all.filter(|path| path.is_dir() && !path.join("record").exists()).count()
    };
    while half() > 0 {
        assert!(begun.elapsed() < PATIENCE);
        std::thread::sleep(Duration::from_millis(20));
    }
    assert_eq!(rig.jobs().len(), count);
}

/// Until the other end closes, however it does.
fn closed(socket: &mut TcpStream) -> Vec<u8> {
    let mut heard = Vec::new();
    let _ = socket.read_to_end(&mut heard);
    heard
}

#[test]
fn what_comes_by_lpd_is_faxed_when_it_was_answered() {
    let rig = rig();
    let serving = rig.serve();
    for (count, is_control_first) in [(1, true), (2, false)] {
        let mut socket = lpd(&serving, 2);
        assert_eq!(say(&mut socket, b"\x02sendfax\n"), Some(0));
        let control = control(&["dfA001erp"]);
        if is_control_first {
            assert_eq!(file(&mut socket, 2, "cfA001erp", &control), Some(0));
            assert!(rig.jobs().len() < count);
        }
        assert_eq!(file(&mut socket, 3, "dfA001erp", DOCUMENT), Some(0));
        if !is_control_first {
            assert_eq!(file(&mut socket, 2, "cfA001erp", &control), Some(0));
        }
        // From now on it is kept, whatever becomes of the program.
        let record =
            fs::read_to_string(rig.spool.folder().join(format!("printing/{count}/record")));
        assert!(record.unwrap().contains("\"user_name\":\"operator\""));
        let job = &rig.wait_for_jobs(count)[0];
        assert_eq!((job.canonical.as_str(), job.created_by), ("+499912700619", Origin::Print));
        assert_eq!((job.owner.as_str(), job.device.number.as_str()), ("office", "2102"));
        assert_eq!(job.tag, "");
    }
    // Two in a session, one of two documents, to a queue of a device.
    let mut socket = lpd(&serving, 2);
    assert_eq!(say(&mut socket, b"\x022102\n"), Some(0));
    for files in [&["dfA1", "dfB1"][..], &["dfA2"]] {
        for name in files {
            assert_eq!(file(&mut socket, 3, name, DOCUMENT), Some(0));
        }
        assert_eq!(file(&mut socket, 2, "cfA1", &control(files)), Some(0));
    }
    rig.wait_for_jobs(5);
}

#[test]
fn what_breaks_off_or_is_not_in_order_by_lpd_is_none() {
    let rig = rig();
    let serving = rig.serve();
    for said in
        [&b"\x02nowhere\n"[..], b"\x022101\n", b"\x02../x\n", b"\x05sendfax root\n", b"GET /\n"]
    {
        let mut socket = lpd(&serving, 2);
        assert_eq!(say(&mut socket, said), Some(1), "{}", String::from_utf8_lossy(said));
    }
    let begin = || {
        let mut socket = lpd(&serving, 2);
        assert_eq!(say(&mut socket, b"\x02sendfax\n"), Some(0));
        socket
    };
    for line in [
        &b"\x03 dfA1\n"[..],
        b"\x030 dfA1\n",
        b"\x03-1 dfA1\n",
        b"\x03125899906843000 dfA1\n",
        b"\x031048577 dfA1\n",
        b"\x0299999 cfA1\n",
        b"\x09\n",
    ] {
        let mut socket = begin();
        assert_eq!(say(&mut socket, line), Some(1), "{}", String::from_utf8_lossy(line));
    }
    // A line without an end, bytes that are missing, a file that is taken back.
    let mut socket = begin();
    let _ = socket.write_all(&[b'x'; 5_000]);
    assert_eq!(closed(&mut socket), b"");
    let mut socket = begin();
    assert_eq!(file(&mut socket, 2, "cfA1", &control(&["dfA1"])), Some(0));
    assert_eq!(say(&mut socket, b"\x0399 dfA1\n"), Some(0));
    socket.write_all(b"Half of it").unwrap();
    socket.shutdown(Shutdown::Write).unwrap();
    assert_eq!(closed(&mut socket), b"");
    let mut socket = begin();
    assert_eq!(file(&mut socket, 2, "cfA1", &control(&["dfA1"])), Some(0));
    assert_eq!(say(&mut socket, b"\x032 dfA1\n"), Some(0));
    assert_eq!(say(&mut socket, b"ab\x01"), None);
    // Without its control file it is none; with another one, neither.
    let mut socket = begin();
    assert_eq!(file(&mut socket, 3, "dfA1", DOCUMENT), Some(0));
    assert_eq!(file(&mut socket, 2, "cfA1", &control(&["dfB1"])), Some(0));
    drop(socket);
    // Who is silent is sent away.
    let mut socket = begin();
    assert_eq!(closed(&mut socket), b"");
    // Strangers are.
    for mut socket in [lpd(&serving, 1), raw(&serving, 1)] {
        let _ = socket.write_all(b"\x02sendfax\n");
        assert_eq!(closed(&mut socket), b"");
    }
    assert_faxes(&rig, 0);
    // Of what it prints it says nothing.
    let mut socket = lpd(&serving, 2);
    socket.write_all(b"\x03sendfax\n").unwrap();
    assert!(String::from_utf8(closed(&mut socket)).unwrap().ends_with('\n'));
}

#[test]
fn raw_bytes_are_a_print_job_that_ends_with_the_connection() {
    let rig = rig();
    let serving = rig.serve();
    let print = |pieces: &[&[u8]]| {
        let mut socket = raw(&serving, 2);
        pieces.iter().for_each(|piece| socket.write_all(piece).unwrap());
        socket.shutdown(Shutdown::Write).unwrap();
        assert_eq!(closed(&mut socket), b"");
    };
    let long = b"and a line that says what it says\n".repeat(1_000);
    print(&[DOCUMENT]);
    print(&[DOCUMENT, &long]);
    // From then on it is durable.
    assert!(rig.spool.folder().join("printing/2/record").exists());
    let jobs = rig.wait_for_jobs(2);
    assert!(jobs.iter().all(|job| job.canonical == "+499912700619" && job.owner == "office"));
    // A port that is looked at, questions, and what is too large.
    print(&[]);
    print(&[b"\r\n\r\n"]);
    print(&[b"\x1B%-12345X@PJL INFO STATUS\r\n@PJL USTATUS DEVICE=ON\r\n\x1B%-12345X"]);
    let mut socket = raw(&serving, 2);
    let _ = socket.write_all(&vec![b'x'; (1 << 20) + 1]);
    closed(&mut socket);
    // One that breaks (RST), and one that stops.
    let mut socket = raw(&serving, 2);
    socket.write_all(&long).unwrap();
    socket2::SockRef::from(&socket).set_linger(Some(Duration::ZERO)).unwrap();
    drop(socket);
    let mut socket = raw(&serving, 2);
    socket.write_all(&long).unwrap();
    assert_eq!(closed(&mut socket), b"");
    assert_faxes(&rig, 2);
}

#[test]
fn cups_prints_by_lpd_and_by_raw_bytes() {
    let backends = Path::new("/usr/lib/cups/backend");
    if !backends.join("lpd").exists() || !rustix::process::getuid().is_root() {
        return programs::skip("CUPS' backends are not installed, or not ours to run");
    }
    let rig = rig();
    // CUPS asks for the supplies before it prints, and takes its time.
    let settings = fs::read_to_string(rig.settings()).unwrap();
    rig.set(
        &settings
            .replace("127.0.0.2", "127.0.0.1")
            .replace("idle_seconds = 2", "idle_seconds = 60"),
    );
    let serving = rig.serve();
    let document = rig.folder.path().join("document");
    fs::write(&document, DOCUMENT).unwrap();
    let [lpd, raw] = [serving.addresses[1], serving.addresses[2]].map(|at| at.port());
    for (count, name, uri) in [
        (1, "lpd", format!("lpd://127.0.0.1:{lpd}/sendfax")),
        (2, "lpd", format!("lpd://127.0.0.1:{lpd}/2102?order=data,control")),
        (3, "socket", format!("socket://127.0.0.1:{raw}")),
    ] {
        // 3 and 4 are its channels to CUPS: whatever else was open there it would take for these.
        let mut backend = Command::new("sh");
        backend
            .args(["-c", r#"exec "$0" "$@" 3>&- 4>&-"#])
            .arg(backends.join(name))
            .env("DEVICE_URI", &uri)
            .args(["1", "alice", "Letter", "1", ""])
            .arg(&document);
        let output = backend.output().unwrap();
        assert!(output.status.success(), "{uri} {}", String::from_utf8_lossy(&output.stderr));
        assert_eq!(rig.wait_for_jobs(count)[0].canonical, "+499912700619", "{uri}");
    }
}
