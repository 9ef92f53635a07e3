//! What changes, told to programs as it happens.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::process::{Command, Stdio};

use ferrofax::UnixMs;
use ferrofax::spool::FaxId;
use ferrofax::spool::desk::Deed;
use serde_json::Value;

use crate::SETTINGS;
use crate::api_keys::{key, problem, program};
use crate::live::{Heard, comes_in, has_come};
use crate::programs::is_there;
use crate::reader::Reader;
use crate::rig::Rig;
use crate::waiting::printed;

const EVENTS: &str = "/api/v1/events";

fn listens(to: SocketAddr, key: &str, last: Option<u64>) -> Heard {
    Heard::with(to, EVENTS, &format!("Authorization: Bearer {key}"), last)
}

/// The data of an event have the number of the fax by both names.
fn has_both_names(data: &str, fax: FaxId) {
    let told: Value = serde_json::from_str(data).unwrap();
    assert!(told["id"] == fax.0 && told["fax"] == fax.0, "{data}");
}

#[test]
fn each_program_is_told_what_its_user_sees_and_what_it_missed() {
    let (rig, serving) = Rig::served(SETTINGS);
    let to = serving.addresses[0];
    let of_alice = key(&rig, "alice", "events");
    let mut hers = listens(to, &of_alice, None);
    let mut his = listens(to, &key(&rig, "bob", "events"), None);
    assert_eq!((hers.status, his.status), (200, 200));
    let begun = hers.number();
    his.number();
    let job = printed(&rig.spool, rig.folder.path(), "2101", "alice");
    let (name, first, data) = hers.next().unwrap();
    let told: Value = serde_json::from_str(&data).unwrap();
    assert!(name == "job" && first > begun && told["job"] == job.0, "{name} {data}");
    let fax = comes_in(&rig, "2102");
    let (name, _, data) = his.next().unwrap();
    let told: Value = serde_json::from_str(&data).unwrap();
    assert!(name == "fax" && told["calling"] == "0991270061", "the first that he hears: {data}");
    has_come(&rig, fax);
    has_both_names(&data, fax);
    rig.spool
        .faxes()
        .note_fax_event(fax, Deed::Read, "", "bob", UnixMs::now())
        .unwrap();
    let deed = std::iter::from_fn(|| his.next()).find(|event| event.0 == "deed").unwrap();
    has_both_names(&deed.2, fax);
    rig.spool.jobs().cancel_job(job, "test", UnixMs::now()).unwrap();
    let second = hers.next().unwrap();
    assert!(second.2.contains("\"state\":\"cancelled\""), "{}", second.2);
    drop(hers);
    let mut again = listens(to, &of_alice, Some(first));
    assert_eq!(again.next().unwrap(), second);
    let (name, ..) = listens(to, &of_alice, Some(3)).next().unwrap();
    assert_eq!(name, "reload", "a number of another start");
}

#[test]
fn a_stream_ends_with_its_key_and_wants_its_scope() {
    let (rig, serving) = Rig::served(SETTINGS);
    let to = serving.addresses[0];
    let mut heard = listens(to, &key(&rig, "alice", "events"), None);
    heard.number();
    let ended = rig.command().args(["key", "end", "1"]).output().unwrap();
    assert!(ended.status.success(), "{ended:?}");
    assert_eq!(heard.next().map(|(name, ..)| name).as_deref(), Some("ended"));
    assert_eq!(heard.next(), None);
    let all = "faxes:read,faxes:write,jobs:read,jobs:write,webhooks,log:read,metrics,keys,admin";
    let without = program(to, &key(&rig, "alice", all)).get(EVENTS);
    assert_eq!(problem(&without), (403, "scope".to_owned()));
    assert_eq!(problem(&Reader::at(to).get(EVENTS)), (401, "no-key".to_owned()));
}

#[test]
fn a_page_of_ours_listens_by_its_session_until_it_ends() {
    let (rig, serving) = Rig::served(&SETTINGS.replace("[web]", "[web]\nlive_per_user = 1"));
    let to = serving.addresses[0];
    let mut alice = Reader::logged_in(to, "alice", "secret");
    let cookie = format!("Cookie: session={}", alice.cookie("session").unwrap());
    let mut heard = Heard::with(to, EVENTS, &cookie, None);
    heard.number();
    let second = program(to, &key(&rig, "alice", "events")).get(EVENTS);
    assert_eq!(problem(&second), (503, "for-now".to_owned()), "one is enough");
    alice.get("/own");
    assert_eq!(alice.post("/logout", &[]).status, 303);
    assert_eq!(heard.next().map(|(name, ..)| name).as_deref(), Some("ended"));
}

/// The line of docs/api.md, and the client beside it.
#[test]
fn what_is_documented_listens() {
    if !is_there("curl") || !is_there("python3") {
        return;
    }
    let (rig, serving) = Rig::served(SETTINGS);
    let token = key(&rig, "alice", "events");
    let url = format!("http://{}", serving.addresses[0]);
    let top = env!("CARGO_MANIFEST_DIR");
    let text = std::fs::read_to_string(format!("{top}/docs/api.md")).unwrap();
    let line = text
        .lines()
        .find(|line| line.contains("curl") && line.contains(EVENTS))
        .unwrap();
    let client = format!("{top}/docs/client.py");
    for (words, wanted) in [
        (vec!["sh", "-c", line], "event: job"),
        (vec!["python3", "-u", client.as_str(), "listen"], "job {"),
    ] {
        let mut command = Command::new(words[0]);
        command.args(&words[1..]).stdout(Stdio::piped());
        command.env("FERROFAX", &url).env("KEY", &token);
        command.env("FERROFAX_URL", &url).env("FERROFAX_KEY", &token);
        let mut child = command.spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        // The stream has begun once its number is told.
        if words[0] == "sh" {
            assert!(lines.next().unwrap().unwrap().starts_with("retry: "));
        } else {
            assert_eq!(lines.next().unwrap().unwrap(), "listening {}");
        }
        let job = printed(&rig.spool, rig.folder.path(), "2101", "alice");
        let found = lines.map(Result::unwrap).find(|line| line.starts_with(wanted));
        assert!(found.is_some(), "{words:?}: nothing of job {job}");
        child.kill().unwrap();
        child.wait().unwrap();
    }
}
