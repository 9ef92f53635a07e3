//! Attacks on passkeys: answers that are forged, replayed, of others, or broken.

use serde_json::{Value, json};

use super::{Siege, known};
use crate::passkeys::{
    Answer, Authenticator, PRESENT, VERIFIED, added, asked, begins, options, settings,
};
use crate::reader::Reader;
use crate::rig::Rig;

/// Changes of a right answer to a login that make it wrong.
const LOGINS: [(&str, fn(&mut Answer)); 10] = [
    ("the page of another site", |answer| answer.origin = "https://evil.example".into()),
    ("a site that looks the same", |answer| answer.origin = "https://fax.example.com.evil".into()),
    ("without TLS", |answer| answer.origin = "http://fax.example.com".into()),
    ("another port", |answer| answer.origin = "https://fax.example.com:8443".into()),
    ("the domain of another site", |answer| answer.domain = "evil.example".into()),
    ("nobody is present", |answer| answer.flags &= !PRESENT),
    ("the user is not verified", |answer| answer.flags &= !VERIFIED),
    ("the answer to another question", |answer| answer.kind = "webauthn.create"),
    ("a challenge of one's own", |answer| answer.challenge = "AAAAAAAAAAAAAAAAAAAAAA".into()),
    ("in a frame of another site", |answer| answer.is_framed = true),
];

/// The same for a new passkey.
const NEW: [(&str, fn(&mut Answer)); 9] = [
    ("made by another site", |answer| answer.origin = "https://evil.example".into()),
    ("made for another domain", |answer| answer.domain = "evil.example".into()),
    ("made by nobody", |answer| answer.flags &= !PRESENT),
    ("made without a check of the user", |answer| answer.flags &= !VERIFIED),
    ("an answer of a login", |answer| answer.kind = "webauthn.get"),
    ("made for another challenge", |answer| answer.challenge = "AAAAAAAAAAAAAAAAAAAAAA".into()),
    ("a key without an algorithm", |answer| answer.algorithm = 0),
    ("a key of an unknown algorithm", |answer| answer.algorithm = 0x37),
    ("more CBOR than there may be", |answer| answer.more = vec![0x9b; 4_000]),
];

/// Changes of the text of an answer.
const TEXTS: [(&str, fn(&mut Value)); 6] = [
    ("no signature", |answer| answer["response"]["signature"] = json!("")),
    ("a signature of zeros", |answer| answer["response"]["signature"] = json!("MAYCAQACAQA")),
    ("no user", |answer| answer["response"]["userHandle"] = json!(null)),
    ("another user", |answer| answer["response"]["userHandle"] = json!("AAAAAAAAAAAAAAAAAAAAAA")),
    ("two identifiers", |answer| answer["rawId"] = json!("AAAAAAAAAAAAAAAAAAAAAA")),
    ("an answer that is too long", |answer| answer["id"] = json!("A".repeat(40_000))),
];

pub(super) const COUNT: usize = LOGINS.len() + NEW.len() + TEXTS.len() + 13;

/// Each attack comes from another address, since ten wrong ones close an address.
fn somebody(siege: &mut Siege, at: usize) -> Reader {
    let mut reader = siege.reader();
    reader.headers.push(("X-Forwarded-For".to_owned(), format!("192.0.2.{at}")));
    reader.headers.push(("X-Forwarded-Proto".to_owned(), "https".to_owned()));
    reader
}

#[test]
fn nobody_gets_in_by_a_forged_passkey() {
    let settings = settings().replace("[web]", "[web]\nproxies = [\"127.0.0.1\"]");
    let mut siege = Siege::of(Rig::new(&settings));
    let mut alice = somebody(&mut siege, 1);
    assert_eq!(alice.log_in("alice", "secret").status, 303);
    let mut key = added(&mut alice, "secret", 7);
    let mut bob = somebody(&mut siege, 2);
    assert_eq!(bob.log_in("bob", "other").status, 303);
    let key_of_bob = added(&mut bob, "other", 9);
    logins(&mut siege, &mut key);
    replays(&mut siege, &mut key, key_of_bob);
    new_ones(&mut siege, &mut alice, &mut bob, &key);
    // The right answer still works.
    let mut somebody = somebody(&mut siege, 250);
    let right = Answer::to(&asked(&mut somebody), "webauthn.get");
    let answer = key.logs_in(&right).to_string();
    assert_eq!(somebody.post("/login/passkey", &[("answer", &answer)]).status, 303);
    siege.ended(COUNT);
}

fn logins(siege: &mut Siege, key: &mut Authenticator) {
    for (at, (attack, change)) in LOGINS.into_iter().enumerate() {
        let mut reader = somebody(siege, 10 + at);
        let mut answer = Answer::to(&asked(&mut reader), "webauthn.get");
        change(&mut answer);
        let answer = key.logs_in(&answer).to_string();
        known(siege);
        siege.refused(attack, &reader.post("/login/passkey", &[("answer", &answer)]), &[401]);
    }
    for (at, (attack, change)) in TEXTS.into_iter().enumerate() {
        let mut reader = somebody(siege, 40 + at);
        let mut answer = key.logs_in(&Answer::to(&asked(&mut reader), "webauthn.get"));
        change(&mut answer);
        let answer = answer.to_string();
        known(siege);
        siege.refused(attack, &reader.post("/login/passkey", &[("answer", &answer)]), &[401]);
    }
}

fn replays(siege: &mut Siege, key: &mut Authenticator, of_bob: Authenticator) {
    let mut copy = key.clone();
    let mut reader = somebody(siege, 60);
    let right = Answer::to(&asked(&mut reader), "webauthn.get");
    let answer = key.logs_in(&right).to_string();
    let knock = reader.hidden("knock").unwrap().to_owned();
    let cookies = reader.clone();
    assert_eq!(reader.post("/login/passkey", &[("answer", &answer)]).status, 303);
    let send = |siege: &mut Siege, attack: &str, mut from: Reader, answer: &str, status: u16| {
        known(siege);
        let fields = [("answer", answer), ("knock", knock.as_str())];
        siege.refused(attack, &from.post("/login/passkey", &fields), &[status]);
    };
    send(siege, "a replayed challenge", cookies.clone(), &answer, 401);
    let other = somebody(siege, 61);
    send(siege, "the form of another browser", other, &answer, 403);
    let ask = |siege: &mut Siege, at: usize| {
        let mut reader = somebody(siege, at);
        let right = Answer::to(&asked(&mut reader), "webauthn.get");
        (reader, right)
    };
    let (mut reader, right) = ask(siege, 62);
    let answer = copy.logs_in(&right).to_string();
    known(siege);
    siege.refused(
        "a copy whose counter goes back",
        &reader.post("/login/passkey", &[("answer", &answer)]),
        &[401],
    );
    let (mut reader, right) = ask(siege, 63);
    let mut stranger = Authenticator { key: Authenticator::new(99).key, ..key.clone() };
    let answer = stranger.logs_in(&right).to_string();
    known(siege);
    siege.refused(
        "the signature of another key",
        &reader.post("/login/passkey", &[("answer", &answer)]),
        &[401],
    );
    let (mut reader, right) = ask(siege, 64);
    let mut unknown = Authenticator { id: vec![1; 32], ..key.clone() };
    let answer = unknown.logs_in(&right).to_string();
    known(siege);
    siege.refused(
        "a passkey of nobody",
        &reader.post("/login/passkey", &[("answer", &answer)]),
        &[401],
    );
    let (mut reader, right) = ask(siege, 65);
    let mut swapped = Authenticator { handle: key.handle.clone(), ..of_bob.clone() };
    let answer = swapped.logs_in(&right).to_string();
    known(siege);
    siege.refused(
        "bob's passkey for alice",
        &reader.post("/login/passkey", &[("answer", &answer)]),
        &[401],
    );
    // After alice's password, bob's passkey does not help.
    let mut reader = somebody(siege, 66);
    assert_eq!(reader.log_in("alice", "secret").status, 200);
    let right = options(&reader.post("/login/passkey/begin", &[]));
    let answer = of_bob.clone().logs_in(&Answer::to(&right, "webauthn.get")).to_string();
    known(siege);
    siege.refused(
        "bob's passkey after alice's password",
        &reader.post("/login/passkey", &[("answer", &answer)]),
        &[401],
    );
    for (at, (attack, text)) in
        [("no JSON", "x"), ("deep JSON", &*"[".repeat(20_000)), ("nothing", "")]
            .into_iter()
            .enumerate()
    {
        let (mut reader, _) = ask(siege, 70 + at);
        known(siege);
        siege.refused(attack, &reader.post("/login/passkey", &[("answer", text)]), &[401]);
    }
}

fn new_ones(siege: &mut Siege, alice: &mut Reader, bob: &mut Reader, key: &Authenticator) {
    let path = "/own/second-factor/passkeys/add";
    for (attack, change) in NEW {
        let page = options(&begins(bob, "other"));
        let mut answer = Answer::to(&page, "webauthn.create");
        change(&mut answer);
        let answer = Authenticator::new(11).makes(&page, &answer).to_string();
        known(siege);
        siege.refused(attack, &bob.post(path, &[("answer", &answer)]), &[422]);
    }
    let page = options(&begins(bob, "other"));
    let right = Answer::to(&page, "webauthn.create");
    let mut taken = Authenticator { id: key.id.clone(), ..Authenticator::new(12) };
    let answer = taken.makes(&page, &right).to_string();
    known(siege);
    siege.refused(
        "the identifier of alice's passkey",
        &bob.post(path, &[("answer", &answer)]),
        &[422],
    );
    let page = options(&begins(bob, "other"));
    let answer = Authenticator::new(13)
        .makes(&page, &Answer::to(&page, "webauthn.create"))
        .to_string();
    begins(alice, "secret");
    known(siege);
    siege.refused(
        "bob's challenge in alice's session",
        &alice.post(path, &[("answer", &answer)]),
        &[422],
    );
    known(siege);
    siege.refused("a stolen session without the password", &begins(alice, "guess"), &[422]);
}
