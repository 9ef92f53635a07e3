//! What administrators do by the API, as at the page; and that nobody else does it.

use ferrofax::UnixMs;
use ferrofax::sent_line::SentLine;
use ferrofax::spool::failure::Failure;
use ferrofax::spool::jobs::{AttemptEnd, JobSession};
use ferrofax::spool::{CallMemory, Finding, Fix, Observation, OutboxState, T38Fate};
use serde_json::{Value, json};

use crate::api_keys::{JSON, body, key, problem, program};
use crate::reader::Reader;
use crate::rig::{Rig, Serving};
use crate::{audited, house};

/// A program of this user, with a key for administration.
pub(crate) fn admin(rig: &Rig, user: &str, serving: &Serving) -> Reader {
    program(serving.addresses[0], &key(rig, user, "admin"))
}

#[test]
fn the_house_is_seen_as_at_the_page() {
    let rig = house::rig();
    house::fax(&rig, "2101", "0991270061", "Friend");
    let serving = rig.serve();
    let mut chief = admin(&rig, "chief", &serving);
    let mut seen = |path: &str| {
        let page = chief.get(&format!("/api/v1/admin/{path}"));
        assert_eq!(page.status, 200, "{path}: {}", page.text());
        body(&page)
    };
    let devices = seen("devices");
    let first = &devices["devices"][0];
    assert_eq!((&first["name"], &first["may_receive"]), (&json!("2101@fax-devices"), &json!(true)));
    assert!(first["declared_at"].as_str().unwrap().contains("extensions.conf"), "{devices}");
    assert!(devices["usual"]["country_code"].is_string(), "{devices}");
    let users = seen("users");
    let names: Vec<&str> = users["users"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|one| one["name"].as_str())
        .collect();
    assert_eq!(names, ["alice", "bob", "dora", "chief"]);
    assert_eq!(
        (&users["users"][3]["role"], &users["users"][3]["sees"]),
        (&json!("administrator"), &Value::Null)
    );
    assert_eq!(users["users"][0]["used"][0]["faxes"], 0, "{users}");
    assert_eq!(users["groups"][0]["members"], json!(["bob", "dora"]));
    let health = seen("health");
    assert!(health["lines"][0].is_string() && health["is_paused"] == false, "{health}");
    let history = seen("history?days=7");
    let days = history["days"].as_array().unwrap();
    assert_eq!((days.len(), &days[6]["received"]), (7, &json!(1)), "{history}");
    assert_eq!(problem(&chief.get("/api/v1/admin/history?days=1")), (400, "malformed".to_owned()));
    let asked = chief.ask("POST", "/api/v1/admin/questions", &[], b"");
    assert_eq!(asked.status, 202, "{}", asked.text());
    assert_eq!(body(&chief.get(asked.location()))["answered_at"], Value::Null);
    let question = rig.spool.devices().next_question(UnixMs::now()).unwrap().unwrap();
    let endpoint = "trunk".to_owned();
    let fix = Fix::OfferT38 { endpoint: endpoint.clone() };
    let missing = Finding::wrong("t38", Observation::T38Missing { endpoint }, fix);
    let well = Finding::well("config", Observation::ConfigInOrder);
    rig.spool.devices().answer(question, &[missing, well], UnixMs::now()).unwrap();
    let answer = body(&chief.get(asked.location()));
    let findings = &answer["findings"];
    assert_eq!(
        (&findings[0]["what"], &findings[0]["is_well"], &findings[0]["text"]),
        (
            &json!("t38"),
            &json!(false),
            &json!("endpoint trunk offers no T.38, the reliable method for faxes over IP")
        )
    );
    let named = json!({"name": "t38-missing", "values": {"endpoint": "trunk"}});
    assert_eq!(findings[0]["observation"], named);
    assert_eq!(findings[0]["fix"]["name"], "offer-t38");
    assert!(findings[0]["mend"].as_str().unwrap().starts_with("`t38_udptl = yes` for trunk"));
    assert_eq!(findings[1]["observation"], json!({"name": "config-in-order", "values": {}}));
    assert_eq!((&findings[1]["mend"], &findings[1]["fix"]), (&Value::Null, &Value::Null));
}

#[test]
fn old_faxes_are_deleted_by_hand_after_a_preview() {
    let rig = house::rig();
    let then = UnixMs(UnixMs::now().0 - 40 * 86_400_000);
    let [old, new] = [then, UnixMs::now()].map(|at| house::fax_at(&rig, "2101", at));
    for entry in rig.spool.outbox().outbox_of(old).unwrap() {
        rig.spool.outbox().delivered(entry.id, then, "250 ok").unwrap();
    }
    let serving = rig.serve();
    let clean = |who: &mut Reader, what: &Value| {
        who.ask("POST", "/api/v1/admin/cleanup", &JSON, what.to_string().as_bytes())
    };
    let mut chief = admin(&rig, "chief", &serving);
    let preview = clean(&mut chief, &json!({"keep_days": 30, "preview": true}));
    let preview = body(&preview);
    assert_eq!((&preview["preview"], &preview["deleted_faxes"]), (&json!(true), &json!(1)));
    assert!(rig.spool.faxes().fax(old).is_ok(), "a preview deletes nothing");
    let done = body(&clean(&mut chief, &json!({"keep_days": 30})));
    assert_eq!((&done["deleted_faxes"], &done["deleted_jobs"]), (&json!(1), &json!(0)), "{done}");
    assert!(done["freed_bytes"].as_u64().unwrap() > 0, "{done}");
    assert!(rig.spool.faxes().fax(old).is_err() && rig.spool.faxes().fax(new).is_ok());
    assert_eq!(audited(&rig, &["\"asked\":\"cleanup\"", "\"granted\":true"]), 1);
    let wrong = clean(&mut chief, &json!({"keep_days": 0}));
    assert_eq!(problem(&wrong), (422, "unfit".to_owned()));
    let mut alice = admin(&rig, "alice", &serving);
    let denied = clean(&mut alice, &json!({"keep_days": 30}));
    assert_eq!(denied.status, 403, "{}", denied.text());
}

/// Whatever is below /api/ answers a program, not a reader.
#[test]
fn an_unknown_address_of_the_api_is_answered_as_a_problem() {
    let (rig, serving) = house::served();
    let mut anybody = Reader::at(serving.addresses[0]);
    let mut chief = admin(&rig, "chief", &serving);
    for who in [&mut anybody, &mut chief] {
        for path in ["/api/v2/faxes", "/api/v1beta", "/api/x/y/z"] {
            let page = who.get(path);
            assert_eq!(page.header("content-type"), Some("application/problem+json"), "{path}");
            assert_eq!(page.status, 404, "{path}: {}", page.text());
        }
    }
}

#[test]
fn users_are_stopped_and_sessions_ended() {
    let (rig, serving, mut alice) = house::alice();
    let mut chief = admin(&rig, "chief", &serving);
    let stop = "/api/v1/admin/users/alice/stop";
    assert_eq!(chief.ask("PUT", stop, &[], b"").status, 204);
    let users = body(&chief.get("/api/v1/admin/users"));
    assert_eq!(users["users"][0]["stopped_why"], "stopped by chief");
    assert_eq!(rig.spool.submission().stopped_users().unwrap().len(), 1);
    assert_eq!(chief.ask("DELETE", stop, &[], b"").status, 204);
    assert_eq!(problem(&chief.ask("DELETE", stop, &[], b"")), (404, "not-there".to_owned()));
    let nobody = chief.ask("PUT", "/api/v1/admin/users/nobody/stop", &[], b"");
    assert_eq!(problem(&nobody), (422, "unfit".to_owned()));
    let sessions = body(&chief.get("/api/v1/admin/sessions"));
    assert_eq!(
        (&sessions["sessions"][0]["user"], &sessions["sessions"][0]["by"]),
        (&json!("alice"), &json!("password"))
    );
    let session = format!("/api/v1/admin/sessions/{}", sessions["sessions"][0]["id"]);
    assert_eq!(chief.ask("DELETE", &session, &[], b"").status, 204);
    assert_eq!(alice.get("/in").status, 303, "she has to log in again");
    assert_eq!(problem(&chief.ask("DELETE", &session, &[], b"")).0, 404);
    assert_eq!(audited(&rig, &["\"end-session\"", "chief", "\"api\"", "\"granted\":true"]), 2);
}

/// What a call to a number showed is kept with it.
#[test]
fn what_is_known_of_numbers_is_seen_and_forgotten() {
    let rig = house::rig();
    let lease = house::called(&rig, "2101", "alice");
    let line = SentLine { first_bps: 14_400, slowest_bps: 9600, ..SentLine::default() };
    let session = JobSession { line: Some(line), ecm: Some(true), ..JobSession::default() };
    rig.spool.queue().note_job_session(&lease, &session).unwrap();
    let memory = Some(CallMemory { t38: T38Fate::Refused, days: 30 });
    let end = AttemptEnd { failure: Some(Failure::Dropped), memory, ..AttemptEnd::default() };
    rig.spool.queue().attempt_ended(&lease, &end, UnixMs::now()).unwrap();
    let serving = rig.serve();
    let mut alice = admin(&rig, "alice", &serving);
    let mut chief = admin(&rig, "chief", &serving);
    let numbers = "/api/v1/admin/numbers";
    assert_eq!(problem(&alice.get(numbers)), (403, "denied".to_owned()));
    let all = body(&chief.get(numbers));
    let known = &all["numbers"][0];
    assert_eq!((&known["calls"], &known["t38"]), (&json!(1), &json!("refused")), "{all}");
    let next = known["next_call"][0].as_str().unwrap();
    assert!(next.starts_with("At most 12000 bit/s: faster rates failed on "), "{all}");
    let one = format!("{numbers}/{}", known["number"].as_str().unwrap());
    assert_eq!(body(&chief.get(&one)), *known);
    assert_eq!(problem(&chief.get(&format!("{numbers}/x"))), (422, "unfit".to_owned()));
    assert_eq!(problem(&alice.ask("DELETE", &one, &[], b"")).0, 403);
    assert_eq!(chief.ask("DELETE", &one, &[], b"").status, 204);
    assert_eq!(problem(&chief.ask("DELETE", &one, &[], b"")), (404, "not-there".to_owned()));
    assert_eq!(audited(&rig, &["\"number-forget\"", "chief", "\"granted\":true"]), 2);
}

#[test]
fn mails_are_tried_again_and_their_queue_paused() {
    let rig = house::rig();
    let fax = house::fax(&rig, "2101", "0991270061", "Friend");
    // Neither the mailbox nor the faxmaster can be reached.
    for at in 0..2 {
        let entry = rig.spool.outbox().outbox_of(fax).unwrap()[at].id;
        assert!(rig.spool.outbox().reject(entry, UnixMs::now(), "550 no such user").unwrap());
    }
    let serving = rig.serve();
    let mut chief = admin(&rig, "chief", &serving);
    let mails = body(&chief.get("/api/v1/admin/mails"));
    let mail = &mails["mails"][0];
    assert_eq!((&mail["fax"], &mail["mail"]["error"]), (&json!(fax.0), &json!("550 no such user")));
    assert_eq!(mails["next"], json!(null));
    let other = house::fax(&rig, "2101", "0991270061", "Friend");
    for at in 0..2 {
        let entry = rig.spool.outbox().outbox_of(other).unwrap()[at].id;
        assert!(rig.spool.outbox().reject(entry, UnixMs::now(), "550 no such user").unwrap());
    }
    let page = chief.get("/api/v1/admin/mails?limit=1");
    assert!(page.header("link").is_some_and(|link| link.contains("rel=\"next\"")));
    let first = body(&page);
    let next = first["next"].as_str().unwrap();
    let rest = body(&chief.get(&format!("/api/v1/admin/mails?limit=1&cursor={next}")));
    assert_eq!(
        (&first["items"][0]["fax"], &rest["items"][0]["fax"]),
        (&fax.0.into(), &other.0.into())
    );
    assert_eq!(rest["next"], json!(null));
    let again = format!("/api/v1/admin/mails/{}/again", mail["mail"]["id"]);
    assert_eq!(chief.ask("POST", &again, &[], b"").status, 204);
    assert_eq!(rig.spool.outbox().outbox_of(fax).unwrap()[0].state, OutboxState::Waiting);
    assert_eq!(problem(&chief.ask("POST", &again, &[], b"")), (404, "not-there".to_owned()));
    let all = chief.ask("POST", "/api/v1/admin/mails/again", &[], b"");
    assert!(all.status == 200 && body(&all)["brought_back"] == 1, "{}", all.text());
    let queue = "/api/v1/admin/mail-queue";
    for is_paused in [true, false] {
        let said = json!({ "is_paused": is_paused });
        let put = chief.ask("PUT", queue, &JSON, said.to_string().as_bytes());
        assert_eq!((put.status, body(&put)), (200, said.clone()));
        assert_eq!(body(&chief.get(queue)), said);
    }
    assert_eq!(audited(&rig, &["\"pause-mails\"", "chief"]), 1);
}

#[test]
fn lines_of_the_log_are_found_by_who_what_and_when_and_read_on() {
    let (rig, serving) = house::served();
    let to = serving.addresses[0];
    let (mut alice, mut chief) = (
        program(to, &key(&rig, "alice", "log:read")),
        program(to, &key(&rig, "chief", "log:read")),
    );
    assert_eq!(problem(&alice.get("/api/v1/log")), (403, "denied".to_owned()));
    let begun = UnixMs::now();
    (0..7).for_each(|_| assert_eq!(alice.get("/api/v1/log/chain").status, 403));
    let mut lines = |question: &str| {
        let found = body(&chief.get(&format!("/api/v1/log?{question}")));
        (found["lines"].as_array().unwrap().clone(), found["next"].as_str().map(str::to_owned))
    };
    let (all, _) = lines("user=LIC&asked=log&granted=false");
    assert_eq!(all.len(), 8);
    assert!(all.iter().all(|line| line["user"] == "alice" && line["rule"] == "role"), "{all:?}");
    let (mut found, mut next) = (Vec::new(), Some(String::new()));
    while let Some(cursor) = next {
        let more = if cursor.is_empty() { cursor } else { format!("&cursor={cursor}") };
        let (page, on) = lines(&format!("user=alice&asked=log&limit=3{more}"));
        found.extend(page);
        next = on;
    }
    assert_eq!(found, all, "the newest first, each once");
    let day = |days: i64| (begun + days * 86_400_000).timestamp().unwrap().to_string();
    let between = |since, until| format!("asked=log&user=alice&since={since}&until={until}");
    assert_eq!(lines(&between(day(-1), day(1))).0.len(), 8);
    assert_eq!(lines(&between(day(1), day(2))).0.len(), 0);
    assert_eq!(lines(&between(day(-2), day(-1))).0.len(), 0);
    let last = all[3]["seq"].as_i64().unwrap();
    let (newer, on) = lines(&format!("user=alice&after={last}&limit=2"));
    let seqs = |lines: &[Value]| lines.iter().map(|line| line["seq"].clone()).collect::<Vec<_>>();
    assert_eq!((seqs(&newer), on), (seqs(&[all[2].clone(), all[1].clone()]), None));
    for wrong in ["since=x", "until=2026", "cursor=x", "after=1&cursor=bDE", "who=alice"] {
        let refused = chief.get(&format!("/api/v1/log?{wrong}"));
        assert_eq!(problem(&refused), (400, "malformed".to_owned()), "{wrong}");
    }
}

#[test]
fn the_chain_of_the_log_is_checked() {
    let (rig, serving) = house::served();
    let to = serving.addresses[0];
    let mut chief = program(to, &key(&rig, "chief", "log:read"));
    let chain = body(&chief.get("/api/v1/log/chain"));
    assert_eq!((&chain["is_well"], &chain["fault"]), (&json!(true), &Value::Null), "{chain}");
    let log = rig.folder.path().join("spool/audit.log");
    let text = std::fs::read_to_string(&log).unwrap();
    std::fs::write(&log, text.replacen("key-new", "key-old", 1)).unwrap();
    let chain = body(&chief.get("/api/v1/log/chain"));
    assert!(chain["fault"].as_str().unwrap().starts_with("audit.log:1:"), "{chain}");
    let mut alice = program(to, &key(&rig, "alice", "log:read"));
    assert_eq!(problem(&alice.get("/api/v1/log/chain")), (403, "denied".to_owned()));
}
