//! Reads the header of a mail: author, time, subject, and whether a program wrote the mail.

use ferrofax_basics::UnixMs;
use std::fmt;

use mail_parser::{DateTime, HeaderName, HeaderValue};

use super::LetterError;
use super::entity::{self, Budget, Entity};
use ferrofax_network::asker::header;

/// The text with which the Message-IDs of all mails of Ferrofax begin.
const OUR_IDS: &str = "ferrofax-";

/// The maximum number of mail addresses that are read from one header line.
const MOST_MAILBOXES: usize = 1000;

/// The header of a mail. Reading it takes little time, so it is read before a mail is accepted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Head {
    /// The Message-ID of this mail, without angle brackets; `None` if it has none.
    pub message_id: Option<String>,
    /// The Message-IDs in the header `In-Reply-To`, without angle brackets.
    pub in_reply_to: Vec<String>,
    /// The Message-IDs in the header `References`, without angle brackets, the oldest first.
    pub references: Vec<String>,
    /// The subject as written, decoded, on one line.
    pub subject: String,
    /// The first author that the header From names, with the mail address.
    pub from: Option<Mailbox>,
    /// The names and mail addresses in the header Reply-To.
    pub reply_to: Vec<Mailbox>,
    /// The names and mail addresses in `To` and `Cc`. Only names for the cover page are taken from
    /// them: the envelope decides who gets the fax.
    pub to: Vec<Mailbox>,
    /// The date that the mail's header names.
    pub date: Option<UnixMs>,
    /// The date of the mail in the time zone of its author: `2026-11-20 14:31 +01:00`. Empty if the
    /// mail has none.
    pub date_written: String,
    /// The reason why the mail counts as written by a program; `None` for a mail of a person. See
    /// [`Automatic::may_be_faxed`].
    pub automatic: Option<Automatic>,
    /// Whether an earlier mail server marked the mail as spam: `X-Spam-Flag: YES`.
    pub spam: bool,
    /// The number of servers that the mail has passed, counted by `Received` lines.
    pub hops: usize,
    /// The header lines whose value is free text, in order. Each has its name as written, and its
    /// decoded value on one line.
    pub fields: Vec<(String, String)>,
}

/// A name and an e-mail address, as in `From` or `To`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mailbox {
    /// The name of the person or department with this mail address; empty if the header line has
    /// only the address.
    pub name: String,
    /// The mail address in the form `local@domain`.
    pub address: String,
}

/// The reason why a mail counts as automatic. If several reasons apply, the first one is used.
/// Reasons why a mail must never be faxed are checked first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Automatic {
    /// The mail has an empty sender, `MAIL FROM:<>` (RFC 5321 §4.5.5).
    #[error("its envelope names no sender, as those of delivery reports do")]
    NoSender,
    /// The mail is a delivery or disposition notification (`multipart/report`).
    #[error("it is a report on another mail")]
    Report,
    /// The mail is an out-of-office reply to a mail of Ferrofax, as its header shows.
    #[error("it is an automatic answer")]
    Answer,
    /// The mail has passed a hundred or more mail servers.
    #[error("it is in a mail loop")]
    Loop,
    /// This fax server wrote the mail, for example to deliver a received fax or to report on a job.
    #[error("this fax server wrote it")]
    Ours,
    /// The header `Auto-Submitted` says that a program wrote the mail, for example
    /// `auto-generated`, but not as a reply (`auto-replied`; RFC 3834 §5). Mails of ERP systems,
    /// web shops and alarm systems have this header.
    #[error("a program wrote it (Auto-Submitted)")]
    Submitted,
    /// The mail has `Precedence: bulk` or `list`, or a mailing list's headers. Shop and ticket
    /// systems write these too.
    #[error("it is a mailing list's or bulk mail")]
    Bulk,
}

impl Automatic {
    /// Whether an automatic mail of this kind is faxed if the setting `machines` of gateway.toml
    /// allows mails of programs for this sender. Automatic replies and delivery reports are never
    /// faxed: they could answer a mail of Ferrofax, and cause the next such mail.
    pub fn may_be_faxed(self) -> bool {
        matches!(self, Self::Submitted | Self::Bulk)
    }
}

impl Automatic {
    const WORDS: [(Self, &str); 7] = [
        (Self::NoSender, "no-sender"),
        (Self::Submitted, "submitted"),
        (Self::Bulk, "bulk"),
        (Self::Report, "report"),
        (Self::Answer, "answer"),
        (Self::Loop, "loop"),
        (Self::Ours, "ours"),
    ];

    /// The word for this reason in the output of the child process that reads mails, such as
    /// `loop`.
    pub(crate) fn word(self) -> &'static str {
        Self::WORDS
            .iter()
            .find(|(reason, _)| *reason == self)
            .map_or("report", |(_, word)| word)
    }

    /// Finds the reason by its word in the output of the child process that reads mails, such as
    /// `loop`. `None` if the word is unknown.
    pub(crate) fn from_word(word: &str) -> Option<Self> {
        Self::WORDS.iter().find(|(_, known)| *known == word).map(|(reason, _)| *reason)
    }
}

/// Writes the name and the mail address in the form `Anna Berger <anna@example.com>`.
impl fmt::Display for Mailbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name.as_str() {
            "" => f.write_str(&self.address),
            name => write!(f, "{name} <{}>", self.address),
        }
    }
}

impl Head {
    /// Reads the header of a mail. `sender` is the envelope's sender, empty if there is none.
    pub fn read(message: &[u8], sender: &str) -> Result<Self, LetterError> {
        let (head, _) = entity::split(header::begun(message));
        Self::of(&Entity::cut(head, &mut Budget::default()), sender)
    }

    pub(super) fn of(entity: &Entity<'_>, sender: &str) -> Result<Self, LetterError> {
        if entity.headers().is_empty() {
            return Err(LetterError::NoMail);
        }
        let mailboxes =
            |name: &HeaderName<'_>| entity.header(name).map(mailboxes).unwrap_or_default();
        let ids = |name: &HeaderName<'_>| entity.header(name).map(ids).unwrap_or_default();
        // The recipients in `Cc` are added to those in `To`.
        let mut to = mailboxes(&HeaderName::To);
        to.extend(mailboxes(&HeaderName::Cc));
        // RFC 5321 §6.3: each server on the way has added a `Received` line.
        let hops = entity
            .headers()
            .iter()
            .filter(|header| header.name == HeaderName::Received)
            .count();
        Ok(Self {
            message_id: ids(&HeaderName::MessageId).into_iter().next(),
            in_reply_to: ids(&HeaderName::InReplyTo),
            references: ids(&HeaderName::References),
            subject: entity.text_of("Subject").map(one_line).unwrap_or_default(),
            from: mailboxes(&HeaderName::From).into_iter().next(),
            reply_to: mailboxes(&HeaderName::ReplyTo),
            to,
            date: entity
                .header(&HeaderName::Date)
                .and_then(HeaderValue::as_datetime)
                .and_then(moment),
            date_written: entity
                .header(&HeaderName::Date)
                .and_then(HeaderValue::as_datetime)
                .map(written)
                .unwrap_or_default(),
            automatic: automatic(entity, sender, hops),
            spam: is_spam(entity),
            hops,
            fields: fields(entity),
        })
    }

    /// The value of the first header line with this name; the name's case is ignored.
    pub fn field(&self, name: &str) -> Option<&str> {
        self.fields
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// Returns the name of the person with this mail address, if `To` or `Cc` gives one. The cover
    /// page shows it.
    pub fn name_of(&self, address: &str) -> Option<&str> {
        let found = self.to.iter().find(|mailbox| mailbox.address.eq_ignore_ascii_case(address));
        found.map(|mailbox| mailbox.name.as_str()).filter(|name| !name.is_empty())
    }
}

fn mailboxes(value: &HeaderValue<'_>) -> Vec<Mailbox> {
    let HeaderValue::Address(addresses) = value else { return Vec::new() };
    let read = addresses.iter().filter_map(|address| {
        let plain = address.address().map(str::trim).filter(|text| text.contains('@'))?;
        Some(Mailbox {
            name: address.name().map(one_line).unwrap_or_default(),
            address: plain.to_owned(),
        })
    });
    read.take(MOST_MAILBOXES).collect()
}

fn ids(value: &HeaderValue<'_>) -> Vec<String> {
    let plain = |id: &str| id.trim().trim_start_matches('<').trim_end_matches('>').to_owned();
    let ids: Vec<String> = match value {
        HeaderValue::Text(id) => vec![plain(id)],
        HeaderValue::TextList(ids) => ids.iter().map(|id| plain(id)).collect(),
        _ => Vec::new(),
    };
    // Only ids of safe characters are kept, since they will be written into header lines of our own
    // mails.
    ids.into_iter()
        .filter(|id| !id.is_empty() && id.chars().all(|c| c.is_ascii_graphic()))
        .collect()
}

fn moment(date: &DateTime) -> Option<UnixMs> {
    date.is_valid().then(|| UnixMs(date.to_timestamp().saturating_mul(1000)))
}

fn written(date: &DateTime) -> String {
    let sign = if date.tz_before_gmt { '-' } else { '+' };
    let DateTime { year, month, day, hour, minute, tz_hour, tz_minute, .. } = date;
    format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02} {sign}{tz_hour:02}:{tz_minute:02}")
}

fn fields(entity: &Entity<'_>) -> Vec<(String, String)> {
    let text = |header: &mail_parser::Header<'_>| {
        header.value.as_text().map(|value| (header.name().to_owned(), one_line(value)))
    };
    entity.headers().iter().filter_map(text).collect()
}

/// Puts a text on one line and removes control characters, so that nobody can insert header lines.
pub(crate) fn one_line(text: &str) -> String {
    let blanked: String = text
        .chars()
        .map(|c| if c.is_control() || c == '\u{2028}' || c == '\u{2029}' { ' ' } else { c })
        .collect();
    blanked.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

fn is_spam(entity: &Entity<'_>) -> bool {
    let says_yes = |name| {
        entity
            .text_of(name)
            .is_some_and(|value| value.trim().to_ascii_lowercase().starts_with("yes"))
    };
    ["X-Spam-Flag", "X-Spam-Status", "X-Spam"].into_iter().any(says_yes)
}

fn automatic(entity: &Entity<'_>, sender: &str, hops: usize) -> Option<Automatic> {
    let word = |name| {
        entity
            .text_of(name)
            .map(|value: &str| value.trim().to_ascii_lowercase())
            .unwrap_or_default()
    };
    let (submitted, precedence) = (word("Auto-Submitted"), word("Precedence"));
    let is_submitted = !submitted.is_empty() && !submitted.starts_with("no");
    let is_bulk = matches!(precedence.as_str(), "bulk" | "list")
        || entity.header(&HeaderName::ListId).is_some();
    // RFC 3834 §5: after `auto-replied`, a comment and parameters may follow. Old out-of-office
    // programs write only `Precedence: junk`.
    let is_answer = submitted.starts_with("auto-replied")
        || precedence == "junk"
        || ["X-Autoreply", "X-Autorespond"]
            .iter()
            .any(|name| !matches!(word(name).as_str(), "" | "no"));
    let reasons = [
        (entity.media_type == "multipart/report", Automatic::Report),
        (hops >= header::MOST_HOPS, Automatic::Loop),
        (is_ours(entity), Automatic::Ours),
        (is_answer || is_submitted && is_exchanges_answer(entity), Automatic::Answer),
        ((is_submitted || is_bulk) && answers_us(entity), Automatic::Answer),
        (sender.trim().is_empty() || word("Return-Path") == "<>", Automatic::NoSender),
        (is_submitted, Automatic::Submitted),
        (is_bulk, Automatic::Bulk),
    ];
    reasons.into_iter().find(|(holds, _)| *holds).map(|(_, reason)| reason)
}

fn is_ours(entity: &Entity<'_>) -> bool {
    let begins =
        |name: &str| name.get(..11).is_some_and(|begin| begin.eq_ignore_ascii_case("x-ferrofax-"));
    entity.headers().iter().any(|header| begins(header.name()))
}

/// Whether the mail is an out-of-office reply of Exchange. Exchange writes `auto-generated` into
/// such a reply. Two other headers show that it is a reply: `In-Reply-To` and
/// `X-Auto-Response-Suppress`.
fn is_exchanges_answer(entity: &Entity<'_>) -> bool {
    entity.header(&HeaderName::InReplyTo).is_some()
        && entity.text_of("X-Auto-Response-Suppress").is_some()
}

fn answers_us(entity: &Entity<'_>) -> bool {
    let named = [HeaderName::InReplyTo, HeaderName::References];
    let mut ids = named.iter().filter_map(|name| entity.header(name)).flat_map(ids);
    ids.any(|id| id.starts_with(OUR_IDS))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(lines: &str) -> Head {
        Head::read(format!("{lines}\r\n\r\ntext\r\n").as_bytes(), "anna@example.com").unwrap()
    }

    #[test]
    fn who_when_and_about_what() {
        let head = head(
            "Received: by a\r\nReceived: by b\r\nFrom: =?iso-8859-1?Q?J=FCrgen?= <j@example.com>\r\n\
             To: \"Berger, Anna\" <anna@0991.fax>,\r\n\t=?utf-8?B?0JDQvdC90LA=?= <a@0992.fax>\r\nCc: c@0993.fax\r\n\
             Reply-To: office@example.com\r\nDate: Fri, 20 Nov 2026 14:31:47 +0100\r\n\
             Subject: =?utf-8?Q?Gr=C3=BC=C3=9Fe_?=\r\n =?utf-8?Q?an_alle?=\r\nMessage-ID: <1@x>\r\n\
             References: <2@x>\r\n <3@x>\r\nIn-Reply-To: <3@x>\r\nX-Fax-Tag: =?utf-8?Q?K=C3=B6ln?=",
        );
        assert_eq!(
            head.from,
            Some(Mailbox { name: "Jürgen".into(), address: "j@example.com".into() })
        );
        assert_eq!(head.name_of("ANNA@0991.fax"), Some("Berger, Anna"));
        assert_eq!((head.name_of("a@0992.fax"), head.name_of("c@0993.fax")), (Some("Анна"), None));
        assert_eq!(head.subject, "Grüße an alle");
        assert_eq!(
            (head.message_id.as_deref(), head.references.len(), head.in_reply_to.len()),
            (Some("1@x"), 2, 1)
        );
        assert_eq!((head.date, head.hops), (Some(UnixMs(1_795_181_507_000)), 2));
        assert_eq!(head.date_written, "2026-11-20 14:31 +01:00");
        assert_eq!(head.reply_to[0].address, "office@example.com");
        assert_eq!(head.field("x-fax-tag"), Some("Köln"));
        assert_eq!((head.automatic, head.spam), (None, false));
    }

    #[test]
    fn a_subject_can_write_no_header_lines() {
        let head = head("Subject: =?utf-8?Q?a=0D=0ABcc:_b=00?=");
        assert_eq!(head.subject, "a Bcc: b");
    }

    #[test]
    fn mails_of_machines_are_known() {
        for (lines, reason) in [
            ("Auto-Submitted: no", None),
            ("Auto-Submitted: auto-generated", Some(Automatic::Submitted)),
            ("Auto-Submitted: auto-replied (vacation)", Some(Automatic::Answer)),
            ("X-Autoreply: yes", Some(Automatic::Answer)),
            ("Precedence: Bulk", Some(Automatic::Bulk)),
            ("Precedence: first-class", None),
            ("List-Id: People <people.example.com>", Some(Automatic::Bulk)),
            ("Precedence: junk", Some(Automatic::Answer)),
            ("Return-Path: <>", Some(Automatic::NoSender)),
            ("Return-Path: <>\r\nPrecedence: bulk", Some(Automatic::NoSender)),
            ("Auto-Submitted: auto-generated\r\nX-Ferrofax-Job: 7", Some(Automatic::Ours)),
            (
                "Auto-Submitted: auto-generated\r\nIn-Reply-To: <ferrofax-job-7-00@pbx>",
                Some(Automatic::Answer),
            ),
            (
                "Precedence: bulk\r\nReferences: <1@x>\r\n <ferrofax-7-00@pbx>",
                Some(Automatic::Answer),
            ),
            ("Precedence: bulk\r\nIn-Reply-To: <1@x>", Some(Automatic::Bulk)),
            (
                "Auto-Submitted: auto-generated\r\nX-Auto-Response-Suppress: All",
                Some(Automatic::Submitted),
            ),
            (
                "Auto-Submitted: auto-generated\r\nX-Auto-Response-Suppress: All\r\nIn-Reply-To: <1@x>",
                Some(Automatic::Answer),
            ),
            // A person's reply to one of our mails is not automatic.
            ("In-Reply-To: <ferrofax-job-7-00@pbx>", None),
            (
                "Content-Type: multipart/report; report-type=disposition-notification; boundary=b",
                Some(Automatic::Report),
            ),
        ] {
            assert_eq!(head(lines).automatic, reason, "{lines}");
        }
        assert_eq!(
            Head::read(b"Subject: a\n\nb", "").unwrap().automatic,
            Some(Automatic::NoSender)
        );
        let by_shop = b"Auto-Submitted: auto-generated\n\nb";
        assert_eq!(Head::read(by_shop, "").unwrap().automatic, Some(Automatic::NoSender));
        assert!(Automatic::Submitted.may_be_faxed() && Automatic::Bulk.may_be_faxed());
        for never in [
            Automatic::NoSender,
            Automatic::Report,
            Automatic::Answer,
            Automatic::Loop,
            Automatic::Ours,
        ] {
            assert!(!never.may_be_faxed(), "{never}");
        }
        let round = format!("Subject: a\r\n{}", "Received: by us\r\n".repeat(100));
        assert_eq!(head(round.trim_end()).automatic, Some(Automatic::Loop));
    }

    /// Exports of mail programs and some scanners write empty lines before the header.
    #[test]
    fn empty_lines_before_the_header_do_not_matter() {
        for before in ["\r\n", "\n", "\r\n\r\n \t\r\n", "\u{FEFF}", "\u{FEFF}\r\n"] {
            let mail = format!("{before}Subject: Offer\r\nFrom: a@b\r\n\r\nbody\r\n");
            assert_eq!(Head::read(mail.as_bytes(), "a@b").unwrap().subject, "Offer", "{before:?}");
        }
    }

    #[test]
    fn what_a_server_in_front_took_for_spam() {
        assert!(head("X-Spam-Flag: YES").spam);
        assert!(head("X-Spam-Status: Yes, score=9.1 required=5.0").spam);
        assert!(!head("X-Spam-Status: No, score=0.1").spam);
    }

    #[test]
    fn what_has_no_header_lines_is_no_mail() {
        assert_eq!(Head::read(b"", "a@b"), Err(LetterError::NoMail));
        assert_eq!(Head::read(b"\r\nbody", "a@b"), Err(LetterError::NoMail));
        assert_eq!(Head::read(b"\r\n \r\n\n", "a@b"), Err(LetterError::NoMail));
    }
}
