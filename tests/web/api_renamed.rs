//! Paths of the API that have got other names work under the older names, too, and say so.

use serde_json::Value;

use crate::api_keys::{key, program};
use crate::house;
use crate::reader::{Page, Reader};

fn header<'p>(page: &'p Page, name: &str) -> Option<&'p str> {
    page.header(name)
}

#[test]
fn an_older_path_does_the_same_and_is_marked() {
    let rig = house::rig();
    let fax = house::fax(&rig, "2101", "0991270061", "Alice's friend");
    let of_alice = key(&rig, "alice", "faxes:read,faxes:write,jobs:read,jobs:write,webhooks");
    let serving = rig.serve();
    let mut alice = program(serving.addresses[0], &of_alice);
    let made = alice.ask(
        "POST",
        "/api/v1/book",
        &[("Content-Type", "application/json")],
        br#"{"name": "Ann", "number": "0991 270063"}"#,
    );
    assert_eq!((made.status, made.header("deprecation")), (201, Some("@1795824000")));
    for (older, newer) in [
        ("/book", "/contacts"),
        ("/book?search=ann", "/contacts?search=ann"),
        ("/webhooks/dead", "/webhooks/failed-deliveries"),
        (&*format!("/faxes/{fax}/ladder"), &*format!("/faxes/{fax}/transcript")),
        ("/jobs/99/ladders", "/jobs/99/transcripts"),
    ] {
        let before = alice.get(&format!("/api/v1{older}"));
        let now = alice.get(&format!("/api/v1{newer}"));
        assert_eq!(before.status, now.status, "{older}");
        if now.status == 200 {
            assert_eq!(before.bytes, now.bytes, "{older}");
        }
        assert!(header(&before, "deprecation").is_some(), "{older}");
        assert!(header(&now, "deprecation").is_none(), "{newer}");
        let path = newer.split('?').next().unwrap();
        let link = format!("</api/v1{path}>; rel=\"successor-version\"");
        assert_eq!(header(&before, "link"), Some(&*link), "{older}");
    }
    let refused = Reader::at(serving.addresses[0]).get("/api/v1/book");
    assert_eq!((refused.status, header(&refused, "deprecation").is_some()), (401, true));
}

#[test]
fn the_description_has_both_paths_and_both_names_of_fields() {
    let rig = house::rig();
    house::fax(&rig, "2101", "0991270061", "Alice's friend");
    let of_alice = key(&rig, "alice", "faxes:read");
    let serving = rig.serve();
    let mut alice = program(serving.addresses[0], &of_alice);
    let document: Value = serde_json::from_slice(&alice.get("/api/v1/openapi.json").bytes).unwrap();
    for (older, newer) in [("/book", "/contacts"), ("/faxes/{id}/ladder", "/faxes/{id}/transcript")]
    {
        assert_eq!(document["paths"][older]["get"]["deprecated"], true);
        assert!(document["paths"][newer]["get"]["deprecated"].is_null());
    }
    let faxes: Value = serde_json::from_slice(&alice.get("/api/v1/faxes").bytes).unwrap();
    let fax = &faxes["items"][0];
    for (older, newer) in
        [("calling", "from"), ("called", "to"), ("far_ident", "remote_station_id")]
    {
        assert!(fax.get(newer).is_some() && fax[older] == fax[newer], "{fax}");
        assert_eq!(
            document["components"]["schemas"]["Fax"]["properties"][older]["deprecated"],
            true
        );
    }
}
