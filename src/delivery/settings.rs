//! The settings of the mail: which relay and how to reach it, who the mails come from, which words they use.
//!
//! [`MailSettings::set`] takes the options of `ferrofax.conf` one by one, so that the reader of the file needs to know
//! none of them. Where `voicemail.conf` has an option for the same thing, ours has its name and means the same:
//!
//! | option | what it sets | default |
//! | --- | --- | --- |
//! | `mailserver` (also `smarthost`) | the relay, `host` or `host:port` | `localhost` |
//! | `mailport` | its port | 25; 465 with `mailtls=implicit` |
//! | `mailtls` | `none`, `opportunistic`, `required` (STARTTLS), `implicit` (TLS from the first byte) | `opportunistic` |
//! | `mailcafile` | PEM file of the authorities to trust for the relay's certificate | the system's |
//! | `mailclientcert`, `mailclientkey` | PEM files: the certificate (with its chain) that we show, and its key | none |
//! | `mailuser`, `mailpassword` | the login for AUTH PLAIN or LOGIN | none |
//! | `mailauthinclear` | yes: log in over a connection that is not protected by a checked certificate | no |
//! | `mailsourceaddress` | the local IP address to send from | the system's choice |
//! | `mailhelo` | the name we give in EHLO | the host name, or our address if that has no domain |
//! | `mailtimeout` | seconds to wait for an answer of the relay | 60 (600 for the end of the mail) |
//! | `mailgiveupafter` | hours after which a fax that cannot be delivered goes to the faxmaster | 72 |
//! | `mailenvelopefrom` | envelope sender, where bounces go; `<>` for none | `serveremail` |
//! | `maildomain` | completes addresses without `@`; the right side of Message-IDs | the host name |
//! | `serveremail`, `fromstring` | address and name in `From:` | `fax`, `Fax` |
//! | `faxmaster` | who gets what could not be delivered | `faxmaster` |
//! | `attach` | no: mail a notice without the fax | yes |
//! | `emailsubject`, `emailbody` | templates, see [`super::names`]; `\n` and `\t` are line end and tab | see there |
//! | `emaildateformat` | strftime format of `${FAX_DATE}` | `%A, %B %d, %Y at %r` |
//! | `tz` | time zone of `${FAX_DATE}`, as `Europe/Berlin` | the system's |
//! | `charset` | accepted for old files; mails are UTF-8 | `UTF-8` |
//! | `faxheaders` | the headers by which Exchange and Outlook know a fax | yes |

use std::fmt;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use thiserror::Error;

use super::names;
use super::template::{self, Template};
use crate::spool::{ReceivedFax, RetryPolicy};

/// Everything that delivery needs to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailSettings {
    /// The relay that takes all our mails.
    pub relay: RelaySettings,
    /// `serveremail`: the address in `From:`; without `@` it is completed by [`Self::domain`].
    pub from_address: String,
    /// `fromstring`: the name in `From:`.
    pub from_name: String,
    /// `mailenvelopefrom`: where bounces go. `None`: the address in `From:`; empty: the null sender.
    pub envelope_sender: Option<String>,
    /// `faxmaster`: who gets what could not be delivered.
    pub faxmaster: String,
    /// `maildomain`: completes addresses, and names us in Message-IDs. `None`: the host name.
    pub domain: Option<String>,
    /// `attach=no`: someone asked for mails without the fax.
    pub attach: bool,
    /// `emailsubject`.
    pub subject: Template,
    /// `emailbody`.
    pub body: Template,
    /// `emaildateformat`.
    pub date_format: String,
    /// `tz`: an IANA name. `None`: the system's zone.
    pub time_zone: Option<String>,
    /// `faxheaders`: headers for Exchange and Outlook.
    pub fax_headers: bool,
    /// When to try again, and for how long.
    pub retry: RetryPolicy,
}

/// How to reach the relay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RelaySettings {
    /// Name or address; the name that its certificate must bear.
    pub host: String,
    /// `None`: 25, or 465 with [`Tls::Implicit`].
    pub port: Option<u16>,
    /// Whether and how the connection is encrypted.
    pub tls: Tls,
    /// PEM file of the authorities to trust. `None`: the system's.
    pub ca_file: Option<PathBuf>,
    /// PEM file with our certificate and its chain.
    pub client_certificate: Option<PathBuf>,
    /// PEM file with the key to it.
    pub client_key: Option<PathBuf>,
    /// Login for AUTH.
    pub login: Option<Login>,
    /// Whether the password may cross a connection without a checked certificate.
    pub auth_in_clear: bool,
    /// The local address to send from.
    pub source_address: Option<IpAddr>,
    /// The name for EHLO. `None`: the host name, or our address if that has no domain.
    pub helo: Option<String>,
    /// How long to wait for what.
    pub timeouts: Timeouts,
}

/// Whether and how the connection to the relay is encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tls {
    /// Never.
    None,
    /// STARTTLS where the relay offers it. The certificate is not checked, and where the handshake fails the mail goes
    /// in clear: this protects from listeners, not from someone in the middle. With a login set (and not
    /// `mailauthinclear`) the certificate is checked, because a password is at stake.
    Opportunistic,
    /// STARTTLS, with a certificate that is valid for the relay's name; else nothing is sent.
    Required,
    /// TLS from the first byte (RFC 8314), checked as in [`Tls::Required`].
    Implicit,
}

/// How long to wait for the relay. Each is for the whole step, however slowly the bytes drip.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timeouts {
    /// For each address of the relay that is tried.
    pub connect: Duration,
    /// From each command to its whole answer; the greeting and the TLS handshake as well.
    pub command: Duration,
    /// For handing over the bytes of the mail, per 64 KiB of it.
    pub data: Duration,
    /// From the end of the mail to the answer: long, because giving up here risks a second copy (RFC 5321 4.5.3.2.6).
    pub data_end: Duration,
}

/// User name and password; neither shows in `{:?}`.
#[derive(Clone, PartialEq, Eq)]
pub struct Login {
    /// Who we are to the relay.
    pub user: String,
    /// The secret.
    pub password: String,
}

/// What is wrong with an option's value.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SettingError {
    /// Not one of the words that the option knows.
    #[error("{option}: '{value}' is not one of {expected}")]
    NotOneOf {
        /// The option.
        option: String,
        /// What stood there.
        value: String,
        /// What may stand there.
        expected: &'static str,
    },
    /// Not a number in the option's range.
    #[error("{option}: '{value}' is no number from {min} to {max}")]
    NotANumber {
        /// The option.
        option: String,
        /// What stood there.
        value: String,
        /// Least value.
        min: u32,
        /// Greatest value.
        max: u32,
    },
    /// Not an IP address.
    #[error("{option}: '{value}' is no IP address")]
    NotAnAddress {
        /// The option.
        option: String,
        /// What stood there.
        value: String,
    },
    /// Not a mail address.
    #[error("{option}: '{value}' is no mail address")]
    NotAMailAddress {
        /// The option.
        option: String,
        /// What stood there.
        value: String,
    },
    /// A date format or time zone that we cannot use.
    #[error("{option}: '{value}' cannot be used: {reason}")]
    Unusable {
        /// The option.
        option: String,
        /// What stood there.
        value: String,
        /// Why not.
        reason: String,
    },
}

impl MailSettings {
    /// Takes one option of the configuration file. `Ok(false)`: it is none of ours. On an error nothing has changed.
    pub fn set(&mut self, option: &str, value: &str) -> Result<bool, SettingError> {
        let value = value.trim();
        match option.to_ascii_lowercase().as_str() {
            "mailserver" | "smarthost" => self.relay.set_server(option, value)?,
            "mailport" => self.relay.port = Some(number(option, value, 1, 65535)? as u16),
            "mailtls" => self.relay.tls = Tls::from_option(option, value)?,
            "mailcafile" => self.relay.ca_file = path(value),
            "mailclientcert" => self.relay.client_certificate = path(value),
            "mailclientkey" => self.relay.client_key = path(value),
            "mailuser" => self.relay.login_mut().user = value.to_owned(),
            "mailpassword" => self.relay.login_mut().password = value.to_owned(),
            "mailauthinclear" => self.relay.auth_in_clear = yes_or_no(option, value)?,
            "mailsourceaddress" => self.relay.source_address = ip_address(option, value)?,
            "mailhelo" => self.relay.helo = word(value),
            "mailtimeout" => self.relay.timeouts.set_answer(number(option, value, 1, 3600)?),
            "mailenvelopefrom" => {
                self.envelope_sender = match value {
                    "" => None,
                    "<>" => Some(String::new()),
                    address => Some(mail_address(option, address)?),
                }
            }
            "maildomain" => self.domain = word(value),
            "serveremail" => self.from_address = mail_address(option, value)?,
            "fromstring" => self.from_name = value.to_owned(),
            "faxmaster" => self.faxmaster = mail_address(option, value)?,
            "attach" => self.attach = yes_or_no(option, value)?,
            "emailsubject" => self.subject = Template::new(value),
            "emailbody" => self.body = Template::new(&template::unescape(value)),
            "emaildateformat" => {
                names::check_date_format(value).map_err(|reason| unusable(option, value, reason))?;
                self.date_format = value.to_owned();
            }
            "tz" => {
                if !value.is_empty() {
                    names::check_time_zone(value).map_err(|reason| unusable(option, value, reason))?;
                }
                self.time_zone = word(value);
            }
            "charset" => {
                if !value.eq_ignore_ascii_case("utf-8") {
                    return Err(not_one_of(option, value, "UTF-8 (mails are always UTF-8)"));
                }
            }
            "faxheaders" => self.fax_headers = yes_or_no(option, value)?,
            "mailgiveupafter" => {
                self.retry.give_up_after_ms = i64::from(number(option, value, 1, 24 * 365)?) * 3_600_000;
            }
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// The settings for one fax: its device may have its own words, sender and time zone, but not its own relay.
    pub fn for_fax(&self, fax: &ReceivedFax) -> Self {
        let mut settings = self.clone();
        for (option, value) in &fax.options {
            if DEVICE_OPTIONS.contains(&option.to_ascii_lowercase().as_str())
                && let Err(error) = settings.set(option, value)
            {
                // It was named when the device was declared; the fax goes out with the general setting.
                log::warn!("device {}: {error}", fax.device);
            }
        }
        settings
    }

    /// What would not work as it stands, one sentence each: to be said at load, before the first fax needs it.
    pub fn problems(&self) -> Vec<String> {
        let mut problems = Vec::new();
        for (option, template) in [("emailsubject", &self.subject), ("emailbody", &self.body)] {
            for name in template.names().filter(|name| !names::is_known(name)) {
                problems.push(format!("{option}: there is no ${{{name}}}, it is left as it stands"));
            }
        }
        let relay = &self.relay;
        if relay.client_certificate.is_some() != relay.client_key.is_some() {
            problems.push("mailclientcert and mailclientkey are only used together".to_owned());
        }
        let at_home = relay.host == "localhost" || relay.host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback());
        if !at_home && !self.envelope_from().is_empty() && !self.envelope_from().contains('.') {
            let sender = self.envelope_from();
            problems.push(format!("the sender '{sender}' has no domain, many relays refuse it; set maildomain"));
        }
        if let Err(error) = super::tls::check(relay) {
            problems.push(error.to_string());
        }
        problems
    }

    /// An address as it goes on the wire: completed by our domain where it has none.
    pub fn complete_address(&self, address: &str) -> String {
        if address.contains('@') { address.to_owned() } else { format!("{address}@{}", self.domain()) }
    }

    /// The envelope sender as it goes on the wire; empty for the null sender.
    pub fn envelope_from(&self) -> String {
        match &self.envelope_sender {
            Some(empty) if empty.is_empty() => String::new(),
            Some(address) => self.complete_address(address),
            None => self.complete_address(&self.from_address),
        }
    }

    /// The domain in whose name we write.
    pub fn domain(&self) -> String {
        self.domain.clone().unwrap_or_else(host_name)
    }
}

impl Default for MailSettings {
    fn default() -> Self {
        Self {
            relay: RelaySettings::default(),
            from_address: "fax".to_owned(),
            from_name: "Fax".to_owned(),
            envelope_sender: None,
            faxmaster: "faxmaster".to_owned(),
            domain: None,
            attach: true,
            subject: Template::new(names::DEFAULT_SUBJECT),
            body: Template::new(names::DEFAULT_BODY),
            date_format: names::DEFAULT_DATE_FORMAT.to_owned(),
            time_zone: None,
            fax_headers: true,
            retry: RetryPolicy::default(),
        }
    }
}

impl RelaySettings {
    /// The port to connect to.
    pub fn port(&self) -> u16 {
        self.port.unwrap_or(if self.tls == Tls::Implicit { 465 } else { 25 })
    }

    /// Whether the relay's certificate must be valid for its name.
    pub fn checks_certificate(&self) -> bool {
        match self.tls {
            Tls::None => false,
            Tls::Opportunistic => self.login.is_some() && !self.auth_in_clear,
            Tls::Required | Tls::Implicit => true,
        }
    }

    /// `host`, `host:port`, `[IPv6]` or `[IPv6]:port`; a bare IPv6 address has more than one colon.
    fn set_server(&mut self, option: &str, value: &str) -> Result<(), SettingError> {
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
        self.login.get_or_insert_with(|| Login { user: String::new(), password: String::new() })
    }
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
            auth_in_clear: false,
            source_address: None,
            helo: None,
            timeouts: Timeouts::default(),
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
    /// Sets the wait for an answer; the other waits keep their proportion to it.
    fn set_answer(&mut self, seconds: u32) {
        let command = Duration::from_secs(seconds.into());
        *self = Self { connect: command / 2, command, data: command, data_end: command * 10 };
    }

    /// The longest that one mail of `size` bytes can take, for the lease on its entry. Twelve answers are more than a
    /// session has; a name can have some addresses; opportunistic TLS may begin twice.
    pub fn longest(&self, size: usize) -> Duration {
        self.connect * 8 + self.command * 24 + self.data * (1 + size as u32 / 65536) + self.data_end
    }
}

impl Default for Timeouts {
    fn default() -> Self {
        let mut timeouts =
            Self { connect: Duration::ZERO, command: Duration::ZERO, data: Duration::ZERO, data_end: Duration::ZERO };
        timeouts.set_answer(60);
        timeouts
    }
}

impl fmt::Debug for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Login(…)")
    }
}

/// The options that a device may have for itself.
pub const DEVICE_OPTIONS: [&str; 9] = [
    "serveremail",
    "fromstring",
    "faxmaster",
    "attach",
    "emailsubject",
    "emailbody",
    "emaildateformat",
    "tz",
    "faxheaders",
];

/// The machine's name, for EHLO and as domain.
pub fn host_name() -> String {
    match lettre::transport::smtp::extension::ClientId::default() {
        lettre::transport::smtp::extension::ClientId::Domain(name) => name,
        _ => "localhost".to_owned(),
    }
}

fn yes_or_no(option: &str, value: &str) -> Result<bool, SettingError> {
    // Asterisk's own words for true and false.
    match value.to_ascii_lowercase().as_str() {
        "yes" | "true" | "y" | "t" | "1" | "on" => Ok(true),
        "no" | "false" | "n" | "f" | "0" | "off" => Ok(false),
        _ => Err(not_one_of(option, value, "yes, no")),
    }
}

fn number(option: &str, value: &str, min: u32, max: u32) -> Result<u32, SettingError> {
    match value.parse() {
        Ok(number) if (min..=max).contains(&number) => Ok(number),
        _ => Err(SettingError::NotANumber { option: option.to_owned(), value: value.to_owned(), min, max }),
    }
}

fn ip_address(option: &str, value: &str) -> Result<Option<IpAddr>, SettingError> {
    if value.is_empty() {
        return Ok(None);
    }
    let address = value.parse();
    address.map(Some).map_err(|_| SettingError::NotAnAddress { option: option.to_owned(), value: value.to_owned() })
}

/// An address, or its part before the `@` alone.
fn mail_address(option: &str, value: &str) -> Result<String, SettingError> {
    let whole = if value.contains('@') { value.to_owned() } else { format!("{value}@localhost") };
    match whole.parse::<lettre::Address>() {
        Ok(_) => Ok(value.to_owned()),
        Err(_) => Err(SettingError::NotAMailAddress { option: option.to_owned(), value: value.to_owned() }),
    }
}

fn word(value: &str) -> Option<String> {
    if value.is_empty() { None } else { Some(value.to_owned()) }
}

fn path(value: &str) -> Option<PathBuf> {
    if value.is_empty() { None } else { Some(Path::new(value).to_owned()) }
}

fn not_one_of(option: &str, value: &str, expected: &'static str) -> SettingError {
    SettingError::NotOneOf { option: option.to_owned(), value: value.to_owned(), expected }
}

fn unusable(option: &str, value: &str, reason: String) -> SettingError {
    SettingError::Unusable { option: option.to_owned(), value: value.to_owned(), reason }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_of_the_file_arrive() {
        let mut settings = MailSettings::default();
        for (option, value) in [
            ("smarthost", "mail.example.com:587"),
            ("mailtls", "required"),
            ("mailuser", "fax"),
            ("mailpassword", "secret"),
            ("mailsourceaddress", "192.0.2.7"),
            ("mailenvelopefrom", "bounces@example.com"),
            ("serveremail", "fax@example.com"),
            ("emailbody", "Dear ${FAX_DEVICE},\\nhello"),
            ("attach", "no"),
        ] {
            assert_eq!(settings.set(option, value), Ok(true), "{option}");
        }
        assert_eq!((settings.relay.host.as_str(), settings.relay.port()), ("mail.example.com", 587));
        assert_eq!(settings.relay.tls, Tls::Required);
        assert_eq!(settings.envelope_from(), "bounces@example.com");
        assert!(!settings.attach);
        assert!(settings.problems().is_empty());
        assert_eq!(settings.set("quality", "1"), Ok(false));
    }

    #[test]
    fn a_wrong_value_is_named_and_changes_nothing() {
        let mut settings = MailSettings::default();
        for (option, value) in [
            ("mailtls", "maybe"),
            ("mailport", "0"),
            ("mailserver", "a b"),
            ("mailserver", "host:99999"),
            ("mailsourceaddress", "localhost"),
            ("attach", "perhaps"),
            ("faxmaster", "no one@example.com"),
            ("serveremail", "fax@example.com\r\nBcc: x@example.com"),
            ("emaildateformat", "%!"),
            ("tz", "Mars/Olympus"),
            ("charset", "ISO-8859-1"),
        ] {
            let error = settings.set(option, value).expect_err(option);
            assert!(error.to_string().starts_with(option), "{error}");
        }
        assert_eq!(settings, MailSettings::default());
    }

    #[test]
    fn the_relay_may_be_an_ipv6_address() {
        for (value, host, port) in [("::1", "::1", 25), ("[::1]", "::1", 25), ("[::1]:26", "::1", 26)] {
            let mut settings = MailSettings::default();
            assert_eq!(settings.set("mailserver", value), Ok(true));
            assert_eq!((settings.relay.host.as_str(), settings.relay.port()), (host, port));
        }
    }

    #[test]
    fn unknown_names_in_templates_and_half_a_certificate_are_reported() {
        let mut settings = MailSettings::default();
        settings.set("emailsubject", "${FAX_PAGES} pages for ${NOBODY}").expect("a template takes all text");
        settings.set("mailclientcert", "/nowhere/cert.pem").expect("a path takes all text");
        let problems = settings.problems();
        assert!(problems.iter().any(|p| p.contains("${NOBODY}")), "{problems:?}");
        assert!(problems.iter().any(|p| p.contains("mailclientkey")), "{problems:?}");
    }

    #[test]
    fn a_sender_without_a_domain_is_reported_unless_the_relay_is_at_home() {
        let mut settings = MailSettings { domain: Some("pbx".to_owned()), ..MailSettings::default() };
        settings.relay.tls = Tls::None;
        assert_eq!(settings.problems(), Vec::<String>::new());
        settings.relay.host = "mail.example.com".to_owned();
        assert!(settings.problems()[0].contains("maildomain"));
        settings.domain = Some("pbx.example.com".to_owned());
        assert_eq!(settings.problems(), Vec::<String>::new());
    }

    #[test]
    fn the_password_does_not_show() {
        let mut settings = MailSettings::default();
        settings.set("mailpassword", "hunter2").expect("any text");
        assert!(!format!("{settings:?}").contains("hunter2"));
    }
}
