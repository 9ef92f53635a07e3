//! The server in these tests is a script on this machine: it answers each command as the test says.

use std::cell::OnceCell;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use sha2::{Digest, Sha256};

use chrono::NaiveDate;

use super::imap::WINDOW;
use super::session::{PIECE, Proof, Session};
use super::transport::digest_of_mail;
use super::*;
use crate::desk::{Desk, DeskSettings};
use crate::intake::{Intake, IntakeSettings, Kept};
use crate::{MailPolicy, PolicySettings};
use ferrofax_convert::Converter;
use ferrofax_network::asker::{Client, Envelope, Recipient};
use ferrofax_network::encoding::hex;
use ferrofax_rights::{Proving, Rights, RightsSettings};

/// The answer to a command, without its tag: bytes before the tagged line, and the tagged line.
struct Answer {
    untagged: Vec<u8>,
    /// The tagged line that ends the answer. `None`: the server sends no such line.
    tagged: Option<&'static str>,
}

fn answer(untagged: impl Into<Vec<u8>>) -> Option<Answer> {
    Some(Answer { untagged: untagged.into(), tagged: Some("OK done") })
}

type Script = dyn Fn(&str, &mut TcpStream) -> Option<Answer> + Send + Sync;

/// A server for tests. The script can answer each command. All other commands are answered as for
/// an empty mailbox.
struct Server {
    port: u16,
    heard: Arc<Mutex<Vec<String>>>,
}

const CAPABILITIES: &str = "* CAPABILITY IMAP4rev1 IDLE MOVE UIDPLUS SASL-IR AUTH=PLAIN\r\n";

impl Server {
    fn start(
        script: impl Fn(&str, &mut TcpStream) -> Option<Answer> + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let heard = Arc::<Mutex<Vec<String>>>::default();
        let (kept, script): (_, Arc<Script>) = (Arc::clone(&heard), Arc::new(script));
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (kept, script) = (Arc::clone(&kept), Arc::clone(&script));
                std::thread::spawn(move || talk(stream, &kept, &*script));
            }
        });
        Self { port, heard }
    }

    fn settings(&self) -> MailboxSettings {
        MailboxSettings {
            server: "127.0.0.1".to_owned(),
            port: u32::from(self.port),
            tls: MailboxTls::None,
            user: "fax@example.com".to_owned(),
            timeout_seconds: 1,
            ..MailboxSettings::default()
        }
    }

    fn heard(&self, word: &str) -> usize {
        self.heard.lock().unwrap().iter().filter(|line| line.contains(word)).count()
    }
}

fn talk(mut stream: TcpStream, heard: &Mutex<Vec<String>>, script: &Script) -> Option<()> {
    match script("GREETING", &mut stream) {
        Some(greeting) => stream.write_all(&greeting.untagged).ok()?,
        None => stream.write_all(b"* OK ready\r\n").ok()?,
    }
    let mut reader = BufReader::new(stream.try_clone().ok()?);
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).ok()? == 0 {
            return None;
        }
        let line = line.trim_end();
        heard.lock().unwrap().push(line.to_owned());
        let (tag, command) = line.split_once(' ').unwrap_or((line, ""));
        let given = script(command, &mut stream).or_else(|| usual(command));
        let Some(given) = given else { continue };
        stream.write_all(&given.untagged).ok()?;
        if let Some(tagged) = given.tagged {
            stream.write_all(format!("{tag} {tagged}\r\n").as_bytes()).ok()?;
        }
    }
}

fn usual(command: &str) -> Option<Answer> {
    if command.is_empty() {
        return None;
    }
    if command.starts_with("CAPABILITY") {
        return answer(CAPABILITIES);
    }
    if command.starts_with("SELECT") {
        return answer("* 1 EXISTS\r\n* OK [UIDVALIDITY 7] valid\r\n");
    }
    answer("")
}

/// The answer to a FETCH command, with `bytes` as the piece of the mail that begins at `at`. A
/// piece that is shorter than was asked for is the last one.
fn piece(at: usize, bytes: &[u8]) -> Vec<u8> {
    let is_last = bytes.len() < PIECE as usize;
    piece_of(if is_last { at + bytes.len() } else { 3_000_000 }, at, bytes)
}

/// The same of a mail that has `size` bytes, as the server says.
fn piece_of(size: usize, at: usize, bytes: &[u8]) -> Vec<u8> {
    let date = "20-Nov-2026 10:00:00 +0000";
    let head = format!(
        "* 1 FETCH (UID 5 INTERNALDATE \"{date}\" RFC822.SIZE {size} BODY[]<{at}> {{{}}}\r\n",
        bytes.len()
    );
    [head.as_bytes(), bytes, b")\r\n"].concat()
}

/// The position in the mail from which a FETCH command asks for bytes.
fn place(command: &str) -> usize {
    let after = command.split("BODY.PEEK[]<").nth(1).unwrap_or_default();
    after.split('.').next().unwrap_or_default().parse().unwrap_or(0)
}

const FIVE: NonZeroU32 = NonZeroU32::new(5).unwrap();
const ALL: Wanted = Wanted { most: 10 << 20, since_ms: 0 };

fn never() -> bool {
    false
}

fn session(server: &Server) -> Result<Session<'static>, Fault> {
    let mut session = Session::open(&server.settings(), &never)?;
    session.log_in("fax@example.com", &Proof::Password("secret".to_owned()))?;
    session.select("INBOX")?;
    Ok(session)
}

/// The fault of a fetch if the server answers FETCH as `script` says.
fn fault_of_fetch(
    script: impl Fn(&str, &mut TcpStream) -> Option<Answer> + Send + Sync + 'static,
) -> Fault {
    let server =
        Server::start(
            move |command, stream| {
                if command.contains("FETCH") { script(command, stream) } else { None }
            },
        );
    session(&server).unwrap().fetch(FIVE, ALL).unwrap_err()
}

#[test]
fn a_mail_is_fetched_whole_in_pieces() {
    let mail: Vec<u8> = (0..PIECE as usize * 2 + 77).map(|n| (n % 250 + 1) as u8).collect();
    let whole = mail.clone();
    let server = Server::start(move |command, _| {
        let at = command.contains("FETCH").then(|| place(command))?;
        answer(piece(at, &whole[at..whole.len().min(at + PIECE as usize)]))
    });
    let fetched = session(&server).unwrap().fetch(FIVE, ALL).unwrap();
    assert!(fetched == Mail::Whole(mail));
    assert_eq!(server.heard("FETCH"), 3);
}

#[test]
fn a_mail_whose_size_is_a_multiple_of_a_piece_ends_with_an_empty_piece() {
    let server = Server::start(|command, _| {
        let at = command.contains("FETCH").then(|| place(command))?;
        let length = if at == 0 { PIECE as usize } else { 0 };
        answer(piece(at, &vec![b'a'; length]))
    });
    let fetched = session(&server).unwrap().fetch(FIVE, ALL).unwrap();
    assert!(fetched == Mail::Whole(vec![b'a'; PIECE as usize]));
}

#[test]
fn a_piece_that_is_shorter_than_was_asked_for_does_not_end_a_mail() {
    let mail: Vec<u8> = (0..2_500).map(|n| (n % 250 + 1) as u8).collect();
    // The server names the right size, or guesses a greater one.
    for (size, fetches) in [(2_500, 3), (2_600, 4)] {
        let whole = mail.clone();
        let server = Server::start(move |command, _| {
            let at = command.contains("FETCH").then(|| place(command))?;
            answer(piece_of(size, at, &whole[at..whole.len().min(at + 1_000)]))
        });
        let fetched = session(&server).unwrap().fetch(FIVE, ALL).unwrap();
        assert_eq!(fetched, Mail::Whole(mail.clone()));
        assert_eq!(server.heard("FETCH"), fetches);
    }
}

/// A server that answers each request for a piece of a mail with a full piece, so that the mail
/// never ends.
fn without_end() -> Server {
    Server::start(|command, _| {
        let at = command.contains("FETCH").then(|| place(command))?;
        answer(piece(at, &vec![b'a'; PIECE as usize]))
    })
}

#[test]
fn a_server_that_sends_pieces_without_end_is_stopped_at_the_limit() {
    let server = without_end();
    let wanted = Wanted { most: 3 << 20, since_ms: 0 };
    assert_eq!(session(&server).unwrap().fetch(FIVE, wanted).unwrap(), Mail::TooLarge);
    assert_eq!(server.heard("FETCH"), 4);
    // If the server names a size far above the limit, the mail is not fetched further.
    let wanted = Wanted { most: 1 << 20, since_ms: 0 };
    assert_eq!(session(&server).unwrap().fetch(FIVE, wanted).unwrap(), Mail::TooLarge);
    assert_eq!(server.heard("FETCH"), 5);
}

#[test]
fn a_server_that_lies_about_sizes_is_named() {
    let longer = fault_of_fetch(|_, _| answer(piece(0, &vec![b'a'; PIECE as usize + 10])));
    assert!(longer.to_string().contains("longer than was asked for"), "{longer}");
    let other = fault_of_fetch(|_, _| answer(piece(17, b"abc")));
    assert!(other.to_string().contains("another than was asked for"), "{other}");
}

#[test]
fn an_endless_literal_is_cut_off() {
    let literal = fault_of_fetch(|_, stream| {
        let _ = stream.write_all(b"* 1 FETCH (UID 5 BODY[]<0> {4000000000}\r\n");
        while stream.write_all(&[b'a'; 65_536]).is_ok() {}
        None
    });
    assert!(matches!(literal, Fault::TooLong { command: "FETCH", .. }), "{literal}");
}

#[test]
fn a_line_without_end_is_cut_off() {
    let line = fault_of_fetch(|_, stream| {
        let _ = stream.write_all(b"* 1 FETCH (UID 5 ");
        while stream.write_all(&[b'a'; 65_536]).is_ok() {}
        None
    });
    assert!(matches!(line, Fault::TooLong { .. }), "{line}");
    let server = Server::start(|command, stream| {
        if command == "GREETING" {
            while stream.write_all(&[b'*'; 65_536]).is_ok() {}
        }
        None
    });
    let greeting = session(&server).err().unwrap();
    assert!(matches!(greeting, Fault::TooLong { .. }), "{greeting}");
}

#[test]
fn answers_without_end_are_cut_off() {
    let many = fault_of_fetch(|_, stream| {
        while stream.write_all(b"* 1 FETCH (FLAGS (\\Seen))\r\n").is_ok() {}
        None
    });
    assert!(matches!(many, Fault::TooLong { .. } | Fault::Late { .. }), "{many}");
}

#[test]
fn a_silent_or_slow_server_is_left_after_the_deadline() {
    let silent = |_: &str, _: &mut TcpStream| Some(Answer { untagged: vec![], tagged: None });
    let since = Instant::now();
    let fault = fault_of_fetch(silent);
    assert!(matches!(fault, Fault::Late { command: "FETCH", .. }), "{fault}");
    let slow = fault_of_fetch(|_, stream| {
        while stream.write_all(b"*").is_ok() {
            std::thread::sleep(Duration::from_millis(50));
        }
        None
    });
    assert!(matches!(slow, Fault::Late { command: "FETCH", .. }), "{slow}");
    let server = Server::start(|command, stream| {
        if command == "GREETING" {
            while stream.write_all(b"").is_ok() {
                std::thread::sleep(Duration::from_millis(50));
            }
        }
        None
    });
    let fault = session(&server).err().unwrap();
    assert!(matches!(fault, Fault::Late { .. }), "{fault}");
    assert!(since.elapsed() < Duration::from_secs(20));
}

#[test]
fn the_service_does_not_wait_for_a_silent_server_when_it_stops() {
    let server = Server::start(|command, _| {
        command.contains("FETCH").then(|| Answer { untagged: vec![], tagged: None })
    });
    let stop = AtomicBool::new(false);
    let stopped = || stop.load(Ordering::Relaxed);
    let settings = MailboxSettings { timeout_seconds: 60, ..server.settings() };
    let mut session = Session::open(&settings, &stopped).unwrap();
    std::thread::scope(|scope| {
        scope.spawn(|| {
            std::thread::sleep(Duration::from_millis(200));
            stop.store(true, Ordering::Relaxed);
        });
        let since = Instant::now();
        assert!(matches!(session.fetch(FIVE, ALL), Err(Fault::Stopped)));
        assert!(since.elapsed() < Duration::from_secs(5));
    });
}

#[test]
fn a_mail_that_was_moved_away_meanwhile_is_gone() {
    let server = Server::start(|command, _| {
        let at = command.contains("FETCH").then(|| place(command))?;
        if at == 0 { answer(piece(0, &vec![b'a'; PIECE as usize])) } else { answer("") }
    });
    assert_eq!(session(&server).unwrap().fetch(FIVE, ALL).unwrap(), Mail::Gone);
}

/// IMAP has no zero bytes, and imap-next reads no answer with one.
#[test]
fn an_answer_that_cannot_be_read_is_no_mail_that_is_gone() {
    let fault = fault_of_fetch(|_, _| answer(piece(0, b"a\0b")));
    assert!(matches!(fault, Fault::Strange { command: "FETCH", .. }), "{fault}");
}

#[test]
fn a_mail_that_is_older_than_allowed_is_not_fetched_further() {
    let server = without_end();
    // The mail is of 20 November 2026, 10:00 UTC.
    let wanted = Wanted { most: 10 << 20, since_ms: 1_795_168_800_001 };
    assert_eq!(session(&server).unwrap().fetch(FIVE, wanted).unwrap(), Mail::TooOld);
    assert_eq!(server.heard("FETCH"), 1);
}

#[test]
fn answers_about_other_mails_and_unknown_ones_are_skipped() {
    let server = Server::start(|command, _| {
        command.contains("FETCH").then_some(())?;
        let other = piece(0, b"other").iter().map(|byte| *byte as char).collect::<String>();
        let other = other.replace("UID 5", "UID 6");
        let text = format!(
            "* 2 EXISTS\r\n* OK [X-UNKNOWN 7] ?\r\n* XNEWS (some {{3}}\r\nabc thing)\r\n{other}\
             * 1 FETCH (FLAGS (\\Seen) UID 5)\r\n"
        );
        answer([text.into_bytes(), piece(0, b"mine")].concat())
    });
    let fetched = session(&server).unwrap().fetch(FIVE, ALL).unwrap();
    assert_eq!(fetched, Mail::Whole(b"mine".to_vec()));
}

#[test]
fn what_is_no_imap_is_named() {
    let server = Server::start(|command, _| {
        (command == "GREETING").then(|| Answer {
            untagged: b"HTTP/1.1 400 Bad Request\r\n\r\n".to_vec(),
            tagged: None,
        })
    });
    let fault = session(&server).err().unwrap();
    assert!(matches!(fault, Fault::Strange { .. }), "{fault}");
    let bye = Server::start(|command, _| {
        (command == "GREETING")
            .then(|| Answer { untagged: b"* BYE too many\r\n".to_vec(), tagged: None })
    });
    let fault = session(&bye).err().unwrap();
    assert_eq!(fault.to_string(), "the connection to the server ended: too many");
}

#[test]
fn a_refused_login_says_what_the_server_says_and_no_secret() {
    let server = Server::start(|command, _| {
        command
            .starts_with("LOGIN")
            .then(|| Answer { untagged: vec![], tagged: Some("NO [AUTHENTICATIONFAILED] wrong") })
    });
    let fault = session(&server).err().unwrap();
    assert_eq!(fault.to_string(), "the server refuses the login: wrong");
    let token = Proof::Token("t0k3n".to_owned());
    let mut session = Session::open(&server.settings(), &never).unwrap();
    let fault = session.log_in("fax@example.com", &token).unwrap_err();
    assert!(fault.to_string().contains("not sent without TLS"), "{fault}");
    assert_eq!(server.heard("t0k3n"), 0);
}

#[test]
fn a_folder_that_is_missing_is_created() {
    let server = Server::start(|command, _| {
        let is_missing = command.starts_with("STATUS \"Not faxed\"");
        is_missing.then(|| Answer { untagged: vec![], tagged: Some("NO not there") })
    });
    let mut session = session(&server).unwrap();
    session.make_folder("Not faxed").unwrap();
    session.make_folder("Faxed").unwrap();
    assert_eq!(server.heard("CREATE"), 1);
    let server = Server::start(|command, _| {
        let is_refused = command.starts_with("STATUS") || command.starts_with("CREATE");
        is_refused.then(|| Answer { untagged: vec![], tagged: Some("NO quota") })
    });
    let fault = self::session(&server).unwrap().make_folder("Faxed").unwrap_err();
    let text = "the folder 'Faxed': it is missing and can't be created: quota";
    assert_eq!(fault.to_string(), text);
}

#[test]
fn a_mail_is_moved_even_without_the_command_for_it() {
    let server = Server::start(|_, _| None);
    session(&server).unwrap().move_to(FIVE, "Faxed").unwrap();
    assert_eq!(server.heard("UID MOVE 5 Faxed"), 1);
    let old = Server::start(|command, _| {
        command
            .starts_with("CAPABILITY")
            .then(|| answer("* CAPABILITY IMAP4rev1 UIDPLUS\r\n"))
            .flatten()
    });
    session(&old).unwrap().move_to(FIVE, "Faxed").unwrap();
    let heard = old.heard.lock().unwrap().join("\n");
    let steps = ["UID COPY 5 Faxed", "UID STORE 5 +FLAGS.SILENT (\\Deleted)", "UID EXPUNGE 5"];
    let places: Vec<_> = steps.iter().map(|step| heard.find(step)).collect();
    assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{heard}");
}

#[test]
fn a_hundred_thousand_mails_are_searched_in_windows() {
    let server = Server::start(|command, _| {
        if command.starts_with("SELECT") {
            return answer("* 100000 EXISTS\r\n* OK [UIDVALIDITY 7] valid\r\n");
        }
        let range = command.strip_prefix("UID SEARCH ")?.split(' ').next()?;
        let (first, last) = range.split_once(':')?;
        let (first, last): (u32, u32) = (first.parse().ok()?, last.parse().ok()?);
        let uids: String = (first..=last).map(|uid| format!(" {uid}")).collect();
        answer(format!("* SEARCH{uids}\r\n"))
    });
    let mut session = session(&server).unwrap();
    assert_eq!(session.exists(), 100_000);
    let day = NaiveDate::from_ymd_opt(2026, 11, 20).unwrap();
    let found = session.since((1, WINDOW), day).unwrap();
    assert_eq!((found.len(), found[0].get()), (WINDOW as usize, 1));
    assert_eq!(server.heard("20-Nov-2026"), 1);
}

#[test]
fn a_new_mail_ends_idle_and_without_idle_the_server_is_asked() {
    let server = Server::start(|command, stream| match command {
        "IDLE" => {
            let _ = stream.write_all(b"+ idling\r\n");
            std::thread::sleep(Duration::from_millis(100));
            let _ = stream.write_all(b"* 2 EXISTS\r\n");
            // The tagged answer follows DONE; the tag is that of IDLE.
            Some(Answer { untagged: vec![], tagged: None })
        }
        _ => None,
    });
    // The script does not know the tag of IDLE when DONE comes, so this answer is left out.
    let fault = session(&server).unwrap().idle(Duration::from_secs(30)).err();
    assert!(matches!(fault, Some(Fault::Late { command: "IDLE", .. })), "DONE is not answered");
    assert_eq!(server.heard("DONE"), 1);

    let server =
        Server::start(
            |command, _| {
                if command.starts_with("NOOP") { answer("* 3 EXISTS\r\n") } else { None }
            },
        );
    let mut session = session(&server).unwrap();
    let _ = session.take_news();
    session.ask_news().unwrap();
    assert!(session.take_news() && !session.take_news());
    assert_eq!(session.exists(), 3);
}

#[test]
fn starttls_takes_no_answer_from_before_the_handshake() {
    let server = Server::start(|command, stream| {
        (command == "STARTTLS").then(|| {
            let _ = stream.write_all(b"S0 OK go\r\n* PREAUTH you are in\r\n");
            Answer { untagged: vec![], tagged: None }
        })
    });
    let settings = MailboxSettings { tls: MailboxTls::StartTls, ..server.settings() };
    let fault = Session::open(&settings, &never).err().unwrap();
    assert!(matches!(fault, Fault::Tls { .. }), "{fault}");
    assert!(fault.to_string().contains("before the handshake"), "{fault}");
}

/// The loop over a mailbox of this server, with a spool of its own.
fn looping(server: &Server, folder: &std::path::Path) -> (Mailbox, Arc<Intake>) {
    let spool = Spool::open(&folder.join("spool")).unwrap();
    let password = folder.join("password");
    std::fs::write(&password, "secret\n").unwrap();
    let settings = MailboxSettings {
        password_file: Some(password),
        sender: Some("alice@example.com".to_owned()),
        oldest_days: 30,
        ..server.settings()
    };
    let converter = Converter::default();
    let proving = Proving {
        hostname: "localhost".to_owned(),
        program: converter.program.clone(),
        memory_mb: converter.convert.memory_mb,
        seconds: converter.convert.page_seconds,
    };
    let rights = Rights::for_mail(&RightsSettings::default(), Some(&proving), &spool).unwrap();
    let policy = MailPolicy::new(&PolicySettings::default(), "localhost", &converter, &rights);
    let policy = Arc::new(policy.unwrap().with_mailbox(settings.own_address().unwrap()));
    let limits = IntakeSettings { min_free: 0, ..IntakeSettings::default() };
    let intake = Arc::new(Intake::open(&spool.folder().join("mail"), limits).unwrap());
    let letters = DeskSettings::default();
    let desk = Arc::new(Desk::new(&spool, &intake, &policy, &letters, &converter));
    let post = Post::new(&settings, &policy, &intake, &desk, 100);
    (Mailbox::new(&spool, post, 10 << 20, &Clock::of_machine()), intake)
}

/// Lets the loop run until the server has heard this command.
fn run_until(mailbox: &Mailbox, server: &Server, command: &str) -> String {
    let (until, mut said) = (Instant::now() + Duration::from_secs(60), String::new());
    let stopped = || server.heard(command) > 0 || Instant::now() >= until;
    while !stopped() {
        if let Err(why) = mailbox.turn(&stopped) {
            said = why;
        }
        // Skip the delay between two attempts, which is not tested here.
        if let Some(failing) = &mut lock(&mailbox.state).failing {
            failing.next = Instant::now();
        }
    }
    assert!(server.heard(command) > 0, "{said}");
    said
}

/// A server with one mail that has just arrived. `fetched` returns its answer to FETCH.
fn with_mail(fetched: impl Fn() -> Vec<u8> + Send + Sync + 'static) -> Server {
    let moved = AtomicBool::new(false);
    Server::start(move |command, _| {
        if command.starts_with("UID MOVE") {
            moved.store(true, Ordering::SeqCst);
        }
        if command.starts_with("UID SEARCH") {
            let uid = if moved.load(Ordering::SeqCst) { "" } else { " 5" };
            return answer(format!("* SEARCH{uid}\r\n"));
        }
        command.contains("FETCH").then(|| answer(fetched())).flatten()
    })
}

/// The answer to FETCH for a mail that has just arrived.
fn of_now(mail: &[u8]) -> Vec<u8> {
    of_time(UnixMs::now(), mail)
}

/// The answer to FETCH for a mail that arrived at this time.
fn of_time(at: UnixMs, mail: &[u8]) -> Vec<u8> {
    let date = chrono::DateTime::from_timestamp_millis(at.0).unwrap();
    let date = date.format("%d-%b-%Y %H:%M:%S +0000").to_string();
    let answer = piece(0, mail);
    let at = answer.windows(20).position(|bytes| bytes == b"20-Nov-2026 10:00:00").unwrap();
    [&answer[..at], date.as_bytes(), &answer[at + 26..]].concat()
}

#[test]
fn a_mail_at_which_the_server_fails_again_and_again_is_moved_to_the_failed_ones() {
    let server = with_mail(|| vec![b'a'; 5 << 20]);
    let folder = tempfile::tempdir().unwrap();
    let (mailbox, intake) = looping(&server, folder.path());
    let said = run_until(&mailbox, &server, "UID MOVE 5 \"Fax failed\"");
    assert!(said.contains("longer than"), "{said}");
    assert_eq!(server.heard("FETCH 5"), MOST_FAULTS as usize);
    assert!(intake.list().unwrap().is_empty());
}

fn envelope() -> Envelope {
    Envelope {
        client: Client::at("0.0.0.0".parse().unwrap(), "mailbox", true),
        sender: "alice@example.com".to_owned(),
        envelope_id: None,
        return_full: None,
        utf8: false,
        recipients: vec![Recipient::new("fax+0991@example.com")],
        received_at: UnixMs::now(),
    }
}

/// A version before this one recognised the mail by all its bytes.
#[test]
fn a_mail_that_an_earlier_version_has_faxed_is_only_moved() {
    let server = with_mail(|| of_now(COPIED.as_bytes()));
    let folder = tempfile::tempdir().unwrap();
    let (mailbox, intake) = looping(&server, folder.path());
    let digest = hex(&Sha256::digest(COPIED));
    let Kept::New(id) = intake.put_fetched(&digest, &envelope(), b"").unwrap() else { panic!() };
    intake.done(&id).unwrap();
    run_until(&mailbox, &server, "UID MOVE 5 Faxed");
    assert!(intake.list().unwrap().is_empty(), "it is not taken again");
}

#[test]
fn a_known_mail_is_only_moved_also_with_other_uids() {
    let mail = b"From: alice@example.com\r\nTo: fax+0991@example.com\r\n\r\nx\r\n";
    let server = with_mail(|| of_now(mail));
    let folder = tempfile::tempdir().unwrap();
    let (mailbox, intake) = looping(&server, folder.path());
    // The mail was faxed before a crash, and the server has numbered its mails again since then.
    lock(&mailbox.state).validity = NonZeroU32::new(6);
    let digest = hex(&Sha256::digest(mail));
    let kept = intake.put_fetched(&digest, &envelope(), mail).unwrap();
    let Kept::New(id) = kept else { panic!("{kept:?}") };
    intake.done(&id).unwrap();
    run_until(&mailbox, &server, "UID MOVE 5 Faxed");
    assert!(intake.list().unwrap().is_empty(), "it is not taken again");
}

/// A server with the mails 5 and 6, which have just arrived. `fetched` returns its answer to FETCH
/// for the mail with this UID.
fn with_two(fetched: impl Fn(&str) -> Option<Answer> + Send + Sync + 'static) -> Server {
    let moved = Mutex::new(String::new());
    Server::start(move |command, _| {
        let mut moved = moved.lock().unwrap();
        if let Some(rest) = command.strip_prefix("UID MOVE ") {
            moved.push_str(&rest[..1]);
        }
        if command.starts_with("UID SEARCH") {
            let left = ["5", "6"].into_iter().filter(|uid| !moved.contains(uid));
            let uids: String = left.map(|uid| format!(" {uid}")).collect();
            return answer(format!("* SEARCH{uids}\r\n"));
        }
        fetched(command.strip_prefix("UID FETCH ")?.split(' ').next()?)
    })
}

/// The answer to FETCH for a mail with this UID that has just arrived.
fn of_uid(uid: &str, mail: &[u8]) -> Option<Answer> {
    let given = String::from_utf8(of_now(mail)).unwrap();
    answer(given.replace("(UID 5 ", &format!("(UID {uid} ")))
}

const COPIED: &str = "From: alice@example.com\r\nTo: fax+0991@example.com, fax+0992@example.com\r\n\
                      Message-ID: <1@example.com>\r\nSubject: Order\r\n\r\nx\r\n";

/// The loop over a mailbox of this server, which has faxed the mail [`COPIED`] before.
fn looping_after_fax(server: &Server, folder: &std::path::Path) -> (Mailbox, Arc<Intake>) {
    let (mailbox, intake) = looping(server, folder);
    let digest = digest_of_mail(COPIED.as_bytes());
    let Kept::New(id) = intake.put_fetched(&digest, &envelope(), b"").unwrap() else { panic!() };
    intake.done(&id).unwrap();
    (mailbox, intake)
}

#[test]
fn a_mail_that_is_delivered_once_for_each_address_is_one_mail() {
    let server = with_two(|uid| {
        let lines = format!("Delivered-To: fax+{uid}@example.com\r\nReceived: by mx as {uid}\r\n");
        of_uid(uid, format!("{lines}{COPIED}").as_bytes())
    });
    let folder = tempfile::tempdir().unwrap();
    let (mailbox, intake) = looping_after_fax(&server, folder.path());
    for copy in ["UID MOVE 5 Faxed", "UID MOVE 6 Faxed"] {
        run_until(&mailbox, &server, copy);
    }
    assert!(intake.list().unwrap().is_empty(), "the copies are not taken");
}

#[test]
fn a_mail_with_another_number_text_or_message_id_is_another_mail() {
    let digest = digest_of_mail(COPIED.as_bytes());
    for (from, to) in [("<1@", "<2@"), ("Order", "Offer"), ("0992", "0993"), ("\n\r\nx", "\n\r\ny")]
    {
        let other = COPIED.replace(from, to);
        assert_ne!(digest_of_mail(other.as_bytes()), digest, "{other}");
    }
}

/// A server with the mails 5 and 6. It refuses to give mail 5.
fn refusing_five(mail: &'static [u8]) -> Server {
    with_two(move |uid| match uid {
        "5" => Some(Answer { untagged: vec![], tagged: Some("NO this mail is damaged") }),
        _ => of_uid(uid, mail),
    })
}

#[test]
fn a_mail_that_the_server_refuses_to_give_does_not_stop_the_others() {
    let mail = b"From: alice@example.com\r\nTo: fax+0991@example.com\r\n\r\nx\r\n";
    let server = refusing_five(mail);
    let folder = tempfile::tempdir().unwrap();
    let (mailbox, intake) = looping(&server, folder.path());
    // Mail 6 was faxed before, so it is only moved.
    let digest = hex(&Sha256::digest(mail));
    let Kept::New(id) = intake.put_fetched(&digest, &envelope(), mail).unwrap() else { panic!() };
    intake.done(&id).unwrap();
    run_until(&mailbox, &server, "UID MOVE 6 Faxed");
    assert!(lock(&mailbox.state).failing.is_none());
    assert_eq!(server.heard("UID FETCH 5 "), 1);
    // After an hour of attempts, the mail that the server refuses is moved, too.
    let refused = {
        let faults = &mut lock(&mailbox.state).faults;
        std::mem::replace(&mut faults.get_mut("5 of 7").unwrap().refused, MOST_REFUSALS)
    };
    assert_eq!(refused, 1);
    run_until(&mailbox, &server, "UID MOVE 5 \"Fax failed\"");
    assert_eq!(server.heard("UID FETCH 5 "), 1);
}

/// The service was down for three days, or a scanner of mails was.
#[test]
fn a_mail_that_arrived_after_the_last_complete_pass_is_not_too_old() {
    let server = with_mail(|| of_time(UnixMs::now() - 2 * DAY_MS, COPIED.as_bytes()));
    let folder = tempfile::tempdir().unwrap();
    let (before, _) = looping_after_fax(&server, folder.path());
    before.post.note_read_until(UnixMs::now() - 3 * DAY_MS).unwrap();
    let Mailbox { spool, mut post, .. } = before;
    post.settings.oldest_days = 1;
    let mailbox = Mailbox::new(&spool, post, 10 << 20, &Clock::of_machine());
    run_until(&mailbox, &server, "UID MOVE 5 Faxed");
    run_until(&mailbox, &server, "IDLE");
    let read = mailbox.post.read_until().unwrap();
    assert!(UnixMs::now().ms_since(read) < DAY_MS, "the pass is complete");
    // There is a limit to it, and another mailbox is read from the beginning.
    lock(&mailbox.state).complete = Some(UnixMs(0));
    let since = mailbox.since();
    assert_eq!(UnixMs::now().ms_since(since) / DAY_MS, 5);
    let Mailbox { mut post, .. } = mailbox;
    post.settings.folder = "Other".to_owned();
    assert_eq!(post.read_until(), None);
}

#[test]
fn a_pass_that_leaves_a_mail_for_later_is_not_complete() {
    let server = refusing_five(COPIED.as_bytes());
    let folder = tempfile::tempdir().unwrap();
    let (mailbox, _) = looping_after_fax(&server, folder.path());
    run_until(&mailbox, &server, "UID MOVE 6 Faxed");
    run_until(&mailbox, &server, "IDLE");
    assert_eq!(mailbox.post.read_until(), None);
}

/// The answer to FETCH of a server that ends the connection.
fn ended() -> Option<Answer> {
    Some(Answer { untagged: b"* BYE not now\r\n".to_vec(), tagged: None })
}

#[test]
fn an_outage_in_which_no_mail_can_be_fetched_moves_none_to_the_failed_ones() {
    let left = Mutex::new(2 * MOST_FAULTS + 2);
    let server = with_two(move |uid| {
        let left = &mut *left.lock().unwrap();
        if *left == 0 {
            return of_uid(uid, COPIED.as_bytes());
        }
        *left -= 1;
        ended()
    });
    let folder = tempfile::tempdir().unwrap();
    let (mailbox, _) = looping_after_fax(&server, folder.path());
    for moved in ["UID MOVE 5 Faxed", "UID MOVE 6 Faxed"] {
        run_until(&mailbox, &server, moved);
    }
    // During the outage, each mail was tried in turn.
    assert_eq!(server.heard("UID FETCH 5 "), MOST_FAULTS as usize + 2);
}

#[test]
fn a_mail_at_which_the_connection_ends_delays_no_other_and_is_moved_to_the_failed_ones() {
    let server = with_two(|uid| if uid == "5" { ended() } else { of_uid(uid, COPIED.as_bytes()) });
    let folder = tempfile::tempdir().unwrap();
    let (mailbox, _) = looping_after_fax(&server, folder.path());
    run_until(&mailbox, &server, "UID MOVE 5 \"Fax failed\"");
    assert_eq!(server.heard("UID FETCH 5 "), MOST_FAULTS as usize);
    run_until(&mailbox, &server, "UID MOVE 6 Faxed");
}

#[test]
fn no_more_mails_are_fetched_while_a_hundred_wait() {
    let mail = b"From: alice@example.com\r\nTo: fax+0991@example.com\r\n\r\nx\r\n";
    let server = Server::start(move |command, _| {
        if command.starts_with("UID SEARCH") {
            let uids: String = (1..=150).map(|uid| format!(" {uid}")).collect();
            return answer(format!("* SEARCH{uids}\r\n"));
        }
        let uid = command.strip_prefix("UID FETCH ")?.split(' ').next()?;
        let given = String::from_utf8(of_now(mail)).unwrap();
        answer(given.replace("UID 5 ", &format!("UID {uid} ")))
    });
    let folder = tempfile::tempdir().unwrap();
    let (mailbox, intake) = looping(&server, folder.path());
    // All mails have the same bytes as the one that waits in the intake, so none gets a result
    // here.
    intake.put_fetched(&hex(&Sha256::digest(mail)), &envelope(), mail).unwrap();
    let (begun, full) = (Instant::now(), OnceCell::new());
    let stopped = || {
        let is_full = server.heard("UID FETCH") >= MOST_HELD;
        let is_over = is_full && full.get_or_init(Instant::now).elapsed() > RESULTS * 4;
        is_over || begun.elapsed() > Duration::from_secs(60)
    };
    mailbox.turn(&stopped).unwrap();
    assert_eq!(server.heard("UID FETCH"), MOST_HELD);
    // While mails wait in the intake, the server is not asked for new ones.
    assert_eq!(server.heard("IDLE"), 0);
}

#[test]
fn a_mailbox_that_fails_for_long_raises_an_alarm_that_ends_when_it_works() {
    let refuses = Arc::new(AtomicBool::new(true));
    let script = Arc::clone(&refuses);
    let server = Server::start(move |command, _| {
        let is_refused = command.starts_with("LOGIN") && script.load(Ordering::SeqCst);
        is_refused.then(|| Answer { untagged: vec![], tagged: Some("NO not now") })
    });
    let folder = tempfile::tempdir().unwrap();
    let (mailbox, _) = looping(&server, folder.path());
    let alarms = || mailbox.spool.monitoring().alarms().unwrap().len();
    assert!(mailbox.turn(&never).unwrap_err().contains("not now"));
    assert_eq!(alarms(), 0, "it may pass");
    if let Some(failing) = &mut lock(&mailbox.state).failing {
        failing.since = failing.since - PATIENCE_MS;
        failing.next = Instant::now();
    }
    assert!(mailbox.turn(&never).is_err());
    assert_eq!(alarms(), 1);
    refuses.store(false, Ordering::SeqCst);
    run_until(&mailbox, &server, "IDLE");
    assert_eq!(alarms(), 0);
}
