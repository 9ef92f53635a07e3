//! Test keys: their jobs end as their numbers say, and neither reach a line nor are seen among the
//! real jobs. Attempts to lead one kind of key to the jobs of the other fail.

use ferrofax::UnixMs;
use ferrofax::spool::jobs::{JobState, LeaseLimits, NewDocument, NewJob};
use serde_json::{Value, json};

use crate::api_keys::{JSON, body, key, problem, program, test_key};
use crate::audited;
use crate::house::{self, fax};
use crate::live::Heard;
use crate::reader::{Page, Reader};
use crate::receiver::Receiver;
use crate::rig::{PATIENCE, Rig};
use crate::webhooks;
use ferrofax_kit::patience::{wait_until, watch};

const SCOPES: &str = "faxes:read,faxes:write,jobs:read,jobs:write,events,webhooks";

fn post(who: &mut Reader, path: &str, what: &Value) -> Page {
    who.ask("POST", &format!("/api/v1{path}"), &JSON, what.to_string().as_bytes())
}

fn upload(who: &mut Reader) -> String {
    let headers = [("Content-Type", "application/octet-stream")];
    let made = who.ask("POST", "/api/v1/uploads?name=letter.txt", &headers, b"Dear Sir\n");
    body(&made)["id"]
        .as_str()
        .unwrap_or_else(|| panic!("{}", made.text()))
        .to_owned()
}

fn send(who: &mut Reader, number: &str) -> Page {
    let upload = upload(who);
    post(who, "/jobs", &json!({ "number": number, "documents": [{ "upload": upload }] }))
}

/// Sends a test fax, and waits for its end.
fn ended(who: &mut Reader, number: &str) -> Value {
    let sent = send(who, number);
    assert_eq!(sent.status, 201, "{}", sent.text());
    let at = sent.location();
    watch("the end of the job", || body(&who.get(at)), |job| job["ended_at"].is_string())
}

/// A spool with alice's device, and a real job of hers.
fn rig() -> Rig {
    let rig = Rig::new(&webhooks::open());
    let new = NewJob {
        number: "0991 2700619".into(),
        canonical: "+499912700619".into(),
        device: "2101@fax-devices".parse().unwrap(),
        owner: "alice".into(),
        documents: vec![NewDocument {
            path: crate::waiting::page(rig.folder.path()),
            name: "Invoice".into(),
        }],
        ..NewJob::default()
    };
    rig.spool.submission().submit(&new, UnixMs::now()).unwrap();
    rig
}

#[test]
fn a_test_job_ends_as_its_number_says_and_is_not_among_the_real_ones() {
    let rig = rig();
    let real = key(&rig, "alice", SCOPES);
    let test = test_key(&rig, "alice", SCOPES);
    assert!(test.starts_with("fft_") && real.starts_with("ffx_"));
    let serving = rig.serve();
    let to = serving.addresses[0];
    let (mut test, mut real) = (program(to, &test), program(to, &real));
    for (number, state, failure) in [
        ("0991270000", "done", json!(null)),
        ("0991270001", "failed", json!("busy")),
        ("0991270002", "failed", json!("no-answer")),
        ("0991270003", "failed", json!("no-fax")),
        ("0991270006", "failed", json!("unknown-number")),
        ("0991271234", "done", json!(null)),
    ] {
        let job = ended(&mut test, number);
        assert_eq!((&job["state"], &job["failure"]), (&json!(state), &failure), "{job}");
    }
    let list = test.get("/api/v1/jobs");
    assert_eq!(list.header("x-ferrofax-test"), Some("true"));
    assert_eq!(body(&list)["items"].as_array().unwrap().len(), 6);
    // Nothing of it is in the spool, and nothing of the spool is in the sandbox.
    let list = real.get("/api/v1/jobs");
    assert_eq!((list.header("x-ferrofax-test"), rig.jobs().len()), (None, 1));
    assert_eq!(body(&list)["items"].as_array().unwrap().len(), 1);
    assert_eq!(rig.jobs()[0].state, JobState::Ready, "the sandbox has not touched the real job");
    let lease = rig.spool.queue().lease_job(UnixMs::now(), &LeaseLimits::default()).unwrap();
    assert_eq!(lease.unwrap().job.id, rig.jobs()[0].id, "only the real job can be dialled");
    let none = rig.spool.queue().lease_job(UnixMs::now(), &LeaseLimits::default()).unwrap();
    assert!(none.is_none());
    assert!(audited(&rig, &["\"test\":true", "alice", "\"submission\""]) >= 6);
}

#[test]
fn events_and_messages_of_test_jobs_say_that_they_are_tests() {
    let rig = rig();
    let (test, real) = (test_key(&rig, "alice", SCOPES), key(&rig, "alice", SCOPES));
    let receiver = Receiver::start();
    let serving = rig.serve();
    let to = serving.addresses[0];
    let listen = |key: &str| {
        let mut heard =
            Heard::with(to, "/api/v1/events", &format!("Authorization: Bearer {key}"), None);
        heard.number();
        heard
    };
    let mut heard = listen(&test);
    let mut program = program(to, &test);
    let url = format!("http://{}/hook", receiver.address);
    let hook = post(&mut program, "/webhooks", &json!({ "url": url, "events": ["job.sent"] }));
    assert_eq!(hook.status, 201, "{}", hook.text());
    let mut of_real = listen(&real);
    ended(&mut program, "0991270000");
    let (name, _, data) = heard.next().unwrap();
    let data: Value = serde_json::from_str(&data).unwrap();
    assert_eq!((name.as_str(), &data["test"]), ("job", &json!(true)), "{data}");
    wait_until("the webhook hears of it", || !receiver.heard().is_empty());
    let told = &receiver.heard()[0];
    assert_eq!((told.value("/type"), told.value("/test")), (json!("job.sent"), json!(true)));
    // The first that the other stream has is an event of the spool.
    let job = rig.jobs()[0].id;
    rig.spool.jobs().cancel_job(job, "test", UnixMs::now()).unwrap();
    let (_, _, data) = of_real.next().unwrap();
    let data: Value = serde_json::from_str(&data).unwrap();
    assert_eq!((&data["state"], &data["test"]), (&json!("cancelled"), &json!(null)), "{data}");
}

/// A dozen attempts to lead a test key to real faxes, or a real key to the sandbox.
#[test]
fn a_test_key_reaches_nothing_real() {
    let rig = rig();
    let received = fax(&rig, "2101", "0991270061", "");
    let (test, real) = (test_key(&rig, "alice", SCOPES), key(&rig, "alice", SCOPES));
    let serving = rig.serve();
    let to = serving.addresses[0];
    let said = |status: u16, kind: &str| (status, kind.to_owned());
    let mut of_test = program(to, &test);
    // Real jobs and faxes are not there for it.
    for path in ["/jobs/1", "/jobs/1/document.pdf", &format!("/faxes/{received}")] {
        assert_eq!(problem(&of_test.get(&format!("/api/v1{path}"))), said(404, "not-there"));
    }
    for deed in ["cancel", "hold", "retry"] {
        let answer = of_test.ask("POST", &format!("/api/v1/jobs/1/{deed}"), &[], b"");
        assert_eq!(problem(&answer), said(404, "not-there"), "{deed}");
    }
    let all = post(&mut of_test, "/jobs/bulk", &json!({ "jobs": [1], "action": "cancel" }));
    assert_eq!(body(&all)["done"], json!([]), "{}", all.text());
    // Nor can they be sent, copied or put into an archive by it.
    let document = json!([{ "fax": received }]);
    let sent =
        post(&mut of_test, "/jobs", &json!({ "number": "0991270000", "documents": document }));
    assert_eq!(problem(&sent), said(404, "not-there"));
    let document = json!([{ "job": 1 }]);
    let sent =
        post(&mut of_test, "/jobs", &json!({ "number": "0991270000", "documents": document }));
    assert_eq!(problem(&sent), said(404, "not-there"));
    let archive = post(&mut of_test, "/faxes/archive", &json!({ "faxes": [received] }));
    assert_eq!(problem(&archive), said(404, "not-there"));
    // An upload of a real key is not there for a test key.
    let kept = upload(&mut program(to, &real));
    let document = json!([{ "upload": kept }]);
    let sent =
        post(&mut of_test, "/jobs", &json!({ "number": "0991270000", "documents": document }));
    assert_eq!(problem(&sent), said(404, "not-there"));
    // A test key makes no keys, and is none for people, the log or the administration.
    let new = json!({ "name": "x", "scopes": ["jobs:write"] });
    assert_eq!(problem(&post(&mut of_test, "/keys", &new)), said(403, "scope"));
    for path in ["/keys", "/log", "/admin/users", "/metrics", "/me/sessions"] {
        assert_eq!(problem(&of_test.get(&format!("/api/v1{path}"))), said(403, "scope"), "{path}");
    }
    // Polling is refused with a sentence.
    let fetch = json!({ "number": "0991270000", "fetch": {} });
    let refused = post(&mut of_test, "/jobs", &fetch);
    assert_eq!(problem(&refused), said(422, "unfit"));
    assert!(refused.text().contains("test key"), "{}", refused.text());
    // A key with the beginning of the other kind is a wrong key.
    let other = real.replacen("ffx_", "fft_", 1);
    assert_eq!(problem(&program(to, &other).get("/api/v1/me")), said(401, "wrong-key"));
    let other = test.replacen("fft_", "ffx_", 1);
    assert_eq!(problem(&program(to, &other).get("/api/v1/me")), said(401, "wrong-key"));
    assert_eq!(rig.jobs()[0].state, JobState::Ready);
}

#[test]
fn a_test_key_has_only_some_scopes_and_is_listed_as_one() {
    let rig = house::rig();
    let words = ["key", "new", "--test", "--user", "chief", "--scopes", "jobs:write,admin", "x"];
    let refused = rig.command().args(words).output().unwrap();
    assert!(!refused.status.success());
    assert!(String::from_utf8_lossy(&refused.stderr).contains("a test key can have only"));
    let chief = key(&rig, "chief", "keys,jobs:write,admin");
    let serving = rig.serve();
    let mut chief = program(serving.addresses[0], &chief);
    let new = |scope: &str| json!({ "name": "x", "scopes": [scope], "test": true });
    assert_eq!(problem(&post(&mut chief, "/keys", &new("admin"))), (422, "unfit".to_owned()));
    let made = body(&post(&mut chief, "/keys", &new("jobs:write")));
    assert!(made["key"].as_str().unwrap().starts_with("fft_"), "{made}");
    let listed = body(&chief.get("/api/v1/keys"));
    assert_eq!(
        (&listed["items"][0]["test"], &listed["items"][1]["test"]),
        (&json!(true), &json!(false))
    );
    // It ends as any other.
    let id = &listed["items"][0]["id"];
    assert_eq!(chief.ask("DELETE", &format!("/api/v1/keys/{id}"), &[], b"").status, 204);
    let mut ended = program(serving.addresses[0], made["key"].as_str().unwrap());
    assert!(problem(&ended.get("/api/v1/me")).0 == 401);
}

#[test]
fn test_jobs_are_limited_and_count_for_nobody() {
    let limits = "\n[limits]\njobs_per_day = 1\n";
    let rig = Rig::new(&format!("{}{limits}", webhooks::open()));
    let (test, real) = (test_key(&rig, "alice", SCOPES), key(&rig, "alice", SCOPES));
    let serving = rig.serve();
    let to = serving.addresses[0];
    let (mut test, mut real) = (program(to, &test), program(to, &real));
    assert_eq!(send(&mut test, "0991270000").status, 201);
    assert_eq!(problem(&send(&mut test, "0991270000")).0, 403, "the limit is that of the user");
    assert_eq!(send(&mut real, "0991270061").status, 201, "and counts apart");
}

/// The database of the sandbox.
fn sandbox(rig: &Rig) -> rusqlite::Connection {
    let database = rig.spool.folder().join("sandbox/spool.db");
    let database = rusqlite::Connection::open(database).unwrap();
    database.busy_timeout(PATIENCE).unwrap();
    database
}

/// No test key is used any more.
#[test]
fn old_test_jobs_are_deleted_after_a_start_of_the_service_also_without_a_test_key() {
    let rig = rig();
    let test = test_key(&rig, "alice", SCOPES);
    let serving = rig.serve();
    let mut program = program(serving.addresses[0], &test);
    let jobs = ["0991270000", "0991270001"].map(|number| ended(&mut program, number));
    let mode = std::os::unix::fs::PermissionsExt::mode(
        &rig.spool.folder().join("sandbox").metadata().unwrap().permissions(),
    );
    assert_eq!(mode & 0o007, 0, "the sandbox is closed to others: {mode:o}");
    drop(serving);
    let database = sandbox(&rig);
    let older = "UPDATE jobs SET created_at = created_at - 90000000";
    database.execute(older, []).unwrap();
    // The second job cannot be read, and so not be deleted. It hinders no other.
    database.execute_batch("PRAGMA ignore_check_constraints = ON").unwrap();
    let stuck = "UPDATE jobs SET state = 'suspended', wish = 'nonsense' WHERE id = ?1";
    database.execute(stuck, [jobs[1]["id"].as_i64().unwrap()]).unwrap();
    let _serving = rig.serve();
    let count = || -> i64 {
        database.query_row("SELECT count(*) FROM jobs", [], |row| row.get(0)).unwrap()
    };
    watch("one job is left", count, |jobs| *jobs == 1);
}

/// The sandbox does not encrypt, so that nothing of it may remain.
#[test]
fn the_sandbox_of_a_spool_that_is_encrypted_is_deleted_and_its_keys_are_refused() {
    let rig = rig();
    let test = test_key(&rig, "alice", SCOPES);
    let serving = rig.serve();
    ended(&mut program(serving.addresses[0], &test), "0991270000");
    drop(serving);
    let keys = rig.folder.path().join("keys");
    std::fs::write(&keys, "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n").unwrap();
    std::fs::set_permissions(&keys, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
    let settings = std::fs::read_to_string(rig.settings()).unwrap();
    let sealing = format!("{settings}\n[sealing]\nkey_file = \"{}\"\n", keys.display());
    std::fs::write(rig.settings(), sealing).unwrap();
    assert!(rig.spool.folder().join("sandbox").exists());
    let serving = rig.serve();
    assert!(!rig.spool.folder().join("sandbox").exists());
    let refused = program(serving.addresses[0], &test).get("/api/v1/jobs");
    assert_eq!(problem(&refused), (409, "conflict".to_owned()));
    assert!(refused.text().contains("encrypted"), "{}", refused.text());
    // It is an answer as every other.
    assert_eq!(refused.header("x-ferrofax-test"), Some("true"));
    let id = refused.header("x-request-id").unwrap().to_owned();
    assert_eq!(body(&refused)["request_id"], json!(id));
}

/// The requests come at the same time.
#[test]
fn a_user_can_submit_a_hundred_test_jobs_a_day_and_no_more() {
    let limits = "\n[limits]\njobs_per_day = 1000\nnight_jobs = 1000\nnight_pages = 1000\nburst_jobs = 1000\n";
    let rig = Rig::new(&format!("{}{limits}", webhooks::open()));
    let test = test_key(&rig, "alice", SCOPES);
    let serving = rig.serve();
    let to = serving.addresses[0];
    let upload = upload(&mut program(to, &test));
    let new = json!({ "number": "0991270000", "documents": [{ "upload": upload }] });
    let send = || {
        let mut who = program(to, &test);
        (0..26).map(|_| post(&mut who, "/jobs", &new)).collect::<Vec<Page>>()
    };
    let answers: Vec<Page> = std::thread::scope(|scope| {
        let all = [(); 4].map(|()| scope.spawn(send));
        all.into_iter().flat_map(|one| one.join().unwrap()).collect()
    });
    let (sent, refused): (Vec<&Page>, Vec<&Page>) =
        answers.iter().partition(|answer| answer.status == 201);
    let texts: std::collections::BTreeSet<String> =
        refused.iter().map(|answer| answer.text()).collect();
    assert_eq!((sent.len(), refused.len()), (100, 4), "{texts:#?}");
    for answer in refused {
        assert_eq!(problem(answer).0, 403);
        assert!(answer.text().contains("100 test jobs in 24 hours"), "{}", answer.text());
    }
}
