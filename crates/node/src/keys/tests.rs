//! Tests of keys in a file and of keys used by a command. Documents are encrypted with the keys,
//! errors are reported with their cause, and no message contains a part of a key.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::super::tests::Machine;
use super::super::{Documents, Place};
use super::*;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ferrofax_cluster::Clustered;
use ferrofax_spool::{FaxId, Store};

/// A folder for the files of a test.
struct Keys {
    folder: tempfile::TempDir,
}

impl Keys {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    /// Writes a file of keys, the newest first. Each key consists of 32 equal bytes.
    fn file(&self, octets: &[u8]) -> PathBuf {
        let path = self.folder.path().join("keys");
        let lines: String =
            octets.iter().map(|octet| STANDARD.encode([*octet; 32]) + "\n").collect();
        fs::write(&path, lines).unwrap();
        fs::set_permissions(&path, Permissions::from_mode(0o600)).unwrap();
        path
    }

    /// Creates a program that runs the shell code `does`, and writes a line about each of its runs.
    fn program(&self, does: &str) -> Vec<String> {
        let path = self.folder.path().join("kms");
        let asked = self.folder.path().join("asked");
        let text = format!("#!/bin/sh\necho \"$2 $3\" >>{}\n{does}\n", asked.display());
        // The program is renamed into its place, so that a process that starts it never finds it
        // open for writing.
        let new = self.folder.path().join("kms.new");
        fs::write(&new, text).unwrap();
        fs::set_permissions(&new, Permissions::from_mode(0o755)).unwrap();
        fs::rename(&new, &path).unwrap();
        vec![path.display().to_string(), "-x".to_owned()]
    }

    fn asked(&self) -> Vec<String> {
        let asked = fs::read_to_string(self.folder.path().join("asked")).unwrap_or_default();
        asked.lines().map(str::to_owned).collect()
    }
}

/// Wraps a key by adding 128 to each byte. Doing this twice restores the key.
const TURNS: &str = r"base64 -d | tr '\000-\377' '\200-\377\000-\177' | base64 -w 0";

fn by(file: Option<PathBuf>, command: Vec<String>, name: &str) -> KeySettings {
    KeySettings {
        place: "[node] key_file",
        file,
        command,
        name: name.to_owned(),
        takes_plain: true,
    }
}

fn place(settings: &KeySettings) -> Place {
    Place { keys: Keyring::of(settings), ..Store::Sqlite.into() }
}

fn key() -> DataKey {
    DataKey::of(b"0123456789abcdef0123456789abcdef").unwrap()
}

/// All bytes of the files in this folder, which are the documents as they are stored.
fn in_folder(folder: &Path) -> Vec<u8> {
    let mut all = Vec::new();
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        if entry.file_type().unwrap().is_dir() {
            all.extend(in_folder(&entry.path()))
        } else {
            all.extend(fs::read(entry.path()).unwrap())
        }
    }
    all
}

fn has(whole: &[u8], part: &[u8]) -> bool {
    whole.windows(part.len()).any(|window| window == part)
}

fn brought(machine: &Machine, fax: FaxId) -> bool {
    let store = machine.store();
    let there = store.cluster().shared_faxes(9).unwrap();
    let there = there.iter().find(|one| one.node_fax == fax).unwrap().fax;
    let here = fs::read(machine.spool.faxes().document_path(fax).unwrap()).unwrap();
    store.cluster().shared_document(there) == Ok(Some(here))
}

#[test]
fn a_node_ships_sealed_and_goes_on_when_its_keys_are_changed() {
    let (keys, folder) = (Keys::new(), tempfile::tempdir().unwrap());
    let documents = Documents::InFolder(folder.path().to_path_buf());
    let settings = by(Some(keys.file(&[1])), Vec::new(), "");
    let machine = Machine::with(Place { documents, ..place(&settings) });
    let first = machine.receive();
    machine.turn(0).unwrap();
    assert!(brought(&machine, first));
    let here = fs::read(machine.spool.faxes().document_path(first).unwrap()).unwrap();
    let there = in_folder(folder.path());
    assert_eq!(there.len(), here.len() + 16);
    assert!(!has(&there, &here[..16]));
    // If everybody may read the file of keys, faxes are still received, but wait to be uploaded.
    let path = keys.file(&[2, 1]);
    fs::set_permissions(&path, Permissions::from_mode(0o644)).unwrap();
    let second = machine.receive();
    let why = machine.turn(1_000).unwrap_err().to_string();
    assert!(why.contains("chmod o= fixes that"), "{why}");
    assert!(machine.turn(11 * 60_000).is_err());
    assert_eq!(machine.spool.monitoring().alarms().unwrap().len(), 1);
    assert_eq!(machine.spool.cluster().shipping().unwrap().waiting, 1);
    // The next turn uses the corrected file, without a restart.
    fs::set_permissions(&path, Permissions::from_mode(0o640)).unwrap();
    machine.turn(1_000).unwrap();
    assert!(brought(&machine, first) && brought(&machine, second));
    assert!(machine.spool.monitoring().alarms().unwrap().is_empty());
    let store = machine.store();
    let (node, counts) =
        (machine.spool.cluster().node().unwrap().unwrap(), store.cluster().seal_counts().unwrap());
    assert_eq!((counts.newest, counts.others, counts.plain), (1, 1, 0));
    assert_eq!(store.cluster().rekey(&node, &|_| {}).unwrap().rewrapped, 1);
    keys.file(&[2]);
    assert!(brought(&machine, first) && brought(&machine, second));
}

#[test]
fn a_node_whose_keys_are_gone_waits_and_is_told_why() {
    let keys = Keys::new();
    let file = keys.file(&[1]);
    let settings = by(Some(file.clone()), Vec::new(), "");
    let machine = Machine::with(place(&settings));
    let first = machine.receive();
    machine.turn(0).unwrap();
    fs::remove_file(&file).unwrap();
    machine.receive();
    let why = machine.turn(1_000).unwrap_err().to_string();
    assert!(why.contains(&file.display().to_string()) && why.contains("be able to read"), "{why}");
    // The file now has only a key that is not the key of the stored fax.
    keys.file(&[9]);
    machine.turn(1_000).unwrap();
    let why = machine.store().encryption().can_open_all().unwrap_err().to_string();
    assert!(why.contains("add it to [node] key_file, after the first key"), "{why}");
    keys.file(&[9, 1]);
    machine.store().encryption().can_open_all().unwrap();
    assert!(brought(&machine, first));
}

#[test]
fn a_command_that_has_keys_is_asked_seldom() {
    let keys = Keys::new();
    let settings = by(None, keys.program(TURNS), "alias/fax");
    let machine = Machine::with(place(&settings));
    let fax = machine.receive();
    machine.turn(0).unwrap();
    let store = machine.store();
    assert_eq!(store.encryption().store_keys().unwrap(), ["command:alias/fax"]);
    let there = store.cluster().shared_faxes(1).unwrap()[0].fax;
    for _ in 0..3 {
        let here = fs::read(machine.spool.faxes().document_path(fax).unwrap()).unwrap();
        assert!(store.cluster().shared_document(there) == Ok(Some(here)));
    }
    assert_eq!(keys.asked(), ["wrap alias/fax"]);
    // Another process has no keys in memory, so it has to run the command once.
    let other = Keyring::of(&settings).unwrap();
    let reopened = machine.store().with_keys(other.keys());
    for _ in 0..2 {
        reopened.cluster().shared_document(there).unwrap().unwrap();
    }
    assert_eq!(keys.asked(), ["wrap alias/fax", "unwrap alias/fax"]);
}

/// Keys are changed from a file to a command and back. Documents that were encrypted with the
/// earlier keys stay readable.
#[test]
fn keys_go_over_from_a_file_to_a_command_and_back() {
    let keys = Keys::new();
    let (file, program) = (keys.file(&[1]), keys.program(TURNS));
    let [first, both, back] = [
        by(Some(file.clone()), Vec::new(), ""),
        by(Some(file.clone()), program.clone(), "new"),
        by(Some(file), program, ""),
    ];
    let machine = Machine::with(place(&first));
    let fax = machine.receive();
    machine.turn(0).unwrap();
    let there = machine.store().cluster().shared_faxes(1).unwrap()[0].fax;
    let node = machine.spool.cluster().node().unwrap().unwrap();
    for settings in [both, back] {
        let store = machine.store().with_keys(Keyring::of(&settings).unwrap().keys());
        assert_eq!(store.cluster().rekey(&node, &|_| {}).unwrap().rewrapped, 1);
        let here = fs::read(machine.spool.faxes().document_path(fax).unwrap()).unwrap();
        assert!(store.cluster().shared_document(there) == Ok(Some(here)));
    }
    assert_eq!(machine.store().cluster().seal_counts().unwrap().newest, 1);
}

#[test]
fn what_is_wrong_with_a_command_is_named_and_nothing_of_a_key_is_told() {
    let keys = Keys::new();
    let secret = STANDARD.encode(key().octets());
    for (does, said) in [
        ("cat; exit 3", "it ended with exit status: 3"),
        ("cat >&2; kill -9 $$", "signal: 9"),
        ("echo \"no key: $(cat)\"", "something that is no line of base64"),
        ("cat >/dev/null", "something that is no line of base64"),
        ("read line; echo $line; echo $line", "something that is no line of base64"),
        ("cat; sleep 600 & sleep 600", "no answer after 1 seconds"),
    ] {
        let command = KeyCommand::of(&keys.program(does)).unwrap().within(Duration::from_secs(1));
        let why = command.wrap("a", &key()).unwrap_err();
        assert!(why.contains(said) && !why.contains(&secret), "{why}");
        // After a failure the command is not started again for a while.
        let asked = keys.asked().len();
        assert_eq!(command.wrap("a", &key()).unwrap_err(), why);
        let Err(NotUnwrapped::Away(again)) = command.unwrap("a", b"x") else { panic!("{does}") };
        assert_eq!((again, keys.asked().len()), (why, asked));
    }
    let gone = KeyCommand::of(&["/nonexistent/kms".to_owned()]).unwrap();
    let why = gone.wrap("a", &key()).unwrap_err();
    assert!(why.starts_with("key_command /nonexistent/kms wrap: No such file"), "{why}");
    // The command must return a key of 32 bytes.
    let short = KeyCommand::of(&keys.program("echo c2hvcnQ=")).unwrap();
    assert_eq!(short.unwrap("a", b"x").err(), Some(NotUnwrapped::Garbage));
}

#[test]
fn a_process_that_holds_the_output_of_a_command_is_not_waited_for() {
    let keys = Keys::new();
    let does = "cat; setsid sh -c \"touch $0.ready; sleep 20\" & \
                until [ -e $0.ready ]; do sleep 0.01; done";
    let command = KeyCommand::of(&keys.program(does)).unwrap();
    let why = command.wrap("a", &key()).unwrap_err();
    assert!(why.contains("a process that it has started holds its output"), "{why}");
}

#[test]
fn nothing_of_keys_is_shown() {
    let keys = Keys::new();
    let place = place(&by(Some(keys.file(&[1])), Vec::new(), ""));
    let shown = format!("{place:?}");
    assert!(shown.contains("Keyring") && !shown.contains(&STANDARD.encode([1; 32])), "{shown}");
}
