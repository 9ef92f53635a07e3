//! Received faxes at systems of others: WebDAV, SFTP, S3, HL7, FHIR, Paperless and webhooks, each
//! with a real peer but the last two. A peer runs on while the service is killed.

mod peers;

use std::collections::BTreeMap;
use std::fs;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use ferrofax::UnixMs;
use ferrofax::spool::{FaxEnd, FaxId, FaxQuery, FaxStatus};
use ferrofax::t4::Bitmap;
use ferrofax_kit::received::{page, whole};
use ferrofax_kit::spools::call;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::bench::{Bench, Serving};
use super::ports;
use super::watching::{receive, until};
use peers::{Peer, Sshd};

/// The kills of the service in the test of each system. `KILLS=100` for more.
fn kills() -> u64 {
    std::env::var("KILLS").map_or(8, |text| text.parse().unwrap())
}

/// The service with one `[[filing]]` section, which files the faxes of 2101.
struct House {
    bench: Bench,
    config: PathBuf,
}

impl House {
    fn with(section: &str) -> Self {
        let bench = Bench::new();
        bench.file("secret", "hushhush\n");
        let secret = bench.path("secret").display().to_string();
        let settings = format!(
            "[drop]\nenabled = false\n[[filing]]\nname = \"archive\"\ndevices = [\"2101\"]\n{}\n",
            section.replace("SECRET", &secret)
        );
        let config = bench.file("gateway.toml", settings);
        Self { bench, config }
    }

    fn start(&self) -> Serving {
        let mut command = self.bench.command();
        Serving(command.arg("--config").arg(&self.config).arg("serve").spawn().unwrap())
    }

    /// The service has begun when this returns, so that it files what is received from now on.
    fn begun(&self) -> Serving {
        let service = self.start();
        let knows = || {
            let known = self.bench.spool.monitoring().figures().unwrap();
            !known.folders.is_empty()
        };
        assert!(until(knows), "the service knows its destination");
        service
    }

    /// The lines of `ferrofax check` about the destination.
    fn checked(&self) -> String {
        let run = self.bench.run(&["--config", self.config.to_str().unwrap(), "check"]);
        run.out
            .lines()
            .filter(|line| line.contains("filing"))
            .collect::<Vec<_>>()
            .join("\n")
    }

    /// Faxes are received while the service is killed again and again. Returns their number.
    fn receive_over_kills(&self) -> usize {
        let checked = self.checked();
        assert!(checked.contains("can be reached"), "{checked}");
        let mut service = Some(self.begun());
        receive(&self.bench.spool, "2102", "+49 1", 1_000);
        let mut faxes = 0;
        for round in 0..kills() {
            for fax in 0..2 {
                receive(&self.bench.spool, "2101", &format!("+49 991 {round}{fax}"), 1_000 * fax);
                faxes += 1;
            }
            // SIGKILL, wherever it is.
            thread::sleep(Duration::from_millis(400 + 130 * (round % 10)));
            drop(service.take());
            service = Some(self.start());
        }
        let filed = || {
            let all = FaxQuery { limit: u32::MAX, ..FaxQuery::default() };
            let all = self.bench.spool.faxes().list(&all).unwrap();
            let is_filed = |fax| !self.bench.spool.outbox().filed_as(fax).unwrap().is_empty();
            all.iter().filter(|fax| is_filed(fax.id)).count()
        };
        // A backlog may take longer, but there is progress.
        let mut before = filed();
        while before < faxes {
            assert!(until(|| filed() > before), "only {before} of {faxes} faxes are filed");
            before = filed();
        }
        assert_eq!(filed(), faxes);
        faxes
    }

    /// The hash of the document of each fax, by the name of its file.
    fn expected(&self) -> BTreeMap<String, String> {
        let out = self.bench.path("fetched");
        fs::create_dir_all(&out).unwrap();
        let run = self.bench.run(&[
            "faxes",
            "fetch",
            "--no-json",
            "--device",
            "2101",
            out.to_str().unwrap(),
        ]);
        assert_eq!(run.code, Some(0), "{run:?}");
        hashes(&out)
    }
}

fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|octet| format!("{octet:02x}")).collect()
}

/// The hash of each document in a folder. Hidden files are not seen.
fn hashes(folder: &Path) -> BTreeMap<String, String> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
    let named = entries.map(|entry| (entry.file_name().into_string().unwrap(), entry.path()));
    let seen = named.filter(|(name, _)| name.ends_with(".pdf") && !name.starts_with('.'));
    seen.map(|(name, path)| (name, hash(&fs::read(path).unwrap()))).collect()
}

/// The files in a folder: as many documents as faxes, each with its JSON file, and nothing hidden.
fn assert_files(house: &House, folder: &Path, faxes: usize) {
    assert_eq!(hashes(folder), house.expected());
    let names = fs::read_dir(folder).unwrap().count();
    assert_eq!(names, 2 * faxes, "documents and JSON files alone");
}

#[test]
fn a_webdav_server_has_each_fax_once_over_kills() {
    let Some(peer) = Peer::start("webdav") else { return };
    let house = House::with(&format!(
        "url = \"http://127.0.0.1:{}/dav\"\nuser = \"fax\"\nsecret_file = \"SECRET\"",
        peer.port
    ));
    let faxes = house.receive_over_kills();
    assert_files(&house, &peer.folder.path().join("files"), faxes);
}

/// A reader that takes away the files that it sees in a folder. It ends before the folder is
/// deleted, also if the test fails. Otherwise it would report a missing file instead of the fault.
struct Reader {
    is_over: Arc<AtomicBool>,
    thread: Option<thread::JoinHandle<()>>,
}

impl Reader {
    fn begin(files: PathBuf, taken: PathBuf) -> Self {
        let is_over = Arc::new(AtomicBool::new(false));
        let ends = Arc::clone(&is_over);
        let thread = thread::spawn(move || {
            while !ends.load(Ordering::SeqCst) {
                take(&files, &taken);
                thread::sleep(Duration::from_millis(7));
            }
            take(&files, &taken);
        });
        Self { is_over, thread: Some(thread) }
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        self.is_over.store(true, Ordering::SeqCst);
        let ended = self.thread.take().map(thread::JoinHandle::join);
        assert!(thread::panicking() || matches!(ended, Some(Ok(()))), "the reader has failed");
    }
}

/// Moves each document, with its JSON file, from one folder to another.
fn take(files: &Path, taken: &Path) {
    for document in hashes(files).into_keys() {
        for name in [document.replace(".pdf", ".json"), document] {
            assert!(!taken.join(&name).exists(), "{name} appears a second time");
            fs::rename(files.join(&name), taken.join(&name)).unwrap();
        }
    }
}

/// A reader takes away what it sees, while the server loses answers and the service is killed.
#[test]
fn a_reader_of_a_webdav_folder_gets_each_fax_once_over_lost_answers_and_kills() {
    let Some(peer) = Peer::start("sabre") else { return };
    let house = House::with(&format!("url = \"http://127.0.0.1:{}/dav/in\"", peer.port));
    let (files, taken) = (peer.folder.path().join("files"), house.bench.path("taken"));
    fs::create_dir(&taken).unwrap();
    let reader = Reader::begin(files.clone(), taken.clone());
    let faxes = house.receive_over_kills();
    drop(reader);
    assert_files(&house, &taken, faxes);
    assert_eq!(fs::read_dir(&files).unwrap().count(), 0, "nothing is left");
}

#[test]
fn an_sftp_server_has_each_fax_once_over_kills() {
    let Some(server) = Sshd::start() else { return };
    let house = House::with(&format!(
        "system = \"sftp\"\nurl = \"sftp://127.0.0.1:{}{}\"\nuser = \"{}\"\nkey_file = \"{}\"\n\
         known_hosts = \"{}\"",
        server.port,
        server.files().display(),
        server.user,
        server.path("client").display(),
        server.path("known_hosts").display()
    ));
    let faxes = house.receive_over_kills();
    assert_files(&house, &server.files(), faxes);
}

#[test]
fn an_hl7_receiver_acknowledges_each_fax_over_kills() {
    let Some(peer) = Peer::start("mllp") else { return };
    let house = House::with(&format!(
        "system = \"hl7\"\nurl = \"mllp://127.0.0.1:{}\"\nreceiving_facility = \"WARD^1.2^ISO\"",
        peer.port
    ));
    let faxes = house.receive_over_kills();
    let mut got = BTreeMap::new();
    for line in peer.log() {
        let [id, file, document, kind, text] =
            ["id", "file", "document", "kind", "text"].map(|name| line[name].as_str().unwrap());
        assert_eq!(kind, "MDM^T02^MDM_T02");
        assert!(text.contains("CALLING^Number of the caller^L||+49 991 "), "{text}");
        // A message that is sent again has the same id and the same document.
        let before = got.insert(file.to_owned(), (id.to_owned(), document.to_owned()));
        assert!(before.is_none_or(|before| before == (id.to_owned(), document.to_owned())));
    }
    let ids: std::collections::BTreeSet<&String> = got.values().map(|(id, _)| id).collect();
    assert_eq!(ids.len(), faxes, "an id for each fax");
    let documents: BTreeMap<String, String> = got
        .iter()
        .map(|(file, (_, document))| (file.clone(), document.clone()))
        .collect();
    assert_eq!(documents, house.expected());
}

#[test]
fn a_fhir_server_has_each_fax_once_over_kills() {
    let Some(peer) = Peer::start("fhir") else { return };
    let house = House::with(&format!(
        "system = \"fhir\"\nurl = \"http://127.0.0.1:{}\"\nsecret_file = \"SECRET\"",
        peer.port
    ));
    let faxes = house.receive_over_kills();
    let (mut binaries, mut references) = (BTreeMap::new(), BTreeMap::new());
    for line in peer.log() {
        assert!(line["wrong"].is_null(), "{line}");
        let id = line["id"].as_str().unwrap().to_owned();
        match line["kind"].as_str().unwrap() {
            "Binary" => binaries.insert(id, line["document"].as_str().unwrap().to_owned()),
            _ => {
                assert!(line["new"].as_bool().unwrap(), "{line} was changed");
                references.insert(id, line["file"].as_str().unwrap().to_owned())
            }
        };
    }
    assert_eq!(references.len(), faxes);
    let documents = references.iter().map(|(id, file)| (file.clone(), binaries[id].clone()));
    assert_eq!(documents.collect::<BTreeMap<_, _>>(), house.expected());
}

/// The number of the fax is that of an earlier fax, which the spool has lost.
#[test]
fn a_fhir_server_keeps_a_document_of_another_fax_with_the_same_number() {
    let Some(peer) = Peer::start("fhir") else { return };
    let house = House::with(&format!(
        "system = \"fhir\"\nurl = \"http://127.0.0.1:{}\"\nsecret_file = \"SECRET\"",
        peer.port
    ));
    let forgets = |started_at: i64| {
        let service = house.begun();
        let fax = receive(&house.bench.spool, "2101", "+49 1", 1_000);
        let is_filed = || !house.bench.spool.outbox().filed_as(fax).unwrap().is_empty();
        assert!(until(is_filed), "the fax is filed");
        drop(service);
        let path = house.bench.spool.folder().join("spool.db");
        let database = rusqlite::Connection::open(path).unwrap();
        database.execute("DELETE FROM filed", []).unwrap();
        database.execute("UPDATE folders SET upto = ?1", [fax.0 - 1]).unwrap();
        let change = "UPDATE faxes SET started_at = ?1 WHERE id = ?2";
        database.execute(change, [started_at, fax.0]).unwrap();
        (fax, peer.log().len())
    };
    let is_filed = |fax| !house.bench.spool.outbox().filed_as(fax).unwrap().is_empty();
    // A backup may have a fax that was filed after it.
    let (fax, written) = forgets(1_000);
    let service = house.start();
    assert!(until(|| is_filed(fax)), "the fax is there");
    drop(service);
    assert_eq!(peer.log().len(), written);
    let (fax, written) = forgets(5_000);
    let _service = house.start();
    let alarms = || house.bench.spool.monitoring().alarms().unwrap();
    assert!(until(|| alarms().iter().any(|it| it.name == "filing archive")), "an alarm is raised");
    assert!(!is_filed(fax));
    assert_eq!(peer.log().len(), written, "nothing is replaced");
}

#[test]
fn paperless_has_each_fax_once_over_kills() {
    let Some(peer) = Peer::start("paperless") else { return };
    let house = House::with(&format!(
        "system = \"paperless\"\nurl = \"http://127.0.0.1:{}\"\nsecret_file = \"SECRET\"",
        peer.port
    ));
    let faxes = house.receive_over_kills();
    let log = peer.log();
    assert_eq!(log.len(), faxes, "{log:?}");
    let got = log.iter().map(|line| {
        let [file, document] = ["file", "document"].map(|name| line[name].as_str().unwrap());
        (file.to_owned(), document.to_owned())
    });
    assert_eq!(got.collect::<BTreeMap<_, _>>(), house.expected());
}

#[test]
fn a_webhook_gets_each_fax_under_one_id_over_kills() {
    let Some(peer) = Peer::start("webhook") else { return };
    let secret = peer.folder.path().join("secret");
    let house = House::with(&format!(
        "system = \"webhook\"\nurl = \"http://127.0.0.1:{}/hook?token=7\"\nsecret_file = \"{}\"",
        peer.port,
        secret.display()
    ));
    fs::write(&secret, "hushhush\n").unwrap();
    let checked = house.checked();
    assert!(checked.contains("has no secret of the form whsec_BASE64"), "{checked}");
    fs::write(&secret, "whsec_aHVzaGh1c2g=\n").unwrap();
    let faxes = house.receive_over_kills();
    let mut got = BTreeMap::new();
    for line in peer.log() {
        let [id, file, document] =
            ["id", "file", "document"].map(|name| line[name].as_str().unwrap().to_owned());
        // A message that is sent again has the same id and the same document.
        let before = got.insert(id, (file.clone(), document.clone()));
        assert!(before.is_none_or(|before| before == (file, document)));
    }
    assert_eq!(got.len(), faxes, "an id for each fax");
    assert_eq!(got.into_values().collect::<BTreeMap<_, _>>(), house.expected());
}

#[test]
fn an_object_store_has_each_fax_once_over_kills() {
    let Some(store) = peers::ObjectStore::start() else { return };
    store.make_bucket("faxes");
    let house = House::with(&format!(
        "system = \"s3\"\nurl = \"http://127.0.0.1:{}/faxes/of/2101\"\nuser = \"key\"\n\
         secret_file = \"SECRET\"",
        store.port
    ));
    let faxes = house.receive_over_kills();
    let stored = store.hashes("faxes");
    assert_eq!(stored.len(), 2 * faxes, "{stored:?}");
    for (file, document) in house.expected() {
        assert_eq!(stored.get(&format!("of/2101/{file}")), Some(&document), "{file}");
    }
}

/// Receives a fax whose call breaks off after a page.
fn receive_incomplete(house: &House) -> FaxId {
    let receiving = house.bench.spool.receiving();
    let fax = receiving.begin_fax(&call("2101", "+49 1", UnixMs(1_000))).unwrap();
    receiving
        .append_page(fax, &page(1, Bitmap::white(1728, 100), UnixMs(2_000)))
        .unwrap();
    let end = FaxEnd { status: FaxStatus::Incomplete, ..whole(UnixMs(31_000)) };
    receiving.finish_fax(fax, &end).unwrap();
    fax
}

/// The last lines in the log of a peer about a whole fax and about an incomplete one.
fn whole_and_incomplete(peer: &Peer, system: &str, scheme: &str) -> [Value; 2] {
    let house = House::with(&format!(
        "system = \"{system}\"\nurl = \"{scheme}://127.0.0.1:{}\"\n{}",
        peer.port,
        if system == "hl7" { "" } else { "secret_file = \"SECRET\"" }
    ));
    let _service = house.begun();
    let filed = |fax: FaxId| {
        let is_filed = || !house.bench.spool.outbox().filed_as(fax).unwrap().is_empty();
        assert!(until(is_filed), "{system}: the fax is filed");
        peer.log().pop().unwrap()
    };
    let whole = filed(receive(&house.bench.spool, "2101", "+49 1", 1_000));
    [whole, filed(receive_incomplete(&house))]
}

#[test]
fn a_fax_whose_call_broke_off_is_filed_as_incomplete() {
    let Some(peer) = Peer::start("mllp") else { return };
    let [whole, part] = whole_and_incomplete(&peer, "hl7", "mllp");
    assert_eq!([&whole["completion"], &part["completion"]], ["DO", "IN"]);
    let of_state = |line: &Value| line["text"].as_str().unwrap().contains("STATUS^State of");
    assert_eq!([of_state(&whole), of_state(&part)], [false, true]);
    let Some(peer) = Peer::start("fhir") else { return };
    let [whole, part] = whole_and_incomplete(&peer, "fhir", "http");
    assert_eq!([whole["state"].as_str(), part["state"].as_str()], [None, Some("preliminary")]);
    let ends = [&whole, &part].map(|line| line["text"].as_str().unwrap().ends_with("incomplete"));
    assert_eq!(ends, [false, true]);
    let Some(peer) = Peer::start("paperless") else { return };
    let [whole, part] = whole_and_incomplete(&peer, "paperless", "http");
    let stem = |line: &Value| line["file"].as_str().unwrap().replace(".pdf", "");
    assert_eq!(whole["title"], stem(&whole));
    assert_eq!(part["title"], format!("{}, incomplete", stem(&part)));
}

#[test]
fn an_hl7_receiver_with_tls_gets_faxes_only_with_a_certificate_that_is_trusted() {
    let Some(peer) = Peer::with_tls() else { return };
    let section =
        |more: &str| format!("system = \"hl7\"\nurl = \"mllps://127.0.0.1:{}\"\n{more}", peer.port);
    let distrusted = House::with(&section("")).checked();
    assert!(distrusted.contains("there is no TLS with 127.0.0.1"), "{distrusted}");
    let ca = peer.folder.path().join("certificate.pem");
    let house = House::with(&section(&format!("ca = \"{}\"", ca.display())));
    let _service = house.begun();
    let fax = receive(&house.bench.spool, "2101", "+49 1", 1_000);
    let is_filed = || !house.bench.spool.outbox().filed_as(fax).unwrap().is_empty();
    assert!(until(is_filed), "the fax is filed");
    assert_eq!(peer.log().len(), 1);
}

/// A second service on the same spool would file the faxes a second time.
#[test]
fn a_second_service_files_nothing() {
    let Some(peer) = Peer::start("mllp") else { return };
    let house = House::with(&format!("system = \"hl7\"\nurl = \"mllp://127.0.0.1:{}\"", peer.port));
    let _service = house.begun();
    let log = house.bench.path("log");
    let mut second = house.bench.command();
    second
        .arg("--config")
        .arg(&house.config)
        .arg("serve")
        .stderr(fs::File::create(&log).unwrap());
    let _second = Serving(second.spawn().unwrap());
    let says_so = || fs::read_to_string(&log).unwrap().contains("received faxes are not filed");
    assert!(until(says_so), "the second service names its limits");
    let faxes = [1, 2, 3].map(|at| receive(&house.bench.spool, "2101", "+49 1", 1_000 * at));
    let is_filed = |fax| !house.bench.spool.outbox().filed_as(fax).unwrap().is_empty();
    assert!(until(|| faxes.into_iter().all(is_filed)), "the first service files them");
    assert_eq!(peer.log().len(), 3);
    assert!(!fs::read_to_string(&log).unwrap().contains("is on the server"));
}

#[test]
fn a_server_that_is_away_and_a_password_that_is_wrong_are_found_by_check() {
    let closed = ports::own_port();
    for (system, scheme) in [("webdav", "http"), ("fhir", "http"), ("hl7", "mllp"), ("s3", "http")]
    {
        let house = House::with(&format!(
            "system = \"{system}\"\nurl = \"{scheme}://127.0.0.1:{closed}/a\"\nuser = \"a\"\n\
             secret_file = \"SECRET\""
        ));
        let checked = house.checked();
        assert!(checked.contains(&format!("127.0.0.1:{closed} can't be reached")), "{checked}");
    }
    let Some(peer) = Peer::start("webdav") else { return };
    let house = House::with(&format!(
        "url = \"http://127.0.0.1:{}/dav\"\nuser = \"other\"\nsecret_file = \"SECRET\"",
        peer.port
    ));
    let checked = house.checked();
    assert!(checked.contains("HTTP status 401"), "{checked}");
}

#[test]
fn a_refused_fax_does_not_hold_up_the_others_and_the_faxmaster_is_told() {
    let Some(peer) = Peer::start("mllp") else { return };
    let house = House::with(&format!("system = \"hl7\"\nurl = \"mllp://127.0.0.1:{}\"", peer.port));
    let service = house.begun();
    let refuse = peer.folder.path().join("refuse");
    fs::write(&refuse, "").unwrap();
    let first = receive(&house.bench.spool, "2101", "+49 1", 1_000);
    let is_alarmed = || {
        house
            .bench
            .spool
            .monitoring()
            .alarms()
            .unwrap()
            .iter()
            .any(|it| it.name == "filing archive")
    };
    assert!(until(is_alarmed), "an alarm is raised");
    fs::remove_file(&refuse).unwrap();
    let second = receive(&house.bench.spool, "2101", "+49 2", 2_000);
    let is_filed = |fax| !house.bench.spool.outbox().filed_as(fax).unwrap().is_empty();
    assert!(until(|| is_filed(second)), "the second fax is filed");
    assert!(!is_filed(first));
    // A start of the service offers it again at once.
    drop(service);
    let _service = house.start();
    assert!(until(|| is_filed(first)), "the first fax is filed");
    assert!(until(|| !is_alarmed()), "the alarm is over");
}

/// A server that answers with more and more bytes, whatever it is asked.
fn endless() -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let _asked = stream.read(&mut [0; 4_096]);
            let mut piece = b"HTTP/1.1 200 OK\r\n\r\n".to_vec();
            while stream.write_all(&piece).is_ok() {
                piece = vec![b'a'; 65_536];
            }
        }
    });
    port
}

#[test]
fn an_answer_without_end_is_cut_off_and_the_fax_waits() {
    for system in ["webdav", "hl7"] {
        let scheme = if system == "hl7" { "mllp" } else { "http" };
        let house = House::with(&format!(
            "system = \"{system}\"\nurl = \"{scheme}://127.0.0.1:{}\"",
            endless()
        ));
        let _service = house.begun();
        let fax = receive(&house.bench.spool, "2101", "+49 1", 1_000);
        let waits = || {
            let figures = house.bench.spool.monitoring().figures().unwrap();
            figures.folders[0].failing_since.is_some()
        };
        assert!(until(waits), "{system}: the fax waits");
        assert_eq!(house.bench.spool.outbox().filed_as(fax).unwrap(), []);
    }
}

#[test]
fn settings_that_lack_something_name_the_key() {
    let bench = Bench::new();
    for (section, said) in [
        ("", "url: '' is no address of a web server"),
        ("url = \"http://10.1.2.3/\"", "url: http:// is for this machine alone"),
        ("url = \"https://a.example/\"\nuser = \"a\"", "secret_file: user and secret_file"),
        ("system = \"sftp\"\nurl = \"sftp://a.example/b\"", "user: missing"),
        ("system = \"sftp\"\nurl = \"a.example\"", "url: 'a.example' is no address; sftp://"),
        (
            "system = \"sftp\"\nurl = \"sftp://a.example/b\"\nuser = \"-oProxyCommand=x\"",
            "user: '-oProxyCommand=x' is no user's name",
        ),
        (
            "system = \"s3\"\nurl = \"https://a.example/\"\nuser = \"k\"",
            "url: the bucket is missing",
        ),
        ("system = \"paperless\"\nurl = \"https://a.example\"", "secret_file: missing"),
        ("system = \"hl7\"\nurl = \"mllp://a.example\"", "url: 'mllp://a.example' has no port"),
        ("system = \"hl7\"\nurl = \"https://a.example\"", "url: 'https://a.example' is no address"),
    ] {
        let config = bench.file("gateway.toml", format!("[[filing]]\nname = \"a\"\n{section}\n"));
        let run = bench.run(&["--config", config.to_str().unwrap(), "check"]);
        let text = run.out + &run.err;
        assert!(text.contains(said), "{section}: {text}");
    }
}
