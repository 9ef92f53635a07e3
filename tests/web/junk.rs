//! Junk faxes: administrators see, release and delete them, and nobody else does.

use ferrofax::UnixMs;
use ferrofax::spool::{RefusedCall, SpoolError};

use serde_json::Value;

use crate::api_keys::{body, key, problem, program};
use crate::house::{self, HOSTILE};
use crate::reader::Reader;
use crate::{audited, house::rig};

#[test]
fn an_administrator_looks_at_junk_and_releases_it() {
    let rig = rig();
    let fax = house::junk(&rig, "2101", HOSTILE, "ident:<b>SUN*");
    let other = house::fax(&rig, "2101", "0991270061", "");
    let call = RefusedCall {
        at: UnixMs::now(),
        calling: "+4999166666".into(),
        rule: "_0991X.".into(),
        ..RefusedCall::default()
    };
    rig.spool.faxes().note_refused(&call).unwrap();
    let serving = rig.serve();
    let mut chief = Reader::logged_in(serving.addresses[0], "chief", "chief");
    let page = chief.get("/admin/junk").text();
    for words in ["ident:&#60;b&#62;SUN*", "+49 991 666 66", "_0991X.", "data-name=\"Rule\""] {
        assert!(page.contains(words), "{words}: {page}");
    }
    assert!(!page.contains(HOSTILE) && !page.contains(&format!("/in/{other}")), "{page}");
    assert!(!chief.get("/in").text().contains(&format!("/in/{fax}")));
    // The page of the fax says what it is. There is something to look at, too.
    let release = format!("/admin/junk/{fax}/release");
    assert!(chief.get(&format!("/in/{fax}")).text().contains(&release));
    assert!(!chief.get(&format!("/in/{other}")).text().contains("/admin/junk/"));
    assert_eq!(chief.get(&format!("/in/{fax}/picture/1")).status, 200);

    chief.get("/admin/junk");
    let released = chief.post(&release, &[]);
    assert_eq!(released.location(), "/admin/junk?done=not_junk", "{}", released.text());
    let page = chief.get(released.location()).text();
    assert!(page.contains("The fax is being delivered now.") && page.contains("No fax is filed"));
    assert_eq!(rig.spool.outbox().outbox_of(fax).unwrap().len(), 1);
    assert!(chief.get("/in").text().contains(&format!("/in/{fax}")));
    assert_eq!(audited(&rig, &["\"not-junk\"", "\"granted\":true", "\"chief\""]), 1);
    // Once is enough.
    let again = chief.post(&release, &[]);
    let text = again.text();
    assert!(again.status == 422 && text.contains("is not filed as junk"), "{text}");
    assert_eq!(rig.spool.outbox().outbox_of(fax).unwrap().len(), 1);
}

#[test]
fn older_junk_faxes_and_calls_are_on_further_pages() {
    let rig = rig();
    let faxes: Vec<_> =
        (0..201).map(|_| house::junk(&rig, "2101", "0991270061", "hidden")).collect();
    for number in 0..201 {
        let (calling, rule) = (format!("+4999166{number:03}"), "_0991X.".into());
        let call = RefusedCall { at: UnixMs::now(), calling, rule, ..RefusedCall::default() };
        rig.spool.faxes().note_refused(&call).unwrap();
    }
    let serving = rig.serve();
    let mut chief = Reader::logged_in(serving.addresses[0], "chief", "chief");
    let has = |page: &str| {
        let oldest = page.contains(&format!("\"/in/{}\"", faxes[0]));
        (oldest, page.contains(">+49 991 660 00<"))
    };
    let link = |page: &str, text: &str| -> Option<String> {
        let before = page.split(&format!("\">{text}</a>")).next().filter(|it| *it != page)?;
        Some(before.rsplit("href=\"").next().unwrap().replace("&#38;", "&"))
    };
    let first = chief.get("/admin/junk").text();
    assert_eq!(has(&first), (false, false), "{first}");
    let older = link(&first, "Older faxes").unwrap();
    let second = chief.get(older.split('#').next().unwrap()).text();
    assert_eq!((has(&second), link(&second, "Older faxes")), ((true, false), None), "{second}");
    let older = link(&second, "Older calls").unwrap();
    let third = chief.get(older.split('#').next().unwrap()).text();
    assert_eq!((has(&third), link(&third, "Older calls")), ((true, true), None), "{third}");
}

#[test]
fn an_administrator_deletes_junk_and_is_back_at_the_list() {
    let rig = rig();
    let fax = house::junk(&rig, "2101", "0991270061", "hidden");
    let serving = rig.serve();
    let mut chief = Reader::logged_in(serving.addresses[0], "chief", "chief");
    let ask = format!("/in/{fax}/delete");
    assert!(chief.get("/admin/junk").text().contains(&ask));
    chief.get(&ask);
    assert_eq!(chief.post(&ask, &[]).location(), "/admin/junk");
    assert_eq!(rig.spool.faxes().fax(fax).err(), Some(SpoolError::NoSuchFax(fax)));
    assert_eq!(audited(&rig, &["\"delete\"", "\"granted\":true"]), 1);
}

#[test]
fn users_of_the_device_learn_nothing_of_rules_and_cannot_release() {
    let rig = rig();
    let fax = house::junk(&rig, "2101", "0991270061", "ident:SUN*");
    let serving = rig.serve();
    let mut alice = Reader::logged_in(serving.addresses[0], "alice", "secret");
    assert!(!alice.get(&format!("/in/{fax}")).text().contains("SUN*"));
    assert_eq!(alice.get("/admin/junk").status, 403);
    alice.get("/in");
    assert_eq!(alice.post(&format!("/admin/junk/{fax}/release"), &[]).status, 403);
    assert_eq!(audited(&rig, &["\"not-junk\"", "\"granted\":false", "\"alice\""]), 1);
    assert!(rig.spool.faxes().junk_of(fax).unwrap().is_some());
}

#[test]
fn a_program_lists_releases_and_deletes_junk() {
    let rig = rig();
    let faxes = ["0991270061", "", "0991270063"]
        .map(|number| house::junk(&rig, "2101", number, "ident:SUN*").0);
    let of_chief = key(&rig, "chief", "admin,faxes:write");
    let serving = rig.serve();
    let mut chief = program(serving.addresses[0], &of_chief);
    let page = chief.get("/api/v1/admin/junk?limit=2");
    assert!(page.header("link").is_some_and(|link| link.contains("rel=\"next\"")));
    let first = body(&page);
    let ids = |list: &Value| -> Vec<i64> {
        let items = list["items"].as_array().unwrap();
        items.iter().map(|item| item["id"].as_i64().unwrap()).collect()
    };
    assert_eq!(ids(&first), [faxes[2], faxes[1]]);
    let junk = &first["items"][0];
    assert_eq!((&junk["from"], &junk["rule"]), (&"0991270063".into(), &"ident:SUN*".into()));
    assert_eq!((&first["items"][1]["from"], &junk["pages"]), (&Value::Null, &1.into()));
    let next = first["next"].as_str().unwrap();
    let rest = body(&chief.get(&format!("/api/v1/admin/junk?limit=2&cursor={next}")));
    assert_eq!((ids(&rest), &rest["next"]), (vec![faxes[0]], &Value::Null));

    let release = format!("/api/v1/admin/junk/{}/release", faxes[0]);
    assert_eq!(chief.ask("POST", &release, &[], b"").status, 204);
    assert_eq!(audited(&rig, &["\"not-junk\"", "\"granted\":true", "\"chief\""]), 1);
    assert_eq!(problem(&chief.ask("POST", &release, &[], b"")), (422, "unfit".to_owned()));
    let missing = chief.ask("POST", "/api/v1/admin/junk/999/release", &[], b"");
    assert_eq!(problem(&missing), (404, "not-there".to_owned()));
    let delete = format!("/api/v1/faxes/{}", faxes[1]);
    assert_eq!(chief.ask("DELETE", &delete, &[], b"").status, 204);
    assert_eq!(ids(&body(&chief.get("/api/v1/admin/junk"))), [faxes[2]]);
}

#[test]
fn a_program_lists_the_calls_of_blocked_callers() {
    let rig = rig();
    for calling in ["+4999166666", "", "+4999177777"] {
        let (calling, rule) = (calling.into(), "_0991X.".into());
        let call = RefusedCall { at: UnixMs::now(), calling, rule, ..RefusedCall::default() };
        rig.spool.faxes().note_refused(&call).unwrap();
    }
    let of_chief = key(&rig, "chief", "admin");
    let serving = rig.serve();
    let mut chief = program(serving.addresses[0], &of_chief);
    let first = body(&chief.get("/api/v1/admin/blocked-calls?limit=2"));
    assert_eq!(first["items"][0]["from"], "+4999177777");
    assert_eq!(
        (&first["items"][1]["from"], &first["items"][1]["trunk"]),
        (&Value::Null, &Value::Null)
    );
    let next = first["next"].as_str().unwrap();
    let rest = body(&chief.get(&format!("/api/v1/admin/blocked-calls?cursor={next}")));
    assert_eq!(rest["items"].as_array().unwrap().len(), 1);
    assert_eq!(rest["items"][0]["from"], "+4999166666");
    // A cursor belongs to one list.
    let foreign = chief.get(&format!("/api/v1/admin/junk?cursor={next}"));
    assert_eq!(foreign.status, 400, "{}", foreign.text());
}

#[test]
fn programs_of_other_users_get_no_junk_and_release_none() {
    let rig = rig();
    let fax = house::junk(&rig, "2101", "0991270061", "ident:SUN*");
    let [of_alice, reader] = [("alice", "faxes:read,faxes:write"), ("chief", "faxes:write")]
        .map(|(user, scopes)| key(&rig, user, scopes));
    let serving = rig.serve();
    for key in [of_alice, reader] {
        let mut caller = program(serving.addresses[0], &key);
        for path in ["/api/v1/admin/junk", "/api/v1/admin/blocked-calls"] {
            assert_eq!(caller.get(path).status, 403, "{path}");
        }
        let release = format!("/api/v1/admin/junk/{fax}/release");
        assert_eq!(caller.ask("POST", &release, &[], b"").status, 403);
    }
    assert!(rig.spool.faxes().junk_of(fax).unwrap().is_some());
}
