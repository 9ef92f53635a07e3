//! Who logs in by a directory of the house, and what he may then.

use crate::api_keys::{key, problem, program};
use crate::house::fax;
use crate::reader::Reader;
use crate::receiver::Receiver;
use crate::rig::{Rig, Serving, Talk};
use crate::sent::send;
use crate::slapd::{Slapd, certs};
use crate::webhooks::{hooked, open};
use crate::{SETTINGS, audited};
use ferrofax_kit::patience::wait_until;
use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

/// What the directory's groups may.
const GROUPS: &str = r#"
[[group]]
name = "sales"
devices = ["2102"]
members = ["bob"]

[class.small]
jobs_per_day = 1

[[ldap.group]]
name = "fax-desk"
role = "desk"
groups = ["sales"]

[[ldap.group]]
name = "cn=Fax-Users, ou=groups,dc=example,dc=com"
class = "small"
"#;

/// A house with this directory.
fn rig(slapd: &Slapd) -> Rig {
    Rig::new(&format!("{SETTINGS}\n{}{GROUPS}", slapd.settings()))
}

/// A directory, a house with it, and its service.
fn served() -> Option<(Slapd, Rig, Serving)> {
    let slapd = Slapd::start()?;
    let rig = rig(&slapd);
    let serving = rig.serve();
    Some((slapd, rig, serving))
}

#[test]
fn people_of_the_directory_see_and_send_what_their_groups_may() {
    let Some((_slapd, rig, serving)) = served() else { return };
    fax(&rig, "2101", "0991 111", "first");
    fax(&rig, "2102", "0991 222", "second");
    let mut dora = Reader::logged_in(serving.addresses[0], "dora", "dora's own");
    let listed = dora.get("/in").text();
    assert!(listed.contains("0991 111"), "by her address: {listed}");
    assert!(listed.contains("0991 222"), "by her group's: {listed}");
    let mut emil = Reader::logged_in(serving.addresses[0], "EXAMPLE\\Emil", "emil's own");
    let listed = emil.get("/in").text();
    assert!(!listed.contains("0991 111") && listed.contains("0991 222"), "{listed}");
    let letter: [(&str, &[u8]); 1] = [("letter.txt", b"Dear Sir,\n")];
    let number = [("number", "0991 2700619")];
    assert_eq!(send(&mut emil, &number, &letter).status, 303);
    let job = rig.jobs().pop().unwrap();
    assert_eq!((job.owner.as_str(), job.device.number.as_str()), ("emil", "2102"));
    let second = send(&mut emil, &number, &letter);
    assert!(second.status >= 400 && second.text().contains("limit"), "{}", second.text());
    assert_eq!(rig.jobs().len(), 1, "his class is small");
    // A desk deals with the jobs of others.
    dora.get(&format!("/out/{}", job.id));
    assert_eq!(dora.post(&format!("/out/{}/cancel", job.id), &[]).status, 303);
    assert_eq!(audited(&rig, &["\"login\"", "\"by\":\"ldap\"", "\"granted\":true"]), 2);
    // Whoever is only mentioned by an address is found by it, if he is the only one.
    Reader::logged_in(serving.addresses[0], "2101@example.com", "dora's own");
    let both = Reader::at(serving.addresses[0]).log_in("post@example.com", "olga's own");
    assert_eq!(both.status, 401);
}

/// A key is of a person, and not of whoever has the same name.
#[test]
fn keys_are_of_him_who_made_them() {
    let Some(slapd) = Slapd::start() else { return };
    let rig = rig(&slapd);
    let of_settings = "\n[[user]]\nname = \"dora\"\npassword = \"desk\"\n";
    let settings = |more: &str| format!("{SETTINGS}{more}\n{}{GROUPS}", slapd.settings());
    rig.set(&settings(of_settings));
    let old = key(&rig, "dora", "keys,faxes:read");
    {
        let serving = rig.serve();
        assert_eq!(program(serving.addresses[0], &old).get("/api/v1/me").status, 200);
    }
    // She is taken out of the settings; somebody of the directory has her name.
    rig.set(&settings(""));
    let new = {
        let serving = rig.serve();
        let to = serving.addresses[0];
        let mut dora = Reader::logged_in(to, "dora", "dora's own");
        assert_eq!(problem(&program(to, &old).get("/api/v1/me")), (401, "ended-key".to_owned()));
        let own = dora.get("/own").text();
        assert!(!own.contains("/own/keys/1/end"), "not hers: {own}");
        assert_eq!(dora.post("/own/keys/1/end", &[]).status, 404);
        dora.get("/own");
        let fields = [("name", "shop"), ("scope", "faxes:read"), ("days", "30")];
        let made = dora.post("/own/keys", &fields).text();
        made.split("readonly value=\"")
            .nth(1)
            .unwrap()
            .split('"')
            .next()
            .unwrap()
            .to_owned()
    };
    // Without a session, by what the directory said last.
    let serving = rig.serve();
    assert_eq!(program(serving.addresses[0], &new).get("/api/v1/me").status, 200);
    drop(serving);
    rig.set(&settings(of_settings));
    let serving = rig.serve();
    let to = serving.addresses[0];
    assert_eq!(problem(&program(to, &new).get("/api/v1/me")), (401, "ended-key".to_owned()));
    assert_eq!(program(to, &old).get("/api/v1/me").status, 200, "it is hers again");
}

/// So are webhooks and address books.
#[test]
fn webhooks_and_contacts_are_of_him_who_made_them() {
    let Some(slapd) = Slapd::start() else { return };
    let rig = rig(&slapd);
    let of_settings = "\n[[user]]\nname = \"dora\"\npassword = \"desk\"\ndevice = \"2101\"\n";
    let settings = |more: &str| format!("{}{more}\n{}{GROUPS}", open(), slapd.settings());
    rig.set(&settings(of_settings));
    let receiver = Receiver::start();
    hooked(&rig, &receiver, "fax.received");
    let url = format!("http://{}/of-before", receiver.address);
    let words = ["webhook", "new", &url, "--owner", "dora", "--event", "fax.received"];
    assert!(rig.command().args(words).output().unwrap().status.success());
    {
        let serving = rig.serve();
        let mut dora = Reader::logged_in(serving.addresses[0], "dora", "desk");
        dora.get("/book/new");
        let fields = [("name", "Only hers"), ("number", "0991 2700619")];
        assert_eq!(dora.post("/book/new", &fields).status, 303);
    }
    // She is taken out of the settings; somebody of the directory has her name and sees 2101.
    rig.set(&settings(""));
    let serving = rig.serve();
    let mut dora = Reader::logged_in(serving.addresses[0], "dora", "dora's own");
    assert!(!dora.get("/book").text().contains("Only hers"));
    assert_eq!(dora.get("/book/1").status, 404);
    let listed = dora.get("/api/v1/webhooks").text();
    assert!(listed.contains("\"webhooks\":[]"), "{listed}");
    fax(&rig, "2101", "0991 111", "first");
    receiver.wait("what alice is told", |heard| !heard.is_empty());
    let before = rig.spool.webhooks().list(Some(("dora", "password"))).unwrap();
    assert_eq!((before.len(), before[0].waiting, before[0].delivered), (1, 0, 0));
    assert!(receiver.heard().iter().all(|told| !told.path.contains("of-before")));
}

#[test]
fn nobody_else_is_let_in() {
    let Some((_slapd, rig, serving)) = served() else { return };
    let to = serving.addresses[0];
    let mut fred = Reader::at(to);
    let without_group = fred.log_in("fred", "fred's own");
    assert_eq!(without_group.status, 403);
    assert!(without_group.text().contains("none of its groups"), "{}", without_group.text());
    assert_eq!(fred.get("/in").status, 303);
    // Bob is somebody of the settings: his name is no other's, by whatever it is typed.
    for name in ["bob", "BOB", "EXAMPLE\\bob", "bob@example.com", " bob "] {
        let page = Reader::at(to).log_in(name, "bob's own");
        assert_eq!(page.status, 401, "{name}");
    }
    Reader::logged_in(to, "bob", "other");
    // What is no password, or no name.
    for (name, password) in [
        ("dora", ""),
        ("dora", "emil's own"),
        ("dora", "dora's own "),
        ("*", "dora's own"),
        ("do*", "dora's own"),
        ("dora)(uid=*", "dora's own"),
    ] {
        assert_eq!(Reader::at(to).log_in(name, password).status, 401, "{name}");
    }
    Reader::logged_in(to, "bob", "other");
    for name in [
        "x)(|(uid=dora",
        "dora,ou=people,dc=example,dc=com",
        "uid=dora,ou=people,dc=example,dc=com",
        "dora\\",
        "dora\u{0}",
        "",
    ] {
        assert_eq!(Reader::at(to).log_in(name, "dora's own").status, 401, "{name}");
    }
    assert_eq!(audited(&rig, &["\"login\"", "\"granted\":true"]), 2, "bob");
}

#[test]
fn guesses_at_the_directory_shut_the_door() {
    let Some((_slapd, rig, serving)) = served() else { return };
    for _ in 0..10 {
        assert_eq!(Reader::at(serving.addresses[0]).log_in("dora", "guess").status, 401);
    }
    let late = Reader::at(serving.addresses[0]).log_in("dora", "dora's own");
    assert_eq!(late.status, 401, "the right one comes late");
    assert_eq!(audited(&rig, &["\"login\"", "dora", "\"rule\":\"login\""]), 10);
}

#[test]
fn who_leaves_his_groups_or_the_house_has_no_session_any_longer() {
    let Some((slapd, rig, serving)) = served() else { return };
    let mut dora = Reader::logged_in(serving.addresses[0], "dora", "dora's own");
    let mut emil = Reader::logged_in(serving.addresses[0], "emil", "emil's own");
    fax(&rig, "2102", "0991 222", "second");
    assert!(dora.get("/in").text().contains("0991 222"));
    // Without the group of the desk she is a user as others are.
    slapd.leave("dora", "fax-desk");
    wait_until("she sees it no more", || !dora.clone().get("/in").text().contains("0991 222"));
    assert_eq!(dora.get("/in").status, 200);
    slapd.leave("dora", "fax-users");
    wait_until("her session ends", || dora.clone().get("/in").status == 303);
    assert_eq!(Reader::at(serving.addresses[0]).log_in("dora", "dora's own").status, 403);
    assert_eq!(emil.get("/in").status, 200, "he is still there");
    slapd.change("dn: uid=emil,ou=people,dc=example,dc=com\nchangetype: delete\n");
    wait_until("his session ends", || emil.clone().get("/in").status == 303);
    wait_until("it is in the log", || {
        audited(&rig, &["\"session\"", "\"user\":\"emil\"", "\"granted\":false"]) == 1
    });
}

/// All four take longer than the time limit, and are asked about in several questions.
#[test]
fn a_slow_directory_ends_a_session_too() {
    let Some(slapd) = Slapd::start() else { return };
    let slow = Slow::before(slapd.tls_port);
    let port = format!("localhost:{}", slapd.tls_port);
    let settings = slapd.settings().replace(&port, &format!("localhost:{}", slow.port));
    let rig = Rig::new(&format!("{SETTINGS}\n{settings}timeout_seconds = 2\n{GROUPS}"));
    let serving = rig.serve();
    let log_in =
        |name: &str| Reader::logged_in(serving.addresses[0], name, &format!("{name}'s own"));
    let [_dora, _emil, _olga, printers] = ["dora", "emil", "olga", "printers"].map(log_in);
    slow.delay(Duration::from_millis(250));
    slapd.leave("printers", "fax-users");
    wait_until("the session ends", || printers.clone().get("/in").status == 303);
}

#[test]
fn a_name_that_the_settings_take_is_not_the_directorys_any_longer() {
    let Some((slapd, rig, serving)) = served() else { return };
    let mut dora = Reader::logged_in(serving.addresses[0], "dora", "dora's own");
    let session = dora.cookie("session").unwrap().to_owned();
    assert_eq!(dora.get("/in").status, 200);
    drop(serving);
    let taken = "\n[[user]]\nname = \"Dora\"\npassword = \"another\"\nrole = \"administrator\"\n";
    rig.set(&format!("{SETTINGS}\n{}{GROUPS}{taken}", slapd.settings()));
    let serving = rig.serve();
    let mut before = Reader::at(serving.addresses[0]);
    before.set_cookie("session", &session);
    assert_eq!(before.get("/in").status, 303, "her session is none of the administrator's");
    assert_eq!(Reader::at(serving.addresses[0]).log_in("dora", "dora's own").status, 401);
    Reader::logged_in(serving.addresses[0], "dora", "another");
}

#[test]
fn a_directory_that_is_away_says_so_and_keeps_out_nobody_else() {
    let Some((mut slapd, _rig, serving)) = served() else { return };
    let mut dora = Reader::logged_in(serving.addresses[0], "dora", "dora's own");
    slapd.end();
    for _ in 0..11 {
        let page = Reader::at(serving.addresses[0]).log_in("emil", "emil's own");
        assert_eq!(page.status, 503);
        assert!(page.text().contains("cannot be checked right now"), "{}", page.text());
    }
    // These were no guesses.
    Reader::logged_in(serving.addresses[0], "alice", "secret");
    assert_eq!(dora.get("/in").status, 200, "its last word holds");
}

#[test]
fn the_next_server_is_asked_and_only_one_with_the_right_certificate() {
    let Some(slapd) = Slapd::start() else { return };
    let asked = slapd.settings();
    let tls = format!("ldaps://localhost:{}", slapd.tls_port);
    // Nobody listens at the first; the second is asked to begin TLS, and for groups.
    let two = format!("ldap://127.0.0.1:1\", \"ldap://localhost:{}", slapd.port);
    let more = "starttls = true\nmember_of = \"\"\ngroup_base = \"ou=groups,dc=example,dc=com\"\n";
    let (rig, serving) =
        Rig::served(&format!("{SETTINGS}\n{}{more}{GROUPS}", asked.replace(&tls, &two)));
    Reader::logged_in(serving.addresses[0], "dora", "dora's own");
    assert_eq!(Reader::at(serving.addresses[0]).log_in("fred", "fred's own").status, 403);
    drop(serving);
    // As himself, without anybody who looks for him before.
    let himself: String = asked
        .lines()
        .filter(|line| !line.starts_with("bind_dn") && !line.starts_with("password_file"))
        .map(|line| format!("{line}\n"))
        .collect();
    let form = "user_dn = \"uid={name},ou=people,dc=example,dc=com\"\n";
    rig.set(&format!("{SETTINGS}\n{himself}{form}{GROUPS}"));
    let serving = rig.serve();
    Reader::logged_in(serving.addresses[0], "emil", "emil's own");
    for (name, password) in [("emil", ""), ("emil,ou=people", "emil's own"), ("emil", "dora's own")]
    {
        assert_eq!(Reader::at(serving.addresses[0]).log_in(name, password).status, 401, "{name}");
    }
    drop(serving);
    // Another authority, another name.
    let (root, other) = (certs().join("root.pem"), certs().join("elsewhere.pem"));
    let by_other = asked.replace(&root.display().to_string(), &other.display().to_string());
    let by_name = asked.replace("ldaps://localhost:", "ldaps://localhost.localdomain:");
    for wrong in [by_other, by_name] {
        rig.set(&format!("{SETTINGS}\n{wrong}{GROUPS}"));
        let serving = rig.serve();
        let page = Reader::at(serving.addresses[0]).log_in("dora", "dora's own");
        assert_eq!(page.status, 503, "{wrong}");
    }
}

#[test]
fn who_was_let_in_is_whom_his_name_finds() {
    let Some(slapd) = Slapd::start() else { return };
    // Emil's name is another attribute of dora's; and hers is one of hers.
    slapd.change(
        "dn: uid=dora,ou=people,dc=example,dc=com\nchangetype: modify\nadd: description\n\
         description: emil\ndescription: dora\n",
    );
    let asked = slapd.settings();
    let himself: String = asked
        .lines()
        .filter(|line| {
            !["bind_dn", "password_file", "filter"].iter().any(|it| line.starts_with(it))
        })
        .map(|line| format!("{line}\n"))
        .collect();
    let form = "user_dn = \"uid={name},ou=people,dc=example,dc=com\"\n\
                filter = \"(description={name})\"\n";
    let (_rig, serving) = Rig::served(&format!("{SETTINGS}\n{himself}{form}{GROUPS}"));
    let emil = Reader::at(serving.addresses[0]).log_in("emil", "emil's own");
    assert_eq!(emil.status, 401, "{}", emil.text());
    Reader::logged_in(serving.addresses[0], "dora", "dora's own");
}

#[test]
fn mail_clients_log_in_by_the_directory_too() {
    let Some(slapd) = Slapd::start() else { return };
    let door = "[mail]\nenabled = true\nlisten = [\"127.0.0.1:0\"]\nhostname = \"fax.example.com\"\n\
                domains = [\"*.fax\"]\nclear_text_networks = [\"127.0.0.1\"]\n[drop]\nenabled = false\n";
    let rig =
        Rig::new(&format!("{door}\n{}{}", slapd.settings(), GROUPS.replace("[\"bob\"]", "[]")));
    let serving = rig.serve();
    let auth = |name: &str, password: &str| {
        use base64::Engine;
        let text = format!("\0{name}\0{password}");
        format!("AUTH PLAIN {}", base64::prelude::BASE64_STANDARD.encode(text))
    };
    let mut talk = Talk::to(serving.addresses[0]).unwrap();
    assert!(talk.say(&auth("emil", "dora's own")).unwrap().starts_with("535"));
    assert!(talk.say(&auth("emil", "emil's own")).unwrap().starts_with("235"));
    let sends_as = |talk: &mut Talk, sender: &str| {
        talk.say("RSET").unwrap();
        talk.say(&format!("MAIL FROM:<{sender}>")).unwrap();
        talk.say("RCPT TO:<x@09912700619.fax>").unwrap()
    };
    let (others, own) =
        (sends_as(&mut talk, "2101@example.com"), sends_as(&mut talk, "2102@example.com"));
    assert!(others.starts_with("553"), "dora's: {others}");
    assert!(own.starts_with("250"), "{own}");
    // By the address, which may be that of several.
    let mut talk = Talk::to(serving.addresses[0]).unwrap();
    assert!(talk.say(&auth("post@example.com", "olga's own")).unwrap().starts_with("535"));
}

#[test]
fn a_check_tries_the_directory() {
    let Some(mut slapd) = Slapd::start() else { return };
    let rig = rig(&slapd);
    let check = || {
        let output = rig.command().arg("check").output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    let answers = format!("ldaps://localhost:{} answers", slapd.tls_port);
    let said = check();
    assert!(said.contains(&answers), "{said}");
    slapd.password("another");
    let said = check();
    assert!(said.contains("rejects the login of 'cn=reader,dc=example,dc=com'"), "{said}");
    assert!(said.contains("check bind_dn and password_file in [ldap]"), "{said}");
    slapd.end();
    assert!(!check().contains(&answers));
}

/// A network in front of a server, which delays each answer.
struct Slow {
    port: u16,
    delay_ms: Arc<AtomicU64>,
}

impl Slow {
    fn before(server: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let delay_ms = Arc::new(AtomicU64::new(0));
        let delay = Arc::clone(&delay_ms);
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let Ok(server) = TcpStream::connect(("127.0.0.1", server)) else { continue };
                let (from, to) = (client.try_clone().unwrap(), server.try_clone().unwrap());
                thread::spawn(move || carry(from, to, &AtomicU64::new(0)));
                let delay = Arc::clone(&delay);
                thread::spawn(move || carry(server, client, &delay));
            }
        });
        Self { port, delay_ms }
    }

    fn delay(&self, delay: Duration) {
        self.delay_ms.store(delay.as_millis() as u64, Ordering::Relaxed);
    }
}

/// Passes on all bytes, each part after a delay, until one side ends.
fn carry(mut from: TcpStream, mut to: TcpStream, delay_ms: &AtomicU64) {
    let mut part = [0; 16_384];
    while let Ok(count @ 1..) = from.read(&mut part) {
        thread::sleep(Duration::from_millis(delay_ms.load(Ordering::Relaxed)));
        if to.write_all(&part[..count]).is_err() {
            break;
        }
    }
    _ = to.shutdown(Shutdown::Both);
}
