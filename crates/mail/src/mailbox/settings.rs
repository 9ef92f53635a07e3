//! The section `[mailbox]` of gateway.toml: a mailbox whose mails are faxed.

use std::path::PathBuf;

use ferrofax_gateway_toml::{Section, host, mailbox, settings};
use ferrofax_network::outward::base_url;

/// The default of `poll_seconds` for Microsoft Graph, which does not report new mails.
const GRAPH_POLL_S: u64 = 20;

settings! {
    /// The settings of `[mailbox]`.
    pub struct MailboxSettings {}

    /// The keys of `[mailbox]`.
    pub KEYS {
        /// The IMAP server of the mailbox: "outlook.office365.com", "imap.gmail.com". "": no mailbox
        /// is read.
        server: String = "", text(server);
        /// Instead of `server`: the URL of Microsoft Graph, "https://graph.microsoft.com/v1.0", by
        /// which the mailbox is read if IMAP is closed. Ferrofax logs in with the access tokens of
        /// [mail_login], whose `graph` has the same URL. "": the mailbox is read by IMAP.
        graph: String = "", text(graph);
        /// The port of the server: 993 for tls = "implicit", 143 for other values of tls.
        port: u32 = 993, number(1..=65_535);
        /// TLS from the first byte ("implicit"), by STARTTLS ("starttls"), or none ("none", only for
        /// a server on this machine).
        tls: MailboxTls = "implicit", words(
            "implicit" => MailboxTls::Implicit,
            "starttls" => MailboxTls::StartTls,
            "none" => MailboxTls::None,
        );
        /// PEM file with the certificates of the authorities that sign the server's certificate. "":
        /// the authorities that the system trusts.
        ca: Option<PathBuf> = "", path;
        /// The user name for the login, which is usually the mailbox's address. With `graph`: the
        /// address.
        user: String = "", text;
        /// The login: by the password in password_file ("password"), or by the access tokens of
        /// [mail_login] ("oauth2").
        auth: MailboxAuth = "password", words(
            "password" => MailboxAuth::Password,
            "oauth2" => MailboxAuth::OAuth2,
        );
        /// A file whose first line is the password; mode 640, group ferrofax.
        password_file: Option<PathBuf> = "", path;
        /// The mailbox's address. In a mail to fax+0991234@example.com the number is 0991234, if the
        /// address is fax@example.com. "": `user`, if it is an address.
        address: Option<String> = "", text(mailbox);
        /// The folder whose mails are faxed. At Microsoft, INBOX is the inbox in each language, and
        /// "INBOX/Orders" is a folder in it.
        folder: String = "INBOX", text(folder);
        /// The folder for mails whose fax is accepted. The folder is created if it is missing.
        accepted: String = "Faxed", text(folder);
        /// The folder for mails that are not faxed because the sender or the fax number is not
        /// allowed.
        refused: String = "Not faxed", text(folder);
        /// The folder for mails that could not be fetched or read.
        failed: String = "Fax failed", text(folder);
        /// The name (authserv-id) under which the mailbox's own mail server writes
        /// Authentication-Results: "mx.google.com"; "microsoft365" for Microsoft 365. Only senders
        /// whose mail address these results confirm may send.
        authserv: String = "", text;
        /// Instead of authserv: Ferrofax treats all mails of the mailbox as sent by this address.
        /// Use it only if nobody else can write to the mailbox.
        sender: Option<String> = "", text(mailbox);
        /// Mails older than this many days are left where they are, so that the first start does not
        /// fax an archive.
        oldest_days: u32 = 1, number(1..=30);
        /// Seconds between two checks for new mails, if the server does not report new mails itself
        /// (IDLE). With `graph`, the default is 20.
        poll_seconds: u64 = 60, number(5..=3_600);
        /// Seconds in which the server must answer each command.
        timeout_seconds: u64 = 60, number(5..=600);
    }
}

/// The protection of the connection to the mailbox's server.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MailboxTls {
    /// The connection to the mailbox's server uses TLS from the first byte.
    #[default]
    Implicit,
    /// The connection to the mailbox's server changes to TLS by the command STARTTLS.
    StartTls,
    /// The connection to the mailbox's server does not use TLS.
    None,
}

/// The kind of login at the mailbox's server.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MailboxAuth {
    /// Ferrofax logs in at the mailbox's server with a password.
    #[default]
    Password,
    /// Ferrofax logs in at the mailbox's server with an access token (OAuth 2.0).
    OAuth2,
}

/// The reason why a text is not a valid value of a key in `[mailbox]`.
#[derive(Debug, thiserror::Error)]
enum Unfit {
    #[error(
        "'{0}' is no name of a folder; it has 1 to 200 printable characters of ASCII, without \" and *"
    )]
    Folder(String),
    #[error("'{0}' is no address of Microsoft Graph; https://graph.microsoft.com/v1.0 is one")]
    Graph(String),
}

impl MailboxSettings {
    /// Whether the settings name a mailbox whose mails are faxed.
    pub fn is_on(&self) -> bool {
        !self.server.is_empty() || self.is_graph()
    }

    /// Whether the mailbox is read by Microsoft Graph in place of IMAP.
    pub fn is_graph(&self) -> bool {
        !self.graph.is_empty()
    }

    /// The server or URL at which Ferrofax reads the mailbox.
    pub(super) fn place(&self) -> &str {
        if self.is_graph() { &self.graph } else { &self.server }
    }

    /// The mailbox's address, if it is known.
    pub fn own_address(&self) -> Option<&str> {
        let user = || Some(self.user.as_str()).filter(|user| user.contains('@'));
        self.address.as_deref().or_else(user)
    }

    /// The port of the mailbox's IMAP server.
    pub(super) fn port(&self) -> u16 {
        u16::try_from(self.port).unwrap_or(u16::MAX)
    }

    /// Whether the settings have a rule by which a mail's sender is verified. Without a rule, each
    /// mail is refused.
    pub fn has_rule(&self) -> bool {
        !self.authserv.is_empty() || self.sender.is_some()
    }

    /// Whether the login needs the access tokens of `[mail_login]`.
    pub fn needs_token(&self) -> bool {
        self.is_graph() || self.is_on() && self.auth == MailboxAuth::OAuth2
    }

    /// Reads the section `[mailbox]`, and reports keys that are missing or that exclude each other.
    pub fn read(&mut self, section: &Section<'_, '_>) {
        section.read(KEYS, self);
        if !self.is_on() {
            return;
        }
        if self.is_graph() {
            self.read_of_graph(section);
        }
        if !section.has("port") && self.tls != MailboxTls::Implicit {
            self.port = 143;
        }
        if self.user.is_empty() {
            section.wrong("user", "it is missing; it is usually the mailbox's address");
        }
        let has_password = self.auth == MailboxAuth::Password && !self.is_graph();
        if has_password && self.password_file.is_none() {
            section.wrong("password_file", "it is missing; its first line is the password");
        }
        if !self.authserv.is_empty() && self.sender.is_some() {
            section.wrong("sender", "either authserv or sender is used, not both");
        }
        let folders = [&self.folder, &self.accepted, &self.refused, &self.failed];
        for (index, folder) in folders.iter().enumerate() {
            if folders[..index].iter().any(|other| other.eq_ignore_ascii_case(folder)) {
                let key = ["folder", "accepted", "refused", "failed"][index];
                section.wrong(key, format!("'{folder}' is another folder's name already"));
            }
        }
        let is_plain = self.tls == MailboxTls::None && !self.is_graph();
        if is_plain && !is_this_machine(&self.server) {
            section.wrong("tls", "\"none\" is only for a server on this machine");
        }
    }

    /// Reports keys of `[mailbox]` that do not go together with `graph`, and sets the defaults for
    /// it.
    fn read_of_graph(&mut self, section: &Section<'_, '_>) {
        if !self.server.is_empty() {
            section.wrong("server", "either server (IMAP) or graph is used, not both");
        }
        for key in ["port", "tls", "password_file"] {
            if section.has(key) {
                section.wrong(key, "it is for IMAP only, and not used with graph");
            }
        }
        if section.has("auth") && self.auth == MailboxAuth::Password {
            section.wrong("auth", "with graph, the login is by the access tokens of [mail_login]");
        }
        let folders = [&self.folder, &self.accepted, &self.refused, &self.failed];
        for (index, folder) in folders.iter().enumerate() {
            if folder.split('/').any(|part| part.trim().is_empty()) {
                let key = ["folder", "accepted", "refused", "failed"][index];
                section.wrong(key, format!("'{folder}' has a part without a name"));
            }
        }
        if !section.has("poll_seconds") {
            self.poll_seconds = GRAPH_POLL_S;
        }
    }
}

fn is_this_machine(server: &str) -> bool {
    matches!(server, "localhost" | "127.0.0.1" | "::1")
}

fn server(text: &str) -> Result<String, ferrofax_gateway_toml::Unfit> {
    let is_address = text.parse::<std::net::IpAddr>().is_ok();
    if text.is_empty() || is_address { Ok(text.to_owned()) } else { host(text) }
}

fn graph(text: &str) -> Result<String, Unfit> {
    base_url(text).ok_or_else(|| Unfit::Graph(text.to_owned()))
}

fn folder(text: &str) -> Result<String, Unfit> {
    let is_fit =
        |c: char| (c.is_ascii_graphic() || c == ' ') && !matches!(c, '"' | '*' | '%' | '&' | '\\');
    if (1..=200).contains(&text.len()) && text.chars().all(is_fit) {
        Ok(text.to_owned())
    } else {
        Err(Unfit::Folder(text.to_owned()))
    }
}
