//! Letters: the parts of a mail that are faxed, in the order of the pages, and those that are not.
//!
//! A mail is a tree of parts (MIME). The tree is split within limits, its texts are decoded, and of
//! several forms of the same content one is chosen. The result is a flat list of [`Part`]s for the
//! converters, a list of parts that were left out with the reasons, and the sender's options
//! ([`MailWishes`]). Nothing is fetched from the network, and no file is touched.
//!
//! Read in this order: `entity.rs` (the tree), `decode.rs` (bytes and texts), `gather.rs` (which
//! parts become pages), `tnef/` (Outlook's winmail.dat), `head.rs` (author, time, subject, and
//! whether a program wrote it), `wishes.rs` (options), `partial.rs` (split mails).

mod answer;
mod bounce;
mod decode;
mod entity;
mod gather;
mod head;
mod leaf;
mod parameter;
mod partial;
mod picture;
mod settings;
mod smime;
mod tnef;
mod wishes;

#[cfg(test)]
mod tests;

pub use answer::Answer;
pub use bounce::{Bounce, Bounced};
pub(in crate::mail) use head::one_line;
pub use head::{Automatic, Head, Mailbox};
pub use partial::{MOST_PARTS, Partial, PartialError};
pub(crate) use settings::KEYS;
pub use settings::LetterSettings;
pub use wishes::{MailWishError, MailWishes};

use crate::asker::header;
use gather::Gatherer;
use leaf::Leaf;

impl LetterSettings {
    fn wants(&self, part: &Part) -> bool {
        let own_words = match &part.content {
            _ if part.place == Place::Attachment => return true,
            Content::Text(text) => text.clone(),
            Content::Html { html, .. } => leaf::words_of(html),
            Content::File(_) => return true,
        };
        self.whole && !self.is_devices(&own_words)
    }

    /// Whether a machine writes this text into each mail.
    fn is_devices(&self, words: &str) -> bool {
        let plain =
            |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        let words = plain(words);
        self.device_texts
            .iter()
            .map(|text| plain(text))
            .any(|text| !text.is_empty() && words.starts_with(&text))
    }
}

/// A mail, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// The header.
    pub head: Head,
    /// The subject without options. Empty: none.
    pub subject: String,
    /// The parts that become pages, in order. With `mode = 0` this includes the mail's own text
    /// (usually first), see [`Place`].
    pub parts: Vec<Part>,
    /// The parts that do not become pages.
    pub left_out: Vec<LeftOut>,
    /// The sender's options.
    pub wishes: MailWishes,
}

/// A part that becomes pages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Its name for people: the file's name, or the subject of a forwarded mail. Empty for the
    /// mail's own text.
    pub name: String,
    /// The declared type, `type/subtype` in lower case. It may be wrong, or without information
    /// (`application/octet-stream`).
    pub media_type: String,
    /// Whether it is the mail's own text.
    pub place: Place,
    /// Its content.
    pub content: Content,
}

/// The place of a part in the mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Text that the sender wrote in the mail program.
    Message,
    /// What was attached, or forwarded as an attachment.
    Attachment,
}

/// The content of a part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// Plain text, decoded: each line is a paragraph. Lines end with `\n`.
    Text(String),
    /// HTML, decoded.
    Html {
        /// The document, or a piece of one.
        html: String,
        /// The pictures that it refers to by `cid:…`.
        pictures: Vec<Picture>,
    },
    /// Any other document.
    File(Vec<u8>),
}

/// A picture inside HTML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// Its Content-ID without angle brackets, or its Content-Location: the text after `cid:` or in
    /// `src`.
    pub id: String,
    /// As declared.
    pub media_type: String,
    /// The file.
    pub bytes: Vec<u8>,
}

/// A part that becomes no page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// Its name for people: the file's name, or else its media type.
    pub name: String,
    /// The reason.
    pub why: Why,
}

/// The reason why a part becomes no page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Why {
    /// S/MIME, PGP.
    #[error("it is a digital signature")]
    Signature,
    /// Nobody here has the key.
    #[error("it is encrypted, and only its receiver could read it")]
    Encrypted,
    /// A part of a mail's design, shown inside its text.
    #[error("it is a small picture of the mail's design, such as a logo")]
    Logo,
    /// Perhaps part of the design, but attached.
    #[error("it is a small picture, such as a logo or an icon")]
    SmallPicture,
    /// vCard.
    #[error("it is an electronic visiting card")]
    Card,
    /// iCalendar.
    #[error("it is an entry for a calendar")]
    Calendar,
    /// `message/delivery-status` and its like.
    #[error("it is a report for programs")]
    Report,
    /// `message/external-body`; `message/partial` inside of another part.
    #[error("it stands somewhere else, not in this mail")]
    Elsewhere,
    /// `winmail.dat` or another container that cannot be read.
    #[error("it could not be read: it is damaged")]
    Damaged,
    /// Nothing in it.
    #[error("it is empty")]
    Empty,
    /// Sound, video.
    #[error("it is sound or video")]
    NoPicture,
    /// A limit.
    #[error("it stands too deep inside other mails and parts")]
    TooDeep,
}

impl Why {
    const WORDS: [(Self, &str); 12] = [
        (Self::Signature, "signature"),
        (Self::Encrypted, "encrypted"),
        (Self::Logo, "logo"),
        (Self::SmallPicture, "small-picture"),
        (Self::Card, "card"),
        (Self::Calendar, "calendar"),
        (Self::Report, "report"),
        (Self::Elsewhere, "elsewhere"),
        (Self::Damaged, "damaged"),
        (Self::Empty, "empty"),
        (Self::NoPicture, "no-picture"),
        (Self::TooDeep, "too-deep"),
    ];

    /// Its word, for programs.
    pub(in crate::mail) fn word(self) -> &'static str {
        Self::WORDS
            .iter()
            .find(|(why, _)| *why == self)
            .map_or("damaged", |(_, word)| word)
    }

    /// By its word.
    pub(in crate::mail) fn from_word(word: &str) -> Option<Self> {
        Self::WORDS.iter().find(|(_, known)| *known == word).map(|(why, _)| *why)
    }

    /// Whether the sender would miss it in the fax, so that the report should name it.
    pub fn is_missed(self) -> bool {
        !matches!(self, Self::Signature | Self::Logo | Self::Report)
    }
}

/// The reason why a mail cannot be read at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LetterError {
    /// No header line.
    #[error("this is no mail: it does not begin with header lines")]
    NoMail,
    /// A limit: nobody should get only a part of a document.
    #[error("it has more than {0} parts")]
    TooManyParts(usize),
}

impl Letter {
    /// Reads a mail. `sender` is the envelope's, empty for the null sender.
    ///
    /// # Errors
    /// [`LetterError`]: only if it is no mail, or has too many parts. All other unreadable parts
    /// are in [`Letter::left_out`].
    pub fn read(
        message: &[u8],
        sender: &str,
        settings: &LetterSettings,
    ) -> Result<Self, LetterError> {
        let message = header::begun(message);
        let head = Head::read(message, sender)?;
        let mut gatherer = Gatherer::new(!settings.whole, settings.max_parts);
        gatherer.mail(message);
        if gatherer.has_too_many() {
            return Err(LetterError::TooManyParts(settings.max_parts));
        }
        let parts = gatherer
            .leaves
            .into_iter()
            .map(Leaf::into_part)
            .filter(|part| settings.wants(part))
            .collect();
        Ok(Self::of(head, parts, gatherer.left_out, settings))
    }

    /// A mail whose head and parts were read.
    pub(in crate::mail) fn of(
        head: Head,
        parts: Vec<Part>,
        left_out: Vec<LeftOut>,
        settings: &LetterSettings,
    ) -> Self {
        let (wishes, mut subject) = MailWishes::read(&head, settings.subject_keywords);
        if settings.is_devices(&subject) {
            subject.clear();
        }
        Self { head, subject, parts, left_out, wishes }
    }

    /// The mail's own text, if any of it becomes pages: its first piece.
    pub fn text(&self) -> Option<&Part> {
        self.parts.iter().find(|part| part.place == Place::Message)
    }

    /// The attachments that become pages, in order.
    pub fn attachments(&self) -> impl Iterator<Item = &Part> {
        self.parts.iter().filter(|part| part.place == Place::Attachment)
    }
}
