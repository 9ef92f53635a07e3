//! Tests with a real S3 server: moto, a Python program that is installed in the laboratory of the
//! tests.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use super::keys::{KeySettings, Keyring};
use super::tests::Machine;
use super::{Documents, Place};
use ferrofax_basics::UnixMs;
use ferrofax_cluster::{Clustered, TryHold};
use ferrofax_gateway_toml::Secret;
use ferrofax_network::s3::{Bucket, Login, ObjectStore};
use ferrofax_resources::ports::own_port;
use ferrofax_resources::programs::in_lab;
use ferrofax_spool::jobs::{NewDocument, NewJob};
use ferrofax_spool::{Objects, Store};

struct Server {
    process: Child,
    endpoint: String,
}

impl Server {
    /// Starts the server; none, with a note, if it is not installed on this machine.
    fn start() -> Option<Self> {
        let program = in_lab("s3/bin/moto_server")?;
        let port = own_port();
        let process = Command::new(program)
            .args(["-H", "127.0.0.1", "-p", &port.to_string()])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut server = Self { process, endpoint: format!("http://127.0.0.1:{port}") };
        for _ in 0..600 {
            sleep(Duration::from_millis(50));
            assert_eq!(server.process.try_wait().unwrap(), None, "moto_server goes on");
            if TcpStream::connect(("127.0.0.1", port)).is_ok() {
                return Some(server);
            }
        }
        panic!("moto_server runs and listens nowhere");
    }

    /// Finds the only object of a bucket whose object name begins with `begins`. Returns the rest
    /// of the object's name.
    fn name_in(&self, bucket: &str, begins: &str) -> String {
        let address = self.endpoint.strip_prefix("http://").unwrap();
        let mut stream = TcpStream::connect(address).unwrap();
        let asked = format!(
            "GET /{bucket}?list-type=2&prefix={begins} HTTP/1.0\r\nHost: {address}\r\n\r\n"
        );
        stream.write_all(asked.as_bytes()).unwrap();
        let mut said = String::new();
        stream.read_to_string(&mut said).unwrap();
        let keys: Vec<&str> = said
            .split("<Key>")
            .skip(1)
            .filter_map(|rest| rest.split("</Key>").next())
            .collect();
        assert_eq!(keys.len(), 1, "{said}");
        keys[0].strip_prefix(begins).unwrap().to_owned()
    }

    fn bucket(&self, name: &str) -> Bucket {
        let login = Login { key: "somebody".to_owned(), secret: Secret("hushhush".to_owned()) };
        Bucket::of(name, (&self.endpoint, ""), login).unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _killed = self.process.kill();
        let _status = self.process.wait();
    }
}

#[test]
fn documents_are_in_a_bucket_and_go_with_their_faxes() {
    let Some(server) = Server::start() else { return };
    let bucket = server.bucket("faxes/of/berlin");
    let objects = ObjectStore::new(&bucket).unwrap();
    // A missing bucket is reported as an error, unlike a missing object.
    for why in [objects.get("a").unwrap_err(), objects.put("a", b"x").unwrap_err()] {
        assert!(why.contains("404 (NoSuchBucket)"), "{why}");
    }
    ObjectStore::new(&server.bucket("faxes")).unwrap().put("", b"").unwrap();
    assert_eq!(objects.get("a"), Ok(None));
    objects.put("a", b"octets").unwrap();
    objects.put("a", b"octets").unwrap();
    assert_eq!(objects.get("a"), Ok(Some(b"octets".to_vec())));
    objects.delete("a").unwrap();
    objects.delete("a").unwrap();
    assert_eq!(objects.get("a"), Ok(None));
    // A node stores the documents of its faxes in the bucket.
    let machine =
        Machine::with(Place { documents: Documents::InBucket(bucket), ..Store::Sqlite.into() });
    let fax = machine.receive();
    machine.turn(0).unwrap();
    assert_eq!(machine.shipped(), [fax]);
    let store = machine.store();
    let there = store.cluster().shared_faxes(1).unwrap()[0].fax;
    let octets = store.cluster().shared_document(there).unwrap();
    let here = std::fs::read(machine.spool.faxes().document_path(fax).unwrap()).unwrap();
    assert!(octets == Some(here.clone()));
    store.faxes().delete_fax(there, "a person", UnixMs(1)).unwrap();
    assert_eq!(store.cluster().sweep_objects(9), Ok(1));
    // The same holds for the documents of jobs.
    let path = machine.spool.faxes().document_path(fax).unwrap();
    let new = NewJob {
        number: "1".into(),
        device: "2101@fax-devices".parse().unwrap(),
        documents: vec![NewDocument { path, name: "letter".into() }],
        ..NewJob::default()
    };
    let queue = machine.spool.shared_queue();
    let job = machine.spool.submission().submit(&new, UnixMs::now()).unwrap();
    let handed_in = std::fs::read(&machine.spool.jobs().job(job).unwrap().documents[0].path);
    let (node, beat) = (machine.spool.cluster().node().unwrap().unwrap(), &mut || Ok(()));
    let job = queue.move_job(&store, &node, job, UnixMs::now(), beat).unwrap().unwrap();
    assert!(server.name_in("faxes", "").ends_with("/00000"));
    let of = store.shared_queue().take_try(&node, 60_000).unwrap().unwrap();
    let hold = TryHold::of_now(60_000);
    let attempt = queue.bring_try(&store, of, (&hold, beat), UnixMs::now()).unwrap().unwrap();
    let fetched = std::fs::read(&machine.spool.jobs().job(attempt).unwrap().documents[0].path);
    assert!(fetched.unwrap() == handed_in.unwrap());
    store.shared_queue().return_try(&node, of, "tried").unwrap();
    store.jobs().cancel_job(job, "a person", UnixMs::now()).unwrap();
    store.jobs().delete_job(job, "old", UnixMs::now()).unwrap();
    assert_eq!(store.cluster().sweep_objects(9), Ok(1));
}

/// A document in the bucket is encrypted. If somebody has replaced a piece of it, reading the
/// document is an error.
#[test]
fn documents_are_in_a_bucket_sealed() {
    let Some(server) = Server::start() else { return };
    let bucket = server.bucket("faxes/sealed");
    let objects = ObjectStore::new(&bucket).unwrap();
    ObjectStore::new(&server.bucket("faxes")).unwrap().put("", b"").unwrap();
    let keys = tempfile::tempdir().unwrap();
    let file = keys.path().join("keys");
    std::fs::write(&file, "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=").unwrap();
    std::fs::set_permissions(&file, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
    let settings = KeySettings { file: Some(file), takes_plain: true, ..KeySettings::default() };
    let documents = Documents::InBucket(bucket);
    let place = Place { documents, keys: Keyring::of(&settings), ..Store::Sqlite.into() };
    let machine = Machine::with(place);
    let fax = machine.receive();
    machine.turn(0).unwrap();
    let store = machine.store();
    let shared = store.cluster().shared_faxes(1).unwrap()[0].fax;
    let here = std::fs::read(machine.spool.faxes().document_path(fax).unwrap()).unwrap();
    assert!(store.cluster().shared_document(shared) == Ok(Some(here.clone())));
    let name = server.name_in("faxes", "sealed/");
    let there = objects.get(&name).unwrap().unwrap();
    assert_eq!(there.len(), here.len() + 16);
    assert!(!there.windows(16).any(|part| part == &here[..16]));
    for octets in [&here[..], &there[..there.len() - 1], b""] {
        objects.put(&name, octets).unwrap();
        let why = store.cluster().shared_document(shared).unwrap_err().to_string();
        assert!(why.contains("piece 1 of 1 is not the one that was encrypted"), "{why}");
    }
    objects.delete(&name).unwrap();
    let why = store.cluster().shared_document(shared).unwrap_err().to_string();
    assert!(why.contains("piece 1 of 1 is not there"), "{why}");
}

/// A program that asks a KMS to wrap and unwrap keys, like the example for Amazon's KMS in
/// docs/sealed.md.
const KMS: &str = r#"
import base64, boto3, sys
kms = boto3.client("kms", endpoint_url=sys.argv[1], region_name="us-east-1", aws_access_key_id="a", aws_secret_access_key="b")
verb, name = sys.argv[2:]
if verb == "make":
    key = kms.create_key()["KeyMetadata"]["KeyId"]
    kms.create_alias(AliasName=name, TargetKeyId=key)
    sys.exit()
octets = base64.b64decode(sys.stdin.readline())
if verb == "wrap":
    said = kms.encrypt(KeyId=name, Plaintext=octets)["CiphertextBlob"]
else:
    said = kms.decrypt(KeyId=name, CiphertextBlob=octets)["Plaintext"]
print(base64.b64encode(said).decode())
"#;

/// The S3 server also implements Amazon's KMS. The key that wraps other keys never leaves it.
#[test]
fn documents_are_sealed_by_keys_that_a_kms_has() {
    let (Some(server), Some(python)) = (Server::start(), in_lab("s3/bin/python")) else { return };
    let kept = tempfile::tempdir().unwrap();
    let script = kept.path().join("kms.py");
    std::fs::write(&script, KMS).unwrap();
    let command: Vec<String> = [python, script, server.endpoint.clone().into()]
        .map(|word| word.display().to_string())
        .into();
    let by = |name: &str| {
        let made = Command::new(&command[0]).args(&command[1..]).args(["make", name]).status();
        assert!(made.unwrap().success());
        let command = command.clone();
        KeySettings { command, name: name.to_owned(), ..KeySettings::default() }
    };
    let first = Keyring::of(&by("alias/first"));
    let machine = Machine::with(Place { keys: first, ..Store::Sqlite.into() });
    let fax = machine.receive();
    machine.turn(0).unwrap();
    let here = std::fs::read(machine.spool.faxes().document_path(fax).unwrap()).unwrap();
    let there = machine.store().cluster().shared_faxes(1).unwrap()[0].fax;
    // A second process has no keys in memory, and encrypts with another key from now on.
    let second = machine.store().with_keys(Keyring::of(&by("alias/second")).unwrap().keys());
    assert_eq!(second.encryption().store_keys().unwrap(), ["command:alias/first"]);
    assert!(second.cluster().shared_document(there) == Ok(Some(here.clone())));
    let node = machine.spool.cluster().node().unwrap().unwrap();
    assert_eq!(second.cluster().rekey(&node, &|_| {}).unwrap().rewrapped, 1);
    assert_eq!(second.encryption().store_keys().unwrap(), ["command:alias/second"]);
    assert!(machine.store().cluster().shared_document(there) == Ok(Some(here)));
}

/// If the object store cannot be reached, faxes are received and wait to be uploaded.
#[test]
fn a_node_whose_object_store_is_away_waits_for_it() {
    let port = own_port();
    let login = Login { key: "somebody".to_owned(), secret: Secret("hushhush".to_owned()) };
    let bucket = Bucket::of("faxes", (&format!("http://127.0.0.1:{port}"), ""), login).unwrap();
    let documents = Documents::InBucket(bucket);
    let machine = Machine::with(Place { documents, ..Store::Sqlite.into() });
    machine.receive();
    let why = machine.turn(0).unwrap_err().to_string();
    assert!(why.contains("can't be reached") && !why.contains("hush"), "{why}");
    assert_eq!(machine.spool.cluster().shipping().unwrap().waiting, 1);
}
