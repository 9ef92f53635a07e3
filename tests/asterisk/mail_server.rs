//! Postfix or Exim before Ferrofax, or Dovecot or Postfix behind it (`lab mailserver`): it lives as
//! long as the test that holds it, and its queue longer.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use crate::laboratory::LAB;
use crate::ports::own_port;

/// Which one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Postfix,
    Exim,
    Dovecot,
}

/// How it hands mails to Ferrofax.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Way {
    /// By SMTP, to this port.
    Smtp(u16),
    /// By LMTP, to this port (Postfix).
    Lmtp(u16),
    /// By the program, into this gateway's spool and by its settings.
    Program {
        /// The spool's folder.
        spool: PathBuf,
        /// The file.
        settings: PathBuf,
    },
    /// Not at all: it takes Ferrofax's mails, after a login with an access token about which it asks
    /// at this URL.
    Behind(String),
    /// Not at all: a Postfix ([`Self::Login`]) asks it about each login (Dovecot).
    Auth {
        /// The port of its auth service.
        port: u16,
        /// The URL at which it asks about access tokens.
        introspection: String,
    },
    /// Not at all: it takes Ferrofax's mails, after a login about which it asks the auth service of a
    /// Dovecot at this port (Postfix).
    Login(u16),
    /// Not at all: Ferrofax reads a mailbox of it by IMAP (TLS).
    Imap {
        /// The port of IMAP.
        port: u16,
        /// The URL at which it asks about access tokens. Without it each user has the password
        /// `secret`.
        introspection: Option<String>,
    },
}

/// A mail server of Debian's, set up by the files of `asterisk-conf`. It ends when this is dropped.
pub struct MailServer {
    kind: Kind,
    folder: PathBuf,
    /// Where it takes mails.
    port: u16,
    way: Way,
    /// Where it sends what is no fax.
    onward: u16,
    holder: Option<Child>,
}

impl MailServer {
    /// Its queue and its logs are in `folder`.
    pub fn start(kind: Kind, folder: &Path, way: Way, onward: u16) -> Self {
        let mut server =
            Self { kind, folder: folder.to_owned(), port: own_port(), way, onward, holder: None };
        server.start_again();
        server
    }

    /// Starts it after [`Self::kill9`], with the queue that it had.
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

    /// Kills all of it at once, as a crash does.
    pub fn kill9(&mut self) {
        if let Some(mut holder) = self.holder.take() {
            let _ = holder.kill();
            let _ = holder.wait();
        }
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    /// What it logged so far.
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
