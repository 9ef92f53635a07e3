//! Attacks on the way from a refusal to a right: others do not come there, and what the sender of a
//! refused mail wrote stays words.

use super::{Siege, known};
use crate::people::chief;
use crate::reader::Reader;

/// People who are no administrators.
const PEOPLE: [(&str, &str); 3] = [("alice", "secret"), ("bob", "other"), ("dora", "desk")];

/// Senders that are no mail addresses: their words would be script, or more settings.
const SENDERS: [&str; 6] = [
    "\"><script>alert(1)</script>@example.com",
    "a@example.com, b@example.com",
    "a b@example.com",
    "a@example.com\r\nrole = \"administrator\"",
    "nobody",
    "@",
];

pub(super) const COUNT: usize = PEOPLE.len() + SENDERS.len() + 3;

#[test]
fn a_refusal_gives_nobody_a_right() {
    let mut siege = Siege::begun();
    let link = "/admin/users/right?rule=stranger&user=&sender=mallory%40example.com";
    for (name, password) in PEOPLE {
        let mut somebody = Reader::logged_in(siege.serving.addresses[0], name, password);
        known(&mut siege);
        siege.refused(name, &somebody.get(link), &[403]);
    }
    let mut administrator = chief(&siege.serving);
    administrator.get("/admin/users");
    known(&mut siege);
    for sender in SENDERS {
        let written: String = sender.bytes().map(|byte| format!("%{byte:02X}")).collect();
        let to = format!("/admin/users/right?rule=stranger&sender={written}");
        let answer = administrator.get(&to);
        assert!(!answer.text().contains("<script>alert"), "{}", answer.text());
        siege.refused(sender, &answer, &[400]);
    }
    // The address can't be used as a form, and a form of another site makes no user.
    siege.refused("a form", &administrator.post(link, &[]), &[404, 405]);
    let mallory = [("name", "mallory"), ("role", "administrator")];
    let mut foreign = administrator.clone();
    foreign.headers.push(("Origin".to_owned(), "https://evil.example".to_owned()));
    siege.refused("another site", &foreign.post("/admin/users/new", &mallory), &[403]);
    let mut nobody = siege.reader();
    siege.refused("no session", &nobody.post("/admin/users/new", &mallory), &[401]);
    assert!(!siege.rig.spool.folder().join("users.toml").exists());
    siege.ended(COUNT);
}
