//! What a machine with a PBX owes that is gone for good: another one mails it, once.

use std::time::{Duration, Instant};

use ferrofax::UnixMs;
use ferrofax::spool::{FaxId, FaxStatus, OutboxState, Spool, Store, Tables};
use ferrofax_cluster::{Clustered, SharedFax};

use crate::house::{self, fax};
use crate::postgresql::server;
use crate::rig::{Rig, Serving};
use crate::smtp_sink::{Script, TestSink};
use ferrofax_kit::patience::wait_for;

/// A machine with a PBX, and what its gateway.toml says besides.
fn node(store: &str, name: &str, more: &str) -> (Rig, Serving) {
    let settings = house::settings();
    let rig =
        Rig::new(&format!("{settings}\n[node]\nstore = \"{store}\"\nname = \"{name}\"\n{more}"));
    let serving = rig.serve();
    (rig, serving)
}

/// The disk is gone with the machine, before the fax was mailed. (Nobody mails in these, for there
/// is no PBX: whatever comes does so from the store.)
#[test]
fn a_fax_whose_machine_is_gone_for_good_is_mailed_once_by_another() {
    let test = "mails_of_others::a_fax_whose_machine_is_gone_for_good_is_mailed_once_by_another";
    let Some(address) = server(test, "others") else { return };
    let sink = TestSink::start(Script::default());
    let relay = format!(
        "[relay]\nmailserver = \"{}\"\nmailtls = \"none\"\nmails_of_others_after = 10\n",
        sink.address()
    );
    let (hamburg, _hamburgs) = node(&address, "hamburg", &relay);
    let (berlin, berlins) = node(&address, "berlin", "");
    wait_for("berlin knows that another mails", || {
        (berlin.spool.cluster().mails_at_store().unwrap().after_ms == 10_000).then_some(())
    });
    let folder = tempfile::tempdir().unwrap();
    let place: Store = address.parse().unwrap();
    let store = Spool::open_as(folder.path(), &place, Tables::MayBeMade).unwrap();
    let there = |fax: FaxId| -> Option<SharedFax> {
        store
            .cluster()
            .shared_faxes(9)
            .unwrap()
            .into_iter()
            .find(|one| one.node_fax == fax)
    };

    // One that the store has, with a mail that has gone: it is not mailed again.
    let mailed = fax(&berlin, "2102", "0991 4712", "Dave");
    let [entry] = berlin.spool.outbox().outbox_of(mailed).unwrap().try_into().unwrap();
    wait_for("its mail may go", || {
        let now = UnixMs::now();
        berlin.spool.outbox().lease(entry.id, now, now + 60_000).unwrap()
    });
    berlin.spool.outbox().delivered(entry.id, UnixMs::now(), "250 Ok").unwrap();
    // And one whose mail waits.
    let waits = fax(&berlin, "2101", "0991 4711", "Carol");
    let [entry] = berlin.spool.outbox().outbox_of(waits).unwrap().try_into().unwrap();
    wait_for("both are in the store, and one is owed", || {
        let owed = [mailed, waits].map(|fax| there(fax).map(|one| one.owed));
        (owed == [Some(0), Some(1)]).then_some(())
    });
    // Long enough for Hamburg to mail as if it was silent, if it did not hear of it.
    berlins.kill();
    let began = Instant::now();
    std::fs::remove_dir_all(berlin.spool.folder()).unwrap();

    let gone = wait_for("it is mailed", || {
        let mails = sink.mails();
        (!mails.is_empty()).then_some(mails)
    });
    assert!(began.elapsed() >= Duration::from_secs(9), "{:?}", began.elapsed());
    let text = String::from_utf8_lossy(&gone[0].bytes).into_owned();
    assert_eq!((gone.len(), &*gone[0].to), (1, "2101@example.com"));
    assert!(text.contains(&format!("Message-ID: <{}>", entry.message_id)), "{text}");
    let one = there(waits).unwrap();
    assert_eq!((one.status, one.mailed_by.as_deref()), (FaxStatus::Received, Some("hamburg")));
    wait_for("that is noted", || {
        let [mail] = store.outbox().outbox_of(one.fax).unwrap().try_into().ok()?;
        (mail.state == OutboxState::Delivered).then_some(())
    });
    let said = hamburg.command().args(["node", "faxes"]).output().unwrap();
    let said = String::from_utf8_lossy(&said.stdout).into_owned();
    assert!(said.contains("by hamburg"), "{said}");
    assert_eq!(sink.mails().len(), 1);
}

/// Where the documents are is away for a moment, just then: the mail waits, and is not given up.
#[test]
fn a_mail_whose_document_cannot_be_had_for_a_while_goes_then() {
    let test = "mails_of_others::a_mail_whose_document_cannot_be_had_for_a_while_goes_then";
    let Some(address) = server(test, "others_away") else { return };
    let places = tempfile::tempdir().unwrap();
    let (place, away) = (places.path().join("documents"), places.path().join("away"));
    std::fs::create_dir(&place).unwrap();
    let documents = format!("documents = \"{}\"\n", place.display());
    let sink = TestSink::start(Script::default());
    let relay = format!(
        "{documents}[relay]\nmailserver = \"{}\"\nmailtls = \"none\"\nmails_of_others_after = 10\n",
        sink.address()
    );
    let (_hamburg, _hamburgs) = node(&address, "hamburg", &relay);
    let (berlin, berlins) = node(&address, "berlin", &documents);
    wait_for("berlin knows that another mails", || {
        (berlin.spool.cluster().mails_at_store().unwrap().after_ms == 10_000).then_some(())
    });
    let folder = tempfile::tempdir().unwrap();
    let at: Store = address.parse().unwrap();
    let store = Spool::open_as(folder.path(), &at, Tables::MayBeMade).unwrap();
    let fax = fax(&berlin, "2101", "0991 4711", "Carol");
    let there = wait_for("it is in the store, and owed", || {
        let mut all = store.cluster().shared_faxes(9).unwrap().into_iter();
        all.find(|one| one.node_fax == fax && one.owed == 1)
    });
    berlins.kill();
    std::fs::rename(&place, &away).unwrap();
    let entry = wait_for("an attempt failed", || {
        let [entry] = store.outbox().outbox_of(there.fax).unwrap().try_into().ok()?;
        let entry: ferrofax::spool::OutboxEntry = entry;
        entry.last_error.is_some().then_some(entry)
    });
    assert_eq!(entry.state, OutboxState::Waiting, "{:?}", entry.last_error);
    assert_eq!(sink.mails().len(), 0);
    std::fs::rename(&away, &place).unwrap();
    store.outbox().requeue_all(UnixMs::now()).unwrap();
    wait_for("it is mailed", || {
        let [mail] = store.outbox().outbox_of(there.fax).unwrap().try_into().ok()?;
        let mail: ferrofax::spool::OutboxEntry = mail;
        (mail.state == OutboxState::Delivered).then_some(())
    });
    assert_eq!(sink.mails().len(), 1);
}
