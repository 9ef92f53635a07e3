//! A client fetches a fax that lies sealed as it was.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use ferrofax::UnixMs;

use super::SETTINGS;
use super::protocol::received;
use super::talk::Talk;
use crate::rig::Rig;
use crate::sealed::{FIRST, await_sealed};

#[test]
fn a_fax_that_lies_sealed_is_fetched_in_clear() {
    let rig = Rig::new(SETTINGS);
    let keys = rig.folder.path().join("keys");
    fs::write(&keys, FIRST).unwrap();
    fs::set_permissions(&keys, fs::Permissions::from_mode(0o600)).unwrap();
    let sealing = format!("{SETTINGS}\n[sealing]\nkey_file = \"{}\"\n", keys.display());
    fs::write(rig.settings(), sealing).unwrap();
    let fax = received(&rig);
    let path = rig.spool.faxes().document_path(fax).unwrap();
    let clear = fs::read(&path).unwrap();
    for entry in rig.spool.outbox().outbox_of(fax).unwrap() {
        rig.spool.outbox().delivered(entry.id, UnixMs::now(), "250 Ok").unwrap();
    }
    let serving = rig.serve();
    await_sealed(&path);
    let mut alice = Talk::login(serving.addresses[0], "alice", "secret");
    let name = "recvq/fax000000001.tif";
    assert_eq!(alice.say(&format!("SIZE {name}")), format!("213 {}\r\n", clear.len()));
    assert!(alice.fetch(&format!("RETR {name}")).unwrap() == clear);
    assert_ne!(fs::read(&path).unwrap(), clear, "it stays sealed");
}
