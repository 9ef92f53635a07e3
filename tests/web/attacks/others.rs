//! Faxes and jobs of others, by their numbers.

use serde_json::{Value, json};

use super::Siege;
use super::keys::{SCOPES, operations};
use crate::api_keys::{JSON, key, program};

const OF_A_FAX: [&str; 6] = ["", "/pdf", "/tiff", "/page/1", "/picture/1", "/delete"];
const DEEDS: [&str; 10] =
    ["claim", "release", "unread", "note", "hand", "move", "mail", "print", "fax", "delete"];
const OF_A_JOB: [&str; 2] = ["", "/picture/1"];
/// Actions on many faxes and on many jobs at once.
const BULK: [&str; 13] = [
    "/in/bulk read",
    "/in/bulk unread",
    "/in/bulk claim",
    "/in/bulk release",
    "/in/bulk hand",
    "/in/bulk tag",
    "/in/bulk mail",
    "/in/bulk print",
    "/in/bulk delete-now",
    "/out/bulk hold",
    "/out/bulk release",
    "/out/bulk cancel",
    "/out/bulk retry",
];
const CHANGES: [&str; 6] = ["hold", "release", "cancel", "retry", "again", "number"];

pub(super) const COUNT: usize =
    OF_A_FAX.len() + DEEDS.len() + OF_A_JOB.len() + CHANGES.len() + BULK.len() + 1;

#[test]
fn things_of_others_are_not_there() {
    let mut siege = Siege::begun();
    let mut alice = siege.alice();
    let (fax, job) = (siege.of_bob, siege.job_of_bob);
    alice.get("/own");
    for address in OF_A_FAX {
        let answer = alice.get(&format!("/in/{fax}{address}"));
        siege.refused(&format!("bob's fax{address}"), &answer, &[404]);
    }
    for address in OF_A_JOB {
        let answer = alice.get(&format!("/out/{job}{address}"));
        siege.refused(&format!("bob's job{address}"), &answer, &[404]);
    }
    alice.get("/own");
    let fields = [("to", "alice@example.com"), ("text", "mine"), ("tag", "mine")];
    for deed in DEEDS {
        let answer = alice.post(&format!("/in/{fax}/{deed}"), &fields);
        siege.refused(&format!("{deed} of bob's fax"), &answer, &[404]);
    }
    for deed in CHANGES {
        let answer = alice.post(&format!("/out/{job}/{deed}"), &[("to", "0991 2700619")]);
        siege.refused(&format!("{deed} of bob's job"), &answer, &[404]);
    }
    // Many at once, of which one's own are as they were: none is named.
    for attack in BULK {
        let (path, deed) = attack.split_once(' ').unwrap();
        let (fax, job) = (fax.to_string(), job.to_string());
        let fields = [("fax", &*fax), ("job", &*job), ("do", deed), ("to", "alice"), ("tag", "x")];
        let more = [("ids", ""), ("mail_to", "alice@example.com")];
        let answer = alice.post(path, &[&fields[..], &more].concat());
        assert!(answer.text().contains("Not changed: 1."), "{attack}: {}", answer.text());
        siege.refused(attack, &answer, &[200]);
    }
    let view = alice.post("/in/views/1/remove", &[]);
    siege.refused("a view that is not hers", &view, &[404]);
    siege.ended(COUNT);
}

/// Documents of others that a job of one's own refers to.
#[test]
fn nor_do_they_go_out_with_what_is_ones_own() {
    let mut siege = Siege::begun();
    let to = siege.serving.addresses[0];
    let mut bob = program(to, &key(&siege.rig, "bob", "jobs:write"));
    let mut alice = program(to, &key(&siege.rig, "alice", "jobs:write,faxes:read,jobs:read"));
    let upload = bob.ask("POST", "/api/v1/uploads?name=letter.txt", &[], b"Dear Sir\n").text();
    let upload: Value = serde_json::from_str(&upload).unwrap();
    let id = upload["id"].as_str().unwrap();
    let (fax, job) = (siege.of_bob.0, siege.job_of_bob.0);
    let references = [
        json!({"fax": fax}),
        json!({"job": job}),
        json!({"upload": id}),
        json!({"upload": "../spool.db"}),
        json!({"upload": "/etc/passwd"}),
        json!({"upload": ""}),
    ];
    for reference in &references {
        let order = json!({"number": "0991 2700619", "documents": [reference]}).to_string();
        let answer = alice.post_as("application/json", "/api/v1/jobs", order.as_bytes());
        siege.refused(&reference.to_string(), &answer, &[404]);
    }
    let forgotten = alice.ask("DELETE", &format!("/api/v1/uploads/{id}"), &[], b"");
    siege.refused("forgetting bob's upload", &forgotten, &[404]);
    siege.ended(references.len() + 1);
}

/// Whatever the API offers of a fax, a job or a draft.
#[test]
fn nor_are_they_for_programs() {
    let mut siege = Siege::begun();
    let own = SCOPES.into_iter().filter(|scope| *scope != "admin").collect::<Vec<_>>();
    let of_alice = key(&siege.rig, "alice", &own.join(","));
    let mut alice = program(siege.serving.addresses[0], &of_alice);
    let of_bob = key(&siege.rig, "bob", "jobs:write");
    let mut bob = program(siege.serving.addresses[0], &of_bob);
    let draft = bob.ask("POST", "/api/v1/drafts", &JSON, b"{}").location().to_owned();
    let draft: i64 = draft.rsplit('/').next().unwrap().parse().unwrap();
    let mut tried = 0;
    for (method, path, _) in operations(&mut siege.reader()) {
        let of = [
            ("/faxes/{id}", siege.of_bob.0),
            ("/jobs/{id}", siege.job_of_bob.0),
            ("/drafts/{id}", draft),
        ];
        let Some((begin, id)) = of.into_iter().find(|(begin, _)| path.starts_with(begin)) else {
            continue;
        };
        let rest = path[begin.len()..].replace("{number}", "1");
        let place = begin.replace("{id}", &id.to_string());
        let address = format!("/api/v1{place}{rest}");
        let answer = alice.ask(&method, &address, &JSON, body(&path).as_bytes());
        let problem: Value = serde_json::from_str(&answer.text()).unwrap_or_default();
        assert_eq!(problem["type"], "/api/v1/problems/not-there", "{method} {address}: {problem}");
        siege.refused(&format!("{method} {address}"), &answer, &[404]);
        tried += 1;
    }
    assert!(tried >= 31, "{tried} operations on a fax, a job or a draft");
    siege.ended(tried);
}

/// A key for the scope is not enough for what administrators do.
#[test]
fn nor_is_the_house_anybodys() {
    let mut siege = Siege::begun();
    let key = key(&siege.rig, "dora", &SCOPES.join(","));
    let mut dora = program(siege.serving.addresses[0], &key);
    let mut tried = 0;
    let all = operations(&mut siege.reader());
    for (method, path, _) in all.iter().filter(|(_, _, wanted)| wanted == "admin") {
        let filled = path.replace("{name}", "alice").replace("{id}", "1");
        let address = format!("/api/v1{filled}");
        let answer = dora.ask(method, &address, &JSON, body(path).as_bytes());
        assert!(answer.text().contains("problems/denied"), "{method} {address}: {}", answer.text());
        siege.refused(&format!("{method} {address}"), &answer, &[403]);
        tried += 1;
    }
    assert!(tried >= 14, "{tried} operations are for administrators");
    siege.ended(tried);
}

/// What an operation of this address takes.
fn body(path: &str) -> &'static str {
    match path.rsplit('/').next().unwrap_or_default() {
        "claim" => r#"{"user": "alice"}"#,
        "device" => r#"{"device": "2101"}"#,
        "note" => r#"{"tag": "mine", "note": "mine"}"#,
        "metadata" => r#"{"metadata": {"case": "mine"}}"#,
        "mails" => r#"{"to": ["alice@example.com"]}"#,
        "forwards" | "copies" => r#"{"numbers": ["0991 2700619"]}"#,
        "number" => r#"{"number": "0991 2700619"}"#,
        "priority" => r#"{"priority": 200}"#,
        "order" => r#"{"documents": []}"#,
        "mail-queue" => r#"{"is_paused": true}"#,
        "cleanup" => r#"{"keep_days": 30}"#,
        _ => "{}",
    }
}
