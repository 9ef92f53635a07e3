//! Recorded calls by the API and at the page: for administrators alone, and never in the way of
//! others, whatever is in a record.

use ferrofax::UnixMs;
use ferrofax::spool::event::Language;
use ferrofax::spool::{CallVerdict, RecordId, RecordOf};
use serde_json::json;

use crate::api_admin::admin;
use crate::api_keys::{body, key, problem, program};
use crate::reader::Reader;
use crate::recorded::{BEGAN_AT, keep, keep_at, silent_call};
use crate::rig::Rig;
use crate::{audited, house};
use ferrofax_kit::patience::watch;

fn kept(rig: &Rig, session: u32, tape: &[u8]) -> RecordId {
    keep(&rig.spool, RecordOf::Session(session), tape)
}

#[test]
fn records_are_found_explained_and_fetched() {
    let rig = house::rig();
    let fax = house::fax(&rig, "2101", "0991 7", "");
    let tape = silent_call();
    keep(&rig.spool, RecordOf::Fax(fax), &tape);
    (1..=3).for_each(|session| _ = kept(&rig, session, b"no tape"));
    let serving = rig.serve();
    let mut chief = admin(&rig, "chief", &serving);
    let mut ids = |question: &str| {
        let list = body(&chief.get(&format!("/api/v1/admin/calls?{question}")));
        let ids: Vec<i64> = list["calls"]
            .as_array()
            .unwrap_or_else(|| panic!("{list}"))
            .iter()
            .map(|call| call["id"].as_i64().unwrap())
            .collect();
        (ids, list["next"].as_str().map(str::to_owned))
    };
    assert_eq!(ids(""), (vec![4, 3, 2, 1], None));
    let (first, next) = ids("limit=3");
    assert_eq!(
        (first, ids(&format!("limit=3&cursor={}", next.unwrap())).0),
        (vec![4, 3, 2], vec![1])
    );
    let (began, day) = (BEGAN_AT, 86_400_000);
    let moment = |ms: i64| (began + ms).timestamp().unwrap();
    for (question, count) in [
        (format!("fax={fax}"), 1),
        ("number=98".to_owned(), 0),
        ("number=0991".to_owned(), 4),
        ("device=2101".to_owned(), 4),
        ("device=210".to_owned(), 0),
        ("went_well=true".to_owned(), 0),
        (format!("since={}&until={}", moment(0), moment(1)), 4),
        (format!("since={}", moment(day)), 0),
        (format!("until={}", moment(0)), 0),
    ] {
        assert_eq!(ids(&question).0.len(), count, "{question}");
    }
    for wrong in ["since=x", "limit=0", "cursor=x", "what=1"] {
        let refused = chief.get(&format!("/api/v1/admin/calls?{wrong}"));
        assert_eq!(problem(&refused), (400, "malformed".to_owned()), "{wrong}");
    }
    let call = body(&chief.get("/api/v1/admin/calls/1"));
    assert_eq!((&call["fax"], &call["cause"]), (&json!(fax.0), &json!("T1_EXPIRED")), "{call}");
    let explained = body(&chief.get("/api/v1/admin/calls/1/explanation"));
    let finding = &explained["findings"][0];
    assert_eq!(finding["trouble"], "no-fax-machine", "{explained}");
    assert_eq!(finding["name"], "no-fax-machine", "{finding}");
    assert_eq!(finding["values"]["heard"], "silence", "{finding}");
    assert_eq!(finding["advice_name"], "check-number", "{finding}");
    assert!(finding["sentence"].as_str().unwrap().starts_with("No fax machine"), "{finding}");
    for (with, is_same, words) in [
        ("", true, "The replay equals the recording"),
        ("?with=max-rate%3D9600%20ecm%3Dno", false, "With max-rate=9600 ecm=no"),
    ] {
        let again = body(&chief.get(&format!("/api/v1/admin/calls/1/replay{with}")));
        assert_eq!(again["is_same"], json!(is_same), "{again}");
        assert!(again["text"].as_str().unwrap().contains(words), "{again}");
    }
    let refused = chief.get("/api/v1/admin/calls/1/replay?with=speed%3D1");
    assert_eq!(problem(&refused), (409, "conflict".to_owned()));
    assert!(refused.text().contains("'speed=1' is not a setting of a call"), "{}", refused.text());
    for (name, media_type, begins) in [
        ("call.svg", "image/svg+xml", &b"<svg"[..]),
        ("call.png", "image/png", b"\x89PNG"),
        ("call.json", "application/json", b"{"),
        ("call.wav", "audio/wav", b"RIFF"),
        ("call.gz", "application/gzip", b"\x1f\x8b"),
        ("anonymous.gz", "application/gzip", b"\x1f\x8b"),
    ] {
        let file = chief.get(&format!("/api/v1/admin/calls/1/files/{name}"));
        assert_eq!((file.status, file.header("content-type")), (200, Some(media_type)), "{name}");
        assert!(file.bytes.starts_with(begins), "{name}");
        let tag = file.header("etag").unwrap().to_owned();
        let again = chief.ask(
            "GET",
            &format!("/api/v1/admin/calls/1/files/{name}"),
            &[("If-None-Match", &tag)],
            b"",
        );
        assert_eq!(again.status, 304, "{name}: the same again is the same");
    }
    // What is not in it.
    for (name, why) in [
        ("call.pcap", "did not use T.38"),
        ("received.tif", "No page arrived"),
        ("sent.tif", "No page was to be sent"),
    ] {
        let none = chief.get(&format!("/api/v1/admin/calls/1/files/{name}"));
        assert_eq!(problem(&none), (409, "conflict".to_owned()), "{name}");
        assert!(none.text().contains(why), "{}", none.text());
    }
    for nothing in ["1/files/call.gif", "1/files/..%2fspool.db", "99", "99/explanation", "x"] {
        let none = chief.get(&format!("/api/v1/admin/calls/{nothing}"));
        assert_eq!(problem(&none), (404, "not-there".to_owned()), "{nothing}");
    }
    let opened = ["\"open-call-record\"", "chief", "\"record\":\"1\"", "\"as\":\"call.wav\""];
    assert_eq!(audited(&rig, &opened), 2, "each time");
}

#[test]
fn nobody_else_comes_near() {
    let rig = house::rig();
    keep(&rig.spool, RecordOf::Fax(house::fax(&rig, "2101", "0991 7", "")), &silent_call());
    let serving = rig.serve();
    let addresses = [
        "calls",
        "calls/1",
        "calls/1/explanation",
        "calls/1/replay",
        "calls/1/files/call.wav",
        "calls/1/files/x.y",
    ];
    // Whose fax it is does not matter.
    let mut alice = admin(&rig, "alice", &serving);
    let mut reading = program(serving.addresses[0], &key(&rig, "chief", "faxes:read,jobs:read"));
    for address in addresses {
        let address = format!("/api/v1/admin/{address}");
        assert_eq!(problem(&alice.get(&address)), (403, "denied".to_owned()), "{address}");
        assert_eq!(problem(&reading.get(&address)), (403, "scope".to_owned()), "{address}");
        let nobody = Reader::at(serving.addresses[0]).get(&address);
        assert_eq!(problem(&nobody), (401, "no-key".to_owned()), "{address}");
    }
    assert_eq!(audited(&rig, &["\"open-call-record\"", "alice", "\"granted\":true"]), 0);
    assert_eq!(audited(&rig, &["call-record", "alice", "\"granted\":false"]), 6);
}

#[test]
fn a_record_that_is_none_is_answered_with_what_is_wrong() {
    // Less than the fourth record needs. The program itself, as it is built for tests, is large.
    let rig = Rig::new(&format!("{}\n[convert]\nmemory_mb = 250\n", house::settings()));
    let tape = silent_call();
    kept(&rig, 1, b"no tape");
    kept(&rig, 2, &[&tape[..7], &[9], &tape[8..]].concat());
    kept(&rig, 3, &tape);
    // Much of nothing, which is little in the spool.
    kept(&rig, 4, &[&tape[..], &vec![0; 256 << 20]].concat());
    let calls = rig.spool.folder().join("calls");
    let file = |record: i64| {
        let mut names: Vec<_> =
            std::fs::read_dir(&calls).unwrap().map(|entry| entry.unwrap().path()).collect();
        names.sort();
        names.remove(record as usize - 1)
    };
    let mut octets = std::fs::read(file(3)).unwrap();
    let middle = octets.len() / 2;
    octets[middle] ^= 4;
    std::fs::write(file(3), octets).unwrap();
    let serving = rig.serve();
    let mut chief = admin(&rig, "chief", &serving);
    for (record, why) in [
        (1, "This is not a call recording"),
        (2, "has version 9. This Ferrofax reads version 2"),
        (3, "The file of this call recording is damaged"),
        (4, "This call recording needs more memory than there is"),
    ] {
        for what in
            ["explanation", "replay", "files/call.svg", "files/call.wav", "files/anonymous.gz"]
        {
            let refused = chief.get(&format!("/api/v1/admin/calls/{record}/{what}"));
            assert_eq!(problem(&refused), (409, "conflict".to_owned()), "{record} {what}");
            assert!(refused.text().contains(why), "{record} {what}: {}", refused.text());
        }
        let known = chief.get(&format!("/api/v1/admin/calls/{record}"));
        assert_eq!(known.status, 200, "what the spool knows of it is told all the same");
    }
    std::fs::remove_file(file(3)).unwrap();
    let gone = chief.get("/api/v1/admin/calls/3/files/call.gz");
    assert_eq!(problem(&gone), (503, "for-now".to_owned()));
}

#[test]
fn the_page_says_what_went_wrong_and_shows_it() {
    let rig = house::rig();
    let fax = house::fax(&rig, "2101", "0991 7", "");
    keep(&rig.spool, RecordOf::Fax(fax), &silent_call());
    kept(&rig, 1, b"no tape");
    let serving = rig.serve();
    let to = serving.addresses[0];
    let mut chief = Reader::logged_in(to, "chief", "chief");
    assert!(chief.get(&format!("/in/{fax}")).text().contains("href=\"/admin/calls/1\""));
    let list = chief.get("/admin/calls").text();
    for words in ["/admin/calls/1\"", "/admin/calls/2\"", "No fax machine was detected within"] {
        assert!(list.contains(words), "{words}: {list}");
    }
    for (question, has, has_not) in [
        ("went=well", "no call recordings to show", "/admin/calls/1\""),
        (
            "day=2026-11-20&number=0991&device=2101",
            "/admin/calls/1\"",
            "no call recordings to show",
        ),
        ("day=2026-11-23", "no call recordings to show", "/admin/calls/1\""),
        ("below=2", "/admin/calls/1\"", "/admin/calls/2\""),
    ] {
        let list = chief.get(&format!("/admin/calls?{question}")).text();
        assert!(list.contains(has) && !list.contains(has_not), "{question}: {list}");
    }
    assert_eq!(chief.get("/admin/calls?day=x").status, 400);
    let call = chief.get("/admin/calls/1").text();
    for words in [
        "No fax machine was detected in",
        "most likely the remote fax machine",
        "Check the number, and that a fax machine answers",
        "/admin/calls/1/call.svg",
        "/admin/calls/1/anonymous.gz",
        "DIS up to V.17 14400",
    ] {
        assert!(call.contains(words), "{words}: {call}");
    }
    assert!(!call.contains("style=") && !call.contains("call.pcap"), "{call}");
    // One silence is said once, and lists are written as people do.
    assert!(!call.contains("heard within 35 seconds") && !call.contains("Result"), "{call}");
    assert!(call.contains("MH/MR/MMR") && !call.contains("[Mh, Mr"), "{call}");
    for (with, words) in [
        ("", "The replay equals the recording"),
        ("max-rate%3D9600+ecm%3Dno", "With max-rate=9600 ecm=no"),
        ("%3Cb%3E", "is not a setting of a call"),
    ] {
        let again = chief.get(&format!("/admin/calls/1?with={with}")).text();
        assert!(again.contains(words) && !again.contains("<b>"), "{words}: {again}");
    }
    let drawing = chief.get("/admin/calls/1/call.svg");
    assert_eq!((drawing.status, drawing.header("content-type")), (200, Some("image/svg+xml")));
    let policy = drawing.header("content-security-policy").unwrap();
    assert!(policy.contains("img-src data:") && policy.contains("sandbox"), "{policy}");
    let sound = chief.get("/admin/calls/1/call.wav");
    assert_eq!(
        sound.header("content-disposition"),
        Some("attachment; filename=\"call-1-call.wav\"")
    );
    let damaged = chief.get("/admin/calls/2");
    assert_eq!(damaged.status, 200);
    assert!(damaged.text().contains("This is not a call recording"), "{}", damaged.text());
    assert!(!damaged.text().contains("call.svg") && damaged.text().contains("/2/call.gz"));
    let refused = chief.get("/admin/calls/2/call.svg");
    assert_eq!(refused.status, 422);
    assert!(refused.text().contains("This is not a call recording"), "{}", refused.text());
    for nothing in ["calls/99", "calls/x", "calls/1/call.gif", "calls/1/..%2f..%2fspool.db"] {
        assert!((400..500).contains(&chief.get(&format!("/admin/{nothing}")).status), "{nothing}");
    }
    for (language, refused, label, words) in [
        (
            "de",
            "Das ist keine Anrufaufzeichnung",
            "Rauschabstand",
            [
                "s war kein Faxgerät zu hören: die Leitung war still.",
                "am ehesten die Gegenstelle",
                "Die Nummer prüfen, und ob dort um diese Zeit ein Faxgerät antwortet.",
                "Die Wiederholung gleicht der Aufzeichnung",
            ],
        ),
        (
            "fr",
            "un enregistrement d’appel",
            "Fax distant",
            [
                "Aucun télécopieur n’a été entendu en",
                "très probablement le télécopieur distant",
                "Vérifiez le numéro, et qu’un télécopieur y répond à cette heure.",
                "La relecture est identique à l’enregistrement",
            ],
        ),
        (
            "pl",
            "To nie jest nagranie połączenia",
            "Zdalny faks",
            [
                "s nie było słychać faksu: na linii była cisza.",
                "najprawdopodobniej zdalny faks",
                "Sprawdź numer i to, czy o tej porze odbiera tam faks.",
                "Odtworzenie jest co do bitu takie jak nagranie",
            ],
        ),
    ] {
        let mut reader = Reader::logged_in(to, "chief", "chief");
        reader.headers = vec![("Accept-Language".to_owned(), language.to_owned())];
        let call = reader.get("/admin/calls/1?with=").text();
        for words in words {
            assert!(call.contains(words), "{words}: {call}");
        }
        for page in ["/admin/calls/2", "/admin/calls/2/call.svg"] {
            let page = reader.get(page).text();
            assert!(page.contains(refused), "{page}");
        }
        let drawing = reader.get("/admin/calls/1/call.svg").text();
        assert!(drawing.contains(label), "{drawing}");
    }
    // Whose fax it is does not matter.
    let mut alice = Reader::logged_in(to, "alice", "secret");
    assert!(!alice.get(&format!("/in/{fax}")).text().contains("/admin/calls"));
    for page in ["calls", "calls/1", "calls/1/call.svg", "calls/1/x", "calls/99"] {
        assert_eq!(alice.get(&format!("/admin/{page}")).status, 403, "{page}");
    }
}

#[test]
fn records_of_calls_that_failed_are_looked_into_for_their_reports() {
    let settings = format!("{}\n[calls]\ndraw = true\n", house::settings());
    let rig = Rig::new(&settings);
    let now = UnixMs::now();
    let tape = silent_call();
    let lease = house::called(&rig, "2101", "alice");
    let of = RecordOf::Job(lease.job.id, lease.call);
    let kept = [(&tape[..], now), (b"no tape", now + 1)]
        .map(|(tape, began_at)| keep_at(&rig.spool, of, tape, began_at));
    let fax = house::fax(&rig, "2101", "0991 7", "");
    let of_fax = keep_at(&rig.spool, RecordOf::Fax(fax), &tape, now);
    let serving = rig.serve();
    let verdict_of = |id| rig.spool.recordings().call_verdict(id);
    watch("the verdicts", || serving.said(), |_| kept.iter().all(|id| verdict_of(*id).is_some()));
    let verdict = rig.spool.recordings().call_verdict(kept[0]).unwrap();
    assert!(verdict.text.starts_with("No fax machine was detected"), "{}", verdict.text);
    assert!(verdict.text.ends_with("The most likely cause is the remote fax machine."));
    let polish = verdict.text_in(Language::Polish);
    assert!(polish.ends_with("przyczyną jest zdalny faks."), "{polish}");
    assert!(verdict.drawing.unwrap().starts_with(b"\x89PNG"));
    // Of what is no record nothing is said, and nobody waits for it.
    assert_eq!(rig.spool.recordings().call_verdict(kept[1]), Some(CallVerdict::default()));
    assert_eq!(rig.spool.recordings().call_verdict(of_fax), None, "there are no reports on it");
}
