//! Hands one mail to one relay (RFC 5321).
//!
//! Failures have three classes, because they have different consequences:
//!
//! | class | when | consequence |
//! | --- | --- | --- |
//! | [`SendError::Permanent`] | 5xx to the recipient or the mail | the faxmaster gets it |
//! | [`SendError::Temporary`] | 4xx to these; any refusal of the sender | this mail is tried again later |
//! | [`SendError::Relay`] | no connection, no answer, TLS, login, 421, a refusal to talk at all | every mail is tried again later |
//!
//! A refusal that is about us and not about the mail is never final, because the mail to the
//! faxmaster would be refused as well. The codes 530, 534, 535 and 538 (login or TLS required)
//! count as [`SendError::Relay`]. A refused sender counts as [`SendError::Temporary`], unless
//! the reason is the mail's size (552). Nothing is lost while the administrator fixes the
//! settings.

use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::commands::{Auth, Data, Ehlo, Mail, Quit, Rcpt, Starttls};
use lettre::transport::smtp::extension::{ClientId, MailParameter};
use std::fmt::{self, Display};
use std::net::IpAddr;
use std::time::Duration;

use super::base64;
use super::compose::Composed;
use super::connection::{Connection, ConnectionError, Reply};
use super::resolving::StopFlag;
use super::settings::{Login, RelaySettings, Tls, host_name};
use super::tls;
use super::wire::Wire;
use ferrofax_spool::finding::{RelayFault, RelayStep};

/// A relay to which mails can be sent.
pub trait Relay {
    /// Sends one mail. After success the relay is responsible for the mail; its answer is
    /// returned.
    fn send(&self, mail: &Composed) -> Result<String, SendError>;
}

/// The reason why a mail was not accepted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SendError {
    /// The mail was refused temporarily.
    #[error("{0}")]
    Temporary(String),
    /// The mail was refused finally.
    #[error("{0}")]
    Permanent(String),
    /// The relay cannot be used at present, for this mail or any other.
    #[error("{0}")]
    Relay(String),
    /// The program is stopping.
    #[error("stopped before the relay had taken the mail")]
    Stopped,
}

/// The reason why a relay can't be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unreached {
    /// The relay's name can't be resolved; the system's error.
    Name(String),
    /// Any other fault.
    Relay(RelayFault),
}

/// A mail server, reached by SMTP with one connection for each mail.
#[derive(Debug, Clone)]
pub struct SmtpRelay {
    settings: RelaySettings,
    stop: StopFlag,
}

/// The longest time that a relay that has the whole mail may still take to answer after a stop.
const STOP_GRACE: Duration = Duration::from_secs(5);
/// The text for a refusal of the sender.
const SENDER_REFUSED: Step = Step::Mail("refused the sender");
/// The time that we wait for the answer to QUIT, which we do not need.
const QUIT_WAIT: Duration = Duration::from_secs(2);

impl SmtpRelay {
    /// A relay with these settings; `stop` ends running sessions.
    pub fn new(settings: &RelaySettings, stop: &StopFlag) -> Self {
        Self { settings: settings.clone(), stop: stop.clone() }
    }

    /// Checks whether the relay can be used, without a mail: opens a session and ends it.
    pub fn probe(&self) -> Result<(), Unreached> {
        let mut session = self.opened().map_err(|failure| match failure {
            Failure::Connection(ConnectionError::Name(error)) => Unreached::Name(error.to_string()),
            failure => Unreached::Relay(failure.into()),
        })?;
        session.quit();
        Ok(())
    }

    /// Opens a session up to the point where MAIL can be sent.
    fn open(&self) -> Result<Session<'_>, SendError> {
        self.opened().map_err(|failure| self.blame(failure))
    }

    fn opened(&self) -> Result<Session<'_>, Failure> {
        match self.begin(self.settings.tls) {
            // With opportunistic TLS, a failed handshake makes the mail go unencrypted, unless a
            // password is sent.
            Err(Failure::Handshake(reason))
                if self.settings.tls == Tls::Opportunistic
                    && !self.settings.checks_certificate() =>
            {
                log::info!("relay {}: {reason}; going on without TLS", self.settings.host);
                self.begin(Tls::None)
            }
            session => session,
        }
    }

    fn begin(&self, tls: Tls) -> Result<Session<'_>, Failure> {
        let mut connection = Connection::open(&self.settings, &self.stop)?;
        if tls == Tls::Implicit {
            connection = connection.start_tls(&self.settings).map_err(Failure::of_handshake)?;
        }
        let mut session = Session { relay: &self.settings, connection, offers: Offers::default() };
        session.expect(Step::Opening(RelayStep::Greeting), None::<Quit>, 220)?;
        session.hello()?;
        match tls {
            Tls::None | Tls::Implicit => {}
            Tls::Opportunistic if !session.offers.starttls || tls::supported().is_err() => {}
            Tls::Required if !session.offers.starttls => {
                return Err(Failure::Unusable(Unusable::NoStarttls));
            }
            Tls::Opportunistic | Tls::Required => session = session.start_tls()?,
        }
        if let Some(login) = &self.settings.login {
            session.log_in(login)?;
        }
        Ok(session)
    }

    fn blame(&self, failure: Failure) -> SendError {
        if self.stop.is_raised() && matches!(failure, Failure::Connection(ConnectionError::Stopped))
        {
            return SendError::Stopped;
        }
        let host = &self.settings.host;
        SendError::Relay(match failure {
            Failure::Document(reason) => return SendError::Temporary(reason),
            Failure::Connection(error) => format!("relay {host}: {error}"),
            Failure::Handshake(reason) => format!("relay {host}: {reason}"),
            Failure::Unusable(reason) => format!("relay {host}: {reason}"),
            Failure::Refused(what, reply) => format!("relay {host} {what}: {}", reply.text()),
        })
    }

    /// Classifies a refusal of the mail itself.
    fn judge(&self, failure: Failure) -> SendError {
        let Failure::Refused(what, reply) = &failure else { return self.blame(failure) };
        let text = format!("relay {} {what}: {}", self.settings.host, reply.text());
        match reply.code {
            // 421 means that the relay is closing down. The other codes mean that it wants a login
            // or TLS first (RFC 4954, RFC 3207).
            421 | 530 | 534 | 535 | 538 => SendError::Relay(text),
            code if *what == SENDER_REFUSED && code != 552 => SendError::Temporary(text),
            500..600 => SendError::Permanent(text),
            _ => SendError::Temporary(text),
        }
    }
}

impl Relay for SmtpRelay {
    fn send(&self, mail: &Composed) -> Result<String, SendError> {
        let mut session = self.open()?;
        let answer = session.transfer(mail).map_err(|failure| self.judge(failure))?;
        session.quit();
        Ok(answer.text())
    }
}

/// The reason why a session failed.
enum Failure {
    Connection(ConnectionError),
    /// TLS was refused or failed.
    Handshake(NoTls),
    Unusable(Unusable),
    /// The step that was refused, and the answer.
    Refused(Step, Reply),
    /// The fax in the mail can't be read.
    Document(String),
}

/// The reason why there is no TLS.
#[derive(Debug, thiserror::Error)]
enum NoTls {
    #[error("refused STARTTLS: {}", .0.text())]
    Refused(Reply),
    #[error("{0}")]
    Failed(ConnectionError),
}

/// The reason why a session is of no use.
#[derive(Debug, thiserror::Error)]
enum Unusable {
    #[error("it does not offer STARTTLS")]
    NoStarttls,
    #[error("the password is not sent, because the connection is not protected by TLS")]
    PasswordUnprotected,
    #[error("it offers neither AUTH PLAIN nor AUTH LOGIN")]
    NoAuth,
    #[error("the login cannot be written as AUTH PLAIN")]
    LoginUnfit,
}

/// A step of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    /// Before a mail.
    Opening(RelayStep),
    /// The refusal of a mail, in words.
    Mail(&'static str),
}

impl Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Opening(RelayStep::Greeting) => "greeted us with",
            Self::Opening(RelayStep::Ehlo) => "refused EHLO",
            Self::Opening(RelayStep::Helo) => "refused HELO",
            Self::Opening(RelayStep::Starttls) => "refused STARTTLS",
            Self::Opening(RelayStep::Auth) => "refused AUTH",
            Self::Opening(RelayStep::UserName) => "refused the user name",
            Self::Opening(RelayStep::Login) => "refused the login",
            Self::Mail(what) => what,
        })
    }
}

/// The failure of a session that was opened without a mail.
impl From<Failure> for RelayFault {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Connection(error) | Failure::Handshake(NoTls::Failed(error)) => error.into(),
            Failure::Handshake(NoTls::Refused(reply)) => {
                Self::Refused { step: RelayStep::Starttls, answer: reply.text() }
            }
            Failure::Unusable(Unusable::NoStarttls) => Self::NoStarttls,
            Failure::Unusable(Unusable::PasswordUnprotected) => Self::PasswordUnprotected,
            Failure::Unusable(Unusable::NoAuth) => Self::NoAuth,
            Failure::Unusable(Unusable::LoginUnfit) => Self::LoginUnfit,
            Failure::Refused(Step::Opening(step), reply) => {
                Self::Refused { step, answer: reply.text() }
            }
            Failure::Refused(Step::Mail(_), reply) => Self::NotSmtp { answer: reply.text() },
            Failure::Document(error) => Self::Broken { error },
        }
    }
}

impl From<ConnectionError> for RelayFault {
    fn from(error: ConnectionError) -> Self {
        match error {
            ConnectionError::Name(error) | ConnectionError::Broken(error) => {
                Self::Broken { error: error.to_string() }
            }
            ConnectionError::Connect { address, source } => {
                Self::Unreachable { address: address.to_string(), error: source.to_string() }
            }
            ConnectionError::NoAddress => Self::NoAddress,
            ConnectionError::Silent(time) => Self::Silent { seconds: time.as_secs() },
            ConnectionError::Closed => Self::Closed,
            ConnectionError::Tls(error) => Self::TlsFailed { error },
            ConnectionError::NotSmtp(answer) => Self::NotSmtp { answer },
            ConnectionError::Stopped => Self::Stopped,
        }
    }
}

impl Failure {
    fn of_handshake(error: ConnectionError) -> Self {
        match error {
            ConnectionError::Stopped => Self::Connection(error),
            error => Self::Handshake(NoTls::Failed(error)),
        }
    }

    /// The failure in the first answer after TLS. In TLS 1.3 the relay may refuse our
    /// certificate as late as in that answer.
    fn of_first_answer(self) -> Self {
        match self {
            Self::Connection(error @ ConnectionError::Tls(_)) => Self::of_handshake(error),
            other => other,
        }
    }
}

impl From<ConnectionError> for Failure {
    fn from(error: ConnectionError) -> Self {
        Self::Connection(error)
    }
}

/// The extensions that the relay offers.
#[derive(Debug, Default, PartialEq, Eq)]
struct Offers {
    starttls: bool,
    smtputf8: bool,
    size: bool,
    plain: bool,
    login: bool,
}

struct Session<'r> {
    relay: &'r RelaySettings,
    connection: Connection,
    offers: Offers,
}

impl Session<'_> {
    fn hello(&mut self) -> Result<(), Failure> {
        let name = self.our_name();
        match self.expect(Step::Opening(RelayStep::Ehlo), Some(Ehlo::new(name.clone())), 250) {
            Ok(reply) => self.offers = Offers::new(&reply),
            // The server is older than ESMTP.
            Err(Failure::Refused(_, Reply { code: 500..=504, .. })) => {
                self.expect(Step::Opening(RelayStep::Helo), Some(format!("HELO {name}\r\n")), 250)?;
                self.offers = Offers::default();
            }
            Err(failure) => return Err(failure),
        }
        Ok(())
    }

    /// Our name for EHLO (RFC 5321 4.1.4): a name with a domain, or else our address. Many relays
    /// refuse a bare host name.
    fn our_name(&self) -> ClientId {
        let name = self.relay.helo.clone().unwrap_or_else(host_name);
        match self.connection.local_address() {
            Some(IpAddr::V4(address)) if self.relay.helo.is_none() && !name.contains('.') => {
                ClientId::Ipv4(address)
            }
            Some(IpAddr::V6(address)) if self.relay.helo.is_none() && !name.contains('.') => {
                ClientId::Ipv6(address)
            }
            _ => ClientId::Domain(name),
        }
    }

    fn start_tls(mut self) -> Result<Self, Failure> {
        match self.expect(Step::Opening(RelayStep::Starttls), Some(Starttls), 220) {
            Err(Failure::Refused(_, reply)) => {
                return Err(Failure::Handshake(NoTls::Refused(reply)));
            }
            answer => answer?,
        };
        let connection = self.connection.start_tls(self.relay).map_err(Failure::of_handshake)?;
        let mut session = Self { relay: self.relay, connection, offers: Offers::default() };
        session.hello().map_err(Failure::of_first_answer)?;
        Ok(session)
    }

    fn log_in(&mut self, login: &Login) -> Result<(), Failure> {
        let protected = self.connection.is_encrypted() && self.relay.checks_certificate();
        if !protected && !self.relay.auth_in_clear {
            return Err(Failure::Unusable(Unusable::PasswordUnprotected));
        }
        let mechanism = match &self.offers {
            Offers { plain: true, .. } => Mechanism::Plain,
            Offers { login: true, .. } => Mechanism::Login,
            _ => return Err(Failure::Unusable(Unusable::NoAuth)),
        };
        let credentials = Credentials::new(login.user.clone(), login.password.clone());
        match mechanism {
            Mechanism::Login => {
                self.expect(Step::Opening(RelayStep::Auth), Some("AUTH LOGIN\r\n"), 334)?;
                // The prompts differ from server to server; their order does not.
                self.expect(
                    Step::Opening(RelayStep::UserName),
                    Some(base64::encode(login.user.as_bytes()) + "\r\n"),
                    334,
                )?;
                self.expect(
                    Step::Opening(RelayStep::Login),
                    Some(base64::encode(login.password.as_bytes()) + "\r\n"),
                    235,
                )?;
            }
            _ => {
                let auth = Auth::new(mechanism, credentials, None)
                    .map_err(|_| Failure::Unusable(Unusable::LoginUnfit))?;
                self.expect(Step::Opening(RelayStep::Login), Some(auth), 235)?;
            }
        }
        Ok(())
    }

    fn transfer(&mut self, mail: &Composed) -> Result<Reply, Failure> {
        let mut parameters = Vec::new();
        if self.offers.size {
            parameters.push(MailParameter::Size(mail.length().try_into().unwrap_or(usize::MAX)));
        }
        let addresses = [mail.envelope.from.as_ref(), Some(&mail.envelope.to)];
        if addresses
            .into_iter()
            .flatten()
            .any(|address| !AsRef::<str>::as_ref(address).is_ascii())
        {
            if !self.offers.smtputf8 {
                // If the relay lacks an extension that the mail needs (RFC 6531 3.5), this is
                // the answer that the relay would have given.
                let lines =
                    vec!["5.6.7 The address needs SMTPUTF8, which the relay lacks".to_owned()];
                return Err(Failure::Refused(
                    Step::Mail("cannot take the address"),
                    Reply { code: 553, lines },
                ));
            }
            parameters.push(MailParameter::SmtpUtfEight);
        }
        self.expect(SENDER_REFUSED, Some(Mail::new(mail.envelope.from.clone(), parameters)), 250)?;
        self.expect(
            Step::Mail("refused the recipient"),
            Some(Rcpt::new(mail.envelope.to.clone(), Vec::new())),
            250,
        )?;
        self.expect(Step::Mail("refused the mail"), Some(Data), 354)?;
        let sent = self.send_mail(mail)?;
        let waited = if sent.is_ok() { self.relay.timeouts.data_end } else { QUIT_WAIT };
        // A relay that stopped accepting half-way may have sent the reason before it hung up.
        let reply = self.connection.reply(waited, STOP_GRACE);
        match (sent, reply) {
            (Ok(()), Ok(reply)) if reply.code / 100 == 2 => Ok(reply),
            (_, Ok(reply)) if reply.code >= 400 => {
                Err(Failure::Refused(Step::Mail("refused the mail"), reply))
            }
            (Err(error), _) | (Ok(()), Err(error)) => Err(error.into()),
            (Ok(()), Ok(reply)) => Err(ConnectionError::NotSmtp(reply.text()).into()),
        }
    }

    /// Sends the mail to its end. The inner result has the reason if the connection broke. If the
    /// fax can't be read to its end, the mail gets no end either, and the relay drops the part that
    /// it has.
    fn send_mail(&mut self, mail: &Composed) -> Result<Result<(), ConnectionError>, Failure> {
        let (connection, within) = (&mut self.connection, self.relay.timeouts.data);
        let mut wire = Wire::new(|piece: &[u8]| connection.send(piece, within));
        match (mail.write(&mut wire), wire.broken.take()) {
            (Ok(()), _) => Ok(wire.finish()),
            (Err(_), Some(broken)) => Ok(Err(broken)),
            (Err(error), None) => Err(Failure::Document(error.to_string())),
        }
    }

    fn quit(&mut self) {
        // The relay has the mail by now, so no fault here matters.
        let _ = self.expect(Step::Mail("refused QUIT"), Some(Quit), 221);
    }

    /// Sends a command (or none, for the greeting) and reads the answer. Any answer of another kind
    /// than `code` is a failure.
    fn expect(
        &mut self,
        what: Step,
        command: Option<impl Display>,
        code: u16,
    ) -> Result<Reply, Failure> {
        let within = if code == 221 { QUIT_WAIT } else { self.relay.timeouts.command };
        if let Some(command) = command {
            self.connection.send(command.to_string().as_bytes(), within)?;
        }
        let reply = self.connection.reply(within, Duration::ZERO)?;
        // RFC 5321 4.2.1: only the first digit counts.
        if reply.code / 100 == code / 100 { Ok(reply) } else { Err(Failure::Refused(what, reply)) }
    }
}

impl Offers {
    fn new(reply: &Reply) -> Self {
        let mut offers = Self::default();
        // The first line is the relay's name.
        for line in reply.lines.iter().skip(1) {
            // Old servers write "AUTH=LOGIN".
            let mut words = line.split([' ', '=']).map(str::to_ascii_uppercase);
            match words.next().as_deref() {
                Some("STARTTLS") => offers.starttls = true,
                Some("SMTPUTF8") => offers.smtputf8 = true,
                Some("SIZE") => offers.size = true,
                Some("AUTH") => {
                    for mechanism in words {
                        offers.plain |= mechanism == "PLAIN";
                        offers.login |= mechanism == "LOGIN";
                    }
                }
                _ => {}
            }
        }
        offers
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offers_are_read_in_any_case_and_spelling() {
        let lines = [
            "mail.example.com STARTTLS",
            "SIZE 1000",
            "starttls",
            "auth=login PLAIN",
            "",
            "  ",
            "HELP",
        ];
        let reply = Reply { code: 250, lines: lines.map(str::to_owned).to_vec() };
        let offers =
            Offers { starttls: true, smtputf8: false, size: true, plain: true, login: true };
        assert_eq!(Offers::new(&reply), offers);
        assert_eq!(
            Offers::new(&Reply { code: 250, lines: vec!["STARTTLS".to_owned()] }),
            Offers::default()
        );
    }

    #[test]
    fn a_reply_of_several_lines_is_one_line_for_people() {
        let reply =
            Reply { code: 550, lines: vec!["5.1.1 No".to_owned(), "such\tuser\u{7}".to_owned()] };
        assert_eq!(reply.text(), "550 5.1.1 No such user");
    }
}
