//! One's own account, and from where browsers come: in TLS, and by a proxy of the house.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};

use crate::reader::Reader;
use crate::rig::Rig;
use crate::slapd::certs;
use crate::{SETTINGS, alice_at, audited};

/// The numbers of the sessions that a page lists with a button to end them.
fn listed(page: &str) -> Vec<String> {
    let forms = page.split("/own/sessions/").skip(1);
    forms.map(|form| form.split('/').next().unwrap().to_owned()).collect()
}

#[test]
fn a_session_is_ended_from_the_list_of_ones_own() {
    let (rig, serving, mut forgotten) = alice_at(SETTINGS);
    let before = listed(&forgotten.get("/own").text());
    let mut alice = Reader::logged_in(serving.addresses[0], "alice", "secret");
    let mut bob = Reader::logged_in(serving.addresses[0], "bob", "other");
    let both = listed(&alice.get("/own").text());
    let other = both.iter().find(|id| before.contains(id)).unwrap();
    let end = format!("/own/sessions/{other}/end");
    // Nobody ends others' sessions, nor is told whether there are any.
    bob.get("/own");
    assert_eq!(bob.post(&end, &[]).status, 404);
    assert_eq!(bob.post("/own/sessions/999/end", &[]).status, 404);
    assert_eq!(forgotten.get("/own").status, 200);
    alice.get("/own");
    let ended = alice.post(&end, &[]);
    assert_eq!((ended.status, ended.location()), (303, "/own"));
    assert_eq!(forgotten.get("/own").status, 303);
    assert!(!listed(&alice.get("/own").text()).contains(other));
    assert_eq!(alice.post(&end, &[]).status, 404, "it is no more");
    assert_eq!(audited(&rig, &["\"end-session\"", "\"alice\"", "\"granted\":true"]), 1);
    alice.get("/own");
    alice.post("/logout", &[]);
    assert_eq!(audited(&rig, &["\"logout\"", "\"alice\"", "\"granted\":true"]), 1);
}

#[test]
fn a_language_that_was_chosen_stays() {
    let (_rig, serving, mut alice) = alice_at(SETTINGS);
    assert!(alice.get("/own").text().contains("<html lang=\"en\">"));
    let chosen = alice.post("/own/language", &[("language", "de")]);
    assert_eq!((chosen.status, chosen.location()), (303, "/own"));
    assert!(chosen.header("set-cookie").unwrap().contains("Max-Age=31536000"));
    assert!(alice.get("/own").text().contains("<html lang=\"de\">"));
    assert_eq!(alice.post("/own/language", &[("language", "xx")]).status, 400);
    alice.post("/logout", &[]);
    assert!(alice.get("/login").text().contains("<html lang=\"de\">"), "of this browser");
    let mut elsewhere = Reader::logged_in(serving.addresses[0], "alice", "secret");
    assert!(elsewhere.get("/own").text().contains("<html lang=\"de\">"), "of hers");
    assert!(
        Reader::at(serving.addresses[0])
            .get("/login")
            .text()
            .contains("<html lang=\"en\">")
    );
    let mut bob = Reader::logged_in(serving.addresses[0], "bob", "other");
    assert!(bob.get("/own").text().contains("<html lang=\"en\">"));
}

#[test]
fn a_proxy_of_ours_says_from_where_and_whether_in_tls() {
    let (_rig, serving) =
        Rig::served(&SETTINGS.replace("[web]\n", "[web]\nproxies = [\"127.0.0.1\"]\n"));
    let by_proxy = |from: &str, proto: &str| {
        let mut reader = Reader::at(serving.addresses[0]);
        reader.headers.push(("X-Forwarded-For".to_owned(), from.to_owned()));
        reader.headers.push(("X-Forwarded-Proto".to_owned(), proto.to_owned()));
        reader
    };
    let mut alice = by_proxy("203.0.113.9, 198.51.100.7", "https");
    let let_in = alice.log_in("alice", "secret");
    assert_eq!(let_in.status, 303, "{}", let_in.text());
    assert!(alice.cookie("__Host-session").is_some() && alice.cookie("session").is_none());
    assert!(let_in.header("strict-transport-security").is_some());
    let own = alice.get("/own").text();
    assert!(own.contains("198.51.100.7") && !own.contains("203.0.113.9"), "{own}");
    // The same in the clear is nobody's: others could listen.
    let clear = by_proxy("198.51.100.7", "http").get("/login");
    assert_eq!(clear.status, 403);
    drop(serving);
    // Whoever is no proxy of ours is not believed.
    let (_rig, serving) = Rig::served(SETTINGS);
    let mut alice = Reader::at(serving.addresses[0]);
    alice.headers.push(("X-Forwarded-For".to_owned(), "198.51.100.7".to_owned()));
    alice.headers.push(("X-Forwarded-Proto".to_owned(), "https".to_owned()));
    alice.log_in("alice", "secret");
    assert!(alice.cookie("__Host-session").is_none());
    assert!(!alice.get("/own").text().contains("198.51.100.7"));
}

/// What is answered in TLS.
fn in_tls(to: SocketAddr, request: &str) -> String {
    let mut roots = RootCertStore::empty();
    roots
        .add(CertificateDer::from_pem_file(certs().join("root.pem")).unwrap())
        .unwrap();
    let config = ClientConfig::builder_with_provider(Arc::new(rustls_graviola::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from("localhost").unwrap();
    let connection = ClientConnection::new(Arc::new(config), name).unwrap();
    let mut stream = StreamOwned::new(connection, TcpStream::connect(to).unwrap());
    stream.write_all(request.as_bytes()).unwrap();
    let mut heard = Vec::new();
    let _ = stream.read_to_end(&mut heard);
    String::from_utf8(heard).unwrap()
}

#[test]
fn in_tls_cookies_are_for_tls_alone() {
    let certs = certs();
    let tls = format!(
        "[web]\ncertificate = \"{0}/relay.pem\"\nkey = \"{0}/relay.key\"\n",
        certs.display()
    );
    let (_rig, serving) = Rig::served(&SETTINGS.replace("[web]\n", &tls));
    let get = "GET /login HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    let heard = in_tls(serving.addresses[0], get).to_lowercase();
    assert!(heard.starts_with("http/1.1 200"), "{heard}");
    let cookie = heard.lines().find(|line| line.starts_with("set-cookie: ")).unwrap();
    assert!(cookie.contains("__host-knock=") && cookie.contains("; secure"), "{cookie}");
    assert!(heard.contains("strict-transport-security: max-age="));
    // The same port in the clear is for this machine.
    let plain = Reader::at(serving.addresses[0]).get("/login");
    assert!(plain.status == 200 && plain.header("strict-transport-security").is_none());
}
