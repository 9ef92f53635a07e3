//! Each operation of the API has an example in its description: one request, and the answer that
//! the service gave to it in this test.
//!
//! `FERROFAX_WRITE=1 cargo test --features program --test web api_examples` writes the file.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use ferrofax::UnixMs;
use ferrofax::spool::failure::Failure;
use ferrofax::spool::jobs::AttemptEnd;
use ferrofax::spool::{CallMemory, FaxStatus, RecordOf, RefusedCall, T38Fate};
use serde_json::{Map, Value, json};

use crate::api_keys::{JSON, key, program};
use crate::live::Heard;
use crate::reader::Reader;
use crate::receiver::Receiver;
use crate::recorded::{keep, silent_call};
use crate::rig::{Rig, Serving};
use crate::{house, waiting, webhooks};
use ferrofax_kit::patience::watch;

const SCOPES: &str = "faxes:read,faxes:write,jobs:read,jobs:write,events,webhooks,keys,metrics";
const OF_CHIEF: &str = "admin,log:read,metrics,faxes:write";

/// The settings besides those of the house.
const MORE: &str = "
[webhooks]
allow = [\"127.0.0.0/8\"]

[[print.printer]]
name = \"office\"
uri = \"ipp://127.0.0.1:9/ipp\"
";

/// The time, and the day, that stand for all times.
const MOMENT: &str = "2026-11-20T14:30:00.000Z";
const DAY: &str = "2026-11-20";

/// Numbers that differ from run to run or from machine to machine, by their names.
const VARYING: [&str; 6] =
    ["free_bytes", "freed_bytes", "conversions", "seconds", "took_ms", "percent"];

/// Texts that differ from run to run.
const HASHES: [&str; 5] = ["prev", "hash", "last_hash", "request", "mark"];

/// The most bytes of a text that an example shows.
const TEXT: usize = 400;

/// A service with its users, and the examples that its answers have made so far.
struct Story {
    rig: Rig,
    serving: Serving,
    operations: BTreeMap<String, (String, String)>,
    alice: Reader,
    chief: Reader,
    /// Words of this run, and what stands for them in the examples.
    words: Vec<(String, String)>,
    examples: Map<String, Value>,
    /// Requests that were refused.
    failed: Vec<String>,
}

impl Story {
    fn begin(rig: Rig) -> Self {
        let (of_alice, of_chief) = (key(&rig, "alice", SCOPES), key(&rig, "chief", OF_CHIEF));
        let serving = rig.serve();
        let to = serving.addresses[0];
        let document = Reader::at(to).get("/api/v1/openapi.json");
        let document: Value = serde_json::from_slice(&document.bytes).unwrap();
        let mut operations = BTreeMap::new();
        for (path, item) in document["paths"].as_object().unwrap() {
            let present = |one: &Value| one["deprecated"] != true;
            for (method, one) in item.as_object().unwrap().iter().filter(|(_, one)| present(one)) {
                let id = one["operationId"].as_str().unwrap().to_owned();
                operations.insert(id, (method.to_uppercase(), path.clone()));
            }
        }
        let folder = rig.folder.path().display().to_string();
        let shown =
            [(folder.as_str(), "/var/lib/ferrofax"), ("PJSIP/<b>provider", "PJSIP/provider")];
        let words = shown.map(|(word, shown)| (word.to_owned(), shown.to_owned())).to_vec();
        let (alice, chief) = (program(to, &of_alice), program(to, &of_chief));
        Self {
            rig,
            serving,
            operations,
            alice,
            chief,
            words,
            examples: Map::new(),
            failed: Vec::new(),
        }
    }

    /// Sends one request, and keeps it and its answer as the example of the operation.
    fn ask(&mut self, id: &str, at: &[&str], query: &str, body: Value) -> Value {
        let (method, path) = self.operations.get(id).unwrap_or_else(|| panic!("{id}")).clone();
        let names = path.split('/').filter_map(|it| it.strip_prefix('{')?.strip_suffix('}'));
        let names: Vec<&str> = names.collect();
        assert_eq!(names.len(), at.len(), "{id}");
        let whole = names.iter().zip(at).fold(path.clone(), |whole, (name, value)| {
            whole.replace(&format!("{{{name}}}"), value)
        });
        let question = if query.is_empty() { String::new() } else { format!("?{query}") };
        let media_type = match (id, &body) {
            (_, Value::Null) => None,
            ("upload", _) => Some("application/octet-stream"),
            ("import_contacts", _) => Some("text/csv"),
            _ => Some("application/json"),
        };
        let sent = body.as_str().map_or_else(|| body.to_string(), str::to_owned);
        let sent = if body.is_null() { String::new() } else { sent };
        let headers: Vec<_> = media_type.map(|it| ("Content-Type", it)).into_iter().collect();
        let who = if ["delete_fax", "move_fax"].contains(&id)
            || ["/admin", "/log", "/metrics"].iter().any(|room| path.starts_with(room))
        {
            &mut self.chief
        } else {
            &mut self.alice
        };
        let whole = format!("/api/v1{whole}{question}");
        let page = who.ask(&method, &whole, &headers, sent.as_bytes());
        if !(200..300).contains(&page.status) {
            self.failed.push(format!("{method} {whole}: {} {}", page.status, page.text()));
            return Value::Null;
        }
        let kind = page.header("content-type").unwrap_or_default().to_owned();
        let kind = kind.split(';').next().unwrap_or_default();
        let raw = match kind {
            "application/json" => serde_json::from_slice(&page.bytes).unwrap(),
            _ => Value::Null,
        };
        let answer = match kind {
            "application/json" if id == "openapi" => Value::Null,
            _ if kind.starts_with("text/") || kind.ends_with("-text") => {
                shortened(&page.text()).into()
            }
            _ => raw.clone(),
        };
        let at = names.into_iter().zip(at).map(|(name, value)| (name.to_owned(), json!(value)));
        let query = query.split('&').filter_map(|pair| pair.split_once('='));
        let query = query.map(|(name, value)| (name.to_owned(), value.into()));
        self.tell(
            id,
            &json!({
                "path": at.collect::<Map<_, _>>(),
                "query": query.collect::<Map<String, Value>>(),
                "media_type": media_type,
                "body": body,
                "status": page.status.to_string(),
                "answer_type": kind,
                "answer": answer,
            }),
        );
        raw
    }

    fn tell(&mut self, id: &str, example: &Value) {
        let told = stable(&self.words, "", example);
        assert!(self.examples.insert(id.to_owned(), told).is_none(), "{id} has two examples");
    }

    /// A word of this run, and what stands for it from here on.
    fn stands_for(&mut self, word: &str, shown: &str) -> String {
        self.words.push((word.to_owned(), shown.to_owned()));
        word.to_owned()
    }
}

/// The beginning of a text, in whole lines.
fn shortened(text: &str) -> String {
    let mut shown = String::new();
    for line in text.lines() {
        if shown.len() + line.len() > TEXT {
            break;
        }
        shown.push_str(line);
        shown.push('\n');
    }
    shown
}

/// The value without what differs from run to run.
fn stable(words: &[(String, String)], name: &str, value: &Value) -> Value {
    match value {
        Value::Object(all) => {
            all.iter().map(|(name, one)| (name.clone(), stable(words, name, one))).collect()
        }
        Value::Array(all) => all.iter().map(|one| stable(words, name, one)).collect(),
        Value::String(_) if HASHES.contains(&name) => "…".into(),
        Value::Number(_) if VARYING.contains(&name) => 0.into(),
        Value::String(text) => {
            let text =
                words.iter().fold(text.clone(), |text, (word, shown)| text.replace(word, shown));
            without_times(&text).into()
        }
        other => other.clone(),
    }
}

/// The text with one time in place of each time, and one day in place of each day.
fn without_times(text: &str) -> String {
    let is_day = |text: &str| {
        text.len() >= 10
            && text.is_char_boundary(10)
            && text.bytes().zip("0000-00-00".bytes()).all(|(byte, wanted)| match wanted {
                b'0' => byte.is_ascii_digit(),
                _ => byte == wanted,
            })
    };
    let Some(at) = text.char_indices().map(|(at, _)| at).find(|at| is_day(&text[*at..])) else {
        return text.to_owned();
    };
    let (before, rest) = (&text[..at], &text[at + 10..]);
    let length = rest.find(|sign: char| !sign.is_ascii_digit() && !"T:.Z+".contains(sign));
    let (time, after) = rest.split_at(length.unwrap_or(rest.len()));
    let shown = if time.starts_with('T') && time.len() > 5 { MOMENT } else { DAY };
    let time = if shown == DAY { time } else { "" };
    format!("{before}{shown}{time}{}", without_times(after))
}

/// Whether two values have the same names and types. What they are may differ from machine to
/// machine. A value that is absent is like any other.
fn is_alike(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Null, _) | (_, Value::Null) => true,
        (Value::Object(one), Value::Object(other)) => {
            one.len() == other.len()
                && one.iter().all(|(name, value)| {
                    other.get(name).is_some_and(|other| is_alike(value, other))
                })
        }
        (Value::Array(one), Value::Array(other)) => match (one.first(), other.first()) {
            (Some(one), Some(other)) => is_alike(one, other),
            _ => true,
        },
        (Value::String(_), Value::String(_))
        | (Value::Number(_), Value::Number(_))
        | (Value::Bool(_), Value::Bool(_)) => true,
        _ => false,
    }
}

fn file() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("crates/web/src/api/examples.json")
}

#[test]
fn each_operation_also_on_calls_has_an_example_that_the_service_gave() {
    let rig = Rig::new("");
    let keys = rig.folder.path().join("keys");
    let proof = format!("[proof]\nfolder = \"{}\"\n", keys.display());
    rig.set(&format!("{}{MORE}{proof}", house::settings()));
    let first = house::fax(&rig, "2101", "0991270061", "Miller Ltd");
    keep(&rig.spool, RecordOf::Fax(first), &silent_call());
    let receiver = Receiver::start();
    let mut story = Story::begin(rig);
    faxes(&mut story);
    jobs(&mut story);
    drafts(&mut story);
    book(&mut story);
    own(&mut story);
    hooks(&mut story, &receiver);
    administration(&mut story);
    let made = serde_json::to_string_pretty(&story.examples).unwrap() + "\n";
    if std::env::var_os("FERROFAX_WRITE").is_some() {
        fs::write(file(), &made).unwrap();
    }
    assert!(story.failed.is_empty(), "{:#?}", story.failed);
    let told: Vec<&String> = story.examples.keys().collect();
    let all: Vec<&String> = story.operations.keys().collect();
    assert_eq!(told, all, "each operation has an example");
    let kept: Map<String, Value> = serde_json::from_slice(&fs::read(file()).unwrap()).unwrap();
    for (id, one) in &story.examples {
        assert!(
            is_alike(one, &kept[id]),
            "{id} is answered in another way: write the file again with \
             FERROFAX_WRITE=1 cargo test --features program --test web api_examples\n{one}\n{}",
            kept[id]
        );
    }
    assert_eq!(kept.len(), story.examples.len());
}

fn faxes(story: &mut Story) {
    for number in ["0991270062", "0991270063", "0991270064"] {
        house::fax(&story.rig, "2101", number, "Miller Ltd");
    }
    story.ask("count_unread_faxes", &[], "", Value::Null);
    story.ask("list_faxes", &[], "unread=true&limit=1", Value::Null);
    story.ask("get_fax", &["1"], "", Value::Null);
    story.ask("get_fax_page", &["1", "1"], "width=600", Value::Null);
    story.ask("get_fax_pdf", &["1"], "", Value::Null);
    story.ask("get_fax_tiff", &["1"], "", Value::Null);
    story.ask("archive_faxes", &[], "", json!({"faxes": [3, 4]}));
    story.ask("join_faxes", &[], "", json!({"faxes": [3, 4]}));
    story.ask("mark_fax_read", &["1"], "", Value::Null);
    story.ask("claim_fax", &["1"], "", Value::Null);
    story.ask("note_fax", &["1"], "", json!({"tag": "Order 7", "note": "call back"}));
    story.ask("set_fax_metadata", &["1"], "", json!({"metadata": {"case": "17"}}));
    story.ask("get_fax_history", &["1"], "", Value::Null);
    story.ask("get_fax_readers", &["1"], "", Value::Null);
    story.ask("get_fax_ladder", &["1"], "", Value::Null);
    story.ask("get_fax_text", &["1"], "", Value::Null);
    story.ask("release_fax", &["1"], "", Value::Null);
    let shared = house::fax(&story.rig, "2101", "0991270065", "");
    story.ask("hand_fax_over", &["2"], "", json!({"user": "alice"}));
    story.ask("mark_fax_unread", &["1"], "", Value::Null);
    story.ask("mark_faxes_read", &[], "", json!({"through": 3}));
    story.ask("mail_fax", &["1"], "", json!({"to": ["alice@example.com"]}));
    story.ask("get_fax_mails", &["1"], "", Value::Null);
    story.ask("print_fax", &["1"], "", json!({"printer": "office"}));
    story.ask("fax_on", &["1"], "", json!({"numbers": ["0991270066"]}));
    story.ask(
        "change_faxes",
        &[],
        "",
        json!({"faxes": [1, 99], "action": "tag", "tag": "Order 7"}),
    );
    story.ask("move_fax", &["4"], "", json!({"device": "2102"}));
    for entry in story.rig.spool.outbox().outbox_of(shared).unwrap() {
        story.rig.spool.outbox().delivered(entry.id, UnixMs::now(), "250 ok").unwrap();
    }
    story.ask("delete_fax", &[&shared.0.to_string()], "", Value::Null);
}

fn jobs(story: &mut Story) {
    let upload = story.ask("upload", &[], "name=letter.txt", "Dear Sir or Madam\n".into());
    let upload = story.stands_for(upload["id"].as_str().unwrap(), "5f1d0c7e3a");
    let documents = json!([{ "upload": upload }]);
    let new = json!({"number": "0991 270067", "documents": documents, "tag": "Order 7", "metadata": {"order": "17"}});
    let job = story.ask("send_fax", &[], "", new)["id"].to_string();
    story.ask("forget_upload", &[&upload], "", Value::Null);
    story.ask("list_jobs", &[], "state=ready,active&limit=1", Value::Null);
    story.ask("get_job", &[&job], "", Value::Null);
    story.ask("check_number", &["0991270067"], "", Value::Null);
    story.ask("hold_job", &[&job], "", Value::Null);
    story.ask("release_job", &[&job], "", Value::Null);
    story.ask("get_job_page", &[&job, "1"], "width=600", Value::Null);
    story.ask("get_job_pdf", &[&job], "", Value::Null);
    story.ask("get_job_tiff", &[&job], "", Value::Null);
    story.ask("get_job_ladders", &[&job], "", Value::Null);
    story.ask("cancel_job", &[&job], "", Value::Null);
    story.ask("get_job_history", &[&job], "", Value::Null);
    story.ask("get_job_report", &[&job], "", Value::Null);
    story.ask("get_job_proof", &[&job], "", Value::Null);
    story.ask("get_job_mails", &[&job], "", Value::Null);
    story.ask("retry_job", &[&job], "", Value::Null);
    story.ask("send_again", &[&job], "", json!({"numbers": ["0991270068"]}));
    let document = json!([{ "fax": 1 }]);
    let mut waits = program(story.serving.addresses[0], &key(&story.rig, "alice", SCOPES));
    let new = json!({"may_wait": true, "documents": document}).to_string();
    let waits = waits.ask("POST", "/api/v1/jobs", &JSON, new.as_bytes());
    let waits = waits.location().rsplit('/').next().unwrap().to_owned();
    story.ask("give_number", &[&waits], "", json!({"number": "0991270069"}));
    let owner = house::called(&story.rig, "2101", "alice");
    story.ask("get_now", &[], "", Value::Null);
    let memory = Some(CallMemory { t38: T38Fate::Refused, days: 30 });
    let end = AttemptEnd { failure: Some(Failure::Dropped), memory, ..AttemptEnd::default() };
    story.rig.spool.queue().attempt_ended(&owner, &end, UnixMs::now()).unwrap();
    story.ask("set_job_priority", &[&waits], "", json!({"priority": 210}));
    story.ask("change_jobs", &[], "", json!({"jobs": [1, 99], "action": "hold"}));
    events(story);
}

fn events(story: &mut Story) {
    let of_alice = story.alice.headers.last().unwrap().1.clone();
    let header = format!("Authorization: {of_alice}");
    let mut heard = Heard::with(story.serving.addresses[0], "/api/v1/events", &header, None);
    heard.number();
    waiting::printed(&story.rig.spool, story.rig.folder.path(), "2101", "alice");
    let (name, _, data) = heard.next().unwrap();
    let told = format!("event: {name}\nid: 1774951200007\ndata: {data}\n\n");
    story.tell(
        "listen",
        &json!({
            "path": {},
            "query": {},
            "media_type": null,
            "body": null,
            "status": "200",
            "answer_type": "text/event-stream",
            "answer": told,
        }),
    );
}

fn drafts(story: &mut Story) {
    let written = json!({"number": "0991 270067, Ms Miller | Miller Ltd <0991 270068>", "documents": [{ "fax": 1 }, { "fax": 2 }]});
    let made = story.ask("begin_draft", &[], "", written.clone());
    let draft = made["draft"]["id"].to_string().replace('"', "");
    story.ask("list_drafts", &[], "", Value::Null);
    story.ask("get_draft", &[&draft], "", Value::Null);
    story.ask("get_draft_page", &[&draft, "1"], "recipient=0&width=600", Value::Null);
    story.ask("change_draft", &[&draft], "", json!({"resolution": "fine"}));
    story.ask("order_draft", &[&draft], "", json!({"documents": [2, 1]}));
    story.ask("send_draft", &[&draft], "", Value::Null);
    let other = story.alice.ask("POST", "/api/v1/drafts", &JSON, written.to_string().as_bytes());
    let other = other.location().rsplit('/').next().unwrap().to_owned();
    story.ask("discard_draft", &[&other], "", Value::Null);
}

fn book(story: &mut Story) {
    let new = json!({"name": "Ms Miller", "company": "Miller Ltd", "number": "0991 270068"});
    let id = story.ask("add_contact", &[], "", new.clone())["id"].to_string();
    story.ask("list_contacts", &[], "search=miller", Value::Null);
    story.ask("get_contact", &[&id], "", Value::Null);
    story.ask("change_contact", &[&id], "", json!({"name": "Ms Miller", "number": "0991 270069"}));
    story.ask("import_contacts", &[], "book=own", "name,number\nSmith & Co,0991 270070\n".into());
    story.ask("export_contacts", &[], "book=own", Value::Null);
    story.ask("delete_contact", &[&id], "", Value::Null);
}

fn own(story: &mut Story) {
    story.ask("me", &[], "", Value::Null);
    story.ask("choose_language", &[], "", json!({"language": "en"}));
    let session = Reader::logged_in(story.serving.addresses[0], "alice", "secret");
    let sessions = story.ask("list_own_sessions", &[], "", Value::Null);
    let id = sessions["items"][0]["id"].to_string().replace('"', "");
    story.ask("end_own_session", &[&id], "", Value::Null);
    drop(session);
    let made = story.ask(
        "make_key",
        &[],
        "",
        json!({"name": "shop", "scopes": ["faxes:read"], "days": 90}),
    );
    let secret = made["key"].as_str().unwrap().to_owned();
    let shown = &mut story.examples["make_key"]["answer"]["key"];
    assert!(*shown == secret);
    *shown = "ffx_…".into();
    story.ask("list_keys", &[], "", Value::Null);
    story.ask("end_key", &[&made["id"].to_string()], "", Value::Null);
    story.ask("metrics", &[], "", Value::Null);
    story.ask("kind", &["not-there"], "", Value::Null);
    story.ask("openapi", &[], "", Value::Null);
}

fn hooks(story: &mut Story, receiver: &Receiver) {
    let at = receiver.address.to_string();
    let at = story.stands_for(&at, "example.com");
    let url = format!("http://{at}/fax");
    let made = story.ask("make_webhook", &[], "", json!({"url": url, "events": ["fax.received"]}));
    let id = made["id"].to_string();
    story.examples["make_webhook"]["answer"]["secret"] = "whsec_…".into();
    story.ask("test_webhook", &[&id], "", Value::Null);
    wait_for(story, |hook| hook.delivered == 1);
    story.ask("rotate_webhook", &[&id], "", Value::Null);
    story.examples["rotate_webhook"]["answer"]["secret"] = "whsec_…".into();
    receiver.answer(410);
    webhooks::fax(&story.rig, "2101", FaxStatus::Received);
    wait_for(story, |hook| hook.dead == 1);
    let dead = story.ask("list_dead_messages", &[], "", Value::Null);
    story.ask("deliver_again", &[&dead["items"][0]["message"].to_string()], "", Value::Null);
    receiver.answer(200);
    story.ask("change_webhook", &[&id], "", json!({"events": ["fax.received", "job.*"]}));
    story.ask("list_webhooks", &[], "", Value::Null);
    story.ask("get_webhook", &[&id], "", Value::Null);
    story.ask("list_deliveries", &[&id], "", Value::Null);
    story.ask("end_webhook", &[&id], "", Value::Null);
}

fn wait_for(story: &Story, is_so: impl Fn(&ferrofax::spool::Webhook) -> bool) {
    let known = || story.rig.spool.webhooks().list(None).unwrap();
    watch("the webhook", known, |known| known.first().is_some_and(&is_so));
}

fn administration(story: &mut Story) {
    // Neither the mailbox nor the faxmaster can be reached.
    let outbox = story.rig.spool.outbox();
    for at in 0..2 {
        let entry = outbox.outbox_of(ferrofax::spool::FaxId(4)).unwrap()[at].id;
        assert!(outbox.reject(entry, UnixMs::now(), "550 no such user").unwrap());
    }
    story.ask("list_calls", &[], "limit=1", Value::Null);
    story.ask("get_call", &["1"], "", Value::Null);
    story.ask("explain_call", &["1"], "", Value::Null);
    story.ask("replay_call", &["1"], "with=max-rate%3D9600", Value::Null);
    story.ask("get_call_file", &["1", "call.svg"], "", Value::Null);
    story.ask("list_devices", &[], "", Value::Null);
    story.ask("get_health", &[], "", Value::Null);
    let asked = story.ask("ask_pbx", &[], "", Value::Null);
    story.ask("get_pbx_answer", &[&asked["question"].to_string()], "", Value::Null);
    story.ask("get_history", &[], "days=7", Value::Null);
    let mails = story.ask("list_undeliverable_mails", &[], "", Value::Null);
    story.ask(
        "deliver_mail_again",
        &[&mails["items"][0]["mail"]["id"].to_string()],
        "",
        Value::Null,
    );
    story.ask("deliver_all_mails_again", &[], "", Value::Null);
    story.ask("pause_mail_queue", &[], "", json!({"is_paused": false}));
    story.ask("get_mail_queue", &[], "", Value::Null);
    let numbers = story.ask("list_numbers", &[], "", Value::Null);
    let number = numbers["items"][0]["number"].as_str().unwrap_or_default().to_owned();
    story.ask("show_number", &[&number], "", Value::Null);
    story.ask("forget_number", &[&number], "", Value::Null);
    let session = Reader::logged_in(story.serving.addresses[0], "alice", "secret");
    let sessions = story.ask("list_sessions", &[], "", Value::Null);
    let id = sessions["items"][0]["id"].to_string().replace('"', "");
    story.ask("end_session", &[&id], "", Value::Null);
    drop(session);
    story.ask("list_users", &[], "", Value::Null);
    story.ask("stop_user", &["bob"], "", Value::Null);
    story.ask("let_user_go_on", &["bob"], "", Value::Null);
    story.ask("clean_up", &[], "", json!({"keep_days": 30, "preview": true}));
    story.ask("read_log", &[], "asked=forward&limit=1", Value::Null);
    story.ask("verify_log", &[], "", Value::Null);
    junk(story);
}

fn junk(story: &mut Story) {
    let fax = house::junk(&story.rig, "2101", "0991270068", "ident:SUN TRAVEL*");
    let call = RefusedCall {
        at: UnixMs::now(),
        device: "2101@fax-devices".parse().unwrap(),
        calling: "0991270069".into(),
        trunk: "PJSIP/provider".into(),
        rule: "_0991X.".into(),
        ..RefusedCall::default()
    };
    story.rig.spool.faxes().note_refused(&call).unwrap();
    story.ask("list_junk", &[], "limit=10", Value::Null);
    story.ask("release_junk", &[&fax.0.to_string()], "", Value::Null);
    story.ask("list_blocked_calls", &[], "limit=10", Value::Null);
}
