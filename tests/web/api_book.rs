//! To whom faxes go, by the API: numbers that are looked at, and address books.

use serde_json::{Value, json};

use crate::api_keys::{body, key, problem, program};
use crate::house;
use crate::reader::{Page, Reader};

const JSON: (&str, &str) = ("Content-Type", "application/json");

fn send(who: &mut Reader, method: &str, path: &str, what: &Value, tag: Option<&str>) -> Page {
    let mut headers = vec![JSON];
    headers.extend(tag.map(|tag| ("If-Match", tag)));
    who.ask(method, &format!("/api/v1{path}"), &headers, what.to_string().as_bytes())
}

#[test]
fn a_number_is_looked_at_before_something_is_sent_there() {
    let (rig, serving) = house::served();
    let to = serving.addresses[0];
    let mut alice = program(to, &key(&rig, "alice", "jobs:read"));
    let good = alice.get("/api/v1/numbers/0991%202700619");
    assert_eq!(good.status, 200, "{}", good.text());
    let good = body(&good);
    assert_eq!((&good["allowed"], &good["why"]), (&true.into(), &Value::Null), "{good}");
    assert!(good["price"].is_string() && good["canonical"].is_string(), "{good}");
    let dear = body(&alice.get("/api/v1/numbers/0900%201?device=2101"));
    assert_eq!((&dear["allowed"], &dear["price"]), (&false.into(), &"special".into()), "{dear}");
    assert!(dear["why"].as_str().unwrap().contains("special"), "{dear}");
    let of_bob = body(&alice.get("/api/v1/numbers/0991%202700619?device=2102"));
    assert_eq!(of_bob["allowed"], false, "{of_bob}");
    assert_eq!(problem(&alice.get("/api/v1/numbers/nobody")).0, 422);
    assert_eq!(problem(&alice.get("/api/v1/numbers/1?from=x")).0, 400);
}

#[test]
fn a_book_is_its_users_and_the_houses_is_everybodys() {
    let (rig, serving) = house::served();
    let to = serving.addresses[0];
    let who = |name: &str| program(to, &key(&rig, name, "jobs:read,jobs:write"));
    let (mut alice, mut bob, mut chief) = (who("alice"), who("bob"), who("chief"));
    let doctor = json!({ "name": "Dr. Weiß", "number": "0991 2700619" });
    let added = send(&mut alice, "POST", "/book", &doctor, None);
    assert_eq!(added.status, 201, "{}", added.text());
    let (there, contact) = (added.location().to_owned(), body(&added));
    assert_eq!((&contact["book"], &contact["name"]), (&"own".into(), &"Dr. Weiß".into()));
    let place = there.trim_start_matches("/api/v1");
    // Nobody else has it.
    assert_eq!(problem(&bob.get(&there)), (404, "not-there".to_owned()));
    assert_eq!(problem(&send(&mut bob, "PUT", place, &doctor, None)).0, 404);
    assert_eq!(problem(&chief.ask("DELETE", &there, &[], b"")).0, 404);
    assert_eq!(body(&bob.get("/api/v1/book"))["contacts"], json!([]));
    // Changed as it is known, or not at all.
    let seen = alice.get(&there);
    let tag = seen.header("etag").unwrap();
    assert_eq!(alice.ask("GET", &there, &[("If-None-Match", tag)], b"").status, 304);
    let moved = json!({ "name": "Dr. Weiß", "number": "0991 2700620", "note": "moved" });
    let changed = send(&mut alice, "PUT", place, &moved, Some(tag));
    assert_eq!((changed.status, &body(&changed)["note"]), (200, &"moved".into()));
    let late = send(&mut alice, "PUT", place, &doctor, Some(tag));
    assert_eq!(problem(&late), (412, "changed".to_owned()));
    let late = alice.ask("DELETE", &there, &[("If-Match", tag)], b"");
    assert_eq!(problem(&late), (412, "changed".to_owned()));
    // The house's is kept by its administrator.
    let court = json!({ "name": "Court", "number": "0991 2700621", "book": "house" });
    assert_eq!(problem(&send(&mut bob, "POST", "/book", &court, None)), (403, "denied".to_owned()));
    let of_house = send(&mut chief, "POST", "/book", &court, None);
    assert_eq!(of_house.status, 201, "{}", of_house.text());
    assert_eq!(body(&bob.get("/api/v1/book?search=court"))["contacts"][0]["book"], "house");
    assert_eq!(problem(&bob.ask("DELETE", of_house.location(), &[], b"")).0, 403);
    // Page after page.
    let first = body(&alice.get("/api/v1/book?limit=1"));
    assert_eq!(first["contacts"][0]["name"], "Dr. Weiß", "one's own first");
    let next = first["next"].as_str().unwrap();
    let second = body(&alice.get(&format!("/api/v1/book?limit=1&cursor={next}")));
    assert_eq!(second["contacts"][0]["name"], "Court");
    // What is none.
    for wrong in [
        json!({ "name": "", "number": "1" }),
        json!({ "name": "x", "number": "no" }),
        json!({ "name": "x" }),
        json!({ "name": "x", "number": "1", "book": "bob" }),
    ] {
        assert_eq!(problem(&send(&mut alice, "POST", "/book", &wrong, None)).0, 422, "{wrong}");
    }
    assert_eq!(problem(&send(&mut alice, "PUT", "/book/0", &doctor, None)).0, 404);
    assert_eq!(alice.ask("DELETE", &there, &[], b"").status, 204);
    assert_eq!(problem(&alice.get(&there)).0, 404);
}

#[test]
fn a_whole_book_goes_in_and_out_as_a_table() {
    let (rig, serving) = house::served();
    let to = serving.addresses[0];
    let mut alice = program(to, &key(&rig, "alice", "jobs:read,jobs:write"));
    let mut put = |table: &str, book: &str| {
        let csv = [("Content-Type", "text/csv")];
        alice.ask("POST", &format!("/api/v1/book/table{book}"), &csv, table.as_bytes())
    };
    let head = "\"name\",\"company\",\"number\",\"note\"\r\n";
    let table = format!("{head}\"Bob\",\"\",\"0991 2700619\",\"\"\r\n");
    let done = put(&table, "");
    assert_eq!((done.status, body(&done)), (200, json!({"added": 1, "changed": 0})));
    let table = format!("{head}\"Bob\",\"Mill\",\"0991 2700619\",\"#all\"\r\n");
    assert_eq!(body(&put(&table, "")), json!({"added": 0, "changed": 1}));
    let done = body(&put("name,number\nBob,0991 2700619\n", ""));
    assert_eq!(done, json!({"added": 0, "changed": 0}), "it has no company and no note");
    assert_eq!(problem(&put("name,number\nBob,x\n", "")), (422, "unfit".to_owned()));
    assert_eq!(problem(&put(&table, "?book=house")), (403, "denied".to_owned()));
    assert_eq!(problem(&put(&table, "?book=x")), (400, "malformed".to_owned()));
    let got = alice.get("/api/v1/book/table");
    assert_eq!(
        (got.text().as_str(), got.header("content-type")),
        (table.as_str(), Some("text/csv"))
    );
    let of_house = alice.get("/api/v1/book/table?book=house");
    assert_eq!(of_house.text(), head);
}
