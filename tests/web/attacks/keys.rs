//! Keys that are none, are no more, or are for something else.

use serde_json::Value;

use super::Siege;
use crate::api_keys::{key, program};
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

pub(super) const COUNT: usize = NO_KEYS.len() + 3;

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
    siege.ended(COUNT);
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
        for (method, path, _) in all.iter().filter(|(_, _, wanted)| wanted == scope) {
            let path = format!("/api/v1{}", filled(path));
            let json = [("Content-Type", "application/json")];
            let answer = program.ask(method, &path, &json, b"{}");
            assert!(answer.text().contains("problems/scope"), "{path}: {}", answer.text());
            siege.refused(&format!("{method} {path} without {scope}"), &answer, &[403]);
            tried += 1;
        }
    }
    assert!(tried >= 35, "{tried} operations want a scope");
    siege.ended(tried);
}

/// What the API says that it offers: method, address, and the scope that is wanted.
pub(super) fn operations(reader: &mut Reader) -> Vec<(String, String, String)> {
    let description = reader.get("/api/v1/openapi.json").text();
    let description: Value = serde_json::from_str(&description).unwrap();
    let mut all = Vec::new();
    for (path, operations) in description["paths"].as_object().unwrap() {
        for (method, operation) in operations.as_object().unwrap() {
            let wanted = operation["security"][0]["key"][0].as_str().unwrap_or_default();
            let path = path.trim_start_matches("/api/v1").to_owned();
            all.push((method.to_uppercase(), path, wanted.to_owned()));
        }
    }
    all
}

/// An address with a number in place of each of its parts that have a name.
fn filled(path: &str) -> String {
    let parts = path.split('/').map(|part| if part.starts_with('{') { "1" } else { part });
    parts.collect::<Vec<_>>().join("/")
}
