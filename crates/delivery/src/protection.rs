//! Mails that only the recipient can read (S/MIME or OpenPGP). This module does not encrypt. It
//! adds to a mail how the mail must be protected, and sends it to the Ferrofax service at a Unix
//! socket on the same machine. The service encrypts the mail and sends it to the mail server.
//!
//! In its answer to EHLO, the service says with [`PROTECT_KEYWORD`] that it encrypts mails. Only
//! then the mail gets the header [`PROTECT_HEADER`] with its [`Order`]; the service removes this
//! header. A mail with [`Wish::Required`] is never sent to a server without this keyword.

use std::fmt;

use lettre::message::SinglePart;
use lettre::message::header::Headers;

use super::dates::Dates;
use super::headers::add;
use super::mime::text_part;
use super::words::{Text, Words};
use ferrofax_basics::UnixMs;
use ferrofax_languages::{Language, Value};
use ferrofax_spool::FaxId;

/// The name of the header that tells the Ferrofax service how a mail must be protected.
pub const PROTECT_HEADER: &str = "X-Ferrofax-Protect";

/// The keyword in the answer to EHLO by which the Ferrofax service says that it encrypts mails.
pub const PROTECT_KEYWORD: &str = "XFERROFAXPROTECT";

/// The option `mailprotect`: whether mails with faxes are encrypted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Protect {
    /// Mails with faxes are not encrypted.
    No,
    /// Mails with faxes are encrypted if the recipient has a key.
    IfKey,
    /// Mails with faxes are encrypted. If the recipient has no key, a link to the fax or a notice
    /// is sent in place of the mail.
    Required,
}

impl Protect {
    /// Reads a value of the option `mailprotect`: `no`, `if-key` or `required`. `None` for any
    /// other text.
    pub(crate) fn of(name: &str) -> Option<Self> {
        match name.to_ascii_lowercase().as_str() {
            "no" => Some(Self::No),
            "if-key" => Some(Self::IfKey),
            "required" => Some(Self::Required),
            _ => None,
        }
    }

    pub(crate) fn wish(self) -> Option<Wish> {
        match self {
            Self::No => None,
            Self::IfKey => Some(Wish::IfKey),
            Self::Required => Some(Wish::Required),
        }
    }
}

/// How strictly a mail must be encrypted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wish {
    /// The mail must be encrypted if the recipient has a key.
    IfKey,
    /// The mail must always be encrypted. If the recipient has no key, only a link or a notice is
    /// sent.
    Required,
}

/// The kind of a mail. The notice that is sent if the mail cannot be encrypted names this kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    /// The mail contains a received fax.
    Fax,
    /// The mail is a report on a fax that was sent.
    Report,
}

/// The required encryption of a mail, and the data for the notice that is sent if the mail cannot
/// be encrypted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// How strictly the mail must be encrypted.
    pub wish: Wish,
    /// The kind of the mail: a received fax, or a report.
    pub about: About,
    /// The language of the notice that replaces a mail.
    pub language: Language,
    /// The mail address of the faxmaster, who is notified of faults.
    pub faxmaster: String,
    /// The received fax in the mail, to which a link in place of the mail can lead.
    pub fax: Option<FaxId>,
}

/// A link that a mail has in place of the fax.
#[derive(Clone, Copy, Debug)]
pub struct Link<'a> {
    /// The URL of the link.
    pub url: &'a str,
    /// How the recipient proves that the fax is for them.
    pub proof: LinkProof,
    /// Whether the link opens the fax only once.
    pub is_once: bool,
    /// The time when the link expires.
    pub until: UnixMs,
}

/// How a recipient with a link proves that the fax is for them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LinkProof {
    /// The recipient enters a code, which they got in another way than by mail.
    #[default]
    Code,
    /// The recipient logs in to the web interface.
    Login,
}

impl fmt::Display for Order {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { wish, about, language, faxmaster, fax } = self;
        let wish = match wish {
            Wish::IfKey => "if-key",
            Wish::Required => "required",
        };
        let about = match about {
            About::Fax => "fax",
            About::Report => "report",
        };
        write!(f, "{wish}; about={about}; language={}", language.code())?;
        if let Some(FaxId(fax)) = fax {
            write!(f, "; fax={fax}")?;
        }
        write!(f, "; faxmaster={faxmaster}")
    }
}

impl Order {
    /// The header line `X-Ferrofax-Protect: …` with this order, for the mail that must be
    /// protected.
    pub(crate) fn header(&self) -> String {
        format!("{PROTECT_HEADER}: {self}\r\n")
    }

    /// Reads an order from `value`, the value of the header `X-Ferrofax-Protect`. If `value` is not
    /// valid, the order is the strictest one: [`Wish::Required`].
    pub fn read(value: &str) -> Self {
        let mut order = Self {
            wish: Wish::Required,
            about: About::Fax,
            language: Language::default(),
            faxmaster: String::new(),
            fax: None,
        };
        // The faxmaster's address is the last part of the value, since it may contain a semicolon.
        let (front, faxmaster) = value.split_once("faxmaster=").unwrap_or((value, ""));
        order.faxmaster = faxmaster.trim().to_owned();
        let mut parts = front.split(';').map(str::trim);
        if parts.next() == Some("if-key") {
            order.wish = Wish::IfKey;
        }
        for part in parts {
            match part.split_once('=') {
                Some(("about", "report")) => order.about = About::Report,
                Some(("fax", id)) => order.fax = id.parse().ok().map(FaxId),
                Some(("language", code)) => order.language = Language::of(code).unwrap_or_default(),
                _ => {}
            }
        }
        order
    }

    /// The `Subject:` header line of an encrypted mail, which can be read without decryption. It
    /// says nothing about the fax.
    pub fn neutral_subject(&self) -> String {
        subject(&Words::of(self.language).text(Text::protected_subject))
    }

    /// The notice that is sent in place of a mail, as two values: the `Subject:` header line, and
    /// the MIME part with the text. Neither has any content of the fax.
    pub fn notice(&self) -> (String, Vec<u8>) {
        let (title, text) = match self.about {
            About::Fax => (Text::withheld_subject, Text::withheld_text),
            About::Report => (Text::withheld_report_subject, Text::withheld_report_text),
        };
        let words = Words::of(self.language);
        (subject(&words.text(title)), part(&text_part(&format!("{}\n", words.text(text)))))
    }

    /// The mail that has a link in place of the fax, as two values: the `Subject:` header line, and
    /// the MIME part with the text. Apart from the link, neither has any content of the fax.
    pub fn with_link(&self, link: &Link<'_>) -> (String, Vec<u8>) {
        let words = Words::of(self.language);
        let proof = match link.proof {
            LinkProof::Code => words.with_one(Text::link_code, "faxmaster", &self.faxmaster),
            LinkProof::Login => words.text(Text::link_login),
        };
        let once =
            if link.is_once { format!("{} ", words.text(Text::link_once)) } else { String::new() };
        let dates = Dates { format: Some(words.text(Text::date)), zone: None };
        let until = words.with_one(Text::link_until, "until", &dates.text(link.until));
        let text = words.text(Text::link_text);
        let text = format!("{text}\n\n{}\n\n{proof} {once}{until}\n", link.url);
        (subject(&words.text(Text::withheld_subject)), part(&text_part(&text)))
    }

    /// The mail to the faxmaster about a mail to `mailbox` that could not be encrypted, as two
    /// values: the `Subject:` header line, and the MIME part with the text. `why` is the reason,
    /// with advice.
    pub fn fault(&self, mailbox: &str, why: &str) -> (String, Vec<u8>) {
        let words = Words::of(self.language);
        let values = [("mailbox", Value::Text(mailbox)), ("why", Value::Text(why))];
        let text = format!("{}\n", words.with(Text::withheld_fault_text, &values));
        let title = words.with_one(Text::withheld_fault_subject, "mailbox", mailbox);
        (subject(&title), part(&text_part(&text)))
    }
}

fn subject(text: &str) -> String {
    let mut headers = Headers::new();
    add(&mut headers, "Subject", text);
    headers.to_string()
}

fn part(part: &SinglePart) -> Vec<u8> {
    part.formatted()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_is_read_as_it_was_written() {
        for (wish, about, language, faxmaster, fax) in [
            (Wish::IfKey, About::Fax, Language::German, "fax@example.com", Some(FaxId(7))),
            (Wish::Required, About::Report, Language::English, "\"a; b\"@example.com", None),
        ] {
            let order = Order { wish, about, language, faxmaster: faxmaster.to_owned(), fax };
            assert_eq!(Order::read(&order.to_string()), order);
        }
    }

    #[test]
    fn an_order_that_cannot_be_read_is_the_strictest() {
        for text in ["", "if key", "IF-KEY", "no", "required", "; if-key", "if-keys; about=x"] {
            assert_eq!(Order::read(text).wish, Wish::Required, "{text}");
        }
    }

    #[test]
    fn notices_are_one_line_of_subject_and_a_part() {
        for language in Language::ALL {
            for about in [About::Fax, About::Report] {
                let faxmaster = "fax@example.com".to_owned();
                let order = Order { wish: Wish::Required, about, language, faxmaster, fax: None };
                let (url, until) = ("https://fax.example.com/link/x", UnixMs(0));
                let link = |proof, is_once| order.with_link(&Link { url, proof, is_once, until });
                for (subject, part) in [
                    order.notice(),
                    order.fault("a@example.com", "why"),
                    link(LinkProof::Code, true),
                    link(LinkProof::Login, false),
                ] {
                    assert!(subject.starts_with("Subject: ") && subject.ends_with("\r\n"));
                    assert!(part.starts_with(b"Content-"), "{}", String::from_utf8_lossy(&part));
                    assert!(part.is_ascii());
                }
                assert!(order.neutral_subject().starts_with("Subject: Fa"));
            }
        }
    }
}
