//! A session of SMTP (RFC 5321) or LMTP (RFC 2033). It processes bytes into answers, and has no
//! socket, thread or clock of its own.
//!
//! The owner of the socket passes the bytes that it has read to [`Session::take_in`]; they need not
//! end at a line end. It sends the result of [`Session::take_output`], and then does what [`Next`]
//! says. For decisions and storage the session calls its [`House`].
//!
//! # Strict rules
//!
//! - A mail ends with CRLF `.` CRLF and nothing else; a bare CR or LF does not end a line of it. So
//!   nobody can smuggle a second mail in the text of a first one.
//! - If unencrypted bytes follow STARTTLS, the session ends. Such bytes are never treated as if
//!   they came by TLS.
//! - Passwords are not accepted on a connection that others can read, unless the settings name the
//!   SMTP client's network.
//! - A line that looks like a browser's request ends the session. Otherwise a web page could make a
//!   browser in the network send faxes.
//! - A client that makes too many mistakes is disconnected.

mod auth;
mod command;
mod data;
mod memory;
mod trace;
mod transaction;

pub use memory::Memory;

use smtp_proto::Request;

use super::reply::Reply;
use super::session_policy::SessionPolicy;
use auth::Exchange;
use command::Command;
use data::{Chunk, Text};
use ferrofax_basics::UnixMs;
use ferrofax_delivery::PROTECT_KEYWORD;
use ferrofax_network::asker::{Client, Envelope};
use ferrofax_network::listening::{Line, LineReader};
use transaction::Transaction;

/// The longest command line in bytes. It is longer than RFC 5321 §4.5.3.1.4 and all extensions
/// require.
const COMMAND: usize = 4096;

/// The longest line of an SMTP client during a login, in bytes (RFC 4954 §4).
const AUTH: usize = 12_288;

/// The protocol of a session of the mail server: SMTP or LMTP.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protocol {
    /// SMTP: begins with EHLO or HELO, and gives one answer for each mail.
    Smtp,
    /// LMTP: begins with LHLO, and gives one answer for each recipient.
    Lmtp,
}

/// The host name, the limits and the login methods of a session with one SMTP client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms {
    /// The host name of this server in its greeting.
    pub hostname: String,
    /// The protocol of the session, SMTP or LMTP.
    pub protocol: Protocol,
    /// The size in bytes of the largest mail that is accepted.
    pub max_message: u64,
    /// The maximum number of recipients that an SMTP client may name for one mail.
    pub max_recipients: usize,
    /// Whether the server offers STARTTLS to the SMTP client.
    pub starttls: bool,
    /// Whether this SMTP client may send its password without TLS.
    pub clear_text: bool,
    /// Whether the server offers the login method CRAM-MD5 to the SMTP client.
    pub cram_md5: bool,
    /// Whether the server encrypts a mail if a header line of the mail asks for it.
    pub protects: bool,
}

/// The parts of the Ferrofax service that a session of the mail server uses.
pub trait House {
    /// Returns the policy that decides which mails are accepted.
    fn policy(&self) -> &dyn SessionPolicy;

    /// Checks that a mail of about this size could be stored now. An error is the reply for the
    /// SMTP client, with a code 4xx.
    fn room(&self, size: u64) -> Result<(), Reply>;

    /// Stores a mail durably, and returns its id. An error is the reply for the SMTP client, with a
    /// code 4xx.
    fn keep(&self, envelope: &Envelope, bytes: &[u8]) -> Result<String, Reply>;

    /// Returns the memory in which the mails that are being received are kept, and which has a
    /// limit.
    fn memory(&self) -> &Memory;

    /// The present time by the clock of the mail server.
    fn now(&self) -> UnixMs;

    /// Makes an unpredictable word for the challenge of the login method CRAM-MD5.
    fn nonce(&self) -> String;
}

/// The action that the owner of the socket must take after it has sent the session's output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// The owner of the socket must read more bytes from the SMTP client.
    Read,
    /// The owner of the socket must start TLS, and then call [`Session::secured`].
    StartTls,
    /// The owner of the socket must close the connection to the SMTP client.
    Close,
}

/// The kind of input that the session expects next from the SMTP client.
enum Stage<'a> {
    Command,
    Auth(Exchange),
    Text(Text<'a>),
    Chunk(Chunk),
    Closed,
}

/// A session of the mail server with one SMTP client.
pub struct Session<'a> {
    terms: Terms,
    house: &'a dyn House,
    client: Client,
    stage: Stage<'a>,
    line: LineReader,
    output: Vec<u8>,
    /// Whether the SMTP client has greeted with EHLO or LHLO, so that the client is allowed to use
    /// SMTP extensions.
    extended: bool,
    transaction: Option<Transaction<'a>>,
    mistakes: u32,
    refused_recipients: u32,
    failed_logins: u32,
    penalty: bool,
}

/// The number of protocol mistakes after which an SMTP client is disconnected.
const MAX_MISTAKES: u32 = 20;

/// The number of refused recipients after which an SMTP client is disconnected, because it seems to
/// try out numbers.
const MAX_REFUSED_RECIPIENTS: u32 = 200;

/// The number of failed logins after which an SMTP client is disconnected.
const MAX_FAILED_LOGINS: u32 = 3;

impl<'a> Session<'a> {
    /// A session with an SMTP client that has just connected. The calling function must call
    /// [`Self::greet`] next.
    pub fn new(terms: Terms, house: &'a dyn House, client: Client) -> Self {
        Self {
            terms,
            house,
            client,
            stage: Stage::Command,
            line: LineReader::default(),
            output: Vec::new(),
            extended: false,
            transaction: None,
            mistakes: 0,
            refused_recipients: 0,
            failed_logins: 0,
            penalty: false,
        }
    }

    /// Begins the session: greets the SMTP client, or refuses it if the policy does.
    pub fn greet(&mut self) -> Next {
        if let Err(reply) = self.house.policy().connected(&self.client) {
            return self.end(&reply);
        }
        let word = if self.terms.protocol == Protocol::Lmtp { "LMTP" } else { "ESMTP" };
        self.plain(&format!("220 {} {word} Ferrofax", self.terms.hostname));
        Next::Read
    }

    /// Processes bytes that the SMTP client has sent. Any number of bytes can be passed at a time,
    /// and they need not end at a line end.
    pub fn take_in(&mut self, mut bytes: &[u8]) -> Next {
        loop {
            let next = match std::mem::replace(&mut self.stage, Stage::Closed) {
                Stage::Closed => return Next::Close,
                Stage::Text(text) => self.take_text(text, &mut bytes),
                Stage::Chunk(chunk) => self.take_chunk(chunk, &mut bytes),
                Stage::Command => {
                    self.stage = Stage::Command;
                    match self.line.take(&mut bytes, COMMAND) {
                        Some(line) => self.take_command(line, !bytes.is_empty()),
                        None => Next::Read,
                    }
                }
                Stage::Auth(exchange) => match self.line.take(&mut bytes, AUTH) {
                    Some(line) => {
                        self.stage = Stage::Command;
                        self.take_auth(exchange, line)
                    }
                    None => {
                        self.stage = Stage::Auth(exchange);
                        Next::Read
                    }
                },
            };
            match next {
                Next::Read if !bytes.is_empty() || self.has_all(bytes) => {}
                next => return next,
            }
        }
    }

    /// Whether the session can continue without further bytes from the SMTP client. This is the
    /// case if the client has announced a chunk of length 0, and nothing of its next command has
    /// arrived.
    fn has_all(&self, bytes: &[u8]) -> bool {
        bytes.is_empty() && matches!(&self.stage, Stage::Chunk(chunk) if chunk.is_whole())
    }

    /// Takes the session's output: the bytes that are to be sent to the SMTP client.
    pub fn take_output(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.output)
    }

    /// Whether the next answer must be delayed, because the SMTP client has just sent a wrong
    /// password. If this function is run again, it returns false until the next wrong password.
    pub(crate) fn take_penalty(&mut self) -> bool {
        std::mem::take(&mut self.penalty)
    }

    /// Continues the session after TLS has started. The SMTP client must greet again, because
    /// everything that it sent before TLS is forgotten (RFC 3207 §4.2).
    pub fn secured(&mut self) {
        self.client.tls = true;
        self.client.helo.clear();
        self.client.login = None;
        self.extended = false;
        self.transaction = None;
        self.stage = Stage::Command;
    }

    /// Ends the session because the server wants it, with this reply (normally 421; RFC 5321 §3.8).
    pub fn end(&mut self, reply: &Reply) -> Next {
        self.say(reply);
        self.close()
    }

    /// Whether no mail is being received, so that the session can be ended without loss.
    pub(crate) fn is_between_mails(&self) -> bool {
        self.transaction.is_none() && !matches!(self.stage, Stage::Auth(_))
    }

    /// The client of this session, with the facts that are known about it so far.
    pub fn client(&self) -> &Client {
        &self.client
    }

    fn take_command(&mut self, line: Line, more: bool) -> Next {
        let line = match line {
            Line::Whole(line) => line,
            Line::TooLong => {
                return self.mistake(&Reply::new(500, (5, 5, 2), "That line is too long"));
            }
        };
        if command::is_of_the_web(&line) {
            return self.end(&Reply::new(
                554,
                (5, 7, 0),
                "This is a mail server, and no web server",
            ));
        }
        match command::parse(&line) {
            Ok(command) => self.obey(command, more),
            Err(reply) => self.mistake(&reply),
        }
    }

    fn obey(&mut self, command: Command, more: bool) -> Next {
        if let Some(next) = self.refuse_amid_chunks(&command.request) {
            return next;
        }
        match command.request {
            Request::Ehlo { host } => self.hello(&host, true, Protocol::Smtp),
            Request::Helo { host } => self.hello(&host, false, Protocol::Smtp),
            Request::Lhlo { host } => self.hello(&host, true, Protocol::Lmtp),
            Request::Mail { from } => self.mail(from, command.path),
            Request::Rcpt { to } => self.rcpt(&to, command.path, command.original),
            Request::Data => self.data(),
            Request::Bdat { chunk_size, is_last } => self.bdat(chunk_size, is_last),
            Request::StartTls => self.starttls(more),
            Request::Auth { mechanism, initial_response } => {
                self.auth(mechanism, &initial_response)
            }
            Request::Rset => {
                self.say(&Reply::new(250, (2, 0, 0), "Forgotten"));
                self.forget().unwrap_or(Next::Read)
            }
            Request::Noop { .. } => self.answer(250, (2, 0, 0), "Ok"),
            Request::Quit => self.end(&Reply::new(221, (2, 0, 0), "Goodbye")),
            Request::Help { .. } => self.answer(
                214,
                (2, 0, 0),
                "Mail to NUMBER@DOMAIN is sent as a fax; the administrator knows the domains",
            ),
            // RFC 5321 §7.3: the answer does not reveal whether the address exists.
            Request::Vrfy { .. } => self.answer(252, (2, 5, 0), "Send a mail, and RCPT will tell"),
            _ => self.mistake(&Reply::new(502, (5, 5, 1), "That command is not done here")),
        }
    }

    /// Refuses DATA and other commands while a mail is being received in chunks (RFC 3030 §2).
    fn refuse_amid_chunks(&mut self, request: &Request<String>) -> Option<Next> {
        let begun = self.transaction.as_ref().is_some_and(Transaction::has_chunks);
        let allowed = matches!(request, Request::Bdat { .. } | Request::Rset | Request::Noop { .. } | Request::Quit | Request::Help { .. })
                // EHLO and HELO reset the session like RSET.
                || matches!(request, Request::Ehlo { .. } | Request::Helo { .. } | Request::Lhlo { .. });
        (begun && !allowed).then(|| {
            self.mistake(&Reply::new(
                503,
                (5, 5, 1),
                "A mail has begun in chunks: BDAT or RSET comes next",
            ))
        })
    }

    fn hello(&mut self, host: &str, extended: bool, protocol: Protocol) -> Next {
        // RFC 2033 §4.1: LMTP must begin with LHLO, SMTP must not.
        if protocol != self.terms.protocol {
            let word = if self.terms.protocol == Protocol::Lmtp { "LHLO" } else { "EHLO or HELO" };
            return self.mistake(&Reply::new(
                500,
                (5, 5, 1),
                format!("{word} is what begins here"),
            ));
        }
        host.clone_into(&mut self.client.helo);
        self.extended = extended;
        // RFC 5321 §4.1.4: EHLO ends the transaction (the mail that was begun), as RSET does.
        if let Some(end) = self.forget() {
            return end;
        }
        let hostname = self.terms.hostname.clone();
        // An SMTP client that greets with HELO is offered no extensions.
        if !extended {
            self.plain(&format!("250 {hostname}"));
            return Next::Read;
        }
        let mut lines =
            vec![hostname, "PIPELINING".to_owned(), format!("SIZE {}", self.terms.max_message)];
        lines.extend(
            ["8BITMIME", "BINARYMIME", "CHUNKING", "SMTPUTF8", "DSN", "ENHANCEDSTATUSCODES"]
                .map(str::to_owned),
        );
        if self.offers_tls() {
            lines.push("STARTTLS".to_owned());
        }
        lines.extend(self.mechanisms());
        lines.extend(self.terms.protects.then(|| PROTECT_KEYWORD.to_owned()));
        let last = lines.len() - 1;
        for (index, line) in lines.iter().enumerate() {
            let sign = if index == last { ' ' } else { '-' };
            self.plain(&format!("250{sign}{line}"));
        }
        Next::Read
    }

    /// Ends the transaction (the mail that was begun), which the SMTP client does not want to
    /// complete. If the client has made too many mistakes, ends the session and returns
    /// [`Next::Close`].
    fn forget(&mut self) -> Option<Next> {
        self.transaction.take()?;
        self.count_lost_mail()
    }

    /// Counts a mail that was begun and not accepted as a mistake if the SMTP client is unknown,
    /// because each MAIL and RCPT is logged. If there are too many mistakes, ends the session and
    /// returns [`Next::Close`].
    fn count_lost_mail(&mut self) -> Option<Next> {
        if self.is_known() { None } else { self.count_mistake() }
    }

    /// Whether the SMTP client is known: it has logged in, or the policy knows its IP address.
    fn is_known(&self) -> bool {
        self.client.login.is_some() || self.house.policy().is_known(&self.client)
    }

    fn offers_tls(&self) -> bool {
        self.terms.starttls && !self.client.tls
    }

    fn starttls(&mut self, more: bool) -> Next {
        if self.client.tls {
            return self.mistake(&Reply::new(503, (5, 5, 1), "This is TLS already"));
        }
        if !self.offers_tls() {
            return self.mistake(&Reply::new(502, (5, 5, 1), "There is no TLS here"));
        }
        // Unencrypted bytes after STARTTLS may come from an attacker who wants them to be treated
        // as if they came by TLS.
        if more {
            return self.end(&Reply::new(
                421,
                (4, 7, 0),
                "STARTTLS must be the last command before TLS begins",
            ));
        }
        self.answer(220, (2, 0, 0), "Begin with TLS");
        Next::StartTls
    }

    /// Adds a reply to the session's output, so that the SMTP client gets it. The session then
    /// continues to read.
    fn answer(&mut self, code: u16, status: (u8, u8, u8), text: impl Into<String>) -> Next {
        self.say(&Reply::new(code, status, text));
        Next::Read
    }

    fn say(&mut self, reply: &Reply) {
        reply.write(&mut self.output);
    }

    /// Adds a line without an enhanced status code to the output. This is a greeting, or a reply
    /// that has no such code by RFC 2034 §4.
    fn plain(&mut self, line: &str) {
        self.output.extend_from_slice(line.as_bytes());
        self.output.extend_from_slice(b"\r\n");
    }

    /// Answers a protocol mistake of the SMTP client, and counts it.
    fn mistake(&mut self, reply: &Reply) -> Next {
        self.say(reply);
        self.count_mistake().unwrap_or(Next::Read)
    }

    /// Counts a mistake of the SMTP client. If there are too many, ends the session and returns
    /// [`Next::Close`].
    fn count_mistake(&mut self) -> Option<Next> {
        self.mistakes += 1;
        let is_too_many = self.mistakes >= MAX_MISTAKES;
        is_too_many.then(|| self.end(&Reply::new(421, (4, 7, 0), "Too many mistakes; goodbye")))
    }

    fn close(&mut self) -> Next {
        self.stage = Stage::Closed;
        self.transaction = None;
        Next::Close
    }
}

#[cfg(test)]
mod tests;
