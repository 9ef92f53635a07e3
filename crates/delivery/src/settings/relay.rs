//! The settings for reaching the relay (the mail server): its host name or IP address, the
//! encryption of the connection, our certificate and login, and timeouts.

use std::fmt;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::values::{SettingError, ip_address, not_one_of, number, path, word, yes_or_no};

/// The settings for reaching the mail relay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RelaySettings {
    /// The name or IP address of the mail relay; its certificate must be valid for this name. Or
    /// `unix:` with the path of a Unix socket on this machine.
    pub host: String,
    /// The port of the mail relay. `None` means 25, or 465 with [`Tls::Implicit`].
    pub port: Option<u16>,
    /// The encryption of the connection to the mail relay.
    pub tls: Tls,
    /// The PEM file of the certificate authorities to trust for the mail relay's certificate.
    /// `None` means the system's list.
    pub ca_file: Option<PathBuf>,
    /// The PEM file with the client certificate that we show to the mail relay, and with its chain.
    pub client_certificate: Option<PathBuf>,
    /// The PEM file with the private key of our client certificate.
    pub client_key: Option<PathBuf>,
    /// The user name and the password for the login at the mail relay (AUTH); `None` for no login.
    pub login: Option<Login>,
    /// The kind of the login to the mail relay: by password, or by an access token.
    pub auth: Auth,
    /// Whether the password may be sent to the mail relay over a connection without a checked
    /// certificate. An access token is never sent over such a connection.
    pub auth_in_clear: bool,
    /// The local IP address from which we connect to the mail relay; `None`: the system chooses.
    pub source_address: Option<IpAddr>,
    /// The name of this machine that we give in EHLO. `None` means the host name, or our IP address
    /// if the host name has no domain.
    pub helo: Option<String>,
    /// The timeouts for the steps of the SMTP conversation with the relay.
    pub timeouts: Timeouts,
}

/// The kind of the login at the mail relay.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Auth {
    /// The login is by user name and password: AUTH PLAIN (RFC 4616) or AUTH LOGIN.
    #[default]
    Password,
    /// The login is by user name and an access token: AUTH XOAUTH2 or AUTH OAUTHBEARER (RFC 7628).
    /// The Ferrofax service fetches the token.
    OAuth2,
}

/// The encryption of the connection to the mail relay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tls {
    /// The connection to the mail relay is never encrypted.
    None,
    /// The connection is encrypted by STARTTLS if the relay offers it. There are two cases:
    ///
    /// - If the mail is sent without a login, or if `mailauthinclear` allows the password on every
    ///   connection, the relay's certificate is not checked. If TLS fails, the mail is sent
    ///   unencrypted. So an eavesdropper who can also change the connection can read the mail.
    /// - If the login needs an access token, or a password without `mailauthinclear`, the
    ///   certificate is checked. If TLS fails, nothing is sent.
    Opportunistic,
    /// The connection is encrypted by STARTTLS, and the certificate must be valid for the mail
    /// relay's name. If the relay does not offer STARTTLS, or if its certificate is not valid,
    /// nothing is sent.
    Required,
    /// The connection is TLS from the first byte (RFC 8314). The certificate must be valid for the
    /// relay's name, as in [`Tls::Required`].
    Implicit,
}

/// The timeouts for the conversation with the mail relay. Each limits a whole step, however slowly
/// the bytes come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timeouts {
    /// The longest time to wait for a connection to one IP address of the mail relay.
    pub connect: Duration,
    /// The longest time from an SMTP command to the relay's complete answer. The same limit applies
    /// to the relay's greeting and to the TLS handshake.
    pub command: Duration,
    /// The longest time for sending 64 KiB of a mail to the relay.
    pub data: Duration,
    /// The longest time to wait for the relay's answer after the whole mail was sent. It is long:
    /// the relay may have accepted the mail, and a further attempt would then send a second copy
    /// (RFC 5321 4.5.3.2.6).
    pub data_end: Duration,
}

/// The user name and the password for the mail relay. `{:?}` prints neither of them.
#[derive(Clone, PartialEq, Eq)]
pub struct Login {
    /// The user name for the login at the mail relay.
    pub user: String,
    /// The password for the login at the mail relay.
    pub password: String,
}

impl RelaySettings {
    /// The port of the mail relay to which we connect.
    pub fn port(&self) -> u16 {
        self.port.unwrap_or(if self.tls == Tls::Implicit { 465 } else { 25 })
    }

    /// The relay as people write it: `host:port`, or `unix:` with a path.
    pub fn address(&self) -> String {
        match self.unix_socket() {
            Some(_) => self.host.clone(),
            None => format!("{}:{}", self.host, self.port()),
        }
    }

    /// The path of the relay's Unix socket, if the relay is a program on this machine that listens
    /// at one.
    pub(crate) fn unix_socket(&self) -> Option<&Path> {
        self.host.strip_prefix("unix:").map(Path::new)
    }

    /// Whether the relay is a program on this machine.
    pub(crate) fn is_here(&self) -> bool {
        self.unix_socket().is_some()
            || self.host == "localhost"
            || self.host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
    }

    /// Whether the mail relay's certificate must be valid and issued for the relay's name.
    pub(crate) fn checks_certificate(&self) -> bool {
        match self.tls {
            Tls::None => false,
            Tls::Opportunistic => self.login.is_some() && !self.may_log_in_clear(),
            Tls::Required | Tls::Implicit => true,
        }
    }

    /// Whether the login may be sent to the mail relay over a connection without a checked
    /// certificate.
    pub(crate) fn may_log_in_clear(&self) -> bool {
        self.auth_in_clear && self.auth == Auth::Password
    }

    /// Sets one option for the mail relay. Returns `Ok(false)` if `option` is not an option for the
    /// relay.
    pub(super) fn set(&mut self, option: &str, value: &str) -> Result<bool, SettingError> {
        match option.to_ascii_lowercase().as_str() {
            "mailserver" | "smarthost" => self.set_server(option, value)?,
            "mailport" => self.port = Some(number(option, value, 1, 65535)? as u16),
            "mailtls" => self.tls = Tls::from_option(option, value)?,
            "mailcafile" => self.ca_file = path(value),
            "mailclientcert" => self.client_certificate = path(value),
            "mailclientkey" => self.client_key = path(value),
            "mailuser" => self.login_mut().user = value.to_owned(),
            "mailpassword" => self.login_mut().password = value.to_owned(),
            "mailauth" => self.auth = Auth::from_option(option, value)?,
            "mailauthinclear" => self.auth_in_clear = yes_or_no(option, value)?,
            "mailsourceaddress" => self.source_address = ip_address(option, value)?,
            "mailhelo" => self.helo = word(value),
            "mailtimeout" => self.timeouts.set_answer(number(option, value, 1, 3600)?),
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// Sets the mail relay and its port from `host`, `host:port`, `[IPv6]`, `[IPv6]:port` or
    /// `unix:/path`. A bare IPv6 address is recognised by its second colon. If the value is a list,
    /// its first element is used.
    fn set_server(&mut self, option: &str, value: &str) -> Result<(), SettingError> {
        let (value, _) = first_server(value);
        if let Some(path) = value.strip_prefix("unix:") {
            if !path.starts_with('/') {
                return Err(not_one_of(option, value, "unix: with an absolute path"));
            }
            self.host = value.to_owned();
            return Ok(());
        }
        let (host, port) = if let Some(rest) = value.strip_prefix('[') {
            match rest.split_once(']') {
                Some((host, "")) => (host, None),
                Some((host, tail)) => (host, tail.strip_prefix(':')),
                None => (rest, None),
            }
        } else {
            match value.split_once(':') {
                Some((host, port)) if !port.contains(':') => (host, Some(port)),
                _ => (value, None),
            }
        };
        if host.is_empty() || host.contains(char::is_whitespace) {
            return Err(not_one_of(option, value, "host or host:port"));
        }
        if let Some(port) = port {
            self.port = Some(number(option, port, 1, 65535)? as u16);
        }
        self.host = host.to_owned();
        Ok(())
    }

    fn login_mut(&mut self) -> &mut Login {
        self.login
            .get_or_insert_with(|| Login { user: String::new(), password: String::new() })
    }
}

/// Splits `value`, a list of mail relays, into the first relay and the other relays.
pub(crate) fn first_server(value: &str) -> (&str, &str) {
    let (first, others) = value.split_once([',', ';']).unwrap_or((value, ""));
    (first.trim(), others.trim())
}

impl Default for RelaySettings {
    fn default() -> Self {
        Self {
            host: "localhost".to_owned(),
            port: None,
            tls: Tls::Opportunistic,
            ca_file: None,
            client_certificate: None,
            client_key: None,
            login: None,
            auth: Auth::default(),
            auth_in_clear: false,
            source_address: None,
            helo: None,
            timeouts: Timeouts::default(),
        }
    }
}

impl Auth {
    fn from_option(option: &str, value: &str) -> Result<Self, SettingError> {
        match value.to_ascii_lowercase().as_str() {
            "password" => Ok(Self::Password),
            "oauth2" => Ok(Self::OAuth2),
            _ => Err(not_one_of(option, value, "password, oauth2")),
        }
    }
}

impl Tls {
    fn from_option(option: &str, value: &str) -> Result<Self, SettingError> {
        Ok(match value.to_ascii_lowercase().as_str() {
            "none" | "no" => Self::None,
            "opportunistic" => Self::Opportunistic,
            "required" | "yes" => Self::Required,
            "implicit" => Self::Implicit,
            _ => return Err(not_one_of(option, value, "none, opportunistic, required, implicit")),
        })
    }
}

impl fmt::Display for Tls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::None => "none",
            Self::Opportunistic => "opportunistic",
            Self::Required => "required",
            Self::Implicit => "implicit",
        })
    }
}

impl Timeouts {
    /// Sets the longest time to wait for an answer of the mail relay, in seconds, and sets the
    /// other timeouts in proportion to this time.
    fn set_answer(&mut self, seconds: u32) {
        let command = Duration::from_secs(seconds.into());
        *self = Self { connect: command / 2, command, data: command, data_end: command * 10 };
    }

    /// The longest time that sending one mail of `size` bytes can take. The lease on its outbox
    /// entry lasts at least as long. The factors are generous: an SMTP session has fewer than
    /// twelve answers, and a host name may have several IP addresses. With opportunistic TLS, the
    /// session may have to begin twice: with TLS and, after a failed handshake, without it.
    pub fn longest(&self, size: usize) -> Duration {
        self.connect * 8 + self.command * 24 + self.data * (1 + size as u32 / 65536) + self.data_end
    }
}

impl Default for Timeouts {
    fn default() -> Self {
        let mut timeouts = Self {
            connect: Duration::ZERO,
            command: Duration::ZERO,
            data: Duration::ZERO,
            data_end: Duration::ZERO,
        };
        timeouts.set_answer(60);
        timeouts
    }
}

impl fmt::Debug for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Login(…)")
    }
}
