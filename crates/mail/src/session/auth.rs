//! AUTH (RFC 4954) with three methods: PLAIN (RFC 4616), LOGIN, which is not standardised but
//! used by most office machines, and CRAM-MD5 (RFC 2195) if it is enabled.

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use smtp_proto::{AUTH_CRAM_MD5, AUTH_LOGIN, AUTH_PLAIN};

use super::{MAX_FAILED_LOGINS, Next, Session, Stage};
use crate::reply::Reply;
use ferrofax_network::asker::Login;
use ferrofax_network::listening::Line;

/// The step of a login (AUTH) that the server expects next from the SMTP client.
#[derive(Clone, PartialEq, Eq)]
pub(super) enum Exchange {
    /// AUTH PLAIN: the SMTP client's only answer, with name and password, is expected.
    Plain,
    /// AUTH LOGIN: the answer with the user's name is expected.
    User,
    /// AUTH LOGIN: the answer with the password of this user is expected.
    Password { user: String },
    /// CRAM-MD5: the answer with the name, and the digest for this challenge, is expected.
    Digest { challenge: String },
}

/// The form of base64 that the server accepts in an SMTP client's AUTH answers: padding may be
/// missing, because some office machines leave it out.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

impl Session<'_> {
    /// Lists the login methods for the answer to EHLO. `None` if the SMTP client cannot log in now.
    pub(super) fn mechanisms(&self) -> Option<String> {
        let plain = self.takes_passwords().then_some(["PLAIN", "LOGIN"]);
        let words: Vec<&str> = plain
            .into_iter()
            .flatten()
            .chain(self.terms.cram_md5.then_some("CRAM-MD5"))
            .collect();
        (!words.is_empty()).then(|| format!("AUTH {}", words.join(" ")))
    }

    /// Whether the SMTP client may send a password on this connection: the connection uses TLS, or
    /// the settings permit passwords without TLS in the client's network.
    fn takes_passwords(&self) -> bool {
        self.client.tls || self.terms.clear_text
    }

    pub(super) fn auth(&mut self, mechanism: u64, initial: &str) -> Next {
        if !self.extended {
            return self.mistake(&Reply::new(503, (5, 5, 1), "EHLO comes first"));
        }
        if self.client.login.is_some() {
            return self.mistake(&Reply::new(503, (5, 5, 1), "You are logged in already"));
        }
        if self.transaction.is_some() {
            return self.mistake(&Reply::new(503, (5, 5, 1), "Not within a mail"));
        }
        let is_password = matches!(mechanism, AUTH_PLAIN | AUTH_LOGIN);
        if is_password && !self.takes_passwords() {
            return self.mistake(&Reply::new(
                538,
                (5, 7, 11),
                "A password is only taken under TLS",
            ));
        }
        let (exchange, prompt) = match mechanism {
            AUTH_PLAIN => (Exchange::Plain, String::new()),
            AUTH_LOGIN => (Exchange::User, "Username:".to_owned()),
            AUTH_CRAM_MD5 if self.terms.cram_md5 => {
                let challenge = format!("<{}@{}>", self.house.nonce(), self.terms.hostname);
                (Exchange::Digest { challenge: challenge.clone() }, challenge)
            }
            _ => {
                return self.mistake(&Reply::new(
                    504,
                    (5, 5, 4),
                    "That way to log in is not offered",
                ));
            }
        };
        match (&exchange, initial) {
            (Exchange::Digest { .. }, "") | (_, "") => self.ask(exchange, &prompt),
            // RFC 2195: the server sends a challenge first, so an answer in the AUTH command itself
            // is a mistake.
            (Exchange::Digest { .. }, _) => self.wrong_answer(),
            // RFC 4954 §4: an equals sign means an empty answer.
            (_, "=") => self.answered(exchange, &[]),
            (_, initial) => self.take_answer(exchange, initial.as_bytes()),
        }
    }

    pub(super) fn take_auth(&mut self, exchange: Exchange, line: Line) -> Next {
        match line {
            Line::TooLong => self.mistake(&Reply::new(500, (5, 5, 6), "That answer is too long")),
            Line::Whole(line) if line == b"*" => {
                self.mistake(&Reply::new(501, (5, 7, 0), "The login is given up"))
            }
            Line::Whole(line) => self.take_answer(exchange, &line),
        }
    }

    fn take_answer(&mut self, exchange: Exchange, line: &[u8]) -> Next {
        match BASE64.decode(line.trim_ascii()) {
            Ok(bytes) => self.answered(exchange, &bytes),
            Err(_) => self.mistake(&Reply::new(501, (5, 5, 2), "That is not base64")),
        }
    }

    fn answered(&mut self, exchange: Exchange, answer: &[u8]) -> Next {
        let Ok(answer) = std::str::from_utf8(answer) else { return self.wrong_answer() };
        let login = match exchange {
            Exchange::User => {
                return self.ask(Exchange::Password { user: answer.to_owned() }, "Password:");
            }
            Exchange::Password { user } => Some(Login::Plain { user, password: answer.to_owned() }),
            Exchange::Plain => plain(answer),
            Exchange::Digest { challenge } => cram_md5(challenge, answer),
        };
        match login {
            Some(login) if is_fit(login.user()) => self.log_in(&login),
            _ => self.wrong_answer(),
        }
    }

    fn log_in(&mut self, login: &Login) -> Next {
        match self.house.policy().login(&self.client, login) {
            Ok(user) => {
                self.client.login = Some(user);
                self.answer(235, (2, 7, 0), "Welcome")
            }
            Err(reply) => {
                self.failed_logins += u32::from(!reply.may_pass());
                self.penalty = true;
                self.say(&reply);
                if self.failed_logins < MAX_FAILED_LOGINS {
                    return Next::Read;
                }
                self.end(&Reply::new(421, (4, 7, 0), "Too many logins have failed; goodbye"))
            }
        }
    }

    fn ask(&mut self, exchange: Exchange, prompt: &str) -> Next {
        self.plain(&format!("334 {}", BASE64.encode(prompt)));
        self.stage = Stage::Auth(exchange);
        Next::Read
    }

    fn wrong_answer(&mut self) -> Next {
        self.mistake(&Reply::new(501, (5, 5, 2), "That is not what this way to log in asks for"))
    }
}

/// Parses the SMTP client's answer in AUTH PLAIN: the identity to act as, the user name and the
/// password, separated by NULs. `None` if it has other parts, or if the identity is neither empty
/// nor the user name.
fn plain(answer: &str) -> Option<Login> {
    let mut words = answer.split('\0');
    let (acts_as, user, password) = (words.next()?, words.next()?, words.next()?);
    let is_same = acts_as.is_empty() || acts_as == user;
    (is_same && words.next().is_none())
        .then(|| Login::Plain { user: user.to_owned(), password: password.to_owned() })
}

fn cram_md5(challenge: String, answer: &str) -> Option<Login> {
    let (user, digest) = answer.rsplit_once(' ')?;
    let is_digest = digest.len() == 32 && digest.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_digest.then(|| Login::CramMd5 {
        user: user.to_owned(),
        challenge,
        digest: digest.to_ascii_lowercase(),
    })
}

/// Whether a user name that an SMTP client has sent is safe to write into logs and lists.
fn is_fit(user: &str) -> bool {
    !user.is_empty() && user.len() <= 255 && !user.chars().any(char::is_control)
}
