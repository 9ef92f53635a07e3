//! The values that programs store with received faxes.

use serde_json::{Value, json};

use crate::api_keys::{body, key, problem, program};
use crate::house;
use crate::house::{begun_fax, fax};
use crate::live::Heard;
use crate::reader::{Page, Reader};
use ferrofax::UnixMs;
use ferrofax::spool::FaxId;
use ferrofax::t30::outcome::Cause;
use ferrofax_kit::received::failed;

const ALL: &str = "faxes:read,faxes:write,events";

fn stored(who: &mut Reader, fax: FaxId, metadata: &Value, tag: Option<&str>) -> Page {
    let headers: Vec<(&str, &str)> = [("Content-Type", "application/json")]
        .into_iter()
        .chain(tag.map(|tag| ("If-Match", tag)))
        .collect();
    let new = json!({ "metadata": metadata }).to_string();
    who.ask("PUT", &format!("/api/v1/faxes/{fax}/metadata"), &headers, new.as_bytes())
}

fn found(who: &mut Reader, query: &str) -> Vec<i64> {
    let listed = body(&who.get(&format!("/api/v1/faxes?{query}")));
    let faxes = listed["items"].as_array().unwrap_or_else(|| panic!("{listed}"));
    faxes.iter().map(|fax| fax["id"].as_i64().unwrap()).collect()
}

#[test]
fn a_program_finds_received_faxes_by_its_own_values() {
    let (rig, serving) = house::served();
    let mut bob = program(serving.addresses[0], &key(&rig, "bob", ALL));
    let mut dora = program(serving.addresses[0], &key(&rig, "dora", ALL));
    let mut alice = program(serving.addresses[0], &key(&rig, "alice", ALL));
    let [first, second, _] = [(); 3].map(|()| fax(&rig, "2102", "0991270062", "Miller Ltd"));
    let of_alice = fax(&rig, "2101", "0991270062", "");
    let shared = fax(&rig, "2102", "0991270063", "");
    let values = |case: &str| json!({"case": case, "patient": "Müller & Söhne"});
    for (fax, case) in [(first, "17"), (second, "18"), (shared, "17")] {
        let put = stored(&mut bob, fax, &values(case), None);
        assert_eq!(put.status, 204, "{}", put.text());
    }
    assert_eq!(stored(&mut alice, of_alice, &values("17"), None).status, 204);

    let read = |who: &mut Reader, fax: FaxId| body(&who.get(&format!("/api/v1/faxes/{fax}")));
    assert_eq!(read(&mut bob, first)["metadata"], values("17"));
    assert_eq!(read(&mut dora, shared)["metadata"], values("17"), "for all who see the fax");

    // By one value and by several, together with other filters.
    assert_eq!(found(&mut bob, "metadata[case]=17"), [shared.0, first.0], "not alice's");
    assert_eq!(found(&mut bob, "metadata%5Bcase%5D=18"), [second.0]);
    let both = "metadata[patient]=M%C3%BCller%20%26%20S%C3%B6hne";
    assert_eq!(found(&mut bob, both), [shared.0, second.0, first.0]);
    assert_eq!(found(&mut bob, &format!("{both}&metadata[case]=18")), [second.0]);
    assert_eq!(found(&mut bob, &format!("{both}&device=2102&limit=1")), [shared.0]);
    assert_eq!(found(&mut bob, &format!("{both}&search=miller")), [second.0, first.0]);
    assert_eq!(found(&mut bob, &format!("{both}&status=incomplete")), [0; 0]);
    assert_eq!(found(&mut bob, &format!("{both}&since=2100-01-01T00:00:00Z")), [0; 0]);
    assert_eq!(found(&mut bob, "metadata[case]=1"), [0; 0], "the whole value");
    assert_eq!(found(&mut bob, "metadata[patient]=17"), [0; 0], "of this name");
    rig.spool.faxes().claim_fax(first, "bob", "bob", false, UnixMs::now()).unwrap();
    let claimed = format!("claimed=bob&{both}");
    assert_eq!(found(&mut bob, &claimed), [first.0]);
    assert_eq!(found(&mut bob, &format!("{claimed}&metadata[case]=18")), [0; 0]);
    assert_eq!(found(&mut bob, &format!("claimed=-&{both}")), [shared.0, second.0]);

    // The new values replace all old ones, and end with the fax.
    assert_eq!(stored(&mut bob, second, &json!({"case": "19"}), None).status, 204);
    assert_eq!(read(&mut bob, second)["metadata"], json!({"case": "19"}));
    assert_eq!(found(&mut bob, both), [shared.0, first.0]);
    assert_eq!(stored(&mut bob, second, &json!({}), None).status, 204);
    assert_eq!(read(&mut bob, second)["metadata"], json!({}));
    let unmailed = begun_fax(&rig, "2102", "0991270064");
    rig.spool
        .receiving()
        .finish_fax(unmailed, &failed(Cause::T1Expired, UnixMs::now()))
        .unwrap();
    assert_eq!(stored(&mut bob, unmailed, &json!({"case": "20"}), None).status, 204);
    assert_eq!(found(&mut bob, "metadata[case]=20"), [unmailed.0]);
    rig.spool.faxes().delete_fax(unmailed, "", UnixMs::now()).unwrap();
    assert_eq!(found(&mut bob, "metadata[case]=20"), [0; 0]);
}

#[test]
fn values_of_a_fax_are_stored_only_by_those_who_see_it_and_within_limits() {
    let (rig, serving) = house::served();
    let mut alice = program(serving.addresses[0], &key(&rig, "alice", ALL));
    let mut bob = program(serving.addresses[0], &key(&rig, "bob", ALL));
    let mut reads = program(serving.addresses[0], &key(&rig, "alice", "faxes:read"));
    let of_alice = fax(&rig, "2101", "0991270062", "");
    let good = json!({"case": "17"});
    assert_eq!(stored(&mut alice, of_alice, &good, None).status, 204);

    let other = json!({"case": "18"});
    assert_eq!(problem(&stored(&mut bob, of_alice, &other, None)).0, 404);
    assert_eq!(problem(&stored(&mut reads, of_alice, &other, None)).0, 403);
    assert_eq!(problem(&stored(&mut alice, FaxId(99), &other, None)).0, 404);
    assert_eq!(problem(&stored(&mut alice, of_alice, &other, Some("\"x\""))).0, 412);
    let many: serde_json::Map<String, Value> =
        (0..21).map(|at| (at.to_string(), json!("x"))).collect();
    for wrong in [json!({"": "x"}), json!({"x": "x".repeat(501)}), json!({"x": 1}), json!(many)] {
        let refused = stored(&mut alice, of_alice, &wrong, None);
        assert_eq!(problem(&refused), (422, "wrong-value".to_owned()), "{}", refused.text());
    }
    let path = format!("/api/v1/faxes/{of_alice}");
    let fax = alice.get(&path);
    assert_eq!(body(&fax)["metadata"], good);

    let tag = fax.header("etag").unwrap().to_owned();
    assert_eq!(stored(&mut alice, of_alice, &other, Some(&tag)).status, 204);
    assert_eq!(problem(&stored(&mut alice, of_alice, &good, Some(&tag))).0, 412, "it has changed");
    assert_eq!(body(&alice.get(&path))["metadata"], other);
}

#[test]
fn the_events_of_a_fax_have_its_values() {
    let (rig, serving) = house::served();
    let of_alice = key(&rig, "alice", ALL);
    let mut alice = program(serving.addresses[0], &of_alice);
    let fax = fax(&rig, "2101", "0991270062", "");
    let values = json!({"case": "17"});
    assert_eq!(stored(&mut alice, fax, &values, None).status, 204);
    let line = format!("Authorization: Bearer {of_alice}");
    let mut heard = Heard::with(serving.addresses[0], "/api/v1/events", &line, None);
    heard.number();
    alice.ask("POST", &format!("/api/v1/faxes/{fax}/claim"), &[], b"");
    let data = loop {
        match heard.next().unwrap() {
            (name, _, data) if name == "deed" => break data,
            _ => {}
        }
    };
    let deed: Value = serde_json::from_str(&data).unwrap();
    assert_eq!((&deed["metadata"], &deed["deed"]), (&values, &json!("claimed")));
}
