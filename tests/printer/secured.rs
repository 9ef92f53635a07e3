//! TLS at the printer: the same port takes both, told by the first byte, gone over to by a
//! request (RFC 2817), with certificates of clients and without.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Arc;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};

use crate::client::{Answer, Ask, Client, GET_JOBS, GET_PRINTER_ATTRIBUTES, OK, PRINT_JOB};
use crate::programs;
use crate::rig::Rig;
use crate::{SETTINGS, alice_at};

const PEER: &str = "tel:+49-991-2700619";

/// A request to go over to TLS.
const UPGRADE: &str =
    "OPTIONS * HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: TLS/1.2,TLS/1.0\r\n";

/// The fingerprint of client.pem.
const CLIENT: &str = "A3:1E:FC:E9:66:71:0F:18:9F:5B:D7:F5:70:C2:AA:A6:\
                      A8:70:A5:EA:33:91:92:83:2E:2A:A7:A4:0A:02:43:30";

pub(crate) fn file(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/kit/certs").join(name)
}

/// The printer with a certificate; passwords come in TLS alone.
pub(crate) fn settings(more: &str) -> String {
    let [certificate, key] = ["relay.pem", "relay.key"].map(file);
    let secured = format!(
        "[printer]\ncertificate = {certificate:?}\nkey = {key:?}\nclear_text_networks = []\n{more}"
    );
    SETTINGS.replace("[printer]", &secured)
}

type Secured = StreamOwned<ClientConnection, TcpStream>;

/// TLS over this socket, with a certificate of this name, if any.
fn secured(socket: TcpStream, own: Option<&str>) -> io::Result<Secured> {
    let chain = |name: &str| CertificateDer::pem_file_iter(file(name)).unwrap().map(Result::unwrap);
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(chain("root.pem"));
    let provider = Arc::new(rustls_graviola::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots);
    let config = match own {
        None => config.with_no_client_auth(),
        Some(name) => {
            let key = PrivateKeyDer::from_pem_file(file(&format!("{name}.key"))).unwrap();
            config
                .with_client_auth_cert(chain(&format!("{name}.pem")).collect(), key)
                .unwrap()
        }
    };
    let session = ClientConnection::new(Arc::new(config), "localhost".try_into().unwrap());
    let mut stream = StreamOwned::new(session.unwrap(), socket);
    stream.flush()?;
    Ok(stream)
}

fn ask(stream: &mut (impl Read + Write), client: Client, body: &[u8]) -> Answer {
    let head = client.head(&format!("Content-Length: {}\r\n", body.len()));
    stream.write_all(head.as_bytes()).unwrap();
    stream.write_all(body).unwrap();
    Answer::read(stream)
}

fn print() -> Vec<u8> {
    Ask::new(PRINT_JOB).to(&[PEER]).with(b"Hello\n")
}

#[test]
fn one_port_takes_both_and_tells_them_by_the_first_byte() {
    let (rig, _serving, alice) = alice_at(&settings(""));
    let stranger = Client::at(alice.to, 1);
    let about = Ask::new(GET_PRINTER_ATTRIBUTES).with(b"");
    let uris = stranger.post(&about).texts("printer-uri-supported");
    assert!(uris.iter().all(|uri| uri.starts_with("ipp")), "{uris:?}");
    let mut stream = secured(alice.connect(), None).unwrap();
    assert_eq!(ask(&mut stream, alice, &print()).status(), OK);
    // The next one by the same connection.
    assert_eq!(ask(&mut stream, alice, &print()).status(), OK);
    assert_eq!(rig.wait_for_jobs(2)[0].owner, "alice");
    // Neither HTTP nor TLS.
    let mut socket = alice.connect();
    socket.write_all(&[22, 9, 9, 9, 9, 9, 9]).unwrap();
    let mut heard = Vec::new();
    let _ = socket.read_to_end(&mut heard);
    assert!(!heard.starts_with(b"HTTP"));
    assert_eq!(stranger.post(&about).status(), OK, "it serves the next one");
}

#[test]
fn who_has_no_tls_yet_is_told_to_go_over_before_a_password_is_sent() {
    let (_rig, _serving, alice) = alice_at(&settings(""));
    for client in [alice, Client::at(alice.to, 1)] {
        let answer = client.post(&print());
        assert_eq!(answer.http, 426);
        let head = answer.head.to_lowercase();
        assert!(head.contains("\r\nupgrade: tls/1.2, http/1.1"), "{head}");
        assert!(head.contains("\r\nconnection: upgrade") && !head.contains("www-auth"), "{head}");
    }
    // A network that needs no login needs no TLS.
    assert_eq!(Client::at(alice.to, 2).post(&print()).status(), OK);
    // Without a certificate there is nothing to go over to.
    let (_rig, serving) =
        Rig::served(&SETTINGS.replace("[printer]", "[printer]\nclear_text_networks = []"));
    assert_eq!(Client::alice(serving.addresses[0]).post(&print()).http, 403);
}

#[test]
fn a_client_goes_over_to_tls_at_the_same_port() {
    let (rig, _serving, alice) = alice_at(&settings(""));
    let mut socket = alice.connect();
    // After a request in the clear, by the same connection.
    let about = Ask::new(GET_PRINTER_ATTRIBUTES).with(b"");
    assert_eq!(ask(&mut socket, Client::at(alice.to, 1), &about).status(), OK);
    socket.write_all(format!("{UPGRADE}\r\n").as_bytes()).unwrap();
    let switching = Answer::read(&mut socket);
    assert_eq!(switching.http, 101, "{}", switching.head);
    assert!(switching.head.to_lowercase().contains("upgrade: tls/1.2, http/1.1"));
    let mut stream = secured(socket, None).unwrap();
    // The answer to what was asked in the clear comes in TLS (RFC 2817 §3.3).
    let answer = Answer::read(&mut stream);
    assert_eq!(answer.http, 200);
    assert!(answer.head.to_lowercase().contains("allow: options, post"), "{}", answer.head);
    assert_eq!(ask(&mut stream, alice, &print()).status(), OK);
    assert_eq!(rig.wait_for_jobs(1)[0].owner, "alice");
    // It is in TLS already.
    stream.write_all(format!("{UPGRADE}\r\n").as_bytes()).unwrap();
    assert_eq!(Answer::read(&mut stream).http, 200);
}

#[test]
fn what_somebody_put_behind_the_request_for_tls_is_not_taken_for_what_is_in_it() {
    let (_rig, serving) = Rig::served(&settings(""));
    let client = Client::at(serving.addresses[0], 2);
    let mut socket = client.connect();
    let smuggled = client.head("Content-Length: 0\r\n");
    socket.write_all(format!("{UPGRADE}\r\n{smuggled}").as_bytes()).unwrap();
    assert_eq!(Answer::read(&mut socket).http, 101);
    assert!(secured(socket, None).is_err(), "the connection has ended");
    // With a body it goes on in the clear, as without the wish.
    let mut socket = client.connect();
    socket
        .write_all(format!("{UPGRADE}Content-Length: 3\r\n\r\nabc").as_bytes())
        .unwrap();
    assert_eq!(Answer::read(&mut socket).http, 200);
}

#[test]
fn a_certificate_is_who_the_settings_say() {
    for (called, is_bobs) in [
        (format!("\"{CLIENT}\""), true),
        (format!("\"sha256 Fingerprint={CLIENT}\""), true),
        ("[\"nobody@example.com\", \"Client\"]".to_owned(), true),
        ("\"fax.example.com\"".to_owned(), false),
        (format!("\"{}\"", CLIENT.replacen('A', "B", 1)), false),
    ] {
        let clients = settings(&format!("client_ca = {:?}", file("root.pem")));
        let bobs = format!("name = \"bob\"\ncertificate = {called}");
        let (rig, serving) = Rig::served(&clients.replace("name = \"bob\"", &bobs));
        let [alice, nobody] =
            [Client::alice(serving.addresses[0]), Client::at(serving.addresses[0], 1)];
        let printed = |own: Option<&str>, client: Client| {
            ask(&mut secured(client.connect(), own).unwrap(), client, &print())
        };
        let answer = printed(Some("client"), nobody);
        assert_eq!(answer.http, if is_bobs { 200 } else { 401 }, "{called}");
        // Who logs in is who he says, whatever he shows; and nobody needs a certificate.
        assert_eq!(printed(Some("client"), alice).status(), OK, "{called}");
        assert_eq!(printed(None, alice).status(), OK, "{called}");
        assert_eq!(printed(None, nobody).http, 401, "{called}");
        let owners: Vec<_> = rig
            .wait_for_jobs(2 + usize::from(is_bobs))
            .into_iter()
            .map(|job| job.owner)
            .collect();
        assert_eq!(owners.iter().any(|owner| owner == "bob"), is_bobs, "{owners:?}");
    }
}

#[test]
fn a_certificate_of_another_authority_or_for_another_use_is_not_let_in() {
    let own = settings(&format!("client_ca = {:?}", file("client.pem")));
    let (_rig, _serving, alice) = alice_at(&own);
    // That of a server, by an authority that is not asked for here.
    for name in ["relay", "elsewhere"] {
        let mut stream = secured(alice.connect(), Some(name)).unwrap();
        let _ = stream.write_all(alice.head("Content-Length: 0\r\n").as_bytes());
        let mut heard = Vec::new();
        assert!(stream.read_to_end(&mut heard).is_err() && heard.is_empty(), "{name}");
    }
}

#[test]
fn curl_prints_with_its_certificate() {
    if !programs::is_there("curl") {
        return;
    }
    let clients = settings(&format!("client_ca = {:?}", file("root.pem")));
    let bobs = "name = \"bob\"\ncertificate = \"client\"";
    let (rig, serving) = Rig::served(&clients.replace("name = \"bob\"", bobs));
    let body = rig.folder.path().join("body");
    std::fs::write(&body, print()).unwrap();
    let to = |own: &[&str]| {
        let mut curl = Command::new("curl");
        curl.args(["-sS", "--fail", "-H", "Content-Type: application/ipp"]).args(own);
        curl.arg("--cacert").arg(file("root.pem"));
        curl.arg("--data-binary").arg(format!("@{}", body.display()));
        curl.arg(format!("https://localhost:{}/printers/sendfax", serving.addresses[0].port()));
        curl.output().unwrap()
    };
    let [certificate, key] =
        ["client.pem", "client.key"].map(|name| file(name).display().to_string());
    let output = to(&["--cert", &certificate, "--key", &key]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(rig.wait_for_jobs(1)[0].owner, "bob");
    assert!(!to(&[]).status.success());
}

/// CUPS' client, as it goes over to TLS when it must (`-E`).
fn ipptool(rig: &Rig, to: &str, words: &[&str]) -> Output {
    // It notes certificates in its user's folder.
    let mut ipptool = Command::new("ipptool");
    ipptool.env("HOME", rig.folder.path()).args(words);
    let uri = format!("{to}/printers/sendfax");
    ipptool.args(["-t", "-T", "60", &uri, "get-jobs.test"]).output().unwrap()
}

#[test]
fn cups_goes_over_to_tls() {
    if !programs::is_there("ipptool") {
        return;
    }
    let (rig, serving) = Rig::served(&settings(""));
    let port = serving.addresses[0].port();
    // By the word it goes over; by ipps it begins with TLS.
    for (words, scheme) in [(&["-E"][..], "ipp"), (&[], "ipps")] {
        let output = ipptool(&rig, &format!("{scheme}://alice:secret@localhost:{}", port), words);
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(output.status.success() && said.contains("[PASS]"), "{words:?} {scheme} {said}");
    }
    // Its backend, which prints for all of CUPS, is told to go over (426).
    let backend = Path::new("/usr/lib/cups/backend/ipp");
    if !backend.exists() {
        return programs::skip("CUPS' backend for IPP is not installed");
    }
    let document = rig.folder.path().join("document");
    std::fs::write(&document, "Hello\n").unwrap();
    let mut backend = Command::new(backend);
    backend.env("HOME", rig.folder.path()).env("CONTENT_TYPE", "text/plain");
    backend.env("DEVICE_URI", format!("ipp://alice:secret@localhost:{port}/printers/sendfax"));
    backend.args(["1", "alice", "Letter", "1", ""]).arg(&document);
    let output = backend.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(rig.wait_for_jobs(1)[0].owner, "alice");
    // Who logs in is noted, and by what is it in TLS alone.
    let audit = std::fs::read_to_string(rig.spool.folder().join("audit.log")).unwrap();
    assert!(audit.contains("ipps 127.0.0.1"), "{audit}");
    let logins = audit.lines().filter(|line| line.contains("\"asked\":\"login\""));
    assert!(logins.clone().count() > 0 && logins.clone().all(|line| line.contains("\"ipps ")));
    assert_eq!(Client::alice(serving.addresses[0]).post(&Ask::new(GET_JOBS).with(b"")).http, 426);
}
