//! The mail relay of a laboratory, and the mails that it has received.

use std::net::SocketAddr;

use mail_parser::MessageParser;

use crate::laboratory::{Asterisk, Laboratory};
use crate::smtp_sink::{Script, TestSink};
use crate::watching::eventually;

/// A relay at a fixed address. It can be running or stopped.
pub struct Mailroom {
    address: SocketAddr,
    sink: Option<TestSink>,
    /// The mails from before it was stopped.
    earlier: Vec<Letter>,
}

/// A mail that the relay has accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// The recipient in the envelope.
    pub to: String,
    pub subject: String,
    pub text: String,
    pub message_id: String,
    /// Type and size of each attachment.
    pub attachments: Vec<(String, usize)>,
}

impl Mailroom {
    /// Starts a relay that accepts all mails.
    pub fn open() -> Self {
        Self::with(Script::default())
    }

    pub fn with(script: Script) -> Self {
        let sink = TestSink::start(script);
        Self { address: sink.address(), sink: Some(sink), earlier: Vec::new() }
    }

    /// Starts a laboratory that sends its mails to this relay.
    pub fn laboratory(&self, name: &str, asterisk: Asterisk) -> Laboratory {
        Laboratory::start_with(name, asterisk, &["--relay", &self.address.to_string()])
    }

    /// Stops the relay: connections are refused from now on.
    pub fn close(&mut self) {
        self.earlier = self.letters();
        self.sink = None;
    }

    /// Changes the behaviour of the relay.
    pub fn set(&mut self, script: Script) {
        match &self.sink {
            Some(sink) => sink.set(script),
            None => self.sink = Some(TestSink::start_at(self.address, script)),
        }
    }

    /// Returns the address of the relay.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Returns all mails so far, in order.
    pub fn letters(&self) -> Vec<Letter> {
        let mut letters = self.earlier.clone();
        for mail in self.sink.iter().flat_map(TestSink::mails) {
            letters.push(Letter::read(mail.to, &mail.bytes));
        }
        letters
    }

    /// Returns the mails whose subject contains this word, for example the number of a caller.
    pub fn about(&self, word: &str) -> Vec<Letter> {
        self.letters()
            .into_iter()
            .filter(|letter| letter.subject.contains(word))
            .collect()
    }

    /// Waits for the first mail whose subject contains this word.
    pub fn await_about(&self, word: &str, within_seconds: u64) -> Letter {
        eventually(&format!("a mail about {word}"), within_seconds, || {
            self.about(word).into_iter().next()
        })
    }
}

impl Letter {
    fn read(to: String, bytes: &[u8]) -> Self {
        let message = MessageParser::default().parse(bytes).expect("a mail");
        let attachments = message.attachments().map(|part| {
            let kind =
                mail_parser::MimeHeaders::content_type(part).expect("each part says what it is");
            (
                format!("{}/{}", kind.ctype(), kind.subtype().unwrap_or_default()),
                part.contents().len(),
            )
        });
        Self {
            to,
            subject: message.subject().unwrap_or_default().to_owned(),
            text: message.body_text(0).unwrap_or_default().into_owned(),
            message_id: message.message_id().unwrap_or_default().to_owned(),
            attachments: attachments.collect(),
        }
    }
}
