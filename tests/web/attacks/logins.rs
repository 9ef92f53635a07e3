//! Guesses, floods, sessions of others' choosing, and ways that lead elsewhere.

use super::{Siege, known, lines};
use crate::reader::Reader;

/// Names that are no names.
const NAMES: [&str; 6] =
    ["' OR 1=1 --", "*)(uid=*", "alice\0", "alice\r\nSet-Cookie: a=b", "../alice", "${jndi:x}"];

/// Where nobody is to be sent.
const ELSEWHERE: [&str; 7] = [
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example",
    "\\\\evil.example",
    "/in\r\nSet-Cookie: session=x",
    "javascript:alert(1)",
    "http:evil.example",
];

pub(super) const COUNT: usize = NAMES.len() + ELSEWHERE.len() + 6;

#[test]
fn neither_names_nor_cookies_nor_floods_open_the_door() {
    let mut siege = Siege::begun();
    for to in ELSEWHERE {
        let mut alice = siege.reader();
        alice.get("/login");
        let fields = [("name", "alice"), ("password", "secret"), ("to", to)];
        let answer = alice.post("/login", &fields);
        assert_eq!((answer.status, answer.location()), (303, "/"), "{to}");
        assert_eq!(answer.head.matches("session=").count(), 1, "{to}: {}", answer.head);
        siege.noted(to, "\"asked\":\"login\"");
    }
    sessions(&mut siege);
    for name in NAMES {
        let mut somebody = siege.reader();
        let answer = somebody.log_in(name, "secret");
        siege.refused(name, &answer, &[401]);
        // The right one is no guess: the door stays open.
        Reader::logged_in(siege.serving.addresses[0], "alice", "secret");
        known(&mut siege);
    }
    let mut somebody = siege.reader();
    siege.refused("no password", &somebody.log_in("alice", ""), &[401]);
    Reader::logged_in(siege.serving.addresses[0], "alice", "secret");
    known(&mut siege);
    // Those at other names count still; hers were forgiven.
    for guess in NAMES.len()..10 {
        assert_eq!(somebody.log_in("alice", &format!("guess{guess}")).status, 401);
    }
    known(&mut siege);
    siege.refused("the right one behind ten guesses", &somebody.log_in("alice", "secret"), &[401]);
    // It is the address that counts, and not what somebody writes about it.
    let spoofed = [("X-Forwarded-For", "192.0.2.9"), ("X-Real-IP", "192.0.2.9")];
    let spoofed = spoofed.map(|(name, value)| (name.to_owned(), value.to_owned()));
    somebody.headers.extend(spoofed);
    assert_eq!(somebody.log_in("bob", "other").status, 401);
    // To whom the door is shut has one line a minute.
    assert_eq!(lines(&siege.rig).len(), siege.known);
    siege.ended(COUNT);
}

/// Cookies that somebody has chosen, changed, or kept.
fn sessions(siege: &mut Siege) {
    let mut somebody = siege.reader();
    somebody.set_cookie("session", "chosen-by-somebody-else");
    siege.refused("a session of one's own making", &somebody.get("/in"), &[303]);
    let mut alice = siege.reader();
    alice.set_cookie("session", "chosen-by-somebody-else");
    alice.log_in("alice", "secret");
    let session = alice.cookie("session").unwrap().to_owned();
    assert!(session != "chosen-by-somebody-else");
    siege.noted("a login with a session of somebody's choosing", "\"asked\":\"login\"");
    let mut changed = siege.reader();
    let last = if session.ends_with('A') { "E" } else { "A" };
    changed.set_cookie("session", &format!("{}{last}", &session[..session.len() - 1]));
    siege.refused("a session with another last letter", &changed.get("/in"), &[303]);
    let mut kept = alice.clone();
    alice.get("/own");
    alice.post("/logout", &[]);
    known(siege);
    siege.refused("a session that was ended", &kept.get("/in"), &[303]);
}
