//! Links to faxes, which mails have in place of the fax: from the module's mail to the file in the
//! browser, and what people do who have a link or guess one.

use std::collections::BTreeMap;

use ferrofax::UnixMs;
use ferrofax::delivery::{
    Composed, MailSettings, Relay, SendError, SmtpRelay, StopFlag, deliver_due,
};
use ferrofax::spool::FaxId;

use crate::audited;
use crate::house::{self, fax};
use crate::reader::{Page, Reader};
use crate::rig::{Rig, Serving};
use crate::smtp_sink::{Script, TestSink};

/// The service with links, a mail server of the test, and a reverse proxy, so that each reader can
/// have an address of its own.
struct Office {
    rig: Rig,
    serving: Serving,
    sink: TestSink,
}

impl Office {
    fn open(links: &str) -> Self {
        let sink = TestSink::start(Script::default());
        let folder = tempfile::tempdir().unwrap().keep();
        let codes = folder.join("codes");
        std::fs::write(&codes, "# codes\n2101@example.com alice-4711\n@EXAMPLE.com house-0815\n")
            .unwrap();
        let settings = house::settings().replace("[web]\n", "[web]\nproxies = [\"127.0.0.1\"]\n");
        let settings = format!(
            "{settings}\n[relay]\nmailserver = \"{}\"\nmailtls = \"none\"\n\
             [fax_links]\naddress = \"https://fax.example.com\"\ncodes = \"{}\"\n{links}",
            sink.address(),
            codes.display()
        );
        let (rig, serving) = Rig::served(&settings);
        Self { rig, serving, sink }
    }

    /// Receives a fax, and sends its mail as the module does. Returns the fax, and the path of the
    /// link in the mail.
    fn link(&self, device: &str) -> (FaxId, String) {
        let fax = fax(&self.rig, device, "0991270061", "Carol");
        let [mail] = &self.mails()[..] else { panic!("one mail") };
        assert!(!mail.contains("0991270061") && !mail.contains("application/pdf"), "{mail}");
        (fax, path(mail))
    }

    /// Sends the mails that are due, and returns those that arrive at the mail server.
    fn mails(&self) -> Vec<String> {
        self.send(|relay| relay, 0)
    }

    /// The same by a relay that `by` makes of the module's, so long after now.
    fn send<R: Relay>(&self, by: impl FnOnce(SmtpRelay) -> R, later_ms: i64) -> Vec<String> {
        let mut settings = MailSettings::default();
        let socket = self.rig.spool.folder().join("outgoing.sock");
        for (name, value) in
            [("mailserver", &*format!("unix:{}", socket.display())), ("mailprotect", "required")]
        {
            settings.set(name, value).unwrap();
        }
        let relay = by(SmtpRelay::new(&settings.relay, &StopFlag::default()));
        let before = self.sink.mails().len();
        let done = deliver_due(&self.rig.spool, &settings, &relay, UnixMs::now() + later_ms);
        assert!(done.spool_error.is_none() && done.relay_down.is_none(), "{done:?}");
        self.sink
            .mails()
            .split_off(before)
            .into_iter()
            .map(|mail| text(&mail.bytes))
            .collect()
    }

    /// A reader at this address, behind the proxy.
    fn reader(&self, address: &str) -> Reader {
        let mut reader = Reader::at(self.serving.addresses[0]);
        reader.headers.push(("X-Forwarded-For".to_owned(), address.to_owned()));
        reader.headers.push(("X-Forwarded-Proto".to_owned(), "https".to_owned()));
        reader
    }

    fn refused(&self) -> usize {
        audited(&self.rig, &["\"granted\":false"])
    }
}

/// The module, which does not hear that its mail was sent.
struct Deaf(SmtpRelay);

impl Relay for Deaf {
    fn send(&self, mail: &Composed) -> Result<String, SendError> {
        self.0.send(mail)?;
        Err(SendError::Temporary("nothing was heard".into()))
    }
}

fn text(mail: &[u8]) -> String {
    String::from_utf8_lossy(mail).replace("=\r\n", "")
}

fn path(mail: &str) -> String {
    let (_, rest) = mail.split_once("https://fax.example.com").expect("a link");
    rest.split_whitespace().next().unwrap().to_owned()
}

fn is_fax(page: &Page) -> bool {
    page.bytes.starts_with(b"%PDF-")
}

#[test]
fn a_mail_without_a_key_has_a_link_that_opens_once_by_the_code() {
    let office = Office::open("");
    let (fax, path) = office.link("2101");
    // A program that follows links opens nothing.
    let mut scanner = office.reader("192.0.2.1");
    for _ in 0..3 {
        let page = scanner.get(&path);
        assert!(page.status == 200 && page.text().contains("Enter your code"), "{}", page.text());
    }
    let mut reader = office.reader("192.0.2.2");
    reader.get(&path);
    let wrong = reader.post(&path, &[("code", "house-0815")]);
    assert!(wrong.status == 403 && wrong.text().contains("The code is wrong"), "{}", wrong.text());
    let opened = reader.post(&path, &[("code", " alice-4711 ")]);
    assert!(is_fax(&opened), "{}", opened.text());
    assert!(opened.head.contains(&format!("filename=\"fax-{fax}.pdf\"")), "{}", opened.head);
    // The download broke off: the same browser gets it again, without the code.
    let page = reader.get(&path);
    assert!(page.text().contains("Open the fax") && !page.text().contains("name=\"code\""));
    assert!(is_fax(&reader.post(&path, &[])));
    // A second click, whose form still has the code.
    assert!(is_fax(&reader.post(&path, &[("code", "alice-4711")])));
    // Nobody else does, with the code or without.
    for code in ["", "alice-4711"] {
        let late = office.reader("192.0.2.3").post(&path, &[("code", code)]);
        assert!(late.status == 410 && late.text().contains("already been used"), "{}", late.text());
    }
    let rows = [
        ("make-link", "\"granted\":true", 1),
        ("open-link", "\"granted\":true", 3),
        ("open-link", "\"rule\":\"wrong-code\"", 1),
        ("open-link", "\"rule\":\"link-used\"", 2),
    ];
    for (asked, decided, count) in rows {
        let asked = format!("\"asked\":\"{asked}\"");
        let words = [&*asked, decided, "\"mailbox\":\"2101@example.com\""];
        assert_eq!(audited(&office.rig, &words), count, "{words:?}");
    }
    let token = path.strip_prefix("/link/").unwrap();
    assert_eq!(audited(&office.rig, &[token]), 0, "the log has no token");
    let history = office.rig.spool.faxes().fax_events(fax).unwrap();
    assert!(history.iter().any(|event| event.by == "2101@example.com"), "{history:?}");
}

#[test]
fn a_mail_that_is_sent_twice_has_one_link_and_without_a_code_there_is_none() {
    let office = Office::open("");
    fax(&office.rig, "2102", "0991270061", "");
    let [mail] = &office.send(Deaf, 0)[..] else { panic!("one mail") };
    // The service remembers the mails that it has sent, until it is killed.
    assert_eq!(office.send(Deaf, 86_400_000), [""; 0]);
    let Office { rig, serving, sink } = office;
    serving.kill();
    let office = Office { serving: rig.serve(), rig, sink };
    let [again] = &office.send(|relay| relay, 2 * 86_400_000)[..] else { panic!("one mail") };
    assert_eq!(path(mail), path(again));
    assert_eq!(audited(&office.rig, &["\"asked\":\"make-link\""]), 1);
    // Nobody has told this recipient a code.
    let codes = "2101@example.com alice-4711\n";
    let file = office.rig.settings();
    let settings = std::fs::read_to_string(file).unwrap();
    let (_, rest) = settings.split_once("codes = \"").unwrap();
    std::fs::write(rest.split_once('"').unwrap().0, codes).unwrap();
    fax(&office.rig, "2102", "0991270061", "");
    let mails = office.mails();
    assert_eq!(mails.len(), 2, "{mails:?}");
    assert!(mails.iter().all(|mail| !mail.contains("/link/")), "{mails:?}");
    assert!(mails[1].contains("there is no code for this address"));
}

#[test]
fn only_wrong_codes_count_and_a_lost_answer_loses_no_fax() {
    let office = Office::open("");
    let (fax, path) = office.link("2101");
    let code = [("code", "alice-4711")];
    // The file with the codes is being edited, and then the document is away.
    let settings = std::fs::read_to_string(office.rig.settings()).unwrap();
    let (_, rest) = settings.split_once("codes = \"").unwrap();
    let codes = rest.split_once('"').unwrap().0;
    let right = std::fs::read_to_string(codes).unwrap();
    let mut reader = office.reader("192.0.2.1");
    std::fs::write(codes, "2101@example.com\n").unwrap();
    for _ in 0..12 {
        assert_eq!(reader.post(&path, &code).status, 503);
    }
    std::fs::write(codes, right).unwrap();
    let document = office.rig.spool.faxes().document_path(fax).unwrap();
    std::fs::rename(&document, document.with_extension("away")).unwrap();
    for _ in 0..12 {
        assert_eq!(reader.post(&path, &code).status, 503);
    }
    std::fs::rename(document.with_extension("away"), &document).unwrap();
    // The answer to the first click does not arrive.
    reader.get(&path);
    let mut first_click = office.reader("192.0.2.1");
    let (name, ticket) = ("__Host-link", reader.cookie("__Host-link").unwrap().to_owned());
    first_click.set_cookie(name, &ticket);
    assert!(is_fax(&first_click.post(&path, &code)));
    assert!(is_fax(&reader.post(&path, &code)));
    assert_eq!(office.reader("192.0.2.1").post(&path, &code).status, 410);
    assert_eq!(office.rig.spool.faxes().fax_events(fax).unwrap().len(), 1);
}

#[test]
fn a_link_behind_a_login_opens_for_those_who_may_see_the_fax() {
    let office = Office::open("proof = \"login\"\nopenings = 2\n");
    let (_, path) = office.link("2101");
    let asked = office.reader("192.0.2.1").get(&path);
    assert_eq!((asked.status, asked.location()), (303, &*format!("/login?to={path}")));
    let mut bob = office.reader("192.0.2.2");
    bob.log_in("bob", "other");
    assert!(bob.get(&path).text().contains("Open the fax"));
    let refused = bob.post(&path, &[]);
    assert_eq!(refused.status, 404, "{}", refused.text());
    assert_eq!(audited(&office.rig, &["not-yours", "\"bob\""]), 1);
    let mut alice = office.reader("192.0.2.3");
    alice.log_in("alice", "secret");
    alice.get(&path);
    let forged = alice.post(&path, &[("secret", "x")]);
    assert!(forged.status == 403 && !is_fax(&forged), "{}", forged.text());
    alice.get(&path);
    assert!(is_fax(&alice.post(&path, &[])));
    // The ticket of her browser is no login.
    alice.get("/own");
    alice.post("/logout", &[]);
    assert_eq!(alice.get(&path).status, 303);
    let by = "\"by\":\"alice\"";
    assert_eq!(audited(&office.rig, &["\"asked\":\"open-link\"", by, "\"granted\":true"]), 1);
}

/// What attackers try, each from an address of their own. None gets the fax, and each attempt is a
/// line of the audit log.
#[test]
fn fifty_attacks_on_links_get_nothing_and_are_written_down() {
    let office = Office::open("");
    let (_, path) = office.link("2101");
    let (_, used) = office.link("2101");
    assert!(is_fax(&office.reader("192.0.2.1").post(&used, &[("code", "alice-4711")])));
    let (expired_fax, expired) = office.link("2101");
    expire(&office, expired_fax);
    let mut attacks: Vec<Attack> = Vec::new();
    let mut add = |name: &str, method: &'static str, path: String, code: &str, headers| {
        attacks.push(Attack {
            name: name.to_owned(),
            method,
            path,
            code: code.to_owned(),
            headers,
        });
    };
    // Tokens that are guessed or altered.
    let token = path.strip_prefix("/link/").unwrap().to_owned();
    let altered = [
        token[1..].to_owned(),
        token[..42].to_owned(),
        format!("{token}A"),
        token.to_ascii_lowercase() + "x",
        token.chars().rev().collect(),
        "A".repeat(43),
        "0".repeat(7_000),
        format!("{token}%00"),
        format!("{token}%27%20OR%201=1--"),
        "..%2F..%2Fin%2F1%2Fpdf".to_owned(),
        "%25s%25n".to_owned(),
        "1".to_owned(),
        "null".to_owned(),
        format!("%20{token}"),
        format!("{token}/"),
        format!("./{token}"),
    ];
    for (at, token) in altered.iter().enumerate() {
        for method in ["GET", "POST"] {
            let name = format!("altered {at} {method}");
            add(&name, method, format!("/link/{token}"), "alice-4711", vec![]);
        }
    }
    // A link that was opened, and one that has expired, with the right code.
    for (name, path) in [("used", &used), ("expired", &expired)] {
        for method in ["GET", "POST"] {
            add(&format!("{name} {method}"), method, path.clone(), "alice-4711", vec![]);
        }
        let cookie = ("Cookie", "__Host-link=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
        add(&format!("{name} forged ticket"), "POST", path.clone(), "", vec![cookie]);
    }
    // Pages of other sites that submit the form.
    for origin in ["https://evil.example", "null"] {
        let headers = vec![("Origin", origin), ("Sec-Fetch-Site", "cross-site")];
        add(&format!("from {origin}"), "POST", path.clone(), "alice-4711", headers);
    }
    // Methods that the page does not know.
    for method in ["PUT", "DELETE", "PATCH", "OPTIONS"] {
        add(method, method, path.clone(), "alice-4711", vec![]);
    }
    // Wrong codes: after five of them, also the right one opens nothing.
    let wrong = ["", "ALICE-4711", "house-0815", "alice-4711%00", "alice-471"];
    for code in wrong {
        add(&format!("code '{code}'"), "POST", path.clone(), code, vec![]);
    }
    for method in ["GET", "POST"] {
        add(&format!("locked {method}"), method, path.clone(), "alice-4711", vec![]);
    }
    assert!(attacks.len() >= 50, "{}", attacks.len());
    for (at, attack) in attacks.iter().enumerate() {
        let before = office.refused();
        let page = attack.run(office.reader(&format!("198.51.100.{at}")));
        assert!(!is_fax(&page) && page.status >= 400, "{}: {}", attack.name, page.text());
        assert_eq!(office.refused(), before + 1, "{}: {}", attack.name, page.head);
    }
    assert_eq!(audited(&office.rig, &[&token]), 0, "the log has no token");
    // Other links still open.
    let (_, other) = office.link("2102");
    assert!(is_fax(&office.reader("192.0.2.1").post(&other, &[("code", "house-0815")])));
}

struct Attack {
    name: String,
    method: &'static str,
    path: String,
    code: String,
    headers: Vec<(&'static str, &'static str)>,
}

impl Attack {
    fn run(&self, mut reader: Reader) -> Page {
        let Self { method, path, code, headers, .. } = self;
        if *method == "GET" {
            return reader.get(path);
        }
        let mut headers = headers.clone();
        headers.push(("Content-Type", "application/x-www-form-urlencoded"));
        reader.ask(method, path, &headers, format!("code={code}").as_bytes())
    }
}

/// Puts the end of a link back, as if it had been made long ago.
fn expire(office: &Office, fax: FaxId) {
    let database = rusqlite::Connection::open(office.rig.spool.folder().join("spool.db")).unwrap();
    let changed = database.execute("UPDATE fax_links SET until = 1 WHERE fax = ?1", [fax.0]);
    assert_eq!(changed.unwrap(), 1);
}

#[test]
fn guesses_at_the_same_time_are_all_counted_and_the_link_opens_once() {
    let office = Office::open("");
    let (_, path) = office.link("2101");
    let answers = |codes: &[&str]| -> BTreeMap<u16, usize> {
        let mut counts = BTreeMap::new();
        std::thread::scope(|scope| {
            let tries: Vec<_> = codes
                .iter()
                .enumerate()
                .map(|(at, code)| {
                    let (mut reader, path) = (office.reader(&format!("203.0.113.{at}")), &path);
                    scope.spawn(move || reader.post(path, &[("code", code)]).status)
                })
                .collect();
            for one in tries {
                *counts.entry(one.join().unwrap()).or_default() += 1;
            }
        });
        counts
    };
    // Ten right codes at once: one opens the fax. The others find the link used, or so many codes
    // under way that none may be tried.
    let counts = answers(&["alice-4711"; 10]);
    let late: usize = [403, 410].iter().filter_map(|status| counts.get(status)).sum();
    assert_eq!((counts.get(&200), late), (Some(&1), 9), "{counts:?}");
    let (_, path) = office.link("2101");
    let many = |count: usize| {
        let tries: Vec<_> = (0..count)
            .map(|at| office.reader(&format!("203.0.113.{at}")).post(&path, &[("code", "x")]))
            .collect();
        tries.iter().filter(|page| page.text().contains("The code is wrong")).count()
    };
    assert_eq!(many(20), 5, "five codes are compared");
    // A client that tries codes at many links is shut out, as after wrong passwords.
    let mut guesser = office.reader("203.0.113.99");
    let mut refused = 0;
    for _ in 0..3 {
        let (_, path) = office.link("2102");
        for _ in 0..4 {
            let page = guesser.post(&path, &[("code", "x")]);
            refused += usize::from(!page.text().contains("The code is wrong"));
        }
    }
    assert!(refused >= 1, "{refused}");
}
