//! The settings for reading mails: keys of `[mail]` in gateway.toml.

use crate::keys::{Key, Kind, plain_text};

/// The settings on how mails are read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LetterSettings {
    /// `mode = 0` (true): the whole mail is faxed. `mode = 1` (false): only its attachments.
    pub whole: bool,
    /// `subject_keywords`: whether words in the subject, like `[fax priority=10 at=20:00]`, are
    /// read as options and removed from the subject.
    pub subject_keywords: bool,
    /// `device_texts`: texts that machines write into each mail (`Scanned from …`): a body or
    /// subject that begins with one makes no page.
    pub device_texts: Vec<String>,
    /// `max_parts`: the most parts of one mail, including those of mails inside it; a mail with
    /// more is rejected.
    pub max_parts: usize,
}

/// The keys of `[mail]` for reading the content of mails.
pub(crate) const KEYS: &[Key<LetterSettings>] = &[
    Key {
        name: "mode",
        default: "0",
        kind: Kind::Choice(&[
            ("0", |letter| letter.whole = true),
            ("1", |letter| letter.whole = false),
        ]),
        help: "0: the first page is made of the subject and text, and the attachments follow. 1: \
               attachments only.",
    },
    Key {
        name: "subject_keywords",
        default: "true",
        kind: Kind::Flag(|letter, are_wishes| letter.subject_keywords = are_wishes),
        help: "Whether senders may write options for a fax into the subject of the mail: \"[fax \
               priority=10 at=20:00] Offer\".",
    },
    Key {
        name: "device_texts",
        default: "[]",
        kind: Kind::List(|letter, said| said.read(&mut letter.device_texts, plain_text)),
        help: "Texts that machines write into each mail (\"Scanned from\"). A subject or text \
               that begins with one makes no page.",
    },
    Key {
        name: "max_parts",
        default: "1000",
        kind: Kind::Number(1..=100_000, |letter, most| letter.max_parts = most.into()),
        help: "Highest number of parts of one mail. The parts are the attachments of the mail, and \
               the attachments of attached mails. A mail with more parts is rejected as a whole.",
    },
];

impl Default for LetterSettings {
    fn default() -> Self {
        Self { whole: true, subject_keywords: true, device_texts: Vec::new(), max_parts: 1000 }
    }
}
