//! Forms that no page of ours has made (CSRF).

use super::Siege;
use crate::reader::{Reader, form};
use crate::sent::{MULTIPART, multipart};

/// What a browser says of itself when a page of others has it send a form.
const FOREIGN: [(&str, &str); 5] = [
    ("Origin", "https://evil.example"),
    ("Origin", "null"),
    ("Sec-Fetch-Site", "cross-site"),
    ("Sec-Fetch-Site", "same-site"),
    ("Sec-Fetch-Site", "none"),
];

pub(super) const COUNT: usize = FOREIGN.len() + 12;

#[test]
fn forms_of_others_do_nothing() {
    let mut siege = Siege::begun();
    let mut alice = siege.alice();
    alice.get("/own");
    let secret = alice.hidden("secret").unwrap().to_owned();
    let claim = format!("/in/{}/claim", siege.of_alice);
    for (name, value) in FOREIGN {
        let mut foreign = alice.clone();
        foreign.headers.push((name.to_owned(), value.to_owned()));
        let answer = foreign.post(&claim, &[("secret", &secret)]);
        siege.refused(&format!("{name}: {value}"), &answer, &[403]);
    }
    let mut bob = Reader::logged_in(siege.serving.addresses[0], "bob", "other");
    bob.get("/own");
    let of_bob = bob.hidden("secret").unwrap().to_owned();
    for (attack, secret) in
        [("no secret", ""), ("a guess", "x"), ("part of it", &secret[1..]), ("bob's", &of_bob)]
    {
        let answer = alice.post(&claim, &[("secret", secret)]);
        siege.refused(attack, &answer, &[403]);
    }
    let form_type = "application/x-www-form-urlencoded";
    let without = alice.post_as(form_type, &claim, form(&[("a", "b")]).as_bytes());
    siege.refused("no field for it", &without, &[400]);
    let json = alice.post_as("application/json", &claim, b"{\"secret\": \"x\"}");
    siege.refused("JSON", &json, &[400]);
    let letter: [(&str, &[u8]); 1] = [("letter.txt", b"Dear Sir,\n")];
    let upload = multipart(&[("number", "0991 2700619")], &letter);
    let answer = alice.post_as(MULTIPART, "/out/new", &upload);
    siege.refused("an upload without secret", &answer, &[403]);
    let fetch = form(&[("secret", &of_bob), ("number", "0991 2700619"), ("pwd", "1")]);
    let answer = alice.post_as(form_type, "/out/fetch", fetch.as_bytes());
    siege.refused("bob's secret for what is fetched", &answer, &[403]);
    for method in ["GET", "PUT"] {
        let answer = alice.ask(method, &claim, &[], b"");
        siege.refused(&format!("{method} claim"), &answer, &[405]);
    }
    let mut somebody = siege.reader();
    somebody.get("/login");
    let fields = [("name", "alice"), ("password", "secret"), ("knock", "x")];
    siege.refused("a login from elsewhere", &somebody.post("/login", &fields), &[403]);
    somebody.set_cookie("knock", "");
    let fields = [("name", "alice"), ("password", "secret"), ("knock", "")];
    siege.refused("a login without its cookie", &somebody.post("/login", &fields), &[403]);
    siege.ended(COUNT);
}
