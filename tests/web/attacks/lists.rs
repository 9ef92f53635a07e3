//! Lists, their filters and views, and actions on many at once, with what belongs to others.

use serde_json::{Value, json};

use super::{Siege, lines};
use crate::api_keys::{JSON, key, program};
use crate::reader::Reader;

/// Actions on many at once, by the API, with ids of others.
const OF_OTHERS: [(&str, &str); 11] = [
    ("faxes", r#""action": "read""#),
    ("faxes", r#""action": "unread""#),
    ("faxes", r#""action": "claim""#),
    ("faxes", r#""action": "release""#),
    ("faxes", r#""action": "hand-over", "user": "alice""#),
    ("faxes", r#""action": "tag", "tag": "mine""#),
    ("faxes", r#""action": "delete""#),
    ("jobs", r#""action": "cancel""#),
    ("jobs", r#""action": "hold""#),
    ("jobs", r#""action": "release""#),
    ("jobs", r#""action": "retry""#),
];

/// Ids that no fax and no job has, and a body that is cut off.
const NO_IDS: [&str; 4] = ["[9223372036854775807]", "[-1]", "[0]", "[1"];

/// Ids that are none. They are wrong values as of a program with a mistake, and have no line.
const WRONG_IDS: [&str; 5] =
    ["[99999999999999999999]", "[1.5]", r#"["1; DROP TABLE jobs"]"#, "[[1]]", r#"{"all": true}"#];

/// Lists with a device of others, or one that does not exist, on a page and by the API.
const FILTERS: [&str; 8] = [
    "/in?device=2102",
    "/in?device=2999%40fax-devices",
    "/out?device=2102",
    "/out?device=2998%40fax-devices&search=offer",
    "/api/v1/faxes?device=2997",
    "/api/v1/faxes?device=2996%40fax-devices&search=friend",
    "/api/v1/jobs?device=2997",
    "/api/v1/jobs?device=2102%40fax-devices&state=ready",
];

/// Positions in a list that the server has not given.
const CURSORS: [&str; 6] = [
    "/api/v1/faxes?cursor=ajE",
    "/api/v1/jobs?cursor=ZjE",
    "/api/v1/jobs?cursor=ai0x",
    "/api/v1/jobs?cursor=%27%20OR%201%3D1",
    "/api/v1/jobs?limit=100000",
    "/in?below=%27%20OR%201%3D1",
];

/// Views of others, and views that are none.
const VIEWS: [&str; 4] = [
    "/in/views/1/remove",
    "/out/views/1/remove",
    "/in/views/9223372036854775807/remove",
    "/out/views/-1/remove",
];

/// The numbers of the single attacks that stand in no table.
const MORE: usize = 7;

pub(super) const COUNT: usize =
    OF_OTHERS.len() + NO_IDS.len() + FILTERS.len() + CURSORS.len() + VIEWS.len() + MORE;

#[test]
fn lists_and_actions_on_many_reach_nothing_of_others() {
    let mut siege = Siege::begun();
    let to = siege.serving.addresses[0];
    let mut bob = Reader::logged_in(to, "bob", "other");
    bob.get("/in");
    assert_eq!(bob.post("/in/views?which=unread", &[("name", "Mine")]).status, 303);
    let of_alice = key(&siege.rig, "alice", "faxes:read,faxes:write,jobs:read,jobs:write");
    let mut alice = program(to, &of_alice);
    let mut page = siege.alice();
    page.get("/in");
    in_bulk(&mut siege, &mut alice);
    many(&mut siege, &mut alice);
    for filter in FILTERS {
        let who = if filter.starts_with("/api") { &mut alice } else { &mut page };
        let answer = who.get(filter);
        siege.refused(filter, &answer, &[200]);
        let text = answer.text();
        assert!(!text.contains("Bob") && !text.contains("0991270062"), "{filter}: {text}");
    }
    // A view is only the filters of a list: one with a device of others shows nothing.
    let saved = page.post("/in/views?device=2102%40fax-devices", &[("name", "His")]);
    assert_eq!(saved.status, 303, "{}", saved.text());
    let opened = page.get("/in?device=2102%40fax-devices");
    assert!(!opened.text().contains("Bob"));
    siege.noted("a view with a device of others", "2102@fax-devices\"");
    for cursor in CURSORS {
        let who = if cursor.starts_with("/api") { &mut alice } else { &mut page };
        let answer = who.get(cursor);
        siege.refused(cursor, &answer, &[400, 422]);
    }
    page.get("/in");
    for view in VIEWS {
        let answer = page.post(view, &[]);
        siege.refused(view, &answer, &[404]);
    }
    assert!(bob.get("/in").text().contains("Mine"));
    siege.ended(COUNT);
}

fn in_bulk(siege: &mut Siege, alice: &mut Reader) {
    let (fax, job) = (siege.of_bob.0, siege.job_of_bob.0);
    for (of, deed) in OF_OTHERS {
        let id = if of == "faxes" { fax } else { job };
        let body = format!(r#"{{"{of}": [{id}], {deed}}}"#);
        let answer = alice.ask("POST", &format!("/api/v1/{of}/bulk"), &JSON, body.as_bytes());
        let told: Value = serde_json::from_str(&answer.text()).unwrap();
        assert_eq!(told["done"], json!([]), "{body}: {told}");
        siege.refused(&format!("{of}: {deed}"), &answer, &[200]);
    }
    for ids in NO_IDS {
        let body = format!(r#"{{"jobs": {ids}, "action": "cancel"}}"#);
        let answer = alice.ask("POST", "/api/v1/jobs/bulk", &JSON, body.as_bytes());
        siege.refused(&format!("jobs {ids}"), &answer, &[200, 400]);
        let told: Value = serde_json::from_str(&answer.text()).unwrap();
        assert!(told["done"].as_array().is_none_or(Vec::is_empty), "{ids}: {told}");
    }
    for ids in WRONG_IDS {
        let body = format!(r#"{{"jobs": {ids}, "action": "cancel"}}"#);
        let answer = alice.ask("POST", "/api/v1/jobs/bulk", &JSON, body.as_bytes());
        assert_eq!(answer.status, 422, "{ids}: {}", answer.text());
    }
}

/// A thousand ids of others are one line of the audit log, which counts them.
fn many(siege: &mut Siege, alice: &mut Reader) {
    let thousand: Vec<i64> = (1_000_001..=1_001_000).collect();
    for (of, action) in
        [("faxes", "read"), ("faxes", "delete"), ("jobs", "cancel"), ("jobs", "retry")]
    {
        let before = lines(&siege.rig).len();
        let body = json!({of: thousand, "action": action}).to_string();
        let answer = alice.ask("POST", &format!("/api/v1/{of}/bulk"), &JSON, body.as_bytes());
        assert_eq!(answer.status, 200, "{}", answer.text());
        siege.noted(&format!("{action} of 1,000 {of} of others"), "\"count\":1000");
        let lines = lines(&siege.rig);
        assert_eq!(lines.len(), before + 1, "{:?}", &lines[before..]);
        let named = "\"1000001, 1000002, 1000003, ";
        assert!(lines[before].contains(named), "{}", lines[before]);
    }
    let too_many: Vec<i64> = (1..=1_001).collect();
    for of in ["faxes", "jobs"] {
        let action = if of == "faxes" { "read" } else { "hold" };
        let body = json!({of: too_many, "action": action}).to_string();
        let answer = alice.ask("POST", &format!("/api/v1/{of}/bulk"), &JSON, body.as_bytes());
        siege.refused(&format!("1,001 {of}"), &answer, &[422]);
    }
}
