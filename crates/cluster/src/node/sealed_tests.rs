//! Tests of received faxes in a shared database that is not trusted. They are encrypted there, and
//! are decrypted to the original or reported by name. Keys are changed during operation without a
//! loss.

use std::cell::Cell;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use super::tests::{Bench, NOW, noise};
use super::{NodeReport, NotShipped};
use crate::{Clustered, Rekeyed};
use ferrofax_basics::UnixMs;
use ferrofax_spool::inside::{Inside, testing};
use ferrofax_spool::{
    DataKey, FaxId, FaxText, FolderOfObjects, KeyRing, MasterKeys, NotUnwrapped, Objects, Spool,
    SpoolError,
};

/// A document of three pieces, in bytes.
const OCTETS: usize = 700_000;

/// Master keys that repeat each of these bytes, the newest first.
pub(crate) fn keys(octets: &[u8]) -> Arc<dyn MasterKeys> {
    let keys: Vec<[u8; 32]> = octets.iter().map(|octet| [*octet; 32]).collect();
    Arc::new(KeyRing::of(&keys).unwrap())
}

/// Keys that are not in a file. They may be unavailable, and may refuse unencrypted documents.
pub(crate) struct Moody {
    pub(crate) keys: Arc<dyn MasterKeys>,
    pub(crate) is_away: AtomicBool,
    pub(crate) is_strict: bool,
}

impl Moody {
    pub(crate) fn of(octets: &[u8], is_strict: bool) -> Arc<Self> {
        Arc::new(Self { keys: keys(octets), is_away: AtomicBool::new(false), is_strict })
    }

    fn there(&self) -> Result<(), String> {
        if self.is_away.load(Relaxed) { Err("the keys are away".to_owned()) } else { Ok(()) }
    }
}

impl MasterKeys for Moody {
    fn newest(&self) -> Result<String, String> {
        self.there().and_then(|()| self.keys.newest())
    }

    fn has(&self, id: &str) -> Result<bool, String> {
        self.keys.has(id)
    }

    fn wrap(&self, key: &DataKey) -> Result<(String, Vec<u8>), String> {
        self.there().and_then(|()| self.keys.wrap(key))
    }

    fn unwrap(&self, id: &str, wrapped: &[u8]) -> Result<DataKey, NotUnwrapped> {
        self.there().map_err(NotUnwrapped::Away)?;
        self.keys.unwrap(id, wrapped)
    }

    fn takes_plain(&self) -> bool {
        !self.is_strict
    }
}

/// A node and its shared database, whose documents are in its tables or in a folder.
struct Place {
    bench: Bench,
    folder: Option<tempfile::TempDir>,
}

impl Place {
    fn in_tables() -> Self {
        Self { bench: Bench::new(), folder: None }
    }

    fn in_folder() -> Self {
        Self { bench: Bench::new(), folder: Some(tempfile::tempdir().unwrap()) }
    }

    fn both() -> [Self; 2] {
        [Self::in_tables(), Self::in_folder()]
    }

    /// The shared database without keys.
    fn plain(&self) -> Spool {
        let Some(folder) = &self.folder else { return self.bench.store.clone() };
        let objects = FolderOfObjects::of(folder.path()).unwrap();
        self.bench.store.with_objects(Arc::new(objects) as Arc<dyn Objects>)
    }

    fn by(&self, octets: &[u8]) -> Spool {
        self.plain().with_keys(keys(octets))
    }

    /// Receives a fax with a document of `octets` bytes, whose contents depend on `look`.
    fn receive(&self, look: u8, octets: usize) -> FaxId {
        let fax = self.bench.receive(1, look);
        std::fs::write(self.bench.node.faxes().document_path(fax).unwrap(), document(look, octets))
            .unwrap();
        fax
    }

    fn ship_to(&self, store: &Spool, fax: FaxId) -> Result<FaxId, NotShipped> {
        self.ship_until(store, fax, &|| false)
    }

    fn ship_until(
        &self,
        store: &Spool,
        fax: FaxId,
        stop: &dyn Fn() -> bool,
    ) -> Result<FaxId, NotShipped> {
        let shipped = self.bench.node.cluster().ship(store, &self.bench.who, fax, NOW, stop)?;
        Ok(shipped.fax.unwrap())
    }

    /// Receives a fax and ships it to the shared database with this key.
    fn sealed(&self, look: u8, octets: usize, key: u8) -> FaxId {
        self.ship_to(&self.by(&[key]), self.receive(look, octets)).unwrap()
    }

    fn rekey(&self, store: &Spool) -> Rekeyed {
        store.cluster().rekey(&self.bench.who, &|_| {}).unwrap()
    }

    /// The names of a document's objects, in the order of the pieces.
    fn objects(&self, fax: FaxId) -> Vec<String> {
        let names = "
            SELECT o.name FROM store_objects AS o JOIN store_documents AS d ON d.id = o.document
            WHERE d.fax = ?1 ORDER BY o.number";
        let select = |one: &ferrofax_spool::inside::database::Transaction<'_>| {
            one.prepare(names)?.query_map([fax.0], |row| row.get(0))?.collect()
        };
        self.bench.store.read(select).unwrap()
    }

    /// A piece as the shared database stores it.
    fn piece(&self, fax: FaxId, number: usize) -> Vec<u8> {
        if let Some(folder) = &self.folder {
            return std::fs::read(folder.path().join(&self.objects(fax)[number])).unwrap();
        }
        let piece =
            "SELECT p.octets FROM store_pieces AS p JOIN store_documents AS d ON d.id = p.document
            WHERE d.fax = ?1 AND p.number = ?2";
        let keys = [fax.0, number as i64];
        self.bench
            .store
            .read(|one| one.query_row(piece, keys, |row| row.get(0)))
            .unwrap()
    }

    /// Replaces a piece in the shared database by these bytes, or deletes it.
    fn change(&self, fax: FaxId, number: usize, octets: Option<&[u8]>) {
        if let Some(folder) = &self.folder {
            let path = folder.path().join(&self.objects(fax)[number]);
            match octets {
                Some(octets) => std::fs::write(path, octets).unwrap(),
                None => std::fs::remove_file(path).unwrap(),
            }
            return;
        }
        let of = "document = (SELECT id FROM store_documents WHERE fax = ?1) AND number = ?2";
        let (fax, number) = (fax.0, number as i64);
        self.bench
            .store
            .write(|one| match octets {
                Some(octets) => {
                    let sql = format!("UPDATE store_pieces SET octets = ?3 WHERE {of}");
                    one.execute(
                        &sql,
                        ferrofax_spool::inside::database::params![fax, number, octets],
                    )
                }
                None => one.execute(&format!("DELETE FROM store_pieces WHERE {of}"), [fax, number]),
            })
            .unwrap();
    }

    fn sql(&self, sql: &str) {
        self.bench.store.write(|one| one.execute(sql, [])).unwrap();
    }
}

fn document(look: u8, octets: usize) -> Vec<u8> {
    let mut document = noise(octets);
    document.iter_mut().for_each(|octet| *octet ^= look);
    document
}

fn refused(store: &Spool, fax: FaxId) -> String {
    match store.cluster().shared_document(fax) {
        Err(SpoolError::Document { text, .. }) => text,
        other => panic!("{:?}", other.map(|octets| octets.map(|octets| octets.len()))),
    }
}

fn has(whole: &[u8], part: &[u8]) -> bool {
    whole.windows(part.len()).any(|window| window == part)
}

#[test]
fn a_document_is_there_sealed_and_comes_out_as_it_was() {
    for place in Place::both() {
        for octets in [1, 262_143, 262_144, 262_145, OCTETS] {
            let fax = place.sealed(5, octets, 1);
            let whole = document(5, octets);
            assert!(
                place.by(&[1]).cluster().shared_document(fax) == Ok(Some(whole.clone())),
                "{octets}"
            );
            for (number, piece) in whole.chunks(256 * 1024).enumerate() {
                let there = place.piece(fax, number);
                assert_eq!(there.len(), piece.len() + 16);
                assert!(piece.len() < 32 || !has(&there, &piece[..32]));
            }
            // A machine with other keys, or none, reports that, and finds it beforehand in the list
            // of keys.
            let why = refused(&place.by(&[2]), fax);
            assert!(why.contains("this machine does not have this key"), "{why}");
            assert_eq!(
                refused(&place.plain(), fax),
                "it is encrypted, and this machine has no keys ([node] key_file)"
            );
            assert!(
                place.by(&[2]).encryption().can_open_all().is_err()
                    && place.plain().encryption().can_open_all().is_err()
            );
            place.by(&[2, 1]).encryption().can_open_all().unwrap();
            assert!(place.by(&[2, 1]).cluster().shared_document(fax) == Ok(Some(whole)));
        }
        // The mark does not depend on encryption: the node recognises the faxes that it has
        // shipped.
        let bench = &place.bench;
        assert_eq!(
            bench.node.cluster().compare(&place.by(&[1]), &bench.who, NOW, &|| false),
            Ok(vec![])
        );
        let here = bench.node.cluster().faxes_here(FaxId(0), 9).unwrap();
        let there = place.by(&[1]).cluster().faxes_there("berlin", &here).unwrap();
        assert!(there.iter().all(|one| matches!(one, crate::FaxThere::Same(_))), "{there:?}");
    }
}

#[test]
fn what_a_hostile_store_does_to_pieces_is_named() {
    for place in Place::both() {
        let (fax, other) = (place.sealed(1, OCTETS, 1), place.sealed(2, OCTETS, 1));
        let store = place.by(&[1]);
        let pieces: Vec<Vec<u8>> = (0..3).map(|number| place.piece(fax, number)).collect();
        let foreign = place.piece(other, 1);
        let mut bent = pieces[1].clone();
        bent[77] ^= 1;
        let why = |number: usize, octets: Option<&[u8]>| {
            place.change(fax, number, octets);
            refused(&store, fax)
        };
        let is_other =
            "piece 2 of 3 is not the one that was encrypted: it was changed, or is another one";
        for octets in [&bent[..], &pieces[1][..1000], &pieces[1][..15], b"", &pieces[0], &foreign] {
            assert_eq!(why(1, Some(octets)), is_other);
        }
        assert!(why(1, Some(&document(1, OCTETS)[262_144..524_288])).contains("piece 2 of 3"));
        assert_eq!(why(1, None), "piece 2 of 3 is not there");
        // The loss of a document's last piece is noticed too.
        place.change(other, 2, None);
        assert_eq!(refused(&store, other), "piece 3 of 3 is not there");
    }
}

#[test]
fn what_a_hostile_store_does_to_seals_is_named() {
    let place = Place::in_tables();
    let (fax, other) = (place.sealed(1, OCTETS, 1), place.sealed(2, OCTETS, 1));
    let store = place.by(&[1]);
    let tables = [
        ("store_documents", &["octets", "seal_key", "seal"][..]),
        ("node_faxes", &["node", "mark", "sha256"]),
    ];
    for (table, _) in tables {
        place.sql(&format!("CREATE TABLE kept_{table} AS SELECT * FROM {table}"));
    }
    let as_another = "it was encrypted as another document than the one that its row names";
    let (fax_id, other_id) = (fax.0, other.0);
    for (change, said) in [
        (format!("UPDATE store_documents SET seal = (SELECT seal FROM kept_store_documents WHERE fax = {other_id}) WHERE fax = {fax_id}"), as_another),
        (format!("UPDATE store_documents SET octets = 262144 WHERE fax = {fax_id}"), as_another),
        (format!("UPDATE node_faxes SET mark = 'x.tif' WHERE fax = {fax_id}"), as_another),
        (format!("UPDATE node_faxes SET node = 'hamburg' WHERE fax = {fax_id}"), as_another),
        (format!("UPDATE node_faxes SET sha256 = 'aa' WHERE fax = {fax_id}"), as_another),
        ("UPDATE store_documents SET seal_key = 'nonsense'".into(), "encrypted with the key nonsense, but"),
        ("UPDATE store_documents SET seal = NULL".into(), "its wrapped key is malformed"),
        ("UPDATE store_documents SET seal = CAST('' AS BLOB)".into(), "its wrapped key is malformed"),
        ("UPDATE store_documents SET seal = CAST('garbage that is long enough to be one' AS BLOB)".into(), "is malformed"),
        // The document claims to be unencrypted, but its hash differs.
        ("UPDATE store_documents SET seal_key = NULL".into(), "not those that the node sent"),
    ] {
        place.sql(&change);
        let why = refused(&store, fax);
        assert!(why.contains(said), "{change}: {why}");
        for (table, columns) in tables {
            for column in columns {
                place.sql(&format!(
                    "UPDATE {table} SET {column} = (SELECT k.{column} FROM kept_{table} AS k WHERE k.fax = {table}.fax)"
                ));
            }
        }
        assert!(store.cluster().shared_document(fax) == Ok(Some(document(1, OCTETS))), "{change}");
    }
    // Each byte of the wrapped key is changed in turn.
    let seal: Vec<u8> = place
        .bench
        .store
        .read(|one| {
            let seal = "SELECT seal FROM store_documents WHERE fax = ?1";
            one.query_row(seal, [fax_id], |row| row.get(0))
        })
        .unwrap();
    for at in 0..seal.len() {
        let mut garbage = seal.clone();
        garbage[at] ^= 1;
        let put = "UPDATE store_documents SET seal = ?1 WHERE fax = ?2";
        let row = ferrofax_spool::inside::database::params![garbage, fax_id];
        place.bench.store.write(|one| one.execute(put, row)).unwrap();
        let why = refused(&store, fax);
        let said = ["is malformed", as_another, "its own key was not wrapped by the key"];
        assert!(why.contains(said[usize::from(at > 0) + usize::from(at > 16)]), "{at}: {why}");
    }
}

/// Two whole documents are exchanged with their rows. Only the marks of the faxes are unchanged.
#[test]
fn another_fax_s_document_is_not_handed_out() {
    let place = Place::in_tables();
    let (fax, other) = (place.sealed(1, OCTETS, 1), place.sealed(2, OCTETS, 1));
    let swap = |one: FaxId, by: i64| {
        place.sql(&format!("UPDATE store_documents SET fax = {by} WHERE fax = {one}"));
    };
    place.sql("UPDATE node_faxes SET sha256 = (SELECT d.sha256 FROM store_documents AS d WHERE d.fax <> node_faxes.fax)");
    let spare = place.bench.receive(0, 0);
    let spare = place.ship_to(&place.by(&[1]), spare).unwrap();
    swap(fax, spare.0);
    swap(other, fax.0);
    swap(spare, other.0);
    for fax in [fax, other] {
        assert_eq!(
            refused(&place.by(&[1]), fax),
            "it was encrypted as another document than the one that its row names"
        );
    }
}

#[test]
fn who_takes_no_plain_documents_takes_none_that_the_store_puts_there() {
    let place = Place::in_tables();
    let fax = place.ship_to(&place.plain(), place.receive(1, OCTETS)).unwrap();
    assert!(place.by(&[1]).cluster().shared_document(fax) == Ok(Some(document(1, OCTETS))));
    let strict = place.plain().with_keys(Moody::of(&[1], true));
    let why = refused(&strict, fax);
    assert!(why.contains("plain_documents = false"), "{why}");
    // The document is not encrypted either, because it would be trusted from then on.
    let done = place.rekey(&strict);
    assert!(done.sealed == 0 && done.troubles[0].contains("plain_documents"), "{done:?}");
    assert_eq!(place.rekey(&place.by(&[1])).sealed, 1);
    assert!(strict.cluster().shared_document(fax) == Ok(Some(document(1, OCTETS))));
}

#[test]
fn a_node_without_a_key_ships_nothing_into_a_sealed_store_and_says_so() {
    let place = Place::in_tables();
    place.sealed(1, 10, 1);
    let fax = place.receive(2, 10);
    let Err(NotShipped::There(why)) = place.ship_to(&place.plain(), fax) else { panic!("shipped") };
    let why = why.to_string();
    assert!(why.contains("this machine has no keys: [node] key_file"), "{why}");
    let moody = Moody::of(&[1], false);
    let store = place.plain().with_keys(Arc::clone(&moody) as Arc<dyn MasterKeys>);
    moody.is_away.store(true, Relaxed);
    let Err(NotShipped::There(why)) = place.ship_to(&store, fax) else { panic!("shipped") };
    assert!(why.to_string().ends_with(": the keys are away"), "{why}");
    assert_eq!(place.bench.in_store().len(), 1);
    moody.is_away.store(false, Relaxed);
    let fax = place.ship_to(&store, fax).unwrap();
    assert!(store.cluster().shared_document(fax) == Ok(Some(document(2, 10))));
    moody.is_away.store(true, Relaxed);
    let Err(SpoolError::Keys { text }) = store.cluster().shared_document(fax) else {
        panic!("it opened")
    };
    assert_eq!(text, "the keys are away");
}

/// After an interruption, the document may be encrypted with another key. No earlier piece is mixed
/// in.
#[test]
fn a_document_that_began_otherwise_arrives_whole() {
    for place in Place::both() {
        let plain = place.plain();
        let mut looks = 1..;
        let mut shipped = Vec::new();
        for [before, after] in [[&[][..], &[1][..]], [&[1], &[1]], [&[1], &[2]], [&[1], &[2, 1]]] {
            let look = looks.next().unwrap();
            let fax = place.receive(look, OCTETS);
            let store = |octets: &[u8]| match octets {
                [] => plain.clone(),
                octets => place.by(octets),
            };
            // Two pieces of three are transferred.
            let left = Cell::new(2);
            let stop = || left.replace(left.get() - 1) == 0;
            if shipped.is_empty() || !before.is_empty() {
                assert!(place.ship_until(&store(before), fax, &stop).is_err());
            }
            let asked = Cell::new(0);
            let count = || {
                asked.set(asked.get() + 1);
                false
            };
            let there = place.ship_until(&store(after), fax, &count).unwrap();
            let goes_on = after.ends_with(&[1]) && !before.is_empty();
            assert_eq!(asked.get(), if goes_on { 1 } else { 3 }, "{before:?} {after:?}");
            assert!(
                place.by(&[2, 1]).cluster().shared_document(there)
                    == Ok(Some(document(look, OCTETS)))
            );
            shipped.push(there);
        }
        // Pieces that no document needs are deleted.
        plain.cluster().sweep_objects(100).unwrap();
        if let Some(folder) = &place.folder {
            assert_eq!(files(folder.path()), 12);
        }
    }
}

#[test]
fn an_object_that_cannot_be_deleted_keeps_no_other() {
    for place in Place::both().into_iter().filter(|place| place.folder.is_some()) {
        let plain = place.plain();
        let fax = place.receive(1, OCTETS);
        // One of three pieces is transferred.
        let left = Cell::new(1);
        assert!(place.ship_until(&plain, fax, &|| left.replace(left.get() - 1) == 0).is_err());
        plain
            .write(|transaction| {
                transaction.execute("UPDATE store_objects SET document = NULL", [])?;
                let bad = "INSERT INTO store_objects (name, number) VALUES ('../evil', 0)";
                transaction.execute(bad, []).map(drop)
            })
            .unwrap();
        assert!(plain.cluster().sweep_objects(100).is_err());
        assert_eq!(files(place.folder.as_ref().unwrap().path()), 0);
    }
}

fn files(folder: &Path) -> usize {
    let count = |entry: std::fs::DirEntry| {
        if entry.file_type().unwrap().is_dir() { files(&entry.path()) } else { 1 }
    };
    std::fs::read_dir(folder).unwrap().map(Result::unwrap).map(count).sum()
}

#[test]
fn keys_are_changed_at_work_and_what_is_in_clear_is_sealed() {
    for place in Place::both() {
        let plain = place.ship_to(&place.plain(), place.receive(1, OCTETS)).unwrap();
        let old = place.sealed(2, OCTETS, 1);
        let both = place.by(&[2, 1]);
        let new = place.ship_to(&both, place.receive(3, OCTETS)).unwrap();
        let counts = both.cluster().seal_counts().unwrap();
        assert_eq!((counts.newest, counts.others, counts.plain), (1, 1, 1));
        assert_eq!(both.encryption().store_keys().unwrap().len(), 2);
        // The process dies during the change of keys and begins again.
        let said = Cell::new(0);
        let die = |_: &Rekeyed| {
            said.set(said.get() + 1);
            assert!(said.get() < 3, "dies here");
        };
        let by = &place.bench.who;
        let dies = || both.cluster().rekey(by, &die);
        assert!(std::panic::catch_unwind(std::panic::AssertUnwindSafe(dies)).is_err());
        for fax in [plain, old, new] {
            both.cluster().shared_document(fax).unwrap().unwrap();
        }
        let done = place.rekey(&both);
        assert_eq!((done.rewrapped, done.sealed, done.troubles), (0, 1, vec![]));
        let counts = both.cluster().seal_counts().unwrap();
        assert_eq!((counts.newest, counts.others, counts.plain), (3, 0, 0));
        // The old key is no longer needed.
        let new_alone = place.by(&[2]);
        new_alone.encryption().can_open_all().unwrap();
        for (fax, look) in [(plain, 1), (old, 2), (new, 3)] {
            assert!(new_alone.cluster().shared_document(fax) == Ok(Some(document(look, OCTETS))));
        }
        assert!(place.by(&[1]).cluster().shared_document(old).is_err());
        assert_eq!(place.rekey(&new_alone), Rekeyed::default());
        // The node recognises the faxes that it has shipped.
        let bench = &place.bench;
        assert_eq!(
            bench.node.cluster().compare(&new_alone, &bench.who, NOW, &|| false),
            Ok(vec![])
        );
        place.plain().cluster().sweep_objects(100).unwrap();
        if let Some(folder) = &place.folder {
            assert_eq!(files(folder.path()), 9);
        }
    }
}

/// A machine without a PBX reads the faxes of the shared database.
#[test]
fn the_words_on_faxes_are_encrypted_by_the_keys_of_the_shared_database() {
    let place = Place::in_tables();
    let fax = place.sealed(1, 10, 1);
    let old = place.by(&[1]);
    assert_eq!(old.fax_texts().begin_reading(UnixMs(0), NOW, NOW + 1_000), Ok(Some(fax)));
    let text = b"a secret";
    assert_eq!(old.fax_texts().store_text(fax, text, ["secret"].into_iter(), NOW), Ok(true));
    let read = |store: &Spool| match store.fax_texts().text(fax) {
        Ok(FaxText::Read(octets, _)) => Some(octets),
        Ok(other) => panic!("{other:?}"),
        Err(_) => None,
    };
    assert_eq!((read(&old).as_deref(), read(&place.plain())), (Some(&text[..]), None));
    let stored = |one: &ferrofax_spool::inside::database::Transaction<'_>| {
        one.query_row("SELECT text FROM fax_texts", [], |row| row.get::<_, Vec<u8>>(0))
    };
    assert!(!has(&place.bench.store.read(stored).unwrap(), b"secret"));

    let both = place.by(&[2, 1]);
    // The document, its text, and the key of the index have the new key.
    let done = place.rekey(&both);
    assert_eq!((done.rewrapped, done.sealed, done.troubles), (2, 0, vec![]));
    let new = place.by(&[2]);
    new.encryption().can_open_all().unwrap();
    assert_eq!((read(&new).as_deref(), read(&old)), (Some(&text[..]), None));
}

#[test]
fn a_document_that_cannot_be_sealed_anew_keeps_no_other_up() {
    let place = Place::in_tables();
    let (broken, fine) = (place.sealed(1, 10, 1), place.sealed(2, 10, 1));
    let plain = place
        .ship_to(&place.plain().with_keys(keys(&[1])), place.receive(3, 10))
        .unwrap();
    let garbage =
        format!("UPDATE store_documents SET seal = CAST('x' AS BLOB) WHERE fax = {broken}");
    place.sql(&garbage);
    place.sql(&format!(
        "UPDATE store_documents SET seal_key = NULL, seal = NULL WHERE fax = {plain}"
    ));
    let both = place.by(&[2, 1]);
    let done = place.rekey(&both);
    assert_eq!((done.rewrapped, done.sealed, done.troubles.len()), (1, 0, 2), "{done:?}");
    assert!(done.troubles[0].contains("its wrapped key is malformed"), "{done:?}");
    assert!(done.troubles[1].contains("not those that the node sent"), "{done:?}");
    assert!(both.cluster().shared_document(fine) == Ok(Some(document(2, 10))));
    // The key is remembered as long as a document is encrypted with it.
    assert_eq!(both.encryption().store_keys().unwrap().len(), 2);
}

#[test]
fn nothing_is_sealed_while_a_node_is_at_work_that_could_not_open_it() {
    let place = Place::in_tables();
    let report = NodeReport { version: "0.2.0".into(), ..NodeReport::default() };
    let other = tempfile::tempdir().unwrap();
    let other = testing::open(other.path()).unwrap();
    let node = other.cluster().become_node("hamburg", "store").unwrap();
    other.cluster().report_to(&place.bench.store, &node, &report).unwrap();
    // The row as an earlier version leaves it.
    place.sql("UPDATE nodes SET knows = 0 WHERE name = 'hamburg'");
    let fax = place.receive(1, 10);
    let Err(NotShipped::There(why)) = place.ship_to(&place.by(&[1]), fax) else {
        panic!("shipped")
    };
    assert!(why.to_string().contains("the node hamburg of "), "{why}");
    place.sql("UPDATE nodes SET seen_at = 0 WHERE name = 'hamburg'");
    place.ship_to(&place.by(&[1]), fax).unwrap();
}
