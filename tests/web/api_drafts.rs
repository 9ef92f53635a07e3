//! Faxes that programs write, look at as they will go, and send then.

use ferrofax::UnixMs;
use ferrofax::spool::jobs::LeaseLimits;
use serde_json::{Value, json};

use crate::api::send;
use crate::api_keys::{body, key, problem, program};
use crate::live::Heard;
use crate::reader::Reader;
use crate::rig::{Rig, Serving};
use crate::sent::{MULTIPART, multipart};
use crate::{SETTINGS, audited};

const LETTER: (&str, &[u8]) = ("letter.txt", b"Dear Sir,\n");
const OTHER: (&str, &[u8]) = ("other.txt", b"And more.\n");

fn of(rig: &Rig, user: &str, serving: &Serving) -> Reader {
    program(serving.addresses[0], &key(rig, user, "jobs:read,jobs:write"))
}

/// A draft with these documents; its address.
pub(crate) fn begun(
    who: &mut Reader,
    fields: &[(&str, &str)],
    documents: &[(&str, &[u8])],
) -> (String, Value) {
    let made = who.post_as(MULTIPART, "/api/v1/drafts", &multipart(fields, documents));
    assert_eq!(made.status, 201, "{}", made.text());
    (made.location().to_owned(), body(&made))
}

#[test]
fn a_draft_is_looked_at_put_in_order_and_sent_once() {
    let (rig, serving) = Rig::served(SETTINGS);
    let mut alice = of(&rig, "alice", &serving);
    let fields = [("number", "0991 2700619"), ("cover", "yes"), ("subject", "Offer")];
    let (draft, made) = begun(&mut alice, &fields, &[LETTER, OTHER, ("x.exe", b"MZ\0\0")]);
    assert_eq!(made["unfit"].as_array().unwrap().len(), 1, "{made}");
    assert_eq!(
        (&made["draft"]["pages"], &made["draft"]["fields"]["subject"]),
        (&json!(3), &json!("Offer"))
    );
    let shown = alice.get(&draft);
    let check = &body(&shown)["recipients"][0]["check"];
    assert_eq!((&check["allowed"], check["price"].is_string()), (&json!(true), true), "{check}");
    // Its pages: the cover page and two.
    let tag = shown.header("etag").unwrap().to_owned();
    assert_eq!(alice.ask("GET", &draft, &[("If-None-Match", &tag)], b"").status, 304);
    let page = alice.get(&format!("{draft}/pages/1?width=300"));
    assert_eq!((page.status, page.header("content-type")), (200, Some("image/png")));
    assert!(page.bytes.starts_with(b"\x89PNG"));
    assert_eq!(problem(&alice.get(&format!("{draft}/pages/4"))).0, 404);
    assert_eq!(problem(&alice.get(&format!("{draft}/pages/1?width=1"))).0, 400);
    // Another order, while it is as it was seen.
    let turned = json!({"documents": [2, 1]});
    let order = format!("{draft}/order");
    let known = [("If-Match", tag.as_str())];
    let ordered = body(&send(&mut alice, "PUT", &order, &turned, &known));
    assert_eq!(ordered["documents"][0]["name"], "other.txt", "{ordered}");
    assert_eq!(problem(&send(&mut alice, "PUT", &order, &turned, &known)), (412, "changed".into()));
    for wrong in [json!({"documents": [1, 1]}), json!({"documents": [9]})] {
        assert_eq!(problem(&send(&mut alice, "PUT", &order, &wrong, &[])).0, 422, "{wrong}");
    }
    // A field, and a document by reference.
    let up = alice.ask("POST", "/api/v1/uploads?name=third.txt", &[], b"Third\n");
    let change = json!({"cover": "no", "documents": [{"upload": body(&up)["id"]}]});
    let changed = body(&send(&mut alice, "PATCH", &draft, &change, &[]));
    assert_eq!(
        (&changed["draft"]["pages"], &changed["draft"]["fields"]["subject"]),
        (&json!(3), &json!("Offer"))
    );
    let listed = body(&alice.get("/api/v1/drafts"));
    assert_eq!(
        (&listed["drafts"][0]["documents"], listed["drafts"].as_array().unwrap().len()),
        (&json!(3), 1)
    );
    assert!(rig.jobs().is_empty(), "nothing is sent before it is said so");
    // Once, however often it is said.
    let once = [("Idempotency-Key", "draft-1")];
    let sent = send(&mut alice, "POST", &format!("{draft}/send"), &Value::Null, &once);
    assert_eq!(sent.status, 201, "{}", sent.text());
    let again = send(&mut alice, "POST", &format!("{draft}/send"), &Value::Null, &once);
    assert_eq!((again.status, again.text()), (201, sent.text()));
    let job = rig.jobs().pop().unwrap();
    assert_eq!((rig.jobs().len(), &body(&sent)["sent"][0]["job"]), (1, &json!(job.id.0)));
    let names: Vec<&str> = job.documents.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names, ["other.txt", "letter.txt", "third.txt"]);
    assert_eq!(problem(&alice.get(&draft)), (404, "not-there".to_owned()));
    // Where the answer was lost with the power, its jobs are found.
    let other = [("Idempotency-Key", "draft-2")];
    let found = send(&mut alice, "POST", &format!("{draft}/send"), &Value::Null, &other);
    assert_eq!((found.status, &body(&found)["sent"][0]["job"]), (201, &json!(job.id.0)));
    assert_eq!(rig.jobs().len(), 1);
}

#[test]
fn the_jobs_of_a_draft_and_their_progress_have_its_metadata() {
    let (rig, serving) = Rig::served(SETTINGS);
    let of_alice = key(&rig, "alice", "jobs:read,jobs:write,events");
    let mut alice = program(serving.addresses[0], &of_alice);
    let up = alice.ask("POST", "/api/v1/uploads?name=letter.txt", &[], LETTER.1);
    let documents = json!([{"upload": body(&up)["id"]}]);
    let (first, then) = (json!({"order": "16", "room": "1"}), json!({"order": "17"}));
    let new = json!({"number": "0991 2700619", "documents": documents, "metadata": first});
    let made = send(&mut alice, "POST", "/api/v1/drafts", &new, &[]);
    assert_eq!((made.status, &body(&made)["draft"]["metadata"]), (201, &first), "{}", made.text());
    let draft = made.location().to_owned();
    for (change, metadata) in
        [(json!({"subject": "Offer"}), &first), (json!({"metadata": then}), &then)]
    {
        let changed = body(&send(&mut alice, "PATCH", &draft, &change, &[]));
        assert_eq!(&changed["draft"]["metadata"], metadata, "{changed}");
    }
    for wrong in [json!({"": "x"}), json!({"x": "x".repeat(501)}), json!({"x": 1})] {
        let refused = send(&mut alice, "PATCH", &draft, &json!({"metadata": wrong}), &[]);
        assert_eq!(problem(&refused), (422, "wrong-value".to_owned()), "{}", refused.text());
    }
    assert_eq!(body(&alice.get(&draft))["metadata"], then);
    let line = format!("Authorization: Bearer {of_alice}");
    let mut heard = Heard::with(serving.addresses[0], "/api/v1/events", &line, None);
    heard.number();
    let sent = send(&mut alice, "POST", &format!("{draft}/send"), &Value::Null, &[]);
    assert_eq!(body(&sent)["items"][0]["created"]["metadata"], then, "{}", sent.text());
    let found = body(&alice.get("/api/v1/jobs?metadata[order]=17"));
    assert_eq!(found["items"][0]["id"], body(&sent)["items"][0]["id"]);
    let lease = rig.spool.queue().lease_job(UnixMs::now(), &LeaseLimits::default()).unwrap();
    assert!(lease.is_some());
    let data = loop {
        match heard.next().unwrap() {
            (name, _, data) if name == "progress" => break data,
            _ => {}
        }
    };
    let progress: Value = serde_json::from_str(&data).unwrap();
    assert_eq!((&progress["metadata"], &progress["stage"]), (&then, &json!("dialling")));
    let job = &body(&sent)["items"][0]["created"]["id"];
    assert_eq!((&progress["id"], &progress["job"]), (job, job));
}

#[test]
fn whom_it_may_not_go_to_stays_and_nobody_else_has_it() {
    let (rig, serving) = Rig::served(SETTINGS);
    let (mut alice, mut bob) = (of(&rig, "alice", &serving), of(&rig, "bob", &serving));
    let to = "0991 2700619\n0900 123456\nBob | Co <0991 2700620>";
    let (draft, made) = begun(&mut alice, &[("number", to)], &[LETTER]);
    let recipients = made["draft"]["recipients"].as_array().unwrap();
    assert_eq!(recipients.len(), 3, "{made}");
    assert_eq!(
        (&recipients[1]["check"]["allowed"], &recipients[2]["company"]),
        (&json!(false), &json!("Co"))
    );
    for (method, end) in
        [("GET", ""), ("GET", "/pages/1"), ("PATCH", ""), ("DELETE", ""), ("POST", "/send")]
    {
        let others = send(&mut bob, method, &format!("{draft}{end}"), &json!({}), &[]);
        assert_eq!(problem(&others), (404, "not-there".to_owned()), "{method} {end}");
    }
    assert!(audited(&rig, &["not-yours", "\"api\"", "bob"]) >= 5);
    let sent = send(&mut alice, "POST", &format!("{draft}/send"), &Value::Null, &[]);
    assert_eq!(sent.status, 207, "{}", sent.text());
    let sent = body(&sent);
    assert!(sent["sent"][0]["job"].is_i64() && sent["sent"][2]["job"].is_i64(), "{sent}");
    assert_eq!(sent["sent"][1]["problem"]["status"], 403, "{sent}");
    assert_eq!(rig.jobs().len(), 2);
    assert_eq!(body(&alice.get(&draft))["fields"]["number"], "0900 123456");
    let refused = send(&mut alice, "POST", &format!("{draft}/send"), &Value::Null, &[]);
    assert_eq!(problem(&refused), (403, "denied".to_owned()));
    assert_eq!(alice.ask("DELETE", &draft, &[], b"").status, 204);
    assert_eq!(problem(&alice.get(&draft)).0, 404);
    let (empty, _) = begun(&mut alice, &[("number", "0991 2700619")], &[]);
    let refused = send(&mut alice, "POST", &format!("{empty}/send"), &Value::Null, &[]);
    assert_eq!(problem(&refused), (422, "unfit".to_owned()), "it has no document");
}

/// All documents of a fax together have no more bytes than `max_upload_mb`, however many
/// requests bring them.
#[test]
fn a_draft_grows_no_larger_than_a_fax() {
    let (rig, serving) = Rig::served(&SETTINGS.replace("[web]", "[web]\nmax_upload_mb = 1"));
    let mut alice = of(&rig, "alice", &serving);
    let large = format!("<p>Dear Sir</p><!-- {} -->", "x".repeat(600 << 10));
    let large = ("large.html", large.as_bytes());
    let (draft, made) = begun(&mut alice, &[], &[large]);
    assert_eq!(made["unfit"], json!([]), "{made}");
    let media_type = [("Content-Type", MULTIPART)];
    for (document, unfit) in [(large, 1), (LETTER, 0)] {
        let more = alice.ask("PATCH", &draft, &media_type, &multipart(&[], &[document]));
        let more = body(&more);
        assert_eq!(more["unfit"].as_array().unwrap().len(), unfit, "{more}");
    }
}
