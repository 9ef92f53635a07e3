//! The login at a mail server by OAuth 2.0, with real programs. A provider in the test issues
//! access tokens, `ferrofax serve` fetches them, the module in Asterisk logs in at Dovecot with
//! them, and Dovecot checks each token with the provider. If Postfix is the mail server, it checks
//! logins with Dovecot (`postfix.rs`).

mod postfix;

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use ferrofax::t4::Resolution;
use ferrofax_kit::service::Service;

use crate::laboratory::{Asterisk, Laboratory};
use crate::mail_server::{Kind, MailServer, Way};
use crate::pages::{self, Content};
use crate::sending_desk::SendingDesk;
use crate::smtp_sink::{Script, TestSink, certificate};
use crate::watching::eventually;

const MAILBOX: &str = "fax@example.com";

/// The state of the provider.
pub struct State {
    /// The lifetime of a token, in seconds.
    life: u64,
    issued: Vec<Token>,
    /// The account of the tokens.
    account: String,
    /// The audience of new tokens. Dovecot requires `mail`.
    audience: &'static str,
    /// The error with which the provider rejects each request for a token.
    refusal: Option<&'static str>,
}

/// An issued access token.
struct Token {
    text: String,
    audience: &'static str,
    until: Instant,
    is_revoked: bool,
}

/// A provider that issues and checks access tokens.
pub struct Provider {
    address: SocketAddr,
    state: Arc<Mutex<State>>,
}

impl Provider {
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("it is bound");
        let state = Arc::new(Mutex::new(State {
            life: 3_600,
            issued: Vec::new(),
            account: MAILBOX.to_owned(),
            audience: "mail",
            refusal: None,
        }));
        let shared = Arc::clone(&state);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let _broken = answer(stream, address, &shared);
            }
        });
        Self { address, state }
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    pub fn change(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.state.lock().expect("no panic while locked"));
    }

    pub fn issued(&self) -> usize {
        self.state.lock().expect("no panic while locked").issued.len()
    }
}

fn answer(mut stream: TcpStream, at: SocketAddr, state: &Mutex<State>) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    let (mut first, mut length) = (String::new(), 0);
    reader.read_line(&mut first)?;
    loop {
        let mut header = String::new();
        reader.read_line(&mut header)?;
        if header.trim().is_empty() {
            break;
        }
        if let Some(value) = header.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().unwrap_or(0);
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    let body = String::from_utf8_lossy(&body).into_owned();
    let form: BTreeMap<&str, &str> =
        body.split('&').filter_map(|pair| pair.split_once('=')).collect();
    let state = &mut *state.lock().expect("no panic while locked");
    let (status, text) = match first.split(' ').nth(1).unwrap_or_default() {
        "/token" => state.token(),
        "/introspect" => (200, state.about(form.get("token").copied().unwrap_or_default())),
        _ => (200, format!(r#"{{"issuer":"http://{at}","token_endpoint":"http://{at}/token"}}"#)),
    };
    let length = text.len();
    write!(
        stream,
        "HTTP/1.1 {status} X\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\
         connection: close\r\n\r\n{text}"
    )
}

impl State {
    /// Revokes all issued tokens.
    pub fn revoke_all(&mut self) {
        self.issued.iter_mut().for_each(|token| token.is_revoked = true);
    }

    fn token(&mut self) -> (u16, String) {
        if let Some(refusal) = self.refusal {
            return (401, refusal.to_owned());
        }
        // As long as a token of Microsoft.
        let text = format!("t{}-{}", self.issued.len(), "x".repeat(2_000));
        let life = self.life;
        let said =
            format!(r#"{{"access_token":"{text}","token_type":"Bearer","expires_in":{life}}}"#);
        let until = Instant::now() + Duration::from_secs(life);
        self.issued
            .push(Token { text, audience: self.audience, until, is_revoked: false });
        (200, said)
    }

    fn about(&self, token: &str) -> String {
        let found = self.issued.iter().find(|issued| issued.text == token);
        match found.filter(|token| !token.is_revoked && Instant::now() < token.until) {
            None => r#"{"active":false}"#.to_owned(),
            Some(Token { audience, .. }) => {
                format!(r#"{{"active":true,"username":"{}","aud":"{audience}"}}"#, self.account)
            }
        }
    }
}

/// Starts `ferrofax serve` with `[mail_login]`, and with additional tables (`more`) in its
/// settings.
fn serve(folder: &Path, spool: &Path, provider: &Provider, more: &str) -> Service {
    let secret = folder.join("secret");
    fs::write(&secret, "hushhush\n").expect("it is ours");
    let text = format!(
        "[mail_login]\nprovider = \"other\"\nissuer = \"http://{}\"\nscopes = [\"mail\"]\n\
         client_id = \"us\"\naccount = \"{MAILBOX}\"\nsecret_file = {secret:?}\n{more}",
        provider.address
    );
    let mut service = Service::new(folder, "login", spool, &text);
    service.start();
    service
}

/// Returns settings of ferrofax.conf for a login at the mail server at this port.
fn login_at(port: u16) -> [String; 6] {
    [
        format!("mailserver = 127.0.0.1:{port}"),
        "mailtls = required".to_owned(),
        "mailcafile = /lab/ours/etc/root.pem".to_owned(),
        "mailauth = oauth2".to_owned(),
        format!("mailuser = {MAILBOX}"),
        format!("serveremail = {MAILBOX}"),
    ]
}

/// Starts a laboratory whose module logs in at the mail server at this port.
fn desk_that_logs_in(name: &str, port: u16) -> SendingDesk {
    let desk = SendingDesk::start(name, Asterisk::V22, &[], &[]);
    let authority = desk.lab.of("ours").join("etc/root.pem");
    fs::copy(certificate("root.pem"), authority).expect("both are ours");
    desk.set(&login_at(port).each_ref().map(String::as_str));
    desk
}

#[test]
fn mails_go_through_dovecot_with_access_tokens_and_each_refusal_says_what_helps() {
    let (provider, mailbox) = (Provider::start(), TestSink::start(Script::default()));
    let folder = tempfile::tempdir().expect("a folder");
    let introspection = format!("http://{}/introspect", provider.address);
    let onward = mailbox.address().port();
    let at = folder.path().join("dovecot");
    let dovecot = MailServer::start(Kind::Dovecot, &at, Way::Behind(introspection), onward);
    let desk = desk_that_logs_in("mail-login", dovecot.port());
    let lab: &Laboratory = &desk.lab;
    let test = || lab.console("ferrofax test mail alice@example.com");

    // No service fetches tokens yet. The answer names the reason.
    let said = test();
    assert!(said.contains("has fetched no access token"), "{said}");
    // A fax arrives meanwhile, and its mail waits.
    let page = pages::page(Content::Text, 1728, 400, 7);
    let file = desk.document("waits", &[page], Resolution::Fine);
    lab.call("send", &["--tiff", &file.to_string_lossy(), "--to", "2101"]);
    eventually("the mail waits for a token", 60, || {
        lab.console("ferrofax show outbox").contains("no access token").then_some(())
    });

    let mut service = serve(folder.path(), lab.spool().folder(), &provider, "");
    eventually("a token is fetched", 30, || (provider.issued() > 0).then_some(()));
    eventually("a mail goes out with it", 30, || test().contains("took the mail").then_some(()));
    lab.console("ferrofax requeue all");
    eventually("the fax is mailed", 60, || {
        mailbox
            .mails()
            .iter()
            .any(|mail| mail.to == "alice@example.com" && mail.bytes.len() > 3_000)
            .then_some(())
    });

    // The provider revokes the token.
    provider.change(State::revoke_all);
    let said = test();
    assert!(said.contains("let the application send mails for this mailbox"), "{said}");
    let before = provider.issued();
    eventually("another token is fetched", 120, || (provider.issued() > before).then_some(()));
    eventually("a mail goes out with it", 30, || test().contains("took the mail").then_some(()));

    // Dovecot rejects a token for another mailbox than the one that logs in.
    provider.change(|state| state.account = "bob@example.com".to_owned());
    let said = test();
    assert!(said.contains("let the application send mails for this mailbox"), "{said}");
    provider.change(|state| state.account = MAILBOX.to_owned());
    assert!(test().contains("took the mail"), "{}", dovecot.log());
    service.kill();

    // The client secret has expired. Waiting mails and `ferrofax check` show this reason.
    provider.change(|state| {
        state.refusal = Some(
            r#"{"error":"invalid_client","error_description":"AADSTS7000222: The provided client secret keys are expired."}"#,
        );
        state.revoke_all();
    });
    let said = service.check();
    assert!(said.contains("the client secret has expired; make a new one"), "{said}");
    assert!(!said.contains("hushhush"), "{said}");
}
