//! A mail server for a test (`lab mailserver`): Postfix or Exim, which forward mails to Ferrofax,
//! or Dovecot or Postfix, which receive its mails. The server ends with the test. Its queue is
//! kept.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use crate::laboratory::LAB;
use crate::ports::own_port;

/// The mail server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Postfix,
    Exim,
    Dovecot,
}

/// The task of the mail server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Way {
    /// It forwards mails to Ferrofax by SMTP, to this port.
    Smtp(u16),
    /// It forwards mails to Ferrofax by LMTP, to this port (Postfix).
    Lmtp(u16),
    /// It passes mails to the program `ferrofax mail`, with this spool and these settings.
    Program {
        /// The folder of the spool.
        spool: PathBuf,
        /// The settings file.
        settings: PathBuf,
    },
    /// It receives Ferrofax's mails after a login with an access token, which it checks at this
    /// URL.
    Behind(String),
    /// It checks the logins of a Postfix ([`Self::Login`]) (Dovecot).
    Auth {
        /// The port of its auth service.
        port: u16,
        /// The URL at which it checks access tokens.
        introspection: String,
    },
    /// It receives Ferrofax's mails after a login, which it checks with Dovecot's auth service at
    /// this port (Postfix).
    Login(u16),
    /// Ferrofax reads one of its mailboxes by IMAP (TLS).
    Imap {
        /// The IMAP port.
        port: u16,
        /// The URL at which it checks access tokens. Without a URL, each user has the password
        /// `secret`.
        introspection: Option<String>,
    },
}

/// A mail server from Debian packages, set up with the files of `asterisk-conf`. It ends when this
/// value is dropped.
pub struct MailServer {
    kind: Kind,
    folder: PathBuf,
    /// The port at which it receives mails.
    port: u16,
    way: Way,
    /// The port to which it sends mails that are not faxes.
    onward: u16,
    holder: Option<Child>,
}

impl MailServer {
    /// Starts a mail server. Its queue and its logs are in `folder`.
    pub fn start(kind: Kind, folder: &Path, way: Way, onward: u16) -> Self {
        let mut server =
            Self { kind, folder: folder.to_owned(), port: own_port(), way, onward, holder: None };
        server.start_again();
        server
    }

    /// Starts the server after [`Self::kill9`], with its old queue.
    pub fn start_again(&mut self) {
        let mut command = Command::new(LAB);
        command.arg("mailserver").arg(&self.folder).arg(self.kind.name());
        command.args(["--listen", &self.port.to_string(), "--onward", &self.onward.to_string()]);
        match &self.way {
            Way::Smtp(port) => command.args(["--fax", &port.to_string()]),
            Way::Lmtp(port) => command.args(["--lmtp", &port.to_string()]),
            Way::Program { spool, settings } => {
                command.args(["--program", env!("CARGO_BIN_EXE_ferrofax"), "--spool"]);
                command.arg(spool).arg("--settings").arg(settings)
            }
            Way::Behind(introspection) => command.args(["--introspection", introspection]),
            Way::Auth { port, introspection } => {
                command.args(["--auth", &port.to_string(), "--introspection", introspection])
            }
            Way::Login(auth) => command.args(["--auth", &auth.to_string()]),
            Way::Imap { port, introspection } => {
                let asks = introspection.iter().flat_map(|url| ["--introspection", url]);
                command.args(["--imap", &port.to_string()]).args(asks)
            }
        };
        let holder = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("lab can be run");
        let holder = self.holder.insert(holder);
        let mut answer = String::new();
        let said =
            BufReader::new(holder.stdout.as_mut().expect("it is piped")).read_line(&mut answer);
        assert!(
            said.is_ok() && answer.trim() == "ready",
            "{:?} did not start: {}",
            self.kind,
            fs::read_to_string(self.folder.join("console")).unwrap_or_default()
        );
    }

    /// Kills the server with SIGKILL, to simulate a crash.
    pub fn kill9(&mut self) {
        if let Some(mut holder) = self.holder.take() {
            let _ = holder.kill();
            let _ = holder.wait();
        }
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    /// Returns its log.
    pub fn log(&self) -> String {
        let file = match self.kind {
            Kind::Postfix => "var/log/postfix.log",
            Kind::Exim => "var/log/exim4/mainlog",
            Kind::Dovecot => "var/log/dovecot.log",
        };
        fs::read_to_string(self.folder.join(file)).unwrap_or_default()
    }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        if let Some(mut holder) = self.holder.take() {
            drop(holder.stdin.take());
            let _ = holder.wait();
        }
    }
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Self::Postfix => "postfix",
            Self::Exim => "exim",
            Self::Dovecot => "dovecot",
        }
    }
}
