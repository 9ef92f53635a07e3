//! Faxes that lie sealed are seen, mailed and faxed on as others.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use ferrofax::UnixMs;
use ferrofax::spool::{FaxId, read_document};
use serde_json::{Value, json};

use crate::SETTINGS;
use crate::api_keys::{JSON, key, program};
use crate::house::fax;
use crate::reader::Reader;
use crate::rig::Rig;
use ferrofax_kit::patience::wait_until;

const ALL: &str = "faxes:read,faxes:write,jobs:read,jobs:write";

fn document(rig: &Rig, fax: FaxId) -> Vec<u8> {
    fs::read(rig.spool.faxes().document_path(fax).unwrap()).unwrap()
}

fn await_sealed(rig: &Rig, fax: FaxId) {
    wait_until("the fax is encrypted", || !document(rig, fax).starts_with(b"II"));
}

#[test]
fn a_fax_that_lies_sealed_is_shown_mailed_and_faxed_on() {
    let rig = Rig::new(SETTINGS);
    let keys = rig.folder.path().join("keys");
    fs::write(&keys, "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n").unwrap();
    fs::set_permissions(&keys, fs::Permissions::from_mode(0o600)).unwrap();
    let settings = format!("{SETTINGS}\n[sealing]\nkey_file = \"{}\"\n", keys.display());
    fs::write(rig.settings(), settings).unwrap();
    let id = fax(&rig, "2101", "0991 1", "");
    let clear = document(&rig, id);
    let serving = rig.serve();
    let mut alice = program(serving.addresses[0], &key(&rig, "alice", ALL));
    let mailed = || {
        for entry in rig.spool.outbox().outbox_of(id).unwrap() {
            rig.spool.outbox().delivered(entry.id, UnixMs::now(), "250 Ok").unwrap();
        }
    };
    mailed();
    await_sealed(&rig, id);
    assert!(
        read_document(&rig.spool.faxes().document_path(id).unwrap()).is_err(),
        "we have no keys"
    );
    let path = format!("/api/v1/faxes/{id}");
    for (end, begins) in
        [("pages/1?width=100", &b"\x89PNG"[..]), ("document.pdf", b"%PDF"), ("document.tif", b"II")]
    {
        let file = alice.get(&format!("{path}/{end}"));
        assert!(file.status == 200 && file.bytes.starts_with(begins), "{end}: {}", file.head);
    }
    assert!(alice.get(&format!("{path}/document.tif")).bytes == clear);
    let post = |alice: &mut Reader, end: &str, what: Value| {
        let page = alice.ask("POST", &format!("{path}/{end}"), &JSON, what.to_string().as_bytes());
        serde_json::from_str::<Value>(&page.text()).unwrap()
    };
    // The module sends what is faxed on: it gets a document of its own.
    let sent = post(&mut alice, "forwards", json!({"numbers": ["0991 2700619"]}));
    let job = sent["sent"][0]["job"].as_i64().unwrap_or_else(|| panic!("{sent}"));
    let job = rig.spool.jobs().job(ferrofax::spool::jobs::JobId(job)).unwrap();
    assert_eq!(job.pages.len(), 2);
    assert!(fs::read(&job.documents[0].path).unwrap().starts_with(b"II"));
    for (end, begins) in [("document.pdf", &b"%PDF"[..]), ("document.tif", b"II")] {
        let file = alice.get(&format!("/api/v1/jobs/{}/{end}", job.id));
        assert!(file.status == 200 && file.bytes.starts_with(begins), "{end}: {}", file.head);
    }
    // And what is mailed it finds in clear at once.
    post(&mut alice, "mails", json!({"to": ["x@example.com"]}));
    assert!(document(&rig, id) == clear);
    mailed();
    await_sealed(&rig, id);
}
