//! Keys that are none, are no more, or are for something else.

use serde_json::Value;

use super::Siege;
use crate::api_keys::{JSON, key, program};
use crate::reader::Reader;

/// All that a key can be for.
pub(super) const SCOPES: [&str; 10] = [
    "faxes:read",
    "faxes:write",
    "jobs:read",
    "jobs:write",
    "events",
    "webhooks",
    "log:read",
    "metrics",
    "keys",
    "admin",
];

/// Keys that are no keys, each less than would shut the door.
const NO_KEYS: [&str; 5] = [
    "Bearer ffx_",
    "Bearer x'; DROP TABLE api_keys; --",
    "Basic YWxpY2U6c2VjcmV0",
    "Bearer",
    "ffx",
];

/// What would bring pages to a key that reads none, or to whom it sends them.
const UNREAD: [(&str, &str, &str); 7] = [
    ("faxes:read", "/jobs", r#"{"number": "0991 1", "at": "+2h", "documents": [{"fax": 1}]}"#),
    ("faxes:read", "/drafts", r#"{"documents": [{"fax": 1}]}"#),
    ("faxes:read", "/faxes/1/forwards", r#"{"numbers": ["0991 2700619"]}"#),
    ("faxes:read", "/faxes/1/mails", r#"{"to": ["alice@example.com"]}"#),
    ("jobs:read", "/jobs", r#"{"number": "0991 1", "documents": [{"job": 1}]}"#),
    ("jobs:read", "/drafts", r#"{"documents": [{"job": 1}]}"#),
    ("jobs:read", "/jobs/1/copies", "{}"),
];

pub(super) const COUNT: usize = NO_KEYS.len() + 3 + UNREAD.len();

#[test]
fn neither_guesses_nor_ended_keys_open_the_door() {
    let mut siege = Siege::begun();
    let to = siege.serving.addresses[0];
    for shown in NO_KEYS {
        let mut somebody = siege.reader();
        somebody.headers.push(("Authorization".to_owned(), shown.to_owned()));
        siege.refused(shown, &somebody.get("/api/v1/me"), &[401]);
    }
    let good = key(&siege.rig, "alice", "faxes:read,faxes:write,jobs:read,jobs:write");
    // It belongs into its header: addresses stand in the logs of whoever is on the way.
    let in_address = siege.reader().get(&format!("/api/v1/me?key={good}&access_token={good}"));
    siege.refused("a key in the address", &in_address, &[401]);
    let cookie = format!("session={good}");
    let in_cookie = siege.reader().ask("GET", "/api/v1/me", &[("Cookie", &cookie)], b"");
    siege.refused("a key as a session", &in_cookie, &[401]);
    let mut alice = program(to, &good);
    assert_eq!(alice.get("/api/v1/me").status, 200);
    siege.rig.command().args(["key", "end", "1"]).output().unwrap();
    siege.refused("a key that has ended", &alice.get("/api/v1/me"), &[401]);
    siege.ended(NO_KEYS.len() + 3);
}

/// The pages of a fax are its pages also where a fax or a draft refers to it.
#[test]
fn a_key_sends_nothing_that_it_may_not_read() {
    let mut siege = Siege::begun();
    let to = siege.serving.addresses[0];
    let json = "application/json";
    for (wanted, path, body) in UNREAD {
        let others: Vec<&str> = SCOPES.into_iter().filter(|other| *other != wanted).collect();
        let mut program = program(to, &key(&siege.rig, "bob", &others.join(",")));
        let body = body.replace("{\"fax\": 1}", &format!("{{\"fax\": {}}}", siege.of_bob));
        let path = path.replace("/faxes/1/", &format!("/faxes/{}/", siege.of_bob));
        let answer = program.post_as(json, &format!("/api/v1{path}"), body.as_bytes());
        assert!(answer.text().contains(&format!("for {wanted}")), "{path}: {}", answer.text());
        siege.refused(&format!("POST {path} without {wanted}"), &answer, &[403]);
    }
    siege.ended(UNREAD.len());
}

/// Whatever the API offers: with a key for all but the scope that it wants, nobody is let in.
#[test]
fn a_key_opens_nothing_that_it_is_not_for() {
    let mut siege = Siege::begun();
    let to = siege.serving.addresses[0];
    let all = operations(&mut siege.reader());
    let mut tried = 0;
    for scope in SCOPES {
        let others: Vec<&str> = SCOPES.into_iter().filter(|other| *other != scope).collect();
        let mut program = program(to, &key(&siege.rig, "chief", &others.join(",")));
        for (method, path, _) in all.iter().filter(|(_, _, wanted)| wanted.contains(scope)) {
            let path = format!("/api/v1{}", filled(path));
            let answer = program.ask(method, &path, &JSON, b"{}");
            assert!(answer.text().contains("problems/scope"), "{path}: {}", answer.text());
            siege.refused(&format!("{method} {path} without {scope}"), &answer, &[403]);
            tried += 1;
        }
    }
    assert!(tried >= 35, "{tried} operations want a scope");
    siege.ended(tried);
}

/// What the API says that it offers: method, address, and the scopes that are wanted.
pub(super) fn operations(reader: &mut Reader) -> Vec<(String, String, String)> {
    let description = reader.get("/api/v1/openapi.json").text();
    let description: Value = serde_json::from_str(&description).unwrap();
    let mut all = Vec::new();
    for (path, operations) in description["paths"].as_object().unwrap() {
        for (method, operation) in operations.as_object().unwrap() {
            let wanted = operation["security"][0]["key"].as_array().into_iter().flatten();
            let wanted: Vec<&str> = wanted.filter_map(Value::as_str).collect();
            let path = path.trim_start_matches("/api/v1").to_owned();
            all.push((method.to_uppercase(), path, wanted.join(" ")));
        }
    }
    all
}

/// An address with a number in place of each of its parts that have a name.
fn filled(path: &str) -> String {
    let parts = path.split('/').map(|part| if part.starts_with('{') { "1" } else { part });
    parts.collect::<Vec<_>>().join("/")
}
