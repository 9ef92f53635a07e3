//! Mails that the service sends by Microsoft Graph: each is sent once, whatever request is lost, and
//! whenever the service is killed. The server here answers as Graph's description says.

mod broken_settings;
mod encrypted;

use std::io::{BufRead, BufReader, Write};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::UnixStream;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use ferrofax::UnixMs;
use ferrofax::delivery::{MailSettings, Relay, SendError, SmtpRelay, StopFlag, compose_test};
use ferrofax::spool::undelivered::{RelayRemedy, Undelivered};
use ferrofax::spool::{AccessToken, MailLogin, Spool};
use ferrofax_mail::outgoing::{Listener, Outgoing, socket_path};
use ferrofax_program::settings::Settings;

use super::bench::Bench;
use super::graph_server::{self, Fault, GraphServer, MAILBOX, TOKEN};
use super::planted_links::{Ground, OWNER, is_root};
use super::watching::until;

/// A listener for outgoing mails in this process.
struct Service {
    folder: tempfile::TempDir,
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

fn settings(graph: &GraphServer) -> String {
    format!(
        "[drop]\nenabled = false\n[mail_login]\nprovider = \"microsoft365\"\naccount = \"{MAILBOX}\"\n\
         command = [\"/bin/echo\", \"{TOKEN}\"]\ngraph = \"http://{}/v1.0\"\n",
        graph.address
    )
}

impl Service {
    fn start(graph: &GraphServer) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let spool = Spool::open(&folder.path().join("spool")).unwrap();
        store_token(spool.folder(), TOKEN);
        let settings = Settings::parse(&settings(graph)).unwrap();
        let listener =
            Listener::open(&spool, Outgoing::by_graph(&settings.mail_login, &spool)).unwrap();
        let stop = Arc::<AtomicBool>::default();
        let thread = Some(listener.serve(&stop).unwrap());
        Self { folder, stop, thread }
    }

    fn spool(&self) -> std::path::PathBuf {
        self.folder.path().join("spool")
    }

    fn hand_over(&self, mail: &str) -> Result<String, String> {
        hand_over(&socket_path(&self.spool()), mail)
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        self.thread.take().map(JoinHandle::join);
    }
}

pub(crate) fn store_token(spool: &Path, token: &str) {
    let now = UnixMs::now();
    let access = AccessToken { token: token.to_owned(), from: now, until: now + 3_600_000 };
    MailLogin::of(spool).store("test", access, None).unwrap();
}

/// Hands over a mail by SMTP, as the module does. Returns the reply to the mail, or the refusal.
fn hand_over(socket: &Path, mail: &str) -> Result<String, String> {
    let broken = |error: std::io::Error| format!("broken: {error}");
    let stream = UnixStream::connect(socket).map_err(broken)?;
    stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let mut reply = || loop {
        let mut line = String::new();
        match reader.read_line(&mut line).map_err(broken)? {
            0 => return Err("broken: closed".to_owned()),
            _ if line.as_bytes()[3] == b'-' => {}
            _ if line.starts_with(['2', '3']) => return Ok(line),
            _ => return Err(line),
        }
    };
    reply()?;
    let lines = ["EHLO pbx", "MAIL FROM:<fax@example.com>", "RCPT TO:<alice@example.com>", "DATA"];
    for line in lines {
        (&stream).write_all(format!("{line}\r\n").as_bytes()).map_err(broken)?;
        reply()?;
    }
    (&stream).write_all(format!("{mail}.\r\n").as_bytes()).map_err(broken)?;
    reply()
}

/// A report for programs (RFC 6522) with the text and an attachment of so many bytes in an inner
/// part, as the module writes it with `reportdsn`.
fn report(number: usize, size: usize) -> String {
    let inner = mail(number, size);
    let (headers, inner) = inner.split_once("Content-Type: multipart/mixed").unwrap();
    format!(
        "{headers}Content-Type: multipart/report; report-type=delivery-status; boundary=\"out\"\r\n\r\n\
         --out\r\nContent-Type: multipart/mixed{inner}\r\n--out\r\n\
         Content-Type: message/delivery-status\r\n\r\nAction: delivered\r\n--out--\r\n"
    )
}

/// A mail with an attachment of so many bytes, and two small ones.
fn mail(number: usize, size: usize) -> String {
    let mut text = format!(
        "From: <fax@example.com>\r\nTo: <somebody@example.com>,\r\n <bob@example.com>\r\n\
         Bcc: <carol@example.com>\r\nSubject: A fax\r\nMessage-ID: <{number}@pbx.example.com>\r\n\
         MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"cut\"\r\n\r\n\
         --cut\r\nContent-Type: text/plain\r\n\r\nTo: be read\r\n"
    );
    for (name, size) in [("fax.pdf", size), ("a.xml", 10), ("b.xml", 20)] {
        text += &format!(
            "--cut\r\nContent-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n\
             Content-Disposition: attachment; filename=\"{name}\"\r\n\r\n"
        );
        let encoded = BASE64_STANDARD.encode(content(size));
        for line in encoded.as_bytes().chunks(76) {
            text += std::str::from_utf8(line).unwrap();
            text += "\r\n";
        }
    }
    text + "--cut--\r\n"
}

fn content(size: usize) -> Vec<u8> {
    (0..size).map(|at| (at * 7 + at / 251) as u8).collect()
}

/// The attachments of a sent message, wherever they are in it, by name.
fn attachments(stored: &graph_server::Stored) -> Vec<(String, Vec<u8>)> {
    let parsed = mail_parser::MessageParser::default().parse(&stored.mime).unwrap();
    let inside = parsed.attachments().map(|part| {
        // A delivery status, which has no name, counts as an attachment too.
        let name = mail_parser::MimeHeaders::attachment_name(part).unwrap_or_default().to_owned();
        (name, part.contents().to_vec())
    });
    let mut all: Vec<_> = inside.chain(stored.attachments.clone()).collect();
    all.sort();
    all
}

#[test]
fn each_mail_is_sent_once_whatever_request_is_lost() {
    for size in [1_000, 3_200_000] {
        let sound = GraphServer::start();
        let requests = {
            let service = Service::start(&sound);
            service.hand_over(&mail(1, size)).unwrap();
            sound.state().count
        };
        assert_eq!(requests, if size > 3_000_000 { 8 } else { 3 });
        let (graph, mut number) = (GraphServer::start(), 1);
        let service = Service::start(&graph);
        for fault in [Fault::LostBefore, Fault::LostAfter, Fault::Half, Fault::Html] {
            for at in 0..requests {
                number += 1;
                {
                    let mut state = graph.state();
                    (state.count, state.fault) = (0, Some((Some(at), fault)));
                }
                let text = mail(number, size);
                let attempts = (0..4).take_while(|_| service.hand_over(&text).is_err()).count();
                assert!(attempts <= 2, "{fault:?} at request {at}");
                let id = format!("<{number}@pbx.example.com>");
                assert_eq!(graph.state().sent.get(&id), Some(&1), "{fault:?} at request {at}");
                let state = graph.state();
                let of_mail = |stored: &&graph_server::Stored| stored.message_id == id;
                let stored: Vec<_> = state.messages.values().filter(of_mail).collect();
                let sent: Vec<_> = stored.iter().filter(|stored| !stored.is_draft).collect();
                assert_eq!(sent.len(), 1);
                let files: Vec<_> = [("a.xml", 10), ("b.xml", 20), ("fax.pdf", size)]
                    .map(|(name, size)| (name.to_owned(), content(size)))
                    .into();
                assert!(attachments(sent[0]) == files, "{fault:?} at request {at}");
            }
        }
    }
}

#[test]
fn a_report_with_a_large_fax_in_an_inner_part_is_sent() {
    for size in [1_000, 3_200_000] {
        let graph = GraphServer::start();
        Service::start(&graph).hand_over(&report(1, size)).unwrap();
        let state = graph.state();
        let [sent] = &state.messages.values().collect::<Vec<_>>()[..] else { panic!("one mail") };
        assert!(!sent.is_draft);
        let mut files = attachments(sent);
        files.retain(|(name, _)| !name.is_empty());
        let expected: Vec<_> = [("a.xml", 10), ("b.xml", 20), ("fax.pdf", size)]
            .map(|(name, size)| (name.to_owned(), content(size)))
            .into();
        assert!(files == expected, "{size}");
        let text = String::from_utf8(sent.mime.clone()).unwrap();
        for part in
            ["To: be read\r\n", "\r\nAction: delivered\r\n", "\r\n--cut--\r\n", "\r\n--out--"]
        {
            assert_eq!(text.matches(part).count(), 1, "{part} in {text}");
        }
    }
}

#[test]
fn a_mail_goes_to_the_recipients_of_its_envelope_alone() {
    let graph = GraphServer::start();
    Service::start(&graph).hand_over(&mail(1, 10)).unwrap();
    let state = graph.state();
    let sent = String::from_utf8(state.messages[&1].mime.clone()).unwrap();
    let parsed = mail_parser::MessageParser::default().parse(sent.as_bytes()).unwrap();
    let to: Vec<_> = parsed.to().unwrap().iter().filter_map(|to| to.address()).collect();
    assert_eq!(to, ["alice@example.com"]);
    for nobody in ["somebody@", "bob@", "carol@"] {
        assert!(!sent.contains(nobody), "{sent}");
    }
    assert!(sent.contains("\r\nTo: be read\r\n"), "the text is as it was");
}

/// The module's view of a refusal.
fn refused(service: &Service) -> SendError {
    let mut settings = MailSettings::default();
    let socket = socket_path(&service.spool());
    settings.set("mailserver", &format!("unix:{}", socket.display())).unwrap();
    settings.set("maildomain", "pbx.example.com").unwrap();
    let mail = compose_test("alice@example.com", &settings, UnixMs::now()).unwrap();
    let relay = SmtpRelay::new(&settings.relay, &StopFlag::default());
    relay.send(&mail).expect_err("Graph refuses")
}

fn remedy(error: &SendError) -> Option<RelayRemedy> {
    match Undelivered::from(error.clone()) {
        Undelivered::WithRemedy { remedy, .. } => Some(remedy),
        _ => None,
    }
}

#[test]
fn each_refusal_of_graph_has_its_remedy_and_no_mail_is_lost_by_it() {
    for (status, code, found, class) in [
        (403, "ErrorAccessDenied", Some(RelayRemedy::GrantMailbox), "relay"),
        (403, "ErrorSendAsDenied", Some(RelayRemedy::GrantSendAs), "temporary"),
        (404, "MailboxNotEnabledForRESTAPI", Some(RelayRemedy::AssignLicence), "relay"),
        (404, "ErrorInvalidUser", None, "relay"),
        (507, "ErrorQuotaExceeded", Some(RelayRemedy::EmptyMailbox), "relay"),
        (429, "ApplicationThrottled", Some(RelayRemedy::Wait), "throttled"),
        (503, "ErrorServerBusy", Some(RelayRemedy::Wait), "throttled"),
        (400, "ErrorInvalidRecipients", None, "permanent"),
        (413, "ErrorMessageSizeExceeded", None, "too large"),
        (401, "InvalidAuthenticationToken", None, "token"),
        (500, "ErrorInternalServerError", None, "temporary"),
        (400, "ErrorSomethingNew", None, "temporary"),
    ] {
        let graph = GraphServer::start();
        let service = Service::start(&graph);
        graph.state().fault = Some((None, Fault::Refusal(status, code)));
        let error = refused(&service);
        assert_eq!(remedy(&error), found, "{code}: {error}");
        let is_as_said = match error {
            SendError::Relay(_) => class == "relay",
            SendError::Temporary(_) => class == "temporary",
            SendError::Throttled(_) => class == "throttled",
            SendError::Permanent(_) => class == "permanent",
            SendError::TooLarge(_) => class == "too large",
            SendError::Token(_) => class == "token",
            SendError::Stopped => false,
        };
        assert!(is_as_said, "{code}: {error:?}");
        assert!(graph.state().messages.is_empty());
    }
}

#[test]
fn without_a_token_no_mail_is_accepted_and_the_module_knows_why() {
    let graph = GraphServer::start();
    let service = Service::start(&graph);
    MailLogin::of(&service.spool()).remove().unwrap();
    let SendError::Token(why) = refused(&service) else { panic!("it is another fault") };
    assert!(why.to_string().contains("has fetched no access token"), "{why}");
    assert!(graph.state().messages.is_empty());
}

#[test]
fn graph_is_left_alone_while_it_limits_what_is_sent() {
    let graph = GraphServer::start();
    let service = Service::start(&graph);
    graph.state().fault = Some((None, Fault::Refusal(429, "ApplicationThrottled")));
    assert!(matches!(refused(&service), SendError::Throttled(_)));
    graph.state().fault = None;
    let count = graph.state().count;
    assert!(matches!(refused(&service), SendError::Throttled(_)));
    assert_eq!(graph.state().count, count, "Graph was not asked");
    // The answer named two seconds.
    assert!(until(|| service.hand_over(&mail(1, 10)).is_ok()));
    assert_eq!(graph.state().sent.len(), 1);
}

#[test]
fn without_a_token_or_with_a_rejected_one_mails_wait() {
    let graph = GraphServer::start();
    let service = Service::start(&graph);
    store_token(&service.spool(), "revoked");
    let refused = service.hand_over(&mail(1, 10)).unwrap_err();
    assert!(refused.contains("InvalidAuthenticationToken"), "{refused}");
    let is_due = MailLogin::of(&service.spool()).is_due("test", UnixMs::now() + 60_000);
    assert_eq!(is_due, Ok(true), "the service fetches another");
    MailLogin::of(&service.spool()).store_fault("other", "nobody knows us").unwrap();
    store_token(&service.spool(), TOKEN);
    assert!(service.hand_over(&mail(1, 10)).is_ok());
    assert_eq!(graph.state().sent.len(), 1);
}

#[test]
fn the_socket_is_for_the_spool_s_owner_and_group() {
    let graph = GraphServer::start();
    let service = Service::start(&graph);
    let socket = socket_path(&service.spool());
    let mode = socket.metadata().unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o660);
    drop(service);
    let folder = tempfile::tempdir().unwrap();
    let spool = Spool::open(&folder.path().join("spool")).unwrap();
    let settings = Settings::parse(&settings(&graph)).unwrap().mail_login;
    // A killed service leaves its socket.
    drop(std::os::unix::net::UnixListener::bind(socket_path(spool.folder())).unwrap());
    drop(Listener::open(&spool, Outgoing::by_graph(&settings, &spool)).unwrap());
    std::fs::remove_file(socket_path(spool.folder())).unwrap();
    std::fs::write(socket_path(spool.folder()), "a file").unwrap();
    let error = Listener::open(&spool, Outgoing::by_graph(&settings, &spool))
        .err()
        .unwrap()
        .to_string();
    assert!(error.contains("outgoing.sock") && error.contains("no socket"), "{error}");
}

#[test]
fn a_text_that_graph_takes_in_no_request_is_refused() {
    let graph = GraphServer::start();
    let line = format!("{}\r\n", "x".repeat(70));
    let text = format!("Message-ID: <1@pbx>\r\n\r\n{}", line.repeat(50_000));
    let refused = Service::start(&graph).hand_over(&text).unwrap_err();
    assert!(refused.starts_with("552 5.3.4"), "{refused}");
    let refused = Service::start(&graph).hand_over("Subject: A\r\n\r\nB\r\n").unwrap_err();
    assert!(refused.starts_with("554 5.6.0"), "{refused}");
}

/// The process of another user, which the next test starts.
#[test]
#[ignore = "the process of another user"]
fn a_mail_of_another_user() {
    let socket = std::env::var_os(SOCKET).expect("the other test sets it");
    hand_over(Path::new(&socket), &mail(1, 10)).expect("the mail is sent");
}

const SOCKET: &str = "FERROFAX_TEST_SOCKET";

#[test]
fn the_module_s_user_hands_over_mails_and_other_users_cannot() {
    if !is_root() {
        return;
    }
    let graph = GraphServer::start();
    let ground = Ground::new(OWNER);
    std::fs::write(ground.path("gateway.toml"), settings(&graph)).unwrap();
    let serving = ground.as_member(&["serve"]).spawn().unwrap();
    let _serving = super::bench::Serving(serving);
    let socket = socket_path(&ground.path("spool"));
    assert!(until(|| hand_over(&socket, &mail(2, 10)).is_ok()), "the service is up");
    let as_user = |uid: u32, gid: u32| {
        let mut command = Command::new(std::env::current_exe().unwrap());
        let test = "outgoing::a_mail_of_another_user";
        command
            .args(["--ignored", "--exact", test])
            .env(SOCKET, &socket)
            .uid(uid)
            .gid(gid);
        command.stdout(Stdio::null()).stderr(Stdio::null()).status().unwrap().success()
    };
    assert!(!as_user(61_003, 61_003), "a stranger");
    assert!(as_user(OWNER.0, OWNER.1));
    assert_eq!(graph.state().sent.len(), 2);
}

/// Kills the service as often as this while mails are handed over.
fn kill_while_sending(kills: u64) {
    let graph = GraphServer::start();
    let bench = Bench::new();
    let config = bench.file("gateway.toml", settings(&graph));
    let socket = socket_path(bench.spool.folder());
    let (mut number, mut is_sent) = (0, true);
    for kill in 0..kills {
        let mut command = bench.command();
        let mut serving = command.arg("--config").arg(&config).arg("serve").spawn().unwrap();
        // Each kill comes behind another request of the conversation.
        let last = graph.state().count + (kill % 5) as usize;
        std::thread::scope(|scope| {
            let (number, is_sent) = (&mut number, &mut is_sent);
            let socket = &socket;
            let over = Arc::<AtomicBool>::default();
            let stop = Arc::clone(&over);
            scope.spawn(move || {
                while !stop.load(Ordering::Relaxed) {
                    if *is_sent {
                        *number += 1;
                    }
                    let size = if *number % 5 == 0 { 3_200_000 } else { 1_000 };
                    *is_sent = hand_over(socket, &mail(*number, size)).is_ok();
                    std::thread::sleep(Duration::from_millis(2));
                }
            });
            assert!(until(|| graph.state().count > last));
            serving.kill().unwrap();
            serving.wait().unwrap();
            over.store(true, Ordering::Relaxed);
        });
    }
    let mut command = bench.command();
    let serving = command.arg("--config").arg(&config).arg("serve").spawn().unwrap();
    let _serving = super::bench::Serving(serving);
    assert!(until(|| is_sent || hand_over(&socket, &mail(number, 1_000)).is_ok()));
    let state = graph.state();
    println!("{kills} kills, {number} mails, {} requests", state.count);
    assert_eq!(state.sent.len(), number);
    assert!(state.sent.values().all(|count| *count == 1), "{:?}", state.sent);
    assert!(number as u64 > kills / 5, "mails were sent between the kills: {number}");
}

#[test]
fn each_mail_is_sent_once_although_the_service_is_killed() {
    kill_while_sending(15);
}

#[test]
#[ignore = "200 kills take a few minutes"]
fn each_mail_is_sent_once_although_the_service_is_killed_200_times() {
    kill_while_sending(200);
}
