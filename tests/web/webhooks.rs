//! What programs are told by HTTP: of what, how signed, where it goes and where it does not.

use std::process::{Command, Output};

use ferrofax::UnixMs;
use ferrofax::spool::{FaxEnd, FaxId, FaxStatus, NewMessage, NewWebhook, Webhook};

use crate::api_keys::{JSON, key, problem, program};
use crate::reader::Reader;
use crate::receiver::{Receiver, Told};
use crate::rig::Rig;
use crate::waiting::printed;
use crate::{SETTINGS, audited, house};
use ferrofax_kit::patience::watch;
use ferrofax_kit::received::whole;
use ferrofax_kit::spools;

/// The settings with which this machine may be told.
pub(crate) fn open() -> String {
    format!("{SETTINGS}\n[webhooks]\nallow = [\"127.0.0.0/8\"]\n")
}

fn hook(rig: &Rig, words: &[&str]) -> Output {
    rig.command().arg("webhook").args(words).output().unwrap()
}

/// Makes a webhook of alice's, and gives its secret.
pub(crate) fn hooked(rig: &Rig, to: &Receiver, events: &str) -> String {
    let url = format!("http://{}/hook?a=b", to.address);
    let words = ["new", &url, "--owner", "alice", "--event", events, "--json"];
    let made = hook(rig, &words);
    assert!(made.status.success(), "{made:?}");
    let made: serde_json::Value = serde_json::from_slice(&made.stdout).unwrap();
    made["secret"].as_str().unwrap().to_owned()
}

/// A fax call of this device that has ended.
pub(crate) fn fax(rig: &Rig, device: &str, status: FaxStatus) -> FaxId {
    let new = spools::call(device, "0991270061", UnixMs::now());
    let fax = rig.spool.receiving().begin_fax(&new).unwrap();
    let end = FaxEnd { status, ..whole(UnixMs::now()) };
    rig.spool.receiving().finish_fax(fax, &end).unwrap();
    fax
}

/// Waits until this is so of the only webhook.
fn wait_for(rig: &Rig, what: &str, is_so: impl Fn(&Webhook) -> bool) -> Webhook {
    watch(what, || rig.spool.webhooks().list(None).unwrap().pop().unwrap(), |hook| is_so(hook))
}

#[test]
fn a_webhook_is_read_changed_and_tested() {
    let rig = Rig::new(&open());
    let receiver = Receiver::start();
    let secret = hooked(&rig, &receiver, "fax.received");
    let serving = rig.serve();
    let to = serving.addresses[0];
    let mut alice = program(to, &key(&rig, "alice", "webhooks"));
    let mut bob = program(to, &key(&rig, "bob", "webhooks"));
    let there = "/api/v1/webhooks/1";
    let value = |page: &crate::reader::Page| {
        serde_json::from_str::<serde_json::Value>(&page.text()).unwrap()
    };
    let shown = alice.get(there);
    assert_eq!((shown.status, &value(&shown)["id"]), (200, &1.into()));
    let change = r#"{"events": ["job.*"]}"#;
    let changed = alice.ask("PATCH", there, &JSON, change.as_bytes());
    assert_eq!((changed.status, &value(&changed)["events"][0]), (200, &"job.*".into()));
    assert_eq!(value(&changed)["url"], value(&shown)["url"]);
    for (wrong, word) in [
        (r#"{"events": ["x"]}"#, "wrong-value"),
        (r#"{"url": "ftp://x/"}"#, "wrong-value"),
        (r#"{"secret": "x"}"#, "unknown-field"),
    ] {
        let refused = alice.ask("PATCH", there, &JSON, wrong.as_bytes());
        assert_eq!(problem(&refused), (422, word.to_owned()), "{wrong}");
    }
    assert_eq!(value(&alice.get(there))["events"][0], "job.*");
    // The test is signed, and marked as a test.
    let test = format!("{there}/test");
    let sent = alice.ask("POST", &test, &[], b"");
    assert_eq!(sent.status, 202, "{}", sent.text());
    let heard = receiver.wait("the test", |heard| !heard.is_empty());
    assert_eq!(heard[0].value("/type"), "webhook.test");
    assert_eq!(heard[0].value("/data/webhook"), 1);
    assert_eq!(heard[0].header("webhook-id"), value(&sent)["id"].as_str().unwrap());
    assert!(is_signed(&secret, &heard[0]));
    wait_for(&rig, "the test is delivered", |hook| hook.delivered == 1);
    let deliveries = format!("{there}/deliveries");
    let listed = value(&alice.get(&deliveries));
    let last = &listed["items"][0];
    assert_eq!(
        (&last["id"], &last["is_delivered"]),
        (&value(&sent)["id"], &true.into()),
        "{listed}"
    );
    assert_eq!((&last["type"], &last["attempt"]), (&"webhook.test".into(), &1.into()));
    assert_eq!(problem(&bob.get(&deliveries)), (404, "not-there".to_owned()));
    let again = alice.ask("POST", &test, &[], b"");
    assert_eq!(problem(&again), (429, "rate-limited".to_owned()));
    assert_eq!(again.header("retry-after"), Some("60"));
    // A webhook of others is not there.
    for (method, path, body) in [("GET", there, ""), ("PATCH", there, change), ("POST", &test, "")]
    {
        let refused = bob.ask(method, path, &JSON, body.as_bytes());
        assert_eq!(problem(&refused), (404, "not-there".to_owned()), "{method}");
    }
    assert_eq!(audited(&rig, &["webhook-test", "\"granted\":true", "alice"]), 2);
    assert_eq!(audited(&rig, &["webhook-test", "not-yours", "bob"]), 1);
    assert_eq!(audited(&rig, &["\"asked\":\"webhook\"", "not-yours", "bob"]), 2);
}

/// Each message is described by a schema, by which it is valid.
#[test]
fn each_message_is_described() {
    let (_rig, serving) = Rig::served(SETTINGS);
    let text = Reader::at(serving.addresses[0]).get("/api/v1/openapi.json").text();
    let description: serde_json::Value = serde_json::from_str(&text).unwrap();
    let messages = description["webhooks"].as_object().unwrap();
    let page = include_str!("../../docs/webhooks.md");
    for (kind, item) in messages {
        assert!(page.contains(&format!("`{kind}`")), "{kind} is not documented");
        let body = &item["post"]["requestBody"]["content"]["application/json"]["schema"];
        let data = body["properties"]["data"]["$ref"].as_str().unwrap();
        let pointer = data.strip_prefix('#').unwrap();
        assert!(description.pointer(pointer).is_some(), "{kind}: {data}");
    }
    assert_eq!(messages.len(), 8);
}

/// Checks a signature by the Python of the documentation.
pub(crate) fn is_signed(secret: &str, told: &Told) -> bool {
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/webhooks.md");
    let page = std::fs::read_to_string(page).unwrap();
    let code = page.split("```python\n").nth(1).unwrap().split("```").next().unwrap();
    let asks = "import json, sys\nsecret, headers, body = sys.argv[1:]\n\
                sys.exit(0 if is_from_ferrofax(secret, dict(json.loads(headers)), body.encode()) else 3)\n";
    let headers = serde_json::to_string(&told.headers).unwrap();
    let python = Command::new("python3")
        .args(["-c", &format!("{code}\n{asks}"), secret, &headers, &told.body])
        .output()
        .unwrap();
    assert!(matches!(python.status.code(), Some(0 | 3)), "{python:?}");
    python.status.success()
}

#[test]
fn a_program_is_told_what_its_owner_sees_and_can_check_that_it_is_us() {
    let rig = Rig::new(&open());
    let receiver = Receiver::start();
    fax(&rig, "2101", FaxStatus::Received);
    let secret = hooked(&rig, &receiver, "fax.*,job.failed");
    let _serving = rig.serve();
    let theirs = fax(&rig, "2102", FaxStatus::Received);
    let failed = fax(&rig, "2101", FaxStatus::Failed);
    let job = printed(&rig.spool, rig.folder.path(), "2101", "alice");
    rig.spool.jobs().cancel_job(job, "test", UnixMs::now()).unwrap();
    let received = fax(&rig, "2101", FaxStatus::Received);
    let heard = receiver.wait("three events", |heard| heard.len() >= 3);
    let kinds: Vec<_> = heard.iter().map(|told| told.value("/type")).collect();
    assert_eq!(kinds.len(), 3, "{heard:#?}");
    for (kind, path, id) in [
        ("fax.failed", "/data/fax", failed.0),
        ("fax.received", "/data/fax", received.0),
        ("job.failed", "/data/job", job.0),
    ] {
        let found = heard.iter().find(|told| told.value("/type") == kind).unwrap();
        assert_eq!(found.value(path), id, "{kind}");
        assert_eq!(found.path, "/hook?a=b");
        assert_eq!(found.header("content-type"), "application/json");
        assert!(found.value("/timestamp").as_str().unwrap().ends_with('Z'));
    }
    let cancelled = heard.iter().find(|told| told.value("/type") == "job.failed").unwrap();
    assert_eq!(cancelled.value("/data/state"), "cancelled");
    assert_eq!(cancelled.value("/data/event/name"), "cancelled");
    assert_eq!(cancelled.value("/data/event/values/by"), "test");
    assert!(heard.iter().all(|told| told.value("/data/fax") != theirs.0), "it is bob's");
    assert!(is_signed(&secret, &heard[0]));
    let other = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    assert!(!is_signed(other, &heard[0]));
    let forged = Told { body: heard[0].body.replace("2101", "2102"), ..heard[0].clone() };
    assert!(!is_signed(&secret, &forged));
    // Another secret: for a day both count.
    let rotated = hook(&rig, &["rotate", "1"]);
    let fresh = String::from_utf8(rotated.stdout).unwrap().lines().next().unwrap().to_owned();
    fax(&rig, "2101", FaxStatus::Received);
    let heard = receiver.wait("the fourth", |heard| heard.len() >= 4);
    assert!(is_signed(&secret, &heard[3]) && is_signed(&fresh, &heard[3]));
    assert_eq!(wait_for(&rig, "all are done", |hook| hook.delivered == 4).waiting, 0);
}

#[test]
fn nothing_that_is_done_with_junk_is_reported() {
    let rig = Rig::new(&format!("{}\n[webhooks]\nallow = [\"127.0.0.0/8\"]\n", house::settings()));
    let receiver = Receiver::start();
    hooked(&rig, &receiver, "fax.*");
    let serving = rig.serve();
    let junk = house::junk(&rig, "2101", "0991270061", "hidden");
    let mut chief = Reader::logged_in(serving.addresses[0], "chief", "chief");
    assert_eq!(chief.get(&format!("/in/{junk}")).status, 200);
    let deeds = || rig.spool.monitoring().fax_news(0, 10).unwrap().len();
    assert!(deeds() > 0, "it was read");
    let other = house::fax(&rig, "2101", "0991270061", "");
    assert_eq!(chief.get(&format!("/in/{other}")).status, 200);
    let is_read = |told: &Told| told.value("/type") == "fax.changed";
    let heard = receiver.wait("the other is read", |heard| heard.iter().any(is_read));
    assert!(heard.iter().all(|told| told.value("/data/id") == other.0), "{heard:#?}");
}

#[test]
fn a_webhook_of_a_clock_that_was_ahead_is_told_what_comes_after_it() {
    let rig = Rig::new(&open());
    let (receiver, other) = (Receiver::start(), Receiver::start());
    hooked(&rig, &receiver, "fax.*");
    let ahead = "UPDATE webhooks SET created_at = created_at + 86400000";
    let database = rusqlite::Connection::open(rig.spool.folder().join("spool.db")).unwrap();
    database.execute(ahead, []).unwrap();
    let first = fax(&rig, "2101", FaxStatus::Received);
    hooked(&rig, &other, "fax.*");
    database.execute(ahead, []).unwrap();
    let second = fax(&rig, "2101", FaxStatus::Received);
    let _serving = rig.serve();
    let heard = receiver.wait("both", |heard| heard.len() >= 2);
    let faxes: Vec<_> = heard.iter().map(|told| told.value("/data/fax")).collect();
    assert_eq!(faxes, [first.0, second.0]);
    let heard = other.wait("what came after it", |heard| !heard.is_empty());
    assert_eq!(heard.iter().map(|told| told.value("/data/fax")).collect::<Vec<_>>(), [second.0]);
}

#[test]
fn what_could_not_be_delivered_is_kept_until_somebody_has_it_tried_again() {
    let rig = Rig::new(&open());
    let receiver = Receiver::start();
    hooked(&rig, &receiver, "fax.received");
    receiver.answer(302);
    let serving = rig.serve();
    fax(&rig, "2101", FaxStatus::Received);
    let waits = wait_for(&rig, "a redirect", |hook| hook.error.is_some());
    assert!(waits.error.unwrap().contains("HTTP 302") && waits.waiting == 1);
    assert!(receiver.heard().iter().all(|told| told.path != "/elsewhere"), "it is not followed");
    receiver.answer(410);
    wait_for(&rig, "it is given up", |hook| hook.dead == 1);
    let dead = String::from_utf8(hook(&rig, &["dead"]).stdout).unwrap();
    assert!(dead.contains("fax.received") && dead.contains("HTTP 410"), "{dead}");
    receiver.answer(200);
    assert!(hook(&rig, &["again", "--all"]).status.success());
    wait_for(&rig, "it is delivered", |hook| hook.delivered == 1 && hook.dead == 0);
    let ids = receiver.heard();
    assert!(ids.len() >= 3 && ids.iter().all(|told| told.id() == ids[0].id()), "one id: {ids:#?}");
    assert!(hook(&rig, &["end", "1"]).status.success());
    assert_eq!(hook(&rig, &["end", "1"]).status.code(), Some(2));
    for (asked, count) in [("webhook-new", 1), ("message-again", 1), ("webhook-end", 1)] {
        let words = [asked, "\"command\"", "system_user", "\"granted\":true"];
        assert_eq!(audited(&rig, &words), count, "{asked}");
    }
    assert_eq!(audited(&rig, &["webhook-end", "not-there", "\"granted\":false"]), 1);
    assert_eq!(serving.end(), Some(0));
}

/// The disk was full when it was to be noted what became of a message: nobody delivers it.
#[test]
fn a_message_of_which_nobody_could_note_what_became_of_it_is_tried_again() {
    let rig = Rig::new(&open());
    let receiver = Receiver::start();
    hooked(&rig, &receiver, "fax.received");
    let serving = rig.serve();
    let webhook = rig.spool.webhooks().list(None).unwrap()[0].id;
    let (name, kind, body) = ("msg_1".to_owned(), "fax.received".to_owned(), "{}".to_owned());
    let later = UnixMs::now() + 3_600_000;
    rig.spool
        .webhooks()
        .file_passing_messages(&[NewMessage { webhook, name, kind, body }], later)
        .unwrap();
    rig.spool.webhooks().take_message(later).unwrap().unwrap();
    assert_eq!(receiver.wait("it", |heard| !heard.is_empty())[0].id(), "msg_1");
    assert_eq!(wait_for(&rig, "it is noted", |hook| hook.delivered == 1).waiting, 0);
    assert_eq!(serving.end(), Some(0));
}

#[test]
fn nobody_is_told_by_us_who_is_inside_of_the_house() {
    let rig = Rig::new(SETTINGS);
    let receiver = Receiver::start();
    let port = receiver.address.port();
    let new = |url: &str| hook(&rig, &["new", url, "--owner", "alice", "--event", "fax.*"]);
    let here = format!("https://127.0.0.1:{port}/");
    for wrong in
        ["http://example.com/", "ftp://example.com/", "https://a:b@example.com/", "x", &here]
    {
        assert_eq!(new(wrong).status.code(), Some(2), "{wrong}");
    }
    let stranger = hook(&rig, &["new", "https://example.com/", "--owner", "nobody"]);
    assert_eq!(stranger.status.code(), Some(2), "{stranger:?}");
    // What was let through before the administrator thought better of it.
    let inside = ["https://localhost", "https://[::ffff:127.0.0.1]", "https://2130706433"];
    for url in inside.map(|begin| format!("{begin}:{port}/")) {
        let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
        let (owner, by) = ("alice", "password");
        let kept = NewWebhook { owner, by, url: &url, events: "fax.received", secret };
        rig.spool.webhooks().add_webhook(&kept, UnixMs::now()).unwrap();
    }
    let _serving = rig.serve();
    fax(&rig, "2101", FaxStatus::Received);
    let hooks = || rig.spool.webhooks().list(None).unwrap();
    for hook in
        watch("each is refused", hooks, |hooks| hooks.iter().all(|hook| hook.error.is_some()))
    {
        let why = hook.error.unwrap();
        let is_refused = why.contains("is no public address") || why.contains("is a number");
        assert!(is_refused, "{}: {why}", hook.url);
    }
    assert!(receiver.heard().is_empty());
}

#[test]
fn a_program_makes_its_own_webhooks_by_the_api() {
    let rig = Rig::new(&open());
    let receiver = Receiver::start();
    let serving = rig.serve();
    let to = serving.addresses[0];
    let mut alice = program(to, &key(&rig, "alice", "webhooks"));
    let mut bob = program(to, &key(&rig, "bob", "webhooks,faxes:read"));
    let mut reads = program(to, &key(&rig, "alice", "faxes:read"));
    let json = "application/json";
    let url = format!("http://{}/hook", receiver.address);
    let wished = format!("{{\"url\": \"{url}\", \"events\": [\"fax.*\"]}}");
    let new = |program: &mut Reader, body: &str| {
        program.post_as(json, "/api/v1/webhooks", body.as_bytes())
    };
    assert_eq!(problem(&new(&mut reads, &wished)), (403, "scope".to_owned()));
    for wrong in ["{\"url\": \"ftp://x/\"}", "{\"url\": \"https://x/\", \"events\": [\"y\"]}"] {
        assert_eq!(problem(&new(&mut alice, wrong)), (422, "wrong-value".to_owned()), "{wrong}");
    }
    let made = new(&mut alice, &wished);
    assert_eq!(made.status, 201, "{}", made.text());
    let made: serde_json::Value = serde_json::from_slice(&made.bytes).unwrap();
    let secret = made["secret"].as_str().unwrap();
    let at = format!("/api/v1/webhooks/{}", made["id"]);
    fax(&rig, "2101", FaxStatus::Received);
    let heard = receiver.wait("a fax", |heard| !heard.is_empty());
    assert!(is_signed(secret, &heard[0]));
    let listed = alice.get("/api/v1/webhooks").text();
    assert!(listed.contains(&url) && !listed.contains(secret), "{listed}");
    assert!(!bob.get("/api/v1/webhooks").text().contains(&url));
    // Another's is not there.
    for (method, path) in [("DELETE", at.clone()), ("POST", format!("{at}/secret"))] {
        assert_eq!(problem(&bob.ask(method, &path, &[], b"")), (404, "not-there".to_owned()));
    }
    assert_eq!(audited(&rig, &["webhook-end", "bob", "not-yours", "\"granted\":false"]), 1);
    assert_eq!(alice.ask("POST", &format!("{at}/secret"), &[], b"").status, 200);
    receiver.answer(410);
    fax(&rig, "2101", FaxStatus::Received);
    wait_for(&rig, "it is given up", |hook| hook.dead == 1);
    let dead = alice.get("/api/v1/webhooks/dead");
    let dead: serde_json::Value = serde_json::from_slice(&dead.bytes).unwrap();
    let again = format!("/api/v1/webhooks/dead/{}/again", dead["messages"][0]["message"]);
    assert_eq!(bob.ask("POST", &again, &[], b"").status, 404);
    receiver.answer(200);
    assert_eq!(alice.ask("POST", &again, &[], b"").status, 204);
    wait_for(&rig, "it is delivered", |hook| hook.delivered == 2);
    assert_eq!(alice.ask("DELETE", &at, &[], b"").status, 204);
    assert!(rig.spool.webhooks().list(None).unwrap().is_empty());
}
