//! Keys of programs: made at the page and by the command line, shown once, and good for what
//! they are for until they end.

use ferrofax::UnixMs;
use ferrofax::spool::SessionLife;
use serde_json::{Value, json};

use crate::reader::{Page, Reader};
use crate::rig::Rig;
use crate::{SETTINGS, alice_at, audited};

/// The header of a request whose body is JSON.
pub(crate) const JSON: [(&str, &str); 1] = [("Content-Type", "application/json")];

/// A key by the command line.
pub(crate) fn key(rig: &Rig, user: &str, scopes: &str) -> String {
    new_key(rig, &["--user", user, "--scopes", scopes, "test"])
}

/// A test key by the command line.
pub(crate) fn test_key(rig: &Rig, user: &str, scopes: &str) -> String {
    new_key(rig, &["--test", "--user", user, "--scopes", scopes, "test"])
}

fn new_key(rig: &Rig, words: &[&str]) -> String {
    let made = rig.command().args(["key", "new"]).args(words).output().unwrap();
    assert!(made.status.success(), "{made:?}");
    String::from_utf8(made.stdout).unwrap().trim().to_owned()
}

/// A program with a key.
pub(crate) fn program(to: std::net::SocketAddr, key: &str) -> Reader {
    let mut program = Reader::at(to);
    program.headers.push(("Authorization".to_owned(), format!("Bearer {key}")));
    program
}

/// The JSON of an answer.
pub(crate) fn body(page: &Page) -> Value {
    serde_json::from_str(&page.text()).unwrap_or_else(|_| panic!("{}: {}", page.head, page.text()))
}

/// What a problem is.
pub(crate) fn problem(page: &Page) -> (u16, String) {
    assert_eq!(page.header("content-type"), Some("application/problem+json"), "{}", page.text());
    let body: Value = serde_json::from_str(&page.text()).unwrap();
    assert_eq!(body["status"], page.status);
    let kind = body["type"].as_str().unwrap().strip_prefix("/api/v1/problems/").unwrap();
    (page.status, kind.to_owned())
}

/// Sessions that go on, whenever they began.
const LIFE: SessionLife = SessionLife { idle_ms: i64::MAX / 2, whole_ms: i64::MAX / 2 };

fn said(status: u16, kind: &str) -> (u16, String) {
    (status, kind.to_owned())
}

#[test]
fn a_key_is_good_for_what_it_is_for() {
    let (rig, serving) = Rig::served(SETTINGS);
    let to = serving.addresses[0];
    let read = key(&rig, "alice", "faxes:read");
    let mut program_of_alice = program(to, &read);
    let me = program_of_alice.get("/api/v1/me");
    assert_eq!((me.status, me.header("content-type")), (200, Some("application/json")));
    let me: Value = serde_json::from_str(&me.text()).unwrap();
    assert_eq!(me["user"], "alice");
    assert_eq!(me["scopes"][0], "faxes:read");
    // What the key is not for, and what is audited of that.
    assert_eq!(problem(&program_of_alice.get("/api/v1/keys")), said(403, "scope"));
    assert_eq!(audited(&rig, &["\"asked\":\"api\"", "alice", "\"granted\":false"]), 1);
    // The spool has a hash of it, and never the key.
    let database = std::fs::read(rig.folder.path().join("spool/spool.db")).unwrap();
    assert!(!database.windows(read.len()).any(|it| it == read.as_bytes()));
    // It ends when it is ended.
    let ended = rig.command().args(["key", "end", "1"]).output().unwrap();
    assert!(ended.status.success(), "{ended:?}");
    assert_eq!(problem(&program_of_alice.get("/api/v1/me")), said(401, "ended-key"));
    // Who made and ended it stands in the audit log.
    let none = rig.command().args(["key", "end", "7"]).output().unwrap();
    assert!(!none.status.success());
    let by_command = "\"door\":\"command\"";
    assert_eq!(audited(&rig, &["\"key-new\"", "\"alice\"", by_command, "\"granted\":true"]), 1);
    assert_eq!(audited(&rig, &["\"key-end\"", "\"1\"", by_command, "\"granted\":true"]), 1);
    assert_eq!(audited(&rig, &["\"key-end\"", "\"7\"", by_command, "\"granted\":false"]), 1);
    let listed = rig.command().args(["key", "list", "--json"]).output().unwrap();
    let listed: Value = serde_json::from_slice(&listed.stdout).unwrap();
    assert_eq!((&listed[0]["ended"], &listed[0]["used_from"]), (&true.into(), &"127.0.0.1".into()));
}

#[test]
fn without_a_key_there_is_nothing_and_guesses_shut_the_door() {
    let (rig, serving) = Rig::served(SETTINGS);
    let to = serving.addresses[0];
    let good = key(&rig, "alice", "faxes:read");
    let none = Reader::at(to).get("/api/v1/me");
    assert_eq!(problem(&none), said(401, "no-key"));
    assert_eq!(none.header("www-authenticate"), Some("Bearer"));
    for wrong in ["", "x", "ffx_x", &good[..good.len() - 1], "ffx_ä"] {
        assert_eq!(problem(&program(to, wrong).get("/api/v1/me")), said(401, "wrong-key"));
    }
    assert_eq!(program(to, &good).get("/api/v1/me").status, 200);
    for _ in 0..5 {
        program(to, "ffx_guess").get("/api/v1/me");
    }
    let late = program(to, &good).get("/api/v1/me");
    assert_eq!(problem(&late), said(429, "too-many"), "a guess may be right once");
    assert!(late.header("retry-after").is_some());
    assert_eq!(audited(&rig, &["\"asked\":\"key\"", "\"granted\":false"]), 10);
}

#[test]
fn what_is_not_there_is_a_problem_too() {
    let (rig, serving) = Rig::served(SETTINGS);
    let mut all = program(serving.addresses[0], &key(&rig, "alice", "keys,faxes:read"));
    assert_eq!(problem(&all.get("/api/v1/nothing")), said(404, "no-such-address"));
    assert_eq!(all.get("/api/v1").location(), "/api/v1/docs");
    for (path, media_type) in
        [("docs", "text/html"), ("docs.css", "text/css"), ("docs.js", "text/javascript")]
    {
        let page = Reader::at(serving.addresses[0]).get(&format!("/api/v1/{path}"));
        assert!(page.status == 200 && page.header("content-type").unwrap().starts_with(media_type));
    }
    let wrong_method = all.ask("PUT", "/api/v1/keys", &[], b"");
    assert_eq!(problem(&wrong_method), said(405, "method"));
    assert!(wrong_method.header("allow").unwrap().contains("POST"), "{}", wrong_method.head);
    assert_eq!(problem(&all.ask("DELETE", "/api/v1/keys/x", &[], b"")), said(404, "not-there"));
    assert_eq!(problem(&all.ask("POST", "/api/v1/keys", &JSON, b"{")), said(400, "malformed"));
    assert_eq!(problem(&all.ask("POST", "/api/v1/keys", &[], b"{}")), said(415, "media-type"));
    assert_eq!(problem(&all.ask("POST", "/api/v1/keys", &JSON, b"{}")), said(422, "missing-field"));
    // Of what is no request of the API's the audit log has a line.
    let denied = |rule: &str| {
        let rule = format!("\"rule\":\"{rule}\"");
        audited(&rig, &["\"asked\":\"request\"", "\"door\":\"api\"", "\"alice\"", &rule])
    };
    let rules = ["method", "malformed", "media-type", "not-there", "missing-field"];
    assert_eq!(rules.map(denied), [0, 1, 1, 0, 0]);
    let anybody = |rule: &str| audited(&rig, &["\"door\":\"api\"", rule, "\"granted\":false"]);
    assert_eq!(["\"method\"", "\"no-such-address\""].map(anybody), [1, 1]);
    let description = Reader::at(serving.addresses[0]).get("/api/v1/openapi.json");
    let description: Value = serde_json::from_str(&description.text()).unwrap();
    assert_eq!(description["openapi"], "3.1.0");
    let kind = all.get("/api/v1/problems/not-there");
    assert!(kind.status == 200 && kind.text().contains("404"), "{}", kind.text());
}

#[test]
fn a_key_makes_no_key_that_may_more() {
    let (rig, serving) = Rig::served(SETTINGS);
    let to = serving.addresses[0];
    let mut first = program(to, &key(&rig, "alice", "keys,faxes:read"));
    let mut make = |body: &str| first.ask("POST", "/api/v1/keys", &JSON, body.as_bytes());
    let more = make(r#"{"name": "x", "scopes": ["faxes:read", "jobs:write"]}"#);
    assert_eq!(problem(&more), said(403, "scope"));
    let longer = make(r#"{"name": "x", "scopes": ["faxes:read"], "days": 3000}"#);
    assert_eq!(problem(&longer), said(422, "wrong-value"));
    let made = make(r#"{"name": "x", "scopes": ["faxes:read"]}"#);
    assert_eq!(made.status, 201, "{}", made.text());
    let made: Value = serde_json::from_str(&made.text()).unwrap();
    let mut second = program(to, made["key"].as_str().unwrap());
    assert_eq!(second.get("/api/v1/me").status, 200);
    // Another's is not there.
    let mut bob = program(to, &key(&rig, "bob", "keys"));
    let of_alice = format!("/api/v1/keys/{}", made["id"]);
    assert_eq!(problem(&bob.ask("DELETE", &of_alice, &[], b"")), said(404, "not-there"));
    assert_eq!(first.ask("DELETE", &of_alice, &[], b"").status, 204);
    assert_eq!(problem(&second.get("/api/v1/me")), said(401, "ended-key"));
}

#[test]
fn a_program_does_what_people_do_about_their_own() {
    let (rig, serving) = Rig::served(SETTINGS);
    let to = serving.addresses[0];
    let (mut page, mut bob) =
        (Reader::logged_in(to, "alice", "secret"), Reader::logged_in(to, "bob", "other"));
    let mut alice = program(to, &key(&rig, "alice", "keys"));
    let json = |page: &Page| serde_json::from_str::<Value>(&page.text()).unwrap();
    assert_eq!(json(&alice.get("/api/v1/me"))["language"], Value::Null);
    let mut choose = |language: Value| {
        let body = json!({ "language": language }).to_string();
        let chosen = alice.ask("PUT", "/api/v1/me/language", &JSON, body.as_bytes());
        (chosen.status, json(&alice.get("/api/v1/me"))["language"].clone())
    };
    assert_eq!(choose(json!("de")), (204, json!("de")));
    assert!(page.get("/own").text().contains("<html lang=\"de\">"));
    assert!(bob.get("/own").text().contains("<html lang=\"en\">"));
    assert_eq!(choose(json!("ja")), (422, json!("de")));
    assert_eq!(choose(json!(null)), (204, Value::Null));
    assert!(page.get("/own").text().contains("<html lang=\"en\">"));
    // Where she is logged in, and nobody else.
    let sessions = json(&alice.get("/api/v1/me/sessions"));
    let sessions = sessions["sessions"].as_array().unwrap();
    assert_eq!((sessions.len(), &sessions[0]["user"]), (1, &json!("alice")));
    let others = rig.spool.logins().sessions(Some("bob"), LIFE, UnixMs::now()).unwrap();
    for (id, rule) in [(others[0].id, "not-yours"), (987_654, "not-there")] {
        let there = format!("/api/v1/me/sessions/{id}");
        let refused = alice.ask("DELETE", &there, &[], b"");
        assert_eq!(problem(&refused), (404, "not-there".to_owned()));
        assert_eq!(audited(&rig, &["\"end-session\"", "alice", rule]), 1);
    }
    assert_eq!(bob.get("/own").status, 200);
    let there = format!("/api/v1/me/sessions/{}", sessions[0]["id"]);
    assert_eq!(alice.ask("DELETE", &there, &[], b"").status, 204);
    assert_eq!(page.get("/own").status, 303, "she is logged out");
    assert_eq!(problem(&alice.ask("DELETE", &there, &[], b"")).0, 404);
    assert_eq!(audited(&rig, &["\"end-session\"", "\"api\"", "\"granted\":true"]), 1);
    let mut reading = program(to, &key(&rig, "alice", "faxes:read"));
    assert_eq!(problem(&reading.get("/api/v1/me/sessions")), (403, "scope".to_owned()));
}

#[test]
fn a_page_asks_with_its_session_and_changes_things_with_its_secret() {
    let (rig, _serving, mut alice) = alice_at(SETTINGS);
    alice.get("/own");
    let secret = alice.hidden("secret").unwrap().to_owned();
    assert_eq!(alice.get("/api/v1/keys").status, 200);
    let json = ("Content-Type", "application/json");
    let body = br#"{"name": "x", "scopes": ["faxes:read"]}"#;
    let without = alice.ask("POST", "/api/v1/keys", &[json], body);
    assert_eq!(problem(&without), said(403, "no-secret"));
    let foreign =
        [json, ("X-Ferrofax-Secret", secret.as_str()), ("Origin", "https://evil.example")];
    assert_eq!(problem(&alice.ask("POST", "/api/v1/keys", &foreign, body)), said(403, "foreign"));
    assert_eq!(audited(&rig, &["\"foreign-form\"", "\"granted\":false", "/api/v1/keys"]), 1);
    let with = [json, ("X-Ferrofax-Secret", secret.as_str())];
    assert_eq!(alice.ask("POST", "/api/v1/keys", &with, body).status, 201);
}

/// If a reverse proxy has a login of its own, browsers send that login with each request.
#[test]
fn the_login_of_a_reverse_proxy_does_not_hide_the_session() {
    let (rig, serving, mut alice) = alice_at(SETTINGS);
    alice
        .headers
        .push(("Authorization".to_owned(), "Basic YWxpY2U6c2VjcmV0".to_owned()));
    for _ in 0..11 {
        assert_eq!(alice.get("/api/v1/faxes/unread").status, 200);
    }
    assert_eq!(audited(&rig, &["\"asked\":\"key\"", "\"granted\":false"]), 0);
    let body = br#"{"name": "x", "scopes": ["faxes:read"]}"#;
    let without = alice.ask("POST", "/api/v1/keys", &JSON, body);
    assert_eq!(problem(&without), said(403, "no-secret"));
    // A wrong API key is refused also with a session.
    alice.headers.pop();
    alice.headers.push(("Authorization".to_owned(), "Bearer ffx_x".to_owned()));
    assert_eq!(problem(&alice.get("/api/v1/me")), said(401, "wrong-key"));
    let mut stranger = Reader::at(serving.addresses[0]);
    stranger
        .headers
        .push(("Authorization".to_owned(), "Basic YWxpY2U6c2VjcmV0".to_owned()));
    assert_eq!(problem(&stranger.get("/api/v1/me")), said(401, "wrong-key"));
}

#[test]
fn the_page_makes_a_key_and_shows_it_once() {
    let (_rig, serving, mut alice) = alice_at(SETTINGS);
    alice.get("/own");
    let nothing = alice.post("/own/keys", &[("name", "shop"), ("days", "30")]);
    assert!(nothing.text().contains("a key needs at least one permission"), "{}", nothing.text());
    let fields =
        [("name", "<b>shop"), ("scope", "faxes:read"), ("scope", "jobs:read"), ("days", "30")];
    let made = alice.post("/own/keys", &fields).text();
    let key = made.split("readonly value=\"").nth(1).unwrap().split('"').next().unwrap();
    assert!(key.starts_with("ffx_") && !made.contains("<b>shop"), "{made}");
    assert_eq!(program(serving.addresses[0], key).get("/api/v1/me").status, 200);
    let later = alice.get("/own").text();
    assert!(!later.contains(key) && later.contains("faxes:read jobs:read"), "{later}");
    assert_eq!(alice.post("/own/keys/1/end", &[]).status, 303);
    assert_eq!(problem(&program(serving.addresses[0], key).get("/api/v1/me")).0, 401);
    assert_eq!(alice.post("/own/keys/1/end", &[]).status, 404);
}
