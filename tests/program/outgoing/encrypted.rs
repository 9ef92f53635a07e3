//! Mails that only the recipient can read, from the module's side of the socket to the mail server:
//! a mail that must be encrypted never arrives there, or anywhere else, as it was.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::process::Command;
use std::sync::atomic::AtomicUsize;
use std::sync::{Arc, Mutex};

use super::*;
use ferrofax::delivery::{About, Composed, Envelope, Order, Wish};
use ferrofax::spool::event::Language;
use ferrofax_mail::mail_protection::Protection;

const ANNA: &str = "anna@example.com";

/// A mail server that stores what it gets. It claims to encrypt, as only the service may.
struct Sink {
    port: u16,
    mails: Arc<Mutex<Vec<String>>>,
    /// While a test holds this, the server does not answer a mail that it has stored.
    answers: Arc<Mutex<()>>,
    /// The refusals of the next mails, which the server does not store. `None` stores a mail.
    refusals: Arc<Mutex<VecDeque<Option<&'static str>>>>,
}

impl Sink {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let mails = Arc::<Mutex<Vec<String>>>::default();
        let answers = Arc::<Mutex<()>>::default();
        let refusals = Arc::<Mutex<VecDeque<Option<&'static str>>>>::default();
        let (stored, may_answer) = (Arc::clone(&mails), Arc::clone(&answers));
        let refused = Arc::clone(&refusals);
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let mut reader = BufReader::new(stream.try_clone().unwrap());
                let say = |text: &str| (&stream).write_all(text.as_bytes()).is_ok();
                say("220 sink\r\n");
                let mut line = String::new();
                while reader.read_line(&mut line).is_ok_and(|count| count > 0) {
                    match line.split_whitespace().next().unwrap_or_default() {
                        "EHLO" => say("250-sink\r\n250 XFERROFAXPROTECT\r\n"),
                        "DATA" => {
                            say("354 go on\r\n");
                            let mut mail = String::new();
                            while !mail.ends_with("\r\n.\r\n") {
                                reader.read_line(&mut mail).unwrap();
                            }
                            match refused.lock().unwrap().pop_front().flatten() {
                                Some(refusal) => say(&format!("{refusal}\r\n")),
                                None => {
                                    stored.lock().unwrap().push(mail);
                                    drop(may_answer.lock().unwrap());
                                    say("250 stored\r\n")
                                }
                            }
                        }
                        "QUIT" => say("221 bye\r\n"),
                        _ => say("250 ok\r\n"),
                    };
                    line.clear();
                }
            }
        });
        Self { port, mails, answers, refusals }
    }

    fn refuse(&self, next: &[Option<&'static str>]) {
        self.refusals.lock().unwrap().extend(next);
    }

    fn take(&self) -> Vec<String> {
        std::mem::take(&mut *self.mails.lock().unwrap())
    }
}

/// The service with its socket, which sends to a sink.
struct Encrypting {
    folder: tempfile::TempDir,
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Encrypting {
    fn start(sink: &Sink) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let keys = folder.path().join("keys");
        std::fs::create_dir(&keys).unwrap();
        let text = format!(
            "[relay]\nmailserver = \"127.0.0.1\"\nmailport = {}\nmailtls = \"none\"\n\
             [mail_protection]\nfolder = \"{}\"\n",
            sink.port,
            keys.display()
        );
        let settings = Settings::parse(&text).unwrap();
        let spool = Spool::open(&folder.path().join("spool")).unwrap();
        let protection = Protection::new(&settings.mail_protection, &settings.rights.ldap);
        let outgoing = Outgoing::by_smtp(&settings.front.mail(), &spool).protecting(protection);
        let stop = Arc::<AtomicBool>::default();
        let thread = Listener::open(&spool, outgoing).unwrap().serve(&stop).unwrap();
        Self { folder, stop, thread: Some(thread) }
    }

    /// Makes a certificate for this address.
    fn certify(&self, address: &str) {
        let done = Command::new("openssl")
            .args(["req", "-x509", "-nodes", "-newkey", "rsa:2048", "-subj", "/CN=Anna"])
            .args(["-addext", &format!("subjectAltName=email:{address}")])
            .args(["-addext", "basicConstraints=CA:FALSE", "-keyout", "anna.key"])
            .args(["-out", "keys/anna.pem"])
            .current_dir(self.folder.path())
            .output()
            .unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    }

    fn send(&self, wish: Option<Wish>) -> Result<String, SendError> {
        let host = format!("unix:{}", socket_path(&self.folder.path().join("spool")).display());
        send(&[("mailserver", &host)], wish)
    }
}

impl Drop for Encrypting {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        self.thread.take().map(JoinHandle::join);
    }
}

/// Sends a mail as the module does, to the mail server of these settings. Each has a Message-ID of
/// its own.
fn send(options: &[(&str, &str)], wish: Option<Wish>) -> Result<String, SendError> {
    let mut settings = MailSettings::default();
    for (name, value) in options {
        settings.set(name, value).unwrap();
    }
    let envelope = Envelope { from: None, to: ANNA.parse().unwrap() };
    static NUMBER: AtomicUsize = AtomicUsize::new(1);
    let id = format!("{}@pbx.example.com", NUMBER.fetch_add(1, Ordering::Relaxed));
    let text = format!(
        "From: <fax@example.com>\r\nTo: <anna@example.com>\r\nSubject: from 0307654321\r\n\
         Message-ID: <{id}>\r\nContent-Type: text/plain\r\n\r\nsecret\r\n"
    );
    let mut mail = Composed::new(envelope, id, text.into());
    mail.protect = wish.map(|wish| Order {
        wish,
        about: About::Fax,
        language: Language::English,
        faxmaster: "master@example.com".to_owned(),
        fax: None,
    });
    SmtpRelay::new(&settings.relay, &StopFlag::default()).send(&mail)
}

#[test]
fn a_mail_arrives_encrypted_or_as_a_notice() {
    if !crate::programs::is_there("openssl") {
        return;
    }
    let sink = Sink::start();
    let service = Encrypting::start(&sink);
    // Without a key: a notice, and a mail to the faxmaster; only one for the same fault.
    service.send(Some(Wish::Required)).unwrap();
    let mails = sink.take();
    assert_eq!(mails.len(), 2, "{mails:?}");
    assert!(mails[0].contains("Subject: A fax has arrived"), "{}", mails[0]);
    assert!(mails[1].contains("To: master@example.com"), "{}", mails[1]);
    service.send(Some(Wish::Required)).unwrap();
    let again = sink.take();
    assert_eq!(again.len(), 1, "{again:?}");
    for mail in mails.iter().chain(&again) {
        assert!(!mail.contains("secret") && !mail.contains("0307654321"), "{mail}");
        assert!(!mail.contains("X-Ferrofax-Protect"), "{mail}");
    }
    // If a key is wished for only, and if nothing is said, the mail is as it was.
    for wish in [Some(Wish::IfKey), None] {
        service.send(wish).unwrap();
        let [mail] = &sink.take()[..] else { panic!("one mail") };
        assert!(mail.contains("\r\n\r\nsecret\r\n") && !mail.contains("X-Ferrofax"), "{mail}");
    }
    // With a key.
    service.certify(ANNA);
    for wish in [Wish::Required, Wish::IfKey] {
        service.send(Some(wish)).unwrap();
        let [mail] = &sink.take()[..] else { panic!("one mail") };
        assert!(mail.contains("smime-type=enveloped-data"), "{mail}");
        assert!(mail.contains("Subject: Fax\r\n"), "{mail}");
        assert!(!mail.contains("0307654321") && !mail.contains("X-Ferrofax-Protect"), "{mail}");
    }
    // The folder is away: nothing leaves.
    std::fs::rename(service.folder.path().join("keys"), service.folder.path().join("x")).unwrap();
    for wish in [Wish::Required, Wish::IfKey] {
        let error = service.send(Some(wish)).unwrap_err();
        assert!(matches!(error, SendError::Temporary(_)), "{error}");
        assert!(error.to_string().contains("keys cannot be read"), "{error}");
    }
    assert!(sink.take().is_empty());
}

/// The faxmaster is notified with the first mail that the mail server accepts, and again with the
/// next one if the faxmaster's own mail was refused.
#[test]
fn the_faxmaster_hears_of_a_fault_although_the_mail_server_refuses_a_mail_first() {
    let sink = Sink::start();
    let service = Encrypting::start(&sink);
    let greylisted = Some("450 4.2.0 Greylisted");
    sink.refuse(&[greylisted, None, greylisted]);
    let error = service.send(Some(Wish::Required)).unwrap_err();
    assert!(matches!(error, SendError::Temporary(_)), "{error}");
    assert!(sink.take().is_empty());
    for (mails, reason) in [
        (1, "the faxmaster's mail was refused"),
        (2, "the faxmaster has not heard of it yet"),
        (1, "the faxmaster has heard of it"),
    ] {
        service.send(Some(Wish::Required)).unwrap();
        assert_eq!(sink.take().len(), mails, "{reason}");
    }
}

#[test]
fn the_module_knows_that_a_mail_is_too_large_for_the_mail_server() {
    let sink = Sink::start();
    let service = Encrypting::start(&sink);
    sink.refuse(&[Some("552 5.3.4 Too big"), Some("554 5.7.1 Spam")]);
    let error = service.send(None).unwrap_err();
    assert!(matches!(error, SendError::TooLarge(_)), "{error:?}");
    assert!(error.to_string().contains("552 5.3.4 Too big"), "{error}");
    let error = service.send(None).unwrap_err();
    assert!(matches!(error, SendError::Permanent(_)), "{error:?}");
}

/// The mail server answers later than the module waits, which then hands over the mail again.
#[test]
fn a_mail_whose_answer_is_late_is_sent_once() {
    let sink = Sink::start();
    let service = Encrypting::start(&sink);
    let socket = socket_path(&service.folder.path().join("spool"));
    let late = sink.answers.lock().unwrap();
    let first = std::thread::spawn({
        let socket = socket.clone();
        move || hand_over(&socket, &mail(1, 100))
    });
    assert!(until(|| !sink.mails.lock().unwrap().is_empty()));
    let refused = hand_over(&socket, &mail(1, 100)).unwrap_err();
    assert!(refused.starts_with("451 4.4.2"), "{refused}");
    drop(late);
    let answer = first.join().unwrap().unwrap();
    assert_eq!(hand_over(&socket, &mail(1, 100)).unwrap(), answer);
    assert_eq!(sink.take().len(), 1);
    hand_over(&socket, &mail(2, 100)).unwrap();
    assert_eq!(sink.take().len(), 1);
}

#[test]
fn no_other_mail_server_gets_a_mail_that_must_be_encrypted() {
    let sink = Sink::start();
    let port = sink.port.to_string();
    let plain = [("mailserver", "127.0.0.1"), ("mailport", &*port), ("mailtls", "none")];
    match send(&plain, Some(Wish::Required)) {
        Err(SendError::Temporary(Undelivered::NotProtected { host })) => {
            assert_eq!(host, "127.0.0.1");
        }
        other => panic!("{other:?}"),
    }
    assert!(sink.take().is_empty());
    send(&plain, Some(Wish::IfKey)).unwrap();
    let [mail] = &sink.take()[..] else { panic!("one mail") };
    assert!(mail.contains("secret") && !mail.contains("X-Ferrofax-Protect"), "{mail}");
}

#[test]
fn the_socket_for_graph_alone_gets_no_mail_that_must_be_encrypted() {
    let graph = GraphServer::start();
    let service = Service::start(&graph);
    let host = format!("unix:{}", socket_path(&service.spool()).display());
    let done = send(&[("mailserver", &host)], Some(Wish::Required));
    assert!(
        matches!(done, Err(SendError::Temporary(Undelivered::NotProtected { .. }))),
        "{done:?}"
    );
    assert!(graph.state().sent.is_empty());
}
