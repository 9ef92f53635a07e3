//! A mail's head: who wrote it, when, about what, and whether a machine did.

use super::LetterError;

/// A mail's head. It is cheap to read, so it is read before a mail is accepted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Head {
    /// Without angle brackets.
    pub message_id: Option<String>,
    /// Without angle brackets.
    pub in_reply_to: Vec<String>,
    /// Without angle brackets, the oldest first.
    pub references: Vec<String>,
    /// As written, decoded, on one line.
    pub subject: String,
    /// The first author.
    pub from: Option<Mailbox>,
    /// Where answers are wanted.
    pub reply_to: Vec<Mailbox>,
    /// `To` and `Cc`, for the names of receivers alone: who gets the fax is the envelope's to say.
    pub to: Vec<Mailbox>,
    /// Unix milliseconds.
    pub date: Option<i64>,
    /// Why no person wrote this mail, so that no mail may answer it and no fax is made of it.
    pub automatic: Option<Automatic>,
    /// `X-Spam-Flag: YES`: a server in front took it for spam.
    pub spam: bool,
    /// How many servers it came through (`Received`).
    pub hops: usize,
    /// All header lines in order: name as written, value decoded, on one line.
    pub fields: Vec<(String, String)>,
}

/// A name and an address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mailbox {
    /// Empty: none.
    pub name: String,
    /// `local@domain`.
    pub address: String,
}

/// Why a mail is a machine's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Automatic {
    /// RFC 5321 §4.5.5: `MAIL FROM:<>`.
    #[error("its envelope names no sender, as those of delivery reports do")]
    NoSender,
    /// RFC 3834 §5: `Auto-Submitted`.
    #[error("a program wrote it (Auto-Submitted)")]
    Submitted,
    /// `Precedence: bulk`, `junk`, `list`; a list's headers.
    #[error("it is a mailing list's or bulk mail")]
    Bulk,
    /// `multipart/report`: delivery and disposition notifications.
    #[error("it is a report on another mail")]
    Report,
    /// An absence's answer, by its header.
    #[error("it is an automatic answer")]
    Answer,
    /// It came through too many servers, or through us before.
    #[error("it goes round in a loop")]
    Loop,
}

impl Head {
    /// Reads the head of a mail. `sender` is the envelope's, empty for the null sender.
    ///
    /// # Errors
    /// [`LetterError::NoMail`]
    pub fn read(message: &[u8], sender: &str) -> Result<Self, LetterError> {
        let _ = (message, sender);
        Err(LetterError::NoMail)
    }

    /// The value of the first header line of this name, in any case.
    pub fn field(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// The name that `To` and `Cc` give to an address, for the cover page.
    pub fn name_of(&self, address: &str) -> Option<&str> {
        let found = self.to.iter().find(|mailbox| mailbox.address.eq_ignore_ascii_case(address));
        found.map(|mailbox| mailbox.name.as_str()).filter(|name| !name.is_empty())
    }
}
