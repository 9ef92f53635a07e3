//! Tests of documents outside the tables of the shared database. Each arrives whole in spite of the
//! object store's faults, and no object is left behind.

use std::cell::Cell;
use std::sync::{Arc, Mutex};

use super::NotShipped;
use super::tests::{Bench, NOW, noise};
use crate::Clustered;
use ferrofax_spool::{FaxId, FolderOfObjects, Objects, Spool};

/// A document of three pieces, in bytes.
const OCTETS: usize = 700_000;

/// The fault of an object store.
#[derive(Clone, Copy, PartialEq)]
enum Harm {
    None,
    /// The request is done, but its answer is an error.
    Unheard,
    /// The request is not done, but its answer is success.
    Forgetful,
    /// Other bytes are returned than were stored.
    Other,
    /// All requests fail.
    Away,
}

struct Harmed {
    folder: FolderOfObjects,
    /// The fault occurs from the second request on.
    harm: Mutex<Harm>,
    puts: Mutex<Vec<String>>,
}

impl Objects for Harmed {
    fn must_have_store(&self, name: &str) -> Result<(), String> {
        self.folder.must_have_store(name)
    }

    fn put(&self, name: &str, octets: &[u8]) -> Result<(), String> {
        let mut puts = self.puts.lock().unwrap();
        puts.push(name.to_owned());
        let harm = if puts.len() > 1 { *self.harm.lock().unwrap() } else { Harm::None };
        match harm {
            Harm::Away => return Err("it is away".to_owned()),
            Harm::Forgetful => return Ok(()),
            Harm::None | Harm::Unheard => self.folder.put(name, octets)?,
            Harm::Other => self.folder.put(name, &octets[1..])?,
        }
        match harm {
            Harm::Unheard => Err("it answered too late".to_owned()),
            _ => Ok(()),
        }
    }

    fn get(&self, name: &str) -> Result<Option<Vec<u8>>, String> {
        self.folder.get(name)
    }

    fn delete(&self, name: &str) -> Result<(), String> {
        match *self.harm.lock().unwrap() {
            Harm::Away => Err("it is away".to_owned()),
            _ => self.folder.delete(name),
        }
    }
}

struct Place {
    bench: Bench,
    folder: tempfile::TempDir,
    objects: Arc<Harmed>,
    store: Spool,
}

impl Place {
    fn with(harm: Harm) -> Self {
        let (bench, folder) = (Bench::new(), tempfile::tempdir().unwrap());
        let objects = Arc::new(Harmed {
            folder: FolderOfObjects::of(folder.path()).unwrap(),
            harm: Mutex::new(harm),
            puts: Mutex::default(),
        });
        let store = bench.store.with_objects(Arc::clone(&objects) as Arc<dyn Objects>);
        Self { bench, folder, objects, store }
    }

    fn receive(&self) -> FaxId {
        let fax = self.bench.receive(1, 1);
        std::fs::write(self.bench.node.faxes().document_path(fax).unwrap(), noise(OCTETS)).unwrap();
        fax
    }

    fn ship(&self, fax: FaxId) -> Result<FaxId, NotShipped> {
        let shipped =
            self.bench
                .node
                .cluster()
                .ship(&self.store, &self.bench.who, fax, NOW, &|| false)?;
        Ok(shipped.fax.unwrap())
    }

    fn is_well(&self) {
        *self.objects.harm.lock().unwrap() = Harm::None;
    }

    /// The number of files in the folder.
    fn files(&self) -> usize {
        let count = Cell::new(0);
        let mut folders = vec![self.folder.path().to_path_buf()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
                if entry.file_type().unwrap().is_dir() {
                    folders.push(entry.path())
                } else {
                    count.set(count.get() + 1)
                }
            }
        }
        count.get()
    }
}

#[test]
fn documents_in_a_folder_come_and_go_with_their_faxes() {
    let place = Place::with(Harm::None);
    let fax = place.ship(place.receive()).unwrap();
    assert_eq!(place.files(), 3);
    assert!(place.store.cluster().shared_document(fax) == Ok(Some(noise(OCTETS))));
    // A machine whose settings do not name the folder reports that.
    let why = place.bench.store.cluster().shared_document(fax).unwrap_err().to_string();
    assert!(why.contains("[node] documents"), "{why}");
    assert_eq!(place.store.cluster().sweep_objects(100), Ok(0));
    place.store.faxes().delete_fax(fax, "a person", NOW).unwrap();
    *place.objects.harm.lock().unwrap() = Harm::Away;
    assert!(place.store.cluster().sweep_objects(100).is_err());
    place.is_well();
    assert_eq!(place.store.cluster().sweep_objects(2), Ok(2));
    assert_eq!(place.store.cluster().sweep_objects(2), Ok(1));
    assert_eq!((place.files(), place.store.cluster().sweep_objects(2)), (0, Ok(0)));
}

#[test]
fn nothing_is_put_into_a_folder_that_is_not_mounted() {
    let place = Place::with(Harm::None);
    let first = place.ship(place.receive()).unwrap();
    let root = place.folder.path();
    let store = std::fs::read_dir(root).unwrap().next().unwrap().unwrap().path();
    let elsewhere = tempfile::tempdir().unwrap();
    let mounted = elsewhere.path().join("store");
    std::fs::rename(&store, &mounted).unwrap();
    let fax = place.receive();
    let why = place.ship(fax).unwrap_err();
    assert!(why.to_string().contains("is the network share mounted?"), "{why}");
    assert_eq!((place.files(), store.exists()), (0, false));
    std::fs::rename(&mounted, &store).unwrap();
    for fax in [first, place.ship(fax).unwrap()] {
        assert!(place.store.cluster().shared_document(fax) == Ok(Some(noise(OCTETS))));
    }
}

#[test]
fn whatever_their_place_does_documents_are_whole_or_not_there() {
    for harm in [Harm::Unheard, Harm::Forgetful, Harm::Other, Harm::Away] {
        let place = Place::with(harm);
        let fax = place.receive();
        let why = place.ship(fax).unwrap_err();
        assert!(matches!(why, NotShipped::There(_)), "{why}");
        assert!(place.bench.in_store().is_empty());
        place.is_well();
        let fax = place.ship(fax).unwrap();
        assert!(place.store.cluster().shared_document(fax) == Ok(Some(noise(OCTETS))));
        // The first piece was not transferred again.
        let puts = place.objects.puts.lock().unwrap().clone();
        let firsts = puts.iter().filter(|name| name.ends_with("/00000")).count();
        assert_eq!((firsts, puts.len(), place.files()), (1, 4, 3));
    }
}

#[test]
fn octets_that_were_changed_in_their_place_later_are_told() {
    let place = Place::with(Harm::None);
    let fax = place.ship(place.receive()).unwrap();
    let names = place.objects.puts.lock().unwrap().clone();
    place.objects.folder.put(&names[1], b"other").unwrap();
    let why = place.store.cluster().shared_document(fax).unwrap_err().to_string();
    assert!(why.contains("not those that the node sent"), "{why}");
    place.objects.folder.delete(&names[2]).unwrap();
    place.store.cluster().shared_document(fax).unwrap_err();
}

/// The administrator changes the settings of one node after another.
#[test]
fn a_document_that_began_in_the_tables_goes_on_elsewhere() {
    let place = Place::with(Harm::None);
    let fax = place.receive();
    let left = Cell::new(1);
    let stop = || left.replace(left.get() - 1) == 0;
    let (node, who) = (&place.bench.node, &place.bench.who);
    assert!(node.cluster().ship(&place.bench.store, who, fax, NOW, &stop).is_err());
    let there = place.ship(fax).unwrap();
    assert!(place.store.cluster().shared_document(there) == Ok(Some(noise(OCTETS))));
}

/// `documents` is removed from all settings again.
#[test]
fn a_document_that_began_elsewhere_goes_on_in_the_tables() {
    let place = Place::with(Harm::None);
    let fax = place.receive();
    let left = Cell::new(1);
    let stop = || left.replace(left.get() - 1) == 0;
    let (node, who) = (&place.bench.node, &place.bench.who);
    assert!(node.cluster().ship(&place.store, who, fax, NOW, &stop).is_err());
    assert_eq!(place.files(), 1);
    let tables = &place.bench.store;
    let there = node.cluster().ship(tables, who, fax, NOW, &|| false).unwrap().fax.unwrap();
    assert!(tables.cluster().shared_document(there) == Ok(Some(noise(OCTETS))));
    assert!(place.store.cluster().shared_document(there) == Ok(Some(noise(OCTETS))));
}
