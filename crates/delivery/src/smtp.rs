//! Hands one mail to one relay (RFC 5321).
//!
//! There are six kinds of failures to hand over a mail, with different consequences:
//!
//! | class | when | consequence |
//! | --- | --- | --- |
//! | [`SendError::Permanent`] | 5xx to the recipient or the mail | the faxmaster gets the mail |
//! | [`SendError::TooLarge`] | 552, or 5xx with the status 5.3.4 or 5.2.3 | the mail is sent without its fax, or else the faxmaster gets the mail |
//! | [`SendError::Temporary`] | 4xx to the recipient or the mail; any other refusal of the envelope sender (MAIL FROM), also because the relay lacks SMTPUTF8; the relay does not relay for us | this mail is tried again later |
//! | [`SendError::Throttled`] | the relay limits how much we send | every mail is tried again later, and no attempt is counted |
//! | [`SendError::Token`] | there is no valid access token, or the relay rejects the token for the first time | every mail is tried again later, and no attempt is counted |
//! | [`SendError::Relay`] | no connection, no answer, TLS, login, 421, a refused greeting | every mail is tried again later |
//!
//! A refusal that is about us and not about the mail is never final, because the mail to the
//! faxmaster would be refused as well. The codes 530, 534, 535 and 538 (login or TLS required)
//! count as [`SendError::Relay`]. A refused envelope sender (MAIL FROM) counts as
//! [`SendError::Temporary`], unless the reason is the mail's size. So does a relay that no longer
//! relays for us, for example because our IP address has changed. So no mail is lost while the
//! administrator fixes the settings.

use base64::prelude::{BASE64_STANDARD, Engine};
use lettre::Address;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::commands::{
    Auth as AuthCommand, Data, Ehlo, Mail, Quit, Rcpt, Starttls,
};
use lettre::transport::smtp::extension::{ClientId, MailParameter};
use std::fmt::Display;
use std::io::Write as _;
use std::net::IpAddr;
use std::time::Duration;

use super::compose::Composed;
use super::connection::{Connection, Reply};
use super::protection::{Order, PROTECT_KEYWORD, Wish};
use super::refusals::remedy;
use super::resolving::StopFlag;
use super::settings::{Auth, Login, RelaySettings, Tls, host_name};
use super::tls;
use super::wire::Wire;
use ferrofax_basics::UnixMs;
use ferrofax_spool::MailLogin;
use ferrofax_spool::undelivered::{RelayFault, RelayRemedy, RelayStep, Undelivered};

/// A relay to which mails can be sent.
pub trait Relay {
    /// Sends one mail to the relay. After success the relay is responsible for the mail, and the
    /// relay's answer is returned.
    fn send(&self, mail: &Composed) -> Result<String, SendError>;
}

/// The reason why a mail could not be handed over to the relay.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SendError {
    /// The relay refused the mail temporarily, or the file of the fax in it can't be read. The mail
    /// is tried again later.
    #[error("{0}")]
    Temporary(Undelivered),
    /// The relay refused the mail permanently, so this mail is not tried again.
    #[error("{0}")]
    Permanent(Undelivered),
    /// The relay refused the mail permanently because of its size. A smaller mail may be accepted.
    #[error("{0}")]
    TooLarge(Undelivered),
    /// The relay cannot be used at present, neither for this mail nor for any other.
    #[error("{0}")]
    Relay(Undelivered),
    /// The relay limits how much is sent. No mail is sent for a while.
    #[error("{0}")]
    Throttled(Undelivered),
    /// There is no access token for the login, or the relay has rejected the token and another
    /// token probably helps. No mail is sent until the service has fetched another.
    #[error("{0}")]
    Token(Undelivered),
    /// The mail was not sent, because this process is stopping.
    #[error("{}", Undelivered::Stopped)]
    Stopped,
}

impl From<SendError> for Undelivered {
    fn from(error: SendError) -> Self {
        match error {
            SendError::Temporary(fault)
            | SendError::Permanent(fault)
            | SendError::TooLarge(fault)
            | SendError::Relay(fault)
            | SendError::Throttled(fault)
            | SendError::Token(fault) => fault,
            SendError::Stopped => Self::Stopped,
        }
    }
}

/// The reason why a mail relay can't be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unreached {
    /// The relay's name can't be resolved.
    #[error("{0}")]
    Name(Undelivered),
    /// The relay's name was resolved, but the mail relay can't be used.
    #[error("{0}")]
    Relay(Undelivered),
}

/// A mail server, reached by SMTP with one connection for each mail.
#[derive(Debug, Clone)]
pub struct SmtpRelay {
    settings: RelaySettings,
    stop: StopFlag,
    tokens: Option<MailLogin>,
}

/// The longest time for which a process that must stop still waits for the relay's answer to a
/// whole mail. Without the answer, the mail would be sent a second time. Relays that check a mail
/// for viruses answer after many seconds.
const STOP_GRACE: Duration = Duration::from_secs(25);
/// The greatest length of an SMTP command, in bytes (RFC 5321 §4.5.3.1.4).
const LONGEST_COMMAND: usize = 512;
/// The enhanced status code (RFC 5248 §2.4) with which the socket of the Ferrofax service says that
/// there is no access token for the login at the mail server.
pub const NO_TOKEN_STATUS: (u8, u8, u8) = (4, 7, 8);
/// The longest time that we wait for the answer to the command QUIT. The mail does not depend on
/// this answer.
const QUIT_WAIT: Duration = Duration::from_secs(2);

impl SmtpRelay {
    /// Prepares to send mails to the mail relay that `settings` name. When the flag `stop` is
    /// raised, SMTP sessions with the relay end.
    pub fn new(settings: &RelaySettings, stop: &StopFlag) -> Self {
        Self { settings: settings.clone(), stop: stop.clone(), tokens: None }
    }

    /// Sets the source of the access tokens (`tokens`) for the login to the mail relay by OAuth
    /// 2.0.
    #[must_use]
    pub fn with_tokens(self, tokens: MailLogin) -> Self {
        Self { tokens: Some(tokens), ..self }
    }

    /// Checks whether the mail relay can be used, without sending a mail: opens an SMTP session and
    /// ends it.
    pub fn probe(&self) -> Result<(), Unreached> {
        let mut session = self.opened().map_err(|failure| match &failure {
            Failure::Unusable(
                RelayFault::NameUnresolved { .. }
                | RelayFault::NamesSilent
                | RelayFault::NamesStillSilent,
            ) => Unreached::Name(self.blame(failure).into()),
            _ => Unreached::Relay(self.blame(failure).into()),
        })?;
        session.quit();
        Ok(())
    }

    /// Opens an SMTP session with the relay, with TLS and login as the settings require, so that
    /// the command MAIL can be sent next.
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
        session.expect(RelayStep::Greeting, None::<Quit>, 220)?;
        session.hello()?;
        match tls {
            Tls::None | Tls::Implicit => {}
            Tls::Opportunistic if !session.offers.starttls || tls::supported().is_err() => {}
            Tls::Required if !session.offers.starttls => {
                return Err(Failure::Unusable(RelayFault::NoTls));
            }
            Tls::Opportunistic | Tls::Required => session = session.start_tls()?,
        }
        match (&self.settings.login, self.settings.auth) {
            (Some(login), Auth::Password) => session.log_in(login)?,
            (Some(login), Auth::OAuth2) => self.log_in_by_token(&mut session, login)?,
            (None, _) => {}
        }
        Ok(session)
    }

    fn log_in_by_token(&self, session: &mut Session<'_>, login: &Login) -> Result<(), Failure> {
        let no_token = |why: String| Failure::Unusable(RelayFault::NoToken { why });
        let tokens =
            self.tokens.as_ref().ok_or_else(|| no_token("there is no spool".to_owned()))?;
        let token = tokens.token(UnixMs::now()).map_err(|why| no_token(why.to_string()))?;
        match session.log_in_by_token(&login.user, &token) {
            Err(Failure::Refused(RelayStep::Login, reply)) if reply.code == 535 => {
                let another_helps = tokens.reject(&token).unwrap_or_else(|error| {
                    log::warn!("the rejected access token can't be noted: {error}");
                    false
                });
                Err(if another_helps {
                    Failure::TokenRejected(reply)
                } else {
                    Failure::Refused(RelayStep::Login, reply)
                })
            }
            done => done,
        }
    }

    fn blame(&self, failure: Failure) -> SendError {
        if self.stop.is_raised() && matches!(failure, Failure::Unusable(RelayFault::Stopped)) {
            return SendError::Stopped;
        }
        let host = self.settings.host.clone();
        SendError::Relay(match failure {
            Failure::Document(words) => return SendError::Temporary(words.into()),
            Failure::Unusable(fault @ RelayFault::NoToken { .. }) => {
                return SendError::Token(Undelivered::Relay { host, fault });
            }
            Failure::TokenRejected(reply) => {
                return SendError::Token(self.refused(RelayStep::Login, &reply));
            }
            Failure::Refused(step, reply) if self.lacks_token(&reply) => {
                return SendError::Token(self.refused(step, &reply));
            }
            Failure::Unusable(fault) | Failure::Handshake(fault) => {
                Undelivered::Relay { host, fault }
            }
            Failure::Refused(step, reply) => match self.refused(step, &reply) {
                limited @ Undelivered::WithRemedy { remedy: RelayRemedy::Wait, .. } => {
                    return SendError::Throttled(limited);
                }
                refused => refused,
            },
        })
    }

    fn refused(&self, step: RelayStep, reply: &Reply) -> Undelivered {
        let (host, answer) = (self.settings.host.clone(), reply.text());
        let fault = Undelivered::RelayRefused { host, step, answer };
        match remedy(step, reply, self.settings.login.as_ref().map(|_| self.settings.auth)) {
            Some(remedy) => Undelivered::WithRemedy { fault: Box::new(fault), remedy },
            None => fault,
        }
    }

    /// Whether the relay is the Ferrofax service, and its answer says that there is no access token
    /// for the login at the mail server.
    fn lacks_token(&self, reply: &Reply) -> bool {
        let (class, subject, detail) = NO_TOKEN_STATUS;
        let status = format!("{class}.{subject}.{detail}");
        self.settings.unix_socket().is_some()
            && reply.lines.first().is_some_and(|line| line.split(' ').next() == Some(&*status))
    }

    /// Decides by the relay's answer whether a refused mail can be tried again.
    fn judge(&self, failure: Failure) -> SendError {
        let Failure::Refused(step, reply) = failure else { return self.blame(failure) };
        let why = self.refused(step, &reply);
        if self.lacks_token(&reply) {
            return SendError::Token(why);
        }
        // Refusals with a known remedy are about our account, not about this one mail.
        if let Undelivered::WithRemedy { remedy, .. } = &why {
            return match remedy {
                RelayRemedy::Wait => SendError::Throttled(why),
                // Only this mail is deferred: mails of other devices may have other senders.
                RelayRemedy::GrantSendAs => SendError::Temporary(why),
                _ => SendError::Relay(why),
            };
        }
        match reply.code {
            // 421 means that the relay is closing down. The other codes mean that it wants a login
            // or TLS first (RFC 4954, RFC 3207).
            421 | 530 | 534 | 535 | 538 => SendError::Relay(why),
            _ if is_of_size(&reply) => SendError::TooLarge(why),
            _ if is_of_relaying(&reply) => SendError::Temporary(why),
            _ if step == RelayStep::Sender => SendError::Temporary(why),
            500..600 => SendError::Permanent(why),
            _ => SendError::Temporary(why),
        }
    }
}

impl Relay for SmtpRelay {
    fn send(&self, mail: &Composed) -> Result<String, SendError> {
        let mut session = self.open()?;
        if let Some(Order { wish: Wish::Required, .. }) = &mail.protect
            && !session.offers.protects
        {
            session.quit();
            let host = self.settings.host.clone();
            return Err(SendError::Temporary(Undelivered::NotProtected { host }));
        }
        let answer = session.transfer(mail).map_err(|failure| self.judge(failure))?;
        session.quit();
        Ok(answer.text())
    }
}

/// The reason why an SMTP session failed.
enum Failure {
    /// The mail relay cannot be used.
    Unusable(RelayFault),
    /// The mail relay refused TLS, or the TLS handshake with it failed.
    Handshake(RelayFault),
    /// The mail relay refused a step of the SMTP session, with this answer.
    Refused(RelayStep, Reply),
    /// The mail relay rejected the access token with this answer, and another token probably helps.
    TokenRejected(Reply),
    /// The file of the fax in the mail can't be read. The text is the error of the operating
    /// system.
    Document(String),
}

impl Failure {
    fn of_handshake(fault: RelayFault) -> Self {
        match fault {
            RelayFault::Stopped => Self::Unusable(fault),
            fault => Self::Handshake(fault),
        }
    }

    /// Classifies a failure of the relay's first answer after the TLS handshake. A TLS error
    /// instead of this answer counts as a failed handshake: with TLS 1.3, the relay possibly
    /// refuses our certificate only after the handshake.
    fn of_first_answer(self) -> Self {
        match self {
            Self::Unusable(fault @ RelayFault::Tls { .. }) => Self::of_handshake(fault),
            other => other,
        }
    }
}

impl From<RelayFault> for Failure {
    fn from(fault: RelayFault) -> Self {
        Self::Unusable(fault)
    }
}

/// The SMTP extensions that the relay offers.
#[derive(Debug, Default, PartialEq, Eq)]
struct Offers {
    starttls: bool,
    smtputf8: bool,
    size: bool,
    plain: bool,
    login: bool,
    xoauth2: bool,
    oauthbearer: bool,
    /// Whether the relay is the Ferrofax service, which encrypts mails.
    protects: bool,
}

struct Session<'r> {
    relay: &'r RelaySettings,
    connection: Connection,
    offers: Offers,
}

impl Session<'_> {
    fn hello(&mut self) -> Result<(), Failure> {
        let name = self.our_name();
        match self.expect(RelayStep::Ehlo, Some(Ehlo::new(name.clone())), 250) {
            Ok(reply) => {
                self.offers = Offers::new(&reply);
                // Over a network, an attacker in between could send this keyword.
                self.offers.protects &= self.relay.unix_socket().is_some();
            }
            // The server is older than ESMTP.
            Err(Failure::Refused(_, Reply { code: 500..=504, .. })) => {
                self.expect(RelayStep::Helo, Some(format!("HELO {name}\r\n")), 250)?;
                self.offers = Offers::default();
            }
            Err(failure) => return Err(failure),
        }
        Ok(())
    }

    /// Our name for EHLO (RFC 5321 4.1.4): a name with a domain, or else our IP address. Many
    /// relays refuse a bare host name.
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
        match self.expect(RelayStep::Starttls, Some(Starttls), 220) {
            Err(Failure::Refused(_, reply)) => {
                return Err(Failure::Handshake(RelayFault::TlsRefused { answer: reply.text() }));
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
        if !protected && !self.relay.may_log_in_clear() {
            return Err(Failure::Unusable(RelayFault::PasswordUnprotected));
        }
        let mechanism = match &self.offers {
            Offers { plain: true, .. } => Mechanism::Plain,
            Offers { login: true, .. } => Mechanism::Login,
            _ => return Err(Failure::Unusable(RelayFault::NoLogin)),
        };
        let credentials = Credentials::new(login.user.clone(), login.password.clone());
        match mechanism {
            Mechanism::Login => {
                self.expect(RelayStep::Auth, Some("AUTH LOGIN\r\n"), 334)?;
                // The prompts for user name and password differ between servers, but their order
                // does not.
                self.expect(
                    RelayStep::User,
                    Some(BASE64_STANDARD.encode(&login.user) + "\r\n"),
                    334,
                )?;
                self.expect(
                    RelayStep::Login,
                    Some(BASE64_STANDARD.encode(&login.password) + "\r\n"),
                    235,
                )?;
            }
            _ => {
                let auth = AuthCommand::new(mechanism, credentials, None)
                    .map_err(|_| Failure::Unusable(RelayFault::LoginUnwritable))?;
                self.expect(RelayStep::Login, Some(auth), 235)?;
            }
        }
        Ok(())
    }

    fn log_in_by_token(&mut self, user: &str, token: &str) -> Result<(), Failure> {
        if !self.connection.is_encrypted() || !self.relay.checks_certificate() {
            return Err(Failure::Unusable(RelayFault::TokenUnprotected));
        }
        let (mechanism, response, last) = self.token_response(user, token)?;
        let response = BASE64_STANDARD.encode(response);
        let command = format!("AUTH {mechanism} {response}\r\n");
        let done = if command.len() <= LONGEST_COMMAND {
            self.expect(RelayStep::Login, Some(command), 235)
        } else {
            // RFC 4954 §4: if the response is too long for the AUTH command, it is sent separately.
            self.expect(RelayStep::Auth, Some(format!("AUTH {mechanism}\r\n")), 334)?;
            self.expect(RelayStep::Login, Some(response + "\r\n"), 235)
        };
        match done {
            // The relay first explains the refusal (code 334). After our answer, it sends the
            // refusal itself (RFC 7628 §3.2.2). The explanation names, for example, the scope that
            // the relay requires.
            Err(Failure::Refused(step, Reply { code: 334, lines })) => {
                match self.expect(step, Some(last), 235) {
                    Err(Failure::Refused(step, mut reply)) => {
                        reply.lines.extend(explanation(&lines));
                        Err(Failure::Refused(step, reply))
                    }
                    done => done.map(drop),
                }
            }
            done => done.map(drop),
        }
    }

    /// Makes the login by an access token. Returns the mechanism that the mail relay offers, our
    /// response, and the line that we send after the relay has rejected the token.
    fn token_response(
        &self,
        user: &str,
        token: &str,
    ) -> Result<(&'static str, String, &'static str), Failure> {
        if self.offers.xoauth2 {
            let response = format!("user={user}\x01auth=Bearer {token}\x01\x01");
            return Ok(("XOAUTH2", response, "\r\n"));
        }
        if self.offers.oauthbearer {
            // RFC 7628 §3.1, with the user name as in RFC 5801 §4.
            let user = user.replace('=', "=3D").replace(',', "=2C");
            let (host, port) = (&self.relay.host, self.relay.port());
            let response =
                format!("n,a={user},\x01host={host}\x01port={port}\x01auth=Bearer {token}\x01\x01");
            // The line after a rejected token is the byte 0x01 in base64 (RFC 7628 §3.2.3).
            return Ok(("OAUTHBEARER", response, "AQ==\r\n"));
        }
        Err(Failure::Unusable(RelayFault::NoTokenLogin))
    }

    fn transfer(&mut self, mail: &Composed) -> Result<Reply, Failure> {
        let mut parameters = Vec::new();
        if self.offers.size {
            parameters.push(MailParameter::Size(mail.length().try_into().unwrap_or(usize::MAX)));
        }
        let is_of_sender = mail.envelope.from.as_ref().is_some_and(needs_smtputf8);
        if is_of_sender || needs_smtputf8(&mail.envelope.to) {
            if !self.offers.smtputf8 {
                // If the relay lacks an extension that the mail needs (RFC 6531 3.5), this is
                // the answer that the relay would have given.
                let lines =
                    vec!["5.6.7 The address needs SMTPUTF8, which the relay lacks".to_owned()];
                let step = if is_of_sender { RelayStep::Sender } else { RelayStep::Address };
                return Err(Failure::Refused(step, Reply { code: 553, lines }));
            }
            parameters.push(MailParameter::SmtpUtfEight);
        }
        self.expect(
            RelayStep::Sender,
            Some(Mail::new(mail.envelope.from.clone(), parameters)),
            250,
        )?;
        self.expect(
            RelayStep::Recipient,
            Some(Rcpt::new(mail.envelope.to.clone(), Vec::new())),
            250,
        )?;
        self.expect(RelayStep::Mail, Some(Data), 354)?;
        let broken = self.send_mail(mail)?;
        let waited = if broken.is_none() { self.relay.timeouts.data_end } else { QUIT_WAIT };
        // A relay that stopped accepting half-way may have sent the reason before it hung up.
        let reply = self.connection.reply(waited, STOP_GRACE);
        match (broken, reply) {
            (None, Ok(reply)) if reply.code / 100 == 2 => Ok(reply),
            (_, Ok(reply)) if reply.code >= 400 => Err(Failure::Refused(RelayStep::Mail, reply)),
            (Some(error), _) | (None, Err(error)) => Err(error.into()),
            (None, Ok(reply)) => Err(RelayFault::NotSmtp { line: reply.text() }.into()),
        }
    }

    /// Sends the headers and the body of the mail to the relay. Returns the reason if the
    /// connection broke. If the fax can't be read completely, the end mark of the mail is not sent,
    /// so that the relay drops the incomplete mail.
    fn send_mail(&mut self, mail: &Composed) -> Result<Option<RelayFault>, Failure> {
        let (connection, within) = (&mut self.connection, self.relay.timeouts.data);
        let mut wire = Wire::new(|piece: &[u8]| connection.send(piece, within));
        let order = mail.protect.as_ref().filter(|_| self.offers.protects);
        let order = order.map(Order::header).unwrap_or_default();
        let written = wire.write_all(order.as_bytes()).and_then(|()| mail.write(&mut wire));
        match (written, wire.broken.take()) {
            (Ok(()), _) => Ok(wire.finish().err()),
            (Err(_), Some(broken)) => Ok(Some(broken)),
            (Err(error), None) => Err(Failure::Document(error.to_string())),
        }
    }

    fn quit(&mut self) {
        // The relay has the mail by now, so no fault here matters.
        let _ = self.expect(RelayStep::Quit, Some(Quit), 221);
    }

    /// Sends a command to the mail relay and reads the answer. Without a command, reads the
    /// greeting with which the relay begins. Fails if the reply code in the answer has another
    /// first digit than `code`.
    fn expect(
        &mut self,
        step: RelayStep,
        command: Option<impl Display>,
        code: u16,
    ) -> Result<Reply, Failure> {
        let within = if code == 221 { QUIT_WAIT } else { self.relay.timeouts.command };
        if let Some(command) = command {
            self.connection.send(command.to_string().as_bytes(), within)?;
        }
        let reply = self.connection.reply(within, Duration::ZERO)?;
        // RFC 5321 4.2.1: only the first digit counts.
        if reply.code / 100 == code / 100 { Ok(reply) } else { Err(Failure::Refused(step, reply)) }
    }
}

/// Whether the relay must offer SMTPUTF8 to accept this address (RFC 6531).
fn needs_smtputf8(address: &Address) -> bool {
    !AsRef::<str>::as_ref(address).is_ascii()
}

/// Whether the relay refuses the mail because of its size. By RFC 1870, the code is 552. Some servers
/// send another code, with the enhanced status 5.3.4 (too large for the server) or 5.2.3 (too large
/// for the mailbox).
fn is_of_size(reply: &Reply) -> bool {
    let has_status = |status| reply.lines.iter().any(|line| line.split(' ').next() == Some(status));
    reply.code == 552 || reply.code / 100 == 5 && (has_status("5.3.4") || has_status("5.2.3"))
}

/// Whether the relay refuses to relay mails of ours. Relays use several codes for this, and the same
/// codes for other refusals, so that only the text shows it.
fn is_of_relaying(reply: &Reply) -> bool {
    let text = reply.text().to_lowercase();
    ["relay access denied", "relaying denied", "unable to relay", "relay not permitted"]
        .iter()
        .any(|words| text.contains(words))
}

/// The explanation of a relay that has rejected an access token, in JSON (RFC 7628 §3.2.2). `None`
/// if the challenge of the relay contains no such text.
fn explanation(challenge: &[String]) -> Option<String> {
    let text = String::from_utf8(BASE64_STANDARD.decode(challenge.first()?).ok()?).ok()?;
    Some(text.trim().to_owned()).filter(|text| text.starts_with('{'))
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
                Some(PROTECT_KEYWORD) => offers.protects = true,
                Some("SIZE") => offers.size = true,
                Some("AUTH") => {
                    for mechanism in words {
                        offers.plain |= mechanism == "PLAIN";
                        offers.login |= mechanism == "LOGIN";
                        offers.xoauth2 |= mechanism == "XOAUTH2";
                        offers.oauthbearer |= mechanism == "OAUTHBEARER";
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
            Offers { starttls: true, size: true, plain: true, login: true, ..Offers::default() };
        assert_eq!(Offers::new(&reply), offers);
        assert_eq!(
            Offers::new(&Reply { code: 250, lines: vec!["STARTTLS".to_owned()] }),
            Offers::default()
        );
    }

    #[test]
    fn the_explanation_of_a_rejected_token_is_read_if_there_is_one() {
        let read = |challenge: &str| explanation(&[challenge.to_owned()]);
        let text = r#"{"status":"401","schemes":"bearer","scope":"mail"}"#;
        assert_eq!(read(&BASE64_STANDARD.encode(text)).as_deref(), Some(text));
        for strange in ["", "?", "eyJ", "VXNlcm5hbWU6", "gICA"] {
            assert_eq!(read(strange), None, "{strange}");
        }
        assert_eq!(explanation(&[]), None);
    }

    #[test]
    fn a_reply_of_several_lines_is_one_line_for_people() {
        let reply =
            Reply { code: 550, lines: vec!["5.1.1 No".to_owned(), "such\tuser\u{7}".to_owned()] };
        assert_eq!(reply.text(), "550 5.1.1 No such user");
    }
}
