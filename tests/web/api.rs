//! What programs do by the API: received faxes and jobs, as the page has them.

use std::io::{Read, Write};
use std::net::SocketAddr;

use ferrofax::UnixMs;
use ferrofax::ladder::{Rung, Step, Way};
use ferrofax::spool::jobs::JobState;
use ferrofax::spool::{FaxId, LadderOf};
use serde_json::{Value, json};

use crate::api_keys::{body, key, problem, program};
use crate::house::{self, called, fax};
use crate::live::comes_in;
use crate::reader::{Page, Reader};
use crate::rig::{Rig, Serving};
use crate::{SETTINGS, audited};
use ferrofax_kit::patience::wait_for;

const ALL: &str = "faxes:read,faxes:write,jobs:read,jobs:write";
const JSON: (&str, &str) = ("Content-Type", "application/json");

pub(crate) fn send(
    who: &mut Reader,
    method: &str,
    path: &str,
    what: &Value,
    more: &[(&str, &str)],
) -> Page {
    let mut headers = vec![JSON];
    headers.extend_from_slice(more);
    who.ask(method, path, &headers, what.to_string().as_bytes())
}

fn served(rig: &Rig, user: &str, serving: &Serving) -> Reader {
    program(serving.addresses[0], &key(rig, user, ALL))
}

/// A document that waits.
pub(crate) fn uploaded(who: &mut Reader) -> String {
    let up = who.ask("POST", "/api/v1/uploads?name=letter.txt", &[], b"Dear Sir\n");
    assert_eq!(up.status, 201, "{}", up.text());
    body(&up)["id"].as_str().unwrap().to_owned()
}

fn changed(rig: &Rig, how: &str) {
    let database = rusqlite::Connection::open(rig.spool.folder().join("spool.db")).unwrap();
    database.execute(how, []).unwrap();
}

#[test]
fn many_faxes_are_walked_through_by_cursors() {
    let rig = Rig::new(SETTINGS);
    let faxes: Vec<i64> = (0..23).map(|_| fax(&rig, "2101", "0991 1", "").0).collect();
    fax(&rig, "2102", "0991 2", "");
    let serving = rig.serve();
    let mut alice = served(&rig, "alice", &serving);
    let (mut found, mut next) = (Vec::new(), Some(String::new()));
    while let Some(cursor) = next {
        let more = if cursor.is_empty() { cursor } else { format!("&cursor={cursor}") };
        let page = alice.get(&format!("/api/v1/faxes?limit=5{more}"));
        let list = body(&page);
        assert_eq!(list["items"], list["faxes"], "the older name");
        let link = list["next"]
            .as_str()
            .map(|next| format!("<?limit=5&cursor={next}>; rel=\"next\""));
        assert_eq!(page.header("link").map(str::to_owned), link);
        found.extend(
            list["faxes"].as_array().unwrap().iter().map(|fax| fax["id"].as_i64().unwrap()),
        );
        next = list["next"].as_str().map(str::to_owned);
    }
    assert_eq!(found, faxes.into_iter().rev().collect::<Vec<_>>());
    let malformed = [
        "limit=0",
        "limit=201",
        "limit=x",
        "cursor=x",
        "cursor=ajE",
        "status=x",
        "since=x",
        "what=1",
    ];
    for wrong in malformed {
        assert_eq!(
            problem(&alice.get(&format!("/api/v1/faxes?{wrong}"))).1,
            "malformed",
            "{wrong}"
        );
    }
    assert_eq!(body(&alice.get("/api/v1/faxes/unread"))["count"], 23);
    let newest = json!({ "through": found[0] });
    assert_eq!(send(&mut alice, "POST", "/api/v1/faxes/read", &newest, &[]).status, 204);
    assert_eq!(body(&alice.get("/api/v1/faxes?unread=true"))["faxes"], json!([]));
}

#[test]
fn a_fax_is_read_claimed_noted_and_passed_on() {
    let rig = Rig::new(SETTINGS);
    let (id, other) = (fax(&rig, "2101", "0991 1", "").0, fax(&rig, "2102", "0991 2", "").0);
    let serving = rig.serve();
    let mut alice = served(&rig, "alice", &serving);
    let path = format!("/api/v1/faxes/{id}");
    let shown = alice.get(&path);
    assert_eq!(body(&shown)["is_unread"], true);
    let tag = shown.header("etag").unwrap().to_owned();
    assert_eq!(alice.ask("GET", &path, &[("If-None-Match", &tag)], b"").status, 304);
    // Only what is still as it was seen is changed.
    assert_eq!(alice.ask("PUT", &format!("{path}/read"), &[], b"").status, 204);
    let changed = alice.ask("POST", &format!("{path}/claim"), &[("If-Match", &tag)], b"");
    assert_eq!(problem(&changed), (412, "changed".to_owned()));
    let tag = alice.get(&path).header("etag").unwrap().to_owned();
    let claimed = alice.ask("POST", &format!("{path}/claim"), &[("If-Match", &tag)], b"");
    assert_eq!((claimed.status, &body(&claimed)["user"]), (200, &json!("alice")));
    let note = json!({ "tag": "Order 7", "note": "call back" });
    assert_eq!(send(&mut alice, "PUT", &format!("{path}/note"), &note, &[]).status, 204);
    assert_eq!(body(&alice.get(&path))["tag"], "Order 7");
    let deeds = body(&alice.get(&format!("{path}/history")));
    assert_eq!(deeds["deeds"].as_array().unwrap().len(), 3, "{deeds}");
    // As files.
    for (end, media_type, begins) in [
        ("pages/1?width=100", "image/png", &b"\x89PNG"[..]),
        ("document.pdf", "application/pdf", b"%PDF"),
        ("document.tif", "image/tiff", b"II"),
    ] {
        let file = alice.get(&format!("{path}/{end}"));
        assert_eq!((file.status, file.header("content-type")), (200, Some(media_type)), "{end}");
        assert!(file.bytes.starts_with(begins), "{end}");
        let tag = file.header("etag").unwrap().to_owned();
        let again = alice.ask("GET", &format!("{path}/{end}"), &[("If-None-Match", &tag)], b"");
        assert_eq!((again.status, again.bytes.len()), (304, 0), "{end}");
    }
    assert_eq!(problem(&alice.get(&format!("{path}/pages/9"))).0, 404);
    // On its way.
    let mailed =
        send(&mut alice, "POST", &format!("{path}/mails"), &json!({"to": ["x@example.com"]}), &[]);
    assert_eq!((mailed.status, &body(&mailed)["mails"][0]["to"]), (202, &json!("x@example.com")));
    let wrong = send(&mut alice, "POST", &format!("{path}/mails"), &json!({"to": ["x"]}), &[]);
    assert_eq!(problem(&wrong), (422, "unfit".to_owned()));
    let numbers = json!({ "numbers": ["0991 2700619", "0900 1234567", "x"] });
    let sent = send(&mut alice, "POST", &format!("{path}/forwards"), &numbers, &[]);
    let sent = body(&sent);
    assert!(sent["sent"][0]["job"].is_i64(), "{sent}");
    assert_eq!(sent["sent"][1]["problem"]["status"], 403, "{sent}");
    assert_eq!(sent["sent"][2]["problem"]["status"], 422, "{sent}");
    // What is another's is not there.
    for (method, end) in [("GET", ""), ("GET", "/document.pdf"), ("POST", "/claim"), ("DELETE", "")]
    {
        let others = alice.ask(method, &format!("/api/v1/faxes/{other}{end}"), &[], b"");
        assert_eq!(problem(&others), (404, "not-there".to_owned()), "{method} {end}");
    }
    assert!(audited(&rig, &["not-yours", "\"api\"", "alice"]) >= 4);
    let deleted = alice.ask("DELETE", &path, &[], b"");
    assert_eq!(problem(&deleted), (403, "denied".to_owned()), "alice may not delete");
}

#[test]
fn a_fax_is_sent_by_reference_and_once() {
    let rig = Rig::new(SETTINGS);
    let received = fax(&rig, "2101", "0991 1", "").0;
    let serving = rig.serve();
    let mut alice = served(&rig, "alice", &serving);
    let upload = uploaded(&mut alice);
    let new = json!({
        "number": "0991 2700619", "tag": "Order 7",
        "documents": [{ "upload": upload }, { "fax": received }],
    });
    let once = [("Idempotency-Key", "order-7")];
    let made = send(&mut alice, "POST", "/api/v1/jobs", &new, &once);
    assert_eq!(made.status, 201, "{}", made.text());
    let there = made.location().to_owned();
    let again = send(&mut alice, "POST", "/api/v1/jobs", &new, &once);
    assert_eq!((again.status, again.location(), again.bytes == made.bytes), (201, &*there, true));
    assert_eq!(rig.jobs().len(), 1);
    let other = json!({ "number": "0991 1", "documents": [{ "upload": upload }] });
    let other = send(&mut alice, "POST", "/api/v1/jobs", &other, &once);
    assert_eq!(problem(&other), (422, "other-request".to_owned()));
    // The key is each user's own.
    let mut bob = served(&rig, "bob", &serving);
    assert_eq!(problem(&send(&mut bob, "POST", "/api/v1/jobs", &new, &once)).0, 404);
    let job = body(&alice.get(&there));
    // What was made is answered as the thing itself, with notes, and by its old name.
    let mut created = body(&made);
    let extra = ["notes", "not_shown", "job"]
        .map(|name| created.as_object_mut().unwrap().remove(name).unwrap());
    assert_eq!((created, extra), (job.clone(), [json!([]), json!([]), job["id"].clone()]));
    assert_eq!((&job["tag"], job["pages"].as_array().unwrap().len()), (&json!("Order 7"), 3));
    assert_eq!(problem(&bob.get(&there)).0, 404);
    assert_eq!(
        alice.get(&format!("{there}/pages/2?width=80")).header("content-type"),
        Some("image/png")
    );
    for (deed, state) in [("hold", "suspended"), ("release", "ready"), ("cancel", "cancelled")] {
        let done = alice.ask("POST", &format!("{there}/{deed}"), &[], b"");
        assert_eq!((done.status, &body(&done)["state"]), (200, &json!(state)), "{deed}");
        assert_eq!(body(&alice.get(&there))["state"], state);
    }
    assert_eq!(rig.jobs()[0].state, JobState::Failed);
    for (states, count) in [("cancelled", 1), ("failed", 0), ("failed,cancelled", 1), ("done", 0)] {
        let listed = body(&alice.get(&format!("/api/v1/jobs?state={states}")));
        assert_eq!(listed["jobs"].as_array().unwrap().len(), count, "{states}");
    }
    let changes = body(&alice.get(&format!("{there}/history")));
    let last = changes["changes"].as_array().unwrap().last().unwrap();
    assert_eq!((&last["state"], &last["failure"]), (&json!("cancelled"), &json!("cancelled")));
    assert_eq!(problem(&alice.ask("POST", &format!("{there}/cancel"), &[], b"")).0, 409);
    let copy = send(
        &mut alice,
        "POST",
        &format!("{there}/copies"),
        &json!({}),
        &[("Idempotency-Key", "c")],
    );
    assert_eq!(copy.status, 201, "{}", copy.text());
    let copied = &body(&copy)["sent"][0];
    assert_eq!((&copied["id"], &copied["created"]["id"]), (&copied["job"], &copied["job"]));
    assert_eq!(copied["created"]["pages"].as_array().unwrap().len(), 3, "{copied}");
    send(&mut alice, "POST", &format!("{there}/copies"), &json!({}), &[("Idempotency-Key", "c")]);
    assert_eq!(rig.jobs().len(), 2);
    let of_job = json!({ "number": "0991 2", "documents": [{ "job": 1 }] });
    assert_eq!(send(&mut alice, "POST", "/api/v1/jobs", &of_job, &[]).status, 201);
    assert_eq!(body(&alice.get("/api/v1/jobs?limit=2"))["jobs"].as_array().unwrap().len(), 2);
    assert_eq!(alice.get("/api/v1/now").status, 200);
}

#[test]
fn a_document_is_fetched_by_the_rights_of_sending_and_its_password_is_told_to_nobody() {
    let (rig, serving) = Rig::served(SETTINGS);
    let mut alice = served(&rig, "alice", &serving);
    let new = json!({
        "number": "0991 2700619", "tag": "Prices", "fetch": { "sep": "4711", "pwd": "90210" },
    });
    let once = [("Idempotency-Key", "prices")];
    let made = send(&mut alice, "POST", "/api/v1/jobs", &new, &once);
    assert_eq!((made.status, &body(&made)["pages"]), (201, &json!([])), "{}", made.text());
    let again = send(&mut alice, "POST", "/api/v1/jobs", &new, &once);
    assert_eq!((again.location(), rig.jobs().len()), (made.location(), 1));
    let job = rig.jobs().pop().unwrap();
    assert!(job.only_fetches() && job.owner == "alice");
    assert_eq!((job.pwd.as_deref(), &*job.device.number), (Some("90210"), "2101"));
    let there = made.location().to_owned();
    let shown = alice.get(&there);
    let fetch = json!({ "sep": "4711", "fax": null, "pages": 0, "is_whole": false });
    assert_eq!(body(&shown)["fetch"], fetch);
    // A document goes there first, in the same call.
    let upload = uploaded(&mut alice);
    let both = json!({ "number": "0991 1", "documents": [{ "upload": upload }], "fetch": {} });
    assert_eq!(send(&mut alice, "POST", "/api/v1/jobs", &both, &[]).status, 201);
    let job = rig.jobs().into_iter().max_by_key(|job| job.id).unwrap();
    assert!(!job.only_fetches() && job.fetch.is_some() && job.pages.len() == 1);

    for (number, fetch, status) in [
        ("0991 1", json!(null), 422),
        ("0991 1", json!({ "sep": "a" }), 422),
        ("0991 1", json!({ "pwd": "secret" }), 422),
        ("0991 1", json!({ "password": "1" }), 422),
        ("0900 90210", json!({}), 403),
        ("", json!({}), 422),
    ] {
        let new = json!({ "number": number, "may_wait": true, "fetch": fetch });
        let refused = send(&mut alice, "POST", "/api/v1/jobs", &new, &[]);
        assert_eq!(problem(&refused).0, status, "{new}: {}", refused.text());
        assert!(!refused.text().contains("secret"), "{}", refused.text());
    }
    let mut bob = served(&rig, "bob", &serving);
    let others = json!({ "number": "0991 1", "device": "2101", "fetch": {} });
    assert_eq!(problem(&send(&mut bob, "POST", "/api/v1/jobs", &others, &[])).0, 403);
    assert_eq!((rig.jobs().len(), bob.get(&there).status), (2, 404));

    let seen = [shown, alice.get("/api/v1/jobs"), alice.get(&format!("{there}/history"))];
    assert!(seen.iter().all(|page| page.status == 200 && !page.text().contains("\"90210")));
    assert_eq!(audited(&rig, &["\"90210"]), 0);
}

#[test]
fn what_is_said_in_calls_is_given_to_those_who_see_them() {
    let (rig, serving) = Rig::served(SETTINGS);
    let mut alice = program(serving.addresses[0], &key(&rig, "alice", ALL));
    let mut bob = program(serving.addresses[0], &key(&rig, "bob", ALL));
    let fax = comes_in(&rig, "2101");
    let lease = called(&rig, "2101", "alice");
    let job = lease.job.id;
    let rung = |at_ms, way, text: &str| Rung { at_ms, way, step: Step::signal(text) };
    let said = [
        (LadderOf::Fax(fax), vec![rung(200, Way::Said, "CED"), rung(3_210, Way::Heard, "DCS")]),
        (LadderOf::Call(lease.call), vec![rung(12_900, Way::Heard, "CFR")]),
    ];
    rig.spool.recordings().add_rungs(&said).unwrap();
    let step = |at_ms, way, text| json!({ "at_ms": at_ms, "way": way, "text": text, "step": "signal", "values": { "frame": text } });
    let of_fax = json!([step(200, "said", "CED"), step(3_210, "heard", "DCS"),]);
    let of_job = json!([step(12_900, "heard", "CFR")]);
    let now = body(&alice.get("/api/v1/now"));
    assert_eq!(now["receiving"][0]["ladder"], of_fax);
    assert_eq!(now["sending"][0]["ladder"], of_job);
    assert_eq!(now["lines_in_use"], 2);
    let (fax, job) = (format!("/api/v1/faxes/{fax}/ladder"), format!("/api/v1/jobs/{job}/ladders"));
    assert_eq!(body(&alice.get(&fax))["steps"], of_fax);
    assert_eq!(body(&alice.get(&job))["calls"][0]["steps"], of_job);
    assert_eq!((bob.get(&fax).status, bob.get(&job).status), (404, 404));
    let his = body(&bob.get("/api/v1/now"));
    assert_eq!((&his["receiving"], &his["lines_in_use"]), (&json!([]), &json!(2)));
}

/// What is answered by 201 is a job, once, whatever ends the program.
#[test]
fn the_same_request_after_a_crash_is_the_same_job() {
    let rig = Rig::new(SETTINGS);
    let mut serving = rig.serve();
    let token = key(&rig, "alice", ALL);
    let mut alice = program(serving.addresses[0], &token);
    let upload = uploaded(&mut alice);
    let new = json!({ "number": "0991 2700619", "documents": [{ "upload": upload }] }).to_string();
    let mut jobs = 0;
    for round in 0..6 {
        // The program is killed at some time after the request was sent.
        let head = format!(
            "POST /api/v1/jobs HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\nIdempotency-Key: k{round}\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{new}",
            new.len()
        );
        let mut stream = std::net::TcpStream::connect(serving.addresses[0]).unwrap();
        stream.write_all(head.as_bytes()).unwrap();
        std::thread::sleep(std::time::Duration::from_millis(40 * round));
        serving.child.kill().unwrap();
        serving.child.wait().unwrap();
        serving = rig.serve();
        let mut alice = program(serving.addresses[0], &token);
        let sent = alice.ask(
            "POST",
            "/api/v1/jobs",
            &[JSON, ("Idempotency-Key", &format!("k{round}"))],
            new.as_bytes(),
        );
        assert_eq!(sent.status, 201, "{}", sent.text());
        jobs += 1;
        assert_eq!(rig.jobs().len(), jobs, "round {round}");
    }
}

#[test]
fn a_job_gets_the_cover_page_that_it_asks_for() {
    let (rig, serving) = Rig::served(SETTINGS);
    let mut alice = served(&rig, "alice", &serving);
    for (cover, status, pages) in
        [("yes", 201, Some(2)), ("no", 201, Some(1)), ("", 201, Some(1)), ("perhaps", 422, None)]
    {
        let upload = uploaded(&mut alice);
        let new = json!({
            "number": "0991 2700619", "cover": cover, "recipient": "Ms Doe",
            "documents": [{ "upload": upload }],
        });
        let made = send(&mut alice, "POST", "/api/v1/jobs", &new, &[]);
        assert_eq!(made.status, status, "{cover}: {}", made.text());
        assert_eq!(body(&made)["pages"].as_array().map(Vec::len), pages, "{cover}");
    }
    let job = rig.jobs().into_iter().min_by_key(|job| job.id).unwrap();
    let names: Vec<_> = job.documents.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names[0], "cover page");
    // Another job with these documents has another recipient, whom that page does not name.
    let new = json!({ "number": "0991 2700620", "documents": [{ "job": job.id.0 }] });
    let made = body(&send(&mut alice, "POST", "/api/v1/jobs", &new, &[]));
    assert_eq!(made["pages"].as_array().map(Vec::len), Some(1), "{made}");
}

/// The document was forgotten before the answer got through.
#[test]
fn what_was_taken_in_is_answered_though_it_would_be_refused_now() {
    let rig = Rig::new(SETTINGS);
    let received = fax(&rig, "2101", "0991 1", "").0;
    let serving = rig.serve();
    let mut alice = served(&rig, "alice", &serving);
    let upload = uploaded(&mut alice);
    let new = json!({ "number": "0991 2700619", "documents": [{ "upload": upload }] });
    let on = json!({ "numbers": ["0991 2700620"] });
    let forwards = format!("/api/v1/faxes/{received}/forwards");
    let ask = |alice: &mut Reader| {
        let job = send(alice, "POST", "/api/v1/jobs", &new, &[("Idempotency-Key", "a")]);
        (job, send(alice, "POST", &forwards, &on, &[("Idempotency-Key", "b")]))
    };
    let (job, forwarded) = ask(&mut alice);
    assert_eq!((job.status, forwarded.status), (201, 201), "{}", forwarded.text());
    changed(&rig, "UPDATE api_requests SET status = NULL");
    let gone = alice.ask("DELETE", &format!("/api/v1/uploads/{upload}"), &[], b"");
    assert_eq!(gone.status, 204);
    changed(&rig, "UPDATE outbox SET state = 'delivered'");
    rig.spool
        .faxes()
        .delete_fax(FaxId(received), "deleted by alice", UnixMs::now())
        .unwrap();
    let (again, forwarded_again) = ask(&mut alice);
    assert_eq!((again.status, again.text()), (201, job.text()));
    assert_eq!((forwarded_again.status, forwarded_again.text()), (201, forwarded.text()));
    assert_eq!(rig.jobs().len(), 2);
}

/// Whether the answer was kept, or a crash came before it.
#[test]
fn a_fax_is_mailed_and_printed_once() {
    let printer = "[[print.printer]]\nname = \"office\"\nuri = \"ipp://127.0.0.1:9/ipp\"\n";
    let rig = Rig::new(&format!("{SETTINGS}{printer}"));
    let id = fax(&rig, "2101", "0991 1", "");
    let serving = rig.serve();
    let mut alice = served(&rig, "alice", &serving);
    let path = format!("/api/v1/faxes/{id}");
    let deeds = [
        ("mails", json!({ "to": ["x@example.com"] }), json!({ "to": [] })),
        ("prints", json!({ "printer": "office" }), json!({})),
    ];
    for (deed, what, other) in &deeds {
        let there = format!("{path}/{deed}");
        let tag = alice.get(&path).header("etag").unwrap().to_owned();
        let once = [("Idempotency-Key", *deed), ("If-Match", &*tag)];
        let first = send(&mut alice, "POST", &there, what, &once);
        assert_eq!(first.status, 202, "{}", first.text());
        let mailed = body(&first)["mails"][0]["id"].as_i64().unwrap();
        // It has gone out: to do it again would be seen.
        changed(&rig, "UPDATE outbox SET state = 'delivered', ended_at = 1");
        let again = send(&mut alice, "POST", &there, what, &once);
        assert_eq!((again.status, again.bytes == first.bytes), (202, true), "{}", again.text());
        let others = send(&mut alice, "POST", &there, other, &once);
        assert_eq!(problem(&others), (422, "other-request".to_owned()), "{deed}");
        changed(&rig, "UPDATE api_requests SET status = NULL");
        let after_crash = send(&mut alice, "POST", &there, what, &once);
        assert_eq!(after_crash.status, 202, "{}", after_crash.text());
        assert_eq!(body(&after_crash)["mails"][0]["id"], mailed, "{deed}");
        assert_eq!(body(&after_crash)["mails"][0]["state"], "delivered", "{deed}");
        // With another key it is another mail.
        let more = [("Idempotency-Key", &*format!("more {deed}"))];
        let more = send(&mut alice, "POST", &there, what, &more);
        assert_ne!(body(&more)["mails"][0]["state"], "delivered", "{}", more.text());
    }
    let done = rig.spool.faxes().fax_events(id).unwrap();
    let done: Vec<&str> = done.iter().map(|event| event.what.name()).collect();
    assert_eq!(done, ["mailed", "mailed", "printed", "printed"]);
    // What is refused may be put right.
    let wrong = json!({ "to": ["x"] });
    let there = format!("{path}/mails");
    let refused = send(&mut alice, "POST", &there, &wrong, &[("Idempotency-Key", "w")]);
    assert_eq!(problem(&refused), (422, "unfit".to_owned()));
    let right = send(&mut alice, "POST", &there, &deeds[0].1, &[("Idempotency-Key", "w")]);
    assert_eq!(right.status, 202, "{}", right.text());
}

#[test]
fn uploads_that_a_crash_has_cut_off_are_swept_after_a_day() {
    let (rig, serving) = Rig::served(SETTINGS);
    let mut alice = served(&rig, "alice", &serving);
    let waiting = uploaded(&mut alice);
    let uploads = rig.spool.folder().join("uploads");
    std::fs::write(uploads.join("old"), "Dear").unwrap();
    std::fs::write(uploads.join("young"), "Dear").unwrap();
    crate::touch(&uploads.join("old"), 2);
    crate::touch(&uploads.join(&waiting), 2);
    // The service deletes them when it starts, and then each hour.
    drop(serving);
    let _serving = rig.serve();
    wait_for("the old upload", || (!uploads.join("old").exists()).then_some(()));
    assert!(uploads.join("young").exists());
    assert!(uploads.join(&waiting).exists(), "a row names it");
}

#[test]
fn documents_come_with_a_form_and_too_much_is_refused() {
    let (rig, serving) = Rig::served(&SETTINGS.replace("[web]", "[web]\nmax_upload_mb = 1"));
    let mut alice = served(&rig, "alice", &serving);
    let form = |document: &[u8]| {
        let mut body =
            b"--x\r\nContent-Disposition: form-data; name=\"number\"\r\n\r\n0991 2700619\r\n\
            --x\r\nContent-Disposition: form-data; name=\"document\"; filename=\"a.txt\"\r\n\r\n"
                .to_vec();
        body.extend_from_slice(document);
        body.extend_from_slice(b"\r\n--x--\r\n");
        body
    };
    let media_type = [("Content-Type", "multipart/form-data; boundary=x")];
    let sent = alice.ask("POST", "/api/v1/jobs", &media_type, &form(b"Dear Sir\n"));
    assert_eq!(sent.status, 201, "{}", sent.text());
    assert_eq!(rig.jobs()[0].documents[0].name, "a.txt");
    let large = form(&vec![b'a'; 1_100_000]);
    assert_eq!(problem(&alice.ask("POST", "/api/v1/jobs", &media_type, &large)).0, 413);
    let broken = alice.ask("POST", "/api/v1/jobs", &media_type, b"--x\r\nContent-");
    assert_eq!(problem(&broken).0, 400);
    let empty = alice.ask("POST", "/api/v1/jobs", &media_type, b"--x--\r\n");
    assert_eq!(problem(&empty), (422, "no-document".to_owned()));
    let large = alice.ask("POST", "/api/v1/uploads", &[], &vec![0; 1_100_000]);
    assert_eq!(problem(&large).0, 413);
    assert_eq!(problem(&alice.ask("POST", "/api/v1/uploads", &[], b"")).0, 422);
    let left = std::fs::read_dir(rig.folder.path().join("spool/uploads")).unwrap().count();
    assert_eq!(left, 0, "nothing is left of what was refused");
    let upload = uploaded(&mut alice);
    let mut bob = served(&rig, "bob", &serving);
    let path = format!("/api/v1/uploads/{upload}");
    assert_eq!(problem(&bob.ask("DELETE", &path, &[], b"")).0, 404);
    // A backup may have known of it and not had it.
    std::fs::remove_file(rig.folder.path().join("spool/uploads").join(&upload)).unwrap();
    let order = json!({"number": "0991 2700619", "documents": [{"upload": upload}]});
    let gone = send(&mut alice, "POST", "/api/v1/jobs", &order, &[]);
    assert_eq!(problem(&gone), (404, "not-there".to_owned()), "{}", gone.text());
    let kept = uploaded(&mut alice);
    let path = format!("/api/v1/uploads/{kept}");
    assert_eq!(alice.ask("DELETE", &path, &[], b"").status, 204);
}

#[allow(dead_code, reason = "for the tests of what is documented")]
pub(crate) fn at(serving: &Serving) -> SocketAddr {
    serving.addresses[0]
}

/// Pages and files are what is read of a fax, and not the list; that they are read is a line of
/// the audit log, whether the fax is marked as read or not.
#[test]
fn what_is_carried_off_was_opened() {
    let rig = Rig::new(SETTINGS);
    let faxes: Vec<FaxId> = (0..4).map(|_| fax(&rig, "2101", "0991 1", "")).collect();
    let serving = rig.serve();
    let mut alice = served(&rig, "alice", &serving);
    let opened = |id: FaxId| {
        let fax = format!("\"fax\":\"{id}\"");
        audited(&rig, &["\"asked\":\"open\"", "\"alice\"", "\"granted\":true", &fax])
    };
    for (id, end) in faxes.iter().zip(["document.pdf", "document.tif", "pages/2"]) {
        let path = format!("/api/v1/faxes/{id}");
        assert_eq!(alice.get(&format!("{path}/pages/1?width=120")).status, 200);
        assert_eq!((alice.get(&path).status, opened(*id)), (200, 0), "{end}");
        for _ in 0..2 {
            assert_eq!((alice.get(&format!("{path}/{end}")).status, opened(*id)), (200, 1));
        }
        assert_eq!(body(&alice.get(&path))["is_unread"], true);
    }
    let new = json!({ "number": "0991 2700619", "documents": [{ "fax": faxes[3].0 }] });
    assert_eq!(send(&mut alice, "POST", "/api/v1/jobs", &new, &[]).status, 201);
    assert_eq!(opened(faxes[3]), 1);
    // A fax that was marked as read before, alone or with others, is opened later.
    let [alone, with_others] = [(), ()].map(|()| fax(&rig, "2101", "0991 1", ""));
    assert_eq!(alice.ask("PUT", &format!("/api/v1/faxes/{alone}/read"), &[], b"").status, 204);
    let bulk = json!({ "faxes": [with_others.0], "action": "read" });
    assert_eq!(send(&mut alice, "POST", "/api/v1/faxes/bulk", &bulk, &[]).status, 200);
    for id in [alone, with_others] {
        let path = format!("/api/v1/faxes/{id}");
        assert_eq!((&body(&alice.get(&path))["is_unread"], opened(id)), (&json!(false), 0));
        assert_eq!(alice.get(&format!("{path}/document.pdf")).status, 200);
        assert_eq!(opened(id), 1, "{id}");
    }
}

/// What goes before others is a desk's to say, by whatever door.
#[test]
fn nobody_jumps_the_queue() {
    let (rig, serving) = house::served();
    let new = |who: &mut Reader, priority: &str| {
        let upload = uploaded(who);
        let new = json!({
            "number": "0991 2700619", "device": "2102", "priority": priority,
            "documents": [{ "upload": upload }],
        });
        send(who, "POST", "/api/v1/jobs", &new, &[])
    };
    let mut bob = served(&rig, "bob", &serving);
    assert_eq!(problem(&new(&mut bob, "0")), (403, "denied".to_owned()));
    assert_eq!(audited(&rig, &["\"rule\":\"priority\"", "bob", "\"granted\":false"]), 1);
    assert_eq!(new(&mut bob, "200").status, 201);
    let mut dora = served(&rig, "dora", &serving);
    assert_eq!(new(&mut dora, "0").status, 201);
}

/// Bodies of words are small ones, and uploads that come at the same time have no more room
/// than those that come one after the other.
#[test]
fn nobody_fills_memory_or_disk() {
    let (rig, serving) = Rig::served(&SETTINGS.replace("[web]", "[web]\nmax_upload_mb = 1"));
    let token = key(&rig, "alice", ALL);
    let mut alice = program(serving.addresses[0], &token);
    let many = json!({ "numbers": vec![""; 100_000] });
    let many = send(&mut alice, "POST", "/api/v1/faxes/1/forwards", &many, &[]);
    assert_eq!(problem(&many), (413, "too-large".to_owned()));
    let document = vec![b'x'; 900 << 10];
    let head = format!(
        "POST /api/v1/uploads?name=x.txt HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n\
         Content-Type: application/octet-stream\r\nConnection: close\r\nContent-Length: {}\r\n\r\n",
        document.len()
    );
    let begun = (0..8).map(|_| {
        let mut stream = std::net::TcpStream::connect(serving.addresses[0]).unwrap();
        stream.write_all(head.as_bytes()).unwrap();
        // One that is refused is not read to its end.
        _ = stream.write_all(&document[1..]);
        stream
    });
    let begun: Vec<_> = begun.collect();
    let mut kept = 0;
    for mut stream in begun {
        _ = stream.write_all(b"x");
        let mut answer = [0; 12];
        if stream.read_exact(&mut answer).is_ok() {
            kept += usize::from(answer.ends_with(b"201"));
        }
    }
    assert_eq!(kept, 5, "five times the documents of a fax");
    let files = std::fs::read_dir(rig.folder.path().join("spool/uploads")).unwrap();
    assert_eq!(files.count(), 5);
}
