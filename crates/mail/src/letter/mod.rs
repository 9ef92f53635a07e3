//! Reads mails: finds the parts of a mail that are faxed, in the order of the pages, and the parts
//! that are left out.
//!
//! A mail is a tree of parts (MIME). The tree is split within limits, its texts are decoded, and of
//! several forms of the same content one is chosen. The result is a flat list of [`Part`]s for the
//! converters, a list of parts that were left out with the reasons, and the sender's options
//! ([`MailWishes`]). Reading does not use the network, and touches no file.
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
pub(crate) use head::one_line;
pub use head::{Automatic, Head, Mailbox};
pub use partial::{MOST_PARTS, Partial, PartialError};
pub use settings::{KEYS, LetterSettings};
pub use wishes::{MailWishError, MailWishes};

use ferrofax_network::asker::header;
use ferrofax_spool::not_shown::NotShown;
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

    /// Whether this is a text that an office machine writes into each mail (the setting
    /// `device_texts`).
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

/// The content of a mail, as far as a fax needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// The header of the mail.
    pub head: Head,
    /// The subject without the options in it. Empty if there is no subject.
    pub subject: String,
    /// The parts that become pages, in order. With `mode = 0` the mail's own text is one of them,
    /// and usually the first; see [`Place`].
    pub parts: Vec<Part>,
    /// The parts of the mail that do not become fax pages.
    pub left_out: Vec<LeftOut>,
    /// The fax options that the sender set in the mail.
    pub wishes: MailWishes,
}

/// A part of a mail that becomes one or more fax pages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The name under which users see the part: the file's name, or the subject of a forwarded
    /// mail. Empty for the mail's own text.
    pub name: String,
    /// The declared media type, `type/subtype`, in lower case. It is sometimes wrong, or says
    /// nothing (`application/octet-stream`).
    pub media_type: String,
    /// The place of the part: the mail's own text, or an attachment.
    pub place: Place,
    /// The content of this part of the mail.
    pub content: Content,
}

/// The place of a part in the mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The part is text that the sender wrote in the mail program.
    Message,
    /// The part is an attached file, or a mail that was forwarded as an attachment.
    Attachment,
}

/// The content of a part of a mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// The content is plain text, decoded: each line is a paragraph. Lines end with `\n`.
    Text(String),
    /// The content is decoded HTML with its pictures.
    Html {
        /// The HTML document, or a piece of one.
        html: String,
        /// The pictures to which the HTML refers by `cid:…` or `src`.
        pictures: Vec<Picture>,
    },
    /// The content is a file of any kind other than text and HTML. The value has its bytes.
    File(Vec<u8>),
}

/// A picture inside HTML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// The picture's Content-ID without angle brackets, or its Content-Location. The HTML refers to
    /// it by this text after `cid:` or in `src`.
    pub id: String,
    /// The media type of the picture, as the mail declares it.
    pub media_type: String,
    /// The bytes of the picture file.
    pub bytes: Vec<u8>,
}

/// A part of a mail that does not become a fax page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// The name under which users see the part: the file's name, or else its media type.
    pub name: String,
    /// The reason why this part of the mail does not become a fax page.
    pub why: Why,
}

/// The reason why a part of a mail does not become a fax page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// The part is the signature of a signed mail (S/MIME or PGP).
    Signature,
    /// The part is encrypted, and Ferrofax has no key for it.
    Encrypted,
    /// The part is a small picture of the mail's design, such as a logo, that is shown inside the
    /// text.
    Logo,
    /// The part is a small attached picture, which perhaps belongs to the mail's design.
    SmallPicture,
    /// The part is an electronic business card (vCard).
    Card,
    /// The part is a calendar entry (iCalendar).
    Calendar,
    /// The part is a report for programs, such as `message/delivery-status`.
    Report,
    /// The content of the part is not in this mail: `message/external-body`, or `message/partial`
    /// inside another part.
    Elsewhere,
    /// The part is a damaged container, such as a `winmail.dat` that cannot be read.
    Damaged,
    /// The part of the mail is empty.
    Empty,
    /// The part is an HTML text that shows nothing but drawings (SVG), which cannot be faxed.
    Drawing,
    /// The part of the mail is an audio or video file.
    NoPicture,
    /// The part is nested deeper inside other parts than the limit allows.
    TooDeep,
}

impl Why {
    const WORDS: [(Self, &str); 13] = [
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
        (Self::Drawing, "drawing"),
        (Self::NoPicture, "no-picture"),
        (Self::TooDeep, "too-deep"),
    ];

    /// The word for this reason in the output of the child process that reads mails.
    pub(crate) fn word(self) -> &'static str {
        Self::WORDS
            .iter()
            .find(|(why, _)| *why == self)
            .map_or("damaged", |(_, word)| word)
    }

    /// The reason for this word in the output of the child process that reads mails; `None` if the
    /// word is unknown.
    pub(crate) fn from_word(word: &str) -> Option<Self> {
        Self::WORDS.iter().find(|(_, known)| *known == word).map(|(why, _)| *why)
    }

    /// The same reason in the form in which reports and lists of jobs show it.
    pub const fn not_shown(self) -> NotShown {
        match self {
            Self::Signature => NotShown::PartSignature,
            Self::Encrypted => NotShown::PartEncrypted,
            Self::Logo => NotShown::PartLogo,
            Self::SmallPicture => NotShown::PartSmallPicture,
            Self::Card => NotShown::PartCard,
            Self::Calendar => NotShown::PartCalendar,
            Self::Report => NotShown::PartReport,
            Self::Elsewhere => NotShown::PartElsewhere,
            Self::Damaged => NotShown::PartDamaged,
            Self::Empty => NotShown::Empty,
            Self::Drawing => NotShown::ObjectsLeftOut { count: 1 },
            Self::NoPicture => NotShown::PartSound,
            Self::TooDeep => NotShown::PartTooDeep,
        }
    }

    /// Whether the sender would miss the part in the fax, so that the mail that reports the result
    /// to the sender should name it.
    pub fn is_missed(self) -> bool {
        !matches!(self, Self::Signature | Self::Logo | Self::Report)
    }
}

/// The reason why a mail cannot be read at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LetterError {
    /// The text has no header line, so it is no mail.
    #[error("this is no mail: it does not begin with header lines")]
    NoMail,
    /// The mail has more parts than this limit. It is rejected, so that nobody gets only a part of
    /// a document.
    #[error("it has more than {0} parts")]
    TooManyParts(usize),
}

impl Letter {
    /// Reads a mail. `sender` is the envelope's sender, empty for the null sender.
    ///
    /// # Errors
    /// [`LetterError`]: only if the message is no mail, or has too many parts. A part that cannot
    /// be read is no error, but is listed in [`Letter::left_out`].
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

    /// Makes the content of a mail from its header, the parts that become pages, and the parts that
    /// were left out.
    pub(crate) fn of(
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

    /// The first piece of the mail's own text, if any of that text becomes pages.
    pub fn text(&self) -> Option<&Part> {
        self.parts.iter().find(|part| part.place == Place::Message)
    }

    /// The attachments that become pages, in order.
    pub fn attachments(&self) -> impl Iterator<Item = &Part> {
        self.parts.iter().filter(|part| part.place == Place::Attachment)
    }
}
