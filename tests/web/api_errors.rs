//! Errors of the API name the field that is wrong, in words of the API, and each kind of error is
//! documented.

use serde_json::{Value, json};

use crate::api_keys::{JSON, key, program};
use crate::reader::{Page, Reader};
use crate::rig::Rig;
use crate::{SETTINGS, audited};

const SCOPES: &str = "faxes:read,faxes:write,jobs:read,jobs:write,webhooks,keys";

/// Words that only libraries use.
const OF_LIBRARIES: [&str; 8] = [
    "deserialize",
    "Failed",
    "invalid type",
    "unknown variant",
    "expected",
    "struct ",
    "boundary",
    "trailing",
];

/// The kind of a problem, with the field or parameter that its first error names.
fn wrong(page: &Page) -> (u16, String, String) {
    assert_eq!(page.header("content-type"), Some("application/problem+json"), "{}", page.head);
    let body: Value = serde_json::from_str(&page.text()).unwrap();
    let text = page.text();
    assert!(!OF_LIBRARIES.iter().any(|word| text.contains(word)), "{text}");
    let word = body["type"].as_str().unwrap().rsplit('/').next().unwrap().to_owned();
    let first = &body["errors"][0];
    let place = first["pointer"].as_str().or(first["parameter"].as_str()).unwrap_or_default();
    assert!(body["errors"].is_null() || first["detail"].is_string() && first["code"].is_string());
    (page.status, word, place.to_owned())
}

fn said(status: u16, word: &str, place: &str) -> (u16, String, String) {
    (status, word.to_owned(), place.to_owned())
}

#[test]
fn an_error_names_the_field() {
    let (rig, serving) = Rig::served(SETTINGS);
    let mut alice = program(serving.addresses[0], &key(&rig, "alice", SCOPES));
    let up = alice.ask("POST", "/api/v1/uploads?name=a.txt", &[], b"Dear Sir\n");
    let upload = serde_json::from_str::<Value>(&up.text()).unwrap()["id"].clone();
    let job = |change: Value| {
        let mut job = json!({ "number": "0991 1", "documents": [{ "upload": upload }] });
        let fields = change.as_object().unwrap().clone();
        job.as_object_mut().unwrap().extend(fields);
        job.to_string()
    };
    let exe = alice.ask("POST", "/api/v1/uploads?name=x.exe", &[], b"MZ\0\0");
    let exe = serde_json::from_str::<Value>(&exe.text()).unwrap()["id"].clone();
    for (body, status, word, place) in [
        ("{".to_owned(), 400, "malformed", ""),
        ("{} {}".to_owned(), 400, "malformed", ""),
        ("[]".to_owned(), 422, "wrong-value", ""),
        (job(json!({"numer": "1"})), 422, "unknown-field", "/numer"),
        (job(json!({"number": 1})), 422, "wrong-value", "/number"),
        (job(json!({"number": ""})), 422, "bad-number", "/number"),
        (job(json!({"number": "x"})), 422, "bad-number", "/number"),
        (job(json!({"device": "9999"})), 422, "bad-device", "/device"),
        (job(json!({"documents": []})), 422, "no-document", "/documents"),
        (job(json!({"documents": [{}, {"fax": "x"}]})), 422, "wrong-value", "/documents/1/fax"),
        (job(json!({"documents": [{"fax": 1, "job": 1}]})), 422, "wrong-value", "/documents"),
        (job(json!({"documents": [{"upload": exe}]})), 422, "bad-document", "/documents"),
        (job(json!({"resolution": "x"})), 422, "wrong-value", "/resolution"),
        (job(json!({"at": "yesterday"})), 422, "wrong-value", "/at"),
        (job(json!({"at": "2001-01-01 10:00"})), 422, "wrong-value", "/at"),
        (job(json!({"fetch": {"pwd": "x"}})), 422, "wrong-value", "/fetch/pwd"),
        (job(json!({"fetch": {"sep": "x"}})), 422, "wrong-value", "/fetch/sep"),
        (job(json!({"fetch": {"password": "x"}})), 422, "unknown-field", "/fetch/password"),
    ] {
        let refused = alice.ask("POST", "/api/v1/jobs", &JSON, body.as_bytes());
        assert_eq!(wrong(&refused), said(status, word, place), "{body}: {}", refused.text());
    }
    assert!(rig.jobs().is_empty());
    for (path, place) in [
        ("jobs?state=x", "state"),
        ("jobs?limit=x", "limit"),
        ("jobs?limit=0", "limit"),
        ("jobs?what=1", "what"),
        ("jobs?limit=1&limit=2", "limit"),
        ("faxes?status=x", "status"),
        ("faxes?unread=yes", "unread"),
        ("faxes?since=today", "since"),
        ("faxes?cursor=x", "cursor"),
    ] {
        let refused = alice.get(&format!("/api/v1/{path}"));
        assert_eq!(wrong(&refused), said(400, "malformed", place), "{path}: {}", refused.text());
    }
    // The id of a request is in the answer, in an error, and in the audit log.
    let unknown = alice.get("/api/v1/faxes/77");
    let id = unknown.header("x-request-id").unwrap().to_owned();
    assert!(unknown.text().contains(&format!("\"request_id\":\"{id}\"")), "{}", unknown.text());
    assert_eq!(audited(&rig, &[&id, "not-there", "alice"]), 1);
    let forged = alice.ask("GET", "/api/v1/me", &[("X-Request-Id", "forged")], b"");
    assert!(forged.header("x-request-id").is_some_and(|id| id != "forged"));
    let malformed = alice.ask("PUT", "/api/v1/jobs", &[], b"");
    assert_eq!(audited(&rig, &[malformed.header("x-request-id").unwrap()]), 1);
    let unknown = alice.get("/api/v1/jobs?state=sent").text();
    assert!(unknown.contains("done, failed, cancelled"), "{unknown}");
    let form = [("Content-Type", "multipart/form-data; boundary=x")];
    let broken = alice.ask("POST", "/api/v1/jobs", &form, b"--x\r\nContent-");
    assert_eq!(wrong(&broken), said(400, "malformed", ""));
    let none = alice.ask("POST", "/api/v1/jobs", &[("Content-Type", "multipart/form-data")], b"x");
    assert_eq!(wrong(&none), said(400, "malformed", ""));
    let text = alice.ask("POST", "/api/v1/jobs", &[("Content-Type", "text/plain")], b"x");
    assert_eq!(wrong(&text), said(415, "media-type", ""));
    for path in ["jobs/x", "faxes/99999999999999999999", "jobs/1/pages/x"] {
        let nothing = alice.get(&format!("/api/v1/{path}"));
        assert_eq!(wrong(&nothing), said(404, "not-there", ""), "{path}");
    }
}

/// This holds also before a login.
#[test]
fn every_path_of_the_api_answers_json() {
    let (rig, serving) = Rig::served(SETTINGS);
    let mut anybody = Reader::at(serving.addresses[0]);
    for path in ["/api", "/api/", "/api/v2", "/api/v1/nothing", "/api/v1/jobs/1/nothing"] {
        let page = anybody.get(path);
        assert_eq!(wrong(&page), said(404, "no-such-address", ""), "{path}");
        // In the log, the paths of this version are without its beginning.
        let logged = format!("\"GET {}\"", path.trim_start_matches("/api/v1"));
        let words = [&request_id(&page), "no-such-address", &*logged];
        assert_eq!(audited(&rig, &words), 1, "{path}");
    }
    for (method, path) in [("PUT", "/api/v1/jobs"), ("POST", "/api/v1/openapi.json")] {
        let page = anybody.ask(method, path, &[], b"");
        assert_eq!(wrong(&page), said(405, "method", ""), "{method} {path}");
    }
}

/// The id of a request, which is in the header and in the body of an error.
fn request_id(page: &Page) -> String {
    let body: Value = serde_json::from_str(&page.text()).unwrap();
    let id = body["request_id"].as_str().unwrap_or_else(|| panic!("{body}"));
    assert_eq!(page.header("x-request-id"), Some(id), "{}", page.head);
    id.to_owned()
}

/// These requests are refused before anybody looks at their key.
#[test]
fn a_request_that_is_refused_at_once_has_an_id() {
    let (rig, serving) =
        Rig::served(&SETTINGS.replace("[web]", "[web]\nproxies = [\"127.0.0.1\"]"));
    let of_alice = key(&rig, "alice", SCOPES);
    for (header, value, kind, rule) in [
        ("X-Forwarded-For", "192.0.2.9", "in-the-clear", "in-the-clear"),
        ("Origin", "https://evil.example", "foreign", "foreign-form"),
    ] {
        let mut alice = program(serving.addresses[0], &of_alice);
        alice.headers.push((header.to_owned(), value.to_owned()));
        let refused = alice.ask("POST", "/api/v1/jobs", &JSON, b"{}");
        assert_eq!(wrong(&refused), said(403, kind, ""), "{}", refused.text());
        assert_eq!(audited(&rig, &[&request_id(&refused), rule, "POST /api/v1/jobs"]), 1);
        // Pages of the web interface have none.
        alice.headers.retain(|(name, _)| name != "Authorization");
        assert_eq!(alice.get("/nothing").header("x-request-id"), None);
    }
}

/// The page has a row for each kind of problem, with the sentence that the API gives, too.
#[test]
fn each_kind_of_problem_is_documented() {
    let (_rig, serving) = Rig::served(SETTINGS);
    let mut anybody = Reader::at(serving.addresses[0]);
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/api.md");
    let page = std::fs::read_to_string(page).unwrap();
    let table = page.split("| type | status | meaning |").nth(1).unwrap();
    let rows = table.lines().skip(2).take_while(|line| line.starts_with('|'));
    let mut count = 0;
    for row in rows {
        let cells: Vec<&str> = row.trim_matches('|').split(" | ").map(str::trim).collect();
        let word = cells[0].trim_matches('`');
        let kind = anybody.get(&format!("/api/v1/problems/{word}"));
        assert_eq!(kind.status, 200, "{word}");
        let text = kind.text();
        assert!(text.starts_with(&format!("{} {word}: ", cells[1])), "{row}: {text}");
        assert_eq!(text.lines().nth(1).unwrap(), cells[2], "{word}");
        count += 1;
    }
    let description = anybody.get("/api/v1/openapi.json").text();
    let description: Value = serde_json::from_str(&description).unwrap();
    let kinds = &description["components"]["schemas"]["ProblemWord"]["enum"];
    assert_eq!(kinds.as_array().unwrap().len(), count);
}
