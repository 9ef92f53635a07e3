//! The document of a job, its sending report and its proof of sending, as files; and the values that a program stores
//! with a job.

use std::fs;
use std::process::Command;

use ferrofax::UnixMs;
use ferrofax::proof::verify::{Trust, verify};
use ferrofax::spool::jobs::{JobId, Origin};
use serde_json::{Value, json};

use crate::SETTINGS;
use crate::api_keys::{JSON, body, key, problem, program};
use crate::house::called;
use crate::programs::is_there;
use crate::reader::{Page, Reader};
use crate::rig::Rig;

const ALL: &str = "jobs:read,jobs:write,keys,events";

fn upload(who: &mut Reader) -> Value {
    body(&who.ask("POST", "/api/v1/uploads?name=a.txt", &[], b"Dear Sir\n"))["id"].clone()
}

/// Sends these documents with this change of the request.
fn sent(who: &mut Reader, documents: usize, change: Value) -> Page {
    let documents: Vec<Value> = (0..documents).map(|_| json!({ "upload": upload(who) })).collect();
    let mut new = json!({ "number": "0991 2700619", "documents": documents });
    new.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
    who.ask("POST", "/api/v1/jobs", &JSON, new.to_string().as_bytes())
}

/// The number of dark pixels in the upper and in the lower part of the first page.
fn ink_of(rig: &Rig, pdf: &[u8]) -> Option<(usize, usize)> {
    if !is_there("pdftoppm") {
        return None;
    }
    let file = rig.folder.path().join("a.pdf");
    fs::write(&file, pdf).unwrap();
    let output = Command::new("pdftoppm")
        .args(["-r", "100", "-gray", "-f", "1", "-l", "1"])
        .arg(&file)
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    // The picture begins with "P5", its width and its height.
    let head = String::from_utf8_lossy(&output.stdout[..20]).into_owned();
    let sizes: Vec<usize> =
        head.split_whitespace().skip(1).map_while(|it| it.parse().ok()).collect();
    let pixels = &output.stdout[output.stdout.len() - sizes[0] * sizes[1]..];
    let dark = |rows: &[u8]| rows.iter().filter(|pixel| **pixel < 200).count();
    let (upper, lower) = pixels.split_at(sizes[0] * (sizes[1] * 3 / 5));
    Some((dark(upper), dark(lower)))
}

#[test]
fn the_document_and_the_report_of_a_job_are_files() {
    let (rig, serving) = Rig::served(SETTINGS);
    let mut alice = program(serving.addresses[0], &key(&rig, "alice", ALL));
    let mut bob = program(serving.addresses[0], &key(&rig, "bob", ALL));
    for documents in [1, 2] {
        let there = sent(&mut alice, documents, json!({})).location().to_owned();
        for (end, media_type, begins) in [
            ("document.pdf", "application/pdf", &b"%PDF"[..]),
            ("document.tif", "image/tiff", b"II"),
        ] {
            let file = alice.get(&format!("{there}/{end}"));
            assert_eq!(
                (file.status, file.header("content-type")),
                (200, Some(media_type)),
                "{end}"
            );
            assert!(
                file.bytes.starts_with(begins) && file.head.contains("filename=\"job-"),
                "{end}"
            );
            assert_eq!(problem(&bob.get(&format!("{there}/{end}"))).0, 404, "{end}");
        }
        let pdf = alice.get(&format!("{there}/document.pdf")).bytes;
        let pages = String::from_utf8_lossy(&pdf).matches("/Type /Page").count();
        assert_eq!(pages, documents + 1, "with the list of pages");
        let report = format!("{there}/report.pdf");
        assert_eq!(problem(&alice.get(&report)), (409, "conflict".to_owned()));
        assert_eq!(alice.ask("POST", &format!("{there}/cancel"), &[], b"").status, 200);
        let english = alice.get(&report);
        assert_eq!(
            (english.status, english.header("content-type")),
            (200, Some("application/pdf"))
        );
        assert_eq!(problem(&bob.get(&report)).0, 404);
        if let Some((upper, lower)) = ink_of(&rig, &english.bytes) {
            assert!(
                upper > 500 && lower > 300,
                "text above, the first page below: {upper} {lower}"
            );
        }
        let tag = english.header("etag").unwrap().to_owned();
        assert_eq!(alice.ask("GET", &report, &[("If-None-Match", &tag)], b"").status, 304);
        // In the language of the user.
        let language = |who: &mut Reader, code: Value| {
            let body = json!({ "language": code }).to_string();
            let put = who.ask("PUT", "/api/v1/me/language", &JSON, body.as_bytes());
            assert_eq!(put.status, 204, "{}", put.text());
        };
        language(&mut alice, json!("de"));
        let german = alice.get(&report);
        assert!(String::from_utf8_lossy(&german.bytes).contains("Sendebericht"));
        assert_ne!(german.bytes, english.bytes);
        language(&mut alice, json!(null));
    }
    // A job that only fetches has no document, and yet a report.
    let fetches = sent(&mut alice, 0, json!({ "fetch": {} })).location().to_owned();
    assert_eq!(problem(&alice.get(&format!("{fetches}/document.pdf"))).0, 404);
    assert_eq!(problem(&alice.get(&format!("{fetches}/document.tif"))).0, 404);
    alice.ask("POST", &format!("{fetches}/cancel"), &[], b"");
    assert_eq!(alice.get(&format!("{fetches}/report.pdf")).status, 200);
}

/// A house whose proofs are signed by a key in its own folder.
fn proving() -> Rig {
    let rig = Rig::new(SETTINGS);
    let keys = rig.folder.path().join("keys");
    rig.set(&format!("{SETTINGS}[proof]\nfolder = \"{}\"\n", keys.display()));
    rig
}

#[test]
fn a_job_that_has_ended_has_a_proof_for_those_who_see_it() {
    let rig = proving();
    let serving = rig.serve();
    let mut alice = program(serving.addresses[0], &key(&rig, "alice", ALL));
    let mut bob = program(serving.addresses[0], &key(&rig, "bob", ALL));
    let there = sent(&mut alice, 2, json!({})).location().to_owned();
    let proof = format!("{there}/proof.pdf");
    assert_eq!(problem(&alice.get(&proof)), (409, "conflict".to_owned()));
    assert_eq!(alice.ask("POST", &format!("{there}/cancel"), &[], b"").status, 200);
    let made = alice.get(&proof);
    assert_eq!((made.status, made.header("content-type")), (200, Some("application/pdf")));
    assert_eq!(problem(&bob.get(&proof)).0, 404);
    let keys = rig.folder.path().join("keys/certificates.pem");
    let trust = Trust::of(Some(&keys), None).unwrap();
    let verdict = verify(&made.bytes, &trust, UnixMs::now());
    assert!(verdict.is_valid(), "{:?}", verdict.findings);
    let facts = verdict.facts.unwrap();
    assert_eq!((&facts["result"], &facts["failure"]), (&json!("cancelled"), &json!("cancelled")));
    assert_eq!(facts["documents"].as_array().unwrap().len(), 2);
    // A job that only fetches has no document, and yet a proof.
    let fetches = sent(&mut alice, 0, json!({ "fetch": {} })).location().to_owned();
    alice.ask("POST", &format!("{fetches}/cancel"), &[], b"");
    let made = alice.get(&format!("{fetches}/proof.pdf"));
    assert!(verify(&made.bytes, &trust, UnixMs::now()).is_valid());
}

/// A fault of the server is no missing proof.
#[test]
fn a_proof_that_the_server_cannot_make_is_a_fault_of_the_server() {
    let rig = proving();
    let ended = crate::waiting::printed(&rig.spool, rig.folder.path(), "2101", "alice");
    rig.spool.jobs().cancel_job(ended, "alice", UnixMs::now()).unwrap();
    let (api, page) =
        (format!("/api/v1/jobs/{}/proof.pdf", ended.0), format!("/out/{ended}/proof.pdf"));
    let serving = rig.serve();
    let mut program = program(serving.addresses[0], &key(&rig, "alice", ALL));
    let mut alice = Reader::logged_in(serving.addresses[0], "alice", "secret");
    let mut answers = || (problem(&program.get(&api)), alice.get(&page).status);
    let keys = rig.folder.path().join("keys");
    fs::write(&keys, "no folder").unwrap();
    assert_eq!(answers(), ((500, "ours".to_owned()), 500));
    fs::remove_file(&keys).unwrap();
    let document = rig.spool.jobs().job(ended).unwrap().documents[0].path.clone();
    let file = fs::File::options().write(true).open(&document).unwrap();
    file.set_len(65 << 20).unwrap();
    assert_eq!(answers(), ((409, "conflict".to_owned()), 409));
    fs::remove_file(&document).unwrap();
    assert_eq!(answers(), ((500, "ours".to_owned()), 500));
}

#[test]
fn the_web_interface_has_the_document_and_the_report() {
    let rig = proving();
    let job = called(&rig, "2101", "alice").job.id;
    let serving = rig.serve();
    let mut alice = Reader::logged_in(serving.addresses[0], "alice", "secret");
    let open = alice.get(&format!("/out/{job}")).text();
    assert!(open.contains("document.pdf") && !open.contains("report.pdf"), "{open}");
    assert_eq!(alice.get(&format!("/out/{job}/report.pdf")).status, 404);
    assert_eq!(alice.get(&format!("/out/{job}/proof.pdf")).status, 404);
    assert!(alice.get(&format!("/out/{job}/document.pdf")).bytes.starts_with(b"%PDF"));
    let ended = crate::waiting::printed(&rig.spool, rig.folder.path(), "2101", "alice");
    rig.spool.jobs().cancel_job(ended, "alice", UnixMs::now()).unwrap();
    let page = alice.get(&format!("/out/{ended}")).text();
    assert!(page.contains("Sending report (PDF)") && page.contains("Cancelled"), "{page}");
    assert!(alice.get(&format!("/out/{ended}/report.pdf")).bytes.starts_with(b"%PDF"));
    assert!(page.contains("Proof of sending (PDF)"), "{page}");
    assert!(alice.get(&format!("/out/{ended}/proof.pdf")).bytes.starts_with(b"%PDF"));
    let mut bob = Reader::logged_in(serving.addresses[0], "bob", "other");
    for end in ["document.pdf", "report.pdf", "proof.pdf"] {
        assert_eq!(bob.get(&format!("/out/{ended}/{end}")).status, 404, "{end}");
    }
    assert_eq!(rig.jobs().iter().find(|one| one.id == ended).unwrap().created_by, Origin::Print);
}

#[test]
fn a_program_finds_its_jobs_by_its_own_values() {
    let (rig, serving) = Rig::served(SETTINGS);
    let mut alice = program(serving.addresses[0], &key(&rig, "alice", ALL));
    let mut bob = program(serving.addresses[0], &key(&rig, "bob", ALL));
    let numbered =
        |order: &str| json!({ "metadata": { "order": order, "customer": "Müller & Söhne" } });
    let first = sent(&mut alice, 1, numbered("17"));
    assert_eq!(first.status, 201, "{}", first.text());
    let second = sent(&mut alice, 1, numbered("18"));
    sent(&mut alice, 1, json!({}));
    sent(&mut bob, 1, numbered("17"));
    let metadata = numbered("17")["metadata"].clone();
    assert_eq!(body(&first)["metadata"], metadata);
    assert_eq!(body(&alice.get(first.location()))["metadata"], metadata);
    let id = |page: &Page| body(page)["id"].as_i64().unwrap();
    let mut found = |query: &str| {
        let listed = body(&alice.get(&format!("/api/v1/jobs?{query}")));
        let jobs = listed["jobs"].as_array().unwrap_or_else(|| panic!("{listed}"));
        jobs.iter().map(|job| job["id"].as_i64().unwrap()).collect::<Vec<_>>()
    };
    assert_eq!(found("metadata[order]=17"), [id(&first)], "bob's is bob's");
    assert_eq!(found("metadata%5Border%5D=17&state=ready"), [id(&first)]);
    assert!(found("metadata[order]=17&state=done").is_empty());
    assert!(found("metadata[order]=17&metadata[customer]=x").is_empty());
    let all = "metadata[customer]=M%C3%BCller%20%26%20S%C3%B6hne";
    assert_eq!(found(all), [id(&second), id(&first)]);
    assert_eq!(found(&format!("{all}&device=2101&limit=1")), [id(&second)]);
    assert!(found(&format!("{all}&device=2102")).is_empty());
    // In a form it is JSON.
    let form = [("Content-Type", "multipart/form-data; boundary=x")];
    let part = |name: &str, text: &str| {
        format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{text}\r\n")
    };
    let form_of = |metadata: &str| {
        let document = "--x\r\nContent-Disposition: form-data; name=\"document\"; filename=\"a.txt\"\r\n\r\nDear Sir\r\n";
        format!("{}{}{document}--x--\r\n", part("number", "0991 1"), part("metadata", metadata))
    };
    let sent_form = alice.ask("POST", "/api/v1/jobs", &form, form_of("{\"a\":\"1\"}").as_bytes());
    assert_eq!(body(&sent_form)["metadata"], json!({ "a": "1" }));
    let wrong = alice.ask("POST", "/api/v1/jobs", &form, form_of("x").as_bytes());
    assert_eq!(problem(&wrong), (422, "wrong-value".to_owned()));
    // Its limits.
    let most: serde_json::Map<String, Value> =
        (0..20).map(|at| (format!("{at:040}"), json!("ü".repeat(70)))).collect();
    assert_eq!(sent(&mut alice, 1, json!({ "metadata": { "x": "ü".repeat(500) } })).status, 201);
    assert_eq!(sent(&mut alice, 1, json!({ "metadata": most.clone() })).status, 201);
    let large: serde_json::Map<String, Value> =
        (0..5).map(|at| (at.to_string(), json!("ü".repeat(500)))).collect();
    let count = rig.jobs().len();
    let mut more = most;
    more.insert("x".to_owned(), json!(""));
    for wrong in [
        json!(more),
        json!({ "": "x" }),
        json!({ "x".repeat(41): "x" }),
        json!({ "a\nb": "x" }),
        json!({ "x": "x".repeat(501) }),
        json!(large),
        json!({ "x": 1 }),
        json!(["x"]),
    ] {
        let refused = sent(&mut alice, 1, json!({ "metadata": wrong }));
        assert_eq!(problem(&refused), (422, "wrong-value".to_owned()), "{}", refused.text());
    }
    assert_eq!(rig.jobs().len(), count);
    let job = rig.spool.jobs().job(JobId(id(&first))).unwrap();
    assert_eq!(job.metadata().len(), 2);
}
