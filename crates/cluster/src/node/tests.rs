//! Tests of a node and its shared database, of the kind that the environment names. Each received
//! fax is in the shared database once, byte by byte, even if the node or the database died in
//! between.

use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use crate::Clustered;
use ferrofax_spool::inside::{Inside, testing};
use sha2::{Digest, Sha256};

use super::{Node, NodeReport, NotShipped, SharedFax, Shipped};
use ferrofax_basics::UnixMs;
use ferrofax_ground::ladder::{Rung, Step, Way};
use ferrofax_ground::t4::{Bitmap, Coding, PageQuality, Resolution};
use ferrofax_spool::inside::database::{faults, params};
use ferrofax_spool::{
    FaxEnd, FaxId, FaxStatus, KeyRing, LadderOf, MasterKeys, NewFax, NewPage, SessionFacts, Spool,
    SpoolError, Store, Tables,
};

pub(super) const NOW: UnixMs = UnixMs(1_800_000_000_000);
const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// The end of a fax that was received completely.
pub(super) fn went_well() -> FaxEnd {
    FaxEnd {
        status: FaxStatus::Received,
        phase: "E".into(),
        cause: "OK".into(),
        event: "It went well.".into(),
        ended_at: NOW - 30_000,
    }
}

pub(crate) struct Bench {
    folders: [tempfile::TempDir; 2],
    pub(crate) node: Spool,
    pub(crate) store: Spool,
    pub(crate) who: Node,
}

impl Bench {
    pub(crate) fn new() -> Self {
        let folders = [(), ()].map(|()| tempfile::tempdir().unwrap());
        let [node, store] = folders.each_ref().map(|folder| testing::open(folder.path()).unwrap());
        let who = node.cluster().become_node("berlin", "store").unwrap();
        Self { folders, node, store, who }
    }

    /// Uploads a fax.
    pub(super) fn ship(&self, fax: FaxId) -> Result<Shipped, NotShipped> {
        self.node.cluster().ship(&self.store, &self.who, fax, NOW, &|| false)
    }

    /// Uploads all faxes that are due, the newest first.
    pub(super) fn ship_all(&self) -> Result<Vec<FaxId>, NotShipped> {
        let due = self.node.cluster().to_ship(100, NOW).map_err(NotShipped::Here)?;
        for fax in &due {
            self.ship(*fax)?;
        }
        self.node.cluster().pass_shipped().map_err(NotShipped::Here)?;
        Ok(due)
    }

    fn compare(&self, now: UnixMs) -> Vec<FaxId> {
        self.node.cluster().compare(&self.store, &self.who, now, &|| false).unwrap()
    }

    pub(super) fn in_store(&self) -> Vec<SharedFax> {
        self.store.cluster().shared_faxes(1_000).unwrap()
    }

    /// Receives a fax with this number of pages; `look` decides the pixels.
    pub(super) fn receive(&self, pages: u32, look: u8) -> FaxId {
        let new = NewFax {
            device: "2101@fax-devices".parse().unwrap(),
            calling: "+4999112345".into(),
            caller_name: "Carol".into(),
            started_at: NOW - 60_000,
            mailboxes: vec!["alice@example.com".into(), "bob@example.com".into()],
            options: [("emailsubject".to_owned(), "Fax".to_owned())].into(),
            ..NewFax::default()
        };
        let fax = self.node.receiving().begin_fax(&new).unwrap();
        for number in 1..=pages {
            self.node.receiving().append_page(fax, &page(number, look)).unwrap();
            self.node.receiving().confirm_pages(fax, &[number]).unwrap();
        }
        let facts = SessionFacts {
            far_ident: Some("+49 99 1".into()),
            rate_bps: Some(14_400),
            ecm: Some(true),
            coding: Some(Coding::Mmr),
            resolution: Some(Resolution::Fine),
            ..SessionFacts::default()
        };
        self.node.receiving().note_session(fax, &facts).unwrap();
        self.node.receiving().finish_fax(fax, &went_well()).unwrap();
        fax
    }

    fn sha256(&self, fax: FaxId) -> String {
        let octets =
            ferrofax_spool::read_document(&self.node.faxes().document_path(fax).unwrap()).unwrap();
        Sha256::digest(octets).iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// Returns bytes of which no two pieces are alike.
pub(super) fn noise(octets: usize) -> Vec<u8> {
    (0_u64..)
        .flat_map(|part| Sha256::digest(part.to_le_bytes()))
        .take(octets)
        .collect()
}

pub(super) fn page(number: u32, look: u8) -> NewPage {
    let mut bitmap = Bitmap::new(1728);
    for row in 0..40 {
        bitmap.push_row(&[row ^ look; 216]);
    }
    NewPage {
        number,
        quality: PageQuality { rows: bitmap.rows(), ..PageQuality::default() },
        bitmap,
        resolution: Resolution::Fine,
        coding: Coding::Mmr,
        rate_bps: 14_400,
        ecm: true,
        complete: true,
        received_at: NOW - 40_000,
    }
}

#[test]
fn a_fax_is_in_the_store_as_it_is_here_and_its_document_is_the_same() {
    let bench = Bench::new();
    let (fax, empty) = (bench.receive(2, 3), bench.receive(0, 0));
    assert_eq!(bench.ship_all().unwrap(), [empty, fax]);
    let shared = bench.in_store();
    let found = shared.iter().find(|one| one.node_fax == fax).unwrap();
    assert_eq!((found.node.as_str(), found.pages), ("berlin", 2));
    assert_eq!(found.sha256, Some(bench.sha256(fax)));
    let octets = bench.store.cluster().shared_document(found.fax).unwrap().unwrap();
    let here =
        ferrofax_spool::read_document(&bench.node.faxes().document_path(fax).unwrap()).unwrap();
    assert_eq!(octets, here);
    // Everything that is known of the fax is the same, except its number.
    let there = bench.store.faxes().fax(found.fax).unwrap();
    let here = ferrofax_spool::ReceivedFax { id: there.id, ..bench.node.faxes().fax(fax).unwrap() };
    assert_eq!(there, here);
    // A fax without pages has no document, and the shared database mails nobody.
    let found = shared.iter().find(|one| one.node_fax == empty).unwrap();
    assert_eq!(
        (found.sha256.clone(), bench.store.cluster().shared_document(found.fax)),
        (None, Ok(None))
    );
    assert!(
        shared
            .iter()
            .all(|one| bench.store.outbox().outbox_of(one.fax).unwrap().is_empty())
    );
    let shipping = bench.node.cluster().shipping().unwrap();
    assert_eq!((shipping.shipped, shipping.waiting), (2, 0));
    assert!(bench.ship_all().unwrap().is_empty());
}

#[test]
fn the_messages_of_a_call_are_in_the_store_with_their_values() {
    let bench = Bench::new();
    let [fax, older] = [(); 2].map(|()| bench.receive(1, 3));
    let step = Step::WantsFrames { frame: "PPR".into(), count: 256 };
    let rung = Rung { at_ms: 30, way: Way::Heard, step: step.clone() };
    let of_both = [fax, older].map(|fax| (LadderOf::Fax(fax), vec![rung.clone()]));
    bench.node.recordings().add_rungs(&of_both).unwrap();
    // Version 0.3.0 wrote only the sentence.
    let forget = "UPDATE ladders SET steps = '' WHERE fax = ?1";
    bench.node.write(|transaction| transaction.execute(forget, [older.0])).unwrap();
    bench.ship_all().unwrap();
    let shared = bench.in_store();
    let ladder = |fax: FaxId| {
        let found = shared.iter().find(|one| one.node_fax == fax).unwrap();
        bench.store.recordings().ladder(LadderOf::Fax(found.fax)).unwrap()
    };
    assert_eq!(ladder(fax), [rung.clone()]);
    assert_eq!(ladder(older), [Rung { step: Step::text(step.to_string()), ..rung }]);
}

#[test]
fn whatever_dies_at_any_step_each_fax_is_in_the_store_once() {
    let bench = Bench::new();
    let mut faxes = Vec::new();
    let deaths = (0..).take_while(|steps| {
        faxes.push(bench.receive(1, u8::try_from(*steps).unwrap()));
        faults::die_after(*steps);
        let went = bench.ship_all();
        let has_died = faults::live_again();
        assert_eq!(went.is_err(), has_died, "{went:?}");
        // The node starts again and continues.
        bench.ship_all().unwrap();
        has_died
    });
    let deaths = deaths.count();
    assert!(deaths > 20, "there are more steps than {deaths}");
    let shared = bench.in_store();
    assert_eq!(shared.len(), faxes.len());
    for fax in faxes {
        let of_it: Vec<_> = shared.iter().filter(|one| one.node_fax == fax).collect();
        assert_eq!(of_it.len(), 1, "fax {fax}");
        let octets = bench.store.cluster().shared_document(of_it[0].fax).unwrap().unwrap();
        let here =
            ferrofax_spool::read_document(&bench.node.faxes().document_path(fax).unwrap()).unwrap();
        assert!(octets == here && of_it[0].sha256 == Some(bench.sha256(fax)), "fax {fax}");
        assert_eq!(bench.store.faxes().fax(of_it[0].fax).unwrap().pages.len(), 1);
    }
}

/// The environment variables with the folders of the spools for the process that dies, and with the
/// number of steps after which it dies.
const FOLDERS: &str = "FERROFAX_TEST_NODE_FOLDERS";
const STEPS: &str = "FERROFAX_TEST_NODE_STEPS";

/// Does the same with a separate process that is killed.
#[test]
fn a_process_that_is_killed_at_any_step_has_shipped_each_fax_once() {
    let bench = Bench::new();
    let folders = bench.folders.each_ref().map(|folder| folder.path().to_str().unwrap());
    let mut faxes = Vec::new();
    let deaths = (0..).step_by(2).take_while(|steps: &u8| {
        faxes.push(bench.receive(1, *steps));
        let ended = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "--ignored", "node::tests::ships_until_it_is_killed"])
            .env(FOLDERS, folders.join(":"))
            .env(STEPS, steps.to_string())
            .output()
            .unwrap();
        let was_killed = ended.status.signal() == Some(9);
        assert!(was_killed || ended.status.success(), "{ended:?}");
        // The node starts again and continues.
        bench.ship_all().unwrap();
        was_killed
    });
    let deaths = deaths.count();
    assert!(deaths > 10, "there are more steps than {deaths}");
    let mut shipped: Vec<FaxId> = bench.in_store().iter().map(|one| one.node_fax).collect();
    shipped.sort_unstable();
    assert_eq!(shipped, faxes);
    for one in bench.in_store() {
        assert_eq!(one.sha256, Some(bench.sha256(one.node_fax)));
        bench.store.cluster().shared_document(one.fax).unwrap().unwrap();
    }
}

/// The process that is killed.
#[test]
#[ignore = "the process that another test kills"]
fn ships_until_it_is_killed() {
    let Ok(folders) = std::env::var(FOLDERS) else { return };
    let (node, store) = folders.split_once(':').unwrap();
    let [node, store] = [node, store].map(|folder| testing::open(Path::new(folder)).unwrap());
    let who = node.cluster().node().unwrap().unwrap();
    faults::be_killed_after(std::env::var(STEPS).unwrap().parse().unwrap());
    for fax in node.cluster().to_ship(100, NOW).unwrap() {
        node.cluster().ship(&store, &who, fax, NOW, &|| false).unwrap();
    }
    faults::live_again();
}

#[test]
fn nothing_is_deleted_here_before_the_store_has_it() {
    let bench = Bench::new();
    let fax = bench.receive(1, 1);
    // Both mailboxes have the fax.
    let deliver = "UPDATE outbox SET state = 'delivered', ended_at = 1";
    bench.node.write(|one| one.execute(deliver, [])).unwrap();
    let late = NOW + 100 * DAY_MS;
    let kept = bench.node.retention().cleanup(late, 30).unwrap();
    assert_eq!((kept.deleted.len(), kept.kept_unshipped), (0, vec![fax]));
    bench.ship_all().unwrap();
    // The state of the shared database long ago does not count either.
    assert_eq!(bench.node.retention().cleanup(late, 30).unwrap().kept_unshipped, [fax]);
    assert!(bench.compare(late).is_empty());
    let gone = bench.node.retention().cleanup(late, 30).unwrap();
    assert_eq!((gone.deleted, gone.kept_unshipped.len()), (vec![fax], 0));
    assert_eq!(bench.in_store().len(), 1);
    // A spool that is no longer a node keeps no fax for the shared database.
    let fax = bench.receive(1, 2);
    bench.node.write(|one| one.execute(deliver, [])).unwrap();
    assert!(bench.node.shared_queue().leave_store().unwrap());
    assert!(!bench.node.shared_queue().leave_store().unwrap());
    assert_eq!(bench.node.retention().cleanup(late, 30).unwrap().deleted, [fax]);
}

#[test]
fn a_spool_from_a_backup_ships_what_is_new_and_nothing_twice() {
    let bench = Bench::new();
    let first = bench.receive(1, 1);
    bench.ship_all().unwrap();
    // The node has forgotten what was uploaded since the backup, and assigns the same numbers
    // again.
    bench.node.write(|one| one.execute("DELETE FROM shipped", [])).unwrap();
    bench.node.write(|one| one.execute("UPDATE node SET upto = 0", [])).unwrap();
    let other = "UPDATE faxes SET document = '0000/00000001-cafe0000.tif' WHERE id = ?1";
    let second = bench.receive(1, 2);
    bench.ship_all().unwrap();
    assert_eq!(bench.in_store().len(), 2);
    // The fax has the number of another fax in the shared database, but another mark.
    let path = bench.node.faxes().document_path(first).unwrap();
    bench.node.write(|one| one.execute(other, [first.0])).unwrap();
    std::fs::rename(path, bench.node.faxes().document_path(first).unwrap()).unwrap();
    bench.node.write(|one| one.execute("DELETE FROM shipped", [])).unwrap();
    bench.node.write(|one| one.execute("UPDATE node SET upto = 0", [])).unwrap();
    bench.ship_all().unwrap();
    let shared = bench.in_store();
    assert_eq!(shared.iter().filter(|one| one.node_fax == first).count(), 2);
    assert_eq!(shared.iter().filter(|one| one.node_fax == second).count(), 1);
    // A fax that was deleted in the shared database does not come back.
    for one in &shared {
        bench.store.faxes().delete_fax(one.fax, "a person", NOW).unwrap();
        assert_eq!(
            bench.store.cluster().shared_document(one.fax),
            Err(SpoolError::NoSuchFax(one.fax))
        );
    }
    bench.node.write(|one| one.execute("DELETE FROM shipped", [])).unwrap();
    bench.node.write(|one| one.execute("UPDATE node SET upto = 0", [])).unwrap();
    assert_eq!(bench.ship_all().unwrap().len(), 2);
    assert!(bench.in_store().is_empty());
}

#[test]
fn what_cannot_be_read_here_is_told_and_keeps_nothing_else_up() {
    let bench = Bench::new();
    let (lost, fine) = (bench.receive(1, 1), bench.receive(1, 2));
    std::fs::remove_file(bench.node.faxes().document_path(lost).unwrap()).unwrap();
    let error = bench.ship(lost).unwrap_err();
    assert!(matches!(error, NotShipped::Here(SpoolError::Io { .. })), "{error}");
    bench.ship(fine).unwrap();
    bench.node.cluster().pass_shipped().unwrap();
    assert_eq!(bench.node.cluster().to_ship(9, NOW).unwrap(), [lost]);
    assert_eq!(bench.in_store().len(), 1);
}

/// The fax was mailed before it was uploaded. The Ferrofax service, which uploads, has the keys.
#[test]
fn a_fax_that_lies_sealed_is_in_the_store_as_it_was() {
    let bench = Bench::new();
    let fax = bench.receive(2, 3);
    let path = bench.node.faxes().document_path(fax).unwrap();
    let clear = std::fs::read(&path).unwrap();
    for entry in bench.node.outbox().outbox_of(fax).unwrap() {
        bench.node.outbox().delivered(entry.id, NOW, "250 Ok").unwrap();
    }
    let by = |keys: Option<[u8; 32]>| {
        let keys =
            keys.map(|key| -> Arc<dyn MasterKeys> { Arc::new(KeyRing::of([&key]).unwrap()) });
        bench.node.encryption().open_documents_by(keys, true).unwrap();
    };
    by(Some([1; 32]));
    assert_eq!(bench.node.encryption().seal_what_rests(UnixMs(0), &|| false).unwrap().sealed, 1);
    for keys in [None, Some([2; 32])] {
        by(keys);
        let error = bench.ship(fax).unwrap_err();
        assert!(
            matches!(&error, NotShipped::Here(why) if why.to_string().contains("encrypted")),
            "{error}"
        );
    }
    assert!(bench.in_store().is_empty());
    by(Some([1; 32]));
    assert_eq!(bench.ship_all().unwrap(), [fax]);
    let shared = bench.in_store();
    assert_eq!(shared[0].sha256, Some(bench.sha256(fax)));
    assert!(bench.store.cluster().shared_document(shared[0].fax) == Ok(Some(clear.clone())));
    assert!(std::fs::read(&path).unwrap() != clear, "it stays sealed here");
}

/// Bytes that were changed in the shared database are not returned as the fax.
#[test]
fn a_document_that_was_changed_in_the_store_is_told() {
    let bench = Bench::new();
    bench.receive(1, 1);
    bench.ship_all().unwrap();
    let fax = bench.in_store()[0].fax;
    let change = "UPDATE store_pieces SET octets = ?1";
    bench.store.write(|one| one.execute(change, [b"other".to_vec()])).unwrap();
    let error = bench.store.cluster().shared_document(fax).unwrap_err();
    assert!(error.to_string().contains("not those that the node sent"), "{error}");
    // A person who also changes the stored hash cannot change the hash that the node reported.
    let other: String = Sha256::digest(b"other").iter().map(|byte| format!("{byte:02x}")).collect();
    let change = "UPDATE store_documents SET sha256 = ?1";
    bench.store.write(|one| one.execute(change, [other])).unwrap();
    bench.store.cluster().shared_document(fax).unwrap_err();
    bench.store.write(|one| one.execute("DELETE FROM store_documents", [])).unwrap();
    let error = bench.store.cluster().shared_document(fax).unwrap_err();
    assert!(error.to_string().contains("not there any more"), "{error}");
    assert_eq!(
        bench.store.cluster().shared_document(FaxId(99)),
        Err(SpoolError::NoSuchFax(FaxId(99)))
    );
}

#[test]
fn two_nodes_of_one_name_are_told_of_each_other_and_a_dead_one_is_followed() {
    let bench = Bench::new();
    let folder = tempfile::tempdir().unwrap();
    let second = testing::open(folder.path()).unwrap();
    let twin = second.cluster().become_node("berlin", "store").unwrap();
    assert_ne!(bench.who.token, twin.token);
    let report = NodeReport { version: "1".into(), waiting: 7, to_give: 0 };
    bench.node.cluster().report_to(&bench.store, &bench.who, &report).unwrap();
    bench.node.cluster().report_to(&bench.store, &bench.who, &report).unwrap();
    let refused = second.cluster().report_to(&bench.store, &twin, &report).unwrap_err();
    let text = refused.to_string();
    assert!(matches!(refused, SpoolError::NodeNameTaken { .. }), "{text}");
    assert!(text.contains(bench.node.folder().to_str().unwrap()), "{text}");
    let members = bench.store.cluster().members().unwrap();
    assert_eq!((members.len(), members[0].waiting, members[0].faxes), (1, 7, 0));
    assert!(members[0].seen_ms_ago < 60_000);
    // The second spool uploads no fax either, although it has not reported that it runs.
    let fax = second.receiving().begin_fax(&NewFax::default()).unwrap();
    second.receiving().finish_fax(fax, &went_well()).unwrap();
    let refused = second.cluster().ship(&bench.store, &twin, fax, NOW, &|| false).unwrap_err();
    assert!(matches!(refused, NotShipped::There(SpoolError::NodeNameTaken { .. })), "{refused}");
    assert!(bench.in_store().is_empty());
    // The node last reported two minutes ago, so it counts as dead.
    let before = "UPDATE nodes SET seen_at = seen_at - 120000";
    bench.store.write(|one| one.execute(before, [])).unwrap();
    second.cluster().report_to(&bench.store, &twin, &report).unwrap();
    bench.node.cluster().report_to(&bench.store, &bench.who, &report).unwrap_err();
    assert!(bench.store.cluster().forget_member("berlin").unwrap());
    assert!(!bench.store.cluster().forget_member("berlin").unwrap());
}

/// A developer who adds a column to faxes must decide here whether it is uploaded.
#[test]
fn all_columns_of_a_fax_and_of_a_page_travel_or_are_left_out_knowingly() {
    let folder = tempfile::tempdir().unwrap();
    drop(Spool::open_as(folder.path(), &Store::Sqlite, Tables::MayBeMade).unwrap());
    let connection = rusqlite::Connection::open(folder.path().join("spool.db")).unwrap();
    for (table, columns, left_out) in [
        (
            "faxes",
            super::shipment::fax_columns!(),
            &["id", "document", "fetched_by", "sealed_by"][..],
        ),
        ("pages", super::shipment::page_columns!(), &["fax"]),
    ] {
        let select = connection.prepare(&format!("SELECT * FROM {table}")).unwrap();
        let mut all: Vec<&str> = select.column_names().collect();
        let mut known: Vec<&str> =
            columns.split(',').map(str::trim).chain(left_out.iter().copied()).collect();
        all.sort_unstable();
        known.sort_unstable();
        assert_eq!(all, known);
    }
}

/// The database was restored from an older dump, or replaced by a copy that lagged behind.
#[test]
fn what_a_store_has_lost_is_kept_here_and_shipped_once_more() {
    let bench = Bench::new();
    let faxes = [bench.receive(1, 1), bench.receive(1, 2), bench.receive(1, 3)];
    bench
        .node
        .write(|one| one.execute("UPDATE outbox SET state = 'delivered'", []))
        .unwrap();
    bench.ship_all().unwrap();
    let there = |fax: FaxId| bench.in_store().iter().find(|one| one.node_fax == fax).unwrap().fax;
    let (kept, lost, bare) = (there(faxes[0]), there(faxes[1]), there(faxes[2]));
    bench.store.faxes().delete_fax(kept, "a person", NOW).unwrap();
    let change = |sql: &str, fax: FaxId| bench.store.write(|one| one.execute(sql, [fax.0]));
    change("DELETE FROM node_faxes WHERE fax = ?1", lost).unwrap();
    change("DELETE FROM faxes WHERE id = ?1", lost).unwrap();
    change("DELETE FROM store_documents WHERE fax = ?1", bare).unwrap();
    let late = NOW + 100 * DAY_MS;
    assert!(bench.node.retention().cleanup(late, 30).unwrap().deleted.is_empty());
    assert_eq!(bench.compare(late), faxes[1..]);
    assert_eq!(bench.node.retention().cleanup(late, 30).unwrap().deleted, faxes[..1]);
    assert_eq!(bench.ship_all().unwrap(), [faxes[2], faxes[1]]);
    assert!(bench.compare(late).is_empty());
    let octets = bench.store.cluster().shared_document(there(faxes[1])).unwrap();
    assert!(octets.is_some());
}

#[test]
fn a_store_made_anew_at_the_same_address_gets_all() {
    let bench = Bench::new();
    let fax = bench.receive(1, 1);
    let report = NodeReport { version: "1".into(), waiting: 0, to_give: 0 };
    assert!(!bench.node.cluster().report_to(&bench.store, &bench.who, &report).unwrap());
    bench.ship_all().unwrap();
    assert!(!bench.node.cluster().report_to(&bench.store, &bench.who, &report).unwrap());
    assert!(bench.node.cluster().to_ship(9, NOW).unwrap().is_empty());
    let folder = tempfile::tempdir().unwrap();
    let reopened = testing::open(folder.path()).unwrap();
    assert!(bench.node.cluster().report_to(&reopened, &bench.who, &report).unwrap());
    assert_eq!(bench.node.cluster().to_ship(9, NOW).unwrap(), [fax]);
}

#[test]
fn a_store_by_another_address_is_asked_which_one_it_is_before_all_is_shipped_anew() {
    let bench = Bench::new();
    let fax = bench.receive(1, 1);
    let report = NodeReport { version: "1".into(), waiting: 0, to_give: 0 };
    bench.node.cluster().report_to(&bench.store, &bench.who, &report).unwrap();
    bench.ship_all().unwrap();
    let who = bench.node.cluster().become_node("berlin", "store:5432").unwrap();
    assert!(!bench.node.cluster().report_to(&bench.store, &who, &report).unwrap());
    assert!(bench.node.cluster().to_ship(9, NOW).unwrap().is_empty());
    // Under another name, the spool is another node.
    bench.node.cluster().become_node("bremen", "store:5432").unwrap();
    assert_eq!(bench.node.cluster().to_ship(9, NOW).unwrap(), [fax]);
}

#[test]
fn texts_of_any_length_are_shipped() {
    let bench = Bench::new();
    let fax = bench.receive(1, 1);
    // Text that cannot be compressed.
    let long: String = (0..300_u32)
        .flat_map(|part| Sha256::digest(part.to_le_bytes()))
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let change = "UPDATE faxes SET calling = ?2, caller_name = ?2, far_ident = ?2 WHERE id = ?1";
    // The node's own database accepts the text, too, if it is PostgreSQL.
    bench.node.write(|one| one.execute(change, params![fax.0, long])).unwrap();
    bench.ship_all().unwrap();
    assert_eq!(bench.in_store()[0].calling, long);
}

/// A spool from a backup that was made during a call has the fax a second time, with other pages.
#[test]
fn two_documents_of_one_mark_are_two_faxes() {
    let bench = Bench::new();
    let fax = bench.receive(1, 1);
    bench.ship_all().unwrap();
    let other = bench.receive(2, 7);
    let [from, to] = [other, fax].map(|fax| bench.node.faxes().document_path(fax).unwrap());
    std::fs::rename(from, to).unwrap();
    bench
        .node
        .write(|one| one.execute("UPDATE outbox SET state = 'delivered'", []))
        .unwrap();
    bench.node.faxes().delete_fax(other, "a person", NOW).unwrap();
    for _ in 0..2 {
        bench.node.write(|one| one.execute("DELETE FROM shipped", [])).unwrap();
        bench.node.write(|one| one.execute("UPDATE node SET upto = 0", [])).unwrap();
        assert_eq!(bench.ship_all().unwrap(), [fax]);
        assert!(bench.compare(NOW).is_empty());
        let shared = bench.in_store();
        assert_eq!(shared.len(), 2);
        assert_eq!(shared[0].sha256, Some(bench.sha256(fax)));
    }
}

/// First a database that works and rejects one row, then a database that can only be read.
#[test]
fn a_fax_that_the_store_refuses_is_told_from_a_store_that_takes_nothing() {
    let bench = Bench::new();
    let (refused, fine) = (bench.receive(1, 1), bench.receive(1, 2));
    let twice = "INSERT INTO fax_options (fax, name, value) VALUES (?1, ' ', '')";
    bench.node.write(|one| one.execute(twice, [refused.0])).unwrap();
    let unique = "CREATE UNIQUE INDEX one_such ON fax_options (value) WHERE name = ' '";
    bench.store.write(|one| one.execute(unique, [])).unwrap();
    bench.node.write(|one| one.execute(twice, [fine.0])).unwrap();
    bench.ship(fine).unwrap();
    let why = bench.ship(refused).unwrap_err();
    assert!(matches!(why, NotShipped::Refused(SpoolError::Unfit { .. })), "{why:?}");
    bench.store.write(|one| one.execute("DROP INDEX one_such", [])).unwrap();
    bench.store.write(|one| one.execute("DROP TABLE store_pieces", [])).unwrap();
    let why = bench.ship(refused).unwrap_err();
    assert!(matches!(why, NotShipped::There(SpoolError::Database { .. })), "{why:?}");
}

#[test]
fn a_document_that_is_too_large_is_not_read() {
    let bench = Bench::new();
    let fax = bench.receive(1, 1);
    let path = bench.node.faxes().document_path(fax).unwrap();
    // The file needs no space on the disk, but would need more memory than there is.
    std::fs::File::options()
        .write(true)
        .open(path)
        .unwrap()
        .set_len(1 << 42)
        .unwrap();
    let why = bench.ship(fax).unwrap_err();
    assert!(why.to_string().contains("200000000 at most"), "{why}");
}

/// The clock of the node has no effect on the shared database. Each fax is uploaded once, by any
/// clock with which it ended and is uploaded.
#[test]
fn a_fax_is_shipped_once_by_whatever_clock() {
    let bench = Bench::new();
    let mut faxes = Vec::new();
    let minutes = |minutes: i64| minutes * 60_000;
    for ahead_ms in [0, minutes(10), minutes(-10), minutes(600), minutes(-600), i64::MIN, i64::MAX]
    {
        let now = UnixMs(NOW.0.saturating_add(ahead_ms));
        let report = NodeReport::default();
        bench.node.cluster().report_to(&bench.store, &bench.who, &report).unwrap();
        faxes.push(bench.receive(1, faxes.len() as u8));
        for fax in bench.node.cluster().to_ship(100, now).unwrap() {
            bench
                .node
                .cluster()
                .ship(&bench.store, &bench.who, fax, now, &|| false)
                .unwrap();
        }
        bench.node.cluster().pass_shipped().unwrap();
        assert_eq!(bench.node.cluster().to_ship(100, now).unwrap(), []);
        assert_eq!(bench.compare(now), []);
    }
    let mut there: Vec<FaxId> = bench.in_store().iter().map(|fax| fax.node_fax).collect();
    there.sort_unstable();
    assert_eq!(there, faxes);
    let members = bench.store.cluster().members().unwrap();
    assert!((0..60_000).contains(&members[0].seen_ms_ago), "{members:?}");
}

/// A node whose last report is in the future, because the clock of the shared database was put
/// back, does not block its name for ever. A node that runs does.
#[test]
fn a_name_is_not_kept_by_who_is_to_come_yet() {
    let bench = Bench::new();
    let report = |bench: &Bench, who: &Node| {
        bench.node.cluster().report_to(&bench.store, who, &NodeReport::default())
    };
    report(&bench, &bench.who).unwrap();
    let other = tempfile::tempdir().unwrap();
    let other = testing::open(other.path()).unwrap();
    let twin = other.cluster().become_node("berlin", "store").unwrap();
    let refused = other.cluster().report_to(&bench.store, &twin, &NodeReport::default());
    assert!(matches!(refused, Err(SpoolError::NodeNameTaken { .. })), "{refused:?}");
    let later = "UPDATE nodes SET seen_at = seen_at + 18000000";
    bench.store.write(|one| one.execute(later, [])).unwrap();
    other.cluster().report_to(&bench.store, &twin, &NodeReport::default()).unwrap();
    let refused = report(&bench, &bench.who);
    assert!(matches!(refused, Err(SpoolError::NodeNameTaken { .. })), "{refused:?}");
}
