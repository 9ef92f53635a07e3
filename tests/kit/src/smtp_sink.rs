//! A mail server for tests: SMTP on a real socket, with a script of its answers that a test can
//! change while the server runs.
//!
//! The server can behave like any mail relay: reject each step, not answer, answer very slowly,
//! close the connection, accept a mail and close the connection before its answer, offer TLS with
//! the right or a wrong name, require a certificate or a login. It keeps the accepted mails with
//! their envelopes.

use std::io::{self, Read, Write};
use std::net::{IpAddr, SocketAddr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig, ServerConnection, StreamOwned};

use crate::programs::top;

/// The behaviour of the server at one step of a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// The answer of a working server.
    Ok,
    /// This line (or these, separated by `\r\n`).
    Say(String),
    /// No answer. The connection stays open.
    Silence,
    /// The answer of a working server, but so slowly that it never ends.
    Drip,
    /// The answer of a working server, after this time.
    Late(Duration),
    /// Closes the connection.
    Close,
    /// Only for the end of a mail: keeps the mail, but closes the connection before the answer.
    KeepAndClose,
}

/// The TLS of the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ServerTls {
    /// No TLS.
    None,
    /// STARTTLS.
    StartTls(Identity),
    /// TLS from the first byte.
    Implicit(Identity),
}

/// The name in the server's certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Identity {
    /// `localhost`.
    Localhost,
    /// Another name.
    Elsewhere,
}

/// The behaviour of the server. It is read again at each step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Script {
    pub greeting: Answer,
    pub ehlo: Answer,
    pub starttls: Answer,
    pub mail: Answer,
    pub rcpt: Answer,
    /// Recipients with an answer of their own.
    pub rcpt_of: Vec<(String, Answer)>,
    pub data: Answer,
    pub end_of_data: Answer,
    pub tls: ServerTls,
    /// Sends unencrypted answers directly after its answer to STARTTLS, like an attacker in the
    /// middle.
    pub talks_ahead_of_tls: bool,
    /// Requires a client certificate that the test's root has signed.
    pub wants_client_certificate: bool,
    /// The required login: a user with a password or an access token.
    pub login: Option<(String, String)>,
    /// The answer to a wrong login.
    pub wrong_login: String,
    pub mechanisms: String,
    /// Additional lines in the answer to EHLO.
    pub extensions: Vec<String>,
    /// The size in bytes above which a mail is refused, as the client announces it in `MAIL`.
    pub largest: u64,
}

/// An accepted mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    pub peer: IpAddr,
    pub helo: String,
    /// The arguments of MAIL FROM and RCPT TO, without the angle brackets.
    pub from: String,
    pub to: String,
    pub parameters: String,
    pub encrypted: bool,
    /// Headers and body, without dot-stuffing.
    pub bytes: Vec<u8>,
}

/// The server. It ends when this value is dropped.
pub struct SmtpSink {
    address: SocketAddr,
    shared: Arc<Shared>,
    listener: Option<JoinHandle<()>>,
}

type Keep = dyn Fn(&Mail) -> io::Result<()> + Send + Sync;

struct Shared {
    script: Box<dyn Fn() -> Script + Send + Sync>,
    /// Stores a mail before the answer 250.
    keep: Box<Keep>,
    heard: Mutex<Vec<String>>,
    stop: AtomicBool,
}

/// A server that keeps its mails in memory.
pub struct TestSink {
    sink: SmtpSink,
    script: Arc<Mutex<Script>>,
    mails: Arc<Mutex<Vec<Mail>>>,
}

const LOOK: Duration = Duration::from_millis(20);

impl Default for Script {
    fn default() -> Self {
        Self {
            greeting: Answer::Ok,
            ehlo: Answer::Ok,
            starttls: Answer::Ok,
            mail: Answer::Ok,
            rcpt: Answer::Ok,
            rcpt_of: Vec::new(),
            data: Answer::Ok,
            end_of_data: Answer::Ok,
            tls: ServerTls::None,
            talks_ahead_of_tls: false,
            wants_client_certificate: false,
            login: None,
            wrong_login: "535 5.7.8 Wrong login".to_owned(),
            mechanisms: "PLAIN LOGIN".to_owned(),
            extensions: vec![
                "SIZE 50000000".to_owned(),
                "8BITMIME".to_owned(),
                "SMTPUTF8".to_owned(),
            ],
            largest: u64::MAX,
        }
    }
}

impl SmtpSink {
    /// Starts the server. It calls `script` at each step, and `keep` with each mail before it
    /// accepts the mail.
    pub fn listen(
        address: SocketAddr,
        script: impl Fn() -> Script + Send + Sync + 'static,
        keep: impl Fn(&Mail) -> io::Result<()> + Send + Sync + 'static,
    ) -> io::Result<Self> {
        let listener = TcpListener::bind(address)?;
        let address = listener.local_addr()?;
        listener.set_nonblocking(true)?;
        let shared = Arc::new(Shared {
            script: Box::new(script),
            keep: Box::new(keep),
            heard: Mutex::new(Vec::new()),
            stop: AtomicBool::new(false),
        });
        let listening = Arc::clone(&shared);
        let thread = std::thread::spawn(move || {
            let mut sessions = Vec::new();
            while !listening.stop.load(Ordering::SeqCst) {
                match listener.accept() {
                    Ok((socket, peer)) => {
                        let shared = Arc::clone(&listening);
                        sessions.push(std::thread::spawn(move || {
                            Session::run(&shared, socket, peer.ip())
                        }));
                    }
                    Err(_) => std::thread::sleep(LOOK),
                }
            }
            for session in sessions {
                let _ = session.join();
            }
        });
        Ok(Self { address, shared, listener: Some(thread) })
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Returns all lines that clients have sent, including passwords.
    pub fn heard(&self) -> Vec<String> {
        self.shared.heard.lock().expect("no thread panicked with the lock").clone()
    }
}

impl Drop for SmtpSink {
    fn drop(&mut self) {
        self.shared.stop.store(true, Ordering::SeqCst);
        if let Some(listener) = self.listener.take() {
            let _ = listener.join();
        }
    }
}

impl TestSink {
    pub fn start(script: Script) -> Self {
        Self::start_at(SocketAddr::from(([127, 0, 0, 1], 0)), script)
    }

    pub fn start_at(address: SocketAddr, script: Script) -> Self {
        let script = Arc::new(Mutex::new(script));
        let mails = Arc::new(Mutex::new(Vec::new()));
        let (asked, kept) = (Arc::clone(&script), Arc::clone(&mails));
        let sink = SmtpSink::listen(
            address,
            move || asked.lock().expect("no thread panicked with the lock").clone(),
            move |mail| {
                kept.lock().expect("no thread panicked with the lock").push(mail.clone());
                Ok(())
            },
        );
        Self { sink: sink.expect("a free port on the loopback"), script, mails }
    }

    pub fn address(&self) -> SocketAddr {
        self.sink.address()
    }

    pub fn set(&self, script: Script) {
        *self.script.lock().expect("no thread panicked with the lock") = script;
    }

    pub fn mails(&self) -> Vec<Mail> {
        self.mails.lock().expect("no thread panicked with the lock").clone()
    }

    /// Removes and returns the accepted mails for which `is_wanted` returns true.
    pub fn take(&self, is_wanted: impl Fn(&Mail) -> bool) -> Vec<Mail> {
        let mut mails = self.mails.lock().expect("no thread panicked with the lock");
        let (taken, left) = mails.drain(..).partition(is_wanted);
        *mails = left;
        taken
    }

    pub fn heard(&self) -> Vec<String> {
        self.sink.heard()
    }
}

/// Returns the path of a test certificate.
pub fn certificate(name: &str) -> PathBuf {
    top().join("tests/kit/certs").join(name)
}

enum Stream {
    Plain(TcpStream),
    Tls(Box<StreamOwned<ServerConnection, TcpStream>>),
}

struct Session<'s> {
    shared: &'s Shared,
    stream: Stream,
    received: Vec<u8>,
    logged_in: bool,
    mail: Mail,
}

/// The end of the session.
struct Over;

impl From<io::Error> for Over {
    fn from(_: io::Error) -> Self {
        Self
    }
}

impl<'s> Session<'s> {
    fn run(shared: &'s Shared, socket: TcpStream, peer: IpAddr) {
        let empty = String::new;
        let mail = Mail {
            peer,
            helo: empty(),
            from: empty(),
            to: empty(),
            parameters: empty(),
            encrypted: false,
            bytes: Vec::new(),
        };
        let session = Self {
            shared,
            stream: Stream::Plain(socket),
            received: Vec::new(),
            logged_in: false,
            mail,
        };
        let _ = session.talk();
    }

    fn talk(mut self) -> Result<(), Over> {
        if let Stream::Plain(socket) = &self.stream {
            socket.set_nonblocking(false)?;
            socket.set_read_timeout(Some(LOOK))?;
        }
        if let ServerTls::Implicit(identity) = self.script().tls {
            self = self.start_tls(identity)?;
        }
        self.answer(&self.script().greeting, "220 localhost ESMTP")?;
        loop {
            let line = self.line()?;
            let verb = line.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase();
            let script = self.script();
            match verb.as_str() {
                "EHLO" => {
                    self.mail.helo = line[4..].trim().to_owned();
                    self.answer(&script.ehlo, &self.offer(&script))?;
                }
                "HELO" => {
                    self.mail.helo = line[4..].trim().to_owned();
                    self.say("250 localhost")?;
                }
                "STARTTLS" => {
                    let ServerTls::StartTls(identity) = script.tls else {
                        self.say("502 5.5.1 No TLS here")?;
                        continue;
                    };
                    let ahead = if script.talks_ahead_of_tls {
                        "220 Go ahead\r\n250 Ahead of TLS"
                    } else {
                        "220 Go ahead"
                    };
                    self.answer(&script.starttls, ahead)?;
                    if script.starttls == Answer::Ok {
                        self = self.start_tls(identity)?;
                    }
                }
                "AUTH" => self.log_in(&line, &script)?,
                "MAIL" if script.login.is_some() && !self.logged_in => {
                    self.say("530 5.7.0 Authentication required")?
                }
                "MAIL" => {
                    (self.mail.from, self.mail.parameters) = argument(&line);
                    let words = self.mail.parameters.split(' ');
                    let mut sizes = words.filter_map(|word| word.strip_prefix("SIZE="));
                    if sizes.any(|size| size.parse::<u64>().is_ok_and(|it| it > script.largest)) {
                        self.say("552 5.3.4 Message size exceeds fixed limit")?;
                        continue;
                    }
                    self.answer(&script.mail, "250 2.1.0 Ok")?;
                }
                "RCPT" => {
                    (self.mail.to, _) = argument(&line);
                    let own = script.rcpt_of.iter().find(|(mailbox, _)| *mailbox == self.mail.to);
                    self.answer(own.map_or(&script.rcpt, |(_, answer)| answer), "250 2.1.5 Ok")?;
                }
                "DATA" => {
                    self.answer(&script.data, "354 End with a dot")?;
                    if script.data == Answer::Ok {
                        self.take_mail()?;
                    }
                }
                "QUIT" => {
                    self.say("221 2.0.0 Bye")?;
                    return Ok(());
                }
                "RSET" | "NOOP" => self.say("250 2.0.0 Ok")?,
                _ => self.say("500 5.5.2 What?")?,
            }
        }
    }

    fn take_mail(&mut self) -> Result<(), Over> {
        self.mail.bytes.clear();
        loop {
            let line = self.raw_line()?;
            if line == b".\r\n" {
                break;
            }
            self.mail.bytes.extend_from_slice(line.strip_prefix(b".").unwrap_or(&line));
        }
        let answer = self.script().end_of_data;
        match answer {
            Answer::Ok => {
                (self.shared.keep)(&self.mail)?;
                self.say("250 2.0.0 Ok: queued as TEST")
            }
            Answer::KeepAndClose => {
                (self.shared.keep)(&self.mail)?;
                Err(Over)
            }
            other => self.answer(&other, "250 2.0.0 Ok: queued, but never kept"),
        }
    }

    fn log_in(&mut self, line: &str, script: &Script) -> Result<(), Over> {
        let Some((user, password)) = &script.login else {
            return self.say("503 5.5.1 No login here");
        };
        let words: Vec<&str> = line.split(' ').collect();
        let right = match words.get(1).map(|mechanism| mechanism.to_ascii_uppercase()).as_deref() {
            Some("PLAIN") => {
                words.get(2) == Some(&base64(&format!("\0{user}\0{password}")).as_str())
            }
            Some("LOGIN") => {
                // Some servers ask with other words than "Username:".
                self.say("334 VXNlciBOYW1lPw==")?;
                let given_user = self.line()?;
                self.say("334 UGFzc3dvcmQ6")?;
                given_user == base64(user) && self.line()? == base64(password)
            }
            Some("XOAUTH2") => {
                let proper = format!("user={user}\x01auth=Bearer {password}\x01\x01");
                self.takes_token(words.get(2).copied(), &proper, "")?
            }
            Some("OAUTHBEARER") => {
                let port = self.port()?;
                let proper = format!(
                    "n,a={user},\x01host=localhost\x01port={port}\x01auth=Bearer {password}\x01\x01"
                );
                self.takes_token(words.get(2).copied(), &proper, "AQ==")?
            }
            _ => false,
        };
        self.logged_in = right;
        self.say(if right { "235 2.7.0 Welcome" } else { &script.wrong_login })
    }

    /// Returns whether the response, in the command or on a line of its own, is right. After a
    /// wrong response, the server sends an explanation, and the client has to answer with `last`
    /// (RFC 7628 §3.2.3).
    fn takes_token(
        &mut self,
        response: Option<&str>,
        proper: &str,
        last: &str,
    ) -> Result<bool, Over> {
        let response = match response {
            Some(response) => response.to_owned(),
            None => {
                self.say("334 ")?;
                self.line()?
            }
        };
        if response == base64(proper) {
            return Ok(true);
        }
        self.say(&format!("334 {}", base64(r#"{"status":"401"}"#)))?;
        if self.line()? != last {
            self.say("501 5.5.2 That is no end of this login")?;
            return Err(Over);
        }
        Ok(false)
    }

    fn port(&self) -> Result<u16, Over> {
        let socket = match &self.stream {
            Stream::Plain(socket) => socket,
            Stream::Tls(tls) => &tls.sock,
        };
        Ok(socket.local_addr()?.port())
    }

    fn offer(&self, script: &Script) -> String {
        let mut lines = vec!["localhost".to_owned()];
        lines.extend(script.extensions.iter().cloned());
        if matches!(script.tls, ServerTls::StartTls(_)) && !self.mail.encrypted {
            lines.push("STARTTLS".to_owned());
        }
        if script.login.is_some() {
            lines.push(format!("AUTH {}", script.mechanisms));
        }
        let last = lines.len() - 1;
        let lines = lines
            .iter()
            .enumerate()
            .map(|(i, line)| format!("250{}{line}", if i < last { '-' } else { ' ' }));
        lines.collect::<Vec<_>>().join("\r\n")
    }

    fn start_tls(self, identity: Identity) -> Result<Self, Over> {
        let config = server_config(identity, self.script().wants_client_certificate);
        let Stream::Plain(mut socket) = self.stream else { return Err(Over) };
        let mut connection = ServerConnection::new(Arc::new(config)).map_err(|_| Over)?;
        while connection.is_handshaking() {
            match connection.complete_io(&mut socket) {
                Err(error) if !nothing_yet(&error) => return Err(Over),
                _ if self.shared.stop.load(Ordering::SeqCst) => return Err(Over),
                _ => {}
            }
        }
        let mut mail = self.mail;
        mail.encrypted = true;
        let stream = Stream::Tls(Box::new(StreamOwned::new(connection, socket)));
        Ok(Self { stream, mail, ..self })
    }

    fn script(&self) -> Script {
        (self.shared.script)()
    }

    fn answer(&mut self, answer: &Answer, proper: &str) -> Result<(), Over> {
        match answer {
            Answer::Ok | Answer::KeepAndClose => self.say(proper),
            Answer::Say(text) => self.say(text),
            Answer::Silence => loop {
                self.raw_line()?;
            },
            Answer::Late(after) => {
                std::thread::sleep(*after);
                self.say(proper)
            }
            Answer::Drip => loop {
                for byte in proper.bytes() {
                    self.write(&[byte])?;
                    std::thread::sleep(LOOK);
                    if self.shared.stop.load(Ordering::SeqCst) {
                        return Err(Over);
                    }
                }
            },
            Answer::Close => Err(Over),
        }
    }

    fn say(&mut self, text: &str) -> Result<(), Over> {
        self.write(format!("{text}\r\n").as_bytes())
    }

    fn write(&mut self, bytes: &[u8]) -> Result<(), Over> {
        match &mut self.stream {
            Stream::Plain(socket) => socket.write_all(bytes)?,
            Stream::Tls(tls) => tls.write_all(bytes).and_then(|()| tls.flush())?,
        }
        Ok(())
    }

    fn line(&mut self) -> Result<String, Over> {
        let line = String::from_utf8_lossy(&self.raw_line()?).trim_end().to_owned();
        self.shared
            .heard
            .lock()
            .expect("no thread panicked with the lock")
            .push(line.clone());
        Ok(line)
    }

    fn raw_line(&mut self) -> Result<Vec<u8>, Over> {
        loop {
            if let Some(end) = self.received.windows(2).position(|pair| pair == b"\r\n") {
                return Ok(self.received.drain(..end + 2).collect());
            }
            let mut bytes = [0; 65536];
            let read = match &mut self.stream {
                Stream::Plain(socket) => socket.read(&mut bytes),
                Stream::Tls(tls) => tls.read(&mut bytes),
            };
            match read {
                Ok(0) => return Err(Over),
                Ok(count) => self.received.extend_from_slice(&bytes[..count]),
                Err(error) if !nothing_yet(&error) => return Err(Over),
                Err(_) if self.shared.stop.load(Ordering::SeqCst) => return Err(Over),
                Err(_) => {}
            }
        }
    }
}

fn nothing_yet(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut | io::ErrorKind::Interrupted
    )
}

/// `MAIL FROM:<a@b> SIZE=1` → `a@b`, `SIZE=1`.
fn argument(line: &str) -> (String, String) {
    let inside = line.split_once('<').map_or("", |(_, rest)| rest);
    let (address, parameters) = inside.split_once('>').unwrap_or((inside, ""));
    (address.to_owned(), parameters.trim().to_owned())
}

fn server_config(identity: Identity, wants_client_certificate: bool) -> ServerConfig {
    let name = match identity {
        Identity::Localhost => "relay",
        Identity::Elsewhere => "elsewhere",
    };
    let read = |file: &str| {
        let certificates =
            CertificateDer::pem_file_iter(certificate(file)).expect("the test's certificate");
        certificates.collect::<Result<Vec<_>, _>>().expect("the test's certificate")
    };
    let chain = read(&format!("{name}.pem"));
    let key =
        PrivateKeyDer::from_pem_file(certificate(&format!("{name}.key"))).expect("the test's key");
    let provider = Arc::new(rustls_graviola::default_provider());
    let builder = ServerConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .expect("the provider knows TLS 1.2 and 1.3");
    let builder = if wants_client_certificate {
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(read("root.pem"));
        let verifier =
            WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider).build();
        builder.with_client_cert_verifier(verifier.expect("there is a root certificate"))
    } else {
        builder.with_no_client_auth()
    };
    builder
        .with_single_cert(chain, key)
        .expect("the test's certificate and key belong together")
}

fn base64(text: &str) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut line = String::new();
    for group in text.as_bytes().chunks(3) {
        let bits =
            (0..3).fold(0_usize, |bits, i| bits << 8 | usize::from(*group.get(i).unwrap_or(&0)));
        for place in 0..4 {
            line.push(if place <= group.len() {
                char::from(LETTERS[bits >> (18 - 6 * place) & 63])
            } else {
                '='
            });
        }
    }
    line
}
