//! Who has a name that was another's before him gets nothing that the other has left: neither
//! documents that wait, nor answers to requests, nor faxes that are written or sent.

use serde_json::json;

use ferrofax::UnixMs;
use ferrofax::spool::jobs::JobState;
use ferrofax::spool::{NewApiKey, Vouched};

use crate::SETTINGS;
use crate::api::send;
use crate::api_drafts::begun;
use crate::api_keys::{body, key, problem, program};
use crate::house::fax;
use crate::reader::{Page, Reader};
use crate::rig::Rig;
use crate::sent::{MULTIPART, multipart};
use crate::slapd::Slapd;
use ferrofax_kit::patience::wait_until;

/// A provider that nobody reaches, and what its people may.
const OPENID: &str = "
[openid]
issuer = \"http://127.0.0.1:9\"
address = \"http://127.0.0.1:9\"
client_id = \"fax\"

[[openid.group]]
name = \"*\"
";

/// Everybody of the directory may use the service.
const OF_DIRECTORY: &str = "\n[[ldap.group]]\nname = \"*\"\n";

const OF_SETTINGS: &str = "
[[user]]
name = \"anna\"
password = \"anna's\"
device = \"2102\"
";

/// Keys, each with its hash as it is kept (SHA-256).
const KEYS: [(&str, &str); 2] = [
    ("ffx_first", "olybOQ-83NaaTBDojegjZcxTnUAPteLmCSabx7SuytU"),
    ("ffx_second", "VruOkA5dm3mXoDiY9_9_J-d3nQpuimEb_jsPaAV6gz4"),
];

/// The provider says that somebody is anna, with this device; this is a key of that one's.
fn come(rig: &Rig, key: (&'static str, &str), device: &str) -> String {
    let anna = Vouched {
        name: "anna".to_owned(),
        by: "openid".to_owned(),
        subject: key.1.to_owned(),
        device: device.to_owned(),
        said_at: UnixMs::now(),
        ..Vouched::default()
    };
    rig.spool.logins().keep_vouched(&anna).unwrap();
    key_of(rig, (&*anna.name, &*anna.by), key)
}

/// A key of this user, whom this source confirms.
fn key_of(rig: &Rig, (user, by): (&str, &str), (text, token): (&'static str, &str)) -> String {
    let (now, scopes) = (UnixMs::now(), "jobs:read jobs:write");
    let ends_at = now + 3_600_000;
    let new = NewApiKey { token, user, by, name: "test", scopes, is_test: false, ends_at };
    rig.spool.logins().make_api_key(&new, now).unwrap();
    text.to_owned()
}

/// Removes the entry of dora with this DN from the directory. Another dora gets an entry with the
/// same DN.
fn replace(slapd: &Slapd, dn: &str) {
    slapd.change(&format!(
        "dn: {dn}\nchangetype: delete\n\ndn: {dn}\nchangetype: add\n\
         objectClass: inetOrgPerson\nuid: dora\ncn: dora\nsn: dora\n\
         mail: 2101@example.com\nuserPassword: the other's own\n"
    ));
}

/// The same request each time.
fn ordered(anna: &mut Reader) -> Page {
    let form = multipart(&[("number", "0991 2700619")], &[("letter.txt", b"Dear Sir,\n")]);
    let headers = [("Content-Type", MULTIPART), ("Idempotency-Key", "order-1")];
    let made = anna.ask("POST", "/api/v1/jobs", &headers, &form);
    assert_eq!(made.status, 201, "{}", made.text());
    made
}

#[test]
fn another_of_the_provider_gets_nothing_that_was_hers() {
    nothing_is_left(|rig| {
        rig.spool.logins().forget_vouched("anna", "openid", UnixMs::now()).unwrap();
        come(rig, KEYS[1], "2102@fax-devices")
    });
}

#[test]
fn nor_does_one_of_the_settings_whoever_was_forgotten() {
    nothing_is_left(|rig| {
        rig.set(&format!("{SETTINGS}{OPENID}{OF_SETTINGS}"));
        key(rig, "anna", "jobs:read,jobs:write")
    });
}

/// Nobody looks up dora in the directory, because there is no account that searches.
#[test]
fn another_of_the_directory_gets_nothing_that_was_hers() {
    let Some(slapd) = Slapd::start() else { return };
    let himself: String = slapd
        .settings()
        .lines()
        .filter(|line| !line.starts_with("bind_dn") && !line.starts_with("password_file"))
        .map(|line| format!("{line}\n"))
        .collect();
    let form = "user_dn = \"uid={name},ou=people,dc=example,dc=com\"\n";
    let (rig, serving) = Rig::served(&format!("{SETTINGS}\n{himself}{form}{OF_DIRECTORY}"));
    let to = serving.addresses[0];
    let mut first = Reader::logged_in(to, "dora", "dora's own");
    let mut of_first = program(to, &key_of(&rig, ("dora", "ldap"), KEYS[0]));
    first.get("/book/new");
    let fields = [("name", "Only hers"), ("number", "0991 2700619")];
    assert_eq!(first.post("/book/new", &fields).status, 303);
    let draft = begun(&mut of_first, &[("number", "0991 1")], &[("b.txt", b"Dear\n")]).0;
    // The same person logs in again.
    let mut again = Reader::logged_in(to, "dora", "dora's own");
    assert!(again.get("/book").text().contains("Only hers"));
    assert_eq!(of_first.get(&draft).status, 200);

    replace(&slapd, "uid=dora,ou=people,dc=example,dc=com");
    let mut second = Reader::logged_in(to, "dora", "the other's own");
    assert!(!second.get("/book").text().contains("Only hers"));
    assert_eq!(problem(&of_first.get("/api/v1/me")), (401, "ended-key".to_owned()));
    assert_eq!(first.get("/in").status, 303, "her session has ended");
    let mut of_second = program(to, &key_of(&rig, ("dora", "ldap"), KEYS[1]));
    assert_eq!(body(&of_second.get("/api/v1/drafts"))["drafts"], json!([]));
    assert_eq!(problem(&of_second.get(&draft)), (404, "not-there".to_owned()));
}

#[test]
fn a_session_ends_if_the_directory_has_another_with_her_name_but_not_if_she_is_moved() {
    let Some(slapd) = Slapd::start() else { return };
    let (rig, serving) = Rig::served(&format!("{SETTINGS}\n{}{OF_DIRECTORY}", slapd.settings()));
    let dora = Reader::logged_in(serving.addresses[0], "dora", "dora's own");
    let (people, moved) = ("ou=people,dc=example,dc=com", "ou=moved,ou=people,dc=example,dc=com");
    slapd.change(&format!(
        "dn: {moved}\nchangetype: add\nobjectClass: organizationalUnit\nou: moved\n\n\
         dn: uid=dora,{people}\nchangetype: moddn\nnewrdn: uid=dora\ndeleteoldrdn: 0\n\
         newsuperior: {moved}\n"
    ));
    let since = UnixMs::now();
    wait_until("she is looked up again", || {
        let known = rig.spool.logins().vouched("dora").unwrap();
        known.is_some_and(|known| known.said_at > since)
    });
    assert_eq!(dora.clone().get("/in").status, 200, "she is the same");
    replace(&slapd, &format!("uid=dora,{moved}"));
    wait_until("her session ends", || dora.clone().get("/in").status == 303);
}

#[test]
fn another_of_the_provider_has_read_and_opened_no_fax_and_claimed_none() {
    let rig = Rig::new(&format!("{SETTINGS}{OPENID}"));
    come(&rig, KEYS[0], "2101@fax-devices");
    let now = UnixMs::now();
    let faxes = [fax(&rig, "2101", "0991270061", ""), fax(&rig, "2101", "0991270062", "")];
    rig.spool.faxes().mark_faxes_through(faxes[0], "anna").unwrap();
    rig.spool.faxes().mark_fax(faxes[1], "anna", true, now).unwrap();
    for id in faxes {
        rig.spool.faxes().claim_fax(id, "anna", "anna", false, now).unwrap();
    }
    rig.spool.faxes().note_reading(faxes[0], "anna", now).unwrap();
    let has_opened = |id| rig.spool.faxes().has_opened_fax(id, "anna").unwrap();
    rig.spool.jobs().stop_user("anna", "too many faxes", now).unwrap();
    let is_hers = |id| {
        let seen = rig.spool.faxes().desk_fax(id, "anna").unwrap();
        (!seen.is_unread, seen.claim.is_some())
    };
    // A directory that does not vouch for her ends nothing of hers.
    rig.spool.logins().forget_vouched("anna", "ldap", now).unwrap();
    assert_eq!(faxes.map(is_hers), [(true, true); 2]);
    assert_eq!(faxes.map(has_opened), [true, false]);
    rig.spool.logins().forget_vouched("anna", "openid", now).unwrap();
    come(&rig, KEYS[1], "2101@fax-devices");
    assert_eq!(faxes.map(is_hers), [(false, false); 2]);
    assert_eq!(faxes.map(has_opened), [false, false]);
    assert!(!rig.spool.faxes().fax_events(faxes[0]).unwrap().is_empty());
    // The provider possibly answers differently only for a moment.
    assert!(rig.spool.submission().stopped_user("anna").unwrap().is_some());
}

/// Anna leaves one of each, and is another's name then, who has this key.
fn nothing_is_left(another_comes: impl FnOnce(&Rig) -> String) {
    let rig = Rig::new(&format!("{SETTINGS}{OPENID}"));
    let first = come(&rig, KEYS[0], "2101@fax-devices");
    let (upload, order, draft) = {
        let serving = rig.serve();
        let mut anna = program(serving.addresses[0], &first);
        let upload = anna.ask("POST", "/api/v1/uploads?name=a.txt", &[], b"Hers\n");
        let upload = body(&upload)["id"].as_str().unwrap().to_owned();
        let (order, again) = (ordered(&mut anna), ordered(&mut anna));
        assert_eq!((again.location(), rig.jobs().len()), (order.location(), 1));
        let draft = begun(&mut anna, &[("number", "0991 1")], &[("b.txt", b"Dear\n")]).0;
        for path in [order.location(), &draft] {
            assert_eq!(anna.get(path).status, 200);
        }
        (upload, order.location().to_owned(), draft)
    };
    let second = another_comes(&rig);
    let serving = rig.serve();
    let mut anna = program(serving.addresses[0], &second);
    let not_there = (404, "not-there".to_owned());
    let with_hers = json!({"number": "0991 2700619", "documents": [{"upload": upload}]});
    assert_eq!(problem(&send(&mut anna, "POST", "/api/v1/jobs", &with_hers, &[])), not_there);
    let gone = anna.ask("DELETE", &format!("/api/v1/uploads/{upload}"), &[], b"");
    assert_eq!(problem(&gone), not_there);
    assert_eq!(problem(&anna.get(&draft)), not_there);
    assert_eq!(body(&anna.get("/api/v1/drafts"))["drafts"], json!([]));
    // The job goes on, and is nothing to her.
    assert_eq!(body(&anna.get("/api/v1/jobs"))["jobs"], json!([]));
    assert_eq!(problem(&anna.get(&order)), not_there);
    for deed in ["cancel", "hold", "copies"] {
        let done = send(&mut anna, "POST", &format!("{order}/{deed}"), &json!({}), &[]);
        assert_eq!(problem(&done), not_there, "{deed}");
    }
    let copied = json!({"number": "0991 2700619", "documents": [{"job": 1}]});
    assert_eq!(problem(&send(&mut anna, "POST", "/api/v1/jobs", &copied, &[])), not_there);
    assert_eq!(rig.jobs()[0].state, JobState::Ready);
    // What she asks as the other did is asked for the first time.
    let own = ordered(&mut anna);
    assert_eq!((own.location() == order, rig.jobs().len()), (false, 2));
    assert_eq!((ordered(&mut anna).location(), rig.jobs().len()), (own.location(), 2));
    assert_eq!(body(&anna.get("/api/v1/jobs"))["jobs"].as_array().unwrap().len(), 1);
}
