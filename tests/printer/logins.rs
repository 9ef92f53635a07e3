//! Who prints, by HTTP Digest (RFC 7616), as curl speaks it.

use std::io::Write;
use std::net::SocketAddr;
use std::process::{Command, Stdio};

use crate::SETTINGS;
use crate::client::{Answer, Ask, Client, OK, PRINT_JOB};
use crate::programs;
use crate::rig::Rig;

const PEER: &str = "tel:+49-991-2700619";

/// The printer, of which carol is another user, with what `ferrofax password` has printed.
fn rig(more: &str) -> Rig {
    let rig = Rig::new(SETTINGS);
    let mut command = rig.command();
    command
        .args(["password", "--weak", "--digest", "carol"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(b"wonder\n").unwrap();
    let lines = String::from_utf8(child.wait_with_output().unwrap().stdout).unwrap();
    let settings = SETTINGS.replace("[printer]", &format!("[printer]\n{more}"));
    rig.set(&format!("{settings}[[user]]\n{lines}device = \"2101\"\n"));
    rig
}

fn body() -> Vec<u8> {
    Ask::new(PRINT_JOB).to(&[PEER]).with(b"Hello\n")
}

/// What curl does with these words, and its last login.
fn curl(rig: &Rig, to: SocketAddr, words: &[&str]) -> (bool, String) {
    let file = rig.folder.path().join("body");
    std::fs::write(&file, body()).unwrap();
    let mut curl = Command::new("curl");
    curl.args(["-sSv", "--fail", "-H", "Content-Type: application/ipp", "-o", "/dev/null"]);
    curl.args(words).arg("--data-binary").arg(format!("@{}", file.display()));
    let output = curl.arg(format!("http://{to}/printers/sendfax")).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let login = said.lines().rfind(|line| line.starts_with("> Authorization: "));
    (output.status.success(), login.unwrap_or_default().trim_start_matches("> ").to_owned())
}

/// The same request again, with this login.
fn again(to: SocketAddr, login: &str) -> Answer {
    let body = body();
    Client::at(to, 1).post_as(&format!("{login}\r\nContent-Length: {}\r\n", body.len()), &body)
}

#[test]
fn a_digest_is_a_login_and_none_that_was_overheard() {
    if !programs::is_there("curl") {
        return;
    }
    let rig = rig("");
    let serving = rig.serve();
    let to = serving.addresses[0];
    let asked = Client::at(to, 1).post(&body());
    let ways: Vec<&str> = asked
        .head
        .lines()
        .filter_map(|line| line.split_once("uthenticate: "))
        .map(|it| it.1)
        .collect();
    assert!(asked.http == 401 && ways.len() == 3 && ways[0].starts_with("Basic"), "{ways:?}");
    assert!(ways[1].contains("SHA-256") && ways[2].contains("MD5"), "{ways:?}");
    let (is_taken, login) = curl(&rig, to, &["--digest", "-u", "carol:wonder"]);
    assert!(is_taken && login.contains("username=\"carol\""), "{login}");
    // A plain password does it, too, and one that is kept as a hash alone goes by Basic.
    assert!(curl(&rig, to, &["--digest", "-u", "alice:secret"]).0);
    assert!(curl(&rig, to, &["--basic", "-u", "carol:wonder"]).0);
    let owners: Vec<String> = rig.wait_for_jobs(3).into_iter().map(|job| job.owner).collect();
    assert_eq!(owners, ["carol", "alice", "carol"]);
    // What was overheard is good for nothing.
    for overheard in [login.clone(), login.replace("nc=00000001", "nc=00000002")] {
        let answer = again(to, &overheard);
        assert_eq!(answer.http, 401);
        let is_stale = answer.head.contains("stale=true");
        assert_eq!(is_stale, overheard == login, "{}", answer.head);
    }
    assert!(!curl(&rig, to, &["--digest", "-u", "carol:wrong"]).0);
    assert!(!curl(&rig, to, &["--digest", "-u", "nobody:wonder"]).0);
    assert_eq!(rig.jobs().len(), 3);
}

#[test]
fn a_digest_may_come_in_the_clear_where_a_password_may_not() {
    if !programs::is_there("curl") {
        return;
    }
    let carol = ["--digest", "-u", "carol:wonder"];
    let strict = rig("clear_text_networks = []");
    let serving = strict.serve();
    assert!(!curl(&strict, serving.addresses[0], &carol).0, "it is not said that it may");
    let rig = rig("clear_text_networks = []\nclear_text_digest = true");
    let serving = rig.serve();
    let to = serving.addresses[0];
    assert!(curl(&rig, to, &carol).0);
    for client in [Client::at(to, 1), Client::alice(to)] {
        let asked = client.post(&body());
        assert!(asked.http == 401 && asked.head.contains("Digest"), "{}", asked.head);
        assert!(!asked.head.contains("Basic"), "{}", asked.head);
    }
}

#[test]
fn guesses_by_digest_shut_the_door_as_others_do() {
    if !programs::is_there("curl") {
        return;
    }
    let rig = rig("");
    let serving = rig.serve();
    let to = serving.addresses[0];
    for _ in 0..10 {
        assert!(!curl(&rig, to, &["--digest", "-u", "carol:guess"]).0);
    }
    assert!(!curl(&rig, to, &["--digest", "-u", "carol:wonder"]).0, "the right one comes late");
    assert_eq!(Client::at(to, 2).post(&body()).status(), OK, "others are let in");
}
